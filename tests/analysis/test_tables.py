import numpy as np
import pandas as pd
import pytest
from support.judging import day, loaded, rows, tables_of
from support.samples import portfolio_text, target

from tracker.analysis.tables import FRAMES, tables

UPDATED = """
updates:
  - {date: 2022-03-31, value: 210, spent: 2.1, by: bureau, note: {zh: 备注, en: Note}, \
evidence: {document: paper, grade: B}}
  - {date: 2022-06-30, reported: 2022-07-15, value: 300, by: Somebody, \
evidence: {title: Gazette, url: "https://example.org/1", published: 2022-07, caveat: Rounded}}
"""


def _row(frame: pd.DataFrame, number: int = 0) -> dict:
    return rows(frame)[number]


def test_an_empty_portfolio_has_every_table_with_its_columns():
    """No target means no rows, yet every table with the very columns and types it always has."""
    empty, full = tables_of(), tables_of(UPDATED)
    for name in FRAMES:
        none = getattr(empty, name)
        assert len(none) == 0
        assert none.dtypes.to_dict() == getattr(full, name).dtypes.to_dict(), name


def test_days_are_days_and_numbers_are_numbers():
    """Days are datetime64[us], numbers float64, texts str, also where all of a column is missing."""
    frames = tables_of("start: null\ndue: null\nmeasure: {kind: statement}")
    types = frames.targets.dtypes
    assert {str(types[name]) for name in ("start", "due")} == {"datetime64[us]"}
    assert {str(types[name]) for name in ("baseline", "goal", "high")} == {"float64"}
    assert {str(types[name]) for name in ("id", "plan", "unit_zh", "lead")} == {"str"}
    assert str(frames.updates["corrects"].dtype) == "datetime64[us]"


def test_targets_stand_in_the_order_of_the_file():
    """One row a target, in the order of the file."""
    frames = tables_of("id: zebra", "id: ant", "id: bee")
    assert frames.targets["id"].tolist() == ["zebra", "ant", "bee"]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("{kind: cumulative, unit: 户, target: 1000, approximate: true}", (0, 1000, None, False)),
        ("{kind: level, unit: 天, baseline: 30, target: 20}", (30, 20, None, False)),
        ('{kind: floor, unit: "%", floor: 5.5}', (None, 5.5, None, False)),
        ('{kind: ceiling, unit: "%", ceiling: -1}', (None, -1, None, False)),
        ('{kind: range, unit: "%", range: [6, 8]}', (None, 6, 8, False)),
        ('{kind: range, unit: "%", range: [6, 8], above: met}', (None, 6, 8, True)),
        ("{kind: milestones}", (None, None, None, False)),
        ("{kind: statement}", (None, None, None, False)),
    ],
)
def test_every_kind_has_its_goal(measure, expected):
    """A goal stands in one column whatever the kind calls it; what a kind has not is missing."""
    row = _row(tables_of(f"measure: {measure}").targets)
    assert (row["baseline"], row["goal"], row["high"], row["above_met"]) == expected
    assert row["kind"] in measure
    assert row["approximate"] is ("approximate" in measure)


def test_texts_stand_in_both_languages():
    """A text in two languages stands in two columns, a plain one in both."""
    both = (
        "title: {zh: 住房, en: Homes}\nmeasure: {kind: floor, unit: {zh: 户, en: homes}, floor: 1}"
    )
    row = _row(tables_of(both).targets)
    assert (row["title_zh"], row["title_en"]) == ("住房", "Homes")
    assert (row["unit_zh"], row["unit_en"]) == ("户", "homes")
    row = _row(tables_of("").targets)
    assert (row["title_zh"], row["title_en"]) == ("Homes", "Homes")
    assert (row["promise_zh"], row["plan"], row["article"]) == (None, None, None)


def test_the_header_rules_where_a_target_says_nothing():
    """Thresholds and reporting come from the header, and from the target where it has its own."""
    header = {"thresholds": "{amber: 5, red: 20}", "report": "{every: month, grace_days: 10}"}
    frames = tables_of(
        "id: a", "id: b\nreport: {every: year}", "id: c\nreport: {grace_days: 0}", **header
    )
    settings = frames.targets[["every_months", "grace_days", "amber", "red"]].to_numpy().tolist()
    assert settings == [[1, 10, 5, 20], [12, 10, 5, 20], [1, 0, 5, 20]]


def test_without_a_word_a_portfolio_reports_by_quarter():
    """The defaults: a quarter, 30 days of grace, 10 and 30 points."""
    row = _row(tables_of("").targets)
    assert [row[name] for name in ("every_months", "grace_days", "amber", "red")] == [3, 30, 10, 30]


@pytest.mark.parametrize(
    ("every", "months"),
    [("month", 1), ("quarter", 3), ("half_year", 6), ("year", 12), ("never", 0)],
)
def test_periods_are_months(every, months):
    """Every reporting period is a number of months; never is none."""
    assert _row(tables_of(f"report: {{every: {every}}}").targets)["every_months"] == months


def test_an_update_is_known_when_it_was_reported():
    """``reported`` falls back on the date; position, value and spending stand beside it."""
    first, second = rows(tables_of(UPDATED).updates)
    assert (first["number"], first["date"], first["reported"]) == (0, "2022-03-31", "2022-03-31")
    assert (first["value"], first["spent"], first["corrects"]) == (210, 2.1, None)
    assert (second["number"], second["date"], second["reported"]) == (1, "2022-06-30", "2022-07-15")
    assert (second["value"], second["spent"]) == (300, None)


def test_evidence_comes_from_the_document_it_names():
    """A document lends its title; an organisation its name; what is said outright stands."""
    first, second = rows(tables_of(UPDATED).updates)
    assert (first["evidence_zh"], first["grade"], first["rank"]) == ("Morning Paper", "B", 2)
    assert (first["by_zh"], first["note_zh"], first["note_en"]) == (
        "Housing Bureau",
        "备注",
        "Note",
    )
    assert (second["evidence_en"], second["url"]) == ("Gazette", "https://example.org/1")
    assert (second["published"], second["caveat_en"]) == ("2022-07", "Rounded")
    assert (second["grade"], second["rank"], second["by_en"]) == (None, 0, "Somebody")


def test_better_grades_rank_higher():
    """A before B before C before no grade."""
    text = "updates:\n" + "".join(
        f"  - {{date: 2022-0{n}-01, value: 1, evidence: {{title: Gazette{grade}}}}}\n"
        for n, grade in enumerate([", grade: A", ", grade: B", ", grade: C", ""], 1)
    )
    assert tables_of(text).updates["rank"].tolist() == [3, 2, 1, 0]


@pytest.mark.parametrize(
    ("update", "steps", "withdraws"),
    [
        ("value: 1", False, False),
        ("spent: 1", False, False),
        ("done: [a]", True, False),
        ("done: []", True, False),
        ("value: 1, done: [a]", True, False),
        ("note: nothing new", True, False),
        ("value: 1, note: so far", False, False),
        ("value: 1, corrects: 2022-01-31", False, False),
        ("done: [a], corrects: 2022-01-31", True, False),
        ("note: a mistake, corrects: 2022-01-31", False, True),
        ("corrects: 2022-01-31", False, True),
    ],
)
def test_what_an_update_speaks_of(update, steps, withdraws):
    """A note alone says that no step came; a correction that gives nothing takes back and adds none."""
    text = "updates:\n  - {date: 2022-01-31, value: 1}\n  - {date: 2022-02-28, " + update + "}"
    row = _row(tables_of(text).updates, 1)
    assert (row["steps"], row["withdraws"]) == (steps, withdraws)


def test_each_step_done_is_a_row():
    """One row a step an update says is done, with the update's place in its record and its table."""
    text = "updates:\n  - {date: 2022-01-31, value: 1}\n  - {date: 2022-02-28, done: [a, b]}"
    frames = tables_of(f"id: x\n{text}", f"id: z\n{text}")
    columns = ["id", "number", "update", "milestone"]
    assert frames.done.to_numpy().tolist() == [
        ["x", 1, 1, "a"],
        ["x", 1, 1, "b"],
        ["z", 1, 3, "a"],
        ["z", 1, 3, "b"],
    ]
    assert list(frames.done.columns) == columns


def test_milestones_and_points_keep_their_order():
    """Steps come with their place, day and weight (1 unless said); points as the file gives them."""
    frames = tables_of(
        "milestones:\n  - {id: sign, title: {zh: 签约, en: Sign}, due: 2022-06-30, weight: 2}\n"
        "  - {id: move, title: Move}\n"
        "trajectory: [{date: 2022-03-31, value: 100}, {date: 2022-06-30, value: 300}]"
    )
    sign, move = rows(frames.milestones)
    assert (sign["number"], sign["milestone"], sign["due"], sign["weight"]) == (
        0,
        "sign",
        "2022-06-30",
        2,
    )
    assert (sign["title_zh"], sign["title_en"]) == ("签约", "Sign")
    assert (move["number"], move["due"], move["weight"]) == (1, None, 1)
    assert frames.trajectory["value"].tolist() == [100, 300]


def test_related_facts_are_context():
    """A related fact keeps its day, text and evidence, apart from the updates."""
    frames = tables_of(
        "context: [{date: 2023-01-29, text: {zh: 相关, en: Related}, evidence: {document: paper}}]"
    )
    row = _row(frames.context)
    assert (row["date"], row["text_zh"], row["text_en"]) == ("2023-01-29", "相关", "Related")
    assert row["evidence_zh"] == "Morning Paper"
    assert frames.updates.empty


@pytest.mark.parametrize(
    ("money", "amount", "expected"),
    [
        ("亿元", "12500 万元", 1.25),
        ("亿元", "12500万元", 1.25),
        ("亿元", "12.5", 12.5),
        ("亿元", "35000000 元", 0.35),
        ("万元", "0.1 亿元", 1000),
        ("元", "0.07 万元", 700),
        ("EUR", "3 EUR", 3),
        ("亿元", "3 EUR", None),
        (None, "3 万元", 30000),
    ],
)
def test_money_is_in_the_portfolios_unit(money, amount, expected):
    """Amounts are converted to one unit, exactly; another currency is missing, never converted."""
    frames = tables_of(
        f"budget: {{approved: {amount}}}\n"
        f"updates: [{{date: 2022-03-31, value: 1, spent: {amount}}}]\n"
        f"revisions: [{{date: 2022-07-01, field: budget, from: {amount}, to: {amount}, reason: x}}]",
        money=money,
    )
    assert frames.money == (money or "元")
    assert _row(frames.budgets)["approved"] == expected
    assert _row(frames.updates)["spent"] == expected
    assert _row(frames.revisions)["from_value"] == expected
    assert _row(frames.revisions)["to_value"] == expected


def test_a_budget_knows_its_day():
    """Day, note and evidence are in the row of the amount, approved or announced; no budget, no row."""
    noted = "on: 2022-01-20, note: first, evidence: {document: paper, grade: B}"
    frames = tables_of(
        f"id: a\nbudget: {{approved: 2, {noted}}}",
        "id: b",
        f"id: c\nbudget: {{announced: 3, {noted}}}",
    )
    note = {"on": "2022-01-20", "note_zh": "first", "note_en": "first"}
    source = {"evidence_zh": "Morning Paper", "evidence_en": "Morning Paper", "grade": "B"}
    expected = [
        {"id": "a", "approved": 2, "announced": None, **note, **source},
        {"id": "c", "approved": None, "announced": 3, **note, **source},
    ]
    found = [{key: row[key] for key in expected[0]} for row in rows(frames.budgets)]
    assert found == expected


def test_a_folder_in_two_units_is_one_portfolio():
    """Each file counts in its own unit; the tables hold all amounts in that of the first."""
    fields = (
        "budget: {approved: 2}\nupdates: [{date: 2022-03-31, value: 1, spent: 1}]\n"
        "revisions: [{date: 2022-07-01, field: budget, from: 3, to: 2, reason: x}]"
    )
    first = portfolio_text(target(f"id: a\n{fields}"), money="亿元")
    second = portfolio_text(target(f"id: b\n{fields}"), money="万元")
    frames = tables(loaded(first, second))
    assert frames.money == "亿元"
    assert frames.budgets["approved"].tolist() == [2, 0.0002]
    assert frames.updates["spent"].tolist() == [1, 0.0001]
    assert frames.revisions["from_value"].tolist() == [3, 0.0003]
    frames = tables(loaded(second, first))
    assert frames.money == "万元"
    assert frames.budgets["approved"].tolist() == [2, 20000]


def test_a_folder_keeps_each_files_reporting():
    """A department that reports by month does so among others that report by quarter."""
    first = portfolio_text(target("id: a"))
    second = portfolio_text(
        target("id: b"), target("id: c\nreport: {every: year}"), report="{every: month}"
    )
    frames = tables(loaded(first, second))
    assert frames.targets["every_months"].tolist() == [3, 1, 12]


@pytest.mark.parametrize(
    ("field", "before", "after", "expected"),
    [
        ("target", "1200", "1000", (1200, None, None, 1000, None, None)),
        ("range", "[5, 7]", "[6, 8]", (5, 7, None, 6, 8, None)),
        ("due", "2022-06-30", "2022-12-31", (None, None, "2022-06-30", None, None, "2022-12-31")),
        ("due", "null", "2022-12-31", (None, None, None, None, None, "2022-12-31")),
        ("budget", "12500 万元", "2", (1.25, None, None, 2, None, None)),
    ],
)
def test_a_revision_tells_what_stood_before(field, before, after, expected):
    """Both sides of a revision stand in the columns of their type."""
    text = (
        f"revisions: [{{date: 2022-07-01, field: {field}, from: {before}, to: {after}, reason: r}}]"
    )
    row = _row(tables_of(text).revisions)
    sides = [f"{side}_{kind}" for side in ("from", "to") for kind in ("value", "high", "day")]
    assert tuple(row[side] for side in sides) == expected
    assert (row["date"], row["field"], row["reason_zh"]) == ("2022-07-01", field, "r")


def test_the_first_and_the_last_day_fit():
    """Days from 1900 to 2199 stand in the tables as they are."""
    frames = tables_of("start: 1900-01-01\ndue: 2199-12-31")
    row = frames.targets.iloc[0]
    assert (row["start"].date(), row["due"].date()) == (day("1900-01-01"), day("2199-12-31"))
    assert frames.targets["start"].to_numpy().dtype == np.dtype("datetime64[us]")


@pytest.mark.parametrize(
    ("fact", "known"),
    [
        ("{date: 2022-12-31, text: x}", "2022-12-31"),
        ("{date: 2022-12-31, text: x, evidence: {title: t, published: 2023-07-20}}", "2023-07-20"),
        ("{date: 2022-12-31, text: x, evidence: {title: t, published: 2023-02}}", "2023-02-28"),
        ("{date: 2022-12-31, text: x, evidence: {title: t, published: 2022}}", "2022-12-31"),
        ("{date: 2022-12-31, text: x, evidence: {title: t, published: 2021}}", "2022-12-31"),
        (
            "{date: 2022-12-31, reported: 2023-01-04, text: x, evidence: {title: t, published: 2024}}",
            "2023-01-04",
        ),
    ],
)
def test_a_fact_is_known_from_its_publication_on(fact, known):
    """A past as-of date sees no fact that was published later, unless the file says it was known."""
    context = tables_of(f"context: [{fact}]").context
    assert context["reported"].dt.strftime("%Y-%m-%d").tolist() == [known]


def test_the_rows_of_one_target_keep_their_labels():
    """A milestone reported as done leads to its update in the tables of one target as in those of all."""
    report = "updates: [{date: 2022-03-31, done: [a]}, {date: 2022-06-30, done: [b]}]"
    whole = tables_of(f"id: first\n{report}", f"id: second\n{report}")
    part = whole.of_target("second")
    assert (part.targets.index.tolist(), part.updates.index.tolist()) == ([1], [2, 3])
    assert part.updates.loc[part.done["update"], "number"].tolist() == [0, 1]
    assert part.updates.equals(whole.updates.iloc[2:])
