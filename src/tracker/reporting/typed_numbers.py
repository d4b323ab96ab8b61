"""Numbers and sums of money as people type them: a figure, a multiplier, a unit.

``1,200``, ``0.27亿``, ``12.5万㎡`` where the unit is 万平方米, ``RMB 5000``, ``2.7 million yuan``. What has
two readings is refused, and both are named.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from tracker.i18n import Message, shorten
from tracker.numbers import plain_number
from tracker.portfolio.corrections import digits_for_letters
from tracker.portfolio.money import MONEY_UNITS, Amount, currency_of
from tracker.portfolio.scalars import MAX_MAGNITUDE
from tracker.reporting.typed_units import (
    MAX_QUOTED,
    CellError,
    half_width,
    join_units,
    normalized_unit,
)

MAX_DIGITS: Final = 15  # as many as a spreadsheet keeps

_FIGURE: Final = r"[-+]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(?:\.[0-9]+)?"
_NUMBER: Final = re.compile(rf"({_FIGURE})\s*(.*)", re.DOTALL)
_CURRENCY_FIRST: Final = re.compile(
    rf"(¥|人民币|(?:RMB|CNY)(?![A-Z])|[A-Z]{{3}}(?=[\s0-9+-]))\s*[¥]?\s*({_FIGURE})\s*(.*)",
    re.IGNORECASE | re.DOTALL,
)
_IN_HUNDREDTHS: Final = re.compile(rf"百分之\s*({_FIGURE})")
_DECIMAL_COMMA: Final = re.compile(
    r"([-+]?[0-9]+),([0-9]{1,2}|[0-9]{4,})(?![0-9,.])(.*)", re.DOTALL
)
_SPACED: Final = re.compile(r"([-+]?[0-9]{1,3}(?: [0-9]{3})+)(?![0-9])(.*)", re.DOTALL)
_TWO_STEPS: Final = (  # 1亿2000万元, 2亿5千万, 3万5千户; not 1.5亿2000万
    (re.compile(r"(?<![0-9.,])([0-9]+)亿\s*([0-9]{1,4})万"), 4, "万"),
    (re.compile(r"(?<![0-9.,])([0-9]+)亿\s*([0-9])千万"), 1, "千万"),
    (re.compile(r"(?<![0-9.,])([0-9]+)万\s*([0-9])千"), 1, "千"),
)
"""Two figures with a multiplier each; the second one has so many digits of the multiplier behind it."""
_IN_BRACKETS: Final = re.compile(rf"\(\s*({_FIGURE})\s*\)")
_APPROXIMATE: Final = re.compile(
    r"约|大约|近|超过?|逾|不足|多|少于|左右|上下|余|以[上下内]|[~≈<>≤≥]|\+(?!\s*[0-9])"
    r"|\b(?:about|approx|ca|circa|over|nearly)\b",
    re.IGNORECASE,
)
_NO_UNIT: Final = re.compile(  # 600-650, 3/4, 200 to 240, 1.5亿2000万
    r"(?:to|至|到|[十百千万亿]+)\s*[0-9]|[0-9\s/.,:;~'’\"*!?#·。、…–—①-⓿+=-]+$"
)
# longest first
_MULTIPLIERS: Final = {
    "万亿": 10**12,
    "百万": 10**6,
    "千万": 10**7,
    "十万": 10**5,
    "万": 10**4,
    "亿": 10**8,
    "千": 1000,
    "百": 100,
    "十": 10,
    "billion": 10**9,
    "million": 10**6,
    "thousand": 1000,
}
_MULTIPLIER: Final = re.compile(  # a unit may begin with ×10,000; 5×3, 5×10 and 0x10 are no figures
    rf"({'|'.join(_MULTIPLIERS)})(?:(?<![a-z])|(?![a-z]))\s*"
    r"|×\s*(10,?000|100(?=\s+million))(?![0-9,])\s*",
    re.IGNORECASE,
)
_YUAN: Final = "元"


class _Unit(NamedTuple):
    """A unit as a multiplier and what it multiplies: 万平方米 is 10,000 times m2."""

    multiplier: int
    base: str


def number_from_text(text: str, units: Sequence[str]) -> float:
    """The number in one of ``units``, the names of one unit; CellError where that is not certain."""
    if match := _IN_HUNDREDTHS.fullmatch(text):
        text = f"{match[1]}%"
    figure, rest, currency = _split(text)
    if currency and not _unit(rest).base:
        rest += currency
    elif currency and _unit(rest).base != _unit(currency).base:
        raise _other_unit(text, rest, *units)
    if not rest or normalized_unit(rest) in map(normalized_unit, units):
        return _checked(figure, text)
    typed = _unit(rest)
    readings: list[Decimal] = []
    for unit in map(_unit, units):
        if typed.base == unit.base:
            readings = [figure * typed.multiplier / unit.multiplier]
            break
        if not typed.base:
            readings.append(figure * typed.multiplier / unit.multiplier)
            if unit.multiplier > 1 and unit.base != _YUAN:  # 900万 where 万平方米 is the unit
                readings.append(figure * typed.multiplier)
    if not units and not typed.base:
        readings = [figure * typed.multiplier]
    if not readings:
        raise _other_unit(text, rest, *units)
    values = [_checked(reading, text) for reading in dict.fromkeys(readings)]
    if len(values) > 1:
        raise ambiguous(text, *map(plain_number, values[:2]))
    return values[0]


def amount_from_text(text: str, money: str) -> float | Amount:
    """A sum: a number where it is in ``money`` or names no unit, else an `Amount`."""
    figure, rest, currency = _split(text)
    if not rest and not currency:
        return _checked(figure, text)
    typed = _unit(rest)
    if currency in ("", _YUAN) and re.fullmatch("[A-Za-z]{3}", rest) and typed.base != _YUAN:
        if currency:
            raise _other_unit(text, rest, currency)
        typed, currency = _Unit(1, ""), rest.upper()
    if currency not in ("", _YUAN):
        if typed.base:
            raise _other_unit(text, rest, currency)
        value = _checked(figure * typed.multiplier, text)
        return value if currency == money else Amount(value, currency)
    if typed.base not in ("", _YUAN):
        raise _other_unit(text, rest, *([money] if money else MONEY_UNITS))
    if currency:
        typed = _Unit(typed.multiplier, _YUAN)
    if not typed.base and money and currency_of(money) != currency_of(_YUAN):
        return _checked(figure * typed.multiplier, text)
    unit, size = max(
        ((name, int(size)) for name, (_, size) in MONEY_UNITS.items() if size <= typed.multiplier),
        key=lambda pair: pair[1],
    )
    value = _checked(figure * typed.multiplier / size, text)
    is_bare = unit == money or (money == "CNY" and unit == _YUAN)
    return value if is_bare else Amount(value, unit)


def _other_unit(text: str, rest: str, *units: str) -> CellError:
    """The error for a text behind a figure that is not its unit, one of ``units``."""
    rest = half_width(rest)
    names = "|".join(re.escape(half_width(unit)) for unit in units if unit)
    if re.match(rf"[^0-9(\[]*[(\[]|(?:{names})\s*[,;:、。\s]", rest, re.IGNORECASE):
        key = "sheet.bad.words"
    elif _APPROXIMATE.search(rest):
        key = "sheet.bad.about"
    elif _NO_UNIT.match(rest):
        key = "sheet.bad.number"
    else:
        key = "sheet.bad.unit"
    return CellError(Message(key, found=shorten(text, MAX_QUOTED), unit=join_units(units)))


def ambiguous(found: object, one: str, other: str) -> CellError:
    """The error for an entry with two readings."""
    return CellError(
        Message("sheet.bad.ambiguous", found=shorten(found, MAX_QUOTED), one=one, other=other)
    )


def rounded(number: float) -> float:
    """Rounded to the digits that a spreadsheet keeps. CellError unless finite and within limits."""
    try:
        value = float(f"{number:.{MAX_DIGITS}g}")
    except OverflowError:  # an integer larger than any float
        value = float("inf")
    if not abs(value) <= MAX_MAGNITUDE:
        raise CellError(Message("sheet.bad.number", found=shorten(number, MAX_QUOTED)))
    return value


def _unit(text: str) -> _Unit:
    rest, multiplier = half_width(text), 1
    while match := _MULTIPLIER.match(rest):
        multiplier *= _MULTIPLIERS[match[1].lower()] if match[1] else int(match[2].replace(",", ""))
        rest = rest[match.end() :]
    return _Unit(multiplier, normalized_unit(rest))


def _split(text: str) -> tuple[Decimal, str, str]:
    """A number, exactly, the text behind it, and the currency before it: 元 or an ISO 4217 code."""
    currency = ""
    if (digits := digits_for_letters(text)) != text:
        found, correction = shorten(text, MAX_QUOTED), shorten(digits, MAX_QUOTED)
        raise CellError(Message("sheet.bad.letters", found=found, correction=correction))
    for pattern, digits_of, multiplier in _TWO_STEPS:
        text = pattern.sub(lambda two: two[1] + two[2].zfill(digits_of) + multiplier, text)  # noqa: B023 -- called at once
    text = re.sub("^负(?=[0-9])", "-", text)
    if match := _CURRENCY_FIRST.fullmatch(text):
        code, figure, rest = match.groups()
        is_yuan = code == "¥" or normalized_unit(code) == _YUAN
        currency = _YUAN if is_yuan else code.upper()
    elif match := _NUMBER.fullmatch(text):
        figure, rest = match.groups()
    else:
        _refuse_bracketed(text)
        is_about = _APPROXIMATE.match(text)
        key = "sheet.bad.about" if is_about else "sheet.bad.number"
        raise CellError(Message(key, found=shorten(text, MAX_QUOTED)))
    if rest[:1] in tuple(",.，0123456789") or re.match("e[-+]?[0-9]", rest, re.IGNORECASE):
        raise _unclear_figure(text)
    digits = re.sub("[^0-9]", "", figure).strip("0")
    if len(digits) > MAX_DIGITS:
        raise CellError(
            Message("sheet.bad.digits", found=shorten(text, MAX_QUOTED), limit=MAX_DIGITS)
        )
    return Decimal(figure.replace(",", "")), rest.strip(), currency


def _refuse_bracketed(text: str) -> None:
    """Accountants write (200) for -200, others for 200."""
    if match := _IN_BRACKETS.fullmatch(text):
        raise ambiguous(text, match[1], f"-{match[1].lstrip('+-')}")


def _unclear_figure(text: str) -> CellError:
    """1,2 and 1 200: a decimal comma, thousands, or two numbers?"""
    if match := _DECIMAL_COMMA.fullmatch(text):
        return ambiguous(text, f"{match[1]}.{match[2]}", f"{match[1]}{match[2]}")
    if match := _SPACED.fullmatch(text):
        return ambiguous(text, match[1].replace(" ", ""), match[1].replace(" ", ", "))
    return CellError(Message("sheet.bad.number", found=shorten(text, MAX_QUOTED)))


def _checked(figure: Decimal, text: str) -> float:
    value = float(figure)
    if not abs(value) <= MAX_MAGNITUDE:
        raise CellError(Message("sheet.bad.number", found=shorten(text, MAX_QUOTED)))
    return rounded(value) + 0.0  # never -0
