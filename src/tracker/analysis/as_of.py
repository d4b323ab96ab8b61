"""The data as of a day: the updates known then, which of them count, and the goals in force.

A past as-of date uses only what had been reported by then. Updates that a later one corrects no
longer count. Where sources disagree about one day, the better grade of evidence counts (an official
publisher with the same measure, A, before a related one, B, before a secondary source, C); of equal
grades the later report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.analysis.columns import (
    AnyArray,
    Bools,
    Columns,
    Days,
    Floats,
    RowNumbers,
    TableColumns,
    is_missing,
)
from tracker.analysis.tables import Tables


def to_days(column: pd.Series[Any]) -> Days:
    """A column of days as ``datetime64[D]``."""
    return column.to_numpy(dtype="datetime64[D]")


def target_rows(ids: pd.Series[Any], targets: pd.DataFrame) -> RowNumbers:
    """For each id its row number in ``targets``."""
    rows: RowNumbers = pd.Index(targets["id"]).get_indexer(pd.Index(ids))
    return rows


class YearGoals(NamedTuple):
    """The goals of flows by year, in the order of rows and years."""

    row: RowNumbers
    year: npt.NDArray[np.int64]
    goal: Floats

    def of(self, row: RowNumbers, year: npt.NDArray[np.int64]) -> Floats:
        """The goal of each row in a year; NaN where it has none."""
        if not len(self.row):
            return np.full(len(row), np.nan)
        keys, wanted = self.row * _YEARS + self.year, row * _YEARS + year
        position = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        return np.where(keys[position] == wanted, self.goal[position], np.nan)


_YEARS: Final = 10_000


class Goals(NamedTuple):
    """By row of ``targets``: the goal in force on a day."""

    baseline: Floats
    goal: Floats  # the target of a count or level, the floor, the ceiling, the lower bound
    high: Floats  # the upper bound of a range
    start: Days
    due: Days
    years: YearGoals

    def of_year(self, on: Days) -> Goals:
        """For flows, the goal of the year of each day in ``on``, and its first and last day within the term.

        A flow starts at zero every year. A day outside the term counts as one of the first or the last
        year. Other targets keep their goal.
        """
        flows = np.unique(self.years.row)
        if not len(flows):
            return self
        start, due, goal = self.start.copy(), self.due.copy(), self.goal.copy()
        year = self.year_in_term(flows, on[flows])
        start[flows] = np.fmax(start[flows], first_day(year))
        due[flows] = np.fmin(due[flows], last_day(year))
        goal[flows] = self.years.of(flows, year)
        return self._replace(start=start, due=due, goal=goal)

    def year_in_term(self, row: RowNumbers, on: Days) -> npt.NDArray[np.int64]:
        """The year of a day, or the first or last one of the term where the day is outside."""
        day = np.where(np.isnat(on), self.start[row], on)
        return years_of(np.fmin(np.fmax(day, self.start[row]), self.due[row]))


def first_day(year: npt.NDArray[np.int64]) -> Days:
    days: Days = (year - 1970).astype("datetime64[Y]").astype("datetime64[D]")
    return days


def last_day(year: npt.NDArray[np.int64]) -> Days:
    days: Days = first_day(year + 1) - 1
    return days


def years_of(days: Days) -> npt.NDArray[np.int64]:
    """The calendar year of each day; 0 for a missing one."""
    years: npt.NDArray[np.int64] = days.astype("datetime64[Y]").astype("int64") + 1970
    return np.where(np.isnat(days), 0, years)


def goals(tables: TableColumns, as_of: dt.date) -> Goals:
    """The goals in force on ``as_of``: those of the record without later revisions."""
    targets = tables.targets
    later = _first_revisions_after(tables.revisions, as_of)
    in_force = Goals(
        targets["baseline"],
        targets["goal"].copy(),
        targets["high"].copy(),
        targets["start"].copy(),
        targets["due"].copy(),
        _year_goals(tables, later),
    )
    fields = later["field"]
    for field in ("target", "floor", "ceiling", "range", "start", "due"):
        of_field = later.take((fields == field) & np.isnan(later["year"]))
        if not len(of_field):
            continue
        rows = of_field["row"]
        if field in ("start", "due"):
            getattr(in_force, field)[rows] = of_field["from_day"]
        else:
            in_force.goal[rows] = of_field["from_value"]
            if field == "range":
                in_force.high[rows] = of_field["from_high"]
    return in_force


def _year_goals(tables: TableColumns, later: Columns) -> YearGoals:
    years = tables.years
    if not len(years):
        none = np.zeros(0, dtype=np.intp)
        return YearGoals(none, none.astype("int64"), np.zeros(0))
    row = years["row"]
    order = np.lexsort((years["year"], row))
    in_force = YearGoals(row[order], years["year"][order], years["goal"][order])
    later = later.take(~np.isnan(later["year"]))
    keys = in_force.row * _YEARS + in_force.year
    revised = later["row"] * _YEARS + later["year"]
    known = np.isin(revised, keys)
    position = np.searchsorted(keys, revised[known])
    in_force.goal[position] = later["from_value"][known]
    return in_force


class BudgetAmounts(NamedTuple):
    """By row of ``budgets``, the amount in force on a day: it is in one of the two."""

    approved: Floats
    announced: Floats


def budget_amounts(tables: TableColumns, as_of: dt.date) -> BudgetAmounts:
    """The budgets in force on a day, in the portfolio's money unit."""
    budgets = tables.budgets
    is_announced = np.isnan(budgets["approved"]) & ~np.isnan(budgets["announced"])
    amount = np.where(is_announced, budgets["announced"], budgets["approved"])
    later = _first_revisions_after(tables.revisions, as_of)
    later = later.take(later["field"] == "budget")
    before = dict(zip(later["id"].tolist(), later["from_value"].tolist(), strict=True))
    for position, key in enumerate(budgets["id"].tolist()):
        if key in before:
            amount[position] = before[key]
    return BudgetAmounts(
        np.where(is_announced, np.nan, amount), np.where(is_announced, amount, np.nan)
    )


def _first_revisions_after(revisions: Columns, as_of: dt.date) -> Columns:
    """The first revision after the day of each field: its ``from`` was in force."""
    later = revisions.take(revisions["date"] > np.datetime64(as_of, "D"))
    if not len(later):
        return later
    order = np.lexsort((later["number"], later["date"]))
    years = np.nan_to_num(later["year"])
    first: dict[tuple[str, str, float], int] = {}
    for position in order.tolist():
        first.setdefault(
            (later["id"][position], later["field"][position], years[position]), position
        )
    return later.take(np.array(list(first.values()), dtype=np.intp))


def known_figures(tables: TableColumns, as_of: dt.date) -> Columns:
    """The updates known on a day, without the figures that were corrected by then.

    Columns as in ``tables.updates``, and ``position``, the number of the row there. A correcting update
    removes the fields it has itself (value, spent, steps) from earlier reports for the day it corrects;
    reports of the same day are earlier where they are above it in the file, to which updates are only
    ever appended. A correcting update with none of the fields removes all three.
    """
    day = np.datetime64(as_of, "D")
    updates = tables.updates
    positions = np.flatnonzero((updates["reported"] <= day) & (updates["date"] <= day))
    known = updates.take(positions).replaced({"position": positions})
    pairs = _corrected_by(known)
    if not pairs:
        return known
    corrected, corrections = np.array(pairs, dtype=np.intp).T
    withdraws = known["withdraws"][corrections]
    columns = {name: known[name].copy() for name in CORRECTED}
    for name in ("value", "spent"):
        gives = ~np.isnan(known[name][corrections])
        columns[name][corrected[gives | withdraws]] = np.nan
    columns["steps"][corrected[known["steps"][corrections] | withdraws]] = False
    declares = ~is_missing(known["declared"][corrections])
    for name in _DECLARED:
        columns[name][corrected[declares | withdraws]] = None
    return known.replaced(columns)


_DECLARED: Final = ("declared", "declared_status", "declared_zh", "declared_en")
CORRECTED: Final = ("value", "spent", "steps", *_DECLARED)
"""The columns of updates that a correction empties."""


def _corrected_by(known: Columns) -> list[tuple[int, int]]:
    """Positions of each known update and of a later one that corrects it."""
    corrections = np.flatnonzero(~np.isnat(known["corrects"]))
    if not len(corrections):
        return []
    by_day: dict[tuple[int, dt.date], list[int]] = {}
    for position in corrections.tolist():
        day: dt.date = known["corrects"][position].item()
        by_day.setdefault((int(known["row"][position]), day), []).append(position)
    told = list(zip(known["reported"].tolist(), known["number"].tolist(), strict=True))
    days = zip(known["row"].tolist(), known["date"].tolist(), strict=True)
    return [
        (position, later)
        for position, of_day in enumerate(days)
        for later in by_day.get(of_day, ())
        if told[position] < told[later]
    ]


def known_updates(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """The `known_figures` as a frame: columns and index as in ``tables.updates``, and ``row``, the target's row number."""
    known = known_figures(tables.columns, as_of)
    updates = tables.updates
    if len(known) < len(updates):
        updates = updates.iloc[known["position"]]
    corrected = {
        name: known[name] if name not in _DECLARED else pd.array(known[name], dtype="str")
        for name in CORRECTED
        if len(known)
    }
    return updates.assign(row=known["row"], **corrected)


def known_reports(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """The `known_updates` that report a figure, milestones or spending that nobody has corrected."""
    updates = known_updates(tables, as_of)
    return updates[updates["value"].notna() | updates["spent"].notna() | updates["steps"]]


def steps_done(tables: TableColumns, known: Columns) -> Mapping[tuple[int, str], dt.date]:
    """Milestones done according to `known_figures`: by row of the target and milestone the day of the first report."""
    about_steps = known.take(known["steps"])
    days = zip(about_steps["row"].tolist(), about_steps["date"].tolist(), strict=True)
    reports = dict(zip(about_steps["label"].tolist(), days, strict=True))
    done: dict[tuple[int, str], dt.date] = {}
    updates, milestones = tables.done["update"].tolist(), tables.done["milestone"].tolist()
    for update, milestone in zip(updates, milestones, strict=True):
        if update in reports:
            row, day = reports[update]
            done[row, milestone] = min(day, done.get((row, milestone), day))
    return done


def best_per_day(updates: Columns, *, prefer_lower: Floats | None = None) -> RowNumbers:
    """Positions of the updates that count, by target and day: the best grade, then the last report.

    ``prefer_lower`` has a number for each update; the lower one breaks a last tie, so that the order of
    the file does not matter.
    """
    row, day = updates["row"], updates["date"]
    lower = np.zeros(len(row)) if prefer_lower is None else prefer_lower
    order = np.lexsort((-lower, updates["reported"], updates["rank"], day, row))
    return order[_run_ends(row[order]) | _run_ends(day[order])]


def latest_per_target(
    updates: Columns, size: int, *, prefer_lower: Floats | None = None
) -> tuple[RowNumbers, Columns]:
    """For each target the update of its latest day that counts (`best_per_day`).

    Returns the targets' row numbers and their updates.
    """
    best = best_per_day(updates, prefer_lower=prefer_lower)
    last = np.full(size, -1)
    last[updates["row"][best]] = best  # in the order of days, so that the last one remains
    rows = np.flatnonzero(last >= 0)
    return rows, updates.take(last[rows])


def _run_ends(column: AnyArray) -> Bools:
    """True at the last item of each run of equal items."""
    ends = np.ones(len(column), dtype=bool)
    ends[:-1] = column[1:] != column[:-1]
    return ends
