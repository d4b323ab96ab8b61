"""Atomic replacement of files, one or several: readers see old or new contents, never a part of them.

A save of several files is all or nothing. Before the first one is replaced, its `Intent` is written to
`INTENT_FILE` in every folder concerned, and it is removed once everything is recorded. The next save
finishes or undoes what a killed process left there.

Files whose names begin with a dot are not read by `tracker.load`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from tracker.i18n import Message
from tracker.store.changes import FileChange, Intent, from_json, to_json
from tracker.store.errors import StoreError

INTENT_FILE: Final = ".tracker.pending"
TEMP_PATTERN: Final = re.compile(r"\.tracker\.[0-9a-f]+\.[0-9]+\.tmp")
"""The names of new files that have not replaced the old ones yet; no other files match it."""


class FileChangedError(Exception):
    """A file is no longer what was read: an editor saved it in between."""


class PartialSaveError(StoreError):
    """Some files were replaced and could not be restored; the next save replaces the others."""


def digest(raw: bytes) -> str:
    """SHA-256 of a file's bytes, as `tracker.load` gives it for each part."""
    return hashlib.sha256(raw).hexdigest()


def file_digest(path: Path) -> str | None:
    """The digest of the file that is at ``path`` now; None where there is none."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return None


def temp_name(save: str, number: int) -> str:
    """The name of the ``number``-th new file of a save; ``save`` is its id in hexadecimal digits."""
    return f".tracker.{save}.{number}.tmp"


def write_temp(path: Path, raw: bytes, name: str, like: Path | None = None) -> Path:
    """Write ``raw`` to a new file ``name`` in the folder of ``path`` and sync it to disk.

    It copies the metadata of ``path``, else of ``like``, where that exists: the mode, and as far as
    this process may set them the extended attributes (with access lists), group and owner. Without
    root, the owner becomes whoever saved. OSError
    where it cannot be written; the new file is then removed.
    """
    temporary = path.with_name(name)
    model = path if path.exists() or like is None else like
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    handle = os.open(temporary, flags, 0o600 if model.exists() else 0o666)
    try:
        try:
            write_all(handle, raw)
            if model.exists():
                _copy_metadata(handle, model)
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        remove(temporary)
        raise
    return temporary


def write_all(handle: int, raw: bytes) -> None:
    """Write all of ``raw``; one system call may write less than it was asked to."""
    rest = memoryview(raw)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _copy_metadata(handle: int, path: Path) -> None:
    old, new = path.stat(), os.fstat(handle)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        try:
            os.fchown(handle, old.st_uid, old.st_gid)
        except PermissionError:
            with suppress(PermissionError):
                os.fchown(handle, -1, old.st_gid)
    os.fchmod(handle, stat.S_IMODE(old.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # a file system without them
            for name in os.listxattr(path):
                with suppress(OSError):  # one that only the system itself may set
                    os.setxattr(handle, name, os.getxattr(path, name))


def replace_file(path: Path, raw: bytes, name: str, like: Path | None = None) -> None:
    """Make ``raw`` the content of ``path``, which may be new; ``name`` is the temporary file's."""
    temporary = write_temp(path, raw, name, like)
    try:
        temporary.replace(path)
    except BaseException:
        remove(temporary)
        raise
    sync_folder(path.parent)


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


# --- the intent log -------------------------------------------------------------------------------


def read_intents(folders: Iterable[Path]) -> list[Intent]:
    """The unfinished saves in these folders, oldest first; files we did not write are ignored."""
    intents: dict[str, Intent] = {}
    for folder in folders:
        try:
            saves = json.loads((folder / INTENT_FILE).read_bytes())
        except (FileNotFoundError, ValueError):
            continue
        with suppress(KeyError, TypeError, AttributeError):
            for fields in saves:
                intent = from_json(fields, folder)
                intents.setdefault(intent.id, intent)
    return list(intents.values())


def linked_folders(folders: Collection[Path]) -> set[Path]:
    """These folders and those that share an unfinished save with them."""
    known: set[Path] = set()
    new = set(folders)
    while new:
        known |= new
        new = {
            folder for intent in read_intents(new) for folder in intent.folders if folder.is_dir()
        } - known
    return known


def write_intents(intents: Iterable[Intent], folders: Iterable[Path], save: str) -> None:
    """Write to each folder the saves that are unfinished there; remove the log where none is."""
    unfinished = list(intents)
    for number, folder in enumerate(sorted(folders)):
        here = [intent for intent in unfinished if folder in intent.folders]
        if here:
            text = json.dumps([to_json(intent, folder) for intent in here], ensure_ascii=False)
            like = here[-1].files[0].path
            replace_file(folder / INTENT_FILE, text.encode(), temp_name(save, 1000 + number), like)
        elif (folder / INTENT_FILE).exists():
            remove(folder / INTENT_FILE)
            sync_folder(folder)


def apply(intent: Intent) -> None:
    """Replace every file of a save, or none.

    Each is compared with what was read immediately before it is replaced: `FileChangedError` where an
    editor that uses no lock was faster. (Only a save within the same few microseconds is missed.)
    `PartialSaveError` where files that were replaced could not be restored.
    """
    replaced: list[FileChange] = []
    try:
        for file in intent.files:
            if file_digest(file.path) != file.before:
                raise FileChangedError(file.path)
            file.path.with_name(file.temporary).replace(file.path)
            replaced.append(file)
        for folder in sorted(intent.folders):
            sync_folder(folder)
    except BaseException:
        try:
            for file in replaced:
                if file_digest(file.path) == file.after:
                    replace_file(file.path, file.old, file.temporary)
        except OSError as error:
            paths = [str(file.path) for file in replaced]
            raise PartialSaveError(
                Message("store.partial", paths=paths, reason=str(error))
            ) from error
        raise


def recover(folders: Iterable[Path]) -> tuple[list[Intent], list[Message]]:
    """Finish or undo what killed saves left in these folders, which are all locked.

    A save that had replaced a file is finished. One that had not is undone: nobody was shown that it
    was saved. Returns the saves that still have to be recorded, and notes on files that were edited
    since and therefore left alone. Temporary files are removed.
    """
    folders = sorted(folders)
    unrecorded, notes = [], []
    for intent in read_intents(folders):
        if intent.applied:
            unrecorded.append(intent)
            continue
        states = {file.path: _file_state(file) for file in intent.files}
        if "after" not in states.values():
            continue
        saved = []
        for file in intent.files:
            if states[file.path] == "after" or (states[file.path] == "before" and _finish(file)):
                saved.append(file)
            else:
                lines = " / ".join(line.strip() for _, line in file.lines)
                notes.append(
                    Message(
                        "store.note.lost",
                        path=str(file.path),
                        person=intent.person,
                        time=intent.time,
                        lines=lines,
                    )
                )
        unrecorded.append(replace(intent, applied=True, files=tuple(saved)))
    for folder in folders:
        sync_folder(folder)
        for name in sorted(os.listdir(folder)):  # noqa: PTH208 -- see replace_file
            if TEMP_PATTERN.fullmatch(name):
                remove(folder / name)
    return unrecorded, notes


def _file_state(file: FileChange) -> Literal["before", "after", "other"]:
    current = file_digest(file.path)
    if current == file.before:
        return "before"
    if current == file.after:
        return "after"
    with suppress(OSError, UnicodeDecodeError):  # edited after the save: are our lines in it?
        text = file.path.read_text(encoding="utf-8-sig")
        if file.lines and all(line.strip() in text for _, line in file.lines):
            return "after"
    return "other"


def _finish(file: FileChange) -> bool:
    temporary = file.path.with_name(file.temporary)
    if file_digest(temporary) != file.after:
        return False
    temporary.replace(file.path)
    return True
