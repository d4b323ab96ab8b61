"""The tables of a portfolio made in parts, so that one changed target does not make them all anew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import is_
from typing import Final

import pandas as pd

from tracker.analysis.tables import Tables, tables
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target

PART_SIZE: Final = 500
"""Targets in a part."""


class TablesCache:
    """Keeps each part's tables as long as its targets are the very same."""

    def __init__(self) -> None:
        self._shared: tuple[object, ...] = ()
        self._cached: dict[int, tuple[tuple[Target, ...], Tables]] = {}

    def tables(self, portfolio: Portfolio) -> Tables:
        """As `frames.tables` gives them."""
        around = (portfolio.header, portfolio.organisations, portfolio.documents)
        if around != self._shared:
            self._shared, self._cached = around, {}
        kept: dict[int, tuple[tuple[Target, ...], Tables]] = {}
        for first in range(0, len(portfolio.targets), PART_SIZE):
            targets = portfolio.targets[first : first + PART_SIZE]
            known = self._cached.get(first)
            if known is None or not _all_same(known[0], targets):
                known = targets, tables(replace(portfolio, targets=targets))
            kept[first] = known
        self._cached = kept
        made = [part for _, part in kept.values()]
        return _concat_tables(made) if made else tables(portfolio)


def _all_same(some: Sequence[object], others: Sequence[object]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _concat_tables(parts: Sequence[Tables]) -> Tables:
    """One below the other; what points to rows of another part's updates points to them still."""
    if len(parts) == 1:
        return parts[0]
    joined = {
        name: pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        for name in Tables._fields
        if name not in ("done", "money")
    }
    done, before = [], 0
    for part in parts:
        done.append(part.done.assign(update=part.done["update"] + before))
        before += len(part.updates)
    return Tables(**joined, done=pd.concat(done, ignore_index=True), money=parts[0].money)
