import datetime as dt

import pandas as pd
import pytest
from support.judging import loaded, snapshot_at

from tracker.analysis import rollup
from tracker.analysis.assessment import STATUSES

AS_OF = dt.date(2022, 7, 15)
HEAD = """
portfolio: {title: Homes, money: 亿元}
themes: {housing: Housing, water: Water}
organisations: {bureau: Bureau}
documents: {paper: {title: Paper}}
targets:
"""
# On 2022-07-02, 182 of the year's 364 days are gone: the straight plan is at exactly one half.
HALF = "2022-07-02"


def target(target_id, reported=None, *, theme="housing", due="2022-12-31", on=HALF, more=""):
    """A count from 0 to 100 over 2022, with one figure."""
    updates = "" if reported is None else f"\n    updates: [{{date: {on}, value: {reported}}}]"
    return f"""
  - id: {target_id}
    title: {target_id}
    theme: {theme}
    measure: {{kind: cumulative, unit: 户, target: 100}}
    start: 2022-01-01
    due: {due}
    source: {{document: paper}}{more}{updates}
"""


STATEMENT = """
  - id: statement
    title: statement
    theme: water
    measure: {kind: statement}
    source: {document: paper}
"""
MIXED = [
    target("done", 120),
    target("ahead", 60),
    target("exact", 50),
    target("close", 45, theme="water"),
    target("late", 30),
    target("far", 10, theme="water"),
    target("over", 80, due="2022-06-30"),
    target("stale", 20, on="2022-02-28"),
    target("never", theme="water"),
    STATEMENT,
]


def judged(*targets, as_of=AS_OF):
    text = HEAD + ("".join(targets) or "  []")
    return snapshot_at(loaded(text), as_of)


def totals(groups):
    return [(group.group, group.total) for group in groups]


def test_each_target_stands_in_one_bucket():
    """Finished, ahead, on plan, behind and other sum to the total, and so do the statuses."""
    row = rollup.overall(judged(*MIXED))

    buckets = {name: getattr(row, name) for name in rollup.BUCKETS}
    # exact and close (5 points behind, within the band) are on plan; late, far and over are behind
    assert buckets == {"finished": 1, "ahead": 1, "on_plan": 2, "behind": 3, "other": 3}
    assert (
        row.total
        == sum(buckets.values())
        == sum(row.by_status[status] for status in STATUSES)
        == len(MIXED)
    )


def test_statuses_are_counted():
    """Each status has a count of its own, zero where no target wears it."""
    row = rollup.overall(judged(*MIXED))

    assert {status: row.by_status[status] for status in STATUSES} == {
        "achieved": 1,
        "to_verify": 0,
        "on_track": 3,
        "at_risk": 1,
        "off_track": 1,
        "missed": 1,
        "not_started": 0,
        "not_judged": 1,
        "unreported": 2,
        "ended": 0,
    }


def test_means_of_progress():
    """Reported progress takes current figures, known progress the last known as well; none is zero."""
    row = rollup.overall(judged(*MIXED))

    current = [1.0, 0.6, 0.5, 0.45, 0.3, 0.1, 0.8]  # 120 of 100 counts as 1
    assert row.completion_reported == pytest.approx(sum(current) / 7)
    assert row.completion_known == pytest.approx((sum(current) + 0.2) / 8)
    assert row.without_figure == 1


def test_progress_below_the_baseline_counts_as_none():
    """A figure on the wrong side of the baseline is 0 in the mean, never negative."""
    halves = [target(f"half{number}", 50) for number in range(4)]
    row = rollup.overall(judged(target("back", -50), *halves))

    assert row.completion_reported == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("reported", "silent", "has_mean"), [(4, 0, False), (5, 0, True), (5, 5, True), (5, 6, False)]
)
def test_a_mean_of_few_is_missing(reported, silent, has_mean):
    """A mean needs five targets, and half of those that have a completion to report."""
    targets = [target(f"half{number}", 50) for number in range(reported)]
    targets += [target(f"silent{number}") for number in range(silent)]
    row = rollup.overall(judged(*targets, STATEMENT))

    assert pd.notna(row.completion_reported) == has_mean
    assert pd.notna(row.completion_known) == has_mean


def test_a_group_without_figures_has_no_mean():
    """Where nobody reported, progress is missing and the count of the silent says why."""
    groups = rollup.by_group(judged(target("never", theme="water"), target("half", 50)), "theme")

    water, housing = groups
    assert (water.group, housing.group) == ("water", "housing")
    assert pd.isna(water.completion_reported)
    assert pd.isna(water.completion_known)
    assert (water.total, water.without_figure, water.other) == (1, 1, 1)


def test_groups_come_in_order_of_appearance():
    """Groups stand as the file names them first, and together hold every target."""
    groups = rollup.by_group(judged(target("a", 50, theme="water"), *MIXED), "theme")

    assert totals(groups) == [("water", 5), ("housing", 6)]


@pytest.mark.parametrize("by", ["plan", "lead"])
def test_targets_without_the_field_stand_together_at_the_end(by):
    """A plan or lead that the source does not state is the group "", last."""
    value = {"plan": '"135"', "lead": "bureau"}[by]
    named = target("named", 50, more=f"\n    {by}: {value}")

    groups = rollup.by_group(judged(target("first", 50), named, target("third", 10)), by)

    assert totals(groups) == [(value.strip('"'), 1), ("", 2)]


def test_years_ascend_by_the_due_date_in_force():
    """The year is that of the due date as it stood on the day; no due date is last."""
    moved = """
    revisions: [{date: 2022-09-01, field: due, from: 2022-12-31, to: 2024-12-31, reason: delay}]"""
    targets = [
        STATEMENT,
        target("far", 5, due="2025-12-31"),
        target("near", 50),
        target("moved", 50, due="2024-12-31", more=moved),
    ]
    before = rollup.by_group(judged(*targets), "year")
    after = rollup.by_group(judged(*targets, as_of=dt.date(2022, 9, 1)), "year")

    assert totals(before) == [("2022", 2), ("2025", 1), ("", 1)]
    assert totals(after) == [("2022", 1), ("2024", 1), ("2025", 1), ("", 1)]


def test_a_past_day_sees_what_was_known_then():
    """Before the half-year figures, only what stood in February counts."""
    row = rollup.overall(judged(*MIXED, as_of=dt.date(2022, 3, 1)))

    assert pd.isna(row.completion_reported)  # one figure is no mean
    assert row.without_figure == 8


def test_a_target_yet_to_start_is_other_and_in_no_mean():
    """Not started is neither progress of zero nor a missing figure."""
    later = target("later", due="2024-12-31").replace("start: 2022", "start: 2023")

    halves = [target(f"half{number}", 50) for number in range(5)]
    row = rollup.overall(judged(later, *halves))

    assert (row.other, row.not_started, row.without_figure) == (1, 1, 0)
    assert row.completion_reported == pytest.approx(0.5)


def test_groups_add_up_to_all():
    """Every count of the groups sums to that of all as one."""
    snapshot = judged(*MIXED)
    counts = ["total", *STATUSES, *rollup.BUCKETS, "without_figure"]

    overall = rollup.overall(snapshot)

    for by in ("theme", "plan", "lead", "year"):
        groups = rollup.by_group(snapshot, by)
        for name in counts:
            assert sum(getattr(group, name) for group in groups) == getattr(overall, name)
            assert {type(getattr(group, name)) for group in groups} == {int}


def test_a_selection_of_targets_is_rolled_up_alone():
    """Only the judged rows handed in count, whichever they are."""
    snapshot = judged(*MIXED)

    chosen = snapshot.select(snapshot.assessed["id"].isin(["close", "far"]))

    assert rollup.overall(chosen).total == 2
    assert totals(rollup.by_group(chosen, "theme")) == [("water", 2)]


def test_an_empty_portfolio():
    """No targets: no groups; all as one is zero targets without a mean."""
    snapshot = judged()

    groups = [rollup.by_group(snapshot, by) for by in ("theme", "plan", "lead", "year")]
    row = rollup.overall(snapshot)

    assert groups == [[], [], [], []]
    assert row.total == row.behind == row.without_figure == 0
    assert pd.isna(row.completion_reported)
    assert row._fields == rollup.COLUMNS
