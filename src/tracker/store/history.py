"""Who changed a target, when and how: what git or the journal recorded, as one list."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from tracker.i18n import Message, shorten
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.problems import Problem
from tracker.portfolio.system_errors import system_reason
from tracker.store import audit, git
from tracker.store.changes import as_json, journal_line
from tracker.store.errors import StoreError
from tracker.store.intent_log import read_intents
from tracker.store.journal import journal_path, read_journal


class HistoryEntry(NamedTuple):
    """One change of one target."""

    time: dt.datetime  # with its zone
    person: str
    target: str
    message: str
    before: str  # JSON object of the fields that changed; "" where there were none
    after: str
    commit: str  # "" where git did not record it


Record = tuple[str, HistoryEntry]
"""An entry with the id by which several sources name it."""
_MAX_QUOTED: Final = 60  # columns of an unreadable line in a message
_PROBLEM_KEYS: Final = {
    "store.journal.unread": "check.journal.unread",
    "store.journal.binary": "check.journal.binary",
    "store.journal.line": "check.journal.line",
}
_FIELDS: Final = ("id", "time", "person", "email", "file", "target", "message", "before", "after")


class History(NamedTuple):
    """The changes of a target, newest first, and what of the journals could not be read.

    A line that cannot be read names no target: it may belong to any.
    """

    entries: list[HistoryEntry]
    unread_lines: tuple[Message, ...]
    unread_files: tuple[Message, ...]


def history(data: str | os.PathLike[str], target_id: str, limit: int = 50) -> list[HistoryEntry]:
    """The changes of a target, newest first, at most ``limit``, in all files that ``data`` has now.

    The order is that of the commits and of the journal's lines, whatever the clock said. What is
    recorded under an id that the target had before it was renamed belongs to it. Edits made
    without the tracker name no target; git has them as commits of their own. `read_history` says
    which lines of a journal could not be read. `StoreError` where a whole journal cannot be.
    """
    target_history = read_history(data, target_id, limit)
    if target_history.unread_files:
        raise StoreError(target_history.unread_files[0])
    return target_history.entries


def read_history(data: str | os.PathLike[str], target_id: str, limit: int = 50) -> History:
    """As `history`, with what could not be read beside the entries that could."""
    files = [Path(os.path.realpath(part.document.file)) for part in load(data).parts]
    journals, unread_lines, unread_files = _read_journals(files)
    entries: list[HistoryEntry] = []
    names: list[str] = []
    name, until = target_id, None
    while name and name not in names and len(entries) < limit:
        names.append(name)
        before_rename = [
            entry
            for entry in _entries(files, journals, name, limit)
            if until is None or entry.time <= until
        ]
        entries += before_rename
        name, until = next(
            ((old, entry.time) for entry in before_rename if (old := _renamed_from(entry))),
            ("", None),
        )
    return History(entries[:limit], tuple(unread_lines), tuple(unread_files))


def journal_problems(portfolio: Portfolio) -> list[Problem]:
    """A warning for each line of a journal that holds no record, and for each journal that is unreadable."""
    files = [Path(os.path.realpath(part.document.file)) for part in portfolio.parts]
    _, unread_lines, unread_files = _read_journals(files)
    named = [journal_path(Path(part.document.file)) for part in portfolio.parts]
    names = {os.path.realpath(path.parent) + os.sep + path.name: str(path) for path in named}
    problems = []
    for message in (*unread_lines, *unread_files):
        params = dict(message.params)
        path, line = params.pop("path"), params.pop("line", 1)
        key = _PROBLEM_KEYS[message.key]
        problem = Problem(
            names.get(path, path), line, 1, "warning", Message(key, **params), "journal"
        )
        problems.append(problem)
    return problems


def _read_journals(files: Sequence[Path]) -> tuple[list[list[str]], list[Message], list[Message]]:
    """The lines of the journals of ``files``; messages on lines and on journals that cannot be read."""
    journals: list[list[str]] = []
    unread_lines: list[Message] = []
    unread_files: list[Message] = []
    for file in files:
        path = journal_path(file)
        try:
            lines = read_journal(path)
        except OSError as error:
            reason = system_reason(error)
            unread_files.append(Message("store.journal.unread", path=str(path), reason=reason))
            continue
        is_binary = any("\0" in line for line in lines)
        if is_binary and not any(parse_record(line) for line in lines):
            unread_files.append(Message("store.journal.binary", path=str(path)))
            continue
        unread_lines += _unread_lines(path, lines)
        journals.append(lines)
    return journals, unread_lines, unread_files


def _unread_lines(path: Path, lines: Sequence[str]) -> Iterator[Message]:
    """The lines that hold no record, apart from blank ones.

    A save that was cut off leaves half a line, and the next one writes the whole line after it: that
    half is nothing lost.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip() or parse_record(line) is not None:
            continue
        following = lines[number] if number < len(lines) else ""
        half = line.rstrip("\N{REPLACEMENT CHARACTER}")
        if not (half and following.startswith(half) and parse_record(following)):
            text = shorten(line, _MAX_QUOTED)
            yield Message("store.journal.line", path=str(path), line=number, text=text)


def _entries(
    files: Sequence[Path], journals: Sequence[Sequence[str]], name: str, limit: int
) -> list[HistoryEntry]:
    """The changes recorded under one id."""
    return merge(
        _unrecorded(files, name),
        islice(_git_records(files, name), limit),
        *(_records(reversed(lines), name) for lines in journals),
    )


def _renamed_from(entry: HistoryEntry) -> str:
    """The id that the target had before this change; "" where the change is no rename."""
    fields = json.loads(entry.before) if entry.before else {}
    old = fields.get("id") if isinstance(fields, dict) else None
    return old if isinstance(old, str) and old != entry.target else ""


def parse_record(line: str, commit: str = "") -> Record | None:
    """The record in a line of a journal or a commit message; None where it holds none."""
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    if not isinstance(fields, dict) or not fields.keys() >= set(_FIELDS):
        return None
    fields |= {name: as_json(fields[name]) for name in ("before", "after")}
    if not all(isinstance(fields[name], str) for name in _FIELDS):
        return None
    try:
        time = dt.datetime.fromisoformat(fields["time"])
    except ValueError:
        return None
    if time.tzinfo is None:
        return None
    entry = HistoryEntry(
        time=time,
        person=fields["person"],
        target=fields["target"],
        message=fields["message"],
        before=fields["before"],
        after=fields["after"],
        commit=commit,
    )
    return fields["id"], entry


def merge(*sources: Iterable[Record]) -> list[HistoryEntry]:
    """Records of several sources, each newest first, as one list, newest first.

    Each source keeps its own order: where a clock went back, the order is right and the clock wrong.
    A record that several sources have appears once.
    """
    rest: list[list[Record]] = [list(source) for source in sources]
    merged: dict[str, HistoryEntry] = {}
    while rest := [records for records in rest if records]:
        newest = max(rest, key=lambda records: records[0][1].time)
        id_, entry = newest.pop(0)
        merged.setdefault(id_, entry)
    return list(merged.values())


def _records(lines: Iterable[str], target: str, commit: str = "") -> Iterator[Record]:
    for line in lines:
        record = parse_record(line, commit)
        if record is not None and record[1].target == target:
            yield record


def _git_records(files: Sequence[Path], target: str) -> Iterator[Record]:
    by_folder: dict[Path, list[Path]] = {}
    for file in files:
        by_folder.setdefault(file.parent, []).append(file)
    trailer = audit.target_trailer(target)
    for folder, names in by_folder.items():
        try:
            commits = list(git.log(folder, names, containing=trailer))
        except (git.GitError, OSError):
            continue  # no repository: the journal has it
        for commit, message in commits:
            lines = message.splitlines()
            if trailer in lines:  # not merely an id that begins the same
                yield from _records(reversed(lines), target, commit)


def _unrecorded(files: Sequence[Path], target: str) -> Iterator[Record]:
    """Changes that are in place and could not be recorded yet."""
    applied = [save for save in read_intents({file.parent for file in files}) if save.applied]
    lines = [
        journal_line(intent, file, change)
        for intent in reversed(applied)
        for file in intent.files
        if file.path in files
        for change in file.targets
    ]
    return _records(lines, target)
