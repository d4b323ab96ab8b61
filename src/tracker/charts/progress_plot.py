"""The places of all that is drawn of one target over time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis.planned_points import PlannedPoint
from tracker.analysis.series import ProgressSeries, SeriesPoint, pieces
from tracker.charts.labels import Label, Line
from tracker.i18n import Translator

PLOT_HEIGHT: Final = 230.0
FOOT: Final = 28.0
"""Pixels below the plot, for the dates."""
RIGHT: Final = 20
"""Pixels beside the plot, for the last date: the padding of `.chart` in charts.css, like the next."""
LEFT_STEP: Final = 12
MAX_LEFT: Final = 20
"""There is room for the values in so many steps of so many pixels: the classes `left-N` of charts.css."""
PHONE: Final = 290
"""Pixels of the narrowest chart, with what is beside the plot."""
SIZES: Final[Mapping[str, tuple[int, ...]]] = {
    "at-narrow": (0, 420, 559),
    "at-wide": (560, 760, 1160),
}
"""By class in charts.css: widths of a plot at which labels keep clear of everything; 0: on a phone."""
MAX_LONG_STEMS: Final = 5
"""So many revisions have lines down to the dates; more would hide the figures."""


class Axes(NamedTuple):
    """From days and values to places: shares of the width across, pixels down."""

    across: Callable[[dt.date], float]
    down: Callable[[float], float]
    kind: str

    @property
    def is_stepped(self) -> bool:
        """Of milestones, whose line goes along first, then up."""
        return self.kind == "milestones"

    def line(self, points: Iterable[tuple[dt.date, float]]) -> Line:
        corners = [(self.across(on), self.down(value)) for on, value in points]
        if not self.is_stepped:
            return corners
        stair = corners[:1]
        for x, y in corners[1:]:
            stair += [(x, stair[-1][1]), (x, y)]
        return stair

    def lines(self, points: Iterable[SeriesPoint]) -> list[Line]:
        """The lines through points: of a flow one a year."""
        return [
            self.line((point.date, point.value) for point in piece)
            for piece in pieces(self.kind, points)
        ]

    def goal(
        self,
        planned: Sequence[PlannedPoint],
        bounds: Iterable[float],
        ends: tuple[dt.date, dt.date],
    ) -> list[Line]:
        """The plan, or the bounds of a rate, or the goal where there is no date to plan for."""
        if len(planned) > 1:
            return self.lines(planned)
        if planned:  # one value for one day: from then on, or a dash at that day
            x, y = self.across(planned[0].date), self.down(planned[0].value)
            return [[(x, y), (1.0, y)] if self.is_stepped else [(x - 0.02, y), (x + 0.02, y)]]
        if self.is_stepped:
            return []
        return [self.line((end, bound) for end in ends) for bound in bounds if not isnan(bound)]


def year_goals(series: ProgressSeries, planned: Sequence[Line]) -> list[Line]:
    """A mark at the goal of each year of a flow; ``planned`` has a line for each of them."""
    if series.kind != "flow":
        return []
    ends = [(line[0][0], line[-1]) for line in planned if len(line) > 1]
    return [[(x - _MARK * (x - start), y), (x, y)] for start, (x, y) in ends]


_MARK: Final = 0.4
"""Of a year, the width of the mark at its goal."""


class Plot(NamedTuple):
    """A series with the places of all that is drawn of it."""

    series: ProgressSeries
    t: Translator
    axes: Axes
    values: Sequence[tuple[float, str]]  # on the axis, with their labels
    dates: Sequence[tuple[dt.date, str]]
    left: int  # steps of `LEFT_STEP` to the left of the plot
    top: float  # where the plot begins, below the header
    has_as_of: bool
    planned: Sequence[Line]
    original: Sequence[Line]  # as `planned`, before all revisions
    actual: Sequence[Line]
    outlook: Line  # the corners of its range, as far as the axes show it
    revisions: Mapping[dt.date, str]  # by day, in words
    labels: Mapping[str, Sequence[Label]]  # by class in `SIZES`; "" for both
    stems: Mapping[
        str, Sequence[tuple[dt.date, float]]
    ]  # upright lines of revisions: where they begin

    @property
    def bottom(self) -> float:
        return self.top + PLOT_HEIGHT

    @property
    def height(self) -> float:
        return self.bottom + FOOT
