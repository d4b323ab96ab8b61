"""Commands that write: report and init; and history, which shows what was written.

Each loads, says what is odd, and hands one change to `tracker.store`, the only writer. Heavy libraries
are imported by the command that needs them.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli import common
from tracker.cli.common import DAY, data_option, lang_option, number_callback, saving_options
from tracker.store import identity
from tracker.store.access import Person

if TYPE_CHECKING:
    from tracker.i18n import Lang
    from tracker.portfolio.load import Portfolio
    from tracker.portfolio.scalars import Amount
    from tracker.store.changes import Intent, TargetChange
    from tracker.store.save import SaveResult

_GRADE_CHOICE: Final = click.Choice(["A", "B", "C"])


def evidence_options(command: common.Command) -> common.Command:
    """``--evidence-…`` and ``--grade``: where a figure comes from."""
    for name, help_ in reversed(
        {
            "--evidence-title": "Where the figure comes from.",
            "--evidence-publisher": "Who published that.",
            "--evidence-url": "A link, http or https.",
            "--evidence-document": "A document of the portfolio, by its key.",
        }.items()
    ):
        command = click.option(name, help=help_)(command)
    help_ = "A official, same measure; B related; C secondary."
    return click.option("--grade", type=_GRADE_CHOICE, help=help_)(command)


def evidence_from_options(options: Mapping[str, Any]) -> dict[str, Any] | None:
    names = ("document", "title", "publisher", "url")
    given = {name: options[f"evidence_{name}"] for name in names} | {"grade": options["grade"]}
    found = {name: value for name, value in given.items() if value}
    return found or None


@click.command()
@click.argument("target", metavar="ID")
@click.option("--date", "day", type=DAY, required=True, help="The day the figure speaks of.")
@click.option(
    "--value", callback=number_callback, metavar="NUMBER", help="The figure, in the target's unit."
)
@click.option("--reported", type=DAY, help="The day it became known, where that is another one.")
@click.option("--done", multiple=True, metavar="MILESTONE", help="A step done by then; repeatable.")
@click.option("--spent", metavar="AMOUNT", help='Spent to date: 12.5, or "1200 万元".')
@click.option("--note", default="", help="What needs saying.")
@click.option("--by", default="", help="Who reports: a key of organisations, or a name.")
@click.option("--corrects", type=DAY, help="The day whose report this one corrects.")
@evidence_options
@data_option
@click.option("--dry-run", is_flag=True, help="Print the line, write nothing.")
@saving_options
@lang_option
def report(
    *,
    target: str,
    day: dt.datetime,
    value: float | None,
    reported: dt.datetime | None,
    done: tuple[str, ...],
    spent: str | None,
    note: str,
    by: str,
    corrects: dt.datetime | None,
    data: Path | None,
    person: Person | None,
    lang: Lang,
    dry_run: bool,
    commit: bool | None,
    **options: Any,
) -> None:
    """Report progress on target ID: one line more in its file. 填报一项目标的进展。

    Prints the line it added. Exit code 0: it is on disk; 1: it is not, and why; 2: wrong usage.
    """
    from tracker.reporting.remarks import Report

    path = common.resolve_data_path(None, data)
    amount = None if spent is None else parse_amount(spent)
    portfolio = load_with_target(path, target)
    given = Report(
        target,
        day.date(),
        reported=reported.date() if reported else None,
        value=value,
        done=done or None,
        spent=amount,
        note=note,
        by=by,
        corrects=corrects.date() if corrects else None,
        evidence=evidence_from_options(options),
    )
    _print_remarks(portfolio, given, lang)
    save_changes(path, [given.change()], person, commit=commit, dry_run=dry_run)


@click.command()
@click.argument("target", metavar="ID")
@data_option
@click.option("--format", "style", type=click.Choice(["table", "json"]), default="table")
def history(target: str, data: Path | None, style: str) -> None:
    """Who changed target ID, when and how; the newest first. 查看一项目标的修改记录。"""
    from tracker.store.errors import StoreError
    from tracker.store.history import history as entries

    path = common.resolve_data_path(None, data)
    load_with_target(path, target)
    try:
        found = entries(path, target)
    except StoreError as error:
        raise click.ClickException(common.escape_controls(error)) from error
    if style == "json":
        rows = [entry._asdict() | {"time": entry.time.isoformat()} for entry in found]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo(f"{target}: no change is on record", err=True)
        return
    common.print_table(
        [[f"{one.time:%Y-%m-%d %H:%M}", one.person, one.commit[:8], one.message] for one in found]
    )


@click.command()
@click.argument(
    "folder", metavar="[DIR]", default=".", type=click.Path(file_okay=False, path_type=Path)
)
@click.option("--title", default="政策目标", show_default=True, help="The portfolio's name.")
@click.option("--person", callback=common.person_callback, help='Who begins it, "Name <mail>".')
def init(folder: Path, title: str, person: Person | None) -> None:
    """Begin a portfolio in DIR: a git repository with a first file. 新建数据目录。"""
    from tracker.store.errors import StoreError
    from tracker.store.scaffold import scaffold as begin

    try:
        who = identity.person(person, folder if folder.exists() else Path())
        path = begin(folder, who, now=common.current_time(), title=title)
    except (StoreError, OSError) as error:
        raise click.ClickException(common.escape_controls(error)) from error
    click.echo(f"{path}\ntracker check {path}")


# --- what they share ------------------------------------------------------------------------------


def load_with_target(path: Path, target_id: str) -> Portfolio:
    """The portfolio, if it has a sound record of the target."""
    from tracker.checks.rule import did_you_mean
    from tracker.portfolio.load import load

    portfolio = load(path)
    ids = [target.id for target in portfolio.targets]
    if target_id in ids:
        return portfolio
    if any(entry.target.id == target_id for entry in portfolio.entries):
        raise click.ClickException(
            f"{path}: the record of {target_id} has errors; run tracker check {path} and mend them"
        )
    if not ids and portfolio.problems:
        raise click.ClickException(common.escape_controls(portfolio.problems[0]))
    raise click.ClickException(
        common.escape_controls(
            f"{path}: no target has the id {target_id}{did_you_mean(target_id, ids)}"
        )
    )


def _print_remarks(portfolio: Portfolio, given: Any, lang: Lang) -> None:
    """Warnings on standard error; ClickException with every error."""
    import difflib

    from tracker.i18n import Translator
    from tracker.reporting.remarks import remarks

    t = Translator(lang)
    errors = []
    for remark in remarks(portfolio, given, common.current_date()):
        text = t(remark.key, **remark.values)
        if remark.key == "remark.no_step":
            steps = str(remark.values["steps"]).split(", ")
            near = difflib.get_close_matches(str(remark.values["step"]), steps, 1, 0.6)
            text += t("report.near", near=near[0]) if near else ""
        if remark.level == "error":
            errors.append(f"{remark.field}: {text}" if remark.field else text)
        else:
            common.echo(f"warning: {remark.field}: {text}", err=True)
    if errors:
        raise click.ClickException(common.escape_controls("\n".join([f"{given.target}:", *errors])))


def save_changes(
    path: Path,
    changes: Sequence[TargetChange],
    person: Person | None,
    *,
    commit: bool | None,
    dry_run: bool,
) -> None:
    """Save, or only look, and print the lines: themselves to standard output, their places to the other."""
    from tracker.store.errors import StoreError
    from tracker.store.save import preview, save

    who = identity.person(person, path)
    today = common.current_date()
    try:
        if dry_run:
            print_preview(preview(path, changes, who, today=today))
            return
        saved = save(path, changes, who, today=today, now=common.current_time(), commit=commit)
    except StoreError as error:
        raise click.ClickException(common.escape_controls(error)) from error
    print_saved(saved)


def print_preview(intent: Intent | SaveResult) -> None:
    """The lines that are added or changed, and the warnings about them."""
    for file, line, text in intent.lines:
        common.echo(text.rstrip("\r\n"))
        common.echo(f"{file}:{line}", err=True)
    for problem in intent.warnings:
        common.echo(problem, err=True)


def print_saved(saved: SaveResult) -> None:
    """What a save did."""
    print_preview(saved)
    for note in saved.notes:
        common.echo(note, err=True)
    if saved.commit:
        common.echo(f"commit {saved.commit}", err=True)


def parse_amount(text: str) -> float | Amount:
    from tracker.portfolio.model import Budget

    try:
        return Budget.model_validate({"approved": text}).approved
    except ValueError as error:
        raise click.UsageError(
            f"expected an amount such as 12.5 or 1200 万元, found {text!r}"
        ) from error


COMMANDS: Final = (report, history, init)
