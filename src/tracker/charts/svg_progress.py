"""One target over time as SVG: plan, original plan, figures reported, gap; its marks as links above it.

The drawing is as wide as its container and its type has one size, so it is legible on a phone and on paper.
It is an image for screen readers, in which nothing can have focus; the links are a layer of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis.reported_points import ReportedPoint
from tracker.analysis.series import ProgressSeries
from tracker.charts import svg
from tracker.charts.captions import alt_text, in_natural_unit, original_label, plan_label
from tracker.charts.labels import Line, percent
from tracker.charts.progress_layout import layout
from tracker.charts.progress_marks import LinkTo, marks
from tracker.charts.progress_plot import MAX_LONG_STEMS, Plot, year_goals
from tracker.html import Html, status_class, tag, text
from tracker.i18n import Translator
from tracker.portfolio.measures import RATE_KINDS


def draw(series: ProgressSeries, t: Translator, link_to: LinkTo | None = None) -> Html:
    """The drawing; "" for a series without plan and figures.

    ``link_to`` gives the links of marks: to what is known of a day, a report or a revision.
    """
    if series.empty:
        return ""
    series = in_natural_unit(series, t)
    plot = layout(series, t)
    links = marks(plot, link_to) if link_to else ""
    return tag("div", image(plot), links, class_=f"chart left-{plot.left}")


class LegendKey(NamedTuple):
    """A line or mark of the drawing and its name."""

    mark: Html
    label: str


_KEY_MARKS: Final[Mapping[str, Html]] = {
    "plan": '<path class="plan" d="M0 8H26"/>',
    "year_goal": '<path class="plan mark" d="M4 8H22"/>',
    "first": '<path class="first" d="M0 8H26"/>',
    "actual": '<path class="actual" d="M0 8H26"/><circle class="point" cx="13" cy="8" r="4"/>',
    "outlook": '<path class="outlook" d="M1 8L25 2V14Z"/>',
    "hollow": '<circle class="point hollow" cx="13" cy="8" r="4.5"/>',
}


def legend(series: ProgressSeries, t: Translator) -> list[LegendKey]:
    """The lines and marks that the drawing has."""
    names = {}
    if series.planned or series.kind in RATE_KINDS:
        names["plan"] = plan_label(series, t)
    if series.kind == "flow" and series.planned:
        names["year_goal"] = t("chart.year_goal")
    if series.original and (series.planned or series.kind in RATE_KINDS):
        names["first"] = original_label(series, t)
    if series.actual:
        names["actual"] = t("chart.actual")
    if series.outlook:
        names["outlook"] = t("chart.outlook")
    if any(point.state != "counts" for point in series.actual):
        names["hollow"] = t("chart.passed_over")
    keys = [LegendKey(_key(_KEY_MARKS[name]), label) for name, label in names.items()]
    gap = series.gap
    if gap is not None and not gap.is_none:
        mark = f'<path class="gap {status_class(gap.status)}" d="M13 1V15"/>'
        keys.append(LegendKey(_key(mark), t("why.gap")))
    return keys


def _key(mark: Html) -> Html:
    return tag("svg", mark, class_="key", width=26, height=16, aria_hidden="true")


def image(plot: Plot) -> Html:
    """The drawing alone."""
    series = plot.series
    return tag(
        "svg",
        tag("title", text(series.title(plot.t.lang)), id="path-title"),
        tag("desc", text(alt_text(series, plot.t)), id="path-desc"),
        *_axes(plot),
        _lines(plot),
        *_stems(plot),
        *_gap_line(plot),
        *_points(plot),
        *(_sized(name, (label.draw() for label in labels)) for name, labels in plot.labels.items()),
        class_="figure",
        width="100%",
        height=f"{plot.height:g}",
        role="img",
        aria_labelledby="path-title path-desc",
    )


def _axes(plot: Plot) -> list[Html]:
    parts = []
    for value, label in plot.values:
        y = plot.axes.down(value)
        parts.append(_segment("grid", (0.0, y), (1.0, y)))
        parts.append(
            f'<text class="dim" x="-8" y="{y + 4:.1f}" text-anchor="end">{text(label)}</text>'
        )
    for on, label in plot.dates:
        x = plot.axes.across(on)
        parts.append(_segment("axis", (x, plot.bottom), (x, plot.bottom + 5)))
        parts.append(
            f'<text class="dim" x="{percent(x)}" y="{plot.bottom + 22:.1f}" '
            f'text-anchor="middle">{text(label)}</text>'
        )
    parts.append(_segment("axis", (0.0, plot.bottom), (1.0, plot.bottom)))
    return parts


def _stems(plot: Plot) -> list[Html]:
    parts = []
    if plot.has_as_of:
        x = plot.axes.across(plot.series.as_of)
        parts.append(_segment("today", (x, plot.top - 4), (x, plot.bottom)))
    end = plot.bottom if len(plot.revisions) <= MAX_LONG_STEMS else plot.top + 10
    for name, stems in plot.stems.items():
        lines = [
            _segment("stem", (plot.axes.across(on), y), (plot.axes.across(on), end))
            for on, y in stems
        ]
        parts.append(_sized(name, lines))
    return parts


def _sized(class_: str, parts: Iterable[Html]) -> Html:
    """Parts that a chart of some width has: a class of `SIZES`, or "" for every width."""
    inner = "".join(parts)
    return tag("g", inner, class_=class_) if inner and class_ else inner


def _lines(plot: Plot) -> Html:
    """What is stretched with the width of the drawing: lines keep their strokes."""
    parts = []
    if not isnan(plot.series.high) and len(plot.planned) > 1:
        (left, low), (right, high) = plot.planned[0][0], plot.planned[1][1]
        parts.append(
            f'<rect class="range" x="{1000 * left:.1f}" y="{min(low, high):.1f}" '
            f'width="{1000 * (right - left):.1f}" height="{abs(low - high):.1f}"/>'
        )
    if plot.outlook:
        parts.append(_path("outlook", plot.outlook))
    parts += [_path("first", line) for line in plot.original]
    parts += [_path("plan", line) for line in plot.planned]
    parts += [_path("plan mark", mark) for mark in year_goals(plot.series, plot.planned)]
    parts += [_path("actual", line) for line in plot.actual if len(line) > 1]
    return tag(
        "svg",
        *parts,
        class_="lines",
        width="100%",
        height=f"{plot.height:g}",
        viewBox=f"0 0 1000 {plot.height:g}",
        preserveAspectRatio="none",
    )


def _gap_line(plot: Plot) -> list[Html]:
    gap = plot.series.gap
    if gap is None or gap.is_none:
        return []
    x = plot.axes.across(gap.on)
    ends = (x, plot.axes.down(gap.planned)), (x, plot.axes.down(gap.actual))
    return [_segment(f"gap {status_class(gap.status)}", *ends)]


def _points(plot: Plot) -> list[Html]:
    series, figures = plot.series, plot.series.counting
    latest = figures[-1] if figures else None
    status = series.gap.status if series.gap else ""
    drawn = sorted(series.actual, key=lambda each: each.state == "counts")  # these on top
    return [_point(plot, each, status if each is latest else "") for each in drawn]


def _point(plot: Plot, point: ReportedPoint, status: str) -> Html:
    class_ = "point" if point.state == "counts" else "point hollow"
    if status:
        class_ += f" last {status_class(status)}"
    return (
        f'<circle class="{class_}" cx="{percent(plot.axes.across(point.date))}" '
        f'cy="{plot.axes.down(point.value):.1f}" r="{6 if status else 4}"/>'
    )


def _segment(class_: str, start: tuple[float, float], end: tuple[float, float]) -> Html:
    return (
        f'<line class="{class_}" x1="{percent(start[0])}" x2="{percent(end[0])}" '
        f'y1="{start[1]:.1f}" y2="{end[1]:.1f}"/>'
    )


def _path(class_: str, line: Line) -> Html:
    return svg.line(class_, *((1000 * across, y) for across, y in line))
