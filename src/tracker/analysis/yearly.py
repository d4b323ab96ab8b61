"""Flows: the years of their term, each with a goal of its own, and how each of them ended.

The final figure of a year is its last one. Below the goal it is final only if it is of the year's last day
within the term: a count may still grow until then, and what nobody reported is not known.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tracker.analysis.columns import Bools, Days, RowNumbers
from tracker.analysis.goals import Goals, last_day, years_of

Texts = npt.NDArray[np.object_]


class YearResults(NamedTuple):
    """By row of ``targets``, the years of each flow; other targets have none."""

    reached: Bools  # the goal of every year
    reached_on: Days  # since when
    closed: Bools  # the last year has a final figure
    short: Bools  # the final figure of some year is below its goal
    years: npt.NDArray[np.int64]
    years_reached: npt.NDArray[np.int64]
    years_short: Texts  # years whose final figure is below their goal, such as "2023 2024"
    years_open: Texts  # years before that of the latest figure that have no final one
    open_end: Days  # the last day of the first of them


def year_results(
    in_force: Goals, row: RowNumbers, on: Days, at_goal: Bools, judged_on: Days
) -> YearResults:
    """From the figures that count of all targets, by row and day: the row, the day and whether it is the goal."""
    size = len(judged_on)
    entries = in_force.years
    first, last = (years_of(bound)[entries.row] for bound in (in_force.start, in_force.due))
    in_term = ((first == 0) | (entries.year >= first)) & ((last == 0) | (entries.year <= last))
    of, year = entries.row[in_term], entries.year[in_term]
    years, years_reached = (np.zeros(size, dtype="int64") for _ in range(2))
    results = YearResults(
        reached=np.zeros(size, dtype=bool),
        reached_on=np.full(size, "NaT", dtype="datetime64[D]"),
        closed=np.zeros(size, dtype=bool),
        short=np.zeros(size, dtype=bool),
        years=years,
        years_reached=years_reached,
        years_short=np.full(size, "", dtype=object),
        years_open=np.full(size, "", dtype=object),
        open_end=np.full(size, "NaT", dtype="datetime64[D]"),
    )
    if not len(of):
        return results
    end = np.fmin(last_day(year), in_force.due[of])
    keys, figure_keys = of * 10_000 + year, row * 10_000 + years_of(on)
    after = np.searchsorted(figure_keys, keys, side="right")  # figures are in the order of days
    final = np.maximum(after - 1, 0)
    has_figure = (after > 0) & (figure_keys[final] == keys) if len(row) else np.zeros(len(of), bool)
    reached, is_final = has_figure.copy(), has_figure.copy()
    reached[has_figure] = at_goal[final[has_figure]]
    is_final[has_figure] &= on[final[has_figure]] >= end[has_figure]
    short = is_final & ~reached
    is_open = ~reached & ~short & (year < years_of(judged_on)[of])
    np.add.at(years, of, 1)
    np.add.at(years_reached, of, reached)
    results.reached[:] = (years > 0) & (years == years_reached)
    results.short[of[short]] = True
    is_last = np.append(of[1:] != of[:-1], True)  # in the order of years
    results.closed[of[is_last]] = (reached | short)[is_last]
    for number in np.flatnonzero(short):
        results.years_short[of[number]] += f"{year[number]} "
    for number in np.flatnonzero(is_open)[::-1]:
        results.years_open[of[number]] = f"{year[number]} {results.years_open[of[number]]}"
        results.open_end[of[number]] = end[number]
    for number in np.flatnonzero(reached):
        begin = np.searchsorted(figure_keys, keys[number], side="left")
        at = begin + int(np.argmax(at_goal[begin : after[number]]))
        known = results.reached_on[of[number]]
        results.reached_on[of[number]] = on[at] if np.isnat(known) else max(known, on[at])
    results.reached_on[~results.reached] = np.datetime64("NaT")
    return results
