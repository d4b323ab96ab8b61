"""The files that a page offers beside its charts and tables: SVG, PNG, CSV and Excel; `chart_files` draws the first two.

A file has what its page shows: the same day, language, filters, order and grouping, which are in the query of
its address as in the page's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from tracker.i18n import LocalizedError, Message, shorten, width
from tracker.views import (
    chart_files,
    download_tables,
    entry_tables,
    spreadsheet,
    target_tables,
)
from tracker.views.context import PageContext
from tracker.views.download_columns import Table
from tracker.views.download_links import BRIEF, BRIEF_FORMATS, FORMATS, OF_ALL, QUERY
from tracker.views.svg_file import svg_height

MEDIA_TYPES: Final = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""By extension."""
Picture = Callable[[str], bytes]
"""Draws an SVG file as PNG."""
MAX_PICTURE_HEIGHT: Final = 20_000
"""Pixels of an SVG file: a picture that is higher takes hundreds of megabytes to draw."""
_MAX_TITLE: Final = 60  # columns of the portfolio's title in the name of a file
_MAX_WIDTH: Final = 60  # of a column in a workbook, in characters
_MEASURED: Final = 500  # rows that decide how wide the columns are
_NOT_IN_FILE_NAMES: Final = re.compile(
    r'[\s\x00-\x1f\x7f-\x9f\\/:*?"<>|\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffd]+'
)


class DownloadError(LocalizedError):
    """There is no such file."""


class File(NamedTuple):
    """A file for a reader."""

    content: bytes
    media_type: str
    name: str
    plain_name: str  # in ASCII


def build(view: PageContext, file: str, picture: Picture | None = None) -> File:
    """The file of that name, such as ``targets.csv``, as the query of the page asks; a PNG needs ``picture``.

    Raises `DownloadError` for an unknown name or target, and for a chart of nothing.
    """
    name, _, extension = file.rpartition(".")
    if extension not in FORMATS.get(name, ()) or (extension == "png" and picture is None):
        all_files = {**FORMATS, BRIEF: BRIEF_FORMATS}
        files = " ".join(f"{name}.{one}" for name, formats in all_files.items() for one in formats)
        raise DownloadError(Message("download.unknown", asked=shorten(file, 60), files=files))
    of_target = []
    if "id" in QUERY.get(name, ()) and not (name in OF_ALL and "id" not in view.query):
        target_id = view.query.get("id", "")
        if target_id not in view.by_id:
            raise DownloadError(Message("download.target", id=shorten(target_id, 60)))
        of_target = [target_id]
    if extension in ("svg", "png"):
        drawing = chart_files.DRAWINGS[name](view)
        content = drawing.encode()
        if content and extension == "png" and picture is not None:
            if svg_height(drawing) > MAX_PICTURE_HEIGHT:
                raise DownloadError(Message("download.too_tall"))
            content = picture(drawing)
    else:
        content = _encoded(_TABLES[name](view), extension)
    if not content:
        raise DownloadError(Message("download.empty"))
    return File(
        content,
        MEDIA_TYPES[extension],
        file_name(view, view.t(_PAGE_KEYS[name]), extension, *of_target),
        f"{'-'.join([name, *of_target, view.as_of.isoformat()])}.{extension}",
    )


def file_name(view: PageContext, title: str, extension: str, *details: str) -> str:
    """The name of a file: portfolio, what it is, day."""
    titles = [shorten(view.title, _MAX_TITLE), title, *details, view.as_of.isoformat()]
    return f"{_NOT_IN_FILE_NAMES.sub(' ', '-'.join(titles)).strip(' .')}.{extension}"


def _encoded(table: Table, extension: str) -> bytes:
    if extension == "csv":
        rows = spreadsheet.csv_rows([table.head, *table.rows])
        return (spreadsheet.BYTE_ORDER_MARK + rows).encode()
    widths = [
        min(max(width("" if value is None else str(value)) for value in column) + 2, _MAX_WIDTH)
        for column in zip(table.head, *table.rows[:_MEASURED], strict=True)
    ]
    rows_xml = [spreadsheet.row_xml(row, table.computed) for row in table.rows]
    sheet = spreadsheet.Sheet(
        "data", widths, [spreadsheet.text_row(table.head), *rows_xml], (0, 1), 1
    )
    return spreadsheet.workbook([sheet])


_TABLES: Final[Mapping[str, Callable[[PageContext], Table]]] = {
    "targets": download_tables.targets_table,
    "groups": download_tables.groups_table,
    "budgets": download_tables.budgets_table,
    "budget-totals": download_tables.budget_totals_table,
    "timeline": download_tables.timeline_targets,
    "progress": target_tables.progress_table,
    "events": target_tables.events_table,
    "issues": entry_tables.issues_table,
    "decisions": entry_tables.decisions_table,
}
_PAGE_KEYS: Final = {
    "targets": "page.targets",
    "groups": "group.heading",
    "budgets": "page.budgets",
    "budget-totals": "download.totals",
    "timeline": "page.timeline",
    "progress": "download.progress",
    "events": "events.heading",
    "issues": "review.issues.heading",
    "decisions": "issues.decided",
}
"""By name, the key of what the file is called."""
