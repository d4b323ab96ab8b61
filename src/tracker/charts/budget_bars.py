"""Approved and spent money of each target as bars in a Plotly figure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.rows import text_column
from tracker.charts import figure, svg
from tracker.charts.budget_data import BudgetData, budget_label
from tracker.charts.figure import TITLE_WIDTH, PlotlySpec, escape_plotly
from tracker.i18n import Translator, shorten
from tracker.numbers import number, percent, shifted

ROW_HEIGHT: Final = 70  # pixels
_BAR_KEYS: Final[Mapping[str, str]] = {
    "approved": "chart.approved",
    "announced": "chart.announced",
    "spent": "chart.spent",
    "over": "chart.over",
}


def budget_bars_alt_text(data: BudgetData, t: Translator) -> str:
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


def _largest_first(data: BudgetData) -> pd.DataFrame:
    amount = data.rows["approved"].fillna(data.rows["announced"])
    order = amount.sort_values(ascending=False, kind="stable", na_position="last").index
    return data.rows.loc[order]


def draw_budget_bars(data: BudgetData, t: Translator, *, dark: bool) -> go.Figure:
    """A bar for each budget, largest first: the track is approved money, the fill is spent."""
    context, rows = figure.chart_context(t, dark=dark), _largest_first(data)
    amounts = ("approved", "announced", "spent")
    scale = t.money_scale(data.money, *(rows[name].max() for name in amounts))
    rows = rows.assign(
        **{name: [shifted(each, scale.shift) for each in rows[name]] for name in amounts}
    )
    palette, size = context.palette, ROW_HEIGHT * max(len(data.rows), 1)
    approved, spent = rows["approved"].fillna(0.0), rows["spent"].fillna(0.0)
    announced = rows["announced"].fillna(0.0)
    last = float(pd.concat([approved, announced, spent]).max()) if len(rows) else 1.0
    at = [ROW_HEIGHT * place + 36 for place in range(len(rows))]
    over = (spent - approved).where(rows["approved"].notna(), 0.0).clip(lower=0.0)
    within = spent - over
    records = rows.to_dict("records")
    title = context.column("title")
    titles = [escape_plotly(shorten(row[title], TITLE_WIDTH)) for row in records]
    sums = [_amounts_label(row, t) for row in records]
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
                "x": lengths.tolist(),
                "y": at,
                "base": base,
                "width": 12,
                "marker": marker,
                "name": escape_plotly(t(_BAR_KEYS[name])),
                "showlegend": True,
                "customdata": labels,
                "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            }
            for name, lengths, base, marker in bars
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


def _amounts_label(row: dict[Any, Any], t: Translator) -> str:
    """Approved and spent in words."""
    lang = t.lang
    spent = t("chart.unspent")
    if not pd.isna(row["spent"]):
        amount, share = number(row["spent"], lang), percent(row["execution"], lang, 1)
        key = "chart.spent.only" if pd.isna(row["execution"]) else "chart.spent.of"
        spent = t(key, amount=amount, share=share)
    return escape_plotly(f"{budget_label(row, t, lambda amount: number(amount, lang))} · {spent}")
