"""The evidence of an entry: its grade, its source and its caveat."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from tracker import html
from tracker.analysis.rows import (
    BudgetRow,
    ContextRow,
    IssueRow,
    RevisionRow,
    UpdateRow,
)
from tracker.html import prose, text
from tracker.i18n import Lang, Translator
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
    publication = (t.localized(row, "publisher"), row.published)
    return _evidence(t.lang, (title, row.url), publication, row.grade, t.localized(row, "caveat"))


@lru_cache(maxsize=1 << 10)  # many reports cite the same document
def _evidence(
    lang: Lang,
    document: tuple[str, str | None],
    publication: tuple[str | None, ...],
    grade: str | None,
    caveat: str,
) -> Evidence:
    t, (title, url) = Translator(lang), document
    if not title:
        return Evidence("", "", Markup(text(t("evidence.none"))), "")
    source = html.external_link(title, url)
    for more in publication:
        if more:
            source += html.DOT + prose(more)
    graded = t("evidence.grade", grade=grade) if grade else t("evidence.ungraded")
    words = t("evidence.caveat", caveat=caveat) if caveat else ""
    return Evidence(graded, t(GRADE_KEYS[grade]), Markup(source), words)
