"""What the page of a target depends on besides its own record: the names it refers to and the targets it is judged with."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import Parts
from tracker.portfolio.texts import Text


def is_judged_with_others(target: model.Target) -> bool:
    return isinstance(target.measure, Parts) or target.ended is not None


def judged_with(portfolio: Portfolio, target: model.Target) -> Sequence[model.Target]:
    """The targets that the page of another one depends on: its parts and theirs, and the one that goes on."""
    found: dict[str, model.Target] = {}
    waiting = [target]
    while waiting:
        measure = waiting.pop().measure
        for part in measure.parts if isinstance(measure, Parts) else ():
            other = portfolio.by_id.get(part.target)
            if other is not None and other.id not in found:
                found[other.id] = other
                waiting.append(other)
    if target.ended is not None and (successor := portfolio.by_id.get(target.ended.into or "")):
        found[successor.id] = successor
    return list(found.values())


def referenced_names(portfolio: Portfolio, target: model.Target) -> tuple[object, ...]:
    """The theme, plan, organisations and documents that a target refers to, the targets it is judged with.

    And the money unit.
    """
    organisations, documents = portfolio.organisations, portfolio.documents
    people: list[Text | None] = [target.owner, *(update.by for update in target.updates)]
    people += (text for issue in target.issues for text in (issue.owner, issue.raised_to))
    people += [target.accepted.by if target.accepted else None]
    people += (
        decision.owner
        for review in portfolio.header.reviews
        for decision in review.decisions
        if decision.target == target.id
    )
    keys = [target.lead, *(text for text in people if isinstance(text, str))]
    cited = [evidence.document for _, evidence in model.evidence_of(target)]
    return (
        portfolio.money,
        portfolio.contacts.get(target.lead or ""),
        portfolio.themes.get(target.theme),
        portfolio.plans.get(target.plan or ""),
        *(organisations.get(key or "") for key in dict.fromkeys(keys)),
        *(documents.get(key or "") for key in dict.fromkeys([target.source.document, *cited])),
        *judged_with(portfolio, target),
    )
