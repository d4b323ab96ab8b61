"""Flows, composites, seasons, ended and accepted targets: each rule on its own."""

import pandas as pd
import pytest
from support.judging import day, judged, rows, snapshot_of, tables_of
from support.samples import updates

from tracker.analysis.agenda import due_within, overdue_reports, reports_due
from tracker.analysis.assessment import assess
from tracker.analysis.details import details_of
from tracker.analysis.rollup import overall

FLOW = (
    'measure: {kind: flow, unit: people, years: {"2022": 400, "2023": 500}}\n'
    "start: 2022-07-01\ndue: 2023-12-31\n"
)
LATE_2022 = ("2022-12-31", 380)


@pytest.mark.parametrize(
    ("figures", "as_of", "status", "planned", "actual"),
    [
        # the plan of a year runs within the term: from July to December of the first one
        ([("2022-09-30", 200)], "2022-10-01", "on_track", 91 / 183, 0.5),
        ([("2022-12-31", 400)], "2023-01-01", "on_track", 1.0, 1.0),
        # a new year starts at zero, and an earlier year does not count for it
        ([LATE_2022, ("2023-03-31", 125)], "2023-04-01", "on_track", 89 / 364, 0.25),
        ([("2022-12-31", 400), ("2023-03-31", 0)], "2023-04-01", "at_risk", 89 / 364, 0.0),
        # nothing has come since the year before
        ([("2022-12-31", 400)], "2023-05-01", "unreported", 1.0, 1.0),
        # over: all years reached, one fell short, the last one unknown, an earlier one unknown
        ([("2022-11-30", 400), ("2023-11-30", 500)], "2024-01-01", "achieved", 333 / 364, 1.0),
        ([LATE_2022, ("2023-12-31", 500)], "2024-01-01", "missed", 1.0, 1.0),
        ([("2022-12-31", 400), ("2023-12-31", 499)], "2024-01-01", "missed", 1.0, 0.998),
        ([LATE_2022, ("2023-09-30", 400)], "2024-01-01", "on_track", 272 / 364, 0.8),
        ([LATE_2022, ("2023-09-30", 400)], "2024-02-01", "unreported", 272 / 364, 0.8),
        ([("2022-11-30", 399), ("2023-12-31", 500)], "2024-01-01", "unreported", 1.0, 1.0),
        # figures of a year without a goal do not count
        ([("2022-12-31", 400), ("2024-03-31", 9)], "2024-04-01", "unreported", 1.0, 1.0),
    ],
)
def test_a_flow_is_judged_year_by_year(figures, as_of, status, planned, actual):
    """By the goal of the year of the latest figure, and in the end by all years."""
    row = judged(FLOW + updates(*figures), as_of)
    assert row["status"] == status
    assert (row["planned"], row["actual"]) == pytest.approx((planned, actual))


def test_points_of_a_flow_belong_to_their_year():
    """A point of one year says nothing about the other."""
    points = "trajectory: [{date: 2023-06-30, value: 100}]\n"
    row = judged(FLOW + points + updates(("2023-06-30", 100)), "2023-07-01")
    assert (row["planned"], row["gap_pp"], row["pro_rata"]) == (0.2, 0.0, False)
    row = judged(FLOW + points + updates(("2022-09-30", 200)), "2022-10-01")
    assert (row["planned"], row["pro_rata"]) == (pytest.approx(91 / 183), True)


def test_a_revised_year_is_undone_before_the_revision():
    """The goal of a year before a revision of that year, and of no other."""
    revised = 'revisions: [{date: 2023-04-01, field: target, year: "2023", from: 1000, to: 500, reason: R}]'
    fields = FLOW + updates(("2023-03-31", 125)) + revised
    before, after = judged(fields, "2023-03-31"), judged(fields, "2023-04-01")
    assert (before["goal"], before["actual"], before["original_status"]) == (1000, 0.125, None)
    assert (after["goal"], after["actual"], after["original_status"]) == (500, 0.25, "at_risk")


def test_the_explanation_of_a_flow_names_the_years():
    """How many of how many reached their goal, and which fell short or have no year-end figure."""
    row = judged(FLOW + updates(LATE_2022, ("2023-12-31", 500)), "2024-01-01")
    assert "1 of 2 yearly goals reached, short in 2022" in row["why_en"]
    assert "2 个年度目标达到 1 个，未达到：2022" in row["why_zh"]
    row = judged(FLOW + updates(LATE_2022, ("2023-03-31", 125)), "2023-04-01")
    assert row["why_en"].startswith("125 of 500 people in 2023; pro rata 24.5%")
    assert row["why_en"].endswith("; short in 2022")
    row = judged(FLOW + updates(("2022-11-30", 300), ("2023-12-31", 500)), "2024-04-01")
    assert "no year-end figure for 2022" in row["why_en"]
    assert (row["next_report"], row["reported_late_days"]) == ("2023-01-30", 427)


def test_the_chart_of_a_flow_starts_at_zero_every_year():
    """Its plan leads from zero on the first day of a year to the goal on the last."""
    details = details_of(
        snapshot_of(FLOW + updates(("2022-09-30", 200)), as_of="2022-10-01"), "homes"
    )
    assert [(point.date.isoformat(), point.value) for point in details.series.planned] == [
        ("2022-07-01", 0),
        ("2022-12-31", 400),
        ("2023-01-01", 0),
        ("2023-12-31", 500),
    ]
    assert details.series.gap.planned == pytest.approx(400 * 91 / 183)


WHOLE = (
    "id: whole\nstart: null\ndue: null\n"
    "measure: {kind: parts, parts: [{target: a, weight: 3}, {target: b}]}"
)
HALF, LATE, DONE = (updates(("2022-06-30", value)) for value in (500, 100, 1000))
STALE, FAILED = updates(("2022-01-31", 500)), updates(("2022-12-31", 900))
ENDED = "\nended: {as: withdrawn, on: 2022-06-01, reason: Not needed}\n"
RATE = 'measure: {kind: floor, unit: "%", floor: 5.5}\n'


@pytest.mark.parametrize(
    ("parts", "as_of", "status", "actual", "why"),
    [
        ((HALF, HALF), "2022-07-01", "on_track", 0.5, "2 parts by weight; pro rata 49.5%"),
        ((HALF, LATE), "2022-07-01", "on_track", 0.4, "9.5 points behind"),
        ((LATE, HALF), "2022-07-01", "at_risk", 0.2, "29.5 points behind"),
        # a completed part does not hide the delay of the others
        ((DONE, LATE), "2022-07-01", "on_track", 0.775, "9.9 points behind"),
        ((LATE, DONE), "2022-07-01", "at_risk", 0.325, "29.6 points behind"),
        ((DONE, DONE), "2022-07-01", "achieved", 1.0, "2 of 2 parts achieved"),
        ((HALF, STALE), "2022-07-01", "unreported", None, "1 of 2 parts reported"),
        ((STALE, ""), "2022-07-01", "unreported", None, "0 of 2 parts reported"),
        ((HALF, "due: null"), "2022-07-01", "not_judged", None, "A part cannot be judged"),
        ((HALF, RATE + updates(("2022-06-30", 6))), "2022-07-01", "not_judged", None, "A part"),
        (
            (HALF, HALF + ENDED),
            "2022-07-01",
            "on_track",
            0.5,
            "parts left out because they ended: 1",
        ),
        ((HALF + ENDED, HALF + ENDED), "2022-07-01", "not_judged", None, "A part cannot be judged"),
        ((HALF, "start: 2022-07-02"), "2022-07-01", "on_track", 0.375, "0.4 points ahead"),
        (
            ("start: 2022-07-02", "start: 2022-08-02"),
            "2022-07-01",
            "not_started",
            None,
            "Starts on",
        ),
        ((FAILED, DONE), "2023-01-01", "missed", 0.925, "1 of 2 parts achieved, 7.5 points short"),
        ((FAILED, DONE), "2022-12-31", "on_track", 0.925, "7.5 points behind"),
    ],
)
def test_a_composite_follows_from_its_parts(parts, as_of, status, actual, why):
    """By weight, each at its latest figure; unknown or unjudged as soon as one part is."""
    frame = assess(tables_of(WHOLE, f"id: a\n{parts[0]}", f"id: b\n{parts[1]}"), day(as_of))
    row = rows(frame)[0]
    assert row["status"] == status
    assert row["actual"] == (None if actual is None else pytest.approx(actual))
    assert why in row["why_en"]


def test_a_composite_takes_its_dates_from_its_parts():
    """The earliest start, the latest due date, and the earliest day of figures that are not final."""
    parts = (
        f"id: a\nstart: 2021-07-01\n{updates(('2022-06-15', 700))}",
        f"id: b\ndue: 2023-06-30\n{updates(('2022-06-30', 400))}",
    )
    row = rows(assess(tables_of(WHOLE, *parts), day("2022-07-01")))[0]
    dates = row["start"], row["due"], row["judged_on"]
    assert dates == ("2021-07-01", "2023-06-30", "2022-06-15")
    own = WHOLE.replace("start: null\ndue: null", "start: 2022-01-01\ndue: 2022-12-31")
    row = rows(assess(tables_of(own, *parts), day("2022-07-01")))[0]
    assert (row["start"], row["due"]) == ("2022-01-01", "2022-12-31")


def test_composites_may_be_parts_and_circles_end():
    """A composite of composites is judged; those of a circle are not, and neither is what contains them."""
    outer = "id: outer\nmeasure: {kind: parts, parts: [{target: whole}, {target: a}]}"
    circle = (
        "id: one\nmeasure: {kind: parts, parts: [{target: two}, {target: a}]}",
        "id: two\nmeasure: {kind: parts, parts: [{target: one}]}",
        "id: round\nmeasure: {kind: parts, parts: [{target: one}]}",
    )
    targets = (outer, WHOLE, f"id: a\n{HALF}", f"id: b\n{LATE}", *circle)
    frame = assess(tables_of(*targets), day("2022-07-01")).set_index("id")
    assert frame.loc["outer", "actual"] == pytest.approx((0.4 + 0.5) / 2)
    assert set(frame.loc[["one", "two", "round"], "rule"]) == {"parts_unjudged"}
    turned = assess(tables_of(*circle[1:], circle[0], *targets[:4]), day("2022-07-01")).set_index(
        "id"
    )
    pd.testing.assert_frame_equal(turned.loc[frame.index], frame)


def test_a_revised_part_marks_its_whole():
    """The status against the original goals is that of a composite whose parts have these goals."""
    revised = "revisions: [{date: 2022-03-01, field: target, from: 2000, to: 1000, reason: R}]"
    frame = assess(
        tables_of(WHOLE, f"id: a\n{HALF}{revised}", f"id: b\n{HALF}", f"id: c\n{HALF}"),
        day("2022-07-01"),
    )
    assert frame["original_status"].fillna("").tolist() == ["at_risk", "at_risk", "", ""]


def test_nobody_owes_a_report_for_a_composite_or_an_ended_target():
    """They are in no list of reports and of dates, and in no mean; ended ones not in the total either."""
    ended = f"id: gone\nended: {{as: withdrawn, on: 2022-05-01, reason: R}}\n{STALE}"
    snapshot = snapshot_of(WHOLE, f"id: a\n{HALF}", f"id: b\n{STALE}", ended, as_of="2022-07-01")
    assert reports_due(snapshot)["id"].tolist() == ["b", "a"]
    assert overdue_reports(snapshot)["id"].tolist() == ["b"]
    assert [item.id for item in due_within(snapshot, 365)] == ["whole", "a", "b"]
    group = overall(snapshot)
    assert (group.total, group.ended, group.unreported) == (3, 1, 2)
    halves = [f"id: half{number}\n{HALF}" for number in range(4)]
    snapshot = snapshot_of(WHOLE, f"id: a\n{HALF}", f"id: b\n{LATE}", *halves, as_of="2022-07-01")
    assert overall(snapshot).completion_reported == pytest.approx((5 * 0.5 + 0.1) / 6)


SEASONAL = (
    'measure: {kind: level, unit: "%", baseline: 50, target: 80, season: term}\n'
    "start: 2022-01-01\ndue: 2024-12-31\nreport: {grace_days: 60}\n"
)
BEFORE = [("2021-04-10", 59), ("2021-09-30", 46)]


@pytest.mark.parametrize(
    ("figures", "as_of", "figure", "actual", "rule"),
    [
        # from the last figure of the same term before the start
        ([*BEFORE, ("2022-04-08", 61.1)], "2022-05-01", ("2022-04-08", 61.1), 0.1, "gap_small"),
        ([*BEFORE, ("2022-10-01", 46)], "2022-10-02", ("2022-10-01", 46), 0.0, "gap_amber"),
        # the second term has none: its figure is shown, and the one before counts
        (
            [*BEFORE, ("2022-04-08", 61.1), ("2022-07-08", 60)],
            "2022-07-09",
            ("2022-04-08", 61.1),
            0.1,
            "gap_small",
        ),
        ([*BEFORE, ("2022-07-08", 60)], "2022-07-09", (None, None), None, "no_baseline"),
        # nothing at all from before the start: the baseline of the measure
        ([("2022-07-08", 53)], "2022-07-09", ("2022-07-08", 53), 0.1, "gap_small"),
        # in the end the goal alone decides
        ([*BEFORE, ("2025-07-01", 81)], "2025-07-02", ("2025-07-01", 81), None, "reached_late"),
        ([*BEFORE, ("2025-07-01", 79)], "2025-07-02", ("2025-07-01", 79), None, "not_reached"),
    ],
)
def test_a_seasonal_level_is_counted_from_its_season(figures, as_of, figure, actual, rule):
    """The baseline is the last figure of the same period before the start."""
    row = judged(SEASONAL + updates(*figures), as_of)
    assert ((row["judged_on"], row["value"]), row["rule"]) == (figure, rule)
    assert row["actual"] == (None if actual is None else pytest.approx(actual))


def test_the_explanation_compares_with_a_year_earlier():
    """With the change, the baseline, and a later figure that cannot be judged; of rates as well."""
    figures = updates(*BEFORE, ("2022-04-08", 61.1), ("2022-07-08", 60))
    why = judged(SEASONAL + figures, "2022-07-09")["why_en"]
    assert "counted from 59%, the last figure of the same period before the start" in why
    assert "+2.1 points against the same period a year earlier (59%, 2021-04-10)" in why
    assert "the figure of 2022-07-08 is not judged" in why
    floor = 'measure: {kind: floor, unit: "%", floor: 50, season: quarter}\n'
    figures = updates(("2021-03-31", 60.5), ("2022-03-31", 56))
    row = judged(floor + figures, "2022-04-01")
    assert (row["status"], row["year_earlier"]) == ("on_track", 60.5)
    assert "−4.5 points against the same period a year earlier (60.5%, 2021-03-31)" in row["why_en"]
    assert "与上年同期（2021-03-31，60.5%）相比 −4.5 个百分点" in row["why_zh"]
    figures = updates(("2021-03-31", 60), ("2022-03-31", 61))
    assert "; +1 point against" in judged(floor + figures, "2022-04-01")["why_en"]


@pytest.mark.parametrize(
    ("ending", "why_en", "why_zh"),
    [
        ("as: withdrawn", "Withdrawn on 2022-06-01: Too dear", "2022-06-01 起撤销：Too dear"),
        ("as: merged, into: b", "Merged into “Next” on", "起并入“Next”"),
        ("as: superseded, into: b", "Superseded by “Next” on", "起由“Next”取代"),
        ("as: merged, into: secret", "Merged into “secret” on", "起并入“secret”"),
    ],
)
def test_an_ended_target_says_how_and_why(ending, why_en, why_zh):
    """From its day on; before, it is judged as ever."""
    ended = f"id: a\nended: {{{ending}, on: 2022-06-01, reason: Too dear}}\n" + updates(
        ("2022-05-31", 400)
    )
    tables = tables_of(ended, "id: b\ntitle: Next")
    before, after = (rows(assess(tables, day(on)))[0] for on in ("2022-05-31", "2022-06-01"))
    assert (before["status"], before["ended_how"]) == ("on_track", None)
    assert after["planned_now"] is None
    assert (after["status"], after["gap_pp"], after["next_report"]) == ("ended", None, None)
    assert after["value"] == 400
    assert why_en in after["why_en"]
    assert why_zh in after["why_zh"]


def test_a_published_ending_without_its_successor():
    """The successor is private: that it was merged is said without a name."""
    row = judged("ended: {as: merged, on: 2022-06-01, reason: One for both}", "2022-07-01")
    assert row["why_en"] == (
        "Merged into or superseded by another target on 2022-06-01: One for both"
    )


ACCEPTED = "accepted: {on: 2022-08-01, by: Audit office, how: Counted}\n"


@pytest.mark.parametrize(
    ("fields", "acceptance", "as_of", "status", "why"),
    [
        (DONE, "true", "2022-12-31", "to_verify", "goal reached on 2022-06-30; not accepted yet"),
        (DONE, None, "2022-12-31", "achieved", "goal reached on 2022-06-30"),
        (ACCEPTED + DONE, "true", "2022-07-31", "to_verify", "not accepted yet"),
        (
            ACCEPTED + DONE,
            "true",
            "2022-08-01",
            "achieved",
            "; accepted by Audit office on 2022-08-01 (Counted)",
        ),
        (ACCEPTED + DONE, None, "2022-08-01", "achieved", "accepted by Audit office"),
        (ACCEPTED + HALF, "true", "2022-08-01", "on_track", "ahead"),
        (RATE + updates(("2022-12-31", 6)), "true", "2023-01-01", "to_verify", "not accepted yet"),
    ],
)
def test_a_reached_goal_waits_for_acceptance(fields, acceptance, as_of, status, why):
    """Only where the portfolio asks for it, and until the day it is accepted; no report is owed."""
    row = judged(fields, as_of, acceptance=acceptance)
    assert row["status"] == status
    assert why in row["why_en"]
    assert row["reported_late_days"] == (0 if status == "on_track" else None)
