"""Shares of one row as marks on a rail: time elapsed a stroke, work a disc, money a diamond.

A rail is as wide as its cell, and its marks keep their shape: positions are percentages, sizes pixels.
"""

from __future__ import annotations

from math import isnan
from typing import Final, NamedTuple

from tracker.html import Html, tag

_HEIGHT: Final = 20
_MARKS: Final = {
    "time": '<path class="time" d="M0-8V8"/>',
    "physical": '<circle class="physical" r="6"/>',
    "money": '<path class="money" d="M0-6 6 0 0 6-6 0z"/>',
}
"""Drawn around the point (0, 0); the later ones lie on the earlier ones and leave them visible."""


class Shares(NamedTuple):
    """Shares of 1 beside each other; NaN where unknown."""

    time: float
    physical: float
    money: float


def rail_end(rows: list[Shares]) -> float:
    """The share at the right end of the rails of a table: 1, or the largest share if money exceeds it."""
    return max([1.0, *(share for row in rows for share in row if not isnan(share))])


def rail(shares: Shares, end: float, *, is_ahead: bool) -> Html:
    """The rail of one row from 0 to ``end``; ``is_ahead`` marks money that runs ahead of the work."""
    parts = [_line("guide", 0, 1)]
    known = [share for share in shares if not isnan(share)]
    if is_ahead:
        parts.append(_line("ahead", shares.physical / end, shares.money / end))
    elif len(known) > 1:
        parts.append(_line("between", min(known) / end, max(known) / end))
    parts += [
        f'<svg x="{_percent(share / end)}" y="50%">{_MARKS[name]}</svg>'
        for name, share in shares._asdict().items()
        if not isnan(share)
    ]
    return tag(
        "svg",
        *parts,
        class_="rail",
        width="100%",
        height=_HEIGHT,
        aria_hidden="true",  # the page has its words
    )


def rail_mark(name: str) -> Html:
    """One mark, for a legend: a field of `Shares`, or ``ahead``."""
    drawing = _MARKS.get(name, '<path class="ahead" d="M-12 0H12"/>')
    return tag(
        "svg",
        drawing,
        class_="rail mark",
        width=26 if name == "ahead" else 16,
        height=16,
        viewBox="-13 -8 26 16" if name == "ahead" else "-8 -8 16 16",
        aria_hidden="true",
    )


def _line(class_: str, start: float, end: float) -> Html:
    return f'<line class="{class_}" x1="{_percent(start)}" x2="{_percent(end)}" y1="50%" y2="50%"/>'


def _percent(share: float) -> str:
    return f"{100 * max(share, 0.0):.2f}%"
