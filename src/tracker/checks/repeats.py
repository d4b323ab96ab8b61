"""Rules for reports that repeat or contradict each other, and for fields of a report that are not filled in."""

from __future__ import annotations

import unicodedata
from collections.abc import Hashable, Iterator
from difflib import SequenceMatcher
from typing import Any, Final

from tracker.checks.amounts import MoneyValue, to_common_unit
from tracker.checks.rule import Finding, Rule, RuleContext, as_param, rule
from tracker.i18n import Message
from tracker.portfolio.model import Bilingual, Target, Update
from tracker.portfolio.updates import ReportedField, superseded
from tracker.portfolio.validation import KeyPath

_FIGURES: Final[tuple[ReportedField, ...]] = ("value", "spent")
_SIMILAR: Final = 0.8  # ratio from which a word is taken for a misspelt key


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
    corrected = superseded(target.updates)
    known = set()
    for n, update in enumerate(target.updates):
        report = update.model_copy(update={"reported": None})
        if report in known:
            yield Finding(("updates", n), Message("check.same-update", date=update.date))
        if n not in corrected:
            known.add(report)


@rule("two-figures", needs=("updates",))
def one_source_has_one_figure(target: Target, around: RuleContext) -> Iterator[Finding]:
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
                if not _is_same(value, other, around.unit):
                    message = Message(
                        "check.two-figures",
                        date=update.date,
                        value=as_param(value),
                        other=as_param(other),
                    )
                    yield Finding(("updates", n, name), message, "warning")
                    break
            if value not in others[:2]:
                others.append(value)


def _is_same(value: MoneyValue, other: MoneyValue, unit: str | None) -> bool:
    pair = to_common_unit(value, other, unit)
    return value == other or (pair is not None and pair[0] == pair[1])


def _source(update: Update) -> Hashable:
    """What names the source of a report, and its grade."""
    evidence = update.evidence
    if evidence is None:
        return update.by
    return update.by, evidence.document, evidence.title, evidence.publisher, evidence.grade


@rule("blank", needs=("updates",))
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
                yield Finding(("updates", n, name), Message("check.blank", field=name), "warning")


@rule("by", needs=("updates",))
def reporters_are_spelt_as_defined(target: Target, around: RuleContext) -> Iterator[Finding]:
    """An organisation that reports is written as its key or its name; others may be written freely.

    Passes:
        organisations: {water-bureau: Water Bureau}
        lead: water-bureau
        updates:
          - {date: 2022-03-31, value: 1, by: Water Bureau, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, value: 2, by: water-bureau, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-09-30, value: 3, by: Harbour Office, evidence: {title: Bulletin, grade: A}}

    Fails:
        organisations: {water-bureau: Water Bureau}
        lead: water-bureau
        updates:
          - {date: 2022-03-31, value: 1, by: water-buraeu, evidence: {title: Bulletin, grade: A}}
    """
    if around.defined_keys["organisations"] is None:
        return
    organisations = around.portfolio.organisations
    for n, update in enumerate(target.updates):
        if update.by is None:
            continue
        for language, word in _words(update.by):
            if ("by", word) not in around.suggestions:
                around.suggestions["by", word] = _misspelt(word, organisations)
            if known := around.suggestions["by", word]:
                path = ("updates", n, "by", *language)
                message = Message("check.by", by=word, organisation=known)
                yield Finding(path, message, "warning")


def _words(by: str | Bilingual) -> list[tuple[KeyPath, str]]:
    return [((), by)] if isinstance(by, str) else [(("zh",), by.zh), (("en",), by.en)]


def _misspelt(word: str, organisations: Any) -> str:
    """The organisation's key or name that ``word`` is almost; "" where it is one, or another word."""
    names = [name for text in organisations.values() for _, name in _words(text)]
    if word in organisations or word in names:
        return ""
    folded = _folded(word)
    for name in (*organisations, *names):
        if _folded(name) == folded:
            return str(name)
    if not folded.isascii():  # one character more or less is another office
        return ""
    matcher = SequenceMatcher(b=folded)
    for key in organisations:
        matcher.set_seq1(_folded(key))
        if matcher.real_quick_ratio() >= _SIMILAR and matcher.ratio() >= _SIMILAR:
            return str(key)
    return ""


def _folded(text: str) -> str:
    """Without differences of case, width, spaces and invisible characters."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum())


RULES: Final[tuple[Rule, ...]] = (
    updates_differ,
    one_source_has_one_figure,
    fields_of_updates_are_filled_in,
    reporters_are_spelt_as_defined,
)
