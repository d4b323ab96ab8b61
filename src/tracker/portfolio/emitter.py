"""A value -> the text that stands for it in a file, on one line, quoted only where it must be.

Plain text is kept plain where every YAML reader takes it for that text, inside brackets as well:
our own reader leaves ``NO`` and ``012`` alone, other people's tools do not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from math import isfinite
from numbers import Integral, Real
from typing import Any, Final

from tracker.portfolio.scalars import Amount

# What YAML 1.1 or the core schema of 1.2 would read as something else than text.
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
# Text that stays text without quotes, in brackets too: no indicator first, none inside, no break. (A question
# mark within brackets ends plain text for PyYAML's own scanner, though not for libyaml's.)
_PLAIN: Final = re.compile(
    r"(?![-?:,\[\]{}#&*!|>'\"%@` ])|-(?=[^ ,\[\]{}])",  # how it may begin
)
_BREAKS_PLAIN: Final = re.compile(r"[,?\[\]{}]|:(?= |$)| #|^(?:---|\.\.\.)(?: |$)")
_PRINTABLE: Final = (
    r"\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff"
)
_NOT_PRINTABLE: Final = re.compile(f"[^{_PRINTABLE}]")
_ESCAPES: Final = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\0": "\\0", "\x1b": "\\e"}
# Fields whose type the schema knows: text that looks like a day or a number is one there.
_TYPED_FIELDS: Final = {
    "date",
    "reported",
    "corrects",
    "value",
    "spent",
    "from",
    "to",
    "published",
    "due",
    "start",
    "on",
    "target",
    "baseline",
    "floor",
    "ceiling",
    "range",
    "approved",
    "weight",
    "amber",
    "red",
}


def emit(value: Any, *, field: str = "", like: str = "") -> str:
    """``value`` in one line: text, number, day, amount, truth, None, or mappings and lists of those.

    ``field`` is the key it stands under; ``like`` the quotes (``'"'`` or ``"'"``) of what it replaces,
    kept where they can be. ValueError for what a file cannot hold: NaN, half a character, a time.
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
        if not like and field in _TYPED_FIELDS and _is_plain(text):
            return text
        return _emit_text(text, like)
    return f"{like}{text}{like}"


def emit_key(name: str) -> str:
    """A key; the schema has one, ``on``, that YAML 1.1 took for a truth and nobody writes in quotes."""
    return name if name == "on" else emit(name)


def to_plain(value: Any) -> Any:
    """``value`` as the reader gives it back: every scalar as text, nothing as None."""
    if isinstance(value, (bytes, bytearray)):
        message = f"{value!r} is bytes; expected text: decode it"
        raise ValueError(message)  # noqa: TRY004 -- as below
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, Amount):
        return f"{_format_number(value.value)} {value.unit}"
    if value is None:
        return None
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError(
                f"{value!r} holds half a character (a lone surrogate); type it again"
            ) from None
        return str(value)
    if isinstance(value, Sequence):
        return [to_plain(item) for item in value]
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.datetime):
        message = f"{value!r} is a time; expected a day, a datetime.date"
        raise ValueError(message)  # noqa: TRY004 -- one kind of error for all that cannot be written
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, (Integral, Real)):
        return _format_number(value)
    raise ValueError(
        f"{value!r} is a {type(value).__name__}; expected text, a number, a day, an amount or None"
    )


def _format_number(value: Any) -> str:
    """Digits without an exponent and without needless zeros."""
    if isinstance(value, Integral):
        return str(int(value))
    if not isfinite(value):
        raise ValueError(f"{value} is not a number a file can hold")
    digits = format(Decimal(repr(float(value))), "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits == "-0" else digits


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
    if not like and _is_plain(text) and not _OTHER_TYPES.fullmatch(text):
        return text
    single = like == "'" or (not like and ('"' in text or "\\" in text))
    if printable and single:
        return "'" + text.replace("'", "''") + "'"
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + _NOT_PRINTABLE.sub(_escape, text) + '"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in _ESCAPES:
        return _ESCAPES[character]
    code = ord(character)
    return f"\\x{code:02X}" if code < 0x100 else f"\\u{code:04X}"
