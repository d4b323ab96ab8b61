"""Beside the timeline chart: its answer in words, and the targets without a date."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from tracker import html
from tracker.analysis import agenda
from tracker.html import Html, tag, text
from tracker.i18n import Translator, day
from tracker.views.context import PageContext
from tracker.views.target_row import status_lamp

DAYS_AHEAD = 90


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page and the line below it."""
    t, due = view.t, view.assessed["due"]
    overdue = int((due < pd.Timestamp(view.as_of)).sum())
    coming = agenda.due_within(view.snapshot, DAYS_AHEAD)
    first = headline_text(t, int(due.notna().sum()), overdue)
    if len(coming):
        return first, t("timeline.next", count=len(coming), day=day(coming["date"].iloc[0]))
    return first, t("timeline.quiet", days=DAYS_AHEAD)


def headline_text(t: Translator, dated: int, overdue: int) -> str:
    """The number of targets with a due date and of those past it."""
    clauses = t("timeline.answer", count=dated), t("timeline.overdue", count=overdue)
    return t("chart.comma").join(clauses)


def undated(view: PageContext) -> Html:
    """Targets with neither start nor due date, which the chart cannot show."""
    rows = [row for row in view.by_id.values() if row.start is None and row.due is None]
    if not rows:
        return ""
    t = view.t
    links = [
        (
            html.link(t.localized(row, "title"), view.href("targets", id=row.id)),
            status_lamp(row, t),
        )
        for row in rows
    ]
    return html.page(undated_card(t, links))


def undated_card(t: Translator, targets: Sequence[tuple[Html, Html]]) -> Html:
    """A list of targets without a date: the link and the status of each."""
    items = [tag("li", link, " ", lamp) for link, lamp in targets]
    note = tag("p", text(t("timeline.undated.note")), class_="quiet")
    heading = t("timeline.undated", count=len(targets))
    return html.card(note, tag("ul", *items, class_="columns"), heading=heading)
