"""Groups of targets: counts by status, five buckets, and the mean completion.

The buckets are those of inspection reports: finished, ahead of plan, on plan, behind, other; with the targets
that are to be verified they sum to the total. Those that ended are not in it and are counted beside it. A target without a figure is in neither mean: it never counts as zero. A mean of few is
missing: it needs five targets, and half of those that have a completion to report.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import pandas as pd

from tracker.analysis.assessment import STATUSES, UNASSESSED
from tracker.analysis.rows import typed_rows
from tracker.analysis.snapshot import Snapshot
from tracker.portfolio.measures import RATE_KINDS

GroupBy = Literal["theme", "plan", "lead", "year"]
BEHIND: Final = ("at_risk", "off_track", "missed")
BUCKETS: Final = ("finished", "ahead", "on_plan", "behind", "other")


class Group(NamedTuple):
    """Counts and mean completion of one group."""

    group: str
    total: int  # without those that ended
    achieved: int
    to_verify: int
    on_track: int
    at_risk: int
    off_track: int
    missed: int
    not_started: int
    not_judged: int
    unreported: int
    ended: int
    finished: int
    ahead: int
    on_plan: int
    behind: int
    other: int
    completion_reported: (
        float  # mean over targets with a current figure, each clipped to 0..1; NaN for few
    )
    completion_known: float  # the same, with the last figures of unreported targets
    without_figure: int  # unreported targets that never had a figure

    @property
    def by_status(self) -> dict[str, int]:
        return {status: getattr(self, status) for status in STATUSES}


COLUMNS: Final = Group._fields
MIN_FIGURES: Final = 5
"""A mean of fewer targets is not shown."""


def by_group(snapshot: Snapshot, by: GroupBy) -> pd.DataFrame:
    """One row a group, with `COLUMNS`, in order of first appearance; years ascend.

    ``year`` is that of the due date in force. Targets without the field form the group ``""``, last.

    Mean completions are NaN where they would be of fewer than `MIN_FIGURES` targets, or of fewer than
    half of those that have a completion to report.
    """
    tables, assessed = snapshot.tables, snapshot.assessed
    if by == "year":
        names = assessed["due"].dt.strftime("%Y")
    else:
        names = assessed["id"].map(tables.targets.set_index("id")[by])
    names = names.astype("str").fillna("").rename("group")
    counts = _counts(assessed).groupby(names, sort=by == "year").sum()
    completions = _completions(assessed).groupby(names, sort=by == "year")
    shares = _means(completions.mean(), completions.count())
    frame = counts.join(shares).reset_index()
    unnamed = frame["group"] == ""
    return pd.concat([frame[~unnamed], frame[unnamed]], ignore_index=True)[list(COLUMNS)]


def overall(snapshot: Snapshot) -> Group:
    """All targets as one group named ``""``."""
    counts = _counts(snapshot.assessed).sum().to_frame().T
    completions = _completions(snapshot.assessed)
    shares = _means(completions.mean().to_frame().T, completions.count().to_frame().T)
    frame = counts.join(shares).assign(group="")
    return next(typed_rows(frame, Group))


def _counts(assessed: pd.DataFrame) -> pd.DataFrame:
    """One row a target, 1 in each column that counts it."""
    status = assessed["status"]
    on_track = status == "on_track"
    ahead = on_track & (assessed["gap_pp"] < 0)
    finished, behind = status == "achieved", status.isin(BEHIND)
    counted = {
        "total": status.notna() & (status != "ended"),
        **{name: status == name for name in STATUSES},
        "finished": finished,
        "ahead": ahead,
        "on_plan": on_track & ~ahead,
        "behind": behind,
        "other": ~(finished | on_track | behind | status.isin(["to_verify", "ended"])),
        "without_figure": (status == "unreported") & assessed["judged_on"].isna(),
    }
    return pd.DataFrame(counted, index=assessed.index).astype("int64")


def _means(means: pd.DataFrame, counts: pd.DataFrame) -> pd.DataFrame:
    """The means that are of enough targets."""
    names = ["completion_reported", "completion_known"]
    enough = counts[names].ge(MIN_FIGURES) & counts[names].mul(2).ge(counts["reportable"], axis=0)
    return means[names].where(enough)


def _completions(assessed: pd.DataFrame) -> pd.DataFrame:
    """One row a target: the completion that enters each mean, missing where the target does not enter it.

    ``reportable`` is 1 for a target that should have a completion by now.
    """
    status = assessed["status"]
    share = assessed["actual"].clip(0.0, 1.0)
    # a composite would count its parts a second time
    has_completion = ~assessed["kind"].isin((*RATE_KINDS, "statement", "parts"))
    is_expected = has_completion & ~status.isin(["not_judged", "not_started", "ended"])
    expected = is_expected.astype("float64").where(is_expected)
    share = share.where(has_completion)
    current = ~status.isin([*UNASSESSED, "not_started", "ended"])
    return pd.DataFrame(
        {
            "reportable": expected,
            "completion_reported": share.where(current),
            "completion_known": share.where(current | (status == "unreported")),
        }
    )
