"""The parts around every page: banner, heading, as-of dates, languages."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest
from support.looking import (
    HOSTILE,
    TODAY,
    harm,
    look,
    parsed,
    portfolio,
    query,
    seen,
)
from support.samples import updates

from tracker.i18n import Message, Translator, languages, shorten
from tracker.portfolio.problems import Problem
from tracker.views import (
    layout,
)
from tracker.views.links import MAX_QUOTED


def problem(number: int, value: str = "x") -> Problem:
    message = Message("read.day", value=value)
    return Problem("/data/targets.yaml", number, 5, "error", message, "date")


@pytest.mark.parametrize("lang", languages())
def test_no_banner_without_problems(lang):
    """A sound file is not commented on."""
    assert layout.banner(look(portfolio(""), lang)) == ""


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("stale", [True, False])
def test_the_banner_tells_what_is_shown_and_what_is_wrong(lang, stale):
    """File, line and message as `tracker check` prints them, and which version the page shows."""
    view = look(portfolio(""), lang, problems=(problem(12),), stale=stale)
    banner = parsed(layout.banner(view)).one("div", "banner")
    assert banner.attributes["role"] == "alert"
    assert banner.one("strong").text == view.t(f"banner.{'kept' if stale else 'first'}", count=1)
    (line,) = [line.text for line in banner.all("li")]
    assert line == problem(12).text(view.t)
    assert line.startswith("/data/targets.yaml:12:5: ")


def test_a_long_banner_is_cut_and_says_so():
    """Twenty lines are enough on a page; the number of the others is given."""
    view = look(portfolio(""), problems=tuple(problem(number) for number in range(1, 31)))
    lines = [line.text for line in parsed(layout.banner(view)).all("li")]
    assert len(lines) == 21
    assert lines[-1] == "10 more: run tracker check"
    assert "30" in parsed(layout.banner(view)).one("strong").text
    exactly = look(portfolio(""), problems=tuple(problem(number) for number in range(1, 21)))
    assert len(parsed(layout.banner(exactly)).all("li")) == 20


def test_a_banner_quotes_the_file_as_text():
    """A complaint may quote what stands in the file; it does no harm on the page."""
    tree = parsed(layout.banner(look(portfolio(""), problems=(problem(1, HOSTILE),))))
    assert harm(tree) == []
    assert HOSTILE in tree.text


@pytest.mark.parametrize("lang", languages())
def test_only_a_demonstration_bears_the_ribbon(lang):
    """Made-up data says so on every page; real data never does."""
    view = seen("demo", lang)
    assert parsed(layout.ribbon(view)).text == view.t("demo.ribbon")
    assert view.t("demo.ribbon") in parsed(layout.head(view, "", "a", "b")).text
    assert layout.ribbon(seen("real", lang)) == ""


def test_the_head_is_the_answer():
    """One heading of the first rank: what the page found; a note about the link stands above."""
    tree = parsed(layout.head(look(portfolio(""), note=HOSTILE), "", HOSTILE, "below"))
    assert tree.one("h1").text == HOSTILE
    assert tree.one("p", "sub").text == "below"
    assert tree.one("div", "ribbon").text == HOSTILE
    assert parsed(layout.head(look(portfolio("")), "", "a", "b")).all("div", "ribbon") == []


PARAMS = {"lang": "en", "asof": "2026-09-30"}


def test_quick_days_are_links():
    """Today takes the day out of the address; the latest report and last year-end put theirs in."""
    view = look(portfolio(updates(("2026-06-30", 5))), as_of=dt.date(2026, 9, 30), params=PARAMS)
    links = parsed(layout.as_of_picker(view, "targets")).links
    assert list(links) == ["Today", "Latest report", "Last year-end"]
    assert [query(link).get("asof") for link in links.values()] == [
        None,
        "2026-06-30",
        "2025-12-31",
    ]
    assert all(query(link)["lang"] == "en" for link in links.values())
    assert all(link.startswith("targets") for link in links.values())


def test_the_day_shown_is_marked():
    """The chip of the day shown says so to the eye and to a screen reader."""
    for as_of, on in (
        (TODAY, ["Today"]),
        (dt.date(2025, 12, 31), ["Last year-end"]),
        (dt.date(2026, 1, 1), []),
    ):
        tree = parsed(layout.as_of_picker(look(portfolio(""), as_of=as_of), ""))
        assert [link.text for link in tree.all("a", "on")] == on
        assert [one.text for one in tree if one.attributes.get("aria-current") == "date"] == on


def test_the_link_to_a_view_pins_its_day():
    """Also today's: whoever opens it next month sees what was seen today."""
    view = look(portfolio(""), params={"lang": "en"}, query={"status": "missed"})
    (link,) = parsed(layout.share_links(view, "targets")).links.values()
    assert urlsplit(link).path == "targets"
    assert query(link) == {"lang": "en", "status": "missed", "asof": TODAY.isoformat()}


def test_the_tab_names_target_page_and_portfolio():
    view = look(portfolio(""))
    assert layout.tab_title(view, "Timeline") == "Timeline · Homes"
    opened = look(portfolio("title: Lifts"), query={"id": "homes"})
    assert layout.tab_title(opened, "Targets") == "Lifts · Targets · Homes"


def test_no_link_to_a_latest_report_that_is_not_there():
    """Nothing reported: two days to choose from."""
    assert list(parsed(layout.as_of_picker(look(portfolio("")), "")).links) == [
        "Today",
        "Last year-end",
    ]


@pytest.mark.parametrize(("page", "action"), [("", "./"), ("budgets", "budgets")])
def test_any_day_can_be_asked_for(page, action):
    """A form of its own, which needs no script: it carries the language on and no second day."""
    view = look(portfolio(""), as_of=dt.date(2026, 9, 30), params=PARAMS)
    form = parsed(layout.as_of_picker(view, page)).one("form")
    assert (form.attributes["method"], form.attributes["action"]) == ("get", action)
    day_field, *hidden = form.all("input")
    assert day_field.attributes["name"] == "asof"
    assert day_field.attributes["value"] == "2026-09-30"
    assert day_field.attributes["max"] == TODAY.isoformat()
    assert day_field.attributes["aria-label"]
    assert {one.attributes["name"]: one.attributes["value"] for one in hidden} == {
        "keep_lang": "en"
    }
    assert form.one("button").attributes["type"] == "submit"


@pytest.mark.parametrize(("lang", "other"), [("zh", "en"), ("en", "zh")])
def test_the_other_language_is_one_link_away(lang, other):
    """Each language is named in itself; the link keeps the day and names its language."""
    view = look(portfolio(""), lang, params={"asof": "2022-12-31"})
    tree = parsed(layout.navigation(view, "budgets", {})).one("p", "languages")
    assert tree.text == "中文 · English"
    link = tree.one("a")
    assert link.text == Translator(other)("lang.name")
    assert link.attributes["lang"] == {"zh": "zh-CN", "en": "en"}[other]
    assert link.attributes["href"].startswith("budgets?")
    assert query(link.attributes["href"]) == {"asof": "2022-12-31", "lang": other}


@pytest.mark.parametrize("lang", languages())
def test_an_unknown_target_is_told(lang):
    """What was asked for is named as text, shortened."""
    tree = parsed(layout.unknown_target(look(portfolio(""), lang), HOSTILE))
    assert harm(tree) == []
    assert shorten(HOSTILE, MAX_QUOTED) in tree.text


def test_the_way_back_leads_where_it_is_told():
    """Its address is taken as it is."""
    tree = parsed(layout.back_link("← Back to the list", "targets?theme=a&lang=en"))
    assert tree.links == {"← Back to the list": "targets?theme=a&lang=en"}
