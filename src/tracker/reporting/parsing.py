"""What a person typed -> a date, a number, an amount, a grade, a text; or why it cannot be read.

Form, command and sheet all read with these functions. Input is read as it was meant where that is
certain (full-width digits, ``1,200``, ``240户`` where 户 is the unit, 2022年6月30日, a cell shown as
5.5 %); otherwise a `CellError` says what was expected.
"""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

from tracker.i18n import LocalizedError, Message, shorten
from tracker.portfolio.scalars import (
    FIRST_DAY,
    LAST_DAY,
    MAX_MAGNITUDE,
    MAX_TEXT_LENGTH,
    MONEY_UNITS,
    Amount,
)
from tracker.portfolio.validation import long_text_message

MAX_QUOTED: Final = 40  # columns of a cell's content in a message
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


class CellError(LocalizedError):
    """Input that cannot be read, or a file that is not a workbook of ours."""


class CellValue(NamedTuple):
    """The content of a cell, or what was typed into a field.

    ``kind`` distinguishes formulas and error values (#REF!) from texts that look like them; ``percent``:
    the number is shown multiplied by a hundred; ``since_1904``: the workbook counts days from 1904.
    """

    value: Any = None
    kind: Literal["value", "formula", "error"] = "value"
    percent: bool = False
    since_1904: bool = False

    @property
    def is_empty(self) -> bool:
        return self.value is None or (isinstance(self.value, str) and not self.value.strip())


def parse_date(cell: CellValue) -> dt.date | None:
    """A date: a date cell, its serial number, or a text that begins with the year."""
    value = _checked_value(cell)
    if value is None:
        return None
    if isinstance(value, dt.datetime):
        value = value.date()
    date = value if isinstance(value, dt.date) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        whole = math.isfinite(value) and value == int(value)
        date = _date_from_number(int(value), since_1904=cell.since_1904) if whole else None
    elif isinstance(value, str):
        match = _DATE.fullmatch(value) or _DATE_PACKED.fullmatch(value)
        date = _date_from_parts(*map(int, match.groups())) if match else None
    if date is None or not FIRST_DAY <= date <= LAST_DAY:
        raise CellError(Message("sheet.bad.date", found=shorten(value, MAX_QUOTED)))
    return date


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


def parse_number(cell: CellValue, units: Sequence[str] = ()) -> float | None:
    """A number, also with one of ``units`` behind it, the names of its unit."""
    value = _number_or_text(cell)
    is_share = "%" in map(_half_width, units)
    if isinstance(value, float):
        if not cell.percent:
            return value
        if not is_share:
            raise CellError(
                Message("sheet.bad.percent", found=f"{value * 100:.15g}%", unit=_join_units(units))
            )
        return _rounded(value * 100)
    if value is None:
        return None
    figure, rest = _split_number(value)
    if rest and _normalize_unit(rest) not in map(_normalize_unit, units):
        scale = next((word for word in _SCALES if rest.startswith(word)), "")
        is_own = any(unit.startswith(scale) for unit in units)  # 900万 where 万平方米 is the unit
        if scale and not is_own and rest[len(scale) :] in ("", *map(_half_width, units)):
            meant = _rounded(figure * _SCALES[scale])
            raise CellError(
                Message(
                    "sheet.bad.scale", found=shorten(value, MAX_QUOTED), scale=rest, number=meant
                )
            )
        if _APPROXIMATE.search(rest):
            raise CellError(Message("sheet.bad.about", found=shorten(value, MAX_QUOTED)))
        raise CellError(
            Message("sheet.bad.unit", found=shorten(value, MAX_QUOTED), unit=_join_units(units))
        )
    return figure


def parse_amount(cell: CellValue, money: str) -> float | Amount | None:
    """An amount in ``money``; an `Amount` where another unit is typed."""
    value = _number_or_text(cell)
    if isinstance(value, float):
        if cell.percent:
            raise CellError(Message("sheet.bad.percent", found=f"{value * 100:.15g}%", unit=money))
        return value
    if value is None:
        return None
    figure, unit = _split_number(value)
    unit = unit if unit in MONEY_UNITS else unit.upper()
    if unit in ("", money):
        return figure
    if unit not in MONEY_UNITS and not re.fullmatch("[A-Z]{3}", unit):
        raise CellError(Message("sheet.bad.unit", found=shorten(value, MAX_QUOTED), unit=money))
    return Amount(figure, unit)


def parse_grade(cell: CellValue) -> str | None:
    """A grade as typed; small and full-width letters become A, B or C."""
    value = _checked_value(cell)
    return None if value is None else str(value).upper()


def parse_bool(cell: CellValue) -> bool:
    """Whether a step is done; not where the cell is empty."""
    value = _checked_value(cell)
    if value is None:
        return False
    if isinstance(value, str) and value.casefold() in _YES | _NO:
        return value.casefold() in _YES
    if isinstance(value, (bool, int, float)) and value in (0, 1):
        return bool(value)
    raise CellError(Message("sheet.bad.done", found=shorten(value, MAX_QUOTED)))


def parse_text(cell: CellValue) -> str:
    """A text without blanks around it; numbers and dates in a text column become texts."""
    if cell.kind != "value":
        _checked_value(cell)
    value = cell.value
    if cell.is_empty:
        return ""
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, float):
        value = f"{value:.15g}"
    text = re.sub(r"\r\n?", "\n", str(value)).strip()
    text = "".join(letter if letter == "\n" or letter.isprintable() else " " for letter in text)
    if len(text) > MAX_TEXT_LENGTH:
        raise CellError(long_text_message(text, MAX_TEXT_LENGTH))
    return text


def _checked_value(cell: CellValue) -> Any:
    """The value, texts in half-width characters; CellError for formulas and error values."""
    if cell.kind == "formula":
        raise CellError(Message("sheet.bad.formula", found=shorten(cell.value, MAX_QUOTED)))
    if cell.kind == "error":
        raise CellError(Message("sheet.bad.error", found=shorten(cell.value, MAX_QUOTED)))
    if cell.is_empty:
        return None
    return _half_width(cell.value) if isinstance(cell.value, str) else cell.value


def _number_or_text(cell: CellValue) -> float | str | None:
    value = _checked_value(cell)
    if isinstance(value, bool):
        raise CellError(Message("sheet.bad.bool", found=str(value).upper()))
    if isinstance(value, (int, float)):
        return _rounded(value)
    if value is None or isinstance(value, str):
        return value
    raise CellError(
        Message("sheet.bad.is_date", found=shorten(value, MAX_QUOTED))
    )  # 1/2 typed into a spreadsheet


def _split_number(text: str) -> tuple[float, str]:
    """A number and the text behind it."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise CellError(
            Message(
                "sheet.bad.about" if _APPROXIMATE.match(text) else "sheet.bad.number",
                found=shorten(text, MAX_QUOTED),
            )
        )
    figure, rest = match.groups()
    if rest[:1] in tuple(",.，0123456789"):  # 1,2 or 1.2.3: a decimal comma, or a list?
        raise CellError(Message("sheet.bad.number", found=shorten(text, MAX_QUOTED)))
    return _rounded(float(figure.replace(",", ""))), rest.strip()


def _rounded(number: float) -> float:
    """Rounded to the digits that a spreadsheet keeps. CellError unless finite and within limits."""
    try:
        rounded = float(f"{number:.{_MAX_DIGITS}g}")
    except OverflowError:  # an integer larger than any float
        rounded = math.inf
    if not abs(rounded) <= MAX_MAGNITUDE:
        raise CellError(Message("sheet.bad.number", found=shorten(number, MAX_QUOTED)))
    return rounded


def _half_width(text: str) -> str:
    """Half-width, without blanks at the ends: ３００ is 300, ， is a comma; ² and ① are unchanged."""
    characters = (
        one if unicodedata.category(one) == "No" else unicodedata.normalize("NFKC", one)
        for one in unicodedata.normalize("NFC", text)
    )
    text = "".join(characters).replace("\N{MINUS SIGN}", "-")
    return text.replace("\N{ZERO WIDTH SPACE}", "").strip()


def _normalize_unit(text: str) -> str:
    """One form for a unit: ㎡, m² and m2 are the same."""
    return unicodedata.normalize("NFKC", _half_width(text))


def _join_units(units: Sequence[str]) -> str:
    return " / ".join(dict.fromkeys(units)) or "–"
