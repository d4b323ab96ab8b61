"""Which targets past their due date are open on the Timeline, in words, and the order that follows from it.

Targets that were missed or whose report is overdue come first in their group, those due longest ago foremost; then
the others past due, without data that anybody owed or by an assumed date; what is under way by due date; what has
no due date; and what is achieved. Groups with most targets of the first kind come first, then those with most of
the second, the others in the order of the file.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Final

from tracker.analysis import rollup
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.timeline import ScheduledTarget
from tracker.i18n import Translator


def overdue_texts(t: Translator, targets: Sequence[ScheduledTarget]) -> list[str]:
    """What is known of targets past their due date, with the number of each."""
    counts = Counter(overdue_as(one.row) for one in targets)
    return [t(key, count=counts[kind]) for kind, key in _OVERDUE_KEYS.items() if counts[kind]]


_OVERDUE_KEYS: Final = {
    "silent": "timeline.overdue.silent",
    "late": "timeline.overdue.late",
    "missed": "timeline.overdue.missed",
}


def overdue_as(row: AssessedTarget) -> str:
    """A key of `_OVERDUE_KEYS`: what is known of a target past its due date; "" where nothing is open.

    ``late`` needs a report that somebody owes: silence alone is nobody's fault.
    """
    if not row.past_due or row.status in ("achieved", "to_verify", "not_judged"):
        return ""
    if row.status == "missed":
        return "missed"
    return "late" if row.reported_late_days else "silent"


def is_overdue(target: ScheduledTarget) -> bool:
    """Whether a target was missed, or its report is overdue, against a date that a source gives."""
    return overdue_as(target.row) in ("missed", "late") and not target.due_assumed


def split_overdue(
    targets: Sequence[ScheduledTarget],
) -> tuple[list[ScheduledTarget], list[ScheduledTarget]]:
    """The targets that `is_overdue`, and the others past due that were not achieved."""
    past = [one for one in targets if overdue_as(one.row)]
    return [one for one in past if is_overdue(one)], [one for one in past if not is_overdue(one)]


def grouped(
    targets: Sequence[ScheduledTarget], by: rollup.GroupBy
) -> dict[str, list[ScheduledTarget]]:
    """By key, "" for none, in the order of the page."""
    groups: dict[str, list[ScheduledTarget]] = {}
    for one in targets:
        groups.setdefault(getattr(one.row, by) or "", []).append(one)
    counts = {name: [-len(rows) for rows in split_overdue(groups[name])] for name in groups}
    ordered = sorted(groups, key=lambda name: (*counts[name], name == ""))
    return {name: sorted(groups[name], key=_place) for name in ordered}


def _place(target: ScheduledTarget) -> tuple[int, dt.date]:
    row = target.row
    if row.status == "ended":
        rank = 5
    elif row.status in ("achieved", "to_verify"):
        rank = 4
    elif row.due is None:
        rank = 3
    else:
        rank = 0 if is_overdue(target) else 1 if overdue_as(row) else 2
    return rank, row.due or row.start or dt.date.max
