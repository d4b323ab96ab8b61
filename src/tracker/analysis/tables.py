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
from tracker.portfolio.scalars import Amount, in_money, last_day

DAY = "datetime64[us]"
GRADES = {"A": 3, "B": 2, "C": 1, None: 0}
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


_EVIDENCE = (
    "evidence_zh", "evidence_en", "publisher_zh", "publisher_en", "published", "url", "grade",
    "caveat_zh", "caveat_en",
)  # fmt: skip
_COLUMNS: dict[str, dict[str, str]] = {
    "targets": {
        "id": "str", "title_zh": "str", "title_en": "str", "promise_zh": "str",
        "promise_en": "str", "plan": "str", "theme": "str", "lead": "str", "kind": "str",
        "unit_zh": "str", "unit_en": "str", "approximate": "bool", "baseline": "float64",
        "goal": "float64", "high": "float64", "above_met": "bool", "start": DAY, "due": DAY,
        "every_months": "int64", "grace_days": "int64", "amber": "float64", "red": "float64",
        "source": "str", "article": "float64", "paragraph": "float64",
    },
    "updates": {
        "id": "str", "number": "int64", "date": DAY, "reported": DAY, "value": "float64",
        "spent": "float64", "steps": "bool", "corrects": DAY, "withdraws": "bool", "rank": "int64",
        "note_zh": "str", "note_en": "str", "by_zh": "str", "by_en": "str", **dict.fromkeys(_EVIDENCE, "str"),
    },
    "milestones": {
        "id": "str", "number": "int64", "milestone": "str", "title_zh": "str", "title_en": "str",
        "due": DAY, "weight": "float64",
    },
    "budgets": {
        "id": "str", "approved": "float64", "on": DAY, "note_zh": "str", "note_en": "str",
    },
    "context": {
        "id": "str", "number": "int64", "date": DAY, "reported": DAY, "text_zh": "str",
        "text_en": "str",
        **dict.fromkeys(_EVIDENCE, "str"),
    },
    "revisions": {
        "id": "str", "number": "int64", "date": DAY, "field": "str", "from_value": "float64",
        "from_high": "float64", "from_day": DAY, "to_value": "float64", "to_high": "float64",
        "to_day": DAY, "reason_zh": "str", "reason_en": "str", **dict.fromkeys(_EVIDENCE, "str"),
    },
    "trajectory": {"id": "str", "date": DAY, "value": "float64"},
    "done": {"id": "str", "number": "int64", "update": "int64", "milestone": "str"},
}  # fmt: skip


def tables(portfolio: Portfolio) -> Tables:
    """The sound targets of ``portfolio`` as tables, in the order of the files."""
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _COLUMNS}
    money = portfolio.money
    for target in portfolio.targets:
        own = target.id
        rows["targets"].append(_target(target, portfolio.header))
        for number, update in enumerate(target.updates):
            place = len(rows["updates"])
            rows["updates"].append(_update(own, number, update, portfolio))
            rows["done"] += [(own, number, place, step) for step in update.done or ()]
        rows["milestones"] += [
            (own, number, step.id, *_both(step.title), step.due, step.weight)
            for number, step in enumerate(target.milestones)
        ]
        if (budget := target.budget) is not None:
            approved = _money(budget.approved, money)
            rows["budgets"].append((own, approved, budget.on, *_both(budget.note)))
        rows["context"] += [
            _context(own, number, fact, portfolio) for number, fact in enumerate(target.context)
        ]
        rows["revisions"] += [
            _revision(own, number, revision, portfolio)
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


def _both(text: str | model.Bilingual | None) -> tuple[str | None, str | None]:
    if isinstance(text, model.Bilingual):
        return text.zh, text.en
    return text, text


def _money(amount: float | Amount | None, money: str) -> float | None:
    """None for an amount in another currency: the checks tell, and nothing is converted."""
    if amount is None:
        return None
    try:
        return in_money(amount, money)
    except ValueError:
        return None


def _target(target: model.Target, header: model.Header) -> tuple[Any, ...]:
    measure = target.measure
    unit: tuple[str | None, str | None] = (None, None)
    baseline = goal = high = None
    approximate = above_met = False
    if isinstance(measure, model.Numeric):
        unit, approximate = _both(measure.unit), measure.approximate
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
        target.id, *_both(target.title), *_both(target.promise), target.plan, target.theme,
        target.lead, measure.kind, *unit, approximate, baseline, goal, high, above_met,
        target.start, target.due, model.MONTHS[every], grace, header.lamps.amber,
        header.lamps.red, source.document, source.article, source.paragraph,
    )  # fmt: skip


def _update(own: str, number: int, update: model.Update, portfolio: Portfolio) -> tuple[Any, ...]:
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
        own, number, update.date, update.reported or update.date, update.value,
        _money(update.spent, portfolio.money), steps, update.corrects,
        withdraws, GRADES[evidence.grade if evidence else None], *_both(update.note), *_both(by),
        *_evidence(evidence, portfolio),
    )  # fmt: skip


def _context(own: str, number: int, fact: model.Context, portfolio: Portfolio) -> tuple[Any, ...]:
    evidence = _evidence(fact.evidence, portfolio)
    published = evidence[_EVIDENCE.index("published")]
    known = fact.reported or max(fact.date, last_day(published) if published else fact.date)
    return own, number, fact.date, known, *_both(fact.text), *evidence


_NO_EVIDENCE = (None,) * len(_EVIDENCE)


def _evidence(evidence: model.Evidence | None, portfolio: Portfolio) -> tuple[Any, ...]:
    """Title, publisher, date and link, from the evidence itself or from the document it names."""
    if evidence is None:
        return _NO_EVIDENCE
    known = portfolio.documents.get(evidence.document) if evidence.document else None
    title, publisher = evidence.title, evidence.publisher
    published, url = evidence.published, evidence.url
    if known is not None:
        title, publisher = title or known.title, publisher or known.publisher
        published, url = published or known.published, url or known.url
    return (
        *_both(title or evidence.document), *_both(publisher), published, url, evidence.grade,
        *_both(evidence.caveat),
    )  # fmt: skip


def _revision(
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
            value = _money(side, portfolio.money)
        elif isinstance(side, tuple):
            value, high = side
        else:
            value = side
        sides += [value, high, day]
    return (
        own, number, revision.date, revision.field, *sides, *_both(revision.reason),
        *_evidence(revision.evidence, portfolio),
    )  # fmt: skip
