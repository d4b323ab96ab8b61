"""The reported values of one target as a line without axes, for a row of a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from tracker.charts.svg import scale
from tracker.html import Html, text

_WIDTH: Final = 96
_HEIGHT: Final = 24
_MARGIN: Final = 3  # the radius of the last point


def sparkline(
    values: Sequence[tuple[dt.date, float]],
    until: dt.date,
    status_class: str,
    label: str,
    bounds: Sequence[float] = (),
    *,
    is_yearly: bool = False,
) -> Html:
    """The values by day, from the first one to the day ``until``, so that silence since shows; the last one as a dot.

    ``status_class`` colours the dot. ``bounds`` are level lines, which a rate must keep to; ``is_yearly`` values begin at zero again each year, so that no line joins those of two. "" for fewer than two
    values, which have no course, and no bound to hold one value against.
    """
    if len(values) < (1 if bounds else 2):
        return ""
    days = [float(on.toordinal()) for on, _ in values]
    heights = [value for _, value in values]
    x = scale(days[0], float(until.toordinal()), _MARGIN, _WIDTH - _MARGIN)
    low, high = min(*heights, *bounds, heights[0]), max(*heights, *bounds, heights[0])
    y = scale(low, high, _HEIGHT - _MARGIN, _MARGIN)
    is_flat = low == high
    points = [
        (x(day), _HEIGHT / 2 if is_flat else y(height))
        for day, height in zip(days, heights, strict=True)
    ]
    is_new = [
        is_yearly and n > 0 and values[n - 1][0].year < on.year for n, (on, _) in enumerate(values)
    ]
    path = "".join(
        f"{'M' if starts or not n else 'L'}{at:.1f} {up:.1f}"
        for n, (starts, (at, up)) in enumerate(zip(is_new, points, strict=True))
    )
    levels = [_HEIGHT / 2 if is_flat else y(bound) for bound in bounds]
    lines = "".join(f'<path class="bound" d="M0 {level:.1f}H{_WIDTH}"/>' for level in levels)
    at, up = points[-1]
    return (
        f'<svg class="spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{text(label)}">'
        f'{lines}<path d="{path}"/><circle class="{status_class}" cx="{at:.1f}" cy="{up:.1f}" r="{_MARGIN}"/></svg>'
    )
