"""The budgets in words and tables."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest
from support.looking import (
    facts,
    look,
    parsed,
    portfolio,
    query,
    seen,
)

from tracker.i18n import languages
from tracker.numbers import number, percents
from tracker.views import (
    budgets,
)
from tracker.views.context import PageContext
from tracker.views.target_budget import COLUMN_KEYS, target_budget

MONEY = "budget: {approved: 12, on: 2022-01-20}\n"
SPENDING = "updates: [{{date: 2022-06-30, value: {value}, spent: {spent}}}]\n"


def money(*fields: str, as_of: str = "2022-07-02") -> PageContext:
    return look(portfolio(*fields), as_of=dt.date.fromisoformat(as_of))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ([""], "No target gives an amount"),
        ([MONEY], "1.2 billion yuan approved (targets: 1), no spending reported"),
        (
            [MONEY + SPENDING.format(value=500, spent=6)],
            "1.2 billion yuan approved, 600 million yuan spent, 50% of the approved amount",
        ),
        (
            [MONEY + SPENDING.format(value=100, spent=6)],
            "1.2 billion yuan approved, 600 million yuan spent, 50% of the approved amount, 1 spending ahead of progress",
        ),
        (
            [MONEY + SPENDING.format(value=500, spent=6), "id: two\nbudget: {approved: 8}"],
            "2 billion yuan approved, 600 million yuan spent; of targets with both, 50% of the approved amount",
        ),
        (
            [MONEY, "id: two\n" + SPENDING.format(value=500, spent=6)],
            "1.2 billion yuan approved, 600 million yuan spent, no target has both",
        ),
        ([SPENDING.format(value=500, spent=6)], "600 million yuan spent, no amount approved"),
    ],
)
def test_budgets_answer_in_one_sentence(fields, expected):
    """The sums, the rate, and who spends faster than the work goes."""
    assert budgets.headline(money(*fields))[0] == expected


def test_different_shares_of_a_table_differ():
    """Rows are compared with each other; the others keep their few decimals."""
    view = money(
        "id: a\nbudget: {approved: 1000}\n" + SPENDING.format(value=500, spent=970),
        "id: b\nbudget: {approved: 1000}\n" + SPENDING.format(value=500, spent=969.8),
        "id: c\nbudget: {approved: 1000}\n" + SPENDING.format(value=500, spent=333.3),
    )
    rows = parsed(budgets.per_target(view)).one("tbody").all("tr")
    assert [row.all("td")[4].text for row in rows] == ["97%", "96.98%", "33%"]


def test_without_amounts_budgets_show_no_zeros():
    """No card and no table; every target is named as giving none."""
    view = money("", "id: two\ntitle: Two")
    assert budgets.total_tiles(view) == budgets.by_theme(view) == budgets.per_target(view) == ""
    tree = parsed(budgets.targets_without_budget(view))
    assert [link.text for link in tree.all("a")] == ["Homes", "Two"]


def test_sums_are_those_of_earned_value():
    """Six cards, each with its note; the line below says what they cover."""
    view = money(MONEY + SPENDING.format(value=250, spent=6), "id: two\n" + MONEY)
    tree = parsed(budgets.total_tiles(view))
    cards = [
        (card.one("span", "number").text, card.one("span", "quiet").text)
        for card in tree.all("div", "card")
    ]
    assert cards == [
        ("2.4", "Approved (billion yuan)"),
        ("0.6", "Spent (billion yuan)"),
        ("50%", "Spent (%)"),
        ("0.51", "SPI"),
        ("0.5", "CPI"),
        ("2.4", "EAC (billion yuan)"),
    ]
    assert "with amounts: 2, with spending: 1" in tree.text
    assert all(card.attributes["title"] for card in tree.all("div", "card"))


def cells(html: str) -> list[list[str]]:
    """The rows of a page's one table."""
    return [[cell.text for cell in row.all("td")] for row in parsed(html).one("tbody").all("tr")]


def test_three_clocks_a_target():
    """Sums, rate, time and progress side by side, earned value, and a flag where money runs ahead."""
    view = money(MONEY + SPENDING.format(value=250, spent=6), "id: two\ntitle: Two\n" + MONEY)
    t = view.t
    assert cells(budgets.per_target(view)) == [
        [
            "Homes",
            "▲Behind",
            "1.2",
            "0.6",
            "50%",
            "49%",
            "25%",
            "0.51",
            "0.5",
            "2.4",
            t("budget.flag", points=25),
        ],
        [
            "Two",
            "？Report overdue",
            "1.2",
            t("budget.unreported"),
            "–",
            "50%",
            "–",
            "–",
            "–",
            "–",
            "",
        ],
    ]


@pytest.mark.parametrize("lang", languages())
def test_a_total_of_eac_is_the_sum_of_the_figures_shown(lang):
    """Of the rows and of the themes, in the unit of the language: thirds that are rounded add up as they are read."""
    parts = [
        f"id: t{n}\ntheme: {theme}\n"
        + MONEY.replace("12", "1")
        + SPENDING.format(value=300, spent=0.2333)
        for n, theme in enumerate(["housing"] * 5 + ["moving"] * 4)
    ]
    view = look(portfolio(*parts), lang, as_of=dt.date(2022, 7, 2))

    def column(html: str, name: str) -> list[Decimal]:
        tree = parsed(html)
        place = [head.text for head in tree.all("th")].index(view.t(COLUMN_KEYS[name]))
        return [Decimal(row.all("td")[place].text) for row in tree.all("tr")[1:]]

    (tile,) = (
        Decimal(card.one("span", "number").text)
        for card in parsed(budgets.total_tiles(view)).all("div", "card")
        if card.one("span", "quiet").text.startswith(view.t("budget.eac"))
    )
    assert sum(column(budgets.per_target(view), "eac")) == tile
    assert sum(column(budgets.by_theme(view), "eac")) == tile
    exact = view.budget_status["eac"]
    assert tile != Decimal(
        str(round(exact.sum(), 2))
    )  # the figures shown differ from the exact ones


@pytest.mark.parametrize("lang", languages())
def test_the_money_of_one_target(lang):
    """Its amounts with their days, its earned value, and three clocks as bars with their percentage."""
    fields = MONEY.replace("}", ", note: Agreed}") + SPENDING.format(value=250, spent=6)
    view = look(portfolio(fields), lang, as_of=dt.date(2022, 7, 2))
    t = view.t
    html = target_budget(view, "homes")
    tree = parsed(html)
    amounts = {
        "zh": ("12 亿元", "6 亿元", "24 亿元"),
        "en": ("1.2 billion yuan", "600 million yuan", "2.4 billion yuan"),
    }
    approved, spent, eac = amounts[lang]
    assert facts(html) == {
        t("budget.approved"): f"{approved} · 2022-01-20",
        t("budget.spent"): f"{spent} · 2022-06-30",
        t("budget.note"): "Agreed",
        t("budget.indices"): t("budget.three", spi="0.51", cpi="0.5", eac=eac),
    }
    clocks_ = [
        f"{t(f'budget.{name}')} · 2022-06-30 {share}"
        for name, share in (("time", "49%"), ("physical", "25%"), ("execution", "50%"))
    ]
    assert [bar.attributes["aria-label"] for bar in tree.all("div", "bar")] == clocks_
    texts = [clock.text for clock in tree.all("div", "clock") if clock.text]
    assert texts == ["".join(label.rsplit(" ", 1)) for label in clocks_]
    assert tree.one("", "flag").text == t("budget.flag", points=25)


def test_unreported_spending_is_said():
    """Not zero: not reported, and its bar is hatched."""
    view = money(MONEY)
    html = target_budget(view, "homes")
    assert facts(html)[view.t("budget.spent")] == view.t("budget.unreported")
    assert parsed(html).all("", "flag") == []
    assert ["none" in bar.classes for bar in parsed(html).all("div", "bar")] == [False, True, True]


@pytest.mark.parametrize("lang", languages())
def test_a_target_without_money_says_so(lang):
    """No amount is no amount of zero."""
    view = look(portfolio(""), lang)
    tree = parsed(target_budget(view, "homes"))
    assert tree.one("p").text == view.t("budget.none")
    assert tree.all("div", "bar") == []


@pytest.mark.parametrize("lang", languages())
def test_every_amount_of_the_budget_charts_is_in_words_too(lang):
    """The charts' table is the page's own: each target with its approved and spent sums."""
    view = seen("demo", lang)
    rows = view.budget_status
    amounts = cells(budgets.per_target(view))
    scale = view.t.money_scale("亿元", rows["approved"].sum())
    assert len(amounts) == len(rows) > 10
    shares = rows[["execution", "elapsed", "physical"]].to_numpy().ravel().tolist()
    assert [text for line in amounts for text in line[4:7]] == percents(shares, lang)
    for line, row in zip(amounts, rows.to_dict("records"), strict=True):
        assert line[0] == view.t.localized(view.row(row["id"]), "title")
        assert line[2] == number(row["approved"], lang, scale.shift)
        if not pd.isna(row["spent"]):
            assert line[3] == number(row["spent"], lang, scale.shift)


@pytest.mark.parametrize("name", ["real", "demo"])
def test_no_target_is_missing_from_the_budgets(name):
    """Each either has its clocks or is named among those without."""
    view = seen(name, "en")
    have, none = (
        [query(link.attributes["href"])["id"] for link in parsed(build(view)).all("a")]
        for build in (budgets.per_target, budgets.targets_without_budget)
    )
    assert sorted(have + none) == sorted(view.by_id)


def test_sums_by_theme():
    """A row a theme with amounts, under a caption that names the unit."""
    view = money(MONEY + SPENDING.format(value=250, spent=6))
    table = parsed(budgets.by_theme(view)).one("table")
    assert table.one("caption").text == "By theme (billion yuan)"
    assert [cell.text for cell in table.all("td")] == [
        "Housing",
        "1.2",
        "0.6",
        "50%",
        "0.51",
        "0.5",
        "2.4",
    ]
