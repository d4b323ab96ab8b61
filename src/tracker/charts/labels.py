"""Labels of a drawing that is as wide as its container: their size, and places where none touches another.

Across, a place is a share of the drawing's width and a shift in pixels; down, it is in pixels. Type has one
size at every width, so labels that are apart in the narrowest drawing are apart in every wider one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
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
_RADIUS: Final = 4
"""Pixels that a mark takes to either side."""


@lru_cache(maxsize=4096)
def text_width(label: str, size: float = FONT_SIZE) -> float:
    """The pixels that a text takes at most, in the bold weight of the fonts in `look.css`."""
    return size * sum(map(_em, label))


@cache
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

    def boxes(self, widths: Iterable[float]) -> list[Box]:
        """The pixels that it takes in drawings of several widths."""
        _, _, across, y, anchor, shift = self
        size = text_width(self.text)
        before = 0.0 if anchor == "start" else size if anchor == "end" else size / 2
        top = y - _ASCENT
        bottom = top + _LINE_HEIGHT
        lefts = [across * width + shift - before for width in widths]
        return [Box(left, top, left + size, bottom) for left in lefts]

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
Segment = tuple[float, float, float, float]
"""A straight part of a line: across and down at its left end, then at its right one."""


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
    segments: list[Segment] = field(default_factory=list)
    """Of lines and marks."""
    labels: list[Label] = field(default_factory=list)
    """Those placed so far."""
    _boxes: list[Sequence[Box]] = field(default_factory=list, init=False, repr=False)
    """Of the labels, at each width."""
    _marks: list[tuple[float, float]] = field(default_factory=list, init=False, repr=False)
    """The points among the segments: reported figures."""

    def __post_init__(self) -> None:
        self._marks = [(x, y) for x, y, *end in self.segments if end == [x, y]]

    def place(self, candidates: Iterable[Label], *, may_cross: bool = False) -> bool:
        """Add the first candidate that touches neither a label nor a line; False if none is left.

        With ``may_cross``, one that lies on a line is better than none, and one that hides a mark the last resort.
        """
        chosen, is_last_resort = None, False
        for label in candidates:
            boxes = label.boxes(self.widths)
            if self._is_free(boxes):
                hides = self._hides_mark(boxes)
                if not hides and not self._is_crossed(boxes):
                    chosen = label, boxes
                    break
                if may_cross and (chosen is None or (is_last_resort and not hides)):
                    chosen, is_last_resort = (label, boxes), hides
        if chosen is None:
            return False
        self.labels.append(chosen[0])
        self._boxes.append(chosen[1])
        return True

    def has_label_at(self, across: float, top: float, bottom: float) -> bool:
        """Whether a label touches an upright line."""
        return any(
            Box(across * width, top, across * width, bottom).touches(box)
            for boxes in self._boxes
            for width, box in zip(self.widths, boxes, strict=True)
        )

    def _is_free(self, boxes: Sequence[Box]) -> bool:
        _, top, _, bottom = boxes[0]  # the same at every width
        if top < self.top or bottom > self.bottom:
            return False
        beside = [each for each in self._boxes if each[0].top < bottom and top < each[0].bottom]
        for nth, (width, box) in enumerate(zip(self.widths, boxes, strict=True)):
            if box.left < -self.left or box.right > width + self.right:
                return False
            for others in beside:
                if box.touches(others[nth]):
                    return False
        return True

    def _hides_mark(self, boxes: Sequence[Box]) -> bool:
        _, top, _, bottom = boxes[0]
        return any(
            box.left - _RADIUS < x * width < box.right + _RADIUS
            for x, y in self._marks
            if top < y < bottom
            for width, box in zip(self.widths, boxes, strict=True)
        )

    def _is_crossed(self, boxes: Sequence[Box]) -> bool:
        _, top, _, bottom = boxes[0]
        at_widths = list(zip(self.widths, boxes, strict=True))
        for x1, y1, x2, y2 in self.segments:
            if (y1 <= top and y2 <= top) or (y1 >= bottom and y2 >= bottom):
                continue
            for width, box in at_widths:
                start, end = x1 * width, x2 * width
                if end < box.left or start > box.right:
                    continue
                if _is_within(box, start, y1, end, y2):
                    return True
        return False


def _is_within(box: Box, x1: float, y1: float, x2: float, y2: float) -> bool:
    """Whether the part of a line that is above or below a box reaches into it."""
    if x1 < x2:
        slope = (y2 - y1) / (x2 - x1)
        y2 = y1 + slope * (min(x2, box.right) - x1)
        y1 += slope * (max(x1, box.left) - x1)
    return min(y1, y2) < box.bottom and max(y1, y2) > box.top


def segments(line: Line) -> list[Segment]:
    """The straight parts of a line; of a single point, twice that point."""
    ends = pairwise(line) if len(line) > 1 else [(line[0], line[0])] if line else []
    return [(*first, *last) for first, last in map(sorted, ends)]
