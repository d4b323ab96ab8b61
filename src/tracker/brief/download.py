"""A brief for a reader of the pages: ``/download/brief.docx`` with the days and the selection of the page."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

from tracker.analysis.review import review
from tracker.analysis.review_days import check_days, default_since
from tracker.analysis.snapshot import Snapshot
from tracker.brief.make import BriefError, Pages, Scope, brief_file
from tracker.brief.parts import Brief
from tracker.i18n import Message
from tracker.views.context import PageContext
from tracker.views.download_links import BRIEF
from tracker.views.downloads import File, file_name

MEDIA_TYPES: Final[Mapping[str, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "md": "text/markdown; charset=utf-8",
}
"""By extension."""


def brief_download(view: PageContext, extension: str, asked: Mapping[str, str]) -> File:
    """The file as the query asks. A `LocalizedError` says why there is none."""
    since = _since(view, asked.get("since", ""))
    check_days(since, view.as_of)
    scope = Scope(*(asked.get(name) or None for name in Scope._fields))
    then = Snapshot.at(view.portfolio, since, view.tables)
    found = review(then, view.snapshot, scope.ids(view.portfolio))
    of_review = PageContext(found.now, view.today, view.lang)
    brief = Brief(of_review, found, scope.names(view.portfolio, view.lang))
    pages: Pages = "full" if asked.get("pages") == "full" else "2"
    days = (since.isoformat(), view.as_of.isoformat())
    return File(
        brief_file(brief, extension, pages),
        MEDIA_TYPES[extension],
        file_name(view, view.t("brief.title"), extension, since.isoformat()),
        f"{'-'.join([BRIEF, *days])}.{extension}",
    )


def _since(view: PageContext, asked: str) -> dt.date:
    if not asked:
        return default_since(view.portfolio, view.as_of)
    try:
        return dt.date.fromisoformat(asked)
    except ValueError as error:
        raise BriefError(Message("download.day", asked=asked[:60])) from error
