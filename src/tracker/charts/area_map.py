"""Marks on outlines that the portfolio brings: a map without a service, as SVG.

Degrees are projected so that both directions have one scale in the middle of the map. Close marks are one
mark with their number.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

from tracker.html import Html, status_class, tag, text

Ring = Sequence[tuple[float, float]]
WIDTH: Final = 1000
_MIN_HEIGHT, _MAX_HEIGHT = 560, 1300
_MARGIN: Final = 50
_CLOSE: Final = 112.0
"""Marks nearer than this are one: no number lies on another."""
_TOLERANCE: Final = 1.2
"""Units by which a line may be off: it is read from across a hall."""


class Mark(NamedTuple):
    """A place and what is there."""

    lon: float
    lat: float
    id: str
    status: str


class Cluster(NamedTuple):
    """Close marks in one place, in units of the drawing."""

    x: float
    y: float
    marks: tuple[Mark, ...]


class AreaMap(NamedTuple):
    """The drawing before it has marks: its height and its outlines, in its own units."""

    height: int
    rings: tuple[tuple[tuple[float, float], ...], ...]
    west: float
    north: float
    scale: float
    squeeze: float

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        x = _MARGIN + (lon - self.west) * self.squeeze * self.scale
        return x, _MARGIN + (self.north - lat) * self.scale


def area_map(rings: Sequence[Ring], marks: Sequence[Mark]) -> AreaMap:
    """The extent of outlines and marks together."""
    points = [point for ring in rings for point in ring] + [(mark.lon, mark.lat) for mark in marks]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    squeeze = math.cos(math.radians((south + north) / 2))
    across, up = max((east - west) * squeeze, 1e-6), max(north - south, 1e-6)
    room = WIDTH - 2 * _MARGIN
    scale = min(room / across, (_MAX_HEIGHT - 2 * _MARGIN) / up)
    height = max(_MIN_HEIGHT, math.ceil(up * scale + 2 * _MARGIN))
    bare = AreaMap(height, (), west, north, scale, squeeze)
    drawn = (_simplified([bare.place(*point) for point in ring]) for ring in rings)
    return bare._replace(rings=tuple(tuple(ring) for ring in drawn if len(ring) > 1))


def clusters(drawing: AreaMap, marks: Sequence[Mark]) -> list[Cluster]:
    """Marks in their places, close ones together, from north to south."""
    found: list[Cluster] = []
    for mark in marks:
        x, y = drawing.place(mark.lon, mark.lat)
        near = next((n for n, c in enumerate(found) if math.hypot(c.x - x, c.y - y) < _CLOSE), None)
        if near is None:
            found.append(Cluster(x, y, (mark,)))
        else:
            found[near] = found[near]._replace(marks=(*found[near].marks, mark))
    return sorted(found, key=lambda one: (one.y, one.x))


def draw(
    drawing: AreaMap,
    shown: Sequence[Cluster],
    worst: Sequence[str],
    others: Sequence[Cluster],
    label: str,
) -> Html:
    """Outlines with numbered marks, each in the colour of its status in ``worst``; ``others`` are dots."""
    dots = [f'<circle class="dot" cx="{one.x:.0f}" cy="{one.y:.0f}" r="16"/>' for one in others]
    lines = "".join("M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in ring) for ring in drawing.rings)
    marks = [
        f'<g class="{status_class(status)}"><circle cx="{one.x:.0f}" cy="{one.y:.0f}" r="52"/>'
        f'<text x="{one.x:.0f}" y="{one.y + 25:.0f}" text-anchor="middle">{number}</text></g>'
        for number, (one, status) in enumerate(zip(shown, worst, strict=True), 1)
    ]
    return tag(
        "svg",
        f'<path d="{lines}"/>',
        *dots,
        *marks,
        class_="area",
        viewBox=f"0 0 {WIDTH} {drawing.height}",
        role="img",
        aria_label=text(label),
    )


def _simplified(ring: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Without points that lie on the line of their neighbours (Douglas and Peucker)."""
    if len(ring) < 3:
        return list(ring)
    keep = {0, len(ring) - 1}
    open_parts = [(0, len(ring) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        far, where = 0.0, None
        for n in range(first + 1, last):
            distance = _distance(ring[n], ring[first], ring[last])
            if distance > far:
                far, where = distance, n
        if where is not None and far > _TOLERANCE:
            keep.add(where)
            open_parts += [(first, where), (where, last)]
    return [ring[n] for n in sorted(keep)]


def _distance(
    point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]
) -> float:
    """From a point to a line; to its start where it has no length."""
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = math.hypot(x2 - x1, y2 - y1)
    if length == 0:
        return math.hypot(x - x1, y - y1)
    return abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
