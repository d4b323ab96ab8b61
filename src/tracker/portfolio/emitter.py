"""A value -> one line of YAML, quoted only where it must be.

Text stays unquoted where every YAML reader takes it for text, also inside brackets: our reader keeps
``NO`` and ``012`` as text, other tools do not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from math import isfinite
from numbers import Integral, Real
from typing import Any, Final

from tracker.i18n import LocalizedError, Message
from tracker.numbers import plain_number
from tracker.portfolio.characters import IN_TYPED_QUOTES
from tracker.portfolio.keys import DATE_KEYS, NUMBER_KEYS
from tracker.portfolio.money import Amount

# What YAML 1.1 or the core schema of 1.2 does not read as text.
_OTHER_TYPES: Final = re.compile(
    r"~|null|Null|NULL|=|<<|y|Y|n|N|"
    r"(?:true|false|yes|no|on|off)|"
    r"[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)|"
    r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?|"
    r"[-+]?(?:\.[0-9][0-9_]*|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?|"
    r"[-+]?\.inf|\.nan|"
    r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9].*)?",
    re.IGNORECASE,
)
# Text that stays text without quotes, in brackets too: no indicator first, none inside, no line break. (A
# question mark within brackets ends plain text for PyYAML's own scanner, though not for libyaml's.)
_PLAIN: Final = re.compile(
    r"(?![-?:,\[\]{}#&*!|>'\"%@` ])|-(?=[^ ,\[\]{}])"  # how it may begin
)
_BREAKS_PLAIN: Final = re.compile(r"[,?\[\]{}]|:(?= |$)| #|^(?:---|\.\.\.)(?: |$)")
_PRINTABLE: Final = (
    r"\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
)
_NOT_PRINTABLE: Final = re.compile(f"[^{_PRINTABLE}]")
_ESCAPES: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\x1b": "\\e"}
# Numbers and dates that every reader reads alike.
_SAME_EVERYWHERE: Final = re.compile(
    r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?|[0-9]{4}-[0-9]{2}-[0-9]{2}"
)


class EmitError(LocalizedError, ValueError):
    """A value that a file cannot hold: bytes, a time, infinity, half a character."""


def emit(value: Any, *, field: str = "", like: str = "") -> str:
    """``value`` on one line: text, number, date, amount, bool, None, or mappings and lists of those.

    ``field`` is the key of the value; ``like`` the quotes (``'"'`` or ``"'"``) of the value it
    replaces, used again where possible. `EmitError` for what a file cannot hold.
    """
    if isinstance(value, Mapping):
        inner = ", ".join(
            f"{emit_key(str(key))}: {emit(item, field=str(key))}" for key, item in value.items()
        )
        return f"{{{inner}}}"
    if isinstance(value, Sequence) and not isinstance(value, (str, Amount, bytes, bytearray)):
        return f"[{', '.join(emit(item, field=field) for item in value)}]"
    if value is None:
        return "null"
    text: str = to_plain(value)
    if isinstance(value, str):
        is_typed = field in NUMBER_KEYS or field in DATE_KEYS
        if not like and is_typed and _SAME_EVERYWHERE.fullmatch(text):
            return text  # a number or a date by the type of its field
        return _emit_text(text, like)
    return f"{like}{text}{like}"


def emit_key(name: str) -> str:
    """A key. ``on`` stays unquoted: a key of the schema, although YAML 1.1 reads it as a boolean."""
    return name if name == "on" else emit(name)


def to_plain(value: Any) -> Any:
    """``value`` as the reader returns it: every scalar as text, null as None. `EmitError` as `emit`."""
    if isinstance(value, (bytes, bytearray)):
        raise EmitError(Message("edit.bytes", value=repr(value)))
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, Amount):
        return f"{_emit_number(value.value)} {value.unit}"
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise EmitError(Message("edit.surrogate", value=repr(value))) from None
        return str(value)
    if isinstance(value, Sequence):
        return [to_plain(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        raise EmitError(Message("edit.time", value=value.isoformat()))
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (Integral, Real)):
        return _emit_number(value)
    raise EmitError(Message("edit.value_type", value=repr(value), type=type(value).__name__))


def _emit_number(value: Any) -> str:
    if isinstance(value, Integral):
        return str(int(value))
    if not isfinite(value):
        raise EmitError(Message("edit.not_finite", value=str(value)))
    return plain_number(value)


def _is_plain(text: str) -> bool:
    return bool(
        text
        and text == text.strip(" ")
        and _PLAIN.match(text)
        and not _BREAKS_PLAIN.search(text)
        and not _NOT_PRINTABLE.search(text)
    )


def _emit_text(text: str, like: str) -> str:
    printable = not _NOT_PRINTABLE.search(text)
    is_other = _OTHER_TYPES.fullmatch(text) or IN_TYPED_QUOTES.fullmatch(text)
    if not like and _is_plain(text) and not is_other:
        return text
    single = like == "'" or (not like and ('"' in text or "\\" in text))
    if printable and single:
        return "'" + text.replace("'", "''") + "'"
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _NOT_PRINTABLE.sub(_escape, text) + '"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"
