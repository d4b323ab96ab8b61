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
        ([MONEY], "1.2 billion yuan approved for 1 target, no spending reported"),
        (
            [MONEY + SPENDING.format(value=500, spent=6)],
            "1.2 billion yuan approved, 600 million yuan spent (50%)",
        ),
        (
            [MONEY + SPENDING.format(value=100, spent=6)],
            "1.2 billion yuan approved, 600 million yuan spent (50%), 1 spending ahead of progress",
        ),
        (
            [MONEY + SPENDING.format(value=500, spent=6), "id: two\nbudget: {approved: 8}"],
            "2 billion yuan approved, 600 million yuan spent; 50% where both are known",
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


ENDED = "ended: {as: withdrawn, on: 2022-07-01, reason: Dropped}\n"


def test_amounts_of_ended_targets_are_named_beside_the_sums():
    """Their rows stay in the table, in no sum and without a reproach; the line below the heading counts them."""
    spending = SPENDING.format(value=100, spent=6)
    view = money(MONEY + spending, f"id: two\ntitle: Two\n{MONEY}{spending}{ENDED}")
    heading, below = budgets.headline(view)
    assert heading.startswith("1.2 billion yuan approved, 600 million yuan spent (50%), 1 spending")
    assert "1 target with an amount, 1 with spending · 1 more has ended, in no total" in below
    assert "1.2" in rails(view)["Two"]
    assert budgets.headline(money(MONEY + ENDED))[0] == "Every target with an amount has ended"
    assert drawn(money(MONEY + ENDED)).all("table")


def drawn(view: PageContext) -> Element:
    return parsed(budget_rails.drawing(view))


def rails(view: PageContext) -> dict[str, list[str]]:
    """By title, the cells of a row of the first table in text, and what its rail says."""
    lines = {}
    for row in drawn(view).one("table", "rails").all("tr"):
        if not row.all("td", "rail-cell"):
            continue
        label = row.one("td", "rail-cell").one("span").attributes["aria-label"]
        cells = [cell.text for cell in row.all("td") if "rail-cell" not in cell.classes]
        lines[row.one("th").text] = [*cells, label]
    return lines


def totals(view: PageContext) -> list[Element]:
    return drawn(view).all("table")[1:]


def test_different_shares_of_a_table_differ():
    """Rows are compared with each other; the others keep their few decimals."""
    view = money(
        "id: a\ntitle: a\nbudget: {approved: 1000}\n" + SPENDING.format(value=500, spent=970),
        "id: b\ntitle: b\nbudget: {approved: 1000}\n" + SPENDING.format(value=500, spent=969.8),
        "id: c\ntitle: c\nbudget: {approved: 1000}\n" + SPENDING.format(value=500, spent=333.3),
    )
    shares = {
        title: line[-1].split("Spent (%) ")[1].split(" ")[0] for title, line in rails(view).items()
    }
    assert shares == {"a": "97%", "b": "96.98%", "c": "33%"}


def test_without_amounts_budgets_show_no_zeros():
    """No total and no table; every target is named as giving none."""
    tree = drawn(money("", "id: two\ntitle: Two"))
    assert tree.all("table") == []
    assert [link.text for link in tree.all("a")] == ["Homes", "Two"]
    assert "open" in tree.one("details").attributes


def test_sums_are_those_of_earned_value():
    """Six cards, each with its note; the line below the heading says what they cover."""
    view = money(MONEY + SPENDING.format(value=250, spent=6), "id: two\n" + MONEY)
    cards = drawn(view).all("li", "card")
    assert [card.text for card in cards] == [
        "2.4 Approved (billion yuan)",
        "0.6 Spent (billion yuan)",
        "50% Spent (%)",
        "0.51 SPI",
        "0.5 CPI",
        "2.4 EAC (billion yuan)",
    ]
    assert all(card.attributes["title"] for card in cards)
    assert "all 2 targets have amounts, 1 of them spending" in budgets.headline(view)[1]


def test_a_figure_that_no_target_has_is_no_card_and_no_column():
    """An amount that nobody has spent of has neither rate nor index."""
    tree = drawn(money(MONEY))
    assert [card.text for card in tree.all("li", "card")] == [
        "1.2 Approved (billion yuan)",
        "– Spent (billion yuan)",
    ]
    heads = [
        [cell.text for cell in table.one("thead").all("th", "n")] for table in tree.all("table")
    ]
    assert heads == [["Approved", "Spent"]] * 3


def test_three_clocks_a_target():
    """Amounts and earned value; the shares with their days in the words of the rail; how far money runs ahead."""
    view = money(MONEY + SPENDING.format(value=250, spent=6), "id: two\ntitle: Two\n" + MONEY)
    t = view.t
    assert rails(view) == {
        "Homes": [
            "▲Behind",
            "1.2",
            "0.6",
            "0.5",
            "2.4",
            t("budget.ahead_by", points=25, count=2) + " ",
            "Time 49% (2022-06-30); Progress 25% (2022-06-30); Spent (%) 50% (2022-06-30); SPI 0.51",
        ],
        "Two": [
            "？Report overdue",
            "1.2",
            t("budget.unreported"),
            *("–", "–", ""),
            "Time 50% (2022-07-02)",
        ],
    }


def test_many_budgets_are_cut_and_lead_to_the_list(monkeypatch):
    """Each group shows its first ones, and how many it leaves out."""
    monkeypatch.setattr(budget_rails, "MAX_ROWS", 3)
    spending = SPENDING.format(value=100, spent=6)
    fields = [f"id: t{n}\ntitle: t{n}\n{MONEY}{spending if n < 2 else ''}" for n in range(9)]
    view = money(*fields)
    assert list(rails(view)) == ["t0", "t2"]
    links = [link for link in drawn(view).all("a") if "show=" in link.attributes["href"]]
    assert [link.text for link in links] == [view.t("budget.more", count=n) for n in (1, 6)]


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
    tree = drawn(view).one("table", "rails")
    groups = [group.one("tr", "group").one("th").text for group in tree.all("tbody")]
    assert groups == [
        "Money ahead of progress 2 targets",
        "Others under way 2 targets",
        "Completed, past due or ended 1 target",
        "No spending reported 1 target",
    ]
    assert list(rails(view)) == ["far", "near", "large", "small", "done", "silent"]


def test_a_rail_is_as_long_as_its_largest_share():
    """Where more was spent than approved 100 % is not the end, and marks stay in proportion."""
    view = money(MONEY + SPENDING.format(value=250, spent=15))
    tree = drawn(view)
    assert tree.one("th", "axis").all("text")[1].attributes["x"] == "80.00%"
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

    tree = drawn(view)
    tile = Decimal(tree.all("li", "card")[-1].one("strong").text)
    assert sum(last_figures(tree.one("table", "rails"))) == tile
    for table in totals(view):
        assert sum(last_figures(table.one("tbody"))) == tile
        assert last_figures(table.one("tfoot")) == [tile]
    exact = view.budget_status["eac"]
    assert tile != Decimal(
        str(round(exact.sum(), 2))
    )  # the figures shown differ from the exact ones


def test_eac_is_the_same_figure_in_both_languages():
    """That of a target and their total: each is rounded at the same place and shown in billions or in 亿."""
    parts = [
        f"id: t{n}\n" + MONEY.replace("12", "17") + SPENDING.format(value=300, spent=spent)
        for n, spent in enumerate((5.2333, 7.1111))
    ]
    figures = {}
    for lang in ("zh", "en"):
        tree = drawn(look(portfolio(*parts), lang, as_of=dt.date(2022, 7, 2)))
        figures[lang] = [
            Decimal(cell.text) for cell in tree.one("table", "rails").all("td", "n") if cell.text
        ]
        figures[lang].append(Decimal(tree.all("li", "card")[-1].one("strong").text))
    amounts = [figure * 10 for figure in figures["en"]]
    indices = [figure for figure in figures["zh"] if figure not in amounts]
    assert {Decimal("17.44"), Decimal("23.7"), Decimal("41.14")} <= set(figures["zh"])
    assert {Decimal("17.44"), Decimal("23.7"), Decimal("41.14")} <= set(amounts)
    assert all(index < 3 for index in indices)


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
    assert tree.one("", "flag").text == t("budget.flag", points=25, count=2)


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
    lines = rails(view)
    scale = view.t.money_scale("亿元", status["approved"].sum())
    assert len(lines) == len(status) > 10
    columns = ["elapsed", "physical", "execution"]
    shares = iter(percents(status[columns].to_numpy().ravel().tolist(), lang))
    for row in status.to_dict("records"):
        line = lines[view.t.localized(view.row(row["id"]), "title")]
        of_row = [next(shares) for _ in columns]
        assert line[1] == number(row["approved"], lang, scale.shift)
        if not pd.isna(row["spent"]):
            assert line[2] == number(row["spent"], lang, scale.shift)
            assert all(share in line[-1] for share in of_row)


@pytest.mark.parametrize("name", ["real", "demo"])
def test_no_target_is_missing_from_the_budgets(name):
    """Each either has its clocks or is named among those without."""
    view = seen(name, "en")
    tree = drawn(view)
    have, none = (
        {query(link.attributes["href"])["id"] for link in part.all("a")}
        for part in (tree.one("table", "rails"), tree.one("details", "without"))
    )
    assert have | none == set(view.by_id)
    assert not have & none


def test_sums_by_theme_and_by_lead():
    """A row a group with amounts, under a caption that names the unit; the last line is the same in both."""
    view = money(MONEY + SPENDING.format(value=250, spent=6))
    figures = ["1.2", "0.6", "50%", "0.51", "0.5", "2.4"]
    themes, leads = totals(view)
    for table, caption, group in (
        (themes, "By theme (billion yuan)", "Housing"),
        (leads, "By lead (billion yuan)", "Housing Bureau"),
    ):
        assert table.one("caption").text.startswith(caption)
        for part, name in (("tbody", group), ("tfoot", "Total")):
            assert table.one(part).one("th").text == name
            assert [cell.text for cell in table.one(part).all("td")] == figures


def test_parts_that_the_reader_opened_stay_open():
    """As the URL has them; below a long table the targets without amounts are folded, else they are not."""
    view = seen("demo", "en")
    for asked, shown in (
        ("", set()),
        ("without", {"without"}),
        ("without,method", {"without", "method"}),
    ):
        parts = drawn(replace(view, query={"fold": asked})).all("details")
        assert {p.attributes["data-fold"] for p in parts if "open" in p.attributes} == shown


def test_groups_of_one_name_stay_apart():
    """Totals are by key: two themes may be called alike, and are not added up as one."""
    record = portfolio(MONEY, "id: two\ntheme: moving\n" + MONEY)
    view = look(replace(record, themes=dict.fromkeys(("housing", "moving"), "Same")))
    lines = totals(view)[0].one("tbody").all("tr")
    assert [line.one("th").text for line in lines] == ["Same", "Same"]


def test_totals_have_their_share_with_one_decimal():
    """By theme, by lead and over all alike, so that the same total reads the same everywhere."""
    view = money(MONEY + SPENDING.format(value=250, spent=5))
    shares = [table.one("tfoot").all("td")[2].text for table in totals(view)]
    assert shares == ["41.7%", "41.7%"]
