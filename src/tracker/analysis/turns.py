"""How the statuses of targets turned between two days, and why."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from tracker.analysis.assessment import JUDGED, STATUSES
from tracker.analysis.rows import AssessedTarget
from tracker.numbers import difference, is_same
from tracker.portfolio.measures import QUANTITY_KINDS

Way = Literal["worse", "better", "known", "unknown", "other"]
"""``known``: judged now and not before; ``unknown``: reported then and not now; ``other``: judged on neither day."""
Cause = Literal["goal", "figure", "correction", "silence", "time"]
"""``goal``: goal or dates were revised; ``correction``: another figure for the same day; ``time``: nothing but days."""
WAYS: Final = ("worse", "better", "unknown", "known", "other")


class Turn(NamedTuple):
    """A target whose status is another one. Each row has the figures, the plan and the gap of its day."""

    id: str
    way: Way
    cause: Cause
    before: AssessedTarget
    now: AssessedTarget
    gain: float  # of the figure, in the target's unit: since the one of the earlier day, of a seasonal target since the same period a year earlier; NaN without two that compare
    planned_gain: float  # of the plan between the days of the two figures; NaN against another goal


class Flow(NamedTuple):
    """So many targets went from one status to another, or kept it."""

    before: str | None  # None: the target was added
    now: str
    targets: int


def turns(
    before: Mapping[str, AssessedTarget],
    now: Mapping[str, AssessedTarget],
    revised: Collection[str] = (),
) -> list[Turn]:
    """The targets of both days whose status differs, by way as in `WAYS`; of each the largest change first.

    Within a way: the most steps from one status to the other, then the widest gap (of a rate the shortfall in % of its
    bound); equal ones keep the order of the portfolio. ``revised`` are the ids of targets whose goal or dates were revised in between. Targets that ended are left out: they have not turned.
    """
    pairs = ((before[key], row) for key, row in now.items() if key in before)
    turned = [
        _turn(then, row, is_revised=row.id in revised)
        for then, row in pairs
        if row.status not in (then.status, "ended")
    ]
    return sorted(turned, key=_rank)


def flows(
    before: Mapping[str, AssessedTarget], now: Mapping[str, AssessedTarget]
) -> Sequence[Flow]:
    """All targets of the later day by their two statuses, in the order of `STATUSES`."""
    counts = Counter(
        (before[key].status if key in before else None, now[key].status) for key in now
    )
    order: dict[str | None, int] = {None: -1}
    order.update((status, place) for place, status in enumerate(STATUSES))
    flowing = (Flow(then, today, count) for (then, today), count in counts.items())
    return sorted(flowing, key=lambda flow: (order[flow.before], order[flow.now]))


def counts(found: Iterable[Turn]) -> Mapping[Way, int]:
    """The number of turns by way."""
    return Counter(turn.way for turn in found)


def _turn(before: AssessedTarget, now: AssessedTarget, *, is_revised: bool) -> Turn:
    gain = difference(now.value, before.value)
    planned_gain = math.nan
    if now.season is not None:
        gain = difference(now.value, now.year_earlier)
    elif before.goal_year != now.goal_year:  # a flow starts at zero every year
        gain = math.nan
    elif not is_revised and now.kind in QUANTITY_KINDS:
        planned_gain = (now.planned - before.planned) * (now.goal - now.baseline)
    return Turn(
        now.id,
        _way(before.status, now.status),
        _cause(before, now, is_revised=is_revised),
        before,
        now,
        gain,
        planned_gain,
    )


def _way(before: str, now: str) -> Way:
    if before in JUDGED and now in JUDGED:
        return "worse" if JUDGED.index(now) > JUDGED.index(before) else "better"
    if now in JUDGED:
        return "known"
    return "unknown" if before in JUDGED else "other"


def _cause(before: AssessedTarget, now: AssessedTarget, *, is_revised: bool) -> Cause:
    if now.status == "unreported":
        return "silence"
    if is_revised:
        return "goal"
    if before.judged_on != now.judged_on:
        return "figure"
    has_same_figure = is_same(before.value, now.value) and before.steps_done == now.steps_done
    return "time" if has_same_figure else "correction"


def _rank(turn: Turn) -> tuple[int, int, float]:
    steps = 0
    if turn.way in ("worse", "better"):
        steps = abs(JUDGED.index(turn.now.status) - JUDGED.index(turn.before.status))
    return WAYS.index(turn.way), -steps, -behind(turn.now)


def behind(row: AssessedTarget) -> float:
    """How far behind: the gap in points, of a rate the shortfall in % of its bound; -inf where unknown."""
    gap = row.shortfall_percent if math.isnan(row.gap_pp) else row.gap_pp
    return -math.inf if math.isnan(gap) else gap
