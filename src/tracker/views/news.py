"""What comes next and what came last: deadlines, and reports and facts by date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

import pandas as pd

from tracker.analysis import agenda
from tracker.analysis.amounts import measure_scale
from tracker.analysis.decisions import open_decisions
from tracker.analysis.rows import (
    CompletedMilestoneRow,
    ContextRow,
    DecisionRow,
    UpdateRow,
    typed_rows,
)
from tracker.analysis.turns import turns
from tracker.html import Html, tag
from tracker.i18n import day, shorten
from tracker.portfolio.texts import localize
from tracker.templates import Markup, render
from tracker.views import changes
from tracker.views.context import PageContext
from tracker.views.selections import DAYS_AHEAD, SELECTION_PARAM
from tracker.views.target_row import is_assumed, is_assumed_step, status_lamp
from tracker.views.target_words import update_summary

MAX_ITEMS: Final = 8
_MAX_TEXT: Final = 160  # columns
_SIDE_BY_SIDE: Final = 4
"""Fewer deadlines would leave half of the page empty beside the reports."""


class _Entry(NamedTuple):
    date: str
    href: str
    title: str
    text: str
    badge: str
    note: str


class _Day(NamedTuple):
    date: str
    left: str  # the days to it
    entries: Sequence[_Entry]


def news(view: PageContext) -> Html:
    """Side by side what comes next and what came last; with few deadlines one below the other."""
    due = agenda.due_within(view.snapshot, DAYS_AHEAD)
    class_ = "half" if len(due) >= _SIDE_BY_SIDE else "stack"
    return tag("div", coming(view, due), latest(view), class_=class_)


class _Turned(NamedTuple):
    """A target whose status is another one."""

    href: str
    title: str
    status: Markup
    previous: Markup


def changed(view: PageContext) -> Html:
    """The statuses that turned since the comparison day, the worse ones first, then the targets that ended; beside them what came last.

    Where none has turned, which takes one line, one is below the other.
    """
    t, snapshot = view.t, view.snapshot
    before, now = snapshot.previous.by_id, snapshot.by_id
    turned = [turn.now for turn in turns(before, now)]
    turned += [
        row
        for row in now.values()
        if row.status == "ended" and row.id in before and before[row.id].status != "ended"
    ]
    card = render(
        "views",
        "turned.html",
        heading=t("turned.heading"),
        since=changes.since(view),
        turned=[
            _Turned(
                view.href("targets", id=row.id),
                t.localized(row, "title"),
                Markup(status_lamp(row, t)),
                Markup(changes.previous_status(t, snapshot.change(row.id))),
            )
            for row in turned[:MAX_ITEMS]
        ],
        empty=t("turned.none"),
        more=t("turned.more", count=len(turned) - MAX_ITEMS) if len(turned) > MAX_ITEMS else "",
    )
    return tag("div", card, latest(view), class_="half" if turned else "stack")


def coming(view: PageContext, due: Sequence[agenda.DueItem]) -> Html:
    """The targets, milestones and decisions that fall due next, by day."""
    t = view.t
    decisions = [(one.due, _decision_entry(view, one)) for one in _decisions_due(view) if one.due]
    dated = [*((item.date, _due_entry(view, item)) for item in due), *decisions]
    dated.sort(key=lambda one: one[0])  # of one day targets first
    left = {day(date): (date - view.as_of).days for date, _ in dated}
    shown = dated[:MAX_ITEMS]
    further = len(due) - sum(one not in decisions for one in shown)
    return render(
        "views",
        "dated.html",
        heading=t("due.heading", days=DAYS_AHEAD),
        note="",
        days=[
            one._replace(left=t("row.days_left", count=left[one.date]))
            for one in _by_day(entry for _, entry in shown)
        ],
        empty=t("due.none", days=DAYS_AHEAD),
        more=t("worst.more", count=further) if further else "",
        href=view.href("targets", **{SELECTION_PARAM: "coming"}),
    )


def _decisions_due(view: PageContext) -> Iterable[DecisionRow]:
    """The open decisions due within `DAYS_AHEAD`; those that are overdue stand on the Review page."""
    last = view.as_of + dt.timedelta(days=DAYS_AHEAD)
    for decision in open_decisions(view.tables, view.as_of):
        if decision.due is not None and view.as_of < decision.due <= last:
            yield decision


def _decision_entry(view: PageContext, decision: DecisionRow) -> _Entry:
    t = view.t
    on_target = decision.id is not None and decision.id in view.by_id
    return _Entry(
        day(decision.due),
        view.href("targets", id=decision.id) if on_target else view.href("review"),
        t.localized(decision, "text"),
        t.localized(view.row(decision.id), "title") if decision.id and on_target else "",
        t("due.decision"),
        t.localized(decision, "owner"),
    )


def is_assumed_due(view: PageContext, item: agenda.DueItem) -> bool:
    """Whether the curator chose the day on which a target or milestone falls due."""
    if item.milestone is None:
        return is_assumed(view, item.id, "due")
    return is_assumed_step(view, item.id, item.date)


def _due_entry(view: PageContext, item: agenda.DueItem) -> _Entry:
    t, row = view.t, view.row(item.id)
    step = "" if item.milestone is None else t.localized(item, "title")
    assumed = is_assumed_due(view, item)
    badges = (t("due.milestone") if step else "", t("due.assumed") if assumed else "")
    return _Entry(
        day(item.date),
        view.href("targets", id=item.id),
        t.localized(row, "title"),
        step,
        t("list.comma").join(filter(None, badges)),
        view.lead(row.lead) if row.lead else "",
    )


def latest(view: PageContext) -> Html:
    """The latest reports, and the latest facts, which are marked as not counting as progress."""
    t, tables, as_of = view.t, view.tables, pd.Timestamp(view.as_of)
    reports = _newest(view, view.snapshot.reports)
    context = tables.context
    facts = _newest(view, context[(context["reported"] <= as_of) & (context["date"] <= as_of)])
    done = tables.done[tables.done["update"].isin(reports.index)]
    completed: dict[tuple[str, int], list[str]] = {}
    for step in typed_rows(done, CompletedMilestoneRow):
        completed.setdefault((step.id, step.number), []).append(step.milestone)
    dated = [
        (report.reported, _report(view, report, completed.get((report.id, report.number), ())))
        for report in typed_rows(reports, UpdateRow)
    ]
    dated += [(fact.reported, _fact(view, fact)) for fact in typed_rows(facts, ContextRow)]
    dated.sort(key=lambda item: (item[1].date, item[0]), reverse=True)
    notes = [t("latest.dates"), t("latest.note")] if len(facts) else []
    return render(
        "views",
        "dated.html",
        heading=t("latest.heading"),
        note=t("list.semicolon").join(notes),
        days=_by_day(entry for _, entry in dated[:MAX_ITEMS]),
        empty=t("latest.none"),
        more="",
        href="",
    )


def _by_day(entries: Iterable[_Entry]) -> list[_Day]:
    return [_Day(date, "", list(of_day)) for date, of_day in groupby(entries, lambda one: one.date)]


def _newest(view: PageContext, frame: pd.DataFrame) -> pd.DataFrame:
    """The first rows of the page's targets by date, and by the day they became known."""
    if len(view.by_id) < len(view.tables.targets):
        frame = frame[frame["id"].isin(view.by_id)]
    if len(frame) > MAX_ITEMS:  # many times quicker than to sort them all
        frame = frame[frame["date"] >= frame["date"].nlargest(MAX_ITEMS).min()]
    return frame.sort_values(["date", "reported"], ascending=False, kind="stable").head(MAX_ITEMS)


def _report(view: PageContext, report: UpdateRow, completed: Sequence[str]) -> _Entry:
    t, row = view.t, view.row(report.id)
    steps = {step.id: step.title for step in view.portfolio.by_id[report.id].milestones}
    titles = [localize(steps[step], view.lang) for step in completed]
    by = t.localized(report, "by") or (view.lead(row.lead) if row.lead else "")
    words = update_summary(view, measure_scale(t, row), report, titles)
    words = words or t.localized(report, "note") or t("update.note")
    return _entry(view, report, words, "", by)


def _fact(view: PageContext, fact: ContextRow) -> _Entry:
    return _entry(view, fact, view.t.localized(fact, "text"), view.t("latest.fact"), "")


def _entry(
    view: PageContext, item: UpdateRow | ContextRow, words: str, badge: str, by: str
) -> _Entry:
    grade = view.t("latest.grade", grade=item.grade) if item.grade else ""
    return _Entry(
        day(item.date),
        view.href("targets", id=item.id),
        view.t.localized(view.row(item.id), "title"),
        shorten(words, _MAX_TEXT),
        badge,
        " · ".join(part for part in (grade, by) if part),
    )
