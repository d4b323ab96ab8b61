"""The only writer of a portfolio: lock, compare, edit, check, replace, record. All of it or nothing.

What others wrote meanwhile is kept: the edits are made in the text as it stands when the lock is
held. A save that returns is on disk; one that raises has changed nothing.
"""

from __future__ import annotations

import datetime as dt
import os
import stat
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from filelock import FileLock, Timeout

from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import Problem
from tracker.store import audit, intent_log, summary
from tracker.store.access import READONLY_ENV, Person, is_readonly
from tracker.store.atomic import digest, remove, temp_name, write_temp
from tracker.store.errors import (
    BusyError,
    Conflict,
    ConflictError,
    ForbiddenError,
    InvalidChangeError,
    StoreError,
    write_error,
)
from tracker.store.history import HistoryEntry, history
from tracker.store.intent_log import Intent, Swap
from tracker.store.journal import ChangeRecord
from tracker.store.proposal import (
    Change,
    FileChange,
    Proposal,
    fingerprint,
    load_or_raise,
    propose,
    real_path,
    target_folders,
)
from tracker.store.scaffold import scaffold

__all__ = [
    "BusyError",
    "Change",
    "Conflict",
    "ConflictError",
    "ForbiddenError",
    "HistoryEntry",
    "InvalidChangeError",
    "SaveResult",
    "StoreError",
    "fingerprint",
    "history",
    "preview",
    "recover",
    "save",
    "scaffold",
]

LOCK_FILE: Final = ".tracker.lock"
MAX_ATTEMPTS: Final = 5  # times that another program may change a file while it is being saved


class SaveResult(NamedTuple):
    lines: tuple[tuple[str, int, str], ...]  # file, line number, the line as added or changed
    digest: str  # of the portfolio afterwards
    warnings: tuple[Problem, ...]  # those that were not there before
    commit: str | None  # names of the commits, where git recorded it
    note: str  # what is not recorded, what became of a save that was cut off; "" for nothing


def preview(
    data: str | os.PathLike[str], changes: Sequence[Change], person: Person, *, today: dt.date
) -> SaveResult:
    """What `save` would do, without doing it; raises as it would, but takes no lock."""
    try:
        made = propose(Path(data), changes, person, today)
    except OSError as error:
        raise write_error(error, str(data)) from error
    return SaveResult(made.lines, made.portfolio.digest, made.warnings, None, "")


def save(
    data: str | os.PathLike[str],
    changes: Sequence[Change],
    person: Person,
    *,
    today: dt.date,
    now: dt.datetime,
    message: str = "",
    commit: bool | None = None,
    wait: float = 30,
) -> SaveResult:
    """Make ``changes`` in the files of ``data``, all or none; when it returns they are on disk.

    ``today`` is the day the checks judge at, ``now`` the time that is recorded, with its zone;
    ``message`` stands in place of a description of the edits. ``commit`` None: as the portfolio's
    header says. ``wait``: seconds for others who are saving.

    `ForbiddenError`: this person may not report for that organisation, or TRACKER_READONLY is set.
    `ConflictError`: a target changed since the person saw it. `InvalidChangeError`: there would be errors
    that are not there now. `BusyError`: no turn within ``wait``. `StoreError`: no such target, an
    edit that does not fit, a file that cannot be read or written. Nothing is then changed.
    """
    _require_writable()
    now = now if now.tzinfo else now.astimezone()
    root = Path(data)
    try:
        portfolio = load_or_raise(root)
        with _locked(
            target_folders(portfolio, changes) | _folders_to_recover(portfolio), wait
        ) as held:
            waiting, notes = _recover_folders(held, now)
            for _ in range(MAX_ATTEMPTS):
                made = propose(root, changes, person, today)
                if not {file.path.parent for file in made.files} <= held:
                    break
                wanted = made.portfolio.header.commit if commit is None else commit
                intent = _build_intent(made.files, person, now, message, commit=wanted)
                try:
                    done = _apply_proposal(made, intent, waiting, held, now)
                except intent_log.FileChangedError:
                    continue
                note = "\n".join([*notes, *done.notes])
                commits = " ".join(done.commits) or None
                return SaveResult(made.lines, made.portfolio.digest, made.warnings, commits, note)
    except OSError as error:
        raise write_error(error, str(data)) from error
    raise StoreError(
        f"{data}: not saved, another program keeps changing it; close that program, then save again"
    )


def recover(data: str | os.PathLike[str], *, now: dt.datetime, wait: float = 30) -> str:
    """Finish or undo what a killed process left, as every save does first; what there is to say of it."""
    _require_writable()
    try:
        if not (first := _folders_to_recover(load_or_raise(Path(data)))):
            return ""
        with _locked(first, wait) as held:
            return "\n".join(_recover_folders(held, now if now.tzinfo else now.astimezone())[1])
    except OSError as error:
        raise write_error(error, str(data)) from error


def _folders_to_recover(portfolio: Portfolio) -> set[Path]:
    """The folders of its files in which something waits."""
    every = {real_path(part.document).parent for part in portfolio.parts}
    return {folder for folder in every if (folder / intent_log.INTENT_FILE).exists()}


def _require_writable() -> None:
    if is_readonly(os.environ):
        raise ForbiddenError(f"not saved: {READONLY_ENV} is set, this process does not write")


@contextmanager
def _locked(first: set[Path], wait: float) -> Iterator[set[Path]]:
    """Hold the locks of folders, in the order of their names, with those that wait together with them.

    Threads of one process keep each other out as processes do; the system frees the locks of one
    that dies.
    """
    end = time.monotonic() + wait
    wanted = intent_log.linked_folders(first)
    while True:
        with ExitStack() as stack:
            for folder in sorted(wanted):
                stack.enter_context(_lock(folder, max(0.0, end - time.monotonic()), wait))
            if (found := intent_log.linked_folders(first)) <= wanted:
                yield wanted
                return
        wanted = found


@contextmanager
def _lock(folder: Path, rest: float, wait: float) -> Iterator[None]:
    mode = stat.S_IMODE(folder.stat().st_mode) & 0o666 | 0o600  # who may write there takes turns
    lock = FileLock(folder / LOCK_FILE, timeout=rest, mode=mode, thread_local=False)
    try:
        lock.acquire(poll_interval=0.01)
    except Timeout as error:
        raise BusyError(
            f"{folder}: not saved, others were saving for {wait:g} seconds; save again"
        ) from error
    try:
        yield
    finally:
        lock.release()


def _recover_folders(held: set[Path], now: dt.datetime) -> tuple[list[Intent], list[str]]:
    """What others left: brought to an end, recorded, and what still could not be, with notes."""
    left, notes = intent_log.recover(held)
    done = audit.record_saves(left, now, again=True)
    intent_log.write_intents(done.waiting, held, uuid.uuid4().hex)
    return done.waiting, [*notes, *done.notes]


def _build_intent(
    files: Sequence[FileChange], person: Person, now: dt.datetime, message: str, *, commit: bool
) -> Intent:
    save_id, time_text = uuid.uuid4().hex, now.isoformat(timespec="seconds")
    person = replace(person, name=" ".join(person.name.split()) or person.email)
    message = " ".join(message.split())
    swaps = []
    for number, file in enumerate(files):
        records = tuple(
            ChangeRecord(
                id=f"{save_id}-{number}-{place}",
                time=time_text,
                person=person.name,
                email=person.email,
                file=file.path.name,
                target=deed.target,
                message=message or deed.message,
                before=deed.before,
                after=deed.after,
            )
            for place, deed in enumerate(file.target_changes)
        )
        swaps.append(
            Swap(
                path=file.path,
                temporary=temp_name(save_id, number),
                before=digest(file.old),
                after=digest(file.new),
                lines=tuple(line for _, line in file.lines),
                records=records,
            )
        )
    done = [deed for file in files for deed in file.target_changes]
    subject = (
        done[0].message if len(done) == 1 else summary.summarize_targets(one.target for one in done)
    )
    return Intent(
        save_id, person.name, person.email, time_text, message or subject, commit, tuple(swaps)
    )


def _apply_proposal(
    made: Proposal, intent: Intent, waiting: list[Intent], held: set[Path], now: dt.datetime
) -> audit.AuditResult:
    """Put the files in place and record it; nothing is left of it where that cannot be done."""
    if not made.files:
        return audit.AuditResult()
    if intent.commit and not waiting:
        refused = audit.commit_external_edits((file.path for file in made.files), now)
        intent = replace(intent, mixed=bool(refused))
    originals = {file.path: file.old for file in made.files}
    try:
        for file, swap in zip(made.files, intent.swaps, strict=True):
            write_temp(file.path, file.new, swap.temporary)
        intent_log.write_intents([*waiting, intent], held, intent.id)
        intent_log.apply(intent, originals)
    except intent_log.PartialSaveError:
        raise
    except BaseException:
        for swap in intent.swaps:
            remove(swap.path.with_name(swap.temporary))
        with suppress(OSError):  # no room even for this: the next save sees that nothing happened
            intent_log.write_intents(waiting, held, intent.id)
        raise
    applied = [*waiting, replace(intent, applied=True)]
    done = audit.record_saves(applied, now, again=bool(waiting))
    with suppress(OSError):  # then the next save finds it recorded
        intent_log.write_intents(done.waiting, held, intent.id)
    return done
