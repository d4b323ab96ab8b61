"""The New Zealand targets against a second reading of the source, figure by figure (nz_facts.csv)."""

from __future__ import annotations

import csv
import datetime as dt
from collections import Counter
from pathlib import Path

import pandas as pd
import pytest
from support.judging import snapshot_at
from support.looking import NEWEST_DAY, card, look, new_zealand, parsed

from tracker.analysis.review import review_between
from tracker.analysis.tables import tables
from tracker.portfolio.entries import Evidence, Update
from tracker.portfolio.measures import Floor, Flow, LevelMeasure
from tracker.views import budgets
from tracker.views.target import target_page

TARGETS = {target.id: target for target in new_zealand().targets}
with Path(__file__).with_name("nz_facts.csv").open(encoding="utf-8", newline="") as file:
    FACTS = list(csv.DictReader(file))
FIGURES = [fact for fact in FACTS if fact["place"] == "updates" and fact["what"] != "unread"]
# What was read without a number: the year's milestone was met or missed, a result was stable.
UNREAD = [fact for fact in FACTS if fact["what"] == "unread"]


def judged(as_of: str) -> pd.DataFrame:
    return snapshot_at(new_zealand(), dt.date.fromisoformat(as_of)).assessed.set_index("id")


def test_the_source_was_read_twice_to_the_same_end():
    """How much there is of what; nobody can drop a figure from both readings and stay unseen."""
    assert Counter(fact["what"] for fact in FACTS) == {
        "actual": 63,  # of them two by the new benchmark of Year 8, which begins with them
        "baseline": 11,
        "milestone": 7,
        "money": 9,
        "correction": 1,
        "rival": 2,
        "rating": 3,
        "unread": 5,
    }
    assert Counter(target.plan for target in TARGETS.values()) == {
        "government-targets": 9,
        "health-targets": 3,
        "mental-health-targets": 5,
    }


def _updates(fact: dict[str, str]) -> list[Update]:
    """The updates of a fact's target and day."""
    updates = TARGETS[fact["target"]].updates
    return [update for update in updates if update.date.isoformat() == fact["day"]]


def _agrees(evidence: Evidence | None, known: dt.date, fact: dict[str, str]) -> bool:
    """Whether grade and day of publication are those of the source, where it has them."""
    grade = evidence.grade if evidence else None
    return fact["grade"] in ("", grade) and fact["reported"] in ("", known.isoformat())


@pytest.mark.parametrize("fact", FIGURES, ids=lambda fact: f"{fact['target']}-{fact['day']}")
def test_a_figure_is_that_of_the_source(fact):
    """Value, day, grade and publication; where no publication is shown it is later than the day."""
    figures = [update for update in _updates(fact) if update.value is not None]
    is_correction = fact["what"] == "correction"
    (update,) = [one for one in figures if (one.corrects is not None) == is_correction]
    assert update.value == float(fact["figure"])
    assert _agrees(update.evidence, update.known_on, fact)
    assert update.known_on > update.date or fact["reported"] == fact["day"]


@pytest.mark.parametrize(
    ("target_id", "day", "words"),
    [
        ("first-specialist-assessment", "2023-09-30", "over 66 %"),
        ("jobseeker-support", "2025-09-30", "rounded"),
        ("school-attendance", "2025-06-30", "just over 58 %"),
        ("school-attendance", "2025-09-30", "daily data"),
        ("school-attendance", "2025-12-31", "Provisional"),
        ("mental-health-primary", "2024-09-30", "Partial data"),
        ("mental-health-workforce", "2024-12-31", "before the year was over"),
    ],
)
def test_what_the_source_restricts_stays_restricted(target_id, day, words):
    (update,) = [one for one in TARGETS[target_id].updates if one.date.isoformat() == day]
    assert words in update.evidence.caveat.en


def test_there_is_no_other_figure():
    """Nothing is interpolated, derived or counted twice."""
    recorded = Counter(
        (target.id, update.date.isoformat(), update.value)
        for target in TARGETS.values()
        for update in target.updates
        if update.value is not None
    )
    assert recorded == Counter(
        (fact["target"], fact["day"], float(fact["figure"])) for fact in FIGURES
    )
    assert not any(update.done for target in TARGETS.values() for update in target.updates)


@pytest.mark.parametrize(
    "fact",
    [fact for fact in FACTS if fact["place"] == "context"],
    ids=lambda fact: f"{fact['target']}-{fact['figure']}",
)
def test_what_does_not_count_is_a_related_fact(fact):
    """Rival series, numbers where a share is judged, sums of money: with day, grade and caveat."""
    assert [
        item
        for item in TARGETS[fact["target"]].context
        if fact["figure"] in item.text.en
        and fact["day"] in ("", item.date.isoformat())
        and _agrees(item.evidence, item.reported or item.date, fact)
        and item.evidence
        and item.evidence.caveat
    ]


@pytest.mark.parametrize(
    "fact",
    [fact for fact in FACTS if fact["what"] == "milestone"],
    ids=lambda fact: f"{fact['target']}-{fact['day']}",
)
def test_a_milestone_of_a_year_is_a_planned_point_with_its_source(fact):
    """The point is at the end of the year; its source is beside the related facts."""
    target = TARGETS[fact["target"]]
    points = {point.date.isoformat(): point.value for point in target.trajectory}
    assert points[fact["day"]] == float(fact["figure"])
    (stated,) = [one for one in target.context if f"is {fact['figure']} %" in one.text.en]
    assert fact["grade"] in ("", stated.evidence.grade)


@pytest.mark.parametrize("fact", UNREAD, ids=lambda fact: fact["target"])
def test_a_result_without_a_figure_is_a_note(fact):
    """It has no value, so it judges nothing."""
    (update,) = [one for one in _updates(fact) if one.value is None]
    assert fact["figure"] in update.note.en
    assert "no figure was read" in update.note.en or "was not read" in update.note.en
    assert _agrees(update.evidence, update.known_on, fact)


def test_the_ratings_are_those_of_the_agencies():
    """Three were read; no source says which status they stand for."""
    declared = {
        target.id: [update.declared for update in target.updates if update.declared]
        for target in TARGETS.values()
    }
    assert {name: ratings for name, ratings in declared.items() if ratings} == {
        fact["target"]: [fact["figure"]] for fact in FACTS if fact["what"] == "rating"
    }
    assert all(rating.status is None for rating in new_zealand().header.ratings.values())


def test_goals_are_those_of_the_source():
    """Kind, baseline and goal, and the year it is due."""
    goals = {}
    for name, target in TARGETS.items():
        measure = target.measure
        match measure:
            case LevelMeasure():
                goals[name] = (measure.baseline, measure.target, target.due.year)
            case Floor():
                goals[name] = (measure.floor, target.due.year)
            case Flow():
                (goal,) = set(measure.years.values())
                goals[name] = (goal, int(max(measure.years)))
    assert goals == {
        "emergency-departments": (68, 95, 2030),
        "elective-treatment": (59.3, 95, 2030),
        "first-specialist-assessment": (59.2, 95, 2030),
        "cancer-treatment": (83, 90, 2030),
        "immunisation": (76.9, 95, 2030),
        "young-offenders": (0, -15, 2030),
        "violent-crime": (185000, 165000, 2029),
        "jobseeker-support": (189798, 189798 - 50000, 2030),
        "school-attendance": (59, 80, 2030),
        "year-8-curriculum": (22, 80, 2030),
        "emergency-housing": (3141, 3141 * 25 // 100, 2030),
        "mental-health-specialist": (80, 2030),
        "mental-health-primary": (80, 2030),
        "mental-health-emergency": (63.5, 95, 2030),
        "mental-health-workforce": (500, 2030),
        "mental-health-prevention": (23.9, 25, 2030),
    }
    steps = {step.id: step.title.en for step in TARGETS["net-emissions"].milestones}
    assert list(steps.values()) == [
        "No more than 290 Mt, 2022 to 2025",
        "No more than 305 Mt, 2026 to 2030",
    ]


def test_nobody_is_named_who_was_not_read():
    """Each target has a lead minister and chief executive, whose names were not read."""
    assert {target.lead for target in TARGETS.values()} == {None}
    assert {target.owner for target in TARGETS.values()} == {None}


def test_one_sum_is_approved_and_no_spending_is_known():
    """The attendance service; the spending of two months is not spending to date."""
    money = snapshot_at(new_zealand(), NEWEST_DAY).budget_status
    assert list(zip(money["id"], money["approved"], strict=True)) == [
        ("school-attendance", 140_000_000)
    ]
    assert money["spent"].isna().all()
    page = card(look(new_zealand(), "en", NEWEST_DAY), "school-attendance", "money").spoken
    assert "Report on the funding of the attendance service · RNZ · 2025-05-14" in page
    assert "140 million" in budgets.headline(look(new_zealand(), "en", NEWEST_DAY))[0]


# where they stand


def test_a_restated_figure_changes_nothing_before_it_was_restated():
    """67.5 until the minister's statement of 2025-04-03, which also has a later quarter."""
    for as_of, expected in (("2025-01-15", 67.5), ("2025-04-02", 67.5), ("2025-04-03", 72.1)):
        assert judged(as_of).loc["emergency-departments", "value"] == expected
    page = tables(new_zealand()).updates
    assert (page["corrects"] == pd.Timestamp("2024-09-30")).sum() == 1


def test_the_two_series_of_crime_are_never_joined():
    """The lower quarterly figure of February 2025 reaches the goal; the annual one did not."""
    row = judged("2025-12-31").loc["violent-crime"]
    assert (row["value"], row["status"]) == (191000, "off_track")
    assert judged("2026-02-28").loc["violent-crime", "status"] == "achieved"


def test_a_target_met_five_years_early_stays_met():
    """And its numbers are those of the day it was met."""
    for as_of in ("2025-03-31", NEWEST_DAY.isoformat()):
        row = judged(as_of).loc["emergency-housing"]
        assert (row["status"], row["value"]) == ("achieved", 591)


def test_a_target_that_recedes_is_further_from_its_goal_than_at_the_start():
    rows = [
        judged(as_of).loc["jobseeker-support"]
        for as_of in ("2025-06-30", "2025-12-31", "2026-03-31")
    ]
    assert all(row["actual"] < 0 for row in rows)
    assert [row["status"] for row in rows] == ["off_track"] * 3


def test_the_old_benchmark_does_not_join_the_new_one():
    """No figure since the start: 42 % by the old one and 22 % by the new one are no fall."""
    row = judged(NEWEST_DAY.isoformat()).loc["year-8-curriculum"]
    assert (row["status"], row["rule"]) == ("unreported", "no_update")


def test_terms_are_compared_with_the_same_term_of_2023():
    """Term 4 of 2025 counts from 53 %, term 3 from 46 %; term 2 has no figure of 2023 and judges nothing."""
    figures = []
    for as_of in ("2025-08-21", "2025-11-13", "2026-03-31"):
        row = judged(as_of).loc["school-attendance"]
        unjudged = None if pd.isna(row["unjudged_on"]) else f"{row['unjudged_on']:%Y-%m}"
        figures.append((row["value"], row["counted_from"], row["status"], unjudged))
    assert figures == [
        (65.9, 59, "on_track", "2025-06"),
        (50.3, 46, "at_risk", None),
        (57.3, 53, "at_risk", None),
    ]


def test_no_page_compares_a_term_with_another_term():
    """Beside each figure stands the difference to the same term a year earlier, or none."""
    view = look(new_zealand(), "en", dt.date(2026, 3, 31))
    page = target_page(view, "school-attendance")
    for figure in (
        "57.3% (−0.8 points on a year earlier)",
        "50.3% (−1 point on a year earlier)",
        "65.9% (+4.5 points on a year earlier)",
        "61.4% (+2.4 points on a year earlier)",
    ):
        assert figure in parsed(page).text
    assert "−0.8 points since 2024-12-31" in card(view, "school-attendance", "verdict").spoken
    assert page.count("a year earlier)") == 6  # term 2 of 2025 compares with none
    (turn,) = [
        one
        for one in review_between(new_zealand(), dt.date(2025, 9, 30), dt.date(2025, 12, 31)).turns
        if one.id == "school-attendance"
    ]
    assert (turn.gain, pd.isna(turn.planned_gain)) == (-1, True)


def test_a_year_of_training_has_its_own_goal():
    """457 of the 500 of 2024; the next year starts at zero."""
    row = judged("2025-03-31").loc["mental-health-workforce"]
    assert (row["value"], row["goal"], row["goal_year"]) == (457, 500, 2024)
    assert row["actual"] == pytest.approx(0.914)


def test_earned_value_is_not_shown():
    """The sum is for a service and the progress that of a rate: nothing is earned."""
    (money,) = snapshot_at(new_zealand(), dt.date(2026, 3, 31)).budget_status.itertuples()
    assert pd.isna([money.spi, money.cpi, money.eac]).all()


def test_a_figure_that_mixes_two_measures_is_not_used():
    """56.3 % waiting more than four months, "down on 62 %"."""
    for target in TARGETS.values():
        assert all(update.value != 56.3 for update in target.updates)
        assert not any("56.3" in item.text.en for item in target.context)
