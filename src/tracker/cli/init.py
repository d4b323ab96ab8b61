"""`tracker init`: a new portfolio in a git repository."""

from __future__ import annotations

from pathlib import Path

import click

from tracker.cli.base import argument, command, option
from tracker.cli.common import current_time
from tracker.cli.errors import error_text
from tracker.cli.language import pass_translator
from tracker.cli.parameters import PathType
from tracker.cli.values import PERSON
from tracker.i18n import Translator
from tracker.store import identity
from tracker.store.access import Person
from tracker.store.save import StoreError
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
@pass_translator
def init(t: Translator, /, *, folder: Path, title: str, person: Person | None) -> None:
    try:
        author = identity.person(person, folder if folder.exists() else Path())
        path = scaffold(folder, author, now=current_time(), title=title)
    except StoreError as error:
        raise click.ClickException(error_text(error, t)) from error
    click.echo(f"{path}\ntracker check {path}")
