"""What a save would do: changes made in the texts of the files as they are now. Nothing is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tracker.checks.regressions import new_problems
from tracker.i18n import Message
from tracker.portfolio.changed_text import ChangedLines
from tracker.portfolio.edit import (
    AppendDecision,
    Edit,
    Remove,
    SetValue,
    apply_edits,
)
from tracker.portfolio.load import Portfolio, with_parts, without_gc
from tracker.portfolio.paths import EditError, target_position
from tracker.portfolio.problems import Problem, errors_only
from tracker.portfolio.reader import Document, parse_document
from tracker.portfolio.records import PortfolioPart, validate_document
from tracker.store.access import Person
from tracker.store.atomic import digest
from tracker.store.changes import (
    FileChange,
    Intent,
    TargetChange,
    as_json,
)
from tracker.store.decisions import (
    changed_decisions,
    check_decisions,
    locate_decisions,
    with_ids,
)
from tracker.store.errors import Conflict, ConflictError, InvalidChangeError, StoreError
from tracker.store.replaceable import require_replaceable
from tracker.store.summary import difference, summarize, summarize_targets
from tracker.store.targets import (
    TargetLocation,
    check_fingerprints,
    check_path,
    edit_refused,
    load_or_raise,
    locate,
    real_path,
    record_at,
    require_permission,
)


def propose(data: Path, changes: Sequence[TargetChange], person: Person, today: dt.date) -> Intent:
    """``changes`` of targets. Raises as `save` says."""
    portfolio = load_or_raise(data)
    texts: dict[str, bytes] = {}
    while True:
        locations = locate_changes(portfolio, changes)
        unread = {location.part.document.file for location in locations} - texts.keys()
        if not unread:
            break
        portfolio = read_again(portfolio, unread, texts)
    changes = with_ids(portfolio, changes)
    _check_edits(portfolio, locations, changes, person)
    check_fingerprints(changes, locations)
    files, parts = [], []
    with without_gc():
        for part in portfolio.parts:
            own = [
                change
                for change, location in zip(changes, locations, strict=True)
                if location.part is part
            ]
            edited = _edit_targets(part.document, texts[part.document.file], own) if own else None
            if edited:
                files.append(edited[0])
                parts.append(edited[1])
    after = with_parts(portfolio, parts)
    problems = new_problems(portfolio, after, today)
    if errors := errors_only(problems):
        raise InvalidChangeError(errors)
    described = [change for file in files for change in file.targets]
    subject = (
        described[0].message
        if len(described) == 1
        else summarize_targets(change.target for change in described)
    )
    return as_intent(files, after, person, subject, problems)


def locate_changes(portfolio: Portfolio, changes: Sequence[TargetChange]) -> list[TargetLocation]:
    """The location of what each change is about. Raises as `locate`."""
    targets = locate(portfolio, (change for change in changes if not change.is_of_decisions))
    return [
        locate_decisions(portfolio, change) if change.is_of_decisions else targets[change.target]
        for change in changes
    ]


def _check_edits(
    portfolio: Portfolio,
    locations: Sequence[TargetLocation],
    changes: Sequence[TargetChange],
    person: Person,
) -> None:
    """Every edit stays within its own target or its decisions, and this person may make it."""
    for change, location in zip(changes, locations, strict=True):
        if change.is_of_decisions:
            others = [other for other in changes if other is not change]
            check_decisions(portfolio, location.part, change, person, others)
            continue
        require_permission(portfolio, person, change.target, location.record.get("lead"))
        if change.compared and record_at(location.part.document, change.compared) is None:
            raise ConflictError([Conflict(change.target, {})])
        for edit in change.edits:
            if isinstance(edit, (SetValue, Remove)):
                check_path(portfolio, location, change.target, edit, person)
            elif isinstance(edit, AppendDecision) or edit.target != change.target:
                place = str(getattr(edit, "target", ""))
                raise StoreError(Message("store.other_target", target=change.target, place=place))


def _edit_targets(
    document: Document, raw: bytes, changes: Sequence[TargetChange]
) -> tuple[FileChange, PortfolioPart] | None:
    """A file with the changes of its targets and decisions made; None where it stays as it is."""
    edits: dict[tuple[str, bool], tuple[Edit, ...]] = {}
    for change in changes:
        key = change.target, change.is_of_decisions
        edits[key] = edits.get(key, ()) + change.edits
    all_edits = [edit for of_target in edits.values() for edit in of_target]

    def describe(after: Document) -> list[TargetChange]:
        described = []
        for (target, is_of_decisions), of_target in edits.items():
            if is_of_decisions:
                records = changed_decisions(document, after, target)
            else:
                position = target_position(document, target)
                records = document.data["targets"][position], after.data["targets"][position]
            message = summarize(target, of_target)
            described.append(target_change(target, *records, message, of_target))
        return described

    return edit_file(
        document,
        raw,
        lambda text: apply_edits(text, all_edits, document=document, file=document.file),
        describe,
    )


# --- for every kind of save -----------------------------------------------------------------------


def read_again(portfolio: Portfolio, files: Collection[str], texts: dict[str, bytes]) -> Portfolio:
    """``portfolio`` with ``files`` as they are now; their bytes are added to ``texts``."""
    newer = []
    for part in portfolio.parts:
        if (file := part.document.file) in files:
            texts[file] = Path(file).read_bytes()
            if (current := digest(texts[file])) != part.digest:
                newer.append(validate_document(parse_document(texts[file], file), current))
    return with_parts(portfolio, newer) if newer else portfolio


def edit_file(
    document: Document,
    raw: bytes,
    edit: Callable[[str], tuple[str, Document, ChangedLines]],
    describe: Callable[[Document], Iterable[TargetChange]],
) -> tuple[FileChange, PortfolioPart] | None:
    """A file whose bytes are ``raw`` as ``edit`` leaves it; None where it stays as it is.

    ``edit`` returns the new text, that text as read, and the lines that differ; ``describe`` says from
    the text as read what became of the targets. `StoreError` where the edit cannot be made, or the file
    cannot be replaced.
    """
    try:
        text, after, lines = edit(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise StoreError(Message("store.not_utf8", path=document.file)) from error
    except EditError as error:
        raise edit_refused(error) from error
    new = text.encode()
    if new == raw:
        return None
    path = real_path(document)
    require_replaceable(path)
    file = FileChange(
        path=path,
        before=digest(raw),
        after=digest(new),
        lines=lines,
        targets=tuple(describe(after)),
        name=document.file,
        old=raw,
        new=new,
    )
    return file, validate_document(after, file.after)


def target_change(
    target: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    message: str,
    edits: tuple[Edit, ...] = (),
) -> TargetChange:
    """A change of a target, with the fields of its record that differ."""
    old, new = difference(before, after)
    return TargetChange(target, edits, message=message, before=as_json(old), after=as_json(new))


def as_intent(
    files: Iterable[FileChange],
    after: Portfolio,
    person: Person,
    subject: str,
    warnings: tuple[Problem, ...] = (),
) -> Intent:
    """A save of ``files`` that makes ``after`` the portfolio."""
    return Intent(
        files=tuple(files),
        person=" ".join(person.name.split()) or person.email,
        email=person.email,
        subject=subject,
        commit=after.header.commit,
        digest=after.digest,
        warnings=warnings,
    )
