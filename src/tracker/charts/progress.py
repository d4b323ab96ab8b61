"""One target over time as a Plotly figure: the plan, the figures reported, the gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import isnan
from typing import TypeVar

import plotly.graph_objects as go

from tracker.analysis.series import ProgressSeries, SeriesPoint, pieces
from tracker.charts import figure, svg
from tracker.charts.captions import (
    STATE_KEYS,
    gap_caption,
    goal_caption,
    goal_label,
    in_natural_unit,
    plan_label,
    revision_captions,
    value_text,
)
from tracker.charts.extent import value_range, visible_dates
from tracker.charts.figure import ChartContext, PlotlySpec, coloured, escape_plotly, to_iso_dates
from tracker.i18n import Translator, day, shorten
from tracker.numbers import number
from tracker.portfolio.measures import RATE_KINDS


def draw_progress(series: ProgressSeries, t: Translator, *, dark: bool) -> go.Figure:
    """Plan dashed, figures as points on a line, those that do not count hollow, the gap marked.

    Above the plot, from the top: the gap in words, the legend, the unit and the as-of date.
    """
    series, context = in_natural_unit(series, t), figure.chart_context(t, dark=dark)
    palette, (first, last, has_as_of) = context.palette, visible_dates(series)
    traces = [
        *_outlook_traces(series, context),
        *_original_traces(series, context),
        *_plan_traces(series, context),
        *_reported_traces(series, context),
    ]
    has_legend = len([trace for trace in traces if trace["showlegend"]]) > 1
    first_line = _gap_headline(series, context)
    legend_at = 26 if first_line else 0
    top = 30 + legend_at + (28 if has_legend else 0)
    low, high = value_range(series)
    ticks = svg.ticks(low, high)
    tick_labels = [number(value, t.lang) for value in ticks]
    left = 16 + 7 * max([4, *map(len, tick_labels)])
    above: PlotlySpec = {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 6}
    at_left: PlotlySpec = {"x": 0, "xref": "paper", "xshift": -left, "xanchor": "left"}
    unit = t("chart.steps") if series.kind == "milestones" else series.unit(t.lang)
    as_of = escape_plotly(t("chart.as_of", day=day(series.as_of)))
    at = to_iso_dates([series.as_of])[0]
    as_of_place: PlotlySpec = {"x": 1, "xref": "paper", "xanchor": "right"}
    if has_as_of:
        early = series.as_of < first + (last - first) * 0.62
        as_of_place = {"x": at, "xanchor": "left" if early else "right"}
    goal, shapes = _goal_annotations(series, context, first + (last - first) * 0.75)
    revised, revision_lines = _revision_marks(series, context)
    return figure.build(
        palette,
        traces,
        height=280 + top,
        top=top,
        bottom=40,
        left=left,
        xaxis={
            "type": "date",
            "range": to_iso_dates([first, last]),
            "showgrid": False,
            "nticks": 5,
            "tickangle": 0,
            "tickformatstops": figure.DATE_TICK_FORMATS,
            "showline": True,
            "linecolor": palette.line,
        },
        yaxis={"range": [low, high], "tickvals": ticks, "ticktext": tick_labels},
        shapes=[
            *shapes,
            *revision_lines,
            *([figure.vertical_line(at, palette.dim)] if has_as_of else []),
        ],
        notes=[
            *goal,
            *revised,
            figure.annotation(first_line, palette, **above | at_left | {"yshift": top - 22}),
            figure.annotation(escape_plotly(shorten(unit, 24)), palette, **above | at_left),
            figure.annotation(as_of if has_as_of else f"{as_of} →", palette, **above | as_of_place),
        ],
        showlegend=has_legend,
        legend={"y": 1 - legend_at / (280 + top)},
    )


def _gap_headline(series: ProgressSeries, context: ChartContext) -> str:
    """The gap in words, or that nothing was reported."""
    if not series.actual:
        return escape_plotly(context.t("chart.silent"))
    if series.gap is None or series.gap.is_none:
        return ""
    words = escape_plotly(gap_caption(series, context.t))
    return f"<b>{coloured(words, context.palette.status_edge(series.gap.status))}</b> {escape_plotly(day(series.gap.on))}"


def _plan_traces(series: ProgressSeries, context: ChartContext) -> list[PlotlySpec]:
    """The plan, or the bounds of a rate, or the goal where there is no date to plan for."""
    line: PlotlySpec = {"color": context.palette.dim, "width": 2, "dash": "dash"}
    if series.planned:
        name = escape_plotly(plan_label(series, context.t))
        return [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "showlegend": True,
                **_places(series, series.planned),
                "customdata": [
                    point and number(point.value, context.lang)
                    for point in _with_breaks(series, series.planned)
                ],
                "line": line | {"shape": "hv" if series.kind == "milestones" else "linear"},
                "marker": {"color": context.palette.dim, "size": 5},
                "hovertemplate": "%{x|%Y-%m-%d}  %{customdata}<extra>" + name + "</extra>",
            }
        ]
    words = escape_plotly(goal_caption(series, context.t))
    rate = series.kind in RATE_KINDS
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(_bound_ends(series)),
            "y": [bound, bound],
            "name": escape_plotly(context.t("chart.bound")) if rate else words,
            "showlegend": nth == 0,
            "line": line if rate else line | {"dash": "dot"},
            "hovertemplate": f"{words}<extra></extra>",
        }
        for nth, bound in enumerate([series.goal, series.high])
        if not isnan(bound) and series.kind != "milestones"
    ]


_Point = TypeVar("_Point", bound=SeriesPoint)


def _with_breaks(series: ProgressSeries, points: Sequence[_Point]) -> list[_Point | None]:
    """The points of a line, with None where it breaks."""
    joined: list[_Point | None] = []
    for piece in pieces(series.kind, points):
        if joined:
            joined.append(None)
        joined += piece
    return joined


def _places(series: ProgressSeries, points: Sequence[SeriesPoint]) -> PlotlySpec:
    """The days and values of a line."""
    joined = _with_breaks(series, points)
    return {
        "x": to_iso_dates(point and point.date for point in joined),
        "y": [point and point.value for point in joined],
    }


def _outlook_traces(series: ProgressSeries, context: ChartContext) -> list[PlotlySpec]:
    """The area between the slowest and the fastest pace, from the latest figure to the due date."""
    outlook = series.outlook
    if outlook is None:
        return []
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": escape_plotly(context.t("chart.outlook")),
            "showlegend": True,
            "x": to_iso_dates([outlook.on, outlook.due, outlook.due]),
            "y": [outlook.value, outlook.fastest, outlook.slowest],
            "fill": "toself",
            "fillcolor": context.palette.track,
            "line": {"width": 0},
            "hoverinfo": "skip",
        }
    ]


def _original_traces(series: ProgressSeries, context: ChartContext) -> list[PlotlySpec]:
    """The plan before all revisions."""
    original = series.original
    if original is None or not original.planned or original.planned == series.planned:
        return []
    name = escape_plotly(context.t("chart.original.plan"))
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "showlegend": True,
            **_places(series, original.planned),
            "customdata": [
                point and number(point.value, context.lang)
                for point in _with_breaks(series, original.planned)
            ],
            "line": {
                "color": context.palette.dim,
                "width": 1.5,
                "dash": "dot",
                "shape": "hv" if series.kind == "milestones" else "linear",
            },
            "hovertemplate": "%{x|%Y-%m-%d}  %{customdata}<extra>" + name + "</extra>",
        }
    ]


def _revision_marks(
    series: ProgressSeries, context: ChartContext
) -> tuple[list[PlotlySpec], list[PlotlySpec]]:
    """Annotations and shapes: a line on the day of each revision, with its words on hover."""
    notes, shapes = [], []
    for on, changes in revision_captions(series, context.t).items():
        at = to_iso_dates([on])[0]
        shapes.append(figure.vertical_line(at, context.palette.accent))
        words = escape_plotly(f"{day(on)} {changes}")
        place = {"x": at, "y": 0, "yref": "paper", "yanchor": "bottom", "hovertext": words}
        notes.append(figure.annotation("◆", context.palette, **place))
    return notes, shapes


def _reported_traces(series: ProgressSeries, context: ChartContext) -> list[PlotlySpec]:
    """The figures that count, joined by a line, and hollow those that do not."""
    t, palette = context.t, context.palette
    passed_over = [point for point in series.actual if point.state != "counts"]
    traces: list[PlotlySpec] = []
    for key, points in (("chart.actual", series.counting), ("chart.passed_over", passed_over)):
        if not points:
            continue
        hollow = points is passed_over
        labels = [
            [
                escape_plotly(value_text(series, point.value, t)),
                escape_plotly(t(STATE_KEYS[point.state])),
            ]
            if point
            else None
            for point in _with_breaks(series, points)
        ]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers" if hollow else "lines+markers",
                "name": escape_plotly(t(key)),
                "showlegend": True,
                **_places(series, points),
                "customdata": labels,
                "line": {
                    "color": palette.accent,
                    "width": 2.5,
                    "shape": "hv" if series.kind == "milestones" else "linear",
                },
                "marker": {
                    "size": 9,
                    "color": palette.card if hollow else palette.accent,
                    "line": {"color": palette.accent, "width": 1.8 if hollow else 0},
                },
                "hovertemplate": "%{x|%Y-%m-%d}<br>%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            }
        )
    return traces


def _bound_ends(series: ProgressSeries) -> tuple[str | None, str | None]:
    """The dates between which a bound is drawn."""
    dates = visible_dates(series)
    start, due = to_iso_dates([series.start or dates.first, series.due or dates.last])
    return start, due


def _goal_annotations(
    series: ProgressSeries, context: ChartContext, late: dt.date
) -> tuple[list[PlotlySpec], list[PlotlySpec]]:
    """Annotations and shapes: the goal, the range, the gap."""
    notes: list[PlotlySpec] = []
    shapes: list[PlotlySpec] = []
    if label := goal_label(series):
        place = (
            {"yanchor": "bottom", "yshift": 4} if label.above else {"yanchor": "top", "yshift": -4}
        )
        ends = _bound_ends(series)
        # a bound's label is at the right unless a figure is there already
        at_right = label.on is not None or all(point.date < late for point in series.actual)
        x = to_iso_dates([label.on])[0] if label.on else ends[at_right]
        at = {"x": x, "y": label.value, "xanchor": "right" if at_right else "left"}
        words = escape_plotly(goal_caption(series, context.t))
        notes.append(figure.annotation(words, context.palette, **at, **place))
        if not isnan(series.high):
            shapes.append(
                {
                    "type": "rect",
                    "x0": ends[0],
                    "x1": ends[1],
                    "y0": series.goal,
                    "y1": series.high,
                    "line": {"width": 0},
                    "fillcolor": context.palette.track,
                    "layer": "below",
                }
            )
    if series.gap is not None and not series.gap.is_none:
        on = to_iso_dates([series.gap.on])[0]
        line = {"color": context.palette.status_edge(series.gap.status), "width": 3}
        ends_at = {"y0": series.gap.planned, "y1": series.gap.actual}
        shapes.append({"type": "line", "x0": on, "x1": on, **ends_at, "line": line})
    return notes, shapes
