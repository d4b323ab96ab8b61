"""One target over time, in its own unit: where it was to be, and every figure reported."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tracker.analysis.as_of import (
    Floats,
    Goals,
    goals,
    known_updates,
    latest_per_target,
    steps_done,
    to_days,
)
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import DAY_DTYPE, Tables
from tracker.i18n import Lang
from tracker.portfolio.model import QUANTITY_KINDS, RATE_KINDS


class Gap(NamedTuple):
    """How far the figure that counts was from the plan of its day."""

    on: pd.Timestamp
    planned: float  # on the figure's own scale; for a rate the bound it is held against
    actual: float
    gap_pp: float  # percentage points behind, or the shortfall of a rate in % of its bound
    status: str


class ProgressData(NamedTuple):
    id: str
    kind: str
    title_zh: str
    title_en: str
    unit_zh: str  # milestones are counted in %
    unit_en: str
    approximate: bool
    start: pd.Timestamp | None
    due: pd.Timestamp | None
    as_of: pd.Timestamp
    goal: float  # the end of the path, or the bound of a rate (the lower one of a range)
    high: float  # the upper bound of a range
    above_met: bool  # a figure above the range counts as held
    planned: pd.DataFrame  # date, value: corners of the path; a rate has none
    actual: pd.DataFrame  # date, value, state (counts; other, of the same day; corrected)
    gap: Gap | None
    empty: bool  # nothing is planned in numbers and nothing was reported

    def title(self, lang: Lang) -> str:
        return self.title_zh if lang == "zh" else self.title_en

    def unit(self, lang: Lang) -> str:
        return self.unit_zh if lang == "zh" else self.unit_en


def progress_data(snapshot: Snapshot, target_id: str) -> ProgressData:
    """The planned path in force and every figure known on the day, in the measure's unit.

    A count runs from (start, baseline) over the
    points of the file to (due, goal); a milestone target climbs by the weight of its steps, in %; a
    rate has its bounds. Without a start or a due day there is no path unless the file gives points.
    Of the figures of one day the one that counts is that of the judgement: grade, then report, then
    the less favourable. Another of the same value adds nothing and is left out.
    """
    tables, assessed, as_of = snapshot.tables, snapshot.assessed, snapshot.as_of
    at = int(np.flatnonzero(tables.targets["id"] == target_id)[0])
    target, judged = tables.targets.iloc[at], assessed[assessed["id"] == target_id].iloc[0]
    in_force = goals(tables, as_of)
    kind = str(target["kind"])
    steps = kind == "milestones"
    planned = _planned_points(tables, in_force, at, kind)
    if steps:
        actual = _reported_milestone_points(tables, target_id, as_of)
    elif kind == "statement":
        actual = _NO_REPORTED_POINTS
    else:
        actual = _reported_points(tables, in_force, at, as_of)
    goal = 100.0 if steps else float(in_force.goal[at])
    return ProgressData(
        id=target_id,
        kind=kind,
        title_zh=str(target["title_zh"]),
        title_en=str(target["title_en"]),
        unit_zh="%" if steps else _text_or_empty(target["unit_zh"]),
        unit_en="%" if steps else _text_or_empty(target["unit_en"]),
        approximate=bool(target["approximate"]),
        start=_to_timestamp(in_force.start[at]),
        due=_to_timestamp(in_force.due[at]),
        as_of=pd.Timestamp(as_of),
        goal=goal,
        high=float(in_force.high[at]),
        above_met=bool(target["above_met"]),
        planned=planned,
        actual=actual,
        gap=None if steps and planned.empty else _gap(judged, in_force, at, target),
        empty=kind == "statement" or (steps and planned.empty and actual.empty),
    )


_NO_PLANNED_POINTS = pd.DataFrame(
    {"date": pd.Series(dtype=DAY_DTYPE), "value": pd.Series(dtype="float64")}
)
_NO_REPORTED_POINTS = _NO_PLANNED_POINTS.assign(state=pd.Series(dtype="str"))


def _text_or_empty(text: Any) -> str:
    return text if isinstance(text, str) else ""


def _to_timestamp(value: np.datetime64) -> pd.Timestamp | None:
    return None if np.isnat(value) else pd.Timestamp(value)


def _planned_points(tables: Tables, in_force: Goals, at: int, kind: str) -> pd.DataFrame:
    own = tables.targets["id"].iloc[at]
    start, due = in_force.start[at], in_force.due[at]
    if kind == "milestones":
        return _planned_milestone_points(
            tables.milestones[tables.milestones["id"] == own], start, due
        )
    if kind not in QUANTITY_KINDS:
        return _NO_PLANNED_POINTS
    points = tables.trajectory.loc[tables.trajectory["id"] == own, ["date", "value"]]
    if points.empty and (np.isnat(start) or np.isnat(due)):
        return _NO_PLANNED_POINTS
    ends = pd.DataFrame(
        {
            "date": pd.Series([start, due], dtype=DAY_DTYPE),
            "value": [in_force.baseline[at], in_force.goal[at]],
        }
    ).dropna()
    ends = ends[~ends["date"].isin(points["date"])]  # a point of the file stands over an end
    path = pd.concat([points, ends]) if len(points) else ends.drop_duplicates("date", keep="last")
    return path.sort_values("date", kind="stable", ignore_index=True)


def _planned_milestone_points(
    steps: pd.DataFrame, start: np.datetime64, due: np.datetime64
) -> pd.DataFrame:
    """The share of the steps planned, in %, at the days it changes; a step without a day is due last."""
    on = steps["due"].fillna(pd.Timestamp(due))
    by_day = steps["weight"].groupby(on).sum()
    if by_day.empty:
        return _NO_PLANNED_POINTS
    share = by_day.cumsum() * (100 / steps["weight"].sum())
    dates, values = list(share.index), list(share)
    if not np.isnat(start) and pd.Timestamp(start) < dates[0]:
        dates, values = [pd.Timestamp(start), *dates], [0.0, *values]
    if not np.isnat(due) and pd.Timestamp(due) > dates[-1]:
        dates, values = [*dates, pd.Timestamp(due)], [*values, values[-1]]
    return pd.DataFrame({"date": pd.Series(dates, dtype=DAY_DTYPE), "value": np.round(values, 9)})


def _reported_milestone_points(tables: Tables, target_id: str, as_of: dt.date) -> pd.DataFrame:
    """The share of the steps done, in %, on each day an update speaks of them."""
    updates = known_updates(tables, as_of)
    updates = updates[(updates["id"] == target_id) & updates["steps"]]
    steps = tables.milestones[tables.milestones["id"] == target_id]
    if updates.empty or steps.empty:
        return _NO_REPORTED_POINTS
    done = steps_done(tables, updates).merge(steps[["milestone", "weight"]], on="milestone")
    by_day = done.groupby("date")["weight"].sum()
    spoken = pd.Index(updates["date"].drop_duplicates().sort_values())
    share = by_day.reindex(spoken, fill_value=0.0).cumsum() * (100 / steps["weight"].sum())
    state = pd.Series("counts", range(len(spoken)), dtype="str")
    return pd.DataFrame({"date": spoken, "value": share.to_numpy().round(9), "state": state})


def _reported_points(tables: Tables, in_force: Goals, at: int, as_of: dt.date) -> pd.DataFrame:
    own = tables.targets["id"].iloc[at]
    known = known_updates(tables, as_of)
    known = known[(known["id"] == own) & known["value"].notna()]
    counting = known.index[:0]
    if len(known):
        by_day, _ = pd.factorize(known["date"])
        worth = _favourability(tables.targets.iloc[at], in_force, at, known["value"].to_numpy())
        _, first = latest_per_target(known.assign(row=by_day), len(known), prefer_lower=worth)
        counting = first.index
    updates, today = tables.updates, pd.Timestamp(as_of)
    updates = updates[(updates["id"] == own) & updates["value"].notna()]
    updates = updates[(updates["reported"] <= today) & (updates["date"] <= today)]
    state = np.select(
        [updates.index.isin(counting), updates.index.isin(known.index)],
        ["counts", "other"],
        "corrected",
    )
    figures: pd.DataFrame = updates[["date", "value"]].assign(
        state=pd.Series(state, updates.index, dtype="str")
    )
    figures["second"] = figures["state"] != "counts"
    figures = figures.sort_values(["date", "second"], kind="stable").drop(columns="second")
    return figures.drop_duplicates(["date", "value"], ignore_index=True)


def _favourability(target: pd.Series[Any], in_force: Goals, at: int, value: Floats) -> Floats:
    """How favourable figures are to their target; of use for comparing only."""
    goal, baseline = in_force.goal[at], in_force.baseline[at]
    kind = target["kind"]
    if kind in QUANTITY_KINDS:
        return value if goal >= baseline else -value
    if kind == "ceiling":
        over: Floats = np.maximum(value - goal, 0.0)
        return -over
    short: Floats = np.maximum(goal - value, 0.0) / (abs(goal) or 1.0)
    if kind == "range" and not target["above_met"]:
        high = in_force.high[at]
        short = np.maximum(short, np.maximum(value - high, 0.0) / (abs(high) or 1.0))
    return -short


def _gap(judged: pd.Series[Any], in_force: Goals, at: int, target: pd.Series[Any]) -> Gap | None:
    kind = target["kind"]
    if pd.isna(judged["gap_pp"]):
        return None
    planned, actual = float(judged["planned"]), float(judged["actual"])
    if kind == "milestones":
        planned, actual = 100 * planned, 100 * actual
    else:
        low, high, actual = in_force.goal[at], in_force.high[at], float(judged["value"])
        if kind in QUANTITY_KINDS:
            planned = in_force.baseline[at] + planned * (low - in_force.baseline[at])
        else:
            over = kind == "range" and not target["above_met"] and actual > high
            planned = high if over else low
    on = pd.Timestamp(judged["judged_on"])
    return Gap(on, float(planned), actual, float(judged["gap_pp"]), str(judged["status"]))


def progress_table(data: ProgressData, t: Callable[[str], str], lang: Lang) -> pd.DataFrame:
    """The figure's twin: a row for each corner of the plan and each figure reported, by date.

    Columns ``date, planned, actual, unit, state``, and ``upper`` after ``planned`` where there is an
    upper bound. ``planned`` is the plan of that day; ``state`` says in words whether the figure counts.
    """
    corners = data.planned[["date"]]
    if data.kind in RATE_KINDS:
        ends = [end for end in (data.start, data.due) if end is not None]
        corners = pd.DataFrame({"date": pd.Series(ends, dtype=DAY_DTYPE)})
    corners = corners[~corners["date"].isin(data.actual["date"])]
    table: pd.DataFrame = data.actual.merge(corners, on="date", how="outer")
    table = table.sort_values("date", kind="stable", ignore_index=True)
    table = table.rename(columns={"value": "actual"})
    table["planned"] = _planned_on(data, table["date"])
    table["unit"] = data.unit(lang)
    words = {name: t(f"chart.state.{name}") for name in ("counts", "other", "corrected")}
    table["state"] = table["state"].map(words).fillna("").astype("str")
    columns = ["date", "planned", "actual", "unit", "state"]
    if not np.isnan(data.high):
        table["upper"] = np.where(table["planned"].isna(), np.nan, data.high)
        columns.insert(2, "upper")
    return table[columns]


def _planned_on(data: ProgressData, dates: pd.Series[Any]) -> Floats:
    on = to_days(dates).astype("int64")
    if data.kind in RATE_KINDS:
        early = dates < data.start if data.start is not None else pd.Series(False, dates.index)
        return np.where(early, np.nan, data.goal)
    if data.planned.empty:
        return np.full(len(dates), np.nan)
    corner = to_days(data.planned["date"]).astype("int64")
    value = data.planned["value"].to_numpy(dtype="float64")
    if data.kind == "milestones":
        before = np.searchsorted(corner, on, side="right")
        return np.concatenate([[0.0], value])[before]
    planned: Floats = np.interp(on, corner, value)
    if data.start is None:  # nothing is said of the time before the first point
        planned[on < corner[0]] = np.nan
    return planned
