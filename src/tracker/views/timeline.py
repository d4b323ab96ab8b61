"""Beside the Gantt chart: its answer in words, and the targets without a date."""

from __future__ import annotations

import pandas as pd

from tracker import html
from tracker.analysis import agenda
from tracker.html import Html, tag, text
from tracker.i18n import day
from tracker.views.context import View, each

DAYS_AHEAD = 90


def answer(view: View) -> tuple[str, str]:
    """The first line of the page, and the one below it."""
    say, due = view.say, view.assessed["due"]
    over = int((due < pd.Timestamp(view.as_of)).sum())
    coming = agenda.due_within(view.tables, view.assessed, view.as_of, DAYS_AHEAD)
    first = say("timeline.answer", dated=int(due.notna().sum()), over=over)
    if len(coming):
        return first, say("timeline.next", count=len(coming), day=day(coming["date"].iloc[0]))
    return first, say("timeline.quiet", days=DAYS_AHEAD)


def undated(view: View) -> Html:
    """Targets with neither start nor due, named so that none is lost."""
    rows = view.rows
    rows = rows[rows["start"].isna() & rows["due"].isna()]
    if rows.empty:
        return ""
    say = view.say
    items = [
        tag(
            "li",
            html.link(say.pick(row, "title"), view.href("targets", id=row.id)),
            text(" "),
            html.lamp(row.lamp, say),
        )
        for row in each(rows)
    ]
    note = tag("p", text(say("timeline.undated.note")), class_="quiet")
    heading = say("timeline.undated", count=len(rows))
    return html.page(html.card(note, tag("ul", *items, class_="columns"), heading=heading))
