"""Values as YAML on one line, quoted only where they must be."""

import datetime as dt

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tracker.portfolio.emitter import EmitError, emit, to_plain
from tracker.portfolio.money import Amount
from tracker.portfolio.reader import parse_document

WRITTEN = [
    (240, "240"),
    (240.0, "240"),
    (12.50, "12.5"),
    (-0.0, "0"),
    (1e15, "1000000000000000"),
    (0.0000001, "0.0000001"),
    (dt.date(2022, 6, 30), "2022-06-30"),
    (Amount(1200, "万元"), "1200 万元"),
    (None, "null"),
    (True, "true"),
    ("零星旧改：第一批", "零星旧改：第一批"),
    ("it's", "it's"),
    ("-5 度", "-5 度"),
    ("http://example.org/a", "http://example.org/a"),
    ("http://example.org/a?b=c", '"http://example.org/a?b=c"'),
    ("012", '"012"'),
    ("NO", '"NO"'),
    ("2022-06-30", '"2022-06-30"'),
    ("a: b", '"a: b"'),
    ("a #b", '"a #b"'),
    ("a, b", '"a, b"'),
    ('say "x"', 'say "x"'),
    ("“旧改”", '"“旧改”"'),
    ("“旧改”一期", "“旧改”一期"),
    ('"x": y', "'\"x\": y'"),
    ("two\nlines", '"two\\nlines"'),
    ("", '""'),
    (
        {"date": "2022-06-30", "done": ["a", "135"], "by": {"zh": "局"}},
        '{date: 2022-06-30, done: [a, "135"], by: {zh: 局}}',
    ),
]


@pytest.mark.parametrize(("value", "text"), WRITTEN)
def test_a_value_is_written_without_needless_quotes(value, text):
    """Unquoted where every YAML reader reads that value, else quoted; numbers without an exponent."""
    assert emit(value) == text


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_read_back(text):
    """Our reader and PyYAML read back the text, in block and in flow style."""
    file = f"a: {emit(text)}\nb: [{emit(text)}, x]\n"
    document = parse_document(file)
    assert {problem.rule for problem in document.problems} <= {"character"}  # hidden ones
    assert document.data == {"a": text, "b": [text, "x"]}
    assert yaml.safe_load(file) == {"a": text, "b": [text, "x"]}


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers())
def test_any_number_is_read_back(number):
    """A number keeps every digit."""
    assert float(emit(number)) == float(number)


@pytest.mark.parametrize("value", [float("inf"), dt.datetime(2022, 1, 1), "\udc80", {1}, object()])  # noqa: DTZ001 -- what must be refused
def test_a_value_that_a_file_cannot_hold_is_an_error(value):
    """Infinity, times of day, lone surrogates and values of other types raise `EmitError`."""
    with pytest.raises(EmitError, match=r"expected|type it again"):
        to_plain(value)
