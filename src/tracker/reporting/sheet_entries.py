"""A sheet of entries other than reports in a returned workbook: what all have in common."""

from __future__ import annotations

import datetime as dt
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from tracker.i18n import Message, Translator
from tracker.portfolio.edit import AppendDecision, AppendIssue, SetValue
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.report import Report
from tracker.reporting.sheet_leftovers import CellProblem, hidden_entries
from tracker.reporting.sheet_locked import changed_title, locked_text, unknown_target
from tracker.reporting.sheet_reader import TableData, TableRow
from tracker.store.changes import TargetChange
from tracker.store.history_words import decided_words


class ImportedEntry(NamedTuple):
    """What a row enters: an issue, a decision, the end of one, or what an office decides about a target."""

    change: TargetChange
    sheet: str
    cell: str  # the row's first cell, ``A7``
    name: str  # the target, the review of a new decision, or what is closed
    is_closing: bool = False

    @property
    def place(self) -> str:
        return f"{self.sheet}!{self.cell}"


def entry_line(entry: ImportedEntry, portfolio: Portfolio, t: Translator) -> str:
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
        elif isinstance(edit, SetValue) and not entry.is_closing:  # else its note
            field = edit.path.rpartition(".")[2]
            key = "sheet.entry.decided"
            text = decided_words(field, edit.value, portfolio.organisations, t)
    return t(key, cell=entry.place, name=entry.name, text=text)


class EntriesParser(ABC):
    """Reads the rows of one sheet; a kind of entry has `_read_rows` of its own."""

    sheet: str  # its name as written

    def __init__(
        self, table: TableData, portfolio: Portfolio, metadata: Mapping[str, str], today: dt.date
    ) -> None:
        self.table, self.portfolio, self.metadata, self.today = table, portfolio, metadata, today
        self.reports: Sequence[Report] = ()  # of the sheet of figures
        self.entries: list[ImportedEntry] = []
        self.already: list[ImportedEntry] = []  # on record already
        self.problems: list[CellProblem] = []
        self._hidden: list[str] = []  # cells

    def run(self, reports: Sequence[Report]) -> None:
        self.reports = reports
        self._read_rows()
        self.problems += hidden_entries(self.sheet, self._hidden)

    @abstractmethod
    def _read_rows(self) -> None:
        """Add `entries`, `already` and `problems` of every row."""

    def _find_target(self, row: TableRow) -> Target | None:
        """The target of a row; None, with a problem, where its id was altered."""
        target_id = locked_text(row.contents["id"])
        target = self.portfolio.by_id.get(target_id)
        if target is None:
            message = unknown_target(target_id, self.metadata)
            self._add(row, "id", message if target_id else Message("sheet.bad.no_id"))
        elif target_id not in self.metadata:
            self._add(row, "id", Message("sheet.bad.not_issued", id=target_id))
        return target

    def _check_title(self, row: TableRow, target: Target) -> None:
        if problem := changed_title(row, target):
            self.problems.append(CellProblem(self.sheet, problem[0], "error", problem[1]))

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
