"""A section of the review page: a heading, and lines in one or several parts, each about a target as of the day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TypeVar

from tracker.analysis.rows import AssessedTarget
from tracker.templates import Markup
from tracker.views.attention import time_left
from tracker.views.context import PageContext
from tracker.views.download_links import Downloads

MAX_LINES: Final = 30
"""Of one part; the command `tracker review` lists all."""


class Line(NamedTuple):
    """A row: what it is about, and its further cells."""

    title: str
    href: str | None
    note: str
    cells: Sequence[Markup]


class Part(NamedTuple):
    """Some lines under a heading of their own; "" for a section of one part."""

    heading: str
    lines: Sequence[Line]
    more: str = ""


class Section(NamedTuple):
    """A card. ``empty`` is shown in place of lines."""

    name: str
    heading: str
    note: str
    columns: Sequence[str]
    parts: Sequence[Part]
    empty: str
    above: str = ""  # a sentence above the lines
    folded: Sequence[Part] = ()  # more lines, shown on a click on `unfold`
    unfold: str = ""
    files: Downloads | None = None  # all on record, not only what the card shows

    @property
    def length(self) -> int:
        """About how high the card is, in lines of targets."""
        return 2 + sum(len(part.lines) + bool(part.heading) for part in self.parts)

    @property
    def is_empty(self) -> bool:
        return not any(part.lines for part in self.parts)


_Item = TypeVar("_Item")


def part(
    view: PageContext, heading: str, items: Sequence[_Item], line: Callable[[_Item], Line]
) -> Part:
    """The lines of the first items, and how many more there are."""
    hidden = len(items) - MAX_LINES
    more = view.t("review.more", count=hidden) if hidden > 0 else ""
    return Part(heading, [line(item) for item in items[:MAX_LINES]], more)


def target_line(view: PageContext, row: AssessedTarget, *cells: Markup, note: str = "") -> Line:
    """A line about a target: its lead and its deadline, unless ``note`` says something else."""
    return Line(
        view.t.localized(row, "title"),
        view.href("targets", id=row.id),
        note or f"{view.lead(row.lead)} · {time_left(view, row)}",
        cells,
    )
