"""`tracker check`: every problem of the data with its place."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tracker.checks.run import check as find_problems
from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import EXISTING_FOLDER, EXISTING_PATH
from tracker.i18n import Translator
from tracker.portfolio.load import load
from tracker.portfolio.problems import as_github, as_json, errors_only, sort_unique, summary
from tracker.store.history import journal_problems
from tracker.store.lost_ids import lost_ids


@command("check", help="cli.check.help")
@argument(
    "paths", nargs=-1, type=EXISTING_PATH, metavar="cli.metavar.path", help="cli.argument.paths"
)
@common.data_option
@option("--sources", type=EXISTING_FOLDER, help="cli.check.sources")
@common.format_option("text", "json", "github")
@option("--strict", is_flag=True, help="cli.check.strict")
@pass_translator
def check(
    t: Translator,
    /,
    *,
    paths: tuple[Path, ...],
    data: Path | None,
    sources: Path | None,
    style: str,
    strict: bool,
) -> None:
    portfolio = load(list(paths) or [common.resolve_data_path(None, data, t)])
    problems = sort_unique(
        (
            *find_problems(portfolio, common.current_date(), sources=sources),
            *lost_ids(portfolio),
            *journal_problems(portfolio),
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
