import calendar
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.analysis.periods import add_months


def _later(day: str | dt.date, months: int) -> str:
    days = np.array([day], dtype="datetime64[D]")
    return str(add_months(days, np.array([months]))[0])


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2022-05-15", 3, "2022-08-15"),
        ("2022-11-15", 3, "2023-02-15"),
        ("2022-01-31", 1, "2022-02-28"),
        ("2022-01-30", 1, "2022-02-28"),
        ("2022-01-28", 1, "2022-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2024-01-30", 1, "2024-02-29"),
        ("2022-02-28", 1, "2022-03-31"),
        ("2024-02-28", 1, "2024-03-28"),
        ("2024-02-29", 1, "2024-03-31"),
        ("2022-09-30", 3, "2022-12-31"),
        ("2022-06-30", 6, "2022-12-31"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2023-02-28", 12, "2024-02-29"),
        ("2024-02-28", 12, "2025-02-28"),
        ("2021-12-31", 3, "2022-03-31"),
        ("1969-12-31", 1, "1970-01-31"),
        ("1968-01-31", 1, "1968-02-29"),
        ("2022-04-30", 0, "2022-04-30"),
    ],
)
def test_ends_of_months_lead_to_ends_of_months(day, months, expected):
    """A day keeps its number, shortened to the month's length; the last day stays the last."""
    assert _later(day, months) == expected


def test_a_missing_day_stays_missing():
    """Without a day there is no later one."""
    assert _later("NaT", 3) == "NaT"


def test_each_day_has_its_own_months():
    """A whole column at once, each day with its own number of months."""
    days = np.array(["2022-01-31", "2022-01-31", "2022-01-31"], dtype="datetime64[D]")
    shifted = add_months(days, np.array([1, 3, 12]))
    assert shifted.astype(str).tolist() == ["2022-02-28", "2022-04-30", "2023-01-31"]


def test_no_days_are_fine():
    """An empty column gives an empty column."""
    none = np.array([], dtype="datetime64[D]")
    assert add_months(none, np.array([], dtype="int64")).tolist() == []


@given(st.dates(dt.date(1900, 1, 1), dt.date(2199, 12, 31)), st.sampled_from([1, 3, 6, 12]))
def test_the_month_is_the_one_asked_for(day, months):
    """Whatever the day, the result lies the stated number of months later, last days on last days."""
    later = dt.date.fromisoformat(_later(day, months))
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    last = calendar.monthrange(later.year, later.month)[1]
    is_last = day.day == calendar.monthrange(day.year, day.month)[1]
    assert later.day == (last if is_last else min(day.day, last))
