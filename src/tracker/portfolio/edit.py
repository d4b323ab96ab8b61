"""Text -> text: one report is one added line, and everything around it stays as somebody left it.

The new text is read again and must hold the old data and the change, nothing else, or nothing is
returned.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from tracker.portfolio.emitter import to_plain
from tracker.portfolio.paths import EditError, KeyPath, resolve, target_position
from tracker.portfolio.positions import LINE_BREAK, line_start
from tracker.portfolio.reader import Document, parse_document
from tracker.portfolio.scalars import Amount
from tracker.portfolio.splices import Splicer

BOM: Final = "\ufeff"
Scalar = str | int | float | bool | dt.date | Amount | None


@dataclass(frozen=True)
class AppendUpdate:
    """One report more: ``update`` is an item of ``updates``, written in the order of its keys."""

    target: str
    update: Mapping[str, Any]


@dataclass(frozen=True)
class AppendRevision:
    """One change of the goal more: an item of ``revisions``; the goal itself is another edit."""

    target: str
    revision: Mapping[str, Any]


@dataclass(frozen=True)
class SetValue:
    """A scalar in place of the one at a path, or a key that its block did not have.

    ``path`` as `tracker.locate` says: ``targets[scattered-renewal].budget.approved``.
    """

    path: str
    value: Scalar


Edit = AppendUpdate | AppendRevision | SetValue


ChangedLines = tuple[tuple[int, str], ...]
"""Number, from 1, and text of each line that an edit added or changed."""


def append_update(text: str, target_id: str, update: Mapping[str, Any]) -> str:
    """``text`` with one report more, in one line, where its date belongs. Raises `EditError`."""
    return apply_edits(text, [AppendUpdate(target_id, update)])[0]


def append_revision(text: str, target_id: str, revision: Mapping[str, Any]) -> str:
    """``text`` with one revision more; the goal itself is another edit. Raises `EditError`."""
    return apply_edits(text, [AppendRevision(target_id, revision)])[0]


def set_value(text: str, path: str, value: Scalar) -> str:
    """``text`` with another scalar at ``path`` (see `SetValue`). Raises `EditError`."""
    return apply_edits(text, [SetValue(path, value)])[0]


def apply_edits(
    text: str, edits: Sequence[Edit], *, document: Document | None = None, file: str = "-"
) -> tuple[str, Document, ChangedLines]:
    """``text`` with all ``edits``, that text as read, and the lines that differ; or `EditError` and none.

    ``text`` is the file as decoded, its byte order mark and line ends included. ``document`` is that very
    text as read, where the caller has it; the new text is always read, once.
    """
    before = document or parse_document(text, file)
    if before.truncated or not isinstance(before.data, dict):
        problem = before.problems[0] if before.problems else "no portfolio is in it"
        raise EditError(f"{before.file}: cannot be read to its end, nothing was changed: {problem}")
    body = text.removeprefix(BOM)
    try:
        changed, spans, expected = _spliced(body, before, edits)
    except ValueError as error:
        raise _located_error(before, edits, error) from error
    after = parse_document(changed, before.file)
    if after.data != expected and body[-1:] not in "\r\n":
        return _apply_after_unterminated_text(text, edits, before.file)
    _verify_change(before, after, expected)
    return text[: len(text) - len(body)] + changed, after, _changed_lines(changed, spans)


def _apply_after_unterminated_text(
    text: str, edits: Sequence[Edit], file: str
) -> tuple[str, Document, ChangedLines]:
    """`apply_edits`, where the last value is a text over several lines and the last of them has no end.

    What comes behind gives it one, and by that alone it would read as another text.
    """
    found = LINE_BREAK.search(text)
    end = found[0] if found else "\n"
    changed, document, lines = apply_edits(text + end, edits, file=file)
    return changed.removesuffix(end), document, lines


def _spliced(
    body: str, before: Document, edits: Sequence[Edit]
) -> tuple[str, list[tuple[int, int]], dict[str, Any]]:
    """The new text, the spans of what was inserted, and the data that must come of it.

    ValueError, `EditError` among them.
    """
    splicer = Splicer(body, before)
    expected: dict[str, Any] = before.data
    values = {}
    for edit in edits:
        if isinstance(edit, SetValue):
            path = resolve(before, edit.path)
            if path in values:
                raise EditError(f"{edit.path} is set twice; expected one value")
            if isinstance(edit.value, (Mapping, list, set, bytes)):
                raise EditError("a list or a block; expected one scalar")
            values[path] = to_plain(edit.value)
            splicer.set(path, edit.value)
            expected = _with_value(expected, path, values[path])
    for (position, name), items in _items_to_append(before, edits).items():
        known = expected["targets"][position].get(name)
        known = known if isinstance(known, list) else []
        items.sort(key=_new_item_day)  # stable: those of one day stay as given
        days = [_existing_day(one) for one in known]
        places = [insert_position(days, _new_item_day(item)) for item in items]
        splicer.append(position, name, items, places)
        merged = list(known)
        for spot, item in reversed(list(zip(places, items, strict=True))):
            merged.insert(spot, to_plain(item))
        expected = _with_value(expected, ("targets", position, name), merged)
    return *splicer.apply(), expected


def _items_to_append(
    document: Document, edits: Sequence[Edit]
) -> dict[tuple[int, str], list[Mapping[str, Any]]]:
    """What is to be appended, by the target's position and the list's name."""
    found: dict[tuple[int, str], list[Mapping[str, Any]]] = {}
    for edit in edits:
        if isinstance(edit, SetValue):
            continue
        name, item = (
            ("updates", edit.update)
            if isinstance(edit, AppendUpdate)
            else ("revisions", edit.revision)
        )
        if not isinstance(item, Mapping) or not item:
            raise EditError("there is nothing to add; expected a mapping with at least a date")
        found.setdefault((target_position(document, edit.target), name), []).append(item)
    return found


def _located_error(document: Document, edits: Sequence[Edit], error: ValueError) -> EditError:
    if isinstance(error, EditError) and str(error).startswith(document.file):
        return error
    names = dict.fromkeys(
        edit.path if isinstance(edit, SetValue) else edit.target for edit in edits
    )
    return EditError(f"{document.file}: {', '.join(map(str, names))}: {error}")


def _new_item_day(item: Mapping[str, Any]) -> str:
    return str(to_plain(item.get("date")) or "")


def _existing_day(item: Any) -> str | None:
    day = item.get("date") if isinstance(item, dict) else None
    return day if isinstance(day, str) else None


def insert_position(days: Sequence[str | None], day: str) -> int:
    """Before which of the items of ``days`` (as written: 2022-06-30) one of ``day`` belongs.

    Behind the last whose day is not later, also where the days are in no order; at the end without a day.
    """
    if not day:
        return len(days)
    dated = [one for one in days if one is not None]
    if len(dated) == len(days) and dated == sorted(dated):
        return bisect_right(dated, day)
    return max((n + 1 for n, one in enumerate(days) if one is not None and one <= day), default=0)


def _with_value(data: Any, path: KeyPath, value: Any) -> Any:
    """``data`` with another value at a path; what did not change is shared."""
    copied: Any = dict(data) if isinstance(data, dict) else list(data)
    copied[path[0]] = value if len(path) == 1 else _with_value(data[path[0]], path[1:], value)
    return copied


def _verify_change(before: Document, after: Document, expected: Any) -> None:
    """Raise unless ``after`` holds what is expected and has no problem that ``before`` had not."""
    new = Counter((one.rule, one.message) for one in after.problems)
    new -= Counter((one.rule, one.message) for one in before.problems)
    if after.data == expected and not new and not after.truncated:
        return
    problem = next((one for one in after.problems if (one.rule, one.message) in new), None)
    found = f"reading it again found: {problem}" if problem else "it would read as other data"
    raise EditError(
        f"{before.file}: the change does not fit into the text as it is written there ({found}); "
        "nothing was changed: make it in a text editor"
    )


def _changed_lines(text: str, spans: Sequence[tuple[int, int]]) -> ChangedLines:
    """The lines on which the pieces at ``spans`` stand."""
    found: dict[int, str] = {}
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
        shown = text[line : stop.start() if stop else len(text)]
        found.update(enumerate(LINE_BREAK.split(shown), number))
    return tuple(sorted(found.items()))
