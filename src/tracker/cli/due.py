"""`tracker due`: the reports that are due, the most overdue first."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click
import pandas as pd

from tracker.analysis.agenda import reports_due
from tracker.analysis.snapshot import Snapshot
from tracker.cli import common
from tracker.cli.base import command
from tracker.cli.language import pass_translator
from tracker.cli.rows import json_table
from tracker.cli.terminal import print_table
from tracker.i18n import Translator, day
from tracker.portfolio.model import localize
from tracker.site.ical import reports_calendar
from tracker.views.context import reporting_rule


@command("due", help="cli.due.help")
@common.data_argument
@common.as_of_option
@common.format_option("table", "json", "ics")
@pass_translator
def due(
    t: Translator, /, *, path: Path | None, data: Path | None, as_of: dt.date | None, style: str
) -> None:
    portfolio, errors = common.load_for_reading(path, data, t)
    if errors and not portfolio.targets:  # an unreadable file does not mean that nothing is due
        sys.exit(1)
    as_of = as_of or common.current_date()
    rows = reports_due(Snapshot.at(portfolio, as_of))
    leads = {key: localize(name, t.lang) for key, name in portfolio.organisations.items()}
    if style == "json":
        click.echo(json_table(rows))
    elif style == "ics":
        title = localize(portfolio.header.title, t.lang)
        sys.stdout.flush()
        sys.stdout.buffer.write(reports_calendar(rows, title, leads, as_of, t.lang))
    else:
        _print_reports(rows, leads, t)
        if len(rows):
            click.echo(reporting_rule(t, portfolio), err=True)
    if errors:
        sys.exit(1)


def _print_reports(rows: pd.DataFrame, leads: Mapping[str, str], t: Translator) -> None:
    heads = ["owed.days", "owed.last", "owed.period", "owed.lead", "field.id", "field.title"]
    lines = [[t(key) for key in heads]]
    row: Any
    for row in rows.itertuples():
        lead = leads.get(row.lead, row.lead) if isinstance(row.lead, str) else t("lead.none")
        dates = (day(row.last_day), day(row.period_end))
        lines.append([str(row.days_late or ""), *dates, lead, row.id, t.localized(row, "title")])
    if len(rows):
        print_table(lines)
    late = int((rows["days_late"] > 0).sum())
    summary = t("owed.count", count=len(rows), late=late) if len(rows) else t("owed.none")
    click.echo(summary, err=True)
