"""Types of values on a command line; their error messages are in the reader's language."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from tracker.cli.language import translator
from tracker.i18n import LocalizedError


class Value(click.ParamType[Any]):
    """A value that ``parse`` reads from a text.

    Where that gives None the message is the wording of ``error`` with ``found``, the text, and
    ``params``. ``metavar`` is the key of the placeholder in help texts.
    """

    name = "value"

    def __init__(
        self, parse: Callable[[str], Any], metavar: str, error: str, **params: object
    ) -> None:
        self.parse = parse
        self.metavar = metavar
        self.error = error
        self.params = params

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        return translator(ctx)(self.metavar)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not isinstance(value, str):  # a default
            return value
        try:
            parsed = self.parse(value)
        except LocalizedError as error:
            self.fail(translator(ctx).message(error.message), param, ctx)
        if parsed is None:
            self.fail(translator(ctx)(self.error, found=value, **self.params), param, ctx)
        return parsed


def fail_parameter(name: str, text: str) -> NoReturn:
    """Refuse the value of a parameter of the current command, with a message that is already worded."""
    ctx = click.get_current_context()
    param = next(one for one in ctx.command.params if one.name == name)
    raise click.BadParameter(text, ctx=ctx, param=param)


class Choice(click.Choice[str]):
    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        return translator(ctx)("cli.value.choice", found=value, choices=", ".join(self.choices))


def whole_number(text: str) -> int | None:
    """Digits with or without a sign."""
    return int(text) if re.fullmatch(r"[-+]?[0-9]{1,18}", text) else None


class PathType(click.Path):
    """A path; with ``exists=True`` one that is there, can be read and is of the kind asked for."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        if not self.file_okay:
            return translator(ctx)("cli.metavar.folder")
        return translator(ctx)("cli.metavar.path" if self.dir_okay else "cli.metavar.file")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        error = ""
        if not path.exists():
            error = "cli.value.no_path" if self.exists else ""
        elif path.is_dir() and not self.dir_okay:
            error = "cli.value.is_folder"
        elif path.is_file() and not self.file_okay:
            error = "cli.value.is_file"
        elif self.exists and not os.access(path, os.R_OK):
            error = "cli.value.unreadable"
        if error:
            self.fail(translator(ctx)(error, path=path), param, ctx)
        return path


EXISTING_PATH: Final = PathType(exists=True)
EXISTING_FILE: Final = PathType(exists=True, dir_okay=False)
EXISTING_FOLDER: Final = PathType(exists=True, file_okay=False)
