"""The rows of the sheet of issues in a returned workbook -> new issues and closed entries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from tracker.analysis.issues import CAUSE_KEYS
from tracker.i18n import Message, Translator, shorten
from tracker.portfolio.entries import Issue
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import Text
from tracker.reporting import parsing
from tracker.reporting.issues import (
    Entry,
    EntryError,
    all_entries,
    close_entry,
    new_issue,
    organisation_key,
)
from tracker.reporting.parsing import CellValue
from tracker.reporting.sheet_entries import EntriesParser, ImportedEntry
from tracker.reporting.sheet_issues import cause_words, parse_choice
from tracker.reporting.sheet_layout import (
    CLOSING,
    ENTRY_KEY,
    ISSUES,
    OPENING,
    bilingual,
)
from tracker.reporting.sheet_locked import locked_text
from tracker.reporting.sheet_reader import TableData, TableRow
from tracker.store.changes import NO_TARGET, TargetChange
from tracker.store.targets import fingerprint_at


class IssuesParser(EntriesParser):
    """Reads the rows of the sheet of issues, which has open decisions too."""

    sheet = ISSUES.sheet

    def __init__(
        self, table: TableData, portfolio: Portfolio, metadata: Mapping[str, str], today: dt.date
    ) -> None:
        super().__init__(table, portfolio, metadata, today)
        self.known = all_entries(portfolio)

    def _read_rows(self) -> None:
        seen: dict[str, str] = {}
        for row in self.table.rows:
            if all(row.contents[key].is_empty for key in (*CLOSING, *OPENING)):
                continue
            self._note_hidden(row, (*CLOSING, *OPENING))
            name = locked_text(row.contents["entry"])
            if not name:
                self._read_new(row)
            elif name in seen:
                self._add(row, "entry", Message("sheet.bad.twice", id=name, other=seen[name]))
            else:
                seen[name] = row.addresses["entry"]
                self._read_closing(row, name)

    def _read_new(self, row: TableRow) -> None:
        before = len(self.problems)
        target = self._find_target(row)
        if target is None:
            return
        self._check_title(row, target)
        for key in CLOSING:
            if not row.contents[key].is_empty:
                self._add(row, key, Message("sheet.bad.nothing_to_close"))
        causes = cause_words(self.portfolio)
        titles: dict[str, Text] = dict(self.portfolio.header.causes)
        titles |= {key: Translator("en")(words) for key, words in CAUSE_KEYS.items()}
        cause = self._cell(row, "cause", lambda cell: parse_choice(cell, causes, titles))
        text, owner, raised_to = (
            self._cell(row, key, parsing.parse_text) for key in ("text", "owner", "raised_to")
        )
        if cause == "" or text == "":
            key = "cause" if cause == "" else "text"
            self._add(row, key, Message("sheet.bad.half_issue"))
        if len(self.problems) > before:
            return
        fields = {
            "opened": self.today,  # what arrives today was not known before
            "cause": cause,
            "text": text,
            "owner": organisation_key(self.portfolio, owner or ""),
            "raised_to": organisation_key(self.portfolio, raised_to or ""),
        }
        change = new_issue(target.id, fields)
        entry = ImportedEntry(change, self.sheet, row.addresses["id"], target.id)
        is_known = any((one.cause, one.text) == (cause, text) for one in target.issues)
        (self.already if is_known else self.entries).append(entry)

    def _read_closing(self, row: TableRow, name: str) -> None:
        before = len(self.problems)
        entry = self.known.get(name)
        if entry is None:
            issued = [
                key.removeprefix(ENTRY_KEY) for key in self.metadata if key.startswith(ENTRY_KEY)
            ]
            found = shorten(name, parsing.MAX_QUOTED)
            self._add(
                row,
                "entry",
                Message("sheet.bad.entry", name=found, suggestion=suggest(name, issued)),
            )
            return
        for key in OPENING:
            if not row.contents[key].is_empty:
                self._add(row, key, Message("sheet.bad.issue_row"))
        closed = self._cell(row, "closed", parsing.parse_date)
        note = self._cell(row, "how", parsing.parse_text)
        if row.contents["closed"].is_empty:
            self._add(row, "closed", Message("sheet.bad.no_close_date"))
        if len(self.problems) > before or closed is None:
            return
        mark = self.metadata.get(ENTRY_KEY + name)
        is_same = mark is not None and mark == fingerprint_at(self.portfolio, entry.path)
        if entry.record.closed == closed:
            self.already.append(self._closing(row, name, TargetChange(entry.change_target)))
        elif mark is None:
            self._add(row, "entry", Message("sheet.bad.not_issued", id=name))
        elif not is_same:
            self._add(row, "entry", Message("sheet.bad.changed", id=name))
        elif self._is_its_row(row, entry) and self._is_possible(row, entry, closed):
            try:
                change = close_entry(self.portfolio, entry, closed, note or "")
            except EntryError as error:  # its note is in two languages
                self._add(row, "how", error.message)
                return
            self.entries.append(self._closing(row, name, change))

    def _closing(self, row: TableRow, name: str, change: TargetChange) -> ImportedEntry:
        return ImportedEntry(change, self.sheet, row.addresses["id"], name, is_closing=True)

    def _is_its_row(self, row: TableRow, entry: Entry) -> bool:
        """Whether the locked cells are those of the entry: its name may have been altered."""
        expected = {
            "id": "" if entry.change_target == NO_TARGET else entry.change_target,
            "what": parsing.parse_text(CellValue(bilingual(entry.record.text))),
        }
        for key, text in expected.items():
            if locked_text(row.contents[key]) != text:
                found = shorten(locked_text(row.contents[key]), parsing.MAX_QUOTED) or "–"
                self._add(row, key, Message("sheet.bad.other_entry", name=entry.name, found=found))
                return False
        return True

    def _is_possible(self, row: TableRow, entry: Entry, closed: dt.date) -> bool:
        record = entry.record
        first = record.opened if isinstance(record, Issue) else None
        if closed > self.today:
            message = Message("check.day-ahead", date=closed, today=self.today)
        elif first is not None and closed < first:
            message = Message("check.closed-early", closed=closed, opened=first)
        elif entry.review is not None and closed < entry.review.date:
            message = Message("check.decision-dates", date=closed, review=entry.review.date)
        else:
            return True
        self._add(row, "closed", message)
        return False
