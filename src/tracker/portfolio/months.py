"""The last days of months and quarters, and the first and last days of what a partial date names."""

from __future__ import annotations

import datetime as dt


def first_day(text: str) -> dt.date:
    """The first day of a year, a month or a day as `PartialDate` writes it."""
    return dt.date.fromisoformat((text + "-01-01")[:10])


def last_day(text: str) -> dt.date:
    """The last day of a year, a month or a day as `PartialDate` writes it."""
    year, month, day = (int(part) for part in (text + "-12-31")[:10].split("-"))
    if len(text) == len("2022-01-20"):
        return dt.date(year, month, day)
    return month_end(year, month)


def month_end(year: int, month: int) -> dt.date:
    """The last day of a month; ``month`` may be below 1 or above 12: month 0 is December of the year before."""
    following = 12 * year + month
    return dt.date(following // 12, following % 12 + 1, 1) - dt.timedelta(days=1)


def previous_quarter_end(as_of: dt.date) -> dt.date:
    """The last end of a calendar quarter before ``as_of``."""
    first_of_quarter = dt.date(as_of.year, as_of.month - (as_of.month - 1) % 3, 1)
    return first_of_quarter - dt.timedelta(days=1)
