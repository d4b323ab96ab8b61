import datetime as dt
import re

import pytest
from hypothesis import given
from support.examples import examples
from support.judging import as_ofs, headers, judged, portfolio_of, records, snapshot_at
from support.looking import demonstration
from support.samples import updates

from tracker.analysis.assessment import assess
from tracker.analysis.tables import tables
from tracker.i18n import languages

HALFWAY = "trajectory: [{date: 2022-06-30, value: 500}]\n"
FLOOR = 'measure: {kind: floor, unit: "%", floor: 5.5}\n'
CEILING = 'measure: {kind: ceiling, unit: "%", ceiling: 3}\n'
RANGE = 'measure: {kind: range, unit: "%", range: [6, 8]}\n'
FLAT = "measure: {kind: level, unit: 天, baseline: 30, target: 30}\n"
STEPS = (
    "measure: {kind: milestones}\n"
    "milestones: [{id: a, title: A, due: 2022-06-30}, {id: b, title: B}, {id: c, title: C}]\n"
)
NO_START = "start: null\n" + updates(("2022-06-30", 450))

# By case: the record, the as-of date, and what both sentences must tell.
CASES = {
    "statement": ("measure: {kind: statement}", "2022-06-30", []),
    "reached": (updates(("2022-06-30", 1000)), "2023-06-30", ["1000", "2022-06-30"]),
    "reached late": (
        updates(("2022-12-30", 450), ("2023-02-01", 1001)),
        "2023-06-30",
        ["1001", "1000", "2023-02-01", "2022-12-31"],
    ),
    "reached, steps": (
        STEPS + "updates: [{date: 2022-06-30, done: [a, b, c]}]",
        "2022-06-30",
        ["3", "2022-06-30"],
    ),
    "reached, rate": (FLOOR + updates(("2022-12-31", 6.25)), "2023-06-30", ["6.25%", "5.5%"]),
    "before the start": ("start: 2022-03-15", "2022-01-01", ["2022-03-15"]),
    "no due": ("due: null\n" + updates(("2022-06-30", 450)), "2022-06-30", ["450", "1000"]),
    "no due, no figure": ("due: null", "2022-06-30", []),
    "missed": (
        updates(("2022-12-31", 987)),
        "2023-06-30",
        ["987", "1000", "2022-12-31", "1.3"],
    ),
    "missed, found later": (
        updates(("2023-01-31", 987.5)),
        "2023-06-30",
        ["987.5", "1000", "2022-12-31", "2023-01-31", "1.2"],
    ),
    "missed, steps": (
        STEPS + "updates: [{date: 2022-12-31, done: [a]}]",
        "2023-06-30",
        ["1", "3", "66.7", "2022-12-31"],
    ),
    "missed, rate": (
        FLOOR + updates(("2022-12-31", 4.4)),
        "2023-01-01",
        ["4.4%", "5.5%", "2022-12-31", "1.1"],
    ),
    "missed, no way": (
        FLAT + updates(("2022-12-31", 29)),
        "2023-01-01",
        ["29", "30", "2022-12-31"],
    ),
    "no report, no day": ("start: null", "2022-06-30", []),
    "no report yet": ("", "2022-02-01", ["2022-04-30"]),
    "no report, late": ("", "2022-05-10", ["2022-04-30", "10"]),
    "stale": (
        HALFWAY + updates(("2022-06-30", 300)),
        "2022-11-11",
        ["2022-06-30", "2022-10-30", "12"],
    ),
    "stale, past due": (
        updates(("2022-06-30", 300)),
        "2023-01-01",
        ["2022-12-31", "2022-06-30", "63"],
    ),
    "stale, no plan": (NO_START, "2022-11-01", ["2022-06-30", "2022-10-30", "2"]),
    "stale, no plan, past due": (NO_START, "2023-01-01", ["2022-12-31", "2022-06-30", "63"]),
    "no plan": (NO_START, "2022-07-01", ["450", "1000"]),
    "no plan, no way": (FLAT + updates(("2022-06-30", 29)), "2022-07-01", ["29", "30"]),
    "no plan, no steps": (
        "start: null\nmeasure: {kind: milestones}\nupdates: [{date: 2022-06-30, done: []}]",
        "2022-07-01",
        ["0"],
    ),
    "ahead": (
        HALFWAY + updates(("2022-06-30", 612.5)),
        "2022-07-01",
        ["612.5", "1000", "50%", "61.2%", "11.2"],
    ),
    "as planned": (HALFWAY + updates(("2022-06-30", 500)), "2022-07-01", ["500", "1000", "50%"]),
    "on track": (
        HALFWAY + updates(("2022-06-30", 450)),
        "2022-07-01",
        ["450", "1000", "50%", "45%", "5", "10"],
    ),
    "at risk": (
        HALFWAY + updates(("2022-06-30", 345)),
        "2022-07-01",
        ["345", "1000", "50%", "34.5%", "15.5", "10"],
    ),
    "off track": (
        HALFWAY + updates(("2022-06-30", 120)),
        "2022-07-01",
        ["120", "1000", "50%", "12%", "38", "30"],
    ),
    "steps": (
        STEPS + "updates: [{date: 2022-06-30, done: [a]}]",
        "2022-07-01",
        ["1", "3", "33.3%"],
    ),
    "rate holds": (FLOOR + updates(("2022-06-30", 5.5)), "2022-07-01", ["5.5%"]),
    "rate at risk": (
        FLOOR + updates(("2022-06-30", 5.225)),
        "2022-07-01",
        ["5.225%", "5.5%", "0.275", "10%"],
    ),
    "rate off track, above": (
        CEILING + updates(("2022-06-30", 3.6)),
        "2022-07-01",
        ["3.6%", "3%", "0.6", "10%"],
    ),
    "rate off track": (
        RANGE + updates(("2022-06-30", 2.4)),
        "2022-07-01",
        ["2.4%", "6", "8%", "3.6", "10%"],
    ),
}


def ungrouped(sentence: str) -> str:
    """A sentence without the commas in its numbers."""
    return re.sub(r"(?<=\d),(?=\d{3})", "", sentence)


GAPS = re.compile(r"nan|NaT|None|NA>|inf|[{}]|（）|\(\)|当时）|then \)|–(?![−\d])| {2}")


@pytest.mark.parametrize(("fields", "as_of", "parts"), CASES.values(), ids=CASES)
def test_a_sentence_tells_its_inputs(fields, as_of, parts):
    """Both sentences name figure, goal, plan, gap, threshold and days that the status was decided by."""
    row = judged(fields, as_of)
    for name in ("why_zh", "why_en"):
        numbers = re.findall(r"\d{4}-\d\d-\d\d|\d+(?:\.\d+)?%?", ungrouped(row[name]))
        assert not set(parts) - set(numbers), row[name]


@pytest.mark.parametrize(("fields", "as_of", "parts"), CASES.values(), ids=CASES)
def test_a_sentence_tells_nothing_else(fields, as_of, parts):
    """Both languages tell the same numbers, none that is not an input, and leave none out."""
    row = judged(fields, as_of)
    zh, en = (
        re.findall(r"\d{4}-\d\d-\d\d|\d+(?:\.\d+)?", ungrouped(row[name]))
        for name in ("why_zh", "why_en")
    )
    assert sorted(zh) == sorted(en)
    assert set(en) <= {part.removesuffix("%") for part in parts}
    assert not GAPS.search(row["why_zh"] + row["why_en"])


def test_each_case_has_words_of_its_own():
    """Numbers aside, cases read differently wherever rule, kind or what is known differs."""
    for name in ("why_zh", "why_en"):
        sentences = {
            re.sub(r"[\d.%-]+", "#", judged(fields, as_of)[name])
            for fields, as_of, _ in CASES.values()
        }
        assert len(sentences) >= 29


def test_the_sentence_of_a_status():
    """One sentence in full, with the grade of the evidence."""
    row = judged(HALFWAY + updates(("2022-06-30", 345)), "2022-07-01")
    assert row["why_en"] == (
        "345 of 1,000 户; planned 50%, actual 34.5%, 15.5 points behind, more than 10 (grade A evidence)"
    )
    assert (
        row["why_zh"]
        == "345 / 1,000 户；计划 50%，实际 34.5%，差 15.5 个百分点，超过 10（A 级佐证）"
    )


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [(450, "正常", "on track"), (300, "滞后", "behind"), (100, "严重滞后", "far behind")],
)
def test_a_stale_sentence_tells_the_last_status(value, zh, en):
    """Grey says which colour it was."""
    for as_of in ("2022-12-01", "2023-01-01"):
        row = judged(HALFWAY + updates(("2022-06-30", value)), as_of)
        assert f"（当时{zh}）" in row["why_zh"]
        assert f"(then {en})" in row["why_en"]


def test_units_and_names_follow_the_language():
    """A unit in two languages is said in each; a percent sign stands close, a word apart."""
    fields = "measure: {kind: cumulative, unit: {zh: 户, en: homes}, target: 1000}\n"
    row = judged(fields + updates(("2022-06-30", 1)), "2022-06-30")
    assert "1,000 户" in row["why_zh"]
    assert "1,000 homes" in row["why_en"]
    row = judged(FLOOR + updates(("2022-06-30", 5)), "2022-06-30")
    assert "5.5%" in row["why_zh"]
    assert "5.5%" in row["why_en"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12345678", "12,345,678"),
        ("0.5", "0.5"),
        ("0.1234567", "0.1234567"),
        ("-0.0", "0"),
        ("-3.5", "−3.5"),
        ("1234567.25", "1,234,567.25"),
        ("1000", "1,000"),
        ("123456789012345", "123,456,789,012,345"),
        ("0.000000002", "0.000000002"),
    ],
)
def test_a_figure_is_told_as_reported(value, text):
    """A figure in a sentence has all its digits, grouped; a whole number has no decimal point."""
    fields = "due: null\nmeasure: {kind: level, unit: x, baseline: 0, target: 100000000000000}\n"
    row = judged(fields + updates(("2022-06-30", value)), "2022-06-30")
    for name in ("why_zh", "why_en"):
        assert row[name].split(" ")[0] == text
        assert "100,000,000,000,000" in row[name]


@pytest.mark.parametrize(
    ("actual", "text"),
    [
        (400, "10 points behind, within 10"),
        (400.4, "9.96 points behind, within 10"),
        (399.6, "10.04 points behind, more than 10"),
        (395, "10.5 points behind, more than 10"),
        (199.6, "30.04 points behind, more than 30"),
        (200.4, "29.96 points behind, more than 10"),
        (499.9, "0.01 points behind, within 10"),
        (500.1, "0.01 points ahead"),
        (503, "0.3 points ahead"),
        (490, "1 point behind, within 10"),
        (510, "1 point ahead"),
        (485, "1.5 points behind, within 10"),
    ],
)
def test_rounding_never_contradicts_the_rule(actual, text):
    """A gap has one decimal, and more where it would read as 0 or as a threshold that it is not."""
    row = judged(HALFWAY + updates(("2022-06-30", actual)), "2022-06-30")
    assert f", {text} (" in row["why_en"]


def test_own_thresholds_are_told():
    """Thresholds of the file stand in the sentence as they are written there."""
    thresholds = "{amber: 4.125, red: 20.25}"
    for actual, limit in (
        (470, "within 4.125"),
        (400, "more than 4.125"),
        (200, "more than 20.25"),
    ):
        row = judged(HALFWAY + updates(("2022-06-30", actual)), "2022-06-30", thresholds=thresholds)
        assert limit in row["why_en"]
        assert limit.split()[-1] in row["why_zh"]


def test_other_figures_are_mentioned():
    """Where sources disagree the sentence says so; where there is no figure it says nothing of it."""
    both = "updates: [{date: 2022-06-30, value: 7}, {date: 2022-06-30, value: 8}]"
    row = judged(both, "2022-06-30")
    assert row["why_zh"].endswith("；同日另有不同数据")
    assert row["why_en"].endswith("; sources disagree")
    row = judged(both.replace("2022-06-30", "2021-06-30"), "2022-01-31")
    assert "other" not in row["why_en"]
    assert "grade" not in row["why_en"]


def test_the_goal_of_then_is_told():
    """A past day's sentence names the goal then in force."""
    fields = updates(("2022-06-30", 450)) + (
        "revisions: [{date: 2022-07-01, field: target, from: 2000, to: 1000, reason: x}]"
    )
    assert "450 of 2,000 户" in judged(fields, "2022-06-30")["why_en"]
    assert "450 of 1,000 户" in judged(fields, "2022-07-01")["why_en"]


def test_a_goal_not_known_then_is_a_dash():
    """Where a revision says that there was no number before, the sentence has a dash for it."""
    fields = updates(("2022-06-30", 450)) + (
        "revisions: [{date: 2022-07-01, field: target, from: null, to: 1000, reason: x}]"
    )
    assert judged(fields, "2022-06-30")["why_en"].startswith("450 of – 户; ")


@examples(0.4)
@given(records(), headers, as_ofs)
def test_no_sentence_shows_a_gap_in_the_data(targets, header, as_of):
    """Whatever is missing, a sentence never says nan, NaT, None or <NA>, nor shows a field's name."""
    frame = assess(tables(portfolio_of(targets, header)), as_of)
    for sentence in [*frame["why_zh"], *frame["why_en"]]:
        assert isinstance(sentence, str)
        assert len(sentence) > 5
        assert not GAPS.search(sentence), sentence


@pytest.mark.parametrize(
    ("as_of", "words"), [("2022-10-31", "1 day late"), ("2022-11-01", "2 days late")]
)
def test_overdue_days_are_counted_in_the_plural_that_fits(as_of, words):
    """One day is not "1 days"."""
    row = judged(updates(("2022-06-30", 450)), as_of)
    assert f", {words}" in row["why_en"]
    assert "天" in row["why_zh"]


@pytest.mark.parametrize("lang", languages())
def test_a_sentence_of_one_language_is_the_column_of_the_status(lang):
    """Asked for alone, or with the status: the sentence is the same."""
    snapshot = snapshot_at(demonstration(), dt.date(2024, 2, 1))
    sentences = list(snapshot.explanations(lang).values())
    assert sentences == snapshot.assessed[f"why_{lang}"].tolist()
    selected = snapshot.select(snapshot.assessed["status"] == "on_track")
    assert list(selected.explanations(lang)) == selected.assessed["id"].tolist()
    assert list(selected.explanations(lang).values()) == selected.assessed[f"why_{lang}"].tolist()
