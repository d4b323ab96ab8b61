"""The timeline page and the charts of all pages, as a reader without pictures gets them."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from support.looking import (
    Element,
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
from tracker.views.context import PageContext
from tracker.views.folds import ALL, FOLD_PARAM


def drawn(view: PageContext) -> Element:
    return parsed(timeline.drawing(view))


def titles(tree: Element) -> list[str]:
    return [row.one("th").text for row in tree.all("tr") if row.all("td")]


def test_the_timeline_answers_in_one_sentence():
    """How many have a date, how many are past it, what is known of those, and what comes next."""
    at = portfolio(
        "", "id: two\ndue: 2021-12-31\nstart: 2021-01-01", "id: three\nstart: null\ndue: null"
    )
    first, below = timeline.headline(look(at, "en", as_of=dt.date(2022, 11, 1)))
    t = look(at, "en").t
    assert first == "2 targets with a due date, 1 past due, 1 with an overdue final report"
    assert below == t("timeline.next", count=1, day="2022-12-31")
    below = timeline.headline(look(at, "en", as_of=dt.date(2022, 2, 1)))[1]
    assert below == t("timeline.quiet", days=90)


def test_a_row_has_no_present_progress_of_an_unreported_target():
    """What it last reported is not called its progress of today."""
    rows = drawn(seen("real", "en")).all("tr")
    (row,) = (row for row in rows if "legal-education-8" in str(row.links))
    assert "◆\u00a0–/4" in row.text  # in one line
    assert "%" not in row.text


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_no_target_is_missing_from_the_timeline(name, lang):
    """Each either has a bar, with its label, or is named among those without a date; both with status and link."""
    view = replace(seen(name, lang), query={FOLD_PARAM: f"-{ALL}"})
    tree = drawn(view)
    rows = [row for row in tree.all("tr") if row.all("td")]
    dated = {query(row.one("a").attributes["href"])["id"] for row in rows}
    undated = {query(item.one("a").attributes["href"])["id"] for item in tree.all("li")}
    none = {key for key, row in view.by_id.items() if row.start is None and row.due is None}
    assert (dated, undated) == (set(view.by_id) - none, none)
    assert all(len(item.all("span", "status")) == 1 for item in (*rows, *tree.all("li")))
    labels = [row.all("td")[0].all("span")[0].attributes["aria-label"] for row in rows]
    assert all(" – " in label for label in labels)
    figure = figures.timeline_figure(view)
    assert len(parsed(figure.data_table).one("tbody").all("tr")) >= len(rows)


GROUPS = (
    "id: late\ntitle: late\ndue: 2022-02-01",
    "id: later\ntitle: later\ndue: 2022-05-01\ntheme: moving\nlead: null",
    "id: oldest\ntitle: oldest\nstart: 2021-01-01\ndue: 2021-06-01\ntheme: moving\nlead: null",
    "id: done\ntitle: done\ndue: 2022-03-01\ntheme: moving\nupdates: [{date: 2022-03-01, value: 1000}]",
    "id: open\ntitle: open\ntheme: moving",
    "id: endless\ntitle: endless\ndue: null\ntheme: moving",
    "id: calm\ntitle: calm\ntheme: green",
)


def test_overdue_targets_come_first():
    """The groups with most of them, and in each those due longest ago; what is achieved comes last."""
    view = look(portfolio(*GROUPS), as_of=dt.date(2022, 7, 1))
    tree = drawn(view)
    assert titles(tree) == ["oldest", "later", "open", "endless", "done", "late", "calm"]
    headings = [heading.text for heading in tree.all("div", "group-head")]
    assert headings == [
        "moving 5 targets 2 with an overdue final report",
        "Housing 1 target 1 with an overdue final report",
        "green 1 target",
    ]
    overdue = [row.one("th").text for row in tree.all("tr", "overdue")]
    assert overdue == ["oldest", "later", "late"]
    days = [row.all("td")[1].text for row in tree.all("tr", "overdue")]
    assert days == [
        "2021-06-01 395 days past",
        "2022-05-01 61 days past",
        "2022-02-01 150 days past",
    ]


MISSED = "updates: [{date: 2022-03-01, value: 1}]"
UNOWED = "report: {every: year, grace_days: 600}"
ASSUMED = "assumed: {due: the usual period}"


@pytest.mark.parametrize(
    ("fields", "words", "red", "due", "has_line"),
    [
        ("", "1 with an overdue final report", True, "2022-03-01 122 days past", True),
        (
            ASSUMED,
            "1 with an overdue final report",
            False,
            "2022-03-01 (assumed) ",
            True,
        ),
        (UNOWED, "1 without data since the due date", False, "2022-03-01 122 days past", True),
        (
            f"{UNOWED}\nstart: 2020-01-01\ndue: 2021-03-01",
            "1 without data since the due date",
            False,
            "2021-03-01 ",
            True,
        ),
        (MISSED, "1 missed", True, "2022-03-01 ", False),
        (f"{MISSED}\n{ASSUMED}", "1 missed", False, "2022-03-01 (assumed) ", False),
        (
            f"{UNOWED}\nmeasure: {{kind: floor, unit: '%', floor: 5}}",
            "1 without data since the due date",
            False,
            "2022-03-01 ",
            False,
        ),
    ],
)
def test_a_date_past_is_no_accusation(fields, words, red, due, has_line):
    """Overdue is what was missed or owed, by a date from a source; a final result has neither days nor a line."""
    view = look(portfolio(f"due: 2022-03-01\n{fields}"), as_of=dt.date(2022, 7, 1))
    html = timeline.drawing(view)
    tree = parsed(html)
    assert timeline.headline(view)[0].endswith(words)
    (heading,) = tree.all("div", "group-head")
    assert words in heading.text
    assert bool(heading.all("small", "overdue")) == bool(tree.all("tr", "overdue")) == red
    (row,) = (row for row in tree.all("tr") if row.all("td"))
    assert row.all("td")[1].text == due
    assert ('class="silent"' in html) is has_line


def test_targets_are_grouped_as_the_url_says():
    """By theme unless it says by lead or by plan; a target without one is in a group that says so."""
    at, day = portfolio(*GROUPS), dt.date(2022, 7, 1)
    by_lead = drawn(look(at, as_of=day, query={"by": "lead"}))
    names = [heading.text for heading in by_lead.all("div", "group-head")]
    assert [name.split(" 2 t")[0].split(" 5 t")[0] for name in names] == [
        look(at).lead(None),
        "Housing Bureau",
    ]
    chosen = [tab.text for tab in by_lead.all("a") if "aria-current" in tab.attributes]
    assert chosen == ["Lead"]
    assert titles(drawn(look(at, as_of=day, query={"by": "year"}))) == titles(
        drawn(look(at, as_of=day))
    )


def test_folded_groups_are_in_the_url():
    """A heading is a link that folds its group and back, also where all or none are folded."""
    at, day = portfolio(*GROUPS), dt.date(2022, 7, 1)

    def fold_links(fold: str) -> dict[str, str]:
        tree = drawn(look(at, as_of=day, query={"fold": fold} if fold else {}))
        links = [heading.one("a") for heading in tree.all("div", "group-head")]
        shown = [link.attributes["aria-expanded"] == "true" for link in links]
        assert shown == [bool(section.all("table")) for section in tree.all("section", "group")]
        return {
            link.text.split(" ")[0]: query(link.attributes["href"]).get("fold", "")
            for link in links
        }

    assert fold_links("") == {"moving": "moving", "Housing": "housing", "green": "green"}
    assert fold_links("moving") == {
        "moving": "",
        "Housing": "moving,housing",
        "green": "moving,green",
    }
    assert fold_links("*")["moving"] == "*,-moving"
    assert fold_links("*,-moving")["moving"] == "*"
    assert fold_links("-*")["moving"] == "-*,moving"


def test_a_long_timeline_is_folded_and_complete_elsewhere():
    """Groups without an overdue target are folded; a group shows what the page has room for and leads to the list."""
    many = [
        f"id: t{n}\ntitle: t{n}\ndue: {2021 if n % 2 else 2026}-12-31\nstart: 2021-01-01\n"
        f"theme: {'housing' if n % 2 else 'moving'}"
        for n in range(timeline.MAX_ROWS * 2 + 20)
    ]
    tree = drawn(look(portfolio(*many), as_of=dt.date(2022, 7, 1)))
    sections = tree.all("section", "group")
    assert [len(section.all("tr", "overdue")) for section in sections] == [timeline.MAX_ROWS, 0]
    more = sections[0].one("p").one("a")
    assert query(more.attributes["href"]) == {"theme": "housing"}
    assert "260" in more.text


def test_the_axis_says_what_it_leaves_out():
    """In words above the chart, and not where nothing is left out."""
    far = portfolio("", "id: far\ndue: 2060-12-31")
    note = look(far).t("timeline.omitted", first=2023, last=2059)
    as_of = dt.date(2022, 7, 1)
    assert drawn(look(far, as_of=as_of)).one("strong").text == note
    assert drawn(look(portfolio("", "id: two"), as_of=as_of)).all("strong") == []


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
