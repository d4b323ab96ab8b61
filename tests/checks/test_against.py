"""Two versions of a portfolio: what may change as it is, and what needs a revision or a later report."""

from __future__ import annotations

import pytest
from support.judging import loaded
from support.samples import portfolio_text, target

from tracker.checks.against import unrecorded_changes
from tracker.portfolio.load import load_texts

FIELDS = """
promise: A thousand homes
budget: {approved: 12.5, on: 2022-01-20}
trajectory: [{date: 2022-06-30, value: 300}]
milestones: [{id: signed, title: Signed, due: 2022-06-30}]
assumed: {start: counted from the year}
updates: [{date: 2022-03-31, value: 210, spent: 2.1}, {date: 2022-06-30, value: 330}]
revisions: [{date: 2022-02-01, field: target, from: 1200, to: 1000, reason: Fewer homes}]
"""
MEASURE = "measure: {kind: cumulative, unit: 户, target: %s}\n"
FLOW = 'measure: {kind: flow, unit: 户, years: {"2022": %s, "2023": 500}}\n'
RATE = 'measure: {kind: range, unit: "%%", range: [%s, 8]}\n'


def found(before: str, after: str) -> list[tuple[str, int]]:
    """Rule and line of each problem between two versions of one target."""
    texts = [portfolio_text(target(fields)) for fields in (before, after)]
    problems = unrecorded_changes(loaded(texts[0]), loaded(texts[1]), "HEAD")
    assert all(problem.message.params["revision"] == "HEAD" for problem in problems)
    return [(problem.rule, problem.line) for problem in problems]


def rules(before: str, after: str) -> list[str]:
    return [rule for rule, _ in found(before, after)]


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("", "due: 2023-06-30\n", "against-goal"),
        ("", MEASURE % 900, "against-goal"),
        (FLOW % 500, FLOW % 400, "against-goal"),
        (RATE % 6, RATE % 5, "against-goal"),
        ("approved: 12.5", "approved: 15", "against-goal"),
        ("approved: 12.5, on: 2022-01-20", "announced: 13", "against-goal"),
        ("A thousand", "Nearly a thousand", "against-plan"),
        ("", MEASURE.replace("户", "套") % 1000, "against-plan"),
        ("value: 300", "value: 200", "against-plan"),
        ("due: 2022-06-30", "due: 2022-09-30", "against-plan"),
        ("id: signed", "id: agreed", "against-plan"),
        ("from: 1200", "from: 1100", "against-revision"),
        ("Fewer homes", "As planned", "against-revision"),
        ("value: 210", "value: 200", "against-update"),
        ("spent: 2.1", "spent: 2.2", "against-update"),
        (", {date: 2022-06-30, value: 330}", "", "against-update"),
    ],
)
def test_what_changes_without_a_record_is_an_error(old, new, rule):
    """Values of the goal, the plan behind it, and what was recorded before."""
    if not old or old.startswith("measure"):
        before, after = FIELDS + old, FIELDS + new
    else:
        assert old in FIELDS
        before, after = FIELDS, FIELDS.replace(old, new)
    assert rules(before, after) == [rule]
    assert rules(before, before) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("]\nrevisions", ", {date: 2022-09-30, value: 520}]\nrevisions"),
        ("value: 330}", "value: 330, note: late, evidence: {title: Gazette, grade: A}}"),
        ("promise: A thousand homes\n", "promise: A thousand homes\nowner: Head of division\n"),
        ("approved: 12.5,", "approved: 125000 万元,"),
        ("assumed:", "start: 2021-12-01\nassumed:"),
        (
            "Fewer homes}]",
            (
                "Fewer homes}, {date: 2022-08-01, field: due, from: 2022-12-31, to: 2023-06-30, "
                "reason: Rain}]\ndue: 2023-06-30"
            ),
        ),
        (
            "Fewer homes}]",
            (
                "Fewer homes}, {date: 2022-08-01, field: due, from: 2022-12-31, to: 2023-03-31, "
                "reason: Rain}, {date: 2022-09-01, field: due, from: 2023-03-31, to: 2023-06-30, "
                "reason: More rain}]\ndue: 2023-06-30"
            ),
        ),
    ],
)
def test_what_a_later_version_is_for_is_none(old, new):
    """New reports and evidence, another unit of the same amount, an assumption, a goal with its revisions."""
    assert old in FIELDS
    assert rules(FIELDS, FIELDS.replace(old, new)) == []


def test_a_revision_must_lead_from_the_old_value_to_the_new_one():
    """One to another day does not cover the change."""
    revision = "{date: 2022-08-01, field: due, from: 2022-12-31, to: 2023-03-31, reason: Rain}"
    after = FIELDS.replace("Fewer homes}]", f"Fewer homes}}, {revision}]\ndue: 2023-06-30")
    assert rules(FIELDS, after) == ["against-goal"]


def test_a_yearly_goal_is_revised_for_its_own_year():
    revision = "\nrevisions: [{date: 2022-08-01, field: target, year: '%s', from: 500, to: 400, reason: Rain}]\n"
    assert rules(FLOW % 500, FLOW % 400 + revision % 2022) == []
    assert rules(FLOW % 500, FLOW % 400 + revision % 2023) == ["against-goal"]


def test_problems_stand_at_the_line_of_the_change():
    """In the later version, also where the item is no longer there."""
    after = FIELDS.replace("value: 210", "value: 200").replace("approved: 12.5", "approved: 15")
    lines = portfolio_text(target(after)).split("\n")
    places = {rule: lines[line - 1] for rule, line in found(FIELDS, after)}
    assert "approved: 15" in places["against-goal"]
    assert "value: 200" in places["against-update"]


HOMES, CENTRES = target(FIELDS), target("id: centres\ntitle: Centres")


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        ({"a.yaml": portfolio_text(HOMES)}, ["against-removed"]),
        ({"a.yaml": portfolio_text(HOMES) + "# retired: centres\n"}, []),
        ({"b.yaml": portfolio_text(CENTRES, HOMES)}, []),
        ({"a.yaml": portfolio_text(HOMES, CENTRES.replace("id: centres", "id: halls"))}, []),
        (
            {
                "a.yaml": portfolio_text(
                    HOMES,
                    CENTRES.replace("id: centres", "id: halls\ndue: 2023-12-31").replace(
                        "due: 2022-12-31\n", ""
                    ),
                )
            },
            ["against-goal"],
        ),
        ({"a.yaml": portfolio_text(HOMES, CENTRES, target("id: new"))}, []),
        ({"a.yaml": portfolio_text(HOMES, target("id: centres\ntitle: Centres\ndue: soon"))}, []),
    ],
)
def test_a_target_stays_under_its_id_or_is_retired(after, expected):
    """In any file; a new id with the same title and source is the same target, and is compared."""
    before = load_texts({"a.yaml": portfolio_text(HOMES, CENTRES)})
    problems = unrecorded_changes(before, load_texts(after), "HEAD")
    assert [problem.rule for problem in problems] == expected


def test_a_file_that_is_cut_off_by_an_error_lacks_no_targets():
    """What stands below a slip of syntax is still in the file; what is above it is compared."""
    text = portfolio_text(target(), target("id: next"), target("id: last"))
    before, after = text, text.replace("target: 1000", "target: 900", 1)
    start = after.index("due", after.index("id: next"))
    after = after[:start] + after[start:].replace("due: ", "due：", 1)
    problems = unrecorded_changes(loaded(before), load_texts({"targets.yaml": after}), "HEAD")
    assert [problem.rule for problem in problems] == ["against-goal"]


def test_line_ends_of_windows_are_no_change():
    text = portfolio_text(HOMES)
    before, after = load_texts({"a.yaml": text}), load_texts({"a.yaml": text.replace("\n", "\r\n")})
    assert unrecorded_changes(before, after, "HEAD") == ()
