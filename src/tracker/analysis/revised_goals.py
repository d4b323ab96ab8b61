"""Goals that were revised between two days, and how far each has moved since the first promise."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import pandas as pd

from tracker.analysis.details import known_revisions
from tracker.analysis.rows import RevisionRow
from tracker.analysis.snapshot import Snapshot


class RevisedGoal(NamedTuple):
    """One field of one target: its revisions in the interval, and the move since the first promise."""

    id: str
    field: str
    year: int | None  # of a flow: the year whose goal was revised
    revisions: Sequence[RevisionRow]  # in the interval, the earliest first
    first: RevisionRow  # the first ever: its `from` was promised
    times: int  # revisions of this field ever known
    slip_days: int | None  # of a start or due date, from the first day to the one in force
    slip_percent: (
        float  # of a number, from the first one to the one in force; NaN for ranges and from zero
    )


def revised_goals(now: Snapshot, since: dt.date) -> list[RevisedGoal]:
    """The fields revised after ``since`` and by the day of ``now``; the largest slip first, dates before numbers."""
    days = now.tables.revisions["date"]
    is_recent = (days > pd.Timestamp(since)) & (days <= pd.Timestamp(now.as_of))
    ids = now.tables.revisions.loc[is_recent, "id"].unique().tolist()
    goals = []
    known: Mapping[str, Sequence[RevisionRow]] = known_revisions(now, ids)
    for key in ids:
        if key not in now.by_id:
            continue
        in_order = sorted(known[key], key=lambda row: (_field(row), row.date, row.number))
        for _, of_field in groupby(in_order, key=_field):
            changes = list(of_field)
            if recent := [row for row in changes if row.date > since]:
                goals.append(_revised(changes, recent))
    return sorted(goals, key=_size)


def _field(row: RevisionRow) -> tuple[str, int]:
    """The field, of a flow with the year; 0: of none."""
    return row.field, 0 if math.isnan(row.year) else int(row.year)


def _revised(changes: Sequence[RevisionRow], recent: Sequence[RevisionRow]) -> RevisedGoal:
    first, last = changes[0], changes[-1]
    slip_days = None
    if first.from_day is not None and last.to_day is not None:
        slip_days = (last.to_day - first.from_day).days
    slip = math.nan
    if first.from_value and math.isnan(first.from_high):  # not from zero, and no range
        slip = 100 * (last.to_value - first.from_value) / abs(first.from_value)
    field, year = _field(first)
    return RevisedGoal(first.id, field, year or None, recent, first, len(changes), slip_days, slip)


def _size(goal: RevisedGoal) -> tuple[bool, float]:
    if goal.slip_days is not None:
        return False, -abs(goal.slip_days)
    return True, 0.0 if math.isnan(goal.slip_percent) else -abs(goal.slip_percent)
