"""The bytes of a workbook -> its tables, row by row, and what it has besides them.

Cells are streamed, so neither a merged range over a whole sheet nor a row far down costs memory.
Formulas are not evaluated; macros and links to other files are ignored.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from openpyxl import load_workbook
from openpyxl.styles.numbers import is_date_format
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import from_excel

from tracker.i18n import Message
from tracker.reporting.number_formats import (
    is_same_number,
    shown_number,
    shows_no_day,
    shows_no_text,
)
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.sheet_archive import open_archive
from tracker.reporting.sheet_layout import (
    FIRST_ROW,
    GUIDE,
    HEAD_ROW,
    KEY_ROW,
    LAST_ROW,
    LATER_COLUMNS,
    METADATA_MARK,
    METADATA_VERSION,
    TABLES,
    TEXTS_KEY,
    SheetTable,
    place_name,
    split_digests,
    text_digest,
)
from tracker.reporting.sheet_parts import MAX_COLUMN, Extras, SheetParts

MAX_SERIAL_DAY: Final = 120_000  # in the year 2228
_QUOTED: Final = re.compile(r'"[^"]*"|\\.')


class TableRow(NamedTuple):
    """One row of a table: cells and their addresses (``B7``), by column key."""

    number: int
    contents: dict[str, CellValue]
    addresses: dict[str, str]


class TableData(NamedTuple):
    """A table as found in the workbook."""

    name: str  # the sheet's present name
    rows: tuple[TableRow, ...]
    missing: tuple[str, ...]  # keys of missing columns
    merged: tuple[str, ...]  # merged ranges that touch entry columns
    heads: dict[str, str]  # the heads as they are now, by column key
    hidden: frozenset[str]  # addresses of filled-in entry cells that are not shown


class UnreadCells(NamedTuple):
    """Filled-in cells of one sheet that nothing reads."""

    sheet: str
    cells: list[str]  # outside the columns of the report
    altered: list[str]  # locked cells that contain something else than was written


class WorkbookReader:
    """An opened workbook. CellError where it is not a workbook."""

    def __init__(self, data: bytes) -> None:
        archive = open_archive(data)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # about parts of the workbook that are not read
                self._book: Any = load_workbook(
                    io.BytesIO(data), read_only=True, keep_links=False, keep_vba=False
                )
                # numbers as they are: `_number_cell` reads their formats
                vars(self._book).update(_date_formats=set(), _timedelta_formats=set())
                self._sheets = [
                    (each.title, each, self._keys(each)) for each in self._book.worksheets
                ]
        except Exception as error:  # openpyxl raises any exception for a damaged part
            raise CellError(Message("sheet.bad.broken", why=type(error).__name__)) from error
        self._archive = archive
        self._parts_by_path: dict[str, SheetParts] = {}
        self._since_1904 = self._book.epoch.year == 1904

    def table(self, table: SheetTable) -> TableData | None:
        """The sheet with this table's keys in its first row; None without one."""
        for name, sheet, keys in self._sheets:
            if not _has_keys(table, keys):
                continue
            places = {key: keys.index(key) for key in table.keys if key in keys}
            missing = tuple(
                key for key in table.keys if key not in keys and key not in LATER_COLUMNS
            )
            entry = {column.key for column in table.columns if column.entry and column.key in keys}
            parts = self._parts(sheet)
            hidden = parts.hidden_places()
            is_hidden = sheet.sheet_state != "visible"
            rows = tuple(self._rows(sheet, places))
            return TableData(
                name,
                rows,
                missing,
                tuple(_merged_entries(parts, {places[key] + 1 for key in entry})),
                self._heads(sheet, places),
                frozenset(
                    row.addresses[key]
                    for row in rows
                    for key in entry
                    if not row.contents[key].is_empty
                    and (
                        is_hidden or row.number in hidden.rows or places[key] + 1 in hidden.columns
                    )
                ),
            )
        return None

    def unread_cells(self, written: frozenset[str] | None) -> Iterator[UnreadCells]:
        """By sheet, the filled-in cells that `table` and `metadata` do not read.

        ``written`` are the digests of what was in the workbook when it was written; None in one of an
        earlier version, whose locked cells are not compared. Entry cells of a second sheet with the keys
        of a table are not read.
        """
        used: set[str] = set()
        for name, sheet, keys in self._sheets:
            if _is_metadata(keys) or (name == GUIDE and written is None):
                continue
            table = next((one for one in TABLES if _has_keys(one, keys)), None)
            locked: set[int] = set()
            entry: set[int] = set()
            if table is not None:
                columns = [column for column in table.columns if column.key in keys]
                entry = {keys.index(column.key) for column in columns if column.entry}
                locked = {keys.index(column.key) for column in columns} - entry
                if table.key in used:
                    entry = set()
                used.add(table.key)
            cells: list[str] = []
            altered: list[str] = []
            for number, row in self._numbered(sheet, KEY_ROW, MAX_COLUMN):
                is_row = table is None or number >= FIRST_ROW
                for at, cell in enumerate(row):
                    if cell.value is None or (is_row and at in entry):
                        continue
                    if written is None and table is not None and (not is_row or at in locked):
                        continue
                    place = place_name(table, keys[at], number) if table or name == GUIDE else ""
                    if not str(cell.value).strip() or self._is_written(place, cell, written):
                        continue
                    is_locked = table is not None and is_row and at in locked
                    address = f"{get_column_letter(at + 1)}{number}"
                    (altered if is_locked else cells).append(address)
            cells += self._parts(sheet).far_cells()
            if cells or altered:
                yield UnreadCells(name, cells, altered)

    def extras(self) -> Iterator[tuple[str, Extras]]:
        """By sheet, what it has besides cells."""
        for name, sheet, _ in self._sheets:
            try:
                extras = self._parts(sheet).extras()
            except Exception as error:  # a damaged part
                raise CellError(Message("sheet.bad.broken", why=type(error).__name__)) from error
            yield name, extras

    def metadata(self) -> dict[str, str] | None:
        """Fingerprints by target id and the other metadata; None where the hidden sheet is missing."""
        for _, sheet, keys in self._sheets:
            if _is_metadata(keys):
                rows = self._stream(sheet, KEY_ROW + 1, 2)
                return {str(key.value): str(mark.value) for key, mark in rows if key.value}
        return None

    def _is_written(self, place: str, cell: Any, written: frozenset[str] | None) -> bool:
        """Whether a cell contains what was written in such a place; ``place`` "" for none."""
        if written is None or not place or cell.data_type in ("f", "e"):
            return False
        return text_digest(place, self._cell_value(cell).value) in written

    def _parts(self, sheet: Any) -> SheetParts:
        path = sheet._worksheet_path  # noqa: SLF001 -- openpyxl has no public name for it
        if path not in self._parts_by_path:
            self._parts_by_path[path] = SheetParts(self._archive, path)
        return self._parts_by_path[path]

    def _heads(self, sheet: Any, places: dict[str, int]) -> dict[str, str]:
        row = next(iter(self._stream(sheet, HEAD_ROW, MAX_COLUMN)), ())
        return {key: str(row[at].value or "") for key, at in places.items() if at < len(row)}

    def _keys(self, sheet: Any) -> list[str]:
        first = next(sheet.iter_rows(KEY_ROW, KEY_ROW, 1, MAX_COLUMN), ())
        return [str(cell.value).strip() if cell.value is not None else "" for cell in first]

    def _rows(self, sheet: Any, columns: dict[str, int]) -> Iterator[TableRow]:
        letters = {key: get_column_letter(index + 1) for key, index in columns.items()}
        for number, cells in self._numbered(sheet, FIRST_ROW, max(columns.values()) + 1):
            values = {key: self._cell_value(cells[index]) for key, index in columns.items()}
            if not all(each.is_empty for each in values.values()):
                yield TableRow(
                    number, values, {key: f"{letter}{number}" for key, letter in letters.items()}
                )

    def _numbered(
        self, sheet: Any, first: int, width: int
    ) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """The rows with their numbers, without those of a gap, however large."""
        before = None
        for number, row in enumerate(self._stream(sheet, first, width), first):
            if row is not before:  # openpyxl repeats one empty row for all of a gap
                yield number, row
            before = row

    @staticmethod
    def _stream(sheet: Any, first: int, width: int) -> Iterator[tuple[Any, ...]]:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield from sheet.iter_rows(first, LAST_ROW, 1, width)
        except Exception as error:
            raise CellError(Message("sheet.bad.broken", why=type(error).__name__)) from error

    def _cell_value(self, cell: Any) -> CellValue:
        value = cell.value
        if value is None:
            return CellValue()
        if cell.data_type == "f":
            return CellValue(getattr(value, "text", None) or str(value), "formula")
        if cell.data_type == "e":
            return CellValue(value, "error")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if value == 0 and self._parts(cell.parent).hides_zeros:
                return CellValue(value, "unseen")
            return self._number_cell(value, _number_format(cell))
        if isinstance(value, str) and shows_no_text(_number_format(cell)):
            return CellValue(value, "unseen")
        return CellValue(value, since_1904=self._since_1904)

    def _number_cell(self, value: float, number_format: str) -> CellValue:
        """A number, or the date that it is shown as."""
        if is_date_format(number_format):
            if not 0 <= value < MAX_SERIAL_DAY:  # 20260630 in a cell of dates is shown as ####
                return CellValue(value, since_1904=self._since_1904, shown="####")
            date = from_excel(value, self._book.epoch)
            month = f"{date:%Y-%m}" if shows_no_day(number_format) else ""
            return CellValue(date, since_1904=self._since_1904, shown=month)
        is_percent = "%" in _QUOTED.sub("", number_format)
        shown = shown_number(value, number_format)
        if shown == "":
            return CellValue(value, "unseen")
        in_full = value * 100 if is_percent else value
        if shown is None or is_same_number(
            shown.removesuffix("%") if is_percent else shown, in_full
        ):
            shown = ""
        return CellValue(
            value,
            percent=is_percent and not shown,
            since_1904=self._since_1904,
            shown=shown,
        )


def _number_format(cell: Any) -> str:
    try:
        return cell.number_format or "General"
    except IndexError as error:  # a style that the workbook does not have
        raise CellError(Message("sheet.bad.broken", why=type(error).__name__)) from error


def written_digests(metadata: dict[str, str]) -> frozenset[str] | None:
    """The digests of everything that was in the workbook when it was written; None if it has none."""
    texts = [text for key, text in metadata.items() if key.startswith(TEXTS_KEY)]
    return frozenset(digest for text in texts for digest in split_digests(text)) if texts else None


def _merged_entries(parts: SheetParts, columns: set[int]) -> Iterator[str]:
    """Merged ranges that touch some columns of the table."""
    for name, left, right, bottom in parts.merged_ranges():
        if bottom >= FIRST_ROW and any(left <= column <= right for column in columns):
            yield name


def _is_metadata(keys: list[str]) -> bool:
    return keys[:2] == [METADATA_MARK, str(METADATA_VERSION)]


def _has_keys(table: SheetTable, keys: list[str]) -> bool:
    """Whether a first row has most keys of a table, the first among them."""
    present = [key for key in table.keys if key in keys]
    return len(present) * 2 > len(table.keys) and present[0] == table.keys[0]
