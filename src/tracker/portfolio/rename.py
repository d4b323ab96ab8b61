"""Renames an id or a key with all references, as a change of the text: comments and order stay."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

from tracker.i18n import Message
from tracker.portfolio.changed_text import ChangedLines, changed_lines, verify_change
from tracker.portfolio.edit import BOM
from tracker.portfolio.emitter import emit
from tracker.portfolio.model import EVIDENCE_BLOCKS, EVIDENCE_LISTS
from tracker.portfolio.paths import EditError, KeyPath
from tracker.portfolio.reader import Document, parse_document
from tracker.portfolio.scalars import MAX_SLUG_LENGTH, SLUG

RenameKind = Literal["target", "organisation", "theme", "plan", "document", "milestone"]
RENAME_KINDS: Final[tuple[RenameKind, ...]] = get_args(RenameKind)
BLOCKS: Final[Mapping[RenameKind, str]] = {
    "organisation": "organisations",
    "theme": "themes",
    "plan": "plans",
    "document": "documents",
}
"""The block that defines the keys of a kind."""


class Occurrence(NamedTuple):
    """A path in a file at which a name stands; ``key``: as a key, not as a value."""

    path: KeyPath
    key: bool = False


def check_new_name(new: str) -> None:
    """`EditError` unless a target, an organisation or a document may have this name."""
    if not re.fullmatch(SLUG, new) or len(new) > MAX_SLUG_LENGTH:
        raise EditError(Message("read.slug", value=repr(new)))


def definitions(data: Any, kind: RenameKind) -> list[str]:
    """The names of a kind that a file defines; a milestone's is ``TARGET/MILESTONE``."""
    if kind in BLOCKS:
        return list(_mapping(_mapping(data).get(BLOCKS[kind])))
    names = []
    for target in _items(_mapping(data).get("targets")):
        name = _mapping(target).get("id")
        if kind == "target":
            names.append(name)
        else:
            steps = _items(_mapping(target).get("milestones"))
            names += [f"{name}/{_mapping(step).get('id')}" for step in steps]
    return [name for name in names if isinstance(name, str)]


def rename(
    text: str, document: Document, kind: RenameKind, old: str, new: str
) -> tuple[str, Document, ChangedLines]:
    """``text`` with ``new`` for ``old`` wherever the name of this kind stands, as `apply_edits`.

    ``document`` was read from ``text``. A milestone's old name is ``TARGET/MILESTONE``. Where the file
    has no such name the text is returned as it was. `EditError` where the text cannot be changed.
    """
    target, _, name = old.rpartition("/")
    body = text.removeprefix(BOM)
    places = []
    expected = document.data
    for path, key in list(occurrences(document.data, kind, name, target)):
        index = document.positions.index(document.data, path, key=key)
        places.append(_token(body, index, name, document))
        expected = _replaced(expected, path, new, key=key)
    pieces, spans = [], []
    position = length = 0
    for start, end, quoted in sorted(places):
        replacement = new if quoted else emit(new)
        pieces += [body[position:start], replacement]
        length += start - position
        spans.append((length, length + len(replacement)))
        length += len(replacement)
        position = end
    changed = "".join([*pieces, body[position:]])
    after = parse_document(changed, document.file)
    verify_change(document, after, expected)
    return text[: len(text) - len(body)] + changed, after, changed_lines(changed, spans)


def occurrences(data: Any, kind: RenameKind, name: str, target: str = "") -> Iterator[Occurrence]:
    """Where a file defines or uses the name; ``target`` is that of a milestone."""
    if kind in BLOCKS and name in _mapping(_mapping(data).get(BLOCKS[kind])):
        yield Occurrence((BLOCKS[kind], name), key=True)
    if kind == "theme":
        screen = _mapping(_mapping(_mapping(data).get("portfolio")).get("screen"))
        for n, theme in enumerate(_items(screen.get("themes"))):
            if theme == name:
                yield Occurrence(("portfolio", "screen", "themes", n))
    for path, value in _references_in_decisions(data, kind):
        if value == name:
            yield Occurrence(path)
    for n, record in enumerate(_items(_mapping(data).get("targets"))):
        for path, value in _references(record, kind, target):
            if value == name:
                yield Occurrence(("targets", n, *path))


def _references_in_decisions(data: Any, kind: RenameKind) -> Iterator[tuple[KeyPath, Any]]:
    """The fields of decisions that hold a name of this kind."""
    field = {"target": "target", "organisation": "owner"}.get(kind)
    if field is None:
        return
    reviews = _mapping(_mapping(data).get("portfolio")).get("reviews")
    for n, review in enumerate(_items(reviews)):
        for m, decision in enumerate(_items(_mapping(review).get("decisions"))):
            path = ("portfolio", "reviews", n, "decisions", m, field)
            yield path, _mapping(decision).get(field)


def _references(record: Any, kind: RenameKind, target: str) -> Iterator[tuple[KeyPath, Any]]:
    """The fields of a target that hold a name of this kind."""
    fields = _mapping(record)
    if kind == "target":
        yield ("id",), fields.get("id")
        yield ("ended", "into"), _mapping(fields.get("ended")).get("into")
        for n, part in enumerate(_items(_mapping(fields.get("measure")).get("parts"))):
            yield ("measure", "parts", n, "target"), _mapping(part).get("target")
    elif kind == "theme":
        yield ("theme",), fields.get("theme")
    elif kind == "plan":
        yield ("plan",), fields.get("plan")
    elif kind == "organisation":
        yield ("lead",), fields.get("lead")
        yield ("owner",), fields.get("owner")
        yield ("accepted", "by"), _mapping(fields.get("accepted")).get("by")
        for n, update in enumerate(_items(fields.get("updates"))):
            yield ("updates", n, "by"), _mapping(update).get("by")
        for n, issue in enumerate(_items(fields.get("issues"))):
            for name in ("owner", "raised_to"):
                yield ("issues", n, name), _mapping(issue).get(name)
    elif kind == "document":
        yield ("source", "document"), _mapping(fields.get("source")).get("document")
        for name in EVIDENCE_LISTS:
            for n, item in enumerate(_items(fields.get(name))):
                evidence = _mapping(_mapping(item).get("evidence"))
                yield (name, n, "evidence", "document"), evidence.get("document")
        for name in EVIDENCE_BLOCKS:
            evidence = _mapping(_mapping(fields.get(name)).get("evidence"))
            yield (name, "evidence", "document"), evidence.get("document")
    elif fields.get("id") == target:
        for n, step in enumerate(_items(fields.get("milestones"))):
            yield ("milestones", n, "id"), _mapping(step).get("id")
        for n, update in enumerate(_items(fields.get("updates"))):
            for m, step in enumerate(_items(_mapping(update).get("done"))):
                yield ("updates", n, "done", m), step


def _token(text: str, index: int, name: str, document: Document) -> tuple[int, int, bool]:
    """Start and end of the name at ``index``, without its quotes, and whether it has some."""
    quoted = text[index : index + 1] in ("'", '"')
    start = index + quoted
    end = start + len(name)
    if text[start:end] != name or (quoted and text[end : end + 1] != text[index]):
        line, _ = document.positions.line_column(index)
        raise EditError(Message("edit.rename_token", file=document.file, line=line, name=name))
    return start, end, quoted


def _replaced(data: Any, path: KeyPath, new: str, *, key: bool) -> Any:
    """``data`` with ``new`` as the value, or the key, at a path; unchanged parts are shared."""
    if len(path) == 1 and key:
        return {new if name == path[0] else name: value for name, value in data.items()}
    copied: Any = dict(data) if isinstance(data, dict) else list(data)
    copied[path[0]] = new if len(path) == 1 else _replaced(data[path[0]], path[1:], new, key=key)
    return copied


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
