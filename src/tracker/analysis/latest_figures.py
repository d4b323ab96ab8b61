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

    ``on`` is its day, ``value`` the figure (NaN for milestones), ``actual`` the completion, ``grade`` that
    of its evidence, ``reached`` whether it is the goal and ``reached_on`` since when; ``steps`` and
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
        share = np.where(
            np.isin(kind[row], QUANTITY_KINDS),
            completion_of(in_force, row, value),
            _rate_actual(tables, in_force, row, value),
        )
        at_goal = _is_at_goal(tables, in_force, row, value)
        favourable = np.empty(len(row))
        favourable[np.lexsort((value, share))] = np.arange(len(row))
        best = best_per_day(updates_counting, prefer_lower=favourable)
        last = best[np.flatnonzero(np.diff(row[best], append=size))]
        with_figure = row[last]
        self.on: Days = np.full(size, "NaT", dtype="datetime64[D]")
        self.value = np.full(size, np.nan)
        self.actual = np.full(size, np.nan)
        self.grade = np.full(size, None, dtype=object)
        self.reached = np.zeros(size, dtype=bool)
        self.reached_on: Days = np.full(size, "NaT", dtype="datetime64[D]")
        self.on[with_figure] = date[last]
        self.value[with_figure] = value[last]
        self.actual[with_figure] = share[last]
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


def _rate_actual(tables: Tables, in_force: Goals, row: Any, value: Floats) -> Floats:
    """1 minus the shortfall as a share of the bound; with a bound of zero, 1 or 0."""
    short, bound = _shortfall(tables, in_force, row, value)
    with np.errstate(divide="ignore", invalid="ignore"):
        lacking = np.where(bound == 0, np.where(short > 0, 1.0, 0.0), short / np.abs(bound))
    return 1.0 - lacking


def _shortfall(tables: Tables, in_force: Goals, row: Any, value: Floats) -> tuple[Floats, Floats]:
    """The distance of a rate from its bound (0: on the right side), and that bound."""
    kind = tables.targets["kind"].to_numpy(dtype=object)[row]
    above_met = tables.targets["above_met"].to_numpy()[row]
    low = in_force.goal[row]
    high = np.where(kind == "ceiling", low, np.where(above_met, np.inf, in_force.high[row]))
    below = np.where(np.isin(kind, ["floor", "range"]), np.maximum(low - value, 0.0), 0.0)
    over = np.where(np.isin(kind, ["ceiling", "range"]), np.maximum(value - high, 0.0), 0.0)
    return np.maximum(below, over), np.where(over > below, high, low)


def _is_at_goal(tables: Tables, in_force: Goals, row: Any, value: Floats) -> Bools:
    kind = tables.targets["kind"].to_numpy(dtype=object)[row]
    counted = np.isin(kind, QUANTITY_KINDS)
    upwards = (in_force.goal >= in_force.baseline)[row]
    goal = in_force.goal[row]
    beyond = np.where(upwards, value >= goal, value <= goal)
    holds = _shortfall(tables, in_force, row, value)[0] <= 0
    return ~np.isnan(value) & np.where(counted, beyond, holds)
