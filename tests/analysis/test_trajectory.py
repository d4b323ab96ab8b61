from typing import Any

import numpy as np
import pytest
from support.judging import day, tables_of

from tracker.analysis.goals import goals
from tracker.analysis.trajectory import planned_completion

POINTS = "trajectory: [{date: 2022-03-31, value: 100}, {date: 2022-06-30, value: 300}]"
STEPS = """
measure: {kind: milestones}
milestones:
  - {id: a, title: A, due: 2022-03-31}
  - {id: b, title: B, due: 2022-06-30, weight: 2}
  - {id: c, title: C}
"""


def _planned(fields: str, on: str, as_of: str = "2030-01-01") -> Any:
    frames = tables_of(fields)
    asked = np.array([on], dtype="datetime64[D]")
    completion = float(
        planned_completion(frames.columns, goals(frames.columns, day(as_of)), asked)[0]
    )
    return None if np.isnan(completion) else pytest.approx(completion, abs=1e-12)


@pytest.mark.parametrize(
    ("on", "share"),
    [
        ("2021-06-30", 0),
        ("2022-01-01", 0),
        ("2022-01-02", 1 / 364),
        ("2022-07-02", 182 / 364),
        ("2022-12-30", 363 / 364),
        ("2022-12-31", 1),
        ("2023-06-30", 1),
        ("NaT", None),
    ],
)
def test_a_straight_line_from_start_to_due(on, share):
    """Without points the plan grows day by day; nothing before the start, the whole from due on."""
    assert _planned("", on) == share


def test_a_leap_day_is_a_day():
    """In a leap year the line has one day more."""
    fields = "start: 2024-01-01\ndue: 2024-12-31"
    assert _planned(fields, "2024-02-29") == 59 / 365
    assert _planned(fields, "2024-03-01") == 60 / 365
    assert _planned("start: 2023-03-01\ndue: 2024-02-29", "2024-02-28") == 364 / 365


def test_the_plan_does_not_depend_on_the_way():
    """A falling level and a count with a baseline follow the same line of shares."""
    for measure in (
        "{kind: level, unit: 天, baseline: 30, target: 20}",
        "{kind: cumulative, unit: 户, baseline: 200, target: 1000}",
    ):
        assert _planned(f"measure: {measure}", "2022-07-02") == 0.5


def test_due_on_the_first_day():
    """What starts and ends on one day is planned on that day, not before."""
    fields = "start: 2022-06-30\ndue: 2022-06-30"
    assert _planned(fields, "2022-06-29") == 0
    assert _planned(fields, "2022-06-30") == 1


def test_without_start_or_due_there_is_no_line():
    """Nothing is assumed: without a start the plan is known from due on only, without due never."""
    assert _planned("start: null", "2022-06-30") is None
    assert _planned("start: null", "2022-12-31") == 1
    assert _planned("due: null", "2022-06-30") is None
    assert _planned("due: null\nstart: null", "2022-06-30") is None
    assert _planned("due: null", "2021-06-30") is None


@pytest.mark.parametrize(
    ("on", "share"),
    [
        ("2021-12-31", 0),
        ("2022-01-01", 0),
        ("2022-02-15", 0.1 * 45 / 89),
        ("2022-03-30", 0.1 * 88 / 89),
        ("2022-03-31", 0.1),
        ("2022-04-01", 0.1 + 0.2 / 91),
        ("2022-06-30", 0.3),
        ("2022-07-01", 0.3 + 0.7 / 184),
        ("2022-12-30", 0.3 + 0.7 * 183 / 184),
        ("2022-12-31", 1),
        ("2023-05-01", 1),
    ],
)
def test_points_bend_the_line(on, share):
    """The plan runs straight from the start through each point to the goal."""
    assert _planned(POINTS, on) == share


def test_points_of_a_falling_level():
    """Points are shares of the way, downwards as well, from a baseline that is not zero."""
    fields = (
        "measure: {kind: level, unit: 天, baseline: 30, target: 20}\n"
        "trajectory: [{date: 2022-06-30, value: 27}]"
    )
    assert _planned(fields, "2022-06-30") == 0.3
    assert _planned(fields, "2022-12-31") == 1


def test_points_on_start_and_due_stand():
    """A point on the first or the last day is the plan of that day, in place of 0 or 1."""
    fields = "trajectory: [{date: 2022-01-01, value: 100}, {date: 2022-12-31, value: 900}]"
    assert _planned(fields, "2022-01-01") == 0.1
    assert _planned(fields, "2022-07-02") == 0.5
    assert _planned(fields, "2023-02-01") == 0.9


def test_points_without_start_or_due():
    """Points need no start: before the first nothing is planned; without due the last one holds on."""
    fields = f"start: null\n{POINTS}"
    assert _planned(fields, "2022-03-30") == 0
    assert _planned(fields, "2022-03-31") == 0.1
    assert _planned(f"due: null\n{POINTS}", "2022-09-30") == 0.3


def test_points_of_many_targets_do_not_mix():
    """Each target is asked on its own day and follows its own points."""
    one = "trajectory: [{date: 2022-06-30, value: 700}]"
    frames = tables_of(f"id: a\n{one}", "id: b", f"id: c\n{POINTS}", f"id: d\n{one}")
    on = np.array(["2022-06-30", "2022-07-02", "2022-06-30", "1999-01-01"], dtype="datetime64[D]")
    completion = planned_completion(frames.columns, goals(frames.columns, day("2030-01-01")), on)
    assert completion.tolist() == pytest.approx([0.7, 0.5, 0.3, 0])
    on[0] = np.datetime64("NaT")
    completion = planned_completion(frames.columns, goals(frames.columns, day("2030-01-01")), on)
    assert np.isnan(completion[0])
    assert completion[1:].tolist() == pytest.approx([0.5, 0.3, 0])


def test_no_way_has_no_points():
    """Where baseline and goal are the same, points are shares of nothing: missing, never infinite."""
    fields = f"measure: {{kind: level, unit: 天, baseline: 30, target: 30}}\n{POINTS}"
    for on in ("2022-03-31", "2022-04-30", "2022-06-30"):
        assert _planned(fields, on) is None
        assert _planned(f"due: null\n{fields}", on) is None


def test_the_plan_of_then():
    """A past day plans for the goal and the days then in force."""
    fields = (
        f"{POINTS}\nrevisions:\n"
        "  - {date: 2022-09-01, field: target, from: 2000, to: 1000, reason: x}\n"
        "  - {date: 2022-09-01, field: due, from: 2023-12-31, to: 2022-12-31, reason: x}\n"
    )
    assert _planned(fields, "2022-06-30", as_of="2022-08-31") == 0.15
    assert _planned(fields, "2022-12-31", as_of="2022-08-31") == 0.15 + 0.85 * 184 / 549
    assert _planned(fields, "2022-06-30", as_of="2022-09-01") == 0.3


@pytest.mark.parametrize(
    ("on", "share"),
    [
        ("2022-03-30", 0),
        ("2022-03-31", 0.25),
        ("2022-06-29", 0.25),
        ("2022-06-30", 0.75),
        ("2022-12-30", 0.75),
        ("2022-12-31", 1),
    ],
)
def test_steps_are_planned_by_weight(on, share):
    """A step is planned on its due day, one without a day of its own on that of the whole."""
    assert _planned(STEPS, on) == share


def test_steps_need_no_start():
    """Steps with days of their own are a plan without a start, and without a due date."""
    assert _planned(f"{STEPS}start: null", "2022-06-30") == 0.75
    assert _planned(f"{STEPS}due: null", "2023-06-30") == 0.75


def test_no_steps_are_no_plan():
    """Without a step there is nothing to plan."""
    frames = tables_of("measure: {kind: milestones}", f"id: b\n{STEPS}")
    on = np.array(["2022-06-30"] * 2, dtype="datetime64[D]")
    completion = planned_completion(frames.columns, goals(frames.columns, day("2022-06-30")), on)
    assert np.isnan(completion[0])
    assert completion[1] == 0.75


@pytest.mark.parametrize(
    "measure",
    [
        '{kind: floor, unit: "%", floor: 5.5}',
        '{kind: ceiling, unit: "%", ceiling: 5.5}',
        '{kind: range, unit: "%", range: [6, 8]}',
    ],
)
@pytest.mark.parametrize("days", ["", "start: null", "due: null"])
def test_a_rate_has_no_planned_completion(measure, days):
    """A rate holds or does not hold on every day, points or not: no share of it is planned."""
    assert _planned(f"measure: {measure}\n{days}", "2022-02-01") is None
    assert _planned(f"measure: {measure}\n{days}\n{POINTS}", "2022-02-01") is None


def test_a_statement_has_no_plan():
    """A statement is held against nothing, even with dates and points."""
    assert _planned(f"measure: {{kind: statement}}\n{POINTS}", "2022-07-02") is None
