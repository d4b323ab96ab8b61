"""The figure that counts for each target: the latest, of one day that with the best evidence."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from tracker.analysis.as_of import (
    Bools,
    Days,
    Floats,
    Goals,
    RowNumbers,
    best_per_day,
    steps_done,
    target_rows,
    to_days,
)
from tracker.analysis.tables import Tables
from tracker.analysis.trajectory import completion_of
from tracker.portfolio.model import GRADE_RANKS, QUANTITY_KINDS, RATE_KINDS


class LatestFigures:
    """By row of ``targets``, the figure that counts, in arrays.

    ``on`` is its day, ``value`` the figure (NaN for milestones), ``actual`` the completion; a rate has
    none, but its ``shortfall`` in its unit and in % of its bound (0: it holds). ``grade`` is that of its evidence, ``reached`` whether it is the goal and ``reached_on`` since when; ``steps`` and
    ``steps_done`` count milestones, ``only_grade_c`` whether no evidence is better than grade C, ``conflicting_figures`` the different figures for the same day.
    """

    def __init__(self, tables: Tables, in_force: Goals, updates: pd.DataFrame) -> None:
        size = len(tables.targets)
        kind = tables.targets["kind"].to_numpy(dtype=object)
        stepwise = kind == "milestones"
        numeric = np.isin(kind, (*QUANTITY_KINDS, *RATE_KINDS))
        row = updates["row"].to_numpy()
        is_figure = np.where(
            numeric[row], updates["value"].notna(), stepwise[row] & updates["steps"]
        )
        updates_counting = updates[is_figure & ~(to_days(updates["date"]) < in_force.start[row])]
        row, date = updates_counting["row"].to_numpy(), to_days(updates_counting["date"])
        value = np.where(numeric[row], updates_counting["value"], np.nan)
        counted = np.isin(kind[row], QUANTITY_KINDS)
        share = np.where(counted, completion_of(in_force, row, value), np.nan)
        shortfall, bound = _shortfall(tables, in_force, row, value)
        percent = _in_percent(shortfall, bound)
        at_goal = _is_at_goal(tables, in_force, row, value)
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
        self.on[with_figure] = date[last]
        self.value[with_figure] = value[last]
        self.actual[with_figure] = share[last]
        rate = np.isin(kind[row[last]], RATE_KINDS)
        self.shortfall[with_figure] = np.where(rate, shortfall[last], np.nan)
        self.shortfall_percent[with_figure] = np.where(rate, percent[last], np.nan)
        self.grade[with_figure] = updates_counting["grade"].to_numpy(dtype=object)[last]
        best_rank = np.zeros(size, dtype="int64")
        np.maximum.at(best_rank, row, updates_counting["rank"].to_numpy())
        # a number is judged by its latest figure alone, milestones by all reports on them
        rests_on_c = np.where(stepwise, best_rank == GRADE_RANKS["C"], self.grade == "C")
        self.only_grade_c: Bools = rests_on_c.astype(bool)
        self.reached[with_figure] = at_goal[last]
        first_reached = best[at_goal[best]][::-1]  # backwards, so that the first day remains
        self.reached_on[row[first_reached]] = date[first_reached]
        differs = numeric[row] & (date == self.on[row]) & (value != self.value[row])
        self.conflicting_figures = np.bincount(row[differs], minlength=size)
        self._steps(tables, updates, stepwise)
        self.reached_on[~self.reached] = np.datetime64("NaT")

    def _steps(self, tables: Tables, updates: pd.DataFrame, stepwise: Bools) -> None:
        """Completion of milestone targets: the weight of those done over all weights."""
        size = len(tables.targets)
        steps, done = tables.milestones, steps_done(tables, updates)
        row = target_rows(steps["id"], tables.targets)
        positions = _step_keys(done["row"].to_numpy(), done).get_indexer(_step_keys(row, steps))
        is_done = positions >= 0
        self.steps = np.bincount(row, minlength=size)
        self.steps_done = np.bincount(row[is_done], minlength=size)
        weight = steps["weight"].to_numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.bincount(row, weight * is_done, size) / np.bincount(row, weight, size)
        complete = stepwise & (self.steps > 0) & (self.steps_done == self.steps)
        self.actual = np.where(stepwise, share, self.actual)
        self.reached |= complete
        last = np.flatnonzero(is_done & complete[row])
        day = to_days(done["date"])[positions[last]]
        order = np.argsort(day, kind="stable")
        self.reached_on[row[last][order]] = day[order]  # the day of the last milestone


def _step_keys(row: RowNumbers, steps: pd.DataFrame) -> pd.Index[Any]:
    """A text for each milestone, different from those of other targets."""
    keys = row.astype("str").astype(object) + " " + steps["milestone"].to_numpy(dtype=object)
    index: pd.Index[Any] = pd.Index(keys, dtype=object)
    return index


def _in_percent(shortfall: Floats, bound: Floats) -> Floats:
    """The shortfall in % of the bound; of a bound of zero any shortfall is more than every percentage."""
    with np.errstate(divide="ignore", invalid="ignore"):
        percent: Floats = np.round(100 * shortfall / np.abs(bound), 9)
    return np.where(shortfall == 0, 0.0, percent)


def _shortfall(tables: Tables, in_force: Goals, row: Any, value: Floats) -> tuple[Floats, Floats]:
    """The distance of a rate from its bound (0: on the right side), and that bound."""
    kind = tables.targets["kind"].to_numpy(dtype=object)[row]
    above_met = tables.targets["above_met"].to_numpy()[row]
    low = in_force.goal[row]
    high = np.where(kind == "ceiling", low, np.where(above_met, np.inf, in_force.high[row]))
    below = np.where(np.isin(kind, ["floor", "range"]), np.maximum(low - value, 0.0), 0.0)
    over = np.where(np.isin(kind, ["ceiling", "range"]), np.maximum(value - high, 0.0), 0.0)
    bound = np.where(over > below, high, low)
    return _without_noise(np.maximum(below, over), value, bound), bound


def _without_noise(difference: Floats, value: Floats, bound: Floats) -> Floats:
    """A difference without the noise of binary fractions: 99.999 - 99.996 is 0.003."""
    size = np.maximum(np.abs(value), np.abs(bound))
    with np.errstate(divide="ignore", invalid="ignore"):
        digits = np.clip(14 - np.ceil(np.log10(size)), 0, 22)
    scale = 10.0 ** np.where(np.isfinite(digits), digits, 0)
    rounded: Floats = np.round(difference * scale) / scale
    return np.where(np.isfinite(rounded), rounded, difference)


def _is_at_goal(tables: Tables, in_force: Goals, row: Any, value: Floats) -> Bools:
    kind = tables.targets["kind"].to_numpy(dtype=object)[row]
    counted = np.isin(kind, QUANTITY_KINDS)
    upwards = (in_force.goal >= in_force.baseline)[row]
    goal = in_force.goal[row]
    beyond = np.where(upwards, value >= goal, value <= goal)
    holds = _shortfall(tables, in_force, row, value)[0] <= 0
    return ~np.isnan(value) & np.where(counted, beyond, holds)
