"""Projections of a series that can be checked by hand: the Destatis rule, Theil-Sen, and what is compared with them.

Formulas on numbers alone: a time is a number in any unit, a pace is a change per unit of time. Sources and
limits are in docs/outlook.md. There is no compound growth: it is undefined for a series from zero.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from itertools import combinations, pairwise
from statistics import median
from typing import Final, Literal, NamedTuple

from tracker.portfolio.measures import MAX_SEASON_SHIFT

MIN_POINTS: Final = 4
"""Below so many figures Destatis calculates nothing, and neither does this project."""
DESTATIS_POINTS: Final = 6
YEAR: Final = 365.25
DAMPING: Final[float] = 0.9
Band = Literal["sun", "sun_cloud", "cloud", "storm"]
_BANDS: Final[tuple[tuple[float, Band], ...]] = ((0.05, "sun"), (0.20, "sun_cloud"))
_NOISE: Final = 1e-9  # of computing, as a share of the way


class Point(NamedTuple):
    at: float
    value: float


class Line(NamedTuple):
    """A straight line through a point."""

    at: float
    value: float
    slope: float

    def on(self, at: float) -> float:
        return self.value + self.slope * (at - self.at)

    def reaches(self, goal: float, since: float, direction: int) -> float | None:
        """The first time from ``since`` on at which the line is at the goal or beyond; None: never.

        ``direction`` is 1 for a goal above, -1 for one below.
        """
        missing = direction * (goal - self.on(since))
        if missing <= 0:
            return since
        if direction * self.slope <= 0:
            return None
        return since + missing / abs(self.slope)


def is_same_season(one: float, other: float) -> bool:
    """Whether two days lie a whole number of years apart, give or take `MAX_SEASON_SHIFT` days."""
    years = round(abs(other - one) / YEAR)
    return years >= 1 and abs(abs(other - one) - years * YEAR) <= MAX_SEASON_SHIFT


def same_season(points: Sequence[Point]) -> list[Point]:
    """The points of the last one's season, it included: the last first quarter and those before."""
    last = points[-1]
    return [*(point for point in points[:-1] if is_same_season(point.at, last.at)), last]


def destatis(points: Sequence[Point], *, seasonal: bool = False) -> Line | None:
    """The last value, and from it on the mean change between the last six points.

    Destatis has yearly values and takes the mean of the last five changes, which is
    (y6 - y1) / 5. For uneven days the mean change per unit of time is (last - first) / (their distance).
    None below `MIN_POINTS`; of a seasonal series the points of the last one's season count, two at least.
    """
    if len(points) < MIN_POINTS:
        return None
    recent = (same_season(points) if seasonal else list(points))[-DESTATIS_POINTS:]
    first, last = recent[0], recent[-1]
    if first.at == last.at:
        return None
    return Line(last.at, last.value, (last.value - first.value) / (last.at - first.at))


def theil_sen(points: Sequence[Point], *, seasonal: bool = False) -> Line | None:
    """The line with the median of the slopes between all pairs, and the median of the intercepts.

    None below `MIN_POINTS`; of a seasonal series only pairs of one season have a slope.
    """
    if len(points) < MIN_POINTS:
        return None
    slopes = [
        (later_value - value) / (later - at)
        for (at, value), (later, later_value) in combinations(points, 2)
        if not seasonal or is_same_season(at, later)
    ]
    if not slopes:
        return None
    slope, origin = median(slopes), points[0].at
    return Line(origin, median([y - slope * (at - origin) for at, y in points]), slope)


def paces(points: Sequence[Point], *, seasonal: bool = False) -> list[float]:
    """The changes per unit of time from each report to the next, of a seasonal series to that a year later."""
    if not seasonal:
        return [(b.value - a.value) / (b.at - a.at) for a, b in pairwise(points)]
    following = (
        (a, next((b for b in points[n + 1 :] if is_same_season(a.at, b.at)), None))
        for n, a in enumerate(points)
    )
    return [(b.value - a.value) / (b.at - a.at) for a, b in following if b is not None]


def remaining_share(goal: float, projected: float, now: float) -> float:
    """Destatis's m: the share of the way from ``now`` to the goal that is still missing in the projection.

    Negative: the projection is beyond the goal. NaN at the goal.
    """
    return (goal - projected) / (goal - now) if goal != now else math.nan


def destatis_band(goal: float, projected: float, now: float) -> Band:
    """Destatis's weather: less than 5 % missing, at most 20 %, more, or standing still or moving away."""
    share = remaining_share(goal, projected, now)
    if share >= 1 - _NOISE:
        return "storm"
    if share < _BANDS[0][0]:
        return _BANDS[0][1]
    return _BANDS[1][1] if share <= _BANDS[1][0] + _NOISE else "cloud"


def agreed(
    values: Sequence[float], goal: float, direction: int
) -> Literal["reached", "missed", "open"]:
    """The verdict on projected values: open where they are not all on one side of the goal."""
    noise = _NOISE * max(abs(goal), *map(abs, values))
    are_reached = [direction * (goal - value) <= noise for value in values]
    if all(are_reached):
        return "reached"
    return "open" if any(are_reached) else "missed"


def last_value(points: Sequence[Point]) -> Line:
    """The baseline to beat first: everything stays as it is."""
    return Line(points[-1].at, points[-1].value, 0.0)


def straight_line(points: Sequence[Point]) -> Line:
    """The line from the first point to the last one."""
    first, last = points[0], points[-1]
    length = last.at - first.at
    return Line(last.at, last.value, (last.value - first.value) / length if length else 0.0)


def damped_trend(points: Sequence[Point], at: float) -> float:
    """The last value and the pace so far, which each reporting period loses a tenth (phi = `DAMPING`).

    The form of Gardner and McKenzie with the pace of `straight_line` in place of a fitted one: the series
    are too short to fit. A period is the median distance of two reports.
    """
    line = straight_line(points)
    distances = [b.at - a.at for a, b in pairwise(points)]
    if not distances:
        return line.value
    period = median(distances)
    periods = (at - line.at) / period
    damped = DAMPING * (1 - math.pow(DAMPING, periods)) / (1 - DAMPING)
    return line.value + line.slope * period * damped


def to_date(day: float | None) -> dt.date | None:
    """The day that a time in days falls on, counted from year 1; None also beyond the calendar."""
    if day is None or math.isnan(day) or day >= dt.date.max.toordinal():
        return None
    return dt.date.fromordinal(math.ceil(day - _NOISE))
