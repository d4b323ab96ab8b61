import datetime as dt

import pandas as pd
import pytest
from support.judging import loaded, snapshot_at

from tracker.analysis import earned_value

AS_OF = dt.date(2022, 7, 2)  # 182 of the year's 364 days are gone
HEAD = """
portfolio: {title: Homes, money: 亿元}
themes: {housing: Housing}
documents: {paper: {title: Paper}}
targets:
"""


def target(target_id, *, budget=None, updates="", measure="", more=""):
    """A count from 0 to 100 over 2022."""
    measure = measure or "{kind: cumulative, unit: 户, target: 100}"
    record = f"""
  - id: {target_id}
    title: {target_id}
    theme: housing
    measure: {measure}
    start: 2022-01-01
    due: 2022-12-31
    source: {{document: paper}}"""
    if budget:
        record += f"\n    budget: {{{budget}}}"
    if updates:
        record += f"\n    updates: [{updates}]"
    return record + more + "\n"


# The textbook case: 100 approved, half planned by the day, 40 % done, 60 spent.
TEXTBOOK = target(
    "textbook",
    budget="approved: 100, on: 2022-01-20",
    updates="{date: 2022-07-02, value: 40, spent: 60}",
)
NO_MONEY = target("free", updates="{date: 2022-07-02, value: 50}")


def clocked(*targets, as_of=AS_OF):
    text = HEAD + ("".join(targets) or "  []")
    return snapshot_at(loaded(text), as_of).budget_status


def only(frame):
    assert len(frame) == 1
    return frame.iloc[0]


def test_earned_value_by_the_textbook():
    """EV 40, PV 50, AC 60: SPI 0.8, CPI two thirds, and at this rate it all costs 150."""
    row = only(clocked(TEXTBOOK))

    assert (row["approved"], row["spent"], row["physical"]) == (100, 60, 0.4)
    assert (row["ev"], row["pv"]) == pytest.approx((40, 50))
    assert row["spi"] == pytest.approx(0.8)
    assert row["cpi"] == pytest.approx(2 / 3)
    assert row["eac"] == pytest.approx(150)


def test_three_clocks_side_by_side():
    """Execution, time elapsed and physical progress, each with its day."""
    row = only(clocked(TEXTBOOK))

    assert (row["execution"], row["elapsed"], row["physical"]) == pytest.approx((0.6, 0.5, 0.4))
    assert row["approved_on"] == pd.Timestamp("2022-01-20")
    assert row["spent_on"] == pd.Timestamp("2022-07-02")


@pytest.mark.parametrize(("spent", "ahead", "flagged"), [(50, 10, False), (51, 11, True)])
def test_money_ahead_of_work_is_flagged(spent, ahead, flagged):
    """Execution more than the amber threshold (10) ahead of progress is flagged; at it, not yet."""
    row = only(clocked(TEXTBOOK.replace("spent: 60", f"spent: {spent}")))

    assert row["ahead_pp"] == ahead
    assert row["flagged"] == flagged


def test_a_target_without_money_has_no_row():
    """Only targets with a budget or spending have money's clock."""
    frame = clocked(NO_MONEY, TEXTBOOK)

    assert list(frame["id"]) == ["textbook"]


def test_no_money_at_all():
    """A portfolio that names no amounts gives an empty table with every column."""
    frame = clocked(NO_MONEY)

    assert frame.empty
    assert list(frame.columns) == list(earned_value.BUDGET_STATUS_COLUMNS)


def test_an_empty_portfolio():
    """No targets, no rows; in all: zero rows and sums that are missing."""
    frame = clocked()

    row = only(earned_value.totals(frame))
    assert frame.empty
    assert (row["rows"], row["with_spent"], row["with_ev"]) == (0, 0, 0)
    assert row.drop(["group", "rows", "with_spent", "with_ev"]).isna().all()
    assert earned_value.totals(frame, frame["id"]).empty


def test_a_budget_without_spending():
    """Nobody said what was spent: execution, CPI and EAC are missing, not zero."""
    row = only(clocked(TEXTBOOK.replace(", spent: 60", "")))

    assert row[["spent", "spent_on", "execution", "cpi", "eac", "ahead_pp"]].isna().all()
    assert row["spi"] == pytest.approx(0.8)
    assert not row["flagged"]


@pytest.mark.parametrize(
    "measure",
    [
        '{kind: flow, unit: people, years: {"2022": 100}}',
        "{kind: level, unit: t, baseline: 0, target: 100, season: quarter}",
    ],
)
def test_no_earned_value_where_completion_is_no_share_of_the_work(measure):
    """A count that starts anew each year, and a level held against its season, beside a sum for all years."""
    reports = "{date: 2021-07-02, value: 10}, {date: 2022-07-02, value: 40, spent: 90}"
    row = only(clocked(target("x", budget="approved: 100", updates=reports, measure=measure)))
    assert row["execution"] == pytest.approx(0.9)
    assert row["physical"] > 0
    assert row[["ev", "pv", "spi", "cpi", "eac", "ahead_pp"]].isna().all()
    assert not row["flagged"]


def test_nothing_spent_yet():
    """Zero spent is a figure: execution is 0, and no cost index can be had from it."""
    row = only(clocked(TEXTBOOK.replace("spent: 60", "spent: 0")))

    assert (row["spent"], row["execution"]) == (0, 0)
    assert row["ahead_pp"] == -40
    assert row[["cpi", "eac"]].isna().all()


def test_spending_without_work_done():
    """With nothing earned CPI is 0 and EAC missing: no sum of money would finish it at this rate."""
    row = only(clocked(TEXTBOOK.replace("value: 40", "value: 0")))

    assert (row["cpi"], row["ev"]) == (0, 0)
    assert pd.isna(row["eac"])
    assert row["flagged"]


def test_nothing_approved():
    """An approved amount of zero divides nothing."""
    row = only(clocked(TEXTBOOK.replace("approved: 100", "approved: 0")))

    assert row["ev"] == 0
    assert row[["execution", "spi", "eac", "ahead_pp"]].isna().all()


def test_spending_without_a_budget():
    """Spending alone has a row; what needs an approved amount is missing."""
    row = only(clocked(target("loose", updates="{date: 2022-07-02, value: 40, spent: 3}")))

    assert row["spent"] == 3
    assert row[["approved", "approved_on", "execution", "ev", "pv", "eac"]].isna().all()


def test_work_beyond_the_goal_earns_no_more_than_was_approved():
    """Earned value is clipped at the approved amount, the physical clock is not."""
    row = only(clocked(TEXTBOOK.replace("value: 40", "value: 130")))

    assert (row["physical"], row["ev"]) == pytest.approx((1.3, 100))


def test_a_rate_earns_nothing():
    """That a rate holds is no share of work done, so there is no earned value."""
    rate = target(
        "rate",
        measure='{kind: floor, unit: "%", floor: 5.5}',
        budget="approved: 10",
        updates="{date: 2022-07-02, value: 6, spent: 9}",
    )
    row = only(clocked(rate))

    assert row["execution"] == pytest.approx(0.9)
    assert row[["planned", "physical", "ev", "pv", "spi", "cpi", "eac", "ahead_pp"]].isna().all()
    assert not row["flagged"]


def test_a_past_day_knows_only_what_was_reported_by_then():
    """Spending counts from the day it became known; before that the earlier sum stands."""
    updates = "{date: 2022-03-31, value: 20, spent: 10}, "
    updates += "{date: 2022-06-30, reported: 2022-07-20, spent: 30}"
    record = target("homes", budget="approved: 100", updates=updates)

    before = only(clocked(record, as_of=dt.date(2022, 7, 19)))
    after = only(clocked(record, as_of=dt.date(2022, 7, 20)))

    assert (before["spent"], before["spent_on"]) == (10, pd.Timestamp("2022-03-31"))
    assert (after["spent"], after["spent_on"]) == (30, pd.Timestamp("2022-06-30"))
    assert after["physical"] == 0.2


def test_a_budget_counts_from_its_approval():
    """Before the day of approval there is no budget, and without spending no row."""
    late = target("late", budget="approved: 5, on: 2022-05-01")

    assert list(clocked(late, NO_MONEY, TEXTBOOK)["id"]) == ["late", "textbook"]
    early = clocked(late, TEXTBOOK.replace("2022-07-02", "2022-02-28"), as_of=dt.date(2022, 4, 30))
    assert list(early["id"]) == ["textbook"]


def test_a_revised_budget_holds_from_its_revision():
    """A past day shows the amount in force then, and the day that amount was approved."""
    revised = TEXTBOOK.rstrip() + (
        "\n    revisions: [{date: 2022-06-01, field: budget, from: 80, to: 100, reason: prices}]\n"
    )
    revised = revised.replace("{date: 2022-07-02,", "{date: 2022-04-30,")

    before = only(clocked(revised, as_of=dt.date(2022, 5, 31)))
    after = only(clocked(revised, as_of=dt.date(2022, 6, 1)))

    assert (before["approved"], before["approved_on"]) == (80, pd.Timestamp("2022-01-20"))
    assert (after["approved"], after["approved_on"]) == (100, pd.Timestamp("2022-06-01"))


def test_sums_of_one_day_and_grade_do_not_depend_on_the_order_of_the_file():
    """Where nothing tells two sums apart, the higher one counts."""
    pair = ["{date: 2022-07-02, spent: 60}", "{date: 2022-07-02, spent: 70}"]
    for order in (pair, pair[::-1]):
        updates = ", ".join(["{date: 2022-07-02, value: 40}", *order])
        assert only(clocked(target("two", updates=updates)))["spent"] == 70


@pytest.mark.parametrize(
    ("as_of", "elapsed"),
    [(dt.date(2022, 7, 2), 0.5), (dt.date(2022, 12, 31), 1.0), (dt.date(2023, 6, 1), 1.0)],
)
def test_time_elapsed_stays_within_the_period(as_of, elapsed):
    """Without figures time runs from start to due and stops there."""
    row = only(clocked(target("unspent", budget="approved: 9"), as_of=as_of))
    assert row["elapsed"] == pytest.approx(elapsed)


@pytest.mark.parametrize("as_of", [dt.date(2022, 7, 2), dt.date(2022, 9, 1), dt.date(2022, 12, 31)])
def test_the_three_clocks_are_of_one_day(as_of):
    """Time elapsed is of the day of the figures beside it, however long ago that was."""
    row = only(clocked(TEXTBOOK, as_of=as_of))
    assert (row["elapsed"], row["elapsed_on"]) == (0.5, pd.Timestamp("2022-07-02"))
    assert row["spent_on"] == row["elapsed_on"]


def test_time_elapsed_needs_both_ends():
    """Without a due date no share of time is gone; a period of one day is gone from its day on."""
    open_ended = TEXTBOOK.replace("    due: 2022-12-31\n", "")
    one_day = TEXTBOOK.replace("start: 2022-01-01", "start: 2022-07-02")
    one_day = one_day.replace("due: 2022-12-31", "due: 2022-07-02")

    assert pd.isna(only(clocked(open_ended))["elapsed"])
    assert only(clocked(one_day))["elapsed"] == 1.0


def test_totals_sum_only_what_is_known():
    """Execution is over the rows that know both amounts; earned value over those that have it all."""
    frame = clocked(
        TEXTBOOK,
        target("unspent", budget="approved: 900"),
        target("loose", updates="{date: 2022-07-02, spent: 7}"),
        target("unmeasured", budget="approved: 20", updates="{date: 2022-07-02, spent: 6}"),
        target("well", budget="approved: 50", updates="{date: 2022-07-02, value: 60, spent: 20}"),
    )
    row = only(earned_value.totals(frame))

    assert (row["rows"], row["with_spent"], row["with_ev"]) == (5, 4, 2)
    assert (row["approved"], row["spent"]) == (1070, 93)
    assert row["execution"] == pytest.approx(86 / 170)
    # textbook and well: 40 + 30 earned, 50 + 25 planned, 60 + 20 spent, 150 approved
    assert tuple(row[["bac", "ev", "pv", "ac"]]) == pytest.approx((150, 70, 75, 80))
    assert (row["spi"], row["cpi"]) == pytest.approx((70 / 75, 70 / 80))
    assert (
        row["eac"]
        == pytest.approx(frame["eac"].sum())
        == pytest.approx(100 / (40 / 60) + 50 / (30 / 20))
    )


def test_totals_by_group():
    """Groups come in order of first appearance, rows without one last; unknown sums stay missing."""
    frame = clocked(
        target("unspent", budget="approved: 9"),
        TEXTBOOK,
        target("other", budget="approved: 1", updates="{date: 2022-07-02, spent: 1}"),
    )
    groups = pd.Series([None, "roads", "homes"], index=frame.index, dtype="str")

    totals = earned_value.totals(frame, groups)

    assert list(totals["group"]) == ["roads", "homes", ""]
    assert list(totals["rows"]) == [1, 1, 1]
    assert list(totals["approved"]) == [100, 1, 9]
    assert totals["spent"].isna().tolist() == [False, False, True]
    assert totals["eac"].isna().tolist() == [False, True, True]


def test_ended_targets_are_in_no_total():
    """Their amounts stay on record and are held against nothing; totals, also by group, leave them out."""
    ended = "\n    ended: {as: merged, on: 2022-06-01, into: textbook, reason: One programme}"
    merged = target(
        "merged",
        budget="approved: 30",
        updates="{date: 2022-05-31, value: 1, spent: 29}",
        more=ended,
    )
    frame = clocked(merged, TEXTBOOK)
    row = frame.iloc[0]
    assert (row["approved"], row["spent"], bool(row["flagged"])) == (30, 29, False)
    assert row[["ahead_pp", "ev", "pv", "spi", "cpi", "eac"]].isna().all()
    total = only(earned_value.totals(frame))
    assert (total["rows"], total["approved"], total["spent"]) == (1, 100, 60)
    groups = pd.Series(["lifts", "homes"], index=frame.index, dtype="str")
    assert list(earned_value.totals(frame, groups)["group"]) == ["homes"]
    before = clocked(merged, TEXTBOOK, as_of=dt.date(2022, 5, 31))
    assert only(earned_value.totals(before))["approved"] == 130


def test_amounts_are_in_the_unit_of_the_portfolio():
    """An amount that names its own unit is counted in the portfolio's."""
    row = only(clocked(TEXTBOOK.replace("spent: 60", "spent: 600000 万元")))

    assert row["spent"] == 60


def test_an_announced_amount_is_no_approved_one():
    """It has its own column and day, and no execution or earned value is derived from it."""
    reported = "{date: 2022-07-02, value: 40, spent: 60}"
    announced = target("a", budget="announced: 100, on: 2022-01-20", updates=reported)
    frame = clocked(announced, TEXTBOOK)
    row = frame.iloc[0]
    assert (row["announced"], row["announced_on"]) == (100, pd.Timestamp("2022-01-20"))
    assert (
        row[["approved", "approved_on", "execution", "ev", "pv", "spi", "cpi", "eac"]].isna().all()
    )
    assert row["spent"] == 60
    total = only(earned_value.totals(frame))
    assert (total["approved"], total["announced"], total["spent"]) == (100, 100, 120)
    assert total["execution"] == pytest.approx(0.6)  # of the approved one alone


@pytest.mark.parametrize(
    ("as_of", "amount"), [("2022-01-19", None), ("2022-01-20", 80), ("2022-06-30", 100)]
)
def test_an_announced_amount_is_known_from_its_day_and_may_be_revised(as_of, amount):
    """As an approved one: nothing before its day, and a revision takes effect on its own."""
    revised = "\n    revisions: [{date: 2022-06-01, field: budget, from: 80, to: 100, reason: x}]"
    plain = target("a", budget="announced: 80, on: 2022-01-20")
    record = target("a", budget="announced: 100, on: 2022-01-20", more=revised)
    frame = clocked(plain if as_of < "2022-06-01" else record, as_of=dt.date.fromisoformat(as_of))
    assert frame["announced"].tolist() == ([] if amount is None else [amount])
    assert frame["approved"].isna().all()
