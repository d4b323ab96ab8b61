"""Labels of a drawing that is as wide as its container: their size, and places where none touches another.

Across, a place is a share of the drawing's width and a shift in pixels; down, it is in pixels. Type has one
size at every width, so labels that are apart in the narrowest drawing are apart in every wider one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from typing import Final, NamedTuple

from tracker.html import Html, tag, text
from tracker.i18n import width as display_width

FONT_SIZE: Final = 13
_LINE_HEIGHT: Final = 18
_ASCENT: Final = 13  # from the baseline to the top of a line
_NARROW: Final = frozenset(" !'(),-./:;I[]fijlrt{|}`")
_WIDE: Final = frozenset("%@MWmw")
_DISTANCE: Final = 4
"""Pixels between two labels."""


@lru_cache(maxsize=4096)
def text_width(label: str, size: float = FONT_SIZE) -> float:
    """The pixels that a text takes at most, in the bold weight of the fonts in `look.css`."""
    return size * sum(map(_em, label))


def _em(character: str) -> float:
    if character in _NARROW:
        return 0.43
    if character in _WIDE:
        return 1.0
    if character.isascii():
        return 0.78 if character.isupper() else 0.64
    columns = display_width(character)
    if columns == 1 and character.isalpha():
        return 0.78
    return min(columns, 1)


class Box(NamedTuple):
    """The pixels that something takes."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        return (
            self.left < other.right + _DISTANCE
            and other.left < self.right + _DISTANCE
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Label(NamedTuple):
    """A line of text; ``y`` is its baseline."""

    text: str
    class_: str
    across: float  # a share of the width
    y: float
    anchor: str = "start"  # start, middle or end: the part of the text that is at its place
    shift: float = 0.0  # pixels to the right

    def box(self, width: float) -> Box:
        size = text_width(self.text)
        left = self.across * width + self.shift
        left -= {"start": 0.0, "middle": size / 2, "end": size}[self.anchor]
        top = self.y - _ASCENT
        return Box(left, top, left + size, top + _LINE_HEIGHT)

    def draw(self) -> Html:
        return tag(
            "text",
            text(self.text),
            class_=self.class_,
            x=percent(self.across),
            y=f"{self.y:.1f}",
            text_anchor=None if self.anchor == "start" else self.anchor,
            transform=f"translate({self.shift:g} 0)" if self.shift else None,
        )


def percent(share: float) -> str:
    """A share as a coordinate: "12.34%"."""
    return f"{100 * share:.2f}%"


Line = Sequence[tuple[float, float]]
"""A line through points: across as a share of the width, down in pixels."""


@dataclass
class Room:
    """Where labels may be, and what they must keep clear of."""

    widths: Sequence[float]
    """Pixels of the drawing at which labels are kept apart, the narrowest first."""
    left: float
    """Pixels beyond the left edge that a label may take."""
    right: float
    top: float
    bottom: float
    lines: list[Line] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    """Those placed so far."""
    _segments: list[list[tuple[float, float, float, float]]] = field(
        default_factory=list, init=False, repr=False
    )

    def place(self, *candidates: Label, may_cross: bool = False) -> bool:
        """Add the first candidate that touches neither a label nor a line; False if none is left.

        With ``may_cross``, one that lies on a line is better than none.
        """
        chosen = None
        for label in candidates:
            if self._is_free(label):
                if not self._is_crossed(label):
                    chosen = label
                    break
                if may_cross and chosen is None:
                    chosen = label
        if chosen is not None:
            self.labels.append(chosen)
        return chosen is not None

    def has_label_at(self, across: float, top: float, bottom: float) -> bool:
        """Whether a label touches an upright line."""
        return any(
            Box(across * width, top, across * width, bottom).touches(label.box(width))
            for width in self.widths
            for label in self.labels
        )

    def _is_free(self, label: Label) -> bool:
        for width in self.widths:
            box = label.box(width)
            if box.left < -self.left or box.right > width + self.right:
                return False
            if box.top < self.top or box.bottom > self.bottom:
                return False
            if any(box.touches(other.box(width)) for other in self.labels):
                return False
        return True

    def _is_crossed(self, label: Label) -> bool:
        for line in self.lines[len(self._segments) :]:
            self._segments.append(_segments(line))
        for width in self.widths:
            left, top, right, bottom = label.box(width)
            for segments in self._segments:
                for x1, y1, x2, y2 in segments:
                    before, after = x1 * width, x2 * width
                    if after < left or before > right or (y1 <= top and y2 <= top):
                        continue
                    if y1 >= bottom and y2 >= bottom:
                        continue
                    if before < after:  # the part of the segment above or below the box
                        slope = (y2 - y1) / (after - before)
                        start = y1 + slope * (max(before, left) - before)
                        end = y1 + slope * (min(after, right) - before)
                    else:
                        start, end = y1, y2
                    if min(start, end) < bottom and max(start, end) > top:
                        return True
        return False


def _segments(line: Line) -> list[tuple[float, float, float, float]]:
    """The ends of each part of a line, the left one first; of a single point, twice that point."""
    ends = pairwise(line) if len(line) > 1 else [(line[0], line[0])] if line else []
    return [(*first, *last) for first, last in map(sorted, ends)]
