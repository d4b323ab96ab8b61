"""Who changed a target, when and how: what git or the journal recorded, as one list."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from tracker.portfolio.load import load
from tracker.store import git, intent_log, journal
from tracker.store.audit import target_trailer
from tracker.store.journal import ChangeRecord, parse_record


class HistoryEntry(NamedTuple):
    time: dt.datetime  # with its zone
    person: str
    target: str
    message: str
    before: str  # JSON of the fields that changed; "" where there were none
    after: str
    commit: str  # "" where git did not record it


def history(data: str | os.PathLike[str], target_id: str, limit: int = 50) -> list[HistoryEntry]:
    """The saves of a target, newest first, at most ``limit``; of every file ``data`` has now.

    The order is that of the commits and of the journal's lines, whatever the clock said. What was
    edited without the tracker names no target; git has it as commits of its own.
    """
    files = [Path(os.path.realpath(part.document.file)) for part in load(data).parts]
    found = journal.merge(
        _unrecorded(files, target_id),
        list(islice(_git_records(files, target_id), limit)),
        *(_journal_records(file, target_id) for file in files),
    )
    return [
        HistoryEntry(
            dt.datetime.fromisoformat(one.time),
            one.person,
            one.target,
            one.message,
            one.before,
            one.after,
            one.commit,
        )
        for one in found[:limit]
    ]


def _journal_records(file: Path, target: str) -> list[ChangeRecord]:
    return [
        one
        for one in reversed(journal.read_records(journal.journal_path(file)))
        if one.target == target
    ]


def _git_records(files: Sequence[Path], target: str) -> Iterator[ChangeRecord]:
    by_folder: dict[Path, list[Path]] = {}
    for file in files:
        by_folder.setdefault(file.parent, []).append(file)
    line = target_trailer(target)
    for folder, own in by_folder.items():
        try:
            commits = list(git.log(folder, own, containing=line))
        except (git.GitError, OSError):
            continue  # no repository: the journal has it
        for name, message in commits:
            lines = message.splitlines()
            if line not in lines:
                continue  # a longer id that begins the same
            records = [record for one in reversed(lines) if (record := parse_record(one, name))]
            yield from (record for record in records if record.target == target)


def _unrecorded(files: Sequence[Path], target: str) -> list[ChangeRecord]:
    """What is in place and could not be recorded yet."""
    waiting = [
        one for one in intent_log.read_intents({file.parent for file in files}) if one.applied
    ]
    swaps = [swap for one in reversed(waiting) for swap in one.swaps if swap.path in files]
    return [record for swap in swaps for record in swap.records if record.target == target]
