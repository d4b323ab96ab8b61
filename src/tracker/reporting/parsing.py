"""What a person typed -> a date, a number, an amount, a grade, a text; or why it cannot be read.

Form, command and sheet all read with these functions. Input is read as it was meant where that is
certain (full-width digits, ``1,200``, ``240户`` where 户 is the unit, 2022年6月30日, a cell shown as
5.5 %); otherwise a `CellError` says what was expected.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, NamedTuple

from tracker.i18n import Message, shorten
from tracker.numbers import plain_number
from tracker.portfolio.money import Amount
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY, MAX_MAGNITUDE, MAX_TEXT_LENGTH
from tracker.portfolio.validation import long_text_message
from tracker.reporting.typed_dates import date_from_packed, date_from_text, month_alone
from tracker.reporting.typed_numbers import (
    ambiguous,
    amount_from_text,
    number_from_text,
    rounded,
)
from tracker.reporting.typed_units import MAX_QUOTED, CellError, half_width, join_units

__all__ = ["MAX_QUOTED", "CellError", "CellValue"]

_FIRST_SERIAL: Final = 4018
"""A smaller number is a figure in a column of dates: it is a day before 1911, or before 1915 where days count from 1904."""
_EPOCHS: Final = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
_MORE: Final = re.compile(
    r"(?:[^0-9+]*[+➕]|(?:新增|净增|增加|又|再|另|another)\s*)(\s*[0-9].*)|([0-9][^a-z]*)more",
    re.DOTALL | re.IGNORECASE,
)
_YES: Final = frozenset(
    {"是", "yes", "y", "true", "√", "✓", "✔", "☑", "完成", "已完成", "done", "对", "1"}
)
_NO: Final = frozenset({"否", "no", "n", "false", "×", "✗", "✘", "☐", "未完成", "未", "0"})


class CellValue(NamedTuple):
    """The content of a cell, or what was typed into a field.

    ``kind`` distinguishes formulas and error values (#REF!) from texts that look like them, and numbers
    and texts that their format does not show; ``percent``:
    the number is shown multiplied by a hundred; ``since_1904``: the workbook counts days from 1904;
    ``shown``: what the cell shows, where its format makes that another reading than its value.
    """

    value: Any = None
    kind: Literal["value", "formula", "error", "unseen"] = "value"
    percent: bool = False
    since_1904: bool = False
    shown: str = ""

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
    if cell.shown and isinstance(value, dt.date):  # a month alone
        raise month_alone(cell.shown, value)
    date = value if isinstance(value, dt.date) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        whole = abs(value) < MAX_MAGNITUDE and value == int(value)
        date = _date_from_number(int(value), since_1904=cell.since_1904) if whole else None
    elif isinstance(value, str):
        date = date_from_text(value)
    if date is None or not FIRST_DAY <= date <= LAST_DAY:
        raise CellError(Message("sheet.bad.date", found=shorten(value, MAX_QUOTED)))
    number = 0 if isinstance(value, str) else (date - _EPOCHS[cell.since_1904]).days
    if FIRST_DAY.year <= number <= LAST_DAY.year:  # 2026 in a cell of dates is a day of 1905
        raise CellError(Message("sheet.bad.year", day=date, year=number))
    if 0 < number < _FIRST_SERIAL:
        raise CellError(Message("sheet.bad.serial", day=date, number=number))
    return date


def _date_from_number(number: int, *, since_1904: bool) -> dt.date | None:
    if number > 10_000_000:  # 20220630: no serial number is that large before the year 29279
        return date_from_packed(number)
    if 190_000 < number < 220_000 and 1 <= number % 100 <= 12:  # 202206
        raise month_alone(number, dt.date(number // 100, number % 100, 1))
    if not 366 <= number <= 120_000:  # 240 is a value in the wrong column, not a day of 1900
        return None
    return _EPOCHS[since_1904] + dt.timedelta(days=number)


def parse_number(cell: CellValue, units: Sequence[str] = ()) -> float | None:
    """A number in ``units``, the names of its unit, one of which may stand behind it."""
    value = _number_or_text(cell)
    is_share = "%" in map(half_width, units)
    if cell.shown and not cell.percent:
        number: float = _read_shown(cell, lambda text: number_from_text(text, units))
        return number
    if isinstance(value, float):
        if not cell.percent:
            return value
        if not is_share:
            raise CellError(
                Message("sheet.bad.percent", found=f"{value * 100:.15g}%", unit=join_units(units))
            )
        return rounded(value * 100)
    if value is None:
        return None
    return number_from_text(value, units)


def refuse_increase(cell: CellValue) -> None:
    """CellError for +200 or 新增200 where a total is expected: it may be the total, or 200 more."""
    text = half_width(cell.value) if isinstance(cell.value, str) else ""
    if match := _MORE.match(text):
        number = shorten((match[1] or match[2]).strip(), MAX_QUOTED)
        found = shorten(text, MAX_QUOTED)
        raise CellError(Message("sheet.bad.increase", found=found, number=number))


def parse_amount(cell: CellValue, money: str) -> float | Amount | None:
    """An amount in ``money``; an `Amount` where another unit is typed."""
    value = _number_or_text(cell)
    if cell.shown and not cell.percent:
        amount: float | Amount = _read_shown(cell, lambda text: amount_from_text(text, money))
        return amount
    if isinstance(value, float):
        if cell.percent:
            raise CellError(Message("sheet.bad.percent", found=f"{value * 100:.15g}%", unit=money))
        return value
    if value is None:
        return None
    return amount_from_text(value, money)


def _read_shown(cell: CellValue, read: Callable[[str], Any]) -> Any:
    """A cell as it is shown; CellError where that is only another number than the one it contains."""
    stored = plain_number(rounded(cell.value))
    try:
        reading = read(half_width(cell.shown))
    except CellError:
        reading = None
    in_full = re.sub(r"[0-9]+(?:\.[0-9]+)?", stored.lstrip("-"), cell.shown, count=1)
    has_unit = re.search(r"[^\W\d]|¥", cell.shown) is not None
    if reading is not None and (reading == cell.value or (has_unit and in_full == cell.shown)):
        return reading
    if cell.shown.endswith("%") and not _is_text_percent(cell):
        stored = f"{plain_number(rounded(cell.value * 100))}%"
    raise ambiguous(cell.shown, cell.shown, stored)


def _is_text_percent(cell: CellValue) -> bool:
    """Whether the sign is a text of the format, such as 0"%", in front of which the number stands as it is."""
    try:
        shown = float(cell.shown.removesuffix("%"))
    except ValueError:
        return False
    stored = float(cell.value)
    return abs(shown - stored) < abs(shown - 100 * stored)


def parse_grade(cell: CellValue) -> str | None:
    """A grade as typed; small and full-width letters become A, B or C, as does A级."""
    value = _checked_value(cell)
    if value is None:
        return None
    grade = str(value).upper()
    return grade[0] if re.fullmatch("[A-Z] ?级", grade) else grade


def parse_bool(cell: CellValue, refusal: str = "sheet.bad.done") -> bool:
    """Whether a step is done or a figure confirmed; not where the cell is empty.

    ``refusal`` is the key of the message on anything but a yes or a no.
    """
    value = _checked_value(cell)
    if value is None:
        return False
    if isinstance(value, str) and value.casefold() in _YES | _NO:
        return value.casefold() in _YES
    if isinstance(value, (bool, int, float)) and value in (0, 1):
        return bool(value)
    raise CellError(Message(refusal, found=shorten(_without_midnight(value), MAX_QUOTED)))


def parse_text(cell: CellValue) -> str:
    """A text without blanks around it; numbers and dates in a text column become texts."""
    if cell.kind != "value":
        _checked_value(cell)
    value = cell.value
    if cell.is_empty:
        return ""
    if isinstance(value, (int, float)) and (cell.shown or cell.percent):
        value = cell.shown or f"{plain_number(rounded(value * 100))}%"
    value = _without_midnight(value)
    if isinstance(value, float):
        value = f"{value:.15g}"
    text = re.sub(r"\r\n?", "\n", str(value))
    text = "".join(letter if letter == "\n" or letter.isprintable() else " " for letter in text)
    text = text.strip()
    if len(text) > MAX_TEXT_LENGTH:
        raise CellError(long_text_message(text, MAX_TEXT_LENGTH))
    return text


def _without_midnight(value: Any) -> Any:
    """The day of a cell that contains a day; a spreadsheet has no other way to say so."""
    is_day = isinstance(value, dt.datetime) and value.time() == dt.time()
    return value.date() if is_day else value


def _checked_value(cell: CellValue) -> Any:
    """The value, texts in half-width characters; CellError for formulas and error values."""
    if cell.kind == "formula":
        raise CellError(Message("sheet.bad.formula", found=shorten(cell.value, MAX_QUOTED)))
    if cell.kind == "error":
        raise CellError(Message("sheet.bad.error", found=shorten(cell.value, MAX_QUOTED)))
    if cell.is_empty:
        return None
    if cell.kind == "unseen":
        value = cell.value if isinstance(cell.value, str) else plain_number(rounded(cell.value))
        raise CellError(Message("sheet.bad.unseen", found=shorten(value, MAX_QUOTED)))
    return half_width(cell.value) if isinstance(cell.value, str) else cell.value


def _number_or_text(cell: CellValue) -> float | str | None:
    value = _checked_value(cell)
    if isinstance(value, bool):
        raise CellError(Message("sheet.bad.bool", found=str(value).upper()))
    if isinstance(value, (int, float)):
        return rounded(value)
    if value is None or isinstance(value, str):
        return value
    raise CellError(
        Message("sheet.bad.is_date", found=shorten(_without_midnight(value), MAX_QUOTED))
    )  # 1/2 typed into a spreadsheet
