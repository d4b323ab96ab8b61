"""Issues, decisions and declared statuses in the workbook: what goes out, and everything that comes back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter
from support.samples import target, write
from support.saving import WANG
from support.workbooks import EVIDENCE, HOMES, ROAD, TODAY, Filled, back, problem_keys, written

from tracker.i18n import Translator
from tracker.portfolio.load import Portfolio, load
from tracker.reporting import sheet_import
from tracker.reporting.sheet_entries import entry_line
from tracker.reporting.sheet_layout import DECIDED, DECISIONS, FIRST_ROW, FORM, ISSUES
from tracker.store import save

MEETING = """
issues:
  - {id: pipes, opened: 2022-05-01, cause: heritage, text: {zh: 管线, en: A gas pipe}, owner: bureau}
  - {id: done, opened: 2022-04-01, closed: 2022-05-01, cause: other, text: Done}
"""
REVIEWS = """[{date: 2022-03-31, title: First, decisions: [
  {id: ask, text: Ask, target: homes, due: 2022-09-30, note: By letter}, {id: write, text: Write}]}]"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    """By the same name in every test, so that its workbook is written once."""
    monkeypatch.chdir(tmp_path)
    return write(
        Path(),
        target(HOMES + MEETING),
        ROAD,
        reviews=REVIEWS,
        causes="{heritage: {zh: 文物保护, en: Heritage}}",
    )


@pytest.fixture
def portfolio(file) -> Portfolio:
    return load(file)


@pytest.fixture
def filled(portfolio) -> Filled:
    return Filled(written(portfolio))


def at(filled: Filled, entry: str | None, key: str, target_id: str | None = "homes") -> str:
    """The cell of an entry's row, or of the row for a new issue of a target."""
    sheet, place = filled.book[ISSUES.sheet], ISSUES.keys.index("entry") + 1
    for row in range(FIRST_ROW, sheet.max_row + 1):
        is_target = target_id is None or sheet.cell(row, 1).value == target_id
        if sheet.cell(row, place).value == entry and is_target:
            return f"{get_column_letter(ISSUES.keys.index(key) + 1)}{row}"
    raise KeyError(entry)


def put(filled: Filled, entry: str | None, target_id: str | None = "homes", **values) -> Filled:
    for key, value in values.items():
        filled.book[ISSUES.sheet][at(filled, entry, key, target_id)].value = value
    return filled


def imported(read: sheet_import.ImportResult) -> list[tuple[str, bool]]:
    return [(entry.name, entry.is_closing) for entry in read.entries]


def test_open_entries_and_a_row_for_a_new_issue_go_out(portfolio, filled):
    """Decisions on no target only to those who report on all; only the cells of the row's own kind are unlocked."""
    sheet = filled.book[ISSUES.sheet]
    rows = [
        dict(zip(ISSUES.keys, row, strict=True))
        for row in sheet.iter_rows(FIRST_ROW, values_only=True)
    ]
    assert [(row["id"], row["entry"]) for row in rows] == [
        ("homes", "homes/pipes"),
        ("homes", "ask"),
        ("homes", None),
        ("road", None),
        (None, "write"),
    ]
    assert rows[0]["what"] == "管线\nA gas pipe"
    assert rows[1]["since"] == dt.datetime(2022, 9, 30)  # noqa: DTZ001 -- as openpyxl reads a day
    assert not sheet[at(filled, "ask", "closed")].protection.locked
    assert sheet[at(filled, "ask", "text")].protection.locked
    assert sheet[at(filled, None, "closed")].protection.locked
    assert not sheet[at(filled, None, "text")].protection.locked
    own = Filled(written(portfolio, frozenset({"bureau"}))).book[ISSUES.sheet]
    assert [row[2] for row in own.iter_rows(FIRST_ROW, values_only=True)] == [
        "homes/pipes",
        "ask",
        None,
    ]


def test_a_filled_in_sheet_enters_and_closes_and_adds_nothing_twice(file, portfolio, filled):
    """New issues have the day of the import, notes join those on record; the same file again is on record."""
    put(filled, "homes/pipes", closed="2022-07-14", how="Moved")
    put(filled, "ask", closed=dt.date(2022, 7, 1), how="Answered")
    put(filled, "write", None, closed="2022年7月2日")
    put(filled, None, cause="文物保护", text="The facade is listed", owner="Housing Bureau")
    put(filled, None, "road", cause="funding", text="No money", raised_to="Mayor")
    filled.put("homes", value=240, declared="滞后", **EVIDENCE)
    read = back(portfolio, filled)
    assert problem_keys(read) == []
    assert imported(read) == [
        ("homes/pipes", True),
        ("ask", True),
        ("homes", False),
        ("road", False),
        ("write", True),
    ]
    lines = [entry_line(entry, portfolio, Translator("en")) for entry in read.entries]
    assert lines[0].endswith("homes/pipes: closed on 2022-07-14")
    now = dt.datetime(2022, 7, 15, 9, tzinfo=dt.UTC)
    save.save(file, read.changes(), WANG, today=TODAY, now=now)
    after = load(file)
    assert not after.problems
    pipes, _, facade = after.by_id["homes"].issues
    assert (pipes.closed, pipes.note) == (dt.date(2022, 7, 14), "Moved")
    assert (facade.id, facade.opened, facade.owner) == ("heritage-1", TODAY, "bureau")
    ask, wrote = after.header.reviews[0].decisions
    assert (ask.note, wrote.closed) == ("By letter Answered", dt.date(2022, 7, 2))
    assert after.by_id["road"].issues[0].raised_to == "Mayor"
    assert after.by_id["homes"].updates[-1].declared == "at_risk"
    again = back(after, filled)
    assert (again.entries, again.reports, problem_keys(again)) == ((), (), [])
    assert len(again.known_entries) == 5


@pytest.mark.parametrize(
    ("entry", "values", "found"),
    [
        ("ask", {"closed": "soon"}, ("closed", "sheet.bad.date")),
        ("ask", {"how": "Answered"}, ("closed", "sheet.bad.no_close_date")),
        ("ask", {"closed": "2022-07-16"}, ("closed", "check.day-ahead")),
        ("ask", {"closed": "2022-03-30"}, ("closed", "check.decision-dates")),
        ("homes/pipes", {"closed": "2022-04-30"}, ("closed", "check.closed-early")),
        ("ask", {"closed": "2022-07-01", "text": "New"}, ("text", "sheet.bad.issue_row")),
        ("ask", {"closed": "2022-07-01", "what": "Other"}, ("what", "sheet.bad.other_entry")),
        ("ask", {"closed": "2022-07-01", "id": "road"}, ("id", "sheet.bad.other_entry")),
        (None, {"closed": "2022-07-01", "text": "x", "cause": "land"}, ("closed", "sheet.bad.nothing_to_close")),
        (None, {"text": "x"}, ("cause", "sheet.bad.half_issue")),
        (None, {"cause": "土地"}, ("text", "sheet.bad.half_issue")),
        (None, {"text": "x", "cause": "magic"}, ("cause", "sheet.bad.choice")),
        (None, {"text": "=1+1", "cause": "land"}, ("text", "sheet.bad.formula")),
        (None, {"text": "x", "cause": "land", "title": "Road"}, ("title", "sheet.bad.title")),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_named_by_its_cell(portfolio, filled, entry, values, found):
    """An error prevents the whole import."""
    cell, key = found
    place = at(filled, entry, cell)
    put(filled, entry, **values)
    read = back(portfolio, filled)
    assert (f"{ISSUES.sheet}!{place}", key) in problem_keys(read)
    assert not read.is_valid
    assert imported(read) == []


def test_altered_names_are_named(portfolio, filled):
    """An unknown target or entry, and one that was not in the workbook."""
    sheet = filled.book[ISSUES.sheet]
    put(filled, "ask", closed="2022-07-01")
    sheet[at(filled, "ask", "entry")].value = "asks"
    put(filled, None, cause="land", text="x")
    sheet[at(filled, None, "id")].value = "home"
    put(filled, "homes/pipes", closed="2022-07-01")
    sheet[at(filled, "homes/pipes", "entry")].value = "homes/done"
    keys = [key for _, key in problem_keys(back(portfolio, filled))]
    assert keys == ["sheet.bad.not_issued", "sheet.bad.entry", "sheet.bad.id"]


def test_an_entry_changed_since_is_refused(file, filled):
    """Somebody else may have closed it, or changed its text."""
    put(filled, "ask", closed="2022-07-01")
    text = file.read_text("utf-8")
    for change in ("text: Ask more,", "text: Ask, closed: 2022-06-01,"):
        file.write_text(text.replace("text: Ask,", change), encoding="utf-8")
        read = back(load(file), filled)
        assert [key for _, key in problem_keys(read)] == ["sheet.bad.changed"]


def test_hidden_rows_comments_and_other_cells_are_named(portfolio, filled):
    """As on the sheet of figures."""
    sheet = filled.book[ISSUES.sheet]
    put(filled, "ask", closed="2022-07-01")
    sheet.row_dimensions[int(at(filled, "ask", "closed")[1:])].hidden = True
    sheet["Z9"].value = "see me"
    sheet["C2"].value = "altered"
    keys = [key for _, key in problem_keys(back(portfolio, filled), "warning")]
    assert keys.count("sheet.bad.unread") == 1
    assert "sheet.bad.hidden" in keys
    sheet[at(filled, "ask", "closed")].number_format = ";;;"
    sheet[at(filled, "ask", "closed")].value = 44743
    assert not back(portfolio, filled).is_valid


def test_a_workbook_of_an_earlier_version_lacks_sheets(portfolio, filled):
    """Without a sheet and its mark the figures are read all the same; with the mark it is missing."""
    filled.put("homes", value=240, **EVIDENCE)
    record = filled.book["_tracker"]
    marks = {record.cell(row, 1).value: row for row in range(1, record.max_row + 1)}
    for table in (ISSUES, DECISIONS, DECIDED):
        del filled.book[table.sheet]
        assert [key for _, key in problem_keys(back(portfolio, filled))] == ["sheet.bad.no_sheet"]
        record.cell(marks[f"#{table.key}"], 1).value = "#other"
        assert [row.report.target for row in back(portfolio, filled).reports] == ["homes"]


def test_a_declared_status_alone_is_a_report(portfolio, filled):
    """Typed as key or word, in either language; anything else is refused with the choices."""
    for typed in ("at_risk", "滞后", "behind"):
        read = back(portfolio, filled.put("homes", declared=typed))
        assert [row.report.declared for row in read.reports] == ["at_risk"]
    read = back(portfolio, filled.put("homes", declared="fine"))
    assert problem_keys(read) == [(filled.at("homes", "declared"), "sheet.bad.choice")]
    assert FORM.keys[-2:] == ("declared", "confirm")
