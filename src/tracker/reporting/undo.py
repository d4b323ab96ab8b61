"""Undo of a saved report: nothing is deleted, later entries restore the figures before it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any, Final

from tracker.analysis.as_of import known_figures, steps_done
from tracker.analysis.columns import plain_values
from tracker.analysis.declared import declared_statuses
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import tables
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.reporting.preview import with_only_target, with_report
from tracker.reporting.report import FIGURES, Report, as_update

EffectiveFigures = dict[str, Any]
"""The figures of one update that are not corrected or withdrawn: value, spent, done, declared."""
_COMPARED_COLUMNS: Final = (
    "status",
    "judged_on",
    "value",
    "actual",
    "shortfall",
    "grade",
    "steps_done",
    "reached_on",
)


def undo(portfolio: Portfolio, report: Report, today: dt.date, by: str) -> tuple[Report, ...]:
    """Entries that restore the figures before ``report``, which is on record; () where that fails.

    A correction replaces the fields it has. So the earlier figures of the report's day are entered
    again; where there were none, one entry without figures withdraws everything of that day, and
    further ones restore the rest. Status, steps and money of the target are compared to make sure.
    """
    target, mine = portfolio.by_id.get(report.target), as_update(portfolio, report)
    if target is None or mine is None or mine not in target.updates:
        return ()
    place = len(target.updates) - 1 - target.updates[::-1].index(mine)
    without = target.updates[:place] + target.updates[place + 1 :]
    before = with_only_target(portfolio, target.model_copy(update={"updates": without}))
    old_figures = _effective_figures(before, today)
    old_figures.insert(place, {})  # by position in the record as it is now
    figures = _effective_figures(with_only_target(portfolio, target), today)
    entries = tuple(
        dataclasses.replace(one, by=one.by or by)
        for one in _corrections(target, place, old_figures, figures, today)
    )
    if not entries or assessed_state(with_report(portfolio, *entries), today) != assessed_state(
        before, today
    ):
        return ()
    return entries


def _corrections(
    target: Target,
    place: int,
    old: list[EffectiveFigures],
    new: list[EffectiveFigures],
    today: dt.date,
) -> tuple[Report, ...]:
    report = target.updates[place]
    reported = {name for name in FIGURES if name in new[place]}
    same_day = [n for n, one in enumerate(target.updates) if one.date == report.date and n != place]
    covered = {name for n in same_day for name in old[n]}
    first: list[Report] = []
    replaced = reported
    if reported - covered:  # no other report of that day replaces these figures
        first = [Report(target.id, report.date, today, corrects=report.date)]
        replaced = set(FIGURES)
    restored = []
    for n, update in enumerate(target.updates):
        if n == place:
            continue
        lost = {name for name in old[n] if name not in new[n]}
        if update.date == report.date:
            lost |= replaced & set(old[n])
        if lost:
            restored.append(_restate(target, n, {name: old[n][name] for name in lost}, today))
    return (*first, *restored)


def _restate(target: Target, number: int, figures: EffectiveFigures, today: dt.date) -> Report:
    """The figures of an update, entered today as a correction of its day."""
    update = target.updates[number]
    fields = update.model_dump(exclude_none=True, mode="python")
    return Report(
        target.id,
        update.date,
        today,
        corrects=update.date,
        note=fields.get("note", ""),
        by=fields.get("by", ""),
        evidence=fields.get("evidence"),
        confirmed=update.confirmed,
        **figures,
    )


def _effective_figures(portfolio: Portfolio, today: dt.date) -> list[EffectiveFigures]:
    """By update of the one target, the figures that no correction known today has replaced."""
    (target,) = portfolio.targets
    by_update: list[EffectiveFigures] = [{} for _ in target.updates]
    known = known_figures(tables(portfolio).columns, today)
    columns = (
        plain_values(known[name]) for name in ("number", "value", "spent", "steps", "declared")
    )
    for number, value, spent, steps, declared in zip(*columns, strict=True):
        update, figures = target.updates[number], by_update[number]
        if not math.isnan(value):
            figures["value"] = update.value
        if not math.isnan(spent):
            figures["spent"] = update.spent
        if steps:
            figures["done"] = update.done or ()
        if declared is not None:
            figures["declared"] = update.declared
    return by_update


def assessed_state(portfolio: Portfolio, today: dt.date) -> tuple[Any, ...]:
    """Status, declared status, steps and money of the one target, in comparable form."""
    snapshot = Snapshot.at(portfolio, today)
    columns = snapshot.tables.columns
    steps = steps_done(columns, known_figures(columns, today))
    money = snapshot.budget_status[["spent", "spent_on"]]
    declared = declared_statuses(snapshot.tables, today)
    return (
        {key: (one.on, one.declared) for key, one in declared.items()},
        snapshot.assessed[list(_COMPARED_COLUMNS)].astype(str).to_numpy().tolist(),
        sorted((milestone, day) for (_, milestone), day in steps.items()),
        money.astype(str).to_numpy().tolist(),
    )
