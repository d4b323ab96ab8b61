"""The workbook for departments: what it locks, and how everything that comes back is handled."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import string
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.formula import ArrayFormula
from support.examples import examples
from support.judging import loaded
from support.samples import portfolio_text, target, write
from support.workbooks import (
    EVIDENCE,
    HOMES,
    QUARTER,
    RATE,
    ROAD,
    TODAY,
    VOW,
    Filled,
    back,
    problem_keys,
    rezipped,
    written,
    zipped,
)

from tracker.i18n import Message, Translator, languages
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.money import Amount
from tracker.reporting import parsing, sheet_import
from tracker.reporting.number_formats import shown_number
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.sheet_import import ImportResult
from tracker.reporting.sheet_layout import (
    FIRST_ROW,
    FORM,
    GUIDE,
    HEAD_ROW,
    KEY_ROW,
    METADATA_SHEET,
    STEPS,
)
from tracker.reporting.sheet_reader import TableRow, WorkbookReader


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory) -> Portfolio:
    return load(write(tmp_path_factory.mktemp("data"), HOMES, ROAD, RATE, VOW))


@pytest.fixture
def blank(portfolio) -> Filled:
    return Filled(written(portfolio))


# --- what goes out --------------------------------------------------------------------------------


def test_one_row_per_target_except_statements(blank):
    """In the order of the files, with the last figure and the plan."""
    rows = list(blank.form.iter_rows(FIRST_ROW, values_only=True))
    assert [row[0] for row in rows] == ["homes", "road", "growth"]
    first = dict(zip(FORM.keys, rows[0], strict=True))
    assert first["title"] == "旧改\nHomes"
    assert first["unit"] == "户\nhouseholds"
    assert (first["last_date"], first["last"]) == (dt.datetime.fromisoformat("2022-03-31"), 210)
    assert first["plan"] == pytest.approx(1000 * 180 / 364, rel=1e-5)
    assert first["date"] == dt.datetime.fromisoformat("2022-06-30")
    assert first["value"] is None
    assert first["by"] == "Housing Bureau"
    by_id = {row[0]: dict(zip(FORM.keys, row, strict=True)) for row in rows}
    assert by_id["road"]["last"] == "1/2"
    assert by_id["growth"]["plan"] == "≥ 5.5"


def test_without_a_date_the_column_is_empty(portfolio):
    """The department enters its target_id."""
    filled = Filled(written(portfolio, date=None))
    assert filled.form[filled.at("homes", "date")].value is None


def test_only_open_steps_have_rows(blank):
    """A step on record as done has none."""
    steps = [row[2] for row in blank.steps.iter_rows(FIRST_ROW, values_only=True)]
    assert steps == ["built"]


def test_a_department_gets_its_own_targets(portfolio):
    """`leads` selects organisations; an empty selection is an error."""
    filled = Filled(written(portfolio, frozenset({"bureau"})))
    ids = [row[0] for row in filled.form.iter_rows(FIRST_ROW, values_only=True)]
    assert ids == ["homes", "growth"]
    assert filled.steps is None
    with pytest.raises(ValueError, match="no target"):
        written(portfolio, frozenset({"nobody"}))


def test_only_entry_cells_are_unlocked(blank):
    """Every sheet is protected, without a password; ids, heads and figures on record are locked."""
    for sheet in blank.book.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
    entry = {column.key for column in FORM.columns if column.entry}
    for row in blank.form.iter_rows():
        for key, cell in zip(FORM.keys, row, strict=True):
            closed = cell.row == int(blank.at("road", "value")[1:]) and key == "value"
            is_entry = cell.row >= FIRST_ROW and key in entry and not closed
            assert cell.protection.locked is not is_entry, cell.coordinate
    assert not blank.steps.cell(FIRST_ROW, 6).protection.locked
    assert blank.steps.cell(FIRST_ROW, 1).protection.locked


def test_a_spreadsheet_validates_entries(blank):
    """Lists for grade and step, a date no later than today, numbers."""
    rules = {
        str(rule.sqref).split(":")[0].rstrip(string.digits): rule
        for rule in blank.form.data_validations.dataValidation
    }
    letter = {key: get_column_letter(n) for n, key in enumerate(FORM.keys, 1)}
    assert rules[letter["grade"]].formula1 == '"A,B,C"'
    assert rules[letter["date"]].type == "date"
    assert rules[letter["date"]].formula2 == "DATE(2022,7,15)"
    assert rules[letter["value"]].type == "decimal"
    assert rules[letter["spent"]].type == "textLength"
    assert all(rule.showErrorMessage and len(rule.error) <= 255 for rule in rules.values())
    assert all(len(rule.errorTitle) <= 32 for rule in rules.values())
    (done,) = blank.steps.data_validations.dataValidation
    assert done.formula1 == '"是,否"'


def test_the_workbook_asks_for_totals_not_for_additions(blank):
    """A spreadsheet makes 200 of a typed +200, so that nothing tells them apart in what comes back."""
    guide = "\n".join(str(cell.value) for row in blank.book[GUIDE].iter_rows() for cell in row)
    note = blank.form.cell(HEAD_ROW, FORM.keys.index("value") + 1).comment.text
    for words in ("不填本次新增", "not what was added"):
        assert words in guide
    for words in ("不是本次新增", "not what was added"):
        assert words in note


def test_every_column_is_explained(blank):
    """A bilingual note on each head, and a sheet of instructions."""
    for sheet, table in ((blank.form, FORM), (blank.steps, STEPS)):
        for number, column in enumerate(table.columns, 1):
            note = sheet.cell(HEAD_ROW, number).comment.text
            assert note == "\n".join(
                t(f"sheet.note.{column.key}") for t in map(Translator, languages())
            )
    guide = blank.book.worksheets[0]
    assert guide.title == "说明 Guide"
    assert Translator("zh")("sheet.guide.what") in guide["A2"].value


def test_print_and_view_settings(blank):
    """Landscape, one page wide, heads repeated and frozen; one sheet selected."""
    for sheet in (blank.form, blank.steps):
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
        assert sheet.freeze_panes == f"C{FIRST_ROW}"
        assert sheet.print_title_rows.replace("$", "") == f"{HEAD_ROW}:{HEAD_ROW}"
        assert sheet.row_dimensions[KEY_ROW].hidden
    assert [sheet.sheet_view.tabSelected for sheet in blank.book.worksheets].count(True) == 1
    assert blank.book[METADATA_SHEET].sheet_state == "veryHidden"


def test_no_text_becomes_a_formula(blank):
    """A title that begins with = + - or @ is text in the file and stays so when edited."""
    title = blank.form[blank.at("road", "title")]
    assert (title.value, title.data_type) == ("=HYPERLINK(1)", "s")
    assert title.quotePrefix
    built = blank.steps.cell(FIRST_ROW, 4)
    assert (built.value, built.data_type, built.quotePrefix) == ("@Built", "s", True)
    for sheet in blank.book.worksheets:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)


def test_characters_that_a_workbook_cannot_contain(tmp_path):
    """A control character in a title becomes a blank; the longest title is kept."""
    long = "长" * 300
    path = write(tmp_path, target('title: "bell\\x07"\n'), target(f"id: long\ntitle: {long}"))
    filled = Filled(written(load(path)))
    assert filled.form[filled.at("homes", "title")].value == "bell "
    assert len(filled.form[filled.at("long", "title")].value) == 300


# --- what comes back ------------------------------------------------------------------------------


def test_a_blank_sheet_reports_nothing(portfolio, blank):
    """A prefilled date and name are no report."""
    read = back(portfolio, blank)
    assert (read.reports, read.problems, read.untouched, read.is_valid) == ((), (), 3, True)


def test_a_filled_row_is_a_report(portfolio, blank):
    """Every column becomes its field, known from today, with the fingerprint of the record as exported."""
    blank.put(
        "homes",
        value=240,
        spent=2.5,
        note="约数",
        by="Housing Bureau",
        evidence="季度报表",
        url="https://example.org/q2",
        grade="B",
    )
    read = back(portfolio, blank)
    ((report, seen, cell),) = read.reports
    assert report.update() == {
        "date": QUARTER,
        "reported": TODAY,
        "value": 240,
        "spent": 2.5,
        "note": "约数",
        "by": "bureau",
        "evidence": {"title": "季度报表", "url": "https://example.org/q2", "grade": "B"},
    }
    assert (report.target, cell) == ("homes", "A5")
    assert report.change(seen).fingerprint == seen
    assert (problem_keys(read), read.untouched) == ([], 2)


@pytest.mark.parametrize("mark", [dt.datetime(2022, 6, 30), "做了"])  # noqa: DTZ001 -- as openpyxl has it
def test_a_mark_that_cannot_be_read_is_the_only_problem_of_its_row(portfolio, blank, mark):
    """The row has its date and evidence: it is not said to be empty, and a day is quoted as one."""
    cell = blank.tick("built", mark)
    blank.put("road", **EVIDENCE)
    (problem,) = back(portfolio, blank).problems
    assert problem.place == f"{STEPS.sheet}!{cell}"
    assert problem.message.key == "sheet.bad.done"
    assert "00:00" not in problem.text(Translator("zh"))


def test_ticked_steps_join_the_row_of_their_target(portfolio, blank):
    """They are done by the date in that row."""
    blank.tick("built")
    blank.put("road", **EVIDENCE)
    ((report, _, _),) = back(portfolio, blank).reports
    assert (report.target, report.date, report.done) == ("road", QUARTER, ("built",))


def test_steps_that_are_not_ticked_report_nothing(portfolio, blank):
    """Neither 否 nor an empty cell."""
    blank.tick("built", "否")
    assert back(portfolio, blank).reports == ()


def test_evidence_may_name_a_document_of_the_portfolio(portfolio, blank):
    """A key of the documents is taken as such."""
    blank.put("homes", value=240, evidence="paper", grade="C")
    ((report, _, _),) = back(portfolio, blank).reports
    assert report.update()["evidence"] == {"document": "paper", "grade": "C"}


def test_rows_without_a_reporter(portfolio, blank):
    """They get that of the import."""
    blank.put("homes", value=240, by=None, **EVIDENCE)
    ((report, _, _),) = sheet_import.read_workbook(
        blank.saved(), portfolio, TODAY, by="区房管局"
    ).reports
    assert report.by == "区房管局"


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    # values, column of the cell, key of the problem
    ({"value": "=210*2"}, "H", "sheet.bad.formula"),
    ({"note": "=HYPERLINK(1)", "value": 240}, "L", "sheet.bad.formula"),
    ({"value": "#REF!"}, "H", "sheet.bad.error"),
    ({"value": True}, "H", "sheet.bad.bool"),
    ({"value": dt.datetime.fromisoformat("2022-01-02")}, "H", "sheet.bad.is_date"),
    ({"value": "约300"}, "H", "sheet.bad.about"),
    ({"value": "1,2"}, "H", "sheet.bad.ambiguous"),
    ({"value": "＋240"}, "H", "sheet.bad.increase"),
    ({"spent": "+0.5"}, "K", "sheet.bad.increase"),
    ({"value": "300家"}, "H", "sheet.bad.unit"),
    ({"value": "二百四"}, "H", "sheet.bad.number"),
    ({"value": "24O"}, "H", "sheet.bad.letters"),
    ({"value": "240-260"}, "H", "sheet.bad.number"),
    ({"value": "3/4"}, "H", "sheet.bad.number"),
    ({"value": 240, "confirm": "核"}, "R", "sheet.bad.confirm"),
    ({"value": 240, "date": 2022}, "G", "sheet.bad.year"),
    ({"value": 240, "date": 2022.6}, "G", "sheet.bad.year"),
    ({"value": 240, "date": 1240}, "G", "sheet.bad.serial"),
    ({"value": 240, "date": "30.6."}, "G", "sheet.bad.date"),
    ({"value": 240, "date": "2022-13-01"}, "G", "sheet.bad.date"),
    ({"value": 240, "date": None}, "G", "sheet.bad.no_date"),
    ({"value": 240, "date": "2022-08-01"}, "G", "check.future"),
    ({"value": 240, "spent": "3 EUR"}, "K", "check.currency.amount"),
    ({"value": 240, "grade": "甲"}, "P", "read.choice"),
    ({"value": 240, "note": "长" * 10_001}, "L", "read.long_text"),
    ({"value": 240, "url": "javascript:alert(1)"}, "O", "read.url"),
    ({"value": 200}, "H", "check.falling"),
    ({"value": -5}, "H", "check.negative"),
    ({"grade": "A"}, "A", "remark.nothing"),
]


def homes(number: int) -> Portfolio:
    """So many targets alike, one for each case: ``homes-0`` and so on."""
    targets = (HOMES.replace("id: homes\n", f"id: homes-{at}\n") for at in range(number))
    return loaded(portfolio_text(*targets))


@pytest.fixture(scope="module")
def refused() -> ImportResult:
    """What the import makes of a workbook with a row for each case."""
    portfolio = homes(len(REFUSED))
    filled = Filled(written(portfolio))
    for number, (values, _, _) in enumerate(REFUSED):
        filled.put(f"homes-{number}", **{"evidence": "x", "grade": "A", **values})
    return back(portfolio, filled)


@pytest.mark.parametrize("number", range(len(REFUSED)), ids=[key for _, _, key in REFUSED])
def test_every_problem_names_its_cell(refused, number):
    """In both languages."""
    _, column, key = REFUSED[number]
    row = FIRST_ROW + number
    cells = {f"{letter}{at}" for at, (_, letter, _) in enumerate(REFUSED, FIRST_ROW)}
    assert {place for place, _ in problem_keys(refused)} == cells
    assert (f"{column}{row}", key) in problem_keys(refused)
    assert not refused.is_valid
    assert refused.reports == ()
    problems = [one for one in refused.problems if one.place == f"{column}{row}"]
    for lang in languages():
        texts = [problem.text(Translator(lang)) for problem in problems]
        assert any(text.startswith(f"{column}{row}: ") for text in texts)
        assert not any(re.search(r"\{\w+\}", text) for text in texts)


def test_a_formula_is_quoted(portfolio, blank):
    """The message has the formula and what to do instead."""
    blank.put("homes", value="=H7*2", **EVIDENCE)
    (problem,) = back(portfolio, blank).problems
    assert (
        problem.text(Translator("en")) == "H5: This is a formula (=H7*2). Enter its result instead."
    )


def test_an_array_formula_is_a_formula(portfolio, blank):
    """However the spreadsheet stores it."""
    cell = blank.at("homes", "value")
    blank.form[cell] = ArrayFormula(cell, "=SUM(A1:A2)")
    assert (cell, "sheet.bad.formula") in problem_keys(back(portfolio, blank))


def test_a_warning_does_not_block_a_row(portfolio, blank):
    """It is listed, and the row is imported."""
    blank.put("homes", value=1200, **EVIDENCE)
    read = back(portfolio, blank)
    assert problem_keys(read, "warning") == [("H5", "remark.beyond")]
    assert (len(read.reports), read.is_valid) == (1, True)


def test_a_value_for_a_target_judged_by_steps(portfolio, blank):
    """Its cell is locked; a value that was entered all the same is an error."""
    blank.put("road", value=1, **EVIDENCE)
    assert problem_keys(back(portfolio, blank)) == [
        (blank.at("road", "value"), "check.value-kind.milestones")
    ]


def test_a_doubtful_figure_needs_a_mark(portfolio, blank):
    """Without the mark it is an error of its cell; with it the report is confirmed."""
    blank.put("growth", value=450, **EVIDENCE)
    (problem,) = back(portfolio, blank).problems
    assert (problem.level, problem.message.key) == ("error", "check.doubtful-value.percent")
    assert problem.cell == blank.at("growth", "value")
    assert problem.message.params["how"] == Message("check.confirm.sheet")
    blank.put("growth", confirm="是")
    read = back(portfolio, blank)
    assert [row.report.confirmed for row in read.reports] == [True]


@pytest.mark.parametrize("cell", [CellValue(10**400), CellValue(10**400, percent=True)])
def test_an_integer_larger_than_any_number_is_refused(cell):
    """As a date, a number and an amount."""
    for parse in (
        parsing.parse_date,
        lambda one: parsing.parse_number(one, ["%"]),
        lambda one: parsing.parse_amount(one, "万元"),
    ):
        with pytest.raises(CellError):
            parse(cell)


def test_cells_that_are_not_read_are_named(portfolio, blank):
    """A second sheet with the same keys, another sheet, a column of one's own: each is a warning."""
    blank.put("homes", value=300, **EVIDENCE)
    copy = blank.book.copy_worksheet(blank.form)
    other = blank.book.create_sheet("备注")
    other["B3"] = "240 more"
    column = blank.form.max_column + 2
    blank.form.cell(FIRST_ROW, column).value = "extra"
    read = back(portfolio, blank)
    assert read.is_valid
    assert [row.report.value for row in read.reports] == [300]
    unread = [one for one in read.problems if one.message.key == "sheet.bad.unread"]
    assert {one.sheet for one in unread} == {FORM.sheet, copy.title, "备注"}
    (mine,) = [one for one in unread if one.sheet == FORM.sheet]
    assert mine.cell == f"{get_column_letter(column)}{FIRST_ROW}"
    (theirs,) = [one for one in unread if one.sheet == copy.title]
    assert blank.at("homes", "value") in theirs.message.params["cells"]


def test_a_workbook_of_an_earlier_version_has_no_column_for_marks(portfolio, blank):
    """It is imported as before."""
    blank.put("homes", value=300)
    blank.form.delete_cols(FORM.keys.index("confirm") + 1)
    assert [row.report.confirmed for row in back(portfolio, blank).reports] == [False]


def test_a_percentage_needs_the_unit_percent(portfolio, blank):
    """5.5% typed into a spreadsheet is 0.055 shown as a percentage: 5.5 where the unit is %."""
    for target_id in ("growth", "homes"):
        blank.put(target_id, value=0.055, **EVIDENCE)
        blank.form[blank.at(target_id, "value")].number_format = "0.0%"
    read = back(portfolio, blank)
    assert [row.report.value for row in read.reports] == [5.5]
    assert problem_keys(read) == [("H5", "sheet.bad.percent")]
    blank.put("homes", value=240, spent=0.5)
    blank.form[blank.at("homes", "spent")].number_format = "0%"
    (problem,) = [one for one in back(portfolio, blank).problems if one.cell.startswith("K")]
    assert problem.message.params["unit"]


def test_altered_ids_are_reported(portfolio, blank):
    """An unknown id, another target's id, a repeated id, a missing id: each at its cell."""
    blank.put("homes", value=240, **EVIDENCE)
    blank.put("homes", id="home")
    read = back(portfolio, blank)
    assert problem_keys(read) == [("A5", "sheet.bad.id")]
    (problem,) = [one for one in read.problems if one.level == "error"]
    assert problem.message.params["suggestion"] == Message("value.did_you_mean", name="homes")
    blank.form["A5"] = "growth"
    assert problem_keys(back(portfolio, blank))[0] == ("B5", "sheet.bad.title")
    blank.form["B5"] = "Homes"
    assert ("A7", "sheet.bad.twice") in problem_keys(back(portfolio, blank))
    blank.form["A5"] = None
    assert problem_keys(back(portfolio, blank)) == [("A5", "sheet.bad.no_id")]
    blank.form["A5"] = "vow"
    assert problem_keys(back(portfolio, blank)) == [("A5", "sheet.bad.not_issued")]


def test_altered_steps_are_reported(portfolio, blank):
    """A step of no target, a target that does not exist, a row that is gone."""
    place = blank.tick("built")
    row = int(place[1:])
    blank.steps.cell(row, 3).value = "bilt"
    assert problem_keys(back(portfolio, blank)) == [(f"{STEPS.sheet}!C{row}", "check.done")]
    blank.steps.cell(row, 3).value = "built"
    blank.steps.cell(row, 1).value = "rod"
    assert problem_keys(back(portfolio, blank)) == [(f"{STEPS.sheet}!A{row}", "sheet.bad.id")]
    blank.steps.cell(row, 1).value = "road"
    blank.tick("built", "maybe")
    assert problem_keys(back(portfolio, blank)) == [(f"{STEPS.sheet}!{place}", "sheet.bad.done")]
    blank.tick("built")
    blank.form.delete_rows(int(blank.at("road", "id")[1:]))
    assert problem_keys(back(portfolio, blank)) == [(f"{STEPS.sheet}!{place}", "sheet.bad.no_row")]


def test_rows_may_be_sorted_and_columns_moved(portfolio, blank):
    """Rows are identified by id and columns by key, whatever the order and the sheet's name."""
    blank.put("growth", value=6, **EVIDENCE)
    blank.form.insert_cols(1)
    blank.form.insert_rows(FIRST_ROW)
    blank.form.title = "二季度"
    ((report, _, cell),) = back(portfolio, blank).reports
    assert (report.target, report.value, cell) == ("growth", 6.0, "B8")


def test_a_row_whose_target_changed_is_refused(tmp_path, blank):
    """Newer figures are not overlooked; rows of other targets are fine."""
    blank.put("homes", value=240, **EVIDENCE).put("growth", value=6, **EVIDENCE)
    changed = HOMES.replace("value: 210", "value: 230")
    newer = load(write(tmp_path, changed, ROAD, RATE, VOW))
    read = back(newer, blank)
    assert problem_keys(read) == [("A5", "sheet.bad.changed")]
    assert [row.report.target for row in read.reports] == ["growth"]


def test_a_removed_target_matters_only_if_filled_in(tmp_path, blank):
    """An untouched row is ignored."""
    newer = load(write(tmp_path, ROAD, RATE))
    assert back(newer, blank).is_valid
    blank.put("homes", value=240, **EVIDENCE)
    assert problem_keys(back(newer, blank)) == [("A5", "sheet.bad.id")]


def test_a_report_on_record_is_not_imported_again(tmp_path, blank):
    """The same workbook twice, or a figure copied from the record."""
    blank.put("homes", value=240, by=None, **EVIDENCE)
    update = (
        "  - {date: 2022-06-30, value: 240, by: clerk, evidence: {title: 季度报表, grade: A}}\n"
    )
    newer = load(write(tmp_path, HOMES + update, ROAD, RATE, VOW))
    read = back(newer, blank)
    assert (read.reports, read.problems) == ((), ())
    assert [row.report.target for row in read.already] == ["homes"]


def test_merged_cells_are_reported(portfolio, blank):
    """All but the first of them are empty."""
    blank.put("homes", value=240, **EVIDENCE)
    blank.form.merge_cells("N5:N7")
    read = back(portfolio, blank)
    assert problem_keys(read) == [("N5:N7", "sheet.bad.merged")]
    blank.form.unmerge_cells("N5:N7")
    blank.form.merge_cells("A2:F2")
    assert problem_keys(back(portfolio, blank)) == []


# --- files that are none --------------------------------------------------------------------------


# every process of a run collects all tests: a file is written by its own test
@pytest.mark.parametrize(
    ("data", "key"),
    [
        (lambda: b"", "sheet.bad.empty"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "sheet.bad.old"),
        ("编号,数值\nhomes,240\n".encode, "sheet.bad.text"),
        (lambda: "编号,数值\nhomes,240\n".encode("gbk"), "sheet.bad.text"),
        (lambda: b"\x89PNG\r\n\x1a\n\0\0", "sheet.bad.other"),
        (lambda: b"PK\x03\x04 and then nothing", "sheet.bad.broken"),
        (lambda: zipped(**{"word__document.xml": b"<w/>"}), "sheet.bad.other"),
        (lambda: zipped(**{"xl__workbook.xml": b"<w/>"}), "sheet.bad.broken"),
        (
            lambda: zipped(**{"xl__workbook.xml": b"<w xmlns='http://purl.oclc.org/ooxml/x'/>"}),
            "sheet.bad.strict",
        ),
        (lambda: zipped(**{"xl__workbook.xml": b"0" * 31_000_000}), "sheet.bad.large"),
        (lambda: zipped(**{"xl__workbook.xml": b"<" * 2_100_000}), "sheet.bad.tags"),
        (lambda: zipped(**{f"xl__{n}": b"" for n in range(501)}), "sheet.bad.parts"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_files_are_refused(portfolio, data, key):
    """The message says what the file seems to be and what to send; nothing large is unpacked."""
    (problem,) = sheet_import.read_workbook(data(), portfolio, TODAY).problems
    assert (problem.message.key, problem.cell, problem.level) == (key, "", "error")
    assert problem.text(Translator("zh"))


@pytest.mark.parametrize(
    ("data", "found", "limit"),
    [
        (lambda: zipped(**{"xl__workbook.xml": b"0" * 30_000_001}), "30.1 MB", "30 MB"),
        (lambda: zipped(**{"xl__workbook.xml": b"0" * 30_400_000}), "30.4 MB", "30 MB"),
        (lambda: zipped(**{f"xl__{n}": b"" for n in range(501)}), "501 files", "500"),
        (lambda: zipped(**{f"xl__{n}": b"0" * 44_000 for n in range(502)}), "502 files", "500"),
        (
            lambda: zipped(**{"xl__workbook.xml": b"<" * 2_000_001}),
            "2,000,001 XML tags",
            "2,000,000",
        ),
        (
            lambda: zipped(**{"xl__workbook.xml": b"<" * 22_000_000}),
            "22,000,000 XML tags",
            "2,000,000",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_refusal_names_the_limit_that_was_exceeded(portfolio, data, found, limit):
    """With the value found and the limit, in one unit, in both languages: the value exceeds the limit."""
    (problem,) = sheet_import.read_workbook(data(), portfolio, TODAY).problems
    english, chinese = (problem.text(Translator(lang)) for lang in ("en", "zh"))
    assert found in english
    assert f"at most {limit}" in english
    for number in (found.split()[0], limit.split()[0]):
        assert number in chinese


def test_a_cut_or_damaged_workbook_is_refused(portfolio, blank):
    """Wherever it was cut and whatever byte was lost, there is a problem and no exception."""
    data = blank.saved()
    for size in range(4, len(data), len(data) // 25):
        assert not sheet_import.read_workbook(data[:size], portfolio, TODAY).is_valid
    for place in range(50, len(data), len(data) // 60):
        damaged = data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :]
        sheet_import.read_workbook(damaged, portfolio, TODAY)


def test_a_foreign_workbook_is_refused(portfolio):
    """It has no record to compare with."""
    book = openpyxl.Workbook()
    book.active["A1"] = "id"
    out = io.BytesIO()
    book.save(out)
    (problem,) = sheet_import.read_workbook(out.getvalue(), portfolio, TODAY).problems
    assert problem.message.key == "sheet.bad.no_record"


def test_a_missing_sheet_or_column_is_named(portfolio, blank):
    """The message says to create a new workbook."""
    blank.form.delete_cols(FORM.keys.index("value") + 1)
    (problem,) = back(portfolio, blank).problems
    assert (problem.message.key, problem.message.params["columns"]) == (
        "sheet.bad.no_columns",
        [Message("sheet.column.value")],
    )
    del blank.book[FORM.sheet]
    (problem,) = back(portfolio, blank).problems
    assert (problem.message.key, problem.message.params["sheet"]) == (
        "sheet.bad.no_sheet",
        FORM.sheet,
    )


def test_the_sheet_of_steps_is_required_only_if_written(portfolio, blank):
    """A department without open steps has none."""
    del blank.book[STEPS.sheet]
    assert [problem.message.key for problem in back(portfolio, blank).problems] == [
        "sheet.bad.no_sheet"
    ]
    assert sheet_import.read_workbook(
        written(portfolio, frozenset({"bureau"})), portfolio, TODAY
    ).is_valid


def test_entities_are_not_expanded(portfolio, blank):
    """A billion laughs attack is refused."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "' + b"ha" * 99 + b'"><!ENTITY b "&a;&a;&a;&a;">]>'
    names = [
        name for name in zipfile.ZipFile(io.BytesIO(blank.saved())).namelist() if "sheet2" in name
    ]
    data = rezipped(
        blank.saved(), names[0], lambda text: bomb + text.replace(b"<t>homes</t>", b"<t>&b;</t>")
    )
    read = sheet_import.read_workbook(data, portfolio, TODAY)
    assert [problem.message.key for problem in read.problems] == ["sheet.bad.broken"]


def test_macros_are_ignored(portfolio, blank):
    """A workbook saved with macros is read like any other."""
    plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    blank.put("homes", value=240, **EVIDENCE)
    data = rezipped(blank.saved(), "[Content_Types].xml", lambda text: text.replace(plain, macros))
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0 no macro at all")
    assert [
        row.report.value
        for row in sheet_import.read_workbook(out.getvalue(), portfolio, TODAY).reports
    ] == [240]


def test_a_huge_range_costs_nothing(portfolio, blank):
    """A merged range or a row at the end of the sheet is not filled with cells."""
    name = "xl/worksheets/sheet2.xml"
    merged = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    row = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    data = rezipped(blank.saved(), name, lambda text: text.replace(b"</sheetData>", row + merged))
    read = sheet_import.read_workbook(data, portfolio, TODAY)
    assert [problem.message.key for problem in read.problems] == [
        "sheet.bad.unread",
        "sheet.bad.merged",
    ]
    assert read.problems[0].message.params["cells"] == ["XFD1048576"]


# --- cells ----------------------------------------------------------------------------------------

UNITS = ("户", "households")
wide = str.maketrans("0123456789.,-", "０１２３４５６７８９．，－")


@given(st.integers(1 - 10**12, 10**12 - 1), st.integers(0, 999), st.booleans(), st.booleans())
@examples(2)
def test_a_number_reads_the_same_however_it_is_typed(whole, thousandths, grouped, full_width):
    """As number or text, grouped or not, full-width, with or without its unit."""
    value = float(f"{whole}.{thousandths:03}")
    text = f"{whole:,}.{thousandths:03}" if grouped else f"{whole}.{thousandths:03}"
    typed = text.translate(wide) if full_width else text
    assert parsing.parse_number(CellValue(value), UNITS) == pytest.approx(value, rel=1e-14)
    for written_ in (typed, f" {typed} ", f"{typed}户", f"{typed} households"):
        assert parsing.parse_number(CellValue(written_), UNITS) == pytest.approx(value, rel=1e-14)


@given(st.dates(dt.date(1915, 1, 1), dt.date(2199, 12, 31)))
@examples(2)
def test_a_date_reads_the_same_however_it_is_typed(day):
    """A date cell, its serial number in both calendars, or a text that begins with the year.

    Serial numbers of earlier days, also in the calendar from 1904, may be years or figures in a cell of dates.
    """
    serial = (day - dt.date(1899, 12, 30)).days
    forms = [
        day,
        dt.datetime.combine(day, dt.time(9, 30)),
        serial,
        float(serial),
        day.isoformat(),
        f"{day.year}/{day.month}/{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        int(f"{day:%Y%m%d}"),
        day.isoformat().translate(wide),
    ]
    assert {parsing.parse_date(CellValue(form)) for form in forms} == {day}
    since_1904 = (day - dt.date(1904, 1, 1)).days
    assert parsing.parse_date(CellValue(since_1904, since_1904=True)) == day


@given(
    st.one_of(
        st.text(),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.datetimes(),
        st.times(),
        st.none(),
        st.timedeltas(),
    ),
    st.sampled_from(["value", "formula", "error"]),
    st.booleans(),
)
@examples(5)
def test_any_cell_gives_a_value_or_an_error(value, kind, percent):
    """A value of the right type, or a `CellError` with a wording in every language."""
    cell = CellValue(value, kind, percent)
    parsers = {
        lambda: parsing.parse_date(cell): (dt.date,),
        lambda: parsing.parse_number(cell, UNITS): (float,),
        lambda: parsing.parse_amount(cell, "亿元"): (float, Amount),
        lambda: parsing.parse_grade(cell): (str,),
        lambda: parsing.parse_bool(cell): (bool,),
        lambda: parsing.parse_text(cell): (str,),
    }
    for parse, types in parsers.items():
        try:
            result = parse()
        except CellError as error:
            result = [Translator(lang).message(error.message) for lang in languages()]
        assert result is None or isinstance(result, (*types, list))
        assert not isinstance(result, float) or math.isfinite(result)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("240户", 240),
        ("1,200", 1200),
        ("1，200 户", 1200),
        ("３００", 300),
        ("-3", -3),
        ("−3", -3),
        ("+4", 4),
        (0.1 + 0.2, 0.3),
        (" 12.50 ", 12.5),
        ("–3", -3),
        ("240万户", 2_400_000),
        ("1.2万", 12_000),
        ("0.27亿", 27_000_000),
        ("3千", 3000),
        ("1亿2000万户", 120_000_000),
        ("2.7 million", 2_700_000),
        ("3万5千户", 35_000),
        ("2亿5千万", 250_000_000),
        ("负3", -3),
        ("12 thousand households", 12_000),
        ("", None),
        (None, None),
        ("   ", None),
    ],
)
def test_numbers_as_people_type_them(typed, expected):
    """What is certain is read as meant; an empty cell is no figure, never zero."""
    assert parsing.parse_number(CellValue(typed), UNITS) == expected


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("300家", "unit"),
        ("12%", "unit"),
        ("约300", "about"),
        ("300左右", "about"),
        ("300余户", "about"),
        (">300", "about"),
        ("300+", "about"),
        ("1,2", "ambiguous"),
        ("10,00", "ambiguous"),
        ("(200)", "ambiguous"),
        ("1.2.3", "number"),
        ("1 200", "ambiguous"),
        ("1e3", "number"),
        ("无", "number"),
        ("/", "number"),
        ("—", "number"),
        ("nan", "number"),
        ("三百", "number"),
        ("１／２", "number"),
        ("10²", "unit"),
        ("5³户", "unit"),
        ("①", "number"),
        ("9" * 30, "digits"),
        ("0.1234567890123456", "digits"),
        ("5×3户", "unit"),
        ("5×10户", "unit"),
        ("0x10", "unit"),
        ("5 x10,000", "unit"),
        ("24㍘", "unit"),
        ("¥92户", "unit"),
        ("EUR 8千户", "unit"),
        ("4\u202e2", "direction"),
        ("1.5亿2000万", "number"),
        ("1.5万5千户", "number"),
        ("200+40", "number"),
        ("200 to 240", "number"),
        ("200至240户", "number"),
        ("1'200", "number"),
        ("240。", "number"),
        ("240*", "number"),
        ("240①", "number"),
        ("240多", "about"),
        ("240以上", "about"),
        ("ca. 240", "about"),
        ("240（其中续签20）", "words"),
        ("240户（含续签）", "words"),
        ("240 households, prelim.", "words"),
        ("240户/套", "unit"),
        ("24℃", "unit"),
    ],
)
def test_uncertain_numbers_are_refused(typed, key):
    """Each with its target_id reason."""
    with pytest.raises(CellError) as caught:
        parsing.parse_number(CellValue(typed), UNITS)
    assert caught.value.message.key == f"sheet.bad.{key}"


def test_a_multiplier_that_belongs_to_the_unit():
    """900 万平方米 is 900 where the unit is 万平方米; 900万 is not certain."""
    assert parsing.parse_number(CellValue("900万平方米"), ["万平方米"]) == 900
    with pytest.raises(CellError, match="900 or 9000000"):
        parsing.parse_number(CellValue("900万"), ["万平方米"])


AREA = ("万平方米", "×10,000 m²")


@pytest.mark.parametrize(
    ("typed", "units", "expected"),
    [
        ("12.5万㎡", AREA, 12.5),
        ("12.5 万平方米", AREA, 12.5),
        ("125,000㎡", AREA, 12.5),
        ("0.125 million m²", AREA, 12.5),
        ("12.5 ×10,000 m2", AREA, 12.5),
        ("12.5万㎡", ("平方米", "m²"), 125_000),
        ("97.2％", ("%",), 97.2),
        ("百分之97.2", ("%",), 97.2),
        ("97.2 percent", ("%",), 97.2),
        ("150.7亿", ("亿元", "×100 million yuan"), 150.7),
        ("￥150.7亿", ("亿元",), 150.7),
        ("50处", ("处", "places"), 50),
        ("3.5公里", ("km",), 3.5),
        ("3.5千米", ("公里", "km"), 3.5),
        ("12.5万平方", AREA, 12.5),
        ("125,000 sqm", AREA, 12.5),
        ("31ug/m3", ("微克/立方米", "µg/m³"), 31),
        ("31微克每立方米", ("微克/立方米", "µg/m³"), 31),
    ],
)
def test_numbers_with_a_unit_are_converted_to_that_of_the_target(typed, units, expected):
    """Whatever the multiplier and the spelling of the unit."""
    assert parsing.parse_number(CellValue(typed), units) == expected


def test_an_amount_in_two_steps_is_never_read_in_part():
    """An amount with two large units, such as 1.5亿2000万, is refused as a whole; words beside an amount are not called a unit."""
    for typed, key in (
        ("1.5亿2000万元", "number"),
        ("1,500亿2000万", "number"),
        ("2亿元（含税）", "words"),
        ("2亿元/年", "unit"),
    ):
        with pytest.raises(CellError) as caught:
            parsing.parse_amount(CellValue(typed), "亿元")
        assert caught.value.message.key == f"sheet.bad.{key}"


def test_a_currency_before_a_figure_is_never_lost():
    """EUR 2 million is no sum in yuan, and ¥5 no euros; with a unit of another currency it is refused."""
    assert parsing.parse_amount(CellValue("EUR 2 million"), "亿元") == Amount(2_000_000, "EUR")
    assert parsing.parse_amount(CellValue("EUR 2千"), "EUR") == 2000
    assert parsing.parse_amount(CellValue("¥5"), "EUR") == Amount(5, "元")
    for typed in ("EUR 12 万元", "RMB 100 EUR", "USD 5 EUR"):
        with pytest.raises(CellError, match="another unit"):
            parsing.parse_amount(CellValue(typed), "亿元")


def test_a_day_is_read_as_it_is_shown():
    """Neither characters that reverse the order nor signs that contain a digit change it."""
    for typed in ("203\u202e0.2.3", "2000.6.2㏠"):
        with pytest.raises(CellError):
            parsing.parse_date(CellValue(typed))


@pytest.mark.parametrize(
    "typed", ["30.6.", "6月30日", "2022-02-30", "2022年6月底", 240, 44742.5, True, "Q2"]
)
def test_uncertain_dates_are_refused(typed):
    """A day without a year, one that does not exist, a figure in the wrong column."""
    with pytest.raises(CellError, match="is not a date"):
        parsing.parse_date(CellValue(typed))


@pytest.mark.parametrize(
    "typed",
    [
        "2022 年 6 月 30 日",
        "2022.6.30",
        "2022/6/30",
        "２０２２年６月３０日",
        "20220630",
        "2022-06-30 0:00",
        "2022-06-30T00:00:00",
        "2022-06-30 10:05",
        "2022/6/30 23:59:59.5",
        "2022—06—30",
        "2022–6–30",
        "2022\N{HYPHEN}06\N{NON-BREAKING HYPHEN}30",
        "2022年6月30号",
        "6/30/2022",
        "30 June 2022",
        "Jun 30, 2022",
    ],
)
def test_dates_as_people_type_them(typed):
    """With blanks, in words, in any order that is certain."""
    assert parsing.parse_date(CellValue(typed)) == dt.date(2022, 6, 30)


@pytest.mark.parametrize(
    ("typed", "one", "other"),
    [
        ("2022-06", "2022-06-01", "2022-06-30"),
        ("2022年2月", "2022-02-01", "2022-02-28"),
        (202206, "2022-06-01", "2022-06-30"),
        ("6/7/2022", "2022-06-07", "2022-07-06"),
    ],
)
def test_dates_with_two_readings_are_refused_with_both(typed, one, other):
    """In every language."""
    with pytest.raises(CellError) as caught:
        parsing.parse_date(CellValue(typed))
    for lang in languages():
        text = Translator(lang).message(caught.value.message)
        assert one in text
        assert other in text


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12.5", 12.5),
        ("12.5亿元", 12.5),
        ("1200 万元", Amount(1200, "万元")),
        ("0.27亿", 0.27),
        ("2700万", Amount(2700, "万元")),
        ("5，000万元", Amount(5000, "万元")),
        ("￥5000", Amount(5000, "元")),
        ("¥ 5,000万", Amount(5000, "万元")),
        ("RMB 5000万", Amount(5000, "万元")),
        ("5000rmb", Amount(5000, "元")),
        ("人民币12.5亿元", 12.5),
        ("12.5亿元人民币", 12.5),
        ("3千万", Amount(3000, "万元")),
        ("1亿2000万元", Amount(12000, "万元")),
        ("1亿2千万元", Amount(12000, "万元")),
        ("12.5亿元整", 12.5),
        ("2.7 million yuan", Amount(270, "万元")),
        ("EUR 12", Amount(12, "EUR")),
        ("12 eur", Amount(12, "EUR")),
        (3, 3.0),
        (None, None),
    ],
)
def test_amounts_may_name_their_unit(typed, expected):
    """The head's unit is implied; any other is kept as typed."""
    assert parsing.parse_amount(CellValue(typed), "亿元") == expected


FORMATTED = [
    # value, number format, column, what it is read as, or both readings of the refusal
    (12.5, '0.00"亿元"', "spent", Amount(12.5, "亿元")),
    (2337, '#,##0"万元"', "spent", Amount(2337, "万元")),
    (5000, "[$¥-804]#,##0.00", "spent", Amount(5000, "元")),
    (12.345, '0.00"亿元"', "spent", ("12.35亿元", "12.345")),
    (5, '0"万"', "value", 50_000),
    (12_000, "0,", "value", ("12", "12000")),
    (12_000, '0,"千"', "value", 12_000),
    (240.4, "0", "value", ("240", "240.4")),
    (240, "0.00", "value", 240),
    (1200, "#,##0", "value", 1200),
    (240, 'General"户"', "value", 240),
    (240, '"约"0', "value", ("约240", "240")),
    (-200, "#,##0;(#,##0)", "value", ("(200)", "-200")),
    (0, "0;-0;;@", "value", ("contains 0", "内容为 0")),
    (5, ";;;", "value", ("contains 5", "内容为 5")),
    (12_000, "[<1000]0;0,", "value", ("12", "12000")),
    (500, "[<1000]0;0,", "value", 500),
    (1234, "0.0E+00", "value", ("1200", "1234")),
    (1200, "0.0E+00", "value", 1200),
    (0.5, "# ?/?", "value", 0.5),
    (0.123, "# ?/?", "value", ("0.125", "0.123")),
    (240, "@", "value", 240),
    (240, '0"a;b"', "value", ("240a;b", "240")),
    (46203, 'yyyy"年"m"月"', "date", ("2026-06-01", "2026-06-30")),
    (46203, "mmm-yy", "date", ("2026-06-01", "2026-06-30")),
    (46203, 'yyyy"年"m"月"d"日"', "date", dt.date(2026, 6, 30)),
    (46203, "yyyy-mm-dd h:mm", "date", dt.date(2026, 6, 30)),
    (46203, "General", "date", dt.date(2026, 6, 30)),
    (20260630, "yyyy-mm-dd", "date", dt.date(2026, 6, 30)),
    (202606, "yyyy-mm-dd", "date", ("2026-06-01", "2026-06-30")),
    (20260630, "yyyy-mm-dd", "value", ("####", "20260630")),
    ("2026-06-30 0:00", "General", "date", dt.date(2026, 6, 30)),
]


@pytest.fixture(scope="module")
def formatted() -> dict[str, TableRow]:
    """The rows of a workbook with one for each case, by target."""
    filled = Filled(written(homes(len(FORMATTED))))
    for number, (value, number_format, column, _) in enumerate(FORMATTED):
        cell = filled.form[filled.at(f"homes-{number}", column)]
        cell.value, cell.number_format = value, number_format
    table = WorkbookReader(filled.saved()).table(FORM)
    return {row.contents["id"].value: row for row in table.rows}


@pytest.mark.parametrize("number", range(len(FORMATTED)), ids=map(str, FORMATTED))
def test_a_cell_is_read_as_it_is_shown(formatted, number):
    """Or refused with both readings, in every language."""
    _, _, column, expected = FORMATTED[number]
    row = formatted[f"homes-{number}"]
    parse = {
        "date": parsing.parse_date,
        "value": lambda one: parsing.parse_number(one, UNITS),
        "spent": lambda one: parsing.parse_amount(one, "USD"),
    }[column]
    if not isinstance(expected, tuple) or isinstance(expected, Amount):
        assert parse(row.contents[column]) == expected
        return
    with pytest.raises(CellError) as caught:
        parse(row.contents[column])
    for lang in languages():
        text = Translator(lang).message(caught.value.message)
        if caught.value.message.key == "sheet.bad.unseen":
            assert expected[lang == "zh"] in text
        else:
            assert all(one in text for one in expected)


def test_a_zero_that_a_sheet_does_not_show_is_refused(portfolio, blank):
    """Where the sheet is set to leave zeros out."""
    blank.put("homes", spent=0, value=300, **EVIDENCE)
    assert back(portfolio, blank).is_valid
    blank.form.sheet_view.showZeros = False
    assert problem_keys(back(portfolio, blank)) == [
        (blank.at("homes", "spent"), "sheet.bad.unseen")
    ]


@given(st.floats(), st.text('0#?.,;%"\\\\@_*/E+-[]<>=$¥元万 ymdGenral12', max_size=14))
@examples(5)
def test_any_number_format_is_rendered_or_not(value, number_format):
    """Without an exception; where nothing is shown, the format has an empty part."""
    shown = shown_number(value, number_format)
    assert shown is None or isinstance(shown, str)
    assert shown != "" or ";" in number_format or not number_format.strip("_*")


def test_a_percentage_that_is_shown_rounded_is_refused(blank):
    """97.25% shown as 97%; shown in full it is read."""
    cell = blank.form[blank.at("growth", "value")]
    for number_format, expected in (("0%", None), ("0.00%", 97.25)):
        cell.value, cell.number_format = 0.9725, number_format
        table = WorkbookReader(blank.saved()).table(FORM)
        (row,) = [row for row in table.rows if row.contents["id"].value == "growth"]
        if expected is None:
            with pytest.raises(CellError, match=r"97% or 97.25%"):
                parsing.parse_number(row.contents["value"], ["%"])
        else:
            assert parsing.parse_number(row.contents["value"], ["%"]) == expected


@pytest.mark.parametrize(
    ("value", "number_format", "units", "expected"),
    [
        (700.0, '0"%"', ("户", "homes"), "700% or 700"),
        (700.0, "0\\%", ("户", "homes"), "700% or 700"),
        (4.9, '0"%"', ("%",), "5% or 4.9"),
        (4.9, '0.0"%"', ("%",), 4.9),
        (0.049, "0%", ("%",), "5% or 4.9%"),
    ],
)
def test_a_percent_sign_may_be_a_text_of_the_format(blank, value, number_format, units, expected):
    """700 shown as 700% is no number of homes; nothing is multiplied by a hundred because of it."""
    cell = blank.form[blank.at("growth", "value")]
    cell.value, cell.number_format = value, number_format
    table = WorkbookReader(blank.saved()).table(FORM)
    (row,) = [row for row in table.rows if row.contents["id"].value == "growth"]
    if isinstance(expected, str):
        with pytest.raises(CellError, match=expected):
            parsing.parse_number(row.contents["value"], units)
    else:
        assert parsing.parse_number(row.contents["value"], units) == expected


def test_small_and_full_width_letters_are_grades():
    """a and Ａ are A."""
    typed = ("a", "Ａ", " b ", "A级", "c 级", None, "甲级")
    grades = [parsing.parse_grade(CellValue(text)) for text in typed]
    assert grades == ["A", "A", "B", "A", "C", None, "甲级"]


def test_texts_keep_line_breaks_and_lose_control_characters():
    """Numbers and dates in a text column become texts."""
    assert parsing.parse_text(CellValue(" 一\r\n二\x07三 ")) == "一\n二 三"
    assert parsing.parse_text(CellValue(3.0)) == "3"
    assert parsing.parse_text(CellValue(dt.datetime.fromisoformat("2022-06-30"))) == "2022-06-30"
