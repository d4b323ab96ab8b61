"""The scenes of what is not known: targets without a status of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tracker.analysis import rollup
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.status_words import status_word
from tracker.html import NO_DATA
from tracker.i18n import STATUS_SHAPES, day
from tracker.screen.cards import card_title, lone_figure
from tracker.screen.settings import paginate
from tracker.views.context import PageContext
from tracker.views.target_row import has_last_figure

UNKNOWN_PER_PAGE: Final = 26
_ORDER: Final = ("unreported", "not_started", "not_judged")


class UnknownTarget(NamedTuple):
    title: str
    status: str
    word: str  # of the status, for screen readers
    theme: str
    last: str  # the last figure with its day where reports have stopped; "" for others


class UnknownBody(NamedTuple):
    targets: tuple[UnknownTarget, ...]
    first: int  # the place of the first of ``targets`` among all, from 1
    total: int


def unknown_counts(view: PageContext, rows: Sequence[AssessedTarget]) -> str:
    """How many of ``rows`` have which of these statuses: "？ No report 3 · – Not judged 2"."""
    counts = rollup.status_counts(rows, _ORDER)
    return " · ".join(
        f"{STATUS_SHAPES[status]} {view.t.status(status)} {count}"
        for status, count in counts.items()
    )


def unknown_pages(
    view: PageContext, rows: Sequence[AssessedTarget], max_pages: int
) -> Iterator[UnknownBody]:
    """Those of ``rows`` that are unreported, not started or not judged, in this order."""
    unknown = sorted(
        (row for row in rows if row.status in NO_DATA), key=lambda row: _ORDER.index(row.status)
    )
    first = 1
    for portion in paginate(unknown, UNKNOWN_PER_PAGE, max_pages):
        targets = tuple(_unknown_target(view, row) for row in portion)
        yield UnknownBody(targets, first, len(unknown))
        first += len(portion)


def _unknown_target(view: PageContext, row: AssessedTarget) -> UnknownTarget:
    last = ""
    if has_last_figure(row):
        last = f"{day(row.judged_on)}\u2002{lone_figure(view, row)}"
    return UnknownTarget(
        card_title(view, row), row.status, status_word(row, view.t), view.theme(row.theme), last
    )
