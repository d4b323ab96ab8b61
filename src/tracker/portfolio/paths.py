"""Ids and paths -> where they lead in a document's data.

``targets[scattered-renewal].budget.approved``: names joined by dots, in brackets the ``id`` of a list's
item or its position from 0; a name with a dot or a bracket stands in double quotes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, Final
from weakref import WeakKeyDictionary

from tracker.portfolio.reader import Document

KeyPath = tuple[str | int, ...]

_SEGMENT: Final = re.compile(r'((?:(?<=.)\.|^)(?:"((?:[^"\\]|\\.)*)"|([^.\[\]"]+))|\[([^\[\]]+)\])')


_ID_POSITIONS: Final[WeakKeyDictionary[Document, dict[str, list[int]]]] = WeakKeyDictionary()
"""By document, where each id stands: a sheet of reports asks for many."""


class EditError(ValueError):
    """An edit that cannot be made; the text is as it was. The message says where and what to do."""


def target_position(document: Document, target_id: str) -> int:
    """Which of the file's targets has the id. `EditError` where none has, or more than one."""
    data = document.data
    targets = data.get("targets") if isinstance(data, dict) else None
    items = targets if isinstance(targets, list) else []
    if (known := _ID_POSITIONS.get(document)) is None:
        known = _ID_POSITIONS[document] = defaultdict(list)
        for position, item in enumerate(items):
            if isinstance(item, dict) and isinstance(item.get("id"), str):
                known[item["id"]].append(position)
    found = known.get(target_id, [])
    if len(found) != 1:
        raise EditError(
            f"{document.file}: {len(found) or 'no'} targets have the id {target_id}; "
            f"expected one{_suggest(target_id, items)}"
        )
    return found[0]


def resolve(document: Document, path: str) -> KeyPath:
    """``targets[x].lead`` -> ``("targets", 0, "lead")``; only the last name may be new.

    `EditError` where the path leads nowhere.
    """
    parts = _SEGMENT.findall(path) if isinstance(path, str) else []
    if not parts or "".join(part[0] for part in parts) != path:
        raise EditError(
            f"{path!r} is not a path; expected one such as targets[scattered-renewal].lead"
        )
    data: Any = document.data
    found: list[str | int] = []
    for number, (whole, quoted, name, bracket) in enumerate(parts):
        if bracket:
            if not isinstance(data, list):
                raise EditError(f"{document.file}: {path}: no list stands before {whole}")
            position = _item_position(document, data, bracket, path)
            data = data[position]
            found.append(position)
            continue
        key = re.sub(r"\\(.)", r"\1", quoted) if quoted else name
        is_last = number == len(parts) - 1
        if not isinstance(data, dict) or (key not in data and not is_last):
            known = ", ".join(data) if isinstance(data, dict) else "no block"
            raise EditError(
                f"{document.file}: {path}: there is no {key}; found {known}: write its block first"
            )
        data = data.get(key)
        found.append(key)
    return tuple(found)


def _item_position(document: Document, items: list[Any], bracket: str, path: str) -> int:
    found = _positions_of_id(items, bracket)
    if len(found) == 1:
        return found[0]
    if not found and bracket.isascii() and bracket.isdigit() and int(bracket) < len(items):
        return int(bracket)
    raise EditError(
        f"{document.file}: {path}: {len(found) or 'no'} items have the id {bracket}; "
        f"expected one{_suggest(bracket, items)}"
    )


def _positions_of_id(items: Sequence[Any], wanted: str) -> list[int]:
    return [
        n for n, item in enumerate(items) if isinstance(item, dict) and item.get("id") == wanted
    ]


def _suggest(wanted: str, items: Sequence[Any]) -> str:
    ids = [item["id"] for item in items if isinstance(item, dict) and "id" in item]
    close = get_close_matches(str(wanted), [one for one in ids if isinstance(one, str)], 3)
    return f": did you mean {' or '.join(close)}?" if close else ""
