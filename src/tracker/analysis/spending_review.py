"""Money between two days: the three clocks, spending ahead of progress, and progress without spending."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from tracker.analysis.earned_value import BudgetStatus, Totals, totals
from tracker.analysis.rows import typed_rows
from tracker.analysis.snapshot import Snapshot


class Clocks(NamedTuple):
    """Time elapsed, physical progress and spending of the targets that have all three: shares of 1.

    Each target has the weight of its approved amount, and the three clocks of a target are of one day.
    """

    targets: int
    approved: float
    elapsed: float
    physical: float
    spent: float


class SpendingReview(NamedTuple):
    """What the money says. Amounts are in the portfolio's unit."""

    clocks: Clocks
    totals: Totals
    spent_before: float  # the sum of spending known on the earlier day, over the same targets as `totals.spent`
    ahead: Sequence[
        BudgetStatus
    ]  # spending ahead of progress by more than the threshold, the furthest first
    behind: Sequence[
        BudgetStatus
    ]  # progress ahead of spending by more than the threshold, the furthest first
    unspent: Sequence[BudgetStatus]  # progress and an approved amount, and no spending reported


def spending_review(then: Snapshot, now: Snapshot) -> SpendingReview:
    """The money of the targets of ``now`` that have not ended, as known on both days."""
    frame = now.budget_status
    frame = frame[frame["is_counted"]]
    rows = list(typed_rows(frame, BudgetStatus))
    before = then.budget_status.set_index("id")["spent"]
    before = before.reindex(frame.loc[frame["spent"].notna(), "id"])
    return SpendingReview(
        clocks=_clocks(frame),
        totals=next(typed_rows(totals(frame), Totals)),
        spent_before=float(before.sum(min_count=1)),
        ahead=sorted((row for row in rows if row.flagged), key=lambda row: -row.ahead_pp),
        behind=sorted(
            (row for row in rows if -row.ahead_pp > now.by_id[row.id].amber),
            key=lambda row: row.ahead_pp,
        ),
        unspent=[
            row
            for row in rows
            if row.physical > 0 and math.isnan(row.spent) and not math.isnan(row.approved)
        ],
    )


def _clocks(frame: pd.DataFrame) -> Clocks:
    clocks = frame[["elapsed", "physical", "execution"]].clip(lower=0.0)
    has_all = clocks.notna().all(axis="columns") & frame["approved"].gt(0)
    approved = frame.loc[has_all, "approved"]
    clocks = clocks[has_all].assign(physical=clocks["physical"].clip(upper=1.0))
    means = clocks.mul(approved, axis="index").sum() / approved.sum() if len(approved) else None
    elapsed, physical, spent = (math.nan,) * 3 if means is None else means.tolist()
    return Clocks(len(approved), float(approved.sum()), elapsed, physical, spent)
