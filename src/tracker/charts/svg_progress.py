"""One target over time as SVG: the plan, the figures reported, the gap; and the data as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from math import isnan
from typing import NamedTuple

from tracker import html
from tracker.analysis.series import ProgressSeries, ReportedPoint, SeriesRow, series_rows
from tracker.charts import svg
from tracker.charts.captions import (
    STATE_KEYS,
    alt_text,
    gap_caption,
    goal_caption,
    goal_label,
    in_natural_unit,
    plan_label,
    value_range,
    value_text,
    visible_dates,
)
from tracker.html import Html, status_class, tag, text
from tracker.i18n import Lang, Translator, day, shorten, width
from tracker.numbers import number, percent, rounded_together
from tracker.portfolio.model import RATE_KINDS

WIDTH, HEIGHT = 720.0, 320.0
MIN_LEFT, RIGHT, TOP, BOTTOM = 78.0, 18.0, 66.0, 36.0


class _Plot(NamedTuple):
    """A series with the scales of its drawing."""

    series: ProgressSeries
    t: Translator
    x: Callable[[dt.date], float]
    y: Callable[[float], float]
    first: dt.date
    last: dt.date
    low: float
    high: float
    has_as_of: bool  # the as-of date is among the dates point
    left: float  # where the plot begins, to the right of the tick labels

    @property
    def lang(self) -> Lang:
        return self.t.lang


def draw(series: ProgressSeries, t: Translator) -> Html:
    """Plan dashed, figures as points on a line, those that do not count hollow, the gap marked."""
    if series.empty:
        return ""
    series = in_natural_unit(series, t)
    plot = _make_plot(series, t)
    parts = [
        *_grid(plot),
        *_plan_lines(plot),
        *_gap_lines(plot),
        *_reported_marks(plot),
        *_as_of_marker(plot),
        *_goal_mark(plot),
        *_header(plot),
    ]
    alternative = alt_text(series, t)
    return svg.drawing("path", WIDTH, HEIGHT, series.title(t.lang), alternative, *parts)


def data_table(series: ProgressSeries, t: Translator) -> Html:
    """The chart's data, folded: a row for each planned point and each reported figure."""
    series = in_natural_unit(series, t)
    rows = series_rows(series)
    if not rows:
        return ""
    lang, bounded = t.lang, not isnan(series.high)
    head = [
        t("chart.column.date"),
        plan_label(series, t),
        *([t("chart.column.upper")] if bounded else []),
        t("chart.column.actual"),
        t("chart.column.unit"),
        t("chart.column.state"),
    ]
    lines = [
        [
            text(day(row.date)),
            planned,
            *([number(series.high, lang) if not isnan(row.planned) else "–"] if bounded else []),
            _actual_text(series, row.actual, lang),
            text(series.unit(lang)),
            text(t(STATE_KEYS[row.state]) if row.state else ""),
        ]
        for row, planned in zip(rows, _planned_texts(series, rows, lang), strict=True)
    ]
    label = t("chart.data_table")
    numbers = range(1, 4 if bounded else 3)
    return html.collapsible(label, html.table(head, lines, label, numbers=numbers))


def _planned_texts(series: ProgressSeries, rows: Sequence[SeriesRow], lang: Lang) -> list[str]:
    """Values of the plan: those written with all their digits, those between them rounded."""
    if series.kind == "milestones":
        return [_share_text(row.planned, lang) for row in rows]
    written = {point.value for point in series.planned} | {series.goal}
    between = [row.planned for row in rows if row.planned not in written]
    beside = [value for value in (*written, *(row.actual for row in rows)) if not isnan(value)]
    texts = dict(zip(between, rounded_together(between, lang, beside=beside), strict=True))
    return [texts.get(row.planned, number(row.planned, lang)) for row in rows]


def _actual_text(series: ProgressSeries, value: float, lang: Lang) -> str:
    return _share_text(value, lang) if series.kind == "milestones" else number(value, lang)


def _share_text(value: float, lang: Lang) -> str:
    """A share of the weights in %, whose sign is in the column of units."""
    return percent(value / 100, lang, 1).removesuffix("%")


def _make_plot(series: ProgressSeries, t: Translator) -> _Plot:
    first, last, has_as_of = visible_dates(series)
    low, high = value_range(series)
    labels = [number(value, t.lang) for value in svg.ticks(low, high)]
    left = max(MIN_LEFT, 16 + 8.0 * max(map(width, labels), default=0))
    across = svg.scale(first.toordinal(), last.toordinal(), left, WIDTH - RIGHT)
    up = svg.scale(low, high, HEIGHT - BOTTOM, TOP)
    return _Plot(
        series, t, lambda on: across(on.toordinal()), up, first, last, low, high, has_as_of, left
    )


def _grid(plot: _Plot) -> list[Html]:
    foot, parts = HEIGHT - BOTTOM, []
    for value in svg.ticks(plot.low, plot.high):
        y = plot.y(value)
        parts += [
            svg.line("grid", (plot.left, y), (WIDTH - RIGHT, y)),
            svg.text_label(number(value, plot.lang), plot.left - 8, y + 4, "dim", "end"),
        ]
    for place, (on, label) in enumerate(svg.date_ticks(plot.first, plot.last)):
        x = plot.x(on)
        parts += [
            svg.line("axis", (x, foot), (x, foot + 5)),
            svg.text_label(label, x, foot + 22, "dim odd" if place % 2 else "dim", "middle"),
        ]
    parts.append(svg.line("axis", (plot.left, foot), (WIDTH - RIGHT, foot)))
    return parts


def _plan_lines(plot: _Plot) -> list[Html]:
    """The plan, or the bounds of a rate, or the goal where there is no date to plan for."""
    series = plot.series
    if series.planned:
        corners = [(plot.x(corner.date), plot.y(corner.value)) for corner in series.planned]
        return [
            svg.line("plan", *(_step_corners(corners) if series.kind == "milestones" else corners))
        ]
    if series.kind == "milestones":
        return []
    ends = plot.x(series.start or plot.first), plot.x(series.due or plot.last)
    bounds = [plot.y(value) for value in (series.goal, series.high) if not isnan(value)]
    parts = [svg.line("plan", (ends[0], y), (ends[1], y)) for y in bounds]
    if len(bounds) > 1:
        low, high = bounds
        parts.insert(
            0,
            f'<rect class="range" x="{ends[0]:.1f}" y="{high:.1f}" '
            f'width="{ends[1] - ends[0]:.1f}" height="{low - high:.1f}"/>',
        )
    return parts


def _step_corners(corners: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Corners of a stair: along first, then up."""
    stair = corners[:1]
    for x, y in corners[1:]:
        stair += [(x, stair[-1][1]), (x, y)]
    return stair


def _reported_marks(plot: _Plot) -> list[Html]:
    series = plot.series
    counting = [point for point in series.actual if point.state == "counts"]
    corners = [(plot.x(point.date), plot.y(point.value)) for point in counting]
    parts = []
    if len(corners) > 1:
        parts.append(
            svg.line(
                "actual", *(_step_corners(corners) if series.kind == "milestones" else corners)
            )
        )
    for point in series.actual:
        last = bool(counting) and point is counting[-1]
        status = series.gap.status if series.gap and last else None
        parts.append(_point_mark(plot, point, status))
    if counting:
        parts.append(_value_label(plot, counting[-1], corners))
    return parts


def _value_label(plot: _Plot, point: ReportedPoint, corners: list[tuple[float, float]]) -> Html:
    """The last figure, on the side of its point away from the plan, clear of the line."""
    label = value_text(plot.series, point.value, plot.lang)
    x, extent = corners[-1][0], 8.0 * width(label) + 8
    late = x + extent > WIDTH - RIGHT
    ends = (x - extent, x) if late else (x, x + extent)
    beside = [y for at, y in corners if ends[0] - 6 <= at <= ends[1] + 6]
    below = plot.series.gap is not None and plot.series.gap.is_behind
    y = min(max(beside) + 22, HEIGHT - BOTTOM - 6) if below else min(beside) - 11
    return svg.text_label(label, x - 4 if late else x + 4, y, "value", "end" if late else "start")


def _point_mark(plot: _Plot, point: ReportedPoint, status: str | None) -> Html:
    label = value_text(plot.series, point.value, plot.lang)
    class_ = "point" if point.state == "counts" else "point hollow"
    if status:
        class_ += f" last {status_class(status)}"
    return (
        f'<circle class="{class_}" cx="{plot.x(point.date):.1f}" cy="{plot.y(point.value):.1f}" '
        f'r="{6 if status else 4.5}"><title>{text(f"{day(point.date)} {label}")}</title></circle>'
    )


def _gap_lines(plot: _Plot) -> list[Html]:
    gap = plot.series.gap
    if gap is None or gap.is_none:
        return []
    x = plot.x(gap.on)
    ends = (x, plot.y(gap.planned)), (x, plot.y(gap.actual))
    return [svg.line(f"gap {status_class(gap.status)}", *ends)]


def _as_of_marker(plot: _Plot) -> list[Html]:
    label = plot.t("chart.as_of", day=day(plot.series.as_of))
    if not plot.has_as_of:
        return [svg.text_label(f"{label} →", WIDTH - RIGHT, TOP - 8, "dim", "end")]
    x = plot.x(plot.series.as_of)
    late = x > (plot.left + WIDTH) / 2
    return [
        svg.line("today", (x, TOP), (x, HEIGHT - BOTTOM)),
        svg.text_label(label, x, TOP - 8, "dim", "end" if late else "start"),
    ]


def _goal_mark(plot: _Plot) -> list[Html]:
    """The goal at the last planned point, or at the start of its bound."""
    series = plot.series
    label = goal_label(series)
    if label is None:
        return []
    caption = goal_caption(series, plot.t, series.unit(plot.lang))
    y = plot.y(label.value) + (-8 if label.above else 18)
    if label.on is not None:
        return [svg.text_label(caption, plot.x(label.on), y, "goal", "end")]
    return [svg.text_label(caption, plot.x(series.start or plot.first), y, "goal")]


def _header(plot: _Plot) -> list[Html]:
    """The gap in words, the unit, and the legend."""
    series, t = plot.series, plot.t
    parts = []
    if not series.actual:
        parts.append(svg.text_label(t("chart.silent"), 4, 16, "head"))
    elif series.gap is not None and not series.gap.is_none:
        label = f"{gap_caption(series, t)}  {day(series.gap.on)}"
        parts.append(svg.text_label(label, 4, 16, f"head {status_class(series.gap.status)}"))
    unit = t("chart.steps") if series.kind == "milestones" else series.unit(plot.lang)
    parts.append(svg.text_label(shorten(unit, 24), 4, TOP - 8, "dim"))
    keys = []
    if series.planned or series.kind in RATE_KINDS:
        keys.append(("plan", plan_label(series, t)))
    if series.actual:
        keys.append(("actual", t("chart.actual")))
    if any(point.state != "counts" for point in series.actual):
        keys.append(("hollow", t("chart.passed_over")))
    at = WIDTH - RIGHT
    for name, label in reversed(keys):
        at -= 8.0 * width(label) + 8
        mark = svg.line(name, (at - 30, 12), (at - 6, 12))
        if name == "hollow":
            mark = f'<circle class="point hollow" cx="{at - 12:.1f}" cy="12" r="4.5"/>'
        parts.append(tag("g", mark, svg.text_label(label, at, 16, "dim"), class_="key"))
        at -= 44
    return parts
