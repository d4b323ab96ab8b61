"""How the workbook is laid out that departments fill in: its tables, their columns, where the keys stand.

Each table carries its keys in a hidden first row, so a renamed sheet or a moved column is still
found; what the rows looked like when they were written stands in a sheet of its own.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tracker.portfolio.model import Text, localize


class SheetColumn(NamedTuple):
    key: str
    width: float  # in characters of the spreadsheet
    entry: bool = False  # filled in by the department; all others are locked


class SheetTable(NamedTuple):
    key: str
    sheet: str
    columns: tuple[SheetColumn, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)


KEY_ROW: Final = 1  # hidden
TITLE_ROW: Final = 2
HINT_ROW: Final = 3
HEAD_ROW: Final = 4
FIRST_ROW: Final = 5
ROW_HEIGHT: Final = (
    32  # points: Chinese, and English beneath; programs do not widen rows by themselves
)
LAST_ROW: Final = 100_000  # as far as a table is read

GUIDE: Final = "说明 Guide"
FORM: Final = SheetTable(
    "form",
    "填报 Report",
    (
        SheetColumn("id", 28),
        SheetColumn("title", 34),
        SheetColumn("unit", 14),
        SheetColumn("last_date", 12),
        SheetColumn("last", 12),
        SheetColumn("plan", 12),
        SheetColumn("date", 13, entry=True),
        SheetColumn("value", 12, entry=True),
        SheetColumn("spent", 18, entry=True),
        SheetColumn("note", 32, entry=True),
        SheetColumn("by", 16, entry=True),
        SheetColumn("evidence", 26, entry=True),
        SheetColumn("url", 26, entry=True),
        SheetColumn("grade", 9, entry=True),
    ),
)
STEPS: Final = SheetTable(
    "steps",
    "节点 Steps",
    (
        SheetColumn("id", 28),
        SheetColumn("title", 34),
        SheetColumn("step", 24),
        SheetColumn("step_title", 34),
        SheetColumn("step_due", 13),
        SheetColumn("done", 12, entry=True),
    ),
)
METADATA_SHEET: Final = "_tracker"  # hidden: what was written, for comparing
METADATA_MARK: Final = "tracker-sheet"
METADATA_VERSION: Final = 1
METADATA_PREFIX: Final = "#"  # begins what is no target's id: the digest, the day of writing


def bilingual(text: Text) -> str:
    """Chinese, and English beneath where it differs."""
    zh, en = localize(text, "zh"), localize(text, "en")
    return zh if zh == en else f"{zh}\n{en}"
