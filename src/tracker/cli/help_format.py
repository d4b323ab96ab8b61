"""Help texts wrapped and aligned by display width: a Chinese character takes two columns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

import click

from tracker.i18n import width

_WIDE: Final = "\u2e80-\u9fff\uff00-\uffef"
_OPENING: Final = "（《「“"
_CLOSING: Final = "，。；：、？！）》」”…"
_PIECE: Final = re.compile(  # what stays on one line, with the blanks before it
    rf"\s*[{_OPENING}]*(?:[^\s{_WIDE}{_OPENING}{_CLOSING}]+|[{_WIDE}]|\S)[{_CLOSING}]*"
)


def wrap(text: str, columns: int) -> list[str]:
    """``text`` in lines of ``columns``, broken at blanks and between Chinese characters.

    No line starts with closing punctuation. A word wider than a line is left whole.
    """
    lines = [""]
    for piece in _PIECE.findall(text):
        if lines[-1] and width(lines[-1]) + width(piece) > columns:
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return lines


class HelpFormatter(click.HelpFormatter):
    """click's layout; headings and the usage prefix carry the punctuation of their language."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        head = f"{prefix}{prog} "
        lines = wrap(args, self.width - width(head))
        self.write((head + f"\n{' ' * width(head)}".join(lines)).rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        self.write(f"{' ' * self.current_indent}{heading}\n")

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        columns = self.width - self.current_indent
        paragraphs = (wrap(paragraph, columns) for paragraph in text.split("\n\n"))
        self.write(
            "\n\n".join("\n".join(indent + line for line in lines) for lines in paragraphs) + "\n"
        )

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        rows = list(rows)
        start = min(max(width(term) for term, _ in rows), col_max) + col_spacing
        indent = " " * (self.current_indent + start)
        for term, text in rows:
            lines = wrap(text, self.width - len(indent))
            self.write(" " * self.current_indent + term)
            if width(term) <= start - col_spacing:
                self.write(" " * (start - width(term)) + lines[0] + "\n")
            else:
                self.write(f"\n{indent}{lines[0]}\n")
            self.write("".join(f"{indent}{line}\n" for line in lines[1:]))
