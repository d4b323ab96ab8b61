"""The forms for issues and decisions on the page of a target: who sees them, what they save, nothing lost."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from support.clock import today
from support.looking import ROOT, parsed
from support.samples import portfolio_text, target
from support.waiting import PATIENCE

from tracker.app import signin
from tracker.i18n import Translator
from tracker.portfolio.load import load
from tracker.reporting.issues import new_issue
from tracker.store import access, config, save
from tracker.store.access import AccessDenial, Person

SCRIPT = "<script>alert(1)</script>"
LI = Person(f"李 明{SCRIPT}", "li@x.cn")
PARKS = Person("王 芳", "wang@x.cn", frozenset({"parks"}))
YEAR = f"start: {today().year - 1}-01-01\ndue: {today().year + 3}-12-31"
REVIEWS = "[{date: 2022-06-30, title: Review, decisions: [{id: pipes, text: Move the pipe, target: homes}]}]"


@pytest.fixture(autouse=True)
def file(monkeypatch, tmp_path) -> Path:
    """The data, by the same name in every test: what is computed is kept by a digest that includes it."""
    st.cache_data.clear()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(access.READONLY_ENV, raising=False)
    at_page(monkeypatch, LI)
    path = tmp_path / "targets.yaml"
    text = portfolio_text(
        target(f"id: homes\n{YEAR}"), target(f"id: trees\nlead: parks\n{YEAR}"), reviews=REVIEWS
    )
    path.write_text(
        text.replace("Housing Bureau}", "Housing Bureau, parks: Parks}"), encoding="utf-8"
    )
    monkeypatch.setenv(config.DATA_ENV, path.name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return path


def at_page(monkeypatch, who: Person | AccessDenial) -> None:
    monkeypatch.setattr(signin, "current_identity", lambda: who)


def visit(kind: str | None = None, page: str = "targets", **asked: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=PATIENCE)
    app.switch_page(f"pages/{page}.py")
    app.query_params["lang"] = "zh"
    for name, value in ({"id": "homes"} | asked).items():
        app.query_params[name] = value
    sound(app.run())
    return app if kind is None else choose(app, kind)


def sound(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def choose(app: AppTest, kind: str) -> AppTest:
    return sound(app.button_group(key="entry_kind_homes").set_value(kind).run())


def fill(app: AppTest, kind: str, turn: int = 0, **fields: object) -> AppTest:
    """Type into fields, after which the page runs again; a text goes into an area, a choice into a list."""
    for name, value in fields.items():
        key = f"update_{name}_{kind}/homes_{turn}"
        widget: Any = next(
            one
            for one in (*app.text_area, *app.text_input, *app.selectbox, *app.date_input)
            if one.key == key
        )
        widget.set_value(value)
    return sound(app.run())


def press(app: AppTest, key: str) -> AppTest:
    return sound(app.button(key=key).click().run())


def said(app: AppTest) -> str:
    """The text of the page, in which data never become a script."""
    bodies = [
        one.proto.body for one in app.main.get("html") if not one.proto.unsafe_allow_javascript
    ]
    scripts = [one.proto.body for one in app.get("html") if one.proto.unsafe_allow_javascript]
    assert "<script" not in "".join(bodies)
    assert not any("alert(1)" in script for script in scripts)
    return " ".join(parsed("".join(bodies)).text.split())


def test_an_issue_is_entered_closed_and_taken_back(file):
    """The preview has the line, the list above the forms has the issue once it is saved; tags stay text."""
    before = file.read_text("utf-8")
    app = visit("issue")
    assert Translator("zh")("entry.issue.missing") in said(app)
    fill(app, "issue", cause="approvals", text=f"{SCRIPT}未办结", owner="Housing Bureau")
    line = f"- {{id: approvals-1, opened: {today()}, cause: approvals, text: {SCRIPT}未办结, owner: bureau}}"
    assert line in said(app)
    assert file.read_text("utf-8") == before
    press(app, "update_save_issue/homes_0")
    assert line in file.read_text("utf-8")
    assert "已保存：问题 homes/approvals-1" in said(app)
    assert "成因：审批" in said(app)
    choose(app, "close")
    fill(app, "close", which="homes/approvals-1", note=f"已取得{SCRIPT}")
    press(app, "update_save_close/homes_0")
    assert f"closed: {today()}, note: 已取得{SCRIPT}}}" in file.read_text("utf-8")
    assert SCRIPT in said(app)
    press(app, "entry_take_back_close")
    assert line in file.read_text("utf-8")
    assert "已撤回：homes/approvals-1" in said(app)


def test_a_decision_joins_the_latest_review_or_a_new_one(file):
    """Decisions of earlier reviews can be closed; one without the title of its meeting is not saved."""
    app = fill(visit("decision"), "decision", text="办结许可", due=today())
    press(app, "update_save_decision/homes_0")
    assert f"{{id: 2022-06-30-1, text: 办结许可, target: homes, due: {today()}}}" in file.read_text(
        "utf-8"
    )
    fill(app, "decision", 1, text="每月调度", meeting="new")
    press(app, "update_save_decision/homes_1")
    assert "每月调度" not in file.read_text("utf-8")
    fill(app, "decision", 1, title="年底会议")
    press(app, "update_save_decision/homes_1")
    assert [review.title for review in load(file).header.reviews] == ["Review", "年底会议"]
    choose(app, "close")
    assert len(app.selectbox(key="update_which_close/homes_0").options) == 3
    fill(app, "close", which="pipes")
    press(app, "update_save_close/homes_0")
    assert f"target: homes, closed: {today()}}}" in file.read_text("utf-8")


def test_on_the_review_page_a_person_sees_what_they_may_close(file, monkeypatch):
    """A target is chosen there, of those the person may report on; the decision of another lead is not offered."""
    app = visit(page="review", id="")
    sound(app.button_group(key="entry_kind_None").set_value("decision").run())
    sound(app.selectbox(key="update_target_decision/_0").set_value("trees").run())
    sound(app.text_area(key="update_text_decision/_0").set_value("补植").run())
    press(app, "update_save_decision/_0")
    assert "{id: 2022-06-30-1, text: 补植, target: trees}" in file.read_text("utf-8")
    assert "已保存：议定事项 2022-06-30-1" in said(app)
    at_page(monkeypatch, PARKS)
    app = visit(page="review", id="")
    sound(app.button_group(key="entry_kind_None").set_value("close").run())
    assert app.selectbox(key="update_which_close/_0").options == ["议定事项 · 补植"]


def test_what_could_not_be_saved_says_so_before_the_button_is_pressed(file):
    """A day that has not come, say; nothing was saved then, and nothing is."""
    before = file.read_text("utf-8")
    tomorrow = today() + dt.timedelta(days=1)
    app = fill(visit("issue"), "issue", cause="other", text=SCRIPT, opened=tomorrow)
    assert Translator("zh")("update.cannot_save") in said(app)
    assert str(tomorrow) in said(app)
    assert "未保存" not in said(app)
    press(app, "update_save_issue/homes_0")
    assert file.read_text("utf-8") == before


def test_what_an_office_decides_is_entered_and_taken_back(file, monkeypatch):
    """A reached goal is accepted, a target gets an owner and ends; a department may name the owner alone."""
    report = f"updates: [{{date: {today() - dt.timedelta(days=1)}, value: 1500, evidence: {{title: G, grade: A}}}}]"
    reached = target(f"id: homes\n{YEAR}\n{report}")
    text = portfolio_text(reached, target(f"id: trees\nlead: parks\n{YEAR}"), acceptance="true")
    file.write_text(
        text.replace("Housing Bureau}", "Housing Bureau, parks: Parks}"), encoding="utf-8"
    )
    app = visit("accept")
    fill(app, "accept", owner="审计局", text="逐户查验")
    sound(app.selectbox(key="update_grade_accept/homes_0").set_value("A").run())
    sound(app.text_input(key="update_evidence_title_accept/homes_0").set_value("核验报告").run())
    line = f"accepted: {{on: {today()}, by: 审计局, how: 逐户查验, evidence: {{title: 核验报告, grade: A}}}}"
    assert line in said(app)
    assert line not in file.read_text("utf-8")
    press(app, "update_save_accept/homes_0")
    assert line in file.read_text("utf-8")
    assert "accept" not in app.button_group(key="entry_kind_homes").options
    choose(app, "owner")
    fill(app, "owner", owner="分管副区长")
    press(app, "update_save_owner/homes_0")
    assert load(file).by_id["homes"].owner == "分管副区长"
    choose(app, "end")
    fill(app, "end", how="merged", text="合并推进")
    assert Translator("zh")("entry.end.missing") in said(app)
    fill(app, "end", which="trees")
    press(app, "update_save_end/homes_0")
    line = f"ended: {{as: merged, on: {today()}, into: trees, reason: 合并推进}}"
    assert line in file.read_text("utf-8")
    press(app, "entry_take_back_end")
    assert line not in file.read_text("utf-8")
    choose(app, "owner")
    fill(app, "owner", 1, owner="分管副区长")
    assert Translator("zh")("entry.owner.same", name="分管副区长") in said(app)
    fill(app, "owner", 1, owner="")
    sound(app.checkbox(key="update_remove_owner/homes_1").set_value(True).run())
    assert Translator("zh")("entry.removes") in said(app)
    press(app, "update_save_owner/homes_1")
    assert load(file).by_id["homes"].owner is None
    press(app, "entry_take_back_owner")
    assert load(file).by_id["homes"].owner == "分管副区长"
    at_page(monkeypatch, PARKS)
    app = visit(id="trees")
    assert app.button_group(key="entry_kind_trees").options == [
        "问题",
        "议定事项",
        "办结",
        "责任人",
    ]


def test_what_was_typed_is_still_there_after_a_reload():
    """Each form has a draft of its own; it opens again where something was typed, and is not a report's."""
    app = fill(visit("issue"), "issue", text="管线", cause="other")
    fill(choose(app, "decision"), "decision", text="改线")
    again = visit()
    assert again.text_area(key="update_text_issue/homes_0").value == "管线"
    assert choose(again, "decision").text_area(key="update_text_decision/homes_0").value == "改线"
    report = visit(page="update")
    assert "管线" not in [area.value for area in report.text_area]
    assert "管线" not in said(report)
    assert LI.name in said(report)


def test_a_form_that_is_no_longer_offered_leaves_what_was_typed(file):
    """Somebody else ended the target: the page says so, and the reason can still be copied."""
    fill(visit("end"), "end", text="列入全市计划")
    ended = f"  - id: homes\n    ended: {{as: withdrawn, on: {today()}, reason: 停办}}\n"
    file.write_text(file.read_text("utf-8").replace("  - id: homes\n", ended), "utf-8")
    app = visit()
    t = Translator("zh")
    assert t("entry.draft_gone", form=t("entry.kind.end"), texts="列入全市计划") in said(app)
    press(app, "update_discard_end/homes_0")
    assert "列入全市计划" not in said(app)


def test_an_issue_that_somebody_else_closes_first_is_not_closed_twice(file, monkeypatch):
    """The conflict is shown beside the form, which keeps the note; the file stays as it is."""
    save.save(
        file,
        [new_issue("homes", {"opened": today(), "cause": "other", "text": "管线"})],
        LI,
        today=today(),
        now=dt.datetime.now().astimezone(),
    )
    app = fill(visit("close"), "close", which="homes/other-1", note="已改线")
    text = file.read_text("utf-8").replace("text: 管线}", f"text: 管线, closed: {today()}}}")
    real = save.save

    def too_late(*args, **kwargs):
        file.write_text(text, encoding="utf-8")
        return real(*args, **kwargs)

    monkeypatch.setattr(save, "save", too_late)
    press(app, "update_save_close/homes_0")
    assert Translator("zh")("update.conflict") in said(app)
    assert app.text_area(key="update_note_close/homes_0").value == "已改线"
    assert file.read_text("utf-8") == text


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (AccessDenial("off"), {}),
        (PARKS, {}),
        (LI, {"asof": "2022-07-01"}),
    ],
)
def test_who_may_not_report_on_the_target_sees_no_form(monkeypatch, who, asked):
    """Nor does anybody on a past day; the page itself is whole."""
    at_page(monkeypatch, who)
    app = visit(**asked)
    assert not app.button_group
    assert "Move the pipe" in said(app)
    assert "目标依据" in said(app) or "承诺" in said(app)
