"""Figures as text: written ones keep their digits, computed ones stay apart and in order."""

from __future__ import annotations

import json
import math
from decimal import Decimal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from support.examples import examples

from tracker.i18n import languages
from tracker.numbers import (
    MINUS,
    denoised,
    difference,
    index,
    json_text,
    number,
    percent,
    percents,
    plain_number,
    points,
    rounded,
    rounded_together,
    signed,
)

LANGS = st.sampled_from(languages())
SUPERSCRIPTS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


@st.composite
def written_figures(draw) -> Decimal:
    """A number as a file may have it: 15 digits at most, with a decimal point anywhere near."""
    digits = draw(st.integers(1, 10**15 - 1))
    shift = draw(st.integers(-20, 0))
    return Decimal(digits if draw(st.booleans()) else -digits).scaleb(shift)


def parsed(text: str) -> Decimal:
    """The number that a reader understands."""
    assert "-" not in text  # the sign of a shown number is a minus sign
    figure, _, power = text.replace(",", "").replace(MINUS, "-").removesuffix("%").partition("×10")
    return Decimal(figure).scaleb(int(power.translate(SUPERSCRIPTS) or 0) if power else 0)


@given(written_figures(), LANGS)
def test_a_written_figure_keeps_its_digits(figure, lang):
    """What is shown is the number that was written, to the last digit."""
    assert parsed(number(float(str(figure)), lang)) == figure
    assert Decimal(plain_number(float(str(figure)))) == figure
    assert "e" not in number(float(str(figure)), lang).lower()


@given(st.lists(written_figures(), min_size=2, max_size=6, unique=True), LANGS)
def test_different_computed_values_read_differently_and_in_order(figures, lang):
    """Rounded values that are read together: none is zero, none equals another, none changes places."""
    figures.sort()
    for texts in (
        rounded_together([float(each) for each in figures], lang),
        percents([float(each) for each in figures], lang),
        percents([float(each) for each in figures], lang, 1),
    ):
        shown = [parsed(text) for text in texts]
        assert shown == sorted(shown)
        assert len(set(shown)) == len(shown)
        assert 0 not in shown


@given(written_figures(), written_figures(), LANGS)
def test_a_rounded_value_does_not_read_as_the_figure_beside_it(value, figure, lang):
    """A computed value never looks like a written one that it only comes near."""
    assume(value != figure)
    (text,) = rounded_together([float(value)], lang, beside=[float(figure)])
    assert (parsed(text) > figure) == (value > figure)
    assert (parsed(text) < figure) == (value < figure)


@given(written_figures(), LANGS)
def test_a_share_is_all_or_nothing_only_if_it_is(share, lang):
    """0% means nothing and 100% means all."""
    shown = parsed(percent(float(share), lang))
    assert shown != 0
    assert (shown == 100) == (share == 1)


@given(written_figures(), written_figures(), LANGS)
@example(Decimal("-0.06"), Decimal("-0.07"), "en")
def test_a_gap_does_not_read_as_a_threshold_that_it_is_not(gap, limit, lang):
    """A gap of 10.04 is not "10, more than 10"."""
    shown = parsed(points(float(gap), lang, [float(limit)]))
    assert shown != 0
    assert (shown > limit) == (gap > limit)
    assert (shown == limit) == (gap == limit)


@pytest.mark.parametrize("lang", languages())
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1012, "1,012"),
        (1234567.89, "1,234,567.89"),
        (999999999999999, "999,999,999,999,999"),
        (0.005, "0.005"),
        (99.996, "99.996"),
        (-3.5, "−3.5"),
        (-0.0, "0"),
        (2e-9, "0.000000002"),
        (2e-11, "2×10⁻¹¹"),
        (0.000123456789012345, "0.000123456789012345"),
        (1e15, "1,000,000,000,000,000"),
        (0.0000000123456789012345, "1.23456789012345×10⁻⁸"),
        (0.1 + 0.2, "0.3"),
        (math.nan, "–"),
        (None, "–"),
    ],
)
def test_a_written_figure(value, text, lang):
    """All digits, grouped; a power of ten where the zeros could not be counted; a dash if unknown."""
    assert number(value, lang) == text


@pytest.mark.parametrize("lang", languages())
def test_computed_values(lang):
    """Two decimals, a small value two significant digits; more for values that would look equal."""
    assert rounded(1234.5678, lang) == "1,234.57"
    assert rounded(0.0032876, lang) == "0.0033"
    assert rounded(12, lang) == "12"
    assert rounded(math.nan, lang) == "–"
    assert rounded_together([1.231, 1.2312, math.nan], lang) == ["1.231", "1.2312", "–"]
    assert rounded_together([0.9999], lang, beside=[1]) == ["0.9999"]
    assert rounded_together([0.00000123, 12.3456, 12.3457], lang) == [
        "0.0000012",
        "12.3456",
        "12.3457",
    ]
    assert percents([0.7472527, 1e-10, 0.4], lang) == ["75%", "0.00000001%", "40%"]


@pytest.mark.parametrize("lang", languages())
def test_shares(lang):
    """A percentage without decimals, with more beside 0%, 100% and each other."""
    shares = 0.584, 0.586, 1.0, 0.996, 1.0004, 0.0, 0.00004, -9990.0, 5000.0, math.nan
    assert [percent(share, lang) for share in shares] == [
        "58%",
        "59%",
        "100%",
        "99.6%",
        "100.04%",
        "0%",
        "0.004%",
        "−999,000%",
        "500,000%",
        "–",
    ]
    assert percents([0.584, 0.5843], lang) == ["58.4%", "58.43%"]


@pytest.mark.parametrize("lang", languages())
def test_an_index_is_one_only_if_it_is(lang):
    """0.9996 is not 1."""
    values = 0.9996, 1.0, 0.514, math.nan
    assert [index(value, lang) for value in values] == ["0.9996", "1", "0.51", "–"]


@pytest.mark.parametrize("lang", languages())
def test_percentage_points(lang):
    """One decimal, more beside a threshold."""
    assert points(0.020547945, lang) == "0.02"
    assert points(10.04, lang, [10, 30]) == "10.04"
    assert points(10.04, lang, [5, 15]) == "10"
    assert points(10, lang, [10, 30]) == "10"
    assert points(math.nan, lang) == "–"


@pytest.mark.parametrize(
    ("value", "text"),
    [(240.0, "240"), (12.5, "12.5"), (-0.0, "0"), (1e-7, "0.0000001"), (1e15, "1000000000000000")],
)
def test_a_plain_number_has_every_digit(value, text):
    """No exponent, no grouping, no trailing zeros."""
    assert plain_number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (2e-9, "0.000000002"),
        (-2e-9, "-0.000000002"),
        (1.5e-7, "0.00000015"),
        (1e22, "10000000000000000000000.0"),
        (0.005, "0.005"),
        (240.0, "240.0"),
        ('a "2e-09" b', '"a \\"2e-09\\" b"'),
    ],
)
def test_numbers_in_a_data_file(value, text):
    """Without exponent and without the noise of computing; texts stay as they are."""
    content = denoised(value) if isinstance(value, float) else value
    assert json_text({"x": [content]}) == f'{{"x": [{text}]}}'
    assert json.loads(text) == content


@given(st.floats(allow_nan=False, allow_infinity=False), st.text())
@examples(3)
def test_a_data_file_reads_back_as_it_was(value, text):
    """Every number and every text."""
    assert json.loads(json_text([value, text, {text: value}])) == [value, text, {text: value}]


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [(5.1, 4.9, "+0.2"), (4.9, 5.1, "−0.2"), (1e15, 1, "+999,999,999,999,999"), (3, 3, "±0")],
)
def test_a_change_is_that_of_the_written_numbers(after, before, expected):
    """As subtracted by hand, without the noise of computing, and with its sign."""
    assert signed(difference(after, before), "en") == expected
