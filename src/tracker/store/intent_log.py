"""What a save is about to do, on disk before it does it: what a killed one leaves is finished or undone.

The file `INTENT_FILE` stands in every folder that the save writes to, and goes when all is done. So several
files change together or not at all, and what is in them is recorded even where recording was cut
off or refused: the next save finds it here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from tracker.store.atomic import (
    TEMP_PATTERN,
    file_digest,
    remove,
    replace_file,
    sync_folder,
    temp_name,
)
from tracker.store.errors import StoreError
from tracker.store.journal import ChangeRecord

INTENT_FILE: Final = ".tracker.pending"


class FileChangedError(Exception):
    """A file is no longer what was read: an editor saved it in between."""


class PartialSaveError(StoreError):
    """Some files are in place and could not be taken back; the next save puts the others beside them."""


@dataclass(frozen=True)
class Swap:
    """One file of a save."""

    path: Path  # absolute, no symlink
    temporary: str  # the name of the new text, in the same folder
    before: str  # digests
    after: str
    lines: tuple[str, ...]  # as added or changed
    records: tuple[ChangeRecord, ...]


@dataclass(frozen=True)
class Intent:
    """One save."""

    id: str
    person: str
    email: str
    time: str  # ISO 8601 with its offset
    subject: str
    commit: bool  # git shall record it
    swaps: tuple[Swap, ...]
    applied: bool = False  # all files are in place; what is left is recording it
    mixed: bool = False  # its commit will hold what others wrote, too

    @property
    def folders(self) -> set[Path]:
        return {swap.path.parent for swap in self.swaps}


def read_intents(folders: Iterable[Path]) -> list[Intent]:
    """What waits in these folders, oldest first; a file that is none of ours counts as nothing."""
    found: dict[str, Intent] = {}
    for folder in folders:
        try:
            saves = json.loads((folder / INTENT_FILE).read_bytes())
        except FileNotFoundError:
            continue
        except ValueError:
            continue
        with suppress(KeyError, TypeError):
            for fields in saves:
                intent = _parse_intent(folder, fields)
                found.setdefault(intent.id, intent)
    return list(found.values())


def linked_folders(folders: Collection[Path]) -> set[Path]:
    """These folders and those whose files wait together with files in them."""
    known: set[Path] = set()
    new = set(folders)
    while new:
        known |= new
        new = {
            folder for intent in read_intents(new) for folder in intent.folders if folder.is_dir()
        } - known
    return known


def write_intents(intents: Iterable[Intent], folders: Iterable[Path], save: str) -> None:
    """Leave in each folder what waits there; take the file away where nothing does."""
    every = list(intents)
    for number, folder in enumerate(sorted(folders)):
        here = [intent for intent in every if folder in intent.folders]
        if here:
            text = json.dumps([_fields(folder, intent) for intent in here], ensure_ascii=False)
            like = here[-1].swaps[0].path
            replace_file(folder / INTENT_FILE, text.encode(), temp_name(save, 1000 + number), like)
        elif (folder / INTENT_FILE).exists():
            remove(folder / INTENT_FILE)
            sync_folder(folder)


def _fields(folder: Path, intent: Intent) -> dict[str, Any]:
    fields = asdict(intent)
    for swap in fields["swaps"]:  # relative, so that a folder may be moved
        swap["path"] = os.path.relpath(swap["path"], folder)
    return fields


def _parse_intent(folder: Path, fields: Mapping[str, Any]) -> Intent:
    swaps = tuple(
        Swap(
            path=Path(os.path.normpath(folder / swap["path"])),
            temporary=swap["temporary"],
            before=swap["before"],
            after=swap["after"],
            lines=tuple(swap["lines"]),
            records=tuple(ChangeRecord(**record) for record in swap["records"]),
        )
        for swap in fields["swaps"]
    )
    return Intent(**{**fields, "swaps": swaps})


def apply(intent: Intent, originals: Mapping[Path, bytes]) -> None:
    """Put every file in its place, or none.

    Each is compared with what was read right before it is replaced: `FileChangedError` where an editor
    that knows no lock was quicker. (It would have to save within the same few microseconds to be
    overlooked.) `PartialSaveError` where what was replaced could not be put back.
    """
    done: list[Swap] = []
    try:
        for swap in intent.swaps:
            if file_digest(swap.path) != swap.before:
                raise FileChangedError(swap.path)
            os.replace(swap.path.with_name(swap.temporary), swap.path)  # noqa: PTH105 -- see replace
            done.append(swap)
        for folder in sorted(intent.folders):
            sync_folder(folder)
    except BaseException:
        try:
            for swap in done:
                if file_digest(swap.path) == swap.after:
                    replace_file(swap.path, originals[swap.path], swap.temporary)
        except OSError as error:
            names = ", ".join(str(swap.path) for swap in done)
            raise PartialSaveError(
                f"saved in part ({names}) and could not be taken back ({error}); "
                "the next save completes it"
            ) from error
        raise


def recover(folders: Iterable[Path]) -> tuple[list[Intent], list[str]]:
    """Finish or undo what killed saves left in these folders, all of them locked.

    A save that had put a file in its place is finished; one that had not is undone: nobody was
    told that it was saved. Gives what is in place and still to be recorded, and notes about files
    that were edited since and therefore left alone. New texts that belong to no save are removed.
    """
    folders = sorted(folders)
    waiting, notes = [], []
    for intent in read_intents(folders):
        if intent.applied:
            waiting.append(intent)
            continue
        states = {swap.path: _file_state(swap) for swap in intent.swaps}
        if "after" not in states.values():
            continue
        reached = []
        for swap in intent.swaps:
            if states[swap.path] == "after" or (states[swap.path] == "before" and _finish(swap)):
                reached.append(swap)
            else:
                notes.append(
                    f"{swap.path}: a save by {intent.person} at {intent.time} was cut off and the "
                    "file was edited since, so these lines are not in it: "
                    + " / ".join(line.strip() for line in swap.lines)
                )
        waiting.append(replace(intent, applied=True, swaps=tuple(reached)))
    for folder in folders:
        sync_folder(folder)
        for name in sorted(os.listdir(folder)):  # noqa: PTH208 -- see replace
            if TEMP_PATTERN.fullmatch(name):
                remove(folder / name)
    return waiting, notes


def _file_state(swap: Swap) -> str:
    found = file_digest(swap.path)
    if found in (swap.before, swap.after):
        return "before" if found == swap.before else "after"
    with suppress(OSError, UnicodeDecodeError):  # someone edited it behind us: are our lines in it?
        text = swap.path.read_text(encoding="utf-8-sig")
        if swap.lines and all(line.strip() in text for line in swap.lines):
            return "after"
    return "other"


def _finish(swap: Swap) -> bool:
    temporary = swap.path.with_name(swap.temporary)
    if file_digest(temporary) != swap.after:
        return False
    os.replace(temporary, swap.path)  # noqa: PTH105 -- see replace
    return True
