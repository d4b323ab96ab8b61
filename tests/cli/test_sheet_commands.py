"""`tracker sheet` and `tracker import`: a quarter by workbook."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest
from support.commands import run, run_installed, run_ok
from support.real_file import LINE, REAL, REPORT, changed_lines

from tracker.portfolio.load import load
from tracker.portfolio.problems import errors_only
from tracker.reporting.sheet_layout import FIRST_ROW, FORM, STEPS

pytestmark = pytest.mark.usefixtures("data")
TODAY = dt.date.today()  # noqa: DTZ011 -- as the commands have it


def fill(path: Path, values: dict[str, dict[str, object]], steps: tuple[str, ...] = ()) -> Path:
    """Fill a sheet in as a department does, and save it under another name."""
    book = openpyxl.load_workbook(path)
    form = book[FORM.sheet]
    for row in form.iter_rows(FIRST_ROW):
        for key, value in values.get(row[0].value, {}).items():
            row[FORM.keys.index(key)].value = value
    for row in book[STEPS.sheet].iter_rows(FIRST_ROW) if steps else ():
        if row[2].value in steps:
            row[5].value = "是"
    out = path.with_name("filled.xlsx")
    book.save(out)
    return out


QUARTER = {
    "scattered-renewal": {"value": "240户", "evidence": "季度报表", "grade": "a"},
    "housing-repair": {"value": "１５０", "spent": 2.5, "evidence": "季度报表", "grade": "B"},
    "green-xuhui": {"evidence": "季度报表", "grade": "B"},
}
BY_SHEET = LINE.replace("2022-06-30", f"2022-06-30, reported: {TODAY}")
ADDED = [
    "+    updates:",
    "+" + BY_SHEET,
    "+    updates:",
    "+" + BY_SHEET.replace("240", "150, spent: 2.5").replace("grade: A", "grade: B"),
    "+    updates:",
    "+" + BY_SHEET.replace("value: 240", "done: [launch]").replace("grade: A", "grade: B"),
]


def issued(tmp_path: Path) -> Path:
    out = tmp_path / "q2.xlsx"
    assert run_ok("sheet", out, "--date", "2022-06-30").stdout == f"{out}\n"
    return out


def test_a_quarter_by_excel_is_its_lines_and_no_other(data, tmp_path):
    """Looked at first, then written: three rows, three reports, one save."""
    filled = fill(issued(tmp_path), QUARTER, ("launch",))
    look = run_ok("import", filled, "--lang", "zh")
    assert data.read_bytes() == REAL.read_bytes()
    assert "scattered-renewal 零星旧改：" in look.stdout
    assert "→" in look.stdout
    assert "--apply" in look.stderr
    done = run_ok("import", filled, "--apply", "--lang", "zh")
    assert changed_lines(data) == ADDED
    assert done.stdout == look.stdout
    assert [line for line in done.stdout.splitlines() if line.startswith("    ")] == [
        line[1:] for line in ADDED
    ]
    assert not errors_only(load(data).problems)


def test_a_sheet_imported_twice_adds_nothing(data, tmp_path):
    """Told as on record already, whoever is said to report; exit code 0."""
    filled = fill(issued(tmp_path), QUARTER, ("launch",))
    run_ok("import", filled, "--apply", "--by", "区房管局")
    before = data.read_bytes()
    for args in ((), ("--by", "区房管局"), ("--apply",)):
        again = run_ok("import", filled, "--lang", "en", *args)
        assert again.stdout.count("on record already") == 3
        assert "nothing new" in again.stderr
    assert data.read_bytes() == before


def test_one_bad_cell_and_no_row_is_written(data, tmp_path):
    """All rows or none; every problem with its cell, exit code 1."""
    bad = QUARTER | {"gdp-growth": {"value": "=B7*2", "evidence": "x", "grade": "A"}}
    filled = fill(issued(tmp_path), bad)
    result = run("import", filled, "--apply", "--lang", "en")
    assert result.exit_code == 1
    assert "error H11: A formula (=B7*2)." in result.stdout
    assert data.read_bytes() == REAL.read_bytes()


def test_what_somebody_else_reported_meanwhile_is_not_overrun(data, tmp_path):
    """The row is refused, with its cell; their report stays."""
    filled = fill(issued(tmp_path), QUARTER, ("launch",))
    run_ok(*REPORT[:3], "250", *REPORT[4:])
    before = data.read_bytes()
    result = run("import", filled, "--apply", "--lang", "zh")
    assert result.exit_code == 1
    assert "错误 A6: " in result.stdout
    assert data.read_bytes() == before


def test_a_file_that_is_no_sheet_is_told(data, tmp_path):
    """Not a traceback."""
    path = tmp_path / "figures.csv"
    path.write_text("id,value\nscattered-renewal,240\n")
    result = run("import", path, "--apply", "--lang", "en")
    assert result.exit_code == 1
    assert "CSV" in result.stdout
    assert run("import", tmp_path / "none.xlsx").exit_code == 2
    assert data.read_bytes() == REAL.read_bytes()


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["q.csv"], 2, ".xlsx"),
        (["q.xlsx", "--lead", "water-bureu"], 1, "Did you mean water-bureau?"),
        (["q.xlsx", "--lead", "water-bureau"], 1, "no target of water-bureau"),
        (["q.xlsx", "--date", "2122-06-30"], 2, "future"),
        (["no/such/folder/q.xlsx"], 1, "does not exist"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(tmp_path, args, code, words):
    """With what was expected, and no file is left."""
    result = run("sheet", *args)
    assert (result.exit_code, words in result.stderr) == (code, True), result.output
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_sheet_never_overwrites_one(tmp_path):
    """It may be filled in."""
    out = issued(tmp_path)
    before = out.read_bytes()
    result = run("sheet", out)
    assert (result.exit_code, "may be filled in" in result.stderr) == (1, True)
    assert out.read_bytes() == before


def test_a_quarter_by_installed_commands(data, tmp_path):
    """The line on standard output is the line in the file, byte for byte."""
    assert run_installed("sheet", "q2.xlsx", "--date", "2022-06-30").returncode == 0
    report = run_installed(*REPORT)
    assert (report.returncode, report.stdout) == (0, f"    updates:\n{LINE}\n")
    rest = {id_: values for id_, values in QUARTER.items() if id_ != "scattered-renewal"}
    filled = fill(tmp_path / "q2.xlsx", rest, ("launch",))
    imported = run_installed("import", filled, "--apply")
    assert imported.returncode == 0, imported.stderr
    assert changed_lines(data) == [ADDED[0], "+" + LINE, *ADDED[2:]]
