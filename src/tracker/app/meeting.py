"""The review that a page shows, computed once for the same data and days."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from tracker.analysis.review import Review, review
from tracker.analysis.snapshot import Snapshot
from tracker.app import page, request
from tracker.html import Html
from tracker.i18n import sentences
from tracker.views import layout
from tracker.views.context import PageContext
from tracker.views.links import ToolLink
from tracker.views.review import headline, review_page, since_of


def start() -> tuple[PageContext, Review]:
    """The page and the review between ``?since=`` and the as-of date; a day that cannot be is noted."""
    view = page.start("review")
    since, note = since_of(view)
    reviewed = _review(view.portfolio.digest, since, view.as_of, view.snapshot)
    return replace(view, note=sentences(view.note, note)), reviewed


def show(view: PageContext, reviewed: Review, links: Sequence[ToolLink] = ()) -> None:
    """The whole page of a review; ``links`` stand above its heading."""

    def first_lines(view: PageContext) -> tuple[str, str]:
        return headline(view, reviewed)

    def review_html(view: PageContext) -> Html:
        return review_page(view, reviewed)

    above = layout.actions(links) if links else ""
    page.show_page(view, "review", first_lines, review_html, above=above)


@st.cache_resource(max_entries=8, show_spinner=False)
def _review(digest: str, since: dt.date, as_of: dt.date, _now: Snapshot) -> Review:
    return review(request.snapshot_at(_now, since), _now)
