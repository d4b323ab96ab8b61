"""Approved and spent money beside time elapsed and physical progress.

Earned value, as PMI's *Practice Standard for Earned Value Management* defines it:

    EV  = physical x approved    budgeted cost of the work done
    PV  = planned x approved     budgeted cost of the work planned by then
    AC  = spent
    SPI = EV / PV    CPI = EV / AC    EAC = approved / CPI

EAC assumes that costs continue at the rate so far. SPI and CPI of a total are the ratios of its sums;
its EAC is the sum of the EACs of its rows. An index that lacks an input, or would divide by
zero, is missing. Targets that ended are in no total. Amounts are in ``tables.money``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np
import pandas as pd

from tracker.analysis.as_of import known_figures, latest_per_target
from tracker.analysis.columns import (
    DAY_DTYPE,
    AnyArray,
    Bools,
    Columns,
    Days,
    Floats,
    TableColumns,
    columns_of,
    frame_array,
    is_missing,
    plain_values,
    to_array,
)
from tracker.analysis.goals import budget_amounts
from tracker.analysis.group_sums import Groups

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
    is_counted: bool  # in totals: the target has not ended


BUDGET_STATUS_COLUMNS: Final = BudgetStatus._fields
_DAYS: Final = ("approved_on", "announced_on", "spent_on", "elapsed_on")


class Totals(NamedTuple):
    """A row of `totals`."""

    group: str
    rows: int  # without those of targets that ended
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
    that the amount pays for: they have no earned value, and their spending is not held against it. Nor
    has a target that ended, whose work stopped and whose amount may be part of that of another.
    """
    tables, as_of = snapshot.tables.columns, snapshot.as_of
    targets, assessed = tables.targets, snapshot.judged
    amounts, spending = _budgets(tables, as_of), _spending(tables, as_of)
    row = tables.row_numbers(assessed["id"].tolist())
    has_money = amounts.is_known[row] | ~np.isnan(spending.spent[row])
    assessed, row = assessed.take(has_money), row[has_money]
    approved, spent, spent_on = amounts.approved[row], spending.spent[row], spending.spent_on[row]
    is_counted = assessed["status"] != "ended"
    is_work = ((targets["kind"] != "flow") & is_missing(targets["season"]))[row] & is_counted
    budgeted = np.where(is_work, approved, np.nan)
    planned, physical = assessed["planned"], assessed["actual"]
    elapsed_on = np.fmax(assessed["judged_on"], spent_on)
    elapsed_on = np.where(np.isnat(elapsed_on), np.datetime64(as_of, "D"), elapsed_on)
    execution = _ratio(spent, approved)
    ev, pv = np.clip(physical, 0.0, 1.0) * budgeted, np.clip(planned, 0.0, 1.0) * budgeted
    cpi = _ratio(ev, spent)
    # 0.7 - 0.4 is 30 points, not 29.999999999999993
    ahead = np.round(np.where(is_work, 100 * (execution - physical), np.nan), 9)
    frame = pd.DataFrame(
        {
            "id": frame_array(assessed["id"], "str"),
            "approved": approved,
            "approved_on": amounts.approved_on[row].astype(DAY_DTYPE),
            "announced": amounts.announced[row],
            "announced_on": amounts.announced_on[row].astype(DAY_DTYPE),
            "spent": spent,
            "spent_on": spent_on.astype(DAY_DTYPE),
            "execution": execution,
            "elapsed": _elapsed_fraction(assessed, elapsed_on),
            "elapsed_on": elapsed_on.astype(DAY_DTYPE),
            "planned": planned,
            "physical": physical,
            "ev": ev,
            "pv": pv,
            "spi": _ratio(ev, pv),
            "cpi": cpi,
            "eac": _ratio(approved, cpi),
            "ahead_pp": ahead,
            "flagged": ahead > targets["amber"][row],
            "is_counted": is_counted,
        }
    )
    return frame[list(BUDGET_STATUS_COLUMNS)]


def table_of_rows(rows: Sequence[BudgetStatus]) -> pd.DataFrame:
    """Rows of `budget_status` as a table again, of the same types."""
    frame = pd.DataFrame(rows, columns=BUDGET_STATUS_COLUMNS)
    return frame.astype(dict.fromkeys(_DAYS, DAY_DTYPE))


def totals(status: pd.DataFrame, groups: pd.Series[Any] | None = None) -> pd.DataFrame:
    """The sums of `budget_status`, with `TOTALS_COLUMNS`: one row in all (group ``""``), or one a group.

    ``groups`` names the group of each row, on the index of ``budget_status``; groups come in order of first
    appearance, rows without one under ``""``, last. A sum of nothing is missing, not zero. Rows of targets
    that ended are in none.
    """
    status = status[status["is_counted"].astype(bool)]
    table = columns_of(status)
    if groups is None:
        members = Groups([""] * len(table), [""])
    else:
        names = plain_values(to_array(groups.reindex(status.index)))
        members = Groups([name or "" for name in names])
    approved, spent, ev, pv = (table[name] for name in ("approved", "spent", "ev", "pv"))
    is_spent = ~np.isnan(spent)
    with_both, with_ev = is_spent & ~np.isnan(approved), is_spent & ~np.isnan(ev) & ~np.isnan(pv)
    frame = {
        "group": members.groups,
        "rows": members.counts(np.ones(len(table), dtype=bool)),
        "with_spent": members.counts(is_spent),
        "with_ev": members.counts(with_ev),
        **{name: members.sums(table[name]) for name in ("approved", "announced", "spent", "eac")},
        **{
            f"{name}_of_both": members.sums(np.where(with_both, table[name], np.nan))
            for name in ("approved", "spent")
        },
        **{
            name: members.sums(np.where(with_ev, column, np.nan))
            for name, column in (("bac", approved), ("ev", ev), ("pv", pv), ("ac", spent))
        },
    }
    frame["execution"] = _ratio(frame["spent_of_both"], frame["approved_of_both"])
    frame["spi"], frame["cpi"] = (_ratio(frame["ev"], frame[name]) for name in ("pv", "ac"))
    return pd.DataFrame({name: frame[name] for name in TOTALS_COLUMNS})


def _ratio(part: Any, whole: Any) -> Any:
    return part / np.where(whole != 0, whole, np.nan)


class _Budgets(NamedTuple):
    """By row of ``targets``, the amount in force on a day and the day it was decided or announced."""

    is_known: Bools
    approved: Floats
    approved_on: Days
    announced: Floats
    announced_on: Days


def _budgets(tables: TableColumns, as_of: dt.date) -> _Budgets:
    """The budgets known on a day.

    A budget approved or announced after the day is left out, unless a revision gives the amount before it.
    """
    size, today = len(tables.targets), np.datetime64(as_of, "D")
    row, on = tables.budgets["row"], tables.budgets["on"]
    revisions = tables.revisions.take(tables.revisions["field"] == "budget")
    revised, revised_on = revisions["row"], revisions["date"]
    latest: Days = np.full(size, "NaT", dtype="datetime64[D]")
    latest[row] = np.where(on <= today, on, np.datetime64("NaT"))
    np.fmax.at(latest, revised, np.where(revised_on <= today, revised_on, np.datetime64("NaT")))
    amounts = budget_amounts(tables, as_of)
    approved, announced = np.full(size, np.nan), np.full(size, np.nan)
    approved[row], announced[row] = amounts.approved, amounts.announced
    is_known = np.zeros(size, dtype=bool)
    is_known[row] = ~(on > today) | np.isin(row, revised)
    approved[~is_known] = announced[~is_known] = np.nan
    is_announced = ~np.isnan(announced)
    none = np.datetime64("NaT")
    return _Budgets(
        is_known,
        approved,
        np.where(is_known & ~is_announced, latest, none),
        announced,
        np.where(is_announced, latest, none),
    )


class _Spending(NamedTuple):
    """By row of ``targets``, the latest amount spent and its day."""

    spent: Floats
    spent_on: Days


def _spending(tables: TableColumns, as_of: dt.date) -> _Spending:
    """The spending known on a day.

    Of two amounts equal in grade and report the higher one counts, so that the order of the file does
    not matter.
    """
    size = len(tables.targets)
    spent = np.full(size, np.nan)
    spent_on: Days = np.full(size, "NaT", dtype="datetime64[D]")
    known = known_figures(tables, as_of)
    known = known.take(~np.isnan(known["spent"]))
    if len(known):
        row, latest = latest_per_target(known, size, prefer_lower=-known["spent"])
        spent[row], spent_on[row] = latest["spent"], latest["date"]
    return _Spending(spent, spent_on)


def _elapsed_fraction(assessed: Columns, day: Days) -> Floats:
    start = assessed["start"]
    length, gone = _in_days(assessed["due"] - start), _in_days(day - start)
    share = np.clip(_ratio(gone, length), 0.0, 1.0)
    return np.where(length == 0, gone >= 0, share)


def _in_days(span: AnyArray) -> Floats:
    return np.where(np.isnat(span), np.nan, span.astype("float64"))
