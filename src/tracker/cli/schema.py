"""`tracker schema`: the JSON Schema of a portfolio file."""

from __future__ import annotations

import click

from tracker.cli.base import command
from tracker.portfolio.model import json_schema


@command("schema", help="cli.schema.help")
def schema() -> None:
    click.echo(json_schema(), nl=False)
