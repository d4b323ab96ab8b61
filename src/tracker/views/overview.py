"""The Overview: the answer in words, how many stand where, worst first, what is next."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

import pandas as pd

from tracker import html
from tracker.analysis import agenda
from tracker.analysis.assessment import STATUSES
from tracker.html import Html, tag, text
from tracker.i18n import Translator, day
from tracker.views import groups
from tracker.views.context import PageContext, iter_rows
from tracker.views.target_row import progress_row

WORST_ROWS = 8
DAYS_AHEAD = 90


def overview(view: PageContext) -> Html:
    """Everything below the page's head."""
    if view.assessed.empty:
        return html.page(html.card(tag("p", text(view.t("empty.portfolio")))))
    return html.page(
        status_counts(view),
        tag(
            "div",
            worst_first(view),
            tag(
                "div",
                groups.themes(view),
                due_soon(view),
                overdue_reports(view),
                groups.other_groupings(view),
                class_="stack",
            ),
            class_="two",
        ),
    )


def headline(view: PageContext) -> tuple[str, str]:
    """The first line of the page, and the one below it."""
    t = view.t
    first = headline_text(t, Counter(view.assessed["status"]))
    latest = agenda.latest_update(view.tables, view.as_of)
    since = t("sub.latest", day=day(latest)) if latest else t("sub.never")
    return first, f"{since} · {t('sub.grey')}"


def headline_text(t: Translator, counts: Mapping[str, int]) -> str:
    """How many targets there are and how many need attention, from counts by status."""
    total = sum(counts.values())
    attention = sum(counts.get(status, 0) for status in ("missed", "off_track", "at_risk"))
    without_data = sum(counts.get(name, 0) for name in ("not_started", "not_judged", "unreported"))
    judged = total - without_data
    key = "answer.attention" if attention else "answer.fine" if judged else "answer.unjudged"
    first = t(key, total=total, attention=attention)
    if unreported := counts.get("unreported", 0):
        first += t("answer.unreported", unreported=unreported)
    return first


def status_counts(view: PageContext) -> Html:
    t = view.t
    found = view.assessed["status"].value_counts()
    of = {status: int(found.get(status, 0)) for status in STATUSES}
    cards = [
        tag(
            "a",
            tag("span", str(of[status]), class_="number n"),
            html.status_lamp(status, t),
            href=view.href("targets", status=status),
            target="_self",
            class_="card count" + ("" if of[status] else " none"),
        )
        for status in STATUSES
    ]
    label = t("strip.label", counts=groups.counts_text(view, of))
    strip = html.strip(of, label)
    return (
        strip
        + tag("div", *cards, class_="counts")
        + tag("p", text(groups.progress_summary(view)), class_="pace")
    )


def worst_first(view: PageContext) -> Html:
    t = view.t
    worst = agenda.worst_first(view.assessed)
    rows = view.rows.loc[worst["id"].head(WORST_ROWS)]
    lines = [progress_row(view, row) for row in iter_rows(rows)]
    if not lines:
        lines = [tag("p", text(t("worst.none")), class_="quiet")]
    rest = worst["id"].iloc[WORST_ROWS:]
    if len(rest):
        more = [progress_row(view, row) for row in iter_rows(view.rows.loc[rest])]
        lines.append(html.collapsible(t("worst.more", count=len(rest)), *more))
    return html.card(*lines, heading=t("worst.heading"), class_="worst")


def due_soon(view: PageContext) -> Html:
    """What falls due next, a line a day; a step is named behind its target."""
    t = view.t
    coming = agenda.due_within(view.snapshot, DAYS_AHEAD)
    lines = [
        tag(
            "div",
            tag("span", text(day(group["date"].iloc[0])), class_="n"),
            tag("span", t("list.comma").join(_due_link(view, row) for row in iter_rows(group))),
            class_="due",
        )
        for _, group in coming.groupby("date", sort=True)
    ]
    if not lines:
        lines = [tag("p", text(t("due.none", days=DAYS_AHEAD)), class_="quiet")]
    return html.card(*lines, heading=t("due.heading", days=DAYS_AHEAD))


def _due_link(view: PageContext, row: Any) -> Html:
    name = view.t.localized(view.row(row.id), "title")
    if not pd.isna(row.milestone):
        name = view.t("due.step", target=name, step=view.t.localized(row, "title"))
    return html.link(name, view.href("targets", id=row.id))


def overdue_reports(view: PageContext) -> Html:
    """Who has not reported: by responsible organisation, the longest silence first."""
    t = view.t
    missing = agenda.overdue_reports(view.snapshot)
    if missing.empty:
        return html.card(
            tag("p", text(t("silent.none")), class_="quiet"), heading=t("silent.heading")
        )
    lines = []
    for _, group in missing.groupby(missing["lead"].fillna(""), sort=False):
        first = group.iloc[0]
        links = [
            html.link(t.localized(row, "title"), view.href("targets", id=str(row.id)))
            for row in iter_rows(view.rows.loc[group["id"]])
        ]
        lines.append(
            tag(
                "div",
                tag("span", text(view.lead(first["lead"]))),
                tag("span", t("list.comma").join(links)),
                class_="due",
            )
        )
    return html.card(*lines, heading=t("silent.heading"))
