"""The outlook on the page of one target."""

from __future__ import annotations

import datetime as dt

import pytest
from support.looking import card, facts, holes, look, parsed, portfolio, seen
from support.samples import updates

from tracker.i18n import languages
from tracker.views.target import target_page

HOMES = updates(("2022-03-31", 210), ("2022-06-30", 330), ("2022-09-30", 520))
PLAN = "trajectory: [{date: 2022-06-30, value: 400}, {date: 2022-09-30, value: 800}]\n"
OCTOBER = dt.date(2022, 10, 15)


def words(element) -> str:
    return " ".join(element.text.split())


def test_the_outlook_stands_below_the_chart():
    """The answer, both projections, the range by its name, four paces, the mark, the days behind the plan."""
    outlook = card(look(portfolio(PLAN + HOMES), as_of=OCTOBER), "homes", "outlook")
    assert words(outlook.one("p", "answer")) == (
        "If the figures go on as reported, the goal will be missed by about 304–313 户 on 2022-12-31; "
        "the pace needed is above the best one so far"
    )
    cells = facts(outlook)
    assert cells["By recent change (Destatis), 2022-12-31"].startswith("696 户")
    assert "63% of the remaining distance missing: cloud" in words(outlook)
    assert cells["By median slope (Theil–Sen), 2022-12-31"] == "687 户"
    assert cells["At the slowest and the fastest pace"].startswith("641 户 to 737 户")
    assert cells["Pace so far"] == "58.2 户 a month"
    assert cells["Latest pace"] == "62.9 户 a month"
    assert cells["Pace needed"] == "158.8 户 a month"
    assert cells["Best pace"] == "71.8 户 a month"
    assert cells["Against the plan"].startswith("64 days behind")
    assert "neither a fact nor an assessment" in words(outlook)
    rules = [words(rule).partition(":")[0] for rule in outlook.all("details")[0].all("li")]
    assert rules[:2] == ["By recent change", "By median slope"]
    assert rules[3] == "Against the plan"


def test_earlier_outlooks_stay_visible():
    """The latest first, each with the goal of its day; not the one that stands above."""
    revised = "measure: {kind: cumulative, unit: 户, target: 600}\nrevisions: [{date: 2022-10-10, field: target, from: 1000, to: 600, reason: Fewer}]\n"
    outlook = card(look(portfolio(revised + HOMES), as_of=OCTOBER), "homes", "outlook")
    rows = [[words(cell) for cell in line.all("td")] for line in outlook.one("tbody").all("tr")]
    assert words(outlook.one("details", "unfold").one("summary")) == "1 earlier outlook"
    assert rows == [["missed by about 304–313 户", "696 户", "687 户", "1,000 户"]]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (updates(("2022-09-30", 210)), "Too early for an outlook: 2 more figures are needed"),
        ("measure: {kind: floor, unit: '%', floor: 5}\n" + HOMES, "No outlook: a rate must hold"),
    ],
)
def test_why_there_is_no_outlook(fields, expected):
    """What is missing, or that such a target has none; nothing else is in the card."""
    outlook = card(look(portfolio(fields), as_of=OCTOBER), "homes", "outlook")
    assert words(outlook.one("p", "answer")).startswith(expected)
    assert outlook.all("dl") == []


def test_no_card_where_the_page_says_it_already():
    """A statement, or a goal reached before any outlook was possible, has no card."""
    for fields in ("measure: {kind: statement}\n", updates(("2022-03-31", 1000))):
        html = target_page(look(portfolio(fields), as_of=OCTOBER), "homes")
        assert parsed(html).all("section", "outlook") == []


@pytest.mark.parametrize("lang", languages())
def test_the_outlooks_of_the_demonstration_have_no_holes(lang):
    """Every page of the demonstration renders in every language."""
    view = seen("demo", lang)
    for key in (
        "housing-repair",
        "cycle-paths",
        "storage-tank",
        "flat-rebuilding",
        "sewage-mixing",
    ):
        assert holes(card(view, key, "outlook")) == []


def test_a_range_of_past_errors_names_its_coverage():
    """From ten finished targets on, beside the range of paces; the demonstration has as many."""
    outlook = card(seen("demo", "en"), "cycle-paths", "outlook")
    note = words(outlook)
    assert "By the errors of earlier outlooks" in note
    assert "meant to hold 80%, held" in note
