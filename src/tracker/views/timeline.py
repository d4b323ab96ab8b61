"""Beside the Gantt chart: its answer in words, and the targets without a date."""

from __future__ import annotations

import pandas as pd

from tracker import html
from tracker.analysis import agenda
from tracker.html import Html, tag, text
from tracker.i18n import day
from tracker.views.context import PageContext, iter_rows

DAYS_AHEAD = 90


def headline(view: PageContext) -> tuple[str, str]:
    """The first line of the page, and the one below it."""
    t, due = view.t, view.assessed["due"]
    over = int((due < pd.Timestamp(view.as_of)).sum())
    coming = agenda.due_within(view.snapshot, DAYS_AHEAD)
    first = t("timeline.answer", dated=int(due.notna().sum()), over=over)
    if len(coming):
        return first, t("timeline.next", count=len(coming), day=day(coming["date"].iloc[0]))
    return first, t("timeline.quiet", days=DAYS_AHEAD)


def undated(view: PageContext) -> Html:
    """Targets with neither start nor due, named so that none is lost."""
    rows = view.rows
    rows = rows[rows["start"].isna() & rows["due"].isna()]
    if rows.empty:
        return ""
    t = view.t
    items = [
        tag(
            "li",
            html.link(t.localized(row, "title"), view.href("targets", id=row.id)),
            text(" "),
            html.status_lamp(row.status, t),
        )
        for row in iter_rows(rows)
    ]
    note = tag("p", text(t("timeline.undated.note")), class_="quiet")
    heading = t("timeline.undated", count=len(rows))
    return html.page(html.card(note, tag("ul", *items, class_="columns"), heading=heading))
