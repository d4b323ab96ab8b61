"""Groups of targets: counts by status, five buckets, and the mean completion.

The buckets are those of inspection reports: finished, ahead of plan, on plan, behind, other; with the targets
that are to be verified they sum to the total. Those that ended are not in it and are counted beside it. A target without a figure is in neither mean: it never counts as zero. A mean of few is
missing: it needs five targets, and half of those that have a completion to report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Final, Literal, NamedTuple

import numpy as np

from tracker.analysis.assessment import STATUSES, UNASSESSED
from tracker.analysis.columns import Bools, Columns, Floats
from tracker.analysis.group_sums import Groups
from tracker.analysis.rows import AssessedTarget
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


def by_group(snapshot: Snapshot, by: GroupBy) -> list[Group]:
    """The groups in order of first appearance; years ascend.

    ``year`` is that of the due date in force. Targets without the field form the group ``""``, last.

    Mean completions are NaN where they would be of fewer than `MIN_FIGURES` targets, or of fewer than
    half of those that have a completion to report.
    """
    names = [_name(row, by) for row in snapshot.by_id.values()]
    return _groups(snapshot, Groups(names, sorted(set(names)) if by == "year" else None))


def overall(snapshot: Snapshot) -> Group:
    """All targets as one group named ``""``."""
    return _groups(snapshot, Groups([""] * len(snapshot.assessed), [""]))[0]


def status_counts(rows: Iterable[AssessedTarget], statuses: Iterable[str]) -> dict[str, int]:
    """How many of ``rows`` have each status, in the order of ``statuses``, without zeros."""
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in statuses if status in counts}


def _name(row: AssessedTarget, by: GroupBy) -> str:
    if by == "year":
        return "" if row.due is None else str(row.due.year)
    name: str | None = getattr(row, by)
    return name or ""


def _groups(snapshot: Snapshot, members: Groups) -> list[Group]:
    assessed = snapshot.judged
    columns = {"group": members.groups}
    columns |= {
        name: members.counts(chosen).tolist() for name, chosen in _counted(assessed).items()
    }
    completions = _completions(assessed)
    expected = members.counts(~np.isnan(completions.pop("expected")))
    for name, shares in completions.items():
        counts = members.counts(~np.isnan(shares))
        enough = (counts >= MIN_FIGURES) & (2 * counts >= expected)
        columns[name] = np.where(enough, members.means(shares), np.nan).tolist()
    return [Group(*row) for row in zip(*(columns[name] for name in COLUMNS), strict=True)]


def _counted(assessed: Columns) -> dict[str, Bools]:
    """By count of `Group`, the targets that are in it."""
    status = assessed["status"]
    of_status = {name: status == name for name in STATUSES}
    finished, on_track = of_status["achieved"], of_status["on_track"]
    ahead, behind = on_track & (assessed["gap_pp"] < 0), np.isin(status, BEHIND)
    return {
        "total": ~of_status["ended"],
        **of_status,
        "finished": finished,
        "ahead": ahead,
        "on_plan": on_track & ~ahead,
        "behind": behind,
        "other": ~(finished | on_track | behind | np.isin(status, ["to_verify", "ended"])),
        "without_figure": of_status["unreported"] & np.isnat(assessed["judged_on"]),
    }


def _completions(assessed: Columns) -> dict[str, Floats]:
    """By mean of `Group`, the completion of each target that enters it, missing for the others.

    ``expected`` has one for each target that should have a completion by now.
    """
    status = assessed["status"]
    # a composite would count its parts a second time
    has_completion = ~np.isin(assessed["kind"], (*RATE_KINDS, "statement", "parts"))
    share = np.where(has_completion, np.clip(assessed["actual"], 0.0, 1.0), np.nan)
    is_expected = has_completion & ~np.isin(status, ["not_judged", "not_started", "ended"])
    current = ~np.isin(status, [*UNASSESSED, "not_started", "ended"])
    return {
        "expected": np.where(is_expected, 1.0, np.nan),
        "completion_reported": np.where(current, share, np.nan),
        "completion_known": np.where(current | (status == "unreported"), share, np.nan),
    }
