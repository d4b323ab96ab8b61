"""One target over time as SVG text: the plan, the figures reported, the gap; and the same as a table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from math import isnan
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.curves import ProgressSeries, ReportedPoint, series_rows
from tracker.charts import svg
from tracker.charts.captions import DECIMAL_PLACES, alt_text, amount, gap_caption, goal_caption
from tracker.html import Html, status_class, tag, text
from tracker.i18n import Lang, Translator, day, number
from tracker.portfolio.model import QUANTITY_KINDS, RATE_KINDS

WIDTH, HEIGHT = 720.0, 320.0
LEFT, RIGHT, TOP, BOTTOM = 78.0, 18.0, 66.0, 36.0


class _Plot(NamedTuple):
    """The curve with its scales."""

    curve: ProgressSeries
    t: Translator
    x: Callable[[dt.date], float]
    y: Callable[[float], float]
    first: dt.date
    last: dt.date
    low: float
    high: float
    is_as_of_visible: bool  # the as-of day is within

    @property
    def lang(self) -> Lang:
        return self.t.lang


def draw(curve: ProgressSeries, t: Translator) -> Html:
    """Plan dashed, figures as points on a line, those that do not count hollow, the gap marked."""
    if curve.empty:
        return ""
    sheet = _make_plot(curve, t)
    parts = [
        *_grid(sheet),
        *_plan_lines(sheet),
        *_gap_lines(sheet),
        *_reported_marks(sheet),
        *_as_of_marker(sheet),
        *_goal_label(sheet),
        *_header(sheet),
    ]
    alternative = alt_text(curve, t, t.lang)
    return svg.drawing("path", WIDTH, HEIGHT, curve.title(t.lang), alternative, *parts)


def data_table(curve: ProgressSeries, t: Translator) -> Html:
    """The figure's table: a row for each corner of the plan and each figure reported."""
    found = series_rows(curve)
    if not found:
        return ""
    lang, bounded = t.lang, not isnan(curve.high)
    names = ["date", "planned", *(["upper"] if bounded else []), "actual", "unit", "state"]
    rows = [
        [
            text(day(line.date)),
            number(line.planned, lang),
            *([number(curve.high, lang) if not isnan(line.planned) else "–"] if bounded else []),
            number(line.actual, lang, DECIMAL_PLACES),
            text(curve.unit(lang)),
            text(t(f"chart.state.{line.state}") if line.state else ""),
        ]
        for line in found
    ]
    flush = range(1, 4 if bounded else 3)
    head = [t(f"chart.column.{name}") for name in names]
    said = t("chart.twin")
    return html.collapsible(said, html.table(head, rows, said, numbers=flush))


def _make_plot(curve: ProgressSeries, t: Translator) -> _Plot:
    first, last, seen = _visible_dates(curve)
    low, high = _value_range(curve)
    across = svg.scale(first.toordinal(), last.toordinal(), LEFT, WIDTH - RIGHT)
    up = svg.scale(low, high, HEIGHT - BOTTOM, TOP)
    return _Plot(curve, t, lambda on: across(on.toordinal()), up, first, last, low, high, seen)


_MIN_DURATION: Final = dt.timedelta(days=60)
_DATE_LIMITS: Final = dt.date(1890, 1, 1), dt.date(2210, 1, 1)


def _visible_dates(curve: ProgressSeries) -> tuple[dt.date, dt.date, bool]:
    """First and last day shown, and whether the as-of day is among them.

    A look back from years later would press all that happened into a corner, so it is not.
    """
    told = [end for end in (curve.start, curve.due) if end is not None]
    told += [corner.date for corner in curve.planned]
    told += [shown.date for shown in curve.actual]
    as_of = curve.as_of
    first, last = min(told, default=as_of), max(told, default=as_of)
    length = max(last - first, _MIN_DURATION)
    seen = first - length / 4 <= as_of <= last + length / 4
    if seen:
        first, last = min(first, as_of), max(last, as_of)
    length = max(last - first, _MIN_DURATION)
    last = max(last, first + length)
    return (
        max(first - length * 0.03, _DATE_LIMITS[0]),
        min(last + length * 0.05, _DATE_LIMITS[1]),
        seen,
    )


def _value_range(curve: ProgressSeries) -> tuple[float, float]:
    values = [corner.value for corner in curve.planned] + [shown.value for shown in curve.actual]
    known = [value for value in (*values, curve.goal, curve.high) if not isnan(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if curve.kind not in RATE_KINDS:  # a count is read from its foot
        low = min(low, 0.0) if low < 0.6 * high else low
    room = (high - low) or abs(high) or 1.0
    at_foot = curve.kind not in RATE_KINDS and low == 0 and curve.goal > low
    return low - (0 if at_foot else room * 0.12), high + room * 0.14


def _grid(sheet: _Plot) -> list[Html]:
    foot, parts = HEIGHT - BOTTOM, []
    for value in svg.ticks(sheet.low, sheet.high):
        y = sheet.y(value)
        parts += [
            svg.line("grid", (LEFT, y), (WIDTH - RIGHT, y)),
            svg.text_label(number(value, sheet.lang), LEFT - 8, y + 4, "dim", "end"),
        ]
    for place, (on, said) in enumerate(svg.date_ticks(sheet.first, sheet.last)):
        x = sheet.x(on)
        parts += [
            svg.line("axis", (x, foot), (x, foot + 5)),
            svg.text_label(said, x, foot + 22, "dim odd" if place % 2 else "dim", "middle"),
        ]
    parts.append(svg.line("axis", (LEFT, foot), (WIDTH - RIGHT, foot)))
    return parts


def _plan_lines(sheet: _Plot) -> list[Html]:
    """The path, or the bounds of a rate, or the goal where nothing says when it is due."""
    curve = sheet.curve
    if curve.planned:
        corners = [(sheet.x(corner.date), sheet.y(corner.value)) for corner in curve.planned]
        return [
            svg.line("plan", *(_step_corners(corners) if curve.kind == "milestones" else corners))
        ]
    if curve.kind == "milestones":
        return []
    ends = sheet.x(curve.start or sheet.first), sheet.x(curve.due or sheet.last)
    bounds = [sheet.y(value) for value in (curve.goal, curve.high) if not isnan(value)]
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
    """A stair: along first, then up."""
    found = corners[:1]
    for x, y in corners[1:]:
        found += [(x, found[-1][1]), (x, y)]
    return found


def _reported_marks(sheet: _Plot) -> list[Html]:
    curve = sheet.curve
    counting = [shown for shown in curve.actual if shown.state == "counts"]
    corners = [(sheet.x(shown.date), sheet.y(shown.value)) for shown in counting]
    parts = []
    if len(corners) > 1:
        parts.append(
            svg.line("actual", *(_step_corners(corners) if curve.kind == "milestones" else corners))
        )
    for shown in curve.actual:
        last = bool(counting) and shown is counting[-1]
        status = curve.gap.status if curve.gap and last else None
        parts.append(_point_mark(sheet, shown, status))
    if counting:
        parts.append(_value_label(sheet, counting[-1], corners))
    return parts


def _value_label(sheet: _Plot, shown: ReportedPoint, corners: list[tuple[float, float]]) -> Html:
    """The last figure in words: on the side of its point that is away from the plan, clear of the line."""
    said = amount(shown.value, sheet.curve.unit(sheet.lang), sheet.lang)
    x, width = corners[-1][0], 8.0 * svg.display_width(said) + 8
    late = x + width > WIDTH - RIGHT
    ends = (x - width, x) if late else (x, x + width)
    beside = [y for at, y in corners if ends[0] - 6 <= at <= ends[1] + 6]
    below = sheet.curve.gap is not None and sheet.curve.gap.gap_pp > 0
    y = min(max(beside) + 22, HEIGHT - BOTTOM - 6) if below else min(beside) - 11
    return svg.text_label(said, x - 4 if late else x + 4, y, "value", "end" if late else "start")


def _point_mark(sheet: _Plot, shown: ReportedPoint, status: str | None) -> Html:
    said = amount(shown.value, sheet.curve.unit(sheet.lang), sheet.lang)
    class_ = "point" if shown.state == "counts" else "point hollow"
    if status:
        class_ += f" last {status_class(status)}"
    return (
        f'<circle class="{class_}" cx="{sheet.x(shown.date):.1f}" cy="{sheet.y(shown.value):.1f}" '
        f'r="{6 if status else 4.5}"><title>{text(f"{day(shown.date)} {said}")}</title></circle>'
    )


def _gap_lines(sheet: _Plot) -> list[Html]:
    gap = sheet.curve.gap
    if gap is None or gap.gap_pp == 0:
        return []
    x = sheet.x(gap.on.date())
    ends = (x, sheet.y(gap.planned)), (x, sheet.y(gap.actual))
    return [svg.line(f"gap {status_class(gap.status)}", *ends)]


def _as_of_marker(sheet: _Plot) -> list[Html]:
    said = sheet.t("chart.as_of", day=day(sheet.curve.as_of))
    if not sheet.is_as_of_visible:
        return [svg.text_label(f"{said} →", WIDTH - RIGHT, TOP - 8, "dim", "end")]
    x = sheet.x(sheet.curve.as_of)
    late = x > (LEFT + WIDTH) / 2
    return [
        svg.line("today", (x, TOP), (x, HEIGHT - BOTTOM)),
        svg.text_label(said, x, TOP - 8, "dim", "end" if late else "start"),
    ]


def _goal_label(sheet: _Plot) -> list[Html]:
    """The goal at the end of its path, or beside its bound."""
    curve = sheet.curve
    said = goal_caption(curve, sheet.t, sheet.lang, curve.unit(sheet.lang))
    if curve.kind in QUANTITY_KINDS and curve.planned:
        end = curve.planned[-1]
        upwards = end.value >= curve.planned[0].value
        y = sheet.y(end.value) + (-8 if upwards else 18)
        return [svg.text_label(said, sheet.x(end.date), y, "goal", "end")]
    if isnan(curve.goal) or curve.kind == "milestones":
        return []
    over = curve.kind not in ("floor", "range")
    y = sheet.y(curve.goal) + (-8 if over else 18)
    return [svg.text_label(said, sheet.x(curve.start or sheet.first), y, "goal")]


def _header(sheet: _Plot) -> list[Html]:
    """The gap in words, and what the lines mean."""
    curve, t = sheet.curve, sheet.t
    parts = []
    if not curve.actual:
        parts.append(svg.text_label(t("chart.silent"), 4, 16, "head"))
    elif curve.gap is not None and curve.gap.gap_pp != 0:
        said = f"{gap_caption(curve.gap, curve.kind, t, sheet.lang)}  {day(curve.gap.on)}"
        parts.append(svg.text_label(said, 4, 16, f"head {status_class(curve.gap.status)}"))
    unit = t("chart.steps") if curve.kind == "milestones" else curve.unit(sheet.lang)
    parts.append(svg.text_label(svg.shorten(unit, 24), 4, TOP - 8, "dim"))
    keys = []
    if curve.planned or curve.kind in RATE_KINDS:
        keys.append(("plan", t("chart.bound" if curve.kind in RATE_KINDS else "chart.planned")))
    if curve.actual:
        keys.append(("actual", t("chart.actual")))
    if any(shown.state != "counts" for shown in curve.actual):
        keys.append(("hollow", t("chart.passed_over")))
    at = WIDTH - RIGHT
    for name, said in reversed(keys):
        at -= 8.0 * svg.display_width(said) + 8
        mark = svg.line(name, (at - 30, 12), (at - 6, 12))
        if name == "hollow":
            mark = f'<circle class="point hollow" cx="{at - 12:.1f}" cy="12" r="4.5"/>'
        parts.append(tag("g", mark, svg.text_label(said, at, 16, "dim"), class_="key"))
        at -= 44
    return parts
