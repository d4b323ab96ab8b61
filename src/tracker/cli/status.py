"""`tracker status`: every target's status and the reason for it."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from tracker.analysis.assessment import STATUS_COLUMNS
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.status_words import status_label
from tracker.cli import common
from tracker.cli.base import command
from tracker.cli.language import pass_translator
from tracker.cli.rows import csv_table, json_table
from tracker.cli.terminal import print_table
from tracker.i18n import Translator
from tracker.numbers import percents
from tracker.views.context import reporting_rule


@command("status", help="cli.status.help")
@common.data_argument
@common.as_of_option
@common.format_option("table", "json", "csv")
@pass_translator
def status(
    t: Translator, /, *, path: Path | None, data: Path | None, as_of: dt.date | None, style: str
) -> None:
    portfolio, errors = common.load_for_reading(path, data, t)
    day = as_of or common.current_date()
    snapshot = Snapshot.at(portfolio, day)
    statuses = snapshot.assessed[list(STATUS_COLUMNS)]
    if style == "json":
        click.echo(json_table(statuses))
    elif style == "csv":
        click.echo(csv_table(statuses), nl=False)
    else:
        click.echo(f"{t('why.as_of')} {day.isoformat()}")
        _print_statuses(snapshot, t)
        owed_from = portfolio.header.report.from_
        if owed_from is not None and statuses["status"].eq("unreported").any():
            click.echo(reporting_rule(t, portfolio.owed_from))
    if errors:
        sys.exit(1)


def _print_statuses(snapshot: Snapshot, t: Translator) -> None:
    explanations = snapshot.explanations(t.lang)
    heads = [
        "field.status",
        "field.id",
        "field.title",
        "why.actual",
        "why.planned_or_pro_rata",
        "why.heading",
    ]
    rows = list(snapshot.by_id.values())
    texts = percents([share for row in rows for share in (row.actual, row.planned)], t.lang)
    shares = zip(texts[::2], texts[1::2], strict=True)
    lines = [
        [
            status_label(row, t),
            row.id,
            t.localized(row, "title"),
            *completion,
            explanations[row.id],
        ]
        for row, completion in zip(rows, shares, strict=True)
    ]
    print_table([[t(key) for key in heads], *lines])
