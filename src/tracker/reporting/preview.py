"""The effect of reports on a target: its status without them and with them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import NamedTuple

from tracker.analysis.rows import AssessedTarget
from tracker.analysis.snapshot import Snapshot
from tracker.i18n import Lang
from tracker.portfolio.edit import insert_position
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.reporting.report import Report, as_update


def with_report(portfolio: Portfolio, *reports: Report) -> Portfolio:
    """A portfolio of only this target, with these reports inserted into its updates.

    ValueError for an unknown target or an invalid report.
    """
    target = portfolio.by_id.get(reports[0].target)
    if target is None:
        raise ValueError(f"{reports[0].target}: no such target")
    updates = list(target.updates)
    for report in reports:
        update = as_update(portfolio, report)
        if update is None:
            raise ValueError(f"{report.target}: an invalid report")
        position = insert_position([str(one.date) for one in updates], str(update.date))
        updates.insert(position, update)
    return with_only_target(portfolio, target.model_copy(update={"updates": tuple(updates)}))


def with_only_target(portfolio: Portfolio, target: Target) -> Portfolio:
    """A portfolio of this one target."""
    return dataclasses.replace(portfolio, targets=(target,))


class StatusPreview(NamedTuple):
    """The assessed target without the report and with it."""

    before: AssessedTarget
    after: AssessedTarget
    snapshot: Snapshot  # of the target with the report

    def explanation(self, lang: Lang) -> str:
        """Why the status with the report is what it is, in any language with a catalogue."""
        return self.snapshot.explanations(lang)[self.after.id]


def preview_status(portfolio: Portfolio, report: Report, as_of: dt.date) -> StatusPreview:
    """The status of the target on ``as_of`` without the report and with it.

    Only the one target is judged, so this takes no longer in a large portfolio.
    """
    target_id = report.target
    before = Snapshot.at(with_only_target(portfolio, portfolio.by_id[target_id]), as_of)
    after = Snapshot.at(with_report(portfolio, report), as_of)
    return StatusPreview(before.by_id[target_id], after.by_id[target_id], after)
