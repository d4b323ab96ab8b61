"""Shares and gaps of whole columns, rounded as `tracker.numbers` rounds single ones."""

from __future__ import annotations

from typing import Final

import numpy as np

from tracker.analysis.columns import Floats

_MAX_DECIMALS: Final = 9
"""Of a computed share or gap; `assess` rounds gaps to as many."""


def round_shares(*shares: Floats) -> list[Floats]:
    """Shares in %, each with as many decimals as it needs: the rule of `numbers.percents` for columns.

    One, unless different shares of a row would then look equal, or one read 0% or 100% that is not.
    """
    exact = [np.round(share, _MAX_DECIMALS) for share in shares]
    constants = [np.full_like(shares[0], end) for end in (0.0, 100.0)]
    return _round_apart(exact, constants)


def round_gap(gap: Floats, *limits: Floats) -> Floats:
    """The rule of `numbers.points` for a column: a gap of 10.04 does not read 10 and "more than 10"."""
    return _round_apart([gap], [np.zeros_like(gap), *limits])[0]


def _round_apart(columns: list[Floats], beside: list[Floats]) -> list[Floats]:
    """Columns with the fewest decimals, one at least, that keep different values of a row different.

    Only values that would be misread get more.
    """
    shown = [column.copy() for column in columns]
    pending = [np.ones(len(column), dtype=bool) for column in columns]
    for decimals in range(1, _MAX_DECIMALS + 1):
        for column, text, more in zip(columns, shown, pending, strict=True):
            text[more] = np.round(column[more], decimals)
        exact_values, shown_values = [*columns, *beside], [*shown, *beside]
        pending = [np.zeros(len(column), dtype=bool) for column in columns]
        for nth in range(len(columns)):
            for other in range(nth + 1, len(exact_values)):
                equal = exact_values[nth] == exact_values[other]
                misread = equal != (shown_values[nth] == shown_values[other])
                pending[nth] |= misread
                if other < len(columns):
                    pending[other] |= misread
        if not any(more.any() for more in pending):
            break
    return shown
