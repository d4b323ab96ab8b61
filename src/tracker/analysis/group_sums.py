"""Counts and sums of rows by group.

A sum is rounded once, so that it does not depend on the order of its rows; one of nothing is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum, nan

import numpy as np
import numpy.typing as npt

from tracker.analysis.columns import Bools, Floats


class Groups:
    """Rows in groups. Results are by group, in the order of ``groups``: as they first appear, ``""`` last."""

    def __init__(self, names: Sequence[str], groups: Iterable[str] | None = None) -> None:
        """``names`` has the group of each row; ``groups`` names all of them in another order."""
        found = dict.fromkeys(names) if groups is None else groups
        self.groups: Sequence[str] = sorted(found, key=lambda name: name == "")
        codes = {name: code for code, name in enumerate(self.groups)}
        self._size = len(self.groups)
        self._codes = np.array([codes[name] for name in names], dtype=np.intp)

    def counts(self, chosen: Bools) -> npt.NDArray[np.int64]:
        """How many rows of each group are chosen."""
        return np.bincount(self._codes[chosen], minlength=self._size)

    def sums(self, values: Floats) -> Floats:
        """The sum of the values that each group has; NaN for none."""
        return np.array([fsum(of_group) if of_group else nan for of_group in self._values(values)])

    def means(self, values: Floats) -> Floats:
        """The mean of the values that each group has; NaN for none."""
        groups = self._values(values)
        return np.array([fsum(some) / len(some) if some else nan for some in groups])

    def _values(self, values: Floats) -> list[list[float]]:
        groups: list[list[float]] = [[] for _ in range(self._size)]
        known = ~np.isnan(values)
        for code, value in zip(self._codes[known].tolist(), values[known].tolist(), strict=True):
            groups[code].append(value)
        return groups
