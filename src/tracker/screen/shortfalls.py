"""The scenes of what fell short: targets behind or missed, each with its reason and the next date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from tracker.analysis.details import reported_values
from tracker.analysis.issues import cause_word, open_issues
from tracker.analysis.rows import AssessedTarget, IssueRow
from tracker.i18n import day, shorten
from tracker.screen.cards import (
    ScreenCard,
    screen_card,
)
from tracker.screen.settings import paginate
from tracker.screen.story import PROMISE_WIDTH
from tracker.views.context import PageContext

SHORT_PER_PAGE: Final = 2
_REASON_WIDTH: Final = 90


class Shortfall(NamedTuple):
    card: ScreenCard
    values: Sequence[tuple[dt.date, float]]  # the figures that count, by their day
    promise: str  # where there is room for it
    reason: str  # of the longest open issue; "" where no public one is open
    next: str  # when more will be known; "" where nothing more is due


class ShortBody(NamedTuple):
    items: tuple[Shortfall, ...]


def shortfalls(
    view: PageContext, rows: Sequence[AssessedTarget], max_pages: int
) -> Iterator[ShortBody]:
    """``rows`` in pages, in their order."""
    in_the_way: dict[str, IssueRow] = {}  # the longest open issue of each target
    for issue in open_issues(view.tables, view.as_of):
        in_the_way.setdefault(issue.id, issue)
    pages = paginate(rows, SHORT_PER_PAGE, max_pages)
    values = reported_values(view.snapshot, [row.id for portion in pages for row in portion])
    for portion in pages:
        yield ShortBody(
            tuple(_shortfall(view, row, values[row.id], in_the_way.get(row.id)) for row in portion)
        )


def _shortfall(
    view: PageContext,
    row: AssessedTarget,
    values: Sequence[tuple[dt.date, float]],
    issue: IssueRow | None,
) -> Shortfall:
    t = view.t
    reason = ""
    if issue is not None:
        words = shorten(t.localized(issue, "text"), _REASON_WIDTH)
        reason = t("screen.short.reason", cause=cause_word(issue, t), text=words)
    after = ""
    if row.status != "missed" and row.next_report is not None:
        after = t("screen.short.next", day=day(row.next_report))
    promise = shorten(t.localized(row, "promise"), PROMISE_WIDTH)
    return Shortfall(screen_card(view, row), values, promise, reason, after)
