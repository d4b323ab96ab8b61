"""One look at the portfolio: its rows, its names in a language, and links that carry it on."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from support.looking import demonstration, empty, hostile, look, portfolio, query, real
from support.samples import updates

from tracker.i18n import languages
from tracker.views.context import iter_rows

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


@pytest.mark.parametrize("made", [real, demonstration, empty, hostile])
def test_every_target_has_one_row_in_the_order_of_the_file(made):
    """Nothing is lost or doubled where the record and its judgement are put side by side."""
    at = made()
    view = look(at)
    assert list(view.rows.index) == list(view.rows["id"]) == [target.id for target in at.targets]
    assert list(view.rows["status"]) == list(view.assessed["status"])


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
    assert (row.goal, row.due) == (1200, pd.Timestamp("2022-12-31"))
    assert row.title_en == "Homes"


def test_steps_done_are_those_known_on_the_day():
    """Each with the day it was said; what was reported later is not known yet."""
    fields = (
        "measure: {kind: milestones}\n"
        "milestones: [{id: a, title: A}, {id: b, title: B}, {id: c, title: C}]\n"
        "updates:\n"
        "  - {date: 2022-03-31, done: [a]}\n"
        "  - {date: 2022-06-30, done: [a, b], reported: 2022-07-20}\n"
    )
    at = portfolio(fields, "id: other\n" + fields)
    first, second = dt.date(2022, 3, 31), dt.date(2022, 6, 30)
    assert look(at, as_of=dt.date(2022, 3, 30)).steps_done("homes") == {}
    assert look(at, as_of=dt.date(2022, 7, 19)).steps_done("homes") == {"a": first}
    assert look(at, as_of=dt.date(2022, 7, 20)).steps_done("homes") == {"a": first, "b": second}


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
@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT])
def test_no_lead_is_said_plainly(lang, missing):
    """Where the source names nobody the page says so; it names nobody either."""
    view = look(portfolio(""), lang)
    assert view.lead(missing) == view.t("lead.none")


def test_a_key_without_a_name_speaks_for_itself():
    """A key that the file does not explain is shown as it stands, rather than hidden."""
    view = look(portfolio(""))
    assert (view.theme("x"), view.plan("y"), view.lead("z")) == ("x", "y", "z")


def test_rows_are_handed_over_one_by_one():
    """A row's columns are its attributes."""
    view = look(portfolio(updates(("2022-03-31", 10)), "id: other"))
    assert [row.id for row in iter_rows(view.rows)] == ["homes", "other"]
    assert [row.value for row in iter_rows(view.tables.updates)] == [10]
