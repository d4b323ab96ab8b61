"""One document -> its records: what is sound is typed, what is not is told, part by part."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from tracker.portfolio import model
from tracker.portfolio.problems import Problem, in_order
from tracker.portfolio.reader import Document
from tracker.portfolio.validation import (
    Place,
    expected_block,
    expected_list,
    findings,
    found,
    told,
    unknown_key,
)

ITEMS: Final[dict[str, type[model.Record]]] = {
    "trajectory": model.Point,
    "milestones": model.Milestone,
    "updates": model.Update,
    "context": model.Context,
    "revisions": model.Revision,
}
_LISTS = tuple(ITEMS)
MAPS = ("themes", "plans", "organisations", "documents")


@dataclass(frozen=True)
class Entry:
    """One target as it stands in a file.

    Where the record was faulty, ``doubts`` names the parts that were left out to type the rest, and
    ``kept`` the original positions of list items; such an entry is checked but not shown.
    """

    document: Document
    position: int
    target: model.Target
    doubts: frozenset[Place] = frozenset()
    kept: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def path(self, path: Place) -> Place | None:
        """``path`` in the target -> path in the file; None where it was left out."""
        if path and path[0] in self.kept and len(path) > 1:
            path = (path[0], self.kept[str(path[0])][int(path[1])], *path[2:])
        if any(path[: len(doubt)] == doubt for doubt in self.doubts):
            return None
        return ("targets", self.position, *path)


@dataclass(frozen=True)
class Part:
    """One file of a portfolio."""

    document: Document
    digest: str
    header: model.Header | None = None
    themes: Mapping[str, model.Text] = field(default_factory=dict)
    plans: Mapping[str, model.Text] = field(default_factory=dict)
    organisations: Mapping[str, model.Text] = field(default_factory=dict)
    documents: Mapping[str, model.SourceDocument] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()


def typed(document: Document, digest: str = "") -> Part:
    """A document -> its records, with every problem of keys and types."""
    problems = list(document.problems)
    data = document.data
    if not isinstance(data, dict):
        if not document.truncated:
            message = "expected a portfolio: `portfolio:`, `themes:`, `targets:` …; found " + (
                "nothing" if data is None else found(data)
            )
            problems.append(document.problem((), message, "type"))
        return Part(document, digest, problems=in_order(problems))
    problems += [
        unknown_key(document, (key,), model.PortfolioFile)
        for key in data
        if key not in model.PortfolioFile.model_fields
    ]
    header, more = _record(document, ("portfolio",), _HEADER)
    problems += more
    maps: dict[str, dict[str, Any]] = {}
    for name in MAPS:
        maps[name] = {}
        block = data.get(name)
        if block is not None and not isinstance(block, dict):
            problems.append(expected_block(document, (name,), block))
            continue
        for key in block or {}:
            kind = _DOCUMENT if name == "documents" else _TEXT
            value, more = _record(document, (name, key), kind)
            problems += more
            maps[name][key] = value if value is not None else _PLACEHOLDERS[name](key)
    targets = data.get("targets")
    entries = []
    if targets is not None and not isinstance(targets, list):
        problems.append(expected_list(document, ("targets",), targets))
        targets = None
    for position, raw in enumerate(targets or ()):
        entry, more = _entry(document, position, raw)
        problems += more
        if entry is not None:
            entries.append(entry)
    return Part(
        document, digest, header, **maps, entries=tuple(entries), problems=in_order(problems)
    )


_HEADER: TypeAdapter[Any] = TypeAdapter(model.Header)
_DOCUMENT: TypeAdapter[Any] = TypeAdapter(model.SourceDocument)
_TEXT: TypeAdapter[Any] = TypeAdapter(model.Text)
_PLACEHOLDERS: dict[str, Callable[[str], Any]] = {
    "themes": str,
    "plans": str,
    "organisations": str,
    "documents": lambda key: model.SourceDocument(title=key),
}


def _record(document: Document, path: Place, kind: TypeAdapter[Any]) -> tuple[Any, list[Problem]]:
    raw = document.data
    for name in path:
        raw = raw.get(name)
    if raw is None:
        if path == ("portfolio",):
            given = path[0] in document.data
            return None, [expected_block(document, path, raw)] if given else []
        return None, [document.problem(path, "expected a text, found nothing", "type")]
    try:
        return kind.validate_python(raw), []
    except ValidationError as error:
        return None, [told(document, path, raw, item)[1] for item in findings(error)]


def _entry(document: Document, position: int, raw: Any) -> tuple[Entry | None, list[Problem]]:
    path: Place = ("targets", position)
    if not isinstance(raw, dict):
        return None, [expected_block(document, path, raw)]
    for name in (*_LISTS, "assumed"):
        if name in raw and raw[name] is None:  # `updates:` with nothing behind it
            raw = {key: value for key, value in raw.items() if key != name}
    try:
        return Entry(document, position, model.Target.model_validate(raw)), []
    except ValidationError as error:
        said = [told(document, path, raw, item) for item in findings(error)]
    return _salvage(document, position, raw, said), [problem for _, problem in said]


_MAY_LACK: dict[str, set[str]] = {
    name: {key for key, field in kind.model_fields.items() if not field.is_required()}
    for name, kind in ITEMS.items()
}
"""By list, the keys that an item can do without: a faulty one is left out, and the item stays."""
# What stands in for a required key that is missing or wrong, so that the rest can still be checked.
_STAND_INS = {
    "id": "unknown",
    "title": "?",
    "theme": "?",
    "measure": {"kind": "statement"},
    "source": {"document": "?"},
}


def _salvage(
    document: Document, position: int, raw: dict[str, Any], said: list[tuple[Place, Problem]]
) -> Entry | None:
    rest = copy.deepcopy(raw)
    doubts: set[Place] = set()
    gone: dict[str, set[int]] = {}
    for path, problem in said:
        name = str(path[0]) if path else ""
        if problem.rule == "unknown-key":
            _delete(rest, path)
            doubts.add(path)
        elif name in _LISTS and len(path) > 1 and isinstance(rest.get(name), list):
            if len(path) > 2 and path[2] in _MAY_LACK[name]:
                _delete(rest, path[:3])
                doubts.add(path[:3])
            else:
                gone.setdefault(name, set()).add(int(path[1]))
                doubts.add(path[:2])
        elif name in _STAND_INS:
            rest[name] = copy.deepcopy(_STAND_INS[name])
            doubts.add((name,))
        else:
            rest.pop(name, None)
            doubts.add((name,))
    kept = {}
    for name, positions in gone.items():
        if name in rest:
            kept[name] = tuple(n for n in range(len(rest[name])) if n not in positions)
            rest[name] = [rest[name][n] for n in kept[name]]
    try:
        target = model.Target.model_validate(rest)
    except ValidationError:
        return None  # its problems are told; what else is wrong with it shows once they are mended
    return Entry(document, position, target, frozenset(doubts), kept)


def _delete(data: Any, path: Place) -> None:
    for part in path[:-1]:
        if isinstance(data, list) and isinstance(part, int):
            data = data[part]
        else:
            data = data.get(part) if isinstance(data, dict) else None
    if isinstance(data, dict):
        data.pop(path[-1], None)
