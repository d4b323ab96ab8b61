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

from tracker.i18n import LANGS, Say
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Numeric, Target, words
from tracker.portfolio.scalars import Amount
from tracker.reporting import parsing as cells
from tracker.reporting.parsing import CellError, Held
from tracker.reporting.remarks import Report, remarks
from tracker.reporting.report import money_unit, recorded
from tracker.reporting.sheet_layout import FORM, RECORD_NOTE, STEPS, Table, both
from tracker.reporting.sheet_reader import Book, Read, Row
from tracker.store.save import fingerprint

_ENTERED: Final = ("value", "spent", "note", "evidence", "url", "grade")
"""The columns that make a row a report; a day and a name alone do not: they are filled in for it."""
_COLUMN_OF: Final[Mapping[str, str]] = {
    "date": "date", "value": "value", "spent": "spent", "note": "note", "by": "by",
    "evidence": "evidence", "evidence.title": "evidence", "evidence.document": "evidence",
    "evidence.url": "url", "evidence.grade": "grade",
}  # fmt: skip


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

    def text(self, say: Say) -> str:
        """``B7: …`` in a language."""
        message = say(self.key, **self.values)
        return f"{self.place}: {message}" if self.cell else message


class SheetRow(NamedTuple):
    report: Report
    seen: str  # fingerprint of the target when the workbook was written
    cell: str  # the row's first cell, ``A7``


class SheetRead(NamedTuple):
    reports: tuple[SheetRow, ...]  # sound rows that are not on record yet
    problems: tuple[CellProblem, ...]  # in the order of the rows
    untouched: int  # rows with nothing entered
    already: tuple[SheetRow, ...]  # rows that the record holds already, word for word

    @property
    def sound(self) -> bool:
        """No errors; warnings may be there. All rows are taken, or none."""
        return not any(problem.level == "error" for problem in self.problems)


def read(data: bytes, portfolio: Portfolio, today: dt.date, *, by: str = "") -> SheetRead:
    """What ``data``, the bytes of an .xlsx file, reports on ``portfolio``; ``by`` is who reports where a
    row does not say. Never raises for the bytes."""
    try:
        return _Reading(Book(data), portfolio, today, by).run()
    except CellError as error:
        problem = CellProblem("", "", "error", error.key, error.values)
        return SheetRead((), (problem,), 0, ())


class _Ticks(NamedTuple):
    """The steps of a target that are ticked, and the cells they are ticked in."""

    steps: list[str]
    places: list[tuple[str, str]]  # sheet and cell


class _Reading:
    """Reads one workbook."""

    def __init__(self, book: Book, portfolio: Portfolio, today: dt.date, by: str) -> None:
        self.portfolio = portfolio
        self.by = by
        self.today = today
        record = book.record()
        if record is None:
            raise CellError("sheet.bad.no_record")
        self.record = record
        self.form = _whole(book, FORM)
        self.steps = _whole(book, STEPS) if record.get(RECORD_NOTE + "steps", "0") != "0" else None
        self.targets = portfolio.by_id
        self.problems: list[CellProblem] = []
        self.reports: list[SheetRow] = []
        self.already: list[SheetRow] = []
        self.untouched = 0
        self.ticks: dict[str, _Ticks] = {}
        self.names = {
            words(text, lang): key
            for key, text in portfolio.organisations.items()
            for lang in ("en", "zh")
        }

    def run(self) -> SheetRead:
        for table in (self.form, self.steps):
            for name in table.merged if table else ():
                self._tell(table, name, "sheet.bad.merged", range=name)
        for row in self.steps.rows if self.steps else ():
            self._tick(row)
        first_at: dict[str, str] = {}
        for row in self.form.rows:
            own = cells.words(_as_text(row.held["id"]))
            if own and own in first_at:
                self._tell(self.form, row.at["id"], "sheet.bad.twice", id=own, other=first_at[own])
                continue
            first_at[own] = row.at["id"]
            self._row(row, own)
        for own, ticks in self.ticks.items():
            if own not in first_at:
                self._tell_at(ticks.places[0], "sheet.bad.no_row", id=own)
        return SheetRead(
            tuple(self.reports), tuple(self.problems), self.untouched, tuple(self.already)
        )

    def _tell(self, table: Read | None, cell: str, key: str, **values: object) -> None:
        self._tell_at((table.name if table else "", cell), key, **values)

    def _tell_at(self, place: tuple[str, str], key: str, **values: object) -> None:
        sheet = FORM.sheet if place[0] == self.form.name else place[0]
        self.problems.append(CellProblem(sheet, place[1], "error", key, values))

    def _tick(self, row: Row) -> None:
        """One row of the steps."""
        steps = self.steps
        assert steps is not None  # noqa: S101 -- its rows are being read
        try:
            is_done = cells.yes(row.held["done"])
        except CellError as error:
            self._tell(steps, row.at["done"], error.key, **error.values)
            return
        if not is_done:
            return
        own, step = (cells.words(_as_text(row.held[key])) for key in ("id", "step"))
        target = self.targets.get(own)
        if target is None:
            self._tell(steps, row.at["id"], "sheet.bad.id", **self._unknown(own))
            return
        known = [each.id for each in target.milestones]
        if step not in known:
            self._tell(
                steps, row.at["step"], "sheet.bad.step",
                found=cells.shown(step), id=own, steps=", ".join(known),
            )  # fmt: skip
            return
        ticks = self.ticks.setdefault(own, _Ticks([], []))
        if step not in ticks.steps:
            ticks.steps.append(step)
            ticks.places.append((steps.name, row.at["done"]))

    def _row(self, row: Row, own: str) -> None:
        ticks = self.ticks.get(own)
        if all(row.held[key].empty for key in _ENTERED) and ticks is None:
            self.untouched += 1
            return
        before = len(self.problems)
        is_same = fingerprint(self.portfolio, own) == self.record.get(own)
        target = self._target(row, own, is_same=is_same)
        if target is None:
            return
        report = self._report(row, target, ticks)
        if report is None or len(self.problems) > before:
            return
        taken = SheetRow(report, self.record[own], row.at["id"])
        if self._is_recorded(target, report, named=not row.held["by"].empty):
            self.already.append(taken)
        elif not is_same:
            self._tell(self.form, row.at["id"], "sheet.bad.changed", id=own)
        elif self._remarks(row, report, ticks):
            self.reports.append(taken)

    def _is_recorded(self, target: Target, report: Report, *, named: bool) -> bool:
        """Whether this very report stands there; where the row does not say by whom, whoever made it."""
        names = {report.by}
        if not named:
            names |= {"", *(one.by for one in target.updates if isinstance(one.by, str))}
        return any(recorded(self.portfolio, replace(report, by=name)) for name in names)

    def _target(self, row: Row, own: str, *, is_same: bool) -> Target | None:
        """The target that a row is for, if nobody altered its id; ``is_same``: its record is as it was."""
        at = row.at["id"]
        if not own:
            self._tell(self.form, at, "sheet.bad.no_id")
            return None
        target = self.targets.get(own)
        if target is None:
            self._tell(self.form, at, "sheet.bad.id", **self._unknown(own))
            return None
        if own not in self.record:
            self._tell(self.form, at, "sheet.bad.not_issued", id=own)
            return None
        title = cells.words(_as_text(row.held["title"]))
        if is_same and title != cells.words(Held(both(target.title))):
            self._tell(
                self.form, row.at["title"], "sheet.bad.title",
                id=own, found=cells.shown(title), title=words(target.title, "zh"),
            )  # fmt: skip
            return None
        return target

    def _unknown(self, own: str) -> dict[str, object]:
        issued = [name for name in self.record if not name.startswith(RECORD_NOTE)]
        near = difflib.get_close_matches(own, issued, 1, 0.6)
        return {"id": cells.shown(own), "near": near[0] if near else "–"}

    def _report(self, row: Row, target: Target, ticks: _Ticks | None) -> Report | None:
        measure, money = target.measure, self.portfolio.money
        units = (
            [words(measure.unit, "zh"), words(measure.unit, "en")]
            if isinstance(measure, Numeric)
            else []
        )
        day = self._cell(row, "date", cells.day)
        value = self._cell(row, "value", lambda held: cells.number(held, units))
        spent = self._cell(row, "spent", lambda held: cells.amount(held, money))
        note = self._cell(row, "note", cells.words)
        by = self._cell(row, "by", lambda held: cells.words(held, 200))
        title = self._cell(row, "evidence", lambda held: cells.words(held, 500))
        url = self._cell(row, "url", cells.words)
        grade = self._cell(row, "grade", cells.grade)
        if row.held["date"].empty:
            self._tell(self.form, row.at["date"], "sheet.bad.no_date")
        if day is None:
            return None
        if isinstance(spent, float) and not self._is_own_unit(target):
            spent = Amount(spent, money)
        is_document = title in self.portfolio.documents
        evidence = {"document" if is_document else "title": title, "url": url, "grade": grade}
        return Report(
            target.id, day,
            reported=self.today,  # what comes in today was not known before
            value=value, spent=spent, note=note or "", by=self.names.get(by, by) or self.by,
            done=tuple(ticks.steps) if ticks else None,
            evidence=evidence if any(evidence.values()) else None,
        )  # fmt: skip

    def _is_own_unit(self, target: Target) -> bool:
        """Whether a bare amount in the target's file is in the unit that the sheet's head names."""
        return money_unit(self.portfolio, target.id) == self.portfolio.money

    def _cell(self, row: Row, key: str, parse: Callable[[Held], Any]) -> Any:
        try:
            return parse(row.held[key])
        except CellError as error:
            self._tell(self.form, row.at[key], error.key, **error.values)
            return None

    def _remarks(self, row: Row, report: Report, ticks: _Ticks | None) -> bool:
        """Tell what is odd about a report; whether it can be taken."""
        is_sound = True
        for remark in remarks(self.portfolio, report, self.today):
            place = (FORM.sheet, row.at[_COLUMN_OF.get(remark.field, "id")])
            if remark.field == "done" and ticks:
                place = ticks.places[0]
            problem = CellProblem(*place, remark.level, remark.key, remark.values)
            self.problems.append(problem)
            is_sound &= remark.level != "error"
        return is_sound


def _whole(book: Book, table: Table) -> Read:
    found = book.table(table)
    if found is None:
        raise CellError("sheet.bad.no_sheet", sheet=table.sheet)
    if found.missing:
        named = [Say(lang) for lang in LANGS]
        names = ", ".join(
            " ".join(say(f"sheet.column.{key}", money="") for say in named) for key in found.missing
        )
        raise CellError("sheet.bad.no_columns", sheet=found.name, columns=names)
    return found


def _as_text(held: Held) -> Held:
    """A locked cell's content for comparing, whatever it has become."""
    return Held("" if held.value is None else str(held.value))
