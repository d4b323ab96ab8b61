"""New decisions in the workbook: what is offered, and everything that comes back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter
from support.samples import target, write
from support.saving import WANG
from support.workbooks import HOMES, ROAD, TODAY, Filled, back, problem_keys, written

from tracker.i18n import Translator
from tracker.portfolio.load import Portfolio, load
from tracker.reporting.sheet_decisions import review_words
from tracker.reporting.sheet_entries import entry_line
from tracker.reporting.sheet_layout import DECISIONS, FIRST_ROW
from tracker.store import save
from tracker.store.access import Person
from tracker.store.errors import ForbiddenError

REVIEWS = """[{date: 2022-03-31, title: {zh: '一季度会, "稿"', en: First}, decisions: [{id: ask, text: Ask, target: homes}]},
  {date: 2022-05-31, title: Second}]"""
FIRST = "2022-03-31 一季度会 稿"


@pytest.fixture
def file(tmp_path, monkeypatch):
    """By the same name in every test, so that its workbook is written once."""
    monkeypatch.chdir(tmp_path)
    return write(Path(), target(HOMES), ROAD, reviews=REVIEWS)


@pytest.fixture
def portfolio(file) -> Portfolio:
    return load(file)


@pytest.fixture
def filled(portfolio) -> Filled:
    return Filled(written(portfolio))


def cell(key: str, number: int = 0) -> str:
    return f"{get_column_letter(DECISIONS.keys.index(key) + 1)}{FIRST_ROW + number}"


def put(filled: Filled, number: int = 0, **values) -> Filled:
    for key, value in values.items():
        filled.book[DECISIONS.sheet][cell(key, number)].value = value
    return filled


def test_the_sheet_offers_reviews_and_targets(portfolio, filled):
    """Reviews by day and title, the latest first, any date besides; the ids of the sheet of figures."""
    sheet = filled.book[DECISIONS.sheet]
    offered = {
        str(one.sqref).partition(":")[0]: one for one in sheet.data_validations.dataValidation
    }
    reviews = offered[cell("review")]
    assert (reviews.formula1, reviews.showErrorMessage) == (f'"2022-05-31 Second,{FIRST}"', False)
    assert offered[cell("concerns")].formula1 == "'填报 Report'!$A$5:$A$6"
    assert not any(sheet[cell(key)].protection.locked for key in DECISIONS.keys)
    assert back(portfolio, filled).problems == ()


def test_reviews_that_the_list_cannot_hold_are_typed_by_date(tmp_path):
    """A spreadsheet allows a list of 255 characters: the earliest reviews are left out."""
    days = [dt.date(2021, month, 1) for month in range(1, 13)]
    reviews = "[" + ", ".join(f"{{date: {day}, title: {'Meeting ' * 8}}}" for day in days) + "]"
    portfolio = load(write(tmp_path, target(HOMES), reviews=reviews))
    words = review_words(portfolio)
    assert list(words.values()) == days[::-1][: len(words)]
    assert 1 < len(words) < len(days)
    filled = put(Filled(written(portfolio)), review="2021年1月1日", decided="Ask again")
    assert [entry.name for entry in back(portfolio, filled).entries] == ["2021-01-01"]


def test_a_review_is_named_by_its_title_and_a_target_is_suggested_by_its_own(tmp_path):
    """Where only one review has the title; the id of the target is asked for."""
    reviews = REVIEWS.replace("title: Second", "title: First")
    portfolio = load(write(tmp_path, target(HOMES), reviews=reviews))
    filled = Filled(written(portfolio))
    put(filled, 0, review='一季度会, "稿"', decided="Move", concerns="旧改")
    put(filled, 1, review="First", decided="Move")
    read = back(portfolio, filled)
    assert problem_keys(read) == [
        (f"{DECISIONS.sheet}!{cell('review', 1)}", "sheet.bad.date"),
        (f"{DECISIONS.sheet}!{cell('concerns')}", "check.decision-target"),
    ]
    assert "homes" in read.problems[1].text(Translator("zh"))


def test_a_filled_in_sheet_enters_decisions_once(file, portfolio, filled):
    """In reviews on record and new ones, whose title one row has; the same file again is on record."""
    put(filled, 0, review=FIRST, decided="Move the pipe", concerns="homes", acts="Housing Bureau")
    put(filled, 1, review=dt.date(2022, 7, 1), decided="Publish", finish_by="2022-09-30")
    put(
        filled, 4, review="2022/7/1", meeting="Third", decided="Sign", concerns="road", acts="Mayor"
    )
    put(filled, 5, review="2022-03-31", meeting="First", decided="Ask", concerns="homes")
    read = back(portfolio, filled)
    assert problem_keys(read) == []
    assert [entry.name for entry in read.known_entries] == ["2022-03-31 homes"]
    lines = [entry_line(entry, portfolio, Translator("en")) for entry in read.entries]
    assert lines == [
        "议定 Decisions!A5 2022-03-31 homes: new decision: Move the pipe",
        "议定 Decisions!A6 2022-07-01: new decision: Publish",
        "议定 Decisions!A9 2022-07-01 road: new decision: Sign",
    ]
    now = dt.datetime(2022, 7, 15, 9, tzinfo=dt.UTC)
    save.save(file, read.changes(), WANG, today=TODAY, now=now)
    after = load(file)
    assert not after.problems
    first, _, third = after.header.reviews
    assert (first.decisions[1].text, first.decisions[1].owner) == ("Move the pipe", "bureau")
    assert (third.date, third.title) == (dt.date(2022, 7, 1), "Third")
    assert [(one.id, one.target, one.owner, one.due) for one in third.decisions] == [
        ("2022-07-01-1", None, None, dt.date(2022, 9, 30)),
        ("2022-07-01-2", "road", "Mayor", None),
    ]
    again = back(after, filled)
    assert (again.entries, problem_keys(again), len(again.known_entries)) == ((), [], 4)


def test_a_decision_needs_the_permission_of_its_target(file, portfolio, filled):
    """Of others, and on no target in particular: as for `tracker decide`, nothing is saved."""
    before, own = file.read_bytes(), Person("Li", leads=frozenset({"bureau"}))
    now = dt.datetime(2022, 7, 15, 9, tzinfo=dt.UTC)
    for concerns in ("road", None):
        put(filled, review=FIRST, decided="Sign", concerns=concerns)
        read = back(portfolio, filled)
        with pytest.raises(ForbiddenError):
            save.save(file, read.changes(), own, today=TODAY, now=now)
    assert file.read_bytes() == before
    read = back(portfolio, put(filled, concerns="homes"))
    save.save(file, read.changes(), own, today=TODAY, now=now)
    assert [one.text for one in load(file).header.reviews[0].decisions] == ["Ask", "Sign"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"review": None}, ("review", "sheet.bad.half_decision")),
        ({"decided": None}, ("decided", "sheet.bad.half_decision")),
        ({"review": "soon"}, ("review", "sheet.bad.date")),
        ({"review": "2022-07"}, ("review", "sheet.bad.ambiguous")),
        ({"review": "=TODAY()"}, ("review", "sheet.bad.formula")),
        ({"review": "2022-07-16", "meeting": "New"}, ("review", "check.day-ahead")),
        ({"review": "2022-07-01"}, ("meeting", "sheet.bad.no_meeting")),
        ({"meeting": "Other"}, ("meeting", "sheet.bad.other_meeting")),
        ({"decided": "=1+1"}, ("decided", "sheet.bad.formula")),
        ({"concerns": "home"}, ("concerns", "check.decision-target")),
        ({"finish_by": "2022-03-30"}, ("finish_by", "check.decision-dates")),
        ({"finish_by": "30.9."}, ("finish_by", "sheet.bad.date")),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_cell(portfolio, filled, values, found):
    """An error prevents the whole import; an unknown target is named with the nearest one."""
    key, message = found
    put(filled, **{"review": FIRST, "decided": "Sign", **values})
    read = back(portfolio, filled)
    assert problem_keys(read) == [(f"{DECISIONS.sheet}!{cell(key)}", message)]
    assert (read.is_valid, read.entries) == (False, ())
    if key == "concerns":
        assert read.problems[0].text(Translator("en")).endswith("did you mean homes?")


def test_rows_that_contradict_each_other_are_named(portfolio, filled):
    """The same decision twice, and two titles of one new review."""
    put(filled, 0, review="2022-07-01", meeting="Third", decided="Sign")
    put(filled, 1, review="2022-07-01", decided="Sign")
    put(filled, 2, review="2022-07-01", meeting="Fourth", decided="Build")
    assert problem_keys(back(portfolio, filled)) == [
        (f"{DECISIONS.sheet}!{cell('decided', 1)}", "sheet.bad.same_decision"),
        (f"{DECISIONS.sheet}!{cell('meeting', 2)}", "sheet.bad.other_meeting"),
    ]


def test_hidden_entries_and_altered_heads_are_named(portfolio, filled):
    """As on the sheet of figures; a cell that shows nothing is refused."""
    sheet = filled.book[DECISIONS.sheet]
    put(filled, review=FIRST, decided="Sign", finish_by=dt.date(2022, 9, 30))
    sheet.row_dimensions[FIRST_ROW].hidden = True
    sheet["C4"].value = "altered"
    keys = [key for _, key in problem_keys(back(portfolio, filled), "warning")]
    assert sorted(keys) == ["sheet.bad.hidden", "sheet.bad.unread"]
    sheet[cell("finish_by")].value, sheet[cell("finish_by")].number_format = 44834, ";;;"
    found = problem_keys(back(portfolio, filled))
    assert found == [(f"{DECISIONS.sheet}!{cell('finish_by')}", "sheet.bad.unseen")]
