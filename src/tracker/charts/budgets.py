"""Money drawn: three clocks a target (time, progress, money), and what of each budget is spent."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from tracker.analysis.tables import Tables
from tracker.charts import figure
from tracker.charts.figure import Part, Pen, Words, coloured, safe, shortened
from tracker.i18n import Lang, day, number, percent
from tracker.portfolio.scalars import MONEY

COLUMNS: Final = (
    "id", "title_zh", "title_en", "approved", "spent", "spent_on", "execution", "elapsed",
    "physical", "ahead_pp", "flagged",
)  # fmt: skip
CLOCKS: Final = {"time": "elapsed", "physical": "physical", "money": "execution"}
"""What each of the three clocks reads."""
ROW, LINE, BUDGET_ROW = 50, 17, 70
"""Pixels: a row of clocks, a further line of words above it, a row of budgets."""


class MoneyData(NamedTuple):
    rows: pd.DataFrame  # `COLUMNS`; shares of 1, amounts in ``money``
    money: str


def money_data(tables: Tables, clocks: pd.DataFrame) -> MoneyData:
    """The rows of `money.clocks`, in its order, with their titles."""
    titles = tables.targets[["id", "title_zh", "title_en"]]
    return MoneyData(clocks.merge(titles, on="id", how="left")[list(COLUMNS)], tables.money)


def unit_words(data: MoneyData, say: Words) -> str:
    return say(f"money.{data.money}") if data.money in MONEY else data.money


def alt_clocks(data: MoneyData, say: Words, lang: Lang) -> str:
    """The figure in a sentence: how many targets, and which spend ahead of their progress."""
    if data.rows.empty:
        return say("chart.alt.none")
    flagged = data.rows[data.rows["flagged"]]
    names = say("chart.comma").join(
        f"{row[f'title_{lang}']} {number(row['ahead_pp'], lang, 1)}"
        for row in flagged.to_dict("records")
    )
    named = say("chart.brackets").format(text=names) if names else ""
    return say("chart.alt.clocks").format(
        rows=len(data.rows), flagged=len(flagged), names=named,
        silent=int(data.rows["spent"].isna().sum()),
    )  # fmt: skip


def alt_budgets(data: MoneyData, say: Words, lang: Lang) -> str:
    """The figure in a sentence: how many budgets, and the largest."""
    rows = _largest_first(data)
    if rows.empty:
        return say("chart.alt.none")
    first = rows.iloc[0]
    return say("chart.alt.budgets").format(
        rows=len(rows), unit=unit_words(data, say), title=first[f"title_{lang}"],
        approved=number(first["approved"], lang), spent=number(first["spent"], lang),
    )  # fmt: skip


def draw_clocks(data: MoneyData, say: Words, lang: Lang, dark: bool) -> go.Figure:
    """A row a target, in the order of the data: how much of the time, the work, the money is gone."""
    pen, rows = Pen(say, lang, figure.palette(dark=dark)), data.rows
    look, top = pen.look, 64
    titles = [safe(shortened(title)) for title in rows[f"title_{lang}"]]
    notes = [_clock_note(row, pen) for row in rows.to_dict("records")]
    ends = [ROW * (place + 1) + 6 for place in range(len(rows))]
    shift = 0
    for place, said in enumerate(notes):  # words take a line of their own: a phone is narrow
        shift += LINE if said else 0
        ends[place] += shift
    height = max([ROW, *ends])
    most = 100 * rows[list(CLOCKS.values())].max(axis="columns").max()
    last = max(100.0, float(most)) if pd.notna(most) else 100.0
    at = [end - 18 for end in ends]
    above = [y - 19 - (LINE if said else 0) for y, said in zip(at, notes, strict=True)]
    traces = [
        figure.labels(titles, above, x=-3, look=look),
        figure.labels(notes, [y - 19 for y in at], x=-3, look=look, quiet=True),
        _rails(at, last, look.line),
        _between(rows, at, look.dim),
        *(_clock(name, rows, at, pen) for name in CLOCKS),
    ]
    quarters = [0, 25, 50, 75, 100]
    return figure.figure(
        look, traces, height=top + height + 8, top=top,
        xaxis={
            "range": [-3, last + 3], "side": "top", "tickvals": quarters,
            "ticktext": [f"{share}%" for share in quarters],
        },
        yaxis=figure.pixel_rows(height), showlegend=True,
    )  # fmt: skip


def _clock_note(row: dict[Any, Any], pen: Pen) -> str:
    """What the marks of a row do not say, or not plainly enough."""
    if row["flagged"]:
        points = number(row["ahead_pp"], pen.lang, 1)
        flag = safe(pen.say("chart.flagged").format(points=points))
        return coloured(f"<b>{flag}</b>", pen.look.ink)
    if pd.isna(row["execution"]):
        return safe(pen.say("chart.unspent" if pd.isna(row["spent"]) else "chart.approved.none"))
    return ""


def _rails(at: list[int], last: float, colour: str) -> Part:
    """A faint line a row, which leads the eye from the words to the marks."""
    x = [end for _ in at for end in (0, last, None)]
    y = [end for place in at for end in (place, place, None)]
    return _lines(x, y, {"color": colour, "width": 1})


def _between(rows: pd.DataFrame, at: list[int], colour: str) -> Part:
    """The thin line that joins the clocks of a row."""
    shares = 100 * rows[list(CLOCKS.values())]
    ends = zip(shares.min(axis=1), shares.max(axis=1), at, strict=True)
    known = [(low, high, place) for low, high, place in ends if not pd.isna(low)]
    x = [end for low, high, _ in known for end in (low, high, None)]
    y = [end for *_, place in known for end in (place, place, None)]
    return _lines(x, y, {"color": colour, "width": 1.5})


def _lines(x: list[Any], y: list[Any], line: Part) -> Part:
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "line": line, "hoverinfo": "skip",
        "showlegend": False,
    }  # fmt: skip


def _clock(name: str, rows: pd.DataFrame, at: list[int], pen: Pen) -> Part:
    """One clock's marks: time a stroke, work a disc, money a hollow diamond that fits into the disc."""
    look = pen.look
    marker: Part = {
        "time": {"symbol": "line-ns", "size": 12, "line": {"color": look.dim, "width": 3}},
        "physical": {"symbol": "circle", "size": 15, "color": look.accent},
        "money": {
            "symbol": "diamond", "size": 10, "color": look.card,
            "line": {"color": look.ink, "width": 2},
        },
    }[name]  # fmt: skip
    shares = rows[CLOCKS[name]]
    known = shares.notna()
    words = safe(pen.say(f"chart.{name}"))
    records = rows[known].to_dict("records")
    dated = name == "money"
    said = [
        [
            safe(row[f"title_{pen.lang}"]),
            percent(row[CLOCKS[name]], pen.lang, 1),
            f" ({day(row['spent_on'])})" if dated and not pd.isna(row["spent_on"]) else "",
        ]
        for row in records
    ]
    return {
        "type": "scatter", "mode": "markers", "name": words, "showlegend": True, "marker": marker,
        "x": (100 * shares[known]).tolist(), "customdata": said,
        "y": [place for place, here in zip(at, known, strict=True) if here],
        "hovertemplate": f"%{{customdata[0]}}<br>{words} %{{customdata[1]}}%{{customdata[2]}}<extra></extra>",
    }  # fmt: skip


def _largest_first(data: MoneyData) -> pd.DataFrame:
    return data.rows.sort_values("approved", ascending=False, kind="stable", na_position="last")


def draw_budgets(data: MoneyData, say: Words, lang: Lang, dark: bool) -> go.Figure:
    """A bar a budget, largest first: the track is what is approved, the fill what is spent."""
    pen, rows = Pen(say, lang, figure.palette(dark=dark)), _largest_first(data)
    look, size = pen.look, BUDGET_ROW * max(len(data.rows), 1)
    approved, spent = rows["approved"].fillna(0.0), rows["spent"].fillna(0.0)
    last = float(pd.concat([approved, spent]).max()) if len(rows) else 1.0
    at = [BUDGET_ROW * place + 36 for place in range(len(rows))]
    over = (spent - approved).where(rows["approved"].notna(), 0.0).clip(lower=0.0)
    within = spent - over
    records = rows.to_dict("records")
    titles = [safe(shortened(row[f"title_{lang}"])) for row in records]
    sums = [_sums(row, pen) for row in records]
    said = [[safe(row[f"title_{lang}"]), words] for row, words in zip(records, sums, strict=True)]
    track = {"color": look.track, "line": {"color": look.dim, "width": 1}}
    hatched = {
        "color": look.card, "line": {"color": look.accent, "width": 1},
        "pattern": {"shape": "/", "size": 6, "fgcolor": look.accent, "bgcolor": look.card},
    }  # fmt: skip
    bars: list[tuple[str, pd.Series[Any], list[float] | None, Part]] = [
        ("approved", approved, None, track),
        ("spent", within, None, {"color": look.accent}),
    ]
    if (over > 0).any():
        bars.append(("over", over, approved.tolist(), hatched))
    traces = [
        figure.labels(titles, [y - 21 for y in at], x=0, look=look),
        figure.labels(sums, [y + 17 for y in at], x=0, look=look, quiet=True),
        *(
            {
                "type": "bar", "orientation": "h", "x": amounts.tolist(), "y": at, "base": base,
                "width": 12, "marker": marker, "name": safe(say(f"chart.{name}")),
                "showlegend": True, "customdata": said,
                "hovertemplate": "%{customdata[0]}<br>%{customdata[1]}<extra></extra>",
            }
            for name, amounts, base, marker in bars
        ),
    ]  # fmt: skip
    unit = figure.note(
        safe(unit_words(data, say)), look, x=1, xref="paper", xanchor="right", y=1, yref="paper",
        yanchor="bottom", yshift=34,
    )  # fmt: skip
    return figure.figure(
        look, traces, height=size + 66, top=58, notes=[unit], showlegend=True, barmode="overlay",
        xaxis={
            "range": [0, (last or 1.0) * 1.02], "side": "top", "tickformat": ",~f", "nticks": 5,
        },
        yaxis=figure.pixel_rows(size),
    )  # fmt: skip


def _sums(row: dict[Any, Any], pen: Pen) -> str:
    """Approved and spent in words."""
    say, lang = pen.say, pen.lang
    approved = say("chart.approved.none")
    if not pd.isna(row["approved"]):
        approved = say("chart.approved.of").format(amount=number(row["approved"], lang))
    spent = say("chart.unspent")
    if not pd.isna(row["spent"]):
        key = "only" if pd.isna(row["execution"]) else "of"
        spent = say(f"chart.spent.{key}").format(
            amount=number(row["spent"], lang), share=percent(row["execution"], lang, 1)
        )
    return safe(f"{approved} · {spent}")
