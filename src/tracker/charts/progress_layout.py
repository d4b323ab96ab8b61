"""The layout of the chart of one target: scales, lines, and labels that touch nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from math import ceil, isnan
from typing import Final, NamedTuple, TypeVar

from tracker.analysis.series import PlannedPoint, ProgressSeries, ReportedPoint
from tracker.charts import svg
from tracker.charts.captions import (
    gap_caption,
    goal_caption,
    goal_label,
    original_captions,
    revision_captions,
    value_range,
    value_text,
    visible_dates,
)
from tracker.charts.labels import Label, Line, Room, text_width
from tracker.html import status_class
from tracker.i18n import Translator, day, shorten
from tracker.numbers import number

PLOT_HEIGHT: Final = 230.0
FOOT: Final = 28.0
"""Pixels below the plot, for the dates."""
_RIGHT: Final = 20
"""Pixels beside the plot, for the last date: the padding of `.chart` in charts.css, like the next."""
LEFT_STEP: Final = 12
_MAX_LEFT: Final = 20
"""There is room for the values in so many steps of so many pixels: the classes `left-N` of charts.css."""
_PHONE: Final = 290
"""Pixels of the narrowest chart, with what is beside the plot."""
SIZES: Final[Mapping[str, tuple[int, ...]]] = {
    "at-narrow": (0, 420, 559),
    "at-wide": (560, 760, 1160),
}
"""By class in charts.css: widths of a plot at which labels keep clear of everything; 0: on a phone."""
MAX_LONG_STEMS: Final = 5
"""So many revisions have lines down to the dates; more would hide the figures."""
_ROW: Final = 20.0
_HEADER_ROWS: Final = 3
_NEXT_TO: Final = 8.0
"""Pixels between a label and its point or line."""


class Axes(NamedTuple):
    """From days and values to places: shares of the width across, pixels down."""

    across: Callable[[dt.date], float]
    down: Callable[[float], float]
    is_stepped: bool  # milestones: a line goes along first, then up

    def line(self, points: Iterable[tuple[dt.date, float]]) -> Line:
        corners = [(self.across(on), self.down(value)) for on, value in points]
        if not self.is_stepped:
            return corners
        stair = corners[:1]
        for x, y in corners[1:]:
            stair += [(x, stair[-1][1]), (x, y)]
        return stair

    def goal(
        self,
        planned: Sequence[PlannedPoint],
        bounds: Iterable[float],
        ends: tuple[dt.date, dt.date],
    ) -> list[Line]:
        """The plan, or the bounds of a rate, or the goal where there is no date to plan for."""
        if len(planned) > 1:
            return [self.line((point.date, point.value) for point in planned)]
        if planned:  # one value for one day: from then on, or a dash at that day
            x, y = self.across(planned[0].date), self.down(planned[0].value)
            return [[(x, y), (1.0, y)] if self.is_stepped else [(x - 0.02, y), (x + 0.02, y)]]
        if self.is_stepped:
            return []
        return [self.line((end, bound) for end in ends) for bound in bounds if not isnan(bound)]


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
    actual: Line
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


def layout(series: ProgressSeries, t: Translator) -> Plot:
    """The layout of a series that is not empty, in the unit it is drawn in."""
    first, last, has_as_of = visible_dates(series)
    low, high = value_range(series)
    values = [(value, _value_label(value, t)) for value in svg.ticks(low, high)]
    left = ceil((max(text_width(label) for _, label in values) + 10) / LEFT_STEP)
    share = svg.scale(first.toordinal(), last.toordinal(), 0.0, 1.0)

    def across(on: dt.date) -> float:
        return share(on.toordinal())

    header = {name: _Header(_room(widths, left), {}) for name, widths in SIZES.items()}
    for each in header.values():
        each.fill(series, t, across, has_as_of=has_as_of)
    top = max(each.height for each in header.values())
    down = svg.scale(low, high, top + PLOT_HEIGHT, top)
    axes = Axes(across, down, series.kind == "milestones")
    ends = series.start or first, series.due or last
    original: list[Line] = []
    planned = axes.goal(series.planned, (series.goal, series.high), ends)
    if was := series.original:
        ends_then = was.start or first, was.due or last
        original = axes.goal(was.planned, (was.goal, was.high), ends_then)
        if original == planned:
            original = _due_line(was.due, across, top) if was.due != series.due else []
    plot = Plot(
        series=series,
        t=t,
        axes=axes,
        values=values,
        dates=_date_ticks(first, last, _PHONE - LEFT_STEP * left - _RIGHT),
        left=left,
        top=top,
        has_as_of=has_as_of,
        planned=planned,
        original=original,
        actual=axes.line((point.date, point.value) for point in counting(series)),
        revisions=revision_captions(series, t),
        labels={},
        stems=_by_size(
            {name: [(on, top + y) for on, y in each.stems.items()] for name, each in header.items()}
        ),
    )
    labels = {
        name: [
            *(label._replace(y=label.y + top) for label in header[name].room.labels),
            *_plot_labels(plot, ends, widths),
        ]
        for name, widths in SIZES.items()
    }
    return plot._replace(labels=_by_size(labels))


_Item = TypeVar("_Item")


def _by_size(items: Mapping[str, Sequence[_Item]]) -> dict[str, list[_Item]]:
    """Items by class, with those of all sizes under ""."""
    of_all = [item for item in items["at-wide"] if all(item in each for each in items.values())]
    return {"": of_all} | {
        name: [item for item in each if item not in of_all] for name, each in items.items()
    }


def _value_label(value: float, t: Translator) -> str:
    label = number(value, t.lang)
    return label if text_width(label) + 10 <= LEFT_STEP * _MAX_LEFT else f"{value:.4g}"


def _date_ticks(first: dt.date, last: dt.date, width: float) -> list[tuple[dt.date, str]]:
    """As many dates as have room on a phone."""
    for about in (5, 4, 3, 2):
        ticks = svg.date_ticks(first, last, about)
        days = [(on - first) / (last - first) * width for on, _ in ticks]
        room = max((text_width(label) + 8 for _, label in ticks), default=0.0)
        if all(after - before >= room for before, after in pairwise(days)):
            break
    return ticks


def _due_line(due: dt.date | None, across: Callable[[dt.date], float], top: float) -> list[Line]:
    """A former due date, where the plan itself has remained the same."""
    return [[(across(due), top + PLOT_HEIGHT), (across(due), top + _ROW)]] if due else []


def counting(series: ProgressSeries) -> list[ReportedPoint]:
    """The figures that count, by date."""
    return [point for point in series.actual if point.state == "counts"]


def _room(widths: Iterable[int], left: int) -> Room:
    beside = LEFT_STEP * left + _RIGHT
    top = -_ROW * _HEADER_ROWS - 4
    return Room([width or _PHONE - beside for width in widths], LEFT_STEP * left, _RIGHT, top, 0)


class _Header(NamedTuple):
    """The rows above the plot, upward from 0: the unit, the revisions by their names, the as-of date."""

    room: Room
    stems: dict[dt.date, float]  # where the upright line of each revision begins

    @property
    def height(self) -> float:
        return 10 + _ROW * max(1, *(round(-label.y / _ROW + 0.5) for label in self.room.labels))

    def fill(
        self,
        series: ProgressSeries,
        t: Translator,
        across: Callable[[dt.date], float],
        *,
        has_as_of: bool,
    ) -> None:
        unit = t("chart.steps") if series.kind == "milestones" else series.unit(t.lang)
        if unit:
            self.room.place(Label(shorten(unit, 28), "dim", 0.0, -8.0, shift=-self.room.left))
        captions = revision_captions(series, t)
        for on in reversed(
            captions
        ):  # where there is no room for all names, the last ones are shown
            words = f"{day(on)} {captions[on]}", captions[on], day(on)
            self.stems[on] = self._place_beside_stem(across(on), words)
        as_of = t("chart.as_of", day=day(series.as_of))
        rows = [-8 - _ROW * row for row in range(_HEADER_ROWS)]
        if has_as_of:
            at = across(series.as_of)
            sides = (("start", -1.0), ("end", 1.0), ("middle", 0.0))
            labels = (Label(as_of, "dim", at, y, *side) for y in rows for side in sides)
        else:
            labels = (Label(f"{as_of} →", "dim", 1.0, y, "end") for y in rows)
        self.room.place(*labels)

    def _place_beside_stem(self, at: float, wordings: Iterable[str]) -> float:
        """Place the first wording for which there is room; returns where the line below it begins."""
        for words in wordings:
            for row in range(_HEADER_ROWS):
                y = -8 - _ROW * row
                if self.room.has_label_at(at, y - 10, 0):
                    continue
                beside = Label(words, "revised", at, y, "start", 8.0)
                if self.room.place(beside, beside._replace(anchor="end", shift=-8.0)):
                    self.room.lines.append([(at, y - 10), (at, 0.0)])
                    return y - 4
        return -4.0


def _plot_labels(plot: Plot, ends: tuple[dt.date, dt.date], widths: Iterable[int]) -> list[Label]:
    """The last figure, the goal, the original goal and the gap, as far as there is room."""
    series, t, gap = plot.series, plot.t, plot.series.gap
    across, down = plot.axes.across, plot.axes.down
    room = replace(_room(widths, plot.left), top=plot.top - 4, bottom=plot.bottom + 2)
    room.lines += [*plot.planned, *plot.original, plot.actual]
    room.lines += [[(across(point.date), down(point.value))] for point in series.actual]
    upright = [
        *(plot.revisions if len(plot.revisions) <= MAX_LONG_STEMS else ()),
        *([series.as_of] if plot.has_as_of else []),
    ]
    room.lines += [[(across(on), plot.top), (across(on), plot.bottom)] for on in upright]
    if gap is not None and not gap.is_none:
        room.lines.append([(across(gap.on), down(gap.planned)), (across(gap.on), down(gap.actual))])
    if figures := counting(series):
        last = figures[-1]
        at = across(last.date), down(last.value)
        is_below = gap is not None and gap.is_behind
        wordings = [value_text(series, last.value, t.lang), number(last.value, t.lang)]
        places = (_around(words, "value", at, is_below=is_below) for words in wordings)
        room.place(*chain.from_iterable(places), may_cross=True)
    if not series.actual:
        rows = (plot.top + PLOT_HEIGHT * share for share in (0.9, 0.7, 0.5, 0.3, 0.1))
        room.place(
            *(Label(t("chart.silent"), "dim", 0.5, y, "middle") for y in rows), may_cross=True
        )
    if label := goal_label(series):
        on, anchor = (label.on, "end") if label.on else _freer_end(plot, ends)
        at = across(on), down(label.value)
        wordings = [goal_caption(series, t, unit) for unit in (series.unit(t.lang), "")]
        places = (_along(words, "goal", at, anchor, is_above=label.above) for words in wordings)
        room.place(*chain.from_iterable(places), may_cross=True)
    if series.original and plot.original:
        wordings = original_captions(series, series.original, t)
        room.place(*chain.from_iterable(_beside_original(plot, words) for words in wordings))
    if gap is not None and not gap.is_none:
        middle = (down(gap.planned) + down(gap.actual)) / 2 + 4
        class_ = f"head {status_class(gap.status)}"
        beside = Label(gap_caption(series, t), class_, across(gap.on), middle, shift=_NEXT_TO)
        room.place(beside, beside._replace(anchor="end", shift=-_NEXT_TO))
    return room.labels


def _beside_original(plot: Plot, words: str) -> list[Label]:
    """Places along the original plan, from its end on; beside a former due date, from its top on."""
    before, last = plot.original[0][-2:]
    class_ = "goal first"
    if before[0] == last[0]:
        rows = [last[1] + 10 + _ROW * nth for nth in range(9)]
        right = [Label(words, class_, last[0], y, "start", _NEXT_TO) for y in rows]
        left = [label._replace(anchor="end", shift=-_NEXT_TO) for label in right]
        return list(chain.from_iterable(zip(right, left, strict=True)))
    is_above = not plot.planned or last[1] <= plot.planned[0][-1][1]
    points = [_between(before, last, share) for share in (1.0, 0.8, 0.6, 0.4, 0.2)]
    places = (_along(words, class_, at, "end", is_above=is_above) for at in points)
    return list(chain.from_iterable(places))


def _between(
    start: tuple[float, float], end: tuple[float, float], share: float
) -> tuple[float, float]:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])


def _freer_end(plot: Plot, ends: tuple[dt.date, dt.date]) -> tuple[dt.date, str]:
    """The end of a bound that is farther from the last figure, and the anchor of a label there."""
    figures = counting(plot.series)
    if figures and figures[-1].date > ends[0] + (ends[1] - ends[0]) / 2:
        return ends[0], "start"
    return ends[1], "end"


def _around(words: str, class_: str, at: tuple[float, float], *, is_below: bool) -> list[Label]:
    """Places around a point, the best first."""
    x, y = at
    sides = [("end", -4.0), ("start", 4.0), ("middle", 0.0)]
    rows = [y - 11, y + 22, y - 29, y + 40, y - 47, y + 58]
    if is_below:
        rows = [rows[nth] for nth in (1, 0, 3, 2, 5, 4)]
    beside = [
        Label(words, class_, x, y + 4.5, "start", 12),
        Label(words, class_, x, y + 4.5, "end", -12),
    ]
    places = [
        Label(words, class_, x, row, anchor, shift) for row in rows for anchor, shift in sides
    ]
    return [*places[:3], *beside, *places[3:]]


def _along(
    words: str, class_: str, at: tuple[float, float], anchor: str, *, is_above: bool
) -> list[Label]:
    """Places above and below the end of a line, the best first."""
    x, y = at
    rows = [y - 8, y + 18, y - 26, y + 36, y - 44, y + 54]
    if not is_above:
        rows = [rows[nth] for nth in (1, 0, 3, 2, 5, 4)]
    anchors = (anchor, "start" if anchor == "end" else "end")
    return [Label(words, class_, x, row, side) for side in anchors for row in rows]
