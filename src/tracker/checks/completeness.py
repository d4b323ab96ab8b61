"""Rules for what a record should say and does not: who, from when, until when, according to whom."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from tracker.checks.rule import Finding, Rule, RuleContext, rule
from tracker.portfolio.model import Target


@rule("no-lead")
def has_lead(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Somebody is responsible.

    Passes:
        lead: bureau

    Fails:
        lead: null
    """
    if target.lead is None:
        yield Finding(
            ("lead",),
            "nobody leads this target; expected a key of organisations: "
            "name who is responsible once a source says so",
            "warning",
        )


@rule("no-due")
def has_deadline(target: Target, _: RuleContext) -> Iterator[Finding]:
    """What can be judged has a deadline; a statement needs none.

    Passes:
        measure: {kind: statement}
        due: null

    Fails:
        measure: {kind: floor, unit: "%", floor: 5.5}
        due: null
    """
    if target.due is None and target.measure.kind != "statement":
        yield Finding(
            ("due",),
            "without due this target is never judged; expected a day: "
            "add it, with the reason under assumed where no source names one",
            "warning",
        )


@rule("no-start")
def has_start(target: Target, _: RuleContext) -> Iterator[Finding]:
    """What can be judged has a start; a statement needs none.

    Passes:
        measure: {kind: statement}
        start: null

    Fails:
        start: null
    """
    if target.start is None and target.measure.kind != "statement":
        yield Finding(
            ("start",),
            "without start this target cannot be held against a plan; expected a day: "
            "add it, with the reason under assumed where no source names one",
            "warning",
        )


@rule("no-evidence")
def evidence_is_given(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Every figure and every related fact leads to its source.

    Passes:
        context:
          - {date: 2023-01-29, text: Half were moved., evidence: {title: Bulletin, grade: C}}

    Fails:
        context:
          - {date: 2023-01-29, text: Half were moved.}
    """
    for name in ("updates", "context"):
        for n, item in enumerate(getattr(target, name)):
            if item.evidence is None:
                yield Finding(
                    (name, n),
                    "no evidence; expected a block `evidence:` with document or title: "
                    "say where this comes from",
                    "warning",
                )


@rule("no-grade")
def evidence_is_graded(target: Target, _: RuleContext) -> Iterator[Finding]:
    """The evidence of a figure or a related fact says how good it is.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: B}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin}}
    """
    for name in ("updates", "context"):
        for n, item in enumerate(getattr(target, name)):
            if item.evidence is not None and item.evidence.grade is None:
                yield Finding(
                    (name, n, "evidence"),
                    "evidence without a grade; expected grade: A (official, same measure), "
                    "B (official or reputable, related measure) or C (secondary)",
                    "warning",
                )


@rule("evidence")
def evidence_names_its_source(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Evidence names a document of the portfolio or a title of its own.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {document: paper, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {publisher: Gazette, grade: A}}
    """
    for name in ("updates", "context", "revisions"):
        for n, item in enumerate(getattr(target, name)):
            evidence = item.evidence
            if evidence is not None and evidence.document is None and evidence.title is None:
                yield Finding(
                    (name, n, "evidence"),
                    "evidence that names no source; expected document, a key of documents, or title",
                )


RULES: Final[tuple[Rule, ...]] = (
    has_lead,
    has_deadline,
    has_start,
    evidence_is_given,
    evidence_is_graded,
    evidence_names_its_source,
)
