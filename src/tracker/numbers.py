"""Numbers as text: the one place where a figure gets its digits.

A figure is a float from the file to the page. The reader accepts 15 significant digits, and a decimal
number of at most 15 digits is the shortest one that its float stands for: ``repr`` returns the digits
that were written. A decimal type would keep no more, and columns of it would be slow.

Written figures keep every digit (`number`). Computed ones are rounded (`rounded`, `percent`), but never
to zero, a share never to 100% unless it is, and different values formatted together never to the same
text. Rounding keeps the order.
"""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal
from functools import cache, lru_cache
from typing import Final

from babel.numbers import get_decimal_symbol, get_group_symbol

UNKNOWN: Final = "–"
"""Shown for a number that is not known."""
SIGNIFICANT_DIGITS: Final = 15  # a float holds every decimal number of so many digits
_MIN_EXPONENT: Final = -10  # 0.0000000002 in full, 2×10⁻¹¹ as a power of ten
_MAX_LENGTH: Final = 22  # characters, which -10¹⁵ has; longer numbers are powers of ten
_CONTEXT: Final = Context(prec=1000)  # of the digits from the largest float to the smallest
_SIGNIFICANT: Final = Context(prec=SIGNIFICANT_DIGITS)
_ZERO, _HUNDRED = Decimal(0), Decimal(100)
_SHORT_FORM: Final = re.compile("[0-9]e[-+]?[0-9]")  # of a number, or within a text
_JSON_PART: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[0-9.]+e[-+]?[0-9]+')  # a text, or a short form
_CACHED: Final = 1 << 16  # texts: a published site repeats the same few numbers very often
_WRITTEN_BY_FORMAT: Final = ",."  # the separators of ``format``
MINUS: Final = "\N{MINUS SIGN}"
"""Of every number that is shown. Files, fields of forms and addresses have a hyphen: `plain_number`."""
_SUPERSCRIPTS: Final = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@lru_cache(maxsize=_CACHED)
def plain_number(value: float) -> str:
    """Every digit, as a file has them: no exponent, no grouping, 240 for 240.0."""
    digits = format(Decimal(repr(float(value))), "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


def denoised(value: float) -> float:
    """A computed number without the noise of computing: 0.3 for 0.1 + 0.2. Written ones are unchanged."""
    return float(_exact(value)) if math.isfinite(value) else value


def is_same(one: float, other: float) -> bool:
    """Whether two figures are the same, or both are missing (NaN)."""
    return one == other or (math.isnan(one) and math.isnan(other))


def difference(after: float, before: float) -> float:
    """What two written numbers differ by, as by hand: 5.1 - 4.9 is 0.2."""
    return float(Decimal(repr(float(after))) - Decimal(repr(float(before))))


def json_text(content: object, indent: int | None = None) -> str:
    """Content as JSON, its numbers in full: 0.000000002 rather than 2e-09."""
    text = _encoder(indent).encode(content)
    return _JSON_PART.sub(_in_full, text) if _SHORT_FORM.search(text) else text


@cache
def _encoder(indent: int | None) -> json.JSONEncoder:
    """``json.dumps`` makes one for each call."""
    return json.JSONEncoder(ensure_ascii=False, indent=indent)


def _in_full(part: re.Match[str]) -> str:
    if part[0].startswith('"'):
        return part[0]
    digits = plain_number(float(part[0]))
    return digits if "." in digits else f"{digits}.0"  # a float stays one


def number(value: float | None, lang: str, shift: int = 0) -> str:
    """A figure with the digits it was written with, grouped: 1,234,567.89. A dash for an unknown one.

    ``shift`` moves the decimal point to the right, for another unit.
    """
    if value is None or math.isnan(value):
        return UNKNOWN
    return _number(float(value), _separators(lang), shift)


def signed(value: float, lang: str, shift: int = 0) -> str:
    """A change with its sign: "+2", "−2", "±0"."""
    sign = "+" if value > 0 else MINUS if value < 0 else "±"
    return sign + number(abs(value), lang, shift)


def shifted(value: float, places: int) -> float:
    """A figure with its decimal point moved to the right, and no other digit."""
    return value if math.isnan(value) else float(_exact(value).scaleb(places))


@lru_cache(maxsize=_CACHED)
def _number(value: float, separators: str, shift: int) -> str:
    return _text(_exact(value).scaleb(shift), separators)


def rounded(value: float | None, lang: str, places: int = 2, shift: int = 0) -> str:
    """A computed value with at most ``places`` decimals; a small one with two significant digits."""
    if value is not None:
        value = shifted(value, shift)
    return rounded_together((value,), lang, places)[0]


def as_rounded(value: float, places: int = 2, shift: int = 0) -> float:
    """The value that `rounded` shows, with its decimal point back in place: what a reader would add up."""
    if math.isnan(value):
        return value
    figure = _exact(value).scaleb(shift)
    least = {figure: max(places, 1 - figure.adjusted() if figure else 0)}
    return float(_rounded_apart(least)[figure].scaleb(-shift))


def rounded_together(
    values: Sequence[float | None], lang: str, places: int = 2, beside: Iterable[float] = ()
) -> list[str]:
    """`rounded` of values that are read together, each with as many decimals as tell it from the others.

    ``beside`` are figures next to them that show all their digits.
    """
    return list(_rounded_together(tuple(values), _separators(lang), places, tuple(beside)))


@lru_cache(maxsize=_CACHED)
def _rounded_together(
    values: tuple[float | None, ...], separators: str, places: int, beside: tuple[float, ...]
) -> tuple[str, ...]:
    figures = [_known(value) for value in values]
    least = {
        figure: max(places, 1 - figure.adjusted()) if figure else places
        for figure in figures
        if figure is not None
    }
    shown = _rounded_apart(least, map(_exact, beside))
    return tuple(_shown_text(figure, shown, separators) for figure in figures)


def index(value: float | None, lang: str) -> str:
    """An index such as CPI with two decimals; more where it would read 1, as planned, and is not."""
    return rounded_together((value,), lang, beside=(1,))[0]


def points(gap: float | None, lang: str, limits: Iterable[float] = ()) -> str:
    """Percentage points with one decimal; more where they would read 0 or a limit, and are not."""
    if gap is None or math.isnan(gap):
        return UNKNOWN
    return _points(gap, _separators(lang), tuple(limits))


@lru_cache(maxsize=_CACHED)
def _points(gap: float, separators: str, limits: tuple[float, ...]) -> str:
    figure = _exact(gap)
    return _text(_rounded_apart({figure: 1}, map(_exact, limits))[figure], separators)


def percent(share: float | None, lang: str, places: int = 0) -> str:
    """A share of 1 as 58%; with more decimals where it would read 0% or 100% and is not."""
    return percents((share,), lang, places)[0]


def percents(shares: Sequence[float | None], lang: str, places: int = 0) -> list[str]:
    """`percent` of shares that are read together: different ones differ as text."""
    return list(_percents(tuple(shares), _separators(lang), places))


@lru_cache(maxsize=_CACHED)
def _percents(shares: tuple[float | None, ...], separators: str, places: int) -> tuple[str, ...]:
    figures = [_known(share, 2) for share in shares]
    least = {figure: places for figure in figures if figure is not None}
    shown = _rounded_apart(least, [_HUNDRED])
    texts = (_shown_text(figure, shown, separators) for figure in figures)
    return tuple(text if text == UNKNOWN else f"{text}%" for text in texts)


def _rounded_apart(
    least: Mapping[Decimal, int], fixed: Iterable[Decimal] = ()
) -> dict[Decimal, Decimal]:
    """Every value rounded to the decimals, ``least`` or more, that tell it from the others and from ``fixed``.

    Fixed ones are shown as they are; 0 is always among them. No rounded value is on another side of one.
    Only values that would be misread get more decimals: the others stay short, and the order is kept.
    """
    constants, decimals = sorted({*fixed, _ZERO}), dict(least)
    shown = {value: _round(value, places) for value, places in decimals.items()}
    while misread := _misread(shown, constants):
        for value in misread:
            decimals[value] += 1
            shown[value] = _round(value, decimals[value])
    return shown


def _misread(shown: Mapping[Decimal, Decimal], constants: Sequence[Decimal]) -> set[Decimal]:
    """The values that are shown like another one, or moved to one of the sorted ``constants`` or beyond it."""
    misread = set()
    for value, text in shown.items():
        if text != value:
            low, high = (value, text) if value < text else (text, value)
            if bisect_left(constants, low) != bisect_right(constants, high):
                misread.add(value)
    if len(shown) > 1 and len(set(shown.values())) < len(shown):
        counts = Counter(shown.values())
        misread |= {value for value, text in shown.items() if counts[text] > 1}
    return misread


def _round(value: Decimal, places: int) -> Decimal:
    return _CONTEXT.quantize(value, _quantum(places))


@cache
def _quantum(places: int) -> Decimal:
    return Decimal((0, (1,), -places))


@lru_cache(maxsize=_CACHED)
def _exact(value: float) -> Decimal:
    """The decimal number of 15 digits behind a float, without the noise of computing."""
    return _SIGNIFICANT.create_decimal_from_float(value)


def _known(value: float | None, shift: int = 0) -> Decimal | None:
    """None for a missing value."""
    if value is None or math.isnan(value):
        return None
    return _exact(value).scaleb(shift) if shift else _exact(value)


def _shown_text(figure: Decimal | None, shown: Mapping[Decimal, Decimal], separators: str) -> str:
    """A figure as `_rounded_apart` shows it."""
    return UNKNOWN if figure is None else _text(shown[figure], separators)


@lru_cache(maxsize=_CACHED)
def _text(figure: Decimal, separators: str) -> str:
    """All digits, grouped; a power of ten for what would be too long to read."""
    figure = figure.normalize(_CONTEXT) if figure else _ZERO
    text = format(figure, ",f")
    power = ""
    if figure.adjusted() < _MIN_EXPONENT or len(text) > _MAX_LENGTH:
        exponent = figure.adjusted()
        text = format(figure.scaleb(-exponent), "f")
        power = f"×10{str(exponent).translate(_SUPERSCRIPTS)}"
    if separators != _WRITTEN_BY_FORMAT:
        text = text.translate(str.maketrans(_WRITTEN_BY_FORMAT, separators))
    return text.replace("-", MINUS) + power


@cache
def _separators(lang: str) -> str:
    """Of groups and of decimals. Languages with the same ones share texts."""
    return get_group_symbol(lang) + get_decimal_symbol(lang)
