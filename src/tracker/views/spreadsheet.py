"""Tables as CSV files and Excel workbooks that evaluate nothing.

The CSV files open in a spreadsheet: they start with a byte order mark, without which Excel does not recognise
UTF-8, and a text that a spreadsheet would evaluate as a formula is prefixed with an apostrophe. A workbook is
SpreadsheetML (ECMA-376) as text in a zip file, written without openpyxl: rows can be kept as text and joined
later. The same rows give the same bytes. Every text is a string cell, so no spreadsheet evaluates one.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from tracker.html import without_forbidden
from tracker.numbers import denoised, plain_number

Value = str | float | bool | dt.date | None
Row = Sequence[Value]
FORMULA_PREFIXES: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A spreadsheet may take a text that begins with one of these for a formula."""
BYTE_ORDER_MARK: Final = "\ufeff"
_ROW_NUMBER: Final = "\0"
"""Stands for the number of a row until all rows are joined."""
_FIRST_DATE: Final = dt.date(1900, 3, 1)
"""Spreadsheets disagree on the days before it, so earlier dates are texts."""
_EPOCH: Final = dt.date(1899, 12, 30)
_LINE, _TALLEST = 15, 409  # points: a line of text, the tallest row
_MAX_DECIMALS: Final = 30  # of a number format
HEAD, DESCRIPTION, _DATE, _QUOTED, _SCIENTIFIC, _NUMBER = 1, 2, 3, 4, 5, 6
"""Positions in ``cellXfs`` of `_STYLES`; a number with n decimals has the format `_NUMBER` + n."""
_WRAPPED: Final = _NUMBER + _MAX_DECIMALS + 1
_QUOTED_WRAPPED: Final = _WRAPPED + 1
_DECLARATION: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_QUOTES: Final = {'"': "&quot;"}
_CHARACTER_CODE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


# --- CSV ------------------------------------------------------------------------------------------


def csv_rows(rows: Iterable[Row]) -> str:
    """Rows as CSV, without a header."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows(
        [None if value is None else _csv_cell(value) for value in row] for row in rows
    )
    return buffer.getvalue()


def _csv_cell(value: str | float | dt.date) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_PREFIXES) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    return "" if math.isnan(value) else plain_number(denoised(value))


# --- workbooks ------------------------------------------------------------------------------------


class LiveTable(NamedTuple):
    """A table that sorts, filters and grows by itself (Excel's ListObject): the first row of a sheet and all below it."""

    name: str  # letters, digits and underscores, another one for each table of a workbook
    head: Sequence[str]  # the texts of the first row, each another one


class Sheet(NamedTuple):
    """A sheet of a workbook."""

    name: str  # at most 31 characters, without any of : \ / ? * [ ]
    widths: Sequence[int]  # of the columns, in characters
    rows: Sequence[str]  # of `row_xml` and `text_row`
    frozen: tuple[int, int] = (0, 0)  # columns and rows that stay in view
    filter_row: int | None = None  # the row, counted from 1, whose cells filter those below
    table: LiveTable | None = None
    footer: str = (
        ""  # left on each printed page, the page number right of it; lying A4 as wide as the sheet
    )


def row_xml(row: Row, computed: Sequence[bool] = (), heads: int = 0, *, lines: int = 0) -> str:
    """A row of a sheet, without its number.

    Digits of numbers in ``computed`` columns may be rounded for reading; the first ``heads`` cells, texts, are bold.
    With ``lines`` its texts are wrapped, and the row is so many lines high: not every program measures that.
    """
    flags = computed or (False,) * len(row)
    cells = (
        _text_cell(_letters(n), str(value), HEAD)
        if n < heads
        else _cell(_letters(n), value, computed=is_computed, is_wrapped=lines > 0)
        for n, (value, is_computed) in enumerate(zip(row, flags, strict=True))
        if value is not None
    )
    return _row(cells, _LINE * lines)


def text_row(texts: Iterable[str], style: int = HEAD) -> str:
    """A row of texts, `HEAD` or `DESCRIPTION` of the columns below."""
    cells = (_text_cell(_letters(n), text, style) for n, text in enumerate(texts))
    return _row(cells, 66 if style == DESCRIPTION else 0)


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """The bytes of the file."""
    return joined_workbook([built_sheet(sheet) for sheet in sheets])


class BuiltSheet(NamedTuple):
    """A sheet that may be in several files."""

    sheet: Sheet
    xml: str


def built_sheet(sheet: Sheet) -> BuiltSheet:
    """A sheet for `joined_workbook`."""
    return BuiltSheet(sheet, _sheet_xml(sheet))


def joined_workbook(built: Sequence[BuiltSheet]) -> bytes:
    """The bytes of a file."""
    sheets = [one.sheet for one in built]
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
            *(
                (f"tables/table{n}.xml", "vnd.openxmlformats-officedocument.spreadsheetml.table")
                for n, sheet in enumerate(sheets, 1)
                if sheet.table
            ),
        )
    )
    links = [*(("worksheet", name) for name in names), ("styles", "styles.xml")]
    listed = "".join(
        f'<sheet name="{escape(sheet.name, _QUOTES)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
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
    }
    parts |= {f"xl/{name}": one.xml for name, one in zip(names, built, strict=True)}
    for n, sheet in enumerate(sheets, 1):
        if sheet.table:
            links = [("table", f"../tables/table{n}.xml")]
            parts[f"xl/worksheets/_rels/sheet{n}.xml.rels"] = _relationships(links)
            parts[f"xl/tables/table{n}.xml"] = _table_xml(n, sheet.table, len(sheet.rows))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in parts.items():
            entry = zipfile.ZipInfo(path)  # dated 1980: the day of writing would change the bytes
            entry.create_system = 3  # the same wherever it is written
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, _DECLARATION + text, compresslevel=1)
    return file.getvalue()


def _sheet_xml(sheet: Sheet) -> str:
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{chars}" customWidth="1"/>'
        for n, chars in enumerate(sheet.widths, 1)
    )
    rows = [row.replace(_ROW_NUMBER, str(n)) for n, row in enumerate(sheet.rows, 1)]
    last = f"{_letters(len(sheet.widths) - 1)}{max(len(rows), 1)}"
    across, down = sheet.frozen
    pane = ""
    if across or down:
        place = "bottomRight" if across and down else "bottomLeft" if down else "topRight"
        splits = f' xSplit="{across}"' * bool(across) + f' ySplit="{down}"' * bool(down)
        first = f"{_letters(across)}{down + 1}"
        pane = f'<pane{splits} topLeftCell="{first}" activePane="{place}" state="frozen"/>'
    after = f'<autoFilter ref="A{sheet.filter_row}:{last}"/>' if sheet.filter_row else ""
    before = ""
    if sheet.footer:
        before = '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        footer = escape(sheet.footer.replace("&", "&&"))
        after += (
            '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>'
            f"<headerFooter><oddFooter>&amp;L{footer}&amp;R— &amp;P —</oddFooter></headerFooter>"
        )
    if sheet.table:
        after += f'<tableParts count="1"><tablePart xmlns:r="{_OFFICE}" r:id="rId1"/></tableParts>'
    # readers fill rows up to the dimension
    return (
        f'<worksheet xmlns="{_MAIN}">{before}<dimension ref="A1:{last}"/><sheetViews><sheetView workbookViewId="0">{pane}</sheetView>'
        f"</sheetViews><cols>{columns}</cols><sheetData>{''.join(rows)}</sheetData>{after}"
        "</worksheet>"
    )


def _table_xml(number: int, table: LiveTable, rows: int) -> str:
    area = f"A1:{_letters(len(table.head) - 1)}{max(rows, 2)}"  # a table has a row below its head
    columns = "".join(
        f'<tableColumn id="{n}" name="{escape(name, _QUOTES)}"/>'
        for n, name in enumerate(table.head, 1)
    )
    return (
        f'<table xmlns="{_MAIN}" id="{number}" name="{table.name}" displayName="{table.name}" '
        f'ref="{area}" totalsRowShown="0"><autoFilter ref="{area}"/>'
        f'<tableColumns count="{len(table.head)}">{columns}</tableColumns>'
        '<tableStyleInfo name="TableStyleLight1" showFirstColumn="0" showLastColumn="0" '
        'showRowStripes="1" showColumnStripes="0"/></table>'
    )


def _row(cells: Iterable[str], height: float = 0) -> str:
    tall = f' ht="{min(height, _TALLEST):g}" customHeight="1"' if height else ""
    return f'<row{tall} r="{_ROW_NUMBER}">{"".join(cells)}</row>'


def _cell(
    letters: str,
    value: str | float | dt.date,
    *,
    computed: bool = False,
    is_wrapped: bool = False,
) -> str:
    """A date as a date, a text as a string, a number with its own digits; nothing for no number.

    The digits of a computed number are rounded to the column's width, as spreadsheets do by themselves.
    """
    if isinstance(value, str):
        is_quoted = value.startswith(FORMULA_PREFIXES)
        if is_wrapped:
            return _text_cell(letters, value, _QUOTED_WRAPPED if is_quoted else _WRAPPED)
        return _text_cell(letters, value, _QUOTED if is_quoted else 0)
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
    look = f' s="{style}"' if style else ""
    return f'<c r="{letters}{_ROW_NUMBER}"{look} t="inlineStr"><is>{_text_xml(text)}</is></c>'


@lru_cache(maxsize=1 << 12)  # the rows of a target have many texts in common
def _text_xml(text: str) -> str:
    # _x0041_ would be read as the letter A
    escaped = escape(without_forbidden(_CHARACTER_CODE.sub("_x005F_", text)), {"\r": "&#13;"})
    space = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f"<t{space}>{escaped}</t>"


@cache
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
    top = 'applyAlignment="1"><alignment vertical="top"/></xf>'
    cells = [
        f'<xf numFmtId="0" fontId="0" {base}/>',
        f'<xf numFmtId="0" fontId="1" {base} applyFont="1"/>',
        f'<xf numFmtId="0" fontId="2" {base} applyFont="1" applyAlignment="1">{wrapped}</xf>',
        f'<xf numFmtId="{_FIRST_FORMAT}" fontId="0" {base} applyNumberFormat="1" {top}',
        f'<xf numFmtId="0" fontId="0" {base} quotePrefix="1"/>',
        *(
            f'<xf numFmtId="{n}" fontId="0" {base} applyNumberFormat="1" {top}'
            for n in range(_FIRST_FORMAT + 1, _FIRST_FORMAT + len(formats))
        ),
        *(
            f'<xf numFmtId="0" fontId="0" {base} applyAlignment="1"{quoted}>{wrapped}</xf>'
            for quoted in ("", ' quotePrefix="1"')
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
