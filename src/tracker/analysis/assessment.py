"""Tables and an as-of date -> planned, actual, gap, status and explanation of every target at once.

The rules are one table, read from the top; the first that fits decides. A status is based on updates
known on the as-of date, and a figure is compared with the plan of its own day. The default thresholds,
10 and 30 percentage points, are the bands of a published inspection scheme (Yinchuan, 2025); docs/status.md.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import numpy as np
import pandas as pd

from tracker.analysis.as_of import known_figures, withdrawn_days
from tracker.analysis.columns import (
    AnyArray,
    Bools,
    Days,
    Floats,
    TableColumns,
    frame_array,
    is_in,
    is_missing,
    table_of,
)
from tracker.analysis.composites import affected_by, judge_composites
from tracker.analysis.explanation import explanations
from tracker.analysis.goals import Goals, goals
from tracker.analysis.latest_figures import LatestFigures
from tracker.analysis.periods import first_owed_period_end, next_period_end
from tracker.analysis.rows import GOAL_FIELDS, AssessedTarget, dtypes
from tracker.analysis.tables import Tables
from tracker.analysis.trajectory import has_planned_points, planned_completion
from tracker.i18n import STATUS_KEYS
from tracker.portfolio.measures import COUNTED_KINDS, RATE_KINDS
from tracker.portfolio.texts import DATA_LANGS

STATUSES: Final = tuple(STATUS_KEYS)
JUDGED: Final = ("achieved", "to_verify", "on_track", "at_risk", "off_track", "missed")
"""The statuses that figures decide, from the best to the worst."""
OVER: Final = ("achieved", "to_verify", "missed", "ended")
"""The statuses after which no figure is awaited."""
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
    "shortfall",
    "pro_rata",
    "original_status",
    "only_grade_c",
)


_BEFORE_ALL_REVISIONS: Final = dt.date(1800, 1, 1)


def assess(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """The status of every target on ``as_of``, from what was known by then, and what it is based on.

    One row a target, in the order of ``tables.targets``. The rules are those of docs/status.md, the
    thresholds those of each target's portfolio.

    The first columns are `STATUS_COLUMNS`. ``planned`` and ``actual`` are completion (1 is the goal), both
    on ``judged_on``, the day of the figure that counts; ``gap_pp`` is percentage points behind plan
    (negative: ahead). A rate holds or does not hold, and has none of these. ``reported_late_days`` is the
    number of days since the next report was due (0: not late; missing: no report is due). Periods that
    ended before ``report.from`` are not due: a target may be unreported and its next report not yet due.
    ``shortfall`` is the distance of a rate from its bound in its own unit (0: it holds); ``pro_rata``,
    whether the plan is a straight line by time elapsed that nobody planned; ``original_status``, the
    status against the goal and dates as first promised, missing where they were not revised by then;
    ``only_grade_c``, whether the status rests on grade C evidence alone.

    Further columns: ``value``, ``goal``, ``high``, ``start``, ``due`` in force; ``planned_now``, the plan on
    the as-of date; ``last_status``, the status an unreported target had at its latest figure;
    ``reached_on``; ``next_report``, the last day of grace of the report that is due next, if one is;
    ``conflicting_figures``, the number of different
    figures for that day; ``grade``; ``past_due``; ``shortfall_percent``, the shortfall in % of the bound,
    for the threshold.
    """
    columns = tables.columns
    targets = columns.targets
    assessed = _assess(columns, as_of, goals(columns, as_of))
    assessed["original_status"] = _original_statuses(columns, as_of)
    assessed["is_accepted"] = targets["accepted_on"] <= np.datetime64(as_of, "D")
    assessed |= _endings(columns, assessed["status"] == "ended")
    table = table_of(assessed)
    for lang, sentences in explanations(table, targets, DATA_LANGS).items():
        assessed[f"why_{lang}"] = sentences
    names = (*STATUS_COLUMNS, *(name for name in assessed if name not in STATUS_COLUMNS))
    return pd.DataFrame({name: frame_array(assessed[name], _DTYPES[name]) for name in names})


_DTYPES: Final = dtypes(AssessedTarget)


def _endings(tables: TableColumns, ended: Bools) -> dict[str, AnyArray]:
    """How each ended target ended, and the title of the target that goes on, its id where that is not there."""
    targets = tables.targets
    columns = {
        name: np.full(len(targets), None, dtype=object)
        for name in ("ended_how", *(f"successor_{lang}" for lang in DATA_LANGS))
    }
    rows = np.flatnonzero(ended)
    if len(rows):
        into = targets["ended_into"][rows]
        position = tables.row_numbers(into.tolist())
        columns["ended_how"][rows] = targets["ended_as"][rows]
        for lang in DATA_LANGS:
            titles = targets[f"title_{lang}"]
            columns[f"successor_{lang}"][rows] = np.where(position >= 0, titles[position], into)
    return columns


def _original_statuses(tables: TableColumns, as_of: dt.date) -> AnyArray:
    """The status of targets whose goal or dates were revised by ``as_of``, against the first ones."""
    revisions = tables.revisions
    known = revisions["date"] <= np.datetime64(as_of, "D")
    revised = set(revisions["id"][known & is_in(revisions["field"], GOAL_FIELDS)].tolist())
    statuses: AnyArray = np.full(len(tables.targets), None, dtype=object)
    if revised:
        affected, needed = affected_by(tables, revised)
        before = tables.of_targets(needed)
        original = _assess(before, as_of, goals(before, _BEFORE_ALL_REVISIONS))
        chosen = is_in(before.targets["id"], affected)
        rows = tables.row_numbers(before.targets["id"][chosen].tolist())
        statuses[rows] = original["status"][chosen]
    return statuses


def _assess(tables: TableColumns, as_of: dt.date, in_force: Goals) -> dict[str, AnyArray]:
    """The columns of `assess` against some goals, without the explanations."""
    targets = tables.targets
    size = len(targets)
    today = np.datetime64(as_of, "D")
    kind = targets["kind"]
    rate, flow = np.isin(kind, RATE_KINDS), kind == "flow"
    known = known_figures(tables, as_of)
    figures = LatestFigures(tables, in_force, known)

    judged_on = figures.on
    has_figure = ~np.isnat(judged_on)
    counted_from = np.where(has_figure, figures.baseline, in_force.baseline)
    in_force = in_force._replace(baseline=counted_from)
    planned = planned_completion(tables, in_force, judged_on)
    actual = np.where(has_figure, figures.actual, np.nan)
    gap = np.round(100 * (planned - actual), 9)  # 0.7 - 0.4 is 30 points, not 29.999999999999993
    past_due = today > in_force.due
    final_word = has_figure & np.where(flow, figures.years.closed, judged_on >= in_force.due)
    reached = has_figure & figures.reached & np.where(flow, past_due, ~rate | past_due & final_word)

    every, grace = targets["every_months"], targets["grace_days"]
    latest_on = np.fmax(judged_on, figures.seasons.latest_on)
    period_end = next_period_end(latest_on, in_force, every, past_due)
    # of a flow whose last year is known: the first year that has no final figure
    year_missing = flow & past_due & final_word & ~np.isnat(figures.years.open_end)
    period_end = np.where(year_missing, figures.years.open_end, period_end)
    owed_end = first_owed_period_end(period_end, every, targets["report_from"])
    grace = grace.astype("timedelta64[D]")
    next_report = owed_end + grace
    amber, red = targets["amber"], targets["red"]
    short = np.where(has_figure, figures.shortfall_percent, np.nan)
    by_gap: AnyArray = np.select(
        [gap <= amber, gap <= red, gap > red, short == 0, short <= amber, short > amber],
        ["gap_small", "gap_amber", "gap_red", "holds", "short", "far_short"],
        "",
    )
    ended = targets["ended_on"] <= today
    unaccepted = targets["acceptance"] & ~(targets["accepted_on"] <= today)
    rules = {
        "ended": ended,
        "statement": kind == "statement",
        "to_verify": reached & unaccepted,
        "reached_late": reached & past_due & (figures.reached_on > in_force.due) & ~rate,
        "reached": reached,
        "before_start": today < in_force.start,
        "no_due": np.isnat(in_force.due),
        "not_reached": past_due & final_word & (~flow | figures.years.short),
        "year_open": past_due & final_word,
        "no_update": ~has_figure & np.isnat(latest_on),
        "no_baseline": ~has_figure,
        "stale": today > period_end + grace,
        "no_plan": np.isnan(gap) & np.isnan(short),
    }
    rule = np.select(list(rules.values()), list(rules), by_gap).astype(object)
    not_compared = np.isin(rule, ["ended", "statement", "before_start"]) | np.isnat(in_force.due)
    shortfall = np.where(has_figure, figures.shortfall, np.nan)
    for column in (planned, gap, shortfall, short):
        column[not_compared] = np.nan
    planned_now = planned_completion(tables, in_force, np.full(size, today))
    planned_now[ended] = np.nan
    status = _statuses(rule)
    last_status = _statuses(by_gap)
    last_status[rule != "stale"] = None
    awaits_report = ~np.isin(rule, _WITHOUT_NEXT_REPORT)
    withdrawn_on = withdrawn_days(tables, known)
    is_told = np.isin(rule, ["no_update", "stale"]) & ~(withdrawn_on <= latest_on)
    withdrawn_on[~is_told | (withdrawn_on < in_force.start)] = np.datetime64("NaT")
    goal_day = np.where(has_figure, judged_on, today)
    judged_goals = in_force.of_year(goal_day)
    goal_year = np.full(size, np.nan)
    goal_year[flow] = in_force.year_in_term(np.flatnonzero(flow), goal_day[flow])
    late = np.maximum((today - next_report).astype("float64"), 0.0)
    late[~awaits_report | np.isnat(next_report)] = np.nan
    next_report[~awaits_report & (rule != "before_start")] = np.datetime64("NaT")
    earlier, earlier_on = _year_earlier(figures, size)
    is_seasonal = (kind == "level") & ~is_missing(targets["season"])
    none = np.zeros(size, dtype="int64")
    assessed = {
        "id": targets["id"],
        "status": status,
        "planned": planned,
        "actual": actual,
        "gap_pp": gap,
        "shortfall": shortfall,
        "shortfall_percent": short,
        "judged_on": judged_on,
        "reported_late_days": late,
        "rule": rule,
        "kind": kind,
        "value": np.where(has_figure, figures.value, np.nan),
        "goal": judged_goals.goal.copy(),
        "goal_now": in_force.of_year(np.full(size, today)).goal,
        "goal_year": goal_year,
        "counted_from": np.where(is_seasonal, counted_from, np.nan),
        "year_earlier": earlier,
        "year_earlier_on": earlier_on,
        "unjudged_on": np.where(latest_on > judged_on, latest_on, np.datetime64("NaT")),
        "withdrawn_on": withdrawn_on,
        "years": figures.years.years,
        "years_reached": figures.years.years_reached,
        "years_short": figures.years.years_short,
        "years_open": figures.years.years_open,
        "high": in_force.high,
        "start": in_force.start,
        "due": in_force.due,
        "pro_rata": np.isin(kind, COUNTED_KINDS) & ~has_planned_points(tables, in_force, goal_day),
        "planned_now": planned_now,
        "last_status": last_status,
        "reached_on": figures.reached_on,
        "next_report": next_report,
        "steps_done": figures.steps_done,
        "steps": figures.steps,
        "conflicting_figures": figures.conflicting_figures,
        "past_due": past_due & ~ended,
        "grade": figures.grade,
        "parts": none.copy(),
        "parts_known": none.copy(),
        "parts_reached": none.copy(),
        "parts_ended": none.copy(),
        "only_grade_c": figures.only_grade_c & np.isin(status, JUDGED),
    }
    judge_composites(assessed, tables, as_of)
    return assessed


def _statuses(rules: AnyArray) -> AnyArray:
    """The status that each rule gives; None where no rule decided."""
    statuses: AnyArray = np.full(len(rules), None, dtype=object)
    statuses[:] = [_STATUS_BY_RULE.get(rule) for rule in rules.tolist()]
    return statuses


def _year_earlier(figures: LatestFigures, size: int) -> tuple[Floats, Days]:
    """By row, the figure of the same period a year earlier than the one that counts, and its day."""
    values, days = np.full(size, np.nan), np.full(size, "NaT", dtype="datetime64[D]")
    for row in figures.seasons.figures:
        if not np.isnat(figures.on[row]):
            earlier = figures.seasons.year_earlier(row, figures.on[row].item())
            if earlier is not None:
                days[row], values[row] = earlier
    return values, days


_STATUS_BY_RULE: Final = {
    "ended": "ended",
    "to_verify": "to_verify",
    "statement": "not_judged",
    "reached_late": "achieved",
    "reached": "achieved",
    "before_start": "not_started",
    "no_due": "not_judged",
    "not_reached": "missed",
    "year_open": "unreported",
    "no_update": "unreported",
    "stale": "unreported",
    "no_baseline": "not_judged",
    "no_plan": "not_judged",
    "gap_small": "on_track",
    "gap_amber": "at_risk",
    "gap_red": "off_track",
    "holds": "on_track",
    "short": "at_risk",
    "far_short": "off_track",
}


_WITHOUT_NEXT_REPORT: Final = (
    "ended",
    "statement",
    "to_verify",
    "reached_late",
    "reached",
    "before_start",
    "no_due",
    "not_reached",
)
"""The rules after which no report is due."""
