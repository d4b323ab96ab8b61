"""Which targets await a report and until when, and which decisions and issues are open."""

from __future__ import annotations

from tracker import html
from tracker.analysis import agenda
from tracker.analysis.agenda import ReportDue
from tracker.analysis.decisions import open_decisions
from tracker.analysis.issues import open_issues
from tracker.analysis.rows import typed_rows
from tracker.html import Html, prose, text
from tracker.i18n import day
from tracker.templates import render
from tracker.views.context import PageContext, reporting_rule
from tracker.views.target_issues import decision_words, open_words


def reports_due_table(view: PageContext) -> Html:
    """A row for each target that must report, the most overdue first; "" where none must."""
    t = view.t
    latest = view.snapshot.latest_reports
    rows = [
        {
            "href": view.href("targets", id=row.id),
            "title": t.localized(row, "title"),
            "lead": view.lead(row.lead),
            "latest": day(latest[row.id]) if row.id in latest else t("owed.never"),
            "period": day(row.period_end),
            "last_day": day(row.last_day),
            "late": t("row.days_late", count=row.days_late) if row.days_late else "",
        }
        for row in typed_rows(agenda.reports_due(view.snapshot), ReportDue)
    ]
    if not rows:
        return ""
    return render(
        "views",
        "reports_due.html",
        heading=t("owed.heading"),
        rule=reporting_rule(t, view.portfolio.owed_from),
        columns=[t(key) for key in _COLUMNS],
        rows=rows,
    )


def open_entries_table(view: PageContext) -> Html:
    """Open decisions by their due day, then open issues, the longest first; "" where none is open."""
    t = view.t
    rows = [
        (
            _target_link(view, one.id, t.localized(one, "text")),
            text(t.localized(one, "owner")),
            prose(decision_words(t, one, view.as_of)),
        )
        for one in open_decisions(view.tables, view.as_of)
    ]
    rows += [
        (
            _target_link(view, one.id, t.localized(one, "text")),
            text(t.localized(one, "raised_to") or t.localized(one, "owner")),
            prose(open_words(t, one, view.as_of)),
        )
        for one in open_issues(view.tables, view.as_of)
    ]
    if not rows:
        return ""
    head = [t(key) for key in ("owed.entries.what", "due.column.owner", "owed.entries.since")]
    table = html.table(head, rows, t("owed.entries.order"))
    return html.page(html.card(table, heading=t("owed.entries")))


def _target_link(view: PageContext, target_id: str | None, words: str) -> Html:
    """What is open, with a link to its target."""
    if target_id is None or target_id not in view.by_id:
        return text(words)
    title = view.t.localized(view.row(target_id), "title")
    return text(words) + html.DOT + html.link(title, view.href("targets", id=target_id))


_COLUMNS = ("owed.target", "owed.lead", "owed.latest", "owed.period", "owed.last_day")
