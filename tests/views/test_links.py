"""A link that asks for what a page cannot show: named in words, and the rest of the link counts."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from support.looking import HOSTILE, TODAY, seen

from tracker.app import missing_page
from tracker.views.links import PARAM_LABELS, link_notes

ELSEWHERE = ("", "budgets", "timeline", "update")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["theme", "plan", "lead", "status"])
def test_a_filter_value_that_does_not_exist_is_named(name, lang):
    """On the list with its filter; a value that exists is not."""
    view = seen("real", lang)
    existing = {"theme": "housing", "plan": "135", "lead": "none", "status": "missed"}
    label = view.t(PARAM_LABELS[name])
    assert link_notes(view, "targets", existing) == []
    assert link_notes(view, "targets", existing | {name: "gone"}) == [
        view.t("filter.unknown", field=label, asked="gone")
    ]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_order_or_a_page_that_the_list_does_not_have_is_named(lang):
    """The list is shown by status, or its nearest page."""
    view = seen("real", lang)

    def notes(**asked: str) -> list[str]:
        return link_notes(replace(view, query=asked), "targets", asked)

    assert notes(sort="-due", page="1") == []
    assert notes(sort="colour") == [view.t("list.sort.unknown", asked="colour")]
    for page in ("2", "0", "x", "9" * 5000):
        (note,) = notes(page=page)
        assert note.startswith(view.t("list.page.unknown", asked=page, shown=1)[:8])
        assert len(note) < 150
    assert link_notes(view, "budgets", {"sort": "due"}) == [
        view.t("link.parameter", asked="sort=due")
    ]


@pytest.mark.parametrize("page", ELSEWHERE)
def test_a_page_without_filters_names_each(page):
    """Also one whose value exists: the page shows everything."""
    view = seen("real", "en")
    asked = {"theme": "housing", "q": "gdp", "lang": "en"}
    assert link_notes(view, page, asked) == [
        view.t("link.unused", field="Theme", asked="housing"),
        view.t("link.unused", field=view.t("filter.search"), asked="gdp"),
    ]
    target = link_notes(view, page, {"id": "gdp-growth"})
    assert target == (
        [] if page == "update" else [view.t("link.unused", field="Id", asked="gdp-growth")]
    )


@pytest.mark.parametrize("page", [*ELSEWHERE, "targets"])
def test_an_unknown_parameter_is_named(page):
    """What services append that pass links on is not; a long value is cut."""
    view = seen("real", "en")
    shared = {"utm_source": "x", "from": "singlemessage", "isappinstalled": "0", "embed": "true"}
    assert link_notes(view, page, shared | {"district": ""}) == []
    assert link_notes(view, page, {"district": "east"}) == [
        view.t("link.parameter", asked="district=east")
    ]
    assert link_notes(view, page, {"lang": "fr"}) == [view.t("link.parameter", asked="lang=fr")]
    assert link_notes(view, page, {"lang": "zh-CN"}) == []
    (note,) = link_notes(view, page, {"x": HOSTILE * 100})
    assert len(note) < 150


def test_a_page_that_does_not_exist_is_named_on_the_overview():
    """Its address comes as a parameter of the overview; elsewhere it is one like any other."""
    view = seen("real", "en")
    asked = {missing_page.PAGE_PARAM: "nope"}
    assert link_notes(view, "", asked) == [view.t("link.page", asked="nope")]
    assert link_notes(view, "budgets", asked) == [view.t("link.parameter", asked="page=nope")]


def test_the_report_page_is_of_today_only():
    """Another day in its link is named."""
    view = seen("real", "en", "year-end 2022")
    asked = {"asof": "2022-12-31"}
    assert link_notes(view, "update", asked) == [view.t("link.day", day=TODAY, asked="2022-12-31")]
    assert link_notes(view, "budgets", asked) == []
    assert view.as_of == dt.date(2022, 12, 31)


def test_groups_of_the_timeline_exist_or_are_named():
    """The same parameter on a page without it is named too; a fold may name a group of any grouping."""
    view = seen("real", "en")
    for asked in ({"by": "plan"}, {"fold": "housing,-none"}, {"fold": "-*"}):
        assert link_notes(view, "timeline", asked) == []
    assert link_notes(view, "budgets", {"fold": "method"}) == []
    for page, name, value in (
        ("timeline", "by", "year"),
        ("timeline", "fold", "housing,gone"),
        ("budgets", "fold", "housing"),
        ("", "by", "gone"),
        ("budgets", "explore", "gone"),
        ("", "explore", "timeline"),
    ):
        key = {"by": "link.no_grouping", "fold": "link.no_part", "explore": "link.no_chart"}[name]
        assert link_notes(view, page, {name: value}) == [view.t(key, asked=value)]
