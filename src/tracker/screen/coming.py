"""The scene of what comes next: the next days on which something falls due, as a countdown."""

from __future__ import annotations

from itertools import groupby
from typing import Final, NamedTuple

from tracker.analysis import agenda
from tracker.analysis.status_words import status_word
from tracker.i18n import day, shorten
from tracker.screen.cards import (
    MAX_NAMES,
    MAX_TITLE_WIDTH,
    PROMISE_WIDTH,
    card_title,
    short_title,
)
from tracker.views.context import PageContext
from tracker.views.news import is_assumed_due
from tracker.views.selections import DAYS_AHEAD
from tracker.views.target_row import figure_text

DATES: Final = 4
"""Dates of one scene."""
_FAR_AHEAD: Final = 366


class ComingDate(NamedTuple):
    target: str  # of several that fall due that day, the first
    days: int
    date: str
    title: str
    what: str  # the milestone, and whether the day was assumed
    more: str  # how many others fall due that day; "" for none
    promise: str  # where no other target falls due that day
    others: tuple[str, ...]  # some of the other titles of that day
    figure: str  # the latest figure beside its goal
    status: str
    word: str  # of the status


class ComingBody(NamedTuple):
    dates: tuple[ComingDate, ...]


def coming(view: PageContext) -> ComingBody | None:
    """The next days on which something falls due; several of one day stand together. None without any."""
    t = view.t
    for days in (DAYS_AHEAD, _FAR_AHEAD):
        items = agenda.due_within(view.snapshot, days)
        by_day = [(on, list(due)) for on, due in groupby(items, lambda item: item.date)]
        if len(by_day) >= DATES:
            break
    dates = []
    for on, due in by_day[:DATES]:
        first, assumed = due[0], all(is_assumed_due(view, item) for item in due)
        title = card_title(view, view.row(first.id))
        step = "" if first.milestone is None else t.localized(first, "title")
        marks = (shorten(step, MAX_TITLE_WIDTH), t("due.assumed") if assumed else "")
        what = t("list.comma").join(filter(None, marks))
        more = t("screen.coming.more", count=len(due) - 1) if len(due) > 1 else ""
        row = view.row(first.id)
        others = dict.fromkeys(item.id for item in due[1:] if item.id != first.id)
        titles = [short_title(view, view.row(key)) for key in others]
        dates.append(
            ComingDate(
                row.id,
                (on - view.as_of).days,
                day(on),
                title,
                what,
                more,
                shorten(t.localized(row, "promise"), PROMISE_WIDTH) if not titles else "",
                tuple(titles[:MAX_NAMES]),
                figure_text(view, row),
                row.status,
                status_word(row, t),
            )
        )
    return ComingBody(tuple(dates)) if dates else None
