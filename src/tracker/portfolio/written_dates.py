"""Dates as people write them: 2022/6/30, 2022 年 6 月 30 日, 20220630, 30 June 2022, 30/6/2022."""

from __future__ import annotations

import datetime as dt
import re
from contextlib import suppress
from typing import Final

from tracker.portfolio.months import month_end

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
_QUARTER: Final = re.compile(
    r"(?P<year>[0-9]{4})\s*(?:年度?\s*|[-/]\s*)?(?:Q(?P<digit>[1-4])|第?(?P<word>[一二三四1-4])\s*季度?)",
    re.IGNORECASE,
)
_QUARTER_FIRST: Final = re.compile(
    r"Q(?P<digit>[1-4])[\s/,-]*(?P<year>[0-9]{4})(?P<word>)", re.IGNORECASE
)
_HALF: Final = re.compile(
    r"(?P<year>[0-9]{4})\s*(?:年度?\s*|[-/]\s*)?(?:H(?=[12])|(?=[上下]半年))(?P<half>[12上下])(?:半年)?",
    re.IGNORECASE,
)
_YEAR: Final = re.compile(r"(?P<year>[0-9]{4})\s*年(?:度|全年)?")
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


def period_read(text: str) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of the month, quarter, half-year or year that a text names: 2022 年三季度."""
    if (month := month_read(text)) is not None:
        return _months_from(month.year, month.month, 1)
    if match := _QUARTER.fullmatch(text) or _QUARTER_FIRST.fullmatch(text):
        number = match["digit"] or match["word"]
        quarter = int(number) if number.isdigit() else "一二三四".index(number) + 1
        return _months_from(int(match["year"]), 3 * quarter - 2, 3)
    if match := _HALF.fullmatch(text):
        return _months_from(int(match["year"]), 1 if match["half"] in "1上" else 7, 6)
    if match := _YEAR.fullmatch(text):
        return _months_from(int(match["year"]), 1, 12)
    return None


def _months_from(year: int, month: int, count: int) -> tuple[dt.date, dt.date] | None:
    """The first and the last day of some months of a year."""
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        return None
    return dt.date(year, month, 1), month_end(year, month + count - 1)


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
