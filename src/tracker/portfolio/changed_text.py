"""A changed text: checked against the data that it must contain, and the lines that differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tracker.i18n import Message
from tracker.portfolio.paths import EditError
from tracker.portfolio.positions import LINE_BREAK, line_start
from tracker.portfolio.reader import Document

ChangedLines = tuple[tuple[int, str], ...]
"""Number, from 1, and text of each line that an edit added or changed."""


def verify_change(before: Document, after: Document, expected: Any) -> None:
    """Raise `EditError` unless ``after`` has the expected data and no problem that ``before`` had not."""
    new = Counter((problem.rule, problem.message) for problem in after.problems)
    new -= Counter((problem.rule, problem.message) for problem in before.problems)
    if after.data == expected and not new and not after.truncated:
        return
    reason = Message("edit.other_data")
    for problem in after.problems:
        if (problem.rule, problem.message) in new:
            reason = Message("edit.new_problem", problem=problem.as_message())
            break
    raise EditError(Message("edit.does_not_fit", file=before.file, reason=reason))


def changed_lines(text: str, spans: Sequence[tuple[int, int]]) -> ChangedLines:
    """The lines that contain the pieces at ``spans``."""
    lines: dict[int, str] = {}
    number, counted = 1, 0
    for start, end in spans:
        new = text[start:end]
        first, last = end - len(new.lstrip("\r\n")), start + len(new.rstrip("\r\n"))
        if first >= last:
            continue
        line = line_start(text, first)
        number += sum(1 for _ in LINE_BREAK.finditer(text, counted, line))
        counted = line
        stop = LINE_BREAK.search(text, last)
        piece = text[line : stop.start() if stop else len(text)]
        lines.update(enumerate(LINE_BREAK.split(piece), number))
    return tuple(sorted(lines.items()))
