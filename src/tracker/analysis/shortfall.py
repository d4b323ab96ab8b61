"""The distance of a rate from its bound in words: "5.0 points below the floor"."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from tracker.i18n import Translator, plural_count
from tracker.numbers import number

PERCENT_SIGNS: Final = ("%", "％")
_MAX_LENGTH: Final = 22  # characters; longer numbers are powers of ten


def shortfall_text(
    t: Translator, kind: str, value: float, bounds: tuple[float, float], unit: str
) -> str:
    """How far a rate is from its bound, and on which side; for a rate that holds, an empty text.

    ``bounds`` are the bound, of a range the lower one, and the upper one of a range. The distance has the
    decimals of the two numbers it is between: 0.5 against 5.5 is 5.0.
    """
    goal, high = bounds
    above = value > goal
    bound = high if kind == "range" and above else goal
    distance = Decimal(repr(value)).normalize() - Decimal(repr(bound)).normalize()
    amount = f"{abs(distance):,f}"
    if len(amount) > _MAX_LENGTH:
        amount = number(float(abs(distance)), t.lang)
    if unit in PERCENT_SIGNS:
        short = t("shortfall.points", amount=amount, count=plural_count(amount))
    else:
        short = t.amount(amount, unit)
    if kind == "floor":
        return "" if above else t("shortfall.floor", short=short)
    if kind == "ceiling":
        return t("shortfall.ceiling", short=short) if above else ""
    return t("shortfall.range.above" if above else "shortfall.range.below", short=short)
