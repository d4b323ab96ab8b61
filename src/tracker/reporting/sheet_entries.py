"""A sheet of issues or decisions in a returned workbook: what both have in common."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from tracker.i18n import Message, Translator
from tracker.portfolio.edit import AppendDecision, AppendIssue, SetValue
from tracker.portfolio.load import Portfolio
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.sheet_leftovers import CellProblem, hidden_entries
from tracker.reporting.sheet_reader import TableData, TableRow
from tracker.store.changes import TargetChange


class ImportedEntry(NamedTuple):
    """A row that enters or closes an issue or a decision."""

    change: TargetChange
    sheet: str
    cell: str  # the row's first cell, ``A7``
    name: str  # the target of a new issue, the review of a new decision, or what is closed
    is_closing: bool = False

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.cell}"


def entry_line(entry: ImportedEntry, t: Translator) -> str:
    """What a row does, in one line."""
    key = "sheet.entry.close" if entry.is_closing else "sheet.entry.new"
    text = ""
    for edit in entry.change.edits:
        if isinstance(edit, AppendIssue):
            text = str(edit.issue.get("text", ""))
        elif isinstance(edit, AppendDecision):
            key, text = "sheet.entry.decision", str(edit.decision.get("text", ""))
        elif isinstance(edit, SetValue) and edit.path.endswith(".closed"):
            text = str(edit.value)
    return t(key, cell=entry.place, name=entry.name, text=text)


class EntriesParser:
    """Reads the rows of one sheet; a kind of entry has `_read_rows` of its own."""

    sheet: str  # its name as written

    def __init__(self, table: TableData, portfolio: Portfolio, today: dt.date) -> None:
        self.table, self.portfolio, self.today = table, portfolio, today
        self.entries: list[ImportedEntry] = []
        self.already: list[ImportedEntry] = []  # on record already
        self.problems: list[CellProblem] = []
        self._hidden: list[str] = []  # cells

    def run(self) -> None:
        self._read_rows()
        self.problems += hidden_entries(self.sheet, self._hidden)

    def _read_rows(self) -> None:
        raise NotImplementedError

    def _note_hidden(self, row: TableRow, keys: Iterable[str]) -> None:
        self._hidden += [row.addresses[k] for k in keys if row.addresses[k] in self.table.hidden]

    def _add(self, row: TableRow, key: str, message: Message) -> None:
        self.problems.append(CellProblem(self.sheet, row.addresses[key], "error", message))

    def _cell(self, row: TableRow, key: str, parse: Callable[[CellValue], Any]) -> Any:
        """The value of a cell; None, with a problem, where it cannot be read."""
        try:
            return parse(row.contents[key])
        except CellError as error:
            self._add(row, key, error.message)
            return None
