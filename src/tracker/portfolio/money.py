"""Amounts of money, their units and currencies."""

from __future__ import annotations

from typing import Final, NamedTuple

# The units money is written in, each with its currency and its size in that currency's unit.
MONEY_UNITS: Final[dict[str, tuple[str, float]]] = {
    "元": ("CNY", 1.0),
    "万元": ("CNY", 1e4),
    "亿元": ("CNY", 1e8),
}


class Amount(NamedTuple):
    """An amount that names its own unit, such as ``12500 万元``."""

    value: float
    unit: str


def currency_of(unit: str) -> str:
    """The ISO 4217 code behind a money unit (元, 万元 and 亿元 are CNY)."""
    return MONEY_UNITS[unit][0] if unit in MONEY_UNITS else unit


def convert_amount(amount: float | Amount, unit: str) -> float:
    """``amount`` in ``unit``; a bare number already is. ValueError when the currencies differ."""
    if not isinstance(amount, Amount):
        return amount
    if currency_of(amount.unit) != currency_of(unit):
        raise ValueError(f"{amount.unit} is not a unit of {currency_of(unit)}")
    factor = MONEY_UNITS.get(amount.unit, ("", 1.0))[1] / MONEY_UNITS.get(unit, ("", 1.0))[1]
    return float(f"{amount.value * factor:.15g}")  # 0.1 亿元 is 1000 万元, not 1000.0000000000001
