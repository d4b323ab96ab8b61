"""Alternating repeats, their medians, and the row each comparison becomes."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any, NamedTuple


class Row(NamedTuple):
    """``ours`` beside ``other``, in seconds; ``limit`` is the reach for ours / other, if there is one."""

    what: str
    ours: float
    beside: str
    other: float
    limit: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours / self.other

    def cells(self) -> list[str]:
        met = "" if self.limit is None else "yes" if self.ratio <= self.limit else "NO"
        reach = "" if self.limit is None else _times(self.limit)
        times = (_seconds(self.ours), _seconds(self.other))
        return [self.what, times[0], self.beside, times[1], _times(self.ratio), reach, met]


HEAD = ["what", "ours", "beside", "takes", "ratio", "reach", "met"]


def medians(repeats: int, calls: Mapping[str, Callable[[], Any]]) -> dict[str, float]:
    """The median CPU seconds of each call, taken in turns so that a busy machine is busy for all."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(repeats):
        for name, call in calls.items():
            gc.collect()
            start = time.process_time()
            kept = call()
            taken[name].append(time.process_time() - start)
            del kept
    return {name: median(times) for name, times in taken.items()}


def table(rows: list[Row]) -> str:
    """The rows as a Markdown table, its columns aligned."""
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


def _times(ratio: float) -> str:
    return f"{ratio:.2f} ×" if ratio >= 1 else f"{1 / ratio:.1f} × faster"
