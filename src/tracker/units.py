"""Large numbers in the natural units of a language: 640 万平方米 is 6.4 million m².

The decimal point moves and no digit is lost. The names of a language's large numbers are in its
catalogue (`unit.scales`); `POWERS` has those that units of the record begin with.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple

POWERS: Final[Mapping[str, int]] = {
    "万亿": 12,
    "亿": 8,
    "万": 4,
    "×100 million": 8,
    "100 million": 8,
    "×10,000": 4,
    "10,000": 4,
    "trillion": 12,
    "billion": 9,
    "million": 6,
    "thousand": 3,
}
"""By the beginning of a unit: its power of ten."""
_BEGINNING: Final = re.compile(rf"({'|'.join(map(re.escape, POWERS))})(?:(?<=[万亿])|\s+|$)(.*)")


class Scale(NamedTuple):
    """How figures are shown: with the decimal point ``shift`` places to the right, in ``unit``."""

    shift: int
    unit: str


@cache
def as_written(unit: str) -> Scale:
    """The scale of figures that are shown in the unit of the record."""
    return Scale(0, unit)


@cache
def split_power(unit: str) -> tuple[int, str]:
    """The power of ten that a unit begins with, and the rest: 万平方米 is 4 and 平方米."""
    match = _BEGINNING.fullmatch(unit)
    return (POWERS[match[1]], match[2]) if match else (0, unit)


def suffix(unit: str) -> str:
    """A unit behind a number: 39 户, but 5.5%."""
    return unit if unit in ("", "%") else f" {unit}"


@cache
def has_singular(unit: str) -> bool:
    """Whether a unit is the plural of a word, as far as its letters tell: lifts, NGOs; not km², kWh, 户 or million yuan."""
    words = "".join(each if each.isalpha() else " " for each in unit).split()
    return not split_power(unit)[0] and any(
        len(word) > 2 and (word[1:].islower() or (word[-1] == "s" and word[:-1].isupper()))
        for word in words
    )


def without_sign(unit: str) -> str:
    """A unit as a label has it: "10,000 m²" for "×10,000 m²"."""
    return unit.removeprefix("×")


def natural_scale(power: int, unit: str, names: Mapping[int, str], largest: float) -> Scale:
    """The scale of figures in 10^``power`` ``unit`` of which ``largest`` is the largest.

    ``names`` has the names of a language's large numbers by their power: ``{6: "million {unit}"}``.
    """
    if not largest or math.isnan(largest):
        return Scale(power, unit)
    magnitude = Decimal(repr(float(largest))).adjusted() + power
    named = max((each for each in names if each <= magnitude), default=0)
    if not named:
        return Scale(power, unit)
    name = names[named].removesuffix("{unit}")
    space = " " if name[-1:] > "\x7f" and unit[:1].isascii() else ""  # 亿元, but 亿 NZD
    return Scale(power - named, f"{name}{space}{unit}".strip())


def largest_of(*figures: float) -> float:
    """The largest magnitude of the known figures; NaN where none is known."""
    return max((abs(figure) for figure in figures if not math.isnan(figure)), default=math.nan)
