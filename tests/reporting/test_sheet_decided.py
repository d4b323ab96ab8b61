"""The owner, the acceptance and the end of targets in the workbook: what goes out, and all that comes back."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from openpyxl.utils import get_column_letter
from support.samples import target, write
from support.saving import WANG
from support.workbooks import (
    EVIDENCE,
    HOMES,
    RATE,
    ROAD,
    TODAY,
    Filled,
    back,
    problem_keys,
    written,
)

from tracker.i18n import Translator
from tracker.portfolio.load import Portfolio, load
from tracker.reporting.sheet_entries import entry_line
from tracker.reporting.sheet_layout import DECIDED, FIRST_ROW, decided_table
from tracker.store import save
from tracker.store.access import Person
from tracker.store.errors import ForbiddenError

NOW = dt.datetime(2022, 7, 15, 9, tzinfo=dt.UTC)
BRIDGE = target(
    "id: bridge\ntitle: Bridge\nowner: bureau\n"
    "accepted: {on: 2022-06-30, by: Audit office, how: On site, evidence: {title: Minutes, grade: A}}\n"
    "ended: {as: superseded, on: 2022-07-01, into: road, reason: {zh: 改线, en: Another route}}\n"
)
GROWTH = RATE + "owner: {zh: 分管副区长, en: Deputy mayor}\n"
ROWS = ("homes", "road", "bridge", "growth")
ACCEPTED = {"accepted_on": "2022-07-14", "accepted_by": "Audit office"}
ENDED = {"ended_as": "撤销 Withdrawn", "ended_on": "2022-07-14", "ended_reason": "Not needed"}


@pytest.fixture
def file(tmp_path, monkeypatch):
    """By the same name in every test, so that its workbook is written once."""
    monkeypatch.chdir(tmp_path)
    return write(Path(), target(HOMES), ROAD, BRIDGE, GROWTH, acceptance="true")


@pytest.fixture
def portfolio(file) -> Portfolio:
    return load(file)


@pytest.fixture
def filled(portfolio) -> Filled:
    return Filled(written(portfolio))


def cell(target_id: str, key: str) -> str:
    return f"{get_column_letter(DECIDED.keys.index(key) + 1)}{FIRST_ROW + ROWS.index(target_id)}"


def put(filled: Filled, target_id: str, **values) -> Filled:
    for key, value in values.items():
        filled.book[DECIDED.sheet][cell(target_id, key)].value = value
    return filled


def test_what_is_on_record_goes_out_locked(portfolio, filled):
    """Beside an empty cell for each change; what was decided takes no entry; nothing is reported."""
    sheet = filled.book[DECIDED.sheet]
    rows = {
        row[0]: dict(zip(DECIDED.keys, row, strict=True))
        for row in sheet.iter_rows(FIRST_ROW, values_only=True)
    }
    assert tuple(rows) == ROWS
    assert {key: text for key, text in rows["bridge"].items() if text} == {
        "id": "bridge",
        "title": "Bridge",
        "post": "Housing Bureau",
        "accepted": "2022-06-30 由 Audit office 核验\naccepted on 2022-06-30 by Audit office",
        "ended": "2022-07-01 由其它目标取代：改线\nsuperseded by another target on 2022-07-01: Another route",
    }
    assert rows["growth"]["post"] == "分管副区长\nDeputy mayor"
    entry = {column.key for column in DECIDED.columns if column.entry}
    for target_id, closed in (("homes", set()), ("bridge", entry - {"new_post"})):
        unlocked = {
            key for key in DECIDED.keys if not sheet[cell(target_id, key)].protection.locked
        }
        assert unlocked == entry - closed
    offered = {
        str(one.sqref).partition(":")[0]: one for one in sheet.data_validations.dataValidation
    }
    endings = '"撤销 Withdrawn,并入其它目标 Merged into another target,由其它目标取代 Superseded by another target"'
    assert offered[cell("homes", "ended_as")].formula1 == endings
    assert offered[cell("homes", "ended_into")].formula1 == "'填报 Report'!$A$5:$A$8"
    assert {offered[cell("homes", key)].type for key in ("accepted_on", "ended_on")} == {"date"}
    assert back(portfolio, filled).problems == ()


@pytest.mark.parametrize(
    ("leads", "acceptance", "fields"),
    [(None, "false", ["ended"]), (frozenset({"bureau"}), "true", [])],
)
def test_a_workbook_has_the_columns_that_its_reader_may_fill_in(
    tmp_path, leads, acceptance, fields
):
    """No acceptance where the portfolio has none; the owner alone for a department. A lost column is named."""
    portfolio = load(write(tmp_path, target(HOMES), ROAD, acceptance=acceptance))
    filled = Filled(written(portfolio, leads))
    sheet, table = filled.book[DECIDED.sheet], decided_table(fields)
    assert [one.value for one in sheet[1]] == list(table.keys)
    assert ("accepted_on" in table.keys, "ended_on" in table.keys) == (False, leads is None)
    put(filled, "homes", new_post="Mayor")
    read = back(portfolio, filled)
    assert (read.problems, [one.name for one in read.entries]) == ((), ["homes"])
    sheet[f"{get_column_letter(table.keys.index('new_post') + 1)}1"].value = None
    assert [key for _, key in problem_keys(back(portfolio, filled))] == ["sheet.bad.no_columns"]


def test_a_filled_in_sheet_is_saved_once(file, portfolio, filled):
    """With the reports of the same workbook, on which the rules judge; the same file again is on record."""
    put(filled, "homes", new_post="Housing Bureau", accepted_how="On site", **ACCEPTED)
    put(filled, "road", new_post="Mayor", **ENDED | {"ended_as": "merged", "ended_into": "homes"})
    put(filled, "bridge", new_post="Housing Bureau")
    filled.put("homes", value=1000, confirm="是", **EVIDENCE)
    read = back(portfolio, filled)
    assert read.problems == ()
    assert [one.name for one in read.known_entries] == ["bridge"]
    lines = [entry_line(entry, portfolio, Translator("en")) for entry in read.entries]
    assert lines == [
        f"{DECIDED.sheet}!A5 homes: owner: Housing Bureau",
        f"{DECIDED.sheet}!A5 homes: accepted on 2022-07-14 by Audit office",
        f"{DECIDED.sheet}!A6 road: owner: Mayor",
        f"{DECIDED.sheet}!A6 road: merged into another target on 2022-07-14: Not needed",
    ]
    save.save(file, read.changes(), WANG, today=TODAY, now=NOW)
    after = load(file)
    assert not after.problems
    homes, road, *_ = after.targets
    accepted, ended = homes.accepted, road.ended
    assert (homes.owner, road.owner) == ("bureau", "Mayor")
    assert (accepted.on, accepted.by, accepted.how) == (
        dt.date(2022, 7, 14),
        "Audit office",
        "On site",
    )
    assert (ended.as_, ended.into, ended.reason) == ("merged", "homes", "Not needed")
    again = back(after, filled)
    assert (again.entries, again.reports, problem_keys(again)) == ((), (), [])
    assert len(again.known_entries) == 5


BAD: list[tuple[str, dict[str, object], tuple[str, str]]] = [
    ("homes", {"new_post": "=A1"}, ("new_post", "sheet.bad.formula")),
    ("homes", {"new_post": "Mayor", "title": "Road"}, ("title", "sheet.bad.title")),
    ("homes", {"new_post": "Mayor", "id": "home"}, ("id", "sheet.bad.id")),
    ("homes", {"new_post": "Mayor", "id": None}, ("id", "sheet.bad.no_id")),
    ("homes", ACCEPTED | {"accepted_on": None}, ("accepted_on", "sheet.bad.half_acceptance")),
    ("homes", ACCEPTED | {"accepted_by": "\u202a"}, ("accepted_by", "sheet.bad.half_acceptance")),
    ("homes", {"accepted_how": "On site"}, ("accepted_on", "sheet.bad.half_acceptance")),
    ("homes", ACCEPTED | {"accepted_on": "240户"}, ("accepted_on", "sheet.bad.date")),
    ("homes", ACCEPTED | {"accepted_on": True}, ("accepted_on", "sheet.bad.date")),
    ("homes", ACCEPTED | {"accepted_on": "2022-07"}, ("accepted_on", "sheet.bad.ambiguous")),
    ("homes", ACCEPTED | {"accepted_by": "Housing Bureau"}, ("accepted_by", "check.accepted-by")),
    ("homes", ACCEPTED | {"accepted_on": "2032-07-14"}, ("accepted_on", "check.day-ahead")),
    ("bridge", ACCEPTED, ("accepted_on", "decided.accepted")),
    ("bridge", ENDED, ("ended_on", "decided.ended")),
    ("homes", ENDED | {"ended_as": "finished"}, ("ended_as", "sheet.bad.choice")),
    ("homes", ENDED | {"ended_as": None}, ("ended_as", "sheet.bad.half_end")),
    ("homes", ENDED | {"ended_reason": None}, ("ended_reason", "sheet.bad.half_end")),
    ("homes", ENDED | {"ended_on": "31.2.2022"}, ("ended_on", "sheet.bad.date")),
    ("homes", ENDED | {"ended_on": "2022-03-01"}, ("ended_on", "check.ended-reports")),
    ("homes", ENDED | {"ended_as": "并入其它目标"}, ("ended_into", "check.ended-into.missing")),
    ("homes", ENDED | {"ended_as": "Merged into another target", "ended_into": "roads"}, ("ended_into", "check.ended-into.unknown")),
]  # fmt: skip


def test_what_cannot_be_taken_is_named_by_its_cell(tmp_path):
    """An error prevents the whole import, of other rows too."""
    texts = {"homes": target(HOMES), "bridge": BRIDGE, "growth": GROWTH}
    targets = [
        texts[kind].replace(f"id: {kind}\n", f"id: row{number}\n")
        for number, (kind, _, _) in enumerate(BAD)
    ]
    portfolio = load(write(tmp_path, *targets, ROAD, acceptance="true"))
    filled = Filled(written(portfolio))
    sheet = filled.book[DECIDED.sheet]
    for number, (_, values, _) in enumerate(BAD):
        for key, value in values.items():
            sheet.cell(FIRST_ROW + number, DECIDED.keys.index(key) + 1).value = value
    sheet.cell(FIRST_ROW + len(BAD), DECIDED.keys.index("new_post") + 1).value = "Mayor"
    read = back(portfolio, filled)
    assert problem_keys(read) == [
        (
            f"{DECIDED.sheet}!{get_column_letter(DECIDED.keys.index(key) + 1)}{FIRST_ROW + number}",
            message,
        )
        for number, (_, _, (key, message)) in enumerate(BAD)
    ]
    assert [one.name for one in read.entries] == ["road"]


def test_doubts_and_other_cells_are_named(portfolio, filled):
    """An acceptance before the goal is reached, hidden entries, altered locked cells: warnings; a row twice: an error."""
    sheet = filled.book[DECIDED.sheet]
    put(filled, "homes", **ACCEPTED)
    put(filled, "growth", post="Mayor")
    sheet.row_dimensions[FIRST_ROW].hidden = True
    read = back(portfolio, filled)
    assert read.is_valid
    assert sorted(problem_keys(read, "warning")) == [
        (f"{DECIDED.sheet}!", "sheet.bad.hidden"),
        (f"{DECIDED.sheet}!{cell('growth', 'post')}", "sheet.bad.locked"),
        (f"{DECIDED.sheet}!{cell('homes', 'accepted_on')}", "check.accepted-early.never"),
    ]
    put(filled, "road", id="homes", title="旧改\nHomes", new_post="Mayor")
    found = problem_keys(back(portfolio, filled))
    assert found == [(f"{DECIDED.sheet}!{cell('road', 'id')}", "sheet.bad.twice")]


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(tmp_path, filled):
    """The row is refused, unless they entered the same."""
    put(filled, "homes", **ACCEPTED)
    for meanwhile, found in (
        ("title: Home renewal", ("id", "sheet.bad.changed")),
        ("owner: Mayor", ("id", "sheet.bad.changed")),
        ("accepted: {on: 2022-07-13, by: Audit office}", ("accepted_on", "decided.accepted")),
        ("title: Home renewal\naccepted: {on: 2022-07-14, by: Audit office}", None),
    ):
        after = load(write(tmp_path, target(HOMES + meanwhile), ROAD, BRIDGE, GROWTH))
        read = back(after, filled)
        place = [(f"{DECIDED.sheet}!{cell('homes', found[0])}", found[1])] if found else []
        assert (problem_keys(read), read.entries) == (place, ())
        assert len(read.known_entries) == (found is None)


def test_a_department_does_not_judge_its_own_targets(file, portfolio, filled):
    """By no workbook, whoever it was written for: nothing is saved. It may name the owner."""
    before, own = file.read_bytes(), Person("Li", leads=frozenset({"bureau"}))
    for values in (ACCEPTED, ENDED):
        changes = back(portfolio, put(Filled(written(portfolio)), "homes", **values)).changes()
        with pytest.raises(ForbiddenError):
            save.save(file, changes, own, today=TODAY, now=NOW)
    assert file.read_bytes() == before
    changes = back(portfolio, put(filled, "homes", new_post="Mayor")).changes()
    save.save(file, changes, own, today=TODAY, now=NOW)
    assert load(file).by_id["homes"].owner == "Mayor"
