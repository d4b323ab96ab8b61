"""Commands about what departments owe: due, sheet (a workbook to fill in), import (one that came back)."""

from __future__ import annotations

import datetime as dt
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from tracker.cli import common
from tracker.cli.common import DAY, LANG, PATH, data_option, lang_option, saving_options
from tracker.cli.report import print_preview, print_saved
from tracker.portfolio import problems as complaints
from tracker.store import identity
from tracker.store.access import Person

if TYPE_CHECKING:
    import pandas as pd

    from tracker.i18n import Lang, Translator
    from tracker.portfolio.load import Portfolio
    from tracker.reporting.sheet_import import ImportedRow, ImportResult

_MAX_BYTES: Final = 20_000_000  # bytes of a workbook; a sheet of 10,000 targets has under 1 MB


@click.command()
@click.argument("path", required=False, type=PATH)
@data_option
@click.option("--as-of", type=DAY, help="Judge as of this day, YYYY-MM-DD; today if not given.")
@click.option("--format", "style", type=click.Choice(["table", "json", "ics"]), default="table")
@click.option("--lang", type=LANG, default="zh")
def due(
    *, path: Path | None, data: Path | None, as_of: dt.datetime | None, style: str, lang: Lang
) -> None:
    """Who owes which report by when; late ones first. 谁应在何时之前填报。

    Errors in the data go to standard error and make the exit code 1; of what is sound is told all the same.
    """
    from tracker.analysis.agenda import reports_due
    from tracker.analysis.snapshot import Snapshot
    from tracker.checks.run import check
    from tracker.i18n import Translator
    from tracker.portfolio.load import load
    from tracker.portfolio.model import localize

    portfolio = load(common.resolve_data_path(path, data))
    errors = complaints.errors_only(check(portfolio, common.current_date()))
    for problem in errors:
        click.echo(common.escape_controls(problem), err=True)
    if errors and not portfolio.targets:  # nothing could be read: that is not "nothing is owed"
        sys.exit(1)
    day = as_of.date() if as_of else common.current_date()
    rows = reports_due(Snapshot.at(portfolio, day))
    leads = {key: localize(name, lang) for key, name in portfolio.organisations.items()}
    if style == "json":
        click.echo(json.dumps(_json_rows(rows), ensure_ascii=False, indent=2))
    elif style == "ics":
        from tracker.site.ical import reports_calendar

        title = localize(portfolio.header.title, lang)
        sys.stdout.flush()
        sys.stdout.buffer.write(reports_calendar(rows, title, leads, day, lang))
    else:
        _print_reports_due(rows, leads, Translator(lang))
    if errors:
        sys.exit(1)


def _json_rows(rows: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows for JSON: days as text, no lead as null."""
    rows = rows.astype(object).where(rows.notna(), None)
    return [
        {
            str(name): f"{value:%Y-%m-%d}" if name in _DATE_COLUMNS else value
            for name, value in row.items()
        }
        for row in rows.to_dict("records")
    ]


_DATE_COLUMNS: Final = ("period_end", "last_day")


def _print_reports_due(rows: pd.DataFrame, leads: Mapping[str, str], t: Translator) -> None:
    heads = ["owed.days", "owed.last", "owed.period", "owed.lead", "field.id", "field.title"]
    lines = [[t(key) for key in heads]]
    for row in rows.itertuples():
        days: Any = (row.last_day, row.period_end)
        lead: Any = row.lead
        lines.append(
            [
                str(row.days_late or ""),
                *(f"{day:%Y-%m-%d}" for day in days),
                leads.get(lead, lead) if isinstance(lead, str) else t("lead.none"),
                str(row.id),
                t.localized(row, "title"),
            ]
        )
    if len(lines) > 1:
        common.print_table(lines)
    late = int((rows["days_late"] > 0).sum())
    told = t("owed.count", count=len(rows), late=late) if len(rows) else t("owed.none")
    click.echo(told, err=True)


@click.command()
@click.argument("out", metavar="OUT.xlsx", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--lead", "leads", multiple=True, help="An organisation by its key; repeatable. Else all."
)
@click.option("--date", "day", type=DAY, help="The day the figures are to speak of: filled in.")
@data_option
def sheet(*, out: Path, leads: tuple[str, ...], day: dt.datetime | None, data: Path | None) -> None:
    """Write a workbook that a department can fill in. 生成供部门填报的 Excel 表。"""
    from tracker.analysis.snapshot import Snapshot
    from tracker.checks.rule import did_you_mean
    from tracker.portfolio.load import load
    from tracker.reporting.sheet_export import build_workbook, reportable_targets

    if out.suffix.lower() != ".xlsx":
        raise click.UsageError(f"expected a name that ends with .xlsx, found {out}")
    if out.exists():
        raise click.ClickException(
            f"{out} is there, perhaps filled in; name another file, or move it"
        )
    path = common.resolve_data_path(None, data)
    portfolio = load(path)
    for lead in leads:
        if lead not in portfolio.organisations:
            known = list(portfolio.organisations)
            raise click.ClickException(
                common.escape_controls(
                    f"{path}: no organisation {lead}{did_you_mean(lead, known)}; "
                    f"expected one of {', '.join(known) or 'none, the data names none'}"
                )
            )
    today = common.current_date()
    if day and day.date() > today:
        raise click.UsageError(
            f"--date {day:%Y-%m-%d} is in the future; nothing is known of it yet"
        )
    picked = frozenset(leads) or None
    if not reportable_targets(portfolio, picked):
        whose = f" of {', '.join(leads)}" if leads else ""
        raise click.ClickException(
            f"{path}: no target{whose} can be reported on; no sheet is written"
        )
    date = day.date() if day else None
    book = build_workbook(Snapshot.at(portfolio, today), leads=picked, date=date, today=today)
    try:
        out.write_bytes(book)
    except OSError as error:
        raise click.ClickException(
            f"{out}: {error.strerror}; close it elsewhere, or name another"
        ) from error
    click.echo(str(out))


@click.command("import")
@click.argument(
    "source", metavar="IN.xlsx", type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--apply", "write", is_flag=True, help="Write the rows, all or none; else only look.")
@click.option("--by", default="", help="Who reports, for rows that do not say.")
@data_option
@saving_options
@lang_option
def import_(
    *,
    source: Path,
    write: bool,
    by: str,
    data: Path | None,
    person: Person | None,
    commit: bool | None,
    lang: Lang,
) -> None:
    """Read a workbook that came back: what each row does, and every problem. 导入填好的 Excel 表。

    Without --apply nothing is written. Exit code 0: no problems; 1: errors, and nothing is written.
    """
    from tracker.i18n import Translator
    from tracker.portfolio.load import load
    from tracker.reporting.sheet_import import read_workbook
    from tracker.store.errors import StoreError
    from tracker.store.save import preview, save

    path = common.resolve_data_path(None, data)
    t, today = Translator(lang), common.current_date()
    if source.stat().st_size > _MAX_BYTES:
        limit = f"{_MAX_BYTES // 10**6} MB"
        raise click.ClickException(
            f"{source}: larger than {limit}; expected a sheet of tracker sheet"
        )
    portfolio = load(path)
    found = read_workbook(source.read_bytes(), portfolio, today, by=by)
    for row in found.reports:
        common.echo(_effect_line(portfolio, row, today, t))
    _print_problems(found, t)
    is_sound = found.is_valid and bool(found.reports)
    if is_sound:
        changes = [row.report.change(row.seen) for row in found.reports]
        who = identity.person(person, path)
        try:
            if write:
                now = common.current_time()
                print_saved(save(path, changes, who, today=today, now=now, commit=commit))
            else:
                print_preview(preview(path, changes, who, today=today))
        except StoreError as error:
            raise click.ClickException(common.escape_controls(error)) from error
    if not found.is_valid:
        click.echo(t("sheet.refused"), err=True)
        sys.exit(1)
    if not is_sound:
        click.echo(t("sheet.nothing"), err=True)
    else:
        count = len(found.reports)
        click.echo(t("sheet.applied", rows=count) if write else t("sheet.not_applied"), err=True)


def _effect_line(portfolio: Portfolio, row: ImportedRow, today: dt.date, t: Translator) -> str:
    """One line: what a row does to its target's status and share of the way."""
    from tracker.i18n import STATUS_SHAPES, percent
    from tracker.portfolio.model import localize
    from tracker.reporting.preview import preview_status

    report = row.report
    before, after = (
        f"{STATUS_SHAPES[one.status]} {t('status.' + one.status)} {percent(one.actual, t.lang)}"
        for one in preview_status(portfolio, report, today)
    )
    title = localize(portfolio.by_id[report.target].title, t.lang)
    return t(
        "sheet.effect", cell=row.cell, id=report.target, title=title, before=before, after=after
    )


def _print_problems(found: ImportResult, t: Translator) -> None:
    """What is not imported, and why, then the count."""
    for row in found.already:
        common.echo(t("sheet.already", cell=row.cell, id=row.report.target))
    for problem in found.problems:
        key = "sheet.error" if problem.level == "error" else "sheet.warning"
        common.echo(t(key, text=problem.text(t)))
    errors = sum(problem.level == "error" for problem in found.problems)
    click.echo(
        t(
            "sheet.count",
            rows=len(found.reports),
            already=len(found.already),
            untouched=found.untouched,
            errors=errors,
            warnings=len(found.problems) - errors,
        ),
        err=True,
    )


COMMANDS: Final[Sequence[click.Command]] = (due, sheet, import_)
