"""Renames a target, an organisation, a theme, a plan, a document or a milestone in all files, as one save."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from tracker.checks.regressions import new_problems
from tracker.i18n import Message
from tracker.portfolio.load import Portfolio, with_parts
from tracker.portfolio.paths import EditError
from tracker.portfolio.problems import errors_only, suggest
from tracker.portfolio.reader import Document
from tracker.portfolio.records import PortfolioPart
from tracker.portfolio.rename import BLOCKS, RENAME_KINDS, RenameKind, check_new_name, definitions
from tracker.portfolio.rename import rename as rename_in_text
from tracker.store import drafts
from tracker.store.access import Person
from tracker.store.changes import FileChange, Intent, TargetChange
from tracker.store.errors import ForbiddenError, InvalidChangeError, StoreError
from tracker.store.proposal import as_intent, edit_file, read_again, target_change
from tracker.store.save import SaveResult, preview_proposal, save_proposal
from tracker.store.targets import edit_refused, load_or_raise

_NOTE_KEYS: Final[dict[RenameKind, str]] = {
    "organisation": "store.note.renamed_organisation",
    "document": "store.note.renamed_document",
}
"""What lies outside the files and has to be renamed by hand."""


def rename(
    data: str | os.PathLike[str],
    old: str,
    new: str,
    person: Person,
    *,
    kind: RenameKind | None = None,
    today: dt.date,
    now: dt.datetime,
    commit: bool | None = None,
) -> SaveResult:
    """Give ``old`` the name ``new`` wherever the files define or use it; one save, or nothing.

    ``kind`` None: the one kind that has such a name. A milestone is ``TARGET/MILESTONE``. Raises as
    `save` does: `StoreError` for an unknown name, one that is in use and one that is not valid;
    `ForbiddenError` for a person who may not report on all targets.
    """
    root = Path(data)
    result = save_proposal(
        root,
        lambda: _propose(root, old, new, person, kind=kind, today=today),
        lambda portfolio: portfolio.parts,
        now=now,
        commit=commit,
    )
    if kind in ("target", None):
        with suppress(OSError):  # they then stay under the old id until they expire
            drafts.rename_target(str(data), old, new, now if now.tzinfo else now.astimezone())
    portfolio = load_or_raise(root)
    notes = [
        Message(key, old=old, new=new)
        for noted, key in _NOTE_KEYS.items()
        if kind in (noted, None) and new in _names(portfolio, noted)
    ]
    return result._replace(notes=(*result.notes, *notes))


def preview_rename(
    data: str | os.PathLike[str],
    old: str,
    new: str,
    person: Person,
    *,
    kind: RenameKind | None = None,
    today: dt.date,
    commit: bool | None = None,
) -> Intent:
    """What `rename` would do; nothing is written. Raises as `rename` does."""
    root = Path(data)
    return preview_proposal(
        root, lambda: _propose(root, old, new, person, kind=kind, today=today), commit
    )


def _propose(
    data: Path, old: str, new: str, person: Person, *, kind: RenameKind | None, today: dt.date
) -> Intent:
    if person.leads is not None:
        raise ForbiddenError(Message("store.rename_forbidden", person=person.name))
    texts: dict[str, bytes] = {}
    portfolio = load_or_raise(data)
    portfolio = read_again(portfolio, [part.document.file for part in portfolio.parts], texts)
    if broken := [part.document.file for part in portfolio.parts if part.document.truncated]:
        raise StoreError(Message("store.rename_unread", files=broken))
    kind = _kind(portfolio, old, kind)
    new = new.removeprefix(old.rpartition("/")[0] + "/") if kind == "milestone" else new
    try:
        check_new_name(new)
    except EditError as error:
        raise edit_refused(error) from error
    in_use = f"{old.rpartition('/')[0]}/{new}" if kind == "milestone" else new
    if in_use in _names(portfolio, kind):
        raise StoreError(Message("store.rename_in_use", name=in_use))
    files, parts = [], []
    for part in portfolio.parts:
        file = _rename_file(part.document, texts[part.document.file], kind, old, new)
        if file is not None:
            files.append(file[0])
            parts.append(file[1])
    after = with_parts(portfolio, parts)
    problems = new_problems(portfolio, after, today)
    if len(errors_only(after.problems)) > len(errors_only(portfolio.problems)):
        raise InvalidChangeError(errors_only(problems))
    return as_intent(files, after, person, f"rename {kind} {old} to {new}")


def _kind(portfolio: Portfolio, old: str, kind: RenameKind | None) -> RenameKind:
    """The kind that has a name ``old``. `StoreError` where none has, or several have."""
    candidates = (kind,) if kind else RENAME_KINDS
    kinds = [candidate for candidate in candidates if old in _names(portfolio, candidate)]
    if not kinds:
        names = [name for candidate in candidates for name in _names(portfolio, candidate)]
        raise StoreError(Message("store.rename_unknown", name=old, suggestion=suggest(old, names)))
    if len(kinds) > 1:
        raise StoreError(Message("store.rename_kinds", name=old, kinds=kinds))
    return kinds[0]


def _names(portfolio: Portfolio, kind: RenameKind) -> Sequence[str]:
    return [name for part in portfolio.parts for name in definitions(part.document.data, kind)]


def _rename_file(
    document: Document, raw: bytes, kind: RenameKind, old: str, new: str
) -> tuple[FileChange, PortfolioPart] | None:
    """A file with the new name; None where it has no such name."""
    message = f"{kind} {old} renamed to {new}"

    def describe(after: Document) -> list[TargetChange]:
        changes = [
            target_change(str(record.get("id", "")), before, record, message)
            for before, record in zip(_targets(document), _targets(after), strict=True)
            if before != record
        ]
        # a definition that no target of the file uses
        return changes or [TargetChange(f"{BLOCKS[kind]}.{new}", message=message)]

    return edit_file(
        document, raw, lambda text: rename_in_text(text, document, kind, old, new), describe
    )


def _targets(document: Document) -> list[dict[str, Any]]:
    return [record for record in document.raw_targets if isinstance(record, dict)]
