"""What a page needs to show a figure: the drawing, its alternative text, and the same as a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd
import plotly.graph_objects as go

from tracker import chart_money, chart_path, chart_timeline, markup
from tracker.charts import CONFIG
from tracker.markup import Html
from tracker.path import path_data, path_table
from tracker.show_money import money_clocks
from tracker.text import day, number
from tracker.timeline import timeline_data, timeline_table
from tracker.view import View


class Drawn(NamedTuple):
    figure: go.Figure  # shared by all sessions: never changed after it was drawn
    alt: str
    twin: Html = ""  # empty where the page has the table anyway
    config: Mapping[str, Any] = CONFIG


def path(view: View, target_id: str) -> Drawn | None:
    """Planned against actual over time; None for a target that has neither."""
    data = path_data(view.tables, view.assessed, target_id, view.as_of)
    if data.empty:
        return None
    return Drawn(
        chart_path.draw_path(data, view.say, view.lang, view.dark),
        chart_path.alt_path(data, view.say, view.lang),
        _twin(view, path_table(data, view.say, view.lang)),
    )


def budgets(view: View) -> Drawn | None:
    """Approved and spent; None where no target gives an amount. The page has the figures in words."""
    data = chart_money.money_data(view.tables, money_clocks(view))
    if data.rows.empty:
        return None
    return Drawn(
        chart_money.draw_budgets(data, view.say, view.lang, view.dark),
        chart_money.alt_budgets(data, view.say, view.lang),
    )


def clocks(view: View) -> Drawn | None:
    """Time, progress and money side by side; None as for `budgets`."""
    data = chart_money.money_data(view.tables, money_clocks(view))
    if data.rows.empty:
        return None
    return Drawn(
        chart_money.draw_clocks(data, view.say, view.lang, view.dark),
        chart_money.alt_clocks(data, view.say, view.lang),
    )


def timeline(view: View) -> Drawn | None:
    """Every dated target; None where there is none."""
    data = timeline_data(view.tables, view.assessed, view.as_of, view.portfolio.themes)
    if data.bars.empty:
        return None
    return Drawn(
        chart_timeline.draw_timeline(data, view.say, view.lang, view.dark),
        chart_timeline.alt_timeline(data, view.say, view.lang),
        _twin(view, timeline_table(data, view.say, view.lang)),
    )


def _twin(view: View, table: pd.DataFrame) -> Html:
    """The figure's numbers, folded beneath it; nothing where it has none."""
    if table.empty:
        return ""
    head = [view.say(f"chart.column.{name}") for name in table.columns]
    rows = [[markup.text(_cell(view, value)) for value in row] for row in table.to_numpy(object)]
    numbers = [
        place
        for place, name in enumerate(table.columns)
        if pd.api.types.is_numeric_dtype(table[name])
    ]
    said = view.say("chart.twin")
    return markup.page(markup.folded(said, markup.table(head, rows, said, numbers=numbers)))


def _cell(view: View, value: Any) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return day(value)
    if isinstance(value, (int, float)):
        return number(value, view.lang)
    return str(value)
