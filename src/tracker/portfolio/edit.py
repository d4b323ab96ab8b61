"""Edits text to text: a report is one added line, and everything around it stays unchanged.

The new text is read again: unless it contains exactly the old data with the change, `EditError` is raised.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.i18n import LocalizedError, Message
from tracker.portfolio.emitter import to_plain
from tracker.portfolio.money import Amount
from tracker.portfolio.paths import EditError, KeyPath, resolve, target_position
from tracker.portfolio.positions import LINE_BREAK, line_start
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
class SetValue:
    """Replace the scalar at a path, or add the key to its block.

    ``path`` as in `tracker.portfolio.paths`: ``targets[scattered-renewal].budget.approved``.
    """

    path: str
    value: Scalar


Edit = AppendUpdate | AppendRevision | SetValue


ChangedLines = tuple[tuple[int, str], ...]
"""Number, from 1, and text of each line that an edit added or changed."""


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
            if isinstance(edit.value, (Mapping, list, set, bytes)):
                raise EditError(Message("edit.not_scalar"))
            values[path] = to_plain(edit.value)
            splicer.set(path, edit.value)
            expected = _with_value(expected, path, values[path])
    for (position, name), items in _items_to_append(before, edits).items():
        existing = expected["targets"][position].get(name)
        existing = existing if isinstance(existing, list) else []
        items.sort(key=_new_item_day)  # stable: items of one day keep their order
        days = [_existing_day(item) for item in existing]
        places = [insert_position(days, _new_item_day(item)) for item in items]
        splicer.append(position, name, items, places)
        merged = list(existing)
        for place, item in reversed(list(zip(places, items, strict=True))):
            merged.insert(place, to_plain(item))
        expected = _with_value(expected, ("targets", position, name), merged)
    return *splicer.apply(), expected


def _items_to_append(
    document: Document, edits: Sequence[Edit]
) -> dict[tuple[int, str], list[Mapping[str, Any]]]:
    """The new items, by the target's position and the name of the list."""
    by_list: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    for edit in edits:
        if isinstance(edit, SetValue):
            continue
        name, item = (
            ("updates", edit.update)
            if isinstance(edit, AppendUpdate)
            else ("revisions", edit.revision)
        )
        if not isinstance(item, Mapping) or not item:
            raise EditError(Message("edit.nothing_to_add"))
        by_list.setdefault((target_position(document, edit.target), name), []).append(item)
    return by_list


def _located_error(document: Document, edits: Sequence[Edit], error: LocalizedError) -> EditError:
    if isinstance(error, EditError) and "file" in error.message.params:
        return error
    names = dict.fromkeys(
        edit.path if isinstance(edit, SetValue) else edit.target for edit in edits
    )
    return EditError(
        Message(
            "edit.located", file=document.file, names=list(map(str, names)), reason=error.message
        )
    )


def _new_item_day(item: Mapping[str, Any]) -> str:
    return str(to_plain(item.get("date")) or "")


def _existing_day(item: Any) -> str | None:
    day = item.get("date") if isinstance(item, dict) else None
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


def verify_change(before: Document, after: Document, expected: Any) -> None:
    """Raise `EditError` unless ``after`` has the expected data and no problem that ``before`` had not."""
    new = Counter((problem.rule, problem.message) for problem in after.problems)
    new -= Counter((problem.rule, problem.message) for problem in before.problems)
    if after.data == expected and not new and not after.truncated:
        return
    reason = Message("edit.other_data")
    for problem in after.problems:
        if (problem.rule, problem.message) in new:
            reason = Message("edit.new_problem", problem=problem.as_message())
            break
    raise EditError(Message("edit.does_not_fit", file=before.file, reason=reason))


def changed_lines(text: str, spans: Sequence[tuple[int, int]]) -> ChangedLines:
    """The lines that contain the pieces at ``spans``."""
    lines: dict[int, str] = {}
    number, counted = 1, 0
    for start, end in spans:
        new = text[start:end]
        first, last = end - len(new.lstrip("\r\n")), start + len(new.rstrip("\r\n"))
        if first >= last:
            continue
        line = line_start(text, first)
        number += sum(1 for _ in LINE_BREAK.finditer(text, counted, line))
        counted = line
        stop = LINE_BREAK.search(text, last)
        piece = text[line : stop.start() if stop else len(text)]
        lines.update(enumerate(LINE_BREAK.split(piece), number))
    return tuple(sorted(lines.items()))
