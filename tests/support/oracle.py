"""The status of one target as a plain loop, which `tracker.assess` must agree with."""

import calendar
import datetime as dt
from typing import Any, NamedTuple

from tracker.portfolio.model import MONTHS_PER_PERIOD, Header, Target, Update

RANK = {"A": 3, "B": 2, "C": 1, None: 0}
ONE_DAY = dt.timedelta(days=1)


class Verdict(NamedTuple):
    status: str
    planned: float | None = None
    actual: float | None = None
    gap_pp: float | None = None
    judged_on: dt.date | None = None
    shortfall: float | None = None


class Standing(NamedTuple):
    """The fields of an update that no later correction supersedes."""

    update: Update
    value: float | None
    done: tuple[str, ...] | None  # None: it does not speak of steps


class Figure(NamedTuple):
    date: dt.date
    share: float | None
    reached: bool
    value: float | None = None


def judge_one(target: Target, header: Header, as_of: dt.date) -> Verdict:
    kind = target.measure.kind
    if kind == "statement":
        return Verdict("not_judged")
    goal = Goal(target, as_of)
    standing = known(target.updates, as_of)
    figure = latest_step(target, goal, standing) if kind == "milestones" else None
    if kind != "milestones":
        figure = latest_value(goal, standing)
    is_rate = kind in ("floor", "ceiling", "range")
    over = goal.due is not None and as_of > goal.due
    final = over and figure is not None and figure.date >= goal.due

    plan = actual = gap = day = short = percent = None
    if figure is not None:
        day, actual = figure.date, figure.share
        plan = planned(target, goal, day)
        if plan is not None and actual is not None:
            gap = round(100 * (plan - actual), 9)
        if is_rate:
            short, percent = goal.shortfall(figure.value)

    if figure is not None and figure.reached and (final or not is_rate):
        status = "achieved"
    elif goal.start is not None and as_of < goal.start:
        status = "not_started"
    elif goal.due is None:
        status = "not_judged"
    elif final:
        status = "missed"
    elif figure is None or is_overdue(target, header, goal, day, as_of):
        status = "unreported"
    elif is_rate:
        amber = header.thresholds.amber
        status = "on_track" if short == 0 else "at_risk" if percent <= amber else "off_track"
    elif gap is None:
        status = "not_judged"
    elif gap <= header.thresholds.amber:
        status = "on_track"
    elif gap <= header.thresholds.red:
        status = "at_risk"
    else:
        status = "off_track"
    if status == "not_started" or goal.due is None:
        plan = gap = short = None
    return Verdict(status, plan, actual, gap, day, short)


class Goal:
    """The goal in force on a day: the ``from`` value of the first later revision."""

    def __init__(self, target: Target, as_of: dt.date) -> None:
        measure = target.measure
        self.kind = measure.kind
        self.above_met = getattr(measure, "above", None) == "met"
        self.baseline = getattr(measure, "baseline", None)
        before: dict[str, Any] = {}
        for revision in sorted(target.revisions, key=lambda item: item.date):
            if revision.date > as_of:
                before.setdefault(revision.field, revision.from_)
        self.start = before.get("start", target.start)
        self.due = before.get("due", target.due)
        self.low, self.high = None, None
        if self.kind == "range":
            self.low, self.high = before.get("range", measure.range)
        elif self.kind in ("floor", "ceiling"):
            bound = before.get(self.kind, getattr(measure, self.kind))
            self.low, self.high = (bound, None) if self.kind == "floor" else (None, bound)
        elif self.kind in ("cumulative", "level"):
            self.target = before.get("target", measure.target)
        if self.above_met:
            self.high = None

    def share(self, value: float) -> float | None:
        if self.kind in ("cumulative", "level"):
            width = self.target - self.baseline
            return (value - self.baseline) / width if width else None
        return None

    def shortfall(self, value: float) -> tuple[float, float]:
        """The distance from the bound, and the same in % of it."""
        for bound, short in ((self.low, -1), (self.high, 1)):
            if bound is not None and short * (value - bound) > 0:
                distance = abs(value - bound)
                percent = round(100 * distance / abs(bound), 9) if bound else float("inf")
                return distance, percent
        return 0.0, 0.0

    def is_reached(self, value: float) -> bool:
        if self.kind in ("cumulative", "level"):
            is_up = self.target >= self.baseline
            return value >= self.target if is_up else value <= self.target
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)


def known(updates: tuple[Update, ...], as_of: dt.date) -> list[Standing]:
    visible = [update for update in updates if max(update.date, update.known_on) <= as_of]
    standing = []
    for number, update in enumerate(visible):
        value, spent, done = update.value, update.spent, update.done
        empty = value is None and spent is None and done is None
        if empty and update.corrects is None:
            done = ()  # a note alone: nothing new is done
        for place, by in enumerate(visible):
            if by is update or by.corrects != update.date:
                continue
            if by.known_on < update.known_on or (by.known_on == update.known_on and place < number):
                continue
            takes_all = (by.value, by.spent, by.done, by.declared) == (None, None, None, None)
            if by.value is not None or takes_all:
                value = None
            if by.done is not None or takes_all:
                done = None
        standing.append(Standing(update, value, done))
    return standing


def latest_value(goal: Goal, standing: list[Standing]) -> Figure | None:
    figure_that_counts, best = None, None
    for update, value, _ in standing:
        if value is None or (goal.start is not None and update.date < goal.start):
            continue
        share = goal.share(value)
        grade = update.evidence.grade if update.evidence else None
        favourable = share or 0.0
        if goal.kind in ("floor", "ceiling", "range"):
            favourable = -goal.shortfall(value)[1]
        order = (update.date, RANK[grade], update.known_on, -favourable, -value)
        if best is None or order > best:
            best = order
            figure_that_counts = Figure(update.date, share, goal.is_reached(value), value)
    return figure_that_counts


def latest_step(target: Target, goal: Goal, standing: list[Standing]) -> Figure | None:
    day, done = None, set()
    for update, _, steps in standing:
        if steps is None:
            continue
        done.update(steps)
        if goal.start is None or update.date >= goal.start:
            day = update.date if day is None else max(day, update.date)
    if day is None:
        return None
    total = sum(step.weight for step in target.milestones)
    weight = sum(step.weight for step in target.milestones if step.id in done)
    reached = bool(target.milestones) and all(step.id in done for step in target.milestones)
    return Figure(day, (1.0 if reached else weight / total) if total else None, reached)


def planned(target: Target, goal: Goal, day: dt.date) -> float | None:
    if goal.kind in ("floor", "ceiling", "range"):
        return None
    if goal.kind == "milestones":
        total = sum(step.weight for step in target.milestones)
        weight = 0.0
        for step in target.milestones:
            due = step.due or goal.due
            if due is not None and due <= day:
                weight += step.weight
        return weight / total if total else None
    if target.trajectory:
        return along_points(target, goal, day)
    if goal.due is not None and day >= goal.due:
        return 1.0
    if goal.start is None or goal.due is None:
        return None
    return (day - goal.start).days / (goal.due - goal.start).days


def along_points(target: Target, goal: Goal, day: dt.date) -> float | None:
    points = {point.date: goal.share(point.value) for point in target.trajectory}
    if goal.start is not None:
        points.setdefault(goal.start, 0.0)
    if goal.due is not None:
        points.setdefault(goal.due, 1.0)
    before = max((date for date in points if date <= day), default=None)
    after = min((date for date in points if date > day), default=None)
    if before is None:
        return 0.0
    if after is None:
        return points[before]
    low, high = points[before], points[after]
    if low is None or high is None:
        return None
    return low + (day - before).days / (after - before).days * (high - low)


def is_overdue(
    target: Target, header: Header, goal: Goal, latest: dt.date | None, as_of: dt.date
) -> bool:
    every, grace = header.report.every, header.report.grace_days
    if target.report is not None:
        every = target.report.every or every
        grace = grace if target.report.grace_days is None else target.report.grace_days
    since = latest or (goal.start - ONE_DAY if goal.start else None)
    if MONTHS_PER_PERIOD[every] and since is not None:
        end = add_months(since, MONTHS_PER_PERIOD[every])
    elif as_of > goal.due:
        end = goal.due
    else:
        return False
    return as_of > end + dt.timedelta(days=grace)


def add_months(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    was_last = (day + ONE_DAY).day == 1
    return dt.date(year, month + 1, last if was_last else min(day.day, last))
