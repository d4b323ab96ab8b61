"""Rules for revisions: each starts from the one before, and the last one leads to today's goal."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final

from tracker.checks.amounts import to_common_unit
from tracker.checks.rule import Finding, RuleContext, as_param, rule
from tracker.i18n import Message
from tracker.portfolio.entries import Revision
from tracker.portfolio.measures import COUNTED_KINDS, KINDS, Flow
from tracker.portfolio.model import Target
from tracker.portfolio.money import Amount

_KINDS_BY_FIELD: Final[dict[str, tuple[str, ...]]] = {
    "target": COUNTED_KINDS,
    "floor": ("floor",),
    "ceiling": ("ceiling",),
    "range": ("range",),
    "start": KINDS,
    "due": KINDS,
    "budget": KINDS,
}
_DAY: Final = ((dt.date, type(None)), Message("value.day_or_null"))
_NUMBER: Final = ((float,), Message("value.number"))
_TYPES: Final[dict[str, tuple[tuple[type, ...], Message]]] = {
    "target": _NUMBER,
    "floor": _NUMBER,
    "ceiling": _NUMBER,
    "range": ((tuple,), Message("value.range")),
    "start": _DAY,
    "due": _DAY,
    "budget": ((float, Amount, type(None)), Message("value.amount_or_null")),
}


def _mistyped_sides(revision: Revision) -> list[tuple[str, Any]]:
    """The sides of a revision, by name, that are not of the type of its field."""
    types, _ = _TYPES[revision.field]
    sides = (("from", revision.from_), ("to", revision.to))
    return [(name, side) for name, side in sides if type(side) not in types]


@rule("revision-order", level="warning")
def revisions_are_sorted(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Revisions are sorted by date.

    Passes:
        revisions:
          - {date: 2022-03-01, field: target, from: 1500, to: 1200, reason: Fewer owners agreed}
          - {date: 2022-07-01, field: target, from: 1200, to: 1000, reason: Two blocks left out}

    Fails:
        revisions:
          - {date: 2022-07-01, field: target, from: 1200, to: 1000, reason: Two blocks left out}
          - {date: 2022-03-01, field: target, from: 1500, to: 1200, reason: Fewer owners agreed}
    """
    for n, (before, revision) in enumerate(pairwise(target.revisions), 1):
        if revision.date < before.date:
            yield Finding(
                ("revisions", n, "date"),
                Message("check.revision-order", date=revision.date, previous=before.date),
            )


@rule("revision-field", needs=("measure", "budget"))
def revised_fields_exist(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A revision changes a field that this kind of target has.

    Passes:
        measure: {kind: floor, unit: "%", floor: 5.5}
        revisions: [{date: 2022-07-01, field: floor, from: 6, to: 5.5, reason: Weaker trade}]

    Fails:
        measure: {kind: floor, unit: "%", floor: 5.5}
        revisions: [{date: 2022-07-01, field: target, from: 6, to: 5.5, reason: Weaker trade}]
    """
    kind = target.measure.kind
    budgets = [revision.to for revision in target.revisions if revision.field == "budget"]
    withdrawn = budgets[-1:] == [None]
    for n, revision in enumerate(target.revisions):
        if kind not in _KINDS_BY_FIELD[revision.field]:
            fields = [name for name, kinds in _KINDS_BY_FIELD.items() if kind in kinds]
            message = Message(
                "check.revision-field.kind", kind=kind, field=revision.field, fields=fields
            )
        elif revision.field == "budget" and target.budget is None and not withdrawn:
            message = Message("check.revision-field.budget")
        else:
            continue
        yield Finding(("revisions", n, "field"), message)


@rule("revision-year", needs=("measure",))
def revised_goals_of_flows_name_their_year(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A revision of the goal of a flow names one of its years, and no other revision names a year.

    Passes:
        measure: {kind: flow, unit: people, years: {"2022": 500}}
        revisions: [{date: 2022-07-01, field: target, year: "2022", from: 600, to: 500, reason: Late start}]

    Fails:
        measure: {kind: flow, unit: people, years: {"2022": 500}}
        revisions: [{date: 2022-07-01, field: target, from: 600, to: 500, reason: Late start}]
    """
    years = list(target.measure.years) if isinstance(target.measure, Flow) else []
    for n, revision in enumerate(target.revisions):
        if not years or revision.field != "target":
            if revision.year is not None:
                message = Message("check.revision-year.none", year=revision.year)
                yield Finding(("revisions", n, "year"), message)
        elif revision.year is None:
            yield Finding(("revisions", n), Message("check.revision-year.missing", years=years))
        elif revision.year not in years:
            message = Message("check.revision-year.unknown", year=revision.year, years=years)
            yield Finding(("revisions", n, "year"), message)


@rule("revision-type")
def revised_values_fit(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Both sides of a revision are of the type of its field.

    Passes:
        revisions:
          - {date: 2022-07-01, field: due, from: 2022-06-30, to: 2022-12-31, reason: Late permits}

    Fails:
        revisions:
          - {date: 2022-07-01, field: due, from: 2022, to: 2022-12-31, reason: Late permits}
    """
    for n, revision in enumerate(target.revisions):
        for name, side in _mistyped_sides(revision):
            yield Finding(
                ("revisions", n, name),
                Message(
                    "check.revision-type",
                    side=name,
                    value=as_param(side),
                    field=revision.field,
                    expected=_TYPES[revision.field][1],
                ),
            )


@rule("revision-same", level="warning")
def revisions_change_something(target: Target, context: RuleContext) -> Iterator[Finding]:
    """A revision has another value after it than before: without a change, pages would call the goal revised.

    Passes:
        revisions:
          - {date: 2022-07-01, field: target, from: 1200, to: 1000, reason: Two blocks left out}

    Fails:
        revisions:
          - {date: 2022-07-01, field: due, from: 2022-12-31, to: 2022-12-31, reason: Two blocks left out}
    """
    for n, revision in enumerate(target.revisions):
        before, after = revision.from_, revision.to
        if _mistyped_sides(revision) or (
            isinstance(before, (float, Amount))
            and isinstance(after, (float, Amount))
            and to_common_unit(before, after, context.unit) is None
        ):
            continue  # another rule names it
        if _is_equal(before, after, context.unit):
            message = Message(
                "check.revision-same", field=revision.field, value=as_param(revision.to)
            )
            yield Finding(("revisions", n, "to"), message)


@rule("revision-chain", needs=("revisions", "measure", "start", "due", "budget"))
def revisions_match_record(target: Target, context: RuleContext) -> Iterator[Finding]:
    """Each revision of a field starts from the last one, and the record has the value of the last.

    Passes:
        measure: {kind: cumulative, unit: homes, target: 1000}
        revisions:
          - {date: 2022-03-01, field: target, from: 1500, to: 1200, reason: Fewer owners agreed}
          - {date: 2022-07-01, field: target, from: 1200, to: 1000, reason: Two blocks left out}

    Fails:
        measure: {kind: cumulative, unit: homes, target: 1200}
        revisions:
          - {date: 2022-03-01, field: target, from: 1500, to: 1200, reason: Fewer owners agreed}
          - {date: 2022-07-01, field: target, from: 1200, to: 1000, reason: Two blocks left out}
    """
    if not target.revisions:
        return
    chains: dict[tuple[str, str | None], list[tuple[int, Revision]]] = {}
    for n, revision in enumerate(target.revisions):
        chains.setdefault((revision.field, revision.year), []).append((n, revision))
    for (name, year), chain in chains.items():
        current, where = _current_value(target, name, year)
        if where is None or any(_mistyped_sides(revision) for _, revision in chain):
            continue
        chain.sort(key=lambda item: item[1].date)
        for (_, before), (n, revision) in pairwise(chain):
            if not _is_equal(before.to, revision.from_, context.unit):
                yield Finding(
                    ("revisions", n, "from"),
                    Message(
                        "check.revision-chain.from",
                        field=name,
                        value=as_param(revision.from_),
                        previous=before.date,
                        previous_value=as_param(before.to),
                    ),
                )
        n, last = chain[-1]
        if not _is_equal(last.to, current, context.unit):
            yield Finding(
                ("revisions", n, "to"),
                Message(
                    "check.revision-chain.to",
                    field=name,
                    value=as_param(last.to),
                    path=where,
                    current=as_param(current),
                ),
            )


def _current_value(target: Target, name: str, year: str | None) -> tuple[Any, str | None]:
    """The value of a field in the record and its path; no path for a field that it does not have."""
    if isinstance(target.measure, Flow) and name == "target":
        if year in target.measure.years:
            return target.measure.years[year], f"measure.years.{year}"
        return None, None
    if name == "budget" and target.budget is not None:
        return target.budget.amount, f"budget.{target.budget.amount_key}"
    if name in ("start", "due"):
        return getattr(target, name), name
    if name != "budget" and target.measure.kind in _KINDS_BY_FIELD[name]:
        return getattr(target.measure, name), f"measure.{name}"
    return None, None


def _is_equal(one: Any, other: Any, unit: str | None) -> bool:
    if isinstance(one, (float, Amount)) and isinstance(other, (float, Amount)):
        pair = to_common_unit(one, other, unit)
        return pair is None or math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-12)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return all(_is_equal(a, b, unit) for a, b in zip(one, other, strict=True))
    return bool(one == other)
