"""Groups of targets: counts by status, five buckets, and the mean completion.

The buckets are those of inspection reports: finished, ahead of plan, on plan, behind, other; they sum
to the total. A target without a figure is in neither mean: it never counts as zero.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import pandas as pd

from tracker.analysis.assessment import STATUSES, UNASSESSED
from tracker.analysis.rows import typed_rows
from tracker.analysis.snapshot import Snapshot

GroupBy = Literal["theme", "plan", "lead", "year"]
BEHIND: Final = ("at_risk", "off_track", "missed")
BUCKETS: Final = ("finished", "ahead", "on_plan", "behind", "other")


class Group(NamedTuple):
    """Counts and mean completion of one group."""

    group: str
    total: int
    achieved: int
    on_track: int
    at_risk: int
    off_track: int
    missed: int
    not_started: int
    not_judged: int
    unreported: int
    finished: int
    ahead: int
    on_plan: int
    behind: int
    other: int
    completion_reported: float  # mean over targets with a current figure, each clipped to 0..1
    completion_known: float  # the same, with the last figures of unreported targets
    without_figure: int  # unreported targets that never had a figure

    @property
    def by_status(self) -> dict[str, int]:
        return {status: getattr(self, status) for status in STATUSES}


COLUMNS: Final = Group._fields


def by_group(snapshot: Snapshot, by: GroupBy) -> pd.DataFrame:
    """One row a group, with `COLUMNS`, in order of first appearance; years ascend.

    ``year`` is that of the due date in force. Targets without the field form the group ``""``, last.

    Mean completions are NaN where no target of the group has a figure.
    """
    tables, assessed = snapshot.tables, snapshot.assessed
    if by == "year":
        names = assessed["due"].dt.strftime("%Y")
    else:
        names = assessed["id"].map(tables.targets.set_index("id")[by])
    names = names.astype("str").fillna("").rename("group")
    counts = _counts(assessed).groupby(names, sort=by == "year").sum()
    shares = _completions(assessed).groupby(names, sort=by == "year").mean()
    frame = counts.join(shares).reset_index()
    unnamed = frame["group"] == ""
    return pd.concat([frame[~unnamed], frame[unnamed]], ignore_index=True)[list(COLUMNS)]


def overall(snapshot: Snapshot) -> Group:
    """All targets as one group named ``""``."""
    counts = _counts(snapshot.assessed).sum().to_frame().T
    frame = counts.join(_completions(snapshot.assessed).mean().to_frame().T).assign(group="")
    return next(typed_rows(frame, Group))


def _counts(assessed: pd.DataFrame) -> pd.DataFrame:
    """One row a target, 1 in each column that counts it."""
    status = assessed["status"]
    on_track = status == "on_track"
    ahead = on_track & (assessed["gap_pp"] < 0)
    finished, behind = status == "achieved", status.isin(BEHIND)
    counted = {
        "total": status.notna(),
        **{name: status == name for name in STATUSES},
        "finished": finished,
        "ahead": ahead,
        "on_plan": on_track & ~ahead,
        "behind": behind,
        "other": ~(finished | on_track | behind),
        "without_figure": (status == "unreported") & assessed["actual"].isna(),
    }
    return pd.DataFrame(counted, index=assessed.index).astype("int64")


def _completions(assessed: pd.DataFrame) -> pd.DataFrame:
    """One row a target: the completion that enters each mean, missing where the target does not enter it."""
    status = assessed["status"]
    share = assessed["actual"].clip(0.0, 1.0)
    current = ~status.isin([*UNASSESSED, "not_started"])
    return pd.DataFrame(
        {
            "completion_reported": share.where(current),
            "completion_known": share.where(current | (status == "unreported")),
        }
    )
