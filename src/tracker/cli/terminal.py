"""Printing: control characters made harmless, columns aligned by display width."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from typing import Final, TextIO

import click

from tracker.i18n import width

_BIDI_CONTROLS: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def escape_controls(text: object) -> str:
    """``text`` with control characters and changes of direction written as escapes."""
    return "".join(
        letter
        if letter == "\n"
        or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _BIDI_CONTROLS)
        else letter.encode("unicode_escape").decode("ascii")
        for letter in str(text)
    )


def echo(text: object, *, err: bool = False) -> None:
    """Print a text that may come from the data."""
    click.echo(escape_controls(text), err=err)


def discard_output(stream: TextIO) -> None:
    """Drop what a stream has not written, and all that follows: it failed, and would fail again at the exit."""
    with suppress(OSError):  # a stream without a file
        number = stream.fileno()
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, number)
        os.close(handle)


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; the last column is not padded."""
    rows = [[escape_controls(cell).replace("\n", " ") for cell in row] for row in rows]
    columns = [max(map(width, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = [cell + " " * (c - width(cell)) for cell, c in zip(row, columns, strict=True)]
        click.echo("  ".join(cells).rstrip())
