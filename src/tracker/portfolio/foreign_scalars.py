"""Plain scalars that other YAML readers take for another value than this one does.

Our reader keeps every scalar as text and lets its field decide: ``0210`` is 210, ``no`` a word. YAML 1.1
(PyYAML, Ruby) reads an octal number and a boolean, YAML 1.2 again something else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import getitem
from typing import Final

from tracker.i18n import Message
from tracker.numbers import plain_number
from tracker.portfolio.keys import NUMBER_KEYS, TEXT_KEYS
from tracker.portfolio.positions import KeyPath
from tracker.portfolio.problems import Problem
from tracker.portfolio.reader import Document
from tracker.portfolio.scalars import parse_number

_BOOLEAN: Final = (
    r"(?:[yY]|[nN]|[yY]es|YES|[nN]o|NO|[oO]n|ON|[oO]ff|OFF|[tT]rue|TRUE|[fF]alse|FALSE)"
)
_DATE: Final = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt ][0-9][0-9: .+Z-]*)?"
_EXPONENT: Final = r"[-+]?(?:[0-9]+[eE][-+]?[0-9]+|(?:[0-9]+\.[0-9]*|\.[0-9]+)[eE][0-9]+)"
_OCTAL: Final = r"[-+]?0[0-9_]+"
_OTHER_NUMBER: Final = (
    r"[-+]?(?:0x[0-9a-fA-F_]+|0o[0-7]+|0b[01_]+|[0-9][0-9_]*(?::[0-5]?[0-9])+|[0-9][0-9_]*(?:\.[0-9_]*)?|"
    r"\.[0-9]+|\.inf|\.Inf)|\.nan|\.NaN"
)
_OTHER: Final = f"{_BOOLEAN}|{_DATE}|{_EXPONENT}|{_OCTAL}|{_OTHER_NUMBER}|=|<<"
_TEXT_LISTS: Final = frozenset(("done", "themes", "lang", "scenes"))
_TEXT_KEYS: Final = TEXT_KEYS - _TEXT_LISTS - NUMBER_KEYS  # `target` names a goal or an id
_TEXT_BLOCKS: Final = ("themes", "plans", "organisations")  # a value may be a text itself
_END: Final = r"(?=[ ]*(?:[,\]}]|[ ]#|\r?$))"
_CANDIDATES: Final = (
    re.compile(rf"(?m)(?<![\w\"'])(?:{'|'.join(sorted(_TEXT_KEYS))}):[ ]+({_OTHER}){_END}"),
    re.compile(rf"(?m)[:,\[-][ ]+({_OCTAL}|{_EXPONENT}){_END}"),
    re.compile(rf"(?m)\[({_OTHER}|{_OCTAL}|{_EXPONENT}){_END}"),
    re.compile(rf"(?m)(?:,|^[ ]*-)[ ]+({_OTHER}){_END}"),
)
_BLOCK_VALUE: Final = re.compile(f"(?:{_OTHER})")
_KIND_KEYS: Final = (
    (re.compile(_BOOLEAN), "foreign.boolean"),
    (re.compile(_DATE), "foreign.date"),
    (re.compile(r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+"), "foreign.time"),
    (re.compile("=|<<"), "foreign.special"),
)


def foreign_scalars(document: Document) -> Iterator[Problem]:
    """A warning for each plain scalar that other readers take for another value."""
    if not isinstance(document.data, dict):
        return
    seen: set[int] = set()
    for pattern in _CANDIDATES:
        for match in pattern.finditer(document.text):
            index = match.start(1)
            if index in seen or (path := document.positions.path_at(document.data, index)) is None:
                continue  # within a text
            if reduce(getitem, path, document.data) != match[1]:
                continue  # the text goes on: `50,000 fewer`
            seen.add(index)
            if (message := _message(path, match[1])) is not None:
                yield document.problem(path, message, "foreign-scalar", level="warning")
    yield from _blocks(document)


def _blocks(document: Document) -> Iterator[Problem]:
    """Keys of organisations, documents and the like, and texts that stand for one."""
    for block in (*_TEXT_BLOCKS, "documents"):
        entries = document.data.get(block)
        for key, value in entries.items() if isinstance(entries, dict) else ():
            index = document.positions.index(document.data, (block, key), key=True)
            if _BLOCK_VALUE.fullmatch(key) and document.text.startswith(key, index):
                yield document.problem(
                    (block, key), _text_message(key), "foreign-scalar", level="warning", key=True
                )
            if not isinstance(value, str) or not _BLOCK_VALUE.fullmatch(value):
                continue
            if document.text.startswith(
                value, document.positions.index(document.data, (block, key))
            ):
                yield document.problem(
                    (block, key), _text_message(value), "foreign-scalar", level="warning"
                )


def _message(path: KeyPath, value: str) -> Message | None:
    """None where the field's type is the one that other readers see, or is refused anyway."""
    names = [part for part in path if isinstance(part, str)]
    name = names[-1] if names else ""
    in_list = bool(path) and isinstance(path[-1], int)
    if name in _TEXT_LISTS if in_list else name in _TEXT_KEYS or names[-2:-1] == ["assumed"]:
        return _text_message(value)
    if name in NUMBER_KEYS and re.fullmatch(f"{_OCTAL}|{_EXPONENT}", value) and "_" not in value:
        try:
            number = parse_number(value)
        except ValueError:
            return None
        return Message("foreign.number_field", value=value, correction=plain_number(number))
    return None


def _text_message(value: str) -> Message:
    kind = next((key for pattern, key in _KIND_KEYS if pattern.fullmatch(value)), "foreign.number")
    return Message("foreign.text_field", value=value, kind=Message(kind))
