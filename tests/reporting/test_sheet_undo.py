"""The undo of everything that a workbook entered beside reports, as one save."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from support.judging import day
from support.samples import target, write
from support.saving import WANG

from tracker.i18n import Translator, languages
from tracker.portfolio.load import load
from tracker.reporting.issues import EntryError, close_entry, find_entry, new_decision, new_issue
from tracker.reporting.sheet_undo import SavedEntries, undo_entries
from tracker.reporting.target_record import decide_target, set_owner
from tracker.store import save
from tracker.store.changes import TargetChange

TODAY = day("2022-07-15")
REVIEWS = (
    "[{date: 2022-03-31, title: First, decisions: [{id: ask, text: Ask, target: trees}]}, "
    "{date: 2022-05-31, title: Second}]"
)
TREES = (
    "id: trees\nowner: {zh: 区长, en: Mayor}\n"
    "issues:\n  - {id: land, opened: 2022-02-01, cause: land, text: Two plots, note: Asked}  # open\n"
)
ISSUE = {"opened": TODAY, "cause": "funding", "text": "No money", "public": True}


def done(file: Path, changes) -> str:
    now = dt.datetime(2022, 7, 15, 9, tzinfo=dt.UTC)
    save.save(file, changes, WANG, today=TODAY, now=now)
    return file.read_text("utf-8")


def saved(file: Path, *make) -> SavedEntries:
    """What these changes did, each made from the portfolio before."""
    before = load(file)
    changes: list[TargetChange] = [one(before) for one in make]
    done(file, changes)
    return SavedEntries(before, load(file), tuple(changes))


def issue(target_id: str, **fields):
    return lambda _: new_issue(target_id, ISSUE | fields)


def decision(date: str, title: str = "", **fields):
    return lambda _: new_decision(day(date), title, {"text": "Plant", "public": True} | fields)


def closed(name: str):
    return lambda before: close_entry(before, find_entry(before, name), TODAY, "Bought")


def owner(target_id: str, name: str):
    return lambda before: set_owner(before, target_id, name)


def decided(target_id: str, field, **fields):
    return lambda before: decide_target(before, target_id, field, {"on": TODAY} | fields)


SHEETS = {
    "issues, the first ones of a target and further ones": [
        issue("homes"),
        issue("homes", text="No staff"),
        issue("trees"),
    ],
    "the end of an issue and of a decision": [closed("trees/land"), closed("ask")],
    "decisions of a review on record, the first ones and further ones": [
        decision("2022-03-31", target="homes"),
        decision("2022-05-31"),
        decision("2022-05-31", target="homes"),
    ],
    "decisions of a new review, on several targets": [
        decision("2022-07-01", "Third", target="homes"),
        decision("2022-07-01", "Third", target="trees"),
        decision("2022-07-01", "Third", text="Sign"),
        decision("2022-07-02", "Fourth"),
    ],
    "owners, an acceptance and an end": [
        owner("homes", "bureau"),
        owner("trees", "bureau"),
        decided("homes", "accepted", by="Audit Office"),
        decided("trees", "ended", **{"as": "withdrawn", "reason": "No land"}),
    ],
}
SHEETS["all of it"] = [make for sheet in SHEETS.values() for make in sheet]


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_is_undone_to_the_byte(tmp_path, name):
    """In one save, and the file is as it was."""
    file = write(tmp_path, target(), target(TREES), reviews=REVIEWS, acceptance="true")
    before = file.read_text("utf-8")
    changes = saved(file, *SHEETS[name])
    assert file.read_text("utf-8") != before
    assert done(file, undo_entries(changes, load(file))) == before


def test_the_first_reviews_of_a_portfolio_are_undone(tmp_path):
    """Their list goes, too."""
    file = write(tmp_path, target(), target("id: trees"))
    before = file.read_text("utf-8")
    changes = saved(
        file,
        decision("2022-07-01", "First", target="homes"),
        decision("2022-07-02", "Second", target="trees"),
        decision("2022-07-02", "Second", text="Sign"),
    )
    assert done(file, undo_entries(changes, load(file))) == before


def test_what_others_entered_meanwhile_stays(tmp_path):
    """Another decision of the new review, and another issue of the target."""
    file = write(tmp_path, target(), target("id: trees"))
    changes = saved(file, decision("2022-07-01", "First", target="homes"), issue("homes"))
    saved(file, decision("2022-07-01", text="Sign"), issue("homes", text="No staff"))
    done(file, undo_entries(changes, load(file)))
    after = load(file)
    (review,) = after.header.reviews
    assert [one.text for one in review.decisions] == ["Sign"]
    assert [one.text for one in after.by_id["homes"].issues] == ["No staff"]


@pytest.mark.parametrize(
    ("sheet", "later"),
    [
        (issue("homes"), closed("homes/funding-1")),
        (decision("2022-07-01", "First", target="homes"), closed("2022-07-01-1")),
        (owner("homes", "bureau"), owner("homes", "Mayor")),
        (issue("homes"), None),
    ],
)
def test_what_somebody_changed_since_is_not_undone(tmp_path, sheet, later):
    """Nothing is; the message names the entry, in every language."""
    file = write(tmp_path, target(), target("id: trees"))
    before = file.read_text("utf-8")
    changes = saved(file, sheet)
    if later is None:
        file.write_text(before, encoding="utf-8")
    else:
        saved(file, later)
    with pytest.raises(EntryError) as caught:
        undo_entries(changes, load(file))
    name = "2022-07-01-1" if "decision" in sheet.__qualname__ else "homes"
    assert all(name in Translator(lang).message(caught.value.message) for lang in languages())
