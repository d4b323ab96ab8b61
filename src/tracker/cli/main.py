"""The command `tracker`. Each subcommand is a module of its own, imported when it is called."""

from __future__ import annotations

import io
import sys
from typing import Final

import click

from tracker.cli.base import Option
from tracker.cli.lazy_group import LazyCommand, LazyGroup

COMMANDS: Final = {
    "accept": LazyCommand("tracker.cli.target_record:accept", "cli.accept.help"),
    "assign": LazyCommand("tracker.cli.target_record:assign", "cli.assign.help"),
    "backtest": LazyCommand("tracker.cli.backtest:backtest_command", "cli.backtest.help"),
    "brief": LazyCommand("tracker.cli.brief:brief", "cli.brief.help"),
    "check": LazyCommand("tracker.cli.check:check", "cli.check.help"),
    "close": LazyCommand("tracker.cli.issues:close", "cli.close.help"),
    "decide": LazyCommand("tracker.cli.issues:decide", "cli.decide.help"),
    "demo": LazyCommand("tracker.cli.demo:demo", "cli.demo.help"),
    "due": LazyCommand("tracker.cli.due:due", "cli.due.help"),
    "end": LazyCommand("tracker.cli.target_record:end", "cli.end.help"),
    "history": LazyCommand("tracker.cli.history:history", "cli.history.help"),
    "import": LazyCommand("tracker.cli.sheet:import_", "cli.import.help"),
    "init": LazyCommand("tracker.cli.init:init", "cli.init.help"),
    "issue": LazyCommand("tracker.cli.issues:issue", "cli.issue.help"),
    "publish": LazyCommand("tracker.cli.publish:publish", "cli.publish.help"),
    "rename": LazyCommand("tracker.cli.rename:rename", "cli.rename.help"),
    "report": LazyCommand("tracker.cli.report:report", "cli.report.help"),
    "review": LazyCommand("tracker.cli.review:review", "cli.review.help"),
    "revise": LazyCommand("tracker.cli.revise:revise", "cli.revise.help"),
    "schema": LazyCommand("tracker.cli.schema:schema", "cli.schema.help"),
    "serve": LazyCommand("tracker.cli.serve:serve", "cli.serve.help"),
    "sheet": LazyCommand("tracker.cli.sheet:sheet", "cli.sheet.help"),
    "status": LazyCommand("tracker.cli.status:status", "cli.status.help"),
}


@click.group("tracker", cls=LazyGroup, lazy=COMMANDS, help="cli.help")
@click.version_option(
    package_name="tracker",
    prog_name="tracker",
    message="%(prog)s %(version)s",
    cls=Option,
    help="cli.option.version",
)
def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a pipe that takes GBK has no ✔
