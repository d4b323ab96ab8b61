"""What an office decides about a target, as changes: its owner, its acceptance, its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal

from tracker.i18n import LocalizedError, Message
from tracker.portfolio.edit import Edit, Remove, SetValue
from tracker.portfolio.load import Portfolio
from tracker.portfolio.texts import Bilingual
from tracker.reporting.report import trimmed
from tracker.store.changes import TargetChange
from tracker.store.targets import fingerprint

DecidedField = Literal["owner", "accepted", "ended"]
ENDINGS: Final[Mapping[str, str]] = {
    "withdrawn": "entry.end.withdrawn",
    "merged": "entry.end.merged",
    "superseded": "entry.end.superseded",
}
"""How a target ends, with the key of its words."""
_KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "accepted": ("on", "by", "how", "evidence"),
    "ended": ("as", "on", "into", "reason", "evidence"),
}


class DecidedError(LocalizedError):
    """The target is accepted, or has ended, already."""


def set_owner(portfolio: Portfolio, target: str, owner: str) -> TargetChange:
    """The post that is responsible for a target; "" for none."""
    path = f"targets[{target}].owner"
    edit: Edit = SetValue(path, owner.strip()) if owner.strip() else Remove(path)
    return _change(portfolio, target, edit)


def decide_target(
    portfolio: Portfolio,
    target: str,
    field: Literal["accepted", "ended"],
    fields: Mapping[str, Any],
) -> TargetChange:
    """The acceptance or the end of a target, from the fields of its record; empty ones are left out.

    `DecidedError` where it has one: a decision that was recorded is corrected in the file.
    """
    record = getattr(_target(portfolio, target), field)
    if record is not None:
        key = "decided.accepted" if field == "accepted" else "decided.ended"
        raise DecidedError(Message(key, id=target, date=record.on))
    values = {name: trimmed(fields.get(name)) for name in _KEYS[field]}
    block = {name: value for name, value in values.items() if value not in (None, "", {})}
    return _change(portfolio, target, SetValue(f"targets[{target}].{field}", block))


def restored(before: Portfolio, after: Portfolio, target: str, field: DecidedField) -> TargetChange:
    """What takes back the save that set ``field`` in ``after``: as it was in ``before``."""
    value = getattr(_target(before, target), field)
    if isinstance(value, Bilingual):
        value = value.model_dump()
    path = f"targets[{target}].{field}"
    edit: Edit = Remove(path) if value is None else SetValue(path, value)
    return _change(after, target, edit)


def _target(portfolio: Portfolio, target: str) -> Any:
    return portfolio.by_id[target]


def _change(portfolio: Portfolio, target: str, edit: Edit) -> TargetChange:
    return TargetChange(target, (edit,), fingerprint(portfolio, target))
