"""The Plotly figures of the pages, each with its text alternative and its data as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker import html
from tracker.analysis.details import details_of
from tracker.analysis.timeline import timeline_data, timeline_table
from tracker.charts import budget_bars, budget_shares, progress, progress_table
from tracker.charts import timeline as charts_timeline
from tracker.charts.budget_data import budget_data
from tracker.charts.captions import alt_text
from tracker.charts.figure import RenderedChart
from tracker.charts.time_axis import omitted_text
from tracker.html import Html
from tracker.i18n import day, sentences
from tracker.numbers import percents
from tracker.views.context import PageContext
from tracker.views.download_tables import TIMELINE_KEYS


def progress_figure(view: PageContext, target_id: str) -> RenderedChart | None:
    """Planned against actual over time; None for a target that has neither."""
    series = details_of(view.snapshot, target_id).series
    if series.empty:
        return None
    table = progress_table.data_table(series, view.t)
    return RenderedChart(
        progress.draw_progress(series, view.t, dark=view.dark),
        alt_text(series, view.t),
        html.page(table) if table else "",
    )


def budgets_figure(view: PageContext) -> RenderedChart | None:
    """Approved and spent money; None where no target gives an amount. The page without figures is their table."""
    data = budget_data(view.snapshot)
    if data.rows.empty:
        return None
    return RenderedChart(
        budget_bars.draw_budget_bars(data, view.t, dark=view.dark),
        budget_bars.budget_bars_alt_text(data, view.t),
    )


def budget_status_figure(view: PageContext) -> RenderedChart | None:
    """Time, progress and money side by side; None where no target gives an amount."""
    data = budget_data(view.snapshot)
    if data.rows.empty:
        return None
    return RenderedChart(
        budget_shares.draw_budget_shares(data, view.t, dark=view.dark),
        budget_shares.budget_shares_alt_text(data, view.t),
    )


def timeline_figure(view: PageContext) -> RenderedChart | None:
    """Every dated target; None where there is none."""
    data = timeline_data(view.snapshot)
    if data.bars.empty:
        return None
    omitted = omitted_text(charts_timeline.timeline_axis(data), view.t)
    note = html.page(html.tag("p", html.text(omitted))) if omitted else ""
    return RenderedChart(
        charts_timeline.draw_timeline(data, view.t, dark=view.dark),
        sentences(charts_timeline.timeline_alt_text(data, view.t), omitted),
        note + _timeline_table(view, timeline_table(data, view.t)),
    )


def _timeline_table(view: PageContext, table: pd.DataFrame) -> Html:
    """The data of the timeline, folded."""
    head = [view.t(TIMELINE_KEYS[name]) for name in table.columns]
    table["completion"] = percents(table["completion"].tolist(), view.lang, 1)
    rows = [[html.text(_cell(value)) for value in row] for row in table.to_numpy(object)]
    numbers = [list(table.columns).index("completion")]
    label = view.t("chart.data_table")
    return html.page(html.collapsible(label, html.table(head, rows, label, numbers=numbers)))


def _cell(value: Any) -> str:
    if pd.isna(value):
        return "–"
    if isinstance(value, pd.Timestamp):
        return day(value)
    return str(value)
