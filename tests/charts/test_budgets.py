"""The budget charts: the data of both, and their drawings."""

from support.judging import snapshot_of

from tracker.charts import budget_bars, budget_data, budget_shares
from tracker.i18n import Translator

RICH = "id: rich\ntitle: Rich\nbudget: {approved: 90}"
LATE = """
id: late
title: Late
budget: {approved: 100}
updates: [{date: 2022-07-02, value: 100, spent: 120}]
"""
FREE = "id: free"


def data_of(*fields, as_of="2022-07-02"):
    return budget_data.budget_data(snapshot_of(*fields, as_of=as_of))


def test_who_names_no_amount_has_no_row():
    """The order is that of the clocks."""
    data = data_of(RICH, LATE, FREE)
    assert data.rows["id"].tolist() == ["rich", "late"]
    assert data.rows["flagged"].tolist() == [False, True]
    assert data.money == "亿元"


def test_budgets_stand_largest_first_and_overspending_shows():
    """What exceeds the approved sum is a bar of its own, beginning where that ends."""
    figure = budget_bars.draw_budget_bars(data_of(RICH, LATE), Translator("en"), dark=False)
    titles, sums = figure.data[0].text, figure.data[1].text
    assert list(titles) == ["Late", "Rich"]
    assert list(sums) == [
        "approved 10 · spent 12 (120%)",
        "approved 9 · spending not reported",
    ]
    approved, spent, over = figure.data[2:]
    assert list(approved.x) == [10, 9]
    assert list(spent.x) == [10, 0]
    assert (list(over.x), list(over.base)) == ([2, 0], [10, 9])


def test_spending_without_a_budget_is_not_overspending():
    """Nobody said what it was to be held against."""
    fields = "budget: null\nupdates: [{date: 2022-03-31, spent: 5}]"
    figure = budget_bars.draw_budget_bars(data_of(fields), Translator("en"), dark=False)
    assert [list(trace.x) for trace in figure.data[2:]] == [[0], [500]]
    assert list(figure.data[1].text) == ["approved amount not known · spent 500"]


def test_flagged_and_silent_rows_say_so_in_words():
    """A flag is no matter of colour, and money that is not reported is not zero."""
    figure = budget_shares.draw_budget_shares(data_of(RICH, LATE), Translator("en"), dark=False)
    silent, flagged = figure.data[1].text
    assert silent == "spending not reported"
    assert "⚑ spending 110 points ahead of progress" in flagged
    time, physical, money = figure.data[-3:]
    assert list(time.x) == [50, 50]
    assert list(physical.x) == [10]
    assert list(money.x) == [120]
    assert figure.layout.xaxis.range[1] > 120


def test_an_announced_amount_has_its_unit():
    """The rows of shares have no axis of money that would name it."""
    announced = "id: a\nbudget: {announced: 5}\nupdates: [{date: 2022-06-30, spent: 2}]"
    figure = budget_shares.draw_budget_shares(data_of(announced), Translator("en"), dark=False)
    assert figure.data[1].text == ("announced 500 million yuan",)


def test_the_alternative_text_names_who_spends_ahead():
    """With by how much."""
    alt = budget_shares.budget_shares_alt_text(data_of(RICH, LATE), Translator("en"))
    assert "1 (Late 110)" in alt
    assert "not reported: 1" in alt


def test_an_iso_currency_speaks_for_itself():
    """Only Chinese money units have a wording."""
    data = data_of(LATE)._replace(money="EUR")
    assert "in EUR;" in budget_bars.budget_bars_alt_text(data, Translator("en"))
