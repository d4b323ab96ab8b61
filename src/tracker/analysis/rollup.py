"""How a set of targets stands together: counts by status, five buckets, and two means of progress.

The buckets are those an inspection counts in: finished, ahead of plan, on plan, behind, the rest;
they sum to the total. A target without a figure is in neither mean: grey is never counted as zero.
"""

from __future__ import annotations

from typing import Any, Final, Literal

import pandas as pd

from tracker.analysis.assessment import STATUSES, UNASSESSED
from tracker.analysis.snapshot import Snapshot

GroupBy = Literal["theme", "plan", "lead", "year"]
BEHIND: Final = ("at_risk", "off_track", "missed")
BUCKETS: Final = ("finished", "ahead", "on_plan", "behind", "other")
COLUMNS: Final = (
    "group",
    "total",
    *STATUSES,
    *BUCKETS,
    "progress_reported",
    "progress_known",
    "without_figure",
)


def by_group(snapshot: Snapshot, by: GroupBy) -> pd.DataFrame:
    """One row a group, with `COLUMNS`, in order of first appearance; years ascend.

    ``year`` is that of the due date in force. Targets without the field form the group ``""``, last.

    ``progress_reported`` is the mean share of the way, each clipped to 0..1, over targets with a
    current figure; ``progress_known`` takes in the last known figure of the unreported as well. Both
    are missing where there is no figure. ``without_figure`` counts the unreported that never had one.
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


def overall(snapshot: Snapshot) -> pd.Series[Any]:
    """All targets as one group named ``""``, with `COLUMNS`; counts are whole numbers."""
    counts = _counts(snapshot.assessed).sum().astype("object")
    shares = _completions(snapshot.assessed).mean().astype("object")
    together: pd.Series[Any] = pd.concat([pd.Series({"group": ""}, dtype="object"), counts, shares])
    return together[list(COLUMNS)]


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
    """One row a target: the share of the way that each mean takes in, missing where it takes none."""
    status = assessed["status"]
    share = assessed["actual"].clip(0.0, 1.0)
    current = ~status.isin([*UNASSESSED, "not_started"])
    return pd.DataFrame(
        {
            "progress_reported": share.where(current),
            "progress_known": share.where(current | (status == "unreported")),
        }
    )
