"""Earned schedule: a delay as time, where there is a plan over time.

Walt Lipke's formulas, part of ISO 21508: docs/outlook.md. Times count from the start of the plan, in any unit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from tracker.analysis.projections import Point

MIN_PERIODS: Final = 4
"""For `finish_bounds`; with fewer the interval is wider than the plan is long."""


class EarnedSchedule(NamedTuple):
    """How far the plan has been carried out, as the time at which that much was planned."""

    earned: float  # ES
    elapsed: float  # AT
    duration: float  # PD, of the whole plan

    @property
    def variance(self) -> float:
        """SV(t) = ES - AT: negative when behind."""
        return self.earned - self.elapsed

    @property
    def spi(self) -> float:
        """SPI(t) = ES / AT; NaN on the day of the start."""
        return self.earned / self.elapsed if self.elapsed else math.nan

    @property
    def finish(self) -> float:
        """IEAC(t) = PD / SPI(t): the time at which it will be finished at this rate; NaN: never."""
        return self.duration / self.spi if self.spi > 0 else math.nan

    @property
    def to_complete(self) -> float:
        """TSPI = (PD - ES) / (PD - AT): the rate needed from now on to finish on time; NaN when time is up."""
        left = self.duration - self.elapsed
        return (self.duration - self.earned) / left if left > 0 else math.nan


def earned_schedule(plan: Sequence[Point], value: float, elapsed: float) -> EarnedSchedule:
    """The state of a plan with rising values at a time; ``plan`` begins at time 0 and ends with its goal.

    Straight in between; two points of one time are a step. Where the plan stands still at ``value`` the
    work is on time during the whole standstill.
    """
    last = plan[-1]
    since = _first(plan, lambda planned: planned >= value, value)
    until = _first(plan, lambda planned: planned > value, value)
    earliest = last.at if since is None else since
    latest = last.at if until is None else until
    return EarnedSchedule(min(max(elapsed, earliest), latest), elapsed, last.at)


def _first(plan: Sequence[Point], fits: Callable[[float], bool], value: float) -> float | None:
    """The first time at which the planned value fits; ``value`` is that on the border."""
    if fits(plan[0].value):
        return plan[0].at
    for before, after in pairwise(plan):
        if fits(after.value):
            rise = after.value - before.value
            return before.at + (value - before.value) / rise * (after.at - before.at)
    return None


_T_90: Final = (
    6.3138, 2.9200, 2.3534, 2.1318, 2.0150, 1.9432, 1.8946, 1.8595, 1.8331, 1.8125,
    1.7959, 1.7823, 1.7709, 1.7613, 1.7531, 1.7459, 1.7396, 1.7341, 1.7291, 1.7247,
    1.7207, 1.7171, 1.7139, 1.7109, 1.7081, 1.7056, 1.7033, 1.7011, 1.6991, 1.6973,
)  # fmt: skip
"""Student's t of a two-sided interval of 90 % by degrees of freedom, from 1 on."""
_NORMAL_90: Final = 1.6449


def finish_bounds(states: Sequence[EarnedSchedule]) -> tuple[float, float] | None:
    """The 90 % interval of the finish after Lipke and others (2009), from the state at each report.

    ln SPI(t) of the periods is taken as normal; the interval narrows as the work nears its end. None below
    `MIN_PERIODS` periods, or where a period earned nothing.
    """
    periods = [
        (after.earned - before.earned, after.elapsed - before.elapsed)
        for before, after in pairwise([EarnedSchedule(0.0, 0.0, states[-1].duration), *states])
        if after.elapsed > before.elapsed
    ]
    if len(periods) < MIN_PERIODS or any(earned <= 0 for earned, _ in periods):
        return None
    now, count = states[-1], len(periods)
    centre = math.log(now.spi)
    squares = sum((math.log(earned / elapsed) - centre) ** 2 for earned, elapsed in periods)
    deviation = math.sqrt(squares / (count - 1))
    left = (now.duration - now.earned) / (now.duration - now.earned / count)
    t = _T_90[count - 2] if count - 2 < len(_T_90) else _NORMAL_90
    half = t * deviation / math.sqrt(count) * math.sqrt(left)
    return now.duration / math.exp(centre + half), now.duration / math.exp(centre - half)
