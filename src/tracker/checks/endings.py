"""Rules for the end and the acceptance of a target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from tracker.checks.rule import Finding, RuleContext, rule
from tracker.i18n import Message
from tracker.portfolio.measures import Cumulative, LevelMeasure, MilestoneMeasure
from tracker.portfolio.model import Target
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import text_param
from tracker.portfolio.updates import effective_figures


@rule("ended-into")
def endings_name_what_goes_on(target: Target, context: RuleContext) -> Iterator[Finding]:
    """A target that was merged or superseded names the target that goes on, which is in the portfolio.

    Passes:
        ended: {as: merged, on: 2022-06-01, into: pipes, reason: One programme for both}
        ---
        id: pipes

    Fails:
        ended: {as: merged, on: 2022-06-01, reason: One programme for both}
    """
    ended = target.ended
    if ended is None:
        return
    known = context.portfolio.raw_targets
    if ended.into is None:
        if ended.as_ != "withdrawn":
            yield Finding(("ended",), Message("check.ended-into.missing", how=ended.as_))
    elif context.lacks_target(ended.into) or ended.into == target.id:
        suggestion = suggest(ended.into, [key for key in known if key != target.id])
        message = Message("check.ended-into.unknown", id=ended.into, suggestion=suggestion)
        yield Finding(("ended", "into"), message)


@rule("ended-cycle")
def successors_go_on(target: Target, context: RuleContext) -> Iterator[Finding]:
    """Targets are not merged into each other in a circle: one of them goes on.

    Passes:
        ended: {as: merged, on: 2022-06-01, into: pipes, reason: One programme for both}
        ---
        id: pipes

    Fails:
        ended: {as: merged, on: 2022-06-01, into: pipes, reason: One programme for both}
        ---
        id: pipes
        ended: {as: merged, on: 2022-09-01, into: homes, reason: Back again}
    """
    circle = [target]
    while (ended := circle[-1].ended) is not None and ended.into is not None:
        successor = context.portfolio.by_id.get(ended.into)
        if successor is None or successor in circle[1:]:
            return  # the target leads to a circle and is not in it
        if successor.id == target.id:
            break
        circle.append(successor)
    else:
        return
    if len(circle) > 1 and target.id == max(circle, key=_end).id:  # the one that ended last
        message = Message("check.ended-cycle", ids=[one.id for one in circle])
        yield Finding(("ended", "into"), message)


def _end(target: Target) -> tuple[str, str]:
    return str(target.ended and target.ended.on), target.id


@rule("ended-reports")
def ended_targets_have_no_later_reports(target: Target, _: RuleContext) -> Iterator[Finding]:
    """No report speaks of a day after the target ended.

    Passes:
        ended: {as: withdrawn, on: 2022-06-01, reason: The bridge is not needed}
        updates: [{date: 2022-05-31, value: 5, evidence: {title: Gazette, grade: A}}]

    Fails:
        ended: {as: withdrawn, on: 2022-06-01, reason: The bridge is not needed}
        updates: [{date: 2022-06-30, value: 5, evidence: {title: Gazette, grade: A}}]
    """
    if target.ended is None:
        return
    for n, update in enumerate(target.updates):
        if update.date > target.ended.on:
            message = Message("check.ended-reports", date=update.date, ended=target.ended.on)
            yield Finding(("updates", n, "date"), message)


@rule("accepted-early", level="warning", needs=("measure", "updates", "milestones"))
def acceptance_follows_the_goal(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A goal is accepted once a report says that it is reached.

    Passes:
        accepted: {on: 2022-12-31, by: Audit office}
        updates: [{date: 2022-12-15, value: 1000, evidence: {title: Gazette, grade: A}}]

    Fails:
        accepted: {on: 2022-12-31, by: Audit office}
        updates: [{date: 2022-12-15, value: 900, evidence: {title: Gazette, grade: A}}]
    """
    if target.accepted is None or target.measure.kind in ("parts", "statement"):
        return
    reached = _reached_on(target)
    if reached is None:
        yield Finding(("accepted",), Message("check.accepted-early.never"))
    elif target.accepted.on < reached:
        message = Message("check.accepted-early", on=target.accepted.on, reached=reached)
        yield Finding(("accepted", "on"), message)


@rule("accepted-date")
def acceptance_is_not_in_future(target: Target, context: RuleContext) -> Iterator[Finding]:
    """A goal is not accepted in the future; an end may be announced for a later day.

    Passes:
        accepted: {on: 2022-12-31, by: Audit office}
        updates: [{date: 2022-12-15, value: 1000, evidence: {title: Gazette, grade: A}}]

    Fails:
        accepted: {on: 2122-12-31, by: Audit office}
        updates: [{date: 2022-12-15, value: 1000, evidence: {title: Gazette, grade: A}}]
    """
    if target.accepted is not None and target.accepted.on > context.today:
        message = Message("check.day-ahead", date=target.accepted.on, today=context.today)
        yield Finding(("accepted", "on"), message)


def _reached_on(target: Target) -> dt.date | None:
    """The first day on which the goal of today was reached; of rates and flows the end of the term."""
    measure = target.measure
    if isinstance(measure, MilestoneMeasure):
        missing = {step.id for step in target.milestones}
        for update in sorted(target.updates, key=lambda update: update.date):
            missing -= set(update.done or ())
            if not missing:
                return update.date
        return None
    if not isinstance(measure, (Cumulative, LevelMeasure)):
        return target.due if target.updates else None
    direction = 1 if measure.target >= measure.baseline else -1
    for figure in effective_figures(target.updates, "value"):
        if direction * (figure.value - measure.target) >= 0:
            return figure.date
    return None


@rule("accepted-by")
def acceptance_is_by_somebody_else(target: Target, context: RuleContext) -> Iterator[Finding]:
    """A goal is accepted by somebody other than the lead and those who reported on it.

    Passes:
        accepted: {on: 2022-12-31, by: Audit office}
        updates: [{date: 2022-12-15, value: 1000, evidence: {title: Gazette, grade: A}}]

    Fails:
        accepted: {on: 2022-12-31, by: bureau}
        updates: [{date: 2022-12-15, value: 1000, evidence: {title: Gazette, grade: A}}]
    """
    if target.accepted is None:
        return
    reporters = {update.by for update in target.updates if isinstance(update.by, str)}
    by = target.accepted.by
    if isinstance(by, str) and by in {target.lead, *reporters}:
        name = context.portfolio.organisations.get(by, by)
        message = Message("check.accepted-by", by=text_param(name))
        yield Finding(("accepted", "by"), message)
