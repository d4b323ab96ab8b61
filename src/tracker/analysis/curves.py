"""One target over time in plain lists: what `tracker.path` computes for one, made quickly for many.

A published site draws thousands of targets at a time, and a table of three rows costs pandas as much
as one of three thousand. Both ways give the same, which a test asserts for every target there is.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker.analysis.series import Gap, ProgressData
from tracker.i18n import Lang
from tracker.portfolio.model import QUANTITY_KINDS, RATE_KINDS


class PlannedPoint(NamedTuple):
    date: dt.date
    value: float


class ReportedPoint(NamedTuple):
    date: dt.date
    value: float
    state: str  # counts; other, of the same day; corrected


class ProgressSeries(NamedTuple):
    """`ProgressData` with lists for its tables and plain days."""

    kind: str
    title_zh: str
    title_en: str
    unit_zh: str
    unit_en: str
    approximate: bool
    start: dt.date | None
    due: dt.date | None
    as_of: dt.date
    goal: float
    high: float
    above_met: bool
    planned: tuple[PlannedPoint, ...]
    actual: tuple[ReportedPoint, ...]
    gap: Gap | None
    empty: bool

    def title(self, lang: Lang) -> str:
        return self.title_zh if lang == "zh" else self.title_en

    def unit(self, lang: Lang) -> str:
        return self.unit_zh if lang == "zh" else self.unit_en


def series_from_data(data: ProgressData) -> ProgressSeries:
    """The same in plain lists."""
    planned = zip(data.planned["date"], data.planned["value"], strict=True)
    actual = zip(data.actual["date"], data.actual["value"], data.actual["state"], strict=True)
    return ProgressSeries(
        data.kind,
        data.title_zh,
        data.title_en,
        data.unit_zh,
        data.unit_en,
        data.approximate,
        data.start.date() if data.start is not None else None,
        data.due.date() if data.due is not None else None,
        data.as_of.date(),
        data.goal,
        data.high,
        data.above_met,
        tuple(PlannedPoint(on.date(), float(value)) for on, value in planned),
        tuple(ReportedPoint(on.date(), float(value), str(state)) for on, value, state in actual),
        data.gap,
        data.empty,
    )


class EffectiveUpdate(NamedTuple):
    """What is left of an update after later ones corrected it."""

    value: float
    steps: bool


def progress_series(
    row: Any,
    as_of: dt.date,
    *,
    points: Sequence[Any],
    steps: Sequence[Any],
    updates: Sequence[Any],
    known: Mapping[int, EffectiveUpdate],
    done: Mapping[str, dt.date],
) -> ProgressSeries:
    """From a target's row of `View.rows` and its own rows of the tables.

    ``updates`` in the order of the file, ``known`` by their ``Index``, ``done`` the first day each step
    was said to be done.
    """
    kind = row.kind
    stepwise = kind == "milestones"
    planned: tuple[PlannedPoint, ...] = ()
    actual: tuple[ReportedPoint, ...] = ()
    if stepwise:
        planned, actual = (
            _planned_milestone_points(row, steps),
            _reported_milestone_points(steps, updates, known, done),
        )
    elif kind != "statement":
        planned, actual = _planned_points(row, points), _reported_points(row, as_of, updates, known)
    silent = stepwise and not planned
    return ProgressSeries(
        kind,
        row.title_zh,
        row.title_en,
        "%" if stepwise else row.unit_zh or "",
        "%" if stepwise else row.unit_en or "",
        row.approximate,
        row.start,
        row.due,
        as_of,
        100.0 if stepwise else row.goal,
        row.high,
        row.above_met,
        planned,
        actual,
        None if silent else _gap(row),
        kind == "statement" or (silent and not actual),
    )


def _planned_points(row: Any, points: Sequence[Any]) -> tuple[PlannedPoint, ...]:
    if row.kind not in QUANTITY_KINDS or (not points and not (row.start and row.due)):
        return ()
    corners = {point.date: point.value for point in points}
    for on, value in ((row.start, row.baseline), (row.due, row.goal)):
        # a point of the file stands over an end; start and due on one day leave the due
        if on is not None and not isnan(value) and (not points or on not in corners):
            corners[on] = value
    return tuple(PlannedPoint(on, corners[on]) for on in sorted(corners))


def _planned_milestone_points(row: Any, steps: Sequence[Any]) -> tuple[PlannedPoint, ...]:
    by_day: dict[dt.date, float] = {}
    for step in steps:
        on = step.due or row.due
        if on is not None:
            by_day[on] = by_day.get(on, 0.0) + step.weight
    if not by_day:
        return ()
    all_weights = sum(step.weight for step in steps)
    corners, so_far = [], 0.0
    for on in sorted(by_day):
        so_far += by_day[on]
        corners.append(PlannedPoint(on, round(so_far * (100 / all_weights), 9)))
    if row.start is not None and row.start < corners[0].date:
        corners.insert(0, PlannedPoint(row.start, 0.0))
    if row.due is not None and row.due > corners[-1].date:
        corners.append(PlannedPoint(row.due, corners[-1].value))
    return tuple(corners)


def _reported_milestone_points(
    steps: Sequence[Any],
    updates: Sequence[Any],
    known: Mapping[int, EffectiveUpdate],
    done: Mapping[str, dt.date],
) -> tuple[ReportedPoint, ...]:
    spoken = {one.date for one in updates if one.Index in known and known[one.Index].steps}
    if not spoken or not steps:
        return ()
    by_day: dict[dt.date, float] = {}
    for step in steps:
        if (on := done.get(step.milestone)) is not None:
            by_day[on] = by_day.get(on, 0.0) + step.weight
    all_weights = sum(step.weight for step in steps)
    figures, so_far = [], 0.0
    for on in sorted(spoken):
        so_far += by_day.get(on, 0.0)
        figures.append(ReportedPoint(on, round(so_far * (100 / all_weights), 9), "counts"))
    return tuple(figures)


def _reported_points(
    row: Any, as_of: dt.date, updates: Sequence[Any], known: Mapping[int, EffectiveUpdate]
) -> tuple[ReportedPoint, ...]:
    best: dict[dt.date, tuple[tuple[Any, ...], int]] = {}
    said = [
        one
        for one in updates
        if not isnan(one.value) and one.reported <= as_of and one.date <= as_of
    ]
    alive = {one.Index for one in said if one.Index in known and not isnan(known[one.Index].value)}
    for one in said:
        if one.Index in alive:
            key = (one.rank, one.reported, -_favourability(row, one.value), one.Index)
            if one.date not in best or key > best[one.date][0]:
                best[one.date] = key, one.Index
    counting = {index for _, index in best.values()}
    figures: dict[tuple[dt.date, float], ReportedPoint] = {}
    for one in sorted(said, key=lambda one: (one.date, one.Index not in counting)):
        state = "other" if one.Index in alive else "corrected"
        state = "counts" if one.Index in counting else state
        figures.setdefault((one.date, one.value), ReportedPoint(one.date, one.value, state))
    return tuple(figures.values())


def _favourability(row: Any, value: float) -> float:
    """How favourable a figure is to its target; of use for comparing only."""
    goal, high = float(row.goal), float(row.high)
    if row.kind in QUANTITY_KINDS:
        return value if goal >= row.baseline else -value
    if row.kind == "ceiling":
        return -max(value - goal, 0.0)
    short = max(goal - value, 0.0) / (abs(goal) or 1.0)
    if row.kind == "range" and not row.above_met:
        short = max(short, max(value - high, 0.0) / (abs(high) or 1.0))
    return -short


def _gap(row: Any) -> Gap | None:
    if isnan(row.gap_pp):
        return None
    planned, actual = row.planned, row.actual
    if row.kind == "milestones":
        planned, actual = 100 * planned, 100 * actual
    else:
        actual = row.value
        if row.kind in QUANTITY_KINDS:
            planned = row.baseline + planned * (row.goal - row.baseline)
        else:
            over = row.kind == "range" and not row.above_met and actual > row.high
            planned = row.high if over else row.goal
    return Gap(pd.Timestamp(row.judged_on), planned, actual, row.gap_pp, row.status)


class SeriesRow(NamedTuple):
    """A row of the figure's table."""

    date: dt.date
    planned: float
    actual: float
    state: str  # empty for a corner of the plan alone


_NAN: Final = float("nan")


def series_rows(curve: ProgressSeries) -> list[SeriesRow]:
    """The figure as a table, by date: each corner of the plan and each figure reported."""
    dates = {figure.date for figure in curve.actual}
    corners = {corner.date for corner in curve.planned}
    if curve.kind in RATE_KINDS:
        corners = {end for end in (curve.start, curve.due) if end is not None}
    found = [SeriesRow(on, planned_on(curve, on), _NAN, "") for on in corners - dates]
    found += [
        SeriesRow(figure.date, planned_on(curve, figure.date), figure.value, figure.state)
        for figure in curve.actual
    ]
    return sorted(found, key=lambda line: line.date)


def planned_on(curve: ProgressSeries, on: dt.date) -> float:
    """What was planned for a day; not a number where nothing was."""
    if curve.kind in RATE_KINDS:
        return _NAN if curve.start is not None and on < curve.start else curve.goal
    if not curve.planned:
        return _NAN
    dates = [corner.date for corner in curve.planned]
    after = bisect_right(dates, on)
    if curve.kind == "milestones":
        return curve.planned[after - 1].value if after else 0.0
    if after == 0:
        return curve.planned[0].value if curve.start is not None else _NAN
    if after == len(dates):
        return curve.planned[-1].value
    left, right = curve.planned[after - 1], curve.planned[after]
    share = (on - left.date) / (right.date - left.date)
    return left.value + share * (right.value - left.value)
