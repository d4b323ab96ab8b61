"""Tables and an as-of date -> planned, actual, gap, lamp and why, for every target at once.

The rules are one table, read from the top; the first that fits decides. Everything is judged from
updates known on the as-of date, and a figure is held against the plan of its own day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.calendar import add_months
from tracker.frames import Tables
from tracker.known import (
    Days,
    Flags,
    Floats,
    Goals,
    days,
    goals,
    known_updates,
    last_of_each,
    rows_of,
    steps_done,
)
from tracker.model import COUNTED, RATES
from tracker.planned import planned_share
from tracker.why import why

LAMPS: Final = (
    "achieved", "on_track", "at_risk", "off_track", "missed", "not_started", "not_judged",
    "unreported",
)  # fmt: skip
GREY: Final = ("not_judged", "unreported")
COLUMNS: Final = (
    "id", "lamp", "planned", "actual", "gap_pp", "judged_on", "reported_late_days", "rule",
    "why_zh", "why_en",
)  # fmt: skip


def judge(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """One row a target, in the order of ``tables.targets``, with `COLUMNS`.

    ``planned`` and ``actual`` are shares of the way (1 is the goal; a rate that holds is 1), both on
    ``judged_on``, the day of the figure that counts; ``gap_pp`` is percentage points behind plan
    (negative: ahead), for a rate the shortfall in % of its bound. ``reported_late_days`` counts days
    since the next report was due (0: not late; missing: none is owed).
    """
    return assess(tables, as_of)[list(COLUMNS)]


def assess(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """`judge` with its inputs beside it.

    Further columns: ``value``, ``goal``, ``high``, ``start``, ``due`` in force; ``planned_now``, the plan on
    the as-of date; ``last_lamp``, the colour behind an unreported lamp; ``reached_on``; ``next_report``,
    the last day of grace; ``others``, how many other figures stand for the same day; ``grade``;
    ``past_due``.
    """
    targets = tables.targets
    size = len(targets)
    today = np.datetime64(as_of, "D")
    kind = targets["kind"].to_numpy(dtype=object)
    rate = np.isin(kind, RATES)
    in_force = goals(tables, as_of)
    updates = known_updates(tables, as_of)
    figures = _Figures(tables, in_force, updates)

    judged_on = figures.on
    judged_on[judged_on < in_force.start] = np.datetime64("NaT")
    has_figure = ~np.isnat(judged_on)
    planned = planned_share(tables, in_force, judged_on)
    actual = np.where(has_figure, figures.actual, np.nan)
    gap = np.round(100 * (planned - actual), 9)  # 0.7 - 0.4 is 30 points, not 29.999999999999993
    past_due = today > in_force.due
    final_word = has_figure & (judged_on >= in_force.due)
    reached = has_figure & figures.reached & (~rate | (past_due & final_word))

    every, grace = targets["every_months"].to_numpy(), targets["grace_days"].to_numpy()
    next_report = _next_report(judged_on, in_force, every, grace, past_due)
    amber, red = targets["amber"].to_numpy(), targets["red"].to_numpy()
    by_gap: npt.NDArray[Any] = np.select(
        [gap <= amber, gap <= red, gap > red], ["gap_small", "gap_amber", "gap_red"], ""
    )
    rule = np.select(
        [
            kind == "statement",
            reached & past_due & (figures.reached_on > in_force.due) & ~rate,
            reached,
            today < in_force.start,
            np.isnat(in_force.due),
            past_due & final_word,
            ~has_figure,
            today > next_report,
            np.isnan(gap),
        ],
        [
            "statement", "reached_late", "reached", "before_start", "no_due", "not_reached",
            "no_update", "stale", "no_plan",
        ],
        by_gap,
    ).astype(object)  # fmt: skip
    lamp = pd.Series(rule).map(_LAMP_OF).to_numpy(dtype=object)
    last_lamp = pd.Series(by_gap).map(_LAMP_OF).where(rule == "stale")
    owed = np.isin(rule, ["no_update", "stale", "gap_small", "gap_amber", "gap_red", "no_plan"])
    late = np.maximum((today - next_report).astype("float64"), 0.0)
    late[~owed | np.isnat(next_report)] = np.nan
    frame = pd.DataFrame(
        {
            "id": targets["id"],
            "lamp": pd.Series(lamp, dtype="str"),
            "planned": planned,
            "actual": actual,
            "gap_pp": gap,
            "judged_on": pd.Series(judged_on).astype("datetime64[us]"),
            "reported_late_days": pd.array(late, dtype="Int64"),
            "rule": pd.Series(rule, dtype="str"),
            "kind": targets["kind"],
            "value": np.where(has_figure, figures.value, np.nan),
            "goal": in_force.goal,
            "high": in_force.high,
            "start": pd.Series(in_force.start).astype("datetime64[us]"),
            "due": pd.Series(in_force.due).astype("datetime64[us]"),
            "planned_now": planned_share(tables, in_force, np.full(size, today)),
            "last_lamp": last_lamp.astype("str"),
            "reached_on": pd.Series(figures.reached_on).astype("datetime64[us]"),
            "next_report": pd.Series(next_report).astype("datetime64[us]"),
            "steps_done": figures.steps_done,
            "steps": figures.steps,
            "others": figures.others,
            "past_due": past_due,
            "grade": figures.grade,
        }
    )
    unheld = frame["rule"].isin(["statement", "before_start", "no_due"])
    frame.loc[unheld, ["planned", "gap_pp"]] = np.nan
    frame["why_zh"], frame["why_en"] = why(frame, targets)
    return frame[[*COLUMNS, *(name for name in frame.columns if name not in COLUMNS)]]


_LAMP_OF: Final = {
    "statement": "not_judged", "reached_late": "achieved", "reached": "achieved",
    "before_start": "not_started", "no_due": "not_judged", "not_reached": "missed",
    "no_update": "unreported", "stale": "unreported", "no_plan": "not_judged",
    "gap_small": "on_track", "gap_amber": "at_risk", "gap_red": "off_track",
}  # fmt: skip


class _Figures:
    """By target, the figure that counts: its day, value, share of the way, whether it is the goal."""

    def __init__(self, tables: Tables, in_force: Goals, updates: pd.DataFrame) -> None:
        size = len(tables.targets)
        kind = tables.targets["kind"].to_numpy(dtype=object)
        counted, stepwise = np.isin(kind, COUNTED), kind == "milestones"
        numeric = counted | np.isin(kind, RATES)
        row = updates["row"].to_numpy()
        value = updates["value"].to_numpy()
        share = np.where(
            counted[row],
            _share_counted(in_force, row, value),
            _share_rate(tables, in_force, row, value),
        )
        speaks = np.where(numeric[row], ~np.isnan(value), stepwise[row] & updates["steps"])
        speaking = updates[speaks]
        self.on: Days = np.full(size, "NaT", dtype="datetime64[D]")
        self.value = np.full(size, np.nan)
        self.actual = np.full(size, np.nan)
        self.grade = np.full(size, None, dtype=object)
        self.others = np.zeros(size, dtype="int64")
        found, last = last_of_each(speaking, size, prefer_lower=np.nan_to_num(share[speaks]))
        self.on[found] = days(last["date"])
        self.value[found] = last["value"].to_numpy()
        self.grade[found] = last["grade"].to_numpy(dtype=object)
        at_goal = _at_goal(tables, in_force, row, value)
        positions = updates.index.get_indexer(last.index)
        self.actual[found] = share[positions]
        self.reached = np.zeros(size, dtype=bool)
        self.reached[found] = at_goal[positions]
        self.reached_on: Days = np.full(size, "NaT", dtype="datetime64[D]")
        _first_days(self.reached_on, row[at_goal & speaks], days(updates["date"])[at_goal & speaks])
        self._steps(tables, updates, stepwise)
        same_day = (days(updates["date"]) == self.on[row]) & ~np.isnan(value)
        differs = same_day & (value != self.value[row])
        self.others += np.bincount(row[differs], minlength=size)

    def _steps(self, tables: Tables, updates: pd.DataFrame, stepwise: Flags) -> None:
        """Steps done of all steps, by weight."""
        size = len(tables.targets)
        steps = tables.milestones.assign(row=rows_of(tables.milestones["id"], tables.targets))
        done = steps_done(tables, updates).merge(
            steps[["row", "milestone", "weight"]], on=["row", "milestone"]
        )
        row = done["row"].to_numpy(dtype="intp")
        self.steps = np.bincount(steps["row"], minlength=size)
        self.steps_done = np.bincount(row, minlength=size)
        weight = np.bincount(row, done["weight"], size)
        total = np.bincount(steps["row"], steps["weight"], size)
        with np.errstate(divide="ignore", invalid="ignore"):
            share = weight / total
        complete = stepwise & (self.steps > 0) & (self.steps_done == self.steps)
        self.actual = np.where(stepwise, np.where(complete, 1.0, share), self.actual)
        self.reached |= complete
        last_step: Days = np.full(size, "NaT", dtype="datetime64[D]")
        order = np.argsort(days(done["date"]), kind="stable")
        last_step[row[order]] = days(done["date"])[order]
        self.reached_on = np.where(stepwise, last_step, self.reached_on)


def _first_days(into: Days, row: Any, day: Days) -> None:
    order = np.argsort(day, kind="stable")[::-1]
    into[row[order]] = day[order]


def _share_counted(in_force: Goals, row: Any, value: Floats) -> Floats:
    width = (in_force.goal - in_force.baseline)[row]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(width == 0, np.nan, (value - in_force.baseline[row]) / width)


def _share_rate(tables: Tables, in_force: Goals, row: Any, value: Floats) -> Floats:
    """1 minus the shortfall as a share of the bound; a bound of zero is either held or wholly missed."""
    short, bound = _shortfall(tables, in_force, row, value)
    with np.errstate(divide="ignore", invalid="ignore"):
        lacking = np.where(bound == 0, np.where(short > 0, 1.0, 0.0), short / np.abs(bound))
    return 1.0 - lacking


def _shortfall(tables: Tables, in_force: Goals, row: Any, value: Floats) -> tuple[Floats, Floats]:
    """How far a rate is on the wrong side of its bound (0: it holds), and that bound."""
    kind = tables.targets["kind"].to_numpy(dtype=object)[row]
    above_met = tables.targets["above_met"].to_numpy()[row]
    low = in_force.goal[row]
    high = np.where(kind == "ceiling", low, np.where(above_met, np.inf, in_force.high[row]))
    below = np.where(np.isin(kind, ["floor", "range"]), np.maximum(low - value, 0.0), 0.0)
    over = np.where(np.isin(kind, ["ceiling", "range"]), np.maximum(value - high, 0.0), 0.0)
    return np.maximum(below, over), np.where(over > below, high, low)


def _at_goal(tables: Tables, in_force: Goals, row: Any, value: Floats) -> Flags:
    kind = tables.targets["kind"].to_numpy(dtype=object)[row]
    counted = np.isin(kind, COUNTED)
    upwards = (in_force.goal >= in_force.baseline)[row]
    goal = in_force.goal[row]
    beyond = np.where(upwards, value >= goal, value <= goal)
    holds = _shortfall(tables, in_force, row, value)[0] <= 0
    return np.where(counted, beyond, holds & ~np.isnan(value))


def _next_report(judged_on: Days, in_force: Goals, every: Any, grace: Any, past_due: Flags) -> Days:
    """The last day of grace for the next report.

    One reporting period after the latest figure, or after the eve of the start where there is none.
    Who never reports still owes a last word when the due date is past.
    """
    since = np.where(np.isnat(judged_on), in_force.start - np.timedelta64(1, "D"), judged_on)
    periodic: Days = add_months(since, every)
    at_due = np.where(past_due, in_force.due, np.datetime64("NaT"))
    last_day: Days = np.where((every > 0) & ~np.isnat(periodic), periodic, at_due)
    with_grace: Days = last_day + grace.astype("timedelta64[D]")
    return with_grace
