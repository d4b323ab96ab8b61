"""What changed since the comparison day: the end of the last quarter whose reports had time to arrive."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final, NamedTuple

from tracker.analysis.assessment import JUDGED
from tracker.analysis.rows import AssessedTarget
from tracker.numbers import is_same
from tracker.portfolio.months import previous_quarter_end

_DAYS_TO_REPORT: Final = 30
"""A quarter that ended fewer days ago is not compared with: few of its reports are in."""


def comparison_day(as_of: dt.date) -> dt.date:
    """The last end of a calendar quarter that is at least 30 days before ``as_of``."""
    return previous_quarter_end(as_of - dt.timedelta(days=_DAYS_TO_REPORT - 1))


class Change(NamedTuple):
    """How a target stands against the comparison day."""

    previous: str | None
    """Its status then, where it was another one."""
    trend: int
    """-1 for a worse status, 1 for a better one; 0 where it is the same or either one was not judged."""
    completion: float
    """Gain in completion as a share of 1; NaN unless both are known and measured against one goal, and for a
    target that is unreported now."""


def change(before: AssessedTarget, now: AssessedTarget) -> Change:
    """The change of one target between two days."""
    previous = None if before.status == now.status else before.status
    trend = 0
    if before.status in JUDGED and now.status in JUDGED:
        worse_by = JUDGED.index(now.status) - JUDGED.index(before.status)
        trend = (worse_by < 0) - (worse_by > 0)
    is_comparable = (
        now.status != "unreported"
        and is_same(before.goal, now.goal)
        and is_same(before.high, now.high)
        and before.goal_year == now.goal_year
    )
    return Change(previous, trend, now.actual - before.actual if is_comparable else math.nan)
