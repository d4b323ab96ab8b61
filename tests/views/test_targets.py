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
from tracker.i18n import Translator, languages
from tracker.portfolio.measures import RATE_KINDS
from tracker.views import attention, selections, target_index, target_list, targets
from tracker.views.context import PageContext
from tracker.views.target_index import FILTERS, NONE, STATUS_ORDER

REVISED = "revisions: [{date: 2022-10-01, field: target, from: 1200, to: 1000, reason: Cut}]"


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
            f"id: later\nstart: 2022-11-01\ndue: 2023-06-30\n{REVISED}",
            "id: words\nmeasure: {kind: statement}",
        ),
        as_of=dt.date(2022, 10, 15),
    )
    assert {name: ids(view, show=name) for name in selections.SELECTION_KEYS} == {
        "attention": ["homes"],
        "late": ["silent"],
        "coming": ["homes", "silent", "words"],
        "revised": ["later"],
        "unassessed": ["silent", "words"],
        "reported": ["homes"],
        "no_report": ["silent", "words"],
        "no_figure": [],
        "no_measure": ["words"],
        "budget": ["homes"],
    }
    assert ids(view, show="attention", status="missed") == []


@pytest.mark.parametrize("lang", languages())
def test_a_selection_shows_what_it_is_of(lang):
    """The milestone that falls due with its day, and how a goal was changed; other lists have neither."""
    step = "milestones: [{id: signed, title: Signed, due: 2022-10-31}]\ndue: 2023-12-31"
    view = look(
        portfolio(step, f"id: moved\ndue: 2023-12-31\n{REVISED}"), lang, dt.date(2022, 10, 15)
    )
    (line,) = listed(view, show="coming").one("tbody").all("tr")
    assert line.one("span", "step").text == view.t("list.step", day="2022-10-31", title="Signed")
    (line,) = listed(view, show="revised").one("tbody").all("tr")
    assert line.one("span", "revised").text == view.t(
        "promise.revision",
        field=view.t("field.target"),
        before="1,200",
        after="1,000",
        day="2022-10-01",
    )
    link = parsed(attention.attention(view)).all("a", "rest")[-1]
    assert query(link.attributes["href"])["show"] == "revised"
    assert link.text == view.t("worst.revised", count=1)
    whole = listed(view)
    assert not whole.all("span", "step")
    assert not whole.all("span", "revised")


def test_statuses_to_choose_from_stand_in_their_order():
    """Shape and word, the best first, whatever the order of the file."""
    statuses = targets.filter_options(seen("demo", "en"))["status"]
    assert list(statuses) == list(STATUSES)
    assert statuses["off_track"] == "■ Far behind"


def listed(view: PageContext, **asked: str) -> Element:
    return parsed(target_list.listing(replace(view, query=asked)))


def shown_ids(tree: Element) -> list[str]:
    return [query(link.attributes["href"])["id"] for link in tree.all("a", "name")]


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("ＧＤＰ", ["gdp-growth"]),
        ("３９", ["neighbourhood-centres"]),
        ("零星舊改", ["scattered-renewal"]),
        ("ＳＣＡＴＴＥＲＥＤ", ["scattered-renewal"]),
    ],
)
def test_search_folds_width_case_and_traditional_characters(search, expected):
    """What differs in the way it is typed alone is found."""
    assert ids(seen("real", "zh"), search) == expected


def test_the_list_is_sorted_by_what_can_still_be_changed():
    """By status; within one the widest gap first, and of the unreported the most overdue."""
    view = seen("demo", "en")
    rows = [view.row(key) for key in ids(view)]
    statuses = [row.status for row in rows]
    assert list(dict.fromkeys(statuses)) == list(STATUS_ORDER)
    assert statuses == sorted(statuses, key=STATUS_ORDER.index)
    gaps = [row.gap_pp for row in rows if row.status == "at_risk" and row.gap_pp == row.gap_pp]
    assert gaps == sorted(gaps, reverse=True) != []
    late = [row.reported_late_days or 0 for row in rows if row.status == "unreported"]
    assert late == sorted(late, reverse=True) != []


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("sort", target_index.SORTS)
def test_every_order_can_be_reversed(sort, lang):
    """Targets without the value come last in both directions; none is lost."""
    view = seen("demo", lang)
    there, back = ids(view, sort=sort), ids(view, sort=f"-{sort}")
    assert sorted(there) == sorted(back) == sorted(view.by_id)
    assert there != back
    values = {
        "due": lambda row: row.due,
        "gap": target_index.gap,
        "late": lambda row: row.reported_late_days or None,
        "lead": lambda row: row.lead,
    }
    if sort in values:
        for order in (there, back):
            missing = [values[sort](view.row(key)) is None for key in order]
            assert missing == sorted(missing)
    if sort == "gap":
        for order in (there, back):
            rates = [
                view.row(key).kind in RATE_KINDS
                for key in order
                if target_index.gap(view.row(key)) is not None
            ]
            assert rates == sorted(rates)
            assert len(set(rates)) == 2
        there = [key for key in there if view.row(key).kind not in RATE_KINDS]
    if sort in ("due", "gap", "late"):
        known = [values[sort](view.row(key)) for key in there]
        known = [value for value in known if value is not None]
        assert known == sorted(known) != []


def test_titles_are_sorted_as_the_language_does():
    """Chinese by pinyin, English by letters whatever their case."""
    view = look(
        portfolio(
            "title: {zh: 住房, en: apple}",
            "id: b\ntitle: {zh: 安全, en: Cherry}",
            "id: c\ntitle: {zh: 水务, en: banana}",
        ),
        "zh",
    )
    assert ids(view, sort="title") == ["b", "c", "homes"]
    assert ids(replace(view, lang="en"), sort="title") == ["homes", "c", "b"]


def test_a_heading_sorts_by_its_column_and_then_the_other_way_round():
    """The widest gap and the longest delay come first; the column sorted by says in which direction."""
    view = seen("demo", "en")

    def headings(**asked: str) -> dict[str, tuple[str | None, str | None]]:
        links = [
            (head, link)
            for head in listed(view, **asked).one("thead").all("th")
            for link in head.all("a")
        ]
        return {
            link.text.rstrip("▲▼"): (
                query(link.attributes["href"]).get("sort"),
                head.attributes.get("aria-sort"),
            )
            for head, link in links
        }

    assert headings() == {
        "Title": ("title", None),
        "Lead": ("lead", None),
        "Status": ("-status", "ascending"),
        "Gap to plan": ("-gap", None),
        "Due": ("due", None),
        "Report overdue": ("-late", None),
    }
    assert headings(sort="-gap")["Gap to plan"] == ("gap", "descending")
    assert headings(sort="gap")["Gap to plan"] == ("-gap", "ascending")
    assert headings(sort="lead")["Lead"] == ("-lead", "ascending")
    assert headings(sort="due")["Status"] == (None, None)
    orders = listed(view, sort="-title").one("label", "order").all("option")
    assert [one.attributes["value"] for one in orders if "selected" in one.attributes] == ["-title"]


def choices(tree: Element, name: str) -> dict[str, tuple[int, bool]]:
    """By value of a filter, the number of targets behind its label and whether it is chosen."""
    (select,) = (one for one in tree.all("select") if one.attributes["name"] == name)
    return {
        option.attributes["value"]: (
            int(re.search(r"\((\d+)\)$", option.text)[1]),
            "selected" in option.attributes,
        )
        for option in select.all("option")
        if option.attributes["value"]
    }


def test_each_choice_counts_the_targets_it_would_leave():
    """Given the other filters and the search, but not the one that it would replace."""
    view = seen("demo", "en")
    asked = {"theme": "housing", "show": "late", "q": "区房管局"}
    tree = listed(view, **asked)
    selects = [one.attributes["name"] for one in tree.all("select")]
    assert selects == [*FILTERS, "sort"]
    for name in FILTERS:
        for value, (count, is_chosen) in choices(tree, name).items():
            wanted = {key: one for key, one in asked.items() if key not in ("q", name)}
            assert len(ids(view, asked["q"], **wanted, **{name: value})) == count, (name, value)
            assert is_chosen == (asked.get(name) == value)


def test_filters_in_force_can_be_taken_away():
    """Each has a link to the list without it, and one takes all; the order stays."""
    view = look(real(), "en", params={"lang": "en"})
    tree = listed(view, theme="economy", q="growth", sort="due", page="1")
    links = {link.text: query(link.attributes["href"]) for link in tree.one("p", "chips").all("a")}
    kept = {"lang": "en", "sort": "due"}
    assert links == {
        "Clear the filter: Theme: Economy and finance✕": {**kept, "q": "growth"},
        "Clear the filter: Search: growth✕": {**kept, "theme": "economy"},
        "Clear all": kept,
    }
    assert not listed(view, sort="due").all("p", "chips")
    (search,) = (one for one in tree.all("input") if one.attributes["name"] == "q")
    assert search.attributes["value"] == "growth"


def test_rows_of_the_list_carry_its_parameters_on():
    """So that the way back leads to the same list; a page of it is found again by the target."""
    view = look(real(), params={"lang": "en"})
    tree = listed(view, theme="economy", q="growth", sort="due", page="1")
    links = [query(link.attributes["href"]) for link in tree.all("a", "name")]
    assert [link.pop("id") for link in links] == ["gdp-growth", "revenue-growth"]
    assert links == [{"lang": "en", "theme": "economy", "q": "growth", "sort": "due"}] * 2


def test_a_long_list_has_pages(monkeypatch):
    """Every target is on one page; the pages near the one shown, the first and the last have links."""
    monkeypatch.setattr(targets, "PAGE_SIZE", 5)
    monkeypatch.setattr(target_list, "PAGE_SIZE", 5)
    view = seen("demo", "en")
    pages = -(-len(view.by_id) // 5)
    trees = [listed(view, sort="due", page=str(page + 1)) for page in range(pages)]
    assert [key for tree in trees for key in shown_ids(tree)] == ids(view, sort="due")
    pager = trees[6].one("nav", "pager")
    assert pager.one("span", "quiet").text == "31–35 of 67"
    assert [one.text for one in pager.all() if "aria-current" in one.attributes] == ["7"]
    links = {link.text: query(link.attributes["href"]) for link in pager.all("a")}
    assert links["1"] == {"sort": "due"}
    assert links["← Previous"] == links["6"] == {"sort": "due", "page": "6"}
    assert list(links) == ["← Previous", "1", "5", "6", "8", "9", "14", "Next →"]
    assert pager.text.count("…") == 2
    assert shown_ids(listed(view, sort="due", page="99")) == shown_ids(trees[-1])
    last = replace(view, query={"sort": "due", "page": "2"})
    assert query(targets.back_href(last, shown_ids(trees[13])[0]))["page"] == "14"
    assert "page" not in query(targets.back_href(last, shown_ids(trees[0])[0]))
    assert not listed(view, q="tank").all("nav")


def test_a_row_has_what_is_known_and_columns_without_anything_are_left_out():
    """Status and the one before, progress, gap, course and change, due date and days, days overdue."""
    view = seen("demo", "en")

    def row(key: str, **asked: str) -> dict[str, str]:
        tree = listed(view, **asked)
        (line,) = (one for one in tree.one("tbody").all("tr") if key in str(one.links))
        cells = line.all("td")
        return {cell.classes[0]: " ".join(cell.text.split()) for cell in cells}

    assert row("storage-tank") == {
        "status-cell": "■Far behind (goal revised)",
        "progress": "3 / 6 milestones",
        "gap": "40 points behind",
        "trend": "+10 pp",
        "due-cell": "2028-06-30585 days left",
        "late": "",
    }
    assert row("science-park")["status-cell"] == "●On track↗better: was ▲ Behind"
    real = seen("real", "zh")
    (line,) = (
        one
        for one in listed(real, status="unreported").one("tbody").all("tr")
        if "legal-education-8" in str(one.links)
    )
    assert "– / 4 个节点（2022-01-20 时 0 / 4）" in line.text
    assert "2022-01-20 时：● 正常" in line.text
    overdue = row("parking-spaces")
    assert overdue["status-cell"] == "？Report overdue2025-03-31: ● On track"
    assert (overdue["gap"], overdue["late"]) == ("", "481 days")
    assert overdue["due-cell"] == "2025-12-31327 days past"
    assert row("gdp-outlook")["progress"] == "3.8%, floor 4.5%"
    assert row("gdp-outlook")["gap"] == "0.7 points below the floor"
    assert row("debt-ratio")["gap"] == "Holds"
    assert row("day-care-centres")["progress"] == "Goal 24 centres"
    sparse = listed(seen("real", "en"), status="not_judged")
    assert [head.text for head in sparse.one("thead").all("th")] == [
        "Title · Lead",
        "Status▲",
        "Progress",
        "Due",
    ]


@pytest.mark.parametrize("lang", languages())
def test_a_list_without_a_match_says_so(lang):
    """An empty page would look broken; what is asked for can be taken away."""
    view = seen("real", lang)
    tree = listed(view, q="nowhere")
    assert tree.one("section").text.strip() == view.t("list.none")
    assert view.t("list.clear_all") in tree.links


def test_lists_of_nothing_and_of_one_target_have_no_filters():
    """There is nothing to choose."""
    nothing = listed(seen("empty", "en"))
    assert nothing.text.strip() == Translator("en")("empty.portfolio")
    one = listed(look(portfolio("")))
    assert shown_ids(one) == ["homes"]
    assert not one.all("form")


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
