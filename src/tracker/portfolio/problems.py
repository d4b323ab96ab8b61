"""What is wrong, where, and what to do: the one shape every complaint about a file takes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

Level = Literal["error", "warning"]


class Problem(NamedTuple):
    """One complaint. ``line`` and ``column`` count from 1, in characters, as editors do."""

    file: str
    line: int
    column: int
    level: Level
    message: str
    rule: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.level}: {self.message} ({self.rule})"


class PortfolioError(Exception):
    """The data cannot be used at all (no such file, say); ``problems`` tells why."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


def errors_only(problems: Iterable[Problem]) -> list[Problem]:
    return [p for p in problems if p.level == "error"]


def sort_unique(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """By file and place, each said once."""
    return tuple(sorted(set(problems)))


def as_json(problems: Iterable[Problem]) -> str:
    """A JSON list with one object a problem."""
    rows: list[dict[str, Any]] = [p._asdict() for p in problems]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def as_github(problem: Problem) -> str:
    """A workflow command that GitHub and Gitea turn into a mark on the line."""
    return (
        f"::{problem.level} file={_escape_property(problem.file)},line={problem.line},"
        f"col={problem.column},title={problem.rule}::{_escape(problem.message)}"
    )


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
