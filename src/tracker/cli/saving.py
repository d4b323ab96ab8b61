"""Saving from a command: its options, find the target, save or preview, print the lines of the file."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from tracker.cli import common
from tracker.cli.base import option
from tracker.cli.terminal import discard_output, echo
from tracker.i18n import LocalizedError, Message, Translator
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.problems import suggest
from tracker.portfolio.system_errors import system_reason
from tracker.store import identity
from tracker.store.access import Person
from tracker.store.changes import Intent, TargetChange
from tracker.store.save import SaveResult, preview, save


class Saving(NamedTuple):
    """Where a command saves, for whom and how."""

    path: Path
    person: Person | None  # None: as `identity.person`
    commit: bool | None
    dry_run: bool

    def save(self, changes: Sequence[TargetChange], t: Translator) -> None:
        """Save the changes, or only preview them, and print their lines."""
        today, now = common.current_date(), common.current_time()
        if self.dry_run:
            intent = preview(self.path, changes, self.author, today=today, commit=self.commit)
            print_saved(intent, t)
            return
        result = save(self.path, changes, self.author, today=today, now=now, commit=self.commit)
        print_saved(result, t)

    @property
    def author(self) -> Person:
        return identity.person(self.person, self.path)


def saving_options(command: Callable[..., None]) -> Callable[..., None]:
    """``--data``, ``--dry-run``, ``--person`` and ``--commit``, which the command gets as ``saving``."""

    @common.data_option
    @option("--dry-run", is_flag=True, help="cli.option.dry_run")
    @common.recording_options
    @functools.wraps(command)
    def with_saving(
        t: Translator,
        /,
        *,
        data: Path | None,
        dry_run: bool,
        person: Person | None,
        commit: bool | None,
        **options: Any,
    ) -> None:
        path = common.resolve_data_path(None, data, t)
        command(t, saving=Saving(path, person, commit, dry_run), **options)

    return with_saving


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
    if broken := [part.document.file for part in portfolio.parts if part.document.truncated]:
        raise LocalizedError(Message("cli.no_target.unread", id=target_id, files=broken))
    hint = suggest(target_id, ids)
    raise LocalizedError(Message("cli.no_target", path=path, id=target_id, hint=hint))


def print_saved(result: Intent | SaveResult, t: Translator) -> None:
    """The lines on standard output; their places, warnings, notes and commit on standard error.

    A save that only takes something out says so. A saved result stays one where the output cannot be written,
    such as to a full disk or a pipe that was closed: the exit code says whether the lines are on disk.
    """
    try:
        _print_result(result, t)
    except OSError as error:
        if not isinstance(result, SaveResult):
            raise
        discard_output(sys.stdout)
        try:
            click.echo(t("cli.saved_unprinted", reason=t.message(system_reason(error))), err=True)
        except OSError:
            discard_output(sys.stderr)


def _print_result(result: Intent | SaveResult, t: Translator) -> None:
    for file, line, text in result.lines:
        echo(text.rstrip("\r\n"))
        echo(f"{file}:{line}", err=True)
    if not result.lines:
        echo(t("entry.removes"))
    common.print_problems(result.warnings, t)
    for note in result.notes:
        echo(t.message(note), err=True)
    if isinstance(result, SaveResult) and result.commit:
        echo(t("cli.commit", commit=result.commit), err=True)
