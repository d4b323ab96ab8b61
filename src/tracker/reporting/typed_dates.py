"""Dates as people type them, in any notation of `tracker.portfolio.written_dates`.

A month, a quarter or a year alone, or a day and a month in an order that is not certain, is refused with both readings.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from tracker.portfolio.months import month_end
from tracker.portfolio.written_dates import day_readings, period_read
from tracker.reporting.typed_numbers import ambiguous

_TIME: Final = re.compile(
    r"(?<=\S)[ T](?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]+)?)?$"
)
_DASHES: Final = re.compile("[\N{HYPHEN}-\N{HORIZONTAL BAR}]")  # which look like a hyphen


def date_from_text(text: str) -> dt.date | None:
    """The date; None where the text is none. CellError where it has two readings."""
    readings = day_readings(_TIME.sub("", _DASHES.sub("-", text)))
    if len(readings) > 1:
        raise ambiguous(text, *map(dt.date.isoformat, readings))
    if not readings and (period := period_read(text)):
        raise ambiguous(text, *map(dt.date.isoformat, period))
    return readings[0] if readings else None


def date_from_packed(number: int) -> dt.date | None:
    """20220630 as a date."""
    return next(iter(day_readings(str(number))), None)


def month_alone(found: object, first_day: dt.date) -> Exception:
    """The error for a month without a day."""
    end = month_end(first_day.year, first_day.month)
    return ambiguous(found, first_day.replace(day=1).isoformat(), end.isoformat())
