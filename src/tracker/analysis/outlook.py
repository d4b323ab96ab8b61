"""Will a target be reached by its due date? Two projections of its figures, and a verdict where they agree.

The projections are the Destatis rule and Theil-Sen (`projections`), from the figures that the status of the
day uses. A verdict needs both on one side of the goal; else the answer is open, with both numbers. An outlook
is a calculation from past figures: it never changes a status. docs/outlook.md has rules, sources and limits.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from tracker.analysis import projections
from tracker.analysis.delay import Delay, delay
from tracker.analysis.projections import MIN_POINTS, Band, Line, Point, to_date
from tracker.analysis.replay import Standing, days_of_news, standing_now, standing_on
from tracker.analysis.rows import AssessedTarget
from tracker.portfolio import model
from tracker.portfolio.header import Header
from tracker.portfolio.measures import QUANTITY_KINDS, LevelMeasure

MIN_SHARE_OF_TERM: Final = 0.25
"""Of the days from start to due, between the first figure and the last, below which it is too early."""
Verdict = Literal["reached", "missed", "open", "too_early", "none"]
Reason = Literal[
    "", "figures", "span", "season",
    "rate", "statement", "milestones", "flow", "parts", "achieved", "missed", "not_started", "not_judged",
    "unreported", "over", "ended",
]  # fmt: skip
"""Of a verdict ``too_early`` what is missing, of ``none`` why there is none."""
_OF_KIND: Final[dict[str, Reason]] = {
    "floor": "rate",
    "ceiling": "rate",
    "range": "rate",
    "statement": "statement",
    "milestones": "milestones",
    "flow": "flow",
    "parts": "parts",
}
_WITHOUT_FIGURES: Final = ("milestones", "flow", "parts")
"""Kinds that are reached on a day all the same: whether they are says more than the kind."""
_OF_STATE: Final[dict[str, Reason]] = {
    "achieved": "achieved",
    "to_verify": "achieved",
    "missed": "missed",
    "not_started": "not_started",
    "not_judged": "not_judged",
    "ended": "ended",
}


class Projection(NamedTuple):
    at_due: float  # the value of the due date
    reached_on: dt.date | None  # the day the goal is reached; None: never at this pace


class Paces(NamedTuple):
    """Changes a day in the target's unit; towards a goal below the first figure they are negative."""

    so_far: float
    latest: float
    needed: float  # from the latest figure on, to reach the goal on the due date
    best: float  # between two reports, towards the goal

    @property
    def is_needed_above_best(self) -> bool:
        """Whether the goal needs a pace that the target never had."""
        return abs(self.needed) > abs(self.best) * (1 + 1e-9) or self.needed * self.best < 0


class Outlook(NamedTuple):
    """What the figures of a day let expect. Numbers are in the target's unit; NaN and None: not known."""

    as_of: dt.date
    verdict: Verdict
    reason: Reason = ""
    on: dt.date | None = None  # the day of the latest figure
    value: float = math.nan
    goal: float = math.nan
    due: dt.date | None = None
    destatis: Projection | None = None
    theil_sen: Projection | None = None
    slowest: float = math.nan  # the value at the due date with the slowest pace between two reports
    fastest: float = math.nan
    paces: Paces | None = None
    remaining: float = math.nan  # share of the way still missing on the due date after Destatis
    band: Band | None = None
    reached_by: dt.date | None = None  # of "reached": the later of both days
    shortfall: float = math.nan
    """Of "missed": the larger distance of a projection from the goal on the due date."""
    least_shortfall: float = math.nan  # the smaller one
    missing_figures: int = 0  # of "too_early"
    not_before: dt.date | None = None  # of "too_early": the first day whose figure can suffice
    is_start_assumed: bool = False  # the first figure is a baseline whose day or value was assumed
    delay: Delay | None = None

    @property
    def is_answered(self) -> bool:
        """Whether there are projections: the verdict is reached, missed or open."""
        return self.verdict in ("reached", "missed", "open")


def outlook(row: AssessedTarget, target: model.Target, as_of: dt.date) -> Outlook:
    """The outlook of a target as assessed on a day; ``target`` is its record."""
    if row.kind in QUANTITY_KINDS:
        answer = _outlook(standing_now(row, target, as_of), target)
    else:
        reason = _OF_KIND[row.kind]
        if reason in _WITHOUT_FIGURES:
            reason = _OF_STATE.get(row.status, reason)
        answer = Outlook(as_of, "none", reason, due=row.due)
    return answer._replace(delay=delay(row, target, as_of))


def past_outlooks(target: model.Target, header: Header, as_of: dt.date) -> list[Outlook]:
    """The outlooks of a count or level until ``as_of``, each of a day with news and from what was known then.

    Days with news are those on which a figure became known or the goal was revised; the latest comes last.
    They have no delay.
    """
    standings = (standing_on(target, header, day) for day in days_of_news(target, as_of))
    return [_outlook(standing, target) for standing in standings if standing is not None]


class Course(NamedTuple):
    """The figures of a target with both projections; times are ordinals of days."""

    points: Sequence[Point]
    by_change: Line
    by_slopes: Line
    paces: Sequence[float]  # from each report to the next
    direction: int  # 1: the goal is above the baseline
    due: int
    basis: Outlook  # without a verdict

    @property
    def slowest(self) -> float:
        """The pace that leads least far towards the goal, or farthest away from it."""
        return min(self.paces) if self.direction > 0 else max(self.paces)

    @property
    def fastest(self) -> float:
        return max(self.paces) if self.direction > 0 else min(self.paces)

    def range_on(self, at: float) -> tuple[float, float]:
        """The values of a day with the slowest and with the fastest pace so far."""
        last = self.points[-1]
        return last.value + self.slowest * (at - last.at), last.value + self.fastest * (
            at - last.at
        )


def course(
    standing: Standing, target: model.Target, min_share: float = MIN_SHARE_OF_TERM
) -> Course | Outlook:
    """The projections of a count or level from what was known on a day; an outlook where there are none.

    Below ``min_share`` of the term between the first figure and the last it is too early.
    """
    start, due, as_of = standing.start, standing.due, standing.as_of
    if standing.state == "unreported" and standing.figures:
        return Outlook(as_of, "none", "unreported", standing.figures[-1].date, due=due)
    if reason := _OF_STATE.get(standing.state):
        return Outlook(as_of, "none", reason, due=due)
    if due is None or start is None or start >= due:
        return Outlook(as_of, "none", "not_judged", due=due)
    if as_of > due:
        return Outlook(as_of, "none", "over", due=due)
    figures = standing.figures
    points = [Point(figure.date.toordinal(), figure.value) for figure in figures]
    measure, assumed = target.measure, False
    seasonal = isinstance(measure, LevelMeasure) and measure.season is not None
    # the baseline of a seasonal level is of some season, not of the day of the start
    if not seasonal and (not points or points[0].at != start.toordinal()):
        points.insert(0, Point(start.toordinal(), standing.baseline))
        assumed = not target.assumed.keys().isdisjoint(("start", "baseline"))
    first = dt.date.fromordinal(int(points[0].at)) if points else start
    not_before = first + dt.timedelta(math.ceil(min_share * (due - start).days))
    basis = Outlook(
        as_of,
        "too_early",
        "figures",
        on=figures[-1].date if figures else None,
        value=figures[-1].value if figures else math.nan,
        goal=standing.goal,
        due=due,
        missing_figures=max(MIN_POINTS - len(points), 0),
        not_before=not_before,
        is_start_assumed=assumed,
    )
    if basis.missing_figures:
        return basis
    if points[-1].at < not_before.toordinal():
        return basis._replace(reason="span")
    by_change = projections.destatis(points, seasonal=seasonal)
    by_slopes = projections.theil_sen(points, seasonal=seasonal)
    if by_change is None or by_slopes is None:
        return basis._replace(reason="season")
    direction = 1 if standing.goal >= standing.baseline else -1
    steps = projections.paces(points, seasonal=seasonal)
    return Course(points, by_change, by_slopes, steps, direction, due.toordinal(), basis)


def _outlook(standing: Standing, target: model.Target) -> Outlook:
    projected = course(standing, target)
    return projected if isinstance(projected, Outlook) else _verdict(projected)


def _verdict(course: Course) -> Outlook:
    due, goal, last, direction = course.due, course.basis.goal, course.points[-1], course.direction
    lines = (course.by_change, course.by_slopes)
    values = [line.on(due) for line in lines]
    days = [line.reaches(goal, last.at, direction) for line in lines]
    verdict = projections.agreed(values, goal, direction)
    slowest, fastest = course.range_on(due)
    reached_by, near, far = None, math.nan, math.nan
    if verdict == "reached":
        # the less favourable of the two, and no day that is over
        later = max((day for day in days if day is not None), default=due)
        reached_by = to_date(min(max(later, course.basis.as_of.toordinal()), due))
    elif verdict == "missed":
        near, far = _shortfalls(course, lines, slowest)
    return course.basis._replace(
        verdict=verdict,
        reason="",
        not_before=None,
        destatis=Projection(values[0], to_date(days[0])),
        theil_sen=Projection(values[1], to_date(days[1])),
        slowest=slowest,
        fastest=fastest,
        paces=Paces(
            so_far=projections.straight_line(course.points).slope,
            latest=course.paces[-1],
            needed=(goal - last.value) / max(due - last.at, 1),
            best=course.fastest,
        ),
        remaining=projections.remaining_share(goal, values[0], last.value),
        band=projections.destatis_band(goal, values[0], last.value),
        reached_by=reached_by,
        shortfall=far,
        least_shortfall=near,
    )


def _shortfalls(course: Course, lines: Iterable[Line], slowest: float) -> list[float]:
    """The distances of both projections from the goal on the due date, the smaller one first.

    The median of slopes need not pass through the latest figure. What is done already is not undone: none is more
    than at the slowest pace, nor, unless the figures move away from the goal, than what is left to do.
    """
    goal, direction = course.basis.goal, course.direction
    left, least = direction * (goal - course.points[-1].value), direction * (goal - slowest)
    return sorted(
        min(
            direction * (goal - line.on(course.due)),
            least,
            left if direction * line.slope >= 0 else math.inf,
        )
        for line in lines
    )
