import datetime as dt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tracker.i18n import Message, Translator
from tracker.portfolio.money import Amount, convert_amount, currency_of
from tracker.portfolio.months import month_end
from tracker.portfolio.scalars import (
    MAX_MAGNITUDE,
    MIN_MAGNITUDE,
    Day,
    Money,
    MoneyUnit,
    NonEmptyStr,
    NonNegativeInt,
    Number,
    PartialDate,
    RevisedValue,
    Slug,
    Url,
    YesNo,
)


def typed(kind, value):
    return TypeAdapter(kind).validate_python(value)


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Number, "1000", 1000.0),
        (Number, "-3.5", -3.5),
        (Number, "+.5", 0.5),
        (Number, "12.", 12.0),
        (Number, "1e3", 1000.0),
        (Number, "2e-9", 2e-9),
        (Number, "0.000000000000000000002", 2e-21),
        (Number, "0.00000123456789012345", 1.23456789012345e-6),
        (Number, "123456789012345", 123456789012345.0),
        (Number, "1.50000000000000000000", 1.5),
        (Number, "0e-999", 0.0),
        (Number, 2.5, 2.5),
        (NonNegativeInt, "30", 30),
        (YesNo, "true", True),
        (YesNo, "false", False),
        (Day, "2022-02-28", dt.date(2022, 2, 28)),
        (Day, dt.date(2022, 2, 28), dt.date(2022, 2, 28)),
        (Day, "1900-01-01", dt.date(1900, 1, 1)),
        (Day, "2199-12-31", dt.date(2199, 12, 31)),
        (PartialDate, "2022", "2022"),
        (PartialDate, "2022-01", "2022-01"),
        (PartialDate, "2022-01-20", "2022-01-20"),
        (Money, "12.5", 12.5),
        (Money, "12500 万元", Amount(12500, "万元")),
        (Money, "12500万元", Amount(12500, "万元")),
        (Money, "1e2 EUR", Amount(100, "EUR")),
        (Money, Amount(1, "元"), Amount(1, "元")),
        (RevisedValue, None, None),
        (RevisedValue, "1200", 1200.0),
        (RevisedValue, "2022-12-31", dt.date(2022, 12, 31)),
        (RevisedValue, ["6", "8"], (6.0, 8.0)),
        (RevisedValue, "3 亿元", Amount(3, "亿元")),
        (Url, "https://example.org/a?b=1", "https://example.org/a?b=1"),
        (Slug, "scattered-renewal-2", "scattered-renewal-2"),
        (MoneyUnit, "万元", "万元"),
        (MoneyUnit, "EUR", "EUR"),
        (NonEmptyStr, "  区水务局 ", "区水务局"),
    ],
)
def test_text_of_the_right_pattern_becomes_its_type(kind, text, value):
    """A text of the pattern of its type becomes exactly one value."""
    result = typed(kind, text)
    assert result == value
    assert type(result) is type(value)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Number, "1,000"),
        (Number, "1234567890.123456"),
        (Number, "0.1234567890123456"),
        (Number, "0.9999999999999999999999999999999999999999"),
        (Number, "1e-400"),
        (Number, "1000000000000001"),
        (Money, "1234567890.123456 亿元"),
        (Number, "1_000"),
        (Number, "0x10"),
        (Number, "１２"),
        (Number, "12 "),
        (Number, "12\n"),
        (Number, ""),
        (Number, "."),
        (Number, "1e"),
        (Number, "5%"),
        (Number, True),
        (Number, None),
        (Number, ["1"]),
        (NonNegativeInt, "-1"),
        (NonNegativeInt, "1.0"),
        (NonNegativeInt, "1234567890"),
        (YesNo, "yes"),
        (YesNo, "True"),
        (YesNo, "1"),
        (Day, "2022"),
        (Day, "2022-1-1"),
        (Day, "2022-02-30"),
        (Day, "2022/01/01"),
        (Day, "1899-12-31"),
        (Day, "2200-01-01"),
        (Day, "2022-01-01T00:00:00"),
        (Day, "20220101"),
        (Day, "0"),
        (Day, 0),
        (PartialDate, "2022-13"),
        (PartialDate, "2022-00"),
        (PartialDate, "2022-02-30"),
        (PartialDate, "22"),
        (PartialDate, "1899"),
        (PartialDate, "2022-1"),
        (Money, "12 yuan"),
        (Money, "12 eur"),
        (Money, "12  万元"),
        (Money, "万元"),
        (Money, "12 EURO"),
        (Money, "¥12"),
        (RevisedValue, "soon"),
        (RevisedValue, ["6"]),
        (RevisedValue, ["6", "8", "9"]),
        (RevisedValue, ["a", "b"]),
        (RevisedValue, {"a": "1"}),
        (Url, "javascript:alert(1)"),
        (Url, "ftp://example.org"),
        (Url, "https://"),
        (Url, "https://a b"),
        (Url, 'https://a"onclick='),
        (Url, "https://example.org/" + "a" * 2000),
        (Slug, "Homes"),
        (Slug, "a--b"),
        (Slug, "-a"),
        (Slug, "a b"),
        (Slug, "../a"),
        (Slug, "a" * 81),
        (Slug, "住房"),
        (MoneyUnit, "yuan"),
        (MoneyUnit, "eur"),
        (MoneyUnit, "亿"),
        (NonEmptyStr, "  "),
    ],
)
def test_text_of_another_pattern_is_an_error(kind, text):
    """A text that is almost right is an error; nothing is guessed."""
    with pytest.raises(ValidationError):
        typed(kind, text)


@pytest.mark.parametrize("kind", [Number, Money, RevisedValue])
@pytest.mark.parametrize(
    "text",
    [
        "1e999",
        "-1e999",
        "1e16",
        "9" * 24,
        1e16,
        "inf",
        ".inf",
        "nan",
        "NaN",
        "Infinity",
        float("inf"),
        float("nan"),
    ],
)
def test_a_number_has_15_digits_at_most(kind, text):
    """Only a finite number of 15 digits at most is a number."""
    with pytest.raises(ValidationError):
        typed(kind, text)


@pytest.mark.parametrize("text", ["1e999 万元", "-1e16 元"])
def test_an_amount_with_a_unit_has_15_digits_at_most(text):
    """An amount with a unit has the same bounds as one without."""
    with pytest.raises(ValidationError):
        typed(Money, text)


@pytest.mark.parametrize(
    "kind", [Number, NonNegativeInt, YesNo, Day, PartialDate, Money, RevisedValue, Url, Slug]
)
def test_messages_say_what_was_expected(kind):
    """The error carries the key of a sentence that names the expected form, in every language."""
    with pytest.raises(ValidationError) as caught:
        typed(kind, "???")
    (error,) = caught.value.errors()
    message = Message(error["ctx"]["key"], value="???")
    assert str(message).startswith("expected ")
    assert Translator("zh").message(message).startswith("应")


@given(st.floats(-MAX_MAGNITUDE, MAX_MAGNITUDE))
def test_every_float_of_15_digits_is_read_back(value):
    """A number as Python writes it is read back unchanged."""
    value = float(f"{value:.15g}")
    assume(not value or abs(value) >= MIN_MAGNITUDE)
    assert typed(Number, repr(value)) == value


@pytest.mark.parametrize(
    ("year", "month", "end"),
    [
        (2022, 2, "2022-02-28"),
        (2024, 2, "2024-02-29"),
        (2022, 12, "2022-12-31"),
        (2022, 0, "2021-12-31"),
        (2022, 13, "2023-01-31"),
    ],
)
def test_a_month_ends_on_its_last_day(year, month, end):
    """Leap years count, and months run on into the years beside."""
    assert month_end(year, month).isoformat() == end


def test_amounts_change_units_within_a_currency():
    """万元 and 亿元 convert without rounding errors; a bare number is already in the unit."""
    assert convert_amount(12.5, "亿元") == 12.5
    assert convert_amount(Amount(12500, "万元"), "亿元") == 1.25
    assert convert_amount(Amount(0.1, "亿元"), "万元") == 1000
    assert convert_amount(Amount(1, "CNY"), "万元") == 1e-4
    assert convert_amount(Amount(3, "EUR"), "EUR") == 3


def test_amounts_in_another_currency_are_not_converted():
    """Currencies are not converted: there is no exchange rate."""
    with pytest.raises(ValueError, match="EUR is not a unit of CNY"):
        convert_amount(Amount(1, "EUR"), "万元")


def test_units_of_renminbi_share_their_currency():
    """元, 万元 and 亿元 are CNY; a code is its own currency."""
    units = ("元", "万元", "亿元", "CNY", "EUR")
    assert [currency_of(unit) for unit in units] == ["CNY", "CNY", "CNY", "CNY", "EUR"]
