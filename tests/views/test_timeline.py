"""The timeline page and the charts of all pages, as a reader without pictures gets them."""

from __future__ import annotations

import datetime as dt

import pytest
from support.looking import (
    harm,
    holes,
    look,
    parsed,
    portfolio,
    query,
    seen,
)

from tracker.i18n import languages
from tracker.views import (
    figures,
    timeline,
)


def test_the_timeline_answers_in_one_sentence():
    """How many have a date, how many are past it, and what comes next."""
    at = portfolio(
        "", "id: two\ndue: 2021-12-31\nstart: 2021-01-01", "id: three\nstart: null\ndue: null"
    )
    first, below = timeline.headline(look(at, "en", as_of=dt.date(2022, 11, 1)))
    t = look(at, "en").t
    assert first == "2 targets with a due date, 1 past due"
    assert below == t("timeline.next", count=1, day="2022-12-31")
    below = timeline.headline(look(at, "en", as_of=dt.date(2022, 2, 1)))[1]
    assert below == t("timeline.quiet", days=90)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_no_target_is_missing_from_the_timeline(name, lang):
    """Each either has a bar or is named among those without a date, with its status."""
    view = seen(name, lang)
    html = timeline.undated(view)
    named = [query(link.attributes["href"])["id"] for link in parsed(html).all("a")] if html else []
    rows = view.by_id.values()
    assert named == [row.id for row in rows if row.start is None and row.due is None]
    drawn = figures.timeline_figure(view)
    text = parsed(drawn.data_table).one("tbody")
    assert len(text.all("tr")) >= len(rows) - len(named)
    assert len(parsed(html).all("span", "status")) == len(named) if html else not named


def test_without_undated_targets_there_is_no_such_list():
    """A start or a due date alone is a place on the line."""
    assert timeline.undated(look(portfolio("", "id: two\nstart: null"))) == ""


@pytest.mark.slow
@pytest.mark.parametrize(("name", "lang"), [("demo", "en"), ("real", "zh"), ("hostile", "en")])
def test_every_chart_has_words_and_a_table(name, lang):
    """Alternative text without holes, and a folded table with heads, caption and rows."""
    view = seen(name, lang)
    some = list(view.by_id)[:: 4 if name == "demo" else 1]
    drawn = [figures.progress_figure(view, target_id) for target_id in some]
    drawn += [figures.timeline_figure(view)]
    drawn = [one for one in drawn if one is not None]
    assert len(drawn) > 1
    assert any(one.data_table for one in drawn)
    for one in drawn:
        assert one.alt.strip()
        if not one.data_table:  # a goal without plan or figure: the picture shows its line alone
            assert name == "hostile"
            continue
        tree = parsed(one.data_table)
        assert tree.one("details").one("table").one("caption").text
        assert harm(tree) == []
        if name != "hostile":
            assert tree.one("tbody").all("tr")
            assert holes(tree) == []
            assert holes(parsed(f"<p>{one.alt}</p>")) == []
    for one in (figures.budgets_figure(view), figures.budget_status_figure(view)):
        assert one is not None
        assert one.alt.strip()


@pytest.mark.parametrize("lang", languages())
def test_no_chart_of_nothing(lang):
    """Where there is no data there is no empty picture."""
    view = look(portfolio("measure: {kind: statement}\nstart: null\ndue: null"), lang)
    assert figures.progress_figure(view, "homes") is None
    for build in (figures.budgets_figure, figures.budget_status_figure, figures.timeline_figure):
        assert build(view) is None
        assert build(seen("empty", lang)) is None
