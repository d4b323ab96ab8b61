"""Effective figures: one a day, corrected ones replaced."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from tracker.portfolio.entries import GRADE_RANKS, Update

ReportedField = Literal["value", "spent"]


class EffectiveFigure(NamedTuple):
    """The figure that counts for one day."""

    date: dt.date
    value: Any
    update_index: int  # of its update


def effective_figures(
    updates: Sequence[Update], name: ReportedField, direction: int = 0
) -> list[EffectiveFigure]:
    """The figures that count, by day: corrected ones are left out, the better grade counts.

    A correction replaces the fields that it has; one without figures withdraws all. Of equal grades the
    later report counts; of equally late ones the lower figure where ``direction`` is 1, the higher one
    where it is -1, else the last in the file.
    """
    figures, corrections = [], []
    for n, update in enumerate(updates):
        value = getattr(update, name)
        if value is not None:
            figures.append(EffectiveFigure(update.date, value, n))
        if update.corrects and (value is not None or update.is_empty):
            corrections.append(n)
    if withdrawn := superseded(updates, corrections):
        figures = [each for each in figures if each.update_index not in withdrawn]

    def order(figure: EffectiveFigure) -> tuple[int, dt.date, float, int]:
        update, n = updates[figure.update_index], figure.update_index
        grade = update.evidence.grade if update.evidence else None
        less = -direction * figure.value if direction else 0
        return GRADE_RANKS[grade], update.known_on, less, n

    best: dict[dt.date, EffectiveFigure] = {}
    for figure in figures:
        other = best.get(figure.date)
        if other is None or order(figure) > order(other):
            best[figure.date] = figure
    return [best[day] for day in sorted(best)]


def has_decrease(
    updates: Sequence[Update], name: ReportedField, is_more: Callable[[Any, Any], bool]
) -> bool:
    """Whether a figure or a date decreases in the order of the file.

    If not, the effective figures do not decrease either, and most targets need no closer look.
    """
    last, day = None, dt.date.min
    get = attrgetter(name)
    for update in updates:
        value = get(update)
        if value is None:
            continue
        if last is not None and (is_more(last, value) or update.date < day):
            return True
        last, day = value, update.date
    return False


def superseded(updates: Sequence[Update], corrections: Iterable[int] | None = None) -> set[int]:
    """The positions of updates that one of the ``corrections`` (None: any) corrects.

    A correction names their day, and was reported later or, on the same day, follows them in the file.
    """
    latest: dict[dt.date, tuple[dt.date, int]] = {}
    for n in range(len(updates)) if corrections is None else corrections:
        if (day := updates[n].corrects) is not None:
            latest[day] = max(latest.get(day, (dt.date.min, -1)), report_order(updates, n))
    if not latest:
        return set()
    return {
        n
        for n, update in enumerate(updates)
        if update.date in latest and report_order(updates, n) < latest[update.date]
    }


def report_order(updates: Sequence[Update], n: int) -> tuple[dt.date, int]:
    """What orders updates by when they were reported; on one day, by their place in the file."""
    return updates[n].known_on, n
