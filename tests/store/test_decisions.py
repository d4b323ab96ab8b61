"""Issues and decisions are saved like reports: permissions, changes by others, undo, history."""

import datetime as dt
import threading
from dataclasses import replace

import pytest
from support import samples, saving

from tracker.i18n import Translator
from tracker.portfolio.edit import AppendDecision, Remove, SetValue
from tracker.portfolio.load import load
from tracker.reporting.issues import close_entry, find_entry, new_decision, new_issue, take_back
from tracker.store.access import Person
from tracker.store.changes import NO_TARGET, TargetChange
from tracker.store.errors import (
    ConflictError,
    ForbiddenError,
    InvalidChangeError,
    StoreError,
)
from tracker.store.history import history
from tracker.store.history_words import change_words

LI = Person("李明", "li@example.org", frozenset({"bureau"}))
MEETING = dt.date(2022, 6, 30)
ISSUE = {"opened": MEETING, "cause": "approvals", "text": "Two permits are missing"}


@pytest.fixture
def file(tmp_path):
    """Two targets of two organisations, without issues and reviews."""
    parks = samples.target("id: trees\nlead: parks")
    file = samples.write(tmp_path, samples.target(), parks)
    text = file.read_text("utf-8").replace("Housing Bureau}", "Housing Bureau, parks: Parks}")
    file.write_text(text, encoding="utf-8")
    return file


def decide(**fields) -> TargetChange:
    return new_decision(MEETING, "Second review", {"text": "Finish the permits", **fields})


def test_an_issue_is_entered_closed_and_taken_back(file):
    """Each is one line of the file; the id is proposed; taken back, every byte is as before."""
    texts = [file.read_text("utf-8")]
    portfolios = [load(file)]
    done = saving.save(file, new_issue("homes", ISSUE))
    assert done.lines[-1][2].strip() == (
        "- {id: approvals-1, opened: 2022-06-30, cause: approvals, text: Two permits are missing}"
    )
    texts.append(file.read_text("utf-8"))
    portfolios.append(load(file))
    entry = find_entry(portfolios[-1], "homes/approvals-1")
    done = saving.save(file, close_entry(portfolios[-1], entry, dt.date(2022, 7, 1), "Granted"))
    assert done.lines[0][2].endswith("missing, closed: 2022-07-01, note: Granted}")
    portfolios.append(load(file))
    saving.save(file, take_back(portfolios[1], portfolios[2], "homes/approvals-1"))
    assert file.read_text("utf-8") == texts[1]
    saving.save(file, take_back(portfolios[0], load(file), "homes/approvals-1"))
    assert file.read_text("utf-8") == texts[0]
    assert [entry.message for entry in reversed(history(file, "homes"))] == [
        "homes: issue approvals-1 opened: Two permits are missing",
        "homes: issue approvals-1 closed 2022-07-01; issue approvals-1 note = Granted",
        "homes: issue approvals-1 closed taken back; issue approvals-1 note taken back",
        "homes: issue approvals-1 taken back",
    ]
    zh, now = Translator("zh"), load(file)
    words = [change_words(entry, zh, now) for entry in reversed(history(file, "homes"))]
    assert words == [
        "提出问题 approvals-1：Two permits are missing",
        "问题 approvals-1 于 2022-07-01 解决",
        "撤回问题 approvals-1 的解决",
        "撤回问题 approvals-1：Two permits are missing",
    ]


def test_a_decision_is_entered_closed_and_taken_back(file):
    """The first adds its review; its record is found in the history of its target."""
    before, old = file.read_text("utf-8"), load(file)
    saving.save(file, decide(target="homes", owner="bureau", due=dt.date(2022, 9, 30)))
    text = file.read_text("utf-8")
    line = "text: Finish the permits, target: homes, owner: bureau, due: 2022-09-30}"
    assert f"        - {{id: 2022-06-30-1, {line}\n" in text
    saving.save(file, decide())
    assert "- {id: 2022-06-30-2, text: Finish the permits}" in file.read_text("utf-8")
    both = load(file)
    saving.save(file, take_back(old, both, "2022-06-30-2"))
    assert file.read_text("utf-8") == text
    entry = find_entry(both, "2022-06-30-1")
    saving.save(file, close_entry(both, entry, dt.date(2022, 7, 1), "Done"))
    closed = load(file)
    assert find_entry(closed, "2022-06-30-1").record.note == "Done"
    saving.save(file, take_back(both, closed, "2022-06-30-1"))
    saving.save(file, take_back(old, load(file), "2022-06-30-1"))
    assert file.read_text("utf-8") == before
    entries = list(reversed(history(file, "homes")))
    assert [entry.message for entry in entries] == [
        "homes: decision 2022-06-30-1: Finish the permits",
        "homes: decision 2022-06-30-1 closed 2022-07-01; decision 2022-06-30-1 note = Done",
        "homes: decision 2022-06-30-1 closed taken back; decision 2022-06-30-1 note taken back",
        "homes: decision 2022-06-30-1 taken back",
    ]
    assert '"closed": "2022-07-01"' in entries[1].after
    assert "closed" not in entries[1].before
    general = history(file, NO_TARGET)
    assert general[1].message == "decision 2022-06-30-2: Finish the permits"
    assert [change_words(entry, Translator("en"), closed) for entry in general] == [
        "decision 2022-06-30-2 taken back: Finish the permits",
        "decision 2022-06-30-2: Finish the permits",
    ]


def test_in_a_folder_a_decision_joins_its_review_else_the_first_header(tmp_path):
    """The file of its target does not matter."""
    first = samples.write(tmp_path, samples.target(), name="a.yaml")
    second = samples.write(
        tmp_path,
        samples.target("id: trees"),
        name="b.yaml",
        reviews="[{date: 2022-03-31, title: First review}]",
    )
    march = new_decision(dt.date(2022, 3, 31), "", {"text": "Plant", "target": "homes"})
    saving.save(tmp_path, march, decide(target="trees"), saving.change("homes", "2022-06-30", 5))
    assert "id: 2022-03-31-1" in second.read_text("utf-8")
    assert "id: 2022-06-30-1" in first.read_text("utf-8")
    assert [entry.target for entry in history(tmp_path, "homes")] == ["homes", "homes"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (new_issue("trees", ISSUE), "trees, whose lead is Parks"),
        (decide(target="trees"), "trees, whose lead is Parks"),
        (decide(), "concerns no single target"),
        (TargetChange("homes", decide(target="trees").edits), "addresses something else"),
        (TargetChange("homes", decide().edits), "addresses something else"),
        (TargetChange("homes", (Remove("targets[homes].updates"),)), "addresses something else"),
        (TargetChange("homes", (Remove("targets[homes]"),)), "addresses something else"),
        (TargetChange("homes", (Remove("targets[trees].issues"),)), "addresses something else"),
        (TargetChange("homes", (SetValue("portfolio.money", "元"),)), "addresses something else"),
        (
            TargetChange("homes", (SetValue("portfolio.reviews[2022-03-31].title", "x"),)),
            "addresses something else",
        ),
        (
            TargetChange("homes", (Remove("portfolio.reviews[2022-03-31]"),)),
            "addresses something else",
        ),
    ],
)  # fmt: skip
def test_who_may_not_report_on_a_target_may_not_decide_on_it(file, change, reason):
    """A decision without a target needs somebody who may report on all; nothing else can be changed."""
    saving.save(file, new_issue("trees", ISSUE))
    march = AppendDecision(dt.date(2022, 3, 31), {"text": "Plant", "target": "trees"}, "First")
    saving.save(file, TargetChange("trees", (march,)))
    before = file.read_bytes()
    with pytest.raises(StoreError, match=reason) as caught:
        saving.save(file, change, person=LI)
    assert isinstance(caught.value, ForbiddenError) == ("else" not in reason)
    assert file.read_bytes() == before


def test_a_report_by_somebody_else_does_not_prevent_closing_an_issue(file):
    """Only the issue itself is compared: one that was changed or taken out meanwhile is a conflict."""
    saving.save(file, new_issue("homes", ISSUE), decide(target="homes"))
    seen = load(file)
    changes = [
        close_entry(seen, find_entry(seen, name), dt.date(2022, 7, 1))
        for name in ("homes/approvals-1", "2022-06-30-1")
    ]
    saving.save(file, saving.change("homes", "2022-06-30", 240))
    saving.save(file, *changes)
    for change in changes:
        with pytest.raises(ConflictError) as caught:
            saving.save(file, change)
        assert caught.value.conflicts[0].current["closed"] == "2022-07-01"
    text = file.read_text("utf-8").replace("id: 2022-06-30-1", "id: permits")
    file.write_text(text.replace("id: approvals-1", "id: permits"), encoding="utf-8")
    for change in changes:
        with pytest.raises(ConflictError) as caught:
            saving.save(file, change)
        assert caught.value.conflicts[0].current == {}


def test_two_people_at_once_get_two_ids(file):
    """The id is chosen under the lock: both issues and both decisions are saved."""
    changes = [new_issue("homes", ISSUE), decide(target="homes")] * 4
    threads = [threading.Thread(target=saving.save, args=(file, change)) for change in changes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    portfolio = load(file)
    assert [issue.id for issue in portfolio.by_id["homes"].issues] == [
        f"approvals-{n}" for n in range(1, 5)
    ]
    (review,) = portfolio.header.reviews
    assert [decision.id for decision in review.decisions] == [
        f"2022-06-30-{n}" for n in range(1, 5)
    ]


def test_the_rules_judge_a_decision_before_it_is_saved(file):
    """A day in the future, an unknown cause or a taken id is refused with the rule's words."""
    before = file.read_bytes()
    for change, words in (
        (new_issue("homes", ISSUE | {"cause": "land-use"}), "land-use is not a cause"),
        (new_decision(dt.date(2022, 7, 2), "Third", {"text": "x"}), "2022-07-02"),
        (decide(due=dt.date(2022, 1, 1)), "2022-01-01"),
    ):
        with pytest.raises(InvalidChangeError, match="not saved") as caught:
            saving.save(file, change)
        assert words in str(caught.value.problems[0].message)
    with pytest.raises(StoreError, match="expected its title"):
        saving.save(file, new_decision(MEETING, "", {"text": "x"}))
    with pytest.raises(StoreError, match="no target has the id house"):
        saving.save(file, decide(target="house"))
    assert file.read_bytes() == before


def test_a_review_is_taken_out_with_the_decisions_on_several_targets(file):
    """Each of them by a change of its own target, whose permission is asked; else nothing is."""
    before = file.read_text("utf-8")
    saving.save(file, decide(target="homes"), decide(target="trees"), person=saving.WANG)
    path = "portfolio.reviews[2022-06-30]"
    whole = TargetChange(
        "homes", (Remove("portfolio.reviews"), Remove(f"{path}.decisions[2022-06-30-1]"))
    )
    rest = TargetChange("trees", (Remove(f"{path}.decisions[2022-06-30-2]"),))
    for changes, reason in (
        ([whole], "addresses something else"),
        ([whole, replace(rest, target="homes")], "addresses something else"),
        ([whole, rest], "trees, whose lead is Parks"),
    ):
        with pytest.raises(StoreError, match=reason):
            saving.save(file, *changes, person=LI)
    saving.save(file, whole, rest, person=saving.WANG)
    assert file.read_text("utf-8") == before
    words = [
        change_words(history(file, id_)[0], Translator("en"), load(file))
        for id_ in ("homes", "trees")
    ]
    assert words == [
        "decision 2022-06-30-1 taken back: Finish the permits",
        "decision 2022-06-30-2 taken back: Finish the permits",
    ]
