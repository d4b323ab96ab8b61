"""`tracker demo`: a demonstration portfolio."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from tracker.cli.base import argument, command, option
from tracker.cli.common import current_date
from tracker.cli.parameters import PathType, Value, whole_number
from tracker.demo.generate import write_portfolio

_SEED: Final = Value(whole_number, "cli.metavar.number", "cli.value.whole")


@command("demo", help="cli.demo.help")
@argument(
    "folder",
    type=PathType(file_okay=False),
    metavar="cli.metavar.folder",
    help="cli.argument.demo_folder",
)
@option("--seed", type=_SEED, default=135, show_default=True, help="cli.demo.seed")
def demo(folder: Path, seed: int) -> None:
    path = write_portfolio(folder, current_date(), seed=seed)
    click.echo(f"{path}\ntracker serve {folder}")
