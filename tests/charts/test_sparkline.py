"""The line of reported values in a row."""

from __future__ import annotations

import datetime as dt
import re

from support.looking import parsed

from tracker.charts.sparkline import sparkline

DAYS = [dt.date(2026, 1, 1), dt.date(2026, 1, 31), dt.date(2026, 3, 2)]


def test_values_are_drawn_by_day_with_the_last_one_as_a_dot() -> None:
    """Low values are low; the time without a report stays empty on the right."""
    values = list(zip(DAYS, [0.0, 5.0, 10.0], strict=True))
    drawing = parsed(sparkline(values, dt.date(2026, 5, 1), "on_track", "3 reports <0 to 10>")).one(
        "svg"
    )
    assert drawing.attributes["aria-label"] == "3 reports <0 to 10>"
    assert drawing.one("path").attributes["d"] == "M3.0 21.0L25.5 12.0L48.0 3.0"
    dot = drawing.one("circle").attributes
    assert (dot["cx"], dot["cy"], dot["class"]) == ("48.0", "3.0", "on_track")


def test_no_line_joins_two_years_that_begin_at_zero_each() -> None:
    """A fall to the first figure of a year would be none."""
    values = [
        (dt.date(2025, 6, 30), 5.0),
        (dt.date(2025, 12, 31), 9.0),
        (dt.date(2026, 3, 31), 2.0),
    ]
    drawing = sparkline(values, DAYS[2], "on_track", "", is_yearly=True)
    assert re.findall("[ML]", re.findall(' d="([^"]*)"', drawing)[0]) == ["M", "L", "M"]


def test_equal_values_are_a_level_line_in_the_middle() -> None:
    """Neither low nor high."""
    drawing = sparkline([(DAYS[0], 7.0), (DAYS[1], 7.0)], DAYS[1], "missed", "level")
    assert 'd="M3.0 12.0L93.0 12.0"' in drawing


def test_fewer_than_two_values_have_no_course() -> None:
    """A single point would look like a speck."""
    assert sparkline([], DAYS[0], "missed", "") == ""
    assert sparkline([(DAYS[0], 1.0)], DAYS[1], "missed", "") == ""


def test_the_bounds_of_a_rate_are_level_lines():
    """One figure is enough to hold against them; both are within the drawing."""
    html = sparkline([(DAYS[0], 4.0)], DAYS[1], "missed", "x", (6.0, 8.0))
    levels = [float(y) for y in re.findall(r'class="bound" d="M0 ([\d.]+)H96"', html)]
    (dot,) = (float(y) for y in re.findall(r'cy="([\d.]+)"', html))
    assert 0 < levels[1] < levels[0] < dot < 24
    assert sparkline([(DAYS[0], 4.0)], DAYS[1], "missed", "x") == ""
