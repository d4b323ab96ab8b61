"""The timeline drawn: a row a target, on one axis of time."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.timeline import TimelineData
from tracker.charts import figure
from tracker.charts.figure import Part, Pen, Words, coloured, lamp_words, safe, shortened, stamps
from tracker.i18n import SHAPES, Lang, day, number, percent

ROW, HEADING, BAR = 36, 38, 9
"""Pixels: a row, a theme's name, a bar's thickness."""
_MS: Final = pd.Timedelta(milliseconds=1)


def alt_timeline(data: TimelineData, say: Words, lang: Lang) -> str:
    """The figure in two sentences: how many targets stand under which lamp, how many steps are done."""
    if data.bars.empty:
        return say("chart.alt.none")
    counts = data.bars["lamp"].value_counts()
    lamps = say("chart.comma").join(
        f"{say(f'lamp.{lamp}')} {counts[lamp]}" for lamp in SHAPES if lamp in counts
    )
    first, last = _span(data)
    return say("chart.alt.timeline").format(
        count=number(len(data.bars), lang), first=day(first), last=day(last), day=day(data.as_of),
        lamps=lamps, steps=number(len(data.diamonds), lang),
        done=number(data.diamonds["done"].sum(), lang),
    )  # fmt: skip


def _span(data: TimelineData) -> tuple[pd.Timestamp, pd.Timestamp]:
    told = pd.concat([data.bars["start"], data.bars["due"], data.diamonds["date"]]).dropna()
    return min([data.as_of, *told]), max([data.as_of, *told])


class _Places(NamedTuple):
    """Where rows stand, in pixels from the top."""

    rows: list[int]  # the middle of each bar
    headings: list[tuple[int, str]]  # the middle of each theme's name
    height: int


def _places(bars: pd.DataFrame, lang: Lang) -> _Places:
    rows, headings, at, theme = [], [], 0, None
    for of_theme, name in zip(bars["theme"], bars[f"theme_{lang}"], strict=True):
        if of_theme != theme:
            headings.append((at + HEADING - 14, name))
            at, theme = at + HEADING, of_theme
        rows.append(at + 25)
        at += ROW
    return _Places(rows, headings, max(at, ROW) + 6)


def draw_timeline(data: TimelineData, say: Words, lang: Lang, dark: bool) -> go.Figure:
    """A row a target under its theme: shape and title above, and a track filled as far as it has come."""
    pen, places = Pen(say, lang, figure.palette(dark=dark)), _places(data.bars, lang)
    look, rows = pen.look, data.bars.assign(at=places.rows)
    first, last = _span(data)
    length = max(last - first, pd.Timedelta(days=60))
    first, last = first - length * 0.02, max(last, first + length) + length * 0.03
    shown, x0 = last - first, stamps([first])[0]
    titles = [
        f"{coloured(SHAPES[lamp], look.lamp(lamp))} {safe(shortened(title))}"
        for lamp, title in zip(data.bars["lamp"], data.bars[f"title_{lang}"], strict=True)
    ]
    themes = [f"<b>{safe(shortened(name))}</b>" for _, name in places.headings]
    traces = [
        figure.labels(titles, [y - 15 for y in places.rows], x=x0, look=look),
        figure.labels(themes, [y for y, _ in places.headings], x=x0, look=look),
        *_bars(rows, pen, shown),
        *_ends(rows, pen, shown),
        *_steps(data, places, pen),
    ]
    named = len([trace for trace in traces if trace["showlegend"]])
    top = 48 + 19 * ((named + 1) // 2)  # on a phone two stand in a line
    at, late = stamps([data.as_of])[0], data.as_of > first + shown * 0.62
    as_of = figure.note(
        safe(say("chart.as_of").format(day=day(data.as_of))), look, x=at, y=1, yref="paper",
        xanchor="right" if late else "left", yanchor="bottom", yshift=22,
    )  # fmt: skip
    return figure.figure(
        look, traces, height=top + places.height + 8, top=top, barmode="overlay",
        xaxis={
            "type": "date", "range": stamps([first, last]), "side": "top", "nticks": 6,
            "tickangle": 0, "tickformatstops": figure.DAY_TICKS,
        },
        yaxis=figure.pixel_rows(places.height), showlegend=named > 0,
        shapes=[figure.vertical(at, look.dim)], notes=[as_of],
    )  # fmt: skip


def _hover(rows: pd.DataFrame, pen: Pen) -> Part:
    """All a row says, as the part of a trace that shows it."""
    said = []
    for row in rows.to_dict("records"):
        lines = [
            f"<b>{safe(row[f'title_{pen.lang}'])}</b>",
            safe(row[f"theme_{pen.lang}"]),
            f"{day(row['start'])} – {day(row['due'])}",
            safe(lamp_words(row["lamp"], pen.say)),
        ]
        if not pd.isna(row["actual"]):
            share = percent(row["actual"], pen.lang, 1)
            lines.append(f"{safe(pen.say('chart.physical'))} {share}")
        said.append("<br>".join(lines))
    return {"customdata": said, "hoverinfo": None, "hovertemplate": "%{customdata}<extra></extra>"}


def _bar(rows: pd.DataFrame, length: list[float], marker: Part) -> Part:
    return {
        "type": "bar", "orientation": "h", "base": stamps(rows["start"]), "x": length,
        "y": rows["at"].tolist(), "width": BAR, "marker": marker, "showlegend": False,
        "hoverinfo": "skip",
    }  # fmt: skip


def _bars(rows: pd.DataFrame, pen: Pen, shown: pd.Timedelta) -> list[Part]:
    """Tracks from start to due and their fill.

    Hatched where no figure is known; edged in the lamp's colour where the figure is no share of the way.
    """
    look = pen.look
    rows = rows[rows["start"].notna() & rows["due"].notna()]
    # what lasts a day is to be seen as well
    length = ((rows["due"] - rows["start"]).dt.total_seconds() * 1000).clip(lower=shown / _MS / 150)
    silent = ~rows["known"] & (rows["lamp"] != "not_started")
    whole = rows["known"] & rows["actual"].isna()
    edge = {"color": look.dim, "width": 0.6}
    pattern = {"shape": "/", "size": 6, "fgcolor": look.grey, "bgcolor": look.card}
    in_colour = {"color": [look.lamp(lamp) for lamp in rows.loc[whole, "lamp"]], "width": 2}
    traces = []
    for where, key, marker in (
        (~silent & ~whole, "", {"color": look.track, "line": edge}),
        (whole, "", {"color": look.card, "line": in_colour}),
        (silent, "no_figure", {"color": look.card, "line": edge, "pattern": pattern}),
    ):
        track = _bar(rows[where], length[where].tolist(), marker)
        if key:
            track |= {"name": safe(pen.say(f"chart.{key}")), "showlegend": True}
        traces.append(track | _hover(rows[where], pen))
    filled = rows["actual"] > 0
    colours = [look.lamp(lamp) for lamp in rows.loc[filled, "lamp"]]
    share = (length * rows["actual"])[filled].tolist()
    traces.append(_bar(rows[filled], share, {"color": colours}))
    return [trace for trace in traces if trace["y"]]


def _ends(rows: pd.DataFrame, pen: Pen, shown: pd.Timedelta) -> list[Part]:
    """A stroke where only the due day is known; a short bar with an arrow where only the start is."""
    look = pen.look
    due_only, open_ended = rows[rows["start"].isna()], rows[rows["due"].isna()]
    stub = shown * 0.08
    track = {"color": look.track, "line": {"color": look.dim, "width": 0.6}}
    traces = [_bar(open_ended, [stub / _MS] * len(open_ended), track)]
    for own, at, key, symbol, size, edge in (
        (due_only, due_only["due"], "due_only", "line-ns", 18, 3),
        (open_ended, open_ended["start"] + stub, "open_ended", "triangle-right", 12, 0),
    ):
        colours = [look.lamp(lamp) for lamp in own["lamp"]]
        line = {"color": colours, "width": edge}
        marker = {"symbol": symbol, "size": size, "color": colours, "line": line}
        trace = {
            "type": "scatter", "mode": "markers", "x": stamps(at), "y": own["at"].tolist(),
            "name": safe(pen.say(f"chart.{key}")), "showlegend": True, "marker": marker,
        }  # fmt: skip
        traces.append(trace | _hover(own, pen))
    return [trace for trace in traces if trace["y"]]


def _steps(data: TimelineData, places: _Places, pen: Pen) -> list[Part]:
    """Diamonds, filled where every step of that target and day is done."""
    at = dict(zip(data.bars["id"], places.rows, strict=True))
    title, look = f"title_{pen.lang}", pen.look
    by_day: dict[tuple[str, str | None], list[dict[Any, Any]]] = {}
    for step, on in zip(
        data.diamonds.to_dict("records"), stamps(data.diamonds["date"]), strict=True
    ):
        by_day.setdefault((step["id"], on), []).append(step)
    traces: list[Part] = []
    for done, key in ((True, "chart.step.done"), (False, "chart.step.open")):
        marks = {
            place: steps
            for place, steps in by_day.items()
            if all(step["done"] for step in steps) is done
        }
        said = [
            "<br>".join(
                [on or "", *(f"{'◆' if s['done'] else '◇'} {safe(s[title])}" for s in steps)]
            )
            for (_, on), steps in marks.items()
        ]
        traces.append(
            {
                "type": "scatter", "mode": "markers", "name": safe(pen.say(key)),
                "x": [on for _, on in marks], "y": [at[own] for own, _ in marks], "customdata": said,
                "showlegend": True, "hovertemplate": "%{customdata}<extra></extra>",
                "marker": {
                    "symbol": "diamond", "size": 12, "color": look.ink if done else look.card,
                    "line": {"color": look.card if done else look.ink, "width": 1.5},
                },
            }
        )  # fmt: skip
    return [trace for trace in traces if trace["y"]]
