"""What one save changes, and how the intent log and the journal write it down.

A `TargetChange` travels from the form to the journal. A `FileChange` serves the proposal, the intent
log, the replacement of the file and the audit trail; an `Intent` is the whole save. The JSON forms are
read by every later version: their field names do not change.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tracker.i18n import Message
from tracker.portfolio.changed_text import ChangedLines
from tracker.portfolio.edit import (
    AppendDecision,
    Edit,
)
from tracker.portfolio.problems import Problem

NO_TARGET: Final = "portfolio.reviews"
"""`TargetChange.target` of decisions that concern no single target."""


@dataclass(frozen=True)
class TargetChange:
    """What is done to one target, or to decisions on it.

    Callers give ``target``, ``edits`` and, to detect that someone else changed the target meanwhile,
    its ``fingerprint`` as the person saw it (None: not compared), or that of the part at the path
    ``compared``. The edits are of the target's record alone or of decisions alone; `NO_TARGET` stands for
    decisions without a target. The other fields follow from the edits once they have been made; ``id``
    is the save's with the number of the file and the target.
    """

    target: str
    edits: tuple[Edit, ...] = ()  # empty where read back from the intent log
    fingerprint: str | None = None
    id: str = ""
    message: str = ""
    before: str = ""  # JSON object of the fields that changed, as they were; "" for none
    after: str = ""  # the same, as they are
    compared: str = ""  # the path of an issue or a decision; "" for the whole target

    @property
    def is_of_decisions(self) -> bool:
        """Whether it changes decisions, which are not part of the target's record."""
        return any(
            isinstance(edit, AppendDecision)
            or (hasattr(edit, "path") and str(edit.path).startswith("portfolio"))
            for edit in self.edits
        )


@dataclass(frozen=True)
class FileChange:
    """One file of a save, before and after.

    ``old`` and ``new`` are its bytes, empty where they are not at hand: in a preview and in what was read
    back from the intent log. There the line numbers are 0 as well.
    """

    path: Path  # absolute, no symlink
    before: str  # SHA-256 of the bytes
    after: str
    lines: ChangedLines
    targets: tuple[TargetChange, ...]
    name: str = ""  # the path as `tracker.load` gives it
    temporary: str = ""  # the name of the new file in the same folder until it replaces the old one
    old: bytes = b""
    new: bytes = b""


@dataclass(frozen=True)
class Intent:
    """One save: what it does to which files, and for whom.

    `preview` returns one without ``id`` and ``time``; a save writes it to the intent log before it
    replaces the first file. ``digest``, ``warnings`` and ``notes`` are not logged.
    """

    files: tuple[FileChange, ...]  # only those that change
    person: str
    email: str
    subject: str  # the first line of a commit's message
    commit: bool  # git shall record it
    id: str = ""  # hexadecimal digits
    time: str = ""  # ISO 8601 with its offset
    applied: bool = False  # all files have been replaced; recording them is what is left
    mixed: bool = False  # its commit will contain edits made outside the tracker, too
    digest: str = ""  # of the portfolio afterwards
    warnings: tuple[Problem, ...] = ()  # those that are not in the data now
    notes: tuple[Message, ...] = ()  # why git would not record it now; only in a preview

    @property
    def folders(self) -> set[Path]:
        return {file.path.parent for file in self.files}

    @property
    def lines(self) -> tuple[tuple[str, int, str], ...]:
        """File, line number and text of each line that is added or changed."""
        return tuple((file.name, *line) for file in self.files for line in file.lines)


# --- JSON -----------------------------------------------------------------------------------------


def to_json(intent: Intent, folder: Path) -> dict[str, Any]:
    """An intent as the log in ``folder`` holds it; paths are relative, so that a folder may be moved."""
    return {
        "id": intent.id,
        "person": intent.person,
        "email": intent.email,
        "time": intent.time,
        "subject": intent.subject,
        "commit": intent.commit,
        "swaps": [
            {
                "path": os.path.relpath(file.path, folder),
                "temporary": file.temporary,
                "before": file.before,
                "after": file.after,
                "lines": [line for _, line in file.lines],
                "records": [
                    _record(intent, file, change)
                    | {"before": change.before, "after": change.after, "commit": ""}
                    for change in file.targets
                ],
            }
            for file in intent.files
        ],
        "applied": intent.applied,
        "mixed": intent.mixed,
    }


def from_json(fields: Mapping[str, Any], folder: Path) -> Intent:
    """An intent from the log in ``folder``. KeyError or TypeError where ``fields`` are not one."""
    return Intent(
        files=tuple(
            FileChange(
                path=Path(os.path.normpath(folder / swap["path"])),
                before=swap["before"],
                after=swap["after"],
                lines=tuple((0, line) for line in swap["lines"]),
                targets=tuple(
                    TargetChange(
                        record["target"],
                        id=record["id"],
                        message=record["message"],
                        before=record["before"],
                        after=record["after"],
                    )
                    for record in swap["records"]
                ),
                temporary=swap["temporary"],
            )
            for swap in fields["swaps"]
        ),
        person=fields["person"],
        email=fields["email"],
        subject=fields["subject"],
        commit=fields["commit"],
        id=fields["id"],
        time=fields["time"],
        applied=fields.get("applied", False),
        mixed=fields.get("mixed", False),
    )


def _record(intent: Intent, file: FileChange, change: TargetChange) -> dict[str, Any]:
    return {
        "id": change.id,
        "time": intent.time,
        "person": intent.person,
        "email": intent.email,
        "file": file.path.name,
        "target": change.target,
        "message": change.message,
    }


def journal_line(intent: Intent, file: FileChange, change: TargetChange) -> str:
    """The record of one target's change as one line of JSON, without a line break."""
    fields = _record(intent, file, change)
    for name, text in (("before", change.before), ("after", change.after)):
        fields[name] = json.loads(text) if text else None
    return json.dumps(fields, ensure_ascii=False)


def as_json(fields: Any) -> str:
    """A part of a target's record as one line of JSON; "" for none."""
    return json.dumps(fields, ensure_ascii=False) if fields else ""
