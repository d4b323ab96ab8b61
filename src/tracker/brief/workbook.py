"""A brief as an Excel workbook: a sheet for each part, with live tables and frozen heads, and every item of its lists."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Final, NamedTuple

from tracker.analysis.earned_value import BudgetStatus
from tracker.analysis.outlook_words import outlook_sentence
from tracker.analysis.rows import typed_rows
from tracker.analysis.status_words import status_word
from tracker.brief import content, overall, words
from tracker.brief.document import one_line
from tracker.brief.parts import Brief
from tracker.i18n import width
from tracker.numbers import as_rounded
from tracker.views.budgets import in_order
from tracker.views.review_need_words import ask_text, need_reasons
from tracker.views.review_turn_words import turn_reason
from tracker.views.review_words import decision_state_text, revised_field
from tracker.views.spreadsheet import LiveTable, Row, Sheet, Value, row_xml, text_row, workbook
from tracker.views.target_words import revised_value

_LONGEST: Final = 44  # of a column, in characters
_SHORTEST: Final = 10
_LOOSE: Final = 1.15


class Part(NamedTuple):
    """A sheet and its table."""

    table: str  # its name in formulas
    name_key: str
    heads: Sequence[str]  # keys
    rows: Sequence[Row]


def brief_workbook(brief: Brief) -> bytes:
    """The file; the same bytes each time."""
    title = one_line(brief.view.title)[:80]
    footer = f"{title}{brief.view.t('brief.dot')}{content.running(brief)}"
    return workbook([_sheet(brief, part, footer) for part in parts(brief)])


def _sheet(brief: Brief, part: Part, footer: str) -> Sheet:
    t = brief.view.t
    heads = [t(key) for key in part.heads]
    widths = [
        min(max(width(_shown(value)) + 2 for value in column), _LONGEST)
        for column in zip(heads, *part.rows, strict=True)
    ]
    widths = [max(chars, _SHORTEST) for chars in widths]
    rows = [row_xml(row, (True,) * len(row), lines=_lines(row, widths)) for row in part.rows]
    return Sheet(
        t(part.name_key),
        widths,
        [text_row(heads), *rows],
        frozen=(1, 1),
        table=LiveTable(part.table, heads),
        footer=footer,
    )


def _lines(row: Row, widths: Sequence[int]) -> int:
    """How many lines the longest text of a row takes; a word does not break, so a line may end early."""
    texts = zip(map(_shown, row), widths, strict=True)
    return max(ceil(_LOOSE * width(text) / chars) for text, chars in texts) or 1


def _shown(value: Value) -> str:
    return "" if value is None else str(value)


def parts(brief: Brief) -> list[Part]:
    """All sheets, those without rows included: that nothing was revised is an answer, too."""
    return [
        _verdict(brief),
        _turned(brief),
        _asked(brief),
        _decided(brief),
        _money(brief),
        _revised(brief),
        _missing(brief),
    ]


def _verdict(brief: Brief) -> Part:
    t = brief.view.t
    lines = [
        *((t("brief.sheet.title"), line) for line in content.title(brief)),
        (t("brief.sheet.days"), content.subtitle(brief)),
        (t("brief.overall"), overall.verdict(brief)),
    ]
    return Part("verdict", "brief.overall", ("brief.sheet.what", "brief.sheet.text"), lines)


def _target_columns(brief: Brief, target_id: str) -> tuple[Value, ...]:
    view = brief.view
    row = view.row(target_id)
    return target_id, view.t.localized(row, "title"), words.whose(view, row, 200)


_TARGET: Final = ("field.id", "brief.column.target", "brief.column.lead")


def _turned(brief: Brief) -> Part:
    t = brief.view.t
    rows = [
        (
            *_target_columns(brief, turn.id),
            status_word(turn.before, t),
            status_word(turn.now, t),
            turn_reason(t, turn),
            _outlook(brief, turn.id),
        )
        for turn in brief.review.turns
    ]
    heads = ("brief.sheet.before", "brief.sheet.now", "brief.column.why", "brief.sheet.outlook")
    return Part("turned", "brief.turned.heading", (*_TARGET, *heads), rows)


def _outlook(brief: Brief, target_id: str) -> str | None:
    """The outlook as a sentence; None where the figures give no answer."""
    view = brief.view
    found = view.snapshot.outlooks.get(target_id)
    if found is None or not found.is_answered:
        return None
    return outlook_sentence(found, view.row(target_id), view.t)


def _asked(brief: Brief) -> Part:
    view, t = brief.view, brief.view.t
    rows: list[Row] = []
    for need in brief.review.needs:
        row = view.row(need.id)
        issues = [words.issue_words(view, issue, 400) for issue in need.issues]
        rows.append(
            (
                *_target_columns(brief, row.id),
                status_word(row, t),
                words.standing(view, row),
                row.due,
                _outlook(brief, row.id),
                t("list.semicolon").join(issues) or None,
                ask_text(t, need, row, view.as_of),
                t("list.semicolon").join(need_reasons(t, need, row, view.as_of)) or None,
            )
        )
    heads = (
        "field.status",
        "brief.sheet.standing",
        "field.due",
        "brief.sheet.outlook",
        "brief.sheet.issues",
        "brief.sheet.asked",
        "brief.sheet.reasons",
    )
    return Part("asked", "brief.asked.heading", (*_TARGET, *heads), rows)


def _decided(brief: Brief) -> Part:
    t = brief.view.t
    rows = [
        (
            decision.review,
            t.localized(decision, "review"),
            t.localized(decision, "text"),
            t.localized(decision, "owner") or None,
            decision.due,
            decision_state_text(t, one, brief.view.as_of),
            decision.closed,
            decision.id,
            t.localized(decision, "note") or None,
        )
        for one in brief.review.decisions
        for decision in (one.decision,)
    ]
    heads = (
        "brief.sheet.meeting.day",
        "brief.sheet.meeting",
        "brief.sheet.decision",
        "brief.sheet.owner",
        "field.due",
        "brief.sheet.state",
        "brief.sheet.closed",
        "field.id",
        "brief.sheet.note",
    )
    return Part("decisions", "brief.decided.heading", heads, rows)


def _money(brief: Brief) -> Part:
    rows = [
        (
            *_target_columns(brief, row.id),
            row.approved,
            row.announced,
            row.spent,
            row.spent_on,
            *(_percentage(share) for share in (row.elapsed, row.physical, row.execution)),
            as_rounded(row.ahead_pp, 1),
        )
        for row in in_order(typed_rows(brief.view.budget_status, BudgetStatus))
    ]
    heads = (
        "brief.sheet.approved",
        "brief.sheet.announced",
        "brief.sheet.spent",
        "brief.sheet.spent_on",
        "brief.sheet.elapsed",
        "brief.sheet.physical",
        "brief.sheet.execution",
        "brief.sheet.ahead",
    )
    return Part("money", "brief.money.heading", (*_TARGET, *heads), rows)


def _percentage(share: float) -> float:
    return as_rounded(100 * share, 1)


def _revised(brief: Brief) -> Part:
    view, t = brief.view, brief.view.t
    rows = [
        (
            *_target_columns(brief, goal.id),
            change.date,
            revised_field(t, goal),
            revised_value(view, change, "from"),
            revised_value(view, change, "to"),
            goal.slip_days,
            as_rounded(goal.slip_percent, 1),
            t.localized(change, "reason") or None,
        )
        for goal in brief.review.revised
        for change in goal.revisions
    ]
    heads = (
        "brief.sheet.revised_on",
        "brief.sheet.field",
        "brief.sheet.from",
        "brief.sheet.to",
        "brief.sheet.slip_days",
        "brief.sheet.slip_percent",
        "brief.sheet.reason",
    )
    return Part("revised", "brief.revised.heading", (*_TARGET, *heads), rows)


def _missing(brief: Brief) -> Part:
    rows = [
        (
            *_target_columns(brief, report.id),
            report.period_end,
            report.last_day,
            report.days_late,
            brief.view.row(report.id).judged_on,
        )
        for report in brief.review.missing
    ]
    heads = (
        "brief.sheet.period_end",
        "brief.sheet.last_day",
        "brief.sheet.days_late",
        "brief.sheet.judged_on",
    )
    return Part("missing", "brief.missing.heading", (*_TARGET, *heads), rows)
