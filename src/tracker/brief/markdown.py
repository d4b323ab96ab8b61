"""A brief as Markdown (CommonMark with tables), in which no text of the record is markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from tracker.brief.document import (
    Block,
    Document,
    Drawing,
    Heading,
    Note,
    Paragraph,
    Table,
    laid_out,
)

_MARKUP: Final = re.compile(r"[\\`*_\[\]<>#|~&$!]")
_AT_THE_START: Final = re.compile(r"^([-+=:]|\d+(?=[.)]))")


def markdown(document: Document) -> str:
    """The text, which ends with the as-of day."""
    made = laid_out(document)
    parts = [f"# {_escaped(made.whole_title)}"]
    if made.subtitle:
        parts.append(_escaped(made.subtitle))
    parts += [_part(block) for block in made.blocks]
    parts += ["---", _escaped(made.running)]
    return "\n\n".join(parts) + "\n"


def _part(block: Block) -> str:
    match block:
        case Heading(level, text):
            return f"{'#' * (level + 1)} {_escaped(text)}"
        case Paragraph(text, lead, _):
            return (f"**{_escaped(lead).strip()}** " if lead else "") + _escaped(text)
        case Table(head, rows, _):
            return _table(head, rows)
        case Drawing(_, alt) | Note(alt):
            return _escaped(alt)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head)]
    shown = [[_escaped(text) for text in head], lines[1]]
    shown += [[_escaped(text) for text in row] for row in rows]
    return "\n".join(f"| {' | '.join(row)} |" for row in shown)


def _escaped(text: str) -> str:
    """The text with a backslash before each character that could be markup where it stands."""
    escaped = _MARKUP.sub(lambda found: f"\\{found[0]}", text)
    return _AT_THE_START.sub(
        lambda found: found[1] + "\\" if found[1].isdigit() else f"\\{found[1]}", escaped
    )
