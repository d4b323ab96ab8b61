"""The data as of a day: the updates known then, which of them count, and the goals in force.

A past as-of date uses only what had been reported by then. Updates that a later one corrects no
longer count. Where sources disagree about one day, the better grade of evidence counts (an official
publisher with the same measure, A, before a related one, B, before a secondary source, C); of equal
grades the later report.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.analysis.tables import Tables

Days = npt.NDArray[np.datetime64]
Floats = npt.NDArray[np.float64]
RowNumbers = npt.NDArray[np.intp]
Bools = npt.NDArray[np.bool_]


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


def goals(tables: Tables, as_of: dt.date) -> Goals:
    """The goals in force on ``as_of``: those of the record without later revisions."""
    targets = tables.targets
    in_force = Goals(
        targets["baseline"].to_numpy(),
        targets["goal"].to_numpy(copy=True),
        targets["high"].to_numpy(copy=True),
        to_days(targets["start"]).copy(),
        to_days(targets["due"]).copy(),
        _year_goals(tables, as_of),
    )
    later = _first_revisions_after(tables.revisions, as_of)
    fields = later["field"].to_numpy(dtype=object)
    for field in ("target", "floor", "ceiling", "range", "start", "due"):
        if not (fields == field).any():
            continue
        of_field = later[(fields == field) & later["year"].isna()]
        rows = target_rows(of_field["id"], targets)
        if field in ("start", "due"):
            getattr(in_force, field)[rows] = to_days(of_field["from_day"])
        else:
            in_force.goal[rows] = of_field["from_value"].to_numpy()
            if field == "range":
                in_force.high[rows] = of_field["from_high"].to_numpy()
    return in_force


def _year_goals(tables: Tables, as_of: dt.date) -> YearGoals:
    years = tables.years
    if years.empty:
        none = np.zeros(0, dtype=np.intp)
        return YearGoals(none, none.astype("int64"), np.zeros(0))
    row = target_rows(years["id"], tables.targets)
    order = np.lexsort((years["year"].to_numpy(), row))
    in_force = YearGoals(
        row[order], years["year"].to_numpy()[order], years["goal"].to_numpy()[order].copy()
    )
    later = _first_revisions_after(tables.revisions, as_of)
    later = later[later["year"].notna()]
    keys = in_force.row * _YEARS + in_force.year
    revised = target_rows(later["id"], tables.targets) * _YEARS + later["year"].to_numpy()
    known = np.isin(revised, keys)
    position = np.searchsorted(keys, revised[known])
    in_force.goal[position] = later["from_value"].to_numpy()[known]
    return in_force


def budget_amounts(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """The budget in force on a day, by target id, in the portfolio's money unit.

    Columns ``approved`` and ``announced``: an amount is in one of them.
    """
    budgets = tables.budgets.set_index("id")
    is_announced = budgets["approved"].isna() & budgets["announced"].notna()
    today = budgets["approved"].where(~is_announced, budgets["announced"])
    later = _first_revisions_after(tables.revisions, as_of)
    before = later[later["field"] == "budget"].set_index("id")["from_value"]
    amount = today.where(~today.index.isin(before.index), before.reindex(today.index))
    return pd.DataFrame(
        {"approved": amount.where(~is_announced), "announced": amount.where(is_announced)}
    )


def _first_revisions_after(revisions: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """The first revision after the day of each field: its ``from`` was in force."""
    later = revisions[revisions["date"] > pd.Timestamp(as_of)]
    if later.empty:
        return later
    return later.sort_values(["date", "number"], kind="stable").drop_duplicates(
        ["id", "field", "year"]
    )


def known_updates(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """The updates known on a day, without the figures that were corrected by then.

    Columns and index as in ``tables.updates``, and ``row``, the target's row number. A correcting update
    removes the fields it has itself (value, spent, steps) from earlier reports for the day it corrects;
    reports of the same day are earlier where they are above it in the file, to which updates are only
    ever appended. A correcting update with none of the fields removes all three.
    """
    day = pd.Timestamp(as_of)
    updates = tables.updates
    updates = updates[(updates["reported"] <= day) & (updates["date"] <= day)]
    updates = updates.assign(row=target_rows(updates["id"], tables.targets))
    is_correction = updates["corrects"].notna()
    if not is_correction.any():
        return updates
    corrections = updates[is_correction]
    columns = ["row", "reported", "number"]
    pairs = (
        updates[columns]
        .assign(date=updates["date"], index=updates.index)
        .merge(
            corrections[[*columns, "corrects", "value", "spent", "steps", "declared", "withdraws"]],
            left_on=["row", "date"],
            right_on=["row", "corrects"],
            suffixes=("", "_by"),
        )
    )
    is_later = (pairs["reported"] < pairs["reported_by"]) | (
        (pairs["reported"] == pairs["reported_by"]) & (pairs["number"] < pairs["number_by"])
    )
    pairs = pairs[is_later]
    gives_none = pairs["withdraws"]
    updates = updates.copy()
    for field in ("value", "spent"):
        updates.loc[pairs.loc[pairs[field].notna() | gives_none, "index"], field] = np.nan
    updates.loc[pairs.loc[pairs["steps"] | gives_none, "index"], "steps"] = False
    for field in ("declared", "declared_status", "declared_zh", "declared_en"):
        updates.loc[pairs.loc[pairs["declared"].notna() | gives_none, "index"], field] = pd.NA
    return updates


def known_reports(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """The `known_updates` that report a figure, milestones or spending that nobody has corrected."""
    updates = known_updates(tables, as_of)
    return updates[updates["value"].notna() | updates["spent"].notna() | updates["steps"]]


def steps_done(tables: Tables, updates: pd.DataFrame) -> pd.DataFrame:
    """Milestones done according to known updates: ``row, milestone, date`` (of the first report)."""
    about_steps = updates.loc[updates["steps"], ["row", "date"]]
    positions = about_steps.index.get_indexer(pd.Index(tables.done["update"]))
    known = positions >= 0
    done = about_steps.iloc[positions[known]].reset_index(drop=True)
    done.insert(1, "milestone", tables.done["milestone"].to_numpy()[known])
    return done.sort_values("date", kind="stable").drop_duplicates(["row", "milestone"])


def best_per_day(updates: pd.DataFrame, *, prefer_lower: Floats | None = None) -> RowNumbers:
    """Positions of the updates that count, by target and day: the best grade, then the last report.

    ``prefer_lower`` has a number for each update; the lower one breaks a last tie, so that the order of
    the file does not matter.
    """
    row, day = updates["row"].to_numpy(), to_days(updates["date"])
    lower = np.zeros(len(row)) if prefer_lower is None else prefer_lower
    order = np.lexsort((-lower, to_days(updates["reported"]), updates["rank"].to_numpy(), day, row))
    return order[_run_ends(row[order]) | _run_ends(day[order])]


def latest_per_target(
    updates: pd.DataFrame, size: int, *, prefer_lower: Floats | None = None
) -> tuple[RowNumbers, pd.DataFrame]:
    """For each target the update of its latest day that counts (`best_per_day`).

    Returns the targets' row numbers and their updates.
    """
    best = best_per_day(updates, prefer_lower=prefer_lower)
    last = np.full(size, -1)
    last[updates["row"].to_numpy()[best]] = (
        best  # in the order of days, so that the last one remains
    )
    rows = np.flatnonzero(last >= 0)
    return rows, updates.iloc[last[rows]]


def _run_ends(column: npt.NDArray[Any]) -> Bools:
    """True at the last item of each run of equal items."""
    ends = np.ones(len(column), dtype=bool)
    ends[:-1] = column[1:] != column[:-1]
    return ends
