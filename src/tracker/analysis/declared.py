"""The status that reporters declare, beside the computed one. It is shown and never judged by.

Both are steps of one scale, from achieved to missed. A rating of the reporters' own scale is compared
where the portfolio says which status it stands for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final, NamedTuple

from tracker.analysis.as_of import known_figures
from tracker.analysis.columns import is_missing
from tracker.analysis.rows import AssessedTarget, UpdateRow
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import Tables
from tracker.i18n import Translator
from tracker.portfolio.entries import DECLARABLE

_STEPS: Final = {"to_verify": 0} | {status: step for step, status in enumerate(DECLARABLE)}


class DeclaredStatus(NamedTuple):
    """The latest status that a target's reporters declared."""

    id: str
    on: dt.date  # the day it speaks of
    reported: dt.date
    declared: str  # one of our statuses, or a key of `portfolio.ratings`
    status: str | None  # the status it stands for; None where no source says so
    title_zh: str | None  # of a rating
    title_en: str | None
    by_zh: str | None
    by_en: str | None

    def word(self, t: Translator) -> str:
        """The declared status in words, on the reporters' own scale where they have one."""
        if self.title_zh is not None:
            return t.localized(self, "title")
        return t.status(self.status) if self.status is not None else self.declared


def declared_word(update: UpdateRow, t: Translator) -> str:
    """The status that an update declares, in words as `DeclaredStatus.word`; "" for none."""
    return "" if update.declared is None else _declared_status(update.id, update).word(t)


class Comparison(NamedTuple):
    """A declared status beside the computed one."""

    target: AssessedTarget
    declared: DeclaredStatus
    optimism: int | None
    """By how many steps the declared status is better than the computed one (0: the same, negative: worse);
    None where the two do not compare."""


class LeadComparisons(NamedTuple):
    """The declared statuses of one lead."""

    lead: str | None
    compared: tuple[Comparison, ...]  # the most optimistic first
    not_compared: tuple[Comparison, ...]  # a rating without a status, or no computed status


def declared_statuses(tables: Tables, as_of: dt.date) -> Mapping[str, DeclaredStatus]:
    """By target id, the latest status declared and known by a day.

    Of several for one day the better evidence counts, then the later report, then the lower line.
    """
    updates = known_figures(tables.columns, as_of)
    latest: dict[str, UpdateRow] = {}
    for update in updates.take(~is_missing(updates["declared"])).rows(UpdateRow):
        known = latest.get(update.id)
        if known is None or _order(update) > _order(known):
            latest[update.id] = update
    return {key: _declared_status(key, update) for key, update in latest.items()}


def _declared_status(key: str, update: UpdateRow) -> DeclaredStatus:
    return DeclaredStatus(
        id=key,
        on=update.date,
        reported=update.reported,
        declared=update.declared or "",
        status=update.declared_status,
        title_zh=update.declared_zh,
        title_en=update.declared_en,
        by_zh=update.by_zh,
        by_en=update.by_en,
    )


def comparisons(snapshot: Snapshot) -> list[Comparison]:
    """Every declared status beside the computed one, in the order of the portfolio; ended targets have none."""
    declared = declared_statuses(snapshot.tables, snapshot.as_of)
    return [
        Comparison(target, declared[key], _optimism(declared[key].status, target.status))
        for key, target in snapshot.by_id.items()
        if key in declared and target.status != "ended"
    ]


def comparisons_by_lead(snapshot: Snapshot) -> list[LeadComparisons]:
    """`comparisons` by lead; leads with most statuses more optimistic than the computed ones come first."""
    groups: dict[str | None, list[Comparison]] = {}
    for comparison in comparisons(snapshot):
        groups.setdefault(comparison.target.lead, []).append(comparison)
    by_lead = [
        LeadComparisons(
            lead,
            tuple(
                sorted(
                    (one for one in group if one.optimism is not None),
                    key=lambda one: -(one.optimism or 0),
                )
            ),
            tuple(one for one in group if one.optimism is None),
        )
        for lead, group in groups.items()
    ]
    return sorted(
        by_lead, key=lambda group: -sum((one.optimism or 0) > 0 for one in group.compared)
    )


def _order(update: UpdateRow) -> tuple[dt.date, int, dt.date, int]:
    return update.date, update.rank, update.reported, update.number


def _optimism(declared: str | None, computed: str) -> int | None:
    if declared not in _STEPS or computed not in _STEPS:
        return None
    return _STEPS[computed] - _STEPS[declared]
