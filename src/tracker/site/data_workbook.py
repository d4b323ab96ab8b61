"""The data tables as one Excel workbook: SpreadsheetML (ECMA-376) as text in a zip file.

It is written without openpyxl because the rows of a target are cached as text, like those of CSV and
JSON: for one changed target among thousands openpyxl would build every cell again. The same rows give
the same bytes. Every text is a string cell, so no spreadsheet evaluates one as a formula.
"""

from __future__ import annotations

import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from xml.sax.saxutils import escape

from tracker.i18n import width
from tracker.numbers import denoised, plain_number
from tracker.site.data_schema import FORMULA_PREFIXES, TABLES, DataColumn, DataRow, DataValue

HEADER_ROW, DESCRIPTION_ROW, FIRST_ROW = 1, 2, 3
"""Names of the columns, what they mean in Chinese and English, and the first row of data."""
ABOUT_SHEET: Final = "about"
_ROW_NUMBER: Final = "\0"
"""Stands for the number of a row until the rows of all targets are joined."""
_FIRST_DATE: Final = dt.date(1900, 3, 1)
"""Spreadsheets disagree on the days before it, so earlier dates are texts."""
_EPOCH: Final = dt.date(1899, 12, 30)
_MAX_DECIMALS: Final = 30  # of a number format
_HEAD, _DESCRIPTION, _DATE, _QUOTED, _SCIENTIFIC, _NUMBER = 1, 2, 3, 4, 5, 6
"""Positions in ``cellXfs`` of `_STYLES`; a number with n decimals has the format `_NUMBER` + n."""
_COLUMN_WIDTHS: Final = {"date": 12, "number": 21, "integer": 10, "boolean": 10, "string": 26}
"""In characters, by type."""
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_CHARACTER_CODE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def row_xml(table: str, rows: Iterable[DataRow]) -> tuple[str, ...]:
    """Rows of a table for `workbook`, each without its number."""
    columns = [(_letters(n), column.computed) for n, column in enumerate(TABLES[table])]
    return tuple(
        _row(
            [
                _cell(letters, value, computed=computed)
                for (letters, computed), value in zip(columns, row, strict=True)
            ]
        )
        for row in rows
    )


def workbook(
    about: Mapping[str, str | bool], tables: Mapping[str, Sequence[Sequence[str]]]
) -> bytes:
    """The bytes of the file: ``about`` as its first sheet, then `row_xml` of all targets by table."""
    sheets = {ABOUT_SHEET: _about_sheet(about)}
    sheets |= {table: _table_sheet(TABLES[table], parts) for table, parts in tables.items()}
    names = [f"worksheets/sheet{n}.xml" for n in range(1, len(sheets) + 1)]
    types = "".join(
        f'<Override PartName="/xl/{name}" ContentType="application/{kind}+xml"/>'
        for name, kind in (
            ("workbook.xml", "vnd.openxmlformats-officedocument.spreadsheetml.sheet.main"),
            ("styles.xml", "vnd.openxmlformats-officedocument.spreadsheetml.styles"),
            *(
                (name, "vnd.openxmlformats-officedocument.spreadsheetml.worksheet")
                for name in names
            ),
        )
    )
    links = [*(("worksheet", name) for name in names), ("styles", "styles.xml")]
    listed = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(sheets, 1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f"{types}</Types>",
        "_rels/.rels": _relationships([("officeDocument", "xl/workbook.xml")]),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<bookViews><workbookView/></bookViews><sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relationships(links),
        "xl/styles.xml": _STYLES,
        **{f"xl/{name}": sheet for name, sheet in zip(names, sheets.values(), strict=True)},
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in parts.items():
            entry = zipfile.ZipInfo(path)  # dated 1980: the day of writing would change the bytes
            entry.create_system = 3  # the same wherever it is written
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _DECLARATION + text, compresslevel=1)
    return file.getvalue()


def _table_sheet(columns: Sequence[DataColumn], parts: Iterable[Sequence[str]]) -> str:
    """Two frozen header rows, a filter, and the data."""
    head, descriptions = (
        _row([_text_cell(_letters(n), text, style) for n, text in enumerate(texts)])
        for style, texts in (
            (_HEAD, [column.name for column in columns]),
            (_DESCRIPTION, [column.description for column in columns]),
        )
    )
    rows = [head, descriptions.replace(" ", ' ht="66" customHeight="1" ', 1)]
    for part in parts:
        rows.extend(part)
    data = [row.replace(_ROW_NUMBER, str(n)) for n, row in enumerate(rows, HEADER_ROW)]
    last = _letters(len(columns) - 1)
    widths = [max(_COLUMN_WIDTHS[column.type], len(column.name) + 2) for column in columns]
    pane = f'xSplit="1" ySplit="{DESCRIPTION_ROW}" topLeftCell="B{FIRST_ROW}"'
    return _sheet(
        widths,
        data,
        f'<pane {pane} activePane="bottomRight" state="frozen"/>',
        f'<autoFilter ref="A{DESCRIPTION_ROW}:{last}{len(data)}"/>',
    )


def _about_sheet(about: Mapping[str, str | bool]) -> str:
    rows = (
        _row((_text_cell("A", name, _HEAD), _cell("B", value))).replace(_ROW_NUMBER, str(number))
        for number, (name, value) in enumerate(about.items(), 1)
    )
    widths = [width(name) + 2 for name in about]
    return _sheet([max(widths, default=10), 90], list(rows))


def _sheet(widths: Sequence[int], rows: Sequence[str], pane: str = "", after: str = "") -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{chars}" customWidth="1"/>'
        for n, chars in enumerate(widths, 1)
    )
    extent = f"A1:{_letters(len(widths) - 1)}{max(len(rows), 1)}"  # readers fill rows up to it
    return (
        f'<worksheet xmlns="{_MAIN}"><dimension ref="{extent}"/><sheetViews><sheetView workbookViewId="0">{pane}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>{after}"
        "</worksheet>"
    )


def _row(cells: Iterable[str]) -> str:
    return f'<row r="{_ROW_NUMBER}">{"".join(cells)}</row>'


def _cell(letters: str, value: DataValue, *, computed: bool = False) -> str:
    """A date as a date, a text as a string, a number with its own digits; nothing for no value.

    The digits of a computed number are rounded to the column's width, as spreadsheets do by themselves.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return _text_cell(letters, value, _QUOTED if value.startswith(FORMULA_PREFIXES) else 0)
    at = f'r="{letters}{_ROW_NUMBER}"'
    if isinstance(value, bool):
        return f'<c {at} t="b"><v>{value:d}</v></c>'
    if isinstance(value, dt.date):
        if value < _FIRST_DATE:
            return _text_cell(letters, value.isoformat())
        return f'<c {at} s="{_DATE}"><v>{(value - _EPOCH).days}</v></c>'
    if math.isnan(value):
        return ""
    digits = plain_number(denoised(value))
    if computed:
        return f"<c {at}><v>{digits}</v></c>"
    decimals = len(digits.partition(".")[2])
    style = _NUMBER + decimals if decimals <= _MAX_DECIMALS else _SCIENTIFIC
    return f'<c {at} s="{style}"><v>{digits}</v></c>'


def _text_cell(letters: str, text: str, style: int = 0) -> str:
    # _x0041_ would be read as the letter A
    escaped = escape(_CHARACTER_CODE.sub("_x005F_", text), {"\r": "&#13;"})
    look = f' s="{style}"' if style else ""
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f'<c r="{letters}{_ROW_NUMBER}"{look} t="inlineStr"><is><t{space}>{escaped}</t></is></c>'


def _letters(number: int) -> str:
    """The letters of a column, counted from 0: A, Z, AA."""
    before, last = divmod(number, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _relationships(links: Iterable[tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{path}"/>'
        for n, (kind, path) in enumerate(links, 1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _number_formats() -> list[str]:
    decimals = ["#,##0" + ("." + "0" * n if n else "") for n in range(_MAX_DECIMALS + 1)]
    return ["yyyy\\-mm\\-dd", "0.##############E+00", *decimals]


_FIRST_FORMAT: Final = 164  # lower ids are built in


def _styles() -> str:
    formats = _number_formats()
    listed = "".join(
        f'<numFmt numFmtId="{n}" formatCode="{code}"/>'
        for n, code in enumerate(formats, _FIRST_FORMAT)
    )
    wrapped = '<alignment vertical="top" wrapText="1"/>'
    base = 'fillId="0" borderId="0" xfId="0"'
    cells = [
        f'<xf numFmtId="0" fontId="0" {base}/>',
        f'<xf numFmtId="0" fontId="1" {base} applyFont="1"/>',
        f'<xf numFmtId="0" fontId="2" {base} applyFont="1" applyAlignment="1">{wrapped}</xf>',
        f'<xf numFmtId="{_FIRST_FORMAT}" fontId="0" {base} applyNumberFormat="1"/>',
        f'<xf numFmtId="0" fontId="0" {base} quotePrefix="1"/>',
        *(
            f'<xf numFmtId="{n}" fontId="0" {base} applyNumberFormat="1"/>'
            for n in range(_FIRST_FORMAT + 1, _FIRST_FORMAT + len(formats))
        ),
    ]
    fonts = '<sz val="11"/><name val="Calibri"/>'
    return (
        f'<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{listed}</numFmts>'
        f'<fonts count="3"><font>{fonts}</font><font><b/>{fonts}</font>'
        '<font><i/><sz val="9"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(cells)}">{"".join(cells)}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )


_STYLES: Final = _styles()
