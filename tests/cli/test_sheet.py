"""`tracker sheet` and `tracker import`: a quarter by workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from support.clock import today
from support.commands import run, run_ok
from support.real_file import LINE, REAL, REPORT, changed_lines

from tracker.portfolio.load import load
from tracker.portfolio.problems import errors_only
from tracker.reporting.sheet_layout import FIRST_ROW, FORM, STEPS

pytestmark = pytest.mark.usefixtures("data")


def fill(path: Path, values: dict[str, dict[str, object]], steps: tuple[str, ...] = ()) -> Path:
    """A workbook filled in as a department does, saved under another name."""
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


def reported() -> str:
    """The line that a sheet adds, as of today."""
    return LINE.replace("2022-06-30", f"2022-06-30, reported: {today()}")


def added() -> list[str]:
    """The lines that `QUARTER` adds."""
    renewal = reported()
    repair = renewal.replace("240", "150, spent: 2.5").replace("grade: A", "grade: B")
    plan = renewal.replace("value: 240", "done: [launch]").replace("grade: A", "grade: B")
    return [line for entry in (renewal, repair, plan) for line in ("+    updates:", f"+{entry}")]


def written_workbook(tmp_path: Path) -> Path:
    """The workbook of the real file, written by the command once for all tests."""
    out = tmp_path / "q2.xlsx"
    if _WRITTEN:
        out.write_bytes(_WRITTEN[0])
    else:
        assert run_ok("sheet", out, "--date", "2022-06-30").stdout == f"{out}\n"
        _WRITTEN.append(out.read_bytes())
    return out


_WRITTEN: list[bytes] = []


def test_a_filled_in_workbook_adds_its_lines(data, tmp_path):
    """Previewed first, then written: three rows, three reports, one save."""
    filled = fill(written_workbook(tmp_path), QUARTER, ("launch",))
    preview = run_ok("import", filled, "--lang", "zh")
    assert data.read_bytes() == REAL.read_bytes()
    assert "scattered-renewal 零星旧改：" in preview.stdout
    assert "→" in preview.stdout
    assert "--apply" in preview.stderr
    applied = run_ok("import", filled, "--apply", "--lang", "zh")
    assert changed_lines(data) == added()
    assert applied.stdout == preview.stdout
    assert [line for line in applied.stdout.splitlines() if line.startswith("    ")] == [
        line[1:] for line in added()
    ]
    assert not errors_only(load(data).problems)


def test_a_workbook_imported_twice_adds_nothing(data, tmp_path):
    """Its rows are on record already, whatever --by says; exit code 0."""
    filled = fill(written_workbook(tmp_path), QUARTER, ("launch",))
    run_ok("import", filled, "--apply", "--by", "区房管局")
    before = data.read_bytes()
    for args in ((), ("--by", "区房管局"), ("--apply",)):
        again = run_ok("import", filled, "--lang", "en", *args)
        assert again.stdout.count("on record already") == 3
        assert "nothing new" in again.stderr
    assert data.read_bytes() == before


def test_one_invalid_cell_stops_the_whole_import(data, tmp_path):
    """Every problem is printed with its cell; exit code 1."""
    bad = QUARTER | {"gdp-growth": {"value": "=B7*2", "evidence": "x", "grade": "A"}}
    filled = fill(written_workbook(tmp_path), bad)
    result = run("import", filled, "--apply", "--lang", "en")
    assert result.exit_code == 1
    assert "error H11: This is a formula (=B7*2)" in result.stdout
    assert data.read_bytes() == REAL.read_bytes()


def test_a_report_made_meanwhile_is_not_overwritten(data, tmp_path):
    """The row is refused with its cell; the other report stays."""
    filled = fill(written_workbook(tmp_path), QUARTER, ("launch",))
    run_ok(*REPORT[:3], "250", *REPORT[4:])
    before = data.read_bytes()
    result = run("import", filled, "--apply", "--lang", "zh")
    assert result.exit_code == 1
    assert "错误 A6: " in result.stdout
    assert data.read_bytes() == before


def test_a_file_that_is_not_a_workbook_is_refused(data, tmp_path):
    """With a message, not a traceback."""
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
        (["q.xlsx", "--lead", "water-bureu"], 1, "did you mean water-bureau?"),
        (["q.xlsx", "--lead", "water-bureau"], 1, "no target of water-bureau"),
        (["q.xlsx", "--date", "2122-06-30"], 2, "future"),
        (["no/such/folder/q.xlsx"], 1, "does not exist"),
    ],
)
def test_an_impossible_workbook_is_refused(tmp_path, args, code, words):
    """With the expected value; no file is left."""
    result = run("sheet", *args)
    assert (result.exit_code, words in result.stderr) == (code, True), result.output
    assert not list(tmp_path.glob("*.xlsx"))


def test_a_workbook_is_never_overwritten(tmp_path):
    """It may be filled in."""
    out = written_workbook(tmp_path)
    before = out.read_bytes()
    result = run("sheet", out)
    assert (result.exit_code, "may be filled in" in result.stderr) == (1, True)
    assert out.read_bytes() == before


def test_a_quarter_by_command_and_workbook(data, tmp_path):
    """The line on standard output is the line in the file; the workbook was written before."""
    book = written_workbook(tmp_path)
    assert run_ok(*REPORT).stdout == f"    updates:\n{LINE}\n"
    rest = {id_: values for id_, values in QUARTER.items() if id_ != "scattered-renewal"}
    filled = fill(book, rest, ("launch",))
    run_ok("import", filled, "--apply")
    assert changed_lines(data) == [added()[0], "+" + LINE, *added()[2:]]
