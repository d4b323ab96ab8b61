"""The timeline drawn: a row a target, on one axis of time."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.timeline import TimelineData
from tracker.charts import figure
from tracker.charts.figure import (
    ChartContext,
    PlotlySpec,
    Translate,
    coloured,
    escape_plotly,
    shorten,
    status_label,
    to_iso_dates,
)
from tracker.i18n import STATUS_SHAPES, Lang, day, number, percent

ROW_HEIGHT, HEADING_HEIGHT, BAR_HEIGHT = 36, 38, 9
"""Pixels: a row, a theme's name, a bar's thickness."""
_MILLISECOND: Final = pd.Timedelta(milliseconds=1)


def timeline_alt_text(data: TimelineData, t: Translate, lang: Lang) -> str:
    """The figure in two sentences: how many targets stand under which status, how many steps are done."""
    if data.bars.empty:
        return t("chart.alt.none")
    counts = data.bars["status"].value_counts()
    statuses = t("chart.comma").join(
        f"{t(f'status.{status}')} {counts[status]}" for status in STATUS_SHAPES if status in counts
    )
    first, last = _date_range(data)
    return t("chart.alt.timeline").format(
        count=number(len(data.bars), lang),
        first=day(first),
        last=day(last),
        day=day(data.as_of),
        statuses=statuses,
        steps=number(len(data.milestones), lang),
        done=number(data.milestones["done"].sum(), lang),
    )


def _date_range(data: TimelineData) -> tuple[pd.Timestamp, pd.Timestamp]:
    told = pd.concat([data.bars["start"], data.bars["due"], data.milestones["date"]]).dropna()
    return min([data.as_of, *told]), max([data.as_of, *told])


class _RowLayout(NamedTuple):
    """Where rows stand, in pixels from the top."""

    rows: list[int]  # the middle of each bar
    headings: list[tuple[int, str]]  # the middle of each theme's name
    height: int


def _row_layout(bars: pd.DataFrame, lang: Lang) -> _RowLayout:
    rows, headings, at, theme = [], [], 0, None
    for of_theme, name in zip(bars["theme"], bars[f"theme_{lang}"], strict=True):
        if of_theme != theme:
            headings.append((at + HEADING_HEIGHT - 14, name))
            at, theme = at + HEADING_HEIGHT, of_theme
        rows.append(at + 25)
        at += ROW_HEIGHT
    return _RowLayout(rows, headings, max(at, ROW_HEIGHT) + 6)


def draw_timeline(data: TimelineData, t: Translate, lang: Lang, dark: bool) -> go.Figure:
    """A row a target under its theme: shape and title above, and a track filled as far as it has come."""
    pen, places = (
        ChartContext(t, lang, figure.palette_for(dark=dark)),
        _row_layout(data.bars, lang),
    )
    look, rows = pen.palette, data.bars.assign(at=places.rows)
    first, last = _date_range(data)
    length = max(last - first, pd.Timedelta(days=60))
    first, last = first - length * 0.02, max(last, first + length) + length * 0.03
    shown, x0 = last - first, to_iso_dates([first])[0]
    titles = [
        f"{coloured(STATUS_SHAPES[status], look.status_colour(status))} {escape_plotly(shorten(title))}"
        for status, title in zip(data.bars["status"], data.bars[f"title_{lang}"], strict=True)
    ]
    themes = [f"<b>{escape_plotly(shorten(name))}</b>" for _, name in places.headings]
    traces = [
        figure.left_labels(titles, [y - 15 for y in places.rows], x=x0, look=look),
        figure.left_labels(themes, [y for y, _ in places.headings], x=x0, look=look),
        *_bar_traces(rows, pen, shown),
        *_open_ended_traces(rows, pen, shown),
        *_milestone_traces(data, places, pen),
    ]
    named = len([trace for trace in traces if trace["showlegend"]])
    top = 48 + 19 * ((named + 1) // 2)  # on a phone two stand in a line
    at, late = to_iso_dates([data.as_of])[0], data.as_of > first + shown * 0.62
    as_of = figure.annotation(
        escape_plotly(t("chart.as_of").format(day=day(data.as_of))),
        look,
        x=at,
        y=1,
        yref="paper",
        xanchor="right" if late else "left",
        yanchor="bottom",
        yshift=22,
    )
    return figure.build(
        look,
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
        },
        yaxis=figure.pixel_axis(places.height),
        showlegend=named > 0,
        shapes=[figure.vertical_line(at, look.dim)],
        notes=[as_of],
    )


def _hover_text(rows: pd.DataFrame, pen: ChartContext) -> PlotlySpec:
    """All a row says, as the part of a trace that shows it."""
    said = []
    for row in rows.to_dict("records"):
        lines = [
            f"<b>{escape_plotly(row[f'title_{pen.lang}'])}</b>",
            escape_plotly(row[f"theme_{pen.lang}"]),
            f"{day(row['start'])} – {day(row['due'])}",
            escape_plotly(status_label(row["status"], pen.t)),
        ]
        if not pd.isna(row["actual"]):
            share = percent(row["actual"], pen.lang, 1)
            lines.append(f"{escape_plotly(pen.t('chart.physical'))} {share}")
        said.append("<br>".join(lines))
    return {"customdata": said, "hoverinfo": None, "hovertemplate": "%{customdata}<extra></extra>"}


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


def _bar_traces(rows: pd.DataFrame, pen: ChartContext, shown: pd.Timedelta) -> list[PlotlySpec]:
    """Tracks from start to due and their fill.

    Hatched where no figure is known; edged in the status's colour where the figure is no share of the way.
    """
    look = pen.palette
    rows = rows[rows["start"].notna() & rows["due"].notna()]
    # what lasts a day is to be seen as well
    length = ((rows["due"] - rows["start"]).dt.total_seconds() * 1000).clip(
        lower=shown / _MILLISECOND / 150
    )
    silent = ~rows["known"] & (rows["status"] != "not_started")
    whole = rows["known"] & rows["actual"].isna()
    edge = {"color": look.dim, "width": 0.6}
    pattern = {"shape": "/", "size": 6, "fgcolor": look.grey, "bgcolor": look.card}
    in_colour = {
        "color": [look.status_colour(status) for status in rows.loc[whole, "status"]],
        "width": 2,
    }
    traces = []
    for where, key, marker in (
        (~silent & ~whole, "", {"color": look.track, "line": edge}),
        (whole, "", {"color": look.card, "line": in_colour}),
        (silent, "no_figure", {"color": look.card, "line": edge, "pattern": pattern}),
    ):
        track = _bar_trace(rows[where], length[where].tolist(), marker)
        if key:
            track |= {"name": escape_plotly(pen.t(f"chart.{key}")), "showlegend": True}
        traces.append(track | _hover_text(rows[where], pen))
    filled = rows["actual"] > 0
    colours = [look.status_colour(status) for status in rows.loc[filled, "status"]]
    share = (length * rows["actual"])[filled].tolist()
    traces.append(_bar_trace(rows[filled], share, {"color": colours}))
    return [trace for trace in traces if trace["y"]]


def _open_ended_traces(
    rows: pd.DataFrame, pen: ChartContext, shown: pd.Timedelta
) -> list[PlotlySpec]:
    """A stroke where only the due day is known; a short bar with an arrow where only the start is."""
    look = pen.palette
    due_only, open_ended = rows[rows["start"].isna()], rows[rows["due"].isna()]
    stub = shown * 0.08
    track = {"color": look.track, "line": {"color": look.dim, "width": 0.6}}
    traces = [_bar_trace(open_ended, [stub / _MILLISECOND] * len(open_ended), track)]
    for own, at, key, symbol, size, edge in (
        (due_only, due_only["due"], "due_only", "line-ns", 18, 3),
        (open_ended, open_ended["start"] + stub, "open_ended", "triangle-right", 12, 0),
    ):
        colours = [look.status_colour(status) for status in own["status"]]
        line = {"color": colours, "width": edge}
        marker = {"symbol": symbol, "size": size, "color": colours, "line": line}
        trace = {
            "type": "scatter",
            "mode": "markers",
            "x": to_iso_dates(at),
            "y": own["at"].tolist(),
            "name": escape_plotly(pen.t(f"chart.{key}")),
            "showlegend": True,
            "marker": marker,
        }
        traces.append(trace | _hover_text(own, pen))
    return [trace for trace in traces if trace["y"]]


def _milestone_traces(
    data: TimelineData, places: _RowLayout, pen: ChartContext
) -> list[PlotlySpec]:
    """Diamonds, filled where every step of that target and day is done."""
    at = dict(zip(data.bars["id"], places.rows, strict=True))
    title, look = f"title_{pen.lang}", pen.palette
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
        said = [
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
                "name": escape_plotly(pen.t(key)),
                "x": [on for _, on in marks],
                "y": [at[own] for own, _ in marks],
                "customdata": said,
                "showlegend": True,
                "hovertemplate": "%{customdata}<extra></extra>",
                "marker": {
                    "symbol": "diamond",
                    "size": 12,
                    "color": look.ink if done else look.card,
                    "line": {"color": look.card if done else look.ink, "width": 1.5},
                },
            }
        )
    return [trace for trace in traces if trace["y"]]
