"""Computes the tables of a portfolio in parts, so that one changed target does not recompute all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from operator import is_
from typing import Final

import pandas as pd

from tracker.analysis.tables import FRAMES, Tables, tables
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target

PART_SIZE: Final = 500
"""Targets per part."""
_OF_THE_WHOLE: Final = ("reviews", "decisions", "money")
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
    joined = {
        name: pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        for name in FRAMES
        if name not in ("done", *_OF_THE_WHOLE)
    }
    joined |= {name: getattr(parts[0], name) for name in _OF_THE_WHOLE}
    done, offset = [], 0
    for part in parts:
        done.append(part.done.assign(update=part.done["update"] + offset))
        offset += len(part.updates)
    return Tables(**joined, done=pd.concat(done, ignore_index=True))
