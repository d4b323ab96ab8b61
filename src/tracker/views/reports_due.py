"""Which targets await a report and until when, for readers who do not report here."""

from __future__ import annotations

from tracker.analysis import agenda
from tracker.analysis.agenda import ReportDue
from tracker.analysis.rows import typed_rows
from tracker.html import Html
from tracker.i18n import day
from tracker.templates import render
from tracker.views.context import PageContext, reporting_rule


def reports_due_table(view: PageContext) -> Html:
    """A row for each target that must report, the most overdue first; "" where none must."""
    t = view.t
    latest = agenda.latest_reports(view.snapshot)
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
        rule=reporting_rule(t, view.portfolio),
        columns=[t(key) for key in _COLUMNS],
        rows=rows,
    )


_COLUMNS = ("owed.target", "owed.lead", "owed.latest", "owed.period", "owed.last_day")
