"""Slips in the shape of YAML: a line indented unlike its neighbours, a quote that is closed too late.

The parser stops at the line after such a slip, or many lines later, and names something else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import yaml

from tracker.i18n import Message
from tracker.portfolio import libyaml
from tracker.portfolio.keys import TOP_KEYS

_OPENING: Final = re.compile(r"( *)((?:- +)*)(?:[\w.-]+:(?= |$)|[^ #])")
_BLOCK_LINE: Final = re.compile(r" *(?:- +)*[\w.-]+:(?= |$)| *- ")
_KEY_IN_TEXT: Final = re.compile(r"\n *(?:- +)*\{?[\w.-]+:(?: |$)", re.MULTILINE)
_MAX_LINES_BACK: Final = (
    400  # lines before the error in which the columns of its blocks are looked for
)
_MAX_COLUMNS: Final = 3  # the nearest columns that are tried
_MAX_CHARACTERS: Final = 500_000  # of a text in which other indents are tried


class IndentSlip(NamedTuple):
    """The line, from 1, with a wrong indent of ``found`` spaces, and all lines with another one."""

    line: int
    found: int
    message: Message
    corrected: list[str]


def explain_indent(
    lines: Sequence[str], line: int, error_line: Callable[[str], int | None]
) -> IndentSlip | None:
    """Why the parser stops at ``line``, from 1: it begins in no column of the blocks around it.

    ``error_line`` gives the line at which the parser stops in a text; the indent that takes it furthest is
    the one that was meant. None where the indent is not the reason.
    """
    if line > len(lines) or not _BLOCK_LINE.match(lines[line - 1]):
        return None
    if sum(map(len, lines)) > _MAX_CHARACTERS:
        return None
    if (misplaced := _outdented_key(lines, line, error_line)) is not None:
        return misplaced
    found = _indent(lines[line - 1])
    columns = dict(_columns_around(lines, line))
    best: tuple[float, int, list[str]] | None = None
    begins = _beginning(lines[line - 1])
    if begins in TOP_KEYS:
        columns = {0: columns[0]} if 0 in columns else {}
    elif begins.startswith("-"):  # only where the items before it begin
        columns = {
            column: number
            for column, number in columns.items()
            if _beginning(lines[number - 1]) == begins
        }
    nearest = sorted(columns, key=lambda column: (abs(column - found), -column))
    for column in nearest[:_MAX_COLUMNS]:
        for last in dict.fromkeys((line, *_block_ends(lines, line))):
            moved = [*lines[: line - 1], *_moved(lines[line - 1 : last], column - found)]
            moved += lines[last:]
            stop = error_line("\n".join(moved))
            reached = float("inf") if stop is None else stop
            if reached > line and (best is None or reached > best[0]):
                best = reached, column, moved
    if best is None or best[1] == found:
        return None
    return _slip(line, found, best[1], columns[best[1]], best[2])


def _outdented_key(
    lines: Sequence[str], line: int, error_line: Callable[[str], int | None]
) -> IndentSlip | None:
    """The line before, where it begins in the first column with a key that is none of a file's."""
    before = line - 1
    if before < 2 or _indent(lines[before - 1]) or _beginning(lines[before - 1]) in TOP_KEYS:
        return None
    column = _indent(lines[line - 1])
    number = dict(_columns_around(lines, before)).get(column)
    if not column or number is None:
        return None
    moved = [*lines[: before - 1], " " * column + lines[before - 1], *lines[before:]]
    stop = error_line("\n".join(moved))
    if stop is not None and stop <= line:
        return None
    return _slip(before, 0, column, number, moved)


def _slip(line: int, found: int, expected: int, like: int, corrected: list[str]) -> IndentSlip:
    message = Message("read.indent", found=found + 1, expected=expected + 1, line=like)
    return IndentSlip(line, found, message, corrected)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _beginning(line: str) -> str:
    """The key with which a line begins, behind the hyphen of an item: ``- date`` of ``- {date: …``."""
    return re.sub(r"[{ ]+", " ", line.strip()).partition(":")[0]


def _columns_around(lines: Sequence[str], line: int) -> Iterator[tuple[int, int]]:
    """The columns at which a line may begin after the ones before it, each with the nearest line there."""
    limit: float = float("inf")
    for number in range(line - 1, max(line - 1 - _MAX_LINES_BACK, 0), -1):
        opening = _OPENING.match(lines[number - 1])
        if opening is None:
            continue
        hyphen, key = opening.end(1), opening.end(2)
        for column in (key, hyphen):  # the outermost lines last
            if column < limit:
                yield column, number
                limit = column
        if limit == 0:
            return


def _block_ends(lines: Sequence[str], line: int) -> Iterator[int]:
    """Up to which line a block goes that begins at ``line``: its own content, and its siblings with theirs."""
    indent = _indent(lines[line - 1])
    for smallest in (indent + 1, indent):
        end = line
        while end < len(lines) and (not lines[end].strip() or _indent(lines[end]) >= smallest):
            end += 1
        yield end


def _moved(lines: Sequence[str], columns: int) -> list[str]:
    return [
        " " * max(_indent(line) + columns, 0) + line.lstrip(" ") if line.strip() else line
        for line in lines
    ]


def is_in_quotes(error: yaml.YAMLError) -> bool:
    """Whether the parser stopped within a text in quotes."""
    return "quoted scalar" in str(getattr(error, "context", ""))


def late_quote(text: str, error: yaml.YAMLError) -> tuple[int, Message] | None:
    """The index of a quote that swallows the keys of the lines after it, and the message.

    It is closed by the next quote of the file, or not at all. None where quotes are not the reason.
    """
    opened = getattr(error, "context_mark", None)
    is_open = "unexpected end of stream" in str(getattr(error, "problem", ""))
    if is_open and is_in_quotes(error) and opened is not None:
        return opened.index, Message("read.quote_open")
    mark = getattr(error, "problem_mark", None)
    last: Any = None
    parser = libyaml.parser(text.replace("\t", " "))
    try:
        while (event := parser.get_event()) is not None:
            if isinstance(event, yaml.ScalarEvent) and event.style in ("'", '"'):
                last = event
    except yaml.YAMLError:
        pass
    if last is None or mark is None or last.end_mark.line != mark.line:
        return None
    if not _KEY_IN_TEXT.search(text, last.start_mark.index, last.end_mark.index):
        return None
    return last.start_mark.index, Message("read.quote_late", line=last.end_mark.line + 1)
