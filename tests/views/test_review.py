"""The review page: what it answers, in which words, and where its links lead."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from support.judging import day, loaded, snapshot_at
from support.looking import Element, holes, look, parsed, query
from support.meetings import AS_OF, FIRST, HEAD, MEETING, SAME, SINCE

from tracker.analysis.review import review
from tracker.i18n import languages
from tracker.portfolio.load import Portfolio
from tracker.views import review_turns
from tracker.views.context import PageContext
from tracker.views.review import headline, review_page, since_of

PORTFOLIO = loaded(MEETING)


def shown(
    portfolio: Portfolio = PORTFOLIO, as_of: dt.date = AS_OF, lang: str = "en", **asked: str
) -> tuple[PageContext, Element]:
    """The page as of a day, as the app shows it, and its content."""
    view = look(portfolio, lang=lang, as_of=as_of)
    view = replace(view, params={"asof": as_of.isoformat()}, query=asked)
    since, _ = since_of(view)
    reviewed = review(snapshot_at(portfolio, since), view.snapshot)
    return view, parsed(review_page(view, reviewed))


def words(element: Element) -> str:
    texts = (each if isinstance(each, str) else words(each) for each in element.children)
    return re.sub(r" (?=[,;])", "", " ".join(" ".join(texts).split()))


def lines(page: Element, name: str) -> list[str]:
    return [words(row) for row in page.one("section", f"s-{name}").one("table").all("tr")]


def test_the_headline_is_the_answer():
    """Two fell by one step and one by two; of four decisions one is overdue."""
    view, _ = shown()
    reviewed = review(snapshot_at(PORTFOLIO, SINCE), view.snapshot)
    assert headline(view, reviewed) == (
        (
            "3 turned for the worse, 1 turned for the better, 1 newly judged (Far behind 1);"
            " 1 of 4 decisions overdue"
        ),
        (
            "2022-04-15 (First meeting) to 2022-07-20 (96 days) · 6 reports received · 1 owed report"
            " missing · 1 goal revised · 1 no longer reported"
        ),
    )
    chinese = replace(view, lang="zh")
    assert (
        headline(chinese, reviewed)[0]
        == "3 项转差、1 项转好、1 项现可判定（严重滞后 1）；4 项议定事项中 1 项逾期"
    )


def test_a_first_judgement_is_no_quiet_interval():
    """A target that was never reported and is far behind turned from nothing, and is in the answer all the same."""
    portfolio = loaded(re.sub("target: (worse|better)", "target: first", HEAD) + FIRST)
    view = look(portfolio, as_of=AS_OF)
    reviewed = review(snapshot_at(portfolio, SINCE), view.snapshot)
    assert headline(view, reviewed)[0].startswith("1 newly judged (Far behind 1); ")


def test_what_has_no_content_fills_the_room_beside_the_flow():
    """Where no target needs a decision, and only there."""
    in_time = HEAD.replace("owner: bureau, due: 2022-06-30}", "owner: bureau, due: 2022-12-31}")
    quiet = loaded(re.sub("target: (worse|better)", "target: same", in_time) + SAME)
    for portfolio, is_beside in ((quiet, True), (PORTFOLIO, False)):
        _, page = shown(portfolio)
        [nothing] = page.all("section", "s-nothing")
        assert (nothing in page.one("div", "first").all("section")) == is_beside


def test_each_turn_has_its_reason():
    """The figures, what was planned between their days, and the gap then and now."""
    _, page = shown()
    turned = "\n".join(lines(page, "turned"))
    assert (
        "+10 homes from 2022-03-31 to 2022-06-30, planned +91 homes; 0 → 22.2 points behind"
        in turned
    )
    assert "81% on 2022-03-31, 79% on 2022-06-30; 1 point below the floor" in turned
    assert "no report since 2021-12-31; the next was due by 2022-04-30, 81 days ago" in turned
    assert "first figure: 0 homes on 2022-06-30; 49.6 points behind" in turned


def test_a_withdrawn_report_is_the_reason_of_a_status_that_is_not_known_any_more():
    """Somebody reported, so that the reason is not that no figure came in."""
    withdrawal = "      - {date: 2022-07-19, corrects: 2022-03-31}\n"
    only = SAME.replace("id: same", "id: only")
    only = only[: only.index("    updates:")] + (
        "    updates:\n      - {date: 2022-03-31, value: 90, evidence: {title: Report, grade: A}}\n"
    )
    _, page = shown(loaded(MEETING + only + withdrawal))
    assert "what was reported for 2022-03-31 was withdrawn" in "\n".join(lines(page, "turned"))


def test_a_composite_says_how_many_of_its_parts_are_reported():
    measure = "{kind: parts, parts: [{target: same}, {target: silent}]}"
    whole = SAME.replace("id: same", "id: whole").replace(
        "{kind: cumulative, unit: homes, target: 365}", measure
    )
    whole = whole[: whole.index("    updates:")]
    _, page = shown(loaded(MEETING + whole))
    turned = "\n".join(lines(page, "turned"))
    assert "1 of its 2 parts are reported" in turned


def test_a_composite_whose_parts_all_ended_is_not_past_due():
    """Nothing is left to judge, which is no matter of time."""
    gone = "    ended: {as: withdrawn, on: 2022-06-01, reason: Dropped}\n"
    measure = "{kind: parts, parts: [{target: only}]}"
    whole = SAME.replace("id: same", "id: whole").replace(
        "{kind: cumulative, unit: homes, target: 365}", measure
    )
    whole = whole[: whole.index("    updates:")]
    only = SAME.replace("id: same", "id: only")
    only = only[: only.index("    updates:")] + gone
    _, page = shown(loaded(MEETING + whole + only))
    turned = "\n".join(lines(page, "turned"))
    assert "parts left out because they ended: 1" in turned
    assert "the period moved on" not in turned


def test_links_lead_to_the_targets_of_both_days():
    """The title to the later day, the earlier status to the earlier one."""
    _, page = shown()
    row = next(
        row for row in page.one("section", "s-turned").all("tr") if "Target fallen" in row.text
    )
    title, before = (link.attributes["href"] for link in row.all("a"))
    assert query(title) == {"id": "fallen", "asof": "2022-07-20"}
    assert query(before) == {"id": "fallen", "asof": "2022-04-15"}


def test_what_needs_a_decision_says_what_and_why():
    _, page = shown()
    needed = lines(page, "needs")
    assert needed[0] == "Can still be reached on time"
    assert "Far behind: decide how to recover 49.6 points behind" in needed[1]
    assert (
        "“Settle the permits” is 20 days overdue: set a new day, or decide otherwise" in needed[3]
    )
    assert needed[3].endswith("22.2 points behind; 2 issues open, the longest for 155 days")
    assert needed[4] == "Not reported, so not known"
    assert "The report is 81 days late: ask for it" in needed[5]


def test_what_needs_a_decision_beyond_the_first_is_folded(monkeypatch):
    """None of it is left out."""
    _, whole = shown()
    monkeypatch.setattr(review_turns, "MAX_NEEDS", 2)
    _, page = shown()
    section = page.one("section", "s-needs")
    titles = [words(row.one("th")) for row in section.all("tr") if row.all("a")]
    assert titles == [
        words(row.one("th")) for row in whole.one("section", "s-needs").all("tr") if row.all("a")
    ]
    folded = section.one("details")
    assert len([row for row in folded.all("tr") if row.all("a")]) == len(titles) - 2
    assert words(folded.one("summary")) == f"{len(titles) - 2} more targets need a decision"


def test_the_sections_of_the_record():
    _, page = shown()
    assert lines(page, "decisions")[0] == "1 overdue"
    assert (
        "Housing Bureau · decided 2022-04-15 · Target worse 2022-06-30 20 days overdue"
        in lines(page, "decisions")[1]
    )
    assert "done 2022-06-10, 10 days late" in "".join(lines(page, "decisions"))
    assert "resolved after 98 days" in "".join(lines(page, "issues"))
    assert "declared 1 level better" in "".join(lines(page, "declared"))
    assert (
        "due date 2022-12-01 → 2022-12-31 More rain 91 days later than first promised"
        in "".join(lines(page, "revised"))
    )
    assert "81 days late" in lines(page, "missing")[0]
    assert lines(page, "quality")[1] == "Housing Bureau 7 0 / 7 7 / 7 7 / 7 0 / 7 7 / 7"


def test_the_meetings_are_offered_as_choices():
    """Of those before the as-of date, the latest first, with the quarter end and the end of the year."""
    _, page = shown(as_of=day("2022-09-01"))
    chips = page.one("nav", "since").all("a", "chip")
    assert [query(chip.attributes["href"])["since"] for chip in chips] == [
        "2022-08-01",
        "2022-04-15",
        "2022-06-30",
        "2021-12-31",
    ]
    assert ["on" in chip.classes for chip in chips] == [True, False, False, False]
    fields = {
        one.attributes["name"]: one.attributes["value"]
        for one in page.one("nav", "since").all("input")
    }
    assert fields == {"since": "2022-08-01", "keep_asof": "2022-09-01"}


@pytest.mark.parametrize(
    ("asked", "since", "note"),
    [
        ("2022-06-30", "2022-06-30", ""),
        ("2022-07-20", "2022-04-15", "“2022-07-20” in the link is not before 2022-07-20"),
        ("soon", "2022-04-15", "“soon” in the link is not a date"),
    ],
)
def test_a_day_that_cannot_be_is_noted(asked, since, note):
    view = replace(look(PORTFOLIO, as_of=AS_OF), query={"since": asked})
    found, said = since_of(view)
    assert (found, note in said, bool(said)) == (day(since), True, bool(note))


def test_a_portfolio_without_meetings_is_reviewed_since_the_last_quarter_end():
    """Each empty section says in one line that there is nothing."""
    text = HEAD[: HEAD.index("  reviews:")] + HEAD[HEAD.index("themes:") :] + SAME
    view, page = shown(loaded(text))
    assert since_of(view)[0] == day("2022-06-30")
    for name, empty in (
        ("turned", "No status turned."),
        ("decisions", "No decisions."),
        ("issues", "No issues on record."),
        ("revised", "No goal was revised."),
        ("missing", "Every owed report is there."),
        ("money", "No budgets or spending on record."),
    ):
        place = "turned" if name == "turned" else "nothing"
        assert empty in words(page.one("section", f"s-{place}"))
    assert not page.all("section", "s-decisions")


def test_a_day_before_the_first_publication_knows_no_target():
    """The source is of January 2022: it counts from the 1st on."""
    view, page = shown(as_of=day("2021-12-31"), since="2021-09-30")
    reviewed = review(snapshot_at(PORTFOLIO, day("2021-09-30")), view.snapshot)
    assert headline(view, reviewed)[0] == "No target had been published by 2021-12-31"
    assert not page.all("section", "s-flow")


@pytest.mark.parametrize("lang", languages())
def test_no_part_of_the_page_lacks_its_words(lang):
    for asked in ({}, {"amber": "25"}, {"red": "x"}):
        _, page = shown(lang=lang, **asked)
        assert holes(page) == []


def test_the_drawing_says_in_words_what_moved():
    _, page = shown()
    drawings = page.all("svg", "flow")
    labels = {one.attributes["aria-label"] for one in drawings}
    (label,) = labels
    assert len(drawings) == 2
    assert "On track → Behind: 2" in label
    assert label.endswith("2 unchanged")
    assert len(drawings[0].all("path", "moved")) == 5


def test_other_thresholds_are_tried_without_changing_the_file():
    """At 25 points the one behind by 22.2 is on track; a value that is none is explained."""
    _, page = shown(amber="25", red="30", grace="30", since="2022-04-15")
    scenario = page.one("section", "s-scenario")
    assert "1 status would be another Behind above (points): 25" in words(scenario)
    assert "Target worse" in scenario.one("table").text
    assert query(scenario.links["Back to the portfolio's"]) == {
        "asof": "2022-07-20",
        "since": "2022-04-15",
    }
    _, page = shown(amber="25x")
    assert "“25x”; expected a number" in words(page.one("section", "s-scenario"))
    _, page = shown(amber="50")
    assert "amber 50, red 30; expected 0 <= amber <= red" in words(
        page.one("section", "s-scenario")
    )
