"""The data of the chart of one target as a table, folded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from math import isnan

from tracker import html
from tracker.analysis.amounts import decimals_beside
from tracker.analysis.series import ProgressSeries, series_rows
from tracker.charts.captions import STATE_KEYS, in_natural_unit, plan_label
from tracker.html import Html, prose, text
from tracker.i18n import Lang, Translator, day
from tracker.numbers import number, percent, rounded_together


def data_table(series: ProgressSeries, t: Translator) -> Html:
    """The chart's data, folded: a row for each planned point and each reported figure."""
    series = in_natural_unit(series, t)
    rows = series_rows(series)
    if not rows:
        return ""
    lang, bounded = t.lang, not isnan(series.high)
    unit = text(series.unit(lang))
    head = [
        t("chart.column.date"),
        plan_label(series, t),
        *([t("chart.column.upper")] if bounded else []),
        t("chart.column.actual"),
        t("chart.column.unit"),
        t("chart.column.state"),
    ]
    lines = [
        [
            prose(day(row.date)),
            planned,
            *([number(series.high, lang) if not isnan(row.planned) else "–"] if bounded else []),
            _actual_text(series, row.actual, lang),
            unit,
            text(t(STATE_KEYS[row.state]) if row.state else ""),
        ]
        for row, planned in zip(rows, _planned_texts(series, lang), strict=True)
    ]
    label = t("chart.data_table")
    numbers = range(1, 4 if bounded else 3)
    return html.collapsible(label, html.table(head, lines, label, numbers=numbers))


@lru_cache(maxsize=16)  # for the table and `planned_amounts`
def _planned_texts(series: ProgressSeries, lang: Lang) -> tuple[str, ...]:
    """Values of the plan by row: those written with all their digits, those between them rounded."""
    rows = series_rows(series)
    if series.kind == "milestones":
        return tuple(_share_text(row.planned, lang) for row in rows)
    written = {point.value for point in series.planned} | {series.goal}
    between = [row.planned for row in rows if row.planned not in written]
    beside = [value for value in (*written, *(row.actual for row in rows)) if not isnan(value)]
    places = decimals_beside(beside, series.shift)
    texts = dict(zip(between, rounded_together(between, lang, places, beside=beside), strict=True))
    return tuple(texts.get(row.planned) or number(row.planned, lang) for row in rows)


def _actual_text(series: ProgressSeries, value: float, lang: Lang) -> str:
    return _share_text(value, lang) if series.kind == "milestones" else number(value, lang)


def _share_text(value: float, lang: Lang) -> str:
    """A share of the weights in %, whose sign is in the column of units."""
    return percent(value / 100, lang, 1).removesuffix("%")


@lru_cache(maxsize=16)  # for the marks and the verdict of a page
def planned_amounts(series: ProgressSeries, lang: Lang) -> Mapping[dt.date, str]:
    """By day of the table, what was planned with its unit: "220 lifts"; for a rate its bound."""
    t, unit = Translator(lang), series.unit(lang)
    upper = "" if isnan(series.high) else f"–{number(series.high, lang)}"
    return {
        row.date: t.amount(f"{planned}{upper}", unit)
        for row, planned in zip(series_rows(series), _planned_texts(series, lang), strict=True)
        if not isnan(row.planned)
    }
