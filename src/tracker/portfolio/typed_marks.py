"""Quotes and signs of a Chinese keyboard around a plain text, which YAML takes for a part of it.

``title: “旧房改造”`` is a text with the quotes in it. Where somebody meant them, the text as a whole
stands in straight quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from tracker.i18n import Message, shorten
from tracker.portfolio.characters import IN_TYPED_QUOTES, describe_character
from tracker.portfolio.keys import PROSE_KEYS
from tracker.portfolio.positions import line_start
from tracker.portfolio.problems import Problem
from tracker.portfolio.reader import Document

_QUOTED: Final = re.compile(
    rf"(?m)[:,\[{{-][ ]+({IN_TYPED_QUOTES.pattern})(?=[ ]*(?:[,\]}}]|[ ]#|\r?$))"
)
_TEXT_BLOCKS: Final = frozenset(
    ["themes", "plans", "organisations"]
)  # a value may be a text itself
_BLOCK_SIGN: Final = re.compile(r"(?m):[ ]+([｜＞])[ ]*\r?$")
_BLOCK_SIGNS: Final = {"｜": "|", "＞": ">"}
_SHOWN: Final = 100  # columns of a corrected text in a message


def typed_marks(document: Document) -> Iterator[Problem]:
    """A warning for each text within typographic quotes, an error for a full-width ｜ or ＞."""
    text = document.text
    for match in _QUOTED.finditer(text):
        if _begins_value(document, match.start(1), match[1]):
            message = Message(
                "read.typed_quotes",
                character=describe_character(match[1][0]),
                correction=f'"{shorten(match[1][1:-1], _SHOWN)}"',
                kept=f'"{shorten(match[1], _SHOWN)}"',
            )
            yield _problem(document, match.start(1), message, "typed-quotes")
    for match in _BLOCK_SIGN.finditer(text):
        if _begins_value(document, match.start(1)):
            line = text[line_start(text, match.start()) : match.start(1)].strip()
            message = Message(
                "read.slip",
                character=describe_character(match[1]),
                correction=f"{line} {_BLOCK_SIGNS[match[1]]}",
            )
            yield _problem(document, match.start(1), message, "syntax")._replace(level="error")


def _begins_value(document: Document, index: int, text: str = "") -> bool:
    """Whether a free text begins at ``index``: the whole ``text``, where that is given."""
    path = document.positions.path_at(document.data, index)
    if path is None:
        return False  # within a text
    value: Any = document.data
    for part in path:
        value = value[part]
    names = [part for part in path if isinstance(part, str)]
    is_text = names[-1:] and (names[-1] in PROSE_KEYS or names[0] in _TEXT_BLOCKS)
    return isinstance(value, str) and bool(is_text) and text in ("", value)


def _problem(document: Document, index: int, message: Message, rule: str) -> Problem:
    line, column = document.positions.line_column(index)
    return Problem(document.file, line, column, "warning", message, rule)
