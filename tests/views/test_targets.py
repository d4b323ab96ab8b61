"""The list of targets and its filters."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from support.looking import (
    PORTFOLIOS,
    Element,
    look,
    parsed,
    portfolio,
    query,
    real,
    seen,
)
from support.samples import updates

from tracker.analysis.assessment import STATUSES
from tracker.i18n import languages
from tracker.views import selections, targets
from tracker.views.context import PageContext
from tracker.views.target_index import FILTERS, NONE


def ids(view: PageContext, search: str = "", **wanted: str | None) -> list[str]:
    asked = {name: value for name, value in {**wanted, "q": search}.items() if value}
    return targets.list_ids(replace(view, query=asked))


def test_filters_narrow_the_list_together():
    """Each filter takes away what does not fit; none asked for keeps all."""
    view = seen("real", "en")
    assert len(ids(view)) == len(view.portfolio.targets)
    assert ids(view, theme="housing") == ids(view, plan="135")
    assert ids(view, plan="135") == [
        "scattered-renewal",
        "housing-repair",
        "self-contained-conversion",
    ]
    assert ids(view, lead="party-standing-committee") == ["party-rectification"]
    assert ids(view, status="missed") == ["gdp-growth"]
    assert ids(view, theme="economy", status="achieved") == ["revenue-growth"]
    assert ids(view, theme="housing", status="achieved") == []
    assert ids(view, theme=None, plan=None) == ids(view)


def test_targets_without_a_lead_can_be_asked_for():
    """`none` in the address means that the source names nobody."""
    view = seen("real", "en")
    unled = ids(view, lead="none")
    assert set(unled) == {target.id for target in view.portfolio.targets if target.lead is None}
    assert len(unled) + len(ids(view, lead="party-standing-committee")) == len(ids(view))


@pytest.mark.parametrize("name", ["theme", "plan", "lead", "status", "show"])
def test_an_unknown_value_does_not_count(name):
    """The list is whole, and a note names the value."""
    view = seen("real", "en")
    assert ids(view, **{name: "nowhere"}) == ids(view)


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("零星旧改", ["scattered-renewal"]),
        ("SCATTERED", ["scattered-renewal"]),
        ("scattered-renewal", ["scattered-renewal"]),
        ("1,000 households", ["scattered-renewal"]),
        ("households 1,000", ["scattered-renewal"]),
        ("零星 renewal", ["scattered-renewal"]),
        ("  ", None),
        ("", None),
        ("scattered nowhere", []),
        (".*", []),
        ("[a-z]", []),
        ("5.5 %", ["gdp-growth"]),
        ("Standing Committee", ["party-rectification"]),
        ("Stormwater started", ["stormwater-start"]),
    ],
)
def test_search_finds_words_in_both_languages(search, expected):
    """Every word has to stand in id, title, promise or a name the page shows; none is a pattern."""
    view = seen("real", "en")
    assert ids(view, search) == (ids(view) if expected is None else expected)
    if re.search("[\u4e00-\u9fff]", search):
        assert ids(seen("real", "zh"), search) == expected


def test_searching_and_filtering_narrow_together():
    """The words are looked for among what the filters left."""
    view = seen("real", "en")
    assert "housing-repair" in ids(view, "住房")
    assert ids(view, "住房", theme="economy") == []
    assert ids(seen("empty", "en"), "住房") == []


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", PORTFOLIOS)
def test_only_what_occurs_can_be_chosen(name, lang):
    """Each choice has words and leads to at least one target, apart from statuses and selections that none is in now."""
    view = seen(name, lang)
    options = targets.filter_options(view)
    assert tuple(options) == FILTERS
    for filter_, choices in options.items():
        for value, words in choices.items():
            assert words.strip()
            if filter_ not in ("status", "show"):
                assert ids(view, **{filter_: value}), (filter_, value)
    for filter_, field in (("lead", "lead"), ("plan", "plan"), ("year", "due")):
        without = [key for key, row in view.by_id.items() if getattr(row, field) is None]
        assert (NONE in options[filter_]) == bool(without)
        assert not without or set(ids(view, **{filter_: NONE})) == set(without)


def test_a_selection_is_what_pages_count():
    """Behind or missed; a report overdue, there at all, or missing since the start; a measure; money."""
    spent = updates(("2022-06-30", 100)) + "budget: {approved: 5}"
    view = look(
        portfolio(
            spent,
            "id: silent",
            "id: later\nstart: 2022-11-01\ndue: 2023-06-30",
            "id: words\nmeasure: {kind: statement}",
        ),
        as_of=dt.date(2022, 10, 15),
    )
    assert {name: ids(view, show=name) for name in selections.SELECTION_KEYS} == {
        "attention": ["homes"],
        "late": ["silent"],
        "coming": ["homes", "silent", "words"],
        "reported": ["homes"],
        "no_report": ["silent", "words"],
        "no_measure": ["words"],
        "budget": ["homes"],
    }
    assert ids(view, show="attention", status="missed") == []


def test_statuses_to_choose_from_stand_in_their_order():
    """Shape and word, the best first, whatever the order of the file."""
    statuses = targets.filter_options(seen("demo", "en"))["status"]
    assert list(statuses) == list(STATUSES)
    assert statuses["off_track"] == "■ Far behind"


def listed(view: PageContext, **asked: str) -> Element:
    return parsed(targets.listing(replace(view, query=asked)))


def test_rows_of_the_list_carry_its_parameters_on():
    """So that the way back leads to the same list; a page of it is found again by the target."""
    view = look(real(), params={"lang": "en"})
    tree = listed(view, theme="economy", q="growth", sort="due", page="1")
    links = [query(link.attributes["href"]) for link in tree.all("a", "name")]
    assert [link.pop("id") for link in links] == ["gdp-growth", "revenue-growth"]
    assert links == [{"lang": "en", "theme": "economy", "q": "growth", "sort": "due"}] * 2


@pytest.mark.parametrize("lang", languages())
def test_a_list_without_a_match_says_so(lang):
    """An empty page would look broken."""
    view = seen("real", lang)
    assert listed(view, q="nowhere").text == view.t("list.none")


def test_the_headline_is_that_of_the_filter():
    """A filtered list states how many of all targets it shows; a value that does not exist does not count."""
    view = seen("real", "en")
    whole = targets.headline(view)[0]
    assert targets.headline(replace(view, query={"theme": "housing"}))[0] == (
        f"Matching targets: 3 of {len(view.by_id)}"
    )
    assert targets.headline(replace(view, query={"q": "zzz"}))[0] == view.t("list.none")
    lost = replace(view, query={"theme": "gone", "plan": "135"})
    assert "3 of" in targets.headline(lost)[0]
    assert targets.headline(replace(view, query={"theme": "gone"}))[0] == whole
