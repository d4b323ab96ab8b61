"""Saves that are under way: several files are replaced all or none, also where the process is killed.

Before the first file is replaced, the save's `Intent` is written to `INTENT_FILE` in every folder
concerned, and it is removed once everything is recorded. The next save finishes or undoes what a killed
process left there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final, Literal

from tracker.i18n import Message
from tracker.portfolio.system_errors import system_reason
from tracker.store.atomic import (
    TEMP_PATTERN,
    file_digest,
    remove,
    replace_file,
    sync_folder,
    temp_name,
)
from tracker.store.changes import FileChange, Intent, from_json, to_json
from tracker.store.errors import StoreError

INTENT_FILE: Final = ".tracker.pending"


class FileChangedError(Exception):
    """A file is no longer what was read: an editor saved it in between."""


class PartialSaveError(StoreError):
    """Some files were replaced and could not be restored; the next save replaces the others."""


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
                Message("store.partial", paths=paths, reason=system_reason(error))
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
