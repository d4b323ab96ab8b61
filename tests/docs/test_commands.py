"""docs/commands.md is the help of every command, in each language."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.commands import COMMANDS

from tracker.cli.main import main
from tracker.cli.reference import file_name, reference
from tracker.i18n import languages

DOCS = Path(__file__).parents[2] / "docs"
LANGUAGES = [lang for lang in languages() if (DOCS / file_name(lang)).exists()]


def test_chinese_and_english_have_a_page():
    """A further language may have one."""
    assert {"zh", "en"} <= set(LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_up_to_date(lang):
    """Otherwise run `make docs`."""
    assert (DOCS / file_name(lang)).read_text(encoding="utf-8") == reference(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_the_page_shows_the_help_as_it_is_printed(command, lang, monkeypatch, capsys):
    """On a terminal of 80 columns."""
    monkeypatch.setenv("COLUMNS", "80")
    main([*command, "--help", "--lang", lang], "tracker", standalone_mode=False)
    printed = capsys.readouterr().out
    heading = f"## tracker {command[0]}\n\n" if command else ""
    assert f"{heading}```text\n{printed}```\n" in reference(lang)
