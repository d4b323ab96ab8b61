"""The problems of the records below a syntax error, so that one slip does not hide the others.

YAML cannot be read beyond such an error. The records of a file stand one below the other in the same column, so that
those after the broken one are read by themselves. Only their problems are used: the data of the file end at the error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from tracker.portfolio.model import PortfolioFile
from tracker.portfolio.problems import Problem
from tracker.portfolio.reader import Document, parse_document
from tracker.portfolio.records import validate_document

MAX_ERRORS: Final = 20
"""Broken records of a file below which others are read."""
MAX_CHARACTERS: Final = 8_000_000
"""Read again in all, so that a large file with many errors does not take minutes."""
_STOPS: Final = ("syntax", "tabs")
"""The rules of what ends the reading: a tab in front of a line is named instead of the error it makes."""
_HEADING: Final = re.compile(r"(?m)^(?P<margin> *)[\"']?targets[\"']?[ ]*:[ ]*(?:#.*)?\r?$")
_ITEM: Final = re.compile(r"(?m)^(?P<margin> *)-(?=[ \r\n]|$)")
_BLOCK: Final = re.compile(
    rf"(?m)^(?P<margin> *)[\"']?(?:{'|'.join(sorted(PortfolioFile.model_fields))})[\"']?[ ]*:"
)


class _Records(NamedTuple):
    """Where the records of a file begin."""

    margin: str  # in front of ``targets``
    starts: list[int]
    lines: list[int]


def later_problems(document: Document) -> Iterator[Problem]:
    """The problems of keys, types and syntax in the records below each syntax error of a document."""
    left = MAX_CHARACTERS
    for _ in range(MAX_ERRORS):
        records = _records(document)
        number = _after_error(document, records)
        if number is None:
            return
        line, start = records.lines[number], records.starts[number]
        left -= len(document.text) - start
        if left < 0:
            return
        heading = "\n" * (line - 2) + f"{records.margin}targets:\n"  # each line keeps its number
        document = parse_document(heading + document.text[start:], document.file)
        yield from validate_document(document).problems


def _after_error(document: Document, records: _Records) -> int | None:
    """The number of the record after the first syntax error, which may be above all; None where there is none."""
    errors = [problem.line for problem in document.problems if problem.rule in _STOPS]
    if not document.truncated or not errors:
        return None
    on_line = sum(line <= min(errors) for line in records.lines) - 1
    # a quote that is not closed is noticed records later: those that could be read end before it
    broken = min(on_line, len(document.raw_targets))
    return broken + 1 if broken < len(records.starts) - 1 else None


def _records(document: Document) -> _Records:
    text = document.text
    heading = _HEADING.search(text)
    first = _ITEM.search(text, heading.end()) if heading else None
    if heading is None or first is None:
        return _Records("", [], [])
    margin, column = heading["margin"], first["margin"]
    ends = (
        block.start()
        for block in _BLOCK.finditer(text, first.end())
        if len(block["margin"]) <= len(margin)
    )
    end = next(ends, len(text))
    items = _ITEM.finditer(text, first.start(), end)
    starts = [item.start() for item in items if item["margin"] == column]
    return _Records(margin, starts, [document.positions.line_column(start)[0] for start in starts])
