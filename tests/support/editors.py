"""A file as an editor with the JSON Schema sees it."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import yaml

ROOT = Path(__file__).parents[2]

_CORE = {
    "null": re.compile(r"~|null|Null|NULL|"),
    "bool": re.compile(r"true|True|TRUE|false|False|FALSE"),
    "int": re.compile(r"[-+]?[0-9]+"),
    "float": re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?"),
}


def as_editors_read(text: str) -> Any:
    """Plain data by YAML 1.2's core schema, which editors follow and PyYAML does not.

    `tracker.reader` keeps every scalar as text and forgets its quotes, and the quotes decide here: a
    plain 135 is a number, a quoted one is text, and a day is text in any case.
    """
    return _plain(yaml.compose(text, Loader=yaml.CBaseLoader))


def _plain(node: yaml.Node | None) -> Any:
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    assert isinstance(node, yaml.ScalarNode)
    text = node.value
    kind = next((name for name, form in _CORE.items() if form.fullmatch(text)), "str")
    if node.style or kind == "str":
        return text
    return {
        "null": lambda _: None,
        "bool": lambda t: t.lower() == "true",
        "int": int,
        "float": float,
    }[kind](text)


@cache
def validator() -> jsonschema.Draft202012Validator:
    """The published schema, with its formats."""
    schema = json.loads((ROOT / "targets.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    return jsonschema.Draft202012Validator(schema, format_checker=checker)
