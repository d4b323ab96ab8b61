"""The planned path of a target, in its unit: from start to goal, by years or by milestones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import isnan
from typing import NamedTuple

from tracker.analysis.rows import (
    AssessedTarget,
    MilestoneRow,
    RevisionRow,
    TrajectoryRow,
    YearGoalRow,
)
from tracker.portfolio.measures import QUANTITY_KINDS


class PlannedPoint(NamedTuple):
    date: dt.date
    value: float


class OriginalGoal(NamedTuple):
    """The goal and dates as first published, where they were revised."""

    goal: float
    high: float
    start: dt.date | None
    due: dt.date | None
    planned: tuple[PlannedPoint, ...]  # as `ProgressSeries.planned`


def planned_points(
    row: AssessedTarget, points: Sequence[TrajectoryRow], years: Sequence[YearGoalRow]
) -> tuple[PlannedPoint, ...]:
    """The plan of a count or a flow, by date; none for other kinds, and where its ends are not known."""
    if row.kind == "flow":
        return _planned_points_of_years(row, points, years)
    if row.kind not in QUANTITY_KINDS or (not points and not (row.start and row.due)):
        return ()
    values = {point.date: point.value for point in points}
    for on, value in ((_start_of_plan(row), row.baseline), (row.due, row.goal)):
        # a point of the file replaces an end; where start and due are one day, the goal counts
        if on is not None and not isnan(value) and (not points or on not in values):
            values[on] = value
    return tuple(PlannedPoint(on, values[on]) for on in sorted(values))


def _start_of_plan(row: AssessedTarget) -> dt.date | None:
    """None where the goal was due before the start, as may be before a revision."""
    is_reversed = row.start is not None and row.due is not None and row.due < row.start
    return None if is_reversed else row.start


def _planned_points_of_years(
    row: AssessedTarget, points: Sequence[TrajectoryRow], years: Sequence[YearGoalRow]
) -> tuple[PlannedPoint, ...]:
    """From zero on the first day of each year to its goal on the last, within the term."""
    values: dict[dt.date, float] = {}
    for year in years:
        first, last = dt.date(year.year, 1, 1), dt.date(year.year, 12, 31)
        first, last = max(first, _start_of_plan(row) or first), min(last, row.due or last)
        if first <= last:
            values |= {first: 0.0, last: year.goal}
    values |= {point.date: point.value for point in points}
    return tuple(PlannedPoint(on, values[on]) for on in sorted(values))


def original_goal(
    row: AssessedTarget,
    revisions: Sequence[RevisionRow],
    points: Sequence[TrajectoryRow],
    steps: Sequence[MilestoneRow],
    years: Sequence[YearGoalRow],
) -> OriginalGoal:
    """What the first revision of each field replaced; ``revisions`` are by date.

    The record has no points of a former plan: the file's points count as far as the first due date, as
    they do for the status against the original goal.
    """
    for revision in reversed(revisions):
        if revision.field == "start":
            row = row._replace(start=revision.from_day)
        elif revision.field == "due":
            row = row._replace(due=revision.from_day)
        elif not isnan(revision.year):
            before = revision.from_value
            years = [
                each._replace(goal=before) if each.year == revision.year else each for each in years
            ]
            if row.goal_year == revision.year:
                row = row._replace(goal=before)
        else:
            row = row._replace(goal=revision.from_value, high=revision.from_high)
    if row.kind == "milestones":
        planned = planned_milestone_points(row, steps)
        return OriginalGoal(100.0, row.high, row.start, row.due, planned)
    due = row.due or dt.date.max
    points = [point for point in points if point.date <= due]
    planned = planned_points(row, points, years)
    return OriginalGoal(row.goal, row.high, row.start, row.due, planned)


def planned_milestone_points(
    row: AssessedTarget, steps: Sequence[MilestoneRow]
) -> tuple[PlannedPoint, ...]:
    """The planned share of all weights, in %, on the days it changes."""
    by_day: dict[dt.date, float] = {}
    for step in steps:
        on = step.due or row.due  # a milestone without a date is due with its target
        if on is not None:
            by_day[on] = by_day.get(on, 0.0) + step.weight
    if not by_day:
        return ()
    all_weights = sum(step.weight for step in steps)
    points, so_far = [], 0.0
    for on in sorted(by_day):
        so_far += by_day[on]
        points.append(PlannedPoint(on, round(so_far * (100 / all_weights), 9)))
    if row.start is not None and row.start < points[0].date:
        points.insert(0, PlannedPoint(row.start, 0.0))
    if row.due is not None and row.due > points[-1].date:
        points.append(PlannedPoint(row.due, points[-1].value))
    return tuple(points)
