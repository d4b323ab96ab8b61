"""How many days a target is behind its plan, where somebody planned it over time.

A straight line by time elapsed is no plan: only a ``trajectory`` or dated milestones are. The formulas are in
`earned_schedule`; the plan and the figure are those of the status.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import NamedTuple

from tracker.analysis.earned_schedule import EarnedSchedule, earned_schedule, finish_bounds
from tracker.analysis.projections import Point, to_date
from tracker.analysis.replay import UNDER_WAY, standing_now
from tracker.analysis.rows import AssessedTarget
from tracker.portfolio import model
from tracker.portfolio.measures import QUANTITY_KINDS


class Delay(NamedTuple):
    """Of the latest figure, against the plan."""

    on: dt.date  # the day of the figure
    days: float  # behind plan; negative: ahead
    spi: float  # SPI(t); NaN on the first day
    finish: dt.date | None  # IEAC(t): finished then at this rate; None: nothing is done yet
    earliest: dt.date | None  # bounds of the finish at 90 %, where there are enough reports
    latest: dt.date | None
    to_complete: float  # TSPI; NaN from the due date on


def delay(row: AssessedTarget, target: model.Target, as_of: dt.date) -> Delay | None:
    """None for a target that is not under way, or has no plan over time or no figure."""
    start, due, on = row.start, row.due, row.judged_on
    if row.status not in UNDER_WAY or start is None or due is None or on is None or start >= due:
        return None
    if row.kind == "milestones":
        plan = _step_plan(target, start, due)
    elif row.kind in QUANTITY_KINDS:
        plan = _value_plan(row, target, start, due)
    else:
        plan = []
    if not plan or math.isnan(row.actual):
        return None
    now = earned_schedule(plan, row.actual, (on - start).days)
    bounds = None
    if row.kind != "milestones":
        bounds = finish_bounds(_states(plan, row, target, as_of, start))
    since_start = (now.finish, *(bounds or (math.nan, math.nan)))
    finish, earliest, latest = (to_date(start.toordinal() + days) for days in since_start)
    return Delay(on, -now.variance, now.spi, finish, earliest, latest, now.to_complete)


def _value_plan(
    row: AssessedTarget, target: model.Target, start: dt.date, due: dt.date
) -> list[Point]:
    """The planned completion by days since the start; empty where the file gives no points."""
    if not target.trajectory:
        return []
    width, length = row.goal - row.baseline, (due - start).days
    planned = {0: 0.0, length: 1.0}
    for point in target.trajectory:
        planned[(point.date - start).days] = (point.value - row.baseline) / width
    return [Point(day, share) for day, share in sorted(planned.items()) if 0 <= day <= length]


def _step_plan(target: model.Target, start: dt.date, due: dt.date) -> list[Point]:
    """The same by dated milestones, in steps; one without a date is due with its target."""
    if not any(step.due for step in target.milestones):
        return []
    weights: dict[int, float] = {}
    for step in target.milestones:
        day = max(((step.due or due) - start).days, 0)
        weights[day] = weights.get(day, 0.0) + step.weight
    all_weights, so_far = sum(weights.values()), 0.0
    plan = [Point(0, 0.0)]
    for day in sorted(weights):
        plan.append(Point(day, so_far / all_weights))
        so_far += weights[day]
        plan.append(Point(day, so_far / all_weights))
    return plan


def _states(
    plan: Sequence[Point],
    row: AssessedTarget,
    target: model.Target,
    as_of: dt.date,
    start: dt.date,
) -> list[EarnedSchedule]:
    """The earned schedule at each figure."""
    width = row.goal - row.baseline
    return [
        earned_schedule(plan, (value - row.baseline) / width, (day - start).days)
        for day, value in standing_now(row, target, as_of).figures
    ]
