"""The goals, dates and budgets in force on a day."""

import numpy as np
import pytest
from support.judging import day, tables_of

from tracker.analysis.goals import budget_amounts, goals

CHAIN = """
revisions:
  - {date: 2022-03-01, field: target, from: 1500, to: 1200, reason: x}
  - {date: 2022-07-01, field: target, from: 1200, to: 1000, reason: x}
"""


@pytest.mark.parametrize(
    ("as_of", "goal"),
    [
        ("2022-02-28", 1500),
        ("2022-03-01", 1200),
        ("2022-06-30", 1200),
        ("2022-07-01", 1000),
        ("2023-01-01", 1000),
    ],
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_the_goal_of_then(as_of, goal, is_turned):
    """A past day sees the goal then in force, from the day of the revision the new one."""
    lines = CHAIN.strip().splitlines()
    text = "\n".join([lines[0], lines[2], lines[1]] if is_turned else lines)
    assert goals(tables_of(text).columns, day(as_of)).goal.tolist() == [goal]


@pytest.mark.parametrize(
    ("fields", "before", "now"),
    [
        ('measure: {kind: floor, unit: "%", floor: 5.5}', "floor: 6", 5.5),
        ('measure: {kind: ceiling, unit: "%", ceiling: 3}', "ceiling: 2", 3),
        ("measure: {kind: level, unit: 天, baseline: 30, target: 20}", "target: 10", 20),
    ],
)
def test_bounds_of_then(fields, before, now):
    """Floors, ceilings and levels have their past like counts."""
    field, value = before.split(": ")
    text = f"{fields}\nrevisions: [{{date: 2022-07-01, field: {field}, from: {value}, to: {now}, reason: x}}]"
    frames = tables_of(text)
    assert goals(frames.columns, day("2022-06-30")).goal.tolist() == [float(value)]
    assert goals(frames.columns, day("2022-07-01")).goal.tolist() == [now]
    assert frames.targets["goal"].tolist() == [now]


def test_the_range_of_then():
    """Both bounds of a range are those of then."""
    frames = tables_of(
        'measure: {kind: range, unit: "%", range: [6, 8]}\n'
        "revisions: [{date: 2022-07-01, field: range, from: [5, 7], to: [6, 8], reason: x}]"
    )
    then, now = goals(frames.columns, day("2022-06-30")), goals(frames.columns, day("2022-07-01"))
    assert (then.goal[0], then.high[0], now.goal[0], now.high[0]) == (5, 7, 6, 8)


@pytest.mark.parametrize("field", ["start", "due"])
def test_the_days_of_then(field):
    """Start and due of a past day; one that was not yet set is missing."""
    text = "revisions: [{{date: 2022-07-01, field: {}, from: {}, to: 2022-01-01, reason: x}}]"
    frames = tables_of(text.format(field, "2022-04-01"))
    assert str(getattr(goals(frames.columns, day("2022-06-30")), field)[0]) == "2022-04-01"
    current = str(frames.targets[field].iloc[0].date())
    assert str(getattr(goals(frames.columns, day("2022-07-01")), field)[0]) == current
    frames = tables_of(text.format(field, "null"))
    assert np.isnat(getattr(goals(frames.columns, day("2022-06-30")), field)[0])


def test_a_revision_touches_its_own_target_and_field():
    """Goals of other targets, and other fields of the same, stay."""
    then = goals(tables_of("id: a", f"id: b\n{CHAIN}", "id: c").columns, day("2022-01-01"))
    assert then.goal.tolist() == [1000, 1500, 1000]
    assert [str(due) for due in then.due] == ["2022-12-31"] * 3


def test_the_budget_of_then():
    """The approved amount is that in force on the day, converted, by target."""
    frames = tables_of(
        "id: a\nbudget: {approved: 2}\nrevisions:\n"
        "  - {date: 2022-03-01, field: budget, from: 12500 万元, to: 1.5, reason: x}\n"
        "  - {date: 2022-07-01, field: budget, from: 1.5, to: 2, reason: x}",
        "id: b",
        "id: c\nbudget: {approved: 7}",
    )
    for as_of, expected in (
        ("2022-02-28", [1.25, 7]),
        ("2022-03-01", [1.5, 7]),
        ("2022-06-30", [1.5, 7]),
        ("2022-07-01", [2, 7]),
    ):
        assert budget_amounts(frames.columns, day(as_of)).approved.tolist() == expected
    assert frames.budgets["id"].tolist() == ["a", "c"]


def test_before_the_first_budget_there_was_none():
    """A budget that a revision says was not there before is missing until then, not today's."""
    frames = tables_of(
        "budget: {approved: 2}\n"
        "revisions: [{date: 2022-07-01, field: budget, from: null, to: 2, reason: x}]"
    )
    assert np.isnan(budget_amounts(frames.columns, day("2022-06-30")).approved).tolist() == [True]
    assert budget_amounts(frames.columns, day("2022-07-01")).approved.tolist() == [2]
    assert frames.budgets["approved"].tolist() == [2]
