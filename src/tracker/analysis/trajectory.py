"""The trajectory: the planned completion of a target on a day (0..1).

From (start, baseline) over the points of the file, if it gives any, to (due, goal), straight in between.
Without points that is the pro rata line of Chinese progress inspections (序时进度): the share of the time
elapsed. For milestones it is the weight of those planned by the day.
"""

from __future__ import annotations

import numpy as np

from tracker.analysis.columns import AnyArray, Bools, Days, Floats, RowNumbers, TableColumns
from tracker.analysis.goals import Goals
from tracker.portfolio.measures import RATE_KINDS


def planned_completion(tables: TableColumns, goals: Goals, on: Days) -> Floats:
    """By target, the planned completion on its day in ``on``; NaN without a trajectory.

    A rate has none: it must be within its bound all the time. The plan of a flow is that of the day's year.
    """
    kind = tables.targets["kind"]
    goals = goals.of_year(on)
    share: Floats = _straight_line(goals, on)
    if len(tables.trajectory):
        _apply_trajectory_points(tables, goals, on, share)
    share[np.isin(kind, RATE_KINDS)] = np.nan
    stepwise = kind == "milestones"
    if stepwise.any():
        share = np.where(stepwise, _milestones_planned(tables, goals, on), share)
    share[np.isin(kind, ["statement", "parts"])] = np.nan
    share[np.isnat(on)] = np.nan
    return share


def completion_of(baseline: Floats, goal: Floats, value: Floats) -> Floats:
    """From baseline (0) to goal (1); NaN where these are the same."""
    width = goal - baseline
    share: Floats = np.full(len(value), np.nan)
    np.divide(value - baseline, width, out=share, where=width != 0)
    return share


def _straight_line(goals: Goals, on: Days) -> Floats:
    length = (goals.due - goals.start).astype("float64")
    length[np.isnat(goals.due) | np.isnat(goals.start)] = np.nan
    elapsed = (on - goals.start).astype("float64")
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Floats = np.clip(elapsed / length, 0.0, 1.0)
    share[on >= goals.due] = 1.0
    return share


def _apply_trajectory_points(tables: TableColumns, goals: Goals, on: Days, share: Floats) -> None:
    """Overwrite the planned completion of targets whose file gives points."""
    row, day, value = _points_of_year(tables, goals)
    if not len(row):
        return
    value = completion_of(goals.baseline[row], goals.goal[row], value)
    owners = np.unique(row)
    # start and due date, unless the file gives a point on that day
    starts = owners[~np.isnat(goals.start[owners]) & ~_has_point(owners, goals.start, row, day)]
    ends = owners[~np.isnat(goals.due[owners]) & ~_has_point(owners, goals.due, row, day)]
    row = np.concatenate([row, starts, ends])
    day = np.concatenate([day, goals.start[starts], goals.due[ends]])
    value = np.concatenate([value, np.zeros(len(starts)), np.ones(len(ends))])
    number = day.astype("int64")
    order = np.lexsort((number, row))
    row, number, value = row[order], number[order], value[order]
    # all targets on one axis, each within its own range, so that one search serves all
    stretch = np.int64(10_000_000)
    days = np.where(np.isnat(on), goals.start, on)[owners]
    owners, days = owners[~np.isnat(days)], days[~np.isnat(days)].astype("int64")
    after = np.searchsorted(row * stretch + number, owners * stretch + days, side="right")
    before = after - 1
    has_before = (before >= 0) & (row[before] == owners)
    has_after = after < len(row)
    after = np.minimum(after, len(row) - 1)
    has_after &= row[after] == owners
    gone = (days - number[before]) / np.maximum(number[after] - number[before], 1)
    between = value[before] + gone * (value[after] - value[before])
    share[owners] = np.where(
        has_before & has_after, between, np.where(has_before, value[before], 0.0)
    )


def _points_of_year(tables: TableColumns, goals: Goals) -> tuple[RowNumbers, Days, Floats]:
    """The points of the file; of a flow those of the year of `Goals.of_year` alone."""
    points = tables.trajectory
    row, day, value = points["row"], points["date"], points["value"]
    is_flow = np.isin(row, goals.years.row)
    if is_flow.any():
        counts = ~is_flow | ((day >= goals.start[row]) & (day <= goals.due[row]))
        row, day, value = row[counts], day[counts], value[counts]
    return row, day, value


def has_planned_points(tables: TableColumns, goals: Goals, on: Days) -> Bools:
    """By target, whether the file has points that its plan of a day follows."""
    owners, _, _ = _points_of_year(tables, goals.of_year(on))
    return np.isin(np.arange(len(tables.targets)), owners)


def _has_point(owners: AnyArray, ends: Days, row: AnyArray, day: Days) -> Bools:
    with_point = row[day == ends[row]]
    return np.isin(owners, with_point)


def _milestones_planned(tables: TableColumns, goals: Goals, on: Days) -> Floats:
    steps = tables.milestones
    row, weight, due = steps["row"], steps["weight"], steps["due"]
    due = np.where(
        np.isnat(due), goals.due[row], due
    )  # a milestone without a date is due with its target
    size = len(tables.targets)
    total = np.bincount(row, weight, size)
    planned = np.bincount(row, weight * (due <= on[row]), size)
    with np.errstate(divide="ignore", invalid="ignore"):
        share: Floats = planned / total
    return share
