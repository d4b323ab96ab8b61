"""What pydantic found wrong with a record -> a problem with its place, in words for whoever edits it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from tracker.portfolio import model
from tracker.portfolio.problems import Problem
from tracker.portfolio.reader import Document

KeyPath = tuple[str | int, ...]

_BLOCK_MODELS: dict[str, type[BaseModel]] = {
    "portfolio": model.Header,
    "thresholds": model.Thresholds,
    "report": model.ReportingOverride,
    "licence": model.Licence,
    "screen": model.Screen,
    "documents": model.SourceDocument,
    "evidence": model.Evidence,
    "source": model.Source,
    "trajectory": model.TrajectoryPoint,
    "milestones": model.Milestone,
    "budget": model.Budget,
    "updates": model.Update,
    "context": model.Context,
    "revisions": model.Revision,
}
_MEASURE_MODELS: dict[str, type[BaseModel]] = {
    "cumulative": model.Cumulative,
    "level": model.LevelMeasure,
    "floor": model.Floor,
    "ceiling": model.Ceiling,
    "range": model.Range,
    "milestones": model.MilestoneMeasure,
    "statement": model.Statement,
}


def error_details(error: ValidationError) -> list[Any]:
    return error.errors(include_url=False, include_context=True, include_input=True)


def to_problem(document: Document, base: KeyPath, raw: Any, item: Any) -> tuple[KeyPath, Problem]:
    """One of pydantic's findings -> its path within ``raw``, and the problem."""
    path, value = _resolve_loc(raw, item["loc"])
    kind, here = item["type"], (*base, *path)
    if kind == "extra_forbidden":
        return path, unknown_key(document, here, _block_model(here[:-1], raw))
    if kind == "missing":
        name = item["loc"][-1]
        block = document.problem(here[:-1], f"the key {name} is missing", "missing-key")
        return path, block
    if kind in ("dict_type", "model_type", "model_attributes_type"):
        return path, expected_block(document, here, value)
    if kind == "tuple_type":
        return path, expected_list(document, here, value)
    message = item["msg"]
    context = item.get("ctx", {})
    if kind == "union_tag_not_found":
        message = "the key kind is missing; expected one of " + ", ".join(model.KINDS)
        return path, document.problem(here, message, "missing-key")
    if kind in ("union_tag_invalid", "literal_error"):
        if kind == "union_tag_invalid":
            value, here = value["kind"], (*here, "kind")
        names = [name.strip("' ") for name in _choices(context)]
        message = f"expected one of {', '.join(names)}; found {describe_value(value)}"
        message += _suggest(str(value), names)
        return path, document.problem(here, message, "choice")
    if kind in ("string_type", "string_too_short"):
        message = f"expected a text, found {describe_value(value)}"
        return path, document.problem(here, message, "type")
    if kind in ("too_long", "too_short"):
        message = f"expected {context['max_length' if kind == 'too_long' else 'min_length']} items"
        return path, document.problem(here, message, "type")
    if kind == "string_pattern_mismatch":
        message = f"expected a text that matches {context['pattern']}"
    if kind == "greater_than":
        message = f"expected more than {context['gt']:g}"
    if kind in ("greater_than_equal", "less_than_equal"):
        bound = f"least {context['ge']:g}" if "ge" in context else f"most {context['le']:g}"
        message = f"expected at {bound}"
    rule = kind if kind in _SCALAR_RULES else "type"
    return path, document.problem(here, f"{message}; found {describe_value(value)}", rule)


_SCALAR_RULES = ("number", "yes-no", "date", "amount", "goal", "url", "slug", "unit")


def _choices(context: Mapping[str, Any]) -> list[str]:
    text = context.get("expected_tags") or context.get("expected", "")
    return str(text).replace(" or ", ", ").split(", ")


def _resolve_loc(raw: Any, loc: Sequence[str | int]) -> tuple[KeyPath, Any]:
    """pydantic's loc without the tags of unions, and the value that stands there."""
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


def _block_model(here: KeyPath, raw: Any) -> type[BaseModel]:
    if here[:1] == ("documents",) and len(here) == 2:
        return model.SourceDocument
    for part in reversed([part for part in here if isinstance(part, str)]):
        if part == "measure":
            kind = raw["measure"].get("kind") if isinstance(raw.get("measure"), dict) else None
            return _MEASURE_MODELS.get(str(kind), model.Cumulative)
        if part == "targets":
            return model.Target
        if part in _BLOCK_MODELS:
            return _BLOCK_MODELS[part]
        break
    return model.Bilingual


def unknown_key(document: Document, path: KeyPath, block: type[BaseModel]) -> Problem:
    names = [str(info.alias or name) for name, info in block.model_fields.items()]
    key = str(path[-1])
    message = f"the key {key} is not known here"
    message += _suggest(key, names) or f"; expected one of {', '.join(names)}"
    return document.problem(path, message, "unknown-key", key=True)


def _suggest(word: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(word.lower(), names, 1, 0.6)
    return f"; did you mean {near[0]}?" if near else ""


def expected_block(document: Document, path: KeyPath, value: Any) -> Problem:
    message = f"expected a block of `key: value`, found {describe_value(value)}"
    return document.problem(path, message, "type")


def expected_list(document: Document, path: KeyPath, value: Any) -> Problem:
    return document.problem(path, f"expected a list (`- …`), found {describe_value(value)}", "type")


def describe_value(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a block"
    if isinstance(value, list):
        return "a list"
    text = str(value)
    return repr(text if len(text) <= 40 else text[:39] + "…")
