"""The targets that a save changes: their files, whether they are as the person saw them, and who may.

`tracker.store.decisions` does the same for decisions.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from tracker.i18n import Message
from tracker.portfolio.edit import Remove, SetValue
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.paths import EditError, KeyPath, resolve, target_position
from tracker.portfolio.reader import Document
from tracker.portfolio.records import PortfolioPart
from tracker.portfolio.texts import text_param
from tracker.store.access import Person
from tracker.store.changes import TargetChange
from tracker.store.errors import Conflict, ConflictError, ForbiddenError, StoreError

DECIDED_PATHS: Final[tuple[KeyPath, ...]] = (("owner",), ("accepted",), ("ended",))
"""Paths in a target of what an office decides about it."""


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


def record_digest(record: Any) -> str:
    """SHA-256 of a record as read; the order of its keys does not change it."""
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def real_path(document: Document) -> Path:
    """A file's own path, symlinks followed."""
    return Path(os.path.realpath(document.file))


def locate(portfolio: Portfolio, changes: Iterable[TargetChange]) -> dict[str, TargetLocation]:
    """The location of each target that is changed.

    `ConflictError` where one that a person saw (it has a fingerprint) is gone, `StoreError` where
    another is missing, or one is in several files.
    """
    known, changes = portfolio.raw_targets, tuple(changes)
    missing = list(dict.fromkeys(one.target for one in changes if one.target not in known))
    if gone := {
        one.target for one in changes if one.target in missing and one.fingerprint is not None
    }:
        raise ConflictError(Conflict(target, {}) for target in missing if target in gone)
    if missing:
        broken = [part.document.file for part in portfolio.parts if part.document.truncated]
        key = "store.unknown_target_unread" if broken else "store.unknown_target"
        raise StoreError(Message(key, targets=missing, files=broken))
    locations = {one.target: TargetLocation(*known[one.target]) for one in changes}
    for part in portfolio.parts if len(portfolio.parts) > 1 else ():
        for record in part.document.raw_targets:
            id_ = record.get("id") if isinstance(record, dict) else None
            location = locations.get(id_) if isinstance(id_, str) else None
            if location is not None and location.part is not part:
                files = [location.part.document.file, part.document.file]
                raise StoreError(Message("store.target_in_files", target=id_, files=files))
    return locations


def fingerprint_at(portfolio: Portfolio, path: str) -> str:
    """The digest of an issue or a decision, for `TargetChange.compared`; "" where there is none."""
    for part in portfolio.parts:
        record = record_at(part.document, path)
        if record is not None:
            return record_digest(record)
    return ""


def record_at(document: Document, path: str) -> Any:
    """What a file has at a path; None for nothing."""
    data: Any = document.data
    try:
        for name in resolve(document, path):
            data = data[name]
    except (EditError, KeyError):
        return None
    return data


def check_fingerprints(
    changes: Iterable[TargetChange], locations: Iterable[TargetLocation]
) -> None:
    """`ConflictError` where what is changed is not as the person saw it."""
    conflicts = []
    for change, location in zip(changes, locations, strict=True):
        record: Any = location.record
        if change.compared:
            record = record_at(location.part.document, change.compared)
        if change.fingerprint is not None and change.fingerprint != record_digest(record):
            conflicts.append(Conflict(change.target, record or {}))
    if conflicts:
        raise ConflictError(conflicts)


def require_permission(portfolio: Portfolio, person: Person, target: str, lead: object) -> None:
    """`ForbiddenError` unless this person may report for a target with this lead."""
    organisation = lead.strip() if isinstance(lead, str) else ""
    if not person.may_report_for(organisation or None):
        key = "store.not_your_lead" if organisation else "store.no_lead"
        name = text_param(portfolio.organisations.get(organisation, organisation))
        raise ForbiddenError(Message(key, person=person.name, target=target, lead=name))


def check_path(
    portfolio: Portfolio,
    location: TargetLocation,
    target: str,
    edit: SetValue | Remove,
    person: Person,
) -> None:
    """`StoreError` where an edit leaves its target, sets an id, or what the person may not set.

    Only issues, their last day and their note, and what an office decides about the target are ever taken
    out. Its acceptance and its end are set by those who report for every lead: others would judge their own work.
    """
    document = location.part.document
    try:
        path = resolve(document, edit.path)
        target_path = ("targets", target_position(document, target))
    except EditError as error:
        raise edit_refused(error) from error
    if path[2:] == ("id",):
        raise StoreError(Message("store.id_is_fixed", path=edit.path))
    if isinstance(edit, Remove):
        is_of_issue = path[2:3] == ("issues",) and path[4:] in ((), ("closed",), ("note",))
        if not is_of_issue and path[2:] not in DECIDED_PATHS:
            raise StoreError(Message("store.other_target", target=target, place=edit.path))
    elif path[2:] == ("lead",):
        require_permission(portfolio, person, target, edit.value)
    if path[2:3] in (("accepted",), ("ended",)) and person.leads is not None:
        raise ForbiddenError(
            Message("store.not_your_decision", person=person.name, target=target, place=path[2])
        )
    if path[:2] != target_path or len(path) <= 2:
        raise StoreError(Message("store.other_target", target=target, place=edit.path))


def edit_refused(error: EditError) -> StoreError:
    """The error of an edit as an error of the save."""
    return StoreError(Message("store.edit_refused", reason=error.message))
