"""The tables that the pages offer as files: the rows on the page, with numbers and days as such.

Names of columns are in the reader's language, shares in %, amounts in the portfolio's money unit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isnan, nan
from operator import attrgetter
from typing import Any, Final, Generic, NamedTuple, TypeVar

import pandas as pd

from tracker.analysis import rollup
from tracker.analysis.agenda import latest_reports
from tracker.analysis.assessment import STATUSES
from tracker.analysis.changes import comparison_day
from tracker.analysis.details import TargetDetails, details_of, known_revisions
from tracker.analysis.earned_value import BudgetStatus, Totals, totals
from tracker.analysis.rows import (
    GOAL_FIELDS,
    AssessedTarget,
    ContextRow,
    RevisionRow,
    UpdateRow,
    typed_rows,
)
from tracker.analysis.series import SeriesRow, series_rows
from tracker.analysis.status_words import status_marks, status_word
from tracker.analysis.timeline import timeline_data, timeline_table
from tracker.charts.captions import STATE_KEYS, in_natural_unit, plan_label
from tracker.i18n import day
from tracker.numbers import SIGNIFICANT_DIGITS
from tracker.spreadsheet import Value
from tracker.views import targets
from tracker.views.budgets import in_order
from tracker.views.context import PageContext
from tracker.views.group_table import GROUPING_KEYS, chosen_grouping, group_of, ordered
from tracker.views.groups import group_name
from tracker.views.target_budget import COLUMN_KEYS
from tracker.views.target_row import is_assumed
from tracker.views.target_verdict import FINAL_STATUSES
from tracker.views.target_words import (
    completed_steps,
    field_label,
    kind_key,
    revised_value,
    update_kind,
)

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
_AMOUNTS: Final = ("approved", "announced", "spent", "eac")
_Budget = tuple[AssessedTarget, BudgetStatus]
_Total = tuple[str, str, Totals]  # the grouping, the group and its amounts
Row = TypeVar("Row")


class Table(NamedTuple):
    """A table with the names of its columns."""

    head: Sequence[str]
    rows: Sequence[Sequence[Value]]
    computed: Sequence[bool]  # by column: nobody wrote its numbers, so a spreadsheet may round them


class _Column(NamedTuple, Generic[Row]):
    label: str
    value: Callable[[Row], Value]
    is_computed: bool = False


def _table(columns: Sequence[_Column[Row]], rows: Iterable[Row]) -> Table:
    return Table(
        [column.label for column in columns],
        [[column.value(row) for column in columns] for row in rows],
        [column.is_computed for column in columns],
    )


def _percents(view: PageContext, key: str, share: Callable[[Row], float]) -> _Column[Row]:
    label = view.t("download.with_unit", label=view.t(key), unit="%")
    return _Column(label, lambda row: _one_decimal(100 * share(row), 100), is_computed=True)


def _one_decimal(value: float, *limits: float) -> float:
    """A computed percentage as the pages show it: more decimals where it would read 0 or a limit, and is not."""
    if isnan(value):
        return value
    candidates = (round(value, places) for places in range(1, SIGNIFICANT_DIGITS))
    return next((near for near in candidates if near == value or near not in (0, *limits)), value)


def targets_table(view: PageContext) -> Table:
    """The targets that fit the filters and the search of the Targets page, in its order."""
    t = view.t
    before, revisions = view.snapshot.previous.by_id, known_revisions(view.snapshot)

    def original(row: AssessedTarget) -> _Original:
        return _original(revisions.get(row.id, ()))

    columns: list[_Column[AssessedTarget]] = [
        *_name_columns(view, lambda row: row),
        _Column(t("filter.plan"), lambda row: view.plan(row.plan) if row.plan else None),
        _Column(t("promise.what"), lambda row: t.localized(row, "promise")),
        _Column(t("field.status"), lambda row: status_word(row, t) + status_marks(row, t)),
        _Column(
            t("download.column.before", day=day(comparison_day(view.as_of))),
            lambda row: status_word(before[row.id], t),
        ),
        _Column(t("download.column.value"), lambda row: row.value),
        _Column(t("download.column.goal"), lambda row: row.goal),
        _Column(
            t("download.column.about"), lambda row: t("download.about") if row.approximate else None
        ),
        _Column(t("chart.column.upper"), lambda row: row.high),
        _Column(t("chart.column.unit"), lambda row: t.localized(row, "unit") or None),
        _percents(view, "download.column.actual", lambda row: _current(row, row.actual)),
        _percents(view, "download.column.planned", lambda row: _current(row, row.planned)),
        _Column(
            t("download.column.gap"),
            lambda row: _current(row, _one_decimal(row.gap_pp, row.amber, row.red)),
            is_computed=True,
        ),
        _Column(t("chart.column.start"), lambda row: row.start),
        _Column(t("chart.column.due"), lambda row: row.due),
        _Column(
            t("download.column.due_note"),
            lambda row: t("due.assumed") if is_assumed(view, row.id, "due") else "",
        ),
        _Column(t("download.column.original_goal"), lambda row: original(row).goal),
        _Column(t("download.column.original_due"), lambda row: original(row).due),
        _Column(t("download.column.revised_on"), lambda row: original(row).revised_on),
        _Column(t("download.column.judged_on"), lambda row: row.judged_on),
        _Column(t("download.column.grade"), lambda row: row.grade),
        _Column(
            t("download.column.next_report"),
            lambda row: None if row.status in FINAL_STATUSES else row.next_report,
        ),
        _Column(t("download.column.late"), lambda row: row.reported_late_days or None),
        _Column(t("download.column.why"), view.explanation),
    ]
    return _table(columns, targets.found(view).rows)


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


def _name_columns(view: PageContext, target: Callable[[Row], AssessedTarget]) -> list[_Column[Row]]:
    t = view.t
    return [
        _Column(t("field.id"), lambda row: target(row).id),
        _Column(t("field.title"), lambda row: t.localized(target(row), "title")),
        _Column(t("filter.theme"), lambda row: view.theme(target(row).theme)),
        _Column(
            t("filter.lead"),
            lambda row: None if (lead := target(row).lead) is None else view.lead(lead),
        ),
    ]


def budgets_table(view: PageContext) -> Table:
    """Every target with an amount: money that runs ahead first, then the largest amounts."""
    t = view.t
    rows = [
        (view.row(budget.id), budget)
        for budget in in_order(typed_rows(view.budget_status, BudgetStatus))
    ]
    names: list[_Column[_Budget]] = _name_columns(view, lambda row: row[0])
    amounts: list[_Column[_Budget]] = _money_columns(view, _AMOUNTS, lambda row: row[1])
    columns: list[_Column[_Budget]] = [
        *names,
        _Column(t("field.status"), lambda row: status_word(row[0], t)),
        *amounts,
        _percents(view, "budget.time", lambda row: row[1].elapsed),
        _percents(view, "budget.physical", lambda row: row[1].physical),
        _percents(view, "budget.execution", lambda row: row[1].execution),
        _Column(
            t("download.column.ahead"), lambda row: _one_decimal(row[1].ahead_pp), is_computed=True
        ),
        _Column(t("budget.spi"), lambda row: row[1].spi, is_computed=True),
        _Column(t("budget.cpi"), lambda row: row[1].cpi, is_computed=True),
        _Column(t("download.column.judged_on"), lambda row: row[0].judged_on),
        _Column(t("download.column.spent_on"), lambda row: row[1].spent_on),
    ]
    return _table(columns, rows)


def _money_columns(
    view: PageContext,
    names: Iterable[str],
    amounts: Callable[[Row], BudgetStatus | Totals | UpdateRow | None],
) -> list[_Column[Row]]:
    """Columns of ``amounts``, fields of ``names``; nothing where it is None."""
    unit = view.t.money_unit(view.tables.money)

    def amount(name: str) -> Callable[[Row], float]:
        return lambda row: getattr(amounts(row), name, nan)

    return [
        _Column(
            view.t("download.with_unit", label=view.t(COLUMN_KEYS[name]), unit=unit),
            amount(name),
            is_computed=name == "eac",
        )
        for name in names
    ]


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
    amounts: list[_Column[_Total]] = _money_columns(view, _AMOUNTS, lambda line: line[2])
    columns: list[_Column[_Total]] = [
        _Column(t("group.heading"), lambda line: line[0]),
        _Column(t("field.title"), lambda line: line[1]),
        _Column(t("bucket.total"), lambda line: line[2].rows),
        *amounts,
        _percents(view, "budget.execution", lambda line: line[2].execution),
        _Column(t("budget.spi"), lambda line: line[2].spi, is_computed=True),
        _Column(t("budget.cpi"), lambda line: line[2].cpi, is_computed=True),
    ]
    return _table(columns, lines)


def groups_table(view: PageContext) -> Table:
    """The groups of the Overview: targets by status, late reports, money, latest report."""
    t, by = view.t, chosen_grouping(view)
    members: dict[str, list[AssessedTarget]] = {}
    for row in view.by_id.values():
        members.setdefault(group_of(row, by), []).append(row)
    latest = latest_reports(view.snapshot)
    keys = view.budget_status["id"].map({key: group_of(row, by) for key, row in view.by_id.items()})
    money = {row.group: row for row in typed_rows(totals(view.budget_status, keys), Totals)}
    amounts: list[_Column[rollup.Group]] = _money_columns(
        view, _AMOUNTS[:-1], lambda group: money.get(group.group)
    )
    columns: list[_Column[rollup.Group]] = [
        _Column(t(GROUPING_KEYS[by]), lambda group: group_name(view, by, group.group)),
        _Column(t("bucket.total"), lambda group: group.total),
        *(_Column(t.status(status), attrgetter(status)) for status in STATUSES),
        _Column(
            t("group.late"),
            lambda group: sum(bool(row.reported_late_days) for row in members[group.group]),
        ),
        *amounts,
        _Column(
            t("group.latest"),
            lambda group: max(
                (latest[row.id] for row in members[group.group] if row.id in latest), default=None
            ),
        ),
    ]
    return _table(
        columns, ordered(typed_rows(rollup.by_group(view.snapshot, by), rollup.Group), by)
    )


def timeline_targets(view: PageContext) -> Table:
    """Every dated target, and below it its dated milestones."""
    table = timeline_table(timeline_data(view.snapshot), view.t)
    names = {name: view.t(TIMELINE_KEYS[name]) for name in table.columns}
    names["completion"] = view.t("download.with_unit", label=names["completion"], unit="%")
    table["completion"] = [_one_decimal(100 * share, 100) for share in table["completion"]]
    rows = [[_plain(value) for value in row] for row in table.to_numpy(object)]
    return Table(list(names.values()), rows, [name == "completion" for name in table.columns])


def _plain(value: Any) -> Value:
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


def progress_table(view: PageContext) -> Table:
    """The data of the chart of one target: planned points and reported figures by date."""
    t = view.t
    series = in_natural_unit(details_of(view.snapshot, view.query["id"]).series, t)
    columns: list[_Column[SeriesRow]] = [
        _Column(t("chart.column.date"), lambda row: row.date),
        _Column(plan_label(series, t), lambda row: row.planned, is_computed=True),
        _Column(t("chart.column.upper"), lambda row: nan if isnan(row.planned) else series.high),
        _Column(t("chart.column.actual"), lambda row: row.actual),
        _Column(t("chart.column.unit"), lambda _: series.unit(t.lang)),
        _Column(t("chart.column.state"), lambda row: t(STATE_KEYS[row.state]) if row.state else ""),
    ]
    return _table(columns, series_rows(series))


class _Event(NamedTuple):
    """An entry of the list of what happened to a target."""

    kind: str
    row: UpdateRow | RevisionRow | ContextRow
    note: str
    update: UpdateRow | None = None  # what only a report has
    steps: str = ""  # milestones that it reports as done


def events_table(view: PageContext) -> Table:
    """Everything that happened to one target, the latest first: reports, revisions and facts, each with its evidence."""
    t = view.t
    details = details_of(view.snapshot, view.query["id"])
    spent: list[_Column[_Event]] = _money_columns(view, ("spent",), lambda event: event.update)
    columns: list[_Column[_Event]] = [
        _Column(t("update.column.date"), lambda event: event.row.date),
        _Column(t("download.column.kind"), lambda event: t(kind_key(event.kind, event.row))),
        _Column(t("update.column.reported"), lambda event: getattr(event.row, "reported", None)),
        _Column(
            t("download.column.value"), lambda event: event.update.value if event.update else nan
        ),
        _Column(
            t("chart.column.unit"),
            lambda event: t.localized(details.row, "unit") or None if event.update else None,
        ),
        _Column(t("chart.column.step"), lambda event: event.steps),
        *spent,
        _Column(t("update.note"), lambda event: event.note),
        _Column(
            t("update.column.by"),
            lambda event: t.localized(event.update, "by") if event.update else None,
        ),
        _Column(
            t("download.column.corrects"),
            lambda event: event.update.corrects if event.update else None,
        ),
        _Column(t("download.column.grade"), lambda event: event.row.grade),
        _Column(t("update.field.title"), lambda event: t.localized(event.row, "evidence")),
        _Column(t("update.field.publisher"), lambda event: t.localized(event.row, "publisher")),
        _Column(t("update.field.url"), lambda event: event.row.url),
    ]
    return _table(columns, _events(view, details))


def _events(view: PageContext, details: TargetDetails) -> list[_Event]:
    t = view.t
    listed = []
    for update in details.updates:
        steps = completed_steps(view, details, update)
        note = t.localized(update, "note")
        kind = update_kind(update, steps)
        listed.append(_Event(kind, update, note, update, t("list.comma").join(steps)))
    for change in details.revisions:
        before, after = (revised_value(view, change, side) for side in ("from", "to"))
        words = f"{field_label(t, change.field)} {before} → {after}"
        parts = filter(None, (words, t.localized(change, "reason")))
        listed.append(_Event("revision", change, t("list.semicolon").join(parts)))
    listed += [_Event("fact", fact, t.localized(fact, "text")) for fact in details.context]
    return sorted(listed, key=lambda event: event.row.date, reverse=True)
