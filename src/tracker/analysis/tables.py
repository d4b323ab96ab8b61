"""`Portfolio` -> tidy tables: one row a target, update, step, planned point, budget, fact, revision.

Days are ``datetime64[us]``, missing ones ``NaT``; numbers are ``float64``, missing ones ``NaN``; money
is in the portfolio's unit; texts stand in two columns, ``…_zh`` and ``…_en``. ``id`` joins every table
to ``targets`` and ``number`` is the position of an item in its record.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.portfolio.scalars import Amount, convert_amount, last_day

DAY_DTYPE = "datetime64[us]"
"""What counts when sources disagree about one day: the highest."""


class Tables(NamedTuple):
    targets: pd.DataFrame
    updates: pd.DataFrame
    milestones: pd.DataFrame
    budgets: pd.DataFrame
    context: pd.DataFrame
    revisions: pd.DataFrame
    trajectory: pd.DataFrame  # planned points, where the file gives them
    done: pd.DataFrame  # one row a step an update says is done; `update` is that one's row
    money: str  # the unit of every amount


_EVIDENCE_COLUMNS = (
    "evidence_zh",
    "evidence_en",
    "publisher_zh",
    "publisher_en",
    "published",
    "url",
    "grade",
    "caveat_zh",
    "caveat_en",
)
_COLUMNS: dict[str, dict[str, str]] = {
    "targets": {
        "id": "str",
        "title_zh": "str",
        "title_en": "str",
        "promise_zh": "str",
        "promise_en": "str",
        "plan": "str",
        "theme": "str",
        "lead": "str",
        "kind": "str",
        "unit_zh": "str",
        "unit_en": "str",
        "approximate": "bool",
        "baseline": "float64",
        "goal": "float64",
        "high": "float64",
        "above_met": "bool",
        "start": DAY_DTYPE,
        "due": DAY_DTYPE,
        "every_months": "int64",
        "grace_days": "int64",
        "amber": "float64",
        "red": "float64",
        "source": "str",
        "article": "float64",
        "paragraph": "float64",
    },
    "updates": {
        "id": "str",
        "number": "int64",
        "date": DAY_DTYPE,
        "reported": DAY_DTYPE,
        "value": "float64",
        "spent": "float64",
        "steps": "bool",
        "corrects": DAY_DTYPE,
        "withdraws": "bool",
        "rank": "int64",
        "note_zh": "str",
        "note_en": "str",
        "by_zh": "str",
        "by_en": "str",
        **dict.fromkeys(_EVIDENCE_COLUMNS, "str"),
    },
    "milestones": {
        "id": "str",
        "number": "int64",
        "milestone": "str",
        "title_zh": "str",
        "title_en": "str",
        "due": DAY_DTYPE,
        "weight": "float64",
    },
    "budgets": {
        "id": "str",
        "approved": "float64",
        "on": DAY_DTYPE,
        "note_zh": "str",
        "note_en": "str",
    },
    "context": {
        "id": "str",
        "number": "int64",
        "date": DAY_DTYPE,
        "reported": DAY_DTYPE,
        "text_zh": "str",
        "text_en": "str",
        **dict.fromkeys(_EVIDENCE_COLUMNS, "str"),
    },
    "revisions": {
        "id": "str",
        "number": "int64",
        "date": DAY_DTYPE,
        "field": "str",
        "from_value": "float64",
        "from_high": "float64",
        "from_day": DAY_DTYPE,
        "to_value": "float64",
        "to_high": "float64",
        "to_day": DAY_DTYPE,
        "reason_zh": "str",
        "reason_en": "str",
        **dict.fromkeys(_EVIDENCE_COLUMNS, "str"),
    },
    "trajectory": {"id": "str", "date": DAY_DTYPE, "value": "float64"},
    "done": {"id": "str", "number": "int64", "update": "int64", "milestone": "str"},
}


def tables(portfolio: Portfolio) -> Tables:
    """The sound targets of ``portfolio`` as tables, in the order of the files."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _COLUMNS}
    money = portfolio.money
    for target in portfolio.targets:
        own = target.id
        rows["targets"].append(_target_row(target, portfolio.header))
        for number, update in enumerate(target.updates):
            place = len(rows["updates"])
            rows["updates"].append(_update_row(own, number, update, portfolio))
            rows["done"] += [(own, number, place, step) for step in update.done or ()]
        rows["milestones"] += [
            (own, number, step.id, *_zh_en(step.title), step.due, step.weight)
            for number, step in enumerate(target.milestones)
        ]
        if (budget := target.budget) is not None:
            approved = _to_portfolio_unit(budget.approved, money)
            rows["budgets"].append((own, approved, budget.on, *_zh_en(budget.note)))
        rows["context"] += [
            _context_row(own, number, fact, portfolio) for number, fact in enumerate(target.context)
        ]
        rows["revisions"] += [
            _revision_row(own, number, revision, portfolio)
            for number, revision in enumerate(target.revisions)
        ]
        rows["trajectory"] += [(own, point.date, point.value) for point in target.trajectory]
    return Tables(**{name: _frame(name, found) for name, found in rows.items()}, money=money)


def _frame(name: str, rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    columns = _COLUMNS[name]
    parts = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return pd.DataFrame(
        {
            column: _array(values, kind)
            for (column, kind), values in zip(columns.items(), parts, strict=True)
        }
    )


def _array(values: Iterable[Any], kind: str) -> Any:
    if kind == "str":
        return pd.array(list(values), dtype="str")
    return np.array(list(values), dtype=kind)


def _zh_en(text: str | model.Bilingual | None) -> tuple[str | None, str | None]:
    if isinstance(text, model.Bilingual):
        return text.zh, text.en
    return text, text


def _to_portfolio_unit(amount: float | Amount | None, money: str) -> float | None:
    """None for an amount in another currency: the checks tell, and nothing is converted."""
    if amount is None:
        return None
    try:
        return convert_amount(amount, money)
    except ValueError:
        return None


def _target_row(target: model.Target, header: model.Header) -> tuple[Any, ...]:
    measure = target.measure
    unit: tuple[str | None, str | None] = (None, None)
    baseline = goal = high = None
    approximate = above_met = False
    if isinstance(measure, model.Numeric):
        unit, approximate = _zh_en(measure.unit), measure.approximate
    if isinstance(measure, (model.Cumulative, model.LevelMeasure)):
        baseline, goal = measure.baseline, measure.target
    elif isinstance(measure, model.Floor):
        goal = measure.floor
    elif isinstance(measure, model.Ceiling):
        goal = measure.ceiling
    elif isinstance(measure, model.Range):
        (goal, high), above_met = measure.range, measure.above == "met"
    every, grace = header.report.every, header.report.grace_days
    if target.report is not None:
        every = target.report.every or every
        grace = grace if target.report.grace_days is None else target.report.grace_days
    source = target.source
    return (
        target.id,
        *_zh_en(target.title),
        *_zh_en(target.promise),
        target.plan,
        target.theme,
        target.lead,
        measure.kind,
        *unit,
        approximate,
        baseline,
        goal,
        high,
        above_met,
        target.start,
        target.due,
        model.MONTHS_PER_PERIOD[every],
        grace,
        header.thresholds.amber,
        header.thresholds.red,
        source.document,
        source.article,
        source.paragraph,
    )


def _update_row(
    own: str, number: int, update: model.Update, portfolio: Portfolio
) -> tuple[Any, ...]:
    # `steps` says that the update speaks of the steps: it names some (or none), or is a note alone;
    # `withdraws` that it takes back what was reported for a day and puts nothing in its place
    empty = update.value is None and update.spent is None and update.done is None
    withdraws = empty and update.corrects is not None
    steps = update.done is not None or (empty and not withdraws)
    by = update.by
    if isinstance(by, str):
        by = portfolio.organisations.get(by, by)
    evidence = update.evidence
    return (
        own,
        number,
        update.date,
        update.reported or update.date,
        update.value,
        _to_portfolio_unit(update.spent, portfolio.money),
        steps,
        update.corrects,
        withdraws,
        model.GRADE_RANKS[evidence.grade if evidence else None],
        *_zh_en(update.note),
        *_zh_en(by),
        *_evidence_values(evidence, portfolio),
    )


def _context_row(
    own: str, number: int, fact: model.Context, portfolio: Portfolio
) -> tuple[Any, ...]:
    evidence = _evidence_values(fact.evidence, portfolio)
    published = evidence[_EVIDENCE_COLUMNS.index("published")]
    known = fact.reported or max(fact.date, last_day(published) if published else fact.date)
    return own, number, fact.date, known, *_zh_en(fact.text), *evidence


_EMPTY_EVIDENCE = (None,) * len(_EVIDENCE_COLUMNS)


def _evidence_values(evidence: model.Evidence | None, portfolio: Portfolio) -> tuple[Any, ...]:
    """Title, publisher, date and link, from the evidence itself or from the document it names."""
    if evidence is None:
        return _EMPTY_EVIDENCE
    known = portfolio.documents.get(evidence.document) if evidence.document else None
    title, publisher = evidence.title, evidence.publisher
    published, url = evidence.published, evidence.url
    if known is not None:
        title, publisher = title or known.title, publisher or known.publisher
        published, url = published or known.published, url or known.url
    return (
        *_zh_en(title or evidence.document),
        *_zh_en(publisher),
        published,
        url,
        evidence.grade,
        *_zh_en(evidence.caveat),
    )


def _revision_row(
    own: str, number: int, revision: model.Revision, portfolio: Portfolio
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
        own,
        number,
        revision.date,
        revision.field,
        *sides,
        *_zh_en(revision.reason),
        *_evidence_values(revision.evidence, portfolio),
    )
