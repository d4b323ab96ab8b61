"""`tracker sheet` and `tracker import`: a workbook for a department, and its rows read back."""

from __future__ import annotations

import datetime as dt
import math
import sys
from pathlib import Path
from typing import Final

import click

from tracker.analysis.snapshot import Snapshot
from tracker.analysis.status_words import status_label
from tracker.cli import common
from tracker.cli.base import argument, command, option
from tracker.cli.language import pass_translator
from tracker.cli.parameters import EXISTING_FILE, PathType
from tracker.cli.saving import Saving
from tracker.cli.terminal import echo
from tracker.cli.values import DAY
from tracker.i18n import LocalizedError, Message, Translator
from tracker.numbers import percents
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import localize
from tracker.reporting.preview import preview_status
from tracker.reporting.sheet_entries import entry_line
from tracker.reporting.sheet_export import build_workbook, reportable_targets
from tracker.reporting.sheet_import import ImportedRow, ImportResult, read_workbook
from tracker.store.access import Person

_MAX_BYTES: Final = 20_000_000  # of a workbook; a sheet of 10,000 targets has 2 MB


@command("sheet", help="cli.sheet.help")
@argument(
    "out",
    type=PathType(dir_okay=False),
    metavar="cli.metavar.workbook",
    help="cli.argument.new_workbook",
)
@option("--lead", "leads", multiple=True, metavar="cli.metavar.organisation", help="cli.sheet.lead")
@option("--date", "day", type=DAY, help="cli.sheet.date")
@common.data_option
@pass_translator
def sheet(
    t: Translator, /, *, out: Path, leads: tuple[str, ...], day: dt.date | None, data: Path | None
) -> None:
    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(t("cli.sheet.bad_name", found=out))
    if out.exists():
        raise click.ClickException(t("cli.sheet.exists", path=out))
    path = common.resolve_data_path(None, data, t)
    portfolio = load(path)
    for lead in leads:
        _require_organisation(path, portfolio, lead)
    today = common.current_date()
    if day and day > today:
        raise click.UsageError(t("cli.sheet.future", day=day.isoformat()))
    picked = frozenset(leads) or None
    if not reportable_targets(portfolio, picked):
        if leads:
            text = t("cli.sheet.no_targets_of", path=path, leads=t("list.comma").join(leads))
        else:
            text = t("cli.sheet.no_targets", path=path)
        raise click.ClickException(text)
    snapshot = Snapshot.at(portfolio, today)
    workbook = build_workbook(snapshot, leads=picked, date=day)
    out.write_bytes(workbook)
    click.echo(str(out))


def _require_organisation(path: Path, portfolio: Portfolio, lead: str) -> None:
    known = list(portfolio.organisations)
    if lead in known:
        return
    if not known:
        raise LocalizedError(Message("cli.sheet.no_organisations", path=path, lead=lead))
    hint = suggest(lead, known)
    raise LocalizedError(
        Message("cli.sheet.no_organisation", path=path, lead=lead, organisations=known, hint=hint)
    )


@command("import", help="cli.import.help")
@argument(
    "source",
    type=EXISTING_FILE,
    metavar="cli.metavar.workbook",
    help="cli.argument.filled_workbook",
)
@option("--apply", "write", is_flag=True, help="cli.import.apply")
@option("--by", default="", help="cli.import.by")
@common.data_option
@common.recording_options
@pass_translator
def import_(
    t: Translator,
    /,
    *,
    source: Path,
    write: bool,
    by: str,
    data: Path | None,
    person: Person | None,
    commit: bool | None,
) -> None:
    path = common.resolve_data_path(None, data, t)
    today = common.current_date()
    if source.stat().st_size > _MAX_BYTES:
        raise click.ClickException(t("cli.import.large", path=source, limit=_MAX_BYTES // 10**6))
    portfolio = load(path)
    result = read_workbook(source.read_bytes(), portfolio, today, by=by)
    for row in result.reports:
        echo(_effect_line(portfolio, row, today, t))
    for entry in result.entries:
        echo(entry_line(entry, portfolio, t))
    _print_problems(result, t)
    if not result.is_valid:
        click.echo(t("sheet.refused"), err=True)
        sys.exit(1)
    changes = result.changes()
    if not changes:
        click.echo(t("sheet.nothing"), err=True)
        return
    Saving(path, person, commit, dry_run=not write).save(changes, t)
    count = len(changes)
    click.echo(t("sheet.applied", count=count) if write else t("sheet.not_applied"), err=True)


def _effect_line(portfolio: Portfolio, row: ImportedRow, today: dt.date, t: Translator) -> str:
    """The effect of a row on the status and the completion of its target, in one line."""
    report = row.report
    preview = preview_status(portfolio, report, today)
    assessed = preview.before, preview.after
    shares = percents([each.actual for each in assessed], t.lang)
    before, after = (
        status_label(each, t) + ("" if math.isnan(each.actual) else f" {share}")
        for each, share in zip(assessed, shares, strict=True)
    )
    title = localize(portfolio.by_id[report.target].title, t.lang)
    return t(
        "sheet.effect", cell=row.cell, id=report.target, title=title, before=before, after=after
    )


def _print_problems(result: ImportResult, t: Translator) -> None:
    """Rows on record already, problems with their cells, then the counts."""
    for row in result.already:
        echo(t("sheet.already", cell=row.cell, id=row.report.target))
    for entry in result.known_entries:
        echo(t("sheet.already", cell=entry.place, id=entry.name))
    for problem in result.problems:
        key = "sheet.error" if problem.level == "error" else "sheet.warning"
        echo(t(key, text=problem.text(t)))
    errors = sum(problem.level == "error" for problem in result.problems)
    click.echo(
        t(
            "sheet.count",
            rows=t("cli.rows", count=len(result.reports) + len(result.entries)),
            already=len(result.already) + len(result.known_entries),
            untouched=result.untouched,
            errors=t("problem.errors", count=errors),
            warnings=t("problem.warnings", count=len(result.problems) - errors),
        ),
        err=True,
    )
