"""The parser's errors as messages, with a hint on how to correct the text."""

from __future__ import annotations

from typing import Final

import yaml

from tracker.i18n import Message

_HINT_KEYS: Final = {  # by libyaml's words
    "mapping values are not allowed": "read.hint.colon",
    "did not find expected key": "read.hint.key",
    "did not find expected '-'": "read.hint.hyphen",
    "could not find expected ':'": "read.hint.lines",
    "found character that cannot start any token": "read.hint.start",
    "did not find expected ',' or": "read.hint.bracket",
    "found unknown escape character": "read.hint.escape",
    "did not find expected alphabetic": "read.hint.start",
    "did not find expected comment or line break": "read.hint.block",
    "did not find expected node content": "read.hint.item",
    "block sequence entries are not allowed": "read.hint.hyphen_value",
}


def describe_syntax_error(error: yaml.YAMLError, text: str) -> tuple[int, Message]:
    """The index in ``text`` at which parsing stopped, and why."""
    if isinstance(error, yaml.reader.ReaderError):
        # libyaml counts bytes here, and characters everywhere else
        index = len(text.encode()[: error.position].decode("utf-8", "ignore"))
        message = Message("read.bytes", detail=str(error.reason))
        if character := text[index : index + 1]:
            message = Message("read.character", code=f"{ord(character):04X}")
    else:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        detail = getattr(error, "problem", None) or str(error)
        opened = getattr(error, "context_mark", None)
        if "could not find expected ':'" in detail and opened is not None:
            mark = opened  # the line without a colon; the parser stops at the next one
        index = mark.index if mark else 0
        hint = next((key for words, key in _HINT_KEYS.items() if words in detail), None)
        if text[index : index + 1] in ("}", "]") and detail.startswith("did not find expected"):
            hint = "read.hint.closed"
        message = Message(
            "read.syntax",
            detail=detail,
            begun=Message("read.begun", line=opened.line + 1)
            if opened and opened is not mark and opened.index < min(index, len(text) - 1)
            else "",
            hint=Message(hint) if hint else "",
        )
    return min(index, max(len(text) - 1, 0)), message
