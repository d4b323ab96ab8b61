"""What the page says about an uploaded sheet: problems by cell, effects by row, what was saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tracker import html
from tracker.app.result_html import changed_lines, saved_card
from tracker.html import Html, prose, tag, text
from tracker.reporting.preview import StatusPreview
from tracker.reporting.sheet_import import ImportResult
from tracker.store.changes import Intent
from tracker.store.save import SaveResult
from tracker.views.context import PageContext


class RowEffect(NamedTuple):
    """What one row of a sheet does."""

    cell: str
    target: str
    preview: StatusPreview


def sheet_instructions(view: PageContext) -> Html:
    steps = [tag("li", text(view.t(f"update.sheet.how.{n}"))) for n in (1, 2, 3)]
    return html.page(tag("ul", *steps, class_="ordered"))


def quiet_note(words: str) -> Html:
    return html.page(tag("p", text(words), class_="quiet"))


def sheet_problems(view: PageContext, read: ImportResult) -> Html:
    """How many rows there are of each sort, and every problem with its cell."""
    t = view.t
    counts = t(
        "update.sheet.counts",
        reports=len(read.reports),
        untouched=read.untouched,
        already=len(read.already),
    )
    lines = [
        tag(
            "div",
            tag("b", text("✖ " if problem.level == "error" else "▲ "), aria_hidden="true"),
            tag("span", prose(problem.text(t))),
            class_=f"remark {problem.level}",
        )
        for problem in read.problems
    ]
    refused = "" if read.is_valid else tag("p", tag("strong", text(t("update.sheet.none"))))
    return html.page(tag("p", text(counts), role="status"), refused, *lines)


def sheet_effects(view: PageContext, found: Sequence[RowEffect], made: Intent) -> Html:
    """By row the target and its status before and after, and the lines that will be added."""
    t = view.t
    head = [t(f"update.sheet.{name}") for name in ("cell", "target", "before", "after", "why")]
    rows = [
        (
            text(one.cell),
            text(t.localized(view.row(one.target), "title")),
            html.status_lamp(one.preview.before.status, t),
            html.status_lamp(one.preview.after.status, t),
            prose(t.localized(one.preview.after, "why")),
        )
        for one in found
    ]
    table = html.table(head, rows, t("update.sheet.effects"))
    lines = html.collapsible(
        t("update.sheet.lines", count=len(made.lines)), changed_lines(t, made.lines)
    )
    return html.page(html.card(table, lines))


def sheet_saved(view: PageContext, made: SaveResult) -> Html:
    """Success: the lines, and who keeps a record of them."""
    return saved_card(view, made, view.t("update.sheet.saved", count=len(made.lines)))
