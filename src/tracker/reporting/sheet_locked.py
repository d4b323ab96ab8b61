"""Locked cells of a returned workbook, compared with what was written into it.

A message comes with the address of its cell. ``written`` are the digests of what was written, None in a
workbook of an earlier version.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tracker.i18n import Message, shorten
from tracker.portfolio.model import Target
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import localize
from tracker.reporting import parsing
from tracker.reporting.parsing import CellValue
from tracker.reporting.sheet_layout import (
    FORM,
    HEAD_ROW,
    METADATA_PREFIX,
    bilingual,
    place_name,
    text_digest,
    value_unit,
)
from tracker.reporting.sheet_reader import TableData, TableRow


def locked_text(cell: CellValue) -> str:
    """The content of a locked cell, whatever type it has become."""
    return parsing.parse_text(CellValue("" if cell.value is None else str(cell.value)))


def unknown_target(target_id: str, metadata: Mapping[str, str]) -> Message:
    """Of an id that names no target: the nearest one that the workbook was written for."""
    issued = [name for name in metadata if not name.startswith(METADATA_PREFIX)]
    found = shorten(target_id, parsing.MAX_QUOTED)
    return Message("sheet.bad.id", id=found, suggestion=suggest(target_id, issued))


def changed_heads(form: TableData, written: frozenset[str] | None) -> Iterator[tuple[str, Message]]:
    """Heads above reported figures that were changed, for they may now state another unit."""
    for key in ("value", "spent"):
        head = form.heads[key]
        filled = [row for row in form.rows if not row.contents[key].is_empty]
        if written is None or not filled or text_digest(FORM.key, head) in written:
            continue
        column = next(column for column in FORM.columns if column.key == key)
        letters = filled[0].addresses[key].rstrip("0123456789")
        found = shorten(head, parsing.MAX_QUOTED) or "–"
        message = Message("sheet.bad.head", found=found, expected=Message(column.label))
        yield f"{letters}{HEAD_ROW}", message


def changed_title(row: TableRow, target: Target) -> tuple[str, Message] | None:
    """A title that is not the target's: the id may have been altered."""
    title = locked_text(row.contents["title"])
    if title == parsing.parse_text(CellValue(bilingual(target.title))):
        return None
    message = Message(
        "sheet.bad.title",
        id=target.id,
        found=shorten(title, parsing.MAX_QUOTED),
        title=localize(target.title, "zh"),
    )
    return row.addresses["title"], message


def changed_unit(row: TableRow, target: Target) -> tuple[str, Message] | None:
    """A unit beside a reported value that is not the target's."""
    unit, expected = locked_text(row.contents["unit"]), value_unit(target)
    if row.contents["value"].is_empty or unit == parsing.parse_text(CellValue(expected)):
        return None
    found = shorten(unit, parsing.MAX_QUOTED) or "–"
    message = Message("sheet.bad.value_unit", found=found, unit=expected.partition("\n")[0])
    return row.addresses["unit"], message


def changed_cells(row: TableRow, written: frozenset[str] | None) -> Sequence[str]:
    """Addresses of cells of a row without entries that were filled in beforehand and are changed."""
    if written is None:
        return []
    return [
        row.addresses[key]
        for key in ("date", "by", "confirm")
        if key in row.contents
        and not row.contents[key].is_empty
        and text_digest(place_name(FORM, key, row.number), row.contents[key].value) not in written
    ]
