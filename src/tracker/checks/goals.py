"""Rules for the goal of a target: its days, its measure, its planned path and its steps."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tracker.checks.rule import Finding, Rule, RuleContext, format_value, rule
from tracker.portfolio import model
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
        yield Finding(
            ("due",),
            f"due {target.due} lies before start {target.start}; "
            "expected a day on or after it: mend one of the two",
        )


@rule("trajectory-order")
def trajectory_ascends(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Planned points stand in the order of their dates, one a date.

    Passes:
        trajectory: [{date: 2022-03-31, value: 100}, {date: 2022-06-30, value: 300}]

    Fails:
        trajectory: [{date: 2022-06-30, value: 300}, {date: 2022-03-31, value: 100}]
    """
    for n, (before, point) in enumerate(pairwise(target.trajectory), 1):
        if point.date <= before.date:
            yield Finding(
                ("trajectory", n, "date"),
                f"{point.date} stands after the planned point of {before.date}; "
                "expected a later date: sort the points, keep one for each date",
            )


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
            message = f"{point.date} lies before start {target.start}"
        elif target.due and point.date > target.due:
            message = f"{point.date} lies after due {target.due}"
        else:
            continue
        yield Finding(
            ("trajectory", n, "date"),
            f"a planned point of {message}; expected start to due: mend one of the two",
        )


@rule("milestone-due")
def milestones_end_by_due(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A step is due no later than the whole.

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
                f"the step {step.id} is due on {step.due}, the target already on {target.due}; "
                "expected no later than that: mend one of the two",
                "warning",
            )


@rule("milestone-id")
def milestones_differ(target: Target, _: RuleContext) -> Iterator[Finding]:
    """No two steps of a target have the same id.

    Passes:
        milestones: [{id: signed, title: Signed}, {id: moved, title: Moved}]

    Fails:
        milestones: [{id: signed, title: Signed}, {id: signed, title: Moved}]
    """
    seen = set()
    for n, step in enumerate(target.milestones):
        if step.id in seen:
            yield Finding(
                ("milestones", n, "id"),
                f"the step {step.id} stands twice in this target; expected ids that differ: "
                "rename one",
            )
        seen.add(step.id)


@rule("no-milestones", needs=("milestones",))
def milestones_are_given(target: Target, _: RuleContext) -> Iterator[Finding]:
    """What is judged by its steps has some.

    Passes:
        measure: {kind: milestones}
        milestones: [{id: signed, title: Signed}]

    Fails:
        measure: {kind: milestones}
    """
    if target.measure.kind == "milestones" and not target.milestones:
        yield Finding(
            ("measure", "kind"),
            "kind milestones without steps; expected at least one under milestones: "
            "add it, or write kind: statement",
        )


@rule("cumulative")
def count_grows(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A count is never negative, and its target is more than its baseline.

    Passes:
        measure: {kind: cumulative, unit: homes, baseline: 200, target: 1000}

    Fails:
        measure: {kind: cumulative, unit: homes, baseline: 1000, target: 1000}
    """
    measure = target.measure
    if not isinstance(measure, model.Cumulative):
        return
    negative = [name for name in ("baseline", "target") if getattr(measure, name) < 0]
    for name in negative:
        yield Finding(
            ("measure", name),
            f"a count of {format_value(getattr(measure, name))}; expected 0 or more: mend it, "
            "or write kind: level for a value that may fall below zero",
        )
    if not negative and measure.target <= measure.baseline:
        yield Finding(
            ("measure", "target"),
            f"target {format_value(measure.target)} is not above baseline {format_value(measure.baseline)}; "
            "expected more: mend one of the two, or write kind: level for a value that is to fall",
        )


@rule("level")
def level_moves(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A level to reach differs from where it began.

    Passes:
        measure: {kind: level, unit: days, baseline: 30, target: 20}

    Fails:
        measure: {kind: level, unit: days, baseline: 30, target: 30}
    """
    measure = target.measure
    if isinstance(measure, model.LevelMeasure) and measure.target == measure.baseline:
        yield Finding(
            ("measure", "target"),
            f"target {format_value(measure.target)} equals the baseline; expected another level: "
            "mend one of the two, or write kind: floor or ceiling for a level to hold",
        )


@rule("range")
def range_ascends(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A range is written from low to high.

    Passes:
        measure: {kind: range, unit: "%", range: [6, 8]}

    Fails:
        measure: {kind: range, unit: "%", range: [8, 6]}
    """
    measure = target.measure
    if isinstance(measure, model.Range) and measure.range[0] > measure.range[1]:
        low, high = measure.range
        yield Finding(
            ("measure", "range"),
            f"the range {format_value(measure.range)} runs downwards; expected [{format_value(high)}, "
            f"{format_value(low)}]: swap the two",
        )


@rule("assumed", needs=model.Target.model_fields)
def assumptions_have_fields(target: Target, _: RuleContext) -> Iterator[Finding]:
    """What the curator assumed stands in the record: a field of it or of its measure.

    Passes:
        assumed: {start: counted from the year of the statement}

    Fails:
        assumed: {begin: counted from the year of the statement}
    """
    for name in target.assumed:
        owner = target.measure if name in target.measure.__class__.model_fields else target
        value = getattr(owner, name) if name in owner.__class__.model_fields else None
        if value is None or value == ():
            yield Finding(
                ("assumed", name),
                f"{name} is marked as assumed, but the record gives none; "
                "expected a field of the target or of its measure: add it or drop the mark",
                "warning",
                key=True,
            )


RULES: Final[tuple[Rule, ...]] = (
    starts_before_due,
    trajectory_ascends,
    trajectory_stays_within,
    milestones_end_by_due,
    milestones_differ,
    milestones_are_given,
    count_grows,
    level_moves,
    range_ascends,
    assumptions_have_fields,
)
