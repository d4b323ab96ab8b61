"""One target over time, drawn: the plan, the figures reported, the gap between them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.curves import series_from_data
from tracker.analysis.series import ProgressData
from tracker.charts import figure
from tracker.charts.captions import alt_text, amount, gap_caption, goal_caption
from tracker.charts.figure import (
    ChartContext,
    PlotlySpec,
    Translate,
    coloured,
    escape_plotly,
    to_iso_dates,
)
from tracker.i18n import Lang, day, number
from tracker.portfolio.model import QUANTITY_KINDS, RATE_KINDS


def progress_alt_text(data: ProgressData, t: Translate, lang: Lang) -> str:
    """The figure in two sentences: the plan, the latest figure and how far it was from plan."""
    return alt_text(series_from_data(data), t, lang)


def draw_progress(data: ProgressData, t: Translate, lang: Lang, dark: bool) -> go.Figure:
    """Plan dashed, figures as points on a line, those that do not count hollow, the gap marked.

    Above the plot stand, from the top, the gap in words, the legend, the unit and the as-of day.
    """
    pen = ChartContext(t, lang, figure.palette_for(dark=dark))
    look, (first, last, seen) = pen.palette, _visible_dates(data)
    traces = [*_plan_traces(data, pen), *_reported_traces(data, pen)]
    several = len([trace for trace in traces if trace["showlegend"]]) > 1
    first_line = _gap_headline(data, pen)
    legend_at = 26 if first_line else 0
    top = 30 + legend_at + (28 if several else 0)
    low, high = _value_range(data)
    left = 16 + 7 * max(4, *(len(number(round(end), lang)) for end in (low, high)))
    above: PlotlySpec = {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 6}
    at_left: PlotlySpec = {"x": 0, "xref": "paper", "xshift": -left, "xanchor": "left"}
    unit = t("chart.steps") if data.kind == "milestones" else data.unit(lang)
    as_of, at = (
        escape_plotly(t("chart.as_of").format(day=day(data.as_of))),
        to_iso_dates([data.as_of])[0],
    )
    where: PlotlySpec = {"x": 1, "xref": "paper", "xanchor": "right"}
    if seen:
        early = data.as_of < first + (last - first) * 0.62
        where = {"x": at, "xanchor": "left" if early else "right"}
    goal, shapes = _goal_annotations(data, pen, first + (last - first) * 0.75)
    return figure.build(
        look,
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
            "linecolor": look.line,
        },
        yaxis={"range": [low, high], "tickformat": ",~f", "nticks": 6},
        shapes=[*shapes, *([figure.vertical_line(at, look.dim)] if seen else [])],
        notes=[
            *goal,
            figure.annotation(first_line, look, **above | at_left | {"yshift": top - 22}),
            figure.annotation(escape_plotly(figure.shorten(unit, 24)), look, **above | at_left),
            figure.annotation(as_of if seen else f"{as_of} →", look, **above | where),
        ],
        showlegend=several,
        legend={"y": 1 - legend_at / (280 + top)},
    )


def _gap_headline(data: ProgressData, pen: ChartContext) -> str:
    """What the figure says in words: the gap, or that nothing was reported."""
    if data.actual.empty:
        return escape_plotly(pen.t("chart.silent"))
    if data.gap is None or data.gap.gap_pp == 0:
        return ""
    words = escape_plotly(gap_caption(data.gap, data.kind, pen.t, pen.lang))
    return f"<b>{coloured(words, pen.palette.status_colour(data.gap.status))}</b> {escape_plotly(day(data.gap.on))}"


def _visible_dates(data: ProgressData) -> tuple[pd.Timestamp, pd.Timestamp, bool]:
    """First and last day shown, and whether the as-of day is among them.

    A look back from years later would press all that happened into a corner, so it is not.
    """
    told = [end for end in (data.start, data.due) if end is not None]
    told += [*data.planned["date"], *data.actual["date"]]
    first, last = min(told, default=data.as_of), max(told, default=data.as_of)
    length = max(last - first, pd.Timedelta(days=60))
    seen = first - length / 4 <= data.as_of <= last + length / 4
    if seen:
        first, last = min(first, data.as_of), max(last, data.as_of)
    length = max(last - first, pd.Timedelta(days=60))
    return first - length * 0.03, max(last, first + length) + length * 0.05, seen


def _value_range(data: ProgressData) -> tuple[float, float]:
    values = [*data.planned["value"], *data.actual["value"], data.goal, data.high]
    known = [float(value) for value in values if not np.isnan(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if data.kind not in RATE_KINDS:  # a count is read from its foot
        low = min(low, 0.0) if low < 0.6 * high else low
    room = (high - low) or abs(high) or 1.0
    at_foot = data.kind not in RATE_KINDS and low == 0 and data.goal > low
    return low - room * (0.03 if at_foot else 0.12), high + room * 0.14


def _plan_traces(data: ProgressData, pen: ChartContext) -> list[PlotlySpec]:
    """The path, or the bounds of a rate, or the goal where nothing says when it is due."""
    line: PlotlySpec = {"color": pen.palette.dim, "width": 2, "dash": "dash"}
    if len(data.planned):
        name = escape_plotly(pen.t("chart.planned"))
        return [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "showlegend": True,
                "x": to_iso_dates(data.planned["date"]),
                "y": data.planned["value"].tolist(),
                "line": line | {"shape": "hv" if data.kind == "milestones" else "linear"},
                "marker": {"color": pen.palette.dim, "size": 5},
                "hovertemplate": "%{x|%Y-%m-%d}  %{y:,~f}<extra>" + name + "</extra>",
            }
        ]
    words = escape_plotly(goal_caption(data, pen.t, pen.lang))
    rate = data.kind in RATE_KINDS
    return [
        {
            "type": "scatter",
            "mode": "lines",
            "x": list(_bound_ends(data)),
            "y": [bound, bound],
            "name": escape_plotly(pen.t("chart.bound")) if rate else words,
            "showlegend": nth == 0,
            "line": line if rate else line | {"dash": "dot"},
            "hovertemplate": f"{words}<extra></extra>",
        }
        for nth, bound in enumerate([data.goal, data.high])
        if not np.isnan(bound) and data.kind != "milestones"
    ]


def _reported_traces(data: ProgressData, pen: ChartContext) -> list[PlotlySpec]:
    counts = data.actual["state"] == "counts"
    traces: list[PlotlySpec] = []
    for name, rows in (("actual", data.actual[counts]), ("passed_over", data.actual[~counts])):
        hollow = name == "passed_over"
        values = [
            escape_plotly(amount(value, data.unit(pen.lang), pen.lang)) for value in rows["value"]
        ]
        states = [escape_plotly(pen.t(f"chart.state.{state}")) for state in rows["state"]]
        trace = {
            "type": "scatter",
            "mode": "markers" if hollow else "lines+markers",
            "name": escape_plotly(pen.t(f"chart.{name}")),
            "showlegend": True,
            "x": to_iso_dates(rows["date"]),
            "y": rows["value"].tolist(),
            "customdata": [list(pair) for pair in zip(values, states, strict=True)],
            "line": {
                "color": pen.palette.accent,
                "width": 2.5,
                "shape": "hv" if data.kind == "milestones" else "linear",
            },
            "marker": {
                "size": 9,
                "color": pen.palette.card if hollow else pen.palette.accent,
                "line": {"color": pen.palette.accent, "width": 1.8 if hollow else 0},
            },
            "hovertemplate": "%{x|%Y-%m-%d}<br>%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        }
        traces += [trace] if len(rows) else []
    return traces


def _bound_ends(data: ProgressData) -> tuple[str | None, str | None]:
    """From where to where a bound is drawn."""
    first, last, _ = _visible_dates(data)
    start, due = to_iso_dates([data.start or first, data.due or last])
    return start, due


def _goal_annotations(
    data: ProgressData, pen: ChartContext, late: pd.Timestamp
) -> tuple[list[PlotlySpec], list[PlotlySpec]]:
    """Notes and shapes: the goal at the end of its path or beside its bound, the range, the gap."""
    words = escape_plotly(goal_caption(data, pen.t, pen.lang))
    notes: list[PlotlySpec] = []
    shapes: list[PlotlySpec] = []
    if data.kind in QUANTITY_KINDS and len(data.planned):
        end = data.planned.iloc[-1]
        upwards = end["value"] >= data.planned["value"].iloc[0]
        where = {"yanchor": "bottom", "yshift": 4} if upwards else {"yanchor": "top", "yshift": -4}
        at = {"x": to_iso_dates([end["date"]])[0], "y": float(end["value"]), "xanchor": "right"}
        notes.append(figure.annotation(words, pen.palette, **at, **where))
    elif not np.isnan(data.goal) and data.kind != "milestones":
        ends = _bound_ends(data)
        # at the right where no figure stands there yet; on the side a good figure is not
        right = data.actual.empty or data.actual["date"].max() < late
        over = data.kind not in ("floor", "range")
        where = {"yanchor": "bottom", "yshift": 4} if over else {"yanchor": "top", "yshift": -4}
        at = {"x": ends[right], "y": data.goal, "xanchor": "right" if right else "left"}
        notes.append(figure.annotation(words, pen.palette, **at, **where))
        if not np.isnan(data.high):
            shapes.append(
                {
                    "type": "rect",
                    "x0": ends[0],
                    "x1": ends[1],
                    "y0": data.goal,
                    "y1": data.high,
                    "line": {"width": 0},
                    "fillcolor": pen.palette.track,
                    "layer": "below",
                }
            )
    if data.gap is not None and data.gap.gap_pp != 0:
        on, line = (
            to_iso_dates([data.gap.on])[0],
            {"color": pen.palette.status_colour(data.gap.status), "width": 3},
        )
        ends_at = {"y0": data.gap.planned, "y1": data.gap.actual}
        shapes.append({"type": "line", "x0": on, "x1": on, **ends_at, "line": line})
    return notes, shapes
