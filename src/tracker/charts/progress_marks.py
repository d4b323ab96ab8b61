"""The marks of the chart of one target as links: each day with figures, and each revision.

The label of a mark is shown on hover and on keyboard focus, by style alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from typing import Final

from tracker.charts.captions import STATE_KEYS, plan_label, value_text
from tracker.charts.labels import FONT_SIZE, percent, text_width
from tracker.charts.progress_plot import Plot
from tracker.charts.progress_table import planned_amounts
from tracker.html import Html, tag, text
from tracker.i18n import day

LinkTo = Callable[[str, dt.date], str]
"""The link of a mark: ``report`` or ``revision``, and its day."""
_HALF_WIDTH: Final = 0.06
"""The share of the width on each side of a mark that belongs to it, where no other one is nearer."""
_LINE: Final = 18
_PADDING: Final = 8


def marks(plot: Plot, link_to: LinkTo) -> Html:
    """The layer of links; "" where nothing is marked."""
    links = [*_revisions(plot, link_to), *_reports(plot, link_to)]
    if not links:
        return ""
    return tag(
        "svg",
        *links,
        class_="marks",
        width="100%",
        height=f"{plot.height:g}",
        role="group",
        aria_label=plot.t("chart.marks"),
    )


def _reports(plot: Plot, link_to: LinkTo) -> list[Html]:
    series, t = plot.series, plot.t
    days = [(on, list(points)) for on, points in groupby(series.actual, lambda point: point.date)]
    centres = [plot.axes.across(on) for on, _ in days]
    planned = planned_amounts(series, t.lang)
    plan = plan_label(series, t)
    links = []
    for (on, points), centre, (left, right) in zip(days, centres, _columns(centres), strict=True):
        lines = [day(on)]
        for point in points:
            value = value_text(series, point.value, t)
            if point.state != "counts":
                value += t("chart.brackets", text=t(STATE_KEYS[point.state]))
            lines.append(value)
        if on in planned:
            lines.append(f"{plan} {planned[on]}")
        heights = [plot.axes.down(point.value) for point in points]
        x = percent(centre)
        rings = [f'<circle class="ring" cx="{x}" cy="{y:.1f}" r="10"/>' for y in heights]
        area = _area(left, right, plot.top, plot.bottom)
        label = _label(lines, centre, min(heights), max(heights), plot.height)
        links.append(_link(link_to("report", on), lines, area, *rings, label))
    return links


def _revisions(plot: Plot, link_to: LinkTo) -> list[Html]:
    centres = [plot.axes.across(on) for on in plot.revisions]
    links = []
    for on, centre, (left, right) in zip(plot.revisions, centres, _columns(centres), strict=True):
        lines = [day(on), plot.revisions[on]]
        area = _area(left, right, 0, plot.top)
        flag = f'<circle class="flag" cx="{percent(centre)}" cy="{plot.top:.1f}" r="4"/>'
        label = _label(lines, centre, 0, plot.top, plot.height)
        links.append(_link(link_to("revision", on), lines, area, flag, label))
    return links


def _columns(centres: Sequence[float]) -> list[tuple[float, float]]:
    """The ends of each mark's column: half way to its neighbours, and no farther than `_HALF_WIDTH`."""
    if not centres:
        return []
    middles = [(one + other) / 2 for one, other in pairwise(centres)]
    return [
        (max(left, centre - _HALF_WIDTH), min(right, centre + _HALF_WIDTH))
        for centre, left, right in zip(centres, [-1.0, *middles], [*middles, 2.0], strict=True)
    ]


def _area(left: float, right: float, top: float, bottom: float) -> Html:
    return (
        f'<rect class="area" x="{percent(left)}" y="{top:.1f}" width="{percent(right - left)}" '
        f'height="{bottom - top:.1f}"/>'
    )


def _link(href: str, lines: Sequence[str], *parts: Html) -> Html:
    label = text(" · ".join(lines))
    return f'<a href="{text(href)}" target="_self" aria-label="{label}">{"".join(parts)}</a>'


def _label(lines: Sequence[str], across: float, top: float, bottom: float, height: float) -> Html:
    """Lines of text in a box above ``top``, or below ``bottom`` where there is no room above."""
    width = max(map(text_width, lines)) + 2 * _PADDING
    tall = _LINE * len(lines) + _PADDING
    y = top - tall - 12
    if y < -8:
        y = min(bottom + 12, height - tall)
    left = -width * (0.1 if across < 0.3 else 0.9 if across > 0.7 else 0.5)
    rows = [
        f'<text x="{left + _PADDING:.1f}" y="{_LINE * nth + FONT_SIZE + 4:.1f}">{text(words)}</text>'
        for nth, words in enumerate(lines)
    ]
    box = f'<rect x="{left:.1f}" width="{width:.1f}" height="{tall:.1f}" rx="6"/>'
    return f'<svg class="label" x="{percent(across)}" y="{y:.1f}">{box}{"".join(rows)}</svg>'
