"""The commitments of Xuhui District: those of the page, whole, and nothing added."""

from __future__ import annotations

import copy
import datetime as dt
import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import pytest
from support.editors import as_editors_read, validator
from support.judging import snapshot_at
from support.looking import TODAY, card, look, real

from tracker.analysis.agenda import reports_due
from tracker.portfolio.measures import Cumulative
from tracker.views import budget_rails, budgets
from tracker.views import target as target_view

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "targets.yaml").read_text(encoding="utf-8")
TARGETS = {target.id: target for target in real().targets}
PUBLISHERS = {
    "rd.xh.sh.cn",
    "www.xuhuinews.com",
    "xuhuibao.com",
    "www.shine.cn",
    "www.shio.gov.cn",
    "en.shio.gov.cn",
    "shanghai.gov.cn",
    "paper.xinmin.cn",
    "www.jfdaily.com",
    "sh.wenming.cn",
    "www.tianjindaily.com.cn",
}
each_target = pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)


def judged(as_of: dt.date) -> pd.DataFrame:
    return snapshot_at(real(), as_of).assessed.set_index("id")


@each_target
def test_every_promise_has_its_place_in_the_source(target):
    """Document, article and paragraph: a reader finds the sentence."""
    assert target.source.document == "xuhui-news-2022-01"
    assert target.source.article in (1, 2, 3, 4)
    assert target.source.paragraph in range(1, 6)
    assert target.promise


def test_links_lead_to_publishers_only():
    """Official and reputable hosts; a repost is named, never linked."""
    links = re.findall(r"https?://[^\s\"'},\]]+", TEXT)
    assert len(links) > 10
    assert {urlsplit(link).hostname for link in links} <= PUBLISHERS


def evidence_items() -> list[tuple[str, Any]]:
    return [
        (target.id, item)
        for target in TARGETS.values()
        for item in (*target.updates, *target.context)
    ]


def test_unverified_hosts_are_graded_b_at_most():
    """Nobody verified who runs xuhuinews.com and xuhuibao.com."""
    hosts = ("xuhuinews.com", "xuhuibao.com")
    unverified = {
        name
        for name, document in real().documents.items()
        if document.url and (urlsplit(document.url).hostname or "").endswith(hosts)
    }
    assert len(unverified) == 6
    graded = [
        item.evidence.grade for _, item in evidence_items() if item.evidence.document in unverified
    ]
    assert len(graded) >= 20
    assert set(graded) <= {"B", "C"}


def test_a_fact_from_an_undated_page_is_known_from_the_day_it_was_found():
    """No page is treated as published on the day that its figure speaks of."""
    found = [
        (target_id, item)
        for target_id, item in evidence_items()
        if real().documents[item.evidence.document].published is None
    ]
    assert len(found) >= 20
    for target_id, item in found:
        assert item.reported == dt.date(2026, 11, 23), (target_id, item.date)


def test_one_event_is_counted_once():
    """The start of the stormwater facility is a target; no milestone repeats it, no tender counts."""
    steps = {target.id: [step.id for step in target.milestones] for target in TARGETS.values()}
    assert steps["stormwater-start"] == ["construction-start"]
    assert steps["stormwater-facility"] == ["storage-built", "car-park-built"]


def test_only_steps_that_can_be_completed_are_milestones():
    """A direction (widen, foster, consolidate, focus on) is in the promise and no step."""
    clusters = [target for target in TARGETS.values() if target.plan == "four-clusters"]
    assert {target.id: [step.id for step in target.milestones] for target in clusters} == {
        "industry-research": [],
        "digital-economy": [],
        "life-health": ["integration"],
        "culture-creative": ["art-trade-centre"],
        "modern-finance": ["institutions", "golden-triangle"],
    }
    assert TARGETS["digital-economy"].measure.kind == "statement"


@pytest.mark.parametrize(
    ("target_id", "figure", "document", "grade"),
    [
        ("stormwater-facility", "新蒲汇塘泵站", "pumping-notice-2025", "B"),
        ("stormwater-start", "57.6%", "pumping-notice-2025", "B"),
        ("revenue-growth", "198.03 亿元", "budget-report-2020", "B"),
        ("gdp-growth", "44652.8 亿元", "city-statistics-2022", "B"),
        ("gdp-growth", "年均增长 6%", "work-report-2022-review", "B"),
        ("digital-economy", "近 30%", "work-report-2022-review", "B"),
        ("scattered-renewal", "30 年的成片旧区改造", "city-statistics-2022", "B"),
        ("gdp-growth", "基本保持同步", "work-report-2025-copy", "B"),
        ("ai-star-listing", "34 个", "work-report-2025", "B"),
        ("neighbourhood-centres", "5 大片区", "living-box-xujiahui", "C"),
    ],
)
def test_later_facts_are_context_with_grade_and_caveat(target_id, figure, document, grade):
    """A related fact found later is context, so it moves no status."""
    facts = [fact for fact in TARGETS[target_id].context if figure in fact.text.zh]
    assert [(fact.evidence.document, fact.evidence.grade) for fact in facts] == [(document, grade)]
    assert facts[0].evidence.caveat


# what was promised


@pytest.mark.parametrize(
    ("target_id", "figure", "unit", "approximate"),
    [
        ("livelihood-funding", 150.7, "亿元", False),
        ("scattered-renewal", 1000, "户", True),
        ("housing-repair", 900, "万平方米", True),
        ("self-contained-conversion", 30, "万平方米", True),
        ("neighbourhood-centres", 39, "家", False),
    ],
)
def test_counts_are_those_of_the_page(target_id, figure, unit, approximate):
    """The number, its unit, and whether the page says about."""
    measure = TARGETS[target_id].measure
    assert isinstance(measure, Cumulative)
    assert (measure.baseline, measure.target) == (0, figure)
    assert (measure.unit.zh, measure.approximate) == (unit, approximate)


def test_rates_are_those_of_the_page():
    """GDP at least 5.5 %; revenue 6 to 8 %, where more is assumed to be welcome."""
    gdp, revenue = (TARGETS[name].measure for name in ("gdp-growth", "revenue-growth"))
    assert (gdp.kind, gdp.floor, gdp.unit) == ("floor", 5.5, "%")
    assert (revenue.kind, list(revenue.range), revenue.unit) == ("range", [6, 8], "%")
    assert revenue.above == "met"
    assert "measure" in TARGETS["revenue-growth"].assumed


def test_a_pro_rata_line_is_marked_as_assumed():
    """No source gives interim figures for any count."""
    counted = {name for name, target in TARGETS.items() if target.measure.kind == "cumulative"}
    assert {name for name, target in TARGETS.items() if "trajectory" in target.assumed} == counted
    assert not any(target.trajectory for target in TARGETS.values())


def test_years_are_those_of_the_page():
    """One, three and five years for the three housing goals, counted from 2022."""
    due = {name: TARGETS[name].due.isoformat() for name in TARGETS if TARGETS[name].plan == "135"}
    assert due == {
        "scattered-renewal": "2022-12-31",
        "housing-repair": "2024-12-31",
        "self-contained-conversion": "2026-12-31",
    }


def test_the_one_amount_is_that_of_the_page():
    """15.07 billion yuan for livelihood; no other target is given money, and no spending made up."""
    money = snapshot_at(real(), TODAY).budget_status
    amounts = list(zip(money["id"], money["announced"], money["announced_on"], strict=True))
    assert amounts == [("livelihood-funding", 150.7, pd.Timestamp("2022-01-20"))]
    assert money[["approved", "approved_on", "spent"]].isna().all(axis=None)


@pytest.mark.parametrize(
    ("lang", "expected", "never"),
    [
        ("zh", "1 项目标安排 150.7 亿元，未见批复", "批复 150.7"),
        (
            "en",
            "15.07 billion yuan announced (1 target), not known to be approved",
            "15.07 billion yuan approved",
        ),
    ],
)
def test_the_amount_is_announced_and_never_called_approved(lang, expected, never):
    """The page says that it will be allocated; no page of ours says more."""
    view = look(real(), lang)
    assert budgets.headline(view)[0] == expected
    for page in (budget_rails.drawing(view), target_view.target_page(view, "livelihood-funding")):
        assert ("150.7" if lang == "zh" else "15.07") in page
        assert never not in page
        assert view.t("budget.announced") in page
        assert f">{view.t('budget.approved')}<" not in page


def test_only_one_body_is_named_as_responsible():
    """The page names who leads once; everywhere else it is left open, not guessed."""
    leads = {target.id: target.lead for target in TARGETS.values() if target.lead}
    assert leads == {"party-rectification": "party-standing-committee"}


# where they stand


def test_revenue_is_achieved_by_the_best_evidence():
    """Three sources side by side; the final accounts count, B as the promise names no basis."""
    revenue = TARGETS["revenue-growth"]
    figures = [(update.value, update.evidence.grade) for update in revenue.updates]
    assert sorted(figures) == [(2.6, "C"), (6, "B"), (6.25, "B")]
    assert {update.date for update in revenue.updates} == {dt.date(2022, 12, 31)}
    row = judged(TODAY).loc["revenue-growth"]
    assert (row["status"], row["rule"]) == ("achieved", "reached")
    assert "6.25" in row["why_zh"]
    assert "同日另有不同数据" in row["why_zh"]
    assert "sources disagree" in row["why_en"]


def test_growth_is_missed_by_secondary_evidence():
    """The only figure is a secondary source's, and the reason says so."""
    row = judged(TODAY).loc["gdp-growth"]
    assert row["status"] == "missed"
    assert "grade C" in row["why_en"]


def test_the_gap_of_a_growth_rate_is_in_points_of_the_rate():
    """0.5 against 5.5 is 5 points short, and no share of a way."""
    row = judged(TODAY).loc["gdp-growth"]
    assert "低于下限 5.0 个百分点" in row["why_zh"]
    assert "5.0 points below the floor" in row["why_en"]
    for lang, points in (("zh", "5.0 个百分点"), ("en", "5.0 points")):
        view = look(real(), lang)
        page = card(view, "gdp-growth", "verdict").spoken
        assert points in page
        assert "90.9" not in page
        assert "9.1" not in page


def test_today_nothing_is_green_or_red_without_a_figure():
    """All other targets are grey: nobody has published what became of them."""
    rows = judged(TODAY)
    assert set(rows[rows["status"].isin(["achieved", "missed"])].index) == {
        "revenue-growth",
        "gdp-growth",
    }
    assert set(rows["status"]) == {"achieved", "missed", "unreported", "not_judged"}


@pytest.mark.parametrize("day", ["2022-01-01", "2022-06-30", "2022-12-31"])
def test_in_2022_no_figure_was_known(day):
    """A past day sees only what had been published by then: one launch, and nothing behind plan."""
    rows = judged(dt.date.fromisoformat(day))
    grey = rows["status"].isin(["unreported", "not_judged", "not_started"])
    assert rows.loc[grey, "gap_pp"].isna().all()
    launched = rows[~grey]
    assert list(launched.index) == (["legal-education-8"] if day > "2022-01-31" else [])
    assert (launched["actual"] == 0).all()
    assert (launched["gap_pp"] == 0).all()


@pytest.mark.parametrize("day", ["2022-12-31", "2023-01-31", "2023-07-31", "2026-11-23"])
def test_what_nobody_counts_is_never_counted(day):
    """Five targets have a number and no report: unreported on every day, never zero or in between."""
    rows = judged(dt.date.fromisoformat(day))
    counted = [name for name, target in TARGETS.items() if target.measure.kind == "cumulative"]
    assert len(counted) == 5
    assert set(rows.loc[counted, "status"]) == {"unreported"}
    assert rows.loc[counted, "actual"].isna().all()


SILENT = (
    "livelihood-funding",
    "scattered-renewal",
    "housing-repair",
    "self-contained-conversion",
    "neighbourhood-centres",
    "stormwater-start",
    "legal-education-8",
)


@pytest.mark.parametrize("target_id", SILENT)
def test_no_report_is_overdue_for_days_before_the_file_began(target_id):
    """The rule is the file's own, from 2026-11-23 on: unreported, and no days are counted."""
    assert real().header.report.from_ == dt.date(2026, 11, 23)
    for as_of in (dt.date(2023, 12, 31), TODAY, dt.date(2026, 12, 31)):
        row = judged(as_of).loc[target_id]
        assert (row["status"], row["reported_late_days"]) == ("unreported", 0)
        assert "逾期" not in row["why_zh"]
        assert "late," not in row["why_en"]
        assert "days late" not in row["why_en"]


def test_reports_fall_due_after_the_file_began():
    """The first periods that end on or after that day, with their grace."""
    due = reports_due(snapshot_at(real(), TODAY)).set_index("id")
    last_days = due["last_day"].dt.strftime("%Y-%m-%d").to_dict()
    assert {name: last_days[name] for name in SILENT} == {
        "livelihood-funding": "2027-07-29",
        "scattered-renewal": "2027-01-30",
        "housing-repair": "2027-01-30",
        "self-contained-conversion": "2027-01-30",
        "neighbourhood-centres": "2027-01-30",
        "stormwater-start": "2027-03-02",
        "legal-education-8": "2027-04-20",
    }
    assert (due["days_late"] == 0).all()


@cache
def data() -> Any:
    return as_editors_read(TEXT)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("id",), "Not A Slug"),
        (("titel",), "misspelt"),
        (("measure", "kind"), "sum"),
        (("measure", "target"), "150.7"),
        (("start",), "2022-13-01"),
        (("due",), 2022),
        (("source",), None),
        (("budget", "approved"), "many"),
        (("context", 0, "evidence", "grade"), "D"),
        (("report", "every"), "week"),
    ],
    ids=str,
)
def test_editors_mark_what_is_wrong(path, value):
    """The same schema finds each of these slips, so that accepting the file means something."""
    changed = copy.deepcopy(data())
    at: Any = changed["targets"][0]
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    assert list(validator().iter_errors(changed))
