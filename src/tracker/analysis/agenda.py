"""What needs attention, what falls due, and which reports are due or overdue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from math import isnan
from typing import Final, NamedTuple

import pandas as pd

from tracker.analysis.as_of import known_figures, known_reports, steps_done
from tracker.analysis.rollup import BEHIND
from tracker.analysis.rows import AssessedTarget, MilestoneRow
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables

_SOON, _WITHIN_A_YEAR = 90, 365  # days
WORST_FIRST: Final = ("missed", "off_track", "at_risk", "unreported")


class DueItem(NamedTuple):
    """A target or one of its milestones that falls due."""

    date: dt.date
    id: str
    milestone: str | None  # None: the target itself
    title_zh: str
    title_en: str


class OverdueReport(NamedTuple):
    """A row of `overdue_reports`."""

    id: str
    lead: str | None
    next_report: dt.date | None
    reported_late_days: int | None
    judged_on: dt.date | None  # the day of the latest figure


class ReportDue(NamedTuple):
    """A row of `reports_due`."""

    lead: str | None
    id: str
    title_zh: str
    title_en: str
    period_end: dt.date  # the day the report covers
    last_day: dt.date  # of grace
    days_late: int


OVERDUE_REPORTS_COLUMNS: Final = OverdueReport._fields
REPORTS_DUE_COLUMNS: Final = ReportDue._fields


def worst_first(assessed: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``assessed`` that need attention, with their index, worst first.

    By status as in `WORST_FIRST`; within a status the widest gap first (of a rate
    the shortfall in % of its bound), among the unreported the most
    overdue. Rows equal in both keep their order.
    """
    rows = assessed[assessed["status"].isin(WORST_FIRST)]
    unreported = rows["status"] == "unreported"
    late = rows["reported_late_days"].astype("Float64").astype("float64")
    keys = pd.DataFrame(
        {
            "rank": rows["status"].map({status: rank for rank, status in enumerate(WORST_FIRST)}),
            "weight": -rows["gap_pp"].fillna(rows["shortfall_percent"]).mask(unreported, late),
            "position": range(len(rows)),
        }
    )
    order = keys.sort_values(["rank", "weight", "position"], na_position="last")["position"]
    return rows.iloc[order.to_numpy(dtype="int64")]


def needing_attention(rows: Iterable[AssessedTarget], as_of: dt.date) -> list[AssessedTarget]:
    """Those behind or missed and those whose report is overdue: first what can still be changed."""
    needing = (row for row in rows if row.status in BEHIND or row.reported_late_days)
    return sorted(needing, key=lambda row: _urgency(row, as_of))


def _urgency(row: AssessedTarget, as_of: dt.date) -> tuple[int, int, int, float]:
    """The sort key of `needing_attention`.

    1. Under way and behind: far behind before behind; of each those due within 90 days, then within a
       year, then later; of these the widest gap (of a rate the shortfall in % of its bound).
    2. Past due and behind, without a final report: in the same order.
    3. A report is overdue, so that the status is not known: the most overdue first.
    4. Missed: the latest deadline first, so that what ended long ago comes last.
    """
    days_left = (row.due - as_of).days if row.due else _WITHIN_A_YEAR + 1
    if row.status == "unreported":
        return 2, 0, 0, -float(row.reported_late_days or 0)
    if row.status == "missed":
        return 3, 0, 0, -float(days_left)
    gap = row.shortfall_percent if isnan(row.gap_pp) else row.gap_pp
    period = (days_left > _SOON) + (days_left > _WITHIN_A_YEAR)
    return int(row.past_due), int(row.status != "off_track"), period, -gap


def due_within(snapshot: Snapshot, days: int = 90) -> list[DueItem]:
    """Targets and milestones due in the next ``days`` days, by date.

    The as-of date itself is not included; targets reached or ended and completed milestones are left out.
    A target comes before its milestones of that day. A milestone without a date of its own is due with
    its target and is left out.
    """
    tables = snapshot.tables.columns
    first, last = snapshot.as_of, snapshot.as_of + dt.timedelta(days=days)
    assessed, targets, steps = snapshot.judged, tables.targets, tables.milestones
    rows = tables.row_numbers(assessed["id"].tolist()).tolist()
    status = dict(zip(rows, assessed["status"].tolist(), strict=True))
    done = steps_done(tables, known_figures(tables, snapshot.as_of))
    due: list[tuple[int, DueItem]] = []
    for row, key, day in zip(rows, assessed["id"].tolist(), assessed["due"].tolist(), strict=True):
        if day is not None and status[row] not in ("achieved", "to_verify", "ended"):
            titles = targets["title_zh"][row], targets["title_en"][row]
            due.append((row, DueItem(day, key, None, *titles)))
    for row, step in zip(steps["row"].tolist(), steps.rows(MilestoneRow), strict=True):
        is_open = status.get(row, "ended") != "ended" and (row, step.milestone) not in done
        if is_open and step.due is not None:
            item = DueItem(step.due, step.id, step.milestone, step.title_zh, step.title_en)
            due.append((row, item))
    within = [(row, item) for row, item in due if first < item.date <= last]
    within.sort(key=lambda entry: (entry[1].date, entry[0]))
    return [item for _, item in within]


def overdue_reports(snapshot: Snapshot) -> pd.DataFrame:
    """One row a target whose report is overdue or that never reported, with `OVERDUE_REPORTS_COLUMNS`.

    Leads with most such targets come first (targets without a lead count as one lead), and for each
    lead the most overdue first. ``judged_on`` is the day of the latest figure, ``next_report`` the last
    day of grace.
    """
    assessed = snapshot.assessed
    late = assessed["reported_late_days"]
    silent = (assessed["status"] == "unreported") & (assessed["kind"] != "parts")
    owing = late.gt(0).fillna(False).astype("bool") | silent
    rows = assessed.loc[owing, ["id", "next_report", "reported_late_days", "judged_on"]]
    lead = rows["id"].map(snapshot.tables.targets.set_index("id")["lead"]).astype("str")
    rows = rows.assign(lead=lead, of_lead=pd.factorize(lead, use_na_sentinel=False)[0])
    owed = rows.groupby("of_lead")["id"].transform("size")
    rows = rows.assign(owed=-owed, late=-rows["reported_late_days"])
    rows = rows.sort_values(["owed", "of_lead", "late"], kind="stable", ignore_index=True)
    return rows[list(OVERDUE_REPORTS_COLUMNS)]


def reports_due(snapshot: Snapshot) -> pd.DataFrame:
    """One row a target that must report, overdue or not, with `REPORTS_DUE_COLUMNS`; most overdue first.

    ``period_end`` is the day the next report covers: one reporting period after the latest figure, or
    after the eve of the start where there is none. ``last_day`` is the last day of grace and
    ``days_late`` the days since (0: not overdue). ``lead`` is missing where the source names none.
    Nothing is due for targets achieved, missed, ended, not started, composed of others, or without regular
    reports.
    """
    assessed = snapshot.assessed
    rows = assessed.loc[
        assessed["reported_late_days"].notna(), ["id", "next_report", "reported_late_days"]
    ]
    targets = snapshot.tables.targets[["id", "lead", "title_zh", "title_en", "grace_days"]]
    rows = rows.merge(targets, on="id", how="left")
    rows = rows.assign(
        period_end=rows["next_report"] - pd.to_timedelta(rows["grace_days"], unit="D"),
        last_day=rows["next_report"],
        days_late=rows["reported_late_days"].astype("int64"),
    )
    rows = rows.sort_values(
        ["days_late", "last_day"], ascending=[False, True], kind="stable", ignore_index=True
    )
    return rows[list(REPORTS_DUE_COLUMNS)]


def reports_since(snapshot: Snapshot, day: dt.date) -> pd.DataFrame:
    """The reports known on the day that were made after an earlier ``day``; columns as of `UpdateRow`."""
    return snapshot.reports[snapshot.reports["reported"] > pd.Timestamp(day)]


def latest_report(tables: Tables, as_of: dt.date) -> dt.date | None:
    """The day of the latest report known on ``as_of``; withdrawn updates do not count."""
    updates = known_reports(tables, as_of)
    return None if updates.empty else updates["reported"].max().date()
