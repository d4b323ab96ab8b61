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
    values: Sequence[tuple[dt.date, float]], until: dt.date, status_class: str, label: str
) -> Html:
    """The values by day, from the first one to the day ``until``, so that silence since shows; the last one as a dot.

    ``status_class`` colours the dot. "" for fewer than two values, which have no course.
    """
    if len(values) < 2:
        return ""
    days = [float(on.toordinal()) for on, _ in values]
    heights = [value for _, value in values]
    x = scale(days[0], float(until.toordinal()), _MARGIN, _WIDTH - _MARGIN)
    y = scale(min(heights), max(heights), _HEIGHT - _MARGIN, _MARGIN)
    is_flat = min(heights) == max(heights)
    points = [
        (x(day), _HEIGHT / 2 if is_flat else y(height))
        for day, height in zip(days, heights, strict=True)
    ]
    path = "L".join(f"{at:.1f} {up:.1f}" for at, up in points)
    at, up = points[-1]
    return (
        f'<svg class="spark" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{text(label)}">'
        f'<path d="M{path}"/><circle class="{status_class}" cx="{at:.1f}" cy="{up:.1f}" r="{_MARGIN}"/></svg>'
    )
