"""Fonts, colours, locks, validation and print settings of the workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from copy import copy
from typing import Any, Final

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tracker.i18n import Translator
from tracker.numbers import plain_number
from tracker.portfolio.scalars import FIRST_DAY, MAX_TEXT_LENGTH
from tracker.portfolio.texts import Text
from tracker.reporting.parsing import MAX_QUOTED
from tracker.reporting.sheet_layout import (
    FIRST_ROW,
    FORM,
    HEAD_ROW,
    HINT_ROW,
    KEY_ROW,
    ROW_HEIGHT,
    TITLE_ROW,
    SheetColumn,
    SheetTable,
    bilingual,
    bilingual_label,
)

_THIN: Final = Side(style="thin", color="C8CDD3")
_BOX: Final = Border(left=_THIN, right=_THIN, top=_THIN, bottom=_THIN)
_HEAD: Final = PatternFill("solid", fgColor="1F3A5F")
_ENTRY_HEAD: Final = PatternFill("solid", fgColor="7A5C00")
_ENTRY: Final = PatternFill("solid", fgColor="FFF8DC")
_CLOSED: Final = PatternFill("lightUp", fgColor="C8CDD3")
_LOCKED: Final = PatternFill("solid", fgColor="F2F4F6")
_WRAP: Final = Alignment(vertical="top", wrap_text=True)
_DATE_FORMAT: Final = "yyyy-mm-dd"
_DATE_COLUMNS: Final = (
    "date",
    "last_date",
    "step_due",
    "since",
    "closed",
    "review",
    "finish_by",
    "accepted_on",
    "ended_on",
)
MAX_CELL_LENGTH: Final = 32_767  # characters, as a spreadsheet allows


def write_cell(cell: Cell | Any, value: object) -> None:
    """Write a value; a text never becomes a formula, whatever it begins with."""
    if not isinstance(value, str):
        cell.value = value
        return
    text = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:MAX_CELL_LENGTH]
    cell.value = text
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


StyleCache = dict[tuple[str, bool, bool], Any]
"""Styles of one workbook by kind of cell, so that 100,000 cells share a few."""


def apply_style(
    cell: Any, column: SheetColumn, styles: StyleCache, *, closed: bool = False
) -> None:
    """Colour, lock and format; ``closed``: no entry in this cell, though its column has entries."""
    kind = column.key, closed, bool(cell.quotePrefix)
    if kind not in styles:
        is_entry = column.entry and not closed
        cell.border, cell.alignment = _BOX, _WRAP
        cell.fill = _CLOSED if closed else _ENTRY if column.entry else _LOCKED
        cell.protection = Protection(locked=not is_entry)
        if column.key in _DATE_COLUMNS:
            cell.number_format = _DATE_FORMAT
        styles[kind] = cell._style  # noqa: SLF001 -- openpyxl has no other way to share one
    cell._style = copy(styles[kind])  # noqa: SLF001 -- as above
    if column.key in ("last", "plan") and isinstance(cell.value, float):
        cell.number_format = _number_format(cell.value)


def _number_format(value: float) -> str:
    """Grouped, with the decimals of the value: "General" would show 2E-09."""
    decimals = len(plain_number(value).partition(".")[2])
    return "#,##0" + ("." + "0" * decimals if decimals else "")


def write_head(sheet: Worksheet, table: SheetTable, title: Text, rows: int) -> None:
    """Keys, title, hint and column heads with their notes, above ``rows`` rows."""
    for number, column in enumerate(table.columns, 1):
        write_cell(sheet.cell(KEY_ROW, number), column.key)
        head = sheet.cell(HEAD_ROW, number)
        write_cell(head, bilingual_label(column.label))
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = _ENTRY_HEAD if column.entry else _HEAD
        head.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)
        head.border = _BOX
        note = bilingual_label(column.note)
        head.comment = Comment(note, "tracker", height=150, width=300)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    write_cell(sheet.cell(TITLE_ROW, 1), bilingual(title).replace("\n", " · "))
    sheet.cell(TITLE_ROW, 1).font = Font(bold=True, size=14)
    write_cell(sheet.cell(HINT_ROW, 1), bilingual_label(table.hint).replace("\n", " "))
    sheet.row_dimensions[KEY_ROW].hidden = True
    sheet.row_dimensions[HEAD_ROW].height = 62
    for row in range(FIRST_ROW, FIRST_ROW + rows):
        sheet.row_dimensions[row].height = ROW_HEIGHT
    sheet.freeze_panes = f"C{FIRST_ROW}"
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"
    protect(sheet)
    print_setup(sheet, landscape=True)


def add_form_validation(sheet: Worksheet, end: int, today: dt.date) -> None:
    """What a spreadsheet can refuse while typing; pasting bypasses it, so the import checks again."""
    between = {"operator": "between"}
    rules: dict[str, dict[str, Any]] = {
        "date": no_later_than(today),
        "value": {"type": "decimal", "formula1": "-1E+15", "formula2": "1E+15", **between},
        "grade": {"type": "list", "formula1": '"A,B,C"'},
        "confirm": {"type": "list", "formula1": '"是"'},
    }
    lengths = dict.fromkeys(("note", "by", "evidence", "url"), MAX_TEXT_LENGTH)
    for key, length in {"spent": MAX_QUOTED, **lengths}.items():
        limit = {"operator": "lessThanOrEqual", "formula1": str(length)}
        rules[key] = {"type": "textLength", **limit}
    for key, rule in rules.items():
        add_validation(sheet, FORM, key, end, **rule)


def no_later_than(today: dt.date) -> dict[str, Any]:
    """The rule of a day that is not in the future."""
    last = f"DATE({today.year},{today.month},{today.day})"
    return any_day() | {"formula2": last, "operator": "between"}


def any_day() -> dict[str, Any]:
    """The rule of a day, which may be in the future."""
    first = f"DATE({FIRST_DAY.year},{FIRST_DAY.month},{FIRST_DAY.day})"
    return {"type": "date", "formula1": first, "operator": "greaterThanOrEqual"}


def add_choices(
    sheet: Worksheet,
    table: SheetTable,
    key: str,
    end: int,
    choices: Collection[str],
    *,
    is_strict: bool = True,
) -> None:
    """Let the spreadsheet offer the words of ``choices``, where a list of validation can hold them."""
    words = ",".join(choices)
    if (
        words
        and len(words) <= MAX_CHOICES
        and not any(mark in word for word in choices for mark in ',"')
    ):
        add_validation(
            sheet, table, key, end, is_strict=is_strict, type="list", formula1=f'"{words}"'
        )


MAX_CHOICES: Final = 255  # characters, as a spreadsheet allows


def add_validation(
    sheet: Worksheet, table: SheetTable, key: str, end: int, *, is_strict: bool = True, **rule: Any
) -> None:
    """Let the spreadsheet refuse wrong values in a column; ``rule`` as openpyxl's DataValidation.

    ``is_strict``: whether it refuses; otherwise a list is only offered.
    """
    number = table.keys.index(key)
    letter, column = get_column_letter(number + 1), table.columns[number]
    validation = DataValidation(allow_blank=True, **rule)
    validation.showErrorMessage = is_strict
    validation.errorTitle = Translator("zh")(column.label)[:30]
    validation.error = bilingual_label(column.refusal)[:250]
    validation.add(f"{letter}{FIRST_ROW}:{letter}{end}")
    sheet.add_data_validation(validation)


def protect(sheet: Worksheet) -> None:
    """Lock against slips: no password, and columns may be widened."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = False
    sheet.protection.formatRows = False
    sheet.protection.autoFilter = False


def print_setup(sheet: Worksheet, *, landscape: bool) -> None:
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.page_setup.paperSize = 9  # A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart(text="&P / &N"))
