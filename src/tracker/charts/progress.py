"""One target over time, drawn: the plan, the figures reported, the gap between them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.curves import curve_of
from tracker.analysis.series import PathData
from tracker.charts import figure
from tracker.charts.captions import alt, amount, gap_words, goal_words
from tracker.charts.figure import Part, Pen, Words, coloured, safe, stamps
from tracker.i18n import Lang, day, number
from tracker.portfolio.model import COUNTED, RATES


def alt_path(data: PathData, say: Words, lang: Lang) -> str:
    """The figure in two sentences: the plan, the latest figure and how far it was from plan."""
    return alt(curve_of(data), say, lang)


def draw_path(data: PathData, say: Words, lang: Lang, dark: bool) -> go.Figure:
    """Plan dashed, figures as points on a line, those that do not count hollow, the gap marked.

    Above the plot stand, from the top, the gap in words, the legend, the unit and the as-of day.
    """
    pen = Pen(say, lang, figure.palette(dark=dark))
    look, (first, last, seen) = pen.look, _span(data)
    traces = [*_plan(data, pen), *_figures(data, pen)]
    several = len([trace for trace in traces if trace["showlegend"]]) > 1
    first_line = _first_line(data, pen)
    legend_at = 26 if first_line else 0
    top = 30 + legend_at + (28 if several else 0)
    low, high = _heights(data)
    left = 16 + 7 * max(4, *(len(number(round(end), lang)) for end in (low, high)))
    above: Part = {"y": 1, "yref": "paper", "yanchor": "bottom", "yshift": 6}
    at_left: Part = {"x": 0, "xref": "paper", "xshift": -left, "xanchor": "left"}
    unit = say("chart.steps") if data.kind == "milestones" else data.unit(lang)
    as_of, at = safe(say("chart.as_of").format(day=day(data.as_of))), stamps([data.as_of])[0]
    where: Part = {"x": 1, "xref": "paper", "xanchor": "right"}
    if seen:
        early = data.as_of < first + (last - first) * 0.62
        where = {"x": at, "xanchor": "left" if early else "right"}
    goal, shapes = _goal_mark(data, pen, first + (last - first) * 0.75)
    return figure.figure(
        look, traces, height=280 + top, top=top, bottom=40, left=left,
        xaxis={
            "type": "date", "range": stamps([first, last]), "showgrid": False, "nticks": 5,
            "tickangle": 0, "tickformatstops": figure.DAY_TICKS, "showline": True,
            "linecolor": look.line,
        },
        yaxis={"range": [low, high], "tickformat": ",~f", "nticks": 6},
        shapes=[*shapes, *([figure.vertical(at, look.dim)] if seen else [])],
        notes=[
            *goal,
            figure.note(first_line, look, **above | at_left | {"yshift": top - 22}),
            figure.note(safe(figure.shortened(unit, 24)), look, **above | at_left),
            figure.note(as_of if seen else f"{as_of} →", look, **above | where),
        ],
        showlegend=several, legend={"y": 1 - legend_at / (280 + top)},
    )  # fmt: skip


def _first_line(data: PathData, pen: Pen) -> str:
    """What the figure says in words: the gap, or that nothing was reported."""
    if data.actual.empty:
        return safe(pen.say("chart.silent"))
    if data.gap is None or data.gap.points == 0:
        return ""
    words = safe(gap_words(data.gap, data.kind, pen.say, pen.lang))
    return f"<b>{coloured(words, pen.look.lamp(data.gap.lamp))}</b> {safe(day(data.gap.on))}"


def _span(data: PathData) -> tuple[pd.Timestamp, pd.Timestamp, bool]:
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


def _heights(data: PathData) -> tuple[float, float]:
    values = [*data.planned["value"], *data.actual["value"], data.goal, data.high]
    known = [float(value) for value in values if not np.isnan(value)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    if data.kind not in RATES:  # a count is read from its foot
        low = min(low, 0.0) if low < 0.6 * high else low
    room = (high - low) or abs(high) or 1.0
    at_foot = data.kind not in RATES and low == 0 and data.goal > low
    return low - room * (0.03 if at_foot else 0.12), high + room * 0.14


def _plan(data: PathData, pen: Pen) -> list[Part]:
    """The path, or the bounds of a rate, or the goal where nothing says when it is due."""
    line: Part = {"color": pen.look.dim, "width": 2, "dash": "dash"}
    if len(data.planned):
        name = safe(pen.say("chart.planned"))
        return [
            {
                "type": "scatter", "mode": "lines+markers", "name": name, "showlegend": True,
                "x": stamps(data.planned["date"]), "y": data.planned["value"].tolist(),
                "line": line | {"shape": "hv" if data.kind == "milestones" else "linear"},
                "marker": {"color": pen.look.dim, "size": 5},
                "hovertemplate": "%{x|%Y-%m-%d}  %{y:,~f}<extra>" + name + "</extra>",
            }
        ]  # fmt: skip
    words = safe(goal_words(data, pen.say, pen.lang))
    rate = data.kind in RATES
    return [
        {
            "type": "scatter", "mode": "lines", "x": list(_ends(data)), "y": [bound, bound],
            "name": safe(pen.say("chart.bound")) if rate else words, "showlegend": nth == 0,
            "line": line if rate else line | {"dash": "dot"},
            "hovertemplate": f"{words}<extra></extra>",
        }
        for nth, bound in enumerate([data.goal, data.high])
        if not np.isnan(bound) and data.kind != "milestones"
    ]  # fmt: skip


def _figures(data: PathData, pen: Pen) -> list[Part]:
    counts = data.actual["state"] == "counts"
    traces: list[Part] = []
    for name, rows in (("actual", data.actual[counts]), ("passed_over", data.actual[~counts])):
        hollow = name == "passed_over"
        values = [safe(amount(value, data.unit(pen.lang), pen.lang)) for value in rows["value"]]
        states = [safe(pen.say(f"chart.state.{state}")) for state in rows["state"]]
        trace = {
            "type": "scatter", "mode": "markers" if hollow else "lines+markers",
            "name": safe(pen.say(f"chart.{name}")), "showlegend": True,
            "x": stamps(rows["date"]), "y": rows["value"].tolist(),
            "customdata": [list(pair) for pair in zip(values, states, strict=True)],
            "line": {
                "color": pen.look.accent, "width": 2.5,
                "shape": "hv" if data.kind == "milestones" else "linear",
            },
            "marker": {
                "size": 9, "color": pen.look.card if hollow else pen.look.accent,
                "line": {"color": pen.look.accent, "width": 1.8 if hollow else 0},
            },
            "hovertemplate": "%{x|%Y-%m-%d}<br>%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
        }  # fmt: skip
        traces += [trace] if len(rows) else []
    return traces


def _ends(data: PathData) -> tuple[str | None, str | None]:
    """From where to where a bound is drawn."""
    first, last, _ = _span(data)
    start, due = stamps([data.start or first, data.due or last])
    return start, due


def _goal_mark(data: PathData, pen: Pen, late: pd.Timestamp) -> tuple[list[Part], list[Part]]:
    """Notes and shapes: the goal at the end of its path or beside its bound, the range, the gap."""
    words = safe(goal_words(data, pen.say, pen.lang))
    notes: list[Part] = []
    shapes: list[Part] = []
    if data.kind in COUNTED and len(data.planned):
        end = data.planned.iloc[-1]
        upwards = end["value"] >= data.planned["value"].iloc[0]
        where = {"yanchor": "bottom", "yshift": 4} if upwards else {"yanchor": "top", "yshift": -4}
        at = {"x": stamps([end["date"]])[0], "y": float(end["value"]), "xanchor": "right"}
        notes.append(figure.note(words, pen.look, **at, **where))
    elif not np.isnan(data.goal) and data.kind != "milestones":
        ends = _ends(data)
        # at the right where no figure stands there yet; on the side a good figure is not
        right = data.actual.empty or data.actual["date"].max() < late
        over = data.kind not in ("floor", "range")
        where = {"yanchor": "bottom", "yshift": 4} if over else {"yanchor": "top", "yshift": -4}
        at = {"x": ends[right], "y": data.goal, "xanchor": "right" if right else "left"}
        notes.append(figure.note(words, pen.look, **at, **where))
        if not np.isnan(data.high):
            shapes.append(
                {
                    "type": "rect", "x0": ends[0], "x1": ends[1], "y0": data.goal, "y1": data.high,
                    "line": {"width": 0}, "fillcolor": pen.look.track, "layer": "below",
                }
            )  # fmt: skip
    if data.gap is not None and data.gap.points != 0:
        on, line = stamps([data.gap.on])[0], {"color": pen.look.lamp(data.gap.lamp), "width": 3}
        ends_at = {"y0": data.gap.planned, "y1": data.gap.actual}
        shapes.append({"type": "line", "x0": on, "x1": on, **ends_at, "line": line})
    return notes, shapes
