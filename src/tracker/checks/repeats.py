"""Rules for reports that repeat or contradict each other."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from typing import Final

from tracker.checks.amounts import MoneyValue, to_common_unit
from tracker.checks.rule import Finding, RuleContext, as_param, rule
from tracker.i18n import Message
from tracker.portfolio.entries import Update
from tracker.portfolio.model import Target
from tracker.portfolio.updates import ReportedField, superseded

_FIGURES: Final[tuple[ReportedField, ...]] = ("value", "spent")


@rule("same-update", needs=("updates",))
def updates_differ(target: Target, _: RuleContext) -> Iterator[Finding]:
    """No report is on record twice.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, value: 210, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
    """
    if not _some_share_a_day(target.updates):
        return
    corrected = superseded(target.updates)
    known = set()
    for n, update in enumerate(target.updates):
        report = update.model_copy(update={"reported": None})
        if report in known:
            yield Finding(("updates", n), Message("check.same-update", date=update.date))
        if n not in corrected:
            known.add(report)


@rule("two-figures", level="warning", needs=("updates",))
def one_source_has_one_figure(target: Target, context: RuleContext) -> Iterator[Finding]:
    """One source of one grade has one figure a day; a different one is a correction.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-03-31, value: 215, evidence: {title: Gazette, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-03-31, value: 215, evidence: {title: Bulletin, grade: A}}
    """
    if not _some_share_a_day(target.updates):
        return
    corrected = superseded(target.updates)
    known: dict[Hashable, list[MoneyValue]] = {}
    for n, update in enumerate(target.updates):
        if update.corrects or n in corrected:
            continue
        for name in _FIGURES:
            value = getattr(update, name)
            if value is None:
                continue
            others = known.setdefault((name, update.date, _source(update)), [])
            for other in others:
                if not _is_same(value, other, context.unit):
                    message = Message(
                        "check.two-figures",
                        date=update.date,
                        value=as_param(value),
                        other=as_param(other),
                    )
                    yield Finding(("updates", n, name), message)
                    break
            if value not in others[:2]:
                others.append(value)


def _some_share_a_day(updates: Sequence[Update]) -> bool:
    """Whether there is anything to compare: most targets have one report a day."""
    return len({update.date for update in updates}) < len(updates)


def _is_same(value: MoneyValue, other: MoneyValue, unit: str | None) -> bool:
    pair = to_common_unit(value, other, unit)
    return value == other or (pair is not None and pair[0] == pair[1])


def _source(update: Update) -> Hashable:
    """What names the source of a report, and its grade."""
    evidence = update.evidence
    if evidence is None:
        return update.by
    return update.by, evidence.document, evidence.title, evidence.publisher, evidence.grade
