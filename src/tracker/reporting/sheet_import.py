"""A workbook that came back -> reports, and every problem with its cell; nothing is written here.

A row speaks for the target of its id, as the record stood when the workbook was written: what has
changed since, what is on record already and what was altered in the locked cells is told.
"""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from tracker.i18n import Translator
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import DATA_LANGS, Numeric, Target, localize
from tracker.portfolio.scalars import Amount
from tracker.reporting import parsing as cells
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.remarks import Report, remarks
from tracker.reporting.report import is_recorded, money_unit
from tracker.reporting.sheet_layout import FORM, METADATA_PREFIX, STEPS, SheetTable, bilingual
from tracker.reporting.sheet_reader import TableData, TableRow, WorkbookReader
from tracker.store.targets import fingerprint

_ENTRY_COLUMNS: Final = ("value", "spent", "note", "evidence", "url", "grade")
"""The columns that make a row a report; a day and a name alone do not: they are filled in for it."""
_COLUMN_OF: Final[Mapping[str, str]] = {
    "date": "date",
    "value": "value",
    "spent": "spent",
    "note": "note",
    "by": "by",
    "evidence": "evidence",
    "evidence.title": "evidence",
    "evidence.document": "evidence",
    "evidence.url": "url",
    "evidence.grade": "grade",
}


class CellProblem(NamedTuple):
    """What is wrong with a cell: ``say(key, **values)``. Without a cell it concerns the whole file."""

    sheet: str
    cell: str
    level: Literal["error", "warning"]
    key: str
    values: Mapping[str, object]

    @property
    def place(self) -> str:
        """``B7``, or ``sheet!B7`` on another sheet than that of the figures."""
        return self.cell if self.sheet in ("", FORM.sheet) else f"{self.sheet}!{self.cell}"

    def text(self, t: Translator) -> str:
        """``B7: …`` in a language."""
        message = t(self.key, **self.values)
        return f"{self.place}: {message}" if self.cell else message


class ImportedRow(NamedTuple):
    report: Report
    seen: str  # fingerprint of the target when the workbook was written
    cell: str  # the row's first cell, ``A7``


class ImportResult(NamedTuple):
    reports: tuple[ImportedRow, ...]  # sound rows that are not on record yet
    problems: tuple[CellProblem, ...]  # in the order of the rows
    untouched: int  # rows with nothing entered
    already: tuple[ImportedRow, ...]  # rows that the record holds already, word for word

    @property
    def is_valid(self) -> bool:
        """No errors; warnings may be there. All rows are taken, or none."""
        return not any(problem.level == "error" for problem in self.problems)


def read_workbook(
    data: bytes, portfolio: Portfolio, today: dt.date, *, by: str = ""
) -> ImportResult:
    """What ``data``, the bytes of an .xlsx file, reports on ``portfolio``; ``by`` is who reports where a
    row does not say. Never raises for the bytes."""
    try:
        return _Importer(WorkbookReader(data), portfolio, today, by).run()
    except CellError as error:
        problem = CellProblem("", "", "error", error.key, error.values)
        return ImportResult((), (problem,), 0, ())


class _TickedSteps(NamedTuple):
    """The steps of a target that are ticked, and the cells they are ticked in."""

    steps: list[str]
    places: list[tuple[str, str]]  # sheet and cell


class _Importer:
    """Reads one workbook."""

    def __init__(self, book: WorkbookReader, portfolio: Portfolio, today: dt.date, by: str) -> None:
        self.portfolio = portfolio
        self.by = by
        self.today = today
        record = book.metadata()
        if record is None:
            raise CellError("sheet.bad.no_record")
        self.metadata = record
        self.form = _require_table(book, FORM)
        self.steps = (
            _require_table(book, STEPS)
            if record.get(METADATA_PREFIX + "steps", "0") != "0"
            else None
        )
        self.targets = portfolio.by_id
        self.problems: list[CellProblem] = []
        self.reports: list[ImportedRow] = []
        self.already: list[ImportedRow] = []
        self.untouched = 0
        self.ticks: dict[str, _TickedSteps] = {}
        self.names = {
            localize(text, lang): key
            for key, text in portfolio.organisations.items()
            for lang in ("en", "zh")
        }

    def run(self) -> ImportResult:
        for table in (self.form, self.steps):
            for name in table.merged if table else ():
                self._add_error(table, name, "sheet.bad.merged", range=name)
        for row in self.steps.rows if self.steps else ():
            self._read_step_row(row)
        first_at: dict[str, str] = {}
        for row in self.form.rows:
            own = cells.parse_text(_as_text(row.contents["id"]))
            if own and own in first_at:
                self._add_error(
                    self.form, row.addresses["id"], "sheet.bad.twice", id=own, other=first_at[own]
                )
                continue
            first_at[own] = row.addresses["id"]
            self._read_row(row, own)
        for own, ticks in self.ticks.items():
            if own not in first_at:
                self._add_error_at(ticks.places[0], "sheet.bad.no_row", id=own)
        return ImportResult(
            tuple(self.reports), tuple(self.problems), self.untouched, tuple(self.already)
        )

    def _add_error(self, table: TableData | None, cell: str, key: str, **values: object) -> None:
        self._add_error_at((table.name if table else "", cell), key, **values)

    def _add_error_at(self, place: tuple[str, str], key: str, **values: object) -> None:
        sheet = FORM.sheet if place[0] == self.form.name else place[0]
        self.problems.append(CellProblem(sheet, place[1], "error", key, values))

    def _read_step_row(self, row: TableRow) -> None:
        """One row of the steps."""
        steps = self.steps
        assert steps is not None  # noqa: S101 -- its rows are being read
        try:
            is_done = cells.parse_bool(row.contents["done"])
        except CellError as error:
            self._add_error(steps, row.addresses["done"], error.key, **error.values)
            return
        if not is_done:
            return
        own, step = (cells.parse_text(_as_text(row.contents[key])) for key in ("id", "step"))
        target = self.targets.get(own)
        if target is None:
            self._add_error(steps, row.addresses["id"], "sheet.bad.id", **self._unknown_id(own))
            return
        known = [each.id for each in target.milestones]
        if step not in known:
            self._add_error(
                steps,
                row.addresses["step"],
                "sheet.bad.step",
                found=cells.excerpt(step),
                id=own,
                steps=", ".join(known),
            )
            return
        ticks = self.ticks.setdefault(own, _TickedSteps([], []))
        if step not in ticks.steps:
            ticks.steps.append(step)
            ticks.places.append((steps.name, row.addresses["done"]))

    def _read_row(self, row: TableRow, own: str) -> None:
        ticks = self.ticks.get(own)
        if all(row.contents[key].is_empty for key in _ENTRY_COLUMNS) and ticks is None:
            self.untouched += 1
            return
        before = len(self.problems)
        is_same = fingerprint(self.portfolio, own) == self.metadata.get(own)
        target = self._find_target(row, own, is_same=is_same)
        if target is None:
            return
        report = self._build_report(row, target, ticks)
        if report is None or len(self.problems) > before:
            return
        taken = ImportedRow(report, self.metadata[own], row.addresses["id"])
        if self._is_recorded(target, report, named=not row.contents["by"].is_empty):
            self.already.append(taken)
        elif not is_same:
            self._add_error(self.form, row.addresses["id"], "sheet.bad.changed", id=own)
        elif self._add_remarks(row, report, ticks):
            self.reports.append(taken)

    def _is_recorded(self, target: Target, report: Report, *, named: bool) -> bool:
        """Whether this very report stands there; where the row does not say by whom, whoever made it."""
        names = {report.by}
        if not named:
            names |= {"", *(one.by for one in target.updates if isinstance(one.by, str))}
        return any(is_recorded(self.portfolio, replace(report, by=name)) for name in names)

    def _find_target(self, row: TableRow, own: str, *, is_same: bool) -> Target | None:
        """The target that a row is for, if nobody altered its id; ``is_same``: its record is as it was."""
        at = row.addresses["id"]
        if not own:
            self._add_error(self.form, at, "sheet.bad.no_id")
            return None
        target = self.targets.get(own)
        if target is None:
            self._add_error(self.form, at, "sheet.bad.id", **self._unknown_id(own))
            return None
        if own not in self.metadata:
            self._add_error(self.form, at, "sheet.bad.not_issued", id=own)
            return None
        title = cells.parse_text(_as_text(row.contents["title"]))
        if is_same and title != cells.parse_text(CellValue(bilingual(target.title))):
            self._add_error(
                self.form,
                row.addresses["title"],
                "sheet.bad.title",
                id=own,
                found=cells.excerpt(title),
                title=localize(target.title, "zh"),
            )
            return None
        return target

    def _unknown_id(self, own: str) -> dict[str, object]:
        issued = [name for name in self.metadata if not name.startswith(METADATA_PREFIX)]
        near = difflib.get_close_matches(own, issued, 1, 0.6)
        return {"id": cells.excerpt(own), "near": near[0] if near else "–"}

    def _build_report(
        self, row: TableRow, target: Target, ticks: _TickedSteps | None
    ) -> Report | None:
        measure, money = target.measure, self.portfolio.money
        units = (
            [localize(measure.unit, "zh"), localize(measure.unit, "en")]
            if isinstance(measure, Numeric)
            else []
        )
        day = self._parse_cell(row, "date", cells.parse_date)
        value = self._parse_cell(row, "value", lambda held: cells.parse_number(held, units))
        spent = self._parse_cell(row, "spent", lambda held: cells.parse_amount(held, money))
        note = self._parse_cell(row, "note", cells.parse_text)
        by = self._parse_cell(row, "by", lambda held: cells.parse_text(held, 200))
        title = self._parse_cell(row, "evidence", lambda held: cells.parse_text(held, 500))
        url = self._parse_cell(row, "url", cells.parse_text)
        grade = self._parse_cell(row, "grade", cells.parse_grade)
        if row.contents["date"].is_empty:
            self._add_error(self.form, row.addresses["date"], "sheet.bad.no_date")
        if day is None:
            return None
        if isinstance(spent, float) and not self._is_own_unit(target):
            spent = Amount(spent, money)
        is_document = title in self.portfolio.documents
        evidence = {"document" if is_document else "title": title, "url": url, "grade": grade}
        return Report(
            target.id,
            day,
            reported=self.today,  # what comes in today was not known before
            value=value,
            spent=spent,
            note=note or "",
            by=self.names.get(by, by) or self.by,
            done=tuple(ticks.steps) if ticks else None,
            evidence=evidence if any(evidence.values()) else None,
        )

    def _is_own_unit(self, target: Target) -> bool:
        """Whether a bare amount in the target's file is in the unit that the sheet's head names."""
        return money_unit(self.portfolio, target.id) == self.portfolio.money

    def _parse_cell(self, row: TableRow, key: str, parse: Callable[[CellValue], Any]) -> Any:
        try:
            return parse(row.contents[key])
        except CellError as error:
            self._add_error(self.form, row.addresses[key], error.key, **error.values)
            return None

    def _add_remarks(self, row: TableRow, report: Report, ticks: _TickedSteps | None) -> bool:
        """Tell what is odd about a report; whether it can be taken."""
        is_sound = True
        for remark in remarks(self.portfolio, report, self.today):
            place = (FORM.sheet, row.addresses[_COLUMN_OF.get(remark.field, "id")])
            if remark.field == "done" and ticks:
                place = ticks.places[0]
            problem = CellProblem(*place, remark.level, remark.key, remark.values)
            self.problems.append(problem)
            is_sound &= remark.level != "error"
        return is_sound


def _require_table(book: WorkbookReader, table: SheetTable) -> TableData:
    found = book.table(table)
    if found is None:
        raise CellError("sheet.bad.no_sheet", sheet=table.sheet)
    if found.missing:
        named = [Translator(lang) for lang in DATA_LANGS]
        names = ", ".join(
            " ".join(t(f"sheet.column.{key}", money="") for t in named) for key in found.missing
        )
        raise CellError("sheet.bad.no_columns", sheet=found.name, columns=names)
    return found


def _as_text(held: CellValue) -> CellValue:
    """A locked cell's content for comparing, whatever it has become."""
    return CellValue("" if held.value is None else str(held.value))
