"""The evidence of an entry: its grade, its source and its caveat."""

from __future__ import annotations

from typing import NamedTuple

from tracker import html
from tracker.analysis.rows import (
    BudgetRow,
    ContextRow,
    IssueRow,
    RevisionRow,
    UpdateRow,
)
from tracker.html import text
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.target_words import (
    GRADE_KEYS,
)


class Evidence(NamedTuple):
    """What backs an entry."""

    grade: str  # "" without evidence
    meaning: str  # of the grade
    source: Markup  # title, publisher and date, or that there is none
    caveat: str


def evidence(
    view: PageContext, row: UpdateRow | ContextRow | RevisionRow | IssueRow | BudgetRow
) -> Evidence:
    """Title (a link where it has an address), publisher, date, grade and caveat."""
    t = view.t
    title = t.localized(row, "evidence")
    if not title:
        return Evidence("", "", Markup(text(t("evidence.none"))), "")
    source = html.external_link(title, row.url)
    for more in (t.localized(row, "publisher"), row.published):
        if more:
            source += text(f" · {more}")
    grade = t("evidence.grade", grade=row.grade) if row.grade else t("evidence.ungraded")
    caveat = t.localized(row, "caveat")
    words = t("evidence.caveat", caveat=caveat) if caveat else ""
    return Evidence(grade, t(GRADE_KEYS[row.grade]), Markup(source), words)
