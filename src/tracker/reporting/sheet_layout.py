"""How the workbook is laid out that departments fill in: its tables, their columns, where the keys stand.

Each table carries its keys in a hidden first row, so a renamed sheet or a moved column is still
found; what the rows looked like when they were written stands in a sheet of its own.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from tracker.portfolio.model import Text, words


class Column(NamedTuple):
    key: str
    width: float  # in characters of the spreadsheet
    entry: bool = False  # filled in by the department; all others are locked


class Table(NamedTuple):
    key: str
    sheet: str
    columns: tuple[Column, ...]

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
FORM: Final = Table(
    "form",
    "填报 Report",
    (
        Column("id", 28), Column("title", 34), Column("unit", 14), Column("last_date", 12),
        Column("last", 12), Column("plan", 12),
        Column("date", 13, entry=True), Column("value", 12, entry=True),
        Column("spent", 18, entry=True), Column("note", 32, entry=True),
        Column("by", 16, entry=True), Column("evidence", 26, entry=True),
        Column("url", 26, entry=True), Column("grade", 9, entry=True),
    ),
)  # fmt: skip
STEPS: Final = Table(
    "steps",
    "节点 Steps",
    (
        Column("id", 28), Column("title", 34), Column("step", 24), Column("step_title", 34),
        Column("step_due", 13), Column("done", 12, entry=True),
    ),
)  # fmt: skip
RECORD: Final = "_tracker"  # hidden: what was written, for comparing
RECORD_MARK: Final = "tracker-sheet"
RECORD_VERSION: Final = 1
RECORD_NOTE: Final = "#"  # begins what is no target's id: the digest, the day of writing


def both(text: Text) -> str:
    """Chinese, and English beneath where it differs."""
    zh, en = words(text, "zh"), words(text, "en")
    return zh if zh == en else f"{zh}\n{en}"
