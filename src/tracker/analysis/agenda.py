"""What wants attention when: the worst first, what falls due, who owes a report."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

import pandas as pd

from tracker.analysis.as_of import known_updates, steps_done, target_rows
from tracker.analysis.tables import Tables

WORST_FIRST: Final = ("missed", "off_track", "at_risk", "unreported")
DUE_COLUMNS: Final = ("date", "id", "milestone", "title_zh", "title_en")
OVERDUE_REPORTS_COLUMNS: Final = ("id", "lead", "next_report", "reported_late_days", "last")


def worst_first(assessed: pd.DataFrame) -> pd.DataFrame:
    """The rows of ``assessed`` that want attention, with their index, worst first.

    By status as in `WORST_FIRST`; within a status the widest gap first, among the unreported the longest
    overdue. Rows alike in both keep their order.
    """
    rows = assessed[assessed["status"].isin(WORST_FIRST)]
    unreported = rows["status"] == "unreported"
    late = rows["reported_late_days"].astype("Float64").astype("float64")
    keys = pd.DataFrame(
        {
            "rank": rows["status"].map({status: rank for rank, status in enumerate(WORST_FIRST)}),
            "weight": -rows["gap_pp"].mask(unreported, late),
            "position": range(len(rows)),
        }
    )
    order = keys.sort_values(["rank", "weight", "position"], na_position="last")["position"]
    return rows.iloc[order.to_numpy(dtype="int64")]


def due_within(
    tables: Tables, assessed: pd.DataFrame, as_of: dt.date, days: int = 90
) -> pd.DataFrame:
    """Targets and milestones due after ``as_of`` and at most ``days`` later, with `DUE_COLUMNS`, by date.

    What is achieved or done, as known on ``as_of``, is left out. ``milestone`` is missing for the
    target itself, which stands before its milestones of the same day. A milestone without a date of
    its own is due with its target and has no row.
    """
    targets, steps = tables.targets, tables.milestones
    open_ = assessed.loc[assessed["status"] != "achieved", ["id", "due"]]
    open_ = open_.merge(targets[["id", "title_zh", "title_en"]], on="id", how="left")
    open_["milestone"] = pd.Series(pd.NA, index=open_.index, dtype="str")
    done = steps_done(tables, known_updates(tables, as_of))
    done_keys = pd.MultiIndex.from_frame(done[["row", "milestone"]])
    step_keys = pd.MultiIndex.from_arrays([target_rows(steps["id"], targets), steps["milestone"]])
    to_do = steps[~step_keys.isin(done_keys) & steps["id"].isin(assessed["id"])]
    frame = pd.concat([open_, to_do[list(open_.columns)]], ignore_index=True)
    first, last = pd.Timestamp(as_of), pd.Timestamp(as_of) + pd.Timedelta(days=days)
    frame = frame[(frame["due"] > first) & (frame["due"] <= last)].rename(columns={"due": "date"})
    frame = frame.assign(row=target_rows(frame["id"], targets))
    return frame.sort_values(["date", "row"], kind="stable", ignore_index=True)[list(DUE_COLUMNS)]


def overdue_reports(tables: Tables, assessed: pd.DataFrame) -> pd.DataFrame:
    """One row a target that owes a report, with `OVERDUE_REPORTS_COLUMNS`.

    Leads that owe most come first (those without a lead count as one), and each one's longest overdue
    first. ``last`` is the day of the latest figure, ``next_report`` the last day of grace.
    """
    late = assessed["reported_late_days"]
    owing = late.gt(0).fillna(False).astype("bool") | (assessed["status"] == "unreported")
    columns = ["id", "next_report", "reported_late_days", "judged_on"]
    rows = assessed.loc[owing, columns].rename(columns={"judged_on": "last"})
    lead = rows["id"].map(tables.targets.set_index("id")["lead"]).astype("str")
    rows = rows.assign(lead=lead, of_lead=pd.factorize(lead, use_na_sentinel=False)[0])
    owed = rows.groupby("of_lead")["id"].transform("size")
    rows = rows.assign(owed=-owed, late=-rows["reported_late_days"])
    rows = rows.sort_values(["owed", "of_lead", "late"], kind="stable", ignore_index=True)
    return rows[list(OVERDUE_REPORTS_COLUMNS)]


class ReportingDates(NamedTuple):
    latest: dt.date | None  # the day the latest update speaks of
    reported: dt.date | None  # the day the latest report became known


def reporting_dates(tables: Tables, as_of: dt.date) -> ReportingDates:
    """How fresh the portfolio is, as known on ``as_of``; an update that was taken back says nothing."""
    updates = known_updates(tables, as_of)
    speaks = updates["value"].notna() | updates["spent"].notna() | updates["steps"]
    updates = updates[speaks]
    if updates.empty:
        return ReportingDates(None, None)
    return ReportingDates(updates["date"].max().date(), updates["reported"].max().date())


def latest_update(tables: Tables, as_of: dt.date) -> dt.date | None:
    """The latest day an update known on ``as_of`` speaks of."""
    return reporting_dates(tables, as_of).latest
