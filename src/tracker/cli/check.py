"""`tracker check`: every problem of the data with its place."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from tracker.checks.against import unrecorded_changes
from tracker.checks.run import check as find_problems
from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import EXISTING_FOLDER, EXISTING_PATH
from tracker.i18n import Translator
from tracker.portfolio.load import Portfolio, load, load_texts
from tracker.portfolio.problems import (
    Problem,
    as_github,
    as_json,
    errors_only,
    sort_unique,
    summary,
)
from tracker.store.committed import CommittedError, committed_texts
from tracker.store.history import journal_problems
from tracker.store.lost_ids import lost_ids


@command("check", help="cli.check.help")
@argument(
    "paths", nargs=-1, type=EXISTING_PATH, metavar="cli.metavar.path", help="cli.argument.paths"
)
@common.data_option
@option("--sources", type=EXISTING_FOLDER, help="cli.check.sources")
@common.format_option("text", "json", "github")
@option("--against", "revision", metavar="cli.metavar.revision", help="cli.check.against")
@option("--strict", is_flag=True, help="cli.check.strict")
@pass_translator
def check(
    t: Translator,
    /,
    *,
    paths: tuple[Path, ...],
    data: Path | None,
    sources: Path | None,
    revision: str | None,
    style: str,
    strict: bool,
) -> None:
    files = list(paths) or [common.resolve_data_path(None, data, t)]
    portfolio = load(files)
    problems = sort_unique(
        (
            *find_problems(portfolio, common.current_date(), sources=sources),
            *lost_ids(portfolio, filter(Path.is_dir, files)),
            *journal_problems(portfolio),
            *(_changes_since(files, revision, portfolio, t) if revision else ()),
        )
    )
    if style == "json":
        click.echo(as_json(problems, t))
    else:
        for problem in problems:
            click.echo(as_github(problem, t) if style == "github" else problem.text(t))
    click.echo(t.message(summary(problems)), err=True)
    if errors_only(problems) or (strict and problems):
        sys.exit(1)


def _changes_since(
    files: Sequence[Path], revision: str, portfolio: Portfolio, t: Translator
) -> Sequence[Problem]:
    """The goals and updates changed since a git revision without a record of it."""
    try:
        texts = committed_texts(files, revision)
    except CommittedError as error:
        raise click.ClickException(error.text(t)) from error
    return unrecorded_changes(load_texts(texts), portfolio, revision)
