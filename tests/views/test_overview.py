"""The overview, its rows of targets, its groups."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from support.looking import (
    TODAY,
    holes,
    look,
    parsed,
    portfolio,
    query,
    seen,
)
from support.samples import updates

from tracker.analysis import agenda
from tracker.analysis.assessment import STATUSES
from tracker.analysis.rollup import BUCKETS
from tracker.i18n import STATUS_SHAPES, languages
from tracker.views import (
    group_table,
    groups,
    overview,
    target_row,
    targets,
)
from tracker.views.context import PageContext


def row_of(view: PageContext, target_id: str = "homes", **carried: str | None):
    return parsed(
        target_row.progress_row(
            view, view.row(target_id), view.href("targets", id=target_id, **carried)
        )
    )


def test_a_row_names_status_lead_due_and_why():
    """Everything to decide whether to open it, in one line."""
    view = look(portfolio(updates(("2022-06-30", 300))), as_of=dt.date(2022, 7, 1))
    row = row_of(view, theme="housing", q=None)
    assert row.one("a", "name").text == "Homes"
    assert query(row.one("a", "name").attributes["href"]) == {"id": "homes", "theme": "housing"}
    assert "Housing Bureau · due 2022-12-31" in row.text
    assert row.one("span", "status").text == "▲Behind"
    assert row.one("svg", "bar").attributes["aria-label"] == "actual 30%, pro rata 49%"
    assert view.row("homes").why_en in row.text


def test_a_row_without_deadline_or_lead_says_so():
    """Neither is left blank."""
    row = row_of(look(portfolio("lead: null\ndue: null\nstart: null")))
    assert "No lead named · no deadline" in row.text


@pytest.mark.parametrize(
    ("fields", "as_of"),
    [("measure: {kind: statement}", TODAY), ("due: null", TODAY), ("", dt.date(2021, 12, 31))],
    ids=["statement", "no due date", "not started"],
)
def test_no_bar_where_nothing_is_judged(fields, as_of):
    """A bar would look like no progress where there is nothing to hold it against."""
    assert row_of(look(portfolio(fields), as_of=as_of)).all("svg", "bar") == []


def test_a_bar_without_report_shows_the_plan_of_the_day():
    """Hatched, with the tick where the plan stands on the as-of date."""
    row = row_of(look(portfolio(""), as_of=dt.date(2022, 7, 2)))
    bar = row.one("svg", "bar")
    assert "none" in bar.classes
    assert bar.attributes["aria-label"] == "actual –, pro rata 50%"


@pytest.mark.parametrize(
    ("fields", "as_of", "expected"),
    [
        ([updates(("2022-06-30", 10))], "2022-07-01", "1 target, 1 needs attention"),
        ([updates(("2022-06-30", 500))], "2022-07-01", "1 target, none behind"),
        (["measure: {kind: statement}"], "2022-07-01", "1 target, none judged"),
        ([""], "2022-07-01", "1 target, 1 of 1 not reported"),
        ([""], "2021-07-01", "1 target, none started yet"),
        (
            ["", "id: other\nmeasure: {kind: statement}"],
            "2021-07-01",
            "2 targets, 1 not started, 1 not judged",
        ),
        (
            [updates(("2022-06-30", 500)), "id: other\nmeasure: {kind: statement}"],
            "2022-07-01",
            "2 targets, 1 not judged, none of the others behind",
        ),
        (
            ["", "id: other\nmeasure: {kind: statement}"],
            "2022-07-01",
            "2 targets, 1 of 2 not reported, 1 not judged",
        ),
        (
            [updates(("2022-12-31", 10)), "id: silent", "id: other\nmeasure: {kind: statement}"],
            "2023-03-31",
            "3 targets, 1 of 3 not reported, 1 needs attention",
        ),
        (
            [updates(("2022-12-31", 1000)), *(f"id: silent{n}" for n in range(8))],
            "2023-06-01",
            "9 targets, 8 of 9 not reported, none of the others behind",
        ),
        ([], "2022-07-01", "0 targets, none judged"),
    ],
)
def test_the_overview_answers_in_one_sentence(fields, as_of, expected):
    """How many, how many behind, how many silent; what cannot be judged is not called fine."""
    view = look(portfolio(*fields), as_of=dt.date.fromisoformat(as_of))
    assert overview.headline(view)[0] == expected


def test_the_overview_says_how_fresh_it_is():
    """The latest figure known on the day; nothing reported is said, and what grey means."""
    at = portfolio(updates(("2022-03-31", 10), ("2022-06-30", 20)))
    grey = " · Grey means no data, not no progress"

    def below(as_of: dt.date) -> str:
        return overview.headline(look(at, as_of=as_of))[1]

    assert below(TODAY) == "Latest report 2022-06-30" + grey
    assert below(dt.date(2022, 6, 29)) == "Latest report 2022-03-31" + grey
    assert below(dt.date(2022, 1, 1)) == "Nothing reported yet" + grey


@pytest.mark.parametrize("lang", languages())
def test_an_empty_portfolio_says_what_to_do_next(lang):
    """No table of zeros."""
    view = seen("empty", lang)
    assert parsed(overview.overview(view)).text == view.t("empty.portfolio")


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_counts_add_up_and_lead_to_the_list(name, lang):
    """Every status has a card with its number, shape and word; the card opens that selection."""
    view = seen(name, lang)
    tree = parsed(overview.status_counts(view))
    cards = tree.all("a", "count")
    assert [query(card.attributes["href"])["status"] for card in cards] == list(STATUSES)
    numbers = [int(card.one("span", "number").text) for card in cards]
    assert sum(numbers) == len(view.portfolio.targets)
    for status, count, card in zip(STATUSES, numbers, cards, strict=True):
        assert card.one("span", "status").text == STATUS_SHAPES[status] + view.t(f"status.{status}")
        assert ("none" in card.classes) == (count == 0)
        assert len(targets.list_ids(replace(view, query={"status": status}))) == count
        spoken = f"{view.t(f'status.{status}')} {count}"
        assert (spoken in tree.one("svg", "strip").attributes["aria-label"]) == (count > 0)


def test_the_worst_come_first_and_the_rest_are_folded():
    """Eight are shown, those that can still be changed first; the others wait behind a line that counts them."""
    view = seen("demo", "en")
    by_gap = list(agenda.worst_first(view.assessed)["id"])
    wanted = [key for past in (False, True) for key in by_gap if view.row(key).past_due is past]
    tree = parsed(overview.worst_first(view))

    def ids(rows) -> list[str]:
        return [query(row.one("a", "name").attributes["href"])["id"] for row in rows]

    folded = tree.one("details").all("article", "row")
    assert len(wanted) > overview.WORST_ROWS
    assert ids(tree.all("article", "row")) == wanted
    assert ids(folded) == wanted[overview.WORST_ROWS :]
    assert tree.one("summary").text == f"{len(folded)} more"


def test_a_report_that_is_not_due_needs_no_attention():
    """A target without a report is listed as such, but not among those that need attention."""
    silent = portfolio("", report="{every: quarter, from: 2022-06-01}")
    view = look(silent, as_of=dt.date(2022, 7, 1))
    assert "Nothing needs attention." in overview.worst_first(view)
    assert "Homes" in overview.overdue_reports(view)
    assert "own, from 2022-06-01 on" in parsed(overview.overdue_reports(view)).text
    earlier = portfolio("report: {from: 2022-05-01}", report="{every: quarter, from: 2022-06-01}")
    assert "from 2022-05-01 on" in parsed(overview.overdue_reports(look(earlier))).text
    late = look(silent, as_of=dt.date(2022, 12, 1))
    assert "Homes" in overview.worst_first(late)


def test_nothing_to_worry_about_is_said():
    """Each card stays, with a word in place of rows."""
    view = look(portfolio(updates(("2022-06-30", 500))), as_of=dt.date(2022, 7, 1))
    text = parsed(overview.overview(view)).text
    assert "Nothing needs attention." in text
    assert "No target or milestone falls due in the next 90 days." in text
    assert "No report is missing." in text


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize("name", ["real", "demo"])
def test_buckets_add_up(name, lang):
    """Finished, ahead, on plan, behind and the rest are all targets; means are over those with figures."""
    view = seen(name, lang)
    summary = groups.progress_summary(view)
    assert holes(parsed(f"<p>{summary}</p>")) == []
    words = [view.t(f"bucket.{bucket}") for bucket in BUCKETS]
    match = re.match(" · ".join(rf"{word} (\d+)" for word in words), summary)
    assert sum(map(int, match.groups())) == len(view.portfolio.targets)


def test_no_mean_of_nothing():
    """No mean is shown where fewer than five targets reported."""
    assert "%" not in groups.progress_summary(look(portfolio("", "id: two")))
    half = updates(("2022-12-31", 900))
    assert "%" not in groups.progress_summary(look(portfolio(half)))
    many = (f"id: homes{number}\n{half}" for number in range(5))
    assert "%" in groups.progress_summary(look(portfolio(*many)))


@pytest.mark.parametrize("by", group_table.GROUPING_KEYS)
@pytest.mark.parametrize("name", ["real", "demo"])
def test_every_grouping_holds_every_target(name, by):
    """A line a group, whose number is what the list then shows; its buckets add up to it."""
    view = replace(seen(name, "en"), query={"by": by})
    tree = parsed(group_table.group_table(view))
    chosen = [one for one in tree.one("nav").all("a") if "aria-current" in one.attributes]
    assert [query(one.attributes["href"])["by"] for one in chosen] == [by]
    total = 0
    for line in tree.one("tbody").all("tr"):
        numbers = [int(cell.text) for cell in line.all("td", "n")[:6]]
        assert numbers[0] == sum(numbers[1:])
        total += numbers[0]
        for link in line.one("th").all("a"):
            wanted = query(link.attributes["href"])
            assert len(targets.list_ids(replace(view, query={by: wanted[by]}))) == numbers[0]
        assert line.one("th").text.strip()
    assert total == len(view.portfolio.targets)


def test_a_line_says_what_is_worst_late_spent_and_latest():
    """The worst that can still be changed before one that is over; money with the amount it is of."""
    spent = "budget: {approved: 12}\nupdates: [{date: 2022-06-30, value: 100, spent: 6}]\n"
    over = "id: over\ntitle: Over\ndue: 2022-03-31\nupdates: [{date: 2022-03-31, value: 1}]\n"
    view = look(
        portfolio(spent, over, "id: silent\ntitle: Silent", "id: none\nlead: null"),
        as_of=dt.date(2022, 8, 15),
    )
    tree = parsed(group_table.group_table(view))
    housing, nobody = ([cell.text for cell in row.all("td")] for row in tree.one("tbody").all("tr"))
    assert housing[7:] == ["■HomesFar behind", "1", "50% · 1.2 billion yuan", "2022-06-30"]
    assert nobody[7:] == ["？HomesReport overdue", "1", "–", "–"]


def test_no_share_stands_beside_an_amount_that_it_is_not_of():
    """Where a target of the group reported no spending, the approved amount stands alone."""
    spent = "budget: {approved: 12}\nupdates: [{date: 2022-06-30, value: 100, spent: 6}]\n"
    view = look(portfolio(spent, "id: two\nbudget: {approved: 8}"), as_of=dt.date(2022, 7, 1))
    (line,) = parsed(group_table.group_table(view)).one("tbody").all("tr")
    assert line.one("td", "money").text == "2 billion yuan"


def test_the_grouping_is_that_of_most_targets():
    """By lead where the file names leads, else by theme."""
    for fields, expected in (("", "lead"), ("lead: null", "theme")):
        tree = parsed(group_table.group_table(look(portfolio(fields))))
        (chosen,) = (one for one in tree.one("nav").all("a") if "aria-current" in one.attributes)
        assert query(chosen.attributes["href"])["by"] == expected


def test_a_worst_target_on_grade_c_evidence_alone_says_so():
    """Beside its shape, as on every card."""
    update = "updates: [{date: 2022-06-30, value: 10, evidence: {title: Blog, grade: C}}]"
    view = look(portfolio(update), as_of=dt.date(2022, 7, 1))
    assert "grade C" in parsed(group_table.group_table(view)).one("a", "worst").text


def test_what_falls_due_is_listed_by_day():
    """A line a day; a step is named behind its target; what is done or later is left out."""
    steps = (
        "milestones: [{id: a, title: Signed, due: 2022-12-01}, {id: b, title: Moved, due: 2022-12-31},"
        " {id: c, title: Planned, due: 2022-11-30}]\n"
        "updates: [{date: 2022-10-15, done: [c]}]\n"
    )
    view = look(
        portfolio(steps, "id: later\ntitle: Later\ndue: 2023-03-01"), as_of=dt.date(2022, 11, 1)
    )
    tree = parsed(overview.due_soon(view))

    def step(name: str) -> str:
        return view.t("due.step", target="Homes", step=name)

    assert [line.text for line in tree.all("div", "due")] == [
        "2022-12-01" + step("Signed"),
        "2022-12-31Homes, " + step("Moved"),
    ]
    assert {query(link.attributes["href"])["id"] for link in tree.all("a")} == {"homes"}


def test_the_silent_are_named_by_organisation():
    """Who owes most comes first, targets without a lead stand together and are said to be that."""
    at = portfolio("lead: null", "id: two\ntitle: Two", "id: three\ntitle: Three")
    tree = parsed(overview.overdue_reports(look(at)))
    assert [line.text for line in tree.all("div", "due")] == [
        "Housing BureauTwo, Three",
        "No lead namedHomes",
    ]
