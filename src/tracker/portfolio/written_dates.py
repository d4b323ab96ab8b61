"""Dates as people write them: 2022/6/30, 2022 年 6 月 30 日, 20220630, 30 June 2022, 30/6/2022."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from typing import Final

_YEAR_FIRST: Final = re.compile(
    r"([0-9]{4})\s*(?:[-/.]|年)\s*([0-9]{1,2})\s*(?:[-/.]|月)\s*([0-9]{1,2})\s*[日号]?"
)
_PACKED: Final = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR_LAST: Final = re.compile(r"([0-9]{1,2})\s*[-/.]\s*([0-9]{1,2})\s*[-/.]\s*([0-9]{4})")
_DAY_MONTH: Final = re.compile(r"([0-9]{1,2})\s+([a-z]{3,9})\.?,?\s+([0-9]{4})", re.IGNORECASE)
_MONTH_DAY: Final = re.compile(r"([a-z]{3,9})\.?\s+([0-9]{1,2})\s*,?\s+([0-9]{4})", re.IGNORECASE)
_MONTH: Final = re.compile(
    r"([0-9]{4})(?:\s*(?:[-/.]|年)\s*|\s+|(?=[0-9]{2}(?![0-9])))([0-9]{1,2})\s*月?(?:份)?"
)
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


def year_month_day(text: str) -> tuple[int, int, int] | None:
    """The numbers of a date with the year first, which need be no date: 31 November."""
    match = _YEAR_FIRST.fullmatch(text) or _PACKED.fullmatch(text)
    return (int(match[1]), int(match[2]), int(match[3])) if match else None


def day_readings(text: str) -> list[dt.date]:
    """The days that a text may mean, ascending: two where day and month may stand in either order."""
    if numbers := year_month_day(text):
        return _dates(numbers)
    if match := _DAY_MONTH.fullmatch(text):
        return _dates((int(match[3]), _month_number(match[2]), int(match[1])))
    if match := _MONTH_DAY.fullmatch(text):
        return _dates((int(match[3]), _month_number(match[1]), int(match[2])))
    if match := _YEAR_LAST.fullmatch(text):
        first, second, year = map(int, match.groups())
        return _dates((year, first, second), (year, second, first))
    return []


def month_read(text: str) -> dt.date | None:
    """The first day of the month that a text names: 2022-06, 2022 年 6 月."""
    match = _MONTH.fullmatch(text)
    return next(iter(_dates((int(match[1]), int(match[2]), 1))), None) if match else None


def _month_number(name: str) -> int:
    """0 for a word that begins no month, or several."""
    numbers = [n for n, month in enumerate(_MONTHS, 1) if month.startswith(name.lower())]
    return numbers[0] if len(numbers) == 1 else 0


def _dates(*candidates: tuple[int, int, int]) -> list[dt.date]:
    dates = set()
    for candidate in candidates:
        with suppress(ValueError):
            dates.add(dt.date(*candidate))
    return sorted(dates)
