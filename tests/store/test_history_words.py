"""What a change did, in words."""

from __future__ import annotations

import pytest
from support import samples, saving

from tracker.i18n import Translator
from tracker.portfolio.edit import AppendUpdate, SetValue
from tracker.portfolio.load import load
from tracker.store.changes import TargetChange
from tracker.store.history import history
from tracker.store.history_words import change_words

STEPS = "milestones: [{id: signed, title: {zh: 签约, en: Signed}}]"
RATINGS = "{on_schedule: {title: {zh: 按期, en: On schedule}}}"
EVIDENCE = {"evidence": {"title": "Gazette", "grade": "A"}}


@pytest.mark.parametrize(
    ("fields", "zh", "en"),
    [
        (
            {"value": 11980, "spent": 1.45, "declared": "on_schedule", "done": ["signed"]},
            "2022-06-30 的填报：数值 11,980；完成节点：签约；累计支出 1.45；自报：按期",
            "report of 2022-06-30: value 11,980; milestones done: Signed; spent to date 1.45; declared: On schedule",
        ),
        ({"note": "长"}, "2022-06-30 的填报：说明", "report of 2022-06-30: Note"),
        (
            {"corrects": "2022-03-31", "value": 2.5, "spent": "1200 万元"},
            "2022-06-30 的填报：更正 2022-03-31 的填报；数值 2.5；累计支出 1200 万元",
            "report of 2022-06-30: corrects the report of 2022-03-31; value 2.5; spent to date 1200 万元",
        ),
    ],
)
def test_a_report_names_what_was_reported(tmp_path, fields, zh, en):
    """Fields, milestones and ratings in the reader's language, figures with their own digits."""
    earlier = samples.updates(("2022-03-31", 2))
    file = samples.write(tmp_path, samples.target(STEPS + "\n" + earlier), ratings=RATINGS)
    update = {"date": "2022-06-30", **fields, **EVIDENCE}
    saving.save(file, TargetChange("homes", (AppendUpdate("homes", update),)))
    (entry,) = history(file, "homes")
    portfolio = load(file)
    assert change_words(entry, Translator("zh"), portfolio) == zh
    assert change_words(entry, Translator("en"), portfolio) == en


def test_a_save_of_several_entries_names_each(tmp_path):
    """As that of a workbook: the report, then issues, then what an office decided."""
    issue = "{id: permits, opened: 2022-01-01, cause: approvals, text: Permits}"
    fields = f"owner: Mayor\nissues: [{issue}]"
    file = samples.write(tmp_path, samples.target(fields))
    edits = (
        SetValue("targets[homes].owner", "Engineer"),
        SetValue("targets[homes].issues[permits].closed", "2022-06-30"),
        AppendUpdate("homes", {"date": "2022-06-30", "value": 2, **EVIDENCE}),
    )
    saving.save(file, TargetChange("homes", edits))
    (entry,) = history(file, "homes")
    assert change_words(entry, Translator("zh"), load(file)) == (
        "2022-06-30 的填报：数值 2；问题 permits 于 2022-06-30 解决；责任人：Engineer"
    )


def test_other_changes_are_as_recorded(tmp_path):
    """A field set by hand has no words of its own, nor has a record with something else for its reports."""
    file = samples.write(tmp_path, samples.target())
    edit = SetValue("targets[homes].title", "New homes")
    saving.save(file, TargetChange("homes", (edit,)))
    (entry,) = history(file, "homes")
    for after in (entry.after, '{"updates": 5}', '{"updates": [5]}'):
        words = change_words(entry._replace(before="", after=after), Translator("zh"), load(file))
        assert words == entry.message == "homes: title = New homes"
    odd = entry._replace(after='{"updates": [{"done": 5, "declared": [], "value": []}]}', before="")
    assert "–" in change_words(odd, Translator("zh"), load(file))
