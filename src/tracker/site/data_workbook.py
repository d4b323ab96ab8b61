"""The data tables as Excel workbooks, whose rows are cached as text, like those of CSV and JSON.

For one changed target among thousands a library would build every cell again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Final

from tracker.i18n import width
from tracker.site.data_schema import TABLES, DataRow
from tracker.site.last_results import LastResults
from tracker.views import spreadsheet
from tracker.views.spreadsheet import (
    DESCRIPTION,
    BuiltSheet,
    Sheet,
    built_sheet,
    joined_workbook,
    text_row,
)

WORKBOOK: Final = "tables.xlsx"
"""One file for every table: it is for people, who compare tables side by side."""
HEADER_ROW, DESCRIPTION_ROW, FIRST_ROW = 1, 2, 3
"""Names of the columns, what they mean in Chinese and English, and the first row of data."""
ABOUT_SHEET: Final = "about"
_COLUMN_WIDTHS: Final = {"date": 12, "number": 21, "integer": 10, "boolean": 10, "string": 26}
"""In characters, by type."""


def row_xml(table: str, rows: Iterable[DataRow]) -> tuple[str, ...]:
    """Rows of a table for `workbooks`, each without its number."""
    computed = [column.computed for column in TABLES[table]]
    return tuple(spreadsheet.row_xml(row, computed) for row in rows)


def workbooks(
    about: Mapping[str, str | bool],
    tables: Mapping[str, Sequence[Sequence[str]]],
    last: LastResults,
) -> Iterator[tuple[str, bytes]]:
    """Name and bytes of each file: one of all tables, and one of each; from `row_xml` of all targets by table.

    ``about`` is the first sheet of the former and the last of the latter, which a program reads by its first.
    Files of tables without a change are taken from ``last``.
    """
    about_sheet = built_sheet(_about_sheet(about))
    sheets = {table: _built_table(table, parts) for table, parts in tables.items()}
    yield WORKBOOK, joined_workbook([about_sheet, *sheets.values()])
    for table, sheet in sheets.items():
        name, build = f"{table}.xlsx", partial(joined_workbook, [sheet, about_sheet])
        yield name, last.get_or_build(name, (tables[table], about), build)


def _built_table(table: str, parts: Iterable[Sequence[str]]) -> BuiltSheet:
    """Two frozen header rows, a filter, and the data."""
    columns = TABLES[table]
    rows = [
        text_row(column.name for column in columns),
        text_row((column.description for column in columns), DESCRIPTION),
    ]
    for part in parts:
        rows.extend(part)
    widths = [max(_COLUMN_WIDTHS[column.type], len(column.name) + 2) for column in columns]
    return built_sheet(Sheet(table, widths, rows, (1, DESCRIPTION_ROW), DESCRIPTION_ROW))


def _about_sheet(about: Mapping[str, str | bool]) -> Sheet:
    rows = [spreadsheet.row_xml((name, value), heads=1) for name, value in about.items()]
    widths = [width(name) + 2 for name in about]
    return Sheet(ABOUT_SHEET, [max(widths, default=10), 90], rows)
