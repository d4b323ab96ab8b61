"""Large numbers in the natural units of a language."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.i18n import Translator, languages
from tracker.numbers import number
from tracker.units import POWERS, Scale, natural_scale, split_power


@pytest.mark.parametrize(
    ("unit", "power", "base"),
    [
        ("万平方米", 4, "平方米"),
        ("亿元", 8, "元"),
        ("万亿元", 12, "元"),
        ("×10,000 m²", 4, "m²"),
        ("10,000 homes", 4, "homes"),
        ("×100 million yuan", 8, "yuan"),
        ("million tonnes", 6, "tonnes"),
        ("×10,000", 4, ""),
        ("millionaires", 0, "millionaires"),
        ("户", 0, "户"),
        ("%", 0, "%"),
        ("", 0, ""),
    ],
)
def test_a_unit_may_begin_with_a_power_of_ten(unit, power, base):
    """The beginning of a unit is a power of ten only if it is a word of its own."""
    assert split_power(unit) == (power, base)


@pytest.mark.parametrize(
    ("lang", "unit", "amount", "text"),
    [
        ("zh", "亿元", 12.5, "12.5 亿元"),
        ("en", "亿元", 12.5, "1.25 billion yuan"),
        ("zh", "亿元", 27, "27 亿元"),
        ("en", "亿元", 27, "2.7 billion yuan"),
        ("zh", "亿元", 0.35, "3,500 万元"),
        ("en", "亿元", 0.35, "35 million yuan"),
        ("zh", "万元", 125000, "12.5 亿元"),
        ("en", "万元", 125000, "1.25 billion yuan"),
        ("zh", "万元", 3.5, "3.5 万元"),
        ("en", "万元", 3.5, "35,000 yuan"),
        ("zh", "元", 999999999999999, "999.999999999999 万亿元"),
        ("en", "元", 999999999999999, "999.999999999999 trillion yuan"),
        ("zh", "元", 12.34, "12.34 元"),
        ("en", "元", 0, "0 yuan"),
        ("en", "EUR", 1250000000, "1.25 billion EUR"),
        ("zh", "NZD", 140000000, "1.4 亿 NZD"),
        ("en", "亿元", -27, "−2.7 billion yuan"),
    ],
)
def test_money(lang, unit, amount, text):
    """An amount in the unit that a reader of the language expects."""
    assert Translator(lang).money(unit, amount) == text


@pytest.mark.parametrize(
    ("unit", "amount", "zh", "en"),
    [
        ("亿元", 26.8345, "26.83 亿元", "2.683 billion yuan"),
        ("亿元", 165.1249, "165.12 亿元", "16.512 billion yuan"),
        ("亿元", 3.70333, "3.7 亿元", "370 million yuan"),
        ("亿元", 0.500833333, "5,008.33 万元", "50.0833 million yuan"),
        ("万元", 123456.789, "12.35 亿元", "1.235 billion yuan"),
        ("EUR", 1234567.89, "123.46 万 EUR", "1.2346 million EUR"),
        ("亿元", 0.00016944674, "1.69 万元", "16,900 yuan"),
        ("亿元", 0.0000000123, "1.23 元", "1.23 yuan"),
    ],
)
def test_a_computed_amount_is_the_same_figure_in_both_languages(unit, amount, zh, en):
    """It is rounded at the same place, to two decimals of the Chinese unit: 2.68 billion would be another one than 26.83 亿."""
    texts = [Translator(lang).money(unit, amount, is_computed=True) for lang in ("zh", "en")]
    assert texts == [zh, en]


@pytest.mark.parametrize(
    ("lang", "unit", "written", "label"),
    [
        ("en", "×10,000 m²", "万平方米", "万平方米 (10,000 m²)"),
        ("zh", "万平方米", "万平方米", "万平方米"),
        ("en", "million m²", "百万平方米", "million m²"),
        ("en", "households", "户", "households"),
        ("en", "万户", "万户", "万户"),
    ],
)
def test_the_unit_of_a_number_that_is_asked_for(lang, unit, written, label):
    """No sign of multiplication; where the language has no such large number, Chinese says which it is."""
    assert Translator(lang).entry_unit(unit, written) == label


def test_the_unit_of_money_that_is_asked_for():
    """In words that a person entering the number understands."""
    english, chinese = map(Translator, ("en", "zh"))
    assert english.entry_money_unit("亿元") == "亿元 (100 million yuan)"
    assert english.entry_money_unit("元") == "yuan"
    assert chinese.entry_money_unit("万元") == "万元"
    assert english.entry_money_unit("EUR") == "EUR"


@pytest.mark.parametrize(
    ("lang", "unit", "goal", "scale"),
    [
        ("en", "×10,000 m²", 640, Scale(-2, "million m²")),
        ("en", "×10,000 m²", 24, Scale(4, "m²")),
        ("en", "×100 million yuan", 1200, Scale(-1, "billion yuan")),
        ("en", "million tonnes", 3000, Scale(0, "million tonnes")),
        ("en", "homes", 12345678, Scale(0, "homes")),
        ("zh", "万平方米", 640, Scale(0, "万平方米")),
        ("zh", "亿元", 150.7, Scale(0, "亿元")),
        ("zh", "户", 12345678, Scale(0, "户")),
    ],
)
def test_the_unit_of_a_measure(lang, unit, goal, scale):
    """A unit that the language does not use becomes one that it does, by the size of the goal."""
    assert Translator(lang).unit_scale(unit, goal) == scale


@given(
    st.integers(1, 10**15 - 1),
    st.integers(-12, 0),
    st.sampled_from(sorted(set(POWERS.values()))),
    st.sampled_from(languages()),
)
def test_no_digit_is_lost(digits, exponent, power, lang):
    """Another unit moves the decimal point and changes no digit."""
    figure = Decimal(digits).scaleb(exponent)
    names = {6: "million {unit}", 9: "billion {unit}"}
    scale = natural_scale(power, "m²", names, float(figure))
    shown = Decimal(number(float(figure), lang, scale.shift).replace(",", "").partition("×")[0])
    assert shown.normalize().as_tuple().digits == figure.normalize().as_tuple().digits
