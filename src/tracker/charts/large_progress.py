"""One target over time, large, for a screen read from across a hall: plan, figures, outlook and few words.

Every place is a percentage of the drawing, which fills its container whatever its shape; strokes, marks and
type have the sizes of the page's style sheet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import floor, isnan
from typing import Final, NamedTuple

from tracker.analysis.outlook import Outlook
from tracker.analysis.series import ProgressSeries
from tracker.charts import svg
from tracker.charts.captions import alt_text, goal_label, original_label, plan_label
from tracker.charts.extent import value_range, visible_dates
from tracker.charts.labels import Line, percent
from tracker.charts.progress_plot import Axes, year_goals
from tracker.html import Html, status_class, tag, text
from tracker.i18n import Translator, width
from tracker.numbers import number
from tracker.portfolio.measures import RATE_KINDS

_TOP: Final = 0.14
"""Of the height, for the label of the highest figure; below the plot as much for the dates."""
_BOTTOM: Final = 0.8
_BESIDE: Final = 0.72
"""Of the width: a figure further left has room for its label at its right, where nothing is drawn yet."""
_COLUMN: Final = 0.042
"""Of the width, a column of a label."""
_TYPE: Final = 0.12
"""Of the height, a line of a label."""
_TYPE_OF_LOWEST: Final = 0.2
"""Of the height of the lowest drawing, that on a wall, the size of its type."""
_TICK_DISTANCE: Final = 0.24
"""Of the width, between two dates."""


def draw(
    series: ProgressSeries, status: str, t: Translator, outlook: Outlook | None = None
) -> Html:
    """The drawing; "" for a series without figures. ``outlook`` adds the range of its verdict."""
    figures = series.counting
    if not figures:
        return ""
    first, last, has_as_of = visible_dates(series)
    low, high = value_range(series)
    steps = svg.ticks(low, high)
    if len(steps) > 1:  # the axis lies at a round value
        step = steps[1] - steps[0]
        low = round(floor(low / step) * step, 9)
    if low < 0 <= min(point.value for point in series.counting):
        low = 0.0
    across_days = svg.scale(first.toordinal(), last.toordinal(), 0.0, 1.0)

    def across(on: dt.date) -> float:
        return across_days(on.toordinal())

    down = svg.scale(low, high, _BOTTOM, _TOP)
    axes = Axes(across, down, series.kind)
    ends = series.start or first, series.due or last
    planned = axes.goal(series.planned, (series.goal, series.high), ends)
    original: list[Line] = []
    if was := series.original:
        ends_then = was.start or first, was.due or last
        original = axes.goal(was.planned, (was.goal, was.high), ends_then)
    lines = [_path("first", line) for line in original if line not in planned]
    lines += [_path("plan", line) for line in planned]
    latest = figures[-1]
    if outlook is not None and outlook.is_answered and outlook.due is not None:
        end = across(min(outlook.due, last))
        fan = [
            (across(latest.date), down(latest.value)),
            (end, min(max(down(outlook.fastest), 0.02), 0.98)),
            (end, min(max(down(outlook.slowest), 0.02), 0.98)),
        ]
        lines.insert(0, f'{_path("outlook", fan)[:-3]}Z"/>')
    marks = year_goals(series, planned)
    lines += [_path("plan mark", mark) for mark in marks]
    points = axes.lines(figures)
    lines += [_path(f"actual {status_class(status)}", line) for line in points if len(line) > 1]
    if len(figures) > 1:
        dots = (
            f"M{1000 * across(each.date):.0f} {1000 * down(each.value):.0f}h0" for each in figures
        )
        lines.append(f'<path class="reported {status_class(status)}" d="{"".join(dots)}"/>')
    today = across(series.as_of) if has_as_of else None
    drawing = tag(
        "svg",
        *lines,
        _path("axis", [(0.0, _BOTTOM), (1.0, _BOTTOM)]),
        _path("today", [(today, _TOP), (today, _BOTTOM)]) if today is not None else "",
        class_="lines",
        width="100%",
        height="100%",
        viewBox="0 0 1000 1000",
        preserveAspectRatio="none",
    )
    at = across(latest.date), down(latest.value)
    drawn = [*planned, *original, *marks, *points]
    value = _value(series, t, at, drawn)
    drawn.append([(at[0] - 0.02, at[1]), (at[0] + 0.02, at[1])])  # no other label lies on the mark
    goal_at = goal_label(series) if series.kind == "flow" else None
    of_goal = [[(across(goal_at.on), down(goal_at.value))]] if goal_at and goal_at.on else planned
    goal = _goal(series, t, value, of_goal, drawn)
    mark = (
        f'<circle class="last {status_class(status)}" cx="{percent(at[0])}" cy="{percent(at[1])}"/>'
    )
    return tag(
        "svg",
        drawing,
        mark,
        *(
            each.text()
            for each in (value, goal, _lowest(series, t, low, drawn, (value, goal)))
            if each
        ),
        *_dates(first, last),
        class_="curve",
        role="img",
        aria_label=alt_text(series, t),
    )


class _Label(NamedTuple):
    """Words beside a place; all measures are shares of the drawing, those of the type about right."""

    class_: str
    x: float
    baseline: float
    words: str
    anchor: str
    beside: tuple[float, float, float, float] | None = None
    """A mark that it stands beside, and how far to the right and below in its own heights: a low drawing has as large type."""

    def box(self) -> tuple[float, float, float, float]:
        """Left, right, top, bottom."""
        left = self.x - (width(self.words) * _COLUMN if self.anchor == "end" else 0.0)
        return left, left + width(self.words) * _COLUMN, self.baseline - _TYPE, self.baseline

    def is_inside(self) -> bool:
        """Whether it ends within a drawing, above the axis, however low that is."""
        left, right, top, bottom = self.box()
        if self.beside is not None:
            _, y, _, dy = self.beside
            top, bottom = y + (dy - 1) * _TYPE_OF_LOWEST, y + dy * _TYPE_OF_LOWEST
        return left >= 0 and right <= 1 and top >= -0.1 and bottom <= _BOTTOM - 0.01

    def is_clear(self, lines: Iterable[Line], others: Iterable[_Label | None] = ()) -> bool:
        """Whether no line passes through it and no other label lies on it."""
        left, right, top, bottom = self.box()
        for other in filter(None, others):
            start, end, above, below = other.box()
            if start < right and left < end and above < bottom and top < below:
                return False
        for (x, y), (next_x, next_y) in (pair for line in lines for pair in pairwise(line)):
            ends = max(min(x, next_x), left), min(max(x, next_x), right)
            if ends[0] > ends[1]:
                continue
            slope = (next_y - y) / (next_x - x) if next_x != x else 0.0
            heights = [y + (end - x) * slope for end in ends] if next_x != x else [y, next_y]
            if min(heights) < bottom and max(heights) > top:
                return False
        return True

    def text(self) -> Html:
        if self.beside is None:
            return _text(self.class_, self.x, self.baseline, self.words, self.anchor)
        x, y, dx, dy = self.beside
        return _text(self.class_, x, y, self.words, self.anchor, dx=f"{dx}em", dy=f"{dy}em")


def _value(
    series: ProgressSeries, t: Translator, at: tuple[float, float], lines: Sequence[Line]
) -> _Label | None:
    """The latest figure beside its mark, above it or below; None where lines leave no room.

    At the right of it nothing is drawn yet.
    """
    x, y = at
    words = _number(series, t, series.counting[-1].value)
    beyond = min(0.02, 1.0 - x)  # of the end of a label that is beside its mark at neither side
    above, below = (y - 0.06, -0.55), (y + 0.18, 1.3)
    beside, further = (y + 0.03, 0.35), (y + 0.3, None)  # too far to be pushed below a low drawing
    at_left = [(beyond, 0.35, "end", *each) for each in (above, below, further)]
    at_left.append((-0.03, -0.6, "end", *beside))
    at_right = [(0.03, 0.6, "start", *each) for each in (beside, above, below, further)]
    labels = (
        _Label("value", x + aside, baseline, words, anchor, None if dy is None else (x, y, dx, dy))
        for aside, dx, anchor, baseline, dy in (
            at_right + at_left if x < _BESIDE else at_left + at_right
        )
    )
    inside = (label for label in labels if label.is_inside())
    return next((label for label in inside if label.is_clear(lines)), None)


def _goal(
    series: ProgressSeries,
    t: Translator,
    value: _Label | None,
    planned: Sequence[Line],
    lines: Sequence[Line],
) -> _Label | None:
    """The goal at the end of the plan, above its line or below; None where there is no room."""
    if isnan(series.goal) or not isnan(series.high) or len(planned) != 1:
        return None
    x, y = planned[0][-1]
    words = _number(series, t, series.goal)
    over = _height(planned[0], x - width(words) * _COLUMN)  # a plan that falls
    above, below, over_line = (y, -0.035, -0.42), (y, 0.125, 1.02), (over, -0.035, -0.42)
    for place, away, dy in (above, below, over_line):
        baseline = place + away
        label = _Label("goal", x, baseline, words, "end", (min(x, 1.0), place, 0.0, dy))
        if 0.06 < baseline < _BOTTOM - 0.02 and label.is_clear(lines, (value,)):
            return label
    return None


def _height(line: Line, x: float) -> float:
    """Where a line is at a place of its width."""
    for (start, y), (end, next_y) in pairwise(line):
        if start <= x < end:
            return y + (next_y - y) * (x - start) / (end - start)
    return line[-1][1]


def _lowest(
    series: ProgressSeries,
    t: Translator,
    low: float,
    lines: Sequence[Line],
    others: Sequence[_Label | None],
) -> _Label | None:
    """The value at which the axis lies, at the end of it that is free."""
    words = _number(series, t, low)
    for x, anchor in ((0.0, "start"), (1.0, "end"), (0.5, "start")):
        label = _Label("tick", x, _BOTTOM - 0.02, words, anchor)
        if label.is_clear(lines, others):
            return label
    return None


def _number(series: ProgressSeries, t: Translator, value: float) -> str:
    first = series.planned[0].value if series.planned else series.goal
    shift, unit = t.unit_scale(series.unit(t.lang), series.goal, series.high, first)
    is_percent = unit == "%" or series.kind == "milestones"
    return number(value, t.lang, shift) + ("%" if is_percent else "")


def legend(series: ProgressSeries, t: Translator, outlook: Outlook | None) -> list[tuple[str, str]]:
    """The lines of the drawing: their class in the style sheet and their names."""
    names = [("actual", t("chart.actual"))]
    if series.planned or series.kind in RATE_KINDS:
        is_by_time = series.pro_rata and series.kind not in RATE_KINDS
        # on the screen "by time elapsed", the plain words for "pro rata"
        label = t("screen.legend.pro_rata") if is_by_time else plan_label(series, t)
        names.append(("plan", label))
    if series.kind == "flow" and series.planned:
        names.append(("year_goal", t("chart.year_goal")))
    if (was := series.original) and (len(was.planned) > 1 or series.kind in RATE_KINDS):
        names.append(("first", original_label(series, t)))
    if outlook is not None and outlook.is_answered:
        names.append(("outlook", t("screen.outlook")))
    return names


def _dates(first: dt.date, last: dt.date) -> Iterable[Html]:
    span = (last - first).days or 1
    before = -1.0
    for on, label in svg.date_ticks(first, last, 4):
        share = (on - first).days / span
        if share - before < _TICK_DISTANCE or share > 0.97:
            continue
        before = share
        anchor = "start" if share < 0.08 else "end" if share > 0.9 else "middle"
        yield _text("tick", share, 0.985, label, anchor)


def is_drawn(series: ProgressSeries) -> bool:
    """Whether a curve says more than its latest figure: at least two figures, or one beside a goal."""
    has_goal = bool(series.planned) or not isnan(series.goal)
    return len(series.counting) > (0 if has_goal else 1)


def _text(class_: str, x: float, y: float, words: str, anchor: str, **offset: str) -> Html:
    place = {"x": percent(x), "y": percent(y), **offset}
    return tag("text", text(words), class_=class_, **place, text_anchor=anchor)


def _path(class_: str, line: Line) -> Html:
    corners = "L".join(f"{1000 * x:.0f} {1000 * y:.0f}" for x, y in line)
    return f'<path class="{class_}" d="M{corners}"/>'
