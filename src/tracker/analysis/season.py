"""Figures that vary within the year: each is compared with the same period of an earlier year.

Quarters and school terms end on other days in other years, by a few weeks at most. Two days are of the same
period when they are whole years apart, give or take `MAX_SEASON_SHIFT` days.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TypeVar

from tracker.portfolio.measures import MAX_SEASON_SHIFT

Value = TypeVar("Value")


def years_before(on: dt.date, years: int) -> dt.date:
    """The same day of an earlier year; of 29 February the 28th."""
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return dt.date(on.year - years, on.month, day)


def same_period_a_year_earlier(
    figures: Iterable[tuple[dt.date, Value]], on: dt.date
) -> tuple[dt.date, Value] | None:
    """The figure whose day is nearest to one year before ``on``, within `MAX_SEASON_SHIFT` days.

    Of two equally near the later one. Only figures known on the as-of date may be passed.
    """
    return _nearest(figures, years_before(on, 1))


def season_baseline(
    figures: Iterable[tuple[dt.date, Value]], on: dt.date, start: dt.date
) -> tuple[dt.date, Value] | None:
    """The last figure before ``start`` that is of the same period as ``on``, some whole years earlier."""
    before = [figure for figure in figures if figure[0] < start]
    if not before:
        return None
    first = min(day for day, _ in before)
    for years in range(1, on.year - first.year + 2):
        if (figure := _nearest(before, years_before(on, years))) is not None:
            return figure
    return None


def _nearest(
    figures: Iterable[tuple[dt.date, Value]], wanted: dt.date
) -> tuple[dt.date, Value] | None:
    near = [figure for figure in figures if abs((figure[0] - wanted).days) <= MAX_SEASON_SHIFT]
    return min(
        near, key=lambda figure: (abs(figure[0] - wanted), -figure[0].toordinal()), default=None
    )
