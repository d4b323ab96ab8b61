"""One look at the portfolio: its rows, its names in a language, and links that carry it on."""

from __future__ import annotations

import datetime as dt

import pytest
from support.looking import demonstration, empty, hostile, look, portfolio, query, real

from tracker.i18n import languages

PARAMS = {"lang": "en", "asof": "2022-12-31"}


def test_a_link_carries_language_and_day_on():
    """Whoever opens the next page, or is sent its address, sees the same language and day."""
    view = look(portfolio(""), params=PARAMS)
    assert query(view.href("targets", id="homes")) == {**PARAMS, "id": "homes"}
    assert view.href("targets").startswith("targets?")
    assert query(view.href()) == PARAMS


def test_a_link_leaves_out_what_is_none_or_empty():
    """None takes a parameter off, also one that every link would carry on."""
    view = look(portfolio(""), params=PARAMS)
    assert query(view.href("budgets", asof=None, theme=None, q="")) == {"lang": "en"}
    assert view.href("budgets", asof=None, lang=None) == "budgets"
    assert look(portfolio("")).href("budgets") == "budgets"


def test_a_link_to_the_overview_leads_to_the_root():
    """The Overview has no name in the address; the link stays below whatever folder is served."""
    assert look(portfolio("")).href() == "./"
    assert look(portfolio("")).href(lang="en") == "./?lang=en"


def test_a_parameter_of_its_own_counts_before_what_is_carried_on():
    """Switching the language is a link like any other."""
    assert query(look(portfolio(""), params=PARAMS).href(lang="zh"))["lang"] == "zh"


@pytest.mark.parametrize("value", ["a&b=c", "一网 统管", "50%", "#1", "+", "a?b", '"><script>'])
def test_a_link_keeps_any_value_whole(value):
    """What was searched for comes back as it was typed."""
    href = look(portfolio("")).href("targets", q=value)
    assert query(href) == {"q": value}
    assert not set(href) & set(' "<>')


@pytest.mark.parametrize("portfolio", [real, demonstration, empty, hostile])
def test_every_target_has_one_row_in_the_order_of_the_file(portfolio):
    """No target is lost or doubled where the record and its status are joined."""
    view = look(portfolio())
    assert list(view.by_id) == [target.id for target in view.portfolio.targets]
    assert [row.id for row in view.by_id.values()] == list(view.by_id)
    assert [row.status for row in view.by_id.values()] == list(view.assessed["status"])


def test_a_row_holds_the_goal_in_force():
    """Before a revision the goal is the one promised first, not the one the record holds today."""
    view = look(
        portfolio(
            "due: 2023-06-30\nrevisions:\n"
            "  - {date: 2022-07-01, field: target, from: 1200, to: 1000, reason: cut}\n"
            "  - {date: 2022-07-01, field: due, from: 2022-12-31, to: 2023-06-30, reason: late}\n"
        ),
        as_of=dt.date(2022, 6, 30),
    )
    row = view.row("homes")
    assert (row.goal, row.due) == (1200, dt.date(2022, 12, 31))
    assert row.title_en == "Homes"


@pytest.mark.parametrize("lang", languages())
def test_names_are_in_the_language_of_the_page(lang):
    """Title, theme, plan and lead come in both languages; a plain text serves both."""
    view = look(real(), lang)
    assert view.title == {"zh": "徐汇区政策目标", "en": "Xuhui District policy targets"}[lang]
    assert view.theme("housing") == {"zh": "住房", "en": "Housing"}[lang]
    assert view.plan("135") == {"zh": "住房“135”目标", "en": 'The "135" housing goals'}[lang]
    assert view.lead("finance-bureau") == {"zh": "区财政局", "en": "District Finance Bureau"}[lang]
    assert look(portfolio(""), lang).lead("bureau") == "Housing Bureau"


@pytest.mark.parametrize("lang", languages())
def test_a_target_without_a_lead_says_so(lang):
    """Where the source names no organisation the page says so and names none."""
    view = look(portfolio("lead: null"), lang)
    assert view.lead(view.row("homes").lead) == view.t("lead.none")


def test_a_key_without_a_name_speaks_for_itself():
    """A key that the file does not explain is shown as it stands, rather than hidden."""
    view = look(portfolio(""))
    assert (view.theme("x"), view.plan("y"), view.lead("z")) == ("x", "y", "z")
