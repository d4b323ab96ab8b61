"""Dates as people type them: 2022-06-30, 2022/6/30, 2022 年 6 月 30 日, 20220630, 30 June 2022.

A month alone, or a day and a month in an order that is not certain, is refused with both readings.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from tracker.portfolio.months import month_end
from tracker.reporting.typed_numbers import ambiguous

_CLOCK: Final = r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
_SEPARATED: Final = re.compile(
    r"([0-9]{4})\s*(?:[-/.]|年)\s*([0-9]{1,2})\s*(?:[-/.]|月)\s*([0-9]{1,2})\s*[日号]?" + _CLOCK
)
_PACKED: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH: Final = re.compile(r"([0-9]{4})\s*(?:[-/.]|年)?\s*([0-9]{1,2})\s*月?(?:份)?")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{4})" + _CLOCK)
_DAY_MONTH: Final = re.compile(r"([0-9]{1,2})\s+([a-z]{3,9})\.?,?\s+([0-9]{4})", re.IGNORECASE)
_MONTH_DAY: Final = re.compile(r"([a-z]{3,9})\.?\s+([0-9]{1,2})\s*,?\s+([0-9]{4})", re.IGNORECASE)
_MONTHS: Final = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]


def date_from_text(text: str) -> dt.date | None:
    """The date; None where the text is none. CellError where it has two readings."""
    if match := _SEPARATED.fullmatch(text) or _PACKED.fullmatch(text):
        return _date(*map(int, match.groups()))
    if match := _DAY_MONTH.fullmatch(text):
        return _named(match[2], match[1], match[3])
    if match := _MONTH_DAY.fullmatch(text):
        return _named(match[1], match[2], match[3])
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, match.groups())
        readings = {
            date for pair in ((first, second), (second, first)) if (date := _date(year, *pair))
        }
        if len(readings) > 1:
            raise ambiguous(text, *map(dt.date.isoformat, sorted(readings)))
        return next(iter(readings), None)
    if (match := _MONTH.fullmatch(text)) and (first_day := _date(int(match[1]), int(match[2]), 1)):
        raise month_alone(text, first_day)
    return None


def date_from_packed(number: int) -> dt.date | None:
    """20220630 as a date."""
    match = _PACKED.fullmatch(str(number))
    return _date(*map(int, match.groups())) if match else None


def month_alone(found: object, first_day: dt.date) -> Exception:
    """The error for a month without a day."""
    end = month_end(first_day.year, first_day.month)
    return ambiguous(found, first_day.replace(day=1).isoformat(), end.isoformat())


def _named(month: str, of_month: str, year: str) -> dt.date | None:
    numbers = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(month.lower())]
    return _date(int(year), numbers[0], int(of_month)) if len(numbers) == 1 else None


def _date(year: int, month: int, of_month: int) -> dt.date | None:
    try:
        return dt.date(year, month, of_month)
    except ValueError:
        return None
