"""What one save changes, and how the intent log and the journal write it down.

A `TargetChange` travels from the form to the journal. A `FileChange` serves the proposal, the intent
log, the replacement of the file and the audit trail; an `Intent` is the whole save. The JSON forms are
read by every later version: their field names do not change.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tracker.i18n import Message
from tracker.portfolio.edit import (
    AppendDecision,
    AppendIssue,
    AppendRevision,
    AppendUpdate,
    ChangedLines,
    Edit,
    Remove,
)
from tracker.portfolio.emitter import emit
from tracker.portfolio.problems import Problem

NO_TARGET: Final = "portfolio.reviews"
"""`TargetChange.target` of decisions that concern no single target."""
MAX_SUBJECT: Final = 100  # characters of a commit's first line


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


# --- descriptions ---------------------------------------------------------------------------------


def summarize(target: str, edits: Iterable[Edit]) -> str:
    """``scattered-renewal: 2022-06-30 value 240``: the target, and what each edit does.

    >>> summarize("homes", [AppendUpdate("homes", {"date": "2022-06-30", "value": 240, "note": "…"})])
    'homes: 2022-06-30 value 240'
    """
    words = "; ".join(map(_summarize_edit, edits))
    return _truncate(words if target == NO_TARGET else f"{target}: {words}")


def summarize_targets(targets: Iterable[str]) -> str:
    """``2 targets: homes, trees``."""
    names = list(dict.fromkeys(targets))
    return _truncate(f"{len(names)} targets: {', '.join(names)}")


def _summarize_edit(edit: Edit) -> str:
    if isinstance(edit, AppendUpdate):
        update = edit.update
        words = [_value_text(update.get("date", ""))]
        if update.get("corrects") is not None:
            words.append(f"corrects {_value_text(update['corrects'])}")
        words += [
            f"{name} {_value_text(update[name])}"
            for name in ("value", "done", "spent", "declared")
            if update.get(name) is not None
        ]
        return " ".join(words if len(words) > 1 else [*words, "note"])
    if isinstance(edit, AppendRevision):
        revision = edit.revision
        old, new = (_value_text(revision.get(name)) for name in ("from", "to"))
        return f"{revision.get('field')} from {old} to {new}"
    if isinstance(edit, AppendIssue):
        issue = edit.issue
        return f"issue {issue.get('id', '')} opened: {_value_text(issue.get('text', ''))}"
    if isinstance(edit, AppendDecision):
        decision = edit.decision
        return f"decision {decision.get('id', '')}: {_value_text(decision.get('text', ''))}"
    name = re.sub(r"^targets\[[^\]]*\]\.?|^portfolio\.reviews\[[^\]]*\]\.?", "", edit.path)
    name = re.sub(r"^(issue|decision)s\[([^\]]*)\]\.?", r"\1 \2 ", name).strip()
    if isinstance(edit, Remove):
        return f"{edit.name or name} taken back"
    if name.endswith(" closed"):
        return f"{name} {_value_text(edit.value)}"
    return f"{name} = {_value_text(edit.value)}"


def _value_text(value: Any) -> str:
    return " ".join(str(value if isinstance(value, str) else emit(value)).split())


def _truncate(line: str) -> str:
    return line if len(line) <= MAX_SUBJECT else line[: MAX_SUBJECT - 1] + "…"


def difference(
    old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The fields of a record that differ, before and after; of a list that only grew, the new items.

    >>> difference({"lead": None, "updates": [1]}, {"lead": "bureau", "updates": [1, 2]})
    ({'lead': None}, {'lead': 'bureau', 'updates': [2]})
    """
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for name in dict.fromkeys((*old, *new)):
        if name in old and name in new and old[name] == new[name]:
            continue
        added = _appended_items(old.get(name), new.get(name))
        if added is not None:
            after[name] = added
            continue
        if name in _LISTS_OF_IDS and name in old and name in new:
            before[name] = [item for item in old[name] if item not in new[name]]
            after[name] = [item for item in new[name] if item not in old[name]]
            continue
        if name in old:
            before[name] = old[name]
        if name in new:
            after[name] = new[name]
    return before, after


_LISTS_OF_IDS: Final = ("issues", "decisions")
"""Lists whose items stay in place and change by themselves: the others are left out."""


def _appended_items(old: Any, new: Any) -> list[Any] | None:
    """The items of ``new`` that ``old`` lacks; None unless those of ``old`` are all there, in order."""
    if not isinstance(new, list) or not (old is None or isinstance(old, list)):
        return None
    rest = list(old or ())
    added = []
    for item in new:
        if rest and item == rest[0]:
            rest.pop(0)
        else:
            added.append(item)
    return None if rest else added
