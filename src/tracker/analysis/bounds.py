"""Rates: how far a figure is from its bound."""

from __future__ import annotations

from typing import Any

import numpy as np

from tracker.analysis.columns import Floats, TableColumns
from tracker.analysis.goals import Goals


def in_percent(shortfall: Floats, bound: Floats) -> Floats:
    """The shortfall in % of the bound; of a bound of zero any shortfall is more than every percentage."""
    with np.errstate(divide="ignore", invalid="ignore"):
        percent: Floats = np.round(100 * shortfall / np.abs(bound), 9)
    return np.where(shortfall == 0, 0.0, percent)


def rate_shortfall(
    tables: TableColumns, in_force: Goals, row: Any, value: Floats
) -> tuple[Floats, Floats]:
    """The distance of a rate from its bound (0: on the right side), and that bound."""
    kind = tables.targets["kind"][row]
    above_met = tables.targets["above_met"][row]
    low = in_force.goal[row]
    high = np.where(kind == "ceiling", low, np.where(above_met, np.inf, in_force.high[row]))
    below = np.where(np.isin(kind, ["floor", "range"]), np.maximum(low - value, 0.0), 0.0)
    over = np.where(np.isin(kind, ["ceiling", "range"]), np.maximum(value - high, 0.0), 0.0)
    bound = np.where(over > below, high, low)
    return _without_noise(np.maximum(below, over), value, bound), bound


def _without_noise(difference: Floats, value: Floats, bound: Floats) -> Floats:
    """A difference without the noise of binary fractions: 99.999 - 99.996 is 0.003."""
    size = np.maximum(np.abs(value), np.abs(bound))
    with np.errstate(divide="ignore", invalid="ignore"):
        digits = np.clip(14 - np.ceil(np.log10(size)), 0, 22)
    scale = 10.0 ** np.where(np.isfinite(digits), digits, 0)
    rounded: Floats = np.round(difference * scale) / scale
    return np.where(np.isfinite(rounded), rounded, difference)
