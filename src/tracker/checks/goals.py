"""Rules for the goal of a target: its dates, measure, trajectory and milestones."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tracker.checks.rule import Finding, RuleContext, as_param, rule
from tracker.i18n import Message
from tracker.portfolio import model
from tracker.portfolio.measures import (
    COUNTED_KINDS,
    QUANTITY_KINDS,
    Cumulative,
    LevelMeasure,
    Range,
)
from tracker.portfolio.model import Target


@rule("start-due")
def starts_before_due(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A target does not end before it starts.

    Passes:
        start: 2022-01-01
        due: 2022-12-31

    Fails:
        start: 2022-01-01
        due: 2021-12-31
    """
    if target.start and target.due and target.due < target.start:
        yield Finding(("due",), Message("check.start-due", due=target.due, start=target.start))


@rule("trajectory-order")
def trajectory_ascends(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Planned points are sorted by date, one per date.

    Passes:
        trajectory: [{date: 2022-03-31, value: 100}, {date: 2022-06-30, value: 300}]

    Fails:
        trajectory: [{date: 2022-06-30, value: 300}, {date: 2022-03-31, value: 100}]
    """
    for n, (before, point) in enumerate(pairwise(target.trajectory), 1):
        if point.date <= before.date:
            yield Finding(
                ("trajectory", n, "date"),
                Message("check.trajectory-order", date=point.date, previous=before.date),
            )


@rule("trajectory-kind", level="warning", needs=("measure",))
def trajectories_are_of_counts_and_levels(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Planned points belong to a count or a level: those of another kind are neither drawn nor judged against.

    Passes:
        trajectory: [{date: 2022-06-30, value: 300}]

    Fails:
        measure: {kind: floor, unit: "%", floor: 5.5}
        trajectory: [{date: 2022-06-30, value: 5}]
    """
    kind = target.measure.kind
    if target.trajectory and kind not in (*COUNTED_KINDS, "statement"):
        message = Message("check.trajectory-kind", kind=kind, kinds=list(COUNTED_KINDS))
        yield Finding(("trajectory",), message, key=True)


@rule("trajectory-values", level="warning", needs=("measure", "revisions"))
def planned_totals_lead_to_the_goal(target: Target, _: RuleContext) -> Iterator[Finding]:
    """The planned points of a running total do not fall, and stay between the baseline and the goal.

    A goal that was lowered may leave points of the earlier plan above it.

    Passes:
        trajectory: [{date: 2022-03-31, value: 100}, {date: 2022-06-30, value: 300}]

    Fails:
        trajectory: [{date: 2022-03-31, value: 100}, {date: 2022-06-30, value: 3000}]
    """
    measure = target.measure
    if not isinstance(measure, Cumulative):
        return
    sides = (
        side for one in target.revisions if one.field == "target" for side in (one.from_, one.to)
    )
    goal = max([measure.target, *(side for side in sides if isinstance(side, float))])
    previous = measure.baseline
    for n, point in sorted(enumerate(target.trajectory), key=lambda item: item[1].date):
        if point.value > goal:
            message = Message(
                "check.trajectory-values.goal", value=point.value, date=point.date, goal=goal
            )
        elif point.value < previous:
            message = Message(
                "check.trajectory-values.falls",
                value=point.value,
                date=point.date,
                previous=previous,
            )
        else:
            previous = point.value
            continue
        yield Finding(("trajectory", n, "value"), message)


@rule("trajectory-dates")
def trajectory_stays_within(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Planned points lie between start and due.

    Passes:
        trajectory: [{date: 2022-06-30, value: 300}]

    Fails:
        trajectory: [{date: 2023-06-30, value: 300}]
    """
    for n, point in enumerate(target.trajectory):
        if target.start and point.date < target.start:
            message = Message("check.trajectory-dates.early", date=point.date, start=target.start)
        elif target.due and point.date > target.due:
            message = Message("check.trajectory-dates.late", date=point.date, due=target.due)
        else:
            continue
        yield Finding(("trajectory", n, "date"), message)


@rule("milestone-due", level="warning")
def milestones_end_by_due(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A milestone is due no later than its target.

    Passes:
        milestones: [{id: signed, title: Signed, due: 2022-06-30}]

    Fails:
        milestones: [{id: signed, title: Signed, due: 2023-06-30}]
    """
    if target.due is None:
        return
    for n, step in enumerate(target.milestones):
        if step.due and step.due > target.due:
            yield Finding(
                ("milestones", n, "due"),
                Message("check.milestone-due", milestone=step.id, date=step.due, due=target.due),
            )


@rule("milestone-id")
def milestones_differ(target: Target, _: RuleContext) -> Iterator[Finding]:
    """No two milestones of a target have the same id.

    Passes:
        milestones: [{id: signed, title: Signed}, {id: moved, title: Moved}]

    Fails:
        milestones: [{id: signed, title: Signed}, {id: signed, title: Moved}]
    """
    seen = set()
    for n, step in enumerate(target.milestones):
        if step.id in seen:
            yield Finding(("milestones", n, "id"), Message("check.milestone-id", id=step.id))
        seen.add(step.id)


@rule("no-milestones", needs=("milestones",))
def milestones_are_given(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A target of kind milestones has at least one.

    Passes:
        measure: {kind: milestones}
        milestones: [{id: signed, title: Signed}]

    Fails:
        measure: {kind: milestones}
    """
    if target.measure.kind == "milestones" and not target.milestones:
        yield Finding(("measure", "kind"), Message("check.no-milestones"))


@rule("cumulative")
def count_grows(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A count is never negative, and its target is more than its baseline.

    Passes:
        measure: {kind: cumulative, unit: homes, baseline: 200, target: 1000}

    Fails:
        measure: {kind: cumulative, unit: homes, baseline: 1000, target: 1000}
    """
    measure = target.measure
    if not isinstance(measure, Cumulative):
        return
    negative = [name for name in ("baseline", "target") if getattr(measure, name) < 0]
    for name in negative:
        yield Finding(
            ("measure", name), Message("check.cumulative.negative", value=getattr(measure, name))
        )
    if not negative and measure.target <= measure.baseline:
        yield Finding(
            ("measure", "target"),
            Message("check.cumulative.goal", target=measure.target, baseline=measure.baseline),
        )


@rule("level")
def level_moves(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A level to reach differs from its baseline.

    Passes:
        measure: {kind: level, unit: days, baseline: 30, target: 20}

    Fails:
        measure: {kind: level, unit: days, baseline: 30, target: 30}
    """
    measure = target.measure
    if isinstance(measure, LevelMeasure) and measure.target == measure.baseline:
        yield Finding(("measure", "target"), Message("check.level", target=measure.target))


@rule("range")
def range_ascends(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A range is written from low to high.

    Passes:
        measure: {kind: range, unit: "%", range: [6, 8]}

    Fails:
        measure: {kind: range, unit: "%", range: [8, 6]}
    """
    measure = target.measure
    if isinstance(measure, Range) and measure.range[0] > measure.range[1]:
        low, high = measure.range
        yield Finding(
            ("measure", "range"),
            Message("check.range", range=as_param(measure.range), ascending=as_param((high, low))),
        )


@rule("assumed", level="warning", needs=model.Target.model_fields)
def assumptions_have_fields(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Every key of ``assumed`` is a field with a value, of the target or of its measure.

    A count or level without a trajectory is held against a pro rata line, which is assumed too.

    Passes:
        assumed: {start: counted from the year of the statement, trajectory: no interim figures}

    Fails:
        assumed: {begin: counted from the year of the statement}
    """
    for name in target.assumed:
        owner = target.measure if name in target.measure.__class__.model_fields else target
        value = getattr(owner, name) if name in owner.__class__.model_fields else None
        if name == "trajectory" and target.measure.kind in QUANTITY_KINDS:
            continue
        if value is None or value == ():
            yield Finding(("assumed", name), Message("check.assumed", field=name), key=True)
