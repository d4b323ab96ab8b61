"""One target opened."""

from __future__ import annotations

import datetime as dt

import pytest
from pydantic import BaseModel
from support.looking import (
    Element,
    card,
    demonstration,
    facts,
    holes,
    look,
    parsed,
    portfolio,
    public,
    query,
    seen,
)
from support.samples import updates

from tracker.analysis.details import details_of
from tracker.i18n import Translator, languages
from tracker.portfolio import model
from tracker.portfolio.measures import MEASURES
from tracker.views import target, target_walk
from tracker.views.context import PageContext
from tracker.views.target_promise import goal_changes, goal_text
from tracker.views.target_words import field_label
from tracker.views.targets import list_ids


def entries(view: PageContext) -> list[Element]:
    return card(view, "homes", "happened").all("li", "event")


def words(element: Element) -> str:
    return " ".join(element.text.split())


def summary(entry: Element) -> str:
    return words(entry.one("", "words"))


def badges(entry: Element) -> list[str]:
    return [words(badge) for badge in entry.all("span", "badge")]


def test_the_promise_stands_beside_its_source():
    """What, how much, when, who, where it was said, and what the curator added."""
    view = seen("real", "en")
    rows = facts(card(view, "scattered-renewal", "promise"))
    assert rows["Promised"].startswith("Complete the redevelopment of scattered")
    assert rows["Measure"] == "about 1,000 households in total (baseline 0)"
    assert rows["Period"] == "2022-01-01 – 2022-12-31"
    assert rows["Lead"] == "No lead named"
    assert rows["Source"].startswith("Xuhui News, four reports of January 2022")
    assert rows["Source"].endswith("2022-01 · article 2 · paragraph 1")
    assert "1 year" in rows["Assumed: start"]
    assert "Assumed: due date" in rows
    assert "Assumed: pro rata line" in rows
    assert "due 2022-12-31 (assumed)" in target.headline(view, "scattered-renewal")[1]
    assert target.headline(view, "gdp-growth")[1].endswith("due 2022-12-31")
    assert "2022-12-31 (assumed)" in words(card(view, "green-xuhui", "milestones"))
    assert "2022-01-31 (assumed)" in words(card(view, "stormwater-start", "milestones"))
    assert facts(card(view, "tax-retention", "promise"))["Period"] == "–"
    started = facts(card(view, "stormwater-start", "promise"))["Period"]
    assert started == "start not stated, due 2022-01-31 (assumed)"
    open_end = look(portfolio("due: null"))
    assert facts(card(open_end, "homes", "promise"))["Period"] == "from 2022-01-01, no deadline"


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            "measure: {kind: cumulative, unit: 户, baseline: 200, target: 1000}",
            "1,000 户 in total (baseline 200)",
        ),
        ("measure: {kind: level, unit: days, baseline: 40, target: 25}", "from 40 to 25 days"),
        ('measure: {kind: floor, unit: "%", floor: 5.5}', "at least 5.5%"),
        ('measure: {kind: ceiling, unit: "%", ceiling: 3, approximate: true}', "at most about 3%"),
        ('measure: {kind: range, unit: "%", range: [6, 8]}', "6–8%"),
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
    assert goal_text(view, view.row("homes")) == expected


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (updates(("2022-06-30", 100)), "100 / 1,000 户"),
        ("", "– / 1,000 户"),
        (
            'measure: {kind: floor, unit: "%", floor: 5.5}\n' + updates(("2022-06-30", 5)),
            "5% Promised: at least 5.5%",
        ),
        (
            """
measure: {kind: milestones}
milestones: [{id: a, title: A}, {id: b, title: B}]
updates: [{date: 2022-06-30, done: [a]}]
""",
            "1 / 2 milestones",
        ),
        ("measure: {kind: milestones}\nmilestones: [{id: a, title: A}]", "– / 1 milestone"),
        ("measure: {kind: cumulative, unit: 户, baseline: 200, target: 0}", "– / 0 户"),
    ],
)
def test_the_figure_stands_beside_todays_goal(fields, expected):
    """Large, with its unit; a figure that nobody reported is a dash, not a zero."""
    view = look(portfolio(fields), as_of=dt.date(2022, 7, 15))
    assert words(card(view, "homes", "verdict").one("p", "big")) == expected


def test_the_last_figure_of_an_unreported_target_has_its_day():
    """The figure of today is a dash: what was reported long ago is neither a zero nor a gap of today."""
    view = seen("real", "zh")
    verdict = card(view, "legal-education-8", "verdict")
    assert words(verdict.one("p", "big")) == "– ／4 个节点"
    rows = facts(verdict)
    last = {name: rows[name] for name in ("数据日期", "当时数值", "当时状态")}
    assert last == {"数据日期": "2022-01-20", "当时数值": "0 / 4", "当时状态": "● 正常"}
    assert not {"实际进度", "差距"} & set(rows)
    assert details_of(view.snapshot, "legal-education-8").series.gap is None
    stale = look(portfolio(updates(("2022-03-31", 100))), as_of=dt.date(2022, 12, 1))
    assert words(card(stale, "homes", "verdict").one("p", "big")) == "– / 1,000 户"
    assert facts(card(stale, "homes", "verdict"))["Figure then"] == "100 户"


@pytest.mark.parametrize("reported", ["", updates(("2022-06-30", 100))])
def test_an_approximate_goal_is_called_so_in_the_explanation(reported):
    """As beside the figure and in the list."""
    measure = "measure: {kind: cumulative, unit: 户, target: 1000, approximate: true}\n"
    view = look(portfolio(measure + reported), as_of=dt.date(2022, 7, 15))
    verdict = card(view, "homes", "verdict")
    assert "/ about 1,000 户" in words(verdict.one("p", "big"))
    assert ("100 of about 1,000 户" in words(verdict)) == bool(reported)


def test_why_names_inputs_rule_and_day():
    """Whoever asks why the status is red can check it with a pencil."""
    reported = updates(("2022-03-31", 60), ("2022-06-30", 100))
    verdict = card(look(portfolio(reported), as_of=dt.date(2022, 7, 15)), "homes", "verdict")
    rows = facts(verdict)
    assert rows["As of"] == "2022-07-15"
    assert rows["Data as at"] == "2022-06-30"
    assert rows["Evidence"].startswith("Grade A")
    assert rows["Pro rata progress"] == "49.5%495 户"
    assert rows["Actual"] == "10%+40 户 since 2022-03-31"
    assert "2022-03-31" in [one.text for one in verdict.all("time")]  # no line ends within it
    assert rows["Gap"] == "39.5 points behind"
    assert rows["Thresholds"] == "behind above 10, far behind above 30"
    assert rows["Next report due"] == "2022-10-30"
    assert "The reporting rule is this file's own" in verdict.text
    assert rows["Rule"] == "The gap is above the red threshold: far behind"
    assert words(verdict.one("span", "status")) == "■Far behind"


@pytest.mark.parametrize(("own", "first"), [("", "2022-01-01"), ("2022-02-01", "2022-02-01")])
def test_the_reporting_rule_is_that_of_the_target(own, first):
    """Another target that owes reports earlier changes nothing."""
    fields = f"report: {{from: {own}}}\n" if own else ""
    other = "id: other\nreport: {from: 2021-06-01}\n"
    view = look(portfolio(fields, other, report="{from: 2022-01-01}"), as_of=dt.date(2022, 7, 15))
    assert f"this file's own, from {first} on" in card(view, "homes", "verdict").text


def test_why_says_the_plan_where_nothing_was_reported():
    """No value is made up; the plan of the day stands for what was expected."""
    rows = facts(card(look(portfolio(""), as_of=dt.date(2022, 7, 2)), "homes", "verdict"))
    assert rows["Data as at"] == "–"
    assert rows["Pro rata progress on the as-of date"] == "50%"
    assert not {"Value", "Actual", "Gap", "Evidence"} & set(rows)
    assert rows["Next report due"] == "2022-04-30"


def test_every_field_that_may_be_assumed_has_a_name():
    """Those of a target and of its measure, whatever the kind; no page shows a key of the file."""
    blocks: tuple[type[BaseModel], ...] = (model.Target, *MEASURES.values())
    fields = {name for block in blocks for name in block.model_fields} - {"assumed"}
    labels = {name: field_label(Translator("zh"), name) for name in fields}
    assert [name for name, label in labels.items() if label.isascii()] == []


def test_a_final_status_expects_no_report():
    """Who has reached the goal owes no further report."""
    at = portfolio(updates(("2022-06-30", 1000)))
    assert "Next report due" not in facts(card(look(at), "homes", "verdict"))


def test_the_status_of_the_comparison_day_is_beside_that_of_today():
    """With an arrow, its meaning for screen readers, and the day; nothing where it is the same."""
    at = portfolio(updates(("2022-06-30", 480), ("2022-12-15", 500)))
    (now,) = card(look(at, as_of=dt.date(2022, 12, 20)), "homes", "verdict").all("p", "now")
    assert "worse: was ● On track" in words(now)
    assert "compared with what was known on 2022-09-30" in words(now)
    (same,) = card(look(at, as_of=dt.date(2022, 9, 1)), "homes", "verdict").all("p", "now")
    assert "was" not in same.text


def test_a_goal_that_moved_is_beside_the_status():
    """From the first promise to today, every reason, and the status against the first goal."""
    fields = updates(("2022-06-30", 480)) + (
        "revisions:\n"
        "  - {date: 2022-03-01, field: target, from: 1200, to: 1100, reason: Cut}\n"
        "  - {date: 2022-05-01, field: target, from: 1100, to: 1000, reason: Again}\n"
        "  - {date: 2022-05-01, field: due, from: 2022-07-31, to: 2022-12-31, reason: Late}\n"
    )
    moved = card(look(portfolio(fields), as_of=dt.date(2022, 7, 15)), "homes", "verdict").one(
        "", "moved"
    )
    assert "target 1,200 → 1,000" in words(moved)
    assert "due date 2022-07-31 → 2022-12-31" in words(moved)
    assert "Against the original goal: ■ Far behind" in words(moved)
    assert [words(reason) for reason in moved.all("li")] == [
        "2022-05-01 · Again",
        "2022-05-01 · Late",
        "2022-03-01 · Cut",
    ]


def test_evidence_without_a_grade_is_called_ungraded():
    """Beside a target with a grade, one without has none made up."""
    ungraded = "updates: [{date: 2022-03-31, value: 10, evidence: {title: Letter}}]"
    view = look(portfolio(ungraded), as_of=dt.date(2022, 4, 1))
    assert facts(card(view, "homes", "verdict"))["Evidence"].startswith("Ungraded")
    (entry,) = entries(view)[:1]
    assert "Ungraded" in badges(entry)
    assert "Letter" in entry.text
    assert holes(entry) == []


def test_a_report_without_evidence_says_so():
    """It is shown, and that nothing backs it."""
    view = look(portfolio("updates: [{date: 2022-03-31, value: 10}]"))
    assert "No evidence given" in entries(view)[0].text


@pytest.mark.parametrize("lang", languages())
def test_three_sources_stand_side_by_side(lang):
    """All figures for one day are shown with grade and caveat; the one that counts is marked and never folded."""
    view = seen("real", lang)
    t = view.t
    happened = card(view, "revenue-growth", "happened")
    shown = happened.all("li", "report")
    assert [summary(entry) for entry in shown] == ["6.25%", "6%", "2.6%"]
    other = t("chart.state.other")
    assert [badges(entry) for entry in shown] == [
        [t("update.counts"), t("evidence.grade", grade="B")],
        [other, t("evidence.grade", grade="B")],
        [other, t("evidence.grade", grade="C")],
    ]
    caveat = t("evidence.caveat", caveat="")
    assert all(caveat in entry.text for entry in shown)
    # the last was read on a page: nobody submitted it
    submitted = t("update.reported", day="2023-07-20"), t("events.report")
    assert all(part in shown[0].text for part in submitted)
    found = t("update.known", day="2026-11-23"), t("events.figure")
    assert all(part in shown[2].text for part in found)
    assert t("update.reported", day="2026-11-23") not in happened.text
    assert shown[0] not in happened.one("details").all("li")


def test_a_past_day_sees_only_what_was_known():
    """Reports, context and revisions of later days are not on the page."""
    fields = (
        updates(("2022-03-31", 100), ("2022-06-30", 200))
        + "context: [{date: 2022-05-01, text: A fact}]\n"
        + "revisions: [{date: 2022-05-01, field: target, from: 1200, to: 1000, reason: Cut}]\n"
    )
    early, late = (look(portfolio(fields), as_of=dt.date(2022, month, 30)) for month in (4, 6))
    assert [entry.classes[1] for entry in entries(early)] == ["report"]
    assert [entry.classes[1] for entry in entries(late)] == ["report", "revision", "fact", "report"]
    assert summary(entries(late)[1]) == "target 1,200 → 1,000"
    assert summary(entries(late)[2]) == "A fact"
    assert badges(entries(late)[2])[0] == "does not count"


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
    corrected, first = entries(view)
    for part in (
        t("events.correction"),
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
        assert part in words(corrected)
    assert words(first.one("del")) == "99 户"
    assert t("chart.state.corrected") in badges(first)


def test_every_kind_of_entry_is_named():
    """A withdrawal, milestones done, a note, money alone, and the gain of a figure over the one before."""
    fields = """
milestones: [{id: signed, title: Signed}]
updates:
  - {date: 2022-01-31, value: 4.9}
  - {date: 2022-02-28, value: 5.1}
  - {date: 2022-03-31, value: 90}
  - {date: 2022-03-31, reported: 2022-04-10, corrects: 2022-03-31, note: A slip}
  - {date: 2022-04-30, done: [signed]}
  - {date: 2022-05-31, note: Nothing new}
  - {date: 2022-06-15, spent: 3 亿元}
"""
    shown = {entry.classes[1]: entry for entry in entries(look(portfolio(fields)))}
    assert set(shown) == {"report", "withdrawal", "milestone", "note"}
    listed = [(entry.classes[1], summary(entry)) for entry in entries(look(portfolio(fields)))]
    assert listed == [
        ("report", "spent to date 300 million yuan"),
        ("note", ""),
        ("milestone", "milestones done: Signed"),
        ("withdrawal", ""),
        ("report", "90 户"),
        ("report", "5.1 户 (+0.2)"),
        ("report", "4.9 户"),
    ]


def test_marks_of_the_chart_lead_to_their_entries():
    """Each link of the chart is the id of one entry."""
    fields = updates(("2022-03-31", 100), ("2022-06-30", 200)) + (
        "revisions: [{date: 2022-05-01, field: target, from: 1200, to: 1000, reason: Cut}]\n"
    )
    view = look(portfolio(fields), as_of=dt.date(2022, 7, 1))
    anchors = [
        link.attributes["href"]
        for link in card(view, "homes", "drawn").all("svg", "marks")[0].all("a")
    ]
    ids = [entry.attributes["id"] for entry in entries(view)]
    assert sorted(anchors) == sorted(f"#{each}" for each in ids)


def test_many_entries_are_folded():
    """Nine are shown, the rest is one press away; a few more are not worth a press."""

    def listed(count: int) -> tuple[int, int]:
        days = [dt.date(2022, 1, 3) + dt.timedelta(days=5 * n) for n in range(count)]
        view = look(
            portfolio(updates(*((str(on), n) for n, on in enumerate(days)))),
            as_of=dt.date(2022, 12, 1),
        )
        folded = card(view, "homes", "happened").all("details")
        inside = len(folded[0].all("li")) if folded else 0
        return len(entries(view)) - inside, inside

    assert listed(11) == (11, 0)
    assert listed(60) == (9, 51)


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
    assert [summary(entry) for entry in entries(look(portfolio(fields)))] == [
        "start – → 2022-01-01",
        "budget 1.2 billion yuan → 1.5 billion yuan",
        "due date 2022-11-30 → 2022-12-31",
        "range 5–7 → 6–8",
    ]


@pytest.mark.parametrize("lang", languages())
def test_steps_are_listed_with_their_state(lang):
    """Every step, when it is planned, whether and when it was done, and what it weighs."""
    fields = (
        "measure: {kind: milestones}\n"
        "milestones: [{id: a, title: A, due: 2022-03-01}, {id: b, title: B, weight: 2.5}, "
        "{id: c, title: C, due: 2022-03-02}]\n"
        "updates: [{date: 2022-03-31, done: [a]}]\n"
    )
    view = look(portfolio(fields), lang, as_of=dt.date(2022, 4, 1))
    t = view.t
    rows = card(view, "homes", "milestones").all("li")
    assert [words(row) for row in rows] == [
        f"A {t('step.planned', day='2022-03-01')} · {t('step.weighs', weight=1)} {t('step.done', day='2022-03-31')}",
        f"B {t('step.weighs', weight=2.5)} {t('step.open')}",
        f"C {t('step.planned', day='2022-03-02')} · {t('step.weighs', weight=1)} {t('step.overdue')}",
    ]
    assert [row.classes for row in rows] == [["done"], ["open"], ["overdue"]]


def test_a_target_without_records_says_so():
    """Nothing reported is said in words; the document of the promise is listed where its date is known."""
    happened = card(look(portfolio("")), "homes", "happened")
    assert "Grey means no data" in happened.text
    assert happened.all("li") == []
    (document,) = [
        entry
        for entry in card(seen("real", "en"), "tax-retention", "happened").all("li")
        if "document" in entry.classes
    ]
    assert "2022-01" in words(document)


def test_sources_are_links_where_there_is_an_address():
    """A figure leads to where it was published, outside the dashboard."""
    reports = card(seen("real", "en"), "revenue-growth", "happened").all("li", "report")
    links = [link.attributes["href"] for entry in reports for link in entry.all("a")]
    assert links == [
        "http://rd.xh.sh.cn/rdweb_rdcwhhk/rdweb_17_11/2023-07-20/1764924989976956930.html"
    ]


def test_a_target_knows_its_place_in_the_list_it_was_opened_from():
    """Its filter in words, the neighbours in the order of the list, and the way back; else the list of all."""
    view = look(demonstration(), query={"status": "at_risk", "sort": "title"})
    ids = list_ids(view)
    assert len(ids) > 2
    line = parsed(target_walk.walk(view, ids[1]))
    assert f"2 of {len(ids)} · ▲ Behind" in words(line)
    links = {name: query(href) for name, href in line.links.items()}
    assert links["Previous"] == {"id": ids[0], "status": "at_risk", "sort": "title"}
    assert links["Next"] == {"id": ids[2], "status": "at_risk", "sort": "title"}
    assert links["← Back to the list"] == {"status": "at_risk", "sort": "title"}
    assert "Previous" not in parsed(target_walk.walk(view, ids[0])).links
    other = next(each for each in view.by_id if each not in ids)
    line = parsed(target_walk.walk(view, other))
    assert f"of {len(view.by_id)}" in words(line)
    links = {name: query(href) for name, href in line.links.items()}
    assert "status" not in (links.get("Next") or links["Previous"])
    assert links["← Back to the list"] == {"status": "at_risk", "sort": "title"}


MEETING = """
owner: Head of housing
accepted: {on: 2022-07-01, by: Audit office, how: A visit, evidence: {title: Report, url: https://example.org/a}}
ended: {as: merged, on: 2022-07-02, into: trees, reason: One programme}
updates:
  - {date: 2022-06-30, value: 5, by: Bureau, declared: at_risk, evidence: {title: Gazette, grade: A}}
issues:
  - {id: pipes, opened: 2022-04-01, closed: 2022-05-01, note: Moved, cause: other, text: A gas pipe}
  - {id: permits, opened: 2022-06-01, cause: approvals, text: Two permits, owner: bureau, raised_to: Mayor}
"""
REVIEWS = """[{date: 2022-03-31, title: First, decisions: [{id: a, text: Ask, target: homes, due: 2022-06-21},
  {id: b, text: Write, target: homes, due: 2022-04-30, closed: 2022-05-02}, {id: c, text: Other}]}]"""


def test_issues_and_decisions_say_whose_move_it_is():
    """What is open comes first, with its days; what was done later is still open on a past day."""
    data = portfolio(MEETING, "id: trees", reviews=REVIEWS)
    view = look(data, "en", dt.date(2022, 7, 1))
    issues = card(view, "homes", "issues")
    assert [words(entry) for entry in issues.all("li", "event")] == [
        "2022-06-01 ! Two permits open 30 days cause: Approvals · to act: Housing Bureau · raised to: Mayor",
        "2022-04-01 ✔ A gas pipe resolved 2022-05-01 Moved cause: Other",
        "2022-03-31 ! Ask 10 days overdue, due 2022-06-21 First",
        "2022-03-31 ✔ Write done 2022-05-02, 2 days late First",
    ]
    rows = facts(card(view, "homes", "promise"))
    assert rows["Responsible post"] == "Head of housing"
    assert rows["Accepted"] == "Audit office · 2022-07-01 · A visit · Report"
    assert "Ended" not in rows
    accepted, report, *_ = map(words, entries(view))
    assert accepted == "2022-07-01 ✓ Accepted Audit office; A visit"
    assert "declared: Behind" in report
    declared = facts(card(view, "homes", "verdict"))["Declared by the reporter"]
    assert declared == "▲Behind as of 2022-06-30 · Bureau"
    past = card(look(data, "zh", dt.date(2022, 4, 30)), "homes", "issues")
    assert [words(entry) for entry in past.all("li", "event")] == [
        "2022-04-01 ! A gas pipe 未解决 29 天 成因：其它",
        "2022-03-31 ! Write 2022-04-30 前办结 First",
        "2022-03-31 ! Ask 2022-06-21 前办结 First",
    ]
    then = look(data, "en", dt.date(2022, 7, 2))
    ended = facts(card(then, "homes", "promise"))["Ended"]
    assert (
        ended == "merged into another target on 2022-07-02 · continued as “Homes” · One programme"
    )
    assert words(entries(then)[0]) == "2022-07-02 ⊘ Ended merged into “Homes” One programme"
    hidden = look(public(portfolio(MEETING, "id: trees\npublic: false")), as_of=dt.date(2022, 7, 2))
    end = words(entries(hidden)[0])
    assert end == "2022-07-02 ⊘ Ended merged into another target One programme"


def test_the_promise_lists_years_and_parts():
    """Each year of a flow with its goal; each part of a composite with a link and its weight."""
    flow = "id: b\nmeasure: {kind: flow, unit: 户, years: {'2022': 400}}\n"
    whole = "id: whole\nmeasure: {kind: parts, parts: [{target: a, weight: 3}, {target: b}]}\n"
    revised = "revisions: [{date: 2022-03-01, field: target, from: 900, to: 1000, reason: R}]"
    view = look(portfolio(whole, f"id: a\ntitle: First\n{revised}", flow), "en")
    parts = parsed(target.target_page(view, "whole")).one("ul", "parts").all("li")
    assert [part.text for part in parts] == ["First × 3", "Homes"]
    gone = "ended: {as: withdrawn, on: 2022-02-01, reason: Dropped}\n"
    left = look(portfolio(whole, f"id: a\n{gone}", f"{flow}{gone}"), "en")
    page = parsed(target.target_page(left, "whole"))
    assert page.text.count("2 parts") == 1
    assert "0 parts" not in page.text
    assert query(parts[0].one("a").attributes["href"])["id"] == "a"
    assert "2022: 400 户" in parsed(target.target_page(view, "b")).text


def test_a_goal_revised_twice_is_compared_with_what_was_first_promised():
    """One change for each field, and for each year of yearly goals, from the first value to the last."""
    twice = "revisions:\n" + "".join(
        f"  - {{date: 2022-0{month}-01, field: target, from: {before}, to: {after}, reason: R}}\n"
        for month, before, after in ((3, 1500, 1200), (5, 1200, 1000))
    )
    view = look(portfolio(twice), "zh", dt.date(2022, 6, 30))
    changes = goal_changes(view, details_of(view.snapshot, "homes").revisions)
    assert [(one.before, one.after, one.on) for one in changes] == [
        ("1,500", "1,000", dt.date(2022, 5, 1))
    ]
