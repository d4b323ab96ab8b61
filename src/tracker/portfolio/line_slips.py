"""Slips of the keyboard in a line of YAML: full-width punctuation, odd spaces and conflict markers.

The parser stops at such a line, or after it, and names something else. Here the line is corrected as a
person would; the parser decides whether that was the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import yaml

from tracker.i18n import Message, shorten
from tracker.portfolio import libyaml
from tracker.portfolio.characters import ODD_SPACES, describe_character, without_hidden
from tracker.portfolio.keys import KEYS
from tracker.portfolio.positions import LINE_BREAK
from tracker.portfolio.structure_slips import explain_indent

_MARKER: Final = re.compile(
    r"^[^\S\r\n]*((?:<{7}|\|{7}|>{7})(?= |\r?$)[^\r\n]*|={7}(?= *\r?$))"
    # within a line, where a text of several lines was joined
    r"|(?<=[ n\"'])(?:(?<!<)<{7}|(?<!>)>{7})(?= \S)[^\r\n]*",
    re.MULTILINE,
)
_MARK_CHARACTERS: Final = ("<" * 7, "|" * 7, "=" * 7, ">" * 7)
_MAX_MARKERS: Final = 100
_MAX_LINES_BACK: Final = 60  # lines before the error in which its reason is looked for
_MAX_ROUNDS: Final = 20  # errors of one file that are explained
_SHOWN: Final = 100  # columns of a corrected line in a message

_SPACE: Final = f"[ {ODD_SPACES}]"
_KEY: Final = r"[\w.-]+"
_NAME: Final = r"[A-Za-z_][A-Za-z0-9_-]*"  # a key within brackets: texts there may be Chinese
_QUOTED: Final = re.compile(r""""(?:[^"\\]|\\.)*"|(?<=[\s:,\[{-])'(?:[^']|'')*'""")
_DASH: Final = "[－﹣‐‑‒–—―−]"

_BEFORE_QUOTE: Final = rf"(?:(?<=:{_SPACE})|(?<=[\[{{,]{_SPACE})|(?<=[\[{{])|(?<=- ))"
_AFTER_QUOTE: Final = r"(?=\s*(?:[,，}\]｝］]|#|$))"
_QUOTE_SUBSTITUTIONS: Final = tuple(  # quotes around a value, one or both of them typographic
    (
        re.compile(f"{_BEFORE_QUOTE}[{opening}]([^{opening}]*)[{closing}]{_AFTER_QUOTE}"),
        rf"{plain}\1{plain}",
    )
    for plain, opening, closing in (('"', '"“”„＂', '"“”＂'), ("'", "'‘’＇", "'‘’＇"))
)
_KEY_WITHOUT_COLON: Final = re.compile(rf"^( *(?:- +)?)({_NAME}) *[= ] *([^\s=:：]+)$")
_SUBSTITUTIONS: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(rf"^({_SPACE}*){_DASH}(?={_SPACE}|[｛{{]|{_NAME}[:：]){_SPACE}*"), r"\1- "),
    (re.compile(rf"^({_SPACE}*)-(?=[{ODD_SPACES}]){_SPACE}*"), r"\1- "),
    (re.compile(rf"^( *)-(?={_NAME}:(?: |$))"), r"\1- "),
    (re.compile(rf"^({_SPACE}*)＃"), r"\1#"),
    (re.compile(rf"{_SPACE}＃"), " #"),
    (re.compile(rf"^({_SPACE}*(?:- +)?)({_KEY}){_SPACE}*[：﹕︰]{_SPACE}*(?=\S)"), r"\1\2: "),
    (re.compile(rf"^({_SPACE}*(?:- +)?)({_KEY}){_SPACE}*[：﹕︰]{_SPACE}*$"), r"\1\2:"),
    (re.compile(rf"([{{,，；、;｛]\s*)({_NAME}){_SPACE}*[：﹕︰]{_SPACE}*"), r"\1\2: "),
    (re.compile(rf"[，；、;]{_SPACE}*(?={_NAME}:(?:{_SPACE}|$))"), ", "),
    (re.compile(rf"(?<=[}}\]｝］\"'\0]){_SPACE}*[，；、]{_SPACE}*"), ", "),
    (re.compile(rf":[{ODD_SPACES}]{_SPACE}*"), ": "),
    (re.compile(rf"(?<=: )[（(](?={_NAME}:)([^（）()]*)[）)]"), r"{\1}"),
    (re.compile(rf"^({_SPACE}*(?:- +)?)({_NAME}):(?=[^\s:/])"), r"\1\2: "),
    (re.compile(rf"([{{,]\s*)({_NAME}):(?=[^\s:/,}}\]])"), r"\1\2: "),
    (re.compile(r"(?<=: )[｛]|(?<=- )｛|^(?<=\s)｛"), "{"),
    (re.compile(r"｝(?=\s*(?:[,，}\]｝］]|#|$))"), "}"),
    (re.compile(r"(?<=: )[［【]|(?<=- )[［【]"), "["),
    (re.compile(r"[］】](?=\s*(?:[,，}\]｝］]|#|$))"), "]"),
)


class LineSlip(NamedTuple):
    """A slip and where it is; line from 1, column from 0."""

    line: int
    column: int
    message: Message


def conflict_markers(text: str) -> list[tuple[int, Message]]:
    """The index of each marker that a merge left at the start of a line, and the message."""
    if not any(mark in text for mark in _MARK_CHARACTERS):
        return []
    return [
        (match.end() - len(marker), Message("read.conflict", marker=shorten(marker, 40)))
        for match in list(_MARKER.finditer(text))[:_MAX_MARKERS]
        for marker in [match[1] or match[0]]
    ]


def _with_colon(match: re.Match[str]) -> str:
    return f"{match[1]}{match[2]}: {match[3]}" if match[2] in KEYS else match[0]


def correct_line(line: str) -> str:
    """``line`` with YAML's own characters where full-width ones stand for them; quoted texts stay."""
    corrected = without_hidden(line)
    for pattern, replacement in _QUOTE_SUBSTITUTIONS:
        corrected = pattern.sub(replacement, corrected)
    quoted = _QUOTED.findall(corrected)
    corrected = _QUOTED.sub("\0", corrected)
    corrected = _KEY_WITHOUT_COLON.sub(_with_colon, corrected)
    indent = re.match(rf"{_SPACE}*", corrected)
    if indent is not None:
        spaces = indent[0].replace("\u3000", "  ")
        corrected = re.sub(".", " ", spaces) + corrected[indent.end() :]
    for pattern, replacement in _SUBSTITUTIONS:
        corrected = pattern.sub(replacement, corrected)
    pieces = corrected.split("\0")
    return "".join(
        piece + text for piece, text in zip(pieces, [*quoted, ""], strict=False)
    ).rstrip()


def slip_message(line: str, column: int, corrected: str) -> Message:
    """The character at ``column`` by name, and the line as it should be."""
    correction = shorten(corrected.strip(), _SHOWN)
    if not correction:  # the line only looks empty
        return hidden_message(line, column)
    if column >= len(line) or line[column].isascii():
        added = corrected[column : column + 1]
        if added == " " and column > 0 and line[column - 1] == "-":
            return Message("read.slip_hyphen", correction=correction)
        if added == " ":
            return Message("read.slip_space", correction=correction)
        return Message("read.slip_plain", expected=added, correction=correction)
    return Message("read.slip", character=describe_character(line[column]), correction=correction)


def hidden_message(line: str, column: int) -> Message:
    """The hidden character at ``column`` by name, and the line without it."""
    return Message(
        "read.hidden",
        character=describe_character(line[column]),
        correction=shorten(without_hidden(line).strip(), _SHOWN) or '""',
    )


def first_difference(line: str, corrected: str) -> int:
    """The column, from 0, of the first character that is not the same."""
    pairs = zip(line, corrected, strict=False)
    return next(
        (number for number, (old, new) in enumerate(pairs) if old != new),
        min(len(line), len(corrected)),
    )


def explain_syntax_error(
    text: str, line: int, first: int, *, in_quotes: bool = False
) -> list[LineSlip]:
    """The slips behind the parser's error at ``line``, from 1; none where the reason is another.

    ``first`` is the line where the node begins that could not be completed; ``in_quotes``: it is a text in
    quotes. Only corrections after which
    the parser gets further are returned.
    """
    lines = LINE_BREAK.split(text)
    slips: list[LineSlip] = []
    error_line: int | None = line
    for _ in range(_MAX_ROUNDS):
        if error_line is None:
            break
        explained, following = _explain_once(lines, error_line, first)
        indent = None
        if not explained and not in_quotes:
            indent = explain_indent(lines, error_line, _error_line)
        if indent is not None:
            explained = [LineSlip(indent.line, indent.found, indent.message)]
            lines = indent.corrected
            following = _error_line("\n".join(lines))
        if not explained:
            break
        error_line = following
        slips += explained
        first = 1
    return slips


def _explain_once(lines: list[str], line: int, first: int) -> tuple[list[LineSlip], int | None]:
    """The slips behind one error, corrected in ``lines``, and the line of the next error."""
    candidates = list(_candidates(lines, line, first))
    attempts = [[candidate] for candidate in candidates[:4]]
    if len(candidates) > 1:
        attempts.append(candidates)
    for attempt in attempts:
        before = [(number, lines[number - 1]) for number, _ in attempt]
        for number, corrected in attempt:
            lines[number - 1] = corrected
        following = _error_line("\n".join(lines))
        if following is None or following > line or (line == len(lines) and following > first):
            slips = []
            for (number, old), (_, corrected) in zip(before, attempt, strict=True):
                column = first_difference(old, corrected)
                slips.append(LineSlip(number, column, slip_message(old, column, corrected)))
            return slips, following
        for number, old in before:
            lines[number - 1] = old
    return [], line


def _candidates(lines: list[str], line: int, first: int) -> Iterator[tuple[int, str]]:
    """Lines with a slip and their corrections, the nearest to the error first."""
    last = min(line, len(lines))
    stop = max(last - _MAX_LINES_BACK, 0)
    numbers = [*range(last, stop, -1)]
    numbers += [number for number in (first, first + 1) if 0 < number <= stop]
    for number in numbers:
        old = lines[number - 1].removesuffix("\r")
        corrected = correct_line(old)
        if corrected != old.rstrip(" \t"):
            yield number, corrected


def _error_line(text: str) -> int | None:
    """The line, from 1, at which the parser stops; None where it does not."""
    try:
        parser = libyaml.parser(text.replace("\t", " "))
        while parser.get_event() is not None:
            pass
    except yaml.reader.ReaderError as error:
        return text.encode()[: error.position].count(b"\n") + 1
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        return text.count("\n", 0, mark.index) + 1 if mark else 1
    return None
