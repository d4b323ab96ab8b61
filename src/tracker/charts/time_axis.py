"""An axis of whole years, with one break where a far date would squeeze everything else.

Positions are percent of the width of a drawing, so that a drawing fits any width.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from itertools import pairwise
from typing import Final, NamedTuple

from tracker.charts import svg
from tracker.i18n import Translator

MIN_OMITTED: Final = 8
"""Years without a date that a break leaves out at least."""
_BREAK_WIDTH: Final = 3.0  # percent of the axis, as are the next two
_MIN_PIECE_WIDTH: Final = 13.0
_LABEL_ROOM: Final = 9.0
"""What a label of four digits takes of the narrowest drawing that has one for each year."""
_MAX_LABELS: Final = 10


class Piece(NamedTuple):
    """A run of whole years between two positions."""

    first: dt.date
    last: dt.date
    start: float
    end: float


class Tick(NamedTuple):
    """The beginning of a year, or of a quarter on a short axis."""

    position: float
    label: str  # "" where there is no room for one


class TimeAxis(NamedTuple):
    """The pieces from left to right: one, or two with a break between them."""

    pieces: tuple[Piece, ...]

    def position(self, on: dt.date) -> float:
        """The position of a day; a day in the break, or beyond an end, is put at its edge."""
        for piece in self.pieces:
            if on <= piece.last:
                day = min(max(on, piece.first), piece.last).toordinal()
                scale = svg.scale(
                    piece.first.toordinal(), piece.last.toordinal() + 1, piece.start, piece.end
                )
                return scale(day)
        return self.pieces[-1].end

    @property
    def break_at(self) -> float | None:
        """The middle of the break; None for an axis without one."""
        if len(self.pieces) == 1:
            return None
        return (self.pieces[0].end + self.pieces[1].start) / 2

    @property
    def omitted(self) -> tuple[int, int] | None:
        """The first and the last year that the break leaves out."""
        if len(self.pieces) == 1:
            return None
        return self.pieces[0].last.year + 1, self.pieces[1].first.year - 1

    @property
    def years(self) -> tuple[int, int]:
        """The first and the last year of the axis."""
        return self.pieces[0].first.year, self.pieces[-1].last.year

    @property
    def ticks(self) -> list[Tick]:
        ticks = []
        for piece in self.pieces:
            about = max(1, round(_MAX_LABELS * (piece.end - piece.start) / 100))
            edge = piece.end if piece is self.pieces[-1] else piece.end + _BREAK_WIDTH
            for on, label in svg.date_ticks(piece.first, piece.last, about=about):
                at = self.position(on)
                room = _LABEL_ROOM * len(label) / 4
                ticks.append(Tick(at, label if at + room <= edge else ""))
        return ticks


def time_axis(rows: Iterable[Collection[dt.date]], as_of: dt.date) -> TimeAxis:
    """The axis of rows that each have some dates; ``as_of`` is on it too.

    The longest run of years without a date is left out where it is longer than all other years together, at
    least `MIN_OMITTED`, and some row lies wholly on one side of it: that row is what it would squeeze.
    """
    spans = [(min(dates).year, max(dates).year) for dates in rows if dates]
    years = sorted({as_of.year, *(on.year for dates in rows for on in dates)})
    first, last = years[0], years[-1]
    before, after = max(pairwise([first, *years]), key=lambda pair: pair[1] - pair[0])
    omitted = after - before - 1
    apart = any(end <= before or start >= after for start, end in spans)
    if omitted < MIN_OMITTED or 2 * omitted <= last - first + 1 or not apart:
        return TimeAxis((_piece(first, last, 0.0, 100.0),))
    lengths = before - first + 1, last - after + 1
    room = 100.0 - _BREAK_WIDTH
    share = room * lengths[0] / sum(lengths)
    left = min(max(share, _MIN_PIECE_WIDTH), room - _MIN_PIECE_WIDTH)
    return TimeAxis(
        (_piece(first, before, 0.0, left), _piece(after, last, left + _BREAK_WIDTH, 100.0))
    )


def omitted_text(axis: TimeAxis, t: Translator) -> str:
    """What a break leaves out, in words; "" without one."""
    if axis.omitted is None:
        return ""
    first, last = axis.omitted
    return t("timeline.omitted", first=first, last=last)


def _piece(first: int, last: int, start: float, end: float) -> Piece:
    return Piece(dt.date(first, 1, 1), dt.date(last, 12, 31), start, end)
