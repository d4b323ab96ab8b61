"""Who changed what: one JSON object a line, only ever appended, beside the file it speaks of.

It is written where git does not record the data. The order is that of the lines, whatever the clock
said; a line that was never finished is passed over.
"""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from tracker.store.atomic import sync_folder, write_all

SUFFIX: Final = ".journal.jsonl"


@dataclass(frozen=True)
class ChangeRecord:
    """What one save did to one target.

    ``before`` and ``after`` are JSON texts of what changed in its record ("" where there was
    nothing); ``commit`` is known where git told it.
    """

    id: str  # of the save and the target's number in it: no save is recorded twice
    time: str  # ISO 8601 with its offset
    person: str
    email: str
    file: str  # the name, without the folder
    target: str
    message: str
    before: str
    after: str
    commit: str = ""

    def line(self) -> str:
        """One line of JSON, without its end."""
        fields = {name: value for name, value in asdict(self).items() if name != "commit"}
        for name in ("before", "after"):
            fields[name] = json.loads(fields[name]) if fields[name] else None
        return json.dumps(fields, ensure_ascii=False)


def parse_record(line: str, commit: str = "") -> ChangeRecord | None:
    """The record that a line holds; None where it holds none, or only a part of one."""
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    names = [name for name in ChangeRecord.__dataclass_fields__ if name != "commit"]
    if not isinstance(fields, dict) or not fields.keys() >= set(names):
        return None
    for name in ("before", "after"):
        fields[name] = as_json(fields[name])
    if not all(isinstance(fields[name], str) for name in names):
        return None
    try:
        if dt.datetime.fromisoformat(fields["time"]).tzinfo is None:
            return None
    except ValueError:
        return None
    return replace(ChangeRecord(**{name: fields[name] for name in names}), commit=commit)


def journal_path(file: Path) -> Path:
    """The journal of a file."""
    return file.with_name(file.name + SUFFIX)


def read_records(journal: Path) -> list[ChangeRecord]:
    """Every record, oldest first; none where there is no journal."""
    try:
        text = journal.read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return []
    return [record for line in text.split("\n") if (record := parse_record(line)) is not None]


def append(
    journal: Path, records: Sequence[ChangeRecord], *, mode: int, once: bool = False
) -> None:
    """Add lines, down to the disk; a new journal gets ``mode``, that of the file it speaks of.

    ``once``: leave out those already there (after a save that was cut off, some may be). OSError
    where it cannot be written: lines are then there or not, and ``once`` completes them.
    """
    if once:
        known = {record.id for record in read_records(journal)}
        records = [record for record in records if record.id not in known]
    if not records:
        return
    new = not journal.exists()
    handle = os.open(journal, os.O_RDWR | os.O_CREAT | os.O_APPEND, mode & 0o666)
    try:
        if new:
            with suppress(PermissionError):
                os.fchmod(handle, mode & 0o666)
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        text = "".join(record.line() + "\n" for record in records)
        write_all(handle, (("\n" if torn else "") + text).encode("utf-8", "replace"))
        os.fsync(handle)
    finally:
        os.close(handle)
    if new:
        sync_folder(journal.parent)


def merge(*orders: Iterable[ChangeRecord]) -> list[ChangeRecord]:
    """Records of several sources, newest first in each, as one list, newest first.

    Each source keeps its own order: where a clock went back, that order is right and the clock is not.
    A record that several sources hold is taken once.
    """
    rest: list[list[ChangeRecord]] = [list(order) for order in orders]
    merged: dict[str, ChangeRecord] = {}
    while rest := [order for order in rest if order]:
        newest = max(rest, key=lambda order: dt.datetime.fromisoformat(order[0].time))
        record = newest.pop(0)
        merged.setdefault(record.id, record)
    return list(merged.values())


def as_json(changed: Any) -> str:
    """A part of a target's record as one line of text; "" for none."""
    return json.dumps(changed, ensure_ascii=False) if changed else ""
