"""The only writer of a portfolio: lock, compare, edit, check, replace, record. All of it or nothing.

Edits are made in the text as it is once the lock is held, so what others wrote meanwhile is kept. When
a save returns, it is on disk; when it raises, nothing was changed.
"""

from __future__ import annotations

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from tracker.i18n import Message
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import Problem
from tracker.portfolio.records import PortfolioPart
from tracker.store import audit, intent_log, recovery
from tracker.store.access import Person
from tracker.store.atomic import remove, temp_name, write_temp
from tracker.store.changes import Intent, TargetChange
from tracker.store.errors import StoreError, write_error
from tracker.store.lock import WAIT, lock_folders, require_writable
from tracker.store.proposal import locate_changes, propose
from tracker.store.targets import load_or_raise, real_path

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
    root = Path(data)
    return preview_proposal(root, lambda: propose(root, changes, person, today), commit)


def preview_proposal(data: Path, make: Callable[[], Intent], commit: bool | None) -> Intent:
    """What ``make`` proposes, without the files' texts, with notes on what prevents its commit now."""
    try:
        intent = make()
    except OSError as error:
        raise write_error(error, str(data)) from error
    files = tuple(replace(file, old=b"", new=b"") for file in intent.files)
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
    wait: float = WAIT,
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
        lambda: propose(root, changes, person, today),
        lambda portfolio: [location.part for location in locate_changes(portfolio, changes)],
        now=now,
        message=message,
        commit=commit,
        wait=wait,
    )


def save_proposal(
    data: Path,
    make: Callable[[], Intent],
    touched: Callable[[Portfolio], Iterable[PortfolioPart]],
    *,
    now: dt.datetime,
    message: str = "",
    commit: bool | None = None,
    wait: float = WAIT,
) -> SaveResult:
    """Write what ``make`` proposes for the files as they are once the lock is held.

    ``touched`` are the files that it may change. The other parameters, and the errors, are those of `save`.
    """
    require_writable()
    now = now if now.tzinfo else now.astimezone()
    folder = Path(os.path.realpath(data)) if data.is_dir() else None
    try:
        portfolio = load_or_raise(data)
        folders = {real_path(part.document).parent for part in touched(portfolio)}
        with lock_folders(folders | recovery.unfinished_folders(portfolio), wait) as locked:
            unrecorded, notes = recovery.recover_folders(locked, now)
            for _ in range(MAX_ATTEMPTS):
                intent = make()
                if not intent.folders <= locked:
                    break
                intent = _identified(intent, now, message, commit)
                try:
                    audited = _write(intent, unrecorded, locked, folder, now)
                except intent_log.FileChangedError:
                    continue
                commits = " ".join(audited.commits) or None
                all_notes = tuple(dict.fromkeys((*notes, *audited.notes)))
                return SaveResult(intent.lines, intent.digest, intent.warnings, commits, all_notes)
    except OSError as error:
        raise write_error(error, str(data)) from error
    raise StoreError(Message("store.keeps_changing", path=str(data)))


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
    intent: Intent,
    unrecorded: Sequence[Intent],
    locked: set[Path],
    folder: Path | None,
    now: dt.datetime,
) -> audit.AuditResult:
    """Replace the files and record it, together with ``unrecorded`` saves; nothing is left on failure.

    ``folder`` is the portfolio, where that is one.
    """
    if not intent.files:
        return audit.AuditResult()
    if intent.commit and not unrecorded:
        paths = [file.path for file in intent.files]
        mixed = not audit.commit_external_edits(paths, folder, now)
        intent = replace(intent, mixed=mixed)
    try:
        for file in intent.files:
            write_temp(file.path, file.new, file.temporary)
        intent_log.write_intents([*unrecorded, intent], locked, intent.id)
        intent_log.apply(intent)
    except intent_log.PartialSaveError:
        raise
    except BaseException:
        for file in intent.files:
            remove(file.path.with_name(file.temporary))
        with suppress(OSError):  # the disk may be full even for this: the next save cleans up
            intent_log.write_intents(unrecorded, locked, intent.id)
        raise
    audited = audit.record_saves(
        [*unrecorded, replace(intent, applied=True)], now, again=bool(unrecorded)
    )
    with suppress(OSError):  # then the next save sees that it is recorded
        intent_log.write_intents(audited.unrecorded, locked, intent.id)
    return audited
