"""What a person typed into a cell -> a day, a number, an amount, a grade, a text; or why it is none.

A cell is read as it was meant where that is certain (full-width digits, ``1,200``, ``240户`` where 户 is
the unit, 2022年6月30日, a cell shown as 5.5 %), and refused with what was expected where it is not.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from tracker.portfolio.scalars import (
    FIRST_DAY,
    LAST_DAY,
    MAX_MAGNITUDE,
    MONEY_UNITS,
    Amount,
    convert_amount,
    currency_of,
)

MAX_TEXT_LENGTH: Final = (
    2000  # characters of a note; what is longer belongs in a document of its own
)
_MAX_DIGITS: Final = 15  # as many as a spreadsheet keeps; the rest is noise of its arithmetic

_DATE = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?(?: 00:00:00)?")
_DATE_PACKED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_NUMBER = re.compile(r"([-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?)\s*(.*)")
_APPROXIMATE = re.compile(
    r"约|大约|近|超过?|逾|不足|多于|少于|左右|余|[~≈<>≤≥+]|about|circa|over|nearly"
)
# longest first
_SCALES: Final = {
    "百万": 10**6,
    "千万": 10**7,
    "十万": 10**5,
    "万": 10**4,
    "亿": 10**8,
    "千": 1000,
    "百": 100,
    "十": 10,
}
_EPOCHS: Final = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_YES: Final = frozenset({"是", "yes", "y", "true", "√", "✓", "✔", "☑", "完成", "已完成", "done"})
_NO: Final = frozenset({"否", "no", "n", "false", "×", "✗", "✘", "☐", "未完成", "未"})


class CellError(ValueError):
    """Why a cell cannot be taken: a key of the wording and what fills its gaps."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(f"{key} {values}")


class CellValue(NamedTuple):
    """What a cell holds.

    ``kind`` tells a formula and an error value (#REF!) from a text that looks like one; ``percent`` that a
    number is shown multiplied by a hundred; ``since_1904`` how the workbook counts its days.
    """

    value: Any = None
    kind: Literal["value", "formula", "error"] = "value"
    percent: bool = False
    since_1904: bool = False

    @property
    def is_empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


def parse_date(held: CellValue) -> dt.date | None:
    """A day of the calendar: a date cell, its serial number, or a text that begins with the year."""
    value = _checked_value(held)
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        value = value.date()
    found = value if isinstance(value, dt.date) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        whole = math.isfinite(value) and value == int(value)
        found = _date_from_number(int(value), since_1904=held.since_1904) if whole else None
    elif isinstance(value, str):
        match = _DATE.fullmatch(value) or _DATE_PACKED.fullmatch(value)
        found = _date_from_parts(*map(int, match.groups())) if match else None
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        raise CellError("sheet.bad.date", found=excerpt(value))
    return found


def _date_from_number(number: int, *, since_1904: bool) -> dt.date | None:
    if number > 10_000_000:  # 20220630: no serial number is that large before the year 29279
        match = _DATE_PACKED.fullmatch(str(number))
        return _date_from_parts(*map(int, match.groups())) if match else None
    if not 366 <= number <= 120_000:  # 240 is a value in the wrong column, not a day of 1900
        return None
    return _EPOCHS[since_1904] + dt.timedelta(days=number)


def _date_from_parts(year: int, month: int, of_month: int) -> dt.date | None:
    try:
        return dt.date(year, month, of_month)
    except ValueError:
        return None


def parse_number(held: CellValue, units: Sequence[str] = ()) -> float | None:
    """A number, or one written with one of ``units``, the names of its own unit."""
    value = _number_or_text(held)
    is_share = "%" in map(_half_width, units)
    if isinstance(value, float):
        if not held.percent:
            return value
        if not is_share:
            raise CellError(
                "sheet.bad.percent", found=f"{value * 100:.15g}%", unit=_join_units(units)
            )
        return _rounded(value * 100)
    if value is None:
        return None
    figure, rest = _split_number(value)
    if rest and _normalize_unit(rest) not in map(_normalize_unit, units):
        scale = next((word for word in _SCALES if rest.startswith(word)), "")
        is_own = any(unit.startswith(scale) for unit in units)  # 900万 where 万平方米 is the unit
        if scale and not is_own and rest[len(scale) :] in ("", *map(_half_width, units)):
            meant = f"{_rounded(figure * _SCALES[scale]):.15g}"
            raise CellError("sheet.bad.scale", found=excerpt(value), scale=rest, number=meant)
        if _APPROXIMATE.search(rest):
            raise CellError("sheet.bad.about", found=excerpt(value))
        raise CellError("sheet.bad.unit", found=excerpt(value), unit=_join_units(units))
    return figure


def parse_amount(held: CellValue, money: str) -> float | Amount | None:
    """An amount of money in ``money``; an `Amount` where the cell names another unit of that currency."""
    value = _number_or_text(held)
    if isinstance(value, float):
        if held.percent:
            raise CellError("sheet.bad.percent", found=f"{value * 100:.15g}%", unit=money)
        return value
    if value is None:
        return None
    figure, unit = _split_number(value)
    unit = unit if unit in MONEY_UNITS else unit.upper()
    if unit in ("", money):
        return figure
    if unit not in MONEY_UNITS and not re.fullmatch("[A-Z]{3}", unit):
        raise CellError("sheet.bad.unit", found=excerpt(value), unit=money)
    if currency_of(unit) != currency_of(money):
        raise CellError("sheet.bad.currency", found=excerpt(value), unit=money)
    given = Amount(figure, unit)
    convert_amount(given, money)
    return given


def parse_grade(held: CellValue) -> str | None:
    """A, B or C, small or full-width letters too."""
    value = _checked_value(held)
    if value is None:
        return None
    if isinstance(value, str) and value.upper() in ("A", "B", "C"):
        return value.upper()
    raise CellError("sheet.bad.grade", found=excerpt(value))


def parse_bool(held: CellValue) -> bool:
    """Whether a step is done; an empty cell says no."""
    value = _checked_value(held)
    if value is None:
        return False
    if isinstance(value, str) and value.casefold() in _YES | _NO:
        return value.casefold() in _YES
    if isinstance(value, (bool, int, float)) and value in (0, 1):
        return bool(value)
    raise CellError("sheet.bad.done", found=excerpt(value))


def parse_text(held: CellValue, longest: int = MAX_TEXT_LENGTH) -> str:
    """A text as typed, its ends trimmed; a number or a day in a text column is one, too."""
    if held.kind != "value":
        _checked_value(held)
    value = held.value
    if held.is_empty:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, float):
        value = f"{value:.15g}"
    text = re.sub(r"\r\n?", "\n", str(value)).strip()
    text = "".join(letter if letter == "\n" or letter.isprintable() else " " for letter in text)
    if len(text) > longest:
        raise CellError("sheet.bad.long", count=f"{len(text):,}", limit=f"{longest:,}")
    return text


def excerpt(value: object) -> str:
    """What was found, short enough to be told."""
    text = " ".join(str(value).split())
    return text if len(text) <= 40 else text[:39] + "…"


def _checked_value(held: CellValue) -> Any:
    """What the cell holds, texts in half-width characters; CellError for a formula or an error."""
    if held.kind == "formula":
        raise CellError("sheet.bad.formula", found=excerpt(held.value))
    if held.kind == "error":
        raise CellError("sheet.bad.error", found=excerpt(held.value))
    if held.is_empty:
        return None
    return _half_width(held.value) if isinstance(held.value, str) else held.value


def _number_or_text(held: CellValue) -> float | str | None:
    value = _checked_value(held)
    if isinstance(value, bool):
        raise CellError("sheet.bad.bool", found=str(value).upper())
    if isinstance(value, (int, float)):
        return _rounded(value)
    if value is None or isinstance(value, str):
        return value
    raise CellError("sheet.bad.is_date", found=excerpt(value))  # 1/2 typed into a spreadsheet


def _split_number(text: str) -> tuple[float, str]:
    """A number and what stands behind it."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise CellError(
            "sheet.bad.about" if _APPROXIMATE.match(text) else "sheet.bad.number",
            found=excerpt(text),
        )
    figure, rest = match.groups()
    if rest[:1] in tuple(",.，0123456789"):  # 1,2 or 1.2.3: a decimal comma, or a list?
        raise CellError("sheet.bad.number", found=excerpt(text))
    return _rounded(float(figure.replace(",", ""))), rest.strip()


def _rounded(number: float) -> float:
    """As many digits as a spreadsheet keeps. CellError where that is no finite number."""
    try:
        found = float(f"{number:.{_MAX_DIGITS}g}")
    except OverflowError:  # a whole number beyond all floats
        found = math.inf
    if not abs(found) <= MAX_MAGNITUDE:
        raise CellError("sheet.bad.number", found=excerpt(number))
    return found


def _half_width(text: str) -> str:
    """Half-width, without blanks at the ends: ３００ is 300, ， is a comma; ² and ① stay what they are."""
    kept = (
        one if unicodedata.category(one) == "No" else unicodedata.normalize("NFKC", one)
        for one in unicodedata.normalize("NFC", text)
    )
    text = "".join(kept).replace("\N{MINUS SIGN}", "-")
    return text.replace("\N{ZERO WIDTH SPACE}", "").strip()


def _normalize_unit(text: str) -> str:
    """A unit however it is written: ㎡, m² and m2 are one."""
    return unicodedata.normalize("NFKC", _half_width(text))


def _join_units(units: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(units)) or "–"
