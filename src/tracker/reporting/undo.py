"""Taking a report back: nothing is deleted, later entries restore what counted before it."""

from __future__ import annotations

import dataclasses
import datetime as dt
import math
from typing import Any, Final

from tracker.analysis.as_of import known_updates, steps_done
from tracker.analysis.snapshot import Snapshot
from tracker.analysis.tables import tables
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.reporting.preview import with_only_target, with_report
from tracker.reporting.remarks import FIGURES
from tracker.reporting.report import Report, as_update, find_target

EffectiveFigures = dict[str, Any]  # of one update, what still counts: value, spent, done
_COMPARED_COLUMNS: Final = (
    "status",
    "judged_on",
    "value",
    "actual",
    "grade",
    "steps_done",
    "reached_on",
)


def undo(
    portfolio: Portfolio, target_id: str, report: Report, today: dt.date, by: str
) -> tuple[Report, ...]:
    """Entries that restore what counted before ``report``, which is on record; none where none can.

    A correction takes out the fields it gives. So what the report says of its day is said again as
    it was; where there was nothing, one entry without figures takes back everything of that day, and
    further ones restore the rest of it.
    """
    target, mine = find_target(portfolio, target_id), as_update(portfolio, report)
    if target is None or mine is None or mine not in target.updates:
        return ()
    place = len(target.updates) - 1 - target.updates[::-1].index(mine)
    without = target.updates[:place] + target.updates[place + 1 :]
    before = with_only_target(portfolio, target.model_copy(update={"updates": without}))
    was = _effective_figures(before, today)
    was.insert(place, {})  # by position in the record as it is now
    made = _corrections(
        target, place, was, _effective_figures(with_only_target(portfolio, target), today), today
    )
    made = tuple(dataclasses.replace(one, by=one.by or by) for one in made)
    if not made or _assessed_state(with_report(portfolio, *made), today) != _assessed_state(
        before, today
    ):
        return ()
    return made


def _corrections(
    target: Target,
    place: int,
    was: list[EffectiveFigures],
    now: list[EffectiveFigures],
    today: dt.date,
) -> tuple[Report, ...]:
    report = target.updates[place]
    given = [name for name in FIGURES if name in now[place]]
    here = [n for n, one in enumerate(target.updates) if one.date == report.date and n != place]
    covered = {name for n in here for name in was[n]}
    first: list[Report] = []
    names: set[str] = set(given)
    if set(given) - covered:  # nothing else on that day takes these out by giving them
        first = [Report(target.id, report.date, today, corrects=report.date)]
        names = set(FIGURES)
    found = []
    for n, update in enumerate(target.updates):
        if n == place:
            continue
        lost = {name for name in was[n] if name not in now[n]}
        if update.date == report.date:
            lost |= names & set(was[n])
        if lost:
            found.append(_restate(target, n, {name: was[n][name] for name in lost}, today))
    return (*first, *found)


def _restate(target: Target, number: int, figures: EffectiveFigures, today: dt.date) -> Report:
    """What an update said, said today as a correction of its day."""
    update = target.updates[number]
    told = update.model_dump(exclude_none=True, mode="python")
    return Report(
        target.id,
        update.date,
        today,
        corrects=update.date,
        note=told.get("note", ""),
        by=told.get("by", ""),
        evidence=told.get("evidence"),
        **figures,
    )


def _effective_figures(portfolio: Portfolio, today: dt.date) -> list[EffectiveFigures]:
    """By update of the one target, the figures that no correction known by now has taken out."""
    (target,) = portfolio.targets
    found: list[EffectiveFigures] = [{} for _ in target.updates]
    row: Any
    for row in known_updates(tables(portfolio), today).itertuples():
        update = target.updates[row.number]
        left: EffectiveFigures = {}
        if not math.isnan(row.value):
            left["value"] = update.value
        if not math.isnan(row.spent):
            left["spent"] = update.spent
        if row.steps:
            left["done"] = update.done or ()
        found[row.number] = left
    return found


def _assessed_state(portfolio: Portfolio, today: dt.date) -> tuple[Any, ...]:
    """All that is read off the updates of the one target, fit to be compared."""
    snapshot = Snapshot.at(portfolio, today)
    steps = steps_done(snapshot.tables, known_updates(snapshot.tables, today))
    money = snapshot.budget_status[["spent", "spent_on"]]
    return (
        snapshot.assessed[list(_COMPARED_COLUMNS)].astype(str).to_numpy().tolist(),
        sorted(zip(steps["milestone"], steps["date"], strict=True)),
        money.astype(str).to_numpy().tolist(),
    )
