"""Characters that look like YAML's own or cannot be seen: their names, and the plain ones instead.

Hidden characters are errors everywhere in a file. Full-width punctuation is wrong only where YAML or a
typed value needs the plain character: Chinese texts are full of it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from tracker.i18n import Message

ODD_SPACES: Final = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Spaces that YAML does not take for one, as part of a character class."""
_ZERO_WIDTH: Final = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2060-\u2064\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f"
)
_BIDI: Final = "\u202a-\u202e\u2066-\u2069"
_LINE_BREAKS: Final = "\u0085\u2028\u2029"
_CONTROLS: Final = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
HIDDEN: Final = re.compile(f"[{_ZERO_WIDTH}{_BIDI}{_LINE_BREAKS}{_CONTROLS}\ufffd]")
# A joiner may stand within one emoji, as in a family: between a pictograph, with its variation selector
# or skin tone, and another.
_PICTOGRAPH: Final = "\u2190-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
_EMOJI_JOINER: Final = re.compile(f"(?<=[{_PICTOGRAPH}\ufe0f])\u200d(?=[{_PICTOGRAPH}])")

_WIDE: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_PLAIN: Final[dict[int, str | int]] = {
    **_WIDE,
    **dict.fromkeys(map(ord, "“”„‟〝〞«»"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹣"), "-"),
    **dict.fromkeys(map(ord, "【〔「『"), "["),
    **dict.fromkeys(map(ord, "】〕」』"), "]"),
    ord("、"): ",",
    ord("。"): ".",
    ord("︰"): ":",
    ord("﹕"): ":",
    ord("﹐"): ",",
    **dict.fromkeys((0xA0, 0x1680, 0x202F, 0x205F, *range(0x2000, 0x200B)), " "),
    0x3000: " ",
}
_QUOTES: Final = "“”„‟＂‘’＇"
IN_TYPED_QUOTES: Final = re.compile(f"[{_QUOTES}][^{_QUOTES}\r\n]*[{_QUOTES}]")
"""A text within typographic quotes, which for YAML belong to it."""
_LABEL_KEYS: Final = (
    (re.compile("[：﹕︰]"), "character.colon"),
    (re.compile("[，﹐]"), "character.comma"),
    (re.compile("、"), "character.list_comma"),
    (re.compile("；"), "character.semicolon"),
    (re.compile("[。．]"), "character.stop"),
    (re.compile("＃"), "character.hash"),
    (re.compile("[－﹣]"), "character.hyphen"),
    (re.compile("[‐‑‒–—―−]"), "character.dash"),
    (re.compile("[“”„‟〝〞«»＂]"), "character.quote"),
    (re.compile("[‘’‚‛＇]"), "character.apostrophe"),
    (re.compile("[（）｛｝［］【】〔〕「」『』]"), "character.bracket"),
    (re.compile("[０-９]"), "character.digit"),
    (re.compile("[Ａ-Ｚａ-ｚ]"), "character.letter"),
    (re.compile("[！-～]"), "character.wide"),
    (re.compile("\u3000"), "character.ideographic_space"),
    (re.compile(f"[{ODD_SPACES}]"), "character.space"),
    (re.compile(f"[{_BIDI}\u200e\u200f\u061c]"), "character.bidi"),
    (re.compile(f"[{_ZERO_WIDTH}]"), "character.zero_width"),
    (re.compile(f"[{_LINE_BREAKS}]"), "character.line_break"),
    (re.compile("\ufffd"), "character.replacement"),
    (re.compile(f"[{_CONTROLS}\t]"), "character.control"),
)
_CONTROL_NAMES: Final = {  # Unicode gives controls no names, only these aliases
    0x00: "NULL",
    0x07: "ALERT",
    0x08: "BACKSPACE",
    0x09: "CHARACTER TABULATION",
    0x0B: "LINE TABULATION",
    0x0C: "FORM FEED",
    0x1A: "SUBSTITUTE",
    0x1B: "ESCAPE",
    0x7F: "DELETE",
    0x85: "NEXT LINE",
}


def describe_character(character: str) -> Message:
    """A character by code point, Unicode name and, where it has one, its everyday name."""
    code = ord(character)
    name = unicodedata.name(character, "") or _CONTROL_NAMES.get(code, "")
    label = next((key for pattern, key in _LABEL_KEYS if pattern.match(character)), "")
    return Message(
        "character.name",
        code=f"{code:04X}",
        name=f" {name}" if name else "",
        label=Message(label) if label else Message("character.other"),
    )


def hidden_positions(text: str) -> list[int]:
    """The index of the first hidden character of each line that has one; joiners in emoji are allowed."""
    positions: list[int] = []
    line_end = 0
    for match in HIDDEN.finditer(text):
        if match.start() < line_end or _EMOJI_JOINER.match(text, match.start()):
            continue
        positions.append(match.start())
        feed = text.find("\n", match.start())
        line_end = feed if feed >= 0 else len(text)
    return positions


def without_hidden(text: str) -> str:
    """``text`` without hidden characters; those that break a line become a space."""
    return HIDDEN.sub(
        lambda match: (
            match[0]
            if _EMOJI_JOINER.match(text, match.start())
            else " "
            if match[0] in _LINE_BREAKS
            else ""
        ),
        text,
    )


def to_ascii(text: str) -> str:
    """``text`` with plain punctuation, digits, letters and spaces for full-width and typographic ones."""
    return without_hidden(text).translate(_PLAIN)


def first_odd(text: str) -> int | None:
    """The index of the first character that `to_ascii` changes; None where all are plain."""
    for index, character in enumerate(text):
        if ord(character) in _PLAIN or HIDDEN.match(character):
            return index
    return None


def texts_of(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[Any, str]]:
    """Every text of the data with its path."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for name, value in data.items():
            yield (*path, name), name
            yield from texts_of(value, (*path, name))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from texts_of(value, (*path, number))
