"""The scenes of what fell short: targets behind or missed, each with its reason and the next date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tracker.analysis.details import TargetDetails, details_of_some
from tracker.analysis.rows import AssessedTarget
from tracker.i18n import shorten
from tracker.screen.cards import PROMISE_WIDTH, ScreenCard, screen_card
from tracker.screen.reasons import next_words, reason_words
from tracker.screen.settings import paginate
from tracker.views.context import PageContext

SHORT_PER_PAGE: Final = 2


class Shortfall(NamedTuple):
    card: ScreenCard
    values: Sequence[tuple[dt.date, float]]  # the figures that count, by their day
    promise: str  # where there is room for it
    reason: str  # what the record says, or that it says nothing
    next: str  # when more will be known; "" where nothing more is due


class ShortBody(NamedTuple):
    items: tuple[Shortfall, ...]


def shortfalls(
    view: PageContext, rows: Sequence[AssessedTarget], max_pages: int
) -> Iterator[ShortBody]:
    """``rows`` in pages, in their order."""
    pages = paginate(rows, SHORT_PER_PAGE, max_pages)
    shown = {
        row.id: view.pieces.get(("shortfall", view.lang), [row.id])
        for portion in pages
        for row in portion
    }
    new = [key for key, known in shown.items() if known is None]
    for details in details_of_some(view.snapshot, new):
        key = details.row.id
        shown[key] = view.pieces.put(("shortfall", view.lang), [key], _shortfall(view, details))
    for portion in pages:
        yield ShortBody(tuple(shown[row.id] for row in portion))


def _shortfall(view: PageContext, details: TargetDetails) -> Shortfall:
    row = details.row
    return Shortfall(
        card=screen_card(view, row),
        values=[(point.date, point.value) for point in details.series.counting],
        promise=shorten(view.t.localized(row, "promise"), PROMISE_WIDTH),
        reason=reason_words(view, details),
        next=next_words(view, details),
    )
