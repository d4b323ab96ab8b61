"""Reviews of small portfolios, each number computed by hand."""

import datetime as dt
import math
import re
from dataclasses import replace

import pytest
from support.judging import day, loaded, snapshot_at
from support.looking import demonstration
from support.meetings import (
    AS_OF,
    BETTER,
    FALLEN,
    FIRST,
    HEAD,
    MEETING,
    MOVED,
    Q1,
    Q2,
    RATE,
    SAME,
    SILENT,
    SINCE,
    WORSE,
    target,
)

from tracker.analysis.review import Review, review, review_between
from tracker.analysis.review_days import ReviewDaysError, default_since, meetings
from tracker.analysis.scenarios import Flip, Scenario, ScenarioError, flips, with_scenario
from tracker.analysis.turns import Flow

PLAIN = re.sub(r"\n      decisions:(\n        - .*)+", "", HEAD)
"""Without decisions, which name targets."""


def reviewed(*targets: str, since: dt.date = SINCE, as_of: dt.date = AS_OF) -> Review:
    return review_between(loaded(PLAIN + "".join(targets)), since, as_of)


def test_statuses_that_turned_are_listed_worst_first():
    """A fall of two steps before one of one step; a first judgement and a lost one are turns of neither way."""
    review = reviewed(WORSE, BETTER, FALLEN, SILENT, FIRST, SAME, RATE)
    assert [(turn.id, turn.way, turn.before.status, turn.now.status) for turn in review.turns] == [
        ("fallen", "worse", "on_track", "off_track"),
        ("worse", "worse", "on_track", "at_risk"),
        ("rate", "worse", "on_track", "at_risk"),
        ("better", "better", "at_risk", "on_track"),
        ("silent", "unknown", "on_track", "unreported"),
        ("first", "known", "unreported", "off_track"),
    ]
    worse = review.turns[1]
    assert (worse.cause, worse.gain) == ("figure", 10)
    assert worse.planned_gain == pytest.approx(91)
    assert worse.before.gap_pp == 0
    assert worse.now.gap_pp == pytest.approx(100 * 81 / 365)
    assert review.turns[4].cause == "silence"
    assert math.isnan(review.turns[2].planned_gain)


def test_flows_count_every_target_by_both_statuses():
    later = target("later", Q2 + "value: 181", document="later")
    assert reviewed(WORSE, SAME, BETTER, later).flows == [
        Flow(None, "on_track", 1),
        Flow("on_track", "on_track", 1),
        Flow("on_track", "at_risk", 1),
        Flow("at_risk", "on_track", 1),
    ]


def test_a_target_whose_source_came_later_is_added_once_and_not_there_before():
    """A document of June counts from its first day on."""
    later = target("later", Q1 + "value: 90", document="later")
    assert [row.id for row in reviewed(SAME, later).added] == ["later"]
    assert reviewed(SAME, later, since=day("2022-06-01")).added == []
    before = reviewed(SAME, later, as_of=day("2022-05-31"))
    assert (before.added, list(before.now.by_id)) == ([], ["same"])


def test_figures_received_are_those_that_became_known_in_between():
    corrected = target(
        "fixed", Q2 + "value: 300", "date: 2022-07-15, corrects: 2022-06-30, value: 1"
    )
    review = reviewed(WORSE, corrected)
    assert [(row.id, row.date, row.value) for row in review.figures] == [
        ("fixed", day("2022-07-15"), 1),
        ("worse", day("2022-06-30"), 100),
    ]


def test_missing_reports_are_those_overdue_with_whether_they_were_before():
    silent_before = target("old", "date: 2021-12-31, value: 0", more="\n    report: {every: month}")
    review = reviewed(SAME, SILENT, silent_before)
    assert [(row.id, row.last_day, row.days_late, row.was_missing) for row in review.missing] == [
        ("old", day("2022-03-02"), 140, True),
        ("silent", day("2022-04-30"), 81, False),
    ]


def test_revised_goals_have_their_move_since_the_first_promise():
    """From 1 October to 31 December are 91 days; from 400 to 365 are 8.75 %."""
    due, number = reviewed(MOVED).revised
    assert (due.field, due.slip_days, due.times) == ("due", 91, 2)
    assert [row.reason_en for row in due.revisions] == ["More rain"]
    assert number.field == "target"
    assert number.slip_percent == pytest.approx(-8.75)


def test_the_goals_of_two_years_are_revised_apart():
    """One fell by a fifth, the other rose by a tenth and fell back."""
    flow = target(
        "yearly",
        Q1 + "value: 90",
        more="""
    revisions:
      - {date: 2022-05-01, field: target, year: "2022", from: 500, to: 400, reason: Fewer}
      - {date: 2022-05-01, field: target, year: "2023", from: 500, to: 550, reason: More}
      - {date: 2022-06-01, field: target, year: "2023", from: 550, to: 500, reason: As before}""",
    )
    measure = '{kind: flow, unit: homes, years: {"2022": 400, "2023": 500}}'
    flow = flow.replace("{kind: cumulative, unit: homes, target: 365}", measure)
    review = reviewed(flow.replace("due: 2022-12-31", "due: 2023-12-31"))
    assert [(goal.year, goal.times, goal.slip_percent) for goal in review.revised] == [
        (2022, 1, -20),
        (2023, 2, 0),
    ]


def test_acceptance_is_a_turn_for_the_better():
    """Reached and to be verified, then accepted."""
    accepted = "\n    accepted: {on: 2022-07-15, by: office, how: Visit}"
    count = target("count", Q1 + "value: 365", more=accepted)
    head = PLAIN.replace("  money:", "  acceptance: true\n  money:")
    review = review_between(loaded(head + count), SINCE, AS_OF)
    (turn,) = review.turns
    assert (turn.way, turn.before.status, turn.now.status) == ("better", "to_verify", "achieved")


def test_a_turn_against_a_revised_goal_says_so():
    more = (
        "\n    revisions: [{date: 2022-06-01, field: target, from: 730, to: 365, reason: Halved}]"
    )
    (turn,) = reviewed(target("halved", Q1 + "value: 90", Q2 + "value: 181", more=more)).turns
    assert (turn.way, turn.cause, turn.before.goal, turn.now.goal) == ("better", "goal", 730, 365)
    assert math.isnan(turn.planned_gain)


def test_ended_targets_are_those_that_ended_in_between():
    ended = "\n    ended: {as: withdrawn, on: 2022-06-01, reason: No longer needed}"
    review = reviewed(target("gone", Q1 + "value: 90", more=ended), SAME)
    assert [(row.id, row.before) for row in review.ended] == [("gone", "on_track")]
    assert review.turns == []
    assert Flow("on_track", "ended", 1) in review.flows


def test_money_has_three_clocks_and_both_kinds_of_imbalance():
    """All of one target: 181 of 365 days, 0 of 365 homes, 2 of 10 billion; weights are the approved amounts."""
    budget = "\n    budget: {approved: %s, on: 2022-01-01}"
    review = reviewed(
        FALLEN.replace("\n    updates", budget % 10 + "\n    updates"),
        target("frugal", Q2 + "value: 365, spent: 3", more=budget % 30),
        target("dry", Q2 + "value: 100", more=budget % 5),
    )
    spending = review.spending
    assert [(row.id, row.ahead_pp) for row in spending.ahead] == [("fallen", 20)]
    assert [(row.id, row.ahead_pp) for row in spending.behind] == [("frugal", -90)]
    assert [row.id for row in spending.unspent] == ["dry"]
    assert spending.clocks.targets == 2
    assert spending.clocks.elapsed == pytest.approx(181 / 365)
    assert spending.clocks.physical == pytest.approx(30 / 40)
    assert spending.clocks.spent == pytest.approx(5 / 40)
    assert (spending.spent_before, spending.totals.spent) == (1, 5)


def test_the_quality_of_the_record_is_shown_in_parts_by_department():
    graded = Q2 + "value: 181, evidence: {title: Gazette, grade: A}"
    review = reviewed(
        target("full", graded, more="\n    owner: Head of division"),
        SILENT,
        target("words", kind="statement", lead="null"),
    )
    assert [tuple(row) for row in review.quality] == [
        ("bureau", 1, 1, 1, 1, 1, 1, 1, 1),
        ("office", 1, 0, 1, 1, 1, 0, 1, 0),
        (None, 1, 0, 0, 1, 0, 0, 0, 0),
    ]


DAYS = ("2022-02-10", "2022-03-10", "2022-04-10", "2022-05-10", "2022-06-10", "2022-07-10")


@pytest.mark.parametrize(
    ("values", "way", "verdicts"),
    [
        ((50, 80, 120, 125, 130, 135), "worse", ("reached", "missed")),
        ((10, 15, 20, 100, 180, 260), "better", ("missed", "reached")),
        ((50, 80, None, None, 125, 130), "known", ("too_early", "missed")),
    ],
)
def test_outlooks_that_turned(values, way, verdicts):
    """From 0 to 365 in 365 days: one a day is needed. Two figures and the start are too few for an answer."""
    figures = [
        f"date: {on}, value: {value}" for on, value in zip(DAYS, values, strict=True) if value
    ]
    review = reviewed(target("count", *figures), SAME)
    (turn,) = review.outlooks
    assert (turn.id, turn.way) == ("count", way)
    assert (turn.before.verdict, turn.now.verdict) == verdicts


def test_decisions_are_those_open_then_or_taken_since_overdue_ones_first():
    """What was done by the earlier day is over; two months after the deadline of May one is done late."""
    portfolio = loaded(MEETING)
    review = review_between(portfolio, SINCE, AS_OF)
    assert [(each.decision.decision, each.state) for each in review.decisions] == [
        ("overdue", "overdue"),
        ("open", "open"),
        ("late", "kept_late"),
        ("kept", "kept"),
    ]
    of_one = review_between(portfolio, SINCE, AS_OF, ["better"]).decisions
    assert [each.decision.decision for each in of_one] == ["late"]
    before = review_between(portfolio, day("2022-03-31"), day("2022-04-15")).decisions
    assert [each.state for each in before] == ["open", "open", "open", "open", "kept"]


def test_issues_are_open_raised_or_resolved_in_between():
    issues = review_between(loaded(MEETING), SINCE, AS_OF).issues
    named = [[issue.issue for issue in some] for some in issues]
    assert named == [["staff", "pipes"], ["pipes"], ["land"]]


def test_what_needs_a_decision_comes_in_the_order_in_which_it_can_be_recovered():
    """Within reach the widest gap first; then what needs more than its best pace; then what is not reported.

    Of `beyond` 305 homes are left for 174 days, and its best was 19 in 28 days.
    """
    beyond = target(
        "beyond",
        *(f"date: 2022-0{m}-10, value: {v}" for m, v in ((2, 41), (3, 60), (4, 60), (7, 60))),
    )
    review = review_between(loaded(MEETING + beyond), SINCE, AS_OF)
    assert [(need.id, need.reach, tuple(need.reasons)) for need in review.needs] == [
        ("fallen", "reachable", ("behind",)),
        ("first", "reachable", ("behind",)),
        ("worse", "reachable", ("decision", "issue")),
        ("beyond", "beyond", ("pace", "outlook")),
        ("silent", "unreported", ("report",)),
    ]
    worse = review.needs[2]
    assert worse.at_stake == pytest.approx(81 / 365)
    assert [issue.issue for issue in worse.issues] == ["staff", "pipes"]
    assert [decision.decision for decision in worse.decisions] == ["overdue"]


def test_declared_statuses_stand_beside_the_computed_ones():
    """On track is declared of a target that is behind, and of one that is on track."""
    (group,) = review_between(loaded(MEETING), SINCE, AS_OF).declared
    assert [(each.target.id, each.optimism) for each in group.compared] == [
        ("worse", 1),
        ("better", 0),
    ]


def test_a_past_review_stays_the_same_whatever_is_reported_later():
    """The same with and without what became known after it, a correction of an earlier figure among it."""
    later = "date: 2022-06-30, reported: 2022-08-01, corrects: 2022-06-30, value: 365, spent: 9"
    with_later = MEETING
    for name in ("worse", "fallen", "silent"):
        start = with_later.index(f"- id: {name}\n")
        end = with_later.find("\n\n", start)
        with_later = f"{with_later[:end]}\n      - {{{later}}}{with_later[end:]}"
    without, after = (review_between(loaded(text), SINCE, AS_OF) for text in (MEETING, with_later))
    assert with_later.count("corrects") == 3
    for name in (
        "turns",
        "flows",
        "figures",
        "missing",
        "revised",
        "needs",
        "outlooks",
        "declared",
        "quality",
    ):
        assert str(getattr(without, name)) == str(getattr(after, name)), name
    later_review = review_between(loaded(with_later), SINCE, day("2022-08-02"))
    assert [turn.id for turn in later_review.turns if turn.cause == "correction"] == []
    assert {turn.now.value for turn in later_review.turns if turn.id == "fallen"} == {365}


def test_reviews_of_the_demonstration_do_not_change_when_later_reports_are_added():
    """From one half-year to the next, as if nothing had been reported after the later day."""
    whole = demonstration()
    first, *days = (day(f"{year}-{end}") for year in (2025, 2026) for end in ("02-14", "08-14"))
    then = snapshot_at(whole, first)
    for as_of in days:
        now = snapshot_at(whole, as_of)
        cut = replace(
            whole,
            targets=tuple(
                target.model_copy(
                    update={"updates": tuple(u for u in target.updates if u.known_on <= as_of)}
                )
                for target in whole.targets
            ),
        )
        parts = review(then, now)._asdict()
        as_cut = review_between(cut, then.as_of, as_of)._asdict()
        then = now
        assert parts["figures"]
        for part in parts.keys() - {"then", "now"}:
            assert repr(parts[part]) == repr(as_cut[part]), (part, as_of)


def test_a_review_of_some_targets_has_nothing_of_the_others():
    portfolio = loaded(PLAIN + WORSE + BETTER + SILENT)
    review = review_between(portfolio, SINCE, AS_OF, ["better"])
    assert [turn.id for turn in review.turns] == ["better"]
    assert {row.id for row in review.figures} == {"better"}
    assert (review.missing, sum(flow.targets for flow in review.flows)) == ([], 1)
    assert [row.lead for row in review.quality] == ["bureau"]


def test_the_latest_meeting_before_the_day_is_the_default_else_a_quarter_end():
    portfolio = loaded(PLAIN + SAME)
    assert [each.date for each in meetings(portfolio, day("2022-12-31"))] == [
        day("2022-08-01"),
        day("2022-04-15"),
    ]
    assert default_since(portfolio, day("2022-08-01")) == day("2022-04-15")
    assert default_since(portfolio, day("2022-04-15")) == day("2022-03-31")
    assert default_since(portfolio, day("2022-03-31")) == day("2021-12-31")
    meeting = reviewed(SAME).meeting
    assert meeting is not None
    assert meeting.date == SINCE


@pytest.mark.parametrize("since", [AS_OF, AS_OF + dt.timedelta(days=1)])
def test_the_first_day_must_be_before_the_second(since):
    with pytest.raises(ReviewDaysError, match="before the second"):
        reviewed(SAME, since=since)


def test_other_thresholds_and_grace_flip_statuses_and_leave_the_record():
    """At a gap of 22.2 points a threshold of 25 is met; with 100 days of grace nobody is late on 20 July."""
    portfolio = loaded(PLAIN + WORSE + SAME + SILENT)
    snapshot = snapshot_at(portfolio, AS_OF)
    header = portfolio.header.model_copy()
    assert flips(snapshot, Scenario(amber=25)) == [Flip("worse", "at_risk", "on_track")]
    assert flips(snapshot, Scenario(amber=5, red=20)) == [Flip("worse", "at_risk", "off_track")]
    assert flips(snapshot, Scenario(grace=112)) == [Flip("silent", "unreported", "on_track")]
    assert flips(snapshot, Scenario()) == []
    assert portfolio.header == header


@pytest.mark.parametrize(
    "scenario",
    [Scenario(amber=31), Scenario(amber=-1), Scenario(red=math.inf), Scenario(grace=4000)],
)
def test_a_scenario_that_no_portfolio_may_have_is_refused(scenario):
    with pytest.raises(ScenarioError, match="expected"):
        with_scenario(loaded(PLAIN + SAME), scenario)
