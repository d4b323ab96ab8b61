"""One target's record as it was known on a day, without tables.

For pages that show a target on many days at once, where a table for each day would take too long. The
rules are those of `as_of` and `assessment`; tests hold the two against each other.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from tracker.analysis.rows import AssessedTarget
from tracker.analysis.season import season_baseline
from tracker.portfolio import model
from tracker.portfolio.entries import Update
from tracker.portfolio.header import MONTHS_PER_PERIOD, Header
from tracker.portfolio.measures import QUANTITY_KINDS, Cumulative, LevelMeasure
from tracker.portfolio.months import month_end
from tracker.portfolio.updates import effective_figures

UNDER_WAY: Final = ("on_track", "at_risk", "off_track")
"""The statuses that a current figure decides and a later one may change."""
_STATES: Final = {**dict.fromkeys(UNDER_WAY, "under_way"), "to_verify": "achieved"}
"""By status; a reached goal is reached whether it has been accepted or not."""


class Figure(NamedTuple):
    date: dt.date
    value: float


class Standing(NamedTuple):
    """What was known of a target on a day: its goal then and the figures that count.

    ``state`` is the status, except that ``under_way`` stands for those that a gap decides, and ``achieved``
    for every reached goal.
    """

    as_of: dt.date
    state: str
    start: dt.date | None
    due: dt.date | None
    baseline: float
    goal: float
    figures: tuple[Figure, ...]  # of a count or level, since the start, by date


def standing_now(row: AssessedTarget, target: model.Target, as_of: dt.date) -> Standing:
    """The standing that a status has been assessed for."""
    state = _STATES.get(row.status, row.status)
    is_counted = row.kind in QUANTITY_KINDS
    direction = _direction(row.baseline, row.goal)
    figures = known_figures(target.updates, as_of, direction) if is_counted else ()
    since_start = _since(row.start, figures)
    return Standing(as_of, state, row.start, row.due, row.baseline, row.goal, since_start)


def standing_on(target: model.Target, header: Header, as_of: dt.date) -> Standing | None:
    """The standing of a count or level on any day; None for other kinds."""
    measure = target.measure
    if not isinstance(measure, (Cumulative, LevelMeasure)):
        return None
    before: dict[str, Any] = {}  # by field, what the first later revision replaced
    for revision in sorted(target.revisions, key=lambda each: each.date):
        if revision.date > as_of:
            before.setdefault(revision.field, revision.from_)
    amount = before.get("target", measure.target)
    goal = _Goal(
        as_of,
        before.get("start", target.start),
        before.get("due", target.due),
        measure.baseline,
        math.nan if amount is None else amount,
    )
    direction = _direction(goal.baseline, goal.goal)
    figures = known_figures(target.updates, as_of, direction)
    since_start = _since(goal.start, figures)
    state = _state(target, header, goal, figures, since_start)
    return Standing(as_of, state, *goal[1:], since_start)


class _Goal(NamedTuple):
    as_of: dt.date
    start: dt.date | None
    due: dt.date | None
    baseline: float
    goal: float


def days_of_reports(target: model.Target, as_of: dt.date) -> list[dt.date]:
    """The days until ``as_of`` on which a figure became known or was corrected."""
    days = {max(update.date, update.known_on) for update in target.updates if _has_figure(update)}
    return sorted(day for day in days if day <= as_of)


def days_of_news(target: model.Target, as_of: dt.date) -> list[dt.date]:
    """`days_of_reports`, and the days on which the goal or a date was revised."""
    revised = {each.date for each in target.revisions if each.field != "budget"}
    reported = days_of_reports(target, as_of)
    return sorted({*reported, *(day for day in revised if day <= as_of)})


def _has_figure(update: Update) -> bool:
    return update.value is not None or update.corrects is not None


def _direction(baseline: float, goal: float) -> int:
    return 1 if goal >= baseline else -1


def _state(
    target: model.Target,
    header: Header,
    in_force: _Goal,
    figures: Sequence[Figure],
    since_start: Sequence[Figure],
) -> str:
    """The first rule of `assessment` that fits; ``figures`` are all that count, also from before the start."""
    as_of, start, due, _, goal = in_force
    if target.ended is not None and as_of >= target.ended.on:
        return "ended"
    judged, baseline = _judged_figure(target, in_force, figures, since_start)
    direction = _direction(in_force.baseline, goal)
    if judged is not None and direction * (judged.value - goal) >= 0:
        return "achieved"
    if start is not None and as_of < start:
        return "not_started"
    if due is None:
        return "not_judged"
    if judged is not None and as_of > due and judged.date >= due:
        return "missed"
    if not since_start:
        return "unreported"
    if judged is None:
        return "not_judged"
    if _is_stale(target, header, in_force, since_start[-1].date):
        return "unreported"
    has_way = goal != baseline and (goal - baseline) * (goal - in_force.baseline) >= 0
    # without a start and points the plan is known on the due date alone: it is the goal
    has_plan = start is not None or target.trajectory or judged.date >= due
    return "under_way" if has_way and has_plan else "not_judged"


def _judged_figure(
    target: model.Target,
    in_force: _Goal,
    figures: Sequence[Figure],
    since_start: Sequence[Figure],
) -> tuple[Figure | None, float]:
    """The latest figure since the start that is judged, and its baseline.

    Of a seasonal level with figures from before the start the baseline is that of the figure's season;
    without one the figure is not judged before the due date, and then has no baseline (NaN).
    """
    start, due = in_force.start, in_force.due
    is_seasonal = isinstance(target.measure, LevelMeasure) and target.measure.season is not None
    if not is_seasonal or start is None or len(since_start) == len(figures):
        return next(reversed(since_start), None), in_force.baseline
    for figure in reversed(since_start):
        if (of_season := season_baseline(figures, figure.date, start)) is not None:
            return figure, of_season[1]
        if due is not None and figure.date >= due:
            return figure, math.nan
    return None, math.nan


def _is_stale(target: model.Target, header: Header, in_force: _Goal, last: dt.date) -> bool:
    schedule = header.report.with_override(target.report)
    if months := MONTHS_PER_PERIOD[schedule.every]:
        end = _add_months(last, months)
    elif in_force.due is not None and in_force.as_of > in_force.due:
        end = in_force.due
    else:
        return False
    return in_force.as_of > end + dt.timedelta(days=schedule.grace_days)


def _add_months(day: dt.date, months: int) -> dt.date:
    """`periods.add_months` of one day."""
    last_of_month = month_end(day.year, day.month + months)
    was_last = day == month_end(day.year, day.month)
    return last_of_month if was_last else last_of_month.replace(day=min(day.day, last_of_month.day))


def known_figures(updates: Sequence[Update], as_of: dt.date, direction: int) -> tuple[Figure, ...]:
    """The figures known on the day that count, by date: `effective_figures` of the updates known then.

    Of figures that are equally good the less favourable counts.
    """
    known = [update for update in updates if update.date <= as_of and update.known_on <= as_of]
    counting = effective_figures(known, "value", direction)
    return tuple(Figure(figure.date, figure.value) for figure in counting)


def _since(start: dt.date | None, figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    if start is None or not figures or figures[0].date >= start:  # they are by date
        return figures
    return tuple(figure for figure in figures if figure.date >= start)
