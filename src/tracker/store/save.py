"""The only writer of a portfolio: lock, compare, edit, check, replace, record. All of it or nothing.

Edits are made in the text as it is once the lock is held, so what others wrote meanwhile is kept. When
a save returns, it is on disk; when it raises, nothing was changed.
"""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from tracker.checks.regressions import new_problems
from tracker.i18n import Message
from tracker.portfolio.edit import SetValue, apply_edits
from tracker.portfolio.load import Portfolio, with_parts, without_gc
from tracker.portfolio.paths import EditError, target_position
from tracker.portfolio.problems import Problem, errors_only
from tracker.portfolio.reader import Document, parse_document
from tracker.portfolio.records import PortfolioPart, validate_document
from tracker.store import atomic, audit, recovery
from tracker.store.access import Person
from tracker.store.atomic import digest, remove, temp_name, write_temp
from tracker.store.changes import (
    FileChange,
    Intent,
    TargetChange,
    as_json,
    difference,
    summarize,
    summarize_targets,
)
from tracker.store.errors import InvalidChangeError, StoreError, write_error
from tracker.store.lock import lock_folders, require_writable
from tracker.store.replaceable import require_replaceable
from tracker.store.targets import (
    TargetLocation,
    check_fingerprints,
    check_value,
    edit_refused,
    load_or_raise,
    locate,
    real_path,
    require_permission,
)

MAX_ATTEMPTS: Final = 5  # times that another program may change a file while it is being saved


class SaveResult(NamedTuple):
    """What a save did; all of it is on disk.

    ``lines`` has the file, the line number from 1 and the text of each line added or changed;
    ``digest`` is that of the portfolio afterwards, as `Portfolio.digest`; ``warnings`` are new ones only.
    ``commit`` has the hashes of the git commits, separated by spaces, or None where git recorded
    nothing. ``notes`` say what is not recorded yet, and what became of a save that was cut off.
    """

    lines: tuple[tuple[str, int, str], ...]
    digest: str
    warnings: tuple[Problem, ...]
    commit: str | None
    notes: tuple[Message, ...]


def preview(
    data: str | os.PathLike[str],
    changes: Sequence[TargetChange],
    person: Person,
    *,
    today: dt.date,
    commit: bool | None = None,
) -> Intent:
    """What `save` would do: its lines, warnings, notes and the digest afterwards. Nothing is written.

    Raises as `save` does, but takes no lock. The files' texts are left out.
    """
    try:
        intent = _propose(Path(data), changes, person, today)
    except OSError as error:
        raise write_error(error, str(data)) from error
    return as_preview(intent, commit)


def as_preview(intent: Intent, commit: bool | None) -> Intent:
    """An intent without the files' texts, with notes on what prevents its commit now."""
    files = tuple(replace(one, old=b"", new=b"") for one in intent.files)
    intent = replace(intent, files=files, commit=intent.commit if commit is None else commit)
    return replace(intent, notes=audit.commit_obstacles(intent))


def save(
    data: str | os.PathLike[str],
    changes: Sequence[TargetChange],
    person: Person,
    *,
    today: dt.date,
    now: dt.datetime,
    message: str = "",
    commit: bool | None = None,
    wait: float = 30,
) -> SaveResult:
    """Make ``changes`` in the files of ``data``, all or none; when it returns they are on disk.

    ``today`` is the day the checks judge at, ``now`` the time that is recorded (local if it has no
    zone). ``message`` replaces the description of the edits. ``commit`` None: as the portfolio's
    header says. ``wait``: seconds to wait while others save.

    `ForbiddenError`: this person may not report for that organisation, or TRACKER_READONLY is set.
    `ConflictError`: a target changed since the person saw it. `InvalidChangeError`: the data would
    have new errors. `BusyError`: the lock was not acquired within ``wait`` seconds. `StoreError`:
    anything else, such as a full disk or an unknown target.
    """
    root = Path(data)
    return save_proposal(
        root,
        lambda: _propose(root, changes, person, today),
        lambda portfolio: [home.part for home in _locate(portfolio, changes).values()],
        now=now,
        message=message,
        commit=commit,
        wait=wait,
    )


def save_proposal(
    data: Path,
    propose: Callable[[], Intent],
    touched: Callable[[Portfolio], Iterable[PortfolioPart]],
    *,
    now: dt.datetime,
    message: str = "",
    commit: bool | None = None,
    wait: float = 30,
) -> SaveResult:
    """Write what ``propose`` makes of the files as they are once the lock is held.

    ``touched`` are the files that it may change. The other parameters, and the errors, are those of `save`.
    """
    require_writable()
    now = now if now.tzinfo else now.astimezone()
    try:
        portfolio = load_or_raise(data)
        folders = {real_path(part.document).parent for part in touched(portfolio)}
        with lock_folders(folders | recovery.unfinished_folders(portfolio), wait) as locked:
            unrecorded, notes = recovery.recover_folders(locked, now)
            for _ in range(MAX_ATTEMPTS):
                intent = propose()
                if not intent.folders <= locked:
                    break
                intent = _identified(intent, now, message, commit)
                try:
                    audited = _write(intent, unrecorded, locked, now)
                except atomic.FileChangedError:
                    continue
                commits = " ".join(audited.commits) or None
                all_notes = tuple(dict.fromkeys((*notes, *audited.notes)))
                return SaveResult(intent.lines, intent.digest, intent.warnings, commits, all_notes)
    except OSError as error:
        raise write_error(error, str(data)) from error
    raise StoreError(Message("store.keeps_changing", path=str(data)))


# --- what would be saved --------------------------------------------------------------------------


def _propose(data: Path, changes: Sequence[TargetChange], person: Person, today: dt.date) -> Intent:
    """The changes made in the files' texts as they are now. Raises as `save` says."""
    portfolio = load_or_raise(data)
    texts: dict[str, bytes] = {}
    while True:
        homes = _locate(portfolio, changes)
        unread = {home.part.document.file: home.part for home in homes.values()}.keys() - texts
        if not unread:
            break
        newer = []
        for part in portfolio.parts:
            if (file := part.document.file) in unread:
                texts[file] = Path(file).read_bytes()
                if (current := digest(texts[file])) != part.digest:
                    newer.append(validate_document(parse_document(texts[file], file), current))
        portfolio = with_parts(portfolio, newer) if newer else portfolio
    _check_edits(homes, changes, person)
    check_fingerprints(homes, ((change.target, change.fingerprint) for change in changes))
    files, parts = [], []
    with without_gc():
        for part in portfolio.parts:
            mine = [change for change in changes if homes[change.target].part is part]
            edited = _edit_file(part.document, texts[part.document.file], mine) if mine else None
            if edited:
                files.append(edited[0])
                parts.append(edited[1])
    after = with_parts(portfolio, parts)
    problems = new_problems(portfolio, after, today)
    if errors := errors_only(problems):
        raise InvalidChangeError(errors)
    described = [change for file in files for change in file.targets]
    return Intent(
        files=tuple(files),
        person=" ".join(person.name.split()) or person.email,
        email=person.email,
        subject=described[0].message
        if len(described) == 1
        else summarize_targets(change.target for change in described),
        commit=after.header.commit,
        digest=after.digest,
        warnings=problems,
    )


def _locate(portfolio: Portfolio, changes: Sequence[TargetChange]) -> dict[str, TargetLocation]:
    return locate(portfolio, ((change.target, change.fingerprint) for change in changes))


def _check_edits(
    homes: Mapping[str, TargetLocation], changes: Sequence[TargetChange], person: Person
) -> None:
    """Every edit stays within its own target, and this person may make it."""
    for change in changes:
        home = homes[change.target]
        require_permission(person, change.target, home.record.get("lead"))
        for edit in change.edits:
            if isinstance(edit, SetValue):
                check_value(home, change.target, edit, person)
            elif edit.target != change.target:
                raise StoreError(
                    Message("store.other_target", target=change.target, place=edit.target)
                )


def _edit_file(
    document: Document, old: bytes, changes: Sequence[TargetChange]
) -> tuple[FileChange, PortfolioPart] | None:
    """A file with its changes made; None where it stays as it is."""
    path = real_path(document)
    require_replaceable(path)
    edits = [edit for change in changes for edit in change.edits]
    try:
        text, after, lines = apply_edits(
            old.decode("utf-8"), edits, document=document, file=document.file
        )
    except UnicodeDecodeError as error:
        raise StoreError(Message("store.not_utf8", path=document.file)) from error
    except EditError as error:
        raise edit_refused(error) from error
    new = text.encode()
    if new == old:
        return None
    described = []
    for target in dict.fromkeys(change.target for change in changes):
        position = target_position(document, target)
        before_and_after = difference(
            document.data["targets"][position], after.data["targets"][position]
        )
        mine = tuple(edit for one in changes if one.target == target for edit in one.edits)
        described.append(
            TargetChange(
                target,
                mine,
                message=summarize(target, mine),
                before=as_json(before_and_after[0]),
                after=as_json(before_and_after[1]),
            )
        )
    file = FileChange(
        path=path,
        before=digest(old),
        after=digest(new),
        lines=lines,
        targets=tuple(described),
        name=document.file,
        old=old,
        new=new,
    )
    return file, validate_document(after, file.after)


# --- saving ---------------------------------------------------------------------------------------


def _identified(intent: Intent, now: dt.datetime, message: str, commit: bool | None) -> Intent:
    """The intent with an id, a time and names for the new files."""
    save_id, message = uuid.uuid4().hex, " ".join(message.split())
    files = tuple(
        replace(
            file,
            temporary=temp_name(save_id, number),
            targets=tuple(
                replace(one, id=f"{save_id}-{number}-{place}", message=message or one.message)
                for place, one in enumerate(file.targets)
            ),
        )
        for number, file in enumerate(intent.files)
    )
    return replace(
        intent,
        files=files,
        subject=message or intent.subject,
        commit=intent.commit if commit is None else commit,
        id=save_id,
        time=now.isoformat(timespec="seconds"),
    )


def _write(
    intent: Intent, unrecorded: Sequence[Intent], locked: set[Path], now: dt.datetime
) -> audit.AuditResult:
    """Replace the files and record it, together with ``unrecorded`` saves; nothing is left on failure."""
    if not intent.files:
        return audit.AuditResult()
    if intent.commit and not unrecorded:
        mixed = not audit.commit_external_edits((file.path for file in intent.files), now)
        intent = replace(intent, mixed=mixed)
    try:
        for file in intent.files:
            write_temp(file.path, file.new, file.temporary)
        atomic.write_intents([*unrecorded, intent], locked, intent.id)
        atomic.apply(intent)
    except atomic.PartialSaveError:
        raise
    except BaseException:
        for file in intent.files:
            remove(file.path.with_name(file.temporary))
        with suppress(OSError):  # the disk may be full even for this: the next save cleans up
            atomic.write_intents(unrecorded, locked, intent.id)
        raise
    audited = audit.record_saves(
        [*unrecorded, replace(intent, applied=True)], now, again=bool(unrecorded)
    )
    with suppress(OSError):  # then the next save sees that it is recorded
        atomic.write_intents(audited.unrecorded, locked, intent.id)
    return audited
