"""Commands on a copy of the second portfolio, which is a folder: only the file of the target changes."""

from __future__ import annotations

import difflib
import re
import shutil
from pathlib import Path

import openpyxl
import pytest
from support.commands import run_ok
from support.looking import NEWEST_DAY, REAL_DATA

from tracker.checks.run import check
from tracker.portfolio.load import load
from tracker.portfolio.problems import errors_only
from tracker.reporting.sheet_layout import FIRST_ROW, FORM
from tracker.store import config

FIGURE = ("--value", "70.5", "--date", "2025-12-31", "--evidence-title", "Quarterly results")


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    copy = Path(shutil.copytree(REAL_DATA["nz"], tmp_path / "nz"))
    monkeypatch.setenv(config.DATA_ENV, str(copy))
    return copy


def changes(folder: Path) -> dict[str, list[str]]:
    """By file, the lines that differ from the portfolio as it is published."""
    found = {}
    for path in sorted(folder.glob("*.yaml")):
        before, after = (
            file.read_text(encoding="utf-8").splitlines()
            for file in (REAL_DATA["nz"] / path.name, path)
        )
        lines = [line for line in difflib.ndiff(before, after) if line[:1] in "+-"]
        if lines:
            found[path.name] = lines
    return found


@pytest.mark.parametrize(
    ("target_id", "file"),
    [
        ("emergency-departments", "government-targets.yaml"),
        ("immunisation", "health-targets.yaml"),
        ("mental-health-emergency", "mental-health-targets.yaml"),
    ],
)
def test_a_report_changes_only_the_file_of_its_target(folder, target_id, file):
    """One line, in the order of days; the other files keep every byte."""
    printed = run_ok("report", target_id, *FIGURE, "--grade", "B").stdout
    assert changes(folder) == {file: ["+ " + printed.rstrip("\n")]}
    assert not errors_only(load(folder).problems)


def test_a_revision_changes_the_goal_and_says_so(folder):
    """The goal of a measure in one line and the entry that has the old one."""
    made = ("--date", "2026-02-01", "--reason", "A test", "--evidence-title", "Minutes")
    run_ok("revise", "immunisation", "--field", "target", "--to", "90", *made)
    (lines,) = changes(folder).values()
    assert [line for line in lines if line.startswith("- ")] == [
        '-     measure: {kind: level, unit: "%", baseline: 76.9, target: 95}'
    ]
    target = load(folder).by_id["immunisation"]
    assert (target.measure.target, target.revisions[0].from_) == (90, 95)


def test_a_document_is_renamed_in_every_file(folder):
    """Reports in three files cite it; a budget cites another."""
    run_ok("rename", "moh-2025-12", "health-update")
    assert set(changes(folder)) == {
        "government-targets.yaml",
        "health-targets.yaml",
        "mental-health-targets.yaml",
        "portfolio.yaml",
    }
    run_ok("rename", "rnz-attendance-service", "attendance-money")
    portfolio = load(folder)
    assert errors_only(check(portfolio, NEWEST_DAY)) == []
    budget = portfolio.by_id["school-attendance"].budget
    assert budget.evidence.document == "attendance-money"


def test_a_workbook_reports_to_several_files(folder, tmp_path):
    """Each row goes to the file of its target; an empty workbook changes nothing."""
    out = tmp_path / "q.xlsx"
    run_ok("sheet", out, "--date", "2025-12-31")
    run_ok("import", out, "--apply")
    assert changes(folder) == {}
    book = openpyxl.load_workbook(out)
    values = {"cancer-treatment": 87, "mental-health-specialist": 81.5}
    for row in book[FORM.sheet].iter_rows(FIRST_ROW):
        if (value := values.get(row[0].value)) is not None:
            for name, cell in (("value", value), ("evidence", "Results"), ("grade", "B")):
                row[FORM.keys.index(name)].value = cell
    book.save(out)
    run_ok("import", out, "--apply")
    assert {name: len(lines) for name, lines in changes(folder).items()} == {
        "health-targets.yaml": 1,
        "mental-health-targets.yaml": 1,
    }


@pytest.mark.parametrize(("lang", "mark"), [("en", "(assumed)"), ("zh", "（推定）")])
def test_the_brief_marks_a_deadline_that_was_assumed(folder, tmp_path, lang, mark):
    """No source gives the day for any of the 17 targets."""
    out = tmp_path / "brief.md"
    days = ("--since", "2025-09-30", "--as-of", "2026-03-31", "--lang", lang)
    run_ok("brief", out, "--data", folder, *days)
    text = out.read_text(encoding="utf-8")
    due = {"en": "due on 31 December 2030", "zh": "2030年12月31日"}[lang]
    marked = re.findall(f"{due}.{{0,4}}{re.escape(mark)}", text)
    assert len(marked) == text.count(due) > 1
