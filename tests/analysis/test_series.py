"""The series of one target: planned points, reported figures, the gap."""

from math import isnan

import pytest
from hypothesis import given
from support.examples import examples
from support.judging import as_ofs, day, portfolio_of, records, snapshot_of

from tracker.analysis.details import details_of, target_details
from tracker.analysis.reported_points import comparable_pairs
from tracker.analysis.series import planned_on, series_rows
from tracker.analysis.snapshot import Snapshot


def series_of(fields, as_of):
    return details_of(snapshot_of(fields, as_of=as_of), "homes").series


def points(points):
    """Points as tuples with the day as text."""
    return [(f"{point.date}", *point[1:]) for point in points]


def test_a_count_runs_straight_from_baseline_to_goal():
    """Without points in the file the path is one line."""
    series = series_of("measure: {kind: level, unit: 户, baseline: 40, target: 10}", "2022-07-02")
    assert points(series.planned) == [("2022-01-01", 40.0), ("2022-12-31", 10.0)]
    assert not series.actual
    assert series.gap is None
    assert not series.empty


def test_points_of_the_file_bend_the_path_and_stand_over_its_ends():
    """A point on the due day replaces the end that would be drawn there."""
    series = series_of(
        "trajectory: [{date: 2022-06-30, value: 300}, {date: 2022-12-31, value: 990}]",
        "2022-07-02",
    )
    assert points(series.planned) == [
        ("2022-01-01", 0.0),
        ("2022-06-30", 300.0),
        ("2022-12-31", 990.0),
    ]


def test_the_goal_is_that_in_force_on_the_day():
    """A look back sees the goal as it then stood."""
    fields = """
measure: {kind: cumulative, unit: 户, target: 1000}
revisions: [{date: 2022-06-01, field: target, from: 1200, to: 1000, reason: less money}]
"""
    assert series_of(fields, "2022-05-31").goal == 1200
    assert points(series_of(fields, "2022-05-31").planned)[-1][1] == 1200
    assert series_of(fields, "2022-06-01").goal == 1000


@pytest.mark.parametrize("lacking", ["start", "due"])
def test_without_a_start_or_a_due_day_there_are_only_figures(lacking):
    """No line is invented between a day that is known and one that is not."""
    fields = f"{lacking}: null\nupdates: [{{date: 2022-03-31, value: 210}}]"
    series = series_of(fields, "2022-07-02")
    assert not series.planned
    assert points(series.actual) == [("2022-03-31", 210.0, "counts")]
    assert series.goal == 1000


def test_a_start_and_due_of_one_day_are_one_point():
    """The goal is due at once."""
    series = series_of("start: 2022-05-01\ndue: 2022-05-01", "2022-07-02")
    assert points(series.planned) == [("2022-05-01", 1000.0)]


def test_of_one_day_the_figure_that_counts_is_the_judged_one():
    """A better grade counts; what disagrees and what was corrected stay to be seen as such."""
    fields = """
updates:
  - {date: 2022-03-31, value: 90}
  - {date: 2022-03-31, value: 100, reported: 2022-04-20, corrects: 2022-03-31}
  - {date: 2022-06-30, value: 500, evidence: {title: Blog, grade: C}}
  - {date: 2022-06-30, value: 400, evidence: {title: Gazette, grade: A}}
  - {date: 2022-06-30, value: 400, evidence: {title: Other, grade: B}}
"""
    series = series_of(fields, "2022-07-02")
    assert points(series.actual) == [
        ("2022-03-31", 100.0, "counts"),
        ("2022-03-31", 90.0, "corrected"),
        ("2022-06-30", 400.0, "counts"),
        ("2022-06-30", 500.0, "other"),
    ]


def test_a_past_day_sees_only_what_was_known_by_then():
    """Neither a later report nor its correction shows."""
    fields = "updates: [{date: 2022-03-31, value: 90, reported: 2022-04-20}]"
    assert not series_of(fields, "2022-04-19").actual
    assert len(series_of(fields, "2022-04-20").actual) == 1


def test_the_gap_stands_at_the_day_of_the_figure():
    """In the measure's unit, with the judged points and status."""
    series = series_of("updates: [{date: 2022-07-02, value: 300}]", "2022-07-20")
    gap = series.gap
    assert gap is not None
    assert (gap.on, gap.planned, gap.actual) == (day("2022-07-02"), 500.0, 300.0)
    assert (gap.gap_pp, gap.status) == (20.0, "at_risk")


@pytest.mark.parametrize(
    ("measure", "value", "planned"),
    [
        ("{kind: floor, unit: '%', floor: 5.5}", 5, 5.5),
        ("{kind: ceiling, unit: '%', ceiling: 30}", 33, 30),
        ("{kind: range, unit: '%', range: [6, 8]}", 9, 8),
        ("{kind: range, unit: '%', range: [6, 8]}", 5, 6),
        ("{kind: range, unit: '%', range: [6, 8], above: met}", 9, 6),
    ],
)
def test_a_rate_is_held_against_the_bound_it_breaks(measure, value, planned):
    """It has bounds, and no path."""
    fields = f"measure: {measure}\nupdates: [{{date: 2022-06-30, value: {value}}}]"
    series = series_of(fields, "2022-07-02")
    assert not series.planned
    assert series.gap is not None
    assert series.gap.planned == planned
    assert isnan(series.high) == ("range" not in measure)


def test_milestones_climb_by_weight():
    """Planned as their days pass, actual as they are said to be done; the undated is due last."""
    fields = """
measure: {kind: milestones}
milestones:
  - {id: a, title: A, due: 2022-03-31}
  - {id: b, title: B, due: 2022-06-30, weight: 2}
  - {id: c, title: C}
updates:
  - {date: 2022-03-31, done: [a]}
  - {date: 2022-06-30, note: still at it}
  - {date: 2022-09-30, done: [b]}
"""
    series = series_of(fields, "2022-10-02")
    assert points(series.planned) == [
        ("2022-01-01", 0.0),
        ("2022-03-31", 25.0),
        ("2022-06-30", 75.0),
        ("2022-12-31", 100.0),
    ]
    assert [value for _, value, _ in points(series.actual)] == [25.0, 25.0, 75.0]
    assert (series.unit_zh, series.goal) == ("%", 100.0)


def test_the_last_dated_step_holds_until_due():
    """The plan is level from the last step to the due day."""
    fields = """
measure: {kind: milestones}
milestones: [{id: a, title: A, due: 2022-03-31}]
"""
    assert points(series_of(fields, "2022-07-02").planned)[-1] == ("2022-12-31", 100.0)


@pytest.mark.parametrize(
    "measure",
    [
        "measure: {kind: statement}",
        "measure: {kind: milestones}\nstart: null\ndue: null",
        "measure: {kind: milestones}\nmilestones: [{id: a, title: A}]\nstart: null",
        "measure: {kind: milestones}\nmilestones: [{id: a, title: A}]",
    ],
)
def test_nothing_to_draw_is_said(measure):
    """A statement, steps of which no day is known, and a single step without a report are no chart."""
    series = series_of(measure, "2022-07-02")
    assert series.empty


def test_steps_without_any_day_have_no_plan_to_be_ahead_of():
    """All done is all done; there is no gap to draw."""
    fields = """
measure: {kind: milestones}
due: null
milestones: [{id: a, title: A}]
updates: [{date: 2022-03-31, done: [a]}]
"""
    series = series_of(fields, "2022-07-02")
    assert not series.planned
    assert series.gap is None
    assert points(series.actual) == [("2022-03-31", 100.0, "counts")]


@examples(0.4)
@given(records(max_size=4), as_ofs)
def test_it_agrees_with_the_status(given_records, as_of):
    """The plan on the day of the figure, and the figure itself, are those of the status."""
    snapshot = Snapshot.at(portfolio_of(given_records), as_of)
    for details in target_details(snapshot):
        row, series = details.row, details.series
        counting = [point for point in series.actual if point.state == "counts"]
        if not isnan(row.value):
            assert [p.value for p in counting if p.date == row.judged_on] == [row.value]
        assert len({point.date for point in counting}) == len(counting)
        if series.gap is None or series.kind in ("floor", "ceiling", "range"):
            continue
        if series.start is not None and series.start <= series.gap.on:
            assert planned_on(series, series.gap.on) == pytest.approx(
                series.gap.planned, nan_ok=True
            )


def test_rows_are_the_planned_points_and_the_figures_by_date():
    """Each has the plan of its day; a row of a planned point alone has no figure."""
    fields = "updates: [{date: 2022-07-02, value: 300}, {date: 2022-07-02, value: 200}]"
    rows = series_rows(series_of(fields, "2022-07-20"))
    assert [row.planned for row in rows] == [0.0, 500.0, 500.0, 1000.0]
    assert [row.actual for row in rows[1:3]] == [200.0, 300.0]
    assert [row.state for row in rows] == ["", "counts", "other", ""]
    assert isnan(rows[0].actual)
    assert isnan(rows[3].actual)


def test_a_bound_is_planned_from_the_start():
    """Before the start of a rate nothing is planned."""
    fields = """
measure: {kind: range, unit: "%", range: [6, 8]}
updates: [{date: 2021-12-31, value: 7}]
"""
    rows = series_rows(series_of(fields, "2022-07-02"))
    assert isnan(rows[0].planned)
    assert [row.planned for row in rows[1:]] == [6.0, 6.0]


def test_nothing_is_planned_before_the_first_point_of_a_plan_without_start():
    """The plan is not extended to days before the points of the file."""
    fields = """
start: null
trajectory: [{date: 2022-06-30, value: 300}]
updates: [{date: 2022-03-31, value: 100}]
"""
    rows = series_rows(series_of(fields, "2022-07-02"))
    assert isnan(rows[0].planned)
    assert [row.planned for row in rows[1:]] == [300.0, 1000.0]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("{kind: level, unit: t, baseline: 9, target: 0}", [(1, 2), (2, 3), (3, 4)]),
        ("{kind: level, unit: t, baseline: 9, target: 0, season: quarter}", [(1, 4)]),
        ('{kind: flow, unit: people, years: {"2022": 9, "2023": 9}}', [(1, 2), (2, 3)]),
    ],
)
def test_a_figure_is_compared_with_one_like_it(measure, expected):
    """The one before; within a season that of a year earlier; of a count by year one of the same year."""
    reported = "".join(
        f"  - {{date: {on}, value: {value}}}\n"
        for value, on in enumerate(("2022-03-31", "2022-06-30", "2022-09-30", "2023-03-31"), 1)
    )
    fields = f"measure: {measure}\ndue: 2023-12-31\nupdates:\n{reported}"
    details = details_of(snapshot_of(fields, as_of="2023-04-30"), "homes")
    pairs = comparable_pairs(details.row, details.series.counting)
    assert [(before.value, after.value) for before, after in pairs] == expected
