"""Rules for reporters: an organisation is not misspelt, and a status they declare is a known one."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any, Final

from tracker.checks.rule import Finding, RuleContext, rule
from tracker.i18n import Message
from tracker.portfolio.entries import DECLARABLE
from tracker.portfolio.model import Target
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import Bilingual
from tracker.portfolio.validation import KeyPath

_SIMILAR: Final = 0.8  # ratio from which a word is taken for a misspelt key


@rule("by", level="warning", needs=("updates",))
def reporters_are_spelt_as_defined(target: Target, context: RuleContext) -> Iterator[Finding]:
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
    if context.defined_keys["organisations"] is None:
        return
    organisations = context.portfolio.organisations
    for n, update in enumerate(target.updates):
        if update.by is None:
            continue
        for language, word in _words(update.by):
            if ("by", word) not in context.suggestions:
                context.suggestions["by", word] = _misspelt(word, organisations)
            if known := context.suggestions["by", word]:
                path = ("updates", n, "by", *language)
                message = Message("check.by", by=word, organisation=known)
                yield Finding(path, message)


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


@rule("declared")
def declared_statuses_are_known(target: Target, context: RuleContext) -> Iterator[Finding]:
    """A declared status is one of ours, or a rating of the reporters' own scale.

    Passes:
        updates:
          - {date: 2022-03-31, value: 5, declared: on_track, evidence: {title: Gazette, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, value: 5, declared: fine, evidence: {title: Gazette, grade: A}}
    """
    names = [*DECLARABLE, *context.portfolio.header.ratings]
    for n, update in enumerate(target.updates):
        if update.declared is not None and update.declared not in names:
            message = Message(
                "check.declared",
                value=update.declared,
                names=names,
                suggestion=suggest(update.declared, names),
            )
            yield Finding(("updates", n, "declared"), message)
