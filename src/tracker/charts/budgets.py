"""Money drawn: three clocks a target (time, progress, money), and what of each budget is spent."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.tables import Tables
from tracker.charts import figure
from tracker.charts.figure import (
    ChartContext,
    PlotlySpec,
    Translate,
    coloured,
    escape_plotly,
    shorten,
)
from tracker.i18n import Lang, day, number, percent
from tracker.portfolio.scalars import MONEY_UNITS

COLUMNS: Final = (
    "id",
    "title_zh",
    "title_en",
    "approved",
    "spent",
    "spent_on",
    "execution",
    "elapsed",
    "physical",
    "ahead_pp",
    "flagged",
)
INDICATOR_COLUMNS: Final = {"time": "elapsed", "physical": "physical", "money": "execution"}
"""What each of the three clocks reads."""
ROW_HEIGHT, NOTE_HEIGHT, BUDGET_ROW_HEIGHT = 50, 17, 70
"""Pixels: a row of clocks, a further line of words above it, a row of budgets."""


class BudgetData(NamedTuple):
    rows: pd.DataFrame  # `COLUMNS`; shares of 1, amounts in ``money``
    money: str


def budget_data(tables: Tables, clocks: pd.DataFrame) -> BudgetData:
    """The rows of `money.clocks`, in its order, with their titles."""
    titles = tables.targets[["id", "title_zh", "title_en"]]
    return BudgetData(clocks.merge(titles, on="id", how="left")[list(COLUMNS)], tables.money)


def money_unit_label(data: BudgetData, t: Translate) -> str:
    return t(f"money.{data.money}") if data.money in MONEY_UNITS else data.money


def budget_status_alt_text(data: BudgetData, t: Translate, lang: Lang) -> str:
    """The figure in a sentence: how many targets, and which spend ahead of their progress."""
    if data.rows.empty:
        return t("chart.alt.none")
    flagged = data.rows[data.rows["flagged"]]
    names = t("chart.comma").join(
        f"{row[f'title_{lang}']} {number(row['ahead_pp'], lang, 1)}"
        for row in flagged.to_dict("records")
    )
    named = t("chart.brackets").format(text=names) if names else ""
    return t("chart.alt.clocks").format(
        rows=len(data.rows),
        flagged=len(flagged),
        names=named,
        silent=int(data.rows["spent"].isna().sum()),
    )


def budgets_alt_text(data: BudgetData, t: Translate, lang: Lang) -> str:
    """The figure in a sentence: how many budgets, and the largest."""
    rows = _largest_first(data)
    if rows.empty:
        return t("chart.alt.none")
    first = rows.iloc[0]
    return t("chart.alt.budgets").format(
        rows=len(rows),
        unit=money_unit_label(data, t),
        title=first[f"title_{lang}"],
        approved=number(first["approved"], lang),
        spent=number(first["spent"], lang),
    )


def draw_budget_status(data: BudgetData, t: Translate, lang: Lang, dark: bool) -> go.Figure:
    """A row a target, in the order of the data: how much of the time, the work, the money is gone."""
    pen, rows = ChartContext(t, lang, figure.palette_for(dark=dark)), data.rows
    look, top = pen.palette, 64
    titles = [escape_plotly(shorten(title)) for title in rows[f"title_{lang}"]]
    notes = [_row_note(row, pen) for row in rows.to_dict("records")]
    ends = [ROW_HEIGHT * (place + 1) + 6 for place in range(len(rows))]
    shift = 0
    for place, said in enumerate(notes):  # words take a line of their own: a phone is narrow
        shift += NOTE_HEIGHT if said else 0
        ends[place] += shift
    height = max([ROW_HEIGHT, *ends])
    most = 100 * rows[list(INDICATOR_COLUMNS.values())].max(axis="columns").max()
    last = max(100.0, float(most)) if pd.notna(most) else 100.0
    at = [end - 18 for end in ends]
    above = [y - 19 - (NOTE_HEIGHT if said else 0) for y, said in zip(at, notes, strict=True)]
    traces = [
        figure.left_labels(titles, above, x=-3, look=look),
        figure.left_labels(notes, [y - 19 for y in at], x=-3, look=look, quiet=True),
        _row_guides(at, last, look.line),
        _connectors(rows, at, look.dim),
        *(_indicator_markers(name, rows, at, pen) for name in INDICATOR_COLUMNS),
    ]
    quarters = [0, 25, 50, 75, 100]
    return figure.build(
        look,
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


def _row_note(row: dict[Any, Any], pen: ChartContext) -> str:
    """What the marks of a row do not say, or not plainly enough."""
    if row["flagged"]:
        points = number(row["ahead_pp"], pen.lang, 1)
        flag = escape_plotly(pen.t("chart.flagged").format(points=points))
        return coloured(f"<b>{flag}</b>", pen.palette.ink)
    if pd.isna(row["execution"]):
        return escape_plotly(
            pen.t("chart.unspent" if pd.isna(row["spent"]) else "chart.approved.none")
        )
    return ""


def _row_guides(at: list[int], last: float, colour: str) -> PlotlySpec:
    """A faint line a row, which leads the eye from the words to the marks."""
    x = [end for _ in at for end in (0, last, None)]
    y = [end for place in at for end in (place, place, None)]
    return _line_trace(x, y, {"color": colour, "width": 1})


def _connectors(rows: pd.DataFrame, at: list[int], colour: str) -> PlotlySpec:
    """The thin line that joins the clocks of a row."""
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
    name: str, rows: pd.DataFrame, at: list[int], pen: ChartContext
) -> PlotlySpec:
    """One clock's marks: time a stroke, work a disc, money a hollow diamond that fits into the disc."""
    look = pen.palette
    marker: PlotlySpec = {
        "time": {"symbol": "line-ns", "size": 12, "line": {"color": look.dim, "width": 3}},
        "physical": {"symbol": "circle", "size": 15, "color": look.accent},
        "money": {
            "symbol": "diamond",
            "size": 10,
            "color": look.card,
            "line": {"color": look.ink, "width": 2},
        },
    }[name]
    shares = rows[INDICATOR_COLUMNS[name]]
    known = shares.notna()
    words = escape_plotly(pen.t(f"chart.{name}"))
    records = rows[known].to_dict("records")
    dated = name == "money"
    said = [
        [
            escape_plotly(row[f"title_{pen.lang}"]),
            percent(row[INDICATOR_COLUMNS[name]], pen.lang, 1),
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
        "customdata": said,
        "y": [place for place, here in zip(at, known, strict=True) if here],
        "hovertemplate": f"%{{customdata[0]}}<br>{words} %{{customdata[1]}}%{{customdata[2]}}<extra></extra>",
    }


def _largest_first(data: BudgetData) -> pd.DataFrame:
    return data.rows.sort_values("approved", ascending=False, kind="stable", na_position="last")


def draw_budgets(data: BudgetData, t: Translate, lang: Lang, dark: bool) -> go.Figure:
    """A bar a budget, largest first: the track is what is approved, the fill what is spent."""
    pen, rows = ChartContext(t, lang, figure.palette_for(dark=dark)), _largest_first(data)
    look, size = pen.palette, BUDGET_ROW_HEIGHT * max(len(data.rows), 1)
    approved, spent = rows["approved"].fillna(0.0), rows["spent"].fillna(0.0)
    last = float(pd.concat([approved, spent]).max()) if len(rows) else 1.0
    at = [BUDGET_ROW_HEIGHT * place + 36 for place in range(len(rows))]
    over = (spent - approved).where(rows["approved"].notna(), 0.0).clip(lower=0.0)
    within = spent - over
    records = rows.to_dict("records")
    titles = [escape_plotly(shorten(row[f"title_{lang}"])) for row in records]
    sums = [_amounts_label(row, pen) for row in records]
    said = [
        [escape_plotly(row[f"title_{lang}"]), words]
        for row, words in zip(records, sums, strict=True)
    ]
    track = {"color": look.track, "line": {"color": look.dim, "width": 1}}
    hatched = {
        "color": look.card,
        "line": {"color": look.accent, "width": 1},
        "pattern": {"shape": "/", "size": 6, "fgcolor": look.accent, "bgcolor": look.card},
    }
    bars: list[tuple[str, pd.Series[Any], list[float] | None, PlotlySpec]] = [
        ("approved", approved, None, track),
        ("spent", within, None, {"color": look.accent}),
    ]
    if (over > 0).any():
        bars.append(("over", over, approved.tolist(), hatched))
    traces = [
        figure.left_labels(titles, [y - 21 for y in at], x=0, look=look),
        figure.left_labels(sums, [y + 17 for y in at], x=0, look=look, quiet=True),
        *(
            {
                "type": "bar",
                "orientation": "h",
                "x": amounts.tolist(),
                "y": at,
                "base": base,
                "width": 12,
                "marker": marker,
                "name": escape_plotly(t(f"chart.{name}")),
                "showlegend": True,
                "customdata": said,
                "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            }
            for name, amounts, base, marker in bars
        ),
    ]
    unit = figure.annotation(
        escape_plotly(money_unit_label(data, t)),
        look,
        x=1,
        xref="paper",
        xanchor="right",
        y=1,
        yref="paper",
        yanchor="bottom",
        yshift=34,
    )
    return figure.build(
        look,
        traces,
        height=size + 66,
        top=58,
        notes=[unit],
        showlegend=True,
        barmode="overlay",
        xaxis={
            "range": [0, (last or 1.0) * 1.02],
            "side": "top",
            "tickformat": ",~f",
            "nticks": 5,
        },
        yaxis=figure.pixel_axis(size),
    )


def _amounts_label(row: dict[Any, Any], pen: ChartContext) -> str:
    """Approved and spent in words."""
    t, lang = pen.t, pen.lang
    approved = t("chart.approved.none")
    if not pd.isna(row["approved"]):
        approved = t("chart.approved.of").format(amount=number(row["approved"], lang))
    spent = t("chart.unspent")
    if not pd.isna(row["spent"]):
        key = "only" if pd.isna(row["execution"]) else "of"
        spent = t(f"chart.spent.{key}").format(
            amount=number(row["spent"], lang), share=percent(row["execution"], lang, 1)
        )
    return escape_plotly(f"{approved} · {spent}")
