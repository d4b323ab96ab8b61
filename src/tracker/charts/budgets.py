"""Plotly figures of budgets: time, progress and money of each target; spent of approved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.rows import text_column
from tracker.analysis.snapshot import Snapshot
from tracker.charts import figure, svg
from tracker.charts.figure import (
    TITLE_WIDTH,
    ChartContext,
    PlotlySpec,
    coloured,
    escape_plotly,
)
from tracker.i18n import Translator, day, shorten
from tracker.numbers import number, percent, points, shifted

COLUMNS: Final = (
    "id",
    "title_zh",
    "title_en",
    "approved",
    "announced",
    "spent",
    "spent_on",
    "execution",
    "elapsed",
    "physical",
    "ahead_pp",
    "flagged",
)
INDICATOR_COLUMNS: Final = {"time": "elapsed", "physical": "physical", "money": "execution"}
"""The column of each of the three shares."""
ROW_HEIGHT, NOTE_HEIGHT, BUDGET_ROW_HEIGHT = 50, 17, 70
"""Pixels: a row of shares, a further line of text above it, a row of budgets."""
_SHARE_KEYS: Final[Mapping[str, str]] = {
    "time": "chart.time",
    "physical": "chart.physical",
    "money": "chart.money",
}
_BAR_KEYS: Final[Mapping[str, str]] = {
    "approved": "chart.approved",
    "announced": "chart.announced",
    "spent": "chart.spent",
    "over": "chart.over",
}


class BudgetData(NamedTuple):
    rows: pd.DataFrame  # `COLUMNS`; shares of 1, amounts in ``money``
    money: str


def budget_data(snapshot: Snapshot) -> BudgetData:
    """`earned_value.budget_status`, in its order, with titles."""
    titles = snapshot.tables.targets[["id", "title_zh", "title_en"]]
    rows = snapshot.budget_status.merge(titles, on="id", how="left")
    return BudgetData(rows[list(COLUMNS)], snapshot.tables.money)


def budget_status_alt_text(data: BudgetData, t: Translator) -> str:
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


def budgets_alt_text(data: BudgetData, t: Translator) -> str:
    """The figure in a sentence: the number of budgets, and the largest."""
    rows = _largest_first(data)
    if rows.empty:
        return t("chart.alt.none")
    first = rows.iloc[0]
    if pd.isna(first["approved"]) and not pd.isna(first["announced"]):
        return t(
            "chart.alt.announced",
            rows=len(rows),
            title=first[text_column("title", t.lang)],
            announced=t.money(data.money, first["announced"]),
        )
    scale = t.money_scale(data.money, first["approved"], first["spent"])
    return t(
        "chart.alt.budgets",
        rows=len(rows),
        unit=scale.unit,
        title=first[text_column("title", t.lang)],
        approved=number(first["approved"], t.lang, scale.shift),
        spent=number(first["spent"], t.lang, scale.shift),
    )


def draw_budget_status(data: BudgetData, t: Translator, *, dark: bool) -> go.Figure:
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
    most = 100 * rows[list(INDICATOR_COLUMNS.values())].max(axis="columns").max()
    last = max(100.0, float(most)) if pd.notna(most) else 100.0
    at = [end - 18 for end in ends]
    above = [y - 19 - (NOTE_HEIGHT if note else 0) for y, note in zip(at, notes, strict=True)]
    traces = [
        figure.left_labels(titles, above, x=-3, look=palette),
        figure.left_labels(notes, [y - 19 for y in at], x=-3, look=palette, quiet=True),
        _row_guides(at, last, palette.line),
        _connectors(rows, at, palette.dim),
        *(_indicator_markers(name, rows, at, context) for name in INDICATOR_COLUMNS),
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
    if row["flagged"]:
        gap = points(row["ahead_pp"], context.lang)
        flag = escape_plotly(context.t("chart.flagged", points=gap))
        return coloured(f"<b>{flag}</b>", context.palette.ink)
    if not pd.isna(row["execution"]):
        return ""
    t = context.t
    if pd.isna(row["spent"]):
        return escape_plotly(t("chart.unspent"))
    for key, amount in (
        ("chart.approved.of", row["approved"]),
        ("budget.announced.amount", row["announced"]),
    ):
        if not pd.isna(amount):
            return escape_plotly(t(key, amount=t.money(money, amount)))
    return escape_plotly(t("chart.approved.none"))


def _row_guides(at: list[int], last: float, colour: str) -> PlotlySpec:
    """A faint line in each row, from the title to the marks."""
    x = [end for _ in at for end in (0, last, None)]
    y = [end for place in at for end in (place, place, None)]
    return _line_trace(x, y, {"color": colour, "width": 1})


def _connectors(rows: pd.DataFrame, at: list[int], colour: str) -> PlotlySpec:
    """A thin line that joins the marks of a row."""
    shares = 100 * rows[list(INDICATOR_COLUMNS.values())]
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


def _indicator_markers(
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
    shares = rows[INDICATOR_COLUMNS[name]]
    known = shares.notna()
    words = escape_plotly(context.t(_SHARE_KEYS[name]))
    records = rows[known].to_dict("records")
    dated = name == "money"
    labels = [
        [
            escape_plotly(row[context.column("title")]),
            percent(row[INDICATOR_COLUMNS[name]], context.lang, 1),
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


def _largest_first(data: BudgetData) -> pd.DataFrame:
    amount = data.rows["approved"].fillna(data.rows["announced"])
    order = amount.sort_values(ascending=False, kind="stable", na_position="last").index
    return data.rows.loc[order]


def draw_budgets(data: BudgetData, t: Translator, *, dark: bool) -> go.Figure:
    """A bar for each budget, largest first: the track is approved money, the fill is spent."""
    context, rows = figure.chart_context(t, dark=dark), _largest_first(data)
    amounts = ("approved", "announced", "spent")
    scale = t.money_scale(data.money, *(rows[name].max() for name in amounts))
    rows = rows.assign(
        **{name: [shifted(each, scale.shift) for each in rows[name]] for name in amounts}
    )
    palette, size = context.palette, BUDGET_ROW_HEIGHT * max(len(data.rows), 1)
    approved, spent = rows["approved"].fillna(0.0), rows["spent"].fillna(0.0)
    announced = rows["announced"].fillna(0.0)
    last = float(pd.concat([approved, announced, spent]).max()) if len(rows) else 1.0
    at = [BUDGET_ROW_HEIGHT * place + 36 for place in range(len(rows))]
    over = (spent - approved).where(rows["approved"].notna(), 0.0).clip(lower=0.0)
    within = spent - over
    records = rows.to_dict("records")
    title = context.column("title")
    titles = [escape_plotly(shorten(row[title], TITLE_WIDTH)) for row in records]
    sums = [_amounts_label(row, context) for row in records]
    labels = [[escape_plotly(row[title]), words] for row, words in zip(records, sums, strict=True)]
    track = {"color": palette.track, "line": {"color": palette.dim, "width": 1}}
    hatched = {
        "color": palette.card,
        "line": {"color": palette.accent, "width": 1},
        "pattern": {"shape": "/", "size": 6, "fgcolor": palette.accent, "bgcolor": palette.card},
    }
    bars: list[tuple[str, pd.Series[Any], list[float] | None, PlotlySpec]] = [
        ("approved", approved, None, track),
        ("spent", within, None, {"color": palette.accent}),
    ]
    if (announced > 0).any():
        outline = {"color": palette.card, "line": {"color": palette.dim, "width": 1}}
        bars.insert(1, ("announced", announced, None, outline))
    if (over > 0).any():
        bars.append(("over", over, approved.tolist(), hatched))
    traces = [
        figure.left_labels(titles, [y - 21 for y in at], x=0, look=palette),
        figure.left_labels(sums, [y + 17 for y in at], x=0, look=palette, quiet=True),
        *(
            {
                "type": "bar",
                "orientation": "h",
                "x": amounts.tolist(),
                "y": at,
                "base": base,
                "width": 12,
                "marker": marker,
                "name": escape_plotly(t(_BAR_KEYS[name])),
                "showlegend": True,
                "customdata": labels,
                "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            }
            for name, amounts, base, marker in bars
        ),
    ]
    unit = figure.annotation(
        escape_plotly(scale.unit),
        palette,
        x=1,
        xref="paper",
        xanchor="right",
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=20,  # below the legend, which takes the whole width of a phone
    )
    return figure.build(
        palette,
        traces,
        height=size + 84,
        top=76,
        notes=[unit],
        showlegend=True,
        barmode="overlay",
        xaxis={
            "range": [0, (last or 1.0) * 1.02],
            "side": "top",
            "tickvals": (ticks := svg.ticks(0, (last or 1.0) * 1.02)),
            "ticktext": [number(value, t.lang) for value in ticks],
        },
        yaxis=figure.pixel_axis(size),
    )


def _amounts_label(row: dict[Any, Any], context: ChartContext) -> str:
    """Approved and spent in words."""
    t, lang = context.t, context.lang
    spent = t("chart.unspent")
    if not pd.isna(row["spent"]):
        amount, share = number(row["spent"], lang), percent(row["execution"], lang, 1)
        key = "chart.spent.only" if pd.isna(row["execution"]) else "chart.spent.of"
        spent = t(key, amount=amount, share=share)
    return escape_plotly(f"{_budget_label(row, context)} · {spent}")


def _budget_label(row: dict[Any, Any], context: ChartContext) -> str:
    """The amount approved, or the one announced."""
    for key, amount in (
        ("chart.approved.of", row["approved"]),
        ("budget.announced.amount", row["announced"]),
    ):
        if not pd.isna(amount):
            return context.t(key, amount=number(amount, context.lang))
    return context.t("chart.approved.none")
