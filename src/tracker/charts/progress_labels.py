"""The labels of the chart of one target, placed so that none touches another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import Final, NamedTuple

from tracker.analysis.series import ProgressSeries
from tracker.charts.captions import (
    gap_caption,
    goal_caption,
    goal_label,
    original_captions,
    revision_captions,
    value_text,
)
from tracker.charts.labels import Label, Room, Segment, segments
from tracker.charts.progress_plot import (
    LEFT_STEP,
    MAX_LONG_STEMS,
    PHONE,
    PLOT_HEIGHT,
    RIGHT,
    Plot,
    year_goals,
)
from tracker.html import status_class
from tracker.i18n import Translator, day, shorten
from tracker.numbers import number

ROW: Final = 20.0
_HEADER_ROWS: Final = 3
_NEXT_TO: Final = 8.0
"""Pixels between a label and its point or line."""


def label_room(widths: Iterable[int], left: int) -> Room:
    beside = LEFT_STEP * left + RIGHT
    top = -ROW * _HEADER_ROWS - 4
    return Room([width or PHONE - beside for width in widths], LEFT_STEP * left, RIGHT, top, 0)


class Header(NamedTuple):
    """The rows above the plot, upward from 0: the unit, the revisions by their names, the as-of date."""

    room: Room
    stems: dict[dt.date, float]  # where the upright line of each revision begins

    @property
    def height(self) -> float:
        return 10 + ROW * max(1, *(round(-label.y / ROW + 0.5) for label in self.room.labels))

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
            self.room.place([Label(shorten(unit, 28), "dim", 0.0, -8.0, shift=-self.room.left)])
        captions = revision_captions(series, t)
        for on in reversed(
            captions
        ):  # where there is no room for all names, the last ones are shown
            words = f"{day(on)} {captions[on]}", captions[on], day(on)
            self.stems[on] = self._place_beside_stem(across(on), words)
        as_of = t("chart.as_of", day=day(series.as_of))
        rows = [-8 - ROW * row for row in range(_HEADER_ROWS)]
        if has_as_of:
            at = across(series.as_of)
            sides = (("start", -1.0), ("end", 1.0), ("middle", 0.0))
            labels = (Label(as_of, "dim", at, y, *side) for y in rows for side in sides)
        else:
            labels = (Label(f"{as_of} →", "dim", 1.0, y, "end") for y in rows)
        self.room.place(labels)

    def _place_beside_stem(self, at: float, wordings: Iterable[str]) -> float:
        """Place the first wording for which there is room; returns where the line below it begins."""
        for words in wordings:
            for row in range(_HEADER_ROWS):
                y = -8 - ROW * row
                if self.room.has_label_at(at, y - 10, 0):
                    continue
                beside = Label(words, "revised", at, y, "start", 8.0)
                if self.room.place([beside, beside._replace(anchor="end", shift=-8.0)]):
                    self.room.segments += segments([(at, y - 10), (at, 0.0)])
                    return y - 4
        return -4.0


def plot_labels(
    plot: Plot, ends: tuple[dt.date, dt.date], drawn: list[Segment], widths: Iterable[int]
) -> list[Label]:
    """The last figure, the goal, the original goal and the gap, as far as ``drawn`` leaves room."""
    series, t, gap = plot.series, plot.t, plot.series.gap
    across, down = plot.axes.across, plot.axes.down
    room = replace(
        label_room(widths, plot.left), top=plot.top - 4, bottom=plot.bottom + 2, segments=drawn
    )
    if figures := series.counting:
        last = figures[-1]
        at = across(last.date), down(last.value)
        is_below = gap is not None and gap.is_behind
        wordings = [value_text(series, last.value, t), number(last.value, t.lang)]
        places = (_around(words, "value", at, is_below=is_below) for words in wordings)
        room.place(chain.from_iterable(places), may_cross=True)
    if not series.actual:
        rows = (plot.top + PLOT_HEIGHT * share for share in (0.9, 0.7, 0.5, 0.3, 0.1))
        room.place(
            (Label(t("chart.silent"), "dim", 0.5, y, "middle") for y in rows), may_cross=True
        )
    if label := goal_label(series):
        on, anchor = (label.on, "end") if label.on else _freer_end(plot, ends)
        at = across(on), down(label.value)
        wordings = [goal_caption(series, t, unit) for unit in (series.unit(t.lang), "")]
        places = (_along(words, "goal", at, anchor, is_above=label.above) for words in wordings)
        room.place(chain.from_iterable(places), may_cross=True)
    if series.original and plot.original:
        wordings = original_captions(series, series.original, t)
        room.place(chain.from_iterable(_beside_original(plot, words) for words in wordings))
    if gap is not None and not gap.is_none:
        middle = (down(gap.planned) + down(gap.actual)) / 2 + 4
        class_ = f"head {status_class(gap.status)}"
        beside = Label(gap_caption(series, t), class_, across(gap.on), middle, shift=_NEXT_TO)
        room.place([beside, beside._replace(anchor="end", shift=-_NEXT_TO)])
    return room.labels


def drawn_segments(plot: Plot) -> list[Segment]:
    """The lines and marks of the plot."""
    series, gap, across, down = plot.series, plot.series.gap, plot.axes.across, plot.axes.down
    lines = [*plot.planned, *year_goals(series, plot.planned), *plot.original, *plot.actual]
    lines += [[(across(point.date), down(point.value))] for point in series.actual]
    upright = [
        *(plot.revisions if len(plot.revisions) <= MAX_LONG_STEMS else ()),
        *([series.as_of] if plot.has_as_of else []),
    ]
    lines += [[(across(on), plot.top), (across(on), plot.bottom)] for on in upright]
    if gap is not None and not gap.is_none:
        lines.append([(across(gap.on), down(gap.planned)), (across(gap.on), down(gap.actual))])
    return list(chain.from_iterable(map(segments, lines)))


def _beside_original(plot: Plot, words: str) -> list[Label]:
    """Places along the original plan, from its end on; beside a former due date, from its top on."""
    before, last = plot.original[0][-2:]
    class_ = "goal first"
    if before[0] == last[0]:
        rows = [last[1] + 10 + ROW * nth for nth in range(9)]
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
    figures = plot.series.counting
    if figures and figures[-1].date > ends[0] + (ends[1] - ends[0]) / 2:
        return ends[0], "start"
    return ends[1], "end"


def _around(words: str, class_: str, at: tuple[float, float], *, is_below: bool) -> Iterator[Label]:
    """Places around a point, the best first."""
    x, y = at
    sides = [("end", -4.0), ("start", 4.0), ("middle", 0.0)]
    first, *rows = [y - 11, y + 22, y - 29, y + 40, y - 47, y + 58]
    if is_below:
        first, *rows = [y + 22, y - 11, y + 40, y - 29, y + 58, y - 47]
    yield from (Label(words, class_, x, first, *side) for side in sides)
    yield Label(words, class_, x, y + 4.5, "start", 12)
    yield Label(words, class_, x, y + 4.5, "end", -12)
    yield from (Label(words, class_, x, row, *side) for row in rows for side in sides)


def _along(
    words: str, class_: str, at: tuple[float, float], anchor: str, *, is_above: bool
) -> Iterator[Label]:
    """Places above and below the end of a line, the best first."""
    x, y = at
    rows = [y - 8, y + 18, y - 26, y + 36, y - 44, y + 54]
    if not is_above:
        rows = [rows[nth] for nth in (1, 0, 3, 2, 5, 4)]
    anchors = (anchor, "start" if anchor == "end" else "end")
    return (Label(words, class_, x, row, side) for side in anchors for row in rows)
