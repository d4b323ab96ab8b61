"""The tables that the pages offer as files: the rows on the page, with numbers and days as such.

Names of columns are in the reader's language, shares in %, amounts in the portfolio's money unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import nan
from operator import attrgetter
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker.analysis import rollup
from tracker.analysis.assessment import STATUSES
from tracker.analysis.changes import comparison_day
from tracker.analysis.declared import declared_statuses
from tracker.analysis.details import known_revisions
from tracker.analysis.earned_value import BudgetStatus, Totals, totals
from tracker.analysis.rows import (
    GOAL_FIELDS,
    AssessedTarget,
    RevisionRow,
    typed_rows,
)
from tracker.analysis.status_words import status_marks, status_word
from tracker.analysis.timeline import timeline_data, timeline_table
from tracker.i18n import day
from tracker.views import targets
from tracker.views.budgets import in_order
from tracker.views.context import PageContext
from tracker.views.download_columns import (
    AMOUNTS,
    Column,
    Table,
    make_table,
    money_columns,
    name_columns,
    one_decimal,
    percent_column,
)
from tracker.views.group_table import GROUPING_KEYS, chosen_grouping, group_of, ordered
from tracker.views.groups import group_name
from tracker.views.spreadsheet import Value
from tracker.views.target_row import is_assumed

TIMELINE_KEYS: Final[Mapping[str, str]] = {
    "theme": "chart.column.theme",
    "title": "chart.column.title",
    "step": "chart.column.step",
    "start": "chart.column.start",
    "due": "chart.column.due",
    "due_note": "download.column.due_note",
    "completion": "chart.column.completion",
    "status": "chart.column.status",
}
"""By column of `timeline_table`."""
_Budget = tuple[AssessedTarget, BudgetStatus]
_Total = tuple[str, str, Totals]  # the grouping, the group and its amounts


def targets_table(view: PageContext) -> Table:
    """The targets that fit the filters and the search of the Targets page, in its order."""
    t = view.t
    before, revisions = view.snapshot.previous.by_id, known_revisions(view.snapshot)

    def original(row: AssessedTarget) -> _Original:
        return _original(revisions.get(row.id, ()))

    declared = declared_statuses(view.tables, view.as_of)
    columns: list[Column[AssessedTarget]] = [
        *name_columns(view, lambda row: row),
        Column(t("filter.plan"), lambda row: view.plan(row.plan) if row.plan else None),
        Column(t("promise.what"), lambda row: t.localized(row, "promise")),
        Column(t("field.status"), lambda row: status_word(row, t) + status_marks(row, t)),
        Column(
            t("download.column.before", day=day(comparison_day(view.as_of))),
            lambda row: status_word(before[row.id], t),
        ),
        Column(
            t("why.declared"),
            lambda row: declared[row.id].word(t) if row.id in declared else None,
        ),
        Column(
            t("download.column.declared_on"),
            lambda row: declared[row.id].on if row.id in declared else None,
        ),
        Column(t("download.column.value"), lambda row: row.value),
        Column(t("download.column.goal"), lambda row: row.goal),
        Column(
            t("download.column.about"), lambda row: t("download.about") if row.approximate else None
        ),
        Column(t("chart.column.upper"), lambda row: row.high),
        Column(t("chart.column.unit"), lambda row: t.localized(row, "unit") or None),
        percent_column(view, "download.column.actual", lambda row: _current(row, row.actual)),
        percent_column(view, "download.column.planned", lambda row: _current(row, row.planned)),
        Column(
            t("download.column.gap"),
            lambda row: _current(row, one_decimal(row.gap_pp, row.amber, row.red)),
            is_computed=True,
        ),
        Column(t("chart.column.start"), lambda row: row.start),
        Column(t("chart.column.due"), lambda row: row.due),
        Column(
            t("download.column.due_note"),
            lambda row: t("due.assumed") if is_assumed(view, row.id, "due") else "",
        ),
        Column(t("download.column.original_goal"), lambda row: original(row).goal),
        Column(t("download.column.original_due"), lambda row: original(row).due),
        Column(t("download.column.revised_on"), lambda row: original(row).revised_on),
        Column(t("download.column.judged_on"), lambda row: row.judged_on),
        Column(t("download.column.grade"), lambda row: row.grade),
        Column(t("download.column.next_report"), lambda row: row.next_report),
        Column(t("download.column.late"), lambda row: row.reported_late_days or None),
        Column(t("download.column.why"), view.explanation),
    ]
    return make_table(columns, targets.found(view).rows)


class _Original(NamedTuple):
    """What a target was first promised with, where that was changed."""

    goal: float = nan  # of a range, its lower bound
    due: dt.date | None = None
    revised_on: dt.date | None = None  # the last change of the goal or its dates


def _original(revisions: Sequence[RevisionRow]) -> _Original:
    """``revisions`` are the known ones of a target, the latest first."""
    of_goal = [change for change in revisions if change.field in GOAL_FIELDS]
    if not of_goal:
        return _Original()
    first = {change.field: change for change in of_goal}
    return _Original(
        next((c.from_value for c in first.values() if c.field not in ("start", "due")), nan),
        first["due"].from_day if "due" in first else None,
        of_goal[0].date,
    )


def _current(row: AssessedTarget, share: float) -> float:
    """Nothing for an unreported target: what its last figure gave is in the explanation, with its day."""
    return nan if row.status == "unreported" else share


def budgets_table(view: PageContext) -> Table:
    """Every target with an amount: money that runs ahead first, then the largest amounts."""
    t = view.t
    rows = [
        (view.row(budget.id), budget)
        for budget in in_order(typed_rows(view.budget_status, BudgetStatus))
    ]
    names: list[Column[_Budget]] = name_columns(view, lambda row: row[0])
    amounts: list[Column[_Budget]] = money_columns(view, AMOUNTS, lambda row: row[1])
    columns: list[Column[_Budget]] = [
        *names,
        Column(t("field.status"), lambda row: status_word(row[0], t)),
        *amounts,
        percent_column(view, "budget.time", lambda row: row[1].elapsed),
        percent_column(view, "budget.physical", lambda row: row[1].physical),
        percent_column(view, "budget.execution", lambda row: row[1].execution),
        Column(
            t("download.column.ahead"), lambda row: one_decimal(row[1].ahead_pp), is_computed=True
        ),
        Column(t("budget.spi"), lambda row: row[1].spi, is_computed=True),
        Column(t("budget.cpi"), lambda row: row[1].cpi, is_computed=True),
        Column(t("download.column.judged_on"), lambda row: row[0].judged_on),
        Column(t("download.column.spent_on"), lambda row: row[1].spent_on),
    ]
    return make_table(columns, rows)


def budget_totals_table(view: PageContext) -> Table:
    """The totals of each theme and of each lead, and of all targets with an amount."""
    t, frame = view.t, view.budget_status
    lines: list[_Total] = []
    groupings: tuple[rollup.GroupBy, ...] = ("theme", "lead")
    for by in groupings:
        keys = frame["id"].map({key: getattr(row, by) for key, row in view.by_id.items()})
        rows = typed_rows(totals(frame, keys), Totals)
        lines += [(t(GROUPING_KEYS[by]), group_name(view, by, row.group), row) for row in rows]
    lines += [("", t("budget.total"), row) for row in typed_rows(totals(frame), Totals)]
    amounts: list[Column[_Total]] = money_columns(view, AMOUNTS, lambda line: line[2])
    columns: list[Column[_Total]] = [
        Column(t("group.heading"), lambda line: line[0]),
        Column(t("field.title"), lambda line: line[1]),
        Column(t("bucket.total"), lambda line: line[2].rows),
        *amounts,
        percent_column(view, "budget.execution", lambda line: line[2].execution),
        Column(t("budget.spi"), lambda line: line[2].spi, is_computed=True),
        Column(t("budget.cpi"), lambda line: line[2].cpi, is_computed=True),
    ]
    return make_table(columns, lines)


def groups_table(view: PageContext) -> Table:
    """The groups of the Overview: targets by status, late reports, money, latest report."""
    t, by = view.t, chosen_grouping(view)
    members: dict[str, list[AssessedTarget]] = {}
    for row in view.by_id.values():
        members.setdefault(group_of(row, by), []).append(row)
    latest = view.snapshot.latest_reports
    keys = view.budget_status["id"].map({key: group_of(row, by) for key, row in view.by_id.items()})
    money = {row.group: row for row in typed_rows(totals(view.budget_status, keys), Totals)}
    amounts: list[Column[rollup.Group]] = money_columns(
        view, AMOUNTS[:-1], lambda group: money.get(group.group)
    )
    columns: list[Column[rollup.Group]] = [
        Column(t(GROUPING_KEYS[by]), lambda group: group_name(view, by, group.group)),
        Column(t("bucket.total"), lambda group: group.total),
        *(Column(t.status(status), attrgetter(status)) for status in STATUSES),
        Column(
            t("group.late"),
            lambda group: sum(bool(row.reported_late_days) for row in members[group.group]),
        ),
        *amounts,
        Column(
            t("group.latest"),
            lambda group: max(
                (latest[row.id] for row in members[group.group] if row.id in latest), default=None
            ),
        ),
    ]
    return make_table(columns, ordered(rollup.by_group(view.snapshot, by), by))


def timeline_targets(view: PageContext) -> Table:
    """Every dated target, and below it its dated milestones."""
    table = timeline_table(timeline_data(view.snapshot), view.t)
    names = {name: view.t(TIMELINE_KEYS[name]) for name in table.columns}
    names["completion"] = view.t("download.with_unit", label=names["completion"], unit="%")
    table["completion"] = [one_decimal(100 * share, 100) for share in table["completion"]]
    rows = [[_plain(value) for value in row] for row in table.to_numpy(object)]
    return Table(list(names.values()), rows, [name == "completion" for name in table.columns])


def _plain(value: Any) -> Value:
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value
