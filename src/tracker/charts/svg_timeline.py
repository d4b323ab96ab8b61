"""Many targets on one axis of time as SVG: a drawing for each row of a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from math import isnan
from typing import Final, NamedTuple

from tracker.charts import svg
from tracker.html import Html, status_class, tag

WIDTH: Final = 600.0


class TimelineBar(NamedTuple):
    """The data of a row, as in `analysis.timeline.TimelineTarget`."""

    start: dt.date | None
    due: dt.date | None
    actual: float  # completion as a share; NaN for a rate
    has_figure: bool
    status: str
    steps: tuple[tuple[dt.date, bool], ...]  # dated steps, and whether they are done


def year_range(bars: Iterable[TimelineBar], as_of: dt.date) -> tuple[dt.date, dt.date]:
    """Whole years around every date of the bars."""
    years = [as_of.year]
    for bar in bars:
        years += [on.year for on in (bar.start, bar.due) if on is not None]
        years += [on.year for on, _ in bar.steps]
    return dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)


def year_axis(years: tuple[dt.date, dt.date], label: str) -> Html:
    """The years, above the bars."""
    x = svg.scale(years[0].toordinal(), years[1].toordinal(), 0, WIDTH)
    ticks = svg.date_ticks(*years, about=10)
    parts = [
        svg.text_label(year, x(on.toordinal()) + 3, 14, "dim odd" if place % 2 else "dim")
        for place, (on, year) in enumerate(ticks)
    ]
    return _row_drawing(label, *parts)


def bar_row(bar: TimelineBar, years: tuple[dt.date, dt.date], as_of: dt.date, label: str) -> Html:
    """A track from start to due date with its fill, hatched without a figure; milestones as diamonds."""
    first, last = (end.toordinal() for end in years)
    x = svg.scale(first, last, 0, WIDTH)
    parts = [svg.line("today", (x(as_of.toordinal()), 0), (x(as_of.toordinal()), 22))]
    colour = status_class(bar.status)
    start = x(bar.start.toordinal()) if bar.start else None
    due = x(bar.due.toordinal()) if bar.due else None
    if start is not None and due is not None:
        width = max(due - start, 3.0)
        class_ = "track" if bar.has_figure or bar.status == "not_started" else "track none"
        if bar.has_figure and isnan(bar.actual):
            class_ = f"track held {colour}"
        parts.append(_rect(class_, start, width))
        if bar.actual > 0:
            parts.append(_rect(f"fill {colour}", start, width * min(bar.actual, 1.0)))
    elif start is not None:
        parts.append(f'<path class="fill {colour}" d="M{start:.1f} 8h36v-3l9 6l-9 6v-3h-36z"/>')
    elif due is not None:
        parts.append(svg.line(f"end {colour}", (due, 2), (due, 20)))
    parts += _milestone_marks(bar.steps, x)
    return _row_drawing(label, *parts)


def _milestone_marks(steps: Sequence[tuple[dt.date, bool]], x: svg.Scale) -> list[Html]:
    """Filled where every milestone of that day is done."""
    by_day: dict[dt.date, bool] = {}
    for on, is_done in steps:
        by_day[on] = by_day.get(on, True) and is_done
    return [
        f'<path class="step {"done" if is_done else "open"}" d="M{x(on.toordinal()):.1f} 4l6 7l-6 7l-6-7z"/>'
        for on, is_done in by_day.items()
    ]


def _rect(class_: str, x: float, width: float) -> Html:
    return f'<rect class="{class_}" x="{x:.1f}" y="7" width="{width:.1f}" height="9"/>'


def _row_drawing(label: str, *parts: Html) -> Html:
    box = f"0 0 {WIDTH:g} 22"
    return tag("svg", *parts, class_="span", viewBox=box, role="img", aria_label=label)
