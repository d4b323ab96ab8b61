"""What the commands share: where the data is, what day it is, who is at the keyboard, what is printed."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import click

from tracker.store import config
from tracker.store.access import Person

PATH: Final = click.Path(exists=True, path_type=Path)


class _DayType(click.DateTime):
    """A day as a record may hold it."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.datetime:
        from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY

        day: dt.datetime = super().convert(value, param, ctx)
        if not FIRST_DAY <= day.date() <= LAST_DAY:
            self.fail(f"expected a day from {FIRST_DAY} to {LAST_DAY}; found {value}", param, ctx)
        return day


DAY: Final = _DayType(formats=["%Y-%m-%d"])
LANG: Final = click.Choice(["zh", "en"])
_PERSON_PATTERN: Final = re.compile(r"\s*([^<>]+?)\s*(?:<\s*([^<>\s]+@[^<>\s]+)\s*>)?\s*")

Command = Callable[..., Any]


def current_date() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 -- the calendar day where the command runs


def current_time() -> dt.datetime:
    return dt.datetime.now().astimezone()


def resolve_data_path(given: Path | None, option: Path | None) -> Path:
    """The data a command works on: its PATH, else ``--data``, else $TRACKER_DATA, else targets.yaml."""
    path = given or option or Path(config.data_path())
    if not path.exists():
        raise click.UsageError(
            f"no data at {path}; name a portfolio file or a folder of them, or set {config.DATA_ENV}"
        )
    return path


def data_option(command: Command) -> Command:
    """``--data PATH``."""
    help_ = "The data, where not targets.yaml."
    return click.option("--data", type=PATH, help=help_)(command)


def lang_option(command: Command) -> Command:
    return click.option("--lang", type=LANG, default="zh", help="Of what is told.")(command)


def saving_options(command: Command) -> Command:
    """How a save is recorded: ``--person`` and ``--commit``."""
    commit = "Record the save as a git commit; else as the portfolio says."
    person = 'Who saves, "Name <mail>"; else as git is configured.'
    command = click.option("--commit/--no-commit", default=None, help=commit)(command)
    return click.option("--person", callback=person_callback, help=person)(command)


def person_callback(_: click.Context, __: click.Parameter, text: str | None) -> Person | None:
    """For the option that takes a person."""
    if text is None:
        return None
    found = _PERSON_PATTERN.fullmatch(text)
    if found is None:
        raise click.BadParameter(f'expected "Name <mail>" or a name, found {text!r}')
    return Person(found[1], found[2] or "")


def parse_number(text: str) -> float:
    """A plain number: 240, 12.5, -3; ValueError for anything else, nan and 1e3 too."""
    if not re.fullmatch(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)", text):
        raise ValueError(f"expected a number such as 240 or 12.5, found {text!r}")
    from tracker.portfolio.scalars import MAX_MAGNITUDE

    value = float(text)
    if Decimal(text) != Decimal(repr(value)) or abs(value) > MAX_MAGNITUDE:
        raise ValueError(f"expected a number of 15 digits at most, found {text}")
    return value


def number_callback(_: click.Context, __: click.Parameter, text: str | None) -> float | None:
    """For an option that takes a plain number."""
    try:
        return None if text is None else parse_number(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


_BIDI_CONTROLS: Final = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


def escape_controls(text: object) -> str:
    """``text`` with what would steer a terminal written out: control characters, turned directions."""
    return "".join(
        letter
        if letter == "\n"
        or (unicodedata.category(letter) not in ("Cc", "Cs") and letter not in _BIDI_CONTROLS)
        else letter.encode("unicode_escape").decode("ascii")
        for letter in str(text)
    )


def echo(text: object, *, err: bool = False) -> None:
    """Print what may come from the data."""
    click.echo(escape_controls(text), err=err)


def print_table(rows: Sequence[Sequence[str]]) -> None:
    """Print rows in columns; the last column is not padded."""
    rows = [[escape_controls(cell).replace("\n", " ") for cell in row] for row in rows]
    count = len(rows[0]) - 1
    widths = [max(width(row[column]) for row in rows) for column in range(count)]
    for row in rows:
        cells = [cell + " " * (wide - width(cell)) for cell, wide in zip(row, widths, strict=False)]
        click.echo("  ".join([*cells, row[-1]]).rstrip())


def width(text: str) -> int:
    """Columns of a terminal; Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
