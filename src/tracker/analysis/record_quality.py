"""How complete the record of each department is: the parts, each as a count, without a score."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tracker.analysis.assessment import OVER
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.snapshot import Snapshot

PARTS: Final = ("owner", "number", "deadline", "evidence", "recent")


class RecordQuality(NamedTuple):
    """The targets of one responsible organisation, and how many of them have each part."""

    lead: str | None  # None: the source names nobody
    targets: int
    owner: int  # a responsible post is named
    number: int  # a number or milestones to judge by
    deadline: int
    reported: int  # with a figure: over these `evidence` counts
    evidence: int  # the figure that counts has a source with a grade
    awaited: int  # under way: over these `recent` counts
    recent: int  # reported, and no report is overdue


def record_quality(now: Snapshot) -> list[RecordQuality]:
    """One row a lead of the targets of ``now``, those with most targets first and those without a lead last."""
    by_lead: dict[str | None, list[AssessedTarget]] = {}
    for row in now.by_id.values():
        by_lead.setdefault(row.lead, []).append(row)
    of_leads = [_quality(now, lead, of_lead) for lead, of_lead in by_lead.items()]
    return sorted(of_leads, key=lambda row: (row.lead is None, -row.targets))


def _quality(now: Snapshot, lead: str | None, rows: Sequence[AssessedTarget]) -> RecordQuality:
    records = now.portfolio.by_id
    own = [row for row in rows if row.kind != "parts"]  # a composite has no figures of its own
    reported = [row for row in own if row.judged_on is not None]
    awaited = [row for row in own if row.status not in (*OVER, "not_started", "not_judged")]
    return RecordQuality(
        lead=lead,
        targets=len(rows),
        owner=sum(records[row.id].owner is not None for row in rows),
        number=sum(_is_measured(row) for row in rows),
        deadline=sum(row.due is not None for row in rows),
        reported=len(reported),
        evidence=sum(row.grade is not None for row in reported),
        awaited=len(awaited),
        recent=sum(row.status != "unreported" for row in awaited),
    )


def _is_measured(row: AssessedTarget) -> bool:
    return row.steps > 0 if row.kind == "milestones" else row.kind != "statement"
