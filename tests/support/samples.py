"""Small portfolio texts for tests: a valid target, and files of such targets."""

import re
from pathlib import Path

TARGET = """\
id: homes
title: Homes
theme: housing
lead: bureau
measure: {kind: cumulative, unit: 户, target: 1000}
start: 2022-01-01
due: 2022-12-31
source: {document: paper}
"""
HEADER = {"title": "Homes", "money": "亿元"}
BLOCKS = {
    "themes": "{housing: Housing}",
    "organisations": "{bureau: Housing Bureau}",
    "documents": "{paper: {title: Morning Paper}}",
}
UPDATE = "{{date: {}, value: {}, evidence: {{title: Gazette, grade: A}}}}"


def blocks(text: str) -> dict[str, str]:
    """A mapping's lines by its outermost keys."""
    return {part.partition(":")[0]: part for part in re.split(r"(?m)^(?=[^\s#])", text) if part}


def target(fields: str = "") -> str:
    """`TARGET` with fields (lines of YAML) replaced or added."""
    return "".join((blocks(TARGET) | blocks(fields.strip("\n") + "\n" if fields else "")).values())


def updates(*dates_and_values: tuple[str, object]) -> str:
    """An ``updates:`` field with valid evidence."""
    return "updates:\n" + "".join(f"  - {UPDATE.format(*pair)}\n" for pair in dates_and_values)


def as_list(targets: tuple[str, ...]) -> str:
    """A ``targets:`` block of snippets such as `TARGET`."""
    items = ["  - " + text.strip("\n").replace("\n", "\n    ") + "\n" for text in targets]
    return "targets:\n" + "".join(items) if items else ""


def portfolio_text(*targets: str, **header: str | None) -> str:
    """A whole file with these targets; ``header`` fields are YAML, None leaves one out."""
    fields = {name: value for name, value in (HEADER | header).items() if value is not None}
    lines = ["portfolio:", *(f"  {name}: {value}" for name, value in fields.items())]
    lines += [f"{name}: {block}" for name, block in BLOCKS.items()]
    return "\n".join(lines) + "\n" + as_list(targets)


def write(folder: Path, *targets: str, name: str = "targets.yaml", **header: str | None) -> Path:
    """`portfolio_text` in a file."""
    path = folder / name
    path.write_text(portfolio_text(*targets, **header), encoding="utf-8")
    return path
