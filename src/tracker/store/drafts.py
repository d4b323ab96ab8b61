"""Drafts on disk: what a person has typed into the form and not saved yet, for this person alone.

One file per person and target in the state folder, never with the data. A draft ends when it is saved or
discarded, and seven days after the last keystroke. Several tabs share it: of each field the later
keystroke counts.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from filelock import FileLock

from tracker.store.atomic import remove
from tracker.store.lock import require_writable
from tracker.store.state import (
    make_private_folder,
    path_digest,
    state_folder,
    text_digest,
    write_private,
)

LIFETIME: Final = dt.timedelta(days=7)
"""How long a draft is kept after its last keystroke."""
ENTRY_MARK: Final = "/"
"""In the place of a target, between the kind of an entry and its target: ``issue/homes``."""
ENTRY_KINDS: Final = ("issue", "decision", "close", "owner", "accept", "end")
_FORMAT: Final = 1
_MAX_ENDED: Final = 20  # ids of drafts that are over, for tabs that still show one
_LOCK_FILE: Final = ".lock"
_LOCK_TIMEOUT: Final = 5.0  # seconds

FieldValue = str | bool | dt.date | None


class Entry(NamedTuple):
    """The content of one field and when it was typed, in nanoseconds since 1970."""

    value: FieldValue
    time: int


@dataclass(frozen=True)
class StoredDraft:
    """The fields a person has typed into, and the target's record as they saw it then.

    ``record_time`` orders records: 0 for the one that was there when the draft began, later ones where
    the person chose to go on beside what others saved.
    """

    id: str = ""  # "" until something is typed
    entries: Mapping[str, Entry] = field(default_factory=dict)
    fingerprint: str = ""
    original: Mapping[str, Any] = field(default_factory=dict)
    record_time: int = 0


class SyncResult(NamedTuple):
    """A draft with what other tabs typed.

    ``has_ended``: another tab saved or discarded the draft; only newer keystrokes are left.
    ``replaced``: contents that another tab typed meanwhile and that this tab's keystroke replaced.
    """

    draft: StoredDraft
    has_ended: bool
    replaced: Mapping[str, FieldValue]


class DraftPlace(NamedTuple):
    """Whose draft on which target of which data."""

    data: str
    person: str  # identifies whoever is at the page
    target: str

    @property
    def path(self) -> Path:
        """Its file. OSError where this account has no home folder."""
        return _drafts_folder(self.data) / text_digest(self.person) / _name(self.target)


class _File(NamedTuple):
    draft: StoredDraft = StoredDraft()
    ended: tuple[str, ...] = ()


def sync(
    place: DraftPlace, mine: StoredDraft, typed: Mapping[str, FieldValue], now: dt.datetime
) -> SyncResult:
    """Store what was ``typed`` since ``mine`` was read, together with what other tabs stored.

    ``now`` has a time zone. OSError where it cannot be stored, `ForbiddenError` in a read-only process.
    """
    require_writable()
    path = place.path
    if not typed and not path.exists():
        return SyncResult(mine, False, {})
    with _locked(path):
        stored = _read(path, now)
        theirs, has_ended = stored.draft, mine.id != "" and mine.id in stored.ended
        entries = {} if has_ended else dict(mine.entries)
        replaced = {}
        for name, entry in theirs.entries.items():
            if name not in entries or entry.time > entries[name].time:
                if name in typed and entry.value and entry.value != typed[name]:
                    replaced[name] = entry.value
                entries[name] = entry
        for name, value in typed.items():
            before = entries[name].time if name in entries else 0
            entries[name] = Entry(value, max(_nanoseconds(now), before + 1))  # clocks are set back
        known = "" if has_ended else mine.id
        record = theirs if theirs.id and theirs.record_time >= mine.record_time else mine
        draft = replace(
            record, id=theirs.id or known or (uuid.uuid4().hex if entries else ""), entries=entries
        )
        if typed or (theirs.id and draft.record_time > theirs.record_time):
            _write(path, place.target, _File(draft, stored.ended))
        return SyncResult(draft, has_ended, replaced)


def end(place: DraftPlace, mine: StoredDraft, now: dt.datetime) -> None:
    """Remove a draft that was saved or discarded; what another tab typed since then is left.

    Errors as in `sync`.
    """
    require_writable()
    path = place.path
    if not path.exists():
        return
    with _locked(path):
        stored = _read(path, now)
        newer = {
            name: entry
            for name, entry in stored.draft.entries.items()
            if name not in mine.entries or entry.time > mine.entries[name].time
        }
        rest = replace(stored.draft, id=uuid.uuid4().hex, entries=newer) if newer else StoredDraft()
        ids = dict.fromkeys((*stored.ended, stored.draft.id, mine.id))
        ended = tuple(id_ for id_ in ids if id_)[-_MAX_ENDED:]
        _write(path, place.target, _File(rest, ended))


def drafted_targets(data: str, person: str, now: dt.datetime) -> list[str]:
    """The targets on which this person has typed a report, those of the latest keystroke first."""
    typed: list[tuple[int, str]] = []
    with suppress(OSError):
        for path in DraftPlace(data, person, "").path.parent.glob("*.json"):
            content = _read_json(path, now)
            if content is not None and (entries := _from_json(content, now).draft.entries):
                latest = max(entry.time for entry in entries.values())
                typed.append((latest, str(content.get("target"))))
    return [target for _, target in sorted(typed, reverse=True) if ENTRY_MARK not in target]


def typed_texts(place: DraftPlace, now: dt.datetime) -> list[str]:
    """What a draft holds besides days and ticks, for a target that no form shows any more."""
    entries = _read(place.path, now).draft.entries.values()
    return [entry.value for entry in entries if isinstance(entry.value, str) and entry.value]


def rename_target(data: str, old: str, new: str, now: dt.datetime) -> None:
    """Everybody's drafts on a target follow it to its new id. OSError where they cannot be moved."""
    kinds = ["", *(f"{kind}{ENTRY_MARK}" for kind in ENTRY_KINDS)]
    for folder in _drafts_folder(data).glob("*"):
        for kind in kinds:
            path, renamed = folder / _name(kind + old), folder / _name(kind + new)
            if path.exists() and not renamed.exists():
                with _locked(path):
                    _write(renamed, kind + new, _read(path, now))
                    remove(path)


def _drafts_folder(data: str) -> Path:
    """Of everybody's drafts on the data, by whatever links their path leads through."""
    return state_folder(os.environ) / path_digest(os.path.realpath(data)) / "drafts"


def _name(target: str) -> str:
    return f"{text_digest(target)}.json"


def remove_expired(now: dt.datetime) -> None:
    """Delete everybody's drafts whose last keystroke was more than seven days ago."""
    with suppress(OSError):
        folder = state_folder(os.environ)
        files = [*folder.glob("*/drafts/*/*.json"), *folder.glob("*/drafts/*/.*.tmp")]
        for path in files:
            if _is_expired(path, now):
                with suppress(OSError):
                    remove(path)


# --- the file -------------------------------------------------------------------------------------


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    make_private_folder(path.parent)
    with FileLock(path.with_name(_LOCK_FILE), timeout=_LOCK_TIMEOUT, mode=0o600):
        yield


def _nanoseconds(now: dt.datetime) -> int:
    return int(now.timestamp() * 1e9)


def _is_expired(path: Path, now: dt.datetime) -> bool:
    return now.timestamp() - path.stat().st_mtime > LIFETIME.total_seconds()


def _read(path: Path, now: dt.datetime) -> _File:
    content = _read_json(path, now)
    return _File() if content is None else _from_json(content, now)


def _read_json(path: Path, now: dt.datetime) -> dict[str, Any] | None:
    """The content of a file; None for one that is missing, expired or not ours."""
    try:
        content = None if _is_expired(path, now) else json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    is_ours = isinstance(content, dict) and content.get("format") == _FORMAT
    return content if is_ours else None


def _write(path: Path, target: str, file: _File) -> None:
    draft = file.draft
    content = {
        "format": _FORMAT,
        "target": target,
        "id": draft.id,
        "entries": {
            name: {"value": _plain(entry.value), "time": entry.time}
            for name, entry in draft.entries.items()
        },
        "fingerprint": draft.fingerprint if draft.id else "",
        "original": draft.original if draft.id else {},
        "record_time": draft.record_time,
        "ended": file.ended,
    }
    write_private(path, json.dumps(content).encode())


def _plain(value: FieldValue) -> Any:
    return {"date": value.isoformat()} if isinstance(value, dt.date) else value


def _from_json(content: Mapping[str, Any], now: dt.datetime) -> _File:
    """The draft in a file; none where it is damaged."""
    try:
        entries = {
            str(name): Entry(_field_value(entry["value"]), int(entry["time"]))
            for name, entry in content["entries"].items()
        }
        draft = StoredDraft(
            str(content["id"]),
            entries,
            str(content["fingerprint"]),
            dict(content["original"]),
            int(content["record_time"]),
        )
        latest = max((entry.time for entry in entries.values()), default=0)
        if entries and now.timestamp() - latest / 1e9 > LIFETIME.total_seconds():
            draft = StoredDraft()  # its file was copied later, from a backup, say
        return _File(draft, tuple(map(str, content["ended"])))
    except (KeyError, TypeError, ValueError, AttributeError):
        return _File()


def _field_value(plain: Any) -> FieldValue:
    if isinstance(plain, dict):
        return dt.date.fromisoformat(plain["date"])
    if plain is None or isinstance(plain, (str, bool)):
        return plain
    raise TypeError(plain)
