"""Rules for what was reported: days, values, corrections and steps done."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from operator import gt
from typing import Final

from tracker.checks.rule import Finding, Rule, RuleContext, did_you_mean, format_value, rule
from tracker.portfolio.model import Target
from tracker.portfolio.updates import effective_figures, has_decrease, supersedes


@rule("update-order")
def updates_are_sorted(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Updates stand in the order of their dates; two sources may speak of the same one.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: B}}
          - {date: 2022-03-31, value: 212, evidence: {title: Gazette, grade: A}}

    Fails:
        updates:
          - {date: 2022-06-30, value: 300, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
    """
    last = None
    for n, update in enumerate(target.updates):
        if update.corrects is not None:  # stands where it was made
            continue
        if last is not None and update.date < last:
            yield Finding(
                ("updates", n, "date"),
                f"the update of {update.date} stands after that of {last}; "
                "expected the order of dates: move it up, or check the year",
                "warning",
            )
        last = update.date


@rule("reported")
def reported_after_its_date(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Nothing is reported before the day it speaks of.

    Passes:
        updates:
          - date: 2022-03-31
            reported: 2022-04-15
            value: 210
            evidence: {title: Bulletin, grade: A}

    Fails:
        updates:
          - date: 2022-03-31
            reported: 2022-03-15
            value: 210
            evidence: {title: Bulletin, grade: A}
    """
    for n, update in enumerate(target.updates):
        if update.reported is not None and update.reported < update.date:
            yield Finding(
                ("updates", n, "reported"),
                f"reported on {update.reported}, before the {update.date} it speaks of; "
                "expected that day or a later one: mend one of the two",
            )


@rule("future")
def dates_are_not_in_future(target: Target, around: RuleContext) -> Iterator[Finding]:
    """An update speaks of a day that has been and became known by today.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2122-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
    """
    today = around.today
    for n, update in enumerate(target.updates):
        if update.date > today:
            name, day = "date", update.date
        elif update.reported is not None and update.reported > today:
            name, day = "reported", update.reported
        else:
            continue
        yield Finding(
            ("updates", n, name),
            f"{name} {day} is in the future; expected no later than today, {today}: check the year",
        )


@rule("value-kind", needs=("measure",))
def value_fits_the_kind(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Values are for measures that have a number; steps are reported with ``done``.

    Passes:
        measure: {kind: milestones}
        milestones: [{id: signed, title: Signed}]
        updates:
          - {date: 2022-03-31, done: [signed], evidence: {title: Bulletin, grade: A}}

    Fails:
        measure: {kind: milestones}
        milestones: [{id: signed, title: Signed}]
        updates:
          - {date: 2022-03-31, value: 1, evidence: {title: Bulletin, grade: A}}
    """
    kind = target.measure.kind
    if kind not in ("milestones", "statement"):
        return
    for n, update in enumerate(target.updates):
        if update.value is not None:
            yield Finding(
                ("updates", n, "value"),
                f"the value {format_value(update.value)} for kind {kind}, which has no number; expected "
                + ("done: [step, …]" if kind == "milestones" else "a note")
                + ": write that, or give the measure a number",
                "warning",
            )


@rule("negative")
def counts_are_not_negative(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A count is never below zero; a rate may be.

    Passes:
        updates:
          - {date: 2022-03-31, value: 0, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: -5, evidence: {title: Bulletin, grade: A}}
    """
    if target.measure.kind != "cumulative":
        return
    for n, update in enumerate(target.updates):
        if update.value is not None and update.value < 0:
            yield Finding(
                ("updates", n, "value"),
                f"a count of {format_value(update.value)}; expected 0 or more: mend it",
            )


@rule("falling")
def counts_do_not_fall(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A running total does not fall, unless a correction says so.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - date: 2022-06-30
            value: 120
            corrects: 2022-03-31
            evidence: {title: Bulletin, grade: A}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, value: 120, evidence: {title: Bulletin, grade: A}}
    """
    if target.measure.kind != "cumulative" or not has_decrease(target.updates, "value", gt):
        return
    for before, now in pairwise(effective_figures(target.updates, "value")):
        if now.value < before.value and target.updates[now.update_index].corrects is None:
            yield Finding(
                ("updates", now.update_index, "value"),
                f"the running total falls from {format_value(before.value)} on {before.date} to "
                f"{format_value(now.value)} on {now.date}; expected no less: mend it, or add an update "
                f"with corrects: {before.date}",
            )


@rule("corrects", needs=("updates",))
def corrections_refer_to_update(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A correction names the day of another update.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - date: 2022-03-31
            reported: 2022-05-01
            value: 201
            corrects: 2022-03-31
            evidence: {title: Bulletin, grade: A}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - date: 2022-06-30
            value: 201
            corrects: 2022-03-30
            evidence: {title: Bulletin, grade: A}
    """
    for n, update in enumerate(target.updates):
        if update.corrects is None:
            continue
        days = {other.date for other in target.updates if other is not update}
        if update.corrects not in days:
            known = ", ".join(map(str, sorted(days))) or "none"
            yield Finding(
                ("updates", n, "corrects"),
                f"corrects {update.corrects}, a day without another update; "
                f"expected one of {known}: mend the day",
            )


@rule("corrects-nothing", needs=("updates",))
def corrections_supersede_update(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A correction became known after what it corrects or, on the same day, stands below it.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-03-31, value: 201, corrects: 2022-03-31, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 201, corrects: 2022-03-31, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
    """
    for n, update in enumerate(target.updates):
        others = [
            m for m, one in enumerate(target.updates) if one.date == update.corrects and m != n
        ]
        if others and not any(supersedes(target.updates, n, other) for other in others):
            yield Finding(
                ("updates", n, "corrects"),
                f"corrects nothing: what is said of {update.corrects} became known later, or on the same "
                "day and stands below; expected it above: move the correction to the end",
                "warning",
            )


@rule("done", needs=("milestones",))
def steps_exist(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Steps reported as done are milestones of the target.

    Passes:
        milestones: [{id: signed, title: Signed}]
        updates:
          - {date: 2022-03-31, done: [signed], evidence: {title: Bulletin, grade: A}}

    Fails:
        milestones: [{id: signed, title: Signed}]
        updates:
          - {date: 2022-03-31, done: [singed], evidence: {title: Bulletin, grade: A}}
    """
    known = None
    for n, update in enumerate(target.updates):
        if not update.done:
            continue
        if known is None:
            known = [step.id for step in target.milestones]
        for m, step in enumerate(update.done):
            if step not in known:
                yield Finding(
                    ("updates", n, "done", m),
                    f"{step} is not a milestone of this target; "
                    f"expected one of {', '.join(known) or 'none, it has no milestones'}"
                    + did_you_mean(step, known),
                )


RULES: Final[tuple[Rule, ...]] = (
    updates_are_sorted,
    reported_after_its_date,
    dates_are_not_in_future,
    value_fits_the_kind,
    counts_are_not_negative,
    counts_do_not_fall,
    corrections_refer_to_update,
    corrections_supersede_update,
    steps_exist,
)
