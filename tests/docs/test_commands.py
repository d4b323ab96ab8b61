"""docs/commands.md lists every command with its options, in both languages."""

from __future__ import annotations

import re

import click
import pytest
from support.documents import ROOT
from support.documents import name as document_name

from tracker.cli import main
from tracker.store import config

PAGES = [ROOT / "docs" / file for file in ("commands.md", "commands.zh-CN.md")]
each_page = pytest.mark.parametrize("path", PAGES, ids=document_name)


@each_page
@pytest.mark.parametrize("name", sorted(main.main.list_commands(click.Context(main.main))))
def test_every_command_and_option_is_listed(path, name):
    """The table has a row for each command, with its options and their choices."""
    text = path.read_text(encoding="utf-8")
    row = "".join(re.findall(rf"(?m)^\| `tracker {name}\b.*$", text))
    assert row
    command = main.main.get_command(click.Context(main.main), name)
    assert command
    for parameter in command.params:
        if not isinstance(parameter, click.Option):
            continue
        option = parameter.opts[0]
        # --data belongs to every command and is described once, below the table
        assert option in (text if option == "--data" else row)
        if isinstance(parameter.type, click.Choice):
            assert r"\|".join(parameter.type.choices) in row


@each_page
def test_exit_codes_and_environment_are_described(path):
    """Scripts rely on both."""
    text = path.read_text(encoding="utf-8")
    assert re.search(r"`tracker check.*\b0\b.*\b1\b.*\b2\b", text)
    assert f"`${config.DATA_ENV}`" in text
