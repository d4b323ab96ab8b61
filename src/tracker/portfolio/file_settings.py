"""The settings of a target's own file where those of the portfolio differ: reporting and the unit of money."""

from __future__ import annotations

from typing import Any

from tracker.portfolio import model
from tracker.portfolio.header import Header, ReportingOverride
from tracker.portfolio.money import Amount


def with_file_settings(target: model.Target, header: Header | None, shared: Header) -> model.Target:
    """``target`` with the settings of its file's ``header`` where the portfolio's header differs."""
    if header is None or header == shared:
        return target
    changes: dict[str, Any] = {}
    if "report" in header.model_fields_set and header.report != shared.report:
        override = target.report or ReportingOverride()
        grace = header.report if "grace_days" in header.report.model_fields_set else shared.report
        changes["report"] = ReportingOverride(
            every=override.every or header.report.every,
            grace_days=grace.grace_days if override.grace_days is None else override.grace_days,
            from_=override.from_ or header.report.from_ or shared.report.from_,
        )
    if header.money and header.money != shared.money:

        def with_unit(amount: Any) -> Any:
            return Amount(amount, header.money or "") if isinstance(amount, float) else amount

        if target.budget:
            key = target.budget.amount_key
            changes["budget"] = target.budget.model_copy(
                update={key: with_unit(target.budget.amount)}
            )
        changes["updates"] = tuple(
            update.model_copy(update={"spent": with_unit(update.spent)})
            for update in target.updates
        )
        changes["revisions"] = tuple(
            revision.model_copy(
                update={"from_": with_unit(revision.from_), "to": with_unit(revision.to)}
            )
            if revision.field == "budget"
            else revision
            for revision in target.revisions
        )
    return target.model_copy(update=changes)
