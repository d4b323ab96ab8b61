"""The same period of an earlier year."""

import pytest
from support.judging import day

from tracker.analysis.season import same_period_a_year_earlier, season_baseline

TERMS = ["2022-04-14", "2022-07-08", "2022-09-30", "2022-12-16", "2023-04-06", "2023-06-30"]
FIGURES = [(day(text), text) for text in TERMS]


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2023-04-06", "2022-04-14"),
        ("2024-04-12", "2023-04-06"),
        ("2023-12-20", "2022-12-16"),
        ("2023-05-26", "2022-04-14"),  # nearer to the first term than to the second
        ("2023-05-27", "2022-07-08"),
        ("2024-08-14", "2023-06-30"),  # 45 days
        ("2024-08-15", None),
        ("2022-07-08", None),
        ("2024-02-29", "2023-04-06"),  # 37 days after 28 February
    ],
)
def test_the_figure_nearest_to_a_year_before(on, expected):
    """Within 45 days; terms shift from year to year."""
    figure = same_period_a_year_earlier(FIGURES, day(on))
    assert (figure and figure[1]) == expected
    assert same_period_a_year_earlier(FIGURES[::-1], day(on)) == figure


def test_of_two_equally_near_the_later_one_counts():
    """Ten days before and ten days after."""
    figures = [(day("2022-06-20"), 1), (day("2022-07-10"), 2)]
    assert same_period_a_year_earlier(figures, day("2023-06-30")) == (day("2022-07-10"), 2)
    assert same_period_a_year_earlier([], day("2023-06-30")) is None


@pytest.mark.parametrize(
    ("on", "start", "expected"),
    [
        ("2024-04-12", "2024-01-01", "2023-04-06"),
        ("2024-09-27", "2024-01-01", "2022-09-30"),  # two years earlier: the last one there is
        ("2025-04-11", "2023-01-01", "2022-04-14"),  # figures since the start are no baseline
        ("2025-04-11", "2022-04-14", None),
        ("2024-02-20", "2024-01-01", "2023-04-06"),
        ("2024-02-19", "2024-01-01", None),
    ],
)
def test_the_baseline_of_a_figure_is_the_last_of_its_season(on, start, expected):
    """The last one before the start, any number of whole years earlier."""
    figure = season_baseline(FIGURES, day(on), day(start))
    assert (figure and figure[1]) == expected
