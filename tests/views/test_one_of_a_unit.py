"""One thing of a unit that the record names in the plural: no page says "1 lifts"."""

import datetime as dt
import re

import pytest
from support.looking import Element, look, parsed, portfolio
from support.samples import updates

from tracker.i18n import Translator
from tracker.portfolio.header import Screen
from tracker.screen import render
from tracker.screen.settings import ScreenSettings
from tracker.units import has_singular
from tracker.views.overview import overview
from tracker.views.target import target_page
from tracker.views.target_list import listing

DAY = dt.date(2023, 1, 20)
MEASURES = {
    "all": ("kind: cumulative, unit: lifts, target: 1", 0),
    "some": ("kind: cumulative, unit: lifts, target: 5", 1),
    "most": ("kind: cumulative, unit: lifts, target: 5", 4),
    "fewer": ("kind: level, unit: lifts, baseline: 5, target: 1", 2),
    "grown": ("kind: level, unit: lifts, baseline: 0, target: 5", 1),
    "floor": ("kind: floor, unit: lifts, floor: 2", 1),
    "ceiling": ("kind: ceiling, unit: lifts, ceiling: 1", 2),
    "range": ("kind: range, unit: lifts, range: [0, 1]", 2),
    "yearly": ('kind: flow, unit: lifts, years: {"2022": 1, "2023": 1}', 1),
}
REVISED = "revisions: [{date: 2022-02-01, field: target, from: 1, to: 5, reason: More}]\n"


def pages() -> list[Element]:
    term = "start: 2022-01-01\ndue: 2023-12-31\n"
    at = portfolio(
        *(
            f"id: {name}\nmeasure: {{{measure}}}\n{term}"
            + updates(("2022-03-31", 1), ("2022-12-31", value))
            + (REVISED if name == "some" else "")
            for name, (measure, value) in MEASURES.items()
        )
    )
    view = look(at, "en", DAY, DAY)
    settings = ScreenSettings.from_query(Screen(lang=("en",)))
    screen = render.screen_html([render.localized_screen(view, settings)], settings)
    shown = [target_page(view, name) for name in MEASURES]
    return [parsed(page) for page in (*shown, overview(view), listing(view), screen)]


def test_no_page_says_one_and_a_plural():
    """Behind 1, a unit that may be a plural stands in brackets; behind other figures as it is written."""
    spoken = "\n".join(page.spoken for page in pages())
    assert not re.findall(r".*(?<![–\d.,])1\s+lifts.*", spoken)
    for words in ("1 (lifts)", "0 / 1 (lifts)", "to 1 (lifts)", "at most 1 (lifts)", "5 lifts"):
        assert words in spoken


def test_no_page_says_one_and_points():
    """A gap of one percentage point is 1 point, of progress, of a chart and of spending."""
    plan = "trajectory: [{date: 2022-06-30, value: 500}]\nbudget: {approved: 100}\n"
    at = portfolio(f"id: one\n{plan}{updates(('2022-06-30', 490))}")
    view = look(at, "en", dt.date(2022, 6, 30), DAY)
    shown = (target_page(view, "one"), listing(view), overview(view))
    spoken = "\n".join(parsed(page).spoken for page in shown)
    assert not re.findall(r".*(?<![–\d.,])1 points.*", spoken)
    assert spoken.count("1 point behind") >= 3


@pytest.mark.parametrize(
    "unit", ["lifts", "people", "Homes", "NGOs", "persons/km²", "tonnes CO₂e", "hours a day"]
)
def test_words_may_have_a_singular(unit):
    """The record has one form of a unit; nobody guesses the other."""
    assert has_singular(unit)
    assert Translator("en").amount("1", unit) == f"1 ({unit})"
    assert Translator("en").amount("−1", unit) == f"−1 ({unit})"
    assert Translator("en").amount("11", unit) == f"11 {unit}"
    assert Translator("zh").amount("1", unit) == f"1 {unit}"


@pytest.mark.parametrize(
    "unit", ["km²", "ha", "mg/L", "kWh", "°C", "NZD", "户", "million yuan", "thousand homes"]
)
def test_symbols_and_large_numbers_have_none(unit):
    """1 km² and 1 million yuan are right as they are."""
    assert Translator("en").amount("1", unit) == f"1 {unit}"


def test_signs_stand_at_the_number():
    """5.5% has no space, and a figure without a unit nothing behind it."""
    assert Translator("en").amount("1", "%") == "1%"
    assert Translator("en").amount("1", "") == "1"
