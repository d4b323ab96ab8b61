"""What a page needs to show a figure: the drawing, its alternative text, and the same as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker import html
from tracker.analysis.series import progress_data, progress_table
from tracker.analysis.timeline import timeline_data, timeline_table
from tracker.charts import budgets as charts_budgets
from tracker.charts import progress
from tracker.charts import timeline as charts_timeline
from tracker.charts.figure import RenderedChart
from tracker.html import Html
from tracker.i18n import day, number
from tracker.views.context import PageContext


def progress_figure(view: PageContext, target_id: str) -> RenderedChart | None:
    """Planned against actual over time; None for a target that has neither."""
    data = progress_data(view.snapshot, target_id)
    if data.empty:
        return None
    return RenderedChart(
        progress.draw_progress(data, view.t, view.lang, view.dark),
        progress.progress_alt_text(data, view.t, view.lang),
        _data_table(view, progress_table(data, view.t, view.lang)),
    )


def budgets_figure(view: PageContext) -> RenderedChart | None:
    """Approved and spent; None where no target gives an amount. The page has the figures in words."""
    data = charts_budgets.budget_data(view.tables, view.budget_status)
    if data.rows.empty:
        return None
    return RenderedChart(
        charts_budgets.draw_budgets(data, view.t, view.lang, view.dark),
        charts_budgets.budgets_alt_text(data, view.t, view.lang),
    )


def budget_status_figure(view: PageContext) -> RenderedChart | None:
    """Time, progress and money side by side; None as for `budgets_figure`."""
    data = charts_budgets.budget_data(view.tables, view.budget_status)
    if data.rows.empty:
        return None
    return RenderedChart(
        charts_budgets.draw_budget_status(data, view.t, view.lang, view.dark),
        charts_budgets.budget_status_alt_text(data, view.t, view.lang),
    )


def timeline_figure(view: PageContext) -> RenderedChart | None:
    """Every dated target; None where there is none."""
    data = timeline_data(view.snapshot)
    if data.bars.empty:
        return None
    return RenderedChart(
        charts_timeline.draw_timeline(data, view.t, view.lang, view.dark),
        charts_timeline.timeline_alt_text(data, view.t, view.lang),
        _data_table(view, timeline_table(data, view.t, view.lang)),
    )


def _data_table(view: PageContext, table: pd.DataFrame) -> Html:
    """The figure's numbers, folded beneath it; nothing where it has none."""
    if table.empty:
        return ""
    head = [view.t(f"chart.column.{name}") for name in table.columns]
    rows = [[html.text(_cell(view, value)) for value in row] for row in table.to_numpy(object)]
    numbers = [
        place
        for place, name in enumerate(table.columns)
        if pd.api.types.is_numeric_dtype(table[name])
    ]
    said = view.t("chart.twin")
    return html.page(html.collapsible(said, html.table(head, rows, said, numbers=numbers)))


def _cell(view: PageContext, value: Any) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return day(value)
    if isinstance(value, (int, float)):
        return number(value, view.lang)
    return str(value)
