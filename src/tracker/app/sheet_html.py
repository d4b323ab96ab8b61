"""An uploaded sheet: problems by cell, effects by row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tracker import html
from tracker.app.report_html import remark_line
from tracker.app.result_html import changed_lines, save_notes
from tracker.html import Html, prose, tag, text
from tracker.i18n import Translator
from tracker.reporting.preview import StatusPreview
from tracker.reporting.sheet_entries import ImportedEntry, entry_line
from tracker.reporting.sheet_import import ImportResult
from tracker.store.changes import Intent
from tracker.views.context import PageContext
from tracker.views.target_row import status_lamp

_INSTRUCTIONS: Final = ("update.sheet.how.1", "update.sheet.how.2", "update.sheet.how.3")
_EFFECT_COLUMNS: Final = (
    "update.sheet.cell",
    "update.sheet.target",
    "update.sheet.before",
    "update.sheet.after",
    "update.sheet.why",
)


class RowEffect(NamedTuple):
    """The effect of one row of a sheet; ``cell`` is its first, ``A7``."""

    cell: str
    target: str
    preview: StatusPreview


def sheet_instructions(view: PageContext) -> Html:
    steps = [tag("li", text(view.t(key))) for key in _INSTRUCTIONS]
    return html.page(tag("ul", *steps, class_="ordered"))


def upload_refused(t: Translator) -> Html:
    """Why the browser did not send a file; seen only then, instead of the framework's English words."""
    words = tag(
        "p", text(t("update.sheet.not_uploaded")), class_="banner not-uploaded", role="alert"
    )
    return html.page(words)


def sheet_problems(view: PageContext, read: ImportResult) -> Html:
    """Counts of rows, and every problem with its cell."""
    t = view.t
    counts = t(
        "update.sheet.counts",
        reports=len(read.reports) + len(read.entries),
        untouched=read.untouched,
        already=len(read.already) + len(read.known_entries),
    )
    lines = [remark_line(problem.level, problem.text(t)) for problem in read.problems]
    refused = "" if read.is_valid else tag("p", tag("strong", text(t("update.sheet.none"))))
    return html.page(tag("p", text(counts), role="status"), refused, *lines)


def sheet_effects(
    view: PageContext,
    effects: Sequence[RowEffect],
    entries: Sequence[ImportedEntry],
    intent: Intent,
) -> Html:
    """Each row's target with its status before and after, what else is entered, and the lines that will be added."""
    t = view.t
    head = [t(key) for key in _EFFECT_COLUMNS]
    rows = [
        (
            text(one.cell),
            text(t.localized(view.row(one.target), "title")),
            status_lamp(one.preview.before, t),
            status_lamp(one.preview.after, t),
            prose(one.preview.explanation(view.lang)),
        )
        for one in effects
    ]
    table = html.table(head, rows, t("update.sheet.effects")) if rows else ""
    table = tag("div", table, class_="effects")
    table += (
        tag("ul", *(tag("li", prose(entry_line(one, view.portfolio, t))) for one in entries))
        if entries
        else ""
    )
    lines = html.collapsible(
        t("update.sheet.lines", count=len(intent.lines)),
        changed_lines(t, intent.lines) + save_notes(t, intent.notes),
    )
    return html.page(html.card(table, lines))
