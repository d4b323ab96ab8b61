"""Laws that hold for any portfolio, and the plain loop that the judgement must agree with."""

import datetime as dt
import math
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.examples import examples
from support.judging import as_ofs, headers, portfolio_of, records, rows, updates
from support.oracle import Goal, judge

from tracker.analysis.assessment import assess
from tracker.analysis.details import reported_values
from tracker.analysis.replay import standing_now, standing_on
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import FRAMES, tables
from tracker.portfolio.measures import KINDS

RANK = {"off_track": 0, "missed": 0, "at_risk": 1, "on_track": 2, "to_verify": 3, "achieved": 3}
ALONE = tuple(kind for kind in KINDS if kind != "parts")
MORE_IS_BETTER = ("cumulative", "level", "floor", "ceiling", "range", "milestones")


def _judged(targets: list[dict[str, Any]], header: dict[str, Any], as_of: dt.date) -> list[dict]:
    return rows(assess(tables(portfolio_of(targets, header)), as_of))


@examples(0.9)
@given(records(), headers, as_ofs)
def test_the_judgement_agrees_with_the_plain_loop(targets, header, as_of):
    """Status, planned, actual, gap, shortfall and day are those of a loop written from the design alone."""
    portfolio = portfolio_of(targets, header)
    verdicts = judge(portfolio, as_of)
    for row in rows(assess(tables(portfolio), as_of)):
        verdict = verdicts[row["id"]]
        assert row["status"] == verdict.status
        assert row["judged_on"] == (verdict.judged_on and verdict.judged_on.isoformat())
        for name in ("planned", "actual", "gap_pp", "shortfall"):
            expected = getattr(verdict, name)
            assert row[name] == (None if expected is None else pytest.approx(expected, abs=1e-8))


@examples(0.45)
@given(records(MORE_IS_BETTER), headers, as_ofs, st.data())
def test_more_progress_never_worsens_a_status(targets, header, as_of, data):
    """A better figure, or one more step, leaves a status as it is or lights a better one."""
    for record in targets:
        if record["measure"]["kind"] == "range":
            record["measure"]["above"] = "met"
        record["measure"].pop(
            "season", None
        )  # better figures of before the start raise the baseline
    portfolio = portfolio_of(targets, header)
    more = []
    for record, target in zip(targets, portfolio.targets, strict=True):
        upwards = _is_upwards(Goal(target, as_of))
        scale = 0.07 if upwards else -0.07
        better = []
        for update in record["updates"]:
            more_of_it = data.draw(st.sampled_from([0, 0, 1, 5, 40, 2000]))
            changed = dict(update)
            if "value" in update:
                changed["value"] = update["value"] + scale * more_of_it
            if more_of_it and "done" in update:
                changed["done"] = sorted({*update["done"], "a", "c"})
            better.append(changed)
        more.append(record | {"updates": better})
    after = _judged(more, header, as_of)
    for one, other in zip(rows(assess(tables(portfolio), as_of)), after, strict=True):
        if one["status"] not in RANK:
            assert other["status"] in (one["status"], "achieved", "to_verify")
        else:
            assert RANK[other["status"]] >= RANK[one["status"]]
        for gap in ("gap_pp", "shortfall"):
            if one[gap] is not None and other[gap] is not None:
                assert other[gap] <= one[gap] + 1e-8


def _is_upwards(goal: Goal) -> bool:
    if goal.kind in ("cumulative", "level"):
        return goal.target >= goal.baseline
    return goal.kind != "ceiling"


@examples(0.4)
@given(records(), headers, as_ofs)
def test_the_same_data_give_the_same_result(targets, header, as_of):
    """Judging twice gives equal rows, and leaves every table as it was."""
    frames, copy = (tables(portfolio_of(targets, header)) for _ in range(2))
    once, twice = assess(frames, as_of), assess(frames, as_of)
    pd.testing.assert_frame_equal(once, twice)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(frames, name), getattr(copy, name))


@examples(0.4)
@given(records(), headers, as_ofs, st.data())
def test_order_does_not_matter(targets, header, as_of, data):
    """Targets in another order, updates in another order: each target's row stays the same.

    Only where a correction and something else became known on one day, the one below is the later.
    """
    turned = [
        record | {"updates": _turned(data.draw(st.permutations(record["updates"])), record)}
        for record in data.draw(st.permutations(targets))
    ]
    before = {row["id"]: row for row in _judged(targets, header, as_of)}
    after = {row["id"]: row for row in _judged(turned, header, as_of)}
    assert after == before


def _turned(turned: list[dict[str, Any]], record: dict[str, Any]) -> list[dict[str, Any]]:
    """``turned``, with what became known on the day of a correction in the order of the record."""
    known = [one.get("reported", one["date"]) for one in turned]
    fixed = {day for day, one in zip(known, turned, strict=True) if one.get("corrects")}
    for day in fixed:
        places = [n for n, other in enumerate(known) if other == day]
        of_day = [one for one in record["updates"] if one.get("reported", one["date"]) == day]
        for place, one in zip(places, of_day, strict=True):
            turned[place] = one
    return turned


@examples(0.4)
@given(records(), headers, as_ofs, st.data())
def test_what_is_reported_later_changes_nothing(targets, header, as_of, data):
    """An update, or a correction, that becomes known after the as-of date leaves its rows alone."""
    with_more = []
    for record in targets:
        late = data.draw(updates(record["measure"]["kind"], 1.0))
        late["reported"] = as_of + dt.timedelta(days=data.draw(st.sampled_from([1, 2, 400])))
        if record["updates"] and data.draw(st.booleans()):
            late["corrects"] = record["updates"][0]["date"]
        with_more.append(record | {"updates": [*record["updates"], late]})
    assert _judged(with_more, header, as_of) == _judged(targets, header, as_of)


@examples(0.4)
@given(records(ALONE, max_size=4), headers, as_ofs)
def test_each_target_is_judged_by_itself(targets, header, as_of):
    """A target's row is the same alone as among others, unless it is composed of them."""
    alone = [_judged([record], header, as_of)[0] for record in targets]
    assert alone == _judged(targets, header, as_of)


@examples(0.4)
@given(records(("cumulative", "level", "milestones")), headers, as_ofs)
def test_a_record_replayed_without_tables_stands_as_it_was_assessed(target_records, header, as_of):
    """State, goal and figures that past outlooks are calculated from are those of the status; outlooks have no holes."""
    portfolio = portfolio_of(target_records, header)
    snapshot = Snapshot.at(portfolio, as_of)
    for target in portfolio.targets:
        row, outlook = snapshot.by_id[target.id], snapshot.outlook(target.id)
        if outlook.is_answered:
            numbers = (*outlook.destatis[:1], *outlook.theil_sen[:1], *outlook.paces)
            assert all(map(math.isfinite, (*numbers, outlook.slowest, outlook.fastest)))
        past = snapshot.past_outlooks(target.id)
        if past and past[-1].as_of == as_of:
            assert past[-1] == outlook._replace(delay=None)
        standing = standing_on(target, portfolio.header, as_of)
        if standing is not None:
            assert standing == standing_now(row, target, as_of)
            counting = reported_values(snapshot, [target.id])[target.id]
            since = row.start or dt.date.min
            assert list(standing.figures) == [each for each in counting if each[0] >= since]
