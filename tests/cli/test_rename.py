"""`tracker rename`, and `tracker check` for ids that were lost, on a copy of the real file."""

import pytest
from support.commands import run, run_ok
from support.real_file import REAL, changed_lines

from tracker.i18n import languages

OLD, NEW = "scattered-renewal", "homes"
REPORT = f"report {OLD} --date 2022-06-30 --value 240 --evidence-title G --grade A".split()


def test_a_rename_changes_one_line_and_keeps_the_history(data):
    """The lines go to standard output; the history of the new name contains the report of the old one."""
    run_ok(*REPORT)
    before = data.read_text(encoding="utf-8")
    result = run_ok("rename", OLD, NEW)
    assert result.stdout.strip() == f"- id: {NEW}"
    after = data.read_text(encoding="utf-8")
    assert after == before.replace(f"- id: {OLD}\n", f"- id: {NEW}\n")
    assert "value 240" in run_ok("history", NEW).stdout
    assert "lost-id" not in run("check").output


def test_a_dry_run_changes_nothing(data):
    """The lines are printed, the file stays."""
    assert NEW in run_ok("rename", OLD, NEW, "--dry-run").stdout
    assert changed_lines(data) == []


@pytest.mark.parametrize("lang", languages())
def test_an_id_changed_by_hand_is_a_warning(data, lang):
    """The check names the id that the journal knows, in the reader's language."""
    run_ok(*REPORT)
    text = data.read_text(encoding="utf-8")
    data.write_text(text.replace(f"- id: {OLD}\n", f"- id: {NEW}\n"), encoding="utf-8")
    output = run_ok("check", "--lang", lang).stdout
    (line,) = [line for line in output.splitlines() if "lost-id" in line]
    assert OLD in line
    assert "tracker rename" in line


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(("old", "new"), [("no-such-id", NEW), (OLD, "Homes"), (OLD, "gdp-growth")])
def test_a_rename_that_is_refused_says_why(old, new):
    """An unknown id, an invalid one and one in use: status 1, and nothing on standard output."""
    result = run("rename", old, new)
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr
    assert REAL.exists()
