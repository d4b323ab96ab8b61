"""The layout of the workbook that departments fill in: tables, columns, rows.

Each table has its keys in a hidden first row, so that a renamed sheet or a moved column is still
recognised. A hidden sheet has the fingerprints of the targets as they were when it was written, and
digests of all texts that were written, so that everything else is known to be somebody's entry.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Collection
from typing import Final, NamedTuple

from tracker.i18n import Translator
from tracker.portfolio.measures import Numeric
from tracker.portfolio.model import Target
from tracker.portfolio.texts import DATA_LANGS, Text, localize
from tracker.units import without_sign


class SheetColumn(NamedTuple):
    """A column; its texts are keys of the catalogue."""

    key: str
    width: float  # characters of the spreadsheet
    label: str
    note: str  # explains the column, shown on its head
    refusal: str = ""  # shown where a wrong value is typed; entry columns only

    @property
    def entry(self) -> bool:
        """Filled in by the department; all others are locked."""
        return bool(self.refusal)


class SheetTable(NamedTuple):
    """A table; ``sheet`` is the name of its sheet as written."""

    key: str
    sheet: str
    hint: str  # key of the line above the table
    columns: tuple[SheetColumn, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(column.key for column in self.columns)


KEY_ROW: Final = 1  # hidden
TITLE_ROW: Final = 2
HINT_ROW: Final = 3
HEAD_ROW: Final = 4
FIRST_ROW: Final = 5
ROW_HEIGHT: Final = 32  # points: Chinese, and English beneath; spreadsheets do not adjust it
LAST_ROW: Final = 100_000  # of a table that is read

GUIDE: Final = "说明 Guide"
FORM: Final = SheetTable(
    "form",
    "填报 Report",
    "sheet.hint.form",
    (
        SheetColumn("id", 28, "sheet.column.id", "sheet.note.id"),
        SheetColumn("title", 34, "sheet.column.title", "sheet.note.title"),
        SheetColumn("unit", 14, "sheet.column.unit", "sheet.note.unit"),
        SheetColumn("last_date", 12, "sheet.column.last_date", "sheet.note.last_date"),
        SheetColumn("last", 12, "sheet.column.last", "sheet.note.last"),
        SheetColumn("plan", 12, "sheet.column.plan", "sheet.note.plan"),
        SheetColumn("date", 13, "sheet.column.date", "sheet.note.date", "sheet.refuse.date"),
        SheetColumn("value", 12, "sheet.column.value", "sheet.note.value", "sheet.refuse.value"),
        SheetColumn("last_spent", 16, "sheet.column.last_spent", "sheet.note.last_spent"),
        SheetColumn("money", 14, "sheet.column.money", "sheet.note.money"),
        SheetColumn("spent", 14, "sheet.column.spent", "sheet.note.spent", "sheet.refuse.spent"),
        SheetColumn("note", 32, "sheet.column.note", "sheet.note.note", "sheet.refuse.note"),
        SheetColumn("by", 16, "sheet.column.by", "sheet.note.by", "sheet.refuse.by"),
        SheetColumn(
            "evidence", 26, "sheet.column.evidence", "sheet.note.evidence", "sheet.refuse.evidence"
        ),
        SheetColumn("url", 26, "sheet.column.url", "sheet.note.url", "sheet.refuse.url"),
        SheetColumn("grade", 9, "sheet.column.grade", "sheet.note.grade", "sheet.refuse.grade"),
        SheetColumn(
            "declared", 16, "sheet.column.declared", "sheet.note.declared", "sheet.refuse.declared"
        ),
        SheetColumn(
            "confirm", 9, "sheet.column.confirm", "sheet.note.confirm", "sheet.refuse.confirm"
        ),
    ),
)
STEPS: Final = SheetTable(
    "steps",
    "节点 Steps",
    "sheet.hint.steps",
    (
        SheetColumn("id", 28, "sheet.column.id", "sheet.note.id"),
        SheetColumn("title", 34, "sheet.column.title", "sheet.note.title"),
        SheetColumn("step", 24, "sheet.column.step", "sheet.note.step"),
        SheetColumn("step_title", 34, "sheet.column.step_title", "sheet.note.step_title"),
        SheetColumn("step_due", 13, "sheet.column.step_due", "sheet.note.step_due"),
        SheetColumn("done", 12, "sheet.column.done", "sheet.note.done", "sheet.refuse.done"),
    ),
)
ISSUES: Final = SheetTable(
    "issues",
    "问题 Issues",
    "sheet.hint.issues",
    (
        SheetColumn("id", 28, "sheet.column.id", "sheet.note.id"),
        SheetColumn("title", 34, "sheet.column.title", "sheet.note.title"),
        SheetColumn("entry", 28, "sheet.column.entry", "sheet.note.entry"),
        SheetColumn("what", 40, "sheet.column.what", "sheet.note.what"),
        SheetColumn("since", 14, "sheet.column.since", "sheet.note.since"),
        SheetColumn("closed", 13, "sheet.column.closed", "sheet.note.closed", "sheet.refuse.date"),
        SheetColumn("how", 28, "sheet.column.how", "sheet.note.how", "sheet.refuse.note"),
        SheetColumn("cause", 16, "sheet.column.cause", "sheet.note.cause", "sheet.refuse.cause"),
        SheetColumn("text", 40, "sheet.column.text", "sheet.note.text", "sheet.refuse.note"),
        SheetColumn("owner", 20, "sheet.column.owner", "sheet.note.owner", "sheet.refuse.note"),
        SheetColumn(
            "raised_to", 20, "sheet.column.raised_to", "sheet.note.raised_to", "sheet.refuse.note"
        ),
    ),
)
DECISIONS: Final = SheetTable(
    "decisions",
    "议定 Decisions",
    "sheet.hint.decisions",
    (
        SheetColumn(
            "review", 26, "sheet.column.review", "sheet.note.review", "sheet.refuse.review"
        ),
        SheetColumn(
            "meeting", 26, "sheet.column.meeting", "sheet.note.meeting", "sheet.refuse.note"
        ),
        SheetColumn(
            "decided", 46, "sheet.column.decided", "sheet.note.decided", "sheet.refuse.note"
        ),
        SheetColumn(
            "concerns", 28, "sheet.column.concerns", "sheet.note.concerns", "sheet.refuse.concerns"
        ),
        SheetColumn("acts", 20, "sheet.column.acts", "sheet.note.acts", "sheet.refuse.note"),
        SheetColumn(
            "finish_by", 13, "sheet.column.finish_by", "sheet.note.finish_by", "sheet.refuse.due"
        ),
    ),
)
DECISION_ROWS: Final = 20  # empty ones
DECIDED: Final = SheetTable(
    "decided",
    "责任与核验 Owner, acceptance, end",
    "sheet.hint.decided",
    (
        SheetColumn("id", 28, "sheet.column.id", "sheet.note.id"),
        SheetColumn("title", 34, "sheet.column.title", "sheet.note.title"),
        SheetColumn("post", 20, "sheet.column.post", "sheet.note.post"),
        SheetColumn(
            "new_post", 20, "sheet.column.new_post", "sheet.note.new_post", "sheet.refuse.note"
        ),
        SheetColumn("accepted", 40, "sheet.column.accepted", "sheet.note.accepted"),
        SheetColumn(
            "accepted_on",
            13,
            "sheet.column.accepted_on",
            "sheet.note.accepted_on",
            "sheet.refuse.due",
        ),
        SheetColumn(
            "accepted_by",
            20,
            "sheet.column.accepted_by",
            "sheet.note.accepted_by",
            "sheet.refuse.note",
        ),
        SheetColumn(
            "accepted_how",
            28,
            "sheet.column.accepted_how",
            "sheet.note.accepted_how",
            "sheet.refuse.note",
        ),
        SheetColumn("ended", 40, "sheet.column.ended", "sheet.note.ended"),
        SheetColumn(
            "ended_as", 20, "sheet.column.ended_as", "sheet.note.ended_as", "sheet.refuse.ended_as"
        ),
        SheetColumn(
            "ended_on", 13, "sheet.column.ended_on", "sheet.note.ended_on", "sheet.refuse.due"
        ),
        SheetColumn(
            "ended_into",
            24,
            "sheet.column.ended_into",
            "sheet.note.ended_into",
            "sheet.refuse.concerns",
        ),
        SheetColumn(
            "ended_reason",
            32,
            "sheet.column.ended_reason",
            "sheet.note.ended_reason",
            "sheet.refuse.note",
        ),
    ),
)


def decided_table(fields: Collection[str]) -> SheetTable:
    """`DECIDED` with the columns of the owner, and of those of ``accepted`` and ``ended`` in ``fields``."""
    left_out = {"accepted", "ended"} - set(fields)
    columns = tuple(one for one in DECIDED.columns if one.key.partition("_")[0] not in left_out)
    return DECIDED._replace(columns=columns)


TABLES: Final = (FORM, STEPS, ISSUES, DECISIONS, DECIDED, decided_table(()))
"""To recognise a sheet, by most of its columns."""
CLOSING: Final = ("closed", "how")
"""Entry columns of `ISSUES` in the row of an issue or a decision; the others are for a new issue."""
OPENING: Final = ("cause", "text", "owner", "raised_to")
LATER_COLUMNS: Final = frozenset({"confirm", "last_spent", "money", "declared"})
"""Columns that workbooks of earlier versions lack; the head of spending named the unit of all rows."""
METADATA_SHEET: Final = "_tracker"  # hidden: fingerprints for comparison
METADATA_MARK: Final = "tracker-sheet"
METADATA_VERSION: Final = 1
METADATA_PREFIX: Final = "#"  # of keys that are not target ids: digest, date
ISSUES_KEY: Final = (
    METADATA_PREFIX + "issues"
)  # whether it has that sheet; earlier versions have none
DECISIONS_KEY: Final = METADATA_PREFIX + "decisions"  # likewise
DECIDED_KEY: Final = (
    METADATA_PREFIX + "decided"
)  # which fields that sheet has: owner accepted ended
ENTRY_KEY: Final = METADATA_PREFIX + "entry "  # begins the keys of issues and decisions
TEXTS_KEY: Final = METADATA_PREFIX + "texts"  # begins the keys of rows with digests
_DIGEST_LENGTH: Final = 8


def bilingual(text: Text) -> str:
    """Chinese, and English beneath where it differs."""
    zh, en = localize(text, "zh"), localize(text, "en")
    return zh if zh == en else f"{zh}\n{en}"


def bilingual_label(key: str) -> str:
    """A text in Chinese, and English beneath."""
    zh, en = (t(key) for t in map(Translator, DATA_LANGS))
    return zh if zh == en else f"{zh}\n{en}"


def value_unit(target: Target) -> str:
    """The cell with the unit of a target's value."""
    if not isinstance(target.measure, Numeric):
        return bilingual_label("sheet.unit.steps")
    zh, en = (without_sign(localize(target.measure.unit, lang)) for lang in ("zh", "en"))
    return zh if zh == en else f"{zh}\n{en}"


def spending_unit(unit: str | None) -> str:
    """The cell with the unit of a target's money, which begins with the unit as the file has it."""
    if not unit:
        return ""
    name = Translator("en").money_unit(unit)
    return unit if unit == name else f"{unit}\n{name}"


def place_name(table: SheetTable | None, key: str, row: int) -> str:
    """Where a text stands, for its digest: a column of a table, the rows above it, or the guide."""
    if table is None:
        return "guide"
    return f"{table.key}.{key}" if row >= FIRST_ROW else table.key


def text_digest(place: str, value: object) -> str:
    """A short digest of what a cell contains, the same after any program has saved it again.

    ``place`` is that of `place_name`, or ``note`` for a comment.
    """
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = f"{value:.12g}"
    else:
        text = re.sub(r"\r\n?|_x000D_\n?", "\n", str(value)).strip()
    return hashlib.sha256(f"{place} {text}".encode()).hexdigest()[:_DIGEST_LENGTH]


def split_digests(text: str) -> list[str]:
    """The digests in a cell of the hidden sheet, which has them one after the other."""
    return [text[at : at + _DIGEST_LENGTH] for at in range(0, len(text), _DIGEST_LENGTH)]
