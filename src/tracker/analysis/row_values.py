"""The values of a table's row, in the order of its columns in `rows`, from an item of the record."""

from __future__ import annotations

import datetime as dt
from typing import Any, NamedTuple

from tracker.portfolio import model
from tracker.portfolio.entries import (
    DECLARABLE,
    GRADE_RANKS,
    Acceptance,
    Context,
    Decision,
    Ending,
    Evidence,
    Issue,
    Review,
    Revision,
    Update,
)
from tracker.portfolio.header import MONTHS_PER_PERIOD
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import (
    Ceiling,
    Cumulative,
    Floor,
    Flow,
    LevelMeasure,
    Numeric,
    Range,
    Seasonal,
)
from tracker.portfolio.money import Amount, convert_amount
from tracker.portfolio.months import last_day
from tracker.portfolio.texts import Bilingual


def zh_en(text: str | Bilingual | None) -> tuple[str | None, str | None]:
    """A text in Chinese and in English; a plain one serves both."""
    if isinstance(text, Bilingual):
        return text.zh, text.en
    return text, text


def _name(text: str | Bilingual | None, portfolio: Portfolio) -> tuple[str | None, str | None]:
    """A text that may be the key of an organisation, which then goes by its name."""
    return zh_en(portfolio.organisations.get(text, text) if isinstance(text, str) else text)


def _to_portfolio_unit(amount: float | Amount | None, money: str) -> float | None:
    """None for an amount in another currency: it is not converted, and the checks report it."""
    if amount is None:
        return None
    try:
        return convert_amount(amount, money)
    except ValueError:
        return None


def target_row(target: model.Target, portfolio: Portfolio) -> tuple[Any, ...]:
    header, measure = portfolio.header, target.measure
    unit: tuple[str | None, str | None] = (None, None)
    baseline = goal = high = None
    approximate = above_met = False
    basis: str | Bilingual | None = None
    if isinstance(measure, Numeric):
        unit, approximate, basis = zh_en(measure.unit), measure.approximate, measure.basis
    if isinstance(measure, (Cumulative, LevelMeasure)):
        baseline, goal = measure.baseline, measure.target
    elif isinstance(measure, Flow):
        baseline = 0.0
    elif isinstance(measure, Floor):
        goal = measure.floor
    elif isinstance(measure, Ceiling):
        goal = measure.ceiling
    elif isinstance(measure, Range):
        (goal, high), above_met = measure.range, measure.above == "met"
    schedule = header.report.with_override(target.report)
    source = target.source
    return (
        target.id,
        *zh_en(target.title),
        *zh_en(target.promise),
        target.plan,
        target.theme,
        target.lead,
        *_name(target.owner, portfolio),
        measure.kind,
        *unit,
        approximate,
        *zh_en(basis),
        baseline,
        goal,
        high,
        above_met,
        measure.season if isinstance(measure, Seasonal) else None,
        target.start,
        target.due,
        MONTHS_PER_PERIOD[schedule.every],
        schedule.grace_days,
        schedule.from_,
        header.thresholds.amber,
        header.thresholds.red,
        header.acceptance,
        *_acceptance_values(target.accepted, portfolio),
        *_ending_values(target.ended),
        source.document,
        source.article,
        source.paragraph,
    )


def _acceptance_values(accepted: Acceptance | None, portfolio: Portfolio) -> tuple[Any, ...]:
    if accepted is None:
        return (None,) * 5
    return accepted.on, *_name(accepted.by, portfolio), *zh_en(accepted.how)


def _ending_values(ended: Ending | None) -> tuple[Any, ...]:
    if ended is None:
        return (None,) * 5
    return ended.as_, ended.on, ended.into, *zh_en(ended.reason)


def update_row(key: str, number: int, update: Update, portfolio: Portfolio) -> tuple[Any, ...]:
    withdraws = update.is_empty and update.corrects is not None
    steps = update.done is not None or (update.is_empty and not withdraws)
    evidence = update.evidence
    return (
        key,
        number,
        update.date,
        update.reported or update.date,
        update.value,
        _to_portfolio_unit(update.spent, portfolio.money),
        steps,
        update.corrects,
        withdraws,
        GRADE_RANKS[evidence.grade if evidence else None],
        *zh_en(update.note),
        *_name(update.by, portfolio),
        *_declared_values(update.declared, portfolio),
        *_evidence_values(evidence, portfolio),
    )


def _declared_values(declared: str | None, portfolio: Portfolio) -> tuple[Any, ...]:
    """The declared status, the status of ours that it stands for, and the title of a rating."""
    if declared is None:
        return (None,) * 4
    rating = portfolio.header.ratings.get(declared)
    if rating is not None:
        return declared, rating.status, *zh_en(rating.title)
    return declared, declared if declared in DECLARABLE else None, None, None


def budget_row(key: str, budget: model.Budget, portfolio: Portfolio) -> tuple[Any, ...]:
    return (
        key,
        _to_portfolio_unit(budget.approved, portfolio.money),
        _to_portfolio_unit(budget.announced, portfolio.money),
        budget.on,
        *zh_en(budget.note),
        *_evidence_values(budget.evidence, portfolio),
    )


def issue_row(key: str, number: int, issue: Issue, portfolio: Portfolio) -> tuple[Any, ...]:
    return (
        key,
        number,
        issue.id,
        issue.opened,
        issue.closed,
        issue.cause,
        *zh_en(portfolio.header.causes.get(issue.cause)),
        *zh_en(issue.text),
        *_name(issue.owner, portfolio),
        *_name(issue.raised_to, portfolio),
        *zh_en(issue.note),
        issue.public,
        *_evidence_values(issue.evidence, portfolio),
    )


def decision_row(
    review: Review, number: int, decision: Decision, portfolio: Portfolio
) -> tuple[Any, ...]:
    return (
        decision.target,
        decision.id,
        review.date,
        *zh_en(review.title),
        number,
        *zh_en(decision.text),
        *_name(decision.owner, portfolio),
        decision.due,
        decision.closed,
        *zh_en(decision.note),
        decision.public,
    )


def context_row(key: str, number: int, fact: Context, portfolio: Portfolio) -> tuple[Any, ...]:
    evidence = _evidence_values(fact.evidence, portfolio)
    published = last_day(evidence.published) if evidence.published else fact.date
    reported = fact.reported or max(fact.date, published)
    return key, number, fact.date, reported, *zh_en(fact.text), *evidence


class _EvidenceValues(NamedTuple):
    """The last columns of reports, budgets, facts, revisions and issues."""

    evidence_zh: str | None = None
    evidence_en: str | None = None
    publisher_zh: str | None = None
    publisher_en: str | None = None
    published: str | None = None
    url: str | None = None
    grade: str | None = None
    caveat_zh: str | None = None
    caveat_en: str | None = None


_NO_EVIDENCE = _EvidenceValues()


def _evidence_values(evidence: Evidence | None, portfolio: Portfolio) -> _EvidenceValues:
    """Title, publisher, date and link, from the evidence itself or from the document it names."""
    if evidence is None:
        return _NO_EVIDENCE
    document = portfolio.documents.get(evidence.document) if evidence.document else None
    title, publisher = evidence.title, evidence.publisher
    published, url = evidence.published, evidence.url
    if document is not None:
        title, publisher = title or document.title, publisher or document.publisher
        published, url = published or document.published, url or document.url
    return _EvidenceValues(
        *zh_en(title or evidence.document),
        *zh_en(publisher),
        published,
        url,
        evidence.grade,
        *zh_en(evidence.caveat),
    )


def revision_row(
    key: str, number: int, revision: Revision, portfolio: Portfolio
) -> tuple[Any, ...]:
    sides: list[Any] = []
    for side in (revision.from_, revision.to):
        value: Any = None
        high: Any = None
        day: Any = None
        if isinstance(side, dt.date):
            day = side
        elif isinstance(side, Amount):
            value = _to_portfolio_unit(side, portfolio.money)
        elif isinstance(side, tuple):
            value, high = side
        else:
            value = side
        sides += [value, high, day]
    return (
        key,
        number,
        revision.date,
        revision.field,
        None if revision.year is None else int(revision.year),
        *sides,
        *zh_en(revision.reason),
        *_evidence_values(revision.evidence, portfolio),
    )
