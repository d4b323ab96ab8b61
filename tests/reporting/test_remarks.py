"""A report: how it is written, remarks on it, its effect, and its undo."""

from __future__ import annotations

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples
from support.judging import day, loaded
from support.samples import portfolio_text, target, updates

from tracker.analysis.assessment import assess
from tracker.analysis.tables import tables
from tracker.i18n import Translator, languages
from tracker.portfolio.entries import Update
from tracker.portfolio.load import Portfolio
from tracker.portfolio.money import Amount
from tracker.reporting.entry import parse_spent, parse_value
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.preview import preview_status, with_report
from tracker.reporting.remarks import Remark, remarks
from tracker.reporting.report import Report, is_recorded, last_period_end, money_unit
from tracker.reporting.typed_units import half_width
from tracker.reporting.undo import assessed_state, undo

TODAY = day("2022-07-15")
JUNE = day("2022-06-30")
EVIDENCE = {"title": "Gazette", "grade": "A"}
STEPS = """
measure: {kind: milestones}
milestones: [{id: signed, title: Signed, due: 2022-05-31}, {id: moved, title: Moved}]
"""


def portfolio(fields: str = "", **header: str | None) -> Portfolio:
    return loaded(portfolio_text(target(fields), **header))


def sound(**fields) -> Report:
    """A report about which nothing is odd, with these fields in place of its own."""
    valid = {"target": "homes", "date": JUNE, "reported": TODAY, "value": 240.0}
    return Report(**valid | {"evidence": EVIDENCE} | fields)


def keys(at: Portfolio, report: Report, today: dt.date = TODAY) -> list[str]:
    """The rule of each remark with its field, and the last word of a hint's key."""
    return [
        f"{one.rule} {one.field}" if one.rule else one.message.key.rpartition(".")[2]
        for one in remarks(at, report, today)
    ]


# as it is typed


@pytest.mark.parametrize(
    ("measure", "typed", "value"),
    [
        ("{kind: cumulative, unit: 户, target: 1000}", "+200", None),
        ("{kind: cumulative, unit: 户, target: 1000}", "＋200 户", None),
        ("{kind: cumulative, unit: 户, target: 1000}", " + 200", None),
        ("{kind: cumulative, unit: 户, target: 1000}", "➕1.2万", None),
        ("{kind: cumulative, unit: 户, target: 1000}", "新增200户", None),
        ("{kind: cumulative, unit: 户, target: 1000}", "200 more", None),
        ("{kind: cumulative, unit: 户, target: 1000}", "200", 200),
        ("{kind: cumulative, unit: '%', target: 100}", "+5", None),
        ("{kind: flow, unit: 户, years: {'2022': 1000}}", "+200", None),
        ("{kind: level, unit: '%', baseline: 30, target: 40}", "+2", None),
        ("{kind: ceiling, unit: µg/m³, ceiling: 35}", "+2", None),
        ("{kind: floor, unit: '%', floor: 5.5}", "+6.25", 6.25),
        ("{kind: floor, unit: {zh: '%', en: per cent}, floor: 5.5}", "＋6.25％", 6.25),
        ("{kind: floor, unit: {zh: 个百分点, en: pp}, floor: 1}", "+1.5", 1.5),
        ("{kind: range, unit: '%', range: [6, 8]}", "百分之+6.25", 6.25),
    ],
)
def test_a_plus_before_anything_but_a_rate_in_percent_is_asked_about(measure, typed, value):
    """+200 may be the total or 200 more than before; growth is written +6.25."""
    (one,) = portfolio(f"measure: {measure}").targets
    if value is not None:
        assert parse_value(one, CellValue(typed)) == value
        return
    with pytest.raises(CellError) as caught:
        parse_value(one, CellValue(typed))
    number = typed.strip("+＋➕ 新增more")
    for lang in languages():
        text = Translator(lang).message(caught.value.message)
        assert number in text.replace(half_width(typed), "", 1)


@pytest.mark.parametrize("typed", ["+0.5亿", "+1200 万元", "¥+5000", "＋3"])
def test_a_plus_before_an_amount_is_asked_about(typed):
    """What was spent is a total, too."""
    with pytest.raises(CellError) as caught:
        parse_spent(portfolio(), "homes", CellValue(typed))
    assert caught.value.message.key == "sheet.bad.increase"


def test_a_remark_on_money_names_the_unit_of_both_amounts():
    """The slip is one of units, mostly: 万元 for 亿元; a budget that is only announced is no null."""
    for budget, amount in (("announced: 2", "2 亿元"), ("approved: 5000 万元", "5000 万元")):
        at = portfolio(f"budget: {{{budget}}}")
        (remark, *_) = remarks(at, sound(value=None, spent=1200.0), TODAY)
        for lang in languages():
            text = Translator(lang).message(remark.message)
            assert "1200 亿元" in text
            assert amount in text
    (again, *_) = [
        one
        for one in remarks(portfolio(SPENT), sound(date=day("2022-03-31"), spent=3.0), TODAY)
        if one.field == "spent"
    ]
    assert "2.1 亿元" in Translator("zh").message(again.message)


# as it is written


def test_a_report_is_written_in_the_order_of_the_schema():
    """The line reads as a careful editor would have written it."""
    full = sound(
        done=("signed",),
        spent=Amount(1200.0, "万元"),
        note=" a note ",
        by="bureau",
        corrects=day("2022-03-31"),
        evidence={"grade": "A", "url": "", "title": " Gazette ", "publisher": None},
    )
    assert list(full.update().items()) == [
        ("date", JUNE),
        ("reported", TODAY),
        ("value", 240),
        ("done", ["signed"]),
        ("spent", Amount(1200, "万元")),
        ("note", "a note"),
        ("by", "bureau"),
        ("corrects", day("2022-03-31")),
        ("evidence", {"title": "Gazette", "grade": "A"}),
    ]
    assert list(full.update()) == [name for name in Update.model_fields if name in full.update()]


def test_empty_fields_are_not_written():
    """No empty note, no empty evidence, no `reported` that equals `date`."""
    assert Report("homes", JUNE, reported=JUNE, value=0.0, evidence={"title": " "}).update() == {
        "date": JUNE,
        "value": 0,
    }


def test_whole_numbers_are_written_whole():
    """240 is not written as 240.0; 12.5 stays."""
    assert repr(sound(value=240.0).update()["value"]) == "240"
    assert repr(sound(value=12.5).update()["value"]) == "12.5"
    assert repr(sound(spent=Amount(3.0, "万元")).update()["spent"].value) == "3"


def test_no_steps_done_differs_from_no_statement():
    """`done: []` means that no step is done; None is not written."""
    assert sound(value=None, done=()).update()["done"] == []
    assert "done" not in sound(done=None).update()


def test_the_change_has_the_update_and_the_fingerprint():
    """The update is the report's; the fingerprint is that of the target as seen."""
    change = sound().change("seen")
    assert (change.target, change.fingerprint) == ("homes", "seen")
    assert [(e.target, e.update) for e in change.edits] == [("homes", sound().update())]


# what is odd


def test_a_valid_report_has_no_remarks():
    """With evidence, for a number and for steps."""
    assert keys(portfolio(), sound()) == []
    assert keys(portfolio(STEPS), sound(value=None, done=("signed",))) == []


BEFORE = updates(("2022-03-31", 210))
AFTER = updates(("2022-03-31", 210), ("2022-07-01", 230))
SPENT = "budget: {approved: 12.5}\nupdates: [{date: 2022-03-31, spent: 2.1, evidence: {title: G, grade: A}}]"
LEVEL = "measure: {kind: level, unit: '%', baseline: 10, target: 5}\n"


@pytest.mark.parametrize(
    ("fields", "changed", "expected"),
    [
        ("", {"date": day("2022-07-16"), "reported": None}, ["future date"]),
        ("", {"reported": day("2022-07-16")}, ["future reported"]),
        ("", {"date": day("1822-06-30")}, ["date date", "before_start"]),
        ("", {"reported": day("2022-06-29")}, ["reported reported"]),
        ("", {"date": day("2021-12-31")}, ["before_start"]),
        ("", {"value": None}, ["nothing"]),
        ("", {"value": None, "note": " "}, ["nothing"]),
        ("", {"value": None, "note": "Nothing new."}, []),
        ("", {"value": float("nan")}, ["number value"]),
        ("", {"value": float("inf")}, ["number value"]),
        ("", {"value": -1.0}, ["negative value"]),
        (BEFORE, {"value": 200.0}, ["falling value"]),
        (BEFORE, {"value": 200.0, "corrects": day("2022-03-31")}, []),
        (BEFORE, {"corrects": day("2022-04-30")}, ["corrects corrects"]),
        (BEFORE, {"date": day("2022-03-31")}, ["again"]),
        (BEFORE, {"date": day("2022-03-31"), "corrects": day("2022-03-31")}, []),
        (BEFORE, {"date": day("2022-03-31"), "value": 210.0}, ["recorded"]),
        (AFTER, {}, ["falling value"]),
        ("", {"value": 1001.0}, ["beyond"]),
        (BEFORE, {"value": 2200.0}, ["doubtful-value value", "beyond"]),
        (BEFORE, {"value": 2200.0, "confirmed": True}, ["beyond"]),
        (SPENT, {"spent": 2100.0}, ["doubtful-spent spent", "overspent spent"]),
        (SPENT, {"spent": 2100.0, "confirmed": True}, ["overspent spent"]),
        ("", {"value": 1000.0}, []),
        (LEVEL + "updates: [{date: 2022-03-31, value: 7, note: x}]", {"value": 8.0}, ["backwards"]),
        (LEVEL, {"value": 4.0}, ["beyond"]),
        ("measure: {kind: floor, unit: '%', floor: 5}", {"value": -3.0}, []),
        (STEPS, {"value": 1.0}, ["value-kind value"]),
        ("measure: {kind: statement}", {"value": 1.0}, ["value-kind value"]),
        (STEPS, {"value": None, "done": ("singed",)}, ["done done"]),
        ("", {"value": None, "spent": 1.0}, []),
        ("", {"spent": -1.0}, ["negative-spent spent"]),
        ("", {"spent": Amount(1.0, "EUR")}, ["currency spent"]),
        (SPENT, {"spent": 2.0}, ["spent-falling spent"]),
        (SPENT, {"spent": Amount(20000.0, "万元")}, ["spent-falling spent"]),
        (SPENT, {"spent": Amount(21000.0, "万元")}, []),
        (SPENT, {"spent": 12.6}, ["overspent spent"]),
        (SPENT, {"spent": 3.0, "date": day("2022-03-31")}, ["again"]),
        ("", {"evidence": None}, ["no-evidence evidence"]),
        ("", {"evidence": {"title": "G"}}, ["no-grade evidence.grade"]),
        ("", {"evidence": {"title": "G", "grade": "D"}}, ["choice evidence.grade"]),
        ("", {"evidence": {"grade": "A"}}, ["evidence evidence.title"]),
        ("", {"evidence": {"document": "paper", "grade": "A"}}, []),
        ("", {"evidence": {"document": "papers", "grade": "A"}}, ["reference evidence.document"]),
        ("", {"evidence": EVIDENCE | {"published": "2022-13"}}, ["date evidence.published"]),
        ("", {"evidence": EVIDENCE | {"published": "2022-06"}}, []),
        ("", {"evidence": EVIDENCE | {"url": "javascript:alert(1)"}}, ["url evidence.url"]),
        ("", {"evidence": EVIDENCE | {"url": "http://a/ b"}}, ["url evidence.url"]),
        ("", {"evidence": EVIDENCE | {"url": "https://a.cn/b?c=1"}}, []),
        ("", {"evidence": EVIDENCE | {"colour": "red"}}, ["unknown-key evidence.colour"]),
    ],
)
def test_remarks_before_a_report_is_saved(fields, changed, expected):
    """Each remark appears in its case and in no other."""
    assert keys(portfolio(fields), sound(**changed)) == expected


@pytest.mark.parametrize(
    ("field", "place"),
    [
        ("note", "note"),
        ("by", "by"),
        ("title", "evidence.title"),
        ("publisher", "evidence.publisher"),
    ],
)
def test_a_text_that_is_too_long_is_an_error_with_both_numbers(field, place):
    """10,000 characters are accepted, whatever their width; one more is an error of its field."""
    for length, expected in ((10_000, []), (10_001, ["10,001", "10,000"])):
        text = "长" * length
        report = (
            sound(**{field: text}) if place == field else sound(evidence=EVIDENCE | {field: text})
        )
        errors = [one for one in remarks(portfolio(), report, TODAY) if one.level == "error"]
        assert [one.field for one in errors] == ([place] if expected else [])
        for lang in languages():
            assert all(
                number in Translator(lang).message(e.message) for number in expected for e in errors
            )


def test_a_long_text_in_one_of_two_languages_is_an_error():
    """The other one may be short."""
    report = sound(note={"zh": "短", "en": "x" * 10_001})
    (error,) = remarks(portfolio(), report, TODAY)
    assert (error.level, error.field) == ("error", "note")


def test_an_unknown_target_is_an_error():
    """It is a remark, not an exception."""
    assert keys(portfolio(), sound(target="home")) == ["no_target"]


def test_an_amount_without_any_unit_is_an_error():
    """Neither the amount nor the file has one."""
    assert keys(portfolio(money=None), sound(spent=3.0)) == ["money-unit spent"]
    assert keys(portfolio(money=None), sound(spent=Amount(3.0, "万元"))) == []


def test_a_correction_can_be_corrected_on_the_same_day():
    """It is added below the first, so it counts; an older one would not."""
    twice = (
        BEFORE + "  - {date: 2022-03-31, reported: 2022-07-15, value: 100, corrects: 2022-03-31}\n"
    )
    at = portfolio(twice)
    again = sound(date=day("2022-03-31"), value=120.0, corrects=day("2022-03-31"))
    assert keys(at, dataclasses.replace(again, reported=day("2022-07-15"))) == []
    older = dataclasses.replace(again, reported=day("2022-07-14"))
    assert keys(at, older) == ["withdrawn"]


def test_a_withdrawn_report_can_be_reported_again():
    """On the same day and with the same figure; an older report would not count, which is an error."""
    back = BEFORE + "  - {date: 2022-03-31, reported: 2022-07-15, corrects: 2022-03-31}\n"
    for value in (210.0, 215.0):
        again = sound(date=day("2022-03-31"), value=value)
        assert keys(portfolio(back), again) == []
        older = dataclasses.replace(again, reported=day("2022-07-14"))
        assert keys(portfolio(back), older) == ["withdrawn"]
        assert keys(portfolio(back), dataclasses.replace(older, corrects=again.date)) == [
            "withdrawn",
        ]


def test_errors_come_first():
    """Warnings follow."""
    levels = [r.level for r in remarks(portfolio(), sound(value=-1.0, evidence=None), TODAY)]
    assert levels == ["error", "warning"]


@pytest.mark.parametrize("lang", languages())
def test_every_remark_has_a_wording(lang):
    """In every language, with all its parameters."""
    t, seen = Translator(lang), set()
    for mark in test_remarks_before_a_report_is_saved.pytestmark:
        for fields, changed, _ in mark.args[1]:
            for remark in remarks(portfolio(fields), sound(**changed), TODAY):
                assert isinstance(remark, Remark)
                assert "{" not in t.message(remark.message)
                seen.add(remark.message.key)
    assert len(seen) > 25


# what it does


def test_the_preview_judges_the_target_with_and_without_the_report():
    """Both statuses are those that the whole portfolio would show."""
    at = portfolio(BEFORE)
    seen = preview_status(at, sound(value=480.0), TODAY)
    assert (seen.before.status, seen.before.value) == ("on_track", 210)
    assert seen.before.why_zh == assess(tables(at), TODAY)["why_zh"].iloc[0]
    assert (seen.after.status, seen.after.value) == ("on_track", 480)
    whole = assess(tables(with_report(at, sound(value=480.0))), TODAY)
    assert whole["why_zh"].iloc[0] == seen.after.why_zh


def test_the_preview_of_a_report_on_an_earlier_day():
    """Without the report, the later one on record still counts."""
    at = portfolio(updates(("2022-06-30", 480)))
    status = preview_status(at, sound(date=day("2022-03-31"), value=100.0), TODAY)
    assert (status.before.value, status.after.value) == (480, 480)


def test_amounts_are_in_the_unit_of_their_file():
    """One file may use 万元 where the portfolio uses 亿元."""
    roads = target("id: roads\nbudget: {approved: 5000}")
    at = loaded(portfolio_text(target()), portfolio_text(roads, money="万元"))
    assert (money_unit(at, "homes"), money_unit(at, "roads")) == ("亿元", "万元")
    assert keys(at, sound(target="roads", spent=4000.0)) == []
    assert keys(at, sound(target="roads", spent=6000.0)) == ["overspent spent"]
    one_target = tables(with_report(at, sound(target="roads", spent=4000.0)))
    assert one_target.updates["spent"].tolist() == [0.4]


def test_an_identical_report_is_recognised():
    """Whatever the day it is submitted again."""
    at = portfolio(
        "updates: [{date: 2022-06-30, value: 240, evidence: {title: Gazette, grade: A}}]"
    )
    assert is_recorded(at, sound())
    assert not is_recorded(at, sound(value=241.0))


@pytest.mark.parametrize(
    ("today", "months", "end"),
    [
        ("2022-07-15", 3, "2022-06-30"),
        ("2022-06-30", 3, "2022-03-31"),
        ("2022-01-01", 3, "2021-12-31"),
        ("2022-01-01", 1, "2021-12-31"),
        ("2022-03-31", 1, "2022-02-28"),
        ("2022-07-15", 6, "2022-06-30"),
        ("2022-07-15", 12, "2021-12-31"),
        ("2022-07-15", 0, "2022-07-15"),
    ],
)
def test_the_last_completed_period(today, months, end):
    """Months, quarters, half-years and years of the calendar."""
    assert last_period_end(day(today), months) == day(end)


# how it is undone

dates = st.dates(day("2022-01-01"), day("2022-01-03"))
figures = st.fixed_dictionaries(
    {},
    optional={
        "value": st.integers(0, 5).map(float),
        "spent": st.integers(0, 5).map(float),
        "done": st.lists(st.sampled_from(["signed", "moved"]), unique=True).map(tuple),
        "corrects": dates,
    },
)
reports = st.builds(
    lambda when, later, fields, grade: Report(
        "homes",
        when,
        when + dt.timedelta(later),
        note="n",
        evidence={"title": "G", "grade": grade} if grade else None,
        **fields,
    ),
    dates,
    st.integers(0, 3),
    figures,
    st.sampled_from(["A", "B", None]),
)


@examples(0.4)
@given(st.sampled_from(["", STEPS]), st.lists(reports, max_size=4), reports)
def test_undo_restores_the_state_before(fields, earlier, last):
    """Status, figures, steps and money; where that is impossible, no undo is offered."""
    at = portfolio(fields or STEPS.replace("measure: {kind: milestones}", ""))
    before = with_report(at, *earlier) if earlier else at
    after = with_report(before, last)
    entries = undo(after, last, TODAY, "bureau")
    if entries:
        assert assessed_state(with_report(after, *entries), TODAY) == assessed_state(before, TODAY)
        assert all(entry.corrects is not None and entry.reported == TODAY for entry in entries)


@examples(0.4)
@given(st.lists(reports, max_size=4), reports)
def test_every_report_of_a_new_day_can_be_undone(earlier, last):
    """Whatever was on record before."""
    at = portfolio(STEPS.replace("measure: {kind: milestones}", ""))
    last = dataclasses.replace(
        last, date=day("2022-01-04"), reported=day("2022-01-10"), value=3.0, corrects=None
    )
    assert undo(with_report(at, *earlier, last), last, TODAY, "bureau")


def test_undo_of_a_first_report_is_one_line():
    """A line without figures that names the day it withdraws."""
    after = with_report(portfolio(BEFORE), sound())
    (entry,) = undo(after, sound(), TODAY, "bureau")
    assert entry.update() == {"date": JUNE, "reported": TODAY, "by": "bureau", "corrects": JUNE}


def test_undo_of_a_correction_restores_the_figure_and_its_evidence():
    """As they were before the correction."""
    correction = sound(
        date=day("2022-03-31"), reported=day("2022-07-14"), value=201.0, corrects=day("2022-03-31")
    )
    after = with_report(portfolio(BEFORE), correction)
    (entry,) = undo(after, correction, TODAY, "bureau")
    assert (entry.value, entry.evidence) == (210.0, {"title": "Gazette", "grade": "A"})
    assert entry.corrects == entry.date == day("2022-03-31")


def test_an_undone_report_can_be_replaced_on_the_same_day():
    """An error, its undo and the right report may share a day; the last one can be undone as well."""
    slip, right = sound(value=420.0), sound(value=240.0)
    after = with_report(portfolio(BEFORE), slip)
    corrected = with_report(after, *undo(after, slip, TODAY, "bureau"), right)
    assert assessed_state(corrected, TODAY) == assessed_state(
        with_report(portfolio(BEFORE), right), TODAY
    )
    back = with_report(corrected, *undo(corrected, right, TODAY, "bureau"))
    assert assessed_state(back, TODAY) == assessed_state(portfolio(BEFORE), TODAY)


def test_a_report_that_is_not_on_record_cannot_be_undone():
    """There are no entries for it."""
    assert undo(portfolio(BEFORE), sound(), TODAY, "bureau") == ()
