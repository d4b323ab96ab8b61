"""Computes the tables of a portfolio in parts, so that one changed target does not recompute all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import is_
from typing import Final

import numpy as np

from tracker.analysis.columns import TableColumns, joined
from tracker.analysis.tables import FRAMES, Tables, tables
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target

PART_SIZE: Final = 500
"""Targets per part."""
_OF_THE_WHOLE: Final = ("reviews", "decisions")
"""Every part has these of the whole portfolio."""


class TablesCache:
    """Caches the tables of each part as long as its targets are the same objects."""

    def __init__(self) -> None:
        self._shared: tuple[object, ...] = ()
        self._cached: dict[int, tuple[tuple[Target, ...], Tables]] = {}

    def tables(self, portfolio: Portfolio) -> Tables:
        """The same as `tables.tables`."""
        shared = (portfolio.header, portfolio.organisations, portfolio.documents)
        if shared != self._shared:
            self._shared, self._cached = shared, {}
        parts: dict[int, tuple[tuple[Target, ...], Tables]] = {}
        for first in range(0, len(portfolio.targets), PART_SIZE):
            targets = portfolio.targets[first : first + PART_SIZE]
            part = self._cached.get(first)
            if part is None or not _all_same(part[0], targets):
                part = targets, tables(replace(portfolio, targets=targets))
            parts[first] = part
        self._cached = parts
        if not parts:
            return tables(portfolio)
        return _concat_tables([part_tables for _, part_tables in parts.values()])


def _all_same(some: Sequence[object], others: Sequence[object]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _concat_tables(parts: Sequence[Tables]) -> Tables:
    """The parts one below the other; references to rows of ``updates`` are shifted accordingly."""
    if len(parts) == 1:
        return parts[0]
    whole = {
        name: getattr(parts[0].columns, name)
        if name in _OF_THE_WHOLE
        else joined([getattr(part.columns, name) for part in parts])
        for name in FRAMES
    }
    updates, offset = [], 0
    for part in parts:
        updates.append(part.columns.done["update"] + offset)
        offset += len(part.columns.updates)
    whole["done"] = whole["done"].replaced({"update": np.concatenate(updates)})
    return Tables(TableColumns(whole), parts[0].money)
