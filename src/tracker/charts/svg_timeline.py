"""Many targets on one axis of time as SVG: a drawing for each row of a table, as wide as its cell.

Positions are percentages and sizes pixels, so that marks and labels keep their shape at any width.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import isnan
from typing import Final, NamedTuple

from tracker.charts.labels import FONT_SIZE, Label, Room
from tracker.charts.time_axis import TimeAxis
from tracker.html import Html, status_class, tag
from tracker.i18n import shorten

LABELLED_WIDTH: Final = 410
"""Pixels of the narrowest drawing that shows labels (timeline.css hides them in narrower ones)."""
_HEIGHT: Final = 22
_LABELLED_HEIGHT: Final = 36
_LABEL_BASELINE: Final = 33  # pixels
_MAX_LABEL: Final = 30  # columns
_MIN_BAR: Final = 0.7  # percent: a bar of one day is visible too
_DIAMOND: Final = '<path d="M0-7 6 0 0 7-6 0z"/>'


class Step(NamedTuple):
    """A milestone on its day."""

    on: dt.date
    is_done: bool
    title: str


class TimelineBar(NamedTuple):
    """The data of a row."""

    start: dt.date | None
    due: dt.date | None
    actual: float  # completion as a share; NaN for a rate
    has_figure: bool
    status: str
    awaits_data: bool  # past its due date without a figure for that day
    steps: tuple[Step, ...]


def axis_labels(axis: TimeAxis) -> Html:
    """The years, above the rows; the lines that go with them are `grid`."""
    parts = [
        f'<text x="{_percent(tick.position)}" dx="4" y="14"{_odd(number)}>{tick.label}</text>'
        for number, tick in enumerate(axis.ticks)
        if tick.label
    ]
    if axis.break_at is not None:
        parts.append(_mark(axis.break_at, "cut", '<path d="M-5 9 0 0M0 9 5 0"/>', y=5))
    return tag("svg", *parts, class_="span axis", width="100%", height=20, aria_hidden="true")


def _odd(number: int) -> str:
    return ' class="odd"' if number % 2 else ""


def grid(axis: TimeAxis, as_of: dt.date) -> Html:
    """Lines behind the rows: where years begin, and the as-of date."""
    lines = [_upright("year", tick.position) for tick in axis.ticks]
    lines.append(_upright("today", axis.position(as_of)))
    if axis.break_at is not None:
        lines.append(_upright("omitted", axis.break_at))
    return tag("svg", *lines, class_="years", aria_hidden="true")


def bar_row(bar: TimelineBar, axis: TimeAxis, as_of: dt.date) -> Html:
    """A track from start to due date with its fill, hatched without a figure; milestones as diamonds.

    A line leads from a due date for which there is no figure to the as-of date.
    """
    parts: list[Html] = []
    start, due = (None if on is None else axis.position(on) for on in (bar.start, bar.due))
    if bar.awaits_data and due is not None:
        parts.append(_across("silent", due, axis.position(as_of)))
    if start is not None and due is not None:
        width = max(due - start, _MIN_BAR)
        class_ = "track" if bar.has_figure or bar.status == "not_started" else "track none"
        if bar.has_figure and isnan(bar.actual):
            class_ = "track held"
        parts.append(_rect(class_, start, width))
        if bar.actual > 0:
            parts.append(_rect("fill", start, width * min(bar.actual, 1.0)))
    elif start is not None:
        parts.append(_mark(start, "fill", '<path d="M0-3h36v-3l9 6-9 6v-3H0z"/>'))
    elif due is not None:
        parts.append(_mark(due, "end", '<path d="M0-9V9"/>'))
    broken = axis.break_at
    if broken is not None and start is not None and due is not None and start < broken < due:
        parts.append(_mark(broken, "cut", '<path d="M-6 8-1-8H6L1 8z"/>'))
    parts += _step_marks(bar.steps, axis)
    labels = _labels(bar.steps, axis)
    parts += [label.draw() for label in labels]
    height = _LABELLED_HEIGHT if labels else _HEIGHT
    class_ = f"span {status_class(bar.status)}"
    return tag("svg", *parts, class_=class_, width="100%", height=height, aria_hidden="true")


def _step_marks(steps: Sequence[Step], axis: TimeAxis) -> list[Html]:
    """Filled where every milestone of that day is done."""
    return [
        _mark(axis.position(on), "step done" if is_done else "step", _DIAMOND)
        for on, is_done in {
            step.on: all(each.is_done for each in steps if each.on == step.on) for step in steps
        }.items()
    ]


def _labels(steps: Sequence[Step], axis: TimeAxis) -> list[Label]:
    """The labels that have room: of open milestones first, the next one foremost."""
    room = Room([LABELLED_WIDTH], left=0, right=0, top=0, bottom=_LABELLED_HEIGHT + FONT_SIZE)
    same_day: dict[dt.date, list[Step]] = {}
    for step in steps:
        same_day.setdefault(step.on, []).append(step)
    still_open = [on for on, group in same_day.items() if not all(step.is_done for step in group)]
    done = [on for on in same_day if on not in still_open]
    for on in (*sorted(still_open), *sorted(done, reverse=True)):
        title = shorten(same_day[on][0].title, _MAX_LABEL)
        if len(same_day[on]) > 1:
            title += f" +{len(same_day[on]) - 1}"
        across = axis.position(on) / 100
        room.place(
            Label(title, "title", across, _LABEL_BASELINE, anchor)
            for anchor in ("middle", "start", "end")
        )
    return room.labels


def _rect(class_: str, x: float, width: float) -> Html:
    return f'<rect class="{class_}" x="{_percent(x)}" y="7" width="{_percent(width)}" height="9"/>'


def _across(class_: str, start: float, end: float) -> Html:
    return (
        f'<line class="{class_}" x1="{_percent(start)}" x2="{_percent(end)}" y1="11.5" y2="11.5"/>'
    )


def _upright(class_: str, at: float) -> Html:
    return f'<line class="{class_}" x1="{_percent(at)}" x2="{_percent(at)}" y2="100%"/>'


def _mark(at: float, class_: str, shape: Html, y: float = 11.5) -> Html:
    """A shape of fixed size around a position."""
    return f'<svg class="{class_}" x="{_percent(at)}" y="{y:g}">{shape}</svg>'


def _percent(position: float) -> str:
    return f"{round(position, 2):g}%"
