"""One document -> its records: valid parts are typed, invalid ones reported part by part."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from tracker.i18n import Message
from tracker.portfolio import model
from tracker.portfolio.entries import Context, Issue, Review, Revision, Update
from tracker.portfolio.foreign_scalars import foreign_scalars
from tracker.portfolio.header import Header
from tracker.portfolio.problems import Problem, sort_unique
from tracker.portfolio.reader import Document
from tracker.portfolio.scalars import MAX_TITLE_LENGTH
from tracker.portfolio.texts import StrictModel, Text, Title
from tracker.portfolio.typed_marks import typed_marks
from tracker.portfolio.validation import (
    KeyPath,
    describe_value,
    error_details,
    expected_block,
    expected_list,
    long_text_message,
    to_problem,
    unknown_key,
)
from tracker.portfolio.value_slips import grouped_number

LIST_MODELS: Final[dict[str, type[StrictModel]]] = {
    "trajectory": model.TrajectoryPoint,
    "milestones": model.Milestone,
    "updates": Update,
    "context": Context,
    "revisions": Revision,
    "issues": Issue,
}
_LIST_FIELDS = tuple(LIST_MODELS)
KEYED_BLOCKS = ("themes", "plans", "organisations", "documents")


@dataclass(frozen=True)
class TargetEntry:
    """One target of a file.

    Of a record with errors, ``invalid_paths`` are the parts left out so that the rest could be typed,
    and ``original_positions`` the positions of the remaining list items; it is checked but not shown.
    """

    document: Document
    position: int
    target: model.Target
    invalid_paths: frozenset[KeyPath] = frozenset()
    original_positions: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    is_cut_off: bool = False  # its end was not read, and keys are missing: rules say nothing of it

    def path(self, path: KeyPath) -> KeyPath | None:
        """``path`` in the target -> path in the file; None for a part that was left out."""
        if path and path[0] in self.original_positions and len(path) > 1:
            path = (path[0], self.original_positions[str(path[0])][int(path[1])], *path[2:])
        if any(path[: len(invalid)] == invalid for invalid in self.invalid_paths):
            return None
        return ("targets", self.position, *path)


@dataclass(frozen=True)
class PortfolioPart:
    """One file of a portfolio."""

    document: Document
    digest: str
    header: Header | None = None
    themes: Mapping[str, Text] = field(default_factory=dict)
    plans: Mapping[str, Text] = field(default_factory=dict)
    organisations: Mapping[str, Text] = field(default_factory=dict)
    documents: Mapping[str, model.SourceDocument] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)  # by key of an organisation
    entries: tuple[TargetEntry, ...] = ()
    problems: tuple[Problem, ...] = ()


def validate_document(document: Document, digest: str = "") -> PortfolioPart:
    """A document -> its records, with every problem of keys and types."""
    problems = [
        grouped_number(document, problem) if problem.rule == "key-text" else problem
        for problem in document.problems
    ]
    data = document.data
    if not isinstance(data, dict):
        if not document.truncated:
            message = Message("read.not_a_portfolio", value=describe_value(data))
            problems.append(document.problem((), message, "type"))
        return PortfolioPart(document, digest, problems=sort_unique(problems))
    problems += [
        unknown_key(document, (key,), model.PortfolioFile)
        for key in data
        if key not in model.PortfolioFile.model_fields
    ]
    problems += foreign_scalars(document)
    problems += typed_marks(document)
    header, more = _validate_header(document)
    problems += more
    maps: dict[str, dict[str, Any]] = {}
    contacts: dict[str, str] = {}
    for name in KEYED_BLOCKS:
        maps[name] = {}
        block = data.get(name)
        if block is not None and not isinstance(block, dict):
            problems.append(expected_block(document, (name,), block))
            continue
        for key, raw in (block or {}).items():
            kind = _DOCUMENT if name == "documents" else _TITLE
            if name == "organisations" and _has_fields(raw):
                kind = _ORGANISATION
            value, more = _validate_block(document, (name, key), kind)
            problems += more
            if isinstance(value, model.Organisation):
                contacts[key] = value.contact
                value = value.title
            if len(key) > MAX_TITLE_LENGTH:
                message = long_text_message(key, MAX_TITLE_LENGTH)
                problems.append(document.problem((name, key), message, "type", key=True))
            maps[name][key] = value if value is not None else _PLACEHOLDERS[name](key)
    targets = data.get("targets")
    entries = []
    if targets is not None and not isinstance(targets, list):
        problems.append(expected_list(document, ("targets",), targets))
        targets = None
    targets = targets or []
    for position, raw in enumerate(targets):
        entry, more = _validate_target(document, position, raw)
        if document.truncated and position == len(targets) - 1:  # an error may hide the rest of it
            whole = [problem for problem in more if problem.message.key != "read.missing_key"]
            if entry is not None and whole != more:
                entry = replace(entry, is_cut_off=True)
            more = whole
        problems += more
        if entry is not None:
            entries.append(entry)
    return PortfolioPart(
        document,
        digest,
        header,
        **maps,
        contacts=contacts,
        entries=tuple(entries),
        problems=_once(problems),
    )


def _has_fields(organisation: Any) -> bool:
    """Whether it is a block, and not a title in each language."""
    return isinstance(organisation, dict) and not organisation.keys().isdisjoint(
        model.Organisation.model_fields
    )


def _once(problems: list[Problem]) -> tuple[Problem, ...]:
    """Sorted; one problem for each character that is wrong, though it makes several values invalid."""
    hidden = {
        (problem.line, problem.column)
        for problem in problems
        if problem.message.key == "read.hidden"
    }
    named: set[tuple[int, int]] = set()
    rest = []
    for problem in sort_unique(problems):
        place = problem.line, problem.column
        if problem.message.key in _NAMED_ONCE:
            if place in hidden or place in named:
                continue
            named.add(place)
        rest.append(problem)
    return tuple(rest)


_NAMED_ONCE: Final = ("read.slip", "read.character_in_value", "read.grouped", "read.decimal_comma")


def placeholder_document(key: str) -> model.SourceDocument:
    """What stands for an invalid document; not validated, as any key may be one."""
    return model.SourceDocument.model_construct(title=key)


_HEADER: TypeAdapter[Any] = TypeAdapter(Header)
_DOCUMENT: TypeAdapter[Any] = TypeAdapter(model.SourceDocument)
_TITLE: TypeAdapter[Any] = TypeAdapter(Title)
_ORGANISATION: TypeAdapter[Any] = TypeAdapter(model.Organisation)
_PLACEHOLDERS: dict[str, Callable[[str], Any]] = {
    "themes": str,
    "plans": str,
    "organisations": str,
    "documents": placeholder_document,
}


def _validate_block(
    document: Document, path: KeyPath, kind: TypeAdapter[Any]
) -> tuple[Any, list[Problem]]:
    raw = document.data
    for name in path:
        raw = raw.get(name)
    if raw is None:
        if path == ("portfolio",):
            is_present = path[0] in document.data
            return None, [expected_block(document, path, raw)] if is_present else []
        message = Message("read.text", value=describe_value(None))
        return None, [document.problem(path, message, "type")]
    try:
        return kind.validate_python(raw), []
    except ValidationError as error:
        return None, [to_problem(document, path, raw, item)[1] for item in error_details(error)]


def _validate_header(document: Document) -> tuple[Header | None, list[Problem]]:
    """The header; where only its reviews are invalid, the header without the invalid ones."""
    header, problems = _validate_block(document, ("portfolio",), _HEADER)
    raw = document.data.get("portfolio")
    if header is not None or not isinstance(raw, dict) or "reviews" not in raw:
        return header, problems
    rest = {key: value for key, value in raw.items() if key != "reviews"}
    if raw["reviews"] is None:  # `reviews:` without a value
        problems = []
    valid = []
    for review in raw["reviews"] if isinstance(raw["reviews"], list) else ():
        with suppress(ValidationError):
            valid.append(Review.model_validate(review))
    with suppress(ValidationError):
        header = Header.model_validate(rest).model_copy(update={"reviews": tuple(valid)})
    return header, problems


def _validate_target(
    document: Document, position: int, raw: Any
) -> tuple[TargetEntry | None, list[Problem]]:
    path: KeyPath = ("targets", position)
    if not isinstance(raw, dict):
        return None, [expected_block(document, path, raw)]
    for name in (*_LIST_FIELDS, "assumed"):
        if name in raw and raw[name] is None:  # `updates:` without a value
            raw = {key: value for key, value in raw.items() if key != name}
    try:
        return TargetEntry(document, position, model.Target.model_validate(raw)), []
    except ValidationError as error:
        problems = [to_problem(document, path, raw, item) for item in error_details(error)]
    return _salvage(document, position, raw, problems), [problem for _, problem in problems]


_OPTIONAL_KEYS: dict[str, set[str]] = {
    name: {key for key, field in kind.model_fields.items() if not field.is_required()}
    for name, kind in LIST_MODELS.items()
}
"""The optional keys of an item, by list: an invalid one is left out, and the item stays."""
# Replaces a required key that is missing or invalid, so that the rest can still be checked.
_FALLBACKS = {
    "id": "unknown",
    "title": "?",
    "theme": "?",
    "measure": {"kind": "statement"},
    "source": {"document": "?"},
}


def _salvage(
    document: Document, position: int, raw: dict[str, Any], problems: list[tuple[KeyPath, Problem]]
) -> TargetEntry | None:
    """The record without its invalid parts; None where the rest cannot be typed either."""
    rest = copy.deepcopy(raw)
    invalid: set[KeyPath] = set()
    removed: dict[str, set[int]] = {}
    for path, problem in problems:
        name = str(path[0]) if path else ""
        if problem.rule == "unknown-key":
            _delete(rest, path)
            invalid.add(path)
        elif name in _LIST_FIELDS and len(path) > 1 and isinstance(rest.get(name), list):
            if len(path) > 2 and path[2] in _OPTIONAL_KEYS[name]:
                _delete(rest, path[:3])
                invalid.add(path[:3])
            else:
                removed.setdefault(name, set()).add(int(path[1]))
                invalid.add(path[:2])
        elif name in _FALLBACKS:
            rest[name] = copy.deepcopy(_FALLBACKS[name])
            invalid.add((name,))
        else:
            rest.pop(name, None)
            invalid.add((name,))
    remaining = {}
    for name, positions in removed.items():
        if name in rest:
            remaining[name] = tuple(n for n in range(len(rest[name])) if n not in positions)
            rest[name] = [rest[name][n] for n in remaining[name]]
    try:
        target = model.Target.model_validate(rest)
    except ValidationError:
        return None  # further problems of this record appear once the reported ones are corrected
    return TargetEntry(document, position, target, frozenset(invalid), remaining)


def _delete(data: Any, path: KeyPath) -> None:
    for part in path[:-1]:
        if isinstance(data, list) and isinstance(part, int):
            data = data[part]
        else:
            data = data.get(part) if isinstance(data, dict) else None
    if isinstance(data, dict):
        data.pop(path[-1], None)
