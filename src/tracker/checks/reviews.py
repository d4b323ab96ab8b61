"""Rules for reviews and their decisions."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.checks.rule import FileFinding, Finding, RuleContext, portfolio_rule
from tracker.i18n import Message
from tracker.portfolio.entries import Decision, Review
from tracker.portfolio.problems import suggest
from tracker.portfolio.records import PortfolioPart
from tracker.portfolio.validation import KeyPath


def _reviews(context: RuleContext) -> Iterator[tuple[PortfolioPart, KeyPath, Review]]:
    """Every review of a file whose reviews are all valid, with its path."""
    for part in context.portfolio.parts:
        if part.header is None:
            continue
        raw = part.document.data["portfolio"].get("reviews")
        if isinstance(raw, list) and len(raw) != len(part.header.reviews):
            continue  # positions would not be those in the file
        for n, review in enumerate(part.header.reviews):
            yield part, ("portfolio", "reviews", n), review


def _decisions(
    context: RuleContext,
) -> Iterator[tuple[PortfolioPart, KeyPath, Review, Decision]]:
    for part, path, review in _reviews(context):
        for n, decision in enumerate(review.decisions):
            yield part, (*path, "decisions", n), review, decision


@portfolio_rule("review-date")
def reviews_differ(context: RuleContext) -> Iterator[FileFinding]:
    """No two reviews are on the same day, and none is in the future.

    Passes:
        portfolio:
          title: Homes
          money: 亿元
          reviews: [{date: 2022-03-31, title: First review}, {date: 2022-06-30, title: Second review}]

    Fails:
        portfolio:
          title: Homes
          money: 亿元
          reviews: [{date: 2022-03-31, title: First review}, {date: 2022-03-31, title: Second review}]
    """
    seen = set()
    for part, path, review in _reviews(context):
        if review.date in seen:
            message = Message("check.review-date", date=review.date)
            yield FileFinding(part.document, Finding((*path, "date"), message))
        if review.date > context.today:
            message = Message("check.day-ahead", date=review.date, today=context.today)
            yield FileFinding(part.document, Finding((*path, "date"), message))
        seen.add(review.date)


@portfolio_rule("decision-id")
def decisions_differ(context: RuleContext) -> Iterator[FileFinding]:
    """No two decisions of a portfolio have the same id.

    Passes:
        portfolio:
          title: Homes
          money: 亿元
          reviews:
            - {date: 2022-03-31, title: First review, decisions: [{id: permits, text: Two permits}]}
            - {date: 2022-06-30, title: Second review, decisions: [{id: pipes, text: A gas pipe}]}

    Fails:
        portfolio:
          title: Homes
          money: 亿元
          reviews:
            - {date: 2022-03-31, title: First review, decisions: [{id: permits, text: Two permits}]}
            - {date: 2022-06-30, title: Second review, decisions: [{id: permits, text: A gas pipe}]}
    """
    seen = set()
    for part, path, _, decision in _decisions(context):
        if decision.id in seen:
            message = Message("check.decision-id", id=decision.id)
            yield FileFinding(part.document, Finding((*path, "id"), message))
        seen.add(decision.id)


@portfolio_rule("decision-target")
def decisions_concern_targets(context: RuleContext) -> Iterator[FileFinding]:
    """The target of a decision is in the portfolio.

    Passes:
        portfolio:
          title: Homes
          money: 亿元
          reviews:
            - {date: 2022-03-31, title: Review, decisions: [{id: permits, text: Two, target: homes}]}

    Fails:
        portfolio:
          title: Homes
          money: 亿元
          reviews:
            - {date: 2022-03-31, title: Review, decisions: [{id: permits, text: Two, target: home}]}
    """
    known = context.portfolio.raw_targets
    for part, path, _, decision in _decisions(context):
        if decision.target is not None and context.lacks_target(decision.target):
            suggestion = suggest(decision.target, list(known))
            message = Message("check.decision-target", id=decision.target, suggestion=suggestion)
            yield FileFinding(part.document, Finding((*path, "target"), message))


@portfolio_rule("decision-dates")
def decisions_end_after_their_review(context: RuleContext) -> Iterator[FileFinding]:
    """A decision is neither due nor closed before its review, and not closed in the future.

    Passes:
        portfolio:
          title: Homes
          money: 亿元
          reviews:
            - {date: 2022-03-31, title: Review, decisions: [{id: pipes, text: A, due: 2022-04-30}]}

    Fails:
        portfolio:
          title: Homes
          money: 亿元
          reviews:
            - {date: 2022-03-31, title: Review, decisions: [{id: pipes, text: A, due: 2022-02-28}]}
    """
    for part, path, review, decision in _decisions(context):
        for name, day in (("due", decision.due), ("closed", decision.closed)):
            if day is None:
                continue
            if day < review.date:
                message = Message("check.decision-dates", date=day, review=review.date)
            elif name == "closed" and day > context.today:
                message = Message("check.day-ahead", date=day, today=context.today)
            else:
                continue
            yield FileFinding(part.document, Finding((*path, name), message))
