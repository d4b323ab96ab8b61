"""What the record says about why a target falls short, and the next days on which more will be known.

Nothing is inferred: a note stays a note and a decision a decision, each with its own day.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Final, Literal, NamedTuple

from tracker.analysis.details import TargetDetails
from tracker.analysis.rows import DecisionRow, IssueRow, RevisionRow, UpdateRow

Source = Literal["issue", "note", "resolved", "decision", "revision"]


_PERIOD_ALONE: Final = re.compile(
    r"(?:[\d\W年月日第一二三四上下半季度学期]|\b(?:the|of|in|year|term|quarter|half|first|second|third|fourth|q[1-4])\b)+",
    re.IGNORECASE,
)
"""A note that names the period of its figure and says nothing about it: "Term 4 of 2025."."""


class RecordedReason(NamedTuple):
    """An item of the record and its day: raised, that of the figure, resolved, decided, in force."""

    source: Source
    on: dt.date
    item: IssueRow | UpdateRow | DecisionRow | RevisionRow


def recorded_reason(details: TargetDetails) -> RecordedReason | None:
    """The first of: the longest open issue, the note of the last report, the issue resolved last, the last decision, the last revision of the goal.

    A note that only names a period is passed over.
    """
    still_open = [issue for issue in details.issues if issue.closed is None]
    if still_open:
        return RecordedReason("issue", still_open[0].opened, still_open[0])
    last = next((one for one in details.updates if one.number in details.effective), None)
    note = last and (last.note_zh or last.note_en)
    if last is not None and note and not _PERIOD_ALONE.fullmatch(note):
        return RecordedReason("note", last.date, last)
    resolved = [(issue.closed, issue) for issue in details.issues if issue.closed is not None]
    if resolved:
        return RecordedReason("resolved", *resolved[0])
    if details.decisions:
        decided = max(details.decisions, key=lambda decision: decision.review)
        return RecordedReason("decision", decided.review, decided)
    if revisions := details.series.revisions:
        return RecordedReason("revision", revisions[-1].date, revisions[-1])
    return None


class NextDay(NamedTuple):
    """A day after the as-of date."""

    what: Literal["report", "decision", "due"]  # `due`: a due date that was revised
    on: dt.date


def next_days(details: TargetDetails, as_of: dt.date) -> list[NextDay]:
    """The last day of the next report, that of a decision to be carried out, a revised due date: by day."""
    row = details.row
    days = [
        NextDay("decision", decision.due)
        for decision in details.decisions
        if decision.closed is None and decision.due is not None and decision.due > as_of
    ][:1]
    if row.status != "missed":
        if row.next_report is not None and row.next_report >= as_of:
            days.append(NextDay("report", row.next_report))
        is_revised = any(revision.field == "due" for revision in details.series.revisions)
        if is_revised and row.due is not None and row.due > as_of:
            days.append(NextDay("due", row.due))
    return sorted(days, key=lambda day: day.on)
