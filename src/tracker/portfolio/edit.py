"""Edits text to text: a report is one added line, and everything around it stays unchanged.

The new text is read again: unless it contains exactly the old data with the change, `EditError` is raised.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import getitem
from typing import Any, Final

from tracker.i18n import LocalizedError, Message
from tracker.portfolio.changed_text import ChangedLines, changed_lines, verify_change
from tracker.portfolio.emitter import to_plain
from tracker.portfolio.money import Amount
from tracker.portfolio.paths import (
    EditError,
    KeyPath,
    resolve,
    review_position,
    target_position,
)
from tracker.portfolio.positions import LINE_BREAK
from tracker.portfolio.reader import Document, parse_document
from tracker.portfolio.splices import Splicer

BOM: Final = "\ufeff"
Scalar = str | int | float | bool | dt.date | Amount | None


@dataclass(frozen=True)
class AppendUpdate:
    """Add a report: ``update`` is an item of ``updates``, written in the order of its keys."""

    target: str
    update: Mapping[str, Any]


@dataclass(frozen=True)
class AppendRevision:
    """Add a change of the goal: an item of ``revisions``. The goal itself is changed by `SetValue`."""

    target: str
    revision: Mapping[str, Any]


@dataclass(frozen=True)
class AppendIssue:
    """Add what is in the way of a target: ``issue`` is an item of ``issues``, with its ``id``."""

    target: str
    issue: Mapping[str, Any]


@dataclass(frozen=True)
class AppendDecision:
    """Add a decision to the review of a day, which is added as well where the file has none.

    ``title`` is that of a review that is added; the title of one that exists stays.
    """

    review: dt.date
    decision: Mapping[str, Any]
    title: str | Mapping[str, str] = ""


@dataclass(frozen=True)
class SetValue:
    """Replace the scalar or bilingual text at a path, or add the key to its block.

    ``path`` as in `tracker.portfolio.paths`: ``targets[scattered-renewal].budget.approved``. A block is
    added on one line; no other block is replaced.
    """

    path: str
    value: Scalar | Mapping[str, Any]


@dataclass(frozen=True)
class Remove:
    """Take out an item of a list or a key of a block: the undo of an entry that was just made.

    ``name`` is what it takes out, for the history: the last item of a list goes with its key. What
    another removal of the same save takes out as well is taken out once.
    """

    path: str
    name: str = ""


Edit = AppendUpdate | AppendRevision | AppendIssue | AppendDecision | SetValue | Remove


def apply_edits(
    text: str, edits: Sequence[Edit], *, document: Document | None = None, file: str = "-"
) -> tuple[str, Document, ChangedLines]:
    """``text`` with all ``edits``, that text as read, and the lines that differ.

    Each list stays sorted by date; the goal itself is changed by `SetValue` alone.

    ``text`` is the decoded file with its byte order mark and line ends. ``document`` is the same text as
    read, where the caller has it; the new text is always read, once. `EditError` where an edit fails.
    """
    before = document or parse_document(text, file)
    if before.truncated or not isinstance(before.data, dict):
        problems = before.problems
        reason = problems[0].as_message() if problems else Message("value.no_portfolio")
        raise EditError(Message("edit.unreadable", file=before.file, reason=reason))
    body = text.removeprefix(BOM)
    try:
        changed, spans, expected = _spliced(body, before, edits)
    except LocalizedError as error:
        raise _located_error(before, edits, error) from error
    after = parse_document(changed, before.file)
    if after.data != expected and body[-1:] not in "\r\n":
        return _apply_after_unterminated_text(text, edits, before.file)
    verify_change(before, after, expected)
    return text[: len(text) - len(body)] + changed, after, changed_lines(changed, spans)


def _apply_after_unterminated_text(
    text: str, edits: Sequence[Edit], file: str
) -> tuple[str, Document, ChangedLines]:
    """`apply_edits` for a file that ends in a text over several lines, without a final line break.

    A line added after it would complete its last line, and change the text.
    """
    match = LINE_BREAK.search(text)
    end = match[0] if match else "\n"
    changed, document, lines = apply_edits(text + end, edits, file=file)
    return changed.removesuffix(end), document, lines


def _spliced(
    body: str, before: Document, edits: Sequence[Edit]
) -> tuple[str, list[tuple[int, int]], dict[str, Any]]:
    """The new text, the spans of the inserted pieces, and the data that the new text must contain.

    Raises `EditError` or `EmitError`.
    """
    splicer = Splicer(body, before)
    expected: dict[str, Any] = before.data
    values = {}
    for edit in edits:
        if isinstance(edit, SetValue):
            path = resolve(before, edit.path)
            if path in values:
                raise EditError(Message("edit.set_twice", path=edit.path))
            if isinstance(edit.value, (list, set, bytes)):
                raise EditError(Message("edit.not_scalar"))
            values[path] = to_plain(edit.value)
            splicer.set(path, edit.value)
            expected = _with_value(expected, path, values[path])
    for path, items in _items_to_append(before, edits).items():
        existing = _at(expected, path)
        existing = existing if isinstance(existing, list) else []
        name = str(path[-1])
        items.sort(
            key=lambda item: _new_item_day(item, name)
        )  # stable: items of one day keep their order
        days = [_existing_day(item, name) for item in existing]
        places = [insert_position(days, _new_item_day(item, name)) for item in items]
        splicer.append(path, items, places)
        merged = list(existing)
        for place, item in reversed(list(zip(places, items, strict=True))):
            merged.insert(place, to_plain(item))
        expected = _with_value(expected, path, merged)
    paths = {_resolve_removed(before, edit.path) for edit in edits if isinstance(edit, Remove)}
    removed = [path for path in paths if not any(path[:n] in paths for n in range(len(path)))]
    # the last first: positions in a list stay those of the text
    for path in sorted(removed, reverse=True):
        splicer.remove(path)
        expected = _without(expected, path)
    return *splicer.apply(), expected


def _resolve_removed(document: Document, path: str) -> KeyPath:
    """`resolve` for what is taken out, which has to be there."""
    resolved = resolve(document, path)
    parent: Any = reduce(getitem, resolved[:-1], document.data)
    if isinstance(parent, dict) and resolved[-1] not in parent:
        raise EditError(
            Message(
                "edit.no_key",
                file=document.file,
                path=path,
                key=resolved[-1],
                names=list(parent),
            )
        )
    return resolved


def _items_to_append(
    document: Document, edits: Sequence[Edit]
) -> dict[KeyPath, list[Mapping[str, Any]]]:
    """The new items by the path of their list."""
    by_list: dict[KeyPath, list[Mapping[str, Any]]] = {}
    new_reviews: dict[str, dict[str, Any]] = {}
    for edit in edits:
        if isinstance(edit, (SetValue, Remove)):
            continue
        name, item = _new_item(edit)
        if not isinstance(item, Mapping) or not item:
            raise EditError(Message("edit.nothing_to_add"))
        if not isinstance(edit, AppendDecision):
            path: KeyPath = ("targets", target_position(document, edit.target), name)
            by_list.setdefault(path, []).append(item)
            continue
        day = edit.review.isoformat()
        if (position := review_position(document, day)) is not None:
            by_list.setdefault((*_REVIEWS, position, name), []).append(item)
        elif day in new_reviews:
            new_reviews[day]["decisions"].append(item)
        elif not edit.title:
            raise EditError(Message("edit.no_review", file=document.file, date=day))
        else:
            new_reviews[day] = {"date": edit.review, "title": edit.title, "decisions": [item]}
            by_list.setdefault(_REVIEWS, []).append(new_reviews[day])
    return by_list


_REVIEWS: Final = ("portfolio", "reviews")


def _new_item(
    edit: AppendUpdate | AppendRevision | AppendIssue | AppendDecision,
) -> tuple[str, Mapping[str, Any]]:
    """The list that an edit adds to, and what it adds."""
    match edit:
        case AppendUpdate():
            return "updates", edit.update
        case AppendRevision():
            return "revisions", edit.revision
        case AppendIssue():
            return "issues", edit.issue
        case AppendDecision():
            return "decisions", edit.decision


def _located_error(document: Document, edits: Sequence[Edit], error: LocalizedError) -> EditError:
    if isinstance(error, EditError) and "file" in error.message.params:
        return error
    names = dict.fromkeys(map(_place, edits))
    return EditError(
        Message(
            "edit.located", file=document.file, names=list(map(str, names)), reason=error.message
        )
    )


def _place(edit: Edit) -> str:
    """What an edit changes, for a message."""
    if isinstance(edit, (SetValue, Remove)):
        return str(edit.path)
    return (
        f"{'.'.join(_REVIEWS)}[{edit.review}]"
        if isinstance(edit, AppendDecision)
        else str(edit.target)
    )


_DAY_KEYS: Final = {"issues": "opened", "decisions": ""}
"""The key by which a list is sorted, where that is not ``date``; "" for the order of entry."""


def _new_item_day(item: Mapping[str, Any], name: str) -> str:
    return str(to_plain(item.get(_DAY_KEYS.get(name, "date"))) or "")


def _existing_day(item: Any, name: str) -> str | None:
    day = item.get(_DAY_KEYS.get(name, "date")) if isinstance(item, dict) else None
    return day if isinstance(day, str) else None


def insert_position(days: Sequence[str | None], day: str) -> int:
    """The index at which an item of ``day`` is inserted among items of ``days`` (text: 2022-06-30).

    It follows the last item whose day is not later, also in an unsorted list; without a day it is the last.
    """
    if not day:
        return len(days)
    dated = [existing for existing in days if existing is not None]
    if len(dated) == len(days) and dated == sorted(dated):
        return bisect_right(dated, day)
    earlier = (n + 1 for n, existing in enumerate(days) if existing is not None and existing <= day)
    return max(earlier, default=0)


def _with_value(data: Any, path: KeyPath, value: Any) -> Any:
    """``data`` with a new value at a path; unchanged parts are shared, not copied."""
    copied: Any = dict(data) if isinstance(data, dict) else list(data)
    copied[path[0]] = value if len(path) == 1 else _with_value(data[path[0]], path[1:], value)
    return copied


def _at(data: Any, path: KeyPath) -> Any:
    """The value at a path of which only the last name may be missing."""
    for part in path[:-1]:
        data = data[part]
    return data.get(path[-1]) if isinstance(data, dict) else None


def _without(data: Any, path: KeyPath) -> Any:
    """``data`` without what is at a path; unchanged parts are shared."""
    copied: Any = dict(data) if isinstance(data, dict) else list(data)
    if len(path) == 1:
        del copied[path[0]]
    else:
        copied[path[0]] = _without(data[path[0]], path[1:])
    return copied
