"""Tables and an as-of date -> planned, actual, gap, status and explanation of every target at once.

The rules are one table, read from the top; the first that fits decides. A status is based on updates
known on the as-of date, and a figure is compared with the plan of its own day. The default thresholds,
10 and 30 percentage points, are the bands of a published inspection scheme (Yinchuan, 2025); docs/status.md.
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
    goals,
    known_updates,
    target_rows,
    to_days,
)
from tracker.analysis.composites import affected_by, with_composites
from tracker.analysis.explanation import explanations
from tracker.analysis.latest_figures import LatestFigures
from tracker.analysis.periods import first_owed_period_end, next_period_end
from tracker.analysis.rows import GOAL_FIELDS
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
    ``reached_on``; ``next_report``, the last day of grace; ``conflicting_figures``, the number of different
    figures for that day; ``grade``; ``past_due``; ``shortfall_percent``, the shortfall in % of the bound,
    for the threshold.
    """
    frame = _assess(tables, as_of, goals(tables, as_of))
    frame["original_status"] = _original_statuses(tables, as_of)
    frame["is_accepted"] = to_days(tables.targets["accepted_on"]) <= np.datetime64(as_of, "D")
    frame = frame.assign(**_endings(tables, frame["status"].to_numpy(dtype=object) == "ended"))
    for lang, sentences in explanations(frame, tables.targets, DATA_LANGS).items():
        frame[f"why_{lang}"] = sentences
    return frame[[*STATUS_COLUMNS, *(name for name in frame.columns if name not in STATUS_COLUMNS)]]


def _endings(tables: Tables, ended: Bools) -> dict[str, Any]:
    """How each ended target ended, and the title of the target that goes on, its id where that is not there."""
    targets = tables.targets
    columns = {
        name: np.full(len(targets), None, dtype=object)
        for name in ("ended_how", *(f"successor_{lang}" for lang in DATA_LANGS))
    }
    rows = np.flatnonzero(ended)
    if len(rows):
        into = targets["ended_into"].to_numpy(dtype=object)[rows]
        position = target_rows(pd.Series(into, dtype="str"), targets.drop_duplicates("id"))
        columns["ended_how"][rows] = targets["ended_as"].to_numpy(dtype=object)[rows]
        for lang in DATA_LANGS:
            titles = targets.drop_duplicates("id")[f"title_{lang}"].to_numpy(dtype=object)
            columns[f"successor_{lang}"][rows] = np.where(position >= 0, titles[position], into)
    return {name: pd.array(values, dtype="str") for name, values in columns.items()}


def _original_statuses(tables: Tables, as_of: dt.date) -> pd.Series[Any]:
    """The status of targets whose goal or dates were revised by ``as_of``, against the first ones."""
    revisions = tables.revisions
    known = (revisions["date"] <= pd.Timestamp(as_of)) & revisions["field"].isin(GOAL_FIELDS)
    statuses = pd.Series(pd.NA, index=tables.targets.index, dtype="str")
    if known.any():
        affected, needed = affected_by(tables, set(revisions.loc[known, "id"]))
        revised = tables.of_targets(needed)
        revised = revised._replace(targets=revised.targets.reset_index(drop=True))
        original = _assess(revised, as_of, goals(revised, _BEFORE_ALL_REVISIONS))
        is_affected = tables.targets["id"].isin(affected)
        statuses[is_affected] = original.loc[original["id"].isin(affected), "status"].to_numpy()
    return statuses


def _assess(tables: Tables, as_of: dt.date, in_force: Goals) -> pd.DataFrame:
    """`assess` against some goals, without the explanations."""
    targets = tables.targets
    size = len(targets)
    today = np.datetime64(as_of, "D")
    kind = targets["kind"].to_numpy(dtype=object)
    rate, flow = np.isin(kind, RATE_KINDS), kind == "flow"
    updates = known_updates(tables, as_of)
    figures = LatestFigures(tables, in_force, updates)

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

    every, grace = targets["every_months"].to_numpy(), targets["grace_days"].to_numpy()
    latest_on = np.fmax(judged_on, figures.seasons.latest_on)
    period_end = next_period_end(latest_on, in_force, every, past_due)
    # of a flow whose last year is known: the first year that has no final figure
    year_missing = flow & past_due & final_word & ~np.isnat(figures.years.open_end)
    period_end = np.where(year_missing, figures.years.open_end, period_end)
    owed_end = first_owed_period_end(period_end, every, to_days(targets["report_from"]))
    grace = grace.astype("timedelta64[D]")
    next_report = owed_end + grace
    amber, red = targets["amber"].to_numpy(), targets["red"].to_numpy()
    short = np.where(has_figure, figures.shortfall_percent, np.nan)
    by_gap: npt.NDArray[Any] = np.select(
        [gap <= amber, gap <= red, gap > red, short == 0, short <= amber, short > amber],
        ["gap_small", "gap_amber", "gap_red", "holds", "short", "far_short"],
        "",
    )
    ended = to_days(targets["ended_on"]) <= today
    unaccepted = targets["acceptance"].to_numpy() & ~(to_days(targets["accepted_on"]) <= today)
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
    status = pd.Series(rule).map(_STATUS_BY_RULE).to_numpy(dtype=object)
    last_status = pd.Series(by_gap).map(_STATUS_BY_RULE).where(rule == "stale")
    awaits_report = ~np.isin(rule, _WITHOUT_NEXT_REPORT)
    goal_day = np.where(has_figure, judged_on, today)
    judged_goals = in_force.of_year(goal_day)
    goal_year = np.full(size, np.nan)
    goal_year[flow] = in_force.year_in_term(np.flatnonzero(flow), goal_day[flow])
    late = np.maximum((today - next_report).astype("float64"), 0.0)
    late[~awaits_report | np.isnat(next_report)] = np.nan
    next_report[ended] = np.datetime64("NaT")
    earlier, earlier_on = _year_earlier(figures, tables)
    assessed = pd.DataFrame(
        {
            "id": targets["id"],
            "status": pd.array(status, dtype="str"),
            "planned": planned,
            "actual": actual,
            "gap_pp": gap,
            "shortfall": shortfall,
            "shortfall_percent": short,
            "judged_on": judged_on.astype("datetime64[us]"),
            "reported_late_days": pd.array(late, dtype="Int64"),
            "rule": pd.array(rule, dtype="str"),
            "kind": targets["kind"],
            "value": np.where(has_figure, figures.value, np.nan),
            "goal": judged_goals.goal,
            "goal_now": in_force.of_year(np.full(size, today)).goal,
            "goal_year": pd.array(goal_year, dtype="Int64"),
            "counted_from": np.where(
                (kind == "level") & targets["season"].notna(), counted_from, np.nan
            ),
            "year_earlier": earlier,
            "year_earlier_on": earlier_on.astype("datetime64[us]"),
            "unjudged_on": np.where(latest_on > judged_on, latest_on, np.datetime64("NaT")).astype(
                "datetime64[us]"
            ),
            "years": pd.array(figures.years.years, dtype="int64"),
            "years_reached": pd.array(figures.years.years_reached, dtype="int64"),
            "years_short": pd.array(figures.years.years_short, dtype="str"),
            "years_open": pd.array(figures.years.years_open, dtype="str"),
            "high": in_force.high,
            "start": in_force.start.astype("datetime64[us]"),
            "due": in_force.due.astype("datetime64[us]"),
            "pro_rata": np.isin(kind, COUNTED_KINDS)
            & ~has_planned_points(tables, in_force, goal_day),
            "planned_now": planned_now,
            "last_status": last_status.astype("str"),
            "reached_on": figures.reached_on.astype("datetime64[us]"),
            "next_report": next_report.astype("datetime64[us]"),
            "steps_done": figures.steps_done,
            "steps": figures.steps,
            "conflicting_figures": figures.conflicting_figures,
            "past_due": past_due & ~ended,
            "grade": figures.grade,
            "parts": 0,
            "parts_known": 0,
            "parts_reached": 0,
            "parts_ended": 0,
            "only_grade_c": figures.only_grade_c & np.isin(status, JUDGED),
        }
    )
    return with_composites(assessed, tables, as_of)


def _year_earlier(figures: LatestFigures, tables: Tables) -> tuple[Floats, Days]:
    """By row, the figure of the same period a year earlier than the one that counts, and its day."""
    size = len(tables.targets)
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
