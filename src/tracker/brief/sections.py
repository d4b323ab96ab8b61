"""The sections of a full brief: each target with its status, outlook, money, issues and chart."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

from tracker.analysis.details import target_details
from tracker.analysis.earned_value import BudgetStatus
from tracker.analysis.outlook_words import outlook_sentence
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.status_words import status_label
from tracker.brief import words
from tracker.brief.document import Block, Drawing, Heading, Paragraph
from tracker.numbers import percent
from tracker.views.chart_files import progress_chart
from tracker.views.context import PageContext
from tracker.views.svg_file import bare_drawing
from tracker.views.target_promise import goal_text

_WIDTH = 640  # pixels of a chart in 156 mm, so that its type is 9 pt
_TITLE = 200


def sections(view: PageContext) -> Iterator[Block]:
    """A heading for all, and below it a section for each target in the order of the record."""
    if not view.by_id:
        return
    t = view.t
    yield Heading(1, t("brief.sections.heading"))
    has_leads = words.has_leads(view)
    for details in target_details(view.snapshot):
        row = details.row
        yield Heading(2, words.title(view, row.id, _TITLE))
        sentences = [
            t("brief.section.lead", lead=words.whose(view, row, _TITLE)) if has_leads else "",
            t("brief.section.goal", goal=_goal(view, row)),
            t(
                "brief.section.status",
                status=status_label(row, t),
                why=words.explanation(view, row),
            ),
            _outlook(view, row),
            _money(view, details.budget_status),
            *(words.issue_words(view, one, 400) for one in details.issues if one.closed is None),
        ]
        yield Paragraph(words.sentences(view, sentences))
        chart = progress_chart(view, details)
        if chart is not None:
            drawing, caption, class_, left = chart
            svg = bare_drawing(drawing, caption, class_, left, _WIDTH)
            yield Drawing(svg, caption.description)


def _goal(view: PageContext, row: AssessedTarget) -> str:
    return words.spoken(
        view.t("list.comma").join(filter(None, (goal_text(view, row), words.deadline(view, row)))),
        view.t,
    )


def _outlook(view: PageContext, row: AssessedTarget) -> str:
    found = view.snapshot.outlook(row.id)
    if not found.is_answered:
        return ""
    return words.spoken(outlook_sentence(found, row, view.t), view.t)


def _money(view: PageContext, row: BudgetStatus | None) -> str:
    """Approved or announced, and spent."""
    if row is None:
        return ""
    t, money = view.t, view.tables.money
    parts = [
        t(key, amount=t.money(money, amount))
        for key, amount in (
            ("brief.section.approved", row.approved),
            ("brief.section.announced", row.announced),
            ("brief.section.spent", row.spent),
        )
        if not isnan(amount)
    ]
    if not isnan(row.execution):
        parts[-1] += t("brief.section.execution", share=percent(row.execution, t.lang))
    return t("list.comma").join(parts)
