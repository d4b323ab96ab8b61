"""`tracker due`: reports that are due, decisions not done and issues not resolved, the most overdue first."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
import pandas as pd

from tracker.analysis.agenda import reports_due
from tracker.analysis.decisions import decision_state, open_decisions
from tracker.analysis.issues import cause_word, open_issues
from tracker.analysis.rows import DecisionRow, IssueRow
from tracker.analysis.snapshot import Snapshot
from tracker.cli import common
from tracker.cli.base import command
from tracker.cli.language import pass_translator
from tracker.cli.rows import plain_rows
from tracker.cli.terminal import print_table
from tracker.i18n import Translator, day
from tracker.numbers import json_text
from tracker.portfolio.texts import localize
from tracker.site.ical import reports_calendar
from tracker.views.context import reporting_rule
from tracker.views.target_issues import decision_words, open_words


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
    snapshot = Snapshot.at(portfolio, as_of)
    rows = reports_due(snapshot)
    decisions = open_decisions(snapshot.tables, as_of)
    issues = open_issues(snapshot.tables, as_of)
    leads = {key: localize(name, t.lang) for key, name in portfolio.organisations.items()}
    if style == "json":
        click.echo(json_text(_as_json(rows, decisions, issues, as_of), indent=2))
    elif style == "ics":
        title = localize(portfolio.header.title, t.lang)
        sys.stdout.flush()
        calendar = reports_calendar(rows, title, leads, as_of, t.lang, decisions=decisions)
        sys.stdout.buffer.write(calendar)
    else:
        _print_reports(rows, leads, t)
        if len(rows):
            click.echo(reporting_rule(t, portfolio.owed_from), err=True)
        _print_decisions(decisions, as_of, t)
        _print_issues(issues, as_of, t)
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


def _print_decisions(decisions: Sequence[DecisionRow], as_of: dt.date, t: Translator) -> None:
    heads = [
        "due.column.state",
        "due.column.owner",
        "due.column.decision",
        "field.id",
        "due.column.text",
    ]
    lines = [
        [
            decision_words(t, one, as_of),
            t.localized(one, "owner") or "–",
            one.decision,
            one.id or "–",
            t.localized(one, "text"),
        ]
        for one in decisions
    ]
    late = sum(decision_state(one, as_of) == "overdue" for one in decisions)
    _print_entries(heads, lines, t("due.decisions", count=len(decisions), late=late), t)


def _print_issues(issues: Sequence[IssueRow], as_of: dt.date, t: Translator) -> None:
    heads = [
        "due.column.open",
        "due.column.owner",
        "due.column.issue",
        "due.column.cause",
        "due.column.text",
    ]
    lines = [
        [
            open_words(t, one, as_of),
            t.localized(one, "raised_to") or t.localized(one, "owner") or "–",
            f"{one.id}/{one.issue}",
            cause_word(one, t),
            t.localized(one, "text"),
        ]
        for one in issues
    ]
    _print_entries(heads, lines, t("due.issues", count=len(issues)), t)


def _print_entries(
    heads: Sequence[str], lines: Sequence[Sequence[str]], summary: str, t: Translator
) -> None:
    """Nothing where none is open."""
    if lines:
        click.echo()
        print_table([[t(key) for key in heads], *lines])
        click.echo(summary, err=True)


def _as_json(
    reports: pd.DataFrame,
    decisions: Sequence[DecisionRow],
    issues: Sequence[IssueRow],
    as_of: dt.date,
) -> list[dict[str, Any]]:
    """One object for each report, decision and issue; ``kind`` says which."""
    rows = [{"kind": "report", **row} for row in plain_rows(reports)]
    for decision in decisions:
        late = max((as_of - decision.due).days, 0) if decision.due else 0
        rows.append({"kind": "decision", **_texts(decision), "days_late": late})
    rows += [
        {"kind": "issue", **_texts(issue), "days_open": (as_of - issue.opened).days}
        for issue in issues
    ]
    return rows


def _texts(row: DecisionRow | IssueRow) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, dt.date) else value
        for name, value in row._asdict().items()
    }
