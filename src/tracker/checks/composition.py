"""Rules for goals made of others: the goals of years and the parts of a composite."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.checks.rule import Finding, RuleContext, rule
from tracker.i18n import Message
from tracker.portfolio.measures import RATE_KINDS, Flow, Part, Parts
from tracker.portfolio.model import Target
from tracker.portfolio.problems import suggest
from tracker.portfolio.validation import KeyPath


@rule("years")
def goals_of_years_are_positive(target: Target, _: RuleContext) -> Iterator[Finding]:
    """The goal of each year of a flow is more than zero.

    Passes:
        measure: {kind: flow, unit: people, years: {"2022": 500}}

    Fails:
        measure: {kind: flow, unit: people, years: {"2022": 0}}
    """
    if isinstance(target.measure, Flow):
        for year, goal in target.measure.years.items():
            if goal <= 0:
                message = Message("check.years", year=year, value=goal)
                yield Finding(("measure", "years", year), message)


@rule("years-term")
def years_are_those_of_the_term(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A flow has a goal for every year from the start to the due date, and for no other.

    Passes:
        measure: {kind: flow, unit: people, years: {"2022": 500}}

    Fails:
        measure: {kind: flow, unit: people, years: {"2022": 500, "2023": 500}}
    """
    measure = target.measure
    if not isinstance(measure, Flow) or target.start is None or target.due is None:
        return
    term = {str(year) for year in range(target.start.year, target.due.year + 1)}
    if set(measure.years) != term:
        message = Message(
            "check.years-term",
            years=sorted(measure.years),
            first=str(target.start.year),
            last=str(target.due.year),
        )
        yield Finding(("measure", "years"), message)


@rule("parts", needs=("measure",))
def parts_are_other_targets(target: Target, context: RuleContext) -> Iterator[Finding]:
    """The parts of a composite are targets of the portfolio, each named once, none the composite itself.

    Passes:
        measure: {kind: parts, parts: [{target: pipes}]}
        ---
        id: pipes

    Fails:
        measure: {kind: parts, parts: [{target: pips}]}
        ---
        id: pipes
    """
    if isinstance(target.measure, Parts) and not target.measure.parts:
        yield Finding(("measure", "parts"), Message("check.parts.none"))
    known = context.portfolio.raw_targets
    seen: set[str] = set()
    for path, part in _parts(target):
        if context.lacks_target(part.target):
            suggestion = suggest(part.target, list(known))
            message = Message("check.parts.unknown", id=part.target, suggestion=suggestion)
            yield Finding(path, message)
        elif part.target in seen or part.target == target.id:
            yield Finding(path, Message("check.parts.repeated", id=part.target))
        seen.add(part.target)


@rule("parts-kind")
def parts_have_a_completion(target: Target, context: RuleContext) -> Iterator[Finding]:
    """The parts of a composite have a completion: a rate is held or not, a statement is not judged.

    Passes:
        measure: {kind: parts, parts: [{target: pipes}]}
        ---
        id: pipes

    Fails:
        measure: {kind: parts, parts: [{target: pipes}]}
        ---
        id: pipes
        measure: {kind: floor, unit: "%", floor: 5.5}
    """
    for path, part in _parts(target):
        other = context.portfolio.by_id.get(part.target)
        if other is not None and other.measure.kind in (*RATE_KINDS, "statement"):
            message = Message("check.parts-kind", id=part.target, kind=other.measure.kind)
            yield Finding(path, message)


@rule("parts-cycle")
def parts_do_not_contain_their_whole(target: Target, context: RuleContext) -> Iterator[Finding]:
    """No part of a composite is, at any depth, composed of the composite. A circle is reported once.

    Passes:
        measure: {kind: parts, parts: [{target: pipes}, {target: cables}]}
        ---
        id: pipes
        measure: {kind: parts, parts: [{target: cables}]}
        ---
        id: cables

    Fails:
        measure: {kind: parts, parts: [{target: pipes}]}
        ---
        id: pipes
        measure: {kind: parts, parts: [{target: homes}]}
    """
    for path, part in _parts(target):
        circle = {part.target, *_contained(part.target, context)}
        if part.target == target.id or target.id not in circle:
            continue
        members = [other for other in circle if circle == {other, *_contained(other, context)}]
        if target.id == min(members):
            message = Message("check.parts-cycle", id=part.target)
            yield Finding(path, message)


def _parts(target: Target) -> Iterator[tuple[KeyPath, Part]]:
    """The parts of a composite, with the paths of their ids."""
    if isinstance(target.measure, Parts):
        for n, part in enumerate(target.measure.parts):
            yield ("measure", "parts", n, "target"), part


def _contained(target_id: str, context: RuleContext) -> set[str]:
    """The ids of all parts of a target, and of theirs."""
    found: set[str] = set()
    waiting = [target_id]
    while waiting:
        target = context.portfolio.by_id.get(waiting.pop())
        if target is not None:
            parts = {part.target for _, part in _parts(target)} - found
            found |= parts
            waiting += parts
    return found
