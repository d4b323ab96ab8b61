"""The files of issues and decisions as known on the day of the page: of one target, or of all."""

from __future__ import annotations

from collections.abc import Callable

from tracker.analysis.decisions import known_decisions
from tracker.analysis.issues import cause_word, known_issues
from tracker.analysis.rows import DecisionRow, IssueRow
from tracker.views.context import PageContext
from tracker.views.download_columns import Column, Row, Table, make_table
from tracker.views.target_issues import decision_words


def issues_table(view: PageContext) -> Table:
    """The issues, open ones first, the longest open above."""
    t = view.t
    of_target: list[Column[IssueRow]] = _target_columns(view, lambda row: row.id)
    columns: list[Column[IssueRow]] = [
        *of_target,
        Column(t("download.column.issue"), lambda row: row.issue),
        Column(t("entry.opened"), lambda row: row.opened),
        Column(t("download.column.closed"), lambda row: row.closed),
        Column(t("entry.cause"), lambda row: cause_word(row, t)),
        Column(t("entry.issue.text"), lambda row: t.localized(row, "text")),
        Column(t("download.column.owner"), lambda row: t.localized(row, "owner")),
        Column(t("download.column.raised_to"), lambda row: t.localized(row, "raised_to")),
        Column(t("update.note"), lambda row: t.localized(row, "note")),
        Column(t("entry.public"), lambda row: _yes(view, is_true=row.public)),
        Column(t("download.column.grade"), lambda row: row.grade),
        Column(t("update.field.title"), lambda row: t.localized(row, "evidence")),
        Column(t("update.field.publisher"), lambda row: t.localized(row, "publisher")),
        Column(t("update.field.url"), lambda row: row.url),
    ]
    rows = [row for row in known_issues(view.tables, view.as_of) if _is_asked(view, row.id)]
    return make_table(columns, sorted(rows, key=lambda row: (row.closed is not None, row.opened)))


def decisions_table(view: PageContext) -> Table:
    """The decisions, those of the latest review first; without a target where they are on none in particular."""
    t = view.t
    of_target: list[Column[DecisionRow]] = _target_columns(view, lambda row: row.id)
    columns: list[Column[DecisionRow]] = [
        *of_target,
        Column(t("download.column.decision"), lambda row: row.decision),
        Column(t("entry.review.day"), lambda row: row.review),
        Column(t("entry.review.title"), lambda row: t.localized(row, "review")),
        Column(t("entry.decision.text"), lambda row: t.localized(row, "text")),
        Column(t("download.column.owner"), lambda row: t.localized(row, "owner")),
        Column(t("chart.column.due"), lambda row: row.due),
        Column(t("download.column.closed"), lambda row: row.closed),
        Column(t("download.column.state"), lambda row: decision_words(t, row, view.as_of)),
        Column(t("update.note"), lambda row: t.localized(row, "note")),
        Column(t("entry.public"), lambda row: _yes(view, is_true=row.public)),
    ]
    rows = [row for row in known_decisions(view.tables, view.as_of) if _is_asked(view, row.id)]
    return make_table(columns, sorted(rows, key=lambda row: row.review, reverse=True))


def _is_asked(view: PageContext, target_id: str | None) -> bool:
    """Whether the file is of all targets, or of this one."""
    asked = view.query.get("id")
    return asked is None or asked == target_id


def _target_columns(view: PageContext, target_id: Callable[[Row], str | None]) -> list[Column[Row]]:
    def title(row: Row) -> str | None:
        target = view.by_id.get(target_id(row) or "")
        return None if target is None else view.t.localized(target, "title")

    def lead(row: Row) -> str | None:
        target = view.by_id.get(target_id(row) or "")
        return None if target is None or target.lead is None else view.lead(target.lead)

    t = view.t
    return [
        Column(t("field.id"), target_id),
        Column(t("field.title"), title),
        Column(t("filter.lead"), lead),
    ]


def _yes(view: PageContext, *, is_true: bool) -> str | None:
    return view.t("download.yes") if is_true else None
