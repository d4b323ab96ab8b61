"""The timeline as a Plotly figure: a row for each target on one axis of time."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.rows import AssessedTarget, text_column
from tracker.analysis.status_words import status_label, status_marks
from tracker.analysis.timeline import TimelineData
from tracker.charts import figure
from tracker.charts.figure import (
    TITLE_WIDTH,
    ChartContext,
    PlotlySpec,
    coloured,
    escape_plotly,
    to_iso_dates,
)
from tracker.charts.time_axis import TimeAxis, time_axis
from tracker.i18n import STATUS_SHAPES, Lang, Translator, day, shorten, width
from tracker.numbers import number, percent

ROW_HEIGHT, HEADING_HEIGHT, BAR_HEIGHT = 36, 38, 9
"""Pixels: a row, a theme's name, a bar's thickness."""
_MIN_TITLE_WIDTH: Final = 20  # columns of a title that stands beside long marks
_MILLISECOND: Final = pd.Timedelta(milliseconds=1)


def timeline_alt_text(data: TimelineData, t: Translator) -> str:
    """The figure in two sentences: targets by status, milestones done."""
    if data.bars.empty:
        return t("chart.alt.none")
    present = data.bars["status"].value_counts()
    counts = {status: int(present.get(status, 0)) for status in STATUS_SHAPES}
    first, last = _date_range(data)
    return t(
        "chart.alt.timeline",
        count=number(len(data.bars), t.lang),
        first=day(first),
        last=day(last),
        day=day(data.as_of),
        statuses=t.status_counts(counts),
        steps=number(len(data.milestones), t.lang),
        done=number(data.milestones["done"].sum(), t.lang),
    )


def _date_range(data: TimelineData) -> tuple[pd.Timestamp, pd.Timestamp]:
    dates = pd.concat([data.bars["start"], data.bars["due"], data.milestones["date"]]).dropna()
    return min([data.as_of, *dates]), max([data.as_of, *dates])


def _dates_by_row(data: TimelineData) -> list[list[dt.date]]:
    """The dates of each target with those of its milestones."""
    dates: dict[str, list[dt.date]] = {}
    for key, start, due in zip(*(data.bars[name] for name in ("id", "start", "due")), strict=True):
        dates[key] = [on.date() for on in (start, due) if not pd.isna(on)]
    for key, on in zip(data.milestones["id"], data.milestones["date"], strict=True):
        dates[key].append(on.date())
    return list(dates.values())


def _omitted(axis: TimeAxis) -> pd.Timedelta:
    """The time that a break leaves out."""
    if axis.omitted is None:
        return pd.Timedelta(0)
    first, last = axis.omitted
    return pd.Timestamp(last + 1, 1, 1) - pd.Timestamp(first, 1, 1)


def _breaks(axis: TimeAxis) -> PlotlySpec:
    """The break and the years on both sides of it; nothing for an axis without one, which has ticks for any zoom."""
    if axis.omitted is None:
        return {}
    first, last = axis.omitted
    labels = [tick.label for tick in axis.ticks if tick.label]
    return {
        "rangebreaks": [{"bounds": [f"{first}-01-01", f"{last + 1}-01-01"]}],
        "tickvals": [f"{label}-01-01"[:10] for label in labels],  # of a year or a month
        "ticktext": labels,
    }


def timeline_axis(data: TimelineData) -> TimeAxis:
    """The axis of years of all targets."""
    return time_axis(_dates_by_row(data), data.as_of.date())


class _RowLayout(NamedTuple):
    """The positions of rows, in pixels from the top."""

    rows: list[int]  # the middle of each bar
    headings: list[tuple[int, str]]  # the middle of each theme's name
    height: int


def _row_layout(bars: pd.DataFrame, lang: Lang) -> _RowLayout:
    rows, headings, at, theme = [], [], 0, None
    for of_theme, name in zip(bars["theme"], bars[text_column("theme", lang)], strict=True):
        if of_theme != theme:
            headings.append((at + HEADING_HEIGHT - 14, name))
            at, theme = at + HEADING_HEIGHT, of_theme
        rows.append(at + 25)
        at += ROW_HEIGHT
    return _RowLayout(rows, headings, max(at, ROW_HEIGHT) + 6)


def draw_timeline(data: TimelineData, t: Translator, *, dark: bool) -> go.Figure:
    """A row for each target under its theme: shape and title, and below a track filled to its completion."""
    context, places = figure.chart_context(t, dark=dark), _row_layout(data.bars, t.lang)
    palette, targets = context.palette, [data.targets[key] for key in data.bars["id"]]
    labels = [status_label(target, t) for target in targets]
    rows = data.bars.assign(at=places.rows, label=labels)
    first, last = _date_range(data)
    axis = timeline_axis(data)
    omitted = _omitted(axis)
    length = max(last - first - omitted, pd.Timedelta(days=60))
    first, last = first - length * 0.02, max(last, first + length) + length * 0.03
    shown, x0 = last - first - omitted, to_iso_dates([first])[0]
    titles = [_title(target, context) for target in targets]
    themes = [f"<b>{escape_plotly(shorten(name, TITLE_WIDTH))}</b>" for _, name in places.headings]
    traces = [
        figure.left_labels(titles, [y - 15 for y in places.rows], x=x0, look=palette),
        figure.left_labels(themes, [y for y, _ in places.headings], x=x0, look=palette),
        *_bar_traces(rows, context, shown),
        *_open_ended_traces(rows, context, shown),
        *_milestone_traces(data, places, context),
    ]
    named = len([trace for trace in traces if trace["showlegend"]])
    top = 48 + 19 * ((named + 1) // 2)  # on a phone two stand in a line
    at, late = to_iso_dates([data.as_of])[0], data.as_of > first + shown * 0.62
    as_of = figure.annotation(
        escape_plotly(t("chart.as_of", day=day(data.as_of))),
        palette,
        x=at,
        y=1,
        yref="paper",
        xanchor="right" if late else "left",
        yanchor="bottom",
        yshift=22,
    )
    return figure.build(
        palette,
        traces,
        height=top + places.height + 8,
        top=top,
        barmode="overlay",
        xaxis={
            "type": "date",
            "range": to_iso_dates([first, last]),
            "side": "top",
            "nticks": 6,
            "tickangle": 0,
            "tickformatstops": figure.DATE_TICK_FORMATS,
            **_breaks(axis),
        },
        yaxis=figure.pixel_axis(places.height),
        showlegend=named > 0,
        shapes=[figure.vertical_line(at, palette.dim)],
        notes=[as_of],
    )


def _title(target: AssessedTarget, context: ChartContext) -> str:
    """Shape of the status, title, and the marks of the status, which are never cut."""
    shape = coloured(STATUS_SHAPES[target.status], context.palette.status_edge(target.status))
    marks = status_marks(target, context.t, short=True)
    title = shorten(
        context.t.localized(target, "title"), max(TITLE_WIDTH - width(marks), _MIN_TITLE_WIDTH)
    )
    return f"{shape} {escape_plotly(title + marks)}"


def _hover_text(rows: pd.DataFrame, context: ChartContext) -> PlotlySpec:
    """The label of each row on hover, as the part of a trace that shows it."""
    labels = []
    for row in rows.to_dict("records"):
        due = day(row["due"])
        lines = [
            f"<b>{escape_plotly(row[context.column('title')])}</b>",
            escape_plotly(row[context.column("theme")]),
            f"{day(row['start'])} – {context.t('step.assumed', day=due) if row['due_assumed'] else due}",
            escape_plotly(row["label"]),
        ]
        if not pd.isna(row["actual"]):
            share = percent(row["actual"], context.lang, 1)
            lines.append(f"{escape_plotly(context.t('chart.physical'))} {share}")
        labels.append("<br>".join(lines))
    return {
        "customdata": labels,
        "hoverinfo": None,
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def _bar_trace(rows: pd.DataFrame, length: list[float], marker: PlotlySpec) -> PlotlySpec:
    return {
        "type": "bar",
        "orientation": "h",
        "base": to_iso_dates(rows["start"]),
        "x": length,
        "y": rows["at"].tolist(),
        "width": BAR_HEIGHT,
        "marker": marker,
        "showlegend": False,
        "hoverinfo": "skip",
    }


def _bar_traces(rows: pd.DataFrame, context: ChartContext, shown: pd.Timedelta) -> list[PlotlySpec]:
    """Tracks from start to due and their fill.

    Hatched without a figure; edged in the status's colour where the figure is not a completion.
    """
    palette = context.palette
    rows = rows[rows["start"].notna() & rows["due"].notna()]
    # a bar of one day must be visible too
    length = ((rows["due"] - rows["start"]).dt.total_seconds() * 1000).clip(
        lower=shown / _MILLISECOND / 150
    )
    unreported = ~rows["has_figure"] & (rows["status"] != "not_started")
    whole = rows["has_figure"] & rows["actual"].isna()
    edge = {"color": palette.dim, "width": 0.6}
    pattern = {"shape": "/", "size": 6, "fgcolor": palette.dim, "bgcolor": palette.card}
    in_colour = {
        "color": [palette.status_edge(status) for status in rows.loc[whole, "status"]],
        "width": 2,
    }
    traces = []
    for where, key, marker in (
        (~unreported & ~whole, "", {"color": palette.track, "line": edge}),
        (whole, "", {"color": palette.card, "line": in_colour}),
        (unreported, "chart.no_figure", {"color": palette.card, "line": edge, "pattern": pattern}),
    ):
        track = _bar_trace(rows[where], length[where].tolist(), marker)
        if key:
            track |= {"name": escape_plotly(context.t(key)), "showlegend": True}
        traces.append(track | _hover_text(rows[where], context))
    filled = rows["actual"] > 0
    statuses = rows.loc[filled, "status"]
    edges = {"color": [palette.status_edge(status) for status in statuses], "width": 1}
    fills = {"color": [palette.status_colour(status) for status in statuses], "line": edges}
    share = (length * rows["actual"].clip(upper=1.0))[filled].tolist()
    traces.append(_bar_trace(rows[filled], share, fills))
    return [trace for trace in traces if trace["y"]]


def _open_ended_traces(
    rows: pd.DataFrame, context: ChartContext, shown: pd.Timedelta
) -> list[PlotlySpec]:
    """A stroke where only the due date is known; a short bar with an arrow where only the start is."""
    palette = context.palette
    due_only, open_ended = rows[rows["start"].isna()], rows[rows["due"].isna()]
    stub = shown * 0.08
    track = {"color": palette.track, "line": {"color": palette.dim, "width": 0.6}}
    traces = [_bar_trace(open_ended, [stub / _MILLISECOND] * len(open_ended), track)]
    for bars, at, key, symbol, size, edge in (
        (due_only, due_only["due"], "chart.due_only", "line-ns", 18, 3),
        (open_ended, open_ended["start"] + stub, "chart.open_ended", "triangle-right", 12, 0),
    ):
        colours = [palette.status_edge(status) for status in bars["status"]]
        line = {"color": colours, "width": edge}
        marker = {"symbol": symbol, "size": size, "color": colours, "line": line}
        trace = {
            "type": "scatter",
            "mode": "markers",
            "x": to_iso_dates(at),
            "y": bars["at"].tolist(),
            "name": escape_plotly(context.t(key)),
            "showlegend": True,
            "marker": marker,
        }
        traces.append(trace | _hover_text(bars, context))
    return [trace for trace in traces if trace["y"]]


def _milestone_traces(
    data: TimelineData, places: _RowLayout, context: ChartContext
) -> list[PlotlySpec]:
    """Diamonds, filled where every milestone of that target and day is done."""
    at = dict(zip(data.bars["id"], places.rows, strict=True))
    title, palette = context.column("title"), context.palette
    by_day: dict[tuple[str, str | None], list[dict[Any, Any]]] = {}
    for step, on in zip(
        data.milestones.to_dict("records"), to_iso_dates(data.milestones["date"]), strict=True
    ):
        by_day.setdefault((step["id"], on), []).append(step)
    traces: list[PlotlySpec] = []
    for done, key in ((True, "chart.step.done"), (False, "chart.step.open")):
        marks = {
            place: steps
            for place, steps in by_day.items()
            if all(step["done"] for step in steps) is done
        }
        labels = [
            "<br>".join(
                [
                    on or "",
                    *(f"{'◆' if s['done'] else '◇'} {escape_plotly(s[title])}" for s in steps),
                ]
            )
            for (_, on), steps in marks.items()
        ]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": escape_plotly(context.t(key)),
                "x": [on for _, on in marks],
                "y": [at[key] for key, _ in marks],
                "customdata": labels,
                "showlegend": True,
                "hovertemplate": "%{customdata}<extra></extra>",
                "marker": {
                    "symbol": "diamond",
                    "size": 12,
                    "color": palette.ink if done else palette.card,
                    "line": {"color": palette.card if done else palette.ink, "width": 1.5},
                },
            }
        )
    return [trace for trace in traces if trace["y"]]
