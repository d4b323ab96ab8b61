"""The files of one target's page: the data of its chart, and everything that happened."""

from __future__ import annotations

from math import isnan, nan
from typing import NamedTuple

from tracker.analysis.declared import declared_word
from tracker.analysis.details import TargetDetails, details_of
from tracker.analysis.rows import (
    ContextRow,
    RevisionRow,
    UpdateRow,
)
from tracker.analysis.series import SeriesRow, series_rows
from tracker.charts.captions import STATE_KEYS, in_natural_unit, plan_label
from tracker.views.context import PageContext
from tracker.views.download_columns import (
    Column,
    Table,
    make_table,
    money_columns,
)
from tracker.views.target_words import (
    completed_steps,
    kind_key,
    revised_value,
    revision_label,
    update_kind,
)


def progress_table(view: PageContext) -> Table:
    """The data of the chart of one target: planned points and reported figures by date."""
    t = view.t
    series = in_natural_unit(details_of(view.snapshot, view.query["id"]).series, t)
    columns: list[Column[SeriesRow]] = [
        Column(t("chart.column.date"), lambda row: row.date),
        Column(plan_label(series, t), lambda row: row.planned, is_computed=True),
        Column(t("chart.column.upper"), lambda row: nan if isnan(row.planned) else series.high),
        Column(t("chart.column.actual"), lambda row: row.actual),
        Column(t("chart.column.unit"), lambda _: series.unit(t.lang)),
        Column(t("chart.column.state"), lambda row: t(STATE_KEYS[row.state]) if row.state else ""),
    ]
    return make_table(columns, series_rows(series))


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
    spent: list[Column[_Event]] = money_columns(view, ("spent",), lambda event: event.update)
    columns: list[Column[_Event]] = [
        Column(t("update.column.date"), lambda event: event.row.date),
        Column(t("download.column.kind"), lambda event: t(kind_key(event.kind, event.row))),
        Column(t("update.column.reported"), lambda event: getattr(event.row, "reported", None)),
        Column(
            t("download.column.value"), lambda event: event.update.value if event.update else nan
        ),
        Column(
            t("chart.column.unit"),
            lambda event: t.localized(details.row, "unit") or None if event.update else None,
        ),
        Column(t("chart.column.step"), lambda event: event.steps),
        *spent,
        Column(t("update.note"), lambda event: event.note),
        Column(
            t("update.column.by"),
            lambda event: t.localized(event.update, "by") if event.update else None,
        ),
        Column(
            t("why.declared"),
            lambda event: declared_word(event.update, t) if event.update else None,
        ),
        Column(
            t("download.column.corrects"),
            lambda event: event.update.corrects if event.update else None,
        ),
        Column(t("download.column.grade"), lambda event: event.row.grade),
        Column(t("update.field.title"), lambda event: t.localized(event.row, "evidence")),
        Column(t("update.field.publisher"), lambda event: t.localized(event.row, "publisher")),
        Column(t("update.field.url"), lambda event: event.row.url),
    ]
    return make_table(columns, _events(view, details))


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
        words = f"{revision_label(t, change)} {before} → {after}"
        parts = filter(None, (words, t.localized(change, "reason")))
        listed.append(_Event("revision", change, t("list.semicolon").join(parts)))
    listed += [_Event("fact", fact, t.localized(fact, "text")) for fact in details.context]
    return sorted(listed, key=lambda event: event.row.date, reverse=True)
