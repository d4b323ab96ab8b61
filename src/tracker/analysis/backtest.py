"""How good the outlook would have been: every past report's projections against what came.

Each trial is one report of one target, calculated from what was known on that day and held against the goal and
due date of that day. Three simple rules are tried beside it. docs/outlook.md.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from statistics import fmean
from typing import Final, Literal, NamedTuple

from tracker.analysis import projections
from tracker.analysis.outlook import MIN_SHARE_OF_TERM, Course, Outlook, course
from tracker.analysis.replay import Figure, Standing, days_of_reports, standing_on
from tracker.portfolio import model
from tracker.portfolio.header import Header

RULES: Final = ("outlook", "destatis", "theil_sen", "last_value", "straight_line", "damped_trend")
"""The rule of the outlook, its two projections, and three simple rules to be compared with."""
Outcome = Literal["reached", "missed"]


class Trial(NamedTuple):
    """What was projected at one report, and what came."""

    id: str
    as_of: dt.date  # the day the report became known
    elapsed: float  # the share of the term until its figure
    horizon: dt.date  # the day of the figure that it is held against
    is_finished: bool  # that figure decides the goal; else it is the latest one, held against the plan of its day
    outcome: Outcome
    verdicts: Mapping[str, str]  # by rule; only the outlook may be open
    errors: Mapping[
        str, float
    ]  # by rule: projected − actual as a share of the way from baseline to goal
    is_in_range: bool  # between the slowest and the fastest pace


class Score(NamedTuple):
    """One rule over some trials."""

    rule: str
    right: int
    wrong: int
    open: int
    mean_error: float  # the mean absolute error as a share of the way from baseline to goal


class Result(NamedTuple):
    """The scores over finished targets, or over unfinished ones."""

    is_finished: bool
    targets: int
    trials: int
    scores: Sequence[Score]  # in the order of `RULES`
    coverage: float  # the share of trials whose figure was between the slowest and the fastest pace


class Backtest(NamedTuple):
    reports: int  # days on which figures of counts and levels under way became known
    too_early: int  # those on which it was too early for an outlook
    without_outcome: int  # those with an outlook and no later figure to hold it against
    trials: Sequence[Trial]


def backtest(
    targets: Iterable[model.Target], header: Header, as_of: dt.date, *, early: bool = False
) -> Backtest:
    """The trials of some targets, from what was known on ``as_of``.

    ``early`` also tries reports before a quarter of the term, on which a page shows no outlook.
    """
    reports = too_early = without_outcome = 0
    tried = []
    share = 0.0 if early else MIN_SHARE_OF_TERM
    for target in targets:
        now = standing_on(target, header, as_of)
        if now is None:
            continue
        for day in days_of_reports(target, as_of):
            standing = standing_on(target, header, day)
            if standing is None or standing.state != "under_way":
                continue
            reports += 1
            projected = course(standing, target, share)
            if isinstance(projected, Outlook):
                too_early += projected.verdict == "too_early"
                continue
            trial = _trial(target, standing, projected, now.figures)
            if trial is None:
                without_outcome += 1
            else:
                tried.append(trial)
    return Backtest(reports, too_early, without_outcome, tried)


def results(tried: Sequence[Trial]) -> list[Result]:
    """The scores of all rules, for finished targets and for unfinished ones."""
    return [
        _result(is_finished, [each for each in tried if each.is_finished == is_finished])
        for is_finished in (True, False)
    ]


def _result(is_finished: bool, tried: Sequence[Trial]) -> Result:
    scores = []
    for rule in RULES:
        verdicts = [(each.verdicts[rule], each.outcome) for each in tried]
        right = sum(verdict == outcome for verdict, outcome in verdicts)
        is_open = sum(verdict == "open" for verdict, _ in verdicts)
        error = fmean(abs(each.errors[rule]) for each in tried) if tried else math.nan
        scores.append(Score(rule, right, len(tried) - right - is_open, is_open, error))
    coverage = fmean(each.is_in_range for each in tried) if tried else math.nan
    return Result(is_finished, len({each.id for each in tried}), len(tried), scores, coverage)


def _trial(
    target: model.Target, standing: Standing, projected: Course, figures: Sequence[Figure]
) -> Trial | None:
    """None where no later figure is known."""
    start, due = standing.start, standing.due
    if start is None or due is None or figures[-1].date <= standing.figures[-1].date:
        return None
    goal, direction = standing.goal, projected.direction
    final = next((figure for figure in figures if figure.date >= due), figures[-1])
    is_at_goal = direction * (final.value - goal) >= 0
    is_finished = final.date >= due or is_at_goal
    if is_finished:
        decided = projected.due
        is_reached = is_at_goal and (
            final.date <= due
            or any(direction * (value - goal) >= 0 for on, value in figures if start <= on <= due)
        )
    else:
        decided = final.date.toordinal()
        goal = _planned(target, standing, final.date)
        is_reached = direction * (final.value - goal) >= 0
    horizon = final.date.toordinal()
    width = standing.goal - standing.baseline
    at_horizon, at_decision = _values(projected, horizon), _values(projected, decided)
    slowest, fastest = sorted(projected.range_on(horizon))
    noise = 1e-9 * abs(width)
    return Trial(
        id=target.id,
        as_of=standing.as_of,
        elapsed=(standing.figures[-1].date - start) / (due - start),
        horizon=final.date,
        is_finished=is_finished,
        outcome="reached" if is_reached else "missed",
        verdicts={
            rule: projections.agreed(values, goal, direction)
            for rule, values in at_decision.items()
        },
        errors={rule: (fmean(values) - final.value) / width for rule, values in at_horizon.items()},
        is_in_range=slowest - noise <= final.value <= fastest + noise,
    )


def _values(projected: Course, at: float) -> dict[str, list[float]]:
    """By rule, the projected values of a day: two for the outlook, one for each other rule."""
    points = projected.points
    by_change, by_slopes = projected.by_change.on(at), projected.by_slopes.on(at)
    return {
        "outlook": [by_change, by_slopes],
        "destatis": [by_change],
        "theil_sen": [by_slopes],
        "last_value": [projections.last_value(points).on(at)],
        "straight_line": [projections.straight_line(points).on(at)],
        "damped_trend": [projections.damped_trend(points, at)],
    }


def _planned(target: model.Target, standing: Standing, on: dt.date) -> float:
    """The planned value of a day: along the points of the file, or pro rata."""
    assert standing.start is not None and standing.due is not None  # noqa: S101, PT018 -- `_trial` has returned
    planned = {standing.start: standing.baseline, standing.due: standing.goal}
    planned |= {point.date: point.value for point in target.trajectory}
    days = sorted(day for day in planned if day <= standing.due)
    after = next(day for day in days if day >= on)
    before = max((day for day in days if day <= on), default=after)
    if before == after:
        return planned[after]
    share = (on - before) / (after - before)
    return planned[before] + share * (planned[after] - planned[before])
