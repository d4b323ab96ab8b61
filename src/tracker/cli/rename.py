"""`tracker rename`: a new name for a target, an organisation and the like, with all references."""

from __future__ import annotations

from pathlib import Path

from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import Choice
from tracker.cli.saving import print_saved
from tracker.i18n import Translator
from tracker.portfolio.rename import RENAME_KINDS, RenameKind
from tracker.store import identity
from tracker.store.access import Person
from tracker.store.rename import preview_rename
from tracker.store.rename import rename as save_rename


@command("rename", help="cli.rename.help")
@argument("old", metavar="cli.metavar.old", help="cli.rename.old")
@argument("new", metavar="cli.metavar.new", help="cli.rename.new")
@option("--kind", type=Choice(RENAME_KINDS), help="cli.rename.kind")
@common.data_option
@option("--dry-run", is_flag=True, help="cli.option.dry_run")
@common.saving_options
@pass_translator
def rename(
    t: Translator,
    /,
    *,
    old: str,
    new: str,
    kind: RenameKind | None,
    data: Path | None,
    person: Person | None,
    dry_run: bool,
    commit: bool | None,
) -> None:
    path = common.resolve_data_path(None, data, t)
    author = identity.person(person, path)
    today = common.current_date()
    if dry_run:
        print_saved(
            preview_rename(path, old, new, author, kind=kind, today=today, commit=commit), t
        )
        return
    result = save_rename(
        path, old, new, author, kind=kind, today=today, now=common.current_time(), commit=commit
    )
    print_saved(result, t)
