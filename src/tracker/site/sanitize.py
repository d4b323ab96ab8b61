"""Removes characters that XML forbids and HTML treats as errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from operator import is_not
from typing import Any, Final

from tracker.portfolio.model import StrictModel

_FORBIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000)
    )
    + "]"
)


def sanitize_text(text: str) -> str:
    """``text`` with U+FFFD in place of each such character, so that the loss is visible."""
    return _FORBIDDEN.sub("\ufffd", text) if _FORBIDDEN.search(text) else text


def sanitize(value: Any) -> Any:
    """A record, text, or a mapping or tuple of these, with sanitized texts; the same object if nothing changes."""
    if isinstance(value, str):
        return sanitize_text(value)
    if isinstance(value, StrictModel):
        changes = _changes(value.__dict__)
        return value.model_copy(update=changes) if changes else value
    if type(value) is tuple:
        items = tuple(map(sanitize, value))
        return items if any(map(is_not, items, value)) else value
    if isinstance(value, dict):
        changes = _changes(value)
        return value | changes if changes else value
    return value


def _changes(values: Mapping[str, Any]) -> dict[str, Any]:
    sanitized = {name: sanitize(value) for name, value in values.items()}
    return {name: value for name, value in sanitized.items() if value is not values[name]}
