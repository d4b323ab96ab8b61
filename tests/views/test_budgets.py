"""The budgets in words and tables."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pandas as pd
import pytest
from support.looking import (
    Element,
    card,
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
    budget_rails,
    budgets,
)
from tracker.views.context import PageContext

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
        "id: a\ntitle: a\nbudget: {approved: 1000}\n" + SPENDING.format(value=500, spent=970),
        "id: b\ntitle: b\nbudget: {approved: 1000}\n" + SPENDING.format(value=500, spent=969.8),
        "id: c\ntitle: c\nbudget: {approved: 1000}\n" + SPENDING.format(value=500, spent=333.3),
    )
    shares = {row[0]: row[5] for row in rows(budget_rails.rails(view))}
    assert shares == {"a": "97%", "b": "96.98%", "c": "33%"}


def test_without_amounts_budgets_show_no_zeros():
    """No card and no table; every target is named as giving none."""
    view = money("", "id: two\ntitle: Two")
    assert (
        budgets.total_tiles(view)
        == budget_rails.totals_tables(view)
        == budget_rails.rails(view)
        == ""
    )
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


def rows(html: str) -> list[list[str]]:
    """The rows of the rails: title, status and dates, the cells in text; the rail by its label."""
    lines = []
    for row in parsed(html).all("tr"):
        if not row.all("td"):
            continue
        head = row.one("th")
        label = row.one("svg", "rail").attributes["aria-label"]
        texts = [cell.text for cell in row.all("td") if cell.attributes["class"] != "rail-cell"]
        lines.append([head.one("a").text, head.one("span", "quiet").text.strip(), *texts, label])
    return lines


def test_three_clocks_a_target():
    """Amounts and shares, earned value, and by how much money runs ahead; the other targets below."""
    view = money(MONEY + SPENDING.format(value=250, spent=6), "id: two\ntitle: Two\n" + MONEY)
    t = view.t
    assert rows(budget_rails.rails(view)) == [
        [
            "Homes",
            "▲Behind",
            "1.2",
            "0.6",
            "25%",
            "50%",
            "0.51",
            "0.5",
            "2.4",
            t("budget.ahead_by", points=25),
            "Time 49% (2022-06-30); Progress 25% (2022-06-30); Spent (%) 50% (2022-06-30)",
        ],
        [
            "Two",
            "？Report overdue",
            "1.2",
            t("budget.unreported"),
            *("–", "–", "–", "–", "–", ""),
            "Time 50% (2022-07-02)",
        ],
    ]


def test_groups_and_their_order():
    """Money ahead of progress first and the furthest ahead on top; the others by amount; then what has ended,
    and what nobody reported spending for."""
    fields = [
        ("far", 1, SPENDING.format(value=100, spent=0.9)),
        ("near", 2, SPENDING.format(value=250, spent=1)),
        ("small", 1, SPENDING.format(value=480, spent=0.4)),
        ("large", 5, SPENDING.format(value=480, spent=2)),
        ("done", 9, SPENDING.format(value=1000, spent=8)),
        ("silent", 9, ""),
    ]
    view = money(
        *(
            f"id: {name}\ntitle: {name}\nbudget: {{approved: {approved}}}\n{spending}"
            for name, approved, spending in fields
        )
    )
    tree = parsed(budget_rails.rails(view))
    groups = [group.one("tr", "group").one("th").text for group in tree.all("tbody")]
    assert groups == [
        "Money ahead of progress 2 targets",
        "Others under way 2 targets",
        "Completed or past due 1 target",
        "No spending reported 1 target",
    ]
    titles = [row[0] for row in rows(budget_rails.rails(view))]
    assert titles == ["far", "near", "large", "small", "done", "silent"]


def test_a_rail_is_as_long_as_its_largest_share():
    """Where more was spent than approved 100 % is not the end, and marks stay in proportion."""
    view = money(MONEY + SPENDING.format(value=250, spent=15))
    tree = parsed(budget_rails.rails(view))
    assert tree.one("th", "axis").all("span")[1].attributes["style"] == "left: 80.00%"
    rail = tree.all("td", "rail-cell")[0].one("svg", "rail")
    assert [mark.attributes["x"] for mark in rail.all("svg") if "x" in mark.attributes] == [
        "39.56%",
        "20.00%",
        "100.00%",
    ]
    assert rail.one("line", "ahead").attributes["x2"] == "100.00%"


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

    def last_figures(part: Element) -> list[Decimal]:
        return [Decimal(row.all("td", "n")[-1].text) for row in part.all("tr") if row.all("td")]

    (tile,) = (
        Decimal(card.one("span", "number").text)
        for card in parsed(budgets.total_tiles(view)).all("div", "card")
        if card.one("span", "quiet").text.startswith(view.t("budget.eac"))
    )
    assert sum(last_figures(parsed(budget_rails.rails(view)))) == tile
    for table in parsed(budget_rails.totals_tables(view)).all("table"):
        assert sum(last_figures(table.one("tbody"))) == tile
        assert last_figures(table.one("tfoot")) == [tile]
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
    tree = card(view, "homes", "money")
    amounts = {
        "zh": ("12 亿元", "6 亿元", "24 亿元"),
        "en": ("1.2 billion yuan", "600 million yuan", "2.4 billion yuan"),
    }
    approved, spent, eac = amounts[lang]
    assert facts(tree) == {
        t("budget.approved"): f"{approved} · 2022-01-20",
        t("budget.spent"): f"{spent} · 2022-06-30",
        t("budget.note"): "Agreed",
        t("budget.indices"): t("budget.three", spi="0.51", cpi="0.5", eac=eac),
    }
    clocks_ = [
        f"{t(f'budget.{name}')} {share}"
        for name, share in (("time", "49%"), ("physical", "25%"), ("execution", "50%"))
    ]
    assert [bar.attributes["aria-label"] for bar in tree.all("svg", "bar")] == clocks_
    texts = [" ".join(clock.text.split()) for clock in tree.all("div", "clock")]
    assert texts == [" 2022-06-30 ".join(label.rsplit(" ", 1)) for label in clocks_]
    assert tree.one("", "flag").text == t("budget.flag", points=25)


def test_unreported_spending_is_said():
    """Not zero: not reported, and its bar is hatched."""
    view = money(MONEY)
    tree = card(view, "homes", "money")
    assert facts(tree)[view.t("budget.spent")] == view.t("budget.unreported")
    assert tree.all("", "flag") == []
    assert ["none" in bar.classes for bar in tree.all("svg", "bar")] == [False, True, True]


@pytest.mark.parametrize("lang", languages())
def test_a_target_without_money_says_so(lang):
    """No amount is no amount of zero."""
    view = look(portfolio(""), lang)
    tree = card(view, "homes", "money")
    assert tree.one("p").text == view.t("budget.none")
    assert tree.all("svg", "bar") == []


@pytest.mark.parametrize("lang", languages())
def test_every_amount_of_the_budget_charts_is_in_words_too(lang):
    """The charts' table is the page's own: each target with its approved and spent sums."""
    view = seen("demo", lang)
    status = view.budget_status
    lines = {line[0]: line for line in rows(budget_rails.rails(view))}
    scale = view.t.money_scale("亿元", status["approved"].sum())
    assert len(lines) == len(status) > 10
    columns = ["elapsed", "physical", "execution"]
    shares = iter(percents(status[columns].to_numpy().ravel().tolist(), lang))
    for row in status.to_dict("records"):
        line = lines[view.t.localized(view.row(row["id"]), "title")]
        of_row = [next(shares) for _ in columns]
        assert line[2] == number(row["approved"], lang, scale.shift)
        assert line[4:6] == of_row[1:]
        if not pd.isna(row["spent"]):
            assert line[3] == number(row["spent"], lang, scale.shift)
            assert all(share in line[-1] for share in of_row)


@pytest.mark.parametrize("name", ["real", "demo"])
def test_no_target_is_missing_from_the_budgets(name):
    """Each either has its clocks or is named among those without."""
    view = seen(name, "en")
    have, none = (
        {
            query(link.attributes["href"])["id"]
            for link in parsed(build(view)).all("a")
            if "id=" in link.attributes["href"]
        }
        for build in (budget_rails.rails, budgets.targets_without_budget)
    )
    assert have | none == set(view.by_id)
    assert not have & none


def test_sums_by_theme_and_by_lead():
    """A row a group with amounts, under a caption that names the unit; the last line is the same in both."""
    view = money(MONEY + SPENDING.format(value=250, spent=6))
    figures = ["1.2", "0.6", "50%", "0.51", "0.5", "2.4"]
    themes, leads = parsed(budget_rails.totals_tables(view)).all("table")
    for table, caption, group in (
        (themes, "By theme (billion yuan)", "Housing"),
        (leads, "By lead (billion yuan)", "Housing Bureau"),
    ):
        assert table.one("caption").text == caption
        for part, name in (("tbody", group), ("tfoot", "Total")):
            assert table.one(part).one("th").text == name
            assert [cell.text for cell in table.one(part).all("td")] == figures


def test_groups_of_one_name_stay_apart():
    """Totals are by key: two themes may be called alike, and are not added up as one."""
    record = portfolio(MONEY, "id: two\ntheme: moving\n" + MONEY)
    view = look(replace(record, themes=dict.fromkeys(("housing", "moving"), "Same")))
    lines = parsed(budget_rails.totals_tables(view)).all("tbody")[0].all("tr")
    assert [line.one("th").text for line in lines] == ["Same", "Same"]
