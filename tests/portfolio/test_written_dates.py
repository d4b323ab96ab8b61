"""Dates in the notations that people use, for the file and for the sheet alike."""

import datetime as dt

import pytest

from tracker.portfolio.written_dates import (
    day_readings,
    month_read,
    period_read,
    year_month_day,
)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2022-6-30", ["2022-06-30"]),
        ("2022 年 6 月 30 日", ["2022-06-30"]),
        ("20220630", ["2022-06-30"]),
        ("30 June 2022", ["2022-06-30"]),
        ("Jun. 30, 2022", ["2022-06-30"]),
        ("30/6/2022", ["2022-06-30"]),
        ("5/6/2022", ["2022-05-06", "2022-06-05"]),
        ("6/6/2022", ["2022-06-06"]),
        ("2022-02-30", []),
        ("0000-01-01", []),
        ("1 ju 2022", []),
        ("1 junk 2022", []),
        ("2022-06", []),
    ],
)
def test_a_text_is_one_day_two_or_none(text, days):
    """Both readings are returned where day and month may be swapped, and no day that does not exist."""
    assert day_readings(text) == [dt.date.fromisoformat(day) for day in days]


@pytest.mark.parametrize(
    ("text", "month"),
    [("2022-06", 6), ("2022 年 6 月份", 6), ("202206", 6), ("20226", None), ("2022-13", None)],
)
def test_a_month_alone(text, month):
    """A month needs a separator or two digits: 20226 is a mistyped year."""
    assert month_read(text) == (month and dt.date(2022, month, 1))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2022Q3", "2022-07-01", "2022-09-30"),
        ("2022-q3", "2022-07-01", "2022-09-30"),
        ("Q1 2022", "2022-01-01", "2022-03-31"),
        ("2022 年第四季度", "2022-10-01", "2022-12-31"),
        ("2022年2季度", "2022-04-01", "2022-06-30"),
        ("2022H1", "2022-01-01", "2022-06-30"),
        ("2022年下半年", "2022-07-01", "2022-12-31"),
        ("2022年度", "2022-01-01", "2022-12-31"),
    ],
)
def test_a_period_is_its_first_and_its_last_day(text, first, last):
    """So that the reader is offered both instead of being told that it is no date."""
    assert period_read(text) == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.parametrize("text", ["2022", "2022Q5", "0000年", "2022-13", "2022年三", "H1 2022"])
def test_no_period(text):
    """A year alone has no unit: it may be a number."""
    assert period_read(text) is None


def test_the_numbers_of_a_date_that_does_not_exist():
    """31 November has numbers, though it is no day."""
    assert year_month_day("2022-11-31") == (2022, 11, 31)
    assert day_readings("2022-11-31") == []
