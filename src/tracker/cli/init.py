"""`tracker init`: a new portfolio in a git repository."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.base import argument, command, option
from tracker.cli.common import current_time
from tracker.cli.parameters import PathType
from tracker.cli.values import PERSON
from tracker.store import identity
from tracker.store.access import Person
from tracker.store.scaffold import scaffold


@command("init", help="cli.init.help")
@argument(
    "folder",
    default=".",
    type=PathType(file_okay=False),
    metavar="cli.metavar.folder",
    help="cli.argument.init_folder",
)
@option("--title", default="政策目标", show_default=True, help="cli.init.title")
@option("--person", type=PERSON, help="cli.init.person")
def init(folder: Path, title: str, person: Person | None) -> None:
    author = identity.person(person, folder if folder.exists() else Path())
    path = scaffold(folder, author, now=current_time(), title=title)
    click.echo(f"{path}\ntracker check {path}")
