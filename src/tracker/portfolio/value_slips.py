"""Values, keys and references that are refused: the character that is wrong, and what was probably meant.

The type decides whether a corrected value is valid.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Final

from tracker.i18n import Message
from tracker.portfolio.characters import describe_character, first_odd, to_ascii
from tracker.portfolio.corrections import corrected_text, hint_for
from tracker.portfolio.line_slips import correct_line, first_difference, slip_message
from tracker.portfolio.positions import LINE_BREAK, line_start
from tracker.portfolio.problems import Problem, closest
from tracker.portfolio.reader import Document

KeyPath = Sequence[str | int]

_IN_BRACES: Final = re.compile(
    r":[ ]+(([-+]?[0-9]{1,3}(?:, ?[0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(,)(?:[0-9]{1,2}|[0-9]{4,}))"
    r"(?: ?(元|万元|亿元|万|亿|[A-Z]{3}))?)(?=\s*[,}])"
)


def explain_value(document: Document, path: KeyPath, value: Any, problem: Problem) -> Problem:
    """``problem`` with the wrong character and the corrected value, where those are clear."""
    if not isinstance(value, str) or "\n" in value:
        return problem
    names = problem.message.params.get("names", ())
    corrected = corrected_text(value, problem.message.key, names)
    if corrected is None and problem.message.key == "read.slug":
        return _foreign_letter(document, path, value, problem)
    if corrected is None or corrected == value:
        hint = hint_for(to_ascii(value).strip(" \"';,"), problem.message)
        return problem if hint is None else problem._replace(message=hint)
    odd = first_odd(value)
    if odd is None and problem.rule == "choice":
        return problem  # its suggestion says it
    if odd is None:
        message = Message("read.write_instead", reason=problem.message, correction=corrected)
        return problem._replace(message=message)
    return _at_character(document, path, value[odd], _named(problem, value[odd], corrected))


def explain_reference(document: Document, path: KeyPath, problem: Problem, names: Any) -> Problem:
    """A reference that is a defined name but for a character that only looks like the plain one."""
    value: Any = document.data
    for part in path:
        value = value[part]
    if not isinstance(value, str):
        return problem
    corrected = re.split(r"\s#", to_ascii(value))[0].strip(" \"';,.")
    odd = first_odd(value) if corrected in (names or ()) else None
    if odd is None:
        return _foreign_letter(document, path, value, problem)
    return _at_character(document, path, value[odd], _named(problem, value[odd], corrected))


def _named(problem: Problem, character: str, correction: str) -> Problem:
    """``problem`` with the wrong character by name, and what to write."""
    message = Message(
        "read.character_in_value",
        reason=problem.message,
        character=describe_character(character),
        correction=correction,
    )
    return problem._replace(message=message)


def _foreign_letter(
    document: Document, path: KeyPath, value: str, problem: Problem, *, key: bool = False
) -> Problem:
    """An id or a key with a letter of another script, which may look like a Latin one."""
    letter = next((letter for letter in value if not (letter.isascii() or _is_chinese(letter))), "")
    if not letter:
        return problem
    message = Message(
        "read.foreign_letter", reason=problem.message, character=describe_character(letter)
    )
    return _at_character(document, path, letter, problem._replace(message=message), key=key)


def _is_chinese(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK ")


def explain_key(
    document: Document, path: KeyPath, problem: Problem, names: Sequence[str]
) -> Problem:
    """An unknown key with a character that only looks like the plain one of ``names``, or like a space."""
    explained = explain_line(document, path, problem)
    if explained != problem:
        return explained
    key = str(path[-1])
    odd = first_odd(key)
    if odd is None:
        return _foreign_letter(document, path, key, problem, key=True)
    correction = closest(to_ascii(key).replace(" ", ""), names) or to_ascii(key)
    return _at_character(document, path, key[odd], _named(problem, key[odd], correction), key=True)


def explain_line(document: Document, path: KeyPath, problem: Problem, word: str = "") -> Problem:
    """A missing or unknown key, or a text in place of a block: the slip in its lines, if there is one.

    ``word`` is the missing key, "" where the problem has a line of its own.
    """
    text = document.text
    start, end = document.positions.span(document.data, path)
    if word:
        match = re.compile(rf"(?<![\w-]){re.escape(word)}\s*[：﹕︰]").search(text, start, end)
        if match is None:
            return problem
        start = match.start()
    line_from = line_start(text, start)
    line_end = LINE_BREAK.search(text, start)
    line = text[line_from : line_end.start() if line_end else len(text)]
    corrected = correct_line(line)
    if corrected == line.rstrip(" \t"):
        return problem
    column = first_difference(line, corrected)
    number, _ = document.positions.line_column(line_from)
    return problem._replace(
        line=number, column=column + 1, message=slip_message(line, column, corrected)
    )


def grouped_number(document: Document, problem: Problem) -> Problem:
    """A key that is digits: the rest of a number with separators within braces."""
    lines = LINE_BREAK.split(document.text)
    line = lines[problem.line - 1]
    for match in _IN_BRACES.finditer(line):
        if match.start(1) < problem.column - 1 < match.end(1):
            figure, separator = match[2], ""
            if match[3]:  # a decimal comma
                separator = "."
            correction = re.sub(", ?", separator, figure) + (f" {match[4]}" if match[4] else "")
            key = "read.decimal_comma" if separator else "read.grouped"
            return problem._replace(
                column=match.start(1) + 1,
                message=Message(key, value=match[1], correction=correction),
            )
    return problem


def _at_character(
    document: Document, path: KeyPath, character: str, problem: Problem, *, key: bool = False
) -> Problem:
    """``problem`` at the character in the value at ``path``, or in its key."""
    start, end = document.positions.span(document.data, path)
    if key:
        start, end = document.positions.index(document.data, path, key=True), start
    index = document.text.find(character, start, end)
    if index < 0:  # written as an escape, or a value that is not in the file
        return problem
    line, column = document.positions.line_column(index)
    return problem._replace(line=line, column=column)
