"""The rule for values that are valid but doubtful: a slipped decimal point, a share for a percentage.

A figure is compared with the last accepted one before it, without any with its baseline or goal. Doubtful
figures are not accepted, so one slip is reported once; ``confirmed: true`` in an update accepts its figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Final, NamedTuple

from tracker.checks.rule import Finding, RuleContext, rule
from tracker.i18n import Message
from tracker.portfolio.measures import (
    Ceiling,
    Cumulative,
    Floor,
    Flow,
    LevelMeasure,
    Numeric,
    Range,
)
from tracker.portfolio.model import Target
from tracker.portfolio.texts import Bilingual
from tracker.portfolio.updates import EffectiveFigure, effective_figures

FACTORS: Final = (10, 100, 1000, 10_000)  # the last one is 万 left out or written twice
ABOUT: Final = (0.65, 1.55)  # of a factor: a slipped point, and the change since the last figure
PLAN_TOLERANCE: Final = 3  # a figure may grow so many times faster than its plan
_ENOUGH_HISTORY: Final = 3  # earlier figures, to know how much a rate varies
_JUMP_SPANS: Final = 3  # a rate may jump so many times its whole range of values
_JUMP_SHARE: Final = 0.1  # of the last figure; a smaller jump is not doubtful
_LEVEL_JUMP_SHARE: Final = 1 / 3  # of the last figure of a level, the same
_BEYOND_ALL: Final = 3  # times the largest value a rate ever had, was promised or started from
_MAJORITY: Final = 50  # percent
_FAR_BELOW: Final = 1 / 3  # of the lowest share of a majority


IN_FILE: Final = Message("check.confirm.file")


def confirmed_by(message: Message, how: Message | str) -> Message:
    """The message on a doubtful figure, with how to confirm it where it is read: file, form or sheet."""
    return Message(message.key, **{**message.params, "how": how})


class _Reference(NamedTuple):
    """The figure that another one is compared with; without ``date`` a baseline or a goal."""

    value: float
    date: dt.date | None = None
    is_goal: bool = False


@rule("doubtful-value", level="warning", needs=("measure", "updates"))
def values_are_plausible(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A value is of the order of the values before it; otherwise somebody confirms it.

    Passes:
        measure: {kind: floor, unit: "%", floor: 95}
        updates:
          - {date: 2022-03-31, value: 97.2, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, value: 972, confirmed: true, evidence: {title: Bulletin, grade: A}}

    Fails:
        measure: {kind: floor, unit: "%", floor: 95}
        updates:
          - {date: 2022-03-31, value: 97.2, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, value: 972, evidence: {title: Bulletin, grade: A}}
    """
    measure = target.measure
    if not target.updates or not isinstance(measure, Numeric):
        return
    known = _Known(target, measure)
    for figure in effective_figures(target.updates, "value"):
        update = target.updates[figure.update_index]
        known.begin(figure.date.year)
        is_lower = bool(known.accepted) and figure.value < known.accepted[-1].value
        if is_lower and measure.kind in ("cumulative", "flow") and update.corrects is None:
            continue  # the rule on falling totals reports it
        message = None if update.confirmed else _value_doubt(known, figure)
        if message is None:
            known.accept(figure)
        else:
            path = ("updates", figure.update_index, "value")
            yield Finding(path, message)


class _Known:
    """What is known of a target before a figure: goals, plans, the baseline, and the figures accepted."""

    def __init__(self, target: Target, measure: Numeric) -> None:
        self.target, self.measure = target, measure
        self.is_quantity = isinstance(measure, (Cumulative, LevelMeasure))
        self.is_percentage = _is_percentage(measure)
        self.goals = _goals(target)
        self.low, self.high = min(self.goals), max(self.goals)
        self.accepted: list[EffectiveFigure] = []

    def accept(self, figure: EffectiveFigure) -> None:
        self.accepted.append(figure)
        self.low, self.high = min(self.low, figure.value), max(self.high, figure.value)

    def begin(self, year: int) -> None:
        """Forget the figures of another year where the count starts at zero every year."""
        if isinstance(self.measure, Flow) and str(year) in self.measure.years:
            if self.accepted and self.accepted[-1].date.year != year:
                self.accepted.clear()
            self.goals[0] = self.measure.years[str(year)]

    @property
    def is_majority(self) -> bool:
        """Whether all that is known of a percentage is a majority: a share of cases, not a rate of growth."""
        return self.is_percentage and self.low >= _MAJORITY

    def references(self) -> Iterator[_Reference]:
        """The last figure, and where that was only accepted because it is confirmed, the one before."""
        for figure in reversed(self.accepted):
            yield _Reference(figure.value, figure.date)
            is_total = isinstance(self.measure, Cumulative)  # never returns to what it was
            if is_total or not self.target.updates[figure.update_index].confirmed:
                return
        if isinstance(self.measure, (Cumulative, LevelMeasure)):
            yield _Reference(self.measure.baseline)
        else:
            yield _Reference(self.goals[0], is_goal=True)


def _value_doubt(known: _Known, figure: EffectiveFigure) -> Message | None:
    """Why a value is doubtful; None where it is plausible beside one of its references."""
    first = None
    for reference in known.references():
        doubt = _compared(known, figure, reference)
        if doubt is None:
            return None
        first = first or doubt
    return first


def _compared(known: _Known, figure: EffectiveFigure, last: _Reference) -> Message | None:
    value = figure.value
    if known.is_percentage and value > 100 >= known.high:
        return Message("check.doubtful-value.percent", value=value, date=figure.date, how=IN_FILE)
    factor = about_factor(value, last.value)
    if factor is not None:
        if known.is_quantity and last.date is not None:
            is_ordinary = _follows_plan(known.target, last, figure)
        elif last.is_goal:
            is_ordinary = _is_far_from_goal(known, factor)
        else:
            is_ordinary = known.low <= value <= known.high
        if not is_ordinary:
            return _factor_message(factor, value, figure.date, last)
    if known.is_majority and value < _FAR_BELOW * known.low:
        return _far_off(known, figure)
    return _jump(known, figure, last)


def _is_far_from_goal(known: _Known, factor: float) -> bool:
    """Whether a first value may be that far from the goal: growth of 0.5 % where 5.5 % was promised, or
    next to nothing of what a ceiling allows."""
    if isinstance(known.measure, Ceiling):
        return factor < 1
    return factor == 1 / 10 and not (known.is_percentage and known.goals[0] >= _MAJORITY)


def _factor_message(factor: float, value: float, date: dt.date, last: _Reference) -> Message:
    times = factor if factor >= 1 else round(1 / factor)
    params: dict[str, Any] = {"value": value, "date": date, "times": int(times), "last": last.value}
    if last.date is not None:
        params["last_date"] = last.date
        key = "check.doubtful-value.times" if factor >= 1 else "check.doubtful-value.divided"
    elif last.is_goal:
        key = (
            "check.doubtful-value.times_goal"
            if factor >= 1
            else "check.doubtful-value.divided_goal"
        )
    else:
        key = (
            "check.doubtful-value.times_baseline"
            if factor >= 1
            else "check.doubtful-value.divided_baseline"
        )
    return Message(key, **params, how=IN_FILE)


def _jump(known: _Known, figure: EffectiveFigure, last: _Reference) -> Message | None:
    """A jump beyond everything that the target has had or promised so far."""
    value, low, high = figure.value, known.low, known.high
    if low <= value <= high:
        return None
    jump = abs(value - last.value)
    if known.is_quantity:
        is_doubtful = max(value - high, low - value) > (high - low) > 0
        if isinstance(known.measure, LevelMeasure):  # goal and baseline may be close
            is_doubtful = is_doubtful and jump > _LEVEL_JUMP_SHARE * abs(last.value)
    elif len(known.accepted) >= _ENOUGH_HISTORY:
        is_doubtful = jump > _JUMP_SPANS * (high - low) and jump > _JUMP_SHARE * abs(last.value)
    else:
        is_doubtful = abs(value) > _BEYOND_ALL * max(abs(low), abs(high)) > 0
    return _far_off(known, figure) if is_doubtful else None


def _far_off(known: _Known, figure: EffectiveFigure) -> Message:
    return Message(
        "check.doubtful-value.jump",
        value=figure.value,
        date=figure.date,
        low=known.low,
        high=known.high,
        how=IN_FILE,
    )


def _goals(target: Target) -> list[float]:
    """What was ever promised or planned, the goal in force first; with the baseline."""
    measure = target.measure
    values: list[Any] = []
    match measure:
        case Cumulative() | LevelMeasure():
            values = [measure.target, measure.baseline]
        case Floor():
            values = [measure.floor]
        case Ceiling():
            values = [measure.ceiling]
        case Range():
            values = [*measure.range]
        case Flow():
            values = [*measure.years.values()]
    values += [point.value for point in target.trajectory]
    for revision in target.revisions:
        if revision.field in ("target", "floor", "ceiling", "range"):
            values += _numbers((revision.from_, revision.to))
    return values


def _numbers(values: Iterable[Any]) -> list[float]:
    numbers: list[float] = []
    for value in values:
        if type(value) is tuple:
            numbers += value
        elif isinstance(value, float):
            numbers.append(value)
    return numbers


def _is_percentage(measure: Numeric) -> bool:
    unit = measure.unit
    texts = (unit.zh, unit.en) if isinstance(unit, Bilingual) else (unit,)
    return any(text.strip() in ("%", "％", "percent", "per cent") for text in texts)


def about_factor(value: float, last: float) -> float | None:
    """One of `FACTORS` or its reciprocal, where one value is about so many times another."""
    if not value or not last:
        return None
    ratio = abs(value / last)
    if ABOUT[1] / FACTORS[0] < ratio < ABOUT[0] * FACTORS[0]:
        return None
    for factor in FACTORS:
        for exact in (float(factor), 1 / factor):
            if ABOUT[0] <= ratio / exact <= ABOUT[1]:
                return exact
    return None


def _follows_plan(target: Target, last: _Reference, figure: EffectiveFigure) -> bool:
    """Whether the plan grows about as much between the days of two figures."""
    start, end = (_planned(target, day) for day in (last.date, figure.date))
    if not start or not end:
        return False
    ratio, planned = float(figure.value / last.value), end / start
    return 1 / PLAN_TOLERANCE <= ratio / planned <= PLAN_TOLERANCE


def _planned(target: Target, day: dt.date | None) -> float | None:
    """The value of the plan on a day: along the trajectory, else pro rata; None without a plan."""
    measure = target.measure
    if day is None or not isinstance(measure, (Cumulative, LevelMeasure)):
        return None
    points = [(point.date, point.value) for point in target.trajectory]
    if target.start:
        points.insert(0, (target.start, measure.baseline))
    if target.due:
        points.append((target.due, measure.target))
    return _interpolated(points, day)


def _interpolated(points: Sequence[tuple[dt.date, float]], day: dt.date) -> float | None:
    for (before, low), (after, high) in pairwise(points):
        if before <= day <= after:
            days = (after - before).days
            return high if not days else low + (high - low) * (day - before).days / days
    return None
