"""The layout of the chart of one target: scales, ticks and lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from math import ceil
from typing import TypeVar

from tracker.analysis.series import OutlookRange, ProgressSeries
from tracker.charts import svg
from tracker.charts.captions import revision_captions
from tracker.charts.extent import value_range, visible_dates
from tracker.charts.labels import Line, text_width
from tracker.charts.progress_labels import (
    ROW,
    Header,
    drawn_segments,
    label_room,
    plot_labels,
)
from tracker.charts.progress_plot import (
    LEFT_STEP,
    MAX_LEFT,
    PHONE,
    PLOT_HEIGHT,
    RIGHT,
    SIZES,
    Axes,
    Plot,
)
from tracker.i18n import Translator
from tracker.numbers import number


def layout(series: ProgressSeries, t: Translator) -> Plot:
    """The layout of a series that is not empty, in the unit it is drawn in."""
    first, last, has_as_of = visible_dates(series)
    low, high = value_range(series)
    values = [(value, _value_label(value, t)) for value in svg.ticks(low, high)]
    left = ceil((max(text_width(label) for _, label in values) + 10) / LEFT_STEP)
    share = svg.scale(first.toordinal(), last.toordinal(), 0.0, 1.0)

    def across(on: dt.date) -> float:
        return share(on.toordinal())

    header = {name: Header(label_room(widths, left), {}) for name, widths in SIZES.items()}
    for each in header.values():
        each.fill(series, t, across, has_as_of=has_as_of)
    top = max(each.height for each in header.values())
    down = svg.scale(low, high, top + PLOT_HEIGHT, top)
    axes = Axes(across, down, series.kind)
    ends = series.start or first, series.due or last
    original: list[Line] = []
    planned = axes.goal(series.planned, (series.goal, series.high), ends)
    if was := series.original:
        ends_then = was.start or first, was.due or last
        original = axes.goal(was.planned, (was.goal, was.high), ends_then)
        if original == planned:
            original = _due_line(was.due, across, top) if was.due != series.due else []
        elif series.kind == "flow":
            original = [line for line in original if line not in planned]
    plot = Plot(
        series=series,
        t=t,
        axes=axes,
        values=values,
        dates=_date_ticks(first, last, PHONE - LEFT_STEP * left - RIGHT),
        left=left,
        top=top,
        has_as_of=has_as_of,
        planned=planned,
        original=original,
        outlook=_outlook_corners(series.outlook, axes, (low, high)),
        actual=axes.lines(series.counting),
        revisions=revision_captions(series, t),
        labels={},
        stems=_by_size(
            {name: [(on, top + y) for on, y in each.stems.items()] for name, each in header.items()}
        ),
    )
    drawn = drawn_segments(plot)
    labels = {
        name: [
            *(label._replace(y=label.y + top) for label in header[name].room.labels),
            *plot_labels(plot, ends, drawn, widths),
        ]
        for name, widths in SIZES.items()
    }
    return plot._replace(labels=_by_size(labels))


def _outlook_corners(outlook: OutlookRange | None, axes: Axes, shown: tuple[float, float]) -> Line:
    """From the latest figure to both ends; an end beyond the axis is cut off there."""
    if outlook is None:
        return []
    upper = _edge(outlook, max(outlook.slowest, outlook.fastest), shown)
    lower = _edge(outlook, min(outlook.slowest, outlook.fastest), shown)
    corners = [(outlook.on, outlook.value), *upper, *reversed(lower)]
    return [(axes.across(on), axes.down(value)) for on, value in corners]


def _edge(
    outlook: OutlookRange, end: float, shown: tuple[float, float]
) -> list[tuple[dt.date, float]]:
    """The corners of one edge after the figure: where it leaves the axis, and the due date."""
    bound = min(max(end, shown[0]), shown[1])
    if bound == end:
        return [(outlook.due, end)]
    share = (bound - outlook.value) / (end - outlook.value)
    return [(outlook.on + share * (outlook.due - outlook.on), bound), (outlook.due, bound)]


_Item = TypeVar("_Item")


def _by_size(items: Mapping[str, Sequence[_Item]]) -> dict[str, list[_Item]]:
    """Items by class, with those of all sizes under ""."""
    of_all = [item for item in items["at-wide"] if all(item in each for each in items.values())]
    return {"": of_all} | {
        name: [item for item in each if item not in of_all] for name, each in items.items()
    }


def _value_label(value: float, t: Translator) -> str:
    label = number(value, t.lang)
    return label if text_width(label) + 10 <= LEFT_STEP * MAX_LEFT else f"{value:.4g}"


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
    return [[(across(due), top + PLOT_HEIGHT), (across(due), top + ROW)]] if due else []
