"""What a change did, in words."""

from __future__ import annotations

import json

import pytest
from support import samples, saving
from support.commands import run_ok

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


@pytest.mark.parametrize(
    ("measure", "edits", "zh", "en"),
    [
        (
            "{kind: cumulative, unit: 户, target: 12000}",
            {"measure.target": 9000},
            "目标调整：目标值 12,000 → 9,000（资金不足）",
            "revised: target 12,000 → 9,000 (资金不足)",
        ),
        (
            '{kind: flow, unit: 户, years: {"2022": 500}}',
            {"measure.years.2022": 400},
            "目标调整：2022 年目标值 500 → 400（资金不足）",
            "revised: target of 2022 500 → 400 (资金不足)",
        ),
        (
            '{kind: range, unit: "%", range: [6, 8]}',
            {"measure.range": [5, 8]},
            "目标调整：区间 6–8 → 5–8（资金不足）",
            "revised: range 6–8 → 5–8 (资金不足)",
        ),
        (
            "{kind: statement}",
            {"due": "2023-06-30"},
            "目标调整：期限 2022-12-31 → 2023-06-30（资金不足）",
            "revised: due date 2022-12-31 → 2023-06-30 (资金不足)",
        ),
    ],
)
def test_a_revision_names_field_and_values(tmp_path, measure, edits, zh, en):
    """In the reader's language, once; with another change it is as it was recorded."""
    file = samples.write(tmp_path, samples.target(f"measure: {measure}"))
    ((path, value),) = edits.items()
    revised = path.split(".")
    field = {"measure": revised[-1], "due": "due"}[revised[0]]
    options = [
        "--field",
        "target" if field == "2022" else field,
        "--to",
        json.dumps(value).strip('"'),
    ]
    options += ["--year", "2022"] if field == "2022" else []
    run_ok("revise", "homes", *options, "--reason", "资金不足", "--data", file)
    (entry,) = history(file, "homes")
    portfolio = load(file)
    assert change_words(entry, Translator("zh"), portfolio) == zh
    assert change_words(entry, Translator("en"), portfolio) == en
    more = entry._replace(after=entry.after.replace("{", '{"title": "x", ', 1))
    assert change_words(more, Translator("zh"), portfolio) == entry.message


def test_a_renaming_is_named(tmp_path):
    """In both languages, from the words in which it is recorded."""
    file = samples.write(tmp_path, samples.target())
    run_ok("rename", "homes", "flats", "--data", file)
    (entry,) = history(file, "flats")
    assert change_words(entry, Translator("zh"), load(file)) == "目标编号 homes 更改为 flats"
    assert change_words(entry, Translator("en"), load(file)) == "target homes renamed to flats"


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
