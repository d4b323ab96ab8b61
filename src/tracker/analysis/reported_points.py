"""The reported figures of a target: which count, and which compare with each other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import NamedTuple

from tracker.analysis.rows import AssessedTarget, MilestoneRow, UpdateRow
from tracker.analysis.season import same_period_a_year_earlier
from tracker.portfolio.measures import COUNTED_KINDS


class ReportedPoint(NamedTuple):
    date: dt.date
    value: float
    state: str  # counts; other: a different figure for the same day; corrected


class EffectiveUpdate(NamedTuple):
    """What later corrections left of an update; NaN and False where they took the figure out."""

    value: float
    steps: bool


def reported_milestone_points(
    steps: Sequence[MilestoneRow],
    updates: Sequence[UpdateRow],
    effective: Mapping[int, EffectiveUpdate],
    done: Mapping[str, dt.date],
) -> tuple[ReportedPoint, ...]:
    """The completed share of all weights, in %, on each day an update is about milestones."""
    dates = {
        update.date
        for update in updates
        if update.number in effective and effective[update.number].steps
    }
    if not dates or not steps:
        return ()
    by_day: dict[dt.date, float] = {}
    for step in steps:
        if (on := done.get(step.milestone)) is not None:
            by_day[on] = by_day.get(on, 0.0) + step.weight
    all_weights = sum(step.weight for step in steps)
    points, so_far = [], 0.0
    for on in sorted(dates):
        so_far += by_day.get(on, 0.0)
        points.append(ReportedPoint(on, round(so_far * (100 / all_weights), 9), "counts"))
    return tuple(points)


def reported_points(
    row: AssessedTarget,
    as_of: dt.date,
    updates: Sequence[UpdateRow],
    effective: Mapping[int, EffectiveUpdate],
) -> tuple[ReportedPoint, ...]:
    """Every figure known on the day; one equal to an earlier figure of its day is left out."""
    figures = [
        update
        for update in updates
        if not isnan(update.value) and update.reported <= as_of and update.date <= as_of
    ]
    in_effect = {
        update.number
        for update in figures
        if update.number in effective and not isnan(effective[update.number].value)
    }
    best: dict[dt.date, tuple[tuple[int, dt.date, float, int], int]] = {}
    for update in figures:
        if update.number in in_effect:
            favourability = _favourability(row, update.value)
            key = (update.rank, update.reported, -favourability, update.number)
            if update.date not in best or key > best[update.date][0]:
                best[update.date] = key, update.number
    counting = {number for _, number in best.values()}
    points: dict[tuple[dt.date, float], ReportedPoint] = {}
    for update in sorted(figures, key=lambda update: (update.date, update.number not in counting)):
        state = "other" if update.number in in_effect else "corrected"
        state = "counts" if update.number in counting else state
        point = ReportedPoint(update.date, update.value, state)
        points.setdefault((update.date, update.value), point)
    return tuple(points.values())


def _favourability(row: AssessedTarget, value: float) -> float:
    """How favourable a figure is to its target; of use for comparing only."""
    if row.kind in COUNTED_KINDS:
        return value if row.kind == "flow" or row.goal >= row.baseline else -value
    if row.kind == "ceiling":
        return -max(value - row.goal, 0.0)
    shortfall = max(row.goal - value, 0.0) / (abs(row.goal) or 1.0)
    if row.kind == "range" and not row.above_met:
        shortfall = max(shortfall, max(value - row.high, 0.0) / (abs(row.high) or 1.0))
    return -shortfall


def comparable_pairs(
    row: AssessedTarget, figures: Sequence[ReportedPoint]
) -> Iterator[tuple[ReportedPoint, ReportedPoint]]:
    """Each figure after the one that it is compared with; none for a figure that compares with no other.

    The one before; of a seasonal target that of the same period a year earlier, of a flow the one before
    in the same year.
    """
    for position, figure in enumerate(figures):
        if position == 0:
            continue
        if row.season is not None:
            days = ((point.date, point) for point in figures[:position])
            if (found := same_period_a_year_earlier(days, figure.date)) is not None:
                yield found[1], figure
        elif row.kind != "flow" or figures[position - 1].date.year == figure.date.year:
            yield figures[position - 1], figure
