"""What a save did, as a line and as data."""

import datetime as dt
import doctest

import pytest

from tracker.portfolio.edit import AppendRevision, AppendUpdate, SetValue
from tracker.portfolio.money import Amount
from tracker.store import summary as store_summary
from tracker.store.summary import MAX_SUBJECT, difference, summarize, summarize_targets


def test_docstring_examples():
    """The examples in the docstrings are true."""
    assert doctest.testmod(store_summary).failed == 0


@pytest.mark.parametrize(
    ("edit", "summary"),
    [
        (
            AppendUpdate("homes", {"date": dt.date(2022, 6, 30), "value": 1.5}),
            "2022-06-30 value 1.5",
        ),
        (AppendUpdate("homes", {"date": "2022-06-30", "note": "长"}), "2022-06-30 note"),
        (
            AppendUpdate(
                "homes", {"date": "2022-06-30", "done": ["a", "b"], "spent": Amount(3, "万元")}
            ),
            "2022-06-30 done [a, b] spent 3 万元",
        ),
        (
            AppendUpdate(
                "homes", {"date": "2022-07-01", "value": 2, "corrects": dt.date(2022, 6, 30)}
            ),
            "2022-07-01 corrects 2022-06-30 value 2",
        ),
        (
            AppendRevision("homes", {"field": "due", "from": None, "to": dt.date(2023, 6, 30)}),
            "due from null to 2023-06-30",
        ),
        (SetValue("targets[homes].measure.target", 900), "measure.target = 900"),
        (SetValue("targets[homes].title", "a\n\nb"), "title = a b"),
    ],
)
def test_the_summary_of_an_edit(edit, summary):
    """One line with what changed, without the note."""
    assert summarize("homes", [edit]) == f"homes: {summary}"


def test_a_long_summary_is_cut():
    """It stays short enough for a log."""
    line = summarize_targets([f"target-{number}" for number in range(100)])
    assert line.startswith("100 targets: target-0, target-1")
    assert len(line) == MAX_SUBJECT


@pytest.mark.parametrize(
    ("old", "new", "before", "after"),
    [
        ({}, {}, {}, {}),
        ({"a": 1}, {"a": 1}, {}, {}),
        ({"a": 1}, {"a": 2}, {"a": 1}, {"a": 2}),
        ({"a": 1}, {}, {"a": 1}, {}),
        ({}, {"a": None}, {}, {"a": None}),
        ({"a": None}, {"a": [1]}, {}, {"a": [1]}),
        ({"a": [1, 3]}, {"a": [1, 2, 3]}, {}, {"a": [2]}),
        ({"a": [1, 1]}, {"a": [1, 1, 1]}, {}, {"a": [1]}),
        ({"a": [1, 3]}, {"a": [1, 2]}, {"a": [1, 3]}, {"a": [1, 2]}),
        ({"a": {"b": 1}}, {"a": {"b": 2}}, {"a": {"b": 1}}, {"a": {"b": 2}}),
    ],
)
def test_difference(old, new, before, after):
    """Only the fields that differ; of a list that grew, only the new items."""
    assert difference(old, new) == (before, after)
