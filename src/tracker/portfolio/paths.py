"""Ids and paths -> positions in a document's data.

``targets[scattered-renewal].budget.approved``: names joined by dots, in brackets the ``id`` of a list's
item, its ``date`` where it has no id, or its position from 0. A name with a dot or a bracket is written in double quotes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final
from weakref import WeakKeyDictionary

from tracker.i18n import LocalizedError, Message
from tracker.portfolio.problems import suggest
from tracker.portfolio.reader import Document

KeyPath = tuple[str | int, ...]

_SEGMENT: Final = re.compile(r'((?:(?<=.)\.|^)(?:"((?:[^"\\]|\\.)*)"|([^.\[\]"]+))|\[([^\[\]]+)\])')


_ID_POSITIONS: Final[WeakKeyDictionary[Document, dict[str, list[int]]]] = WeakKeyDictionary()
"""Positions of each target id, by document: a sheet of reports looks up many."""


class EditError(LocalizedError, ValueError):
    """An edit that cannot be made; the text is unchanged. A message with ``file`` names the position."""


def target_position(document: Document, target_id: str) -> int:
    """The position of the target with the id. `EditError` where none has it, or more than one."""
    items = document.raw_targets
    if (by_id := _ID_POSITIONS.get(document)) is None:
        by_id = _ID_POSITIONS[document] = defaultdict(list)
        for position, item in enumerate(items):
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                by_id[item["id"]].append(position)
    positions = by_id.get(target_id, [])
    if len(positions) > 1:
        raise EditError(Message("edit.ids", file=document.file, count=len(positions), id=target_id))
    if not positions:
        suggestion = _suggest_id(target_id, items)
        raise EditError(
            Message("edit.no_target", file=document.file, id=target_id, suggestion=suggestion)
        )
    return positions[0]


def review_position(document: Document, day: str) -> int | None:
    """The position of the review of a day in the file's ``portfolio.reviews``; None where it has none."""
    data: Any = document.data
    for name in ("portfolio", "reviews"):
        data = data.get(name) if isinstance(data, dict) else None
    days = [item.get("date") if isinstance(item, dict) else None for item in data or ()]
    return days.index(day) if day in days else None


def resolve(document: Document, path: str) -> KeyPath:
    """``targets[x].lead`` -> ``("targets", 0, "lead")``; only the last name may be new.

    `EditError` where the path does not resolve.
    """
    parts = _SEGMENT.findall(path) if isinstance(path, str) else []
    if not parts or "".join(part[0] for part in parts) != path:
        raise EditError(Message("edit.not_a_path", path=repr(path)))
    data: Any = document.data
    resolved: list[str | int] = []
    for number, (whole, quoted, name, bracket) in enumerate(parts):
        if bracket:
            if not isinstance(data, list):
                message = Message("edit.no_list", file=document.file, path=path, part=whole)
                raise EditError(message)
            position = _item_position(document, data, bracket, path)
            data = data[position]
            resolved.append(position)
            continue
        key = re.sub(r"\\(.)", r"\1", quoted) if quoted else name
        is_last = number == len(parts) - 1
        if not isinstance(data, dict) or (key not in data and not is_last):
            names = list(data) if isinstance(data, dict) else Message("value.no_block")
            raise EditError(
                Message("edit.no_key", file=document.file, path=path, key=key, names=names)
            )
        data = data.get(key)
        resolved.append(key)
    return tuple(resolved)


def _item_position(document: Document, items: list[Any], bracket: str, path: str) -> int:
    positions = _positions_of_id(items, bracket)
    if len(positions) == 1:
        return positions[0]
    if not positions and bracket.isascii() and bracket.isdigit() and int(bracket) < len(items):
        return int(bracket)
    where = {"file": document.file, "path": path, "id": bracket}
    if positions:
        raise EditError(Message("edit.item_ids", **where, count=len(positions)))
    raise EditError(Message("edit.no_item", **where, suggestion=_suggest_id(bracket, items)))


def _positions_of_id(items: Sequence[Any], wanted: str) -> list[int]:
    return [
        n
        for n, item in enumerate(items)
        if isinstance(item, dict) and item.get("id", item.get("date")) == wanted
    ]


def _suggest_id(wanted: object, items: Sequence[Any]) -> Message | str:
    ids = [item.get("id") for item in items if isinstance(item, dict)]
    return suggest(str(wanted), [id_ for id_ in ids if isinstance(id_, str)])
