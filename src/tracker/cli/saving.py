"""Saving from a command: find the target, save or preview, print the lines of the file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from tracker.cli import common
from tracker.cli.terminal import echo
from tracker.i18n import LocalizedError, Message, Translator
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.problems import suggest
from tracker.store import identity
from tracker.store.access import Person
from tracker.store.changes import Intent, TargetChange
from tracker.store.save import SaveResult, preview, save


def load_with_target(path: Path, target_id: str, t: Translator) -> Portfolio:
    """The portfolio, if it has a valid record of the target."""
    portfolio = load(path)
    ids = [target.id for target in portfolio.targets]
    if target_id in ids:
        return portfolio
    if any(entry.target.id == target_id for entry in portfolio.entries):
        raise click.ClickException(t("cli.target_has_errors", path=path, id=target_id))
    if not ids and portfolio.problems:
        raise click.ClickException(portfolio.problems[0].text(t))
    hint = suggest(target_id, ids)
    raise LocalizedError(Message("cli.no_target", path=path, id=target_id, hint=hint))


def save_changes(
    path: Path,
    changes: Sequence[TargetChange],
    person: Person | None,
    t: Translator,
    *,
    commit: bool | None,
    dry_run: bool,
) -> None:
    """Save the changes, or only preview them, and print their lines."""
    author = identity.person(person, path)
    today = common.current_date()
    if dry_run:
        print_saved(preview(path, changes, author, today=today, commit=commit), t)
        return
    result = save(path, changes, author, today=today, now=common.current_time(), commit=commit)
    print_saved(result, t)


def print_saved(result: Intent | SaveResult, t: Translator) -> None:
    """The lines on standard output; their places, warnings, notes and commit on standard error."""
    for file, line, text in result.lines:
        echo(text.rstrip("\r\n"))
        echo(f"{file}:{line}", err=True)
    common.print_problems(result.warnings, t)
    for note in result.notes:
        echo(t.message(note), err=True)
    if isinstance(result, SaveResult) and result.commit:
        echo(t("cli.commit", commit=result.commit), err=True)
