"""SVG as text: lines, scales and ticks.

Colours are classes of the page's style sheet, for light and dark; there are no inline styles, so a page
may forbid them. Units are those of the view box.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from math import floor, log10

from tracker.html import Html


def line(class_: str, *corners: tuple[float, float]) -> Html:
    """A line through points."""
    return f'<path class="{class_}" d="M{"L".join(f"{x:.1f} {y:.1f}" for x, y in corners)}"/>'


Scale = Callable[[float], float]


def scale(first: float, last: float, start: float, end: float) -> Scale:
    """From ``first``..``last`` to ``start``..``end`` of the drawing."""
    per = (end - start) / ((last - first) or 1.0)
    return lambda value: start + (value - first) * per


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers within, about so many."""
    room = high - low
    if room <= 0:
        return [low]
    step = 10.0 ** floor(log10(room / about))
    step *= next((by for by in (1, 2, 5) if room / (step * by) <= about), 10)
    first = -floor(-low / step)
    count = int((high - first * step) / step + 1e-9) + 1
    return [float(f"{(first + n) * step:.15g}") for n in range(count)]  # without noise


def date_ticks(first: dt.date, last: dt.date, about: int = 6) -> list[tuple[dt.date, str]]:
    """Beginnings of years, quarters or months within, with their labels."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step = next(
        (step for step in (1, 3, 6, 12, 24, 60, 120, 240, 600) if months / step <= about), 1200
    )
    ticks = []
    number = -(-(first.year * 12 + first.month - 1 + (first.day > 1)) // step) * step
    while (on := _first_of_month(number)) <= last:
        ticks.append((on, f"{on.year}" if step >= 12 else f"{on.year}-{on.month:02}"))
        number += step
    return ticks


def _first_of_month(number: int) -> dt.date:
    return dt.date(number // 12, number % 12 + 1, 1)
