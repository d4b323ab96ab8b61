"""Values that a command line may have: choices, whole numbers, paths. Refused in the reader's language."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from tracker.cli.language import translator


def refuse(
    key: str, param: click.Parameter | None, ctx: click.Context | None, **values: object
) -> NoReturn:
    """`click.BadParameter` with the wording of ``key``."""
    raise click.BadParameter(translator(ctx)(key, **values), ctx, param)


class Choice(click.Choice[str]):
    def get_invalid_choice_message(self, value: Any, ctx: click.Context | None) -> str:
        return translator(ctx)("cli.value.choice", found=value, choices=", ".join(self.choices))


class WholeNumber(click.ParamType[int]):
    """A whole number, within bounds if there are any."""

    name = "integer"

    def __init__(self, bounds: tuple[int, int] | None = None) -> None:
        self.bounds = bounds

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        return translator(ctx)("cli.metavar.number")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        try:
            number = int(value)
        except ValueError:
            refuse("cli.value.whole", param, ctx, found=value)
        if self.bounds and not self.bounds[0] <= number <= self.bounds[1]:
            least, most = self.bounds
            refuse("cli.value.range", param, ctx, found=value, least=least, most=most)
        return number


class PathType(click.Path):
    """A path; with ``exists=True`` one that is there, can be read and is of the kind asked for."""

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        if not self.file_okay:
            return translator(ctx)("cli.metavar.folder")
        return translator(ctx)("cli.metavar.path" if self.dir_okay else "cli.metavar.file")

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if not path.exists():
            if self.exists:
                refuse("cli.value.no_path", param, ctx, path=path)
        elif path.is_dir() and not self.dir_okay:
            refuse("cli.value.is_folder", param, ctx, path=path)
        elif path.is_file() and not self.file_okay:
            refuse("cli.value.is_file", param, ctx, path=path)
        elif self.exists and not os.access(path, os.R_OK):
            refuse("cli.value.unreadable", param, ctx, path=path)
        return path


EXISTING_PATH: Final = PathType(exists=True)
EXISTING_FILE: Final = PathType(exists=True, dir_okay=False)
EXISTING_FOLDER: Final = PathType(exists=True, file_okay=False)
