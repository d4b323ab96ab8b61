"""Problems of a portfolio: position, level, rule and message; as lines, as JSON and for workflows."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import groupby, islice
from typing import Any, Final, Literal, NamedTuple

from tracker.i18n import Message, Translator

Level = Literal["error", "warning"]
_MAX_COMPARED: Final = 200  # names that a misspelt one is compared with: each takes microseconds
_LINE_BREAKS: Final = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")
_MAX_QUOTED: Final = 1000  # characters of a key, a value or a line in a message
_LEVEL_KEYS: Final[dict[Level, str]] = {"error": "problem.error", "warning": "problem.warning"}


class Problem(NamedTuple):
    """A problem in a file. ``line`` and ``column`` count from 1, in characters, as editors do."""

    file: str
    line: int
    column: int
    level: Level
    message: Message
    rule: str

    def text(self, t: Translator) -> str:
        """One line in the reader's language: file:line:column, level, message and rule."""
        return t.message(self.as_message())

    def as_message(self) -> Message:
        """The problem as a message, for use inside another message."""
        return Message(
            "problem.line",
            place=_on_one_line(f"{self.file}:{self.line}:{self.column}"),
            level=Message(_LEVEL_KEYS[self.level]),
            message=_on_one_line(_bounded(self.message)),
            rule=self.rule,
        )

    def __str__(self) -> str:
        """The line in English."""
        return str(self.as_message())


def _bounded(value: Any) -> Any:
    """A message, or one of its parameters, with long quotations cut."""
    if isinstance(value, Message):
        return Message(value.key, **{name: _bounded(item) for name, item in value.params.items()})
    if isinstance(value, (list, tuple)):
        return [_bounded(item) for item in value]
    is_long = isinstance(value, str) and len(value) > _MAX_QUOTED
    return f"{value[: _MAX_QUOTED - 1]}…" if is_long else value


def _on_one_line(value: Any) -> Any:
    """A text, or those of a message, with line breaks as escapes: what follows one could pass for another problem."""
    if isinstance(value, Message):
        return Message(
            value.key, **{name: _on_one_line(item) for name, item in value.params.items()}
        )
    if isinstance(value, (list, tuple)):
        return [_on_one_line(item) for item in value]
    if not isinstance(value, str):
        return value
    return _LINE_BREAKS.sub(lambda match: match[0].encode("unicode_escape").decode("ascii"), value)


def errors_only(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.level == "error"]


def sort_unique(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Without duplicates, sorted by file, line and column; at one position errors come first."""
    groups = groupby(sorted(problems, key=_sort_key), key=_sort_key)
    return tuple(problem for _, group in groups for problem in dict.fromkeys(group))


def _sort_key(problem: Problem) -> tuple[str, int, int, Level, str]:
    return problem.file, problem.line, problem.column, problem.level, problem.rule


def summary(problems: Sequence[Problem]) -> Message:
    """How many errors and warnings there are."""
    errors = len(errors_only(problems))
    return Message(
        "problem.summary",
        errors=Message("problem.errors", count=errors),
        warnings=Message("problem.warnings", count=len(problems) - errors),
    )


def closest(word: str, names: Iterable[str]) -> str | None:
    """The most similar of ``names``, case ignored; None where none is similar.

    Of many names, only those that begin alike and are about as long.
    """
    by_lower, lower = {name.lower(): name for name in names}, word.lower()
    candidates: Iterable[str] = by_lower
    if len(by_lower) > _MAX_COMPARED:
        alike = (
            name for name in by_lower if name[:1] == lower[:1] and abs(len(name) - len(lower)) < 3
        )
        candidates = islice(alike, _MAX_COMPARED)
    similar = get_close_matches(lower, candidates, 1, 0.6)
    return by_lower[similar[0]] if similar else None


def suggest(word: str, names: Iterable[str]) -> Message | str:
    """The end of a sentence that names the most similar of ``names``; "" where none is similar."""
    name = closest(word, names)
    return Message("value.did_you_mean", name=name) if name else ""


def as_json(problems: Iterable[Problem], t: Translator) -> str:
    """A JSON list with one object per problem, its message in the language of ``t``."""
    rows = [
        {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "level": problem.level,
            "rule": problem.rule,
            "message": t.message(_bounded(problem.message)),
            "key": problem.message.key,
            "params": _plain(problem.message.params),
        }
        for problem in problems
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _plain(value: Any) -> Any:
    """A message's parameters as JSON holds them: dates as text, a message as its key and parameters."""
    if isinstance(value, Message):
        return {"key": value.key, "params": _plain(value.params)}
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def as_github(problem: Problem, t: Translator) -> str:
    """A workflow command that GitHub and Gitea show as an annotation of the line."""
    return (
        f"::{problem.level} file={_escape_property(problem.file)},line={problem.line},"
        f"col={problem.column},title={problem.rule}::{_escape(t.message(_bounded(problem.message)))}"
    )


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
