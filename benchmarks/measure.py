"""Alternating repeats, their medians, and the result table."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any, NamedTuple


class Row(NamedTuple):
    """``ours`` compared with ``other``, in seconds or kB; ``limit`` is the largest accepted ours / other, if any."""

    what: str
    ours: float
    beside: str
    other: float
    limit: float | None = None
    unit: str = "s"

    @property
    def ratio(self) -> float:
        return self.ours / self.other

    def cells(self) -> list[str]:
        met = "" if self.limit is None else "yes" if self.ratio <= self.limit else "NO"
        limit = "" if self.limit is None else _times(self.limit)
        shown = _seconds if self.unit == "s" else _kilobytes
        times = (shown(self.ours), shown(self.other))
        return [self.what, times[0], self.beside, times[1], _times(self.ratio), limit, met]


HEAD = ["what", "ours", "compared with", "takes", "ratio", "limit", "met"]


def medians(repeats: int, calls: Mapping[str, Callable[[], Any]]) -> dict[str, float]:
    """The median CPU seconds of each call; calls alternate, so that load on the machine affects all of them."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            gc.collect()
            start = time.process_time()
            result = call()
            taken[name].append(time.process_time() - start)
            del result
    return {name: median(times) for name, times in taken.items()}


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table with aligned columns."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    lines.insert(1, ["-" * width for width in widths])
    return "\n".join(
        "| "
        + " | ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))
        + " |"
        for line in lines
    )


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value >= 1 else f"{1000 * value:.3g} ms"


def _kilobytes(value: float) -> str:
    return f"{value:.1f} kB"


def _times(ratio: float) -> str:
    return f"{ratio:.2f} ×" if ratio >= 1 else f"{1 / ratio:.1f} × faster"
