"""The shares of time, progress and money of each target as a Plotly figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.rows import text_column
from tracker.charts import figure
from tracker.charts.budget_data import BudgetData, budget_label
from tracker.charts.figure import (
    TITLE_WIDTH,
    ChartContext,
    PlotlySpec,
    coloured,
    escape_plotly,
)
from tracker.i18n import Translator, day, plural_count, shorten
from tracker.numbers import percent, points

SHARE_COLUMNS: Final = {"time": "elapsed", "physical": "physical", "money": "execution"}
"""The column of each of the three shares."""
ROW_HEIGHT, NOTE_HEIGHT = 50, 17
"""Pixels: a row, a further line of text above it."""
_SHARE_KEYS: Final[Mapping[str, str]] = {
    "time": "chart.time",
    "physical": "chart.physical",
    "money": "chart.money",
}


def budget_shares_alt_text(data: BudgetData, t: Translator) -> str:
    """The figure in a sentence: the number of targets, and those that spend ahead of progress."""
    if data.rows.empty:
        return t("chart.alt.none")
    flagged = data.rows[data.rows["flagged"]]
    title = text_column("title", t.lang)
    names = t("chart.comma").join(
        f"{row[title]} {points(row['ahead_pp'], t.lang)}" for row in flagged.to_dict("records")
    )
    return t(
        "chart.alt.clocks",
        rows=len(data.rows),
        flagged=len(flagged),
        names=t("chart.brackets", text=names) if names else "",
        silent=int(data.rows["spent"].isna().sum()),
    )


def draw_budget_shares(data: BudgetData, t: Translator, *, dark: bool) -> go.Figure:
    """A row a target, in the order of the data: shares of time, work and money."""
    context, rows = figure.chart_context(t, dark=dark), data.rows
    palette, top = context.palette, 64
    titles = [escape_plotly(shorten(title, TITLE_WIDTH)) for title in rows[context.column("title")]]
    notes = [_row_note(row, data.money, context) for row in rows.to_dict("records")]
    ends = [ROW_HEIGHT * (place + 1) + 6 for place in range(len(rows))]
    shift = 0
    for place, note in enumerate(notes):  # a note has its own line: a phone is narrow
        shift += NOTE_HEIGHT if note else 0
        ends[place] += shift
    height = max([ROW_HEIGHT, *ends])
    most = 100 * rows[list(SHARE_COLUMNS.values())].max(axis="columns").max()
    last = max(100.0, float(most)) if pd.notna(most) else 100.0
    at = [end - 18 for end in ends]
    above = [y - 19 - (NOTE_HEIGHT if note else 0) for y, note in zip(at, notes, strict=True)]
    traces = [
        figure.left_labels(titles, above, x=-3, look=palette),
        figure.left_labels(notes, [y - 19 for y in at], x=-3, look=palette, quiet=True),
        _row_guides(at, last, palette.line),
        _connectors(rows, at, palette.dim),
        *(_share_markers(name, rows, at, context) for name in SHARE_COLUMNS),
    ]
    quarters = [0, 25, 50, 75, 100]
    return figure.build(
        palette,
        traces,
        height=top + height + 8,
        top=top,
        xaxis={
            "range": [-3, last + 3],
            "side": "top",
            "tickvals": quarters,
            "ticktext": [f"{share}%" for share in quarters],
        },
        yaxis=figure.pixel_axis(height),
        showlegend=True,
    )


def _row_note(row: dict[Any, Any], money: str, context: ChartContext) -> str:
    """A warning, or the reason why a mark is missing."""
    t = context.t
    if row["flagged"]:
        ahead = points(row["ahead_pp"], t.lang)
        flag = escape_plotly(t("chart.flagged", points=ahead, count=plural_count(ahead)))
        return coloured(f"<b>{flag}</b>", context.palette.ink)
    if not pd.isna(row["execution"]):
        return ""
    if pd.isna(row["spent"]):
        return escape_plotly(t("chart.unspent"))
    return escape_plotly(budget_label(row, t, lambda amount: t.money(money, amount)))


def _row_guides(at: list[int], last: float, colour: str) -> PlotlySpec:
    """A faint line in each row, from the title to the marks."""
    x = [end for _ in at for end in (0, last, None)]
    y = [end for place in at for end in (place, place, None)]
    return _line_trace(x, y, {"color": colour, "width": 1})


def _connectors(rows: pd.DataFrame, at: list[int], colour: str) -> PlotlySpec:
    """A thin line that joins the marks of a row."""
    shares = 100 * rows[list(SHARE_COLUMNS.values())]
    ends = zip(shares.min(axis=1), shares.max(axis=1), at, strict=True)
    known = [(low, high, place) for low, high, place in ends if not pd.isna(low)]
    x = [end for low, high, _ in known for end in (low, high, None)]
    y = [end for *_, place in known for end in (place, place, None)]
    return _line_trace(x, y, {"color": colour, "width": 1.5})


def _line_trace(x: list[Any], y: list[Any], line: PlotlySpec) -> PlotlySpec:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": line,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def _share_markers(
    name: str, rows: pd.DataFrame, at: list[int], context: ChartContext
) -> PlotlySpec:
    """The marks of one share: time a stroke, work a disc, money a hollow diamond that fits the disc."""
    palette = context.palette
    marker: PlotlySpec = {
        "time": {"symbol": "line-ns", "size": 12, "line": {"color": palette.dim, "width": 3}},
        "physical": {"symbol": "circle", "size": 15, "color": palette.accent},
        "money": {
            "symbol": "diamond",
            "size": 10,
            "color": palette.card,
            "line": {"color": palette.ink, "width": 2},
        },
    }[name]
    shares = rows[SHARE_COLUMNS[name]]
    known = shares.notna()
    words = escape_plotly(context.t(_SHARE_KEYS[name]))
    records = rows[known].to_dict("records")
    dated = name == "money"
    labels = [
        [
            escape_plotly(row[context.column("title")]),
            percent(row[SHARE_COLUMNS[name]], context.lang, 1),
            f" ({day(row['spent_on'])})" if dated and not pd.isna(row["spent_on"]) else "",
        ]
        for row in records
    ]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": words,
        "showlegend": True,
        "marker": marker,
        "x": (100 * shares[known]).tolist(),
        "customdata": labels,
        "y": [place for place, here in zip(at, known, strict=True) if here],
        "hovertemplate": f"%{{customdata[0]}}<br>{words} %{{customdata[1]}}%{{customdata[2]}}<extra></extra>",
    }
