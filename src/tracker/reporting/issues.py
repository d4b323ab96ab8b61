"""Issues and decisions as changes: entered, closed, and taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from tracker.i18n import LocalizedError, Message
from tracker.portfolio.edit import AppendDecision, AppendIssue, Edit, Remove, SetValue
from tracker.portfolio.entries import Decision, Issue, Review
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import Bilingual
from tracker.reporting.report import trimmed
from tracker.store.changes import NO_TARGET, TargetChange
from tracker.store.targets import fingerprint_at

ISSUE_FIELDS = ("id", "opened", "cause", "text", "owner", "raised_to", "evidence", "public")
DECISION_FIELDS = ("id", "text", "target", "owner", "due", "public")


class EntryError(LocalizedError):
    """There is no issue or decision of this name, or it is closed already."""


class Entry(NamedTuple):
    """An issue or a decision on record."""

    kind: Literal["issue", "decision"]
    name: str  # TARGET/ISSUE, or the id of a decision
    record: Issue | Decision
    path: str  # in its file
    change_target: str  # `TargetChange.target`
    review: Review | None = None  # of a decision


def new_issue(target: str, fields: Mapping[str, Any]) -> TargetChange:
    """An issue of a target, from `ISSUE_FIELDS`; empty fields are left out, the id may be."""
    return TargetChange(target, (AppendIssue(target, _filled(fields, ISSUE_FIELDS)),))


def new_decision(review: dt.date, title: str, fields: Mapping[str, Any]) -> TargetChange:
    """A decision of a review, from `DECISION_FIELDS`; ``title`` is that of a review that is not on record."""
    decision = _filled(fields, DECISION_FIELDS)
    target = decision.get("target") or NO_TARGET
    return TargetChange(target, (AppendDecision(review, decision, title.strip()),))


def organisation_key(portfolio: Portfolio, text: str) -> str:
    """The key of the organisation of this name in either language, else the text: a post, say."""
    text = text.strip()
    for key, name in portfolio.organisations.items():
        names = (name.zh, name.en) if isinstance(name, Bilingual) else (name,)
        if text in names:
            return key
    return text


def _filled(fields: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    values = {name: trimmed(fields.get(name)) for name in names}
    return {name: value for name, value in values.items() if value not in (None, "", {}, False)}


def find_entry(portfolio: Portfolio, name: str) -> Entry:
    """The issue ``TARGET/ISSUE`` or the decision of that id. `EntryError` where there is none."""
    entries = all_entries(portfolio)
    if name in entries:
        return entries[name]
    open_names = [key for key, entry in entries.items() if entry.record.closed is None]
    raise EntryError(
        Message("entry.unknown", name=name, suggestion=suggest(name, open_names or list(entries)))
    )


def all_entries(portfolio: Portfolio) -> dict[str, Entry]:
    """Every issue and decision on record by its name."""
    entries = {}
    for target in portfolio.targets:
        for issue in target.issues:
            name, path = f"{target.id}/{issue.id}", f"targets[{target.id}].issues[{issue.id}]"
            entries[name] = Entry("issue", name, issue, path, target.id)
    for review in portfolio.header.reviews:
        for decision in review.decisions:
            path = f"portfolio.reviews[{review.date}].decisions[{decision.id}]"
            on = decision.target or NO_TARGET
            entries[decision.id] = Entry("decision", decision.id, decision, path, on, review)
    return entries


def close_entry(portfolio: Portfolio, entry: Entry, on: dt.date, note: str = "") -> TargetChange:
    """The day on which an issue was resolved or a decision was carried out, with a note.

    A note that it has already stays, in front. `EntryError` where it is closed, or where its note is in
    two languages. The save compares the entry with what ``portfolio`` has.
    """
    if entry.record.closed is not None:
        raise EntryError(Message("entry.closed", name=entry.name, date=entry.record.closed))
    edits: list[Edit] = [SetValue(f"{entry.path}.closed", on)]
    if note := note.strip():
        before = entry.record.note
        if not (before is None or isinstance(before, str)):
            raise EntryError(Message("entry.note", name=entry.name))
        edits.append(SetValue(f"{entry.path}.note", f"{before} {note}" if before else note))
    return compared(portfolio, entry.change_target, entry.path, edits)


def saved_name(before: Portfolio, after: Portfolio, change: TargetChange) -> str:
    """The name of the entry that a save of ``change`` added or closed; "" where it is not on record any more."""
    if change.compared:
        paths = {entry.path: name for name, entry in all_entries(after).items()}
        return paths.get(change.compared, "")
    (edit,) = change.edits
    fields = edit.issue if isinstance(edit, AppendIssue) else getattr(edit, "decision", {})
    known = all_entries(before)
    added = [
        name
        for name, entry in all_entries(after).items()
        if name not in known
        and entry.change_target == change.target
        and entry.record.text == fields.get("text")
    ]
    return added[-1] if added else ""


def take_back(before: Portfolio, after: Portfolio, name: str) -> TargetChange:
    """What takes back the save that made ``after`` of ``before``: an entry added, or closed.

    `EntryError` where the entry is not on record any more.
    """
    entry, old = find_entry(after, name), all_entries(before).get(name)
    if old is not None:
        edits: list[Edit] = [Remove(f"{entry.path}.closed")]
        note = old.record.note
        if note != entry.record.note:
            path = f"{entry.path}.note"
            edits.append(SetValue(path, note) if isinstance(note, str) else Remove(path))
        return compared(after, entry.change_target, entry.path, edits)
    path = entry.path
    if entry.review is None:
        if len(after.by_id[entry.change_target].issues) == 1:
            path = f"targets[{entry.change_target}].issues"
    elif len(entry.review.decisions) == 1:
        reviews = {review.date for review in before.header.reviews}
        path = f"portfolio.reviews[{entry.review.date}]"
        if entry.review.date in reviews:
            path += ".decisions"
        elif not reviews:
            path = "portfolio.reviews"
    what = f"{entry.kind} {entry.record.id}"
    return compared(after, entry.change_target, path, [Remove(path, what)])


def compared(portfolio: Portfolio, target: str, path: str, edits: Sequence[Edit]) -> TargetChange:
    """A change that is made only where the part at ``path`` is as ``portfolio`` has it."""
    seen = fingerprint_at(portfolio, path)
    return TargetChange(target, tuple(edits), seen, compared=path)
