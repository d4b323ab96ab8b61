"""The overview: the answer in words, counts by status, what needs attention, what falls due."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from tracker import html
from tracker.analysis import agenda
from tracker.analysis.assessment import STATUSES
from tracker.analysis.rows import typed_rows
from tracker.charts.bars import strip
from tracker.html import Html, prose, tag, text
from tracker.i18n import Translator, day
from tracker.views import groups
from tracker.views.context import PageContext, reporting_rule
from tracker.views.group_table import group_table
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
            group_table(view),
            tag("div", due_soon(view), overdue_reports(view), class_="half"),
            class_="stack",
        ),
    )


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page and the line below it."""
    t = view.t
    first = headline_text(t, Counter(view.assessed["status"]))
    updated = updated_text(t, agenda.latest_report(view.tables, view.as_of))
    return first, f"{updated} · {t('sub.grey')}"


def updated_text(t: Translator, reported: dt.date | None) -> str:
    """The day of the latest report, which is that of the data and not of a file."""
    return t("sub.latest", day=day(reported)) if reported else t("sub.never")


def headline_text(t: Translator, counts: Mapping[str, int]) -> str:
    """What is not known first, then what needs attention, from counts by status.

    Where nothing needs attention, the targets that this is not known of are counted as well.
    """
    total = sum(counts.values())
    attention = sum(counts.get(status, 0) for status in ("missed", "off_track", "at_risk"))
    unreported, not_started, not_judged = (
        counts.get(status, 0) for status in ("unreported", "not_started", "not_judged")
    )
    clauses = [t("answer.total", count=total)]
    if unreported:
        clauses.append(t("answer.unreported", count=unreported, total=total))
    if attention:
        clauses.append(t("answer.attention", count=attention))
    elif total == not_judged:
        clauses.append(t("answer.unjudged"))
    elif total == not_started:
        clauses.append(t("answer.not_begun"))
    else:
        if not_started:
            clauses.append(t("answer.not_started", count=not_started))
        if not_judged:
            clauses.append(t("answer.not_judged", count=not_judged))
        if total > unreported + not_started + not_judged:
            clauses.append(t("answer.fine" if len(clauses) == 1 else "answer.fine_known"))
    return t("chart.comma").join(clauses)


def status_counts(view: PageContext) -> Html:
    """A strip of all statuses and a card with the count of each."""
    counts = Counter(view.assessed["status"])
    cards = status_cards(view.t, counts, lambda status: view.href("targets", status=status))
    return cards + tag("p", text(groups.progress_summary(view)), class_="pace")


def status_cards(t: Translator, counts: Mapping[str, int], href: Callable[[str], str]) -> Html:
    """A strip of the targets by status, and for each status a card with its count, a link to ``href``."""
    by_status = {status: counts.get(status, 0) for status in STATUSES}
    cards = [
        tag(
            "a",
            tag("span", str(count), class_="number n"),
            html.status_lamp(status, t),
            href=href(status),
            target="_self",
            class_="card count" + ("" if count else " none"),
        )
        for status, count in by_status.items()
    ]
    label = t("strip.label", counts=t.status_counts(by_status))
    return strip(by_status, label) + tag("div", *cards, class_="counts")


def worst_first(view: PageContext) -> Html:
    """The targets that need attention; those after the first few on demand."""
    t = view.t
    rows = [
        progress_row(view, row, view.href("targets", id=row.id))
        for row in groups.needing_attention(view)
    ]
    lines, rest = rows[:WORST_ROWS], rows[WORST_ROWS:]
    if not lines:
        lines = [tag("p", text(t("worst.none")), class_="quiet")]
    if rest:
        lines.append(html.collapsible(t("worst.more", count=len(rest)), *rest))
    return html.card(*lines, heading=t("worst.heading"), class_="worst")


def due_soon(view: PageContext) -> Html:
    """What falls due next, a line a day; a milestone is named after its target."""
    t = view.t
    by_day: dict[dt.date, list[Html]] = {}
    for item in typed_rows(agenda.due_within(view.snapshot, DAYS_AHEAD), agenda.DueItem):
        by_day.setdefault(item.date, []).append(_due_link(view, item))
    lines = [_due_line(t, tag("span", day(on), class_="n"), links) for on, links in by_day.items()]
    if not lines:
        lines = [tag("p", text(t("due.none", days=DAYS_AHEAD)), class_="quiet")]
    return html.card(*lines, heading=t("due.heading", days=DAYS_AHEAD))


def _due_line(t: Translator, first: Html, links: Iterable[Html]) -> Html:
    return tag("div", first, tag("span", t("list.comma").join(links)), class_="due")


def _due_link(view: PageContext, item: agenda.DueItem) -> Html:
    name = view.t.localized(view.row(item.id), "title")
    if item.milestone is not None:
        name = view.t("due.step", target=name, step=view.t.localized(item, "title"))
    return html.link(name, view.href("targets", id=item.id))


def overdue_reports(view: PageContext) -> Html:
    """Overdue reports by responsible organisation, most overdue first."""
    t = view.t
    by_lead: dict[str | None, list[Html]] = {}
    for report in typed_rows(agenda.overdue_reports(view.snapshot), agenda.OverdueReport):
        link = html.link(
            t.localized(view.row(report.id), "title"), view.href("targets", id=report.id)
        )
        by_lead.setdefault(report.lead, []).append(link)
    if not by_lead:
        return html.card(
            tag("p", text(t("silent.none")), class_="quiet"), heading=t("silent.heading")
        )
    lines = [
        _due_line(t, tag("span", text(view.lead(lead))), links) for lead, links in by_lead.items()
    ]
    lines.append(tag("p", prose(reporting_rule(t, view.portfolio)), class_="quiet"))
    return html.card(*lines, heading=t("silent.heading"))
