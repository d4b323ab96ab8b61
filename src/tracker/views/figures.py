"""What a page needs to show a figure: the drawing, its alternative text, and the same as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker import html
from tracker.analysis.series import path_data, path_table
from tracker.analysis.timeline import timeline_data, timeline_table
from tracker.charts import budgets as charts_budgets
from tracker.charts import progress
from tracker.charts import timeline as charts_timeline
from tracker.charts.figure import Drawn
from tracker.html import Html
from tracker.i18n import day, number
from tracker.views.budgets import money_clocks
from tracker.views.context import View


def path(view: View, target_id: str) -> Drawn | None:
    """Planned against actual over time; None for a target that has neither."""
    data = path_data(view.tables, view.assessed, target_id, view.as_of)
    if data.empty:
        return None
    return Drawn(
        progress.draw_path(data, view.say, view.lang, view.dark),
        progress.alt_path(data, view.say, view.lang),
        _twin(view, path_table(data, view.say, view.lang)),
    )


def budgets(view: View) -> Drawn | None:
    """Approved and spent; None where no target gives an amount. The page has the figures in words."""
    data = charts_budgets.money_data(view.tables, money_clocks(view))
    if data.rows.empty:
        return None
    return Drawn(
        charts_budgets.draw_budgets(data, view.say, view.lang, view.dark),
        charts_budgets.alt_budgets(data, view.say, view.lang),
    )


def clocks(view: View) -> Drawn | None:
    """Time, progress and money side by side; None as for `budgets`."""
    data = charts_budgets.money_data(view.tables, money_clocks(view))
    if data.rows.empty:
        return None
    return Drawn(
        charts_budgets.draw_clocks(data, view.say, view.lang, view.dark),
        charts_budgets.alt_clocks(data, view.say, view.lang),
    )


def timeline(view: View) -> Drawn | None:
    """Every dated target; None where there is none."""
    data = timeline_data(view.tables, view.assessed, view.as_of, view.portfolio.themes)
    if data.bars.empty:
        return None
    return Drawn(
        charts_timeline.draw_timeline(data, view.say, view.lang, view.dark),
        charts_timeline.alt_timeline(data, view.say, view.lang),
        _twin(view, timeline_table(data, view.say, view.lang)),
    )


def _twin(view: View, table: pd.DataFrame) -> Html:
    """The figure's numbers, folded beneath it; nothing where it has none."""
    if table.empty:
        return ""
    head = [view.say(f"chart.column.{name}") for name in table.columns]
    rows = [[html.text(_cell(view, value)) for value in row] for row in table.to_numpy(object)]
    numbers = [
        place
        for place, name in enumerate(table.columns)
        if pd.api.types.is_numeric_dtype(table[name])
    ]
    said = view.say("chart.twin")
    return html.page(html.folded(said, html.table(head, rows, said, numbers=numbers)))


def _cell(view: View, value: Any) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return day(value)
    if isinstance(value, (int, float)):
        return number(value, view.lang)
    return str(value)
