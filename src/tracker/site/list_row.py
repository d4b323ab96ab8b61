"""The row of one target in the list of the published site: as HTML, and the beginning of it in the search index."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import NamedTuple

from tracker.analysis.details import TargetDetails
from tracker.html import Html
from tracker.i18n import Lang, day
from tracker.portfolio.texts import DATA_LANGS
from tracker.views.context import PageContext
from tracker.views.target_row import progress_row


class ListRow(NamedTuple):
    """What the index page needs to know about a target."""

    theme: str
    plan: str | None
    lead: str | None
    status: str
    html: Mapping[str, Html]  # by language, as is the next
    search: Mapping[str, str]  # the beginning of a row of the search index


def list_row(views: Mapping[Lang, PageContext], details: TargetDetails) -> ListRow:
    """The row of one target in every language."""
    row = details.row
    rows = {lang: _row_html(view, details) for lang, view in views.items()}
    search = {lang: _search_row(view, details) for lang, view in views.items()}
    return ListRow(row.theme, row.plan, row.lead, row.status, rows, search)


def _row_html(view: PageContext, details: TargetDetails) -> Html:
    """Title, status, progress against plan, and the reason for the status.

    Search words that the row does not show are in ``data-more``; the id is in the link, the theme that of the section,
    the status the last class of its mark.
    """
    row = details.row
    return progress_row(
        view,
        row,
        f"targets/{row.id}.html",
        data_plan=row.plan,
        data_lead=row.lead,
        data_more=_search_words(view, details) or None,
    )


def _search_words(view: PageContext, details: TargetDetails) -> str:
    row = details.row
    title = view.t.localized(row, "title")
    words = (
        *sorted({getattr(row, f"title_{lang}") for lang in DATA_LANGS} - {title}),
        view.t.localized(row, "promise"),
        row.plan and view.plan(row.plan),
    )
    return " ".join(word for word in words if word)


def _search_row(view: PageContext, details: TargetDetails) -> str:
    row = details.row
    cells = (
        row.id,
        view.t.localized(row, "title"),
        _search_words(view, details),
        day(row.due) if row.due else "",
    )
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).removesuffix("]")
