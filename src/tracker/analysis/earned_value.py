"""Approved and spent money beside time elapsed and physical progress.

Earned value, as PMI's *Practice Standard for Earned Value Management* defines it:

    EV  = physical x approved    budgeted cost of the work done
    PV  = planned x approved     budgeted cost of the work planned by then
    AC  = spent
    SPI = EV / PV    CPI = EV / AC    EAC = approved / CPI

EAC assumes that costs continue at the rate so far. SPI and CPI of a total are the ratios of its sums;
its EAC is the sum of the EACs of its rows. An index that lacks an input, or would divide by
zero, is missing. Amounts are in ``tables.money``.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pandas as pd

from tracker.analysis.as_of import budget_amounts, known_updates, latest_per_target
from tracker.analysis.rows import DAY_DTYPE
from tracker.analysis.tables import Tables

if TYPE_CHECKING:  # a snapshot computes its budget status with this module
    from tracker.analysis.snapshot import Snapshot


class BudgetStatus(NamedTuple):
    """A row of `budget_status`: shares of 1, amounts in the portfolio's money unit."""

    id: str
    approved: float
    approved_on: dt.date | None
    announced: float  # in place of `approved`, where nobody says that it was
    announced_on: dt.date | None
    spent: float
    spent_on: dt.date | None
    execution: float  # spent / approved
    elapsed: float  # of the time from start to due, on `elapsed_on`
    elapsed_on: dt.date | None  # the day of the later of the two figures it is beside
    planned: float
    physical: float
    ev: float
    pv: float
    spi: float
    cpi: float
    eac: float
    ahead_pp: float  # percentage points by which execution is ahead of physical progress
    flagged: bool  # `ahead_pp` is above the target's amber threshold


BUDGET_STATUS_COLUMNS: Final = BudgetStatus._fields


class Totals(NamedTuple):
    """A row of `totals`."""

    group: str
    rows: int
    with_spent: int  # rows with spending, over which `spent` sums
    approved: float
    announced: float
    spent: float
    execution: float  # `spent_of_both` / `approved_of_both`
    spent_of_both: float  # over the rows that have both amounts
    approved_of_both: float
    with_ev: int  # rows with EV, PV and AC, over which the rest sums
    bac: float  # approved for these rows
    ev: float
    pv: float
    ac: float
    spi: float
    cpi: float
    eac: float  # the sum of those of the rows


TOTALS_COLUMNS: Final = Totals._fields


def budget_status(snapshot: Snapshot) -> pd.DataFrame:
    """One row a target with a budget or spending known on the day, with `BUDGET_STATUS_COLUMNS`.

    Rows are in the order of ``snapshot.assessed``.

    ``planned`` and ``physical`` are `assess`'s ``planned`` and ``actual``, both on ``judged_on``;
    ``spent`` is the latest reported, on ``spent_on``, which may be another day. ``elapsed`` is the time
    gone by the later of the two, so that all three are of the same figures; without figures, by the
    as-of date. For earned value both
    shares are clipped to 0..1: work beyond the goal was not in the approved amount and cannot earn more
    than that. A rate (floor, ceiling, range) has neither. A flow starts at zero every year and a level
    that varies within the year is held against its season, so their completion is no share of the work
    that the amount pays for: they have no earned value, and their spending is not held against it.
    """
    tables, assessed, as_of = snapshot.tables, snapshot.assessed, snapshot.as_of
    day = pd.Timestamp(as_of)
    budgets, spending = _budgets(tables, day), _spending(tables, as_of)
    known = assessed["id"].isin(budgets.index) | assessed["id"].isin(spending.index)
    frame = assessed.loc[known, ["id", "start", "due", "planned", "actual", "judged_on"]]
    frame = frame.reset_index(drop=True).rename(columns={"actual": "physical"})
    frame = frame.join(budgets, on="id").join(spending, on="id")
    figures_on = frame[["judged_on", "spent_on"]].max(axis="columns")
    frame["elapsed_on"] = figures_on.fillna(day).astype(DAY_DTYPE)
    frame["elapsed"] = _elapsed_fraction(frame, frame["elapsed_on"])
    frame["execution"] = _ratio(frame["spent"], frame["approved"])
    targets = tables.targets.set_index("id").reindex(frame["id"])
    is_work = ((targets["kind"] != "flow") & targets["season"].isna()).to_numpy()
    budgeted = frame["approved"].where(is_work)
    frame["ev"] = frame["physical"].clip(0.0, 1.0) * budgeted
    frame["pv"] = frame["planned"].clip(0.0, 1.0) * budgeted
    frame["spi"] = _ratio(frame["ev"], frame["pv"])
    frame["cpi"] = _ratio(frame["ev"], frame["spent"])
    frame["eac"] = _ratio(frame["approved"], frame["cpi"])
    ahead = 100 * (frame["execution"] - frame["physical"]).where(is_work)
    frame["ahead_pp"] = ahead.round(9)  # 0.7 - 0.4 is 30 points, not 29.999999999999993
    frame["flagged"] = frame["ahead_pp"] > targets["amber"].to_numpy()
    return frame[list(BUDGET_STATUS_COLUMNS)]


def totals(status: pd.DataFrame, groups: pd.Series[Any] | None = None) -> pd.DataFrame:
    """The sums of `budget_status`, with `TOTALS_COLUMNS`: one row in all (group ``""``), or one a group.

    ``groups`` names the group of each row, on the index of ``budget_status``; groups come in order of first
    appearance, rows without one under ``""``, last. A sum of nothing is missing, not zero.
    """
    names = pd.Series("", index=status.index, dtype="str")
    if groups is not None:
        names = groups.reindex(status.index).astype("str").fillna("")
    with_both = status["spent"].notna() & status["approved"].notna()
    with_ev = status[["ev", "pv", "spent"]].notna().all(axis="columns")
    amounts = pd.DataFrame(
        {
            "approved": status["approved"],
            "announced": status["announced"],
            "spent": status["spent"],
            "spent_of_both": status["spent"].where(with_both),
            "approved_of_both": status["approved"].where(with_both),
            "bac": status["approved"].where(with_ev),
            "ev": status["ev"].where(with_ev),
            "pv": status["pv"].where(with_ev),
            "ac": status["spent"].where(with_ev),
            "eac": status["eac"],
        }
    )
    counts = pd.DataFrame({"rows": 1, "with_spent": status["spent"].notna(), "with_ev": with_ev})
    frame = counts.astype("int64").groupby(names, sort=False).sum()
    frame = frame.join(amounts.groupby(names, sort=False).sum(min_count=1))
    if groups is None:
        frame = frame.reindex([""])
        frame = frame.fillna(dict.fromkeys(counts.columns, 0))
        frame = frame.astype(dict.fromkeys(counts.columns, "int64"))
    frame["execution"] = _ratio(frame["spent_of_both"], frame["approved_of_both"])
    frame = frame.assign(spi=_ratio(frame["ev"], frame["pv"]), cpi=_ratio(frame["ev"], frame["ac"]))
    frame = frame.rename_axis("group").reset_index()
    unnamed = frame["group"] == ""
    return pd.concat([frame[~unnamed], frame[unnamed]], ignore_index=True)[list(TOTALS_COLUMNS)]


def _ratio(part: pd.Series[Any], whole: pd.Series[Any]) -> pd.Series[Any]:
    return part / whole.where(whole != 0)


def _budgets(tables: Tables, day: pd.Timestamp) -> pd.DataFrame:
    """By target id ``approved`` or ``announced``, and ``…_on``, the day of the amount in force.

    A budget approved or announced after the day is left out, unless a revision gives the amount before it.
    """
    budgets = tables.budgets.set_index("id")
    revisions = tables.revisions[tables.revisions["field"] == "budget"]
    revised = revisions[revisions["date"] <= day].groupby("id")["date"].max()
    on = pd.concat(
        [budgets["on"].where(budgets["on"] <= day), revised.reindex(budgets.index)],
        axis="columns",
        keys=["on", "revised"],
    ).max(axis="columns")
    frame = budget_amounts(tables, day.date())
    is_announced = frame["announced"].notna()
    frame = frame.assign(
        approved_on=on.where(~is_announced), announced_on=on.where(is_announced)
    ).astype({"approved_on": DAY_DTYPE, "announced_on": DAY_DTYPE})
    return frame[~(budgets["on"] > day) | budgets.index.isin(revisions["id"])]


def _spending(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """By target id ``spent`` and ``spent_on``, the latest known.

    Of two amounts equal in grade and report the higher one counts, so that the order of the file does
    not matter.
    """
    updates = known_updates(tables, as_of)
    updates = updates[updates["spent"].notna()]
    if not updates.empty:
        higher = -updates["spent"].to_numpy()
        _, updates = latest_per_target(updates, len(tables.targets), prefer_lower=higher)
    return updates.set_index("id")[["spent", "date"]].rename(columns={"date": "spent_on"})


def _elapsed_fraction(frame: pd.DataFrame, day: pd.Series[Any]) -> pd.Series[Any]:
    length = (frame["due"] - frame["start"]).dt.days.astype("float64")
    gone = (day - frame["start"]).dt.days.astype("float64")
    in_one_day = (gone >= 0).astype("float64")
    return _ratio(gone, length).clip(0.0, 1.0).mask(length == 0, in_one_day)
