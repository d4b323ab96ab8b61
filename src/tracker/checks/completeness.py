"""Rules for missing parts of a record: lead, start, due date, evidence, fields without a value."""

from __future__ import annotations

from collections.abc import Iterator

from tracker.checks.rule import FileFinding, Finding, RuleContext, portfolio_rule, rule
from tracker.i18n import Message
from tracker.portfolio.model import Target, evidence_of


@rule("no-lead", level="warning")
def has_lead(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A target names the responsible organisation.

    Passes:
        lead: bureau

    Fails:
        lead: null
    """
    if target.lead is None:
        yield Finding(("lead",), Message("check.no-lead"))


@rule("no-due", level="warning")
def has_deadline(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A target that can be judged has a due date; a statement and a composite need none.

    Passes:
        measure: {kind: statement}
        due: null

    Fails:
        measure: {kind: floor, unit: "%", floor: 5.5}
        due: null
    """
    if target.due is None and target.measure.kind not in ("statement", "parts"):
        yield Finding(("due",), Message("check.no-due"))


@rule("no-start", level="warning")
def has_start(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A target that can be judged has a start; a statement and a composite need none.

    Passes:
        measure: {kind: statement}
        start: null

    Fails:
        start: null
    """
    if target.start is None and target.measure.kind not in ("statement", "parts"):
        yield Finding(("start",), Message("check.no-start"))


@rule("no-evidence", level="warning")
def evidence_is_given(target: Target, _: RuleContext) -> Iterator[Finding]:
    """Every update and every related fact has evidence.

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
                yield Finding((name, n, "evidence"), Message("check.no-evidence"))


@rule("no-grade", level="warning")
def evidence_is_graded(target: Target, _: RuleContext) -> Iterator[Finding]:
    """The evidence of an update or a related fact has a grade.

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
                yield Finding((name, n, "evidence"), Message("check.no-grade"))


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
    for path, evidence in evidence_of(target):
        if evidence.document is None and evidence.title is None:
            yield Finding(path, Message("check.evidence"))


@rule("blank", level="warning", needs=("updates",))
def fields_of_updates_are_filled_in(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A field of a report has a value, or is left out.

    Passes:
        updates:
          - {date: 2022-03-31, value: 210, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 210, spent: , evidence: {title: Bulletin, grade: A}}
    """
    for n, update in enumerate(target.updates):
        for name in update.model_fields_set:
            if getattr(update, name) is None:
                yield Finding(("updates", n, name), Message("check.blank", field=name))


@portfolio_rule("no-licence", level="warning")
def licence_is_stated(context: RuleContext) -> Iterator[FileFinding]:
    """A portfolio that links to public documents states the licence of its own published data.

    Passes:
        portfolio: {title: Homes, money: 亿元, licence: {name: CC-BY-4.0}}
        documents: {paper: {title: Morning Paper, url: "https://example.org/paper"}}

    Fails:
        documents: {paper: {title: Morning Paper, url: "https://example.org/paper"}}
    """
    portfolio = context.portfolio
    if portfolio.header.licence is not None or portfolio.header.demonstration:
        return
    if not any(document.url for document in portfolio.documents.values()):
        return
    for part in portfolio.parts:
        if part.header is not None:
            finding = Finding(("portfolio",), Message("check.no-licence"), key=True)
            yield FileFinding(part.document, finding)
            return
