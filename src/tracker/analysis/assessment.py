"""Tables and an as-of date -> planned, actual, gap, status and why, for every target at once.

The rules are one table, read from the top; the first that fits decides. Everything is judged from
updates known on the as-of date, and a figure is held against the plan of its own day.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.analysis.as_of import (
    Bools,
    Days,
    Floats,
    Goals,
    RowNumbers,
    best_per_day,
    goals,
    known_updates,
    steps_done,
    target_rows,
    to_days,
)
from tracker.analysis.explanation import explanations
from tracker.analysis.periods import add_months
from tracker.analysis.tables import Tables
from tracker.analysis.trajectory import completion_of, planned_completion
from tracker.portfolio.model import DATA_LANGS, QUANTITY_KINDS, RATE_KINDS

STATUSES: Final = (
    "achieved",
    "on_track",
    "at_risk",
    "off_track",
    "missed",
    "not_started",
    "not_judged",
    "unreported",
)
UNASSESSED: Final = ("not_judged", "unreported")
STATUS_COLUMNS: Final = (
    "id",
    "status",
    "planned",
    "actual",
    "gap_pp",
    "judged_on",
    "reported_late_days",
    "rule",
    "why_zh",
    "why_en",
)


def status_table(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """One row a target, in the order of ``tables.targets``, with `STATUS_COLUMNS`.

    ``planned`` and ``actual`` are completion (1 is the goal; a rate that holds is 1), both on
    ``judged_on``, the day of the figure that counts; ``gap_pp`` is percentage points behind plan
    (negative: ahead), for a rate the shortfall in % of its bound. ``reported_late_days`` counts days
    since the next report was due (0: not late; missing: none is owed).
    """
    return assess(tables, as_of)[list(STATUS_COLUMNS)]


def assess(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """The status of every target on ``as_of``, from what was known by then: `status_table` with its inputs.

    The rules are those of docs/status.md, the thresholds those of each target's portfolio.

    Further columns: ``value``, ``goal``, ``high``, ``start``, ``due`` in force; ``planned_now``, the plan on
    the as-of date; ``last_status``, the colour behind an unreported status; ``reached_on``; ``next_report``,
    the last day of grace; ``conflicting_figures``, the number of different figures for that day; ``grade``;
    ``past_due``.
    """
    targets = tables.targets
    size = len(targets)
    today = np.datetime64(as_of, "D")
    kind = targets["kind"].to_numpy(dtype=object)
    rate = np.isin(kind, RATE_KINDS)
    in_force = goals(tables, as_of)
    updates = known_updates(tables, as_of)
    figures = _LatestFigures(tables, in_force, updates)

    judged_on = figures.on
    has_figure = ~np.isnat(judged_on)
    planned = planned_completion(tables, in_force, judged_on)
    actual = np.where(has_figure, figures.actual, np.nan)
    gap = np.round(100 * (planned - actual), 9)  # 0.7 - 0.4 is 30 points, not 29.999999999999993
    past_due = today > in_force.due
    final_word = has_figure & (judged_on >= in_force.due)
    reached = has_figure & figures.reached & (~rate | (past_due & final_word))

    every, grace = targets["every_months"].to_numpy(), targets["grace_days"].to_numpy()
    next_report = _next_report_due(judged_on, in_force, every, grace, past_due)
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
            "statement",
            "reached_late",
            "reached",
            "before_start",
            "no_due",
            "not_reached",
            "no_update",
            "stale",
            "no_plan",
        ],
        by_gap,
    ).astype(object)
    unheld = np.isin(rule, ["statement", "before_start"]) | np.isnat(in_force.due)
    planned[unheld] = gap[unheld] = np.nan
    status = pd.Series(rule).map(_STATUS_BY_RULE).to_numpy(dtype=object)
    last_status = pd.Series(by_gap).map(_STATUS_BY_RULE).where(rule == "stale")
    owed = np.isin(rule, ["no_update", "stale", "gap_small", "gap_amber", "gap_red", "no_plan"])
    late = np.maximum((today - next_report).astype("float64"), 0.0)
    late[~owed | np.isnat(next_report)] = np.nan
    frame = pd.DataFrame(
        {
            "id": targets["id"],
            "status": pd.array(status, dtype="str"),
            "planned": planned,
            "actual": actual,
            "gap_pp": gap,
            "judged_on": judged_on.astype("datetime64[us]"),
            "reported_late_days": pd.array(late, dtype="Int64"),
            "rule": pd.array(rule, dtype="str"),
            "kind": targets["kind"],
            "value": np.where(has_figure, figures.value, np.nan),
            "goal": in_force.goal,
            "high": in_force.high,
            "start": in_force.start.astype("datetime64[us]"),
            "due": in_force.due.astype("datetime64[us]"),
            "planned_now": planned_completion(tables, in_force, np.full(size, today)),
            "last_status": last_status.astype("str"),
            "reached_on": figures.reached_on.astype("datetime64[us]"),
            "next_report": next_report.astype("datetime64[us]"),
            "steps_done": figures.steps_done,
            "steps": figures.steps,
            "conflicting_figures": figures.conflicting_figures,
            "past_due": past_due,
            "grade": figures.grade,
        }
    )
    for lang, sentences in explanations(frame, targets, DATA_LANGS).items():
        frame[f"why_{lang}"] = sentences
    return frame[[*STATUS_COLUMNS, *(name for name in frame.columns if name not in STATUS_COLUMNS)]]


_STATUS_BY_RULE: Final = {
    "statement": "not_judged",
    "reached_late": "achieved",
    "reached": "achieved",
    "before_start": "not_started",
    "no_due": "not_judged",
    "not_reached": "missed",
    "no_update": "unreported",
    "stale": "unreported",
    "no_plan": "not_judged",
    "gap_small": "on_track",
    "gap_amber": "at_risk",
    "gap_red": "off_track",
}


class _LatestFigures:
    """By target, the figure that counts: its day, value, share of the way, whether it is the goal."""

    def __init__(self, tables: Tables, in_force: Goals, updates: pd.DataFrame) -> None:
        size = len(tables.targets)
        kind = tables.targets["kind"].to_numpy(dtype=object)
        stepwise = kind == "milestones"
        numeric = np.isin(kind, (*QUANTITY_KINDS, *RATE_KINDS))
        row = updates["row"].to_numpy()
        is_figure = np.where(
            numeric[row], updates["value"].notna(), stepwise[row] & updates["steps"]
        )
        updates_counting = updates[is_figure & ~(to_days(updates["date"]) < in_force.start[row])]
        row, date = updates_counting["row"].to_numpy(), to_days(updates_counting["date"])
        value = np.where(numeric[row], updates_counting["value"], np.nan)
        share = np.where(
            np.isin(kind[row], QUANTITY_KINDS),
            completion_of(in_force, row, value),
            _rate_actual(tables, in_force, row, value),
        )
        at_goal = _is_at_goal(tables, in_force, row, value)
        favourable = np.empty(len(row))
        favourable[np.lexsort((value, share))] = np.arange(len(row))
        best = best_per_day(updates_counting, prefer_lower=favourable)
        last = best[np.flatnonzero(np.diff(row[best], append=size))]
        found = row[last]
        self.on: Days = np.full(size, "NaT", dtype="datetime64[D]")
        self.value = np.full(size, np.nan)
        self.actual = np.full(size, np.nan)
        self.grade = np.full(size, None, dtype=object)
        self.reached = np.zeros(size, dtype=bool)
        self.reached_on: Days = np.full(size, "NaT", dtype="datetime64[D]")
        self.on[found] = date[last]
        self.value[found] = value[last]
        self.actual[found] = share[last]
        self.grade[found] = updates_counting["grade"].to_numpy(dtype=object)[last]
        self.reached[found] = at_goal[last]
        first_reached = best[at_goal[best]][::-1]  # from the last day back, so the first one stays
        self.reached_on[row[first_reached]] = date[first_reached]
        differs = numeric[row] & (date == self.on[row]) & (value != self.value[row])
        self.conflicting_figures = np.bincount(row[differs], minlength=size)
        self._steps(tables, updates, stepwise)
        self.reached_on[~self.reached] = np.datetime64("NaT")

    def _steps(self, tables: Tables, updates: pd.DataFrame, stepwise: Bools) -> None:
        """Steps done of all steps, by weight."""
        size = len(tables.targets)
        steps, done = tables.milestones, steps_done(tables, updates)
        row = target_rows(steps["id"], tables.targets)
        found = _step_keys(done["row"].to_numpy(), done).get_indexer(_step_keys(row, steps))
        is_done = found >= 0
        self.steps = np.bincount(row, minlength=size)
        self.steps_done = np.bincount(row[is_done], minlength=size)
        weight = steps["weight"].to_numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.bincount(row, weight * is_done, size) / np.bincount(row, weight, size)
        complete = stepwise & (self.steps > 0) & (self.steps_done == self.steps)
        self.actual = np.where(stepwise, share, self.actual)
        self.reached |= complete
        last = np.flatnonzero(is_done & complete[row])
        day = to_days(done["date"])[found[last]]
        order = np.argsort(day, kind="stable")
        self.reached_on[row[last][order]] = day[order]  # the day of the last step


def _step_keys(row: RowNumbers, steps: pd.DataFrame) -> pd.Index[Any]:
    """A text for each step that tells it from those of other targets."""
    keys = row.astype("str").astype(object) + " " + steps["milestone"].to_numpy(dtype=object)
    index: pd.Index[Any] = pd.Index(keys, dtype=object)
    return index


def _rate_actual(tables: Tables, in_force: Goals, row: Any, value: Floats) -> Floats:
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


def _is_at_goal(tables: Tables, in_force: Goals, row: Any, value: Floats) -> Bools:
    kind = tables.targets["kind"].to_numpy(dtype=object)[row]
    counted = np.isin(kind, QUANTITY_KINDS)
    upwards = (in_force.goal >= in_force.baseline)[row]
    goal = in_force.goal[row]
    beyond = np.where(upwards, value >= goal, value <= goal)
    holds = _shortfall(tables, in_force, row, value)[0] <= 0
    return ~np.isnan(value) & np.where(counted, beyond, holds)


def _next_report_due(
    judged_on: Days, in_force: Goals, every: Any, grace: Any, past_due: Bools
) -> Days:
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
