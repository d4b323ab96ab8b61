"""The form: its fields, what it refuses, what it saves, and that nothing typed is lost."""

from __future__ import annotations

import dataclasses
import datetime as dt
import difflib
import io
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest
from support.clock import today
from support.looking import REAL_DATA, ROOT, Element, harm, holes, parsed
from support.samples import portfolio_text, target, updates
from support.waiting import PATIENCE

from tracker.analysis.declared import declared_statuses
from tracker.analysis.snapshot import Snapshot
from tracker.app import signin
from tracker.app.report_html import escape_markdown
from tracker.i18n import Message, Translator, languages
from tracker.portfolio.edit import AppendIssue, AppendUpdate, SetValue
from tracker.portfolio.load import load
from tracker.portfolio.texts import localize
from tracker.portfolio.updates import effective_figures
from tracker.reporting import sheet_export
from tracker.reporting.report import last_period_end
from tracker.reporting.sheet_layout import (
    DECIDED,
    DECISIONS,
    FIRST_ROW,
    FORM,
    ISSUES,
    SheetTable,
)
from tracker.store import access, config
from tracker.store import save as store_save
from tracker.store.access import AccessDenial, Person
from tracker.store.changes import TargetChange
from tracker.store.errors import BusyError, InvalidChangeError, StoreError
from tracker.store.history import history

ZH = Translator("zh")
LI = Person("李 明", "li@x.cn")
WANG = Person("王 芳", "wang@x.cn", frozenset({"parks"}))
EVIL = "![x](http://evil/x.png) <script>alert(1)</script> [a](javascript:alert(1)) www.evil.cn :red[b] $c$"


def quarter() -> dt.date:
    return last_period_end(today(), 3)


YEAR = f"start: {today().year - 1}-01-01\ndue: {today().year + 3}-12-31"
STEPS = "milestones: [{id: signed, title: Signed}, {id: moved, title: Moved}]"
TARGETS = (
    target(f"id: homes\ntitle: Homes\n{YEAR}\nbudget: {{approved: 12.5}}"),
    target(f"id: trees\ntitle: Trees\nlead: parks\n{YEAR}\n" + updates((f"{quarter()}", 100))),
    target(f"id: road\ntitle: Road\nmeasure: {{kind: milestones}}\n{STEPS}\n{YEAR}"),
    target("id: promise\ntitle: Promise\nlead: parks\nmeasure: {kind: statement}"),
)


@pytest.fixture(autouse=True)
def _fresh_server(monkeypatch):
    """Whoever is at the page is said by the test.

    The server keeps what it computed by the digest of the data, as between two visitors; histories and previews of
    saves, which depend on other files too, are not kept from one test to the next.
    """
    st.cache_data.clear()
    monkeypatch.delenv(access.READONLY_ENV, raising=False)
    at_page(monkeypatch, LI)


def at_page(monkeypatch, who: Person | AccessDenial) -> None:
    monkeypatch.setattr(signin, "current_identity", lambda: who)


@pytest.fixture(autouse=True)
def file(monkeypatch, tmp_path) -> Path:
    """The data, by the same name in every test, on which the digest depends."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "targets.yaml"
    text = portfolio_text(*TARGETS).replace("Housing Bureau}", "Housing Bureau, parks: Parks}")
    path.write_text(text, encoding="utf-8")
    monkeypatch.setenv(config.DATA_ENV, path.name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return path


def visit(**asked: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=PATIENCE)
    app.switch_page("pages/update.py")
    for name, value in asked.items():
        app.query_params[name] = value
    return sound(app.run())


def sound(app: AppTest) -> AppTest:
    assert not app.exception
    return app


def shown(app: AppTest) -> Element:
    """What the page says beside its widgets, with no exception and no harm in it."""
    sound(app)
    bodies = [
        one.proto.body for one in app.main.get("html") if not one.proto.unsafe_allow_javascript
    ]
    tree = parsed("".join(bodies))
    assert harm(tree) == []
    return tree


def type_in(
    app: AppTest, name: str, text: str, target_id: str = "homes", *, turn: int = 0
) -> AppTest:
    return sound(put(app, target_id, turn=turn, **{name: text}).run())


def put(app: AppTest, target_id: str = "homes", *, turn: int = 0, **texts: str) -> AppTest:
    """Texts in fields, before the page runs again."""
    for name, text in texts.items():
        kind = app.text_area if name == "note" else app.text_input
        kind(key=f"update_{name}_{target_id}_{turn}").set_value(text)
    return app


def test_the_reporters_own_status_joins_the_report_and_is_withdrawn_with_it(file):
    """One of ours where the portfolio has no scale of its own; undoing the report takes it back."""
    app = evidence(visit(id="homes"), value="240")
    sound(app.selectbox(key="update_declared_homes_0").set_value("at_risk").run())
    sound(app.button(key="update_save_homes_0").click().run())
    assert "value: 240, by: bureau, declared: at_risk" in file.read_text("utf-8")
    sound(app.button(key="update_undo").click().run())
    sound(app.button(key="update_undo_sure").click().run())
    snapshot = Snapshot.at(load(file), today())
    assert declared_statuses(snapshot.tables, today()) == {}


def evidence(app: AppTest, target_id: str = "homes", **texts: str) -> AppTest:
    """Evidence filled in, so that no warning asks for it, together with further texts."""
    put(app, target_id, title="Gazette", **texts)
    return sound(app.selectbox(key=f"update_grade_{target_id}_0").set_value("A").run())


def save(app: AppTest) -> AppTest:
    (button,) = [one for one in app.button if one.label == ZH("update.save")]
    return sound(button.click().run())


def press(app: AppTest, key: str) -> AppTest:
    (button,) = [one for one in app.button if one.label == ZH(key)]
    return sound(button.click().run())


def added(before: str, path: Path) -> list[str]:
    """The lines that a save added; nothing else may differ."""
    lines = list(difflib.ndiff(before.splitlines(), path.read_text("utf-8").splitlines()))
    assert not [line for line in lines if line.startswith("-")]
    return [line[2:].strip() for line in lines if line.startswith("+")]


# choosing


def test_overdue_targets_come_first():
    """One click opens each of them."""
    app = visit()
    assert app.selectbox(key="update_chosen").options[-1].startswith("Promise")
    owing = [one.label for one in app.button if one.key.startswith("update_open_")]
    assert [one.split(" ")[0] for one in owing] == ["Homes", "Road"]
    app.button(key="update_open_road").click().run()
    assert app.selectbox(key="update_chosen").value == "road"
    assert app.query_params["id"] in ("road", ["road"])


def test_a_person_sees_only_targets_of_their_organisations(monkeypatch):
    """A link to another target explains why it does not open."""
    at_page(monkeypatch, WANG)
    app = visit(id="homes")
    assert [one.split(" ")[0] for one in app.selectbox(key="update_chosen").options] == [
        "Trees",
        "Promise",
    ]
    assert ZH("update.not_yours") in shown(app).text
    assert not app.text_input


def test_a_link_to_an_unknown_target():
    """The page says that it does not exist."""
    assert ZH("target.unknown", id="gone") in shown(visit(id="gone")).text


def test_without_a_person_there_is_no_form(monkeypatch):
    """Off, signed out or read-only: no field, no button, no names of targets."""
    for reason in ("off", "readonly", "signed_out", "not_listed"):
        at_page(monkeypatch, AccessDenial(reason))
        app = visit(id="homes")
        assert not app.text_input
        assert not app.selectbox
        assert not [one for one in app.button if one.label == ZH("update.save")]


@pytest.mark.parametrize("name", REAL_DATA)
def test_the_form_opens_for_real_targets(name, monkeypatch, tmp_path):
    """One of every kind of measure: the page has the target's title and no missing word."""
    copy = tmp_path / REAL_DATA[name].name
    (shutil.copytree if REAL_DATA[name].is_dir() else shutil.copy)(REAL_DATA[name], copy)
    monkeypatch.setenv(config.DATA_ENV, str(copy))
    for record in {one.measure.kind: one for one in load(copy).targets}.values():
        tree = shown(visit(id=record.id, lang="en"))
        assert localize(record.title, "en") in tree.spoken
        assert holes(tree) == [], record.id


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("target_id", ["homes", "trees", "road", "promise"])
def test_the_form_of_every_kind_in_every_language(target_id, lang):
    """Every wording is there."""
    tree = shown(visit(id=target_id, lang=lang))
    assert Translator(lang)("update.preview") in tree.text
    assert holes(tree) == []


def test_fields_depend_on_the_kind():
    """A value where there is a number, steps where there are steps, neither for a statement."""
    fields = {
        target_id: {
            one.key.split("_")[1]
            for one in (*app.text_input, *app.text_area, *app.checkbox)
            if one.key
        }
        for target_id in ("homes", "road", "promise")
        for app in [visit(id=target_id)]
    }
    assert {"value", "spent", "note", "by", "title", "publisher", "url"} == fields["homes"]
    assert {"step:signed", "step:moved", "none", "spent", "note"} <= fields["road"]
    assert "value" not in fields["road"]
    assert not {"value", "spent"} & fields["promise"]


def test_prefilled_fields():
    """The end of the last period, today, and the name of the lead."""
    app = visit(id="homes")
    assert app.date_input(key="update_date_homes_0").value == quarter()
    assert app.date_input(key="update_reported_homes_0").value == today()
    assert app.text_input(key="update_by_homes_0").value == "Housing Bureau"


# saving


def test_a_report_is_one_added_line(file):
    """It is the line of the preview, with the key of the lead, and nothing else changes."""
    before = file.read_text("utf-8")
    app = evidence(visit(id="homes"), value="２４０户")
    line = f"- {{date: {quarter()}, reported: {today()}, value: 240, by: bureau, evidence: {{title: Gazette, grade: A}}}}"
    assert line in shown(app).text
    before_and_after = shown(app).one("p", "change").text.split(" → ")
    assert before_and_after[0] == "？逾期未报"
    assert before_and_after[1] in ("●正常", "▲滞后", "■严重滞后")
    assert file.read_text("utf-8") == before
    save(app)
    assert added(before, file) == ["updates:", line]
    assert ZH("update.saved") in shown(app).text
    assert app.text_input(key="update_value_homes_1").value == ""
    saved = history(file, "homes")
    assert [(one.person, one.target) for one in saved] == [("李 明", "homes")]


def test_a_saved_report_can_be_undone(file):
    """Undo is previewed, adds a correction, and restores the target's status."""
    before = file.read_text("utf-8")
    app = save(evidence(visit(id="homes"), value="240"))
    press(app, "update.undo")
    once = file.read_text("utf-8")
    assert f"corrects: {quarter()}" in shown(app).text
    press(app, "update.undo.leave")
    assert file.read_text("utf-8") == once
    press(press(app, "update.undo"), "update.undo.sure")
    assert len(added(before, file)) == 3
    assert added(once, file)[0].startswith(f"- {{date: {quarter()}, reported: {today()}, note: ")
    assert ZH("update.undone") in shown(app).text
    assert "逾期未报" in shown(app).text


def test_steps_that_are_done_are_not_offered_again(file):
    """That no further step is done can be reported."""
    app = visit(id="road")
    app.checkbox(key="update_step:signed_road_0").check().run()
    before = file.read_text("utf-8")
    save(evidence(app, "road"))
    assert "done: [signed]" in added(before, file)[-1]
    assert [one.key for one in app.checkbox] == [
        "update_step:moved_road_1",
        "update_none_done_road_1",
    ]


@pytest.mark.parametrize(
    ("name", "typed", "key"),
    [
        ("value", "240吨", "sheet.bad.unit"),
        ("value", "约300", "sheet.bad.about"),
        ("value", "+200", "sheet.bad.increase"),
        ("spent", "＋2", "sheet.bad.increase"),
        ("value", "-5", "check.negative"),
        ("spent", "3 EUR", "check.currency.amount"),
        ("url", "javascript:alert(1)", "read.url"),
        ("url", "http://a b", "read.url"),
    ],
)
def test_an_error_prevents_saving(name, typed, key, file):
    """It is shown beside its field, and what was typed stays."""
    before = file.read_text("utf-8")
    app = evidence(visit(id="homes"), note="a note")
    type_in(app, name, typed)
    shown_errors = [one.text for one in shown(app).all("div", "error")]
    assert any(longest_part(key) in one for one in shown_errors), shown_errors
    save(app)
    assert file.read_text("utf-8") == before
    assert ZH("update.correct_first") in shown(app).text
    assert app.text_input(key=f"update_{name}_homes_0").value == typed


def test_a_number_is_asked_for_in_the_unit_of_the_target_and_shown_as_it_was_read(file):
    """Money in the unit used last, whatever the unit of the file; in English with its Chinese name."""
    area = target(
        'id: homes\nmeasure: {kind: cumulative, unit: {zh: 万平方米, en: "×10,000 m²"}, target: 640}\n'
        f"{YEAR}\nbudget: {{approved: 5000 万元}}\nupdates:\n  - {{date: {quarter()}, spent: 2273 万元, "
        "evidence: {title: Gazette, grade: A}}"
    )
    file.write_text(portfolio_text(area), encoding="utf-8")
    app = visit(id="homes", lang="en")
    labels = [app.text_input(key=f"update_{name}_homes_0").label for name in ("value", "spent")]
    assert [label.replace("\\", "") for label in labels] == [
        "Total to date, in 万平方米 (10,000 m²)",
        "Spent to date, in 万元 (10,000 yuan)",
    ]
    assert "22.73 million yuan" in shown(app).text
    type_in(app, "value", "377.7")
    type_in(app, "spent", "2337")
    assert "Read as 3.777 million m²" in shown(app).text
    assert "Read as 23.37 million yuan" in shown(app).text
    evidence(app)
    (button,) = [one for one in app.button if one.label == Translator("en")("update.save")]
    sound(button.click().run())
    assert "spent: 2337 万元" in file.read_text("utf-8")


def longest_part(key: str) -> str:
    """The first words of a wording, up to its first gap."""
    words = [part.strip("“”") for part in ZH(key).replace("}", "{").split("{")[::2]]
    return max(words, key=len)[:20]


def test_an_empty_form_saves_nothing(file):
    """Save adds no empty line."""
    before = file.read_text("utf-8")
    app = save(visit(id="homes"))
    assert file.read_text("utf-8") == before
    assert ZH("remark.nothing") in shown(app).text


def test_a_new_warning_must_be_seen_before_saving(file):
    """The first press of Save shows it, the second one saves."""
    before = file.read_text("utf-8")
    app = evidence(visit(id="homes"))
    app.text_input(key="update_value_homes_0").set_value("1400")
    save(app)
    assert file.read_text("utf-8") == before
    assert ZH("update.look_again") in shown(app).text
    save(app)
    assert "value: 1400" in added(before, file)[-1]


def test_a_doubtful_figure_needs_a_tick_of_its_own(file):
    """Ten times the last figure is not saved without the tick; the tick holds for that figure alone."""
    before = file.read_text("utf-8")
    app = evidence(visit(id="trees"), "trees")
    type_in(app, "value", "1000", "trees")
    assert not app.checkbox
    type_in(app, "value", "1200000", "trees")
    save(app)
    assert file.read_text("utf-8") == before
    (tick,) = app.checkbox
    assert tick.label == ZH("update.confirm")
    sound(tick.check().run())
    type_in(app, "value", "1300000", "trees")
    assert not app.checkbox[0].value
    sound(app.checkbox[0].check().run())
    save(app)
    save(app)
    (line,) = added(before, file)
    assert "value: 1300000," in line
    assert "confirmed: true" in line


def test_choosing_a_correction_sets_the_date(file):
    """The running total may then fall."""
    before = file.read_text("utf-8")
    app = visit(id="trees")
    app.date_input(key="update_date_trees_0").set_value(quarter() - dt.timedelta(9)).run()
    app.selectbox(key="update_corrects_trees_0").set_value(quarter()).run()
    assert app.date_input(key="update_date_trees_0").value == quarter()
    save(evidence(app, "trees", value="90"))
    assert f"corrects: {quarter()}" in added(before, file)[-1]


def test_drafts_are_kept_while_another_target_is_open():
    """Coming back restores every field."""
    app = evidence(visit(id="homes"), value="24")
    app.selectbox(key="update_chosen").set_value("road").run()
    app.checkbox(key="update_step:signed_road_0").check().run()
    app.selectbox(key="update_chosen").set_value("homes").run()
    assert app.text_input(key="update_value_homes_0").value == "24"
    assert app.text_input(key="update_title_homes_0").value == "Gazette"
    app.selectbox(key="update_chosen").set_value("road").run()
    assert app.checkbox(key="update_step:signed_road_0").value


@pytest.mark.parametrize("name", ["note", "by", "title", "publisher", "url", "value", "spent"])
def test_a_text_of_any_length_stays_in_its_field(name, file):
    """No field limits a paste, which browsers and Streamlit would drop; the error has both numbers."""
    before = file.read_text("utf-8")
    app = evidence(visit(id="homes"), value="240")
    text = "长" * 12_345
    type_in(app, name, text)
    field = (app.text_area if name == "note" else app.text_input)(key=f"update_{name}_homes_0")
    assert field.value == text
    assert field.proto.max_chars == 0
    if name in ("note", "by", "title", "publisher"):
        assert ZH("read.long_text", length="12,345", limit="10,000") in shown(app).text
    save(app)
    assert file.read_text("utf-8") == before
    assert ZH("update.correct_first") in shown(app).text


# drafts


def reload(**asked: str) -> AppTest:
    """A new tab or a reloaded one: nothing of the session is left."""
    return visit(**{"id": "homes"} | asked)


def contents(
    app: AppTest, target_id: str = "homes", turn: int = 0
) -> tuple[str, str, str, str | None]:
    """Value, note, title and grade as the form shows them."""
    mark = f"{target_id}_{turn}"
    return (
        app.text_input(key=f"update_value_{mark}").value,
        app.text_area(key=f"update_note_{mark}").value,
        app.text_input(key=f"update_title_{mark}").value,
        app.selectbox(key=f"update_grade_{mark}").value,
    )


@pytest.mark.parametrize("lang", languages())
def test_a_draft_survives_a_reload_in_any_language(lang):
    """Every field, days and a text that is too long too; prefilled fields follow the language."""
    note = "长" * 10_001
    app = evidence(visit(id="homes"), value="24", note=note)
    app.date_input(key="update_date_homes_0").set_value(dt.date(2026, 1, 31)).run()
    st.cache_data.clear()  # as after a restart of the server
    st.cache_resource.clear()
    again = reload(lang=lang)
    shown(again)
    assert contents(again) == ("24", note, "Gazette", "A")
    assert again.date_input(key="update_date_homes_0").value == dt.date(2026, 1, 31)
    assert again.text_input(key="update_by_homes_0").value == "Housing Bureau"
    assert Translator(lang)("update.draft.discard") in [one.label for one in again.button]


def test_ticks_survive_a_reload():
    app = visit(id="road")
    app.checkbox(key="update_step:signed_road_0").check().run()
    assert reload(id="road").checkbox(key="update_step:signed_road_0").value


def test_the_tick_of_a_doubtful_figure_survives_a_reload():
    app = evidence(visit(id="trees"), "trees", value="1200000")
    sound(app.checkbox[0].check().run())
    assert reload(id="trees").checkbox[0].value


def test_the_targets_with_drafts_are_listed(monkeypatch):
    """One click opens them; another person's list is empty."""
    type_in(visit(id="homes"), "note", "x")
    app = visit()
    assert [one.key for one in app.button if one.key.startswith("update_draft_")] == [
        "update_draft_homes"
    ]
    sound(app.button(key="update_draft_homes").click().run())
    assert app.text_area(key="update_note_homes_0").value == "x"
    at_page(monkeypatch, WANG_ALL)
    assert not [one for one in visit().button if one.key.startswith("update_draft_")]


def test_nothing_of_a_draft_is_shown_to_another_person(monkeypatch):
    """In a new tab, and in the same tab after another person has signed in; both keep their own."""
    app = type_in(visit(id="homes"), "note", "secret of Li")
    at_page(monkeypatch, WANG_ALL)
    for tab in (reload(), sound(app.run())):
        assert "secret" not in str([one.value for one in (*tab.text_area, *tab.text_input)])
        assert "secret" not in shown(tab).text
    sound(app.text_area(key="update_note_homes_1").set_value("of Wang").run())
    assert contents(reload())[1] == "of Wang"
    at_page(monkeypatch, LI)
    assert contents(reload())[1] == "secret of Li"


def test_a_saved_draft_is_over(file):
    """After a reload the form is empty, and the other tab's too."""
    app = evidence(visit(id="homes"), value="240")
    other = reload()
    assert contents(other)[0] == "240"
    save(app)
    assert contents(reload())[0] == ""
    assert contents(sound(other.run()), turn=1) == ("", "", "", None)
    before = file.read_text("utf-8")
    save(other)
    assert file.read_text("utf-8") == before


def test_a_discarded_draft_is_over():
    app = press(type_in(visit(id="homes"), "value", "240"), "update.draft.discard")
    assert contents(app, turn=1)[0] == ""
    assert contents(reload())[0] == ""


def test_two_tabs_of_one_person_share_a_draft():
    """The later keystroke counts in each field; a text replaced unseen is shown beside it."""
    one, two = visit(id="homes"), visit(id="homes")
    type_in(one, "value", "4")
    type_in(two, "note", "two")
    assert contents(two)[:2] == ("4", "two")
    type_in(one, "title", "Gazette")
    assert contents(one)[:3] == ("4", "two", "Gazette")
    type_in(one, "note", "one")
    type_in(two, "note", "later")
    words = ZH("update.draft.other", text="one")
    assert any(words in warning.text for warning in shown(two).all("div", "warning"))
    assert contents(sound(one.run()))[1] == "later"
    assert contents(reload())[:3] == ("4", "later", "Gazette")


def test_a_draft_begun_before_someone_else_saved(file):
    """After a restart the person still sees both versions, and saves beside the other one."""
    evidence(visit(id="homes"), value="240")
    elsewhere(file, "homes", 250)
    app = reload()
    assert ZH("update.conflict") in shown(app).text
    press(app, "update.conflict.keep")
    assert "value: 240" in file.read_text("utf-8")


def test_a_draft_on_a_target_that_is_gone_is_shown(file):
    """Removed or given another id by hand: what was typed can still be copied."""
    evidence(visit(id="homes"), value="240")
    text = file.read_text("utf-8")
    file.write_text(text.replace("- id: homes\n", "- id: flats\n"), "utf-8")
    words = ZH("update.draft.gone", id="homes", texts="240、Gazette、A")
    assert words in shown(visit()).text


def test_a_draft_that_cannot_be_stored(monkeypatch, tmp_path):
    """The page says so, and the session keeps it."""
    (tmp_path / "blocked").write_text("a file")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "blocked"))
    app = type_in(visit(id="homes"), "value", "240")
    assert longest_part("update.draft.not_stored") in shown(app).text
    assert contents(app)[0] == "240"


def test_the_data_folder_has_no_draft(file):
    """Nor is anything of a draft in the state folder after it was saved."""
    app = evidence(visit(id="homes"), value="240", note="words to keep")
    assert [path.name for path in file.parent.iterdir() if path.name != "state"] == [file.name]
    stored = list((file.parent / "state").glob("tracker/*/drafts/*/*.json"))
    assert len(stored) == 1
    assert "words to keep" in stored[0].read_text()
    save(app)
    assert "words" not in stored[0].read_text()


def test_a_day_that_was_removed_is_not_corrected(file):
    """The draft of a correction survives the removal of the report it corrects."""
    app = visit(id="trees")
    sound(app.selectbox(key="update_corrects_trees_0").set_value(quarter()).run())
    file.write_text(
        file.read_text("utf-8").replace(f"{quarter()}, value: 100", "2021-01-31, value: 100")
    )
    assert reload(id="trees").selectbox(key="update_corrects_trees_0").value is None


def test_a_merge_in_progress_is_named_before_and_after_the_save(file):
    """Also if it began after the preview was drawn first; nothing is committed into it."""
    file.write_text(
        file.read_text("utf-8").replace("portfolio:", "portfolio:\n  commit: true"), "utf-8"
    )
    subprocess.run(["git", "init", "--quiet", str(file.parent)], check=True)
    app = evidence(visit(id="homes"), value="240")
    before, after = (
        ZH.message(Message(key, reason=Message("git.state.merge")))
        for key in ("store.note.will_wait", "store.note.waits")
    )
    assert before not in shown(app).text
    (file.parent / ".git" / "MERGE_HEAD").write_text("0" * 40)
    assert before in shown(app.run()).text
    save(app)
    assert after in shown(app).text
    assert ZH("update.journal") not in shown(app).text
    assert "value: 240" in file.read_text("utf-8")


# other people


def elsewhere(path: Path, target_id: str, value: int) -> None:
    """Someone else saves a report."""
    evidence = {"title": "Bulletin", "grade": "A"}
    report = {"date": quarter(), "value": value, "evidence": evidence}
    change = TargetChange(target_id, (AppendUpdate(target_id, report),))
    now = dt.datetime.now().astimezone()
    store_save.save(path, [change], WANG_ALL, today=today(), now=now)


WANG_ALL = dataclasses.replace(WANG, leads=None)


def test_a_save_of_another_target_is_no_conflict(file):
    """Both are kept without a question."""
    app = evidence(visit(id="homes"), value="240")
    before = file.read_text("utf-8")
    note = TargetChange("road", (AppendUpdate("road", {"date": quarter(), "note": "x"}),))
    store_save.save(file, [note], LI, today=today(), now=dt.datetime.now().astimezone())
    save(app)
    assert len(added(before, file)) == 4


def test_a_save_while_the_files_have_errors(file):
    """It is in the file, and the page says why it does not show it yet."""
    app = evidence(visit(id="homes"), value="240")
    text = file.read_text("utf-8")
    file.write_text(text + "  - {id: half}\n", "utf-8")
    save(app)
    assert "value: 240" in file.read_text("utf-8")
    assert ZH("update.saved.stale") in shown(app).text


def test_two_people_at_one_target(file):
    """The second one sees both versions and may add theirs."""
    app = evidence(visit(id="homes"), value="240")
    before = file.read_text("utf-8")
    elsewhere(file, "homes", 250)
    save(app)
    assert ZH("update.conflict") in shown(app).text
    sides = [one.text for one in shown(app).all("section", "card")]
    assert any(ZH("update.conflict.mine") in one and "240" in one for one in sides)
    assert any(ZH("update.conflict.theirs") in one and "250" in one for one in sides)
    assert len(added(before, file)) == 2
    press(app, "update.conflict.keep")
    assert [
        part
        for line in added(before, file)
        for part in line.split(", ")
        if part.startswith("value")
    ] == ["value: 250", "value: 240"]


@pytest.mark.parametrize("lang", languages())
def test_what_others_entered_names_organisations(file, lang):
    """Acceptance, owner and issues of somebody else stand beside one's own report with names, not keys."""
    text = file.read_text("utf-8").replace(
        "parks: Parks", "parks: {zh: 区绿化局, en: Parks Office}"
    )
    file.write_text(text, "utf-8")
    app = evidence(visit(id="homes", lang=lang), value="240")
    issue = {"id": "land-1", "opened": quarter(), "cause": "land", "text": "Two plots"}
    edits = (
        SetValue("targets[homes].accepted", {"on": quarter(), "by": "parks"}),
        SetValue("targets[homes].owner", "parks"),
        AppendIssue("homes", issue | {"raised_to": "parks"}),
    )
    now = dt.datetime.now().astimezone()
    store_save.save(file, [TargetChange("homes", edits)], LI, today=today(), now=now)
    (button,) = [one for one in app.button if one.label == Translator(lang)("update.save")]
    sound(button.click().run())
    heading = Translator(lang)("update.conflict.theirs")
    (theirs,) = [one.text for one in shown(app).all("section", "card") if heading in one.text]
    assert theirs.count({"zh": "区绿化局", "en": "Parks Office"}[lang]) == 3
    assert Translator(lang)("cause.land") in theirs
    assert "parks" not in theirs
    assert "{" not in theirs


def test_ones_own_version_can_be_discarded(file):
    """The file stays as it is, and the form is empty."""
    app = evidence(visit(id="homes"), value="240")
    elsewhere(file, "homes", 250)
    now = file.read_text("utf-8")
    press(save(app), "update.conflict.take")
    assert file.read_text("utf-8") == now
    assert app.text_input(key="update_value_homes_1").value == ""


def test_an_untouched_form_follows_the_file(file):
    """A person who has typed nothing sees no conflict."""
    app = visit(id="homes")
    elsewhere(file, "homes", 250)
    app.run()
    type_in(app, "value", "260", turn=1)
    assert ZH("update.conflict") not in shown(app).text


def test_the_save_checks_again_who_is_there(file, monkeypatch):
    """Signed out since the page was drawn: refused, nothing is written, what was typed stays."""
    before = file.read_text("utf-8")
    app = evidence(visit(id="homes"), value="240")
    monkeypatch.setattr(signin, "require_editor", lambda _: LI)
    at_page(monkeypatch, AccessDenial("ended"))
    save(app)
    assert file.read_text("utf-8") == before
    assert ZH("update.forbidden") in shown(app).text
    assert app.text_input(key="update_value_homes_0").value == "240"


def test_a_person_of_another_department_cannot_save(file, monkeypatch):
    """Even if the page was drawn for someone who may."""
    before = file.read_text("utf-8")
    app = evidence(visit(id="homes"), value="240")
    monkeypatch.setattr(signin, "require_editor", lambda _: LI)
    at_page(monkeypatch, WANG)
    app.button(key="update_save_homes_0").click().run()
    assert file.read_text("utf-8") == before


@pytest.mark.parametrize(
    ("error", "key"),
    [
        (BusyError(Message("store.busy", folder="data", seconds=30)), "update.busy"),
        (
            StoreError(Message("store.disk_full", path="targets.yaml", reason="full")),
            "update.failed",
        ),
        (InvalidChangeError(()), "update.refused"),
    ],
)
def test_a_failed_save_loses_nothing(error, key, monkeypatch):
    """The page says why, and every field is as it was."""
    app = evidence(visit(id="homes"), value="240")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(store_save, "save", fail)
    save(app)
    assert ZH(key) in shown(app).text
    if not isinstance(error, InvalidChangeError):  # its problems are listed instead
        assert ZH.message(error.message) in shown(app).text
    assert app.text_input(key="update_value_homes_0").value == "240"


def test_a_read_only_process_does_not_save(file, monkeypatch):
    """TRACKER_READONLY overrides everything."""
    before = file.read_text("utf-8")
    app = evidence(visit(id="homes"), value="240")
    monkeypatch.setenv(access.READONLY_ENV, "1")
    save(app)
    assert file.read_text("utf-8") == before
    assert ZH("update.forbidden") in shown(app).text


# what texts may do


def test_labels_are_escaped():
    """No Markdown in a label stays active, and no address becomes a link."""
    assert escape_markdown("a *b* [c](d) `e` :f:") == r"a \*b\* \[c\]\(d\) \`e\` \:f\:"
    assert escape_markdown("1. a - b") == r"1\. a - b"
    assert escape_markdown("# a") == r"\# a"
    assert "http://" not in escape_markdown(EVIL).replace("\\", "")
    assert "www." not in escape_markdown(EVIL).replace("\\", "")
    assert escape_markdown("零星旧改 · 区住房局") == "零星旧改 · 区住房局"


def test_entries_are_shown_as_text(file):
    """Scripts, images and formulas in a note are text, on the page and in the file."""
    app = evidence(visit(id="homes"), note=f"=HYPERLINK(1) {EVIL}")
    assert "=HYPERLINK(1)" in shown(app).text
    save(app)
    shown(app)
    (update,) = load(file).targets[0].updates
    assert update.note == f"=HYPERLINK(1) {EVIL}"


def test_the_targets_page_has_the_link_to_the_form_and_the_history(monkeypatch):
    """The link only for those who may report, the history for everybody."""
    save(evidence(visit(id="homes"), value="240"))
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=PATIENCE)
    app.switch_page("pages/targets.py")
    app.query_params["id"] = "homes"
    tree = shown(app.run())
    assert ZH("update.link") in tree.links
    assert ZH("update.history", count=1) in tree.text
    assert "李 明" in tree.text
    at_page(monkeypatch, AccessDenial("off"))
    assert ZH("update.link") not in shown(app.run()).links


def test_a_note_of_several_lines_is_saved_and_undone(file):
    """Line breaks, colons, quotes and emoji are kept; the report is found again."""
    note = "一、完成 240 户: \"签约\"\n二、# 余下 🏠 待办\n\n- 'x'"
    app = save(evidence(visit(id="homes"), value="240", note=note))
    (update,) = load(file).targets[0].updates
    assert update.note == note
    press(press(app, "update.undo"), "update.undo.sure")
    assert ZH("update.undone") in shown(app).text


# sheets


def upload(app: AppTest, name: str, data: bytes) -> AppTest:
    return sound(app.file_uploader(key="update_sheet_0").set_value((name, data, "")).run())


def sheet(path: Path, *entries: tuple[SheetTable, int, dict[str, object]], **values: int) -> bytes:
    """The workbook of all targets, with some values filled in, and cells of rows on other sheets."""
    data = sheet_export.build_workbook(Snapshot.at(load(path), today()), leads=None, date=quarter())
    book = openpyxl.load_workbook(io.BytesIO(data))
    form = book[FORM.sheet]
    for row in range(FIRST_ROW, form.max_row + 1):
        if (target_id := form.cell(row, 1).value) in values:
            form.cell(row, FORM.keys.index("value") + 1).value = values[target_id]
    for table, number, cells in entries:
        for key, value in cells.items():
            cell = book[table.sheet].cell(FIRST_ROW + number, table.keys.index(key) + 1)
            cell.value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_a_sheet_is_previewed_and_saved_as_a_whole(file):
    """Effects first, nothing saved; then every row's line, and the uploader is empty."""
    before = file.read_text("utf-8")
    app = upload(visit(), "a.xlsx", sheet(file, homes=240, trees=120))
    assert ZH("update.sheet.effects") in shown(app).text
    assert file.read_text("utf-8") == before
    sound(app.button(key="update_sheet_save").click().run())
    values = [line for line in added(before, file) if "value: " in line]
    assert len(values) == 2
    assert app.file_uploader(key="update_sheet_1").value is None
    assert ZH("update.sheet.saved", count=2) in shown(app).text
    saved = file.read_text("utf-8")
    press(press(app, "update.sheet.undo"), "update.undo.leave")
    assert file.read_text("utf-8") == saved
    press(press(app, "update.sheet.undo"), "update.undo.sure")
    assert ZH("update.undone") in shown(app).text
    assert all("corrects: " in line for line in added(saved, file))
    after = load(file).by_id
    figures = {id_: effective_figures(after[id_].updates, "value") for id_ in ("homes", "trees")}
    assert [one.value for one in figures["homes"]] == []
    assert [one.value for one in figures["trees"]] == [100]


def test_a_sheet_with_issues_and_decisions_is_undone_as_a_whole(file):
    """What will be undone is named in words; then the file has corrections of the reports, and nothing else new."""
    data = sheet(
        file,
        (ISSUES, 0, {"cause": "资金", "text": "缺口两亿"}),
        (DECISIONS, 0, {"review": quarter(), "meeting": "二季度会", "decided": "追加资金"}),
        (DECIDED, 0, {"new_post": "Parks"}),
        homes=240,
    )
    app = upload(visit(), "a.xlsx", data)
    before = file.read_text("utf-8")
    sound(app.button(key="update_sheet_save").click().run())
    assert load(file).by_id["homes"].owner == "parks"
    press(app, "update.sheet.undo")
    what = shown(app).text
    assert all(words in what for words in ("撤回问题", "缺口两亿", "撤回议定事项", "删除责任人"))
    press(app, "update.undo.sure")
    assert ZH("update.undone") in shown(app).text
    first, second = [
        line for line in added(before, file) if "value: " in line or "corrects" in line
    ]
    assert "value: 240" in first
    assert "corrects: " in second
    assert [line for line in added(before, file) if "date: " not in line] == ["updates:"]


def test_a_sheet_whose_issue_was_closed_since_is_not_undone(file):
    """The page names the issue and says where to undo it by hand."""
    data = sheet(file, (ISSUES, 0, {"cause": "资金", "text": "缺口两亿"}), homes=240)
    app = upload(visit(), "a.xlsx", data)
    sound(app.button(key="update_sheet_save").click().run())
    edits = (SetValue("targets[homes].issues[funding-1].closed", today()),)
    now = dt.datetime.now().astimezone()
    store_save.save(file, [TargetChange("homes", edits)], LI, today=today(), now=now)
    saved = file.read_text("utf-8")
    press(app, "update.sheet.undo")
    assert ZH("entry.changed_since", name="homes/funding-1") in shown(app).text
    assert not [one for one in app.button if one.key == "update_sheet_undo_sure"]
    assert file.read_text("utf-8") == saved


def test_a_sheet_with_an_error_is_not_saved_at_all(file):
    """The cell is named, and there is no button to save the rest."""
    app = upload(visit(), "a.xlsx", sheet(file, homes=240, trees=-1))
    assert any(
        one.text.startswith("✖ ") and "H" in one.text for one in shown(app).all("div", "error")
    )
    assert not [one for one in app.button if one.key == "update_sheet_save"]


def test_a_sheet_obeys_the_table_of_editors(file, monkeypatch):
    """A row of another organisation is refused, and with it all rows."""
    data = sheet(file, homes=240, trees=120)
    at_page(monkeypatch, WANG)
    app = upload(visit(), "a.xlsx", data)
    assert ZH("update.forbidden") in shown(app).text
    assert not [one for one in app.button if one.key == "update_sheet_save"]


def test_a_file_that_is_not_a_workbook(file):
    """The page says what was expected."""
    before = file.read_bytes()
    app = upload(visit(), "a.xlsx", b"no sheet")
    assert "tracker sheet" in shown(app).one("div", "error").text
    assert not [button for button in app.button if button.key == "update_sheet_save"]
    assert file.read_bytes() == before
