import datetime as dt
import math

import pytest
from support.judging import day, snapshot_of

from tracker.analysis.changes import comparison_day


@pytest.mark.parametrize(
    ("as_of", "compared"),
    [
        ("2026-11-28", "2026-09-30"),
        ("2026-10-30", "2026-09-30"),
        ("2026-10-29", "2026-06-30"),
        ("2026-09-30", "2026-06-30"),
        ("2026-01-30", "2025-12-31"),
        ("2026-01-29", "2025-09-30"),
        ("2024-03-31", "2023-12-31"),
    ],
)
def test_the_comparison_day_is_the_last_quarter_end_that_is_thirty_days_old(as_of, compared):
    assert comparison_day(day(as_of)) == day(compared)


def test_the_comparison_day_is_always_a_quarter_end_within_four_months():
    for number in range(1500):
        as_of = dt.date(2023, 1, 1) + dt.timedelta(days=number)
        compared = comparison_day(as_of)
        following = compared + dt.timedelta(days=1)
        assert following.day == 1
        assert following.month in (1, 4, 7, 10)
        assert 30 <= (as_of - compared).days <= 30 + 92


COUNT = "measure: {kind: cumulative, unit: 户, target: 100}\nstart: 2026-01-01\ndue: 2026-12-31\n"


@pytest.mark.parametrize(
    ("updates", "previous", "trend", "gain"),
    [
        ("{date: 2026-09-30, value: 40}, {date: 2026-11-20, value: 95}", "off_track", 1, 0.55),
        ("{date: 2026-09-30, value: 74}, {date: 2026-11-20, value: 74}", "on_track", -1, 0.0),
        ("{date: 2026-09-30, value: 74}, {date: 2026-11-20, value: 88}", None, 0, 0.14),
        ("{date: 2026-11-20, value: 88}", "unreported", 0, math.nan),
    ],
)
def test_the_change_of_a_target(updates, previous, trend, gain):
    """A worse status, a better one, the same one, and one that nobody could judge before."""
    change = snapshot_of(f"{COUNT}updates: [{updates}]", as_of="2026-11-28").change("homes")
    assert (change.previous, change.trend) == (previous, trend)
    assert change.completion == pytest.approx(gain, nan_ok=True)


def test_completion_against_another_goal_is_no_gain():
    """From 40 of 100 to 40 of 50 nothing was done."""
    fields = (
        f"{COUNT.replace('100', '50')}updates: [{{date: 2026-09-30, value: 40}}]\n"
        "revisions: [{date: 2026-10-15, field: target, from: 100, to: 50, "
        "reason: fewer homes}]"
    )
    change = snapshot_of(fields, as_of="2026-11-28").change("homes")
    assert change.previous == "off_track"
    assert math.isnan(change.completion)


def test_a_selection_is_compared_with_the_whole_portfolio_of_the_day():
    fields = f"{COUNT}updates: [{{date: 2026-09-30, value: 40}}, {{date: 2026-11-20, value: 95}}]"
    snapshot = snapshot_of(fields, as_of="2026-11-28")
    assert snapshot.of_target("homes").change("homes") == snapshot.change("homes")
