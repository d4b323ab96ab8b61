"""`tracker history`: the changes of a target, an issue or a decision, the newest first."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import click

from tracker.cli import common
from tracker.cli.base import argument, command
from tracker.cli.language import pass_translator
from tracker.cli.saving import load_with_target
from tracker.cli.terminal import echo, print_table
from tracker.i18n import Translator
from tracker.portfolio.load import load
from tracker.reporting.issues import all_entries
from tracker.store.history import read_history
from tracker.store.history_words import change_words


@command("history", help="cli.history.help")
@argument("target", metavar="cli.metavar.id", help="cli.history.target")
@common.data_option
@common.format_option("table", "json")
@pass_translator
def history(t: Translator, /, *, target: str, data: Path | None, style: str) -> None:
    path = common.resolve_data_path(None, data, t)
    portfolio = load(path)
    entry = all_entries(portfolio).get(target)
    if entry is None:
        load_with_target(path, target, t)
    entries, unread_lines, unread_files = read_history(
        path, entry.change_target if entry else target
    )
    if entry is not None:  # of an issue or a decision, what the history of its target has of it
        entries = [one for one in entries if f'"id": "{entry.record.id}"' in one.before + one.after]
    if style == "json":
        rows = [entry._asdict() | {"time": entry.time.isoformat()} for entry in entries]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
    elif entries:
        print_table(
            [
                [f"{e.time:%Y-%m-%d %H:%M}", e.person, e.commit[:8], change_words(e, t, portfolio)]
                for e in entries
            ]
        )
    else:
        click.echo(t("cli.history.none", id=target), err=True)
    for message in (*unread_lines, *unread_files):
        echo(t.message(message), err=True)
    if unread_files:
        sys.exit(1)
