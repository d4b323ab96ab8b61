"""docs/commands.md is the help of every command, in each language."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.commands import COMMANDS

from tracker.cli.main import main
from tracker.cli.reference import PAGES, reference

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("lang", PAGES)
def test_the_page_is_up_to_date(lang):
    """Otherwise run `make docs`."""
    assert (DOCS / PAGES[lang]).read_text(encoding="utf-8") == reference(lang)


@pytest.mark.parametrize("lang", PAGES)
@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_the_page_shows_the_help_as_it_is_printed(command, lang, monkeypatch, capsys):
    """On a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    main([*command, "--help", "--lang", lang], "tracker", standalone_mode=False)
    printed = capsys.readouterr().out
    heading = f"## tracker {command[0]}\n\n" if command else ""
    assert f"{heading}```text\n{printed}```\n" in reference(lang)
