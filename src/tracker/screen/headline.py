"""The scene of the headline: how many targets have which status, some of each, and two key figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis import earned_value, rollup
from tracker.analysis.assessment import STATUSES
from tracker.analysis.rows import AssessedTarget, typed_rows
from tracker.html import NO_DATA
from tracker.numbers import number, percent, rounded
from tracker.screen.cards import MAX_NAMES, short_title
from tracker.views.context import PageContext

NAMED_STATUSES: Final = 4
"""Up to so many statuses, `MAX_NAMES` targets of each are named."""


class KeyFigure(NamedTuple):
    number: str
    caption: str


class HeadlineBody(NamedTuple):
    counts: dict[str, int]  # by status, without zeros
    names: dict[
        str, tuple[str, ...]
    ]  # by status, some of its targets; empty where there are many statuses
    figures: tuple[KeyFigure, ...]


def headline_body(view: PageContext, rows: Sequence[AssessedTarget]) -> HeadlineBody:
    """What the scene says of ``rows`` below its headline."""
    counts = rollup.status_counts(rows, STATUSES)
    names = {}
    if len(counts) <= NAMED_STATUSES:
        names = {
            status: tuple(
                short_title(view, row)
                for row in islice((row for row in rows if row.status == status), MAX_NAMES)
            )
            for status in counts
        }
    return HeadlineBody(counts, names, tuple(_key_figures(view, rows)))


def _key_figures(view: PageContext, rows: Sequence[AssessedTarget]) -> Iterator[KeyFigure]:
    """Average progress and spending."""
    t, lang = view.t, view.lang
    share = rollup.overall(view.snapshot).completion_reported
    if not isnan(share):
        count = sum(row.status not in NO_DATA and not isnan(row.actual) for row in rows)
        yield KeyFigure(percent(share, lang), t("screen.figure.progress", count=count))
    total = next(typed_rows(earned_value.totals(view.budget_status), earned_value.Totals))
    spent, approved = total.spent_of_both, total.approved_of_both
    if not isnan(total.execution):
        amounts = view.portfolio.money, approved, spent
        scale, places = t.money_scale(*amounts), t.money_places(*amounts) - 1

        def amount(value: float) -> str:
            """A sum is rounded, to be read from afar; the amount of one target is not."""
            if total.rows == 1:
                return number(value, lang, scale.shift)
            return rounded(value, lang, places, scale.shift)

        caption = t(
            "screen.figure.spent", spent=amount(spent), approved=amount(approved), unit=scale.unit
        )
        yield KeyFigure(percent(total.execution, lang), caption)
