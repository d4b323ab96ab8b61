"""The figure that counts for each target: the latest, of one day that with the best evidence."""

from __future__ import annotations

import numpy as np

from tracker.analysis.as_of import best_per_day, steps_done
from tracker.analysis.bounds import in_percent, rate_shortfall
from tracker.analysis.columns import Bools, Columns, Days, TableColumns
from tracker.analysis.goals import Goals, years_of
from tracker.analysis.seasonal_figures import SeasonalFigures, seasonal_figures
from tracker.analysis.trajectory import completion_of
from tracker.analysis.yearly import YearResults, year_results
from tracker.portfolio.entries import GRADE_RANKS
from tracker.portfolio.measures import COUNTED_KINDS, RATE_KINDS


class LatestFigures:
    """By row of ``targets``, the figure that counts, in arrays.

    ``on`` is its day, ``value`` the figure (NaN for milestones), ``actual`` the completion; a rate has
    none, but its ``shortfall`` in its unit and in % of its bound (0: it holds). ``baseline`` is what it is counted from, ``seasons`` has those of seasonal targets; ``grade`` is that of its evidence, ``reached`` whether it is the goal and ``reached_on`` since when; ``steps`` and
    ``steps_done`` count milestones, ``years`` are those of flows, ``only_grade_c`` whether no evidence is better than grade C, ``conflicting_figures`` the different figures for the same day.
    """

    def __init__(self, tables: TableColumns, in_force: Goals, updates: Columns) -> None:
        size = len(tables.targets)
        kind = tables.targets["kind"]
        stepwise = kind == "milestones"
        numeric = np.isin(kind, (*COUNTED_KINDS, *RATE_KINDS))
        row = updates["row"]
        is_figure = np.where(
            numeric[row], ~np.isnan(updates["value"]), stepwise[row] & updates["steps"]
        )
        is_figure &= ~(updates["date"] < in_force.start[row])
        if len(in_force.years.row):  # a flow has a goal in the years of its term alone
            year, last = years_of(updates["date"]), years_of(in_force.due)[row]
            in_term = ~np.isnan(in_force.years.of(row, year)) & ((last == 0) | (year <= last))
            is_figure &= (kind[row] != "flow") | in_term
        self.seasons: SeasonalFigures = seasonal_figures(tables, in_force, updates, is_figure)
        is_figure &= self.seasons.is_judged
        updates_counting = updates.take(is_figure)
        row, date = updates_counting["row"], updates_counting["date"]
        value = np.where(numeric[row], updates_counting["value"], np.nan)
        counted = np.isin(kind[row], COUNTED_KINDS)
        goal = np.where(
            kind[row] == "flow", in_force.years.of(row, years_of(date)), in_force.goal[row]
        )
        baseline = np.where(
            np.isnan(self.seasons.baseline[is_figure]),
            in_force.baseline[row],
            self.seasons.baseline[is_figure],
        )
        share = np.where(counted, completion_of(baseline, goal, value), np.nan)
        # of a season whose baseline is beyond the goal there is no way to it
        share[(goal - baseline) * (in_force.goal - in_force.baseline)[row] < 0] = np.nan
        share[self.seasons.lacks_baseline[is_figure]] = np.nan
        shortfall, bound = rate_shortfall(tables, in_force, row, value)
        percent = in_percent(shortfall, bound)
        beyond = np.where(goal >= in_force.baseline[row], value >= goal, value <= goal)
        at_goal = ~np.isnan(value) & np.where(counted, beyond, shortfall <= 0)
        favourable = np.empty(len(row))
        favourable[np.lexsort((value, np.where(counted, share, -percent)))] = np.arange(len(row))
        best = best_per_day(updates_counting, prefer_lower=favourable)
        last = best[np.flatnonzero(np.diff(row[best], append=size))]
        with_figure = row[last]
        self.on: Days = np.full(size, "NaT", dtype="datetime64[D]")
        self.value = np.full(size, np.nan)
        self.actual = np.full(size, np.nan)
        self.shortfall = np.full(size, np.nan)
        self.shortfall_percent = np.full(size, np.nan)
        self.grade = np.full(size, None, dtype=object)
        self.reached = np.zeros(size, dtype=bool)
        self.reached_on: Days = np.full(size, "NaT", dtype="datetime64[D]")
        self.baseline = np.full(size, np.nan)
        self.baseline[with_figure] = baseline[last]
        self.on[with_figure] = date[last]
        self.value[with_figure] = value[last]
        self.actual[with_figure] = share[last]
        rate = np.isin(kind[row[last]], RATE_KINDS)
        self.shortfall[with_figure] = np.where(rate, shortfall[last], np.nan)
        self.shortfall_percent[with_figure] = np.where(rate, percent[last], np.nan)
        self.grade[with_figure] = updates_counting["grade"][last]
        best_rank = np.zeros(size, dtype="int64")
        np.maximum.at(best_rank, row, updates_counting["rank"])
        # a number is judged by its latest figure alone, milestones by all reports on them
        rests_on_c = np.where(stepwise, best_rank == GRADE_RANKS["C"], self.grade == "C")
        self.only_grade_c: Bools = rests_on_c.astype(bool)
        self.reached[with_figure] = at_goal[last]
        first_reached = best[at_goal[best]][::-1]  # backwards, so that the first day remains
        self.reached_on[row[first_reached]] = date[first_reached]
        differs = numeric[row] & (date == self.on[row]) & (value != self.value[row])
        self.conflicting_figures = np.bincount(row[differs], minlength=size)
        self._steps(tables, updates, stepwise)
        self.years: YearResults = year_results(
            in_force, row[best], date[best], at_goal[best], self.on
        )
        flow = kind == "flow"
        self.reached = np.where(flow, self.years.reached, self.reached)
        self.reached_on = np.where(flow, self.years.reached_on, self.reached_on)
        self.reached_on[~self.reached] = np.datetime64("NaT")

    def _steps(self, tables: TableColumns, updates: Columns, stepwise: Bools) -> None:
        """Completion of milestone targets: the weight of those done over all weights."""
        size = len(tables.targets)
        steps, done = tables.milestones, steps_done(tables, updates)
        row = steps["row"]
        keys = zip(row.tolist(), steps["milestone"].tolist(), strict=True)
        day: Days = np.array([done.get(key) for key in keys], dtype="datetime64[D]")
        is_done = ~np.isnat(day)
        self.steps = np.bincount(row, minlength=size)
        self.steps_done = np.bincount(row[is_done], minlength=size)
        weight = steps["weight"]
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.bincount(row, weight * is_done, size) / np.bincount(row, weight, size)
        complete = stepwise & (self.steps > 0) & (self.steps_done == self.steps)
        self.actual = np.where(stepwise, share, self.actual)
        self.reached |= complete
        last = np.flatnonzero(is_done & complete[row])
        order = np.argsort(day[last], kind="stable")
        self.reached_on[row[last][order]] = day[last][order]  # the day of the last milestone
