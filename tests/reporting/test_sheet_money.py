"""Spending in a workbook: the unit of each row, what was spent before, and workbooks of earlier versions."""

from __future__ import annotations

import pytest
from support.samples import target, write
from support.workbooks import EVIDENCE, TODAY, Filled, back, problem_keys, written

from tracker.i18n import Translator, languages
from tracker.portfolio.load import Portfolio, load
from tracker.portfolio.money import Amount
from tracker.reporting.sheet_layout import FIRST_ROW, FORM, HEAD_ROW, METADATA_SHEET

SPENT = (
    "updates:\n  - {{date: 2022-03-31, spent: {}, evidence: {{title: Gazette, grade: A}}}}\n"
).format
BRIDGE = target("id: bridge\nbudget: {approved: 5000 万元}\n" + SPENT("2273 万元"))
TUNNEL = target("id: tunnel\nbudget: {approved: 4100 万元}\n")
METRO = target("id: metro\nbudget: {approved: 12.5}\n" + SPENT("0.27"))


@pytest.fixture(scope="module")
def portfolio(tmp_path_factory) -> Portfolio:
    return load(write(tmp_path_factory.mktemp("data"), BRIDGE, TUNNEL, METRO))


def cells(filled: Filled, target_id: str) -> dict[str, object]:
    return {key: filled.form[filled.at(target_id, key)].value for key in FORM.keys}


def earlier_version(filled: Filled, unit: str = "亿元") -> Filled:
    """As workbooks were before each row had a unit: the head of spending named one for all."""
    for key in ("money", "last_spent"):
        filled.form.delete_cols(FORM.keys.index(key) + 1)
    head = filled.form.cell(HEAD_ROW, FORM.keys.index("value") + 2)
    head.value = f"累计支出（{unit}）\nSpent to date (×100 million yuan)"
    record = filled.book[METADATA_SHEET]
    for row in range(record.max_row, 0, -1):
        if str(record.cell(row, 1).value).startswith("#texts"):
            record.delete_rows(row)
    return filled


def put_spent(filled: Filled, target_id: str, value: object) -> None:
    """Fill in spending and evidence, whatever columns the workbook has."""
    heads = [cell.value for cell in filled.form[1]]
    rows = {
        filled.form.cell(row, 1).value: row for row in range(FIRST_ROW, filled.form.max_row + 1)
    }
    for key, content in {"spent": value, **EVIDENCE}.items():
        filled.form.cell(rows[target_id], heads.index(key) + 1).value = content


def test_each_row_has_its_unit_and_what_was_spent_before(portfolio):
    """The unit used last, else that of the budget; the digits as they were written."""
    filled = Filled(written(portfolio))
    assert cells(filled, "bridge")["money"] == "万元\n10,000 yuan"
    assert cells(filled, "bridge")["last_spent"] == "2,273 万元\n2022-03-31"
    assert cells(filled, "tunnel")["money"] == "万元\n10,000 yuan"
    assert cells(filled, "tunnel")["last_spent"] is None
    assert cells(filled, "metro")["money"] == "亿元\n100 million yuan"
    assert cells(filled, "metro")["last_spent"] == "0.27 亿元\n2022-03-31"


@pytest.mark.parametrize(
    ("typed", "bridge", "metro"),
    [
        (2337, Amount(2337, "万元"), None),
        ("2,337", Amount(2337, "万元"), None),
        (0.31, None, 0.31),
        ("0.31亿元", Amount(0.31, "亿元"), 0.31),
        ("2400 万元", Amount(2400, "万元"), Amount(2400, "万元")),
    ],
)
def test_a_number_is_in_the_unit_of_its_row(portfolio, typed, bridge, metro):
    """Never in that of the file; with a unit of its own it is in that one."""
    for target_id, expected in (("bridge", bridge), ("metro", metro)):
        if expected is None:
            continue
        filled = Filled(written(portfolio))
        put_spent(filled, target_id, typed)
        read = back(portfolio, filled)
        assert [row.report.spent for row in read.reports] == [expected], read.problems


def test_a_small_difference_in_ten_thousands_survives_the_way_back(portfolio):
    """2337 and 2273 万元 are two sums in the workbook, in the report and in the line of the file."""
    for digits in ("2337", "2274"):
        filled = Filled(written(portfolio))
        put_spent(filled, "bridge", int(digits))
        (row,) = back(portfolio, filled).reports
        assert row.report.update()["spent"] == Amount(int(digits), "万元")


@pytest.mark.parametrize(
    ("unit", "key"),
    [("亿元\n100 million yuan", "sheet.bad.money_unit"), (None, "sheet.bad.no_money_unit")],
)
def test_a_changed_unit_makes_a_number_uncertain(portfolio, unit, key):
    """It is refused with both readings; an amount with its unit is not."""
    filled = Filled(written(portfolio))
    put_spent(filled, "bridge", 2337)
    filled.put("bridge", money=unit)
    read = back(portfolio, filled)
    assert problem_keys(read) == [(filled.at("bridge", "spent"), key)]
    (problem,) = [one for one in read.problems if one.level == "error"]
    for lang in languages():
        assert "2337 万元" in problem.text(Translator(lang))
        assert unit is None or "2337 亿元" in problem.text(Translator(lang))
    put_spent(filled, "bridge", "2337 万元")
    assert [row.report.spent for row in back(portfolio, filled).reports] == [Amount(2337, "万元")]


@pytest.mark.parametrize("head", ["累计支出（元）\nSpent to date", "已付款"])
def test_a_changed_head_of_spending_is_refused(portfolio, head):
    """It may name another unit."""
    filled = Filled(written(portfolio))
    put_spent(filled, "bridge", 2337)
    filled.form.cell(HEAD_ROW, FORM.keys.index("spent") + 1).value = head
    place = f"{filled.at('bridge', 'spent').rstrip('0123456789')}{HEAD_ROW}"
    assert (place, "sheet.bad.head") in problem_keys(back(portfolio, filled))


def test_a_workbook_of_an_earlier_version_has_one_unit_for_all(portfolio):
    """Where the target's own unit is another one, a bare number is refused with both readings."""
    filled = earlier_version(Filled(written(portfolio)))
    put_spent(filled, "metro", 0.31)
    assert [row.report.spent for row in back(portfolio, filled).reports] == [0.31]
    put_spent(filled, "bridge", 2337)
    read = back(portfolio, filled)
    (problem,) = read.problems
    assert problem.message.key == "sheet.bad.money_unit"
    for lang in languages():
        text = problem.text(Translator(lang))
        assert "2337 万元" in text
        assert "2337 亿元" in text
    put_spent(filled, "bridge", "2337 万元")
    spent = {row.report.target: row.report.spent for row in back(portfolio, filled).reports}
    assert spent == {"bridge": Amount(2337, "万元"), "metro": 0.31}


def test_a_head_of_an_earlier_version_counts_where_the_file_changed_its_unit(portfolio):
    """The unit that the person saw, not that of today."""
    filled = earlier_version(Filled(written(portfolio)), unit="万元")
    put_spent(filled, "bridge", 2337)
    assert [row.report.spent for row in back(portfolio, filled).reports] == [Amount(2337, "万元")]
    put_spent(filled, "metro", 0.31)
    assert "sheet.bad.money_unit" in dict(problem_keys(back(portfolio, filled))).values()


def test_a_file_with_another_unit_of_its_own(tmp_path):
    """Amounts without a unit are in that of their file, in the workbook and back."""
    write(tmp_path, METRO)
    write(tmp_path, target("id: other"), name="z.yaml", money="万元")
    portfolio = load(tmp_path)
    filled = Filled(written(portfolio))
    assert cells(filled, "other")["money"] == "万元\n10,000 yuan"
    put_spent(filled, "other", 2000)
    (row,) = back(portfolio, filled).reports
    assert row.report.update()["spent"] == 2000


def test_a_unit_used_since_does_not_change_what_is_on_record(tmp_path):
    """A workbook imported twice: the record has the sum, although the target has used another unit since."""
    portfolio = load(write(tmp_path, TUNNEL))
    filled = Filled(written(portfolio))
    put_spent(filled, "tunnel", 2337)
    update = (
        "updates:\n  - {date: 2022-06-30, spent: 2337 万元, evidence: {title: 季度报表, grade: A}}\n"
        "  - {date: 2022-07-10, spent: 0.25, evidence: {title: 季度报表, grade: A}}\n"
    )
    newer = load(write(tmp_path, TUNNEL + update))
    filled.put("tunnel", by=None)
    read = back(newer, filled)
    assert ([row.report.target for row in read.already], read.reports) == (["tunnel"], ())
    assert read.already[0].report.date < TODAY
