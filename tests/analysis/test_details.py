"""The details of a target: its items known on a day, in plain values."""

import datetime as dt
from itertools import islice

import pytest
from support.judging import snapshot_at, snapshot_of
from support.looking import demonstration, portfolio, real
from support.samples import updates

from tracker.analysis.details import details_of, target_details
from tracker.analysis.snapshot import Snapshot

STEPS = (
    "measure: {kind: milestones}\n"
    "milestones: [{id: a, title: A}, {id: b, title: B}, {id: c, title: C}]\n"
    "updates:\n"
    "  - {date: 2022-03-31, done: [a]}\n"
    "  - {date: 2022-06-30, done: [a, b], reported: 2022-07-20}\n"
)


def test_steps_done_are_those_known_on_the_day():
    """Each with the day of its first report; a later report is not known yet."""
    first, second = dt.date(2022, 3, 31), dt.date(2022, 6, 30)
    for as_of, done in (
        ("2022-03-30", {}),
        ("2022-07-19", {"a": first}),
        ("2022-07-20", {"a": first, "b": second}),
    ):
        snapshot = snapshot_of(STEPS, "id: other\n" + STEPS, as_of=as_of)
        assert details_of(snapshot, "homes").done == done


def test_the_latest_update_comes_first():
    """With the milestones that each one reports as done."""
    details = details_of(snapshot_of("id: other", STEPS, as_of="2022-08-01"), "homes")
    assert [update.date for update in details.updates] == [
        dt.date(2022, 6, 30),
        dt.date(2022, 3, 31),
    ]
    assert {number: list(steps) for number, steps in details.steps_by_update.items()} == {
        0: ["a"],
        1: ["a", "b"],
    }


@pytest.mark.parametrize("portfolio", [real, demonstration])
@pytest.mark.parametrize(("as_of", "first"), [(dt.date(2024, 2, 1), 0), (dt.date(2026, 11, 23), 1)])
def test_one_target_alone_has_the_details_it_has_among_all(portfolio, as_of, first):
    """A page of one target shows what the published site shows for all of them: every other one on either day."""
    snapshot = Snapshot.at(
        portfolio(), as_of
    )  # of its own: one keeps details it has been asked for
    for details in islice(target_details(snapshot), first, None, 2):
        assert repr(details_of(snapshot, details.row.id)) == repr(details)


def test_missing_values_are_plain():
    """A missing text, day or count is None, a missing number NaN: nothing of pandas is left."""
    at = portfolio(
        "start: null\n" + updates(("2022-03-31", 10)), "id: vow\nmeasure: {kind: statement}"
    )
    details = details_of(snapshot_at(at, dt.date(2022, 7, 1)), "vow")
    row = details.row
    assert (row.lead, row.unit_zh, row.judged_on, row.reported_late_days) == (
        "bureau",
        None,
        None,
        None,
    )
    assert row.value != row.value
    assert details_of(snapshot_at(at, dt.date(2022, 7, 1)), "homes").updates[0].corrects is None
