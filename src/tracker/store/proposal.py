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

from tracker.checks.regressions import fresh
from tracker.portfolio import edit
from tracker.portfolio.edit import Edit, SetValue
from tracker.portfolio.load import Portfolio, load, with_parts, without_gc
from tracker.portfolio.paths import EditError, resolve, target_position
from tracker.portfolio.problems import Problem, errors
from tracker.portfolio.reader import Document, read
from tracker.portfolio.records import Part, typed
from tracker.store import journal, summary
from tracker.store.access import Person
from tracker.store.atomic import digest
from tracker.store.errors import Conflict, ConflictError, ForbiddenError, RefusedError, StoreError


@dataclass(frozen=True)
class Change:
    """Edits of one target. ``seen`` is its `fingerprint` as the person saw it; None: not compared."""

    target: str
    edits: tuple[Edit, ...]
    seen: str | None = None


class Deed(NamedTuple):
    """What is done to one target; ``before`` and ``after`` as in `journal.Record`."""

    target: str
    message: str
    before: str
    after: str


class File(NamedTuple):
    """One file as it is and as it shall be."""

    path: Path  # absolute, no symlink
    old: bytes
    new: bytes
    lines: tuple[tuple[int, str], ...]  # as added or changed, with their numbers
    deeds: tuple[Deed, ...]


class Proposal(NamedTuple):
    files: tuple[File, ...]  # those that change, by path
    portfolio: Portfolio  # as it would be
    lines: tuple[tuple[str, int, str], ...]  # file, number, line
    warnings: tuple[Problem, ...]  # those that are not there now


class _Home(NamedTuple):
    """Where a target stands, with its record as it is read."""

    part: Part
    record: dict[str, Any]


def loaded(data: Path) -> Portfolio:
    """The portfolio; `StoreError` where there is none."""
    portfolio = load(data)
    if not portfolio.parts:
        raise StoreError("\n".join(map(str, portfolio.problems)))
    return portfolio


def fingerprint(portfolio: Portfolio, target_id: str) -> str:
    """What tells whether a target's data changed: comments, order and quotes do not count.

    "" for a target that is not there.
    """
    home = portfolio.records.get(target_id)
    return _mark(home[1]) if home else ""


def _mark(record: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()


def folders(portfolio: Portfolio, changes: Sequence[Change]) -> set[Path]:
    """The folders, symlinks followed, of the files that hold the targets."""
    homes = _homes(portfolio, changes)
    return {real(home.part.document).parent for home in homes.values()}


def real(document: Document) -> Path:
    """A file's own path: that of what a symlink leads to."""
    return Path(os.path.realpath(document.file))


def propose(data: Path, changes: Sequence[Change], person: Person, today: dt.date) -> Proposal:
    """The changes made in the files as they stand now. Raises what `tracker.refusals` holds."""
    portfolio = loaded(data)
    raws: dict[str, bytes] = {}
    while True:
        homes = _homes(portfolio, changes)
        unread = {home.part.document.file: home.part for home in homes.values()}.keys() - raws
        if not unread:
            break
        newer = []
        for part in portfolio.parts:
            if (file := part.document.file) in unread:
                raws[file] = Path(file).read_bytes()
                if (found := digest(raws[file])) != part.digest:
                    newer.append(typed(read(raws[file], file), found))
        portfolio = with_parts(portfolio, newer) if newer else portfolio
    _allow(homes, changes, person)
    conflicts = [
        Conflict(change.target, change.edits, homes[change.target].record)
        for change in changes
        if change.seen is not None and change.seen != _mark(homes[change.target].record)
    ]
    if conflicts:
        raise ConflictError(conflicts)
    with without_gc():
        made = [
            edited
            for part in portfolio.parts
            if (own := [one for one in changes if homes[one.target].part is part])
            and (edited := _edited(part.document, raws[part.document.file], own))
        ]
    after = with_parts(portfolio, [part for _, part in made])
    new = fresh(portfolio, after, today)
    if wrong := errors(new):
        raise RefusedError(wrong)
    lines = tuple(
        (part.document.file, number, line) for file, part in made for number, line in file.lines
    )
    files = sorted((file for file, _ in made), key=lambda file: file.path)
    return Proposal(tuple(files), after, lines, new)


def _homes(portfolio: Portfolio, changes: Sequence[Change]) -> dict[str, _Home]:
    known = portfolio.records
    lost = [change for change in changes if change.target not in known]
    if gone := [change for change in lost if change.seen is not None]:
        raise ConflictError([Conflict(change.target, change.edits, {}) for change in gone])
    if lost:
        broken = [part.document.file for part in portfolio.parts if part.document.truncated]
        unread = f" ({', '.join(broken)} cannot be read to its end)" if broken else ""
        names = ", ".join(dict.fromkeys(change.target for change in lost))
        raise StoreError(f"not saved: no target has the id {names}{unread}; see `tracker status`")
    return {change.target: _Home(*known[change.target]) for change in changes}


def _allow(homes: Mapping[str, _Home], changes: Sequence[Change], person: Person) -> None:
    """Every edit stays within its own target, and the person may report for that target's lead."""
    for change in changes:
        home = homes[change.target]
        _may(person, change.target, home.record.get("lead"))
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
                    _may(person, change.target, one.value)
            if not within:
                raise StoreError(f"not saved: an edit of {change.target} leads elsewhere: {one}")


def _may(person: Person, target: str, lead: object) -> None:
    named = lead.strip() if isinstance(lead, str) else ""
    if not person.may(named or None):
        whose = f"whose lead is {named}" if named else "which names no lead"
        raise ForbiddenError(
            f"not saved: {person.name} may not report for {target}, {whose}; "
            "the table of editors says who may"
        )


def _edited(document: Document, raw: bytes, changes: Sequence[Change]) -> tuple[File, Part] | None:
    """A file with its changes; None where it stays as it is."""
    path = real(document)
    if not os.access(path, os.W_OK):
        raise StoreError(f"{path}: not saved, the file is write-protected; change its mode first")
    edits = [one for change in changes for one in change.edits]
    try:
        done = edit.apply(raw.decode("utf-8"), edits, document=document, file=document.file)
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
        words = summary.described(target, own)
        found.append(Deed(target, words, journal.as_json(before), journal.as_json(after)))
    file = File(path, raw, new, done.lines, tuple(found))
    return file, typed(done.document, digest(new))
