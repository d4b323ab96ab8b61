"""Which of the figures of a target count: one a day, without what was corrected since."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final, Literal, NamedTuple

from tracker.portfolio.model import Update

ReportedField = Literal["value", "spent"]


class EffectiveFigure(NamedTuple):
    """The figure that counts for one day."""

    date: dt.date
    value: Any
    update_index: int  # of its update


_GRADE_RANKS: Final = {"A": 0, "B": 1, "C": 2, None: 3}


def effective_figures(updates: Sequence[Update], name: ReportedField) -> list[EffectiveFigure]:
    """The figures that count, by day: what was corrected since is out, the better grade wins.

    A correction takes out the fields it gives itself, one that gives none takes out all. Of equal grades the later report counts.
    """
    given = [
        (n, value)
        for n, update in enumerate(updates)
        if (value := getattr(update, name)) is not None
    ]
    corrections = [
        n
        for n, by in enumerate(updates)
        if by.corrects and (getattr(by, name) is not None or _is_withdrawal(by))
    ]
    best: dict[dt.date, tuple[tuple[int, int, int], EffectiveFigure]] = {}
    for n, value in given:
        update = updates[n]
        if corrections and any(supersedes(updates, by, n) for by in corrections):
            continue
        rank = _GRADE_RANKS[update.evidence.grade if update.evidence else None]
        order = (rank, -(update.reported or update.date).toordinal(), -n)
        if (held := best.get(update.date)) is None or order < held[0]:
            best[update.date] = order, EffectiveFigure(update.date, value, n)
    return [best[day][1] for day in sorted(best)]


def has_decrease(
    updates: Sequence[Update], name: ReportedField, is_more: Callable[[Any, Any], bool]
) -> bool:
    """Whether figures fall or dates run back in the order of the file.

    Where neither does, the figures that count do not fall either; most targets need no closer look.
    """
    held, day = None, dt.date.min
    get = attrgetter(name)
    for update in updates:
        value = get(update)
        if value is None:
            continue
        if held is not None and (is_more(held, value) or update.date < day):
            return True
        held, day = value, update.date
    return False


def _is_withdrawal(update: Update) -> bool:
    return update.value is None and update.spent is None and update.done is None


def supersedes(updates: Sequence[Update], by: int, number: int) -> bool:
    """Whether one update corrects another: it names its day, and became known later or, on the same day,
    stands below it."""
    if updates[by].corrects != updates[number].date:
        return False
    return (updates[by].known_on, by) > (updates[number].known_on, number)
