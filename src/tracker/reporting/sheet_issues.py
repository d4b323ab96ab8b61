"""Issues and decisions in the workbook: the rows that go out, and the words of choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.analysis.issues import CAUSE_KEYS
from tracker.i18n import Message, Translator, shorten
from tracker.portfolio.entries import DECLARABLE, Issue
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import DATA_LANGS, Text, localize
from tracker.reporting import parsing
from tracker.reporting.issues import (
    Entry,
    all_entries,
)
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.sheet_layout import (
    CLOSING,
    OPENING,
    bilingual,
)
from tracker.store.changes import NO_TARGET


def open_entries(
    portfolio: Portfolio, targets: Iterable[Target], *, with_general: bool
) -> list[Entry]:
    """The open issues of these targets and decisions on them; with those on no target in particular."""
    ids = {target.id for target in targets} | ({NO_TARGET} if with_general else set())
    return [
        entry
        for entry in all_entries(portfolio).values()
        if entry.record.closed is None and entry.change_target in ids
    ]


def issue_rows(targets: Iterable[Target], entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """By target, a row for each open entry and one for a new issue; then decisions on no target."""
    by_target: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        by_target.setdefault(entry.change_target, []).append(_entry_cells(entry))
    rows = []
    for target in targets:
        row = {"id": target.id, "title": bilingual(target.title)}
        rows += [row | cells for cells in by_target.get(target.id, ())]
        rows.append(row | {"without": CLOSING})
    return rows + by_target.get(NO_TARGET, [])


def _entry_cells(entry: Entry) -> dict[str, Any]:
    record = entry.record
    since = record.opened if isinstance(record, Issue) else record.due
    return {
        "entry": entry.name,
        "what": bilingual(record.text),
        "since": since,
        "without": OPENING,
    }


def cause_words(portfolio: Portfolio) -> dict[str, str]:
    """The causes by their words in Chinese, which the workbook offers."""
    words = {Translator("zh")(words): cause for cause, words in CAUSE_KEYS.items()}
    return words | {
        localize(title, "zh"): cause for cause, title in portfolio.header.causes.items()
    }


def declared_words(portfolio: Portfolio) -> dict[str, str]:
    """What may be declared, by its words in Chinese: the reporters' own scale, else our statuses."""
    ratings = portfolio.header.ratings
    if ratings:
        return {localize(rating.title, "zh"): key for key, rating in ratings.items()}
    return {Translator("zh").status(status): status for status in DECLARABLE}


def parse_choice(cell: CellValue, choices: Mapping[str, str], texts: Mapping[str, Text]) -> str:
    """The key of a choice, typed as its key or its words in either language; "" for an empty cell.

    ``choices`` has the keys by words, ``texts`` other words by key. CellError for anything else.
    """
    typed = parsing.parse_text(cell)
    known = dict(choices) | {key: key for key in choices.values()}
    for key, text in texts.items():
        known |= {localize(text, lang): key for lang in DATA_LANGS}
    by_folded = {words.casefold(): key for words, key in known.items()}
    if typed and typed.casefold() not in by_folded:
        found = shorten(typed, parsing.MAX_QUOTED)
        raise CellError(
            Message(
                "sheet.bad.choice",
                found=found,
                choices=list(choices),
                suggestion=suggest(typed, list(choices)),
            )
        )
    return by_folded.get(typed.casefold(), "")
