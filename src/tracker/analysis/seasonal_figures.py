"""Seasonal targets: the baseline of each figure, and the figure of the same period a year earlier."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

import numpy as np

from tracker.analysis.as_of import best_per_day
from tracker.analysis.bounds import in_percent, rate_shortfall
from tracker.analysis.columns import Bools, Columns, Days, Floats, TableColumns, is_missing
from tracker.analysis.goals import Goals
from tracker.analysis.season import same_period_a_year_earlier, season_baseline


class SeasonalFigures(NamedTuple):
    """By known update, what is special of the figures of seasonal targets."""

    is_judged: Bools  # False for a figure that has nothing of its season to be compared with
    baseline: Floats  # of its season; NaN: that of the measure
    lacks_baseline: Bools  # there is none, but the figure is of the due date or later
    latest_on: Days  # by row of ``targets``: the latest figure, judged or not
    figures: dict[int, list[tuple[dt.date, float]]]  # by row: of each day the one that counts

    def year_earlier(self, row: int, on: dt.date) -> tuple[dt.date, float] | None:
        """The figure of the same period a year earlier than that of a day."""
        return same_period_a_year_earlier(self.figures.get(row, ()), on)


def seasonal_figures(
    tables: TableColumns, in_force: Goals, updates: Columns, is_figure: Bools
) -> SeasonalFigures:
    """From known updates with their ``row``; ``is_figure`` are those since the start that have a figure.

    The baseline of a figure of a level is the last figure of the same season before the start. That of the
    measure counts only where nothing is known from before the start.
    """
    size, count = len(tables.targets), len(updates)
    result = SeasonalFigures(
        is_judged=np.ones(count, dtype=bool),
        baseline=np.full(count, np.nan),
        lacks_baseline=np.zeros(count, dtype=bool),
        latest_on=np.full(size, "NaT", dtype="datetime64[D]"),
        figures={},
    )
    seasonal = ~is_missing(tables.targets["season"])
    if not seasonal.any():
        return result
    row, days = updates["row"], updates["date"]
    positions = np.flatnonzero(seasonal[row] & ~np.isnan(updates["value"]))
    value = updates["value"][positions]
    shortfall, bound = rate_shortfall(tables, in_force, row[positions], value)
    upwards = (in_force.goal >= in_force.baseline)[row[positions]]
    is_level = tables.targets["kind"] == "level"
    favourable = np.where(
        is_level[row[positions]],
        np.where(upwards, value, -value),
        -in_percent(shortfall, bound),
    )
    best = best_per_day(updates.take(positions), prefer_lower=favourable)
    for at in best:
        day: dt.date = days[positions[at]].item()
        result.figures.setdefault(int(row[positions[at]]), []).append((day, float(value[at])))
    of_level = np.flatnonzero(is_figure & (seasonal & is_level)[row])
    for at in of_level:
        of, on = int(row[at]), days[at]
        result.latest_on[of] = np.fmax(result.latest_on[of], on)
        start = in_force.start[of]
        known = result.figures.get(of, ())
        if np.isnat(start) or not any(day < start.item() for day, _ in known):
            continue
        baseline = season_baseline(known, on.item(), start.item())
        if baseline is not None:
            result.baseline[at] = baseline[1]
        elif on >= in_force.due[of]:
            result.lacks_baseline[at] = True
        else:
            result.is_judged[at] = False
    return result
