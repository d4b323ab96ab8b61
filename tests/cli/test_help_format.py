"""Help texts are wrapped and aligned by display width."""

from __future__ import annotations

import pytest
from support.commands import COMMANDS, run

from tracker.cli.help_format import HelpFormatter, wrap
from tracker.i18n import languages, width

CLOSING = "，。；：、？！）》」”"


@pytest.mark.parametrize(
    ("text", "columns", "lines"),
    [
        ("one two three", 7, ["one two", "three"]),
        ("one two three", 6, ["one", "two", "three"]),
        ("unbreakable", 4, ["unbreakable"]),
        ("数据文件，或目录。", 8, ["数据文", "件，或目", "录。"]),
        ("输入“姓名”等项", 6, ["输入", "“姓名”", "等项"]),
        ("运行 tracker check 后", 12, ["运行 tracker", "check 后"]),
    ],
)
def test_lines_break_at_blanks_and_between_chinese_characters(text, columns, lines):
    """A Chinese character takes two columns; closing punctuation stays with the word before it."""
    assert wrap(text, columns) == lines


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_terminal(command, lang):
    """No line is wider than 80 columns or starts with closing punctuation."""
    for line in run(command, "--help", "--lang", lang).stdout.splitlines():
        assert width(line) <= 80
        assert not line.lstrip().startswith(tuple(CLOSING))


def test_the_texts_of_options_are_aligned():
    """They start in one column, after the widest option."""
    formatter = HelpFormatter(width=30)
    rows = [("--date 年-月-日", "数据所属日期。"), ("--all", "All."), ("--a-long-option", "Text.")]
    formatter.write_dl(rows, col_max=15)
    assert formatter.getvalue() == (
        "--date 年-月-日  数据所属日\n"
        "                 期。\n"
        "--all            All.\n"
        "--a-long-option  Text.\n"
    )
