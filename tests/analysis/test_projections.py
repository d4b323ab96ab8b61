"""Projections of a series, on worked examples that were published or can be checked by hand."""

import datetime as dt

import pytest

from tracker.analysis.earned_schedule import EarnedSchedule, earned_schedule, finish_bounds
from tracker.analysis.projections import (
    Point,
    agreed,
    damped_trend,
    destatis,
    destatis_band,
    last_value,
    paces,
    remaining_share,
    same_season,
    straight_line,
    theil_sen,
    to_date,
)
from tracker.numbers import percents

HOMES = [Point(0, 0), Point(90, 210), Point(181, 330), Point(273, 520)]
"""1,000 homes in 365 days."""
ED_GOAL, ED_DUE = 95, dt.date(2030, 12, 31).toordinal()
ED_REPORTED = {
    "2023-09-30": 68.0,
    "2024-12-31": 67.5,
    "2025-03-31": 72.1,
    "2025-06-30": 74.2,
    "2025-09-30": 73.9,
    "2025-12-31": 68.9,
}
"""Per cent of patients seen within six hours, dated as the press did."""
ED_BY_QUARTER = {
    "2023-09-30": 68.0,
    "2024-03-31": 70.1,
    "2024-06-30": 71.2,
    "2024-09-30": 67.5,
    "2024-12-31": 72.1,
    "2025-03-31": 74.2,
    "2025-06-30": 73.9,
    "2025-09-30": 68.9,
}
"""The same with every figure read and each dated by its quarter."""


def series(values: dict[str, float], until: str) -> list[Point]:
    return [
        Point(dt.date.fromisoformat(on).toordinal(), value)
        for on, value in values.items()
        if on <= until
    ]


def test_one_series_through_all_methods():
    """The rules agree that 1,000 homes are missed by about 310, and all numbers can be checked by hand."""
    slopes, change = theil_sen(HOMES), destatis(HOMES)
    assert slopes.slope == pytest.approx(1.864, abs=0.0005)
    assert slopes.on(365) == pytest.approx(686, abs=0.5)
    assert slopes.reaches(1000, 273, 1) == pytest.approx(533, abs=0.5)
    assert change.on(365) == pytest.approx(695, abs=0.5)
    assert remaining_share(1000, change.on(365), 520) == pytest.approx(0.63, abs=0.005)
    assert destatis_band(1000, change.on(365), 520) == "cloud"
    assert pytest.approx(5.22, abs=0.005) == (1000 - 520) / (365 - 273)
    assert max(paces(HOMES)) == pytest.approx(2.33, abs=0.005)


@pytest.mark.parametrize(
    ("until", "by_slopes", "by_change", "share", "verdict"),
    [
        ("2025-06-30", 106.8, 93.7, 0.06, "open"),
        ("2025-09-30", 92.6, 89.4, 0.27, "missed"),
        ("2025-12-31", 87.8, 70.9, 0.92, "missed"),
    ],
)
def test_emergency_departments_as_reported(until, by_slopes, by_change, share, verdict):
    """Each rule alone swings from quarter to quarter: only where they agree is there a verdict."""
    points = series(ED_REPORTED, until)
    projected = destatis(points).on(ED_DUE)
    median_line = theil_sen(points).on(ED_DUE)
    assert median_line == pytest.approx(by_slopes, abs=0.05)
    assert projected == pytest.approx(by_change, abs=0.05)
    assert agreed([projected, median_line], ED_GOAL, 1) == verdict
    assert remaining_share(ED_GOAL, projected, points[-1].value) == pytest.approx(share, abs=0.005)


@pytest.mark.parametrize(
    ("until", "by_slopes", "by_change", "verdict"),
    [
        ("2024-09-30", 82.0, 64.4, "missed"),
        ("2024-12-31", 89.9, 91.7, "missed"),
        ("2025-03-31", 97.8, 98.0, "reached"),
        ("2025-06-30", 94.3, 90.6, "missed"),
        ("2025-09-30", 89.4, 59.3, "missed"),
    ],
)
def test_emergency_departments_by_quarter(until, by_slopes, by_change, verdict):
    """With every quarter read the rules still swing: reached by the figures of one quarter, else missed."""
    points = series(ED_BY_QUARTER, until)
    values = [line(points).on(ED_DUE) for line in (destatis, theil_sen)]
    assert agreed(values, ED_GOAL, 1) == verdict
    assert theil_sen(points).on(ED_DUE) == pytest.approx(by_slopes, abs=0.05)
    assert destatis(points).on(ED_DUE) == pytest.approx(by_change, abs=0.06)


LITTLE = [(50.1, "cloud"), (50, "storm"), (40, "storm")]


@pytest.mark.parametrize(
    ("projected", "band"),
    [(100, "sun"), (97.6, "sun"), (97.5, "sun_cloud"), (90, "sun_cloud"), (89.9, "cloud"), *LITTLE],
)
def test_bands_of_destatis(projected, band):
    """From 50 to a goal of 100: under 5 % missing is sun, at most 20 % sun and cloud; no progress is a storm."""
    assert destatis_band(100, projected, 50) == band
    assert destatis_band(-100, -projected, -50) == band


def test_destatis_takes_the_last_six_points_and_no_fewer_than_four():
    """The mean of the last five changes; earlier points do not count."""
    yearly = [Point(year, value) for year, value in enumerate([99, 1, 2, 4, 8, 11, 16])]
    assert destatis(yearly).slope == pytest.approx(3)
    assert destatis(yearly).on(8) == pytest.approx(22)
    assert destatis(yearly[:3]) is None
    assert theil_sen(yearly[:3]) is None


def test_theil_sen_resists_one_wrong_report():
    """A figure a hundred times too large does not move the line."""
    right = [Point(day, 2.0 * day + 1) for day in range(7)]
    wrong = [*right[:3], Point(3, 700.0), *right[4:]]
    assert theil_sen(wrong).on(100) == pytest.approx(201)


def test_compound_growth_is_no_projection_from_zero():
    """39 centres from none, one after two of five years: 4.2 by growth says substantial, a line says 0.06."""
    from_almost_none = (1 / 0.001) ** (1 / 2) - 1
    assert 0.001 * (1 + from_almost_none) ** 5 / 39 > 100
    assert straight_line([Point(0, 0), Point(2, 1)]).on(5) / 39 == pytest.approx(0.06, abs=0.005)


def test_a_season_is_compared_with_itself():
    """A series that swings with the season is neither rising nor falling where each season stands still."""
    quarters = [Point(91.3125 * n, [50.0, 60.0, 40.0, 55.0][n % 4]) for n in range(9)]
    assert [point.value for point in same_season(quarters)] == [50.0] * 3
    assert destatis(quarters, seasonal=True).slope == 0
    assert theil_sen(quarters, seasonal=True).slope == 0
    assert set(paces(quarters, seasonal=True)) == {0.0}
    assert destatis(quarters[:4], seasonal=True) is None
    assert theil_sen(quarters[:4], seasonal=True) is None
    assert paces(quarters)[0] > 0


def test_when_a_line_reaches_a_goal():
    """At once where it is beyond already, never where it stands still or falls, else on the day it crosses."""
    rising = straight_line([Point(0, 0), Point(10, 5)])
    assert rising.reaches(6, 10, 1) == 12
    assert rising.reaches(4, 10, 1) == 10
    assert rising.reaches(-1, 10, -1) is None
    assert last_value([Point(0, 3)]).reaches(6, 1, 1) is None
    assert to_date(None) is None
    assert to_date(1e9) is None
    assert to_date(738000.2) == dt.date.fromordinal(738001)


def test_the_damped_trend_lies_between_the_last_value_and_the_line():
    """Each period adds nine tenths of what the one before added: 0.9 + 0.81 of 2 after two periods."""
    assert damped_trend([Point(0, 0), Point(10, 2)], 30) == pytest.approx(2 + 2 * (0.9 + 0.81))
    assert damped_trend([Point(0, 7)], 30) == 7


PLANNED = [100, 350, 650, 1050, 1500, 2000, 2500, 2950, 3350, 3650, 3900, 4000]
EARNED = [98, 325, 600, 960, 1360, 1830, 2260]


def monthly() -> list[EarnedSchedule]:
    plan = [Point(0, 0), *(Point(n, value) for n, value in enumerate(PLANNED, 1))]
    return [earned_schedule(plan, value, n) for n, value in enumerate(EARNED, 1)]


def test_earned_schedule_as_published():
    """The twelve-month project of the published example: all periods, and the finish after 12.9 months."""
    states = monthly()
    assert [round(state.earned, 4) for state in states] == [
        *(0.98, 1.9, 2.8333, 3.775, 4.6889, 5.66, 6.52)
    ]
    assert states[-1].variance == pytest.approx(-0.48)
    assert states[-1].spi == pytest.approx(0.9314, abs=0.00005)
    assert states[-1].finish == pytest.approx(12.8834, abs=0.00005)
    assert states[-1].to_complete == pytest.approx(1.096)


def test_bounds_of_the_finish():
    """12.60 to 13.18 at 90 %: calculated by this project after Lipke, not published with the example."""
    assert finish_bounds(monthly()) == pytest.approx((12.60, 13.18), abs=0.005)
    assert finish_bounds(monthly()[:3]) is None
    standstill = [*monthly(), monthly()[-1]._replace(elapsed=8.0)]
    assert finish_bounds(standstill) is None


def test_earned_schedule_in_days_as_published():
    """Two tasks of ten days: 1,330 earned on day 15 are 13.3 days; no progress has earned no time."""
    plan = [Point(0, 0), Point(10, 1000), Point(20, 2000)]
    state = earned_schedule(plan, 1330, 15)
    assert state.earned == pytest.approx(13.3)
    assert state.variance == pytest.approx(-1.7)
    assert state.spi == pytest.approx(0.88667, abs=0.000005)
    assert state.finish == pytest.approx(22.556, abs=0.0005)
    assert earned_schedule([Point(0, 0), Point(1, 100)], 50, 1).earned == 0.5
    assert earned_schedule(plan, 0, 5).earned == 0


@pytest.mark.parametrize(("elapsed", "earned"), [(80, 100), (150, 150), (230, 200)])
def test_work_is_on_time_while_the_plan_stands_still(elapsed, earned):
    """A step of day 100 that is done is early before it and late only once the next one was due."""
    steps = [Point(0, 0), Point(100, 0), Point(100, 0.5), Point(200, 0.5), Point(200, 1)]
    assert earned_schedule(steps, 0.5, elapsed).earned == earned


def test_published_shares():
    """44 and 11 of 55, and eleven of twelve months; the source of 162 of 222 cut 72.97 % to 72.9."""
    assert percents([44 / 55, 11 / 55], "en", 1) == ["80%", "20%"]
    assert percents([11 / 12], "en", 1) == ["91.7%"]
    assert percents([n / 222 for n in (162, 17, 10, 24, 9)], "en", 1) == [
        *("73%", "7.7%", "4.5%", "10.8%", "4.1%")
    ]
