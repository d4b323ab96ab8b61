"""The extent of the axes of one target over time: which dates and values they show."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis.series import ProgressSeries
from tracker.portfolio.measures import RATE_KINDS

_MIN_DURATION: Final = dt.timedelta(days=60)
_DATE_LIMITS: Final = dt.date(1890, 1, 1), dt.date(2210, 1, 1)


class VisibleDates(NamedTuple):
    """The extent of an axis of time."""

    first: dt.date
    last: dt.date
    has_as_of: bool  # the as-of date is among them


@lru_cache(maxsize=16)  # a site asks for each language
def visible_dates(series: ProgressSeries) -> VisibleDates:
    """The dates an axis shows.

    An as-of date years after the target is left out: it would leave no room for the figures.
    """
    dates = [end for end in (series.start, series.due) if end is not None]
    dates += [point.date for point in series.planned]
    dates += [revision.date for revision in series.revisions]
    if series.original:
        original = series.original
        dates += [point.date for point in original.planned]
        dates += [end for end in (original.start, original.due) if end is not None]
    dates += [point.date for point in series.actual]
    as_of = series.as_of
    first, last = min(dates, default=as_of), max(dates, default=as_of)
    length = max(last - first, _MIN_DURATION)
    has_as_of = first - length / 4 <= as_of <= last + length / 4
    if has_as_of:
        first, last = min(first, as_of), max(last, as_of)
    length = max(last - first, _MIN_DURATION)
    last = max(last, first + length)
    return VisibleDates(
        max(first - length * 0.03, _DATE_LIMITS[0]),
        min(last + length * 0.05, _DATE_LIMITS[1]),
        has_as_of,
    )


@lru_cache(maxsize=16)  # likewise
def value_range(series: ProgressSeries) -> tuple[float, float]:
    """The values an axis shows; a count starts at zero unless all its values are far above."""
    values = [point.value for point in series.planned] + [point.value for point in series.actual]
    values += [series.goal, series.high]
    if series.original:
        values += [point.value for point in series.original.planned]
        values += [series.original.goal, series.original.high]
    values = [value for value in values if not isnan(value)]
    low, high = min(values, default=0.0), max(values, default=1.0)
    is_count = series.kind not in RATE_KINDS
    if is_count and low < 0.6 * high:
        low = min(low, 0.0)
    room = (high - low) or abs(high) or 1.0
    from_zero = is_count and low == 0 and series.goal > low
    return low - (0 if from_zero else room * 0.12), high + room * 0.14
