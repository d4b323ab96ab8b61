"""All that is known about a target on a day, gathered from the tables."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple, TypeVar
from weakref import WeakKeyDictionary

from tracker.analysis import rows
from tracker.analysis.as_of import known_figures, steps_done
from tracker.analysis.columns import Columns, TableColumns, columns_of, is_in
from tracker.analysis.decisions import known_decisions
from tracker.analysis.declared import DeclaredStatus, declared_statuses
from tracker.analysis.earned_value import BudgetStatus
from tracker.analysis.goals import goals
from tracker.analysis.issues import known_issues
from tracker.analysis.outlook import Outlook
from tracker.analysis.reported_points import EffectiveUpdate
from tracker.analysis.series import OutlookRange, ProgressSeries, progress_series
from tracker.analysis.snapshot import Snapshot
from tracker.portfolio import model


class TargetDetails(NamedTuple):
    """One target with its items; nothing in it depends on a language."""

    row: rows.AssessedTarget
    target: model.Target
    updates: Sequence[rows.UpdateRow]  # reported by the day, the latest first
    effective: Mapping[int, EffectiveUpdate]  # by number, those known on the day
    steps: Sequence[rows.MilestoneRow]
    steps_by_update: Mapping[int, Sequence[str]]  # by an update's number: milestones it completes
    done: Mapping[str, dt.date]  # by milestone: the day of the first update that reports it done
    context: Sequence[rows.ContextRow]  # the latest first
    revisions: Sequence[rows.RevisionRow]  # the latest first
    years: Sequence[rows.YearGoalRow]  # of a flow, the goals in force
    issues: Sequence[rows.IssueRow]  # those open first, the longest open above
    decisions: Sequence[rows.DecisionRow]  # those open first, by due date
    declared: DeclaredStatus | None
    budget_status: BudgetStatus | None
    budget: rows.BudgetRow | None  # as the record has it, with its note and evidence
    series: ProgressSeries


def target_details(snapshot: Snapshot) -> Iterator[TargetDetails]:
    """The details of every target, in the order of the portfolio."""
    tables, as_of = snapshot.tables, snapshot.as_of
    columns = tables.columns
    records = snapshot.portfolio.by_id
    updates = _by_id(columns.updates, rows.UpdateRow, lambda update: update.reported <= as_of)
    points = _by_id(columns.trajectory, rows.TrajectoryRow)
    steps = _by_id(columns.milestones, rows.MilestoneRow)
    context = _by_id(columns.context, rows.ContextRow, lambda fact: fact.reported <= as_of)
    revisions = known_revisions(snapshot)
    years = _year_goals(columns, as_of)
    budgets = _by_id(columns.budgets, rows.BudgetRow)
    budget_status = _by_id(columns_of(snapshot.budget_status), BudgetStatus)
    known = known_figures(columns, as_of)
    effective = _effective_updates(known)
    done = _done_on(columns, known)
    issues: dict[str, list[rows.IssueRow]] = defaultdict(list)
    for issue in known_issues(tables, as_of):
        issues[issue.id].append(issue)
    decisions: dict[str | None, list[rows.DecisionRow]] = defaultdict(list)
    for decision in known_decisions(tables, as_of):
        decisions[decision.id].append(decision)
    declared = declared_statuses(tables, as_of)
    completed: dict[str, dict[int, list[str]]] = defaultdict(lambda: defaultdict(list))
    for step in columns.done.rows(rows.CompletedMilestoneRow):
        completed[step.id][step.number].append(step.milestone)
    for key, row in snapshot.by_id.items():
        yield TargetDetails(
            row=row,
            target=records[key],
            updates=sorted(
                updates.get(key, ()),
                key=lambda update: (update.date, update.rank, update.reported),
                reverse=True,
            ),
            effective=effective.get(key, {}),
            steps=steps.get(key, ()),
            steps_by_update=completed.get(key, {}),
            done=done.get(key, {}),
            context=sorted(context.get(key, ()), key=lambda fact: fact.date, reverse=True),
            revisions=revisions.get(key, ()),
            years=years.get(key, ()),
            issues=sorted(issues[key], key=_open_first),
            decisions=sorted(decisions[key], key=_open_first),
            declared=declared.get(key),
            budget_status=budget_status.get(key, [None])[0],
            budget=budgets.get(key, [None])[0],
            series=progress_series(
                row,
                as_of,
                points=points.get(key, ()),
                steps=steps.get(key, ()),
                updates=updates.get(key, ()),
                effective=effective.get(key, {}),
                done=done.get(key, {}),
                revisions=revisions.get(key, ()),
                outlook=_outlook_range(snapshot.outlook(key)),
                years=years.get(key, ()),
            ),
        )


def _outlook_range(outlook: Outlook) -> OutlookRange | None:
    """None without projections, and on the due date itself."""
    on, due = outlook.on, outlook.due
    if not outlook.is_answered or on is None or due is None or on >= due:
        return None
    return OutlookRange(on, outlook.value, due, outlook.slowest, outlook.fastest)


def _open_first(entry: rows.IssueRow | rows.DecisionRow) -> tuple[bool, int]:
    """The order of a list: what is open by its day, then what is closed, the latest first."""
    if entry.closed is not None:
        return True, -entry.closed.toordinal()
    day = entry.opened if isinstance(entry, rows.IssueRow) else entry.due or dt.date.max
    return False, day.toordinal()


def _year_goals(tables: TableColumns, as_of: dt.date) -> Mapping[str, Sequence[rows.YearGoalRow]]:
    """By target id, the goals of its years in force on a day, by year."""
    ids = tables.targets["id"].tolist()
    in_force = goals(tables, as_of).years
    years: dict[str, list[rows.YearGoalRow]] = {}
    for row, year, goal in zip(*(column.tolist() for column in in_force), strict=True):
        years.setdefault(ids[row], []).append(rows.YearGoalRow(ids[row], year, goal))
    return years


def known_revisions(
    snapshot: Snapshot, ids: Sequence[str] | None = None
) -> Mapping[str, Sequence[rows.RevisionRow]]:
    """By target id, the revisions known on the day, the latest first; of ``ids`` alone where they are given."""
    revisions = snapshot.tables.columns.revisions
    if ids is not None:
        revisions = revisions.take(is_in(revisions["id"], set(ids)))
    by_id = _by_id(revisions, rows.RevisionRow, lambda change: change.date <= snapshot.as_of)
    return {
        key: sorted(changes, key=lambda change: change.date, reverse=True)
        for key, changes in by_id.items()
    }


def details_of(snapshot: Snapshot, target_id: str) -> TargetDetails:
    """The details of one target, without a look at the others; computed once per snapshot."""
    return details_of_some(snapshot, [target_id])[0]


def details_of_some(snapshot: Snapshot, ids: Sequence[str]) -> list[TargetDetails]:
    """`details_of` of several targets: their tables are read together."""
    known = _DETAILS.setdefault(snapshot, {})
    if missing := [key for key in ids if key not in known]:
        found = target_details(snapshot.of_targets(missing))
        known.update((details.row.id, details) for details in found)
    return [known[key] for key in ids]


# a page asks for one target's details once for each of its cards
_DETAILS: Final[WeakKeyDictionary[Snapshot, dict[str, TargetDetails]]] = WeakKeyDictionary()


def reported_values(
    snapshot: Snapshot, ids: Sequence[str]
) -> Mapping[str, Sequence[tuple[dt.date, float]]]:
    """By target id, the figures that count by their day, as in `ProgressSeries`; gathered once per snapshot."""
    values = _REPORTED.setdefault(snapshot, {})
    if missing := [key for key in ids if key not in values]:
        some, as_of = snapshot.of_targets(missing), snapshot.as_of
        columns = some.tables.columns
        updates = _by_id(columns.updates, rows.UpdateRow)
        steps = _by_id(columns.milestones, rows.MilestoneRow)
        known = known_figures(columns, as_of)
        effective, done = _effective_updates(known), _done_on(columns, known)
        for key in missing:
            series = progress_series(
                snapshot.by_id[key],
                as_of,
                points=(),
                steps=steps.get(key, ()),
                updates=updates.get(key, ()),
                effective=effective.get(key, {}),
                done=done.get(key, {}),
                revisions=(),
            )
            values[key] = [(at.date, at.value) for at in series.counting]
    return values


_REPORTED: Final[WeakKeyDictionary[Snapshot, dict[str, Sequence[tuple[dt.date, float]]]]] = (
    WeakKeyDictionary()
)


def _effective_updates(known: Columns) -> dict[str, dict[int, EffectiveUpdate]]:
    """By target id and update number."""
    effective: dict[str, dict[int, EffectiveUpdate]] = defaultdict(dict)
    columns = (known[name].tolist() for name in ("id", "number", "value", "steps"))
    for key, number, value, steps in zip(*columns, strict=True):
        effective[key][number] = EffectiveUpdate(value, steps)
    return effective


def _done_on(tables: TableColumns, known: Columns) -> dict[str, dict[str, dt.date]]:
    """By target id and milestone, the day of the first update that reports it done."""
    ids = tables.targets["id"]
    done: dict[str, dict[str, dt.date]] = defaultdict(dict)
    for (row, milestone), day in steps_done(tables, known).items():
        done[ids[row]][milestone] = day
    return done


_Item = TypeVar(
    "_Item",
    rows.UpdateRow,
    rows.TrajectoryRow,
    rows.MilestoneRow,
    rows.ContextRow,
    rows.RevisionRow,
    rows.BudgetRow,
    BudgetStatus,
)


def _by_id(
    table: Columns, row_type: type[_Item], wanted: Callable[[_Item], bool] = lambda _: True
) -> dict[str, list[_Item]]:
    groups: dict[str, list[_Item]] = {}
    for row in table.rows(row_type):
        if wanted(row):
            groups.setdefault(row.id, []).append(row)
    return groups
