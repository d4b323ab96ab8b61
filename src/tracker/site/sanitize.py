"""Removes characters that XML forbids and HTML treats as errors."""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_not
from typing import Any

from tracker.html import without_forbidden
from tracker.portfolio.texts import StrictModel


def sanitize(value: Any) -> Any:
    """A record, text, or a mapping or tuple of these, with sanitized texts; the same object if nothing changes."""
    if isinstance(value, str):
        return without_forbidden(value)
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
    changes = {}
    for name, value in values.items():
        if (sanitized := sanitize(value)) is not value:
            changes[name] = sanitized
    return changes
