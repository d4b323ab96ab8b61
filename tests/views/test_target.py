"""One target opened."""

from __future__ import annotations

import datetime as dt

import pytest
from support.looking import (
    Element,
    facts,
    holes,
    look,
    parsed,
    portfolio,
    seen,
)
from support.samples import updates

from tracker.analysis.details import details_of
from tracker.i18n import languages
from tracker.views import (
    target,
    target_activity,
)
from tracker.views.context import PageContext


def promise(view: PageContext, target_id: str) -> str:
    return target.promise_card(view, details_of(view.snapshot, target_id))


def explanation(view: PageContext, target_id: str) -> str:
    return target.explanation_card(view, view.row(target_id), "")


def updates_card(view: PageContext, target_id: str) -> str:
    return target_activity.updates_card(view, details_of(view.snapshot, target_id))


def context_card(view: PageContext, target_id: str) -> str:
    return target_activity.context_card(view, details_of(view.snapshot, target_id).context)


def revisions_card(view: PageContext, target_id: str) -> str:
    return target_activity.revisions_card(view, details_of(view.snapshot, target_id).revisions)


def test_the_promise_stands_beside_its_source():
    """What, how much, when, who, where it was said, and what the curator added."""
    rows = facts(promise(seen("real", "en"), "scattered-renewal"))
    assert rows["Promised"].startswith("Complete the redevelopment of scattered")
    assert rows["Measure"] == "about 1,000 households in total (baseline 0)"
    assert rows["Period"] == "2022-01-01 – 2022-12-31"
    assert rows["Lead"] == "No lead named"
    assert rows["Source"].startswith("Xuhui News, four reports of January 2022")
    assert rows["Source"].endswith("2022-01 · article 2 · paragraph 1")
    assert "1 year" in rows["Assumed: start"]
    assert "Assumed: due date" in rows
    assert "Assumed: pro rata line" in rows
    assert "due 2022-12-31 (assumed)" in target.headline(seen("real", "en"), "scattered-renewal")[1]
    assert target.headline(seen("real", "en"), "gdp-growth")[1].endswith("due 2022-12-31")
    assert "2022-12-31 (assumed)" in target.milestones(seen("real", "en"), "green-xuhui").replace(
        "</span>", ""
    )
    assert facts(promise(seen("real", "en"), "tax-retention"))["Period"] == "–"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "measure: {kind: cumulative, unit: 户, baseline: 200, target: 1000}",
            "1,000 户 in total (baseline 200)",
        ),
        ("measure: {kind: level, unit: days, baseline: 40, target: 25}", "from 40 to 25 days"),
        ('measure: {kind: floor, unit: "%", floor: 5.5}', "at least 5.5 %"),
        ('measure: {kind: ceiling, unit: "%", ceiling: 3, approximate: true}', "at most about 3 %"),
        ('measure: {kind: range, unit: "%", range: [6, 8]}', "6–8 %"),
        (
            "measure: {kind: milestones}\nmilestones: [{id: a, title: A}]",
            "judged by its milestones",
        ),
        ("measure: {kind: statement}", "no number, milestone or deadline"),
    ],
)
def test_every_kind_of_goal_is_said_in_words(fields, expected):
    """With its number, unit and where it starts from; an about stays an about."""
    view = look(portfolio(fields))
    assert target.goal_text(view, view.row("homes")) == expected


def test_why_names_inputs_rule_and_day():
    """Whoever asks why the status is red can check it with a pencil."""
    view = look(portfolio(updates(("2022-06-30", 100))), as_of=dt.date(2022, 7, 15))
    html = explanation(view, "homes")
    rows = facts(html)
    assert rows["As of"] == "2022-07-15"
    assert rows["Data as at"] == "2022-06-30"
    assert rows["Value"] == "100 户 · Grade A"
    assert rows["Pro rata progress"] == "49.5%"
    assert rows["Actual"] == "10%"
    assert rows["Gap"] == "39.5 points behind"
    assert rows["Thresholds"] == "behind above 10, far behind above 30"
    assert rows["Next report due"] == "2022-10-30"
    assert "The reporting rule is this file's own" in parsed(html).text
    assert rows["Rule"] == "The gap is above the red threshold: far behind"
    assert parsed(html).one("span", "status").text == "■Far behind"


def test_why_says_the_plan_where_nothing_was_reported():
    """No value is made up; the plan of the day stands for what was expected."""
    rows = facts(explanation(look(portfolio(""), as_of=dt.date(2022, 7, 2)), "homes"))
    assert rows["Data as at"] == "–"
    assert rows["Pro rata progress on the as-of date"] == "50%"
    assert not {"Value", "Actual", "Gap"} & set(rows)
    assert rows["Next report due"] == "2022-04-30"


def test_a_final_status_expects_no_report():
    """Who has reached the goal owes no further report."""
    at = portfolio(updates(("2022-06-30", 1000)))
    assert "Next report due" not in facts(explanation(look(at), "homes"))


def test_evidence_without_a_grade_is_called_ungraded():
    """Beside a target with a grade, one without has none made up."""
    ungraded = "id: two\nupdates: [{date: 2022-03-31, value: 10, evidence: {title: Letter}}]"
    view = look(portfolio(updates(("2022-03-31", 10)), ungraded), as_of=dt.date(2022, 4, 1))
    assert facts(explanation(view, "two"))["Value"] == "10 户"
    tree = parsed(updates_card(view, "two"))
    assert "Ungraded" in [badge.text.strip() for badge in tree.all("span", "badge")]
    assert "Letter" in tree.text
    assert holes(tree) == []


def test_a_report_without_evidence_says_so():
    """It is shown, and that nothing backs it."""
    view = look(portfolio("updates: [{date: 2022-03-31, value: 10}]"))
    assert "No evidence given" in parsed(updates_card(view, "homes")).text


def entries(html: str) -> list[Element]:
    return parsed(html).all("div", "entry")


def badges(entry: Element) -> list[str]:
    return [badge.text.strip() for badge in entry.all("span", "badge")]


@pytest.mark.parametrize("lang", languages())
def test_three_sources_stand_side_by_side(lang):
    """All figures for one day are shown with grade and caveat; the one that counts is marked."""
    view = seen("real", lang)
    t = view.t
    shown = entries(updates_card(view, "revenue-growth"))
    assert [entry.one("span", "figure").text for entry in shown] == ["6.25 %", "6 %", "2.6 %"]
    grades = [t("evidence.grade", grade=grade) for grade in "BBC"]
    assert [badges(entry) for entry in shown] == [
        [t("update.counts"), grades[0]],
        [grades[1]],
        [grades[2]],
    ]
    caveat = t("evidence.caveat", caveat="")
    assert all(caveat in entry.text for entry in shown)
    assert t("update.reported", day="2023-07-20") in shown[0].text


def test_a_past_day_sees_only_what_was_known():
    """Reports, context and revisions of later days are not on the page."""
    fields = (
        updates(("2022-03-31", 100), ("2022-06-30", 200))
        + "context: [{date: 2022-05-01, text: A fact}]\n"
        + "revisions: [{date: 2022-05-01, field: target, from: 1200, to: 1000, reason: Cut}]\n"
    )
    early, late = (look(portfolio(fields), as_of=dt.date(2022, month, 30)) for month in (4, 6))
    assert len(entries(updates_card(early, "homes"))) == 1
    assert context_card(early, "homes") == revisions_card(early, "homes") == ""
    assert len(entries(updates_card(late, "homes"))) == 2
    assert entries(context_card(late, "homes"))[0].text.startswith("A fact2022-05-01")
    assert "1,200 → 1,000" in entries(revisions_card(late, "homes"))[0].text


def test_an_update_says_all_that_it_reports():
    """Value, steps, money, when it was published, what it corrects, who reports, and a note."""
    fields = """
milestones: [{id: signed, title: Signed}, {id: moved, title: Moved}]
budget: {approved: 12}
updates:
  - {date: 2022-03-31, value: 99, evidence: {title: Letter, grade: C}}
  - {date: 2022-03-31, reported: 2022-05-01, value: 1234.5, done: [signed, moved], spent: 3000 万元,
     corrects: 2022-03-31, by: bureau, note: A note, evidence: {title: Gazette, grade: A}}
"""
    view = look(portfolio(fields))
    t = view.t
    shown = entries(updates_card(view, "homes"))
    (second,) = (entry.text for entry in shown if "Gazette" in entry.text)
    for part in (
        "1,234.5 户",
        t("update.done", steps="Signed, Moved"),
        t("update.spent", amount="30 million yuan"),
        t("update.counts"),
        t("update.reported", day="2022-05-01"),
        t("update.corrects", day="2022-03-31"),
        "Housing Bureau",
        "A note",
        t("evidence.grade", grade="A"),
    ):
        assert part in second
    assert len(shown) == 2


def test_revisions_of_every_field_are_shown():
    """Numbers, days, ranges and money, from and to."""
    fields = """
measure: {kind: range, unit: "%", range: [6, 8]}
budget: {approved: 15}
revisions:
  - {date: 2022-02-01, field: range, from: [5, 7], to: [6, 8], reason: a}
  - {date: 2022-03-01, field: due, from: 2022-11-30, to: 2022-12-31, reason: b}
  - {date: 2022-04-01, field: budget, from: 12, to: 15, reason: c}
  - {date: 2022-05-01, field: start, from: null, to: 2022-01-01, reason: d}
"""
    shown = [entry.text for entry in entries(revisions_card(look(portfolio(fields)), "homes"))]
    for entry, change in zip(
        shown,
        (
            "start – → 2022-01-01",
            "budget 1.2 billion yuan → 1.5 billion yuan",
            "due date 2022-11-30 → 2022-12-31",
            "range 5–7 → 6–8",
        ),
        strict=True,
    ):
        assert entry.startswith(change)


@pytest.mark.parametrize("lang", languages())
def test_steps_are_listed_with_their_state(lang):
    """Every step, when it is planned, whether and when it was done, and what it weighs."""
    fields = (
        "measure: {kind: milestones}\n"
        "milestones: [{id: a, title: A, due: 2022-03-01}, {id: b, title: B, weight: 2.5}]\n"
        "updates: [{date: 2022-03-31, done: [a]}]\n"
    )
    view = look(portfolio(fields), lang, as_of=dt.date(2022, 4, 1))
    t = view.t
    rows = parsed(target.milestones(view, "homes")).one("tbody").all("tr")
    assert [[cell.text for cell in row.all("td")] for row in rows] == [
        ["A", "2022-03-01", t("step.done", day="2022-03-31"), "1"],
        ["B", "–", t("step.open"), "2.5"],
    ]
    assert facts(explanation(view, "homes"))[t("why.steps")] == "1 / 2"


def test_a_target_without_records_says_so():
    """Nothing reported is said in words; what has no entries has no card."""
    tree = parsed(target.activity(look(portfolio("")), "homes"))
    assert [head.text for head in tree.all("h2")] == ["Reported progress"]
    assert "Grey means no data" in tree.text


def test_sources_are_links_where_there_is_an_address():
    """A figure leads to where it was published, outside the dashboard."""
    tree = parsed(updates_card(seen("real", "en"), "revenue-growth"))
    links = [link.attributes["href"] for link in tree.all("a")]
    assert links == [
        "http://rd.xh.sh.cn/rdweb_rdcwhhk/rdweb_17_11/2023-07-20/1764924989976956930.html"
    ]
