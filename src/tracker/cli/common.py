"""What the commands share: the data, today's date, options of several commands, saving and its output."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from tracker.checks.run import errors
from tracker.cli.base import Decorator, Function, argument, option
from tracker.cli.parameters import EXISTING_PATH, Choice
from tracker.cli.terminal import echo
from tracker.cli.values import DAY, PERSON
from tracker.i18n import Translator
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.problems import Problem
from tracker.store import config


def current_date() -> dt.date:
    return dt.date.today()  # noqa: DTZ011 -- the calendar day where the command runs


def current_time() -> dt.datetime:
    return dt.datetime.now().astimezone()


def resolve_data_path(argument: Path | None, option: Path | None, t: Translator) -> Path:
    """The data of a command: its PATH, else ``--data``, else $TRACKER_DATA, else targets.yaml."""
    path = argument or option or Path(config.data_path())
    if not path.exists():
        raise click.UsageError(t("cli.no_data", path=path, variable=config.DATA_ENV))
    return path


def load_for_reading(
    path: Path | None, data: Path | None, t: Translator
) -> tuple[Portfolio, list[Problem]]:
    """The data of a command that only reads, and its errors, which are printed."""
    portfolio = load(resolve_data_path(path, data, t))
    problems = list(errors(portfolio, current_date()))
    print_problems(problems, t)
    return portfolio, problems


def print_problems(problems: Sequence[Problem], t: Translator) -> None:
    """Problems of the data on standard error."""
    for problem in problems:
        echo(problem.text(t), err=True)


# --- options of several commands ------------------------------------------------------------------


def data_argument(command: Function) -> Function:
    """An optional PATH and ``--data PATH``."""
    path = argument(
        "path",
        required=False,
        type=EXISTING_PATH,
        metavar="cli.metavar.path",
        help="cli.argument.path",
    )
    return path(data_option(command))


def data_option(command: Function) -> Function:
    """``--data PATH``."""
    return option("--data", type=EXISTING_PATH, help="cli.option.data")(command)


def as_of_option(command: Function) -> Function:
    """``--as-of DAY``."""
    return option("--as-of", type=DAY, help="cli.option.as_of")(command)


def format_option(*formats: str) -> Decorator:
    """``--format``, by default the first of ``formats``."""
    return option(
        "--format",
        "style",
        type=Choice(formats),
        default=formats[0],
        show_default=True,
        help="cli.option.format",
    )


def recording_options(command: Function) -> Function:
    """How a save is recorded: ``--person`` and ``--commit``."""
    command = option("--commit/--no-commit", default=None, help="cli.option.commit")(command)
    return option("--person", type=PERSON, help="cli.option.person")(command)


def evidence_options(command: Function) -> Function:
    """``--evidence-…`` and ``--grade``: the source of a figure."""
    command = option("--grade", type=Choice("ABC"), help="cli.option.grade")(command)
    command = option("--evidence-document", help="cli.option.evidence_document")(command)
    command = option("--evidence-url", help="cli.option.evidence_url")(command)
    command = option("--evidence-publisher", help="cli.option.evidence_publisher")(command)
    return option("--evidence-title", help="cli.option.evidence_title")(command)


def evidence_from_options(options: Mapping[str, Any]) -> dict[str, Any] | None:
    """The evidence of a record from the values of `evidence_options`; None without any."""
    names = ("document", "title", "publisher", "url")
    evidence = {name: options[f"evidence_{name}"] for name in names} | {"grade": options["grade"]}
    return {name: value for name, value in evidence.items() if value} or None
