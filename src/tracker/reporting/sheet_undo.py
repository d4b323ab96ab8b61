"""What undoes the issues, decisions and records of an office in a saved workbook; `undo` does so for its reports.

All of them, as they were before, or `EntryError` where somebody changed one of them since.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from tracker.i18n import Message
from tracker.portfolio.edit import AppendDecision, AppendIssue, Remove, SetValue
from tracker.portfolio.entries import Decision, Issue
from tracker.portfolio.load import Portfolio
from tracker.reporting.issues import Entry, EntryError, all_entries, compared, take_back
from tracker.reporting.target_record import DecidedField, restored
from tracker.store.changes import TargetChange


class SavedEntries(NamedTuple):
    """The changes that a workbook made beside reports, and the portfolio before and after them."""

    before: Portfolio
    after: Portfolio
    changes: tuple[TargetChange, ...]


def undo_entries(saved: SavedEntries, now: Portfolio) -> list[TargetChange]:
    """The changes that take back all of ``saved``, given the portfolio as it is now."""
    before, after, present = map(all_entries, (saved.before, saved.after, now))
    paths = {entry.path: name for name, entry in after.items()}
    unclaimed = {name: entry for name, entry in after.items() if name not in before}
    changes = []
    added = []
    for change in saved.changes:
        edit = change.edits[0]
        if isinstance(edit, (AppendIssue, AppendDecision)):
            name = next((key for key, one in unclaimed.items() if _is_made_by(one, edit)), "")
            _require_same(name or change.target, _record(after, name), _record(present, name))
            del unclaimed[name]
            added.append(present[name])
        elif change.compared:
            name = paths.get(change.compared, "")
            _require_same(name or change.target, _record(after, name), _record(present, name))
            changes.append(take_back(saved.before, now, name))
        elif isinstance(edit, (SetValue, Remove)):
            field = cast("DecidedField", edit.path.rpartition(".")[2])
            values = [_decided(one, change.target, field) for one in (saved.after, now)]
            _require_same(change.target, *values)
            changes.append(restored(saved.before, now, change.target, field))
    changes += _without_issues(now, added)
    changes += _without_decisions(saved.before, now, added)
    return changes


def _is_made_by(entry: Entry, edit: AppendIssue | AppendDecision) -> bool:
    """Whether an entry is what an edit added; its id was chosen by the save."""
    record = entry.record
    if isinstance(edit, AppendIssue):
        made = (edit.target, edit.issue["cause"], edit.issue["text"])
        return isinstance(record, Issue) and made == (
            entry.change_target,
            record.cause,
            record.text,
        )
    if not isinstance(record, Decision) or entry.review is None:
        return False
    its = (entry.review.date, record.target, record.text)
    return its == (edit.review, edit.decision.get("target"), edit.decision["text"])


def _record(entries: Mapping[str, Entry], name: str) -> Issue | Decision | None:
    return entries[name].record if name in entries else None


def _decided(portfolio: Portfolio, target: str, field: DecidedField) -> Any:
    return getattr(portfolio.by_id.get(target), field, None)


def _require_same(name: str, saved: object, now: object) -> None:
    """`EntryError` unless what was saved is still on record."""
    if saved is None or saved != now:
        raise EntryError(Message("entry.changed_since", name=name))


def _without_issues(now: Portfolio, added: Iterable[Entry]) -> Iterator[TargetChange]:
    """The list of a target goes with its last issue."""
    by_target: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in added:
        if entry.review is None:
            by_target[entry.change_target].append(entry)
    for target, entries in by_target.items():
        if len(entries) == len(now.by_id[target].issues):
            names = ", ".join(f"issue {entry.record.id}" for entry in entries)
            yield _removal(now, target, Remove(f"targets[{target}].issues", names))
        else:
            for entry in entries:
                yield _removal(now, target, Remove(entry.path, f"issue {entry.record.id}"))


def _without_decisions(
    before: Portfolio, now: Portfolio, added: Iterable[Entry]
) -> Iterator[TargetChange]:
    """The list of a review goes with its last decision, and a review that was entered with them."""
    by_review: defaultdict[dt.date, list[Entry]] = defaultdict(list)
    for entry in added:
        if entry.review is not None:
            by_review[entry.review.date].append(entry)
    present = {review.date: len(review.decisions) for review in now.header.reviews}
    emptied = {date for date, entries in by_review.items() if len(entries) == present[date]}
    new = emptied - {review.date for review in before.header.reviews}
    for number, (date, entries) in enumerate(by_review.items()):
        whole: list[Remove] = []
        if new == present.keys():
            whole = [] if number else [Remove("portfolio.reviews", "reviews")]
        elif date in emptied:
            path = f"portfolio.reviews[{date}]" + ("" if date in new else ".decisions")
            whole = [Remove(path, f"review {date}" if date in new else f"decisions of {date}")]
        for entry in entries:
            one = Remove(entry.path, f"decision {entry.record.id}")
            yield _removal(now, entry.change_target, *whole, one)
            whole = []


def _removal(now: Portfolio, target: str, *edits: Remove) -> TargetChange:
    """Compared with what the first edit takes out."""
    return compared(now, target, edits[0].path, list(edits))
