"""Changes -> the portfolio as it would be, or why not: who may, what others changed, what the checks say.

Nothing is written here.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from tracker.checks.regressions import new_problems
from tracker.portfolio import edit
from tracker.portfolio.edit import Edit, SetValue
from tracker.portfolio.load import Portfolio, load, with_parts, without_gc
from tracker.portfolio.paths import EditError, resolve, target_position
from tracker.portfolio.problems import Problem, errors_only
from tracker.portfolio.reader import Document, parse_document
from tracker.portfolio.records import PortfolioPart, validate_document
from tracker.store import journal, summary
from tracker.store.access import Person
from tracker.store.atomic import digest
from tracker.store.errors import (
    Conflict,
    ConflictError,
    ForbiddenError,
    InvalidChangeError,
    StoreError,
)


@dataclass(frozen=True)
class Change:
    """Edits of one target. ``seen`` is its `fingerprint` as the person saw it; None: not compared."""

    target: str
    edits: tuple[Edit, ...]
    seen: str | None = None


class TargetChange(NamedTuple):
    """What is done to one target; ``before`` and ``after`` as in `journal.Record`."""

    target: str
    message: str
    before: str
    after: str


class FileChange(NamedTuple):
    """One file as it is and as it shall be."""

    path: Path  # absolute, no symlink
    old: bytes
    new: bytes
    lines: tuple[tuple[int, str], ...]  # as added or changed, with their numbers
    target_changes: tuple[TargetChange, ...]


class Proposal(NamedTuple):
    files: tuple[FileChange, ...]  # those that change, by path
    portfolio: Portfolio  # as it would be
    lines: tuple[tuple[str, int, str], ...]  # file, number, line
    warnings: tuple[Problem, ...]  # those that are not there now


class _TargetLocation(NamedTuple):
    """Where a target stands, with its record as it is read."""

    part: PortfolioPart
    record: dict[str, Any]


def load_or_raise(data: Path) -> Portfolio:
    """The portfolio; `StoreError` where there is none."""
    portfolio = load(data)
    if not portfolio.parts:
        raise StoreError("\n".join(map(str, portfolio.problems)))
    return portfolio


def fingerprint(portfolio: Portfolio, target_id: str) -> str:
    """What tells whether a target's data changed: comments, order and quotes do not count.

    "" for a target that is not there.
    """
    home = portfolio.raw_targets.get(target_id)
    return _record_digest(home[1]) if home else ""


def _record_digest(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def target_folders(portfolio: Portfolio, changes: Sequence[Change]) -> set[Path]:
    """The folders, symlinks followed, of the files that hold the targets."""
    homes = _locate_targets(portfolio, changes)
    return {real_path(home.part.document).parent for home in homes.values()}


def real_path(document: Document) -> Path:
    """A file's own path: that of what a symlink leads to."""
    return Path(os.path.realpath(document.file))


def propose(data: Path, changes: Sequence[Change], person: Person, today: dt.date) -> Proposal:
    """The changes made in the files as they stand now. Raises what `tracker.refusals` holds."""
    portfolio = load_or_raise(data)
    raws: dict[str, bytes] = {}
    while True:
        homes = _locate_targets(portfolio, changes)
        unread = {home.part.document.file: home.part for home in homes.values()}.keys() - raws
        if not unread:
            break
        newer = []
        for part in portfolio.parts:
            if (file := part.document.file) in unread:
                raws[file] = Path(file).read_bytes()
                if (found := digest(raws[file])) != part.digest:
                    newer.append(validate_document(parse_document(raws[file], file), found))
        portfolio = with_parts(portfolio, newer) if newer else portfolio
    _check_permissions(homes, changes, person)
    conflicts = [
        Conflict(change.target, change.edits, homes[change.target].record)
        for change in changes
        if change.seen is not None and change.seen != _record_digest(homes[change.target].record)
    ]
    if conflicts:
        raise ConflictError(conflicts)
    with without_gc():
        made = [
            edited
            for part in portfolio.parts
            if (own := [one for one in changes if homes[one.target].part is part])
            and (edited := _edit_file(part.document, raws[part.document.file], own))
        ]
    after = with_parts(portfolio, [part for _, part in made])
    new = new_problems(portfolio, after, today)
    if wrong := errors_only(new):
        raise InvalidChangeError(wrong)
    lines = tuple(
        (part.document.file, number, line) for file, part in made for number, line in file.lines
    )
    files = sorted((file for file, _ in made), key=lambda file: file.path)
    return Proposal(tuple(files), after, lines, new)


def _locate_targets(portfolio: Portfolio, changes: Sequence[Change]) -> dict[str, _TargetLocation]:
    known = portfolio.raw_targets
    lost = [change for change in changes if change.target not in known]
    if gone := [change for change in lost if change.seen is not None]:
        raise ConflictError([Conflict(change.target, change.edits, {}) for change in gone])
    if lost:
        broken = [part.document.file for part in portfolio.parts if part.document.truncated]
        unread = f" ({', '.join(broken)} cannot be read to its end)" if broken else ""
        names = ", ".join(dict.fromkeys(change.target for change in lost))
        raise StoreError(f"not saved: no target has the id {names}{unread}; see `tracker status`")
    return {change.target: _TargetLocation(*known[change.target]) for change in changes}


def _check_permissions(
    homes: Mapping[str, _TargetLocation], changes: Sequence[Change], person: Person
) -> None:
    """Every edit stays within its own target, and the person may report for that target's lead."""
    for change in changes:
        home = homes[change.target]
        _require_permission(person, change.target, home.record.get("lead"))
        for one in change.edits:
            if not isinstance(one, SetValue):
                within = one.target == change.target
            else:
                try:
                    path = resolve(home.part.document, one.path)
                    own = ("targets", target_position(home.part.document, change.target))
                except EditError as error:
                    raise StoreError(f"not saved: {error}") from error
                within = path[:2] == own and len(path) > 2
                if path[2:] == ("id",):
                    raise StoreError(f"not saved: {one.path}: an id never changes")
                if path[2:] == ("lead",):
                    _require_permission(person, change.target, one.value)
            if not within:
                raise StoreError(f"not saved: an edit of {change.target} leads elsewhere: {one}")


def _require_permission(person: Person, target: str, lead: object) -> None:
    named = lead.strip() if isinstance(lead, str) else ""
    if not person.may_report_for(named or None):
        whose = f"whose lead is {named}" if named else "which names no lead"
        raise ForbiddenError(
            f"not saved: {person.name} may not report for {target}, {whose}; "
            "the table of editors says who may"
        )


def _edit_file(
    document: Document, raw: bytes, changes: Sequence[Change]
) -> tuple[FileChange, PortfolioPart] | None:
    """A file with its changes; None where it stays as it is."""
    path = real_path(document)
    if not os.access(path, os.W_OK):
        raise StoreError(f"{path}: not saved, the file is write-protected; change its mode first")
    edits = [one for change in changes for one in change.edits]
    try:
        done = edit.apply_edits(raw.decode("utf-8"), edits, document=document, file=document.file)
    except UnicodeDecodeError as error:
        raise StoreError(f"{document.file}: not saved, the file is not UTF-8") from error
    except EditError as error:
        raise StoreError(f"not saved: {error}") from error
    new = done.text.encode()
    if new == raw:
        return None
    found = []
    for target in dict.fromkeys(change.target for change in changes):
        position = target_position(document, target)
        old_record = document.data["targets"][position]
        before, after = summary.difference(old_record, done.document.data["targets"][position])
        own = [one for change in changes if change.target == target for one in change.edits]
        words = summary.summarize(target, own)
        found.append(TargetChange(target, words, journal.as_json(before), journal.as_json(after)))
    file = FileChange(path, raw, new, done.lines, tuple(found))
    return file, validate_document(done.document, digest(new))
