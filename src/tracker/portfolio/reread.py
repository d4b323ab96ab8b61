"""A changed file read again: only the records between its first and its last change are parsed.

The parser is at the same point of its work before a line ``- id: …`` of the list of targets, whatever
follows, and at the same one after the records before such a line, wherever they could be parsed alone. So
the rest of the file is taken from the last reading, with its positions shifted. Where that is not certain,
the caller reads the whole file.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace
from typing import Final, NamedTuple

from tracker.portfolio.positions import line_start
from tracker.portfolio.problems import Problem
from tracker.portfolio.reader import Document, has_escapes, parse_document
from tracker.portfolio.records import PortfolioPart, TargetEntry, validate_document

_MARK: Final = re.compile(r"( *)- +")
"""What stands before a record in its line."""
_DOCUMENT_MARK: Final = re.compile(r"[\r\n](?:---|\.\.\.)")
_CHUNK: Final = 1 << 16  # characters compared at a time
_HEADER_NODES: Final = 3
"""The nodes before the records where they are parsed alone: the file, `targets` and the list."""


class _Records(NamedTuple):
    """Records in a row: numbers, characters and nodes, each from the first to the one after the last."""

    records: range
    characters: range  # whole lines
    nodes: range


def reread(before: PortfolioPart, text: str, digest: str) -> PortfolioPart | None:
    """What reading ``text`` gives, ``before`` being the same file with another text.

    None where a part of ``text`` may mean something else than it does alone.
    """
    old = before.document
    if old.problems or old.truncated or not old.raw_targets or has_escapes(text):
        return None
    changed = _changed_records(old, text)
    if changed is None:
        return None
    characters = changed.characters
    growth = len(text) - len(old.text)
    changed_text = text[characters.start : characters.stop + growth]
    if 2 * len(changed_text) > len(text) or _DOCUMENT_MARK.search(changed_text):
        return None
    margin = " " * (old.at(())[1] - 1)
    heading = f"{margin}targets:\n"
    alone = parse_document(heading + changed_text, old.file)
    if alone.problems or alone.truncated or not alone.raw_targets or len(alone.data) > 1:
        return None
    if _mark_of(alone, 0) != _mark_of(old, changed.records.start):
        return None
    document = _joined(old, text, changed, alone, len(heading))
    part = validate_document(alone)
    first, last = changed.records.start, changed.records.stop
    added = len(alone.raw_targets)
    return replace(
        before,
        document=document,
        digest=digest,
        entries=(
            *_moved(before.entries, document, 0, range(first)),
            *_moved(part.entries, document, first, range(added)),
            *_moved(
                before.entries,
                document,
                added - len(changed.records),
                range(last, len(old.raw_targets)),
            ),
        ),
        problems=_joined_problems(before, document, changed, part.problems),
    )


def _changed_records(old: Document, text: str) -> _Records | None:
    """The records of ``old`` outside which ``text`` is the same, up to the lines of those around."""
    same = _same_at_start(old.text, text)
    same_at_end = _same_at_end(old.text, text, min(len(old.text), len(text)) - same)
    count = len(old.raw_targets)
    first = bisect_right(range(count), same, key=lambda record: _start(old, record)) - 1
    # the line of the next record begins in what is the same at the end, the line break before it included
    last = bisect_left(
        range(first + 1, count),
        len(old.text) - same_at_end + 1,
        key=lambda record: line_start(old.text, _start(old, record)),
    )
    if first < 0 or _mark_of(old, first) is None:
        return None
    last += first + 1
    nodes = range(_node(old, first), old.positions.after(_node(old, last - 1)))
    start = line_start(old.text, _start(old, first))
    end = len(old.text)
    if nodes.stop < len(old.positions.starts):
        following = old.positions.starts[nodes.stop]
        end = line_start(old.text, following)
        if last < count:
            if _mark_of(old, last) is None:
                return None
        elif old.text[end:following].strip(" "):
            return None  # something stands before the key in its line
        if end <= len(old.text) - same_at_end:
            return None
    return _Records(range(first, last), range(start, end), nodes)


def _node(document: Document, record: int) -> int:
    return document.positions.node(document.data, ("targets", record))


def _start(document: Document, record: int) -> int:
    return document.positions.starts[_node(document, record)]


def _mark_of(document: Document, record: int) -> str | None:
    """The indentation of a record in a line of its own that begins with a dash; None for any other."""
    start = _start(document, record)
    match = _MARK.fullmatch(document.text, line_start(document.text, start), start)
    return match[1] if match else None


def _same_at_start(old: str, new: str) -> int:
    """How many characters are the same from the first one on."""
    length, index = min(len(old), len(new)), 0
    while index < length and old[index : index + _CHUNK] == new[index : index + _CHUNK]:
        index += _CHUNK
    low, high = min(index, length), min(index + _CHUNK, length)
    differs = bisect_left(
        range(low, high), True, key=lambda n: old[low : n + 1] != new[low : n + 1]
    )
    return low + differs


def _same_at_end(old: str, new: str, limit: int) -> int:
    """How many characters are the same up to the last one, ``limit`` at most."""

    def differ(first: int, last: int) -> bool:
        return old[len(old) - last : len(old) - first] != new[len(new) - last : len(new) - first]

    index = 0
    while index < limit and not differ(index, min(index + _CHUNK, limit)):
        index += _CHUNK
    low, high = min(index, limit), min(index + _CHUNK, limit)
    return low + bisect_left(range(low, high), True, key=lambda n: differ(low, n + 1))


def _joined(
    old: Document, text: str, changed: _Records, alone: Document, heading_length: int
) -> Document:
    """``old`` with the records of ``alone`` in place of the changed ones."""
    records = changed.records
    targets = [
        *old.raw_targets[: records.start],
        *alone.raw_targets,
        *old.raw_targets[records.stop :],
    ]
    positions = old.positions.with_nodes(
        changed.nodes,
        changed.characters,
        alone.positions,
        first_node=_HEADER_NODES,
        first_character=heading_length,
    )
    return Document(old.file, text, {**old.data, "targets": targets}, positions)


def _moved(
    entries: tuple[TargetEntry, ...], document: Document, shift: int, records: range
) -> list[TargetEntry]:
    """The entries of some records, as those of ``document``, where they are ``shift`` positions further."""
    return [
        replace(entry, document=document, position=entry.position + shift)
        for entry in entries
        if entry.position in records
    ]


def _lines(document: Document) -> int:
    return document.positions.line_column(len(document.text))[0]


def _joined_problems(
    before: PortfolioPart, document: Document, changed: _Records, new: tuple[Problem, ...]
) -> tuple[Problem, ...]:
    """The problems before and after the changed records, with ``new`` ones in between."""
    old = before.document
    first, _ = old.positions.line_column(changed.characters.start)
    at_end = changed.characters.stop == len(old.text)
    following = None if at_end else old.positions.line_column(changed.characters.stop)[0]
    growth = _lines(document) - _lines(old)
    return (
        *(problem for problem in before.problems if problem.line < first),
        *(problem._replace(line=problem.line + first - 2) for problem in new),
        *(
            problem._replace(line=problem.line + growth)
            for problem in before.problems
            if following is not None and problem.line >= following
        ),
    )
