"""Turns pydantic's validation errors into problems with a position in the YAML file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from tracker.i18n import Message
from tracker.portfolio import model
from tracker.portfolio.characters import hidden_positions, texts_of
from tracker.portfolio.entries import (
    Acceptance,
    Context,
    Decision,
    Ending,
    Evidence,
    Issue,
    Review,
    Revision,
    Update,
)
from tracker.portfolio.header import Header, Licence, Rating, ReportingOverride, Screen, Thresholds
from tracker.portfolio.line_slips import conflict_markers, hidden_message
from tracker.portfolio.measures import KINDS, MEASURES, Cumulative, Part
from tracker.portfolio.problems import Problem, suggest
from tracker.portfolio.reader import Document
from tracker.portfolio.texts import Bilingual
from tracker.portfolio.value_slips import explain_key, explain_line, explain_value, grouped_number

KeyPath = tuple[str | int, ...]

RENAMED_KEYS: Final[Mapping[tuple[type[BaseModel], str], str]] = {(Header, "lamps"): "thresholds"}
"""Keys of earlier versions, by block and name, with the key to use instead."""

_BLOCK_MODELS: Final[dict[str, type[BaseModel]]] = {
    "portfolio": Header,
    "thresholds": Thresholds,
    "report": ReportingOverride,
    "licence": Licence,
    "screen": Screen,
    "documents": model.SourceDocument,
    "evidence": Evidence,
    "source": model.Source,
    "trajectory": model.TrajectoryPoint,
    "milestones": model.Milestone,
    "budget": model.Budget,
    "updates": Update,
    "context": Context,
    "revisions": Revision,
    "issues": Issue,
    "ended": Ending,
    "accepted": Acceptance,
    "parts": Part,
    "reviews": Review,
    "decisions": Decision,
    "images": model.TargetImage,
    "place": model.Place,
}
_BOUND_KEYS: Final = {
    "greater_than": ("read.greater", "gt"),
    "greater_than_equal": ("read.at_least", "ge"),
    "less_than_equal": ("read.at_most", "le"),
}


def update_problems(document: Document, update: Mapping[str, Any]) -> list[tuple[KeyPath, Problem]]:
    """The invalid fields of an update that is not in the document yet, by their path in it."""
    base = ("updates",)
    problems = [
        (path, document.problem(base, hidden_message(text, index), "character"))
        for path, text in texts_of(update)
        for index in hidden_positions(text)[:1]
    ]
    problems += [
        (path, document.problem(base, message, "conflict"))
        for path, text in texts_of(update)
        for _, message in conflict_markers(text)[:1]
        if not str(message.params["marker"]).startswith("=")  # a ruled line
    ]
    try:
        Update.model_validate(update)
    except ValidationError as error:
        problems += [to_problem(document, base, update, item) for item in error_details(error)]
    return problems


def error_details(error: ValidationError) -> list[Any]:
    """Pydantic's errors, each with type, location, input and context."""
    return error.errors(include_url=False, include_context=True, include_input=True)


def to_problem(document: Document, base: KeyPath, raw: Any, item: Any) -> tuple[KeyPath, Problem]:
    """One of pydantic's errors -> its path within ``raw``, and the problem.

    A character or a notation that a person would see as the reason is part of the message.
    """
    path, problem = _plain_problem(document, base, raw, item)
    kind, position = item["type"], (*base, *path)
    if kind in ("missing", "union_tag_not_found"):
        if kind == "union_tag_not_found":
            return path, explain_line(document, position, problem, "kind")
        name = str(item["loc"][-1])
        return path, explain_line(document, position[:-1], problem, name)
    value = _value_at(raw, path)
    if kind == "union_tag_invalid":
        value, position = value["kind"], (*position, "kind")
    if kind in ("dict_type", "model_type", "model_attributes_type", "tuple_type"):
        is_text = isinstance(value, str)
        return path, explain_line(document, position, problem) if is_text else problem
    return path, explain_value(document, position, value, problem)


def _value_at(raw: Any, path: KeyPath) -> Any:
    for part in path:
        try:
            raw = raw[part]
        except (LookupError, TypeError):
            return None
    return raw


def _plain_problem(
    document: Document, base: KeyPath, raw: Any, item: Any
) -> tuple[KeyPath, Problem]:
    """The same in the words of the type alone."""
    path, value = _resolve_loc(raw, item["loc"])
    is_key = item["loc"][-1:] == ("[key]",)
    if is_key:
        value = path[-1]
    kind, position = item["type"], (*base, *path)
    context: Mapping[str, Any] = item.get("ctx", {})
    described = describe_value(value)
    if kind == "extra_forbidden":
        return path, unknown_key(document, position, _block_model(position[:-1], raw))
    if kind == "missing":
        name = item["loc"][-1]
        missing = (
            Message("read.missing_item", number=name + 1)
            if isinstance(name, int)
            else Message("read.missing_key", key=name)
        )
        return path, document.problem(position[:-1], missing, "missing-key")
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return path, expected_block(document, position, value)
    if kind == "tuple_type":
        return path, expected_list(document, position, value)
    if kind == "union_tag_not_found":
        message = Message("read.missing_kind", names=KINDS)
        return path, document.problem(position, message, "missing-key")
    if kind in ("union_tag_invalid", "literal_error"):
        if kind == "union_tag_invalid":
            value, position = value["kind"], (*position, "kind")
        names = [name.strip("' ") for name in _choices(context)]
        message = Message(
            "read.choice",
            names=names,
            value=describe_value(value),
            suggestion=suggest(str(value), names),
        )
        return path, document.problem(position, message, "choice")
    if kind in ("string_type", "string_too_short"):
        message = Message("read.text", value=described)
    elif kind == "string_too_long":
        message = long_text_message(value, context["max_length"])
    elif kind == "too_long":
        message = Message("read.too_long", count=context["max_length"])
    elif kind == "too_short":
        message = Message("read.too_short", count=context["min_length"])
    elif kind == "string_pattern_mismatch":
        message = Message("read.pattern", pattern=context["pattern"], value=described)
    elif kind in _BOUND_KEYS:
        key, bound = _BOUND_KEYS[kind]
        message = Message(key, bound=float(context[bound]), value=described)
    elif "key" in context:  # one of tracker.portfolio.scalars
        message = Message(context["key"], value=described)
        return path, document.problem(position, message, kind, key=is_key)
    else:
        message = Message("read.invalid", detail=item["msg"], value=described)
    return path, document.problem(position, message, "type")


def long_text_message(text: str, limit: int) -> Message:
    """Why a text is too long, with both numbers of characters."""
    return Message("read.long_text", length=f"{len(text):,}", limit=f"{limit:,}")


def _choices(context: Mapping[str, Any]) -> list[str]:
    text = context.get("expected_tags") or context.get("expected", "")
    return str(text).replace(" or ", ", ").split(", ")


def _resolve_loc(raw: Any, loc: Sequence[str | int]) -> tuple[KeyPath, Any]:
    """pydantic's location without the tags of unions, and the value at that path."""
    path: list[str | int] = []
    value = raw
    for number, part in enumerate(loc):
        if isinstance(value, dict):
            is_tag = path == ["measure"] and list(loc[:number]) == path and number + 1 < len(loc)
            if part in value and not is_tag:
                value = value[part]
                path.append(part)
            elif number == len(loc) - 1:
                path.append(part)
                value = None
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
            path.append(part)
    return tuple(path), value


def _block_model(path: KeyPath, raw: Any) -> type[BaseModel]:
    if path[:1] == ("documents",) and len(path) == 2:
        return model.SourceDocument
    if path[:2] == ("portfolio", "ratings") and len(path) == 3:
        return Rating
    for part in reversed([part for part in path if isinstance(part, str)]):
        if part == "measure":
            kind = raw["measure"].get("kind") if isinstance(raw.get("measure"), dict) else None
            return MEASURES.get(str(kind), Cumulative)
        if part == "targets":
            return model.Target
        if part in _BLOCK_MODELS:
            return _BLOCK_MODELS[part]
        break
    return Bilingual


def unknown_key(document: Document, path: KeyPath, block: type[BaseModel]) -> Problem:
    """A key that the block does not have: renamed, misspelt or unknown."""
    key = str(path[-1])
    names = [str(info.alias or name) for name, info in block.model_fields.items()]
    if new := RENAMED_KEYS.get((block, key)):
        message = Message("read.renamed_key", key=key, new=new)
    elif suggestion := suggest(key, names):
        message = Message("read.misspelt_key", key=key, suggestion=suggestion)
    else:
        message = Message("read.unknown_key", key=key, names=names)
    problem = document.problem(path, message, "unknown-key", key=True)
    if re.match(r"[0-9]", key):
        return grouped_number(document, problem)
    return (
        problem if key.isascii() and ":" not in key else explain_key(document, path, problem, names)
    )


def expected_block(document: Document, path: KeyPath, value: Any) -> Problem:
    """The problem of a value that stands where a block belongs."""
    return document.problem(path, Message("read.block", value=describe_value(value)), "type")


def expected_list(document: Document, path: KeyPath, value: Any) -> Problem:
    """The problem of a value that stands where a list belongs."""
    return document.problem(path, Message("read.list", value=describe_value(value)), "type")


def describe_value(value: Any) -> Message | str:
    """A value as a message quotes it: a scalar shortened, a block or a list by its kind."""
    if value is None:
        return Message("value.nothing")
    if isinstance(value, dict):
        return Message("value.block")
    if isinstance(value, list):
        return Message("value.list")
    text = str(value)
    return repr(text if len(text) <= 40 else text[:39] + "…")
