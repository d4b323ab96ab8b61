"""`tracker rename`: a new name for a target, an organisation and the like, with all references."""

from __future__ import annotations

from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import Choice
from tracker.cli.saving import Saving, print_saved, saving_options
from tracker.i18n import Translator
from tracker.portfolio.rename import RENAME_KINDS, RenameKind
from tracker.store.rename import preview_rename
from tracker.store.rename import rename as save_rename


@command("rename", help="cli.rename.help")
@argument("old", metavar="cli.metavar.old", help="cli.rename.old")
@argument("new", metavar="cli.metavar.new", help="cli.rename.new")
@option("--kind", type=Choice(RENAME_KINDS), help="cli.rename.kind")
@pass_translator
@saving_options
def rename(
    t: Translator,
    /,
    *,
    old: str,
    new: str,
    kind: RenameKind | None,
    saving: Saving,
) -> None:
    path, author, commit = saving.path, saving.author, saving.commit
    today = common.current_date()
    if saving.dry_run:
        print_saved(
            preview_rename(path, old, new, author, kind=kind, today=today, commit=commit), t
        )
        return
    result = save_rename(
        path, old, new, author, kind=kind, today=today, now=common.current_time(), commit=commit
    )
    print_saved(result, t)
