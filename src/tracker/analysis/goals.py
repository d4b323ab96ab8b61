"""The goals, dates and budgets in force on a day: those of the record without later revisions."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.analysis.columns import Columns, Days, Floats, RowNumbers, TableColumns


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
