"""`Portfolio` -> tidy tables, the columns of which are named in `rows`.

Days are ``datetime64[us]``, missing ones ``NaT``; numbers are ``float64``, missing ones ``NaN``; amounts
are in the portfolio's money unit; texts have a column for each language, ``…_zh`` and ``…_en``. ``id``
joins every table to ``targets`` and ``number`` is the position of an item in its record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pandas as pd

from tracker.analysis import rows
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
    Parts,
    Range,
    Seasonal,
)
from tracker.portfolio.money import Amount, convert_amount
from tracker.portfolio.months import last_day
from tracker.portfolio.texts import Bilingual


class Tables(NamedTuple):
    """A portfolio in tables, whatever the day: one row an item, in the order of the files."""

    targets: pd.DataFrame  # `rows.TargetRow`
    updates: pd.DataFrame  # `rows.UpdateRow`
    milestones: pd.DataFrame  # `rows.MilestoneRow`
    budgets: pd.DataFrame  # `rows.BudgetRow`
    context: pd.DataFrame  # `rows.ContextRow`
    revisions: pd.DataFrame  # `rows.RevisionRow`
    trajectory: pd.DataFrame  # `rows.TrajectoryRow`
    done: (
        pd.DataFrame
    )  # `rows.CompletedMilestoneRow`: one row a milestone an update reports as done
    years: pd.DataFrame  # `rows.YearGoalRow`
    parts: pd.DataFrame  # `rows.PartRow`
    issues: pd.DataFrame  # `rows.IssueRow`
    reviews: pd.DataFrame  # `rows.ReviewRow`, by date
    decisions: pd.DataFrame  # `rows.DecisionRow`, by date of their review
    money: str  # the unit of every amount

    def of_target(self, target_id: str) -> Tables:
        """The rows of one target, under the labels they have here."""
        return self.of_targets([target_id])

    def of_targets(self, ids: Iterable[str]) -> Tables:
        """The rows of some targets, under the labels they have here."""
        wanted = list(ids)
        frames = {name: getattr(self, name) for name in _ROW_TYPES if name != "reviews"}
        some = {name: frame[frame["id"].isin(wanted)] for name, frame in frames.items()}
        return self._replace(**some)


_ROW_TYPES: Final[Mapping[str, type[NamedTuple]]] = {
    "targets": rows.TargetRow,
    "updates": rows.UpdateRow,
    "milestones": rows.MilestoneRow,
    "budgets": rows.BudgetRow,
    "context": rows.ContextRow,
    "revisions": rows.RevisionRow,
    "trajectory": rows.TrajectoryRow,
    "done": rows.CompletedMilestoneRow,
    "years": rows.YearGoalRow,
    "parts": rows.PartRow,
    "issues": rows.IssueRow,
    "reviews": rows.ReviewRow,
    "decisions": rows.DecisionRow,
}


def tables(portfolio: Portfolio) -> Tables:
    """The valid targets of ``portfolio`` as tables, one row an item, in the order of the files.

    Dates are ``datetime64[us]`` (``NaT`` if missing), numbers ``float64`` (``NaN`` if missing), amounts
    in ``Tables.money``. ``id`` joins every table to ``targets``.
    """
    values: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _ROW_TYPES}
    money = portfolio.money
    for target in portfolio.targets:
        key = target.id
        values["targets"].append(_target_row(target, portfolio))
        for number, update in enumerate(target.updates):
            position = len(values["updates"])
            values["updates"].append(_update_row(key, number, update, portfolio))
            values["done"] += [(key, number, position, step) for step in update.done or ()]
        values["milestones"] += [
            (key, number, step.id, *_zh_en(step.title), step.due, step.weight)
            for number, step in enumerate(target.milestones)
        ]
        if (budget := target.budget) is not None:
            approved = _to_portfolio_unit(budget.approved, money)
            announced = _to_portfolio_unit(budget.announced, money)
            amounts = (key, approved, announced, budget.on, *_zh_en(budget.note))
            source = _evidence_values(budget.evidence, portfolio)
            values["budgets"].append((*amounts, *source))
        values["context"] += [
            _context_row(key, number, fact, portfolio) for number, fact in enumerate(target.context)
        ]
        values["revisions"] += [
            _revision_row(key, number, revision, portfolio)
            for number, revision in enumerate(target.revisions)
        ]
        values["trajectory"] += [(key, point.date, point.value) for point in target.trajectory]
        if isinstance(measure := target.measure, Flow):
            values["years"] += [(key, int(year), goal) for year, goal in measure.years.items()]
        elif isinstance(measure, Parts):
            values["parts"] += [
                (key, number, part.target, part.weight) for number, part in enumerate(measure.parts)
            ]
        values["issues"] += [
            _issue_row(key, number, issue, portfolio) for number, issue in enumerate(target.issues)
        ]
    for review in sorted(portfolio.header.reviews, key=lambda review: review.date):
        values["reviews"].append((review.date, *_zh_en(review.title)))
        values["decisions"] += [
            _decision_row(review, number, decision, portfolio)
            for number, decision in enumerate(review.decisions)
        ]
    frames = {name: _frame(_ROW_TYPES[name], lines) for name, lines in values.items()}
    return Tables(**frames, money=money)


def _frame(row_type: type[NamedTuple], lines: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    columns = rows.dtypes(row_type)
    by_column = zip(*lines, strict=True) if lines else ((),) * len(columns)
    return pd.DataFrame(
        {
            column: _array(values, dtype)
            for (column, dtype), values in zip(columns.items(), by_column, strict=True)
        }
    )


def _array(values: Iterable[Any], dtype: str) -> Any:
    if dtype == "str":
        return pd.array(list(values), dtype="str")
    return np.array(list(values), dtype=dtype)


def _zh_en(text: str | Bilingual | None) -> tuple[str | None, str | None]:
    if isinstance(text, Bilingual):
        return text.zh, text.en
    return text, text


def _name(text: str | Bilingual | None, portfolio: Portfolio) -> tuple[str | None, str | None]:
    """A text that may be the key of an organisation, which then goes by its name."""
    return _zh_en(portfolio.organisations.get(text, text) if isinstance(text, str) else text)


def _to_portfolio_unit(amount: float | Amount | None, money: str) -> float | None:
    """None for an amount in another currency: it is not converted, and the checks report it."""
    if amount is None:
        return None
    try:
        return convert_amount(amount, money)
    except ValueError:
        return None


def _target_row(target: model.Target, portfolio: Portfolio) -> tuple[Any, ...]:
    header, measure = portfolio.header, target.measure
    unit: tuple[str | None, str | None] = (None, None)
    baseline = goal = high = None
    approximate = above_met = False
    basis: str | Bilingual | None = None
    if isinstance(measure, Numeric):
        unit, approximate, basis = _zh_en(measure.unit), measure.approximate, measure.basis
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
        *_zh_en(target.title),
        *_zh_en(target.promise),
        target.plan,
        target.theme,
        target.lead,
        *_name(target.owner, portfolio),
        measure.kind,
        *unit,
        approximate,
        *_zh_en(basis),
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
    return accepted.on, *_name(accepted.by, portfolio), *_zh_en(accepted.how)


def _ending_values(ended: Ending | None) -> tuple[Any, ...]:
    if ended is None:
        return (None,) * 5
    return ended.as_, ended.on, ended.into, *_zh_en(ended.reason)


def _update_row(key: str, number: int, update: Update, portfolio: Portfolio) -> tuple[Any, ...]:
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
        *_zh_en(update.note),
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
        return declared, rating.status, *_zh_en(rating.title)
    return declared, declared if declared in DECLARABLE else None, None, None


def _issue_row(key: str, number: int, issue: Issue, portfolio: Portfolio) -> tuple[Any, ...]:
    return (
        key,
        number,
        issue.id,
        issue.opened,
        issue.closed,
        issue.cause,
        *_zh_en(portfolio.header.causes.get(issue.cause)),
        *_zh_en(issue.text),
        *_name(issue.owner, portfolio),
        *_name(issue.raised_to, portfolio),
        *_zh_en(issue.note),
        issue.public,
        *_evidence_values(issue.evidence, portfolio),
    )


def _decision_row(
    review: Review, number: int, decision: Decision, portfolio: Portfolio
) -> tuple[Any, ...]:
    return (
        decision.target,
        decision.id,
        review.date,
        *_zh_en(review.title),
        number,
        *_zh_en(decision.text),
        *_name(decision.owner, portfolio),
        decision.due,
        decision.closed,
        *_zh_en(decision.note),
        decision.public,
    )


def _context_row(key: str, number: int, fact: Context, portfolio: Portfolio) -> tuple[Any, ...]:
    evidence = _evidence_values(fact.evidence, portfolio)
    published = last_day(evidence.published) if evidence.published else fact.date
    reported = fact.reported or max(fact.date, published)
    return key, number, fact.date, reported, *_zh_en(fact.text), *evidence


class _EvidenceValues(NamedTuple):
    """The last columns of updates, context and revisions."""

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
        *_zh_en(title or evidence.document),
        *_zh_en(publisher),
        published,
        url,
        evidence.grade,
        *_zh_en(evidence.caveat),
    )


def _revision_row(
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
        *_zh_en(revision.reason),
        *_evidence_values(revision.evidence, portfolio),
    )
