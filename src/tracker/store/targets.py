"""The targets that a save changes: their files, whether they are as the person saw them, and who may."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from tracker.i18n import Message
from tracker.portfolio.edit import SetValue
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.paths import EditError, resolve, target_position
from tracker.portfolio.reader import Document
from tracker.portfolio.records import PortfolioPart
from tracker.store.access import Person
from tracker.store.errors import Conflict, ConflictError, ForbiddenError, StoreError

SeenTarget = tuple[str, str | None]
"""A target's id and its fingerprint as the person saw it; None: not compared."""


class TargetLocation(NamedTuple):
    """The file that a target is in, and its record as read."""

    part: PortfolioPart
    record: Mapping[str, Any]


def load_or_raise(data: Path) -> Portfolio:
    """The portfolio; `StoreError` where there is none."""
    portfolio = load(data)
    if not portfolio.parts:
        raise StoreError(Message("store.no_data", path=str(data)), portfolio.problems)
    return portfolio


def fingerprint(portfolio: Portfolio, target_id: str) -> str:
    """A digest of a target's data; comments, the order of keys and quotes do not change it.

    "" for a target that is not there.
    """
    location = portfolio.raw_targets.get(target_id)
    return record_digest(location[1]) if location else ""


def record_digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of a target's record as read; the order of its keys does not change it."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def real_path(document: Document) -> Path:
    """A file's own path, symlinks followed."""
    return Path(os.path.realpath(document.file))


def locate(portfolio: Portfolio, seen: Iterable[SeenTarget]) -> dict[str, TargetLocation]:
    """The location of each target.

    `ConflictError` where one that a person saw (it has a fingerprint) is gone, `StoreError` where
    another is missing.
    """
    known, seen = portfolio.raw_targets, tuple(seen)
    missing = list(dict.fromkeys(target for target, _ in seen if target not in known))
    if gone := {target for target, mark in seen if target in missing and mark is not None}:
        raise ConflictError(Conflict(target, {}) for target in missing if target in gone)
    if missing:
        broken = [part.document.file for part in portfolio.parts if part.document.truncated]
        key = "store.unknown_target_unread" if broken else "store.unknown_target"
        raise StoreError(Message(key, targets=missing, files=broken))
    return {target: TargetLocation(*known[target]) for target, _ in seen}


def check_fingerprints(locations: Mapping[str, TargetLocation], seen: Iterable[SeenTarget]) -> None:
    """`ConflictError` where a target is not as the person saw it."""
    conflicts = [
        Conflict(target, locations[target].record)
        for target, mark in seen
        if mark is not None and mark != record_digest(locations[target].record)
    ]
    if conflicts:
        raise ConflictError(conflicts)


def require_permission(person: Person, target: str, lead: object) -> None:
    """`ForbiddenError` unless this person may report for a target with this lead."""
    organisation = lead.strip() if isinstance(lead, str) else ""
    if not person.may_report_for(organisation or None):
        key = "store.not_your_lead" if organisation else "store.no_lead"
        raise ForbiddenError(Message(key, person=person.name, target=target, lead=organisation))


def check_value(location: TargetLocation, target: str, edit: SetValue, person: Person) -> None:
    """`StoreError` where an edit leaves its target, sets an id, or a lead the person may not set."""
    document = location.part.document
    try:
        path = resolve(document, edit.path)
        target_path = ("targets", target_position(document, target))
    except EditError as error:
        raise edit_refused(error) from error
    if path[2:] == ("id",):
        raise StoreError(Message("store.id_is_fixed", path=edit.path))
    if path[2:] == ("lead",):
        require_permission(person, target, edit.value)
    if path[:2] != target_path or len(path) <= 2:
        raise StoreError(Message("store.other_target", target=target, place=edit.path))


def edit_refused(error: EditError) -> StoreError:
    """The error of an edit as an error of the save."""
    return StoreError(Message("store.edit_refused", reason=error.message))
