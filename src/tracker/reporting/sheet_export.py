"""`Portfolio` -> a workbook for a department to fill in: one row per target, one per open step.

Only entry cells are unlocked. The import compares the locked ones, and each target's fingerprint,
with the record at that time (`sheet_import`).
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tracker.analysis.snapshot import Snapshot
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.reporting.issues import Entry
from tracker.reporting.sheet_decided import decided_fields, decided_row, ending_words
from tracker.reporting.sheet_decisions import review_words
from tracker.reporting.sheet_issues import (
    cause_words,
    declared_words,
    issue_rows,
    open_entries,
)
from tracker.reporting.sheet_layout import (
    DECIDED_KEY,
    DECISION_ROWS,
    DECISIONS,
    DECISIONS_KEY,
    ENTRY_KEY,
    FIRST_ROW,
    FORM,
    GUIDE,
    HEAD_ROW,
    ISSUES,
    ISSUES_KEY,
    METADATA_MARK,
    METADATA_PREFIX,
    METADATA_SHEET,
    METADATA_VERSION,
    STEPS,
    TEXTS_KEY,
    SheetTable,
    bilingual,
    bilingual_label,
    decided_table,
    place_name,
    text_digest,
)
from tracker.reporting.sheet_style import (
    MAX_CELL_LENGTH,
    StyleCache,
    add_choices,
    add_form_validation,
    add_validation,
    any_day,
    apply_style,
    no_later_than,
    print_setup,
    protect,
    write_cell,
    write_head,
)
from tracker.reporting.sheet_values import open_steps, planned_cell, row_values, step_values
from tracker.store.targets import fingerprint, fingerprint_at

_GUIDE: Final = (
    "sheet.guide.what",
    "sheet.guide.fill",
    "sheet.guide.steps",
    "sheet.guide.issues",
    "sheet.guide.decisions",
    "sheet.guide.decided",
    "sheet.guide.numbers",
    "sheet.guide.totals",
    "sheet.guide.wrong",
    "sheet.guide.evidence",
    "sheet.guide.back",
)


def build_workbook(
    snapshot: Snapshot,
    *,
    leads: frozenset[str] | None,
    date: dt.date | None,
) -> bytes:
    """The workbook as the bytes of an .xlsx file.

    ``snapshot`` is that of today. ``leads`` picks organisations (None: all, those without one too),
    ``date`` fills in the day the figures are to speak of. ValueError where no target of these can be
    reported on.
    """
    portfolio, today = snapshot.portfolio, snapshot.as_of
    targets = reportable_targets(portfolio, leads)
    if not targets:
        raise ValueError("no target to report on")
    book = Workbook()
    guide = book.active
    assert isinstance(guide, Worksheet)  # noqa: S101 -- a new workbook has one sheet
    form, record = book.create_sheet(FORM.sheet), book.create_sheet(METADATA_SHEET)
    todo = open_steps(snapshot, targets)
    _write_guide(guide, portfolio)
    then = snapshot if date is None else Snapshot.at(portfolio, date, snapshot.tables)
    rows = [
        {
            **row_values(portfolio, target, snapshot.by_id[target.id]),
            "plan": planned_cell(then.by_id[target.id], then.as_of),
            "date": date,
        }
        for target in targets
    ]
    form_end = _write_rows(form, FORM, portfolio, rows)
    add_form_validation(form, form_end, today)
    form.auto_filter.ref = f"A{HEAD_ROW}:{get_column_letter(len(FORM.columns))}{form_end}"
    written: list[tuple[SheetTable | None, Worksheet]] = [(None, guide), (FORM, form)]
    if todo:
        steps = book.create_sheet(STEPS.sheet, 2)
        end = _write_rows(steps, STEPS, portfolio, [step_values(*each) for each in todo])
        add_validation(steps, STEPS, "done", end, type="list", formula1='"是,否"')
        written.append((STEPS, steps))
    issues = book.create_sheet(ISSUES.sheet, len(book.worksheets) - 1)
    entries = open_entries(portfolio, targets, with_general=leads is None)
    end = _write_rows(issues, ISSUES, portfolio, issue_rows(targets, entries))
    add_validation(issues, ISSUES, "closed", end, **no_later_than(today))
    add_choices(issues, ISSUES, "cause", end, cause_words(portfolio))
    add_choices(form, FORM, "declared", form_end, declared_words(portfolio))
    written += [(ISSUES, issues), (DECISIONS, _write_decisions(book, portfolio, form_end))]
    fields = decided_fields(portfolio, leads)
    table = decided_table(fields)
    written.append((table, _write_decided(book, table, portfolio, targets)))
    _write_metadata(record, portfolio, targets, today, len(todo))
    _write_entry_marks(record, portfolio, entries, fields)
    _write_digests(record, written)
    book.security.lockStructure = True
    book.active = 1
    for each in book.worksheets:  # typing would go into every selected sheet
        each.sheet_view.tabSelected = each is form
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def reportable_targets(portfolio: Portfolio, leads: frozenset[str] | None) -> list[Target]:
    """The targets of these organisations (None: of all), except statements and composites."""
    return [
        target
        for target in portfolio.targets
        if target.measure.kind not in ("statement", "parts")
        and (leads is None or target.lead in leads)
    ]


# --- the sheets -----------------------------------------------------------------------------------


def _write_guide(sheet: Worksheet, portfolio: Portfolio) -> None:
    sheet.title = GUIDE
    sheet.sheet_view.showGridLines = False
    sheet.column_dimensions["A"].width = 84
    title = bilingual(portfolio.header.title)
    lines = [title, *map(bilingual_label, _GUIDE)]
    for row, text in enumerate(lines, 1):
        cell = sheet.cell(row, 1)
        write_cell(cell, text)
        cell.alignment = Alignment(vertical="top", wrap_text=True)
        cell.font = Font(bold=row == 1, size=14 if row == 1 else 11)
        sheet.row_dimensions[row].height = 40 if row == 1 else 50
    protect(sheet)
    print_setup(sheet, landscape=False)


def _write_rows(
    sheet: Worksheet, table: SheetTable, portfolio: Portfolio, rows: Sequence[dict[str, Any]]
) -> int:
    """The head of a table and its rows; the number of the last row.

    A row is values by column key; ``without`` are the entry columns that it has no entry in.
    """
    write_head(sheet, table, portfolio.header.title, len(rows))
    styles: StyleCache = {}
    for number, values in enumerate(rows, FIRST_ROW):
        for place, column in enumerate(table.columns, 1):
            cell = sheet.cell(number, place)
            write_cell(cell, values.get(column.key))
            is_closed = column.key in values.get("without", ())
            apply_style(cell, column, styles, closed=is_closed)
    return FIRST_ROW + len(rows) - 1


def _write_decisions(book: Workbook, portfolio: Portfolio, form_end: int) -> Worksheet:
    """Empty rows for new decisions; ``form_end`` is the last row of the sheet whose ids it offers."""
    sheet: Worksheet = book.create_sheet(DECISIONS.sheet, len(book.worksheets) - 1)
    end = _write_rows(sheet, DECISIONS, portfolio, [{}] * DECISION_ROWS)
    add_choices(sheet, DECISIONS, "review", end, review_words(portfolio), is_strict=False)
    ids = _ids_of_form(form_end)
    add_validation(sheet, DECISIONS, "concerns", end, is_strict=False, type="list", formula1=ids)
    add_validation(sheet, DECISIONS, "finish_by", end, **any_day())
    return sheet


def _write_decided(
    book: Workbook, table: SheetTable, portfolio: Portfolio, targets: Sequence[Target]
) -> Worksheet:
    """A row for each target, with what an office decided about it."""
    sheet: Worksheet = book.create_sheet(table.sheet, len(book.worksheets) - 1)
    end = _write_rows(sheet, table, portfolio, [decided_row(portfolio, one) for one in targets])
    for key in {"accepted_on", "ended_on"} & set(table.keys):
        add_validation(sheet, table, key, end, **any_day())
    if "ended_as" in table.keys:
        add_choices(sheet, table, "ended_as", end, ending_words())
        ids = _ids_of_form(end)
        add_validation(sheet, table, "ended_into", end, is_strict=False, type="list", formula1=ids)
    return sheet


def _ids_of_form(end: int) -> str:
    """The ids of the sheet of figures, whose last row is ``end``."""
    return f"'{FORM.sheet}'!$A${FIRST_ROW}:$A${end}"


def _write_metadata(
    sheet: Worksheet, portfolio: Portfolio, targets: Iterable[Target], today: dt.date, steps: int
) -> None:
    rows: list[tuple[str, ...]] = [
        (METADATA_MARK, str(METADATA_VERSION)),
        (METADATA_PREFIX + "digest", portfolio.digest),
        (METADATA_PREFIX + "written", today.isoformat()),
        (METADATA_PREFIX + "steps", str(steps)),
        *((target.id, fingerprint(portfolio, target.id)) for target in targets),
    ]
    for row, pair in enumerate(rows, 1):
        for column, text in enumerate(pair, 1):
            write_cell(sheet.cell(row, column), text)
    sheet.sheet_state = "veryHidden"
    protect(sheet)


def _write_entry_marks(
    sheet: Worksheet, portfolio: Portfolio, entries: Iterable[Entry], fields: Iterable[str]
) -> None:
    """The fingerprint of each issue and decision, below the rest of the hidden sheet.

    ``fields`` are those of `decided_table`.
    """
    rows = [(ISSUES_KEY, "1"), (DECISIONS_KEY, "1"), (DECIDED_KEY, " ".join(fields))]
    rows += [(ENTRY_KEY + one.name, fingerprint_at(portfolio, one.path)) for one in entries]
    first = sheet.max_row + 1
    for row, pair in enumerate(rows, first):
        for column, text in enumerate(pair, 1):
            write_cell(sheet.cell(row, column), text)


def _write_digests(
    record: Worksheet, sheets: Iterable[tuple[SheetTable | None, Worksheet]]
) -> None:
    """Digests of every text in these sheets, below the rest of the hidden sheet."""
    texts: set[tuple[str, object]] = set()
    for table, sheet in sheets:
        for row in sheet.iter_rows():
            for key, cell in zip(table.keys if table else [""], row, strict=True):
                if cell.value is not None:
                    texts.add((place_name(table, key, cell.row), cell.value))
                if cell.comment:
                    texts.add(("note", cell.comment.text))
    digests = sorted({text_digest(*text) for text in texts})
    size, first = MAX_CELL_LENGTH // len(digests[0]), record.max_row + 1
    for place, start in enumerate(range(0, len(digests), size)):
        write_cell(record.cell(first + place, 1), f"{TEXTS_KEY}{place}")
        write_cell(record.cell(first + place, 2), "".join(digests[start : start + size]))
