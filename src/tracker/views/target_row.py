"""One target in one row: name, status, progress against plan, and why in a line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from tracker import html
from tracker.html import Html, prose, tag
from tracker.i18n import day, percent
from tracker.views.context import PageContext


def progress_row(view: PageContext, row: Any, **carried: str | None) -> Html:
    """``row`` is one of `View.rows`; ``carried`` are further parameters of its link."""
    t = view.t
    due = t("row.due", day=day(row.due)) if not pd.isna(row.due) else t("row.no_due")
    name = tag(
        "div",
        html.link(
            t.localized(row, "title"), view.href("targets", id=row.id, **carried), class_="name"
        ),
        tag("div", prose(f"{view.lead(row.lead)} · {due}"), class_="quiet"),
    )
    why = tag(
        "div", progress_bar(view, row), tag("div", prose(t.localized(row, "why")), class_="quiet")
    )
    return tag("article", name, html.status_lamp(row.status, t), why, class_="row")


BarRenderer = Callable[[str, float, float, str], Html]
"""Draws a progress row from the status's name, actual, planned and a label, as `markup.bar` does."""


def progress_bar(view: PageContext, row: Any, draw: BarRenderer = html.bar) -> Html:
    """Nothing for what is not judged; hatched, with today's plan, where nothing was reported."""
    if row.status in ("not_judged", "not_started"):
        return ""
    planned = row.planned_now if pd.isna(row.actual) else row.planned
    label = view.t(
        "bar.label", actual=percent(row.actual, view.lang), planned=percent(planned, view.lang)
    )
    return draw(row.status, row.actual, planned, label)
