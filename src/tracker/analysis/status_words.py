"""A target's status in words, with what a reader must know before relying on it."""

from __future__ import annotations

from tracker.analysis.assessment import JUDGED
from tracker.analysis.rows import AssessedTarget
from tracker.i18n import STATUS_SHAPES, Translator


def status_word(row: AssessedTarget, t: Translator) -> str:
    """The status in words: an unreported target is overdue only once a report was due, and may have earlier reports."""
    if row.status != "unreported":
        return t.status(row.status)
    if row.reported_late_days:
        return t("status.unreported.overdue")
    return t("status.unreported.outdated" if row.rule == "stale" else "status.unreported.not_due")


def status_marks(row: AssessedTarget, t: Translator, *, short: bool = False) -> str:
    """What a reader must know before relying on the status, in brackets; "" mostly.

    The basis of the figures, a revised goal with the status against the original where figures decide it
    (``short`` leaves that status out, for narrow places), secondary evidence.
    """
    marks = []
    if row.status in JUDGED and (basis := t.localized(row, "basis")):
        marks.append(basis)
    if row.original_status is not None:
        is_full = not short and row.original_status in JUDGED
        long = t("status.revised", status=t.status(row.original_status))
        marks.append(long if is_full else t("status.revised.short"))
    if row.only_grade_c:
        marks.append(t("status.only_grade_c"))
    return t("status.marks", marks=t("list.comma").join(marks)) if marks else ""


def short_label(row: AssessedTarget, t: Translator) -> str:
    """Shape and word alone, where the marks are elsewhere: "？ Report overdue"."""
    return f"{STATUS_SHAPES[row.status]} {status_word(row, t)}"


def status_label(row: AssessedTarget, t: Translator) -> str:
    """Shape, word and marks as plain text: "✖ Missed (on grade C evidence only)"."""
    return short_label(row, t) + status_marks(row, t)
