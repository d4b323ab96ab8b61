"""A returned workbook -> reports, and every problem with its cell. Nothing is written here.

A row belongs to the target of its id. Whatever changed since the workbook was written, is on record
already, or was altered in locked cells, is reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from tracker.checks.plausibility import confirmed_by
from tracker.i18n import Message
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.reporting import parsing
from tracker.reporting.parsing import CellError
from tracker.reporting.remarks import DOUBTS, remarks
from tracker.reporting.report import Report, is_recorded
from tracker.reporting.sheet_decided import DecidedParser
from tracker.reporting.sheet_decisions import DecisionsParser
from tracker.reporting.sheet_entries import EntriesParser, ImportedEntry
from tracker.reporting.sheet_issue_rows import IssuesParser
from tracker.reporting.sheet_layout import (
    DECIDED_KEY,
    DECISIONS,
    DECISIONS_KEY,
    FORM,
    ISSUES,
    ISSUES_KEY,
    METADATA_PREFIX,
    STEPS,
    SheetTable,
    decided_table,
)
from tracker.reporting.sheet_leftovers import (
    CellProblem,
    hidden_entries,
    leftovers,
    without_figures,
)
from tracker.reporting.sheet_locked import (
    changed_cells,
    changed_heads,
    changed_title,
    changed_unit,
    locked_text,
    unknown_target,
)
from tracker.reporting.sheet_reader import (
    TableData,
    TableRow,
    WorkbookReader,
    written_digests,
)
from tracker.reporting.sheet_rows import RowParser
from tracker.store.changes import TargetChange
from tracker.store.targets import fingerprint

_ENTRY_COLUMNS: Final = ("value", "spent", "note", "evidence", "url", "grade", "declared")
"""Columns that make a row a report; date and reporter alone do not, for they are prefilled."""
_COLUMN_OF: Final[Mapping[str, str]] = {
    "date": "date",
    "value": "value",
    "spent": "spent",
    "note": "note",
    "by": "by",
    "declared": "declared",
    "evidence": "evidence",
    "evidence.title": "evidence",
    "evidence.document": "evidence",
    "evidence.url": "url",
    "evidence.grade": "grade",
}
"""The column to correct, by the field of a remark; others are shown at the row's id."""


class ImportedRow(NamedTuple):
    """A row that is a report."""

    report: Report
    seen: str  # the target's fingerprint when the workbook was written
    cell: str  # the row's first cell, ``A7``


class ImportResult(NamedTuple):
    """What a workbook contains. Save ``reports`` only if `is_valid`: all rows are taken, or none."""

    reports: tuple[ImportedRow, ...]  # valid rows that are not on record yet
    problems: tuple[CellProblem, ...]  # errors and warnings, in the order of the rows
    untouched: int  # rows without entries
    already: tuple[ImportedRow, ...]  # rows that are on record already, identically
    entries: tuple[ImportedEntry, ...] = ()  # everything else that rows enter
    known_entries: tuple[ImportedEntry, ...] = ()  # what of that is on record already

    def changes(self) -> list[TargetChange]:
        """What to save: all rows, compared with what the workbook was written from."""
        return [
            *(row.report.change(row.seen or None) for row in self.reports),
            *(entry.change for entry in self.entries),
        ]

    @property
    def is_valid(self) -> bool:
        """Without errors; there may be warnings."""
        return not any(problem.level == "error" for problem in self.problems)


def read_workbook(
    data: bytes, portfolio: Portfolio, today: dt.date, *, by: str = ""
) -> ImportResult:
    """The reports in ``data``, the bytes of an .xlsx file, on ``portfolio`` as of ``today``.

    ``by`` is who reports where a row does not say. Whatever is wrong with the bytes becomes a problem.
    """
    try:
        return _Importer(WorkbookReader(data), portfolio, today, by).run()
    except CellError as error:
        problem = CellProblem("", "", "error", error.message)
        return ImportResult((), (problem,), 0, ())


class _TickedSteps(NamedTuple):
    """The steps of a target that are ticked, and the first cell of them."""

    steps: list[str]
    cell: tuple[str, str]  # sheet and cell


class _Importer:
    """Reads one workbook."""

    def __init__(self, book: WorkbookReader, portfolio: Portfolio, today: dt.date, by: str) -> None:
        self.portfolio = portfolio
        self.today = today
        metadata = book.metadata()
        if metadata is None:
            raise CellError(Message("sheet.bad.no_record"))
        self.metadata = metadata
        self.form = _require_table(book, FORM)
        self.steps = (
            _require_table(book, STEPS)
            if metadata.get(METADATA_PREFIX + "steps", "0") != "0"
            else None
        )
        self.entry_parsers: list[EntriesParser] = []
        if ISSUES_KEY in metadata:
            table = _require_table(book, ISSUES)
            self.entry_parsers.append(IssuesParser(table, portfolio, metadata, today))
        if DECISIONS_KEY in metadata:
            table = _require_table(book, DECISIONS)
            self.entry_parsers.append(DecisionsParser(table, portfolio, metadata, today))
        if DECIDED_KEY in metadata:
            table = _require_table(book, decided_table(metadata[DECIDED_KEY].split()))
            self.entry_parsers.append(DecidedParser(table, portfolio, metadata, today))
        self.written = written_digests(metadata)
        self.parser = RowParser(portfolio, self.form.heads, today, by)
        self.leftovers = list(leftovers(book, self.written))
        self.targets = portfolio.by_id
        self.problems: list[CellProblem] = []
        self.reports: list[ImportedRow] = []
        self.already: list[ImportedRow] = []
        self.untouched = 0
        self.hidden: list[str] = []  # cells of reports that are not shown
        self.undone: list[str] = []  # cells that were changed in rows without a report
        self.ticks: dict[str, _TickedSteps] = {}
        self.unclear_ticks: set[str] = set()  # targets with a mark that cannot be read

    def run(self) -> ImportResult:
        for problem in self.leftovers:
            is_form = problem.sheet == self.form.name
            self.problems.append(problem._replace(sheet=FORM.sheet) if is_form else problem)
        for table in (self.form, self.steps, *(parser.table for parser in self.entry_parsers)):
            for name in table.merged if table else ():
                self._add_error(table, name, Message("sheet.bad.merged", range=name))
        for row in self.steps.rows if self.steps else ():
            self._read_step_row(row)
        first_at: dict[str, str] = {}
        for row in self.form.rows:
            target_id = locked_text(row.contents["id"])
            if target_id and target_id in first_at:
                message = Message("sheet.bad.twice", id=target_id, other=first_at[target_id])
                self._add_error(self.form, row.addresses["id"], message)
                continue
            first_at[target_id] = row.addresses["id"]
            self._read_row(row, target_id)
        for target_id, ticks in self.ticks.items():
            if target_id not in first_at:
                self._add_error_at(ticks.cell, Message("sheet.bad.no_row", id=target_id))
        for cell, message in changed_heads(self.form, self.written):
            self._add_error(self.form, cell, message)
        self.problems += hidden_entries(FORM.sheet, self.hidden)
        self.problems += without_figures(FORM.sheet, self.undone)
        for parser in self.entry_parsers:
            parser.run([row.report for row in self.reports])
            self.problems += parser.problems
        return ImportResult(
            tuple(self.reports),
            tuple(self.problems),
            self.untouched,
            tuple(self.already),
            tuple(entry for parser in self.entry_parsers for entry in parser.entries),
            tuple(entry for parser in self.entry_parsers for entry in parser.already),
        )

    def _add_error(self, table: TableData | None, cell: str, message: Message) -> None:
        self._add_error_at((table.name if table else "", cell), message)

    def _add_error_at(self, place: tuple[str, str], message: Message) -> None:
        sheet = FORM.sheet if place[0] == self.form.name else place[0]
        self.problems.append(CellProblem(sheet, place[1], "error", message))

    def _read_step_row(self, row: TableRow) -> None:
        """One row of the steps."""
        steps = self.steps
        assert steps is not None  # noqa: S101 -- its rows are being read
        try:
            is_done = parsing.parse_bool(row.contents["done"])
        except CellError as error:
            self._add_error(steps, row.addresses["done"], error.message)
            self.unclear_ticks.add(locked_text(row.contents["id"]))
            return
        if not is_done:
            return
        if row.addresses["done"] in steps.hidden:
            self.hidden.append(f"{steps.name}!{row.addresses['done']}")
        target_id, step = (locked_text(row.contents[key]) for key in ("id", "step"))
        target = self.targets.get(target_id)
        if target is None:
            self._add_error(steps, row.addresses["id"], unknown_target(target_id, self.metadata))
            return
        is_known = any(step == one.id for one in target.milestones)
        cell = steps.name, row.addresses["done" if is_known else "step"]
        ticks = self.ticks.setdefault(target_id, _TickedSteps([], cell))
        if step not in ticks.steps:
            ticks.steps.append(step)

    def _read_row(self, row: TableRow, target_id: str) -> None:
        ticks = self.ticks.get(target_id)
        entered = [key for key in _ENTRY_COLUMNS if key in row.contents]
        if all(row.contents[key].is_empty for key in entered) and ticks is None:
            self.untouched += 1
            self.undone += changed_cells(row, self.written)
            return
        self.hidden += [
            address for key in entered if (address := row.addresses[key]) in self.form.hidden
        ]
        before = len(self.problems)
        is_same = fingerprint(self.portfolio, target_id) == self.metadata.get(target_id)
        target = self._find_target(row, target_id, is_same=is_same)
        if target is None:
            return
        report = self.parser.report(row, target, ticks and ticks.steps, is_same=is_same)
        for cell, message in self.parser.problems:
            self._add_error(self.form, cell, message)
        if report is None or len(self.problems) > before or target_id in self.unclear_ticks:
            return
        imported = ImportedRow(report, self.metadata[target_id], row.addresses["id"])
        if self._is_recorded(target, report, named=not row.contents["by"].is_empty):
            self.already.append(imported)
        elif not is_same:
            message = Message("sheet.bad.changed", id=target_id)
            self._add_error(self.form, row.addresses["id"], message)
        elif self._add_remarks(row, report, ticks):
            self.reports.append(imported)

    def _is_recorded(self, target: Target, report: Report, *, named: bool) -> bool:
        """Whether an identical report is on record; by anyone, where the row does not name the reporter."""
        names = {report.by}
        if not named:
            names |= {"", *(one.by for one in target.updates if isinstance(one.by, str))}
        return any(is_recorded(self.portfolio, replace(report, by=name)) for name in names)

    def _find_target(self, row: TableRow, target_id: str, *, is_same: bool) -> Target | None:
        """The target of a row, unless its id was altered; ``is_same``: its record did not change."""
        at = row.addresses["id"]
        if not target_id:
            self._add_error(self.form, at, Message("sheet.bad.no_id"))
            return None
        target = self.targets.get(target_id)
        if target is None:
            self._add_error(self.form, at, unknown_target(target_id, self.metadata))
            return None
        if target_id not in self.metadata:
            self._add_error(self.form, at, Message("sheet.bad.not_issued", id=target_id))
            return None
        if is_same and (problem := changed_title(row, target)):
            self._add_error(self.form, *problem)
            return None
        if is_same and self.written and (problem := changed_unit(row, target)):
            self._add_error(self.form, *problem)
        return target

    def _add_remarks(self, row: TableRow, report: Report, ticks: _TickedSteps | None) -> bool:
        """Add the remarks on a report; whether it has no errors."""
        is_valid = True
        for remark in remarks(self.portfolio, report, self.today):
            place = (FORM.sheet, row.addresses[_COLUMN_OF.get(remark.field, "id")])
            if remark.field == "done" and ticks:
                place = ticks.cell
            message = remark.message
            if remark.rule in DOUBTS:
                message = confirmed_by(message, Message("check.confirm.sheet"))
            self.problems.append(CellProblem(*place, remark.level, message))
            is_valid &= remark.level != "error"
        return is_valid


def _require_table(book: WorkbookReader, table: SheetTable) -> TableData:
    data = book.table(table)
    if data is None:
        raise CellError(Message("sheet.bad.no_sheet", sheet=table.sheet))
    if data.missing:
        labels = [Message(one.label) for one in table.columns if one.key in data.missing]
        raise CellError(Message("sheet.bad.no_columns", sheet=data.name, columns=labels))
    return data
