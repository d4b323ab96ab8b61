"""The targets on which a decision can still change something, in the order in which to talk about them.

First those whose goal is within reach, then those that need another pace, date or goal, then those of which nobody
knows. Within each, whatever misses the largest share of its promise comes first. docs/review.md explains the order.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from tracker.analysis.decisions import decision_state, open_decisions
from tracker.analysis.issues import open_issues
from tracker.analysis.outlook import Outlook
from tracker.analysis.rows import AssessedTarget, DecisionRow, IssueRow
from tracker.analysis.snapshot import Snapshot

LONG_OPEN_DAYS: Final = 90
"""An issue open for so many days, a quarter, needs a decision even where nobody asked for one."""
Reach = Literal["reachable", "beyond", "unreported"]
"""``beyond``: needs a pace above the best so far, or is past due without a final figure."""
REACHES: Final = ("reachable", "beyond", "unreported")
Reason = Literal["decision", "issue", "pace", "outlook", "behind", "report"]
"""An overdue decision, an issue raised or long open, a needed pace above the best, an outlook of missing the goal
by more than the amber threshold, far behind where there is no outlook, an overdue report."""


class Need(NamedTuple):
    """A target on which something must be decided, and why."""

    id: str
    reach: Reach
    reasons: Sequence[Reason]
    at_stake: float  # the share of the promise that will be missing on the due date, or is behind plan; 0..1
    outlook: Outlook | None  # where it has an answer
    issues: Sequence[IssueRow]  # raised or long open, the longest open first
    decisions: Sequence[DecisionRow]  # overdue, the longest first
    budget: float  # approved or announced; NaN without


def decisions_needed(now: Snapshot) -> list[Need]:
    """The targets that need a decision; none that is achieved, missed, ended, not judged or not started."""
    issues: dict[str, list[IssueRow]] = defaultdict(list)
    for issue in open_issues(now.tables, now.as_of):
        is_long = (now.as_of - issue.opened).days >= LONG_OPEN_DAYS
        if is_long or issue.raised_to_en is not None:
            issues[issue.id].append(issue)
    decisions: dict[str, list[DecisionRow]] = defaultdict(list)
    for decision in open_decisions(now.tables, now.as_of):
        if decision.id is not None and decision_state(decision, now.as_of) == "overdue":
            decisions[decision.id].append(decision)
    budgets = _budgets(now)
    needs = [
        need
        for key, row in now.by_id.items()
        if row.status in _OPEN
        and (need := _need(now, row, issues.get(key, ()), decisions.get(key, ()), budgets)).reasons
    ]
    return sorted(needs, key=lambda need: _rank(need, now.by_id[need.id]))


_OPEN: Final = ("on_track", "at_risk", "off_track", "unreported")


def _need(
    now: Snapshot,
    row: AssessedTarget,
    issues: Sequence[IssueRow],
    decisions: Sequence[DecisionRow],
    budgets: Mapping[str, float],
) -> Need:
    outlook = now.outlooks.get(row.id)
    if outlook is not None and not outlook.is_answered:
        outlook = None
    too_fast = (
        outlook is not None and outlook.paces is not None and outlook.paces.is_needed_above_best
    )
    reasons: list[Reason] = []
    if decisions:
        reasons.append("decision")
    if issues:
        reasons.append("issue")
    if too_fast:
        reasons.append("pace")
    at_stake = _at_stake(row, outlook)
    if outlook is not None and outlook.verdict == "missed" and 100 * at_stake > row.amber:
        reasons.append("outlook")
    if outlook is None and row.status == "off_track":
        reasons.append("behind")
    if row.reported_late_days:
        reasons.append("report")
    reach: Reach = "reachable"
    if row.status == "unreported":
        reach = "unreported"
    elif too_fast or row.past_due:
        reach = "beyond"
    return Need(
        row.id,
        reach,
        reasons,
        at_stake,
        outlook,
        issues,
        decisions,
        budgets.get(row.id, math.nan),
    )


def _at_stake(row: AssessedTarget, outlook: Outlook | None) -> float:
    if outlook is not None and outlook.verdict == "missed" and row.goal != row.baseline:
        share = outlook.shortfall / abs(row.goal - row.baseline)
    else:
        share = (row.shortfall_percent if math.isnan(row.gap_pp) else row.gap_pp) / 100
    return 0.0 if math.isnan(share) else min(max(share, 0.0), 1.0)


def _budgets(now: Snapshot) -> Mapping[str, float]:
    status = now.budget_status
    amounts = status["approved"].fillna(status["announced"])
    return dict(zip(status["id"].tolist(), amounts.tolist(), strict=True))


def _rank(need: Need, row: AssessedTarget) -> tuple[float, ...]:
    budget = 0.0 if math.isnan(need.budget) else need.budget
    due = row.due.toordinal() if row.due else math.inf
    late = row.reported_late_days or 0
    return REACHES.index(need.reach), -need.at_stake, -budget, due, -late
