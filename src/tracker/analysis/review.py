"""What happened between two days, derived from the record alone: the review of a meeting.

Both days see only what was known then, so that the review of two past days stays the same whatever is reported
later. docs/review.md says what each part means.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

import pandas as pd

from tracker.analysis import agenda
from tracker.analysis.decisions import DecisionState, decision_state, known_decisions
from tracker.analysis.decisions_needed import Need, decisions_needed
from tracker.analysis.declared import LeadComparisons, comparisons_by_lead
from tracker.analysis.issues import known_issues, open_issues
from tracker.analysis.outlook_turns import OutlookTurn, outlook_turns
from tracker.analysis.record_quality import RecordQuality, record_quality
from tracker.analysis.review_days import check_days, published_after
from tracker.analysis.revised_goals import RevisedGoal, revised_goals
from tracker.analysis.rows import (
    GOAL_FIELDS,
    AssessedTarget,
    DecisionRow,
    IssueRow,
    UpdateRow,
    typed_rows,
)
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.spending_review import SpendingReview, spending_review
from tracker.analysis.turns import Flow, Turn, flows, turns
from tracker.portfolio import entries
from tracker.portfolio.entries import Ending
from tracker.portfolio.load import Portfolio


class MissingReport(NamedTuple):
    """A report that was owed and is not there."""

    id: str
    lead: str | None
    period_end: dt.date  # the day the report covers
    last_day: dt.date  # of grace
    days_late: int
    was_missing: bool  # on the earlier day, too


class EndedTarget(NamedTuple):
    """A target that is no longer pursued."""

    id: str
    ending: Ending
    before: str | None  # its status on the earlier day; None: it was not known then


class ReviewedIssues(NamedTuple):
    """What stands in the way; each sequence the longest open first."""

    open: Sequence[IssueRow]
    opened: Sequence[IssueRow]  # since the earlier day, whether resolved by now or not
    closed: Sequence[IssueRow]


class ReviewedDecision(NamedTuple):
    """A decision that was open on the earlier day or was taken later."""

    decision: DecisionRow
    state: DecisionState


class Review(NamedTuple):
    """The parts of a review; each sequence has the most important item first."""

    since: dt.date
    as_of: dt.date
    meeting: entries.Review | None  # the meeting on the earlier day
    then: Snapshot
    now: Snapshot  # the targets of the review alone, those known by then
    turns: Sequence[Turn]
    flows: Sequence[Flow]
    outlooks: Sequence[OutlookTurn]
    figures: Sequence[
        UpdateRow
    ]  # reports that became known in between and still count, the latest first
    revised: Sequence[RevisedGoal]
    missing: Sequence[MissingReport]
    issues: ReviewedIssues
    decisions: Sequence[
        ReviewedDecision
    ]  # overdue, open, done late, done in time; of each the earliest due first
    declared: Sequence[
        LeadComparisons
    ]  # declared beside computed statuses, by department, the most optimistic first
    needs: Sequence[Need]  # the targets that need a decision now
    added: Sequence[AssessedTarget]
    ended: Sequence[EndedTarget]
    spending: SpendingReview
    quality: Sequence[RecordQuality]


def review_between(
    portfolio: Portfolio, since: dt.date, as_of: dt.date, ids: Collection[str] | None = None
) -> Review:
    """The review of a portfolio between two days, of all targets or of some."""
    check_days(since, as_of)
    now = Snapshot.at(portfolio, as_of)
    return review(Snapshot.at(portfolio, since, now.tables), now, ids)


def review(then: Snapshot, now: Snapshot, ids: Collection[str] | None = None) -> Review:
    """The review between two snapshots of one portfolio, of all targets or of some.

    `ReviewDaysError` unless ``then`` is before ``now``. Targets whose source was published after the later day are
    left out; one whose source was published in between was added.
    """
    since, as_of = then.as_of, now.as_of
    check_days(since, as_of)
    unknown_now = published_after(now.portfolio, as_of)
    unknown_then = published_after(now.portfolio, since)
    wanted = now.by_id.keys() if ids is None else now.by_id.keys() & set(ids)
    known = {key for key in wanted if now.by_id[key].source not in unknown_now}
    if len(known) < len(now.by_id):
        now = now.select(now.assessed["id"].isin(list(known)))
    revised = revised_goals(now, since)
    before = {key: row for key, row in then.by_id.items() if row.source not in unknown_then}
    return Review(
        since=since,
        as_of=as_of,
        meeting=next((each for each in now.portfolio.header.reviews if each.date == since), None),
        then=then,
        now=now,
        turns=turns(before, now.by_id, {goal.id for goal in revised if goal.field in GOAL_FIELDS}),
        flows=flows(before, now.by_id),
        outlooks=outlook_turns(then, now, before.keys()),
        figures=_figures(now, since),
        revised=revised,
        missing=_missing(before, now),
        issues=_issues(now, since),
        decisions=_decisions(now, since, is_selection=ids is not None),
        declared=comparisons_by_lead(now),
        needs=decisions_needed(now),
        added=[row for row in now.by_id.values() if row.source in unknown_then],
        ended=_ended(before, now, since),
        spending=spending_review(then, now),
        quality=record_quality(now),
    )


def _figures(now: Snapshot, since: dt.date) -> Sequence[UpdateRow]:
    reports = now.reports
    reports = reports[reports["reported"] > pd.Timestamp(since)]
    if len(now.by_id) < len(now.tables.targets):
        reports = reports[reports["id"].isin(now.by_id)]
    reports = reports.sort_values(["reported", "date"], ascending=False, kind="stable")
    return list(typed_rows(reports, UpdateRow))


def _missing(before: dict[str, AssessedTarget], now: Snapshot) -> Sequence[MissingReport]:
    due = typed_rows(agenda.reports_due(now), agenda.ReportDue)
    return [
        MissingReport(
            row.id,
            row.lead,
            row.period_end,
            row.last_day,
            row.days_late,
            was_missing=row.id in before and bool(before[row.id].reported_late_days),
        )
        for row in due
        if row.days_late
    ]


def _issues(now: Snapshot, since: dt.date) -> ReviewedIssues:
    known = [issue for issue in known_issues(now.tables, now.as_of) if issue.id in now.by_id]
    known.sort(key=lambda issue: issue.opened)
    return ReviewedIssues(
        open=[issue for issue in open_issues(now.tables, now.as_of) if issue.id in now.by_id],
        opened=[issue for issue in known if issue.opened > since],
        closed=[issue for issue in known if issue.closed is not None and issue.closed > since],
    )


def _decisions(now: Snapshot, since: dt.date, *, is_selection: bool) -> Sequence[ReviewedDecision]:
    """Of a selection of targets those that concern one of them; without a target they concern all."""
    decisions = [
        ReviewedDecision(row, decision_state(row, now.as_of))
        for row in known_decisions(now.tables, now.as_of)
        if (row.closed is None or row.closed > since)
        and (row.id in now.by_id if is_selection or row.id is not None else True)
    ]
    return sorted(
        decisions,
        key=lambda each: (_STATES.index(each.state), each.decision.due or dt.date.max),
    )


_STATES: Final = ("overdue", "open", "kept_late", "kept")


def _ended(
    before: dict[str, AssessedTarget], now: Snapshot, since: dt.date
) -> Sequence[EndedTarget]:
    endings = ((key, now.portfolio.by_id[key].ended) for key in now.by_id)
    return [
        EndedTarget(key, ending, before[key].status if key in before else None)
        for key, ending in endings
        if ending is not None and since < ending.on <= now.as_of
    ]
