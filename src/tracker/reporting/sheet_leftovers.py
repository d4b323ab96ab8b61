"""What somebody wrote into a workbook that no report contains: a warning for each kind and sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from tracker.i18n import Message, Translator, shorten
from tracker.portfolio.problems import Level
from tracker.reporting.parsing import MAX_QUOTED
from tracker.reporting.sheet_layout import FORM, HEAD_ROW, text_digest
from tracker.reporting.sheet_parts import Comment
from tracker.reporting.sheet_reader import WorkbookReader

_MAX_LISTED: Final = 20  # cells that a message names


class CellProblem(NamedTuple):
    """A problem with a cell; without ``cell``, with the whole sheet or file."""

    sheet: str
    cell: str  # B7
    level: Level
    message: Message

    @property
    def place(self) -> str:
        """``B7``, or ``sheet!B7`` on any sheet except that of the figures."""
        return self.cell if self.sheet in ("", FORM.sheet) else f"{self.sheet}!{self.cell}"

    def text(self, t: Translator) -> str:
        """``B7: …`` in the reader's language."""
        message = t.message(self.message)
        return f"{self.place}: {message}" if self.cell else message


def leftovers(book: WorkbookReader, written: frozenset[str] | None) -> Iterator[CellProblem]:
    """Cells that nothing reads, altered locked cells, comments, text boxes, pictures.

    ``written`` as for `WorkbookReader.unread_cells`.
    """
    for sheet, cells, altered in book.unread_cells(written):
        if cells:
            yield _warning(sheet, cells[0], _message("sheet.bad.unread", cells))
        if altered:
            yield _warning(sheet, altered[0], _message("sheet.bad.locked", altered))
    for sheet, extras in book.extras():
        if comments := [one for one in extras.comments if not _is_our_note(one, written)]:
            quoted = [f"{one.cell} {_quoted(one.text)}" for one in comments]
            message = Message(
                "sheet.bad.comments", count=len(quoted), comments=quoted[:_MAX_LISTED]
            )
            yield _warning(sheet, comments[0].cell, message)
        if extras.texts:
            texts = [_quoted(text) for text in extras.texts[:_MAX_LISTED]]
            yield _warning(sheet, "", Message("sheet.bad.text_boxes", sheet=sheet, texts=texts))
        if extras.has_objects:
            yield _warning(sheet, "", Message("sheet.bad.objects", sheet=sheet))


def hidden_entries(sheet: str, cells: Sequence[str]) -> Iterator[CellProblem]:
    """The warning of cells of reports that are not shown, if there are any."""
    if cells:
        yield _warning(sheet, "", _message("sheet.bad.hidden", cells))


def without_figures(sheet: str, cells: Sequence[str]) -> Iterator[CellProblem]:
    """The warning of cells filled in where a row has nothing to report, if there are any."""
    if cells:
        yield _warning(sheet, cells[0], _message("sheet.bad.no_figure", cells))


def _message(key: str, cells: Iterable[str]) -> Message:
    listed = list(cells)
    return Message(key, count=len(listed), cells=listed[:_MAX_LISTED])


def _warning(sheet: str, cell: str, message: Message) -> CellProblem:
    return CellProblem(sheet, cell, "warning", message)


def _quoted(text: str) -> str:
    return f"“{shorten(text, MAX_QUOTED)}”"


def _is_our_note(comment: Comment, written: frozenset[str] | None) -> bool:
    """Whether a comment is an explanation that the workbook was written with."""
    if written is None:
        return comment.cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ") == str(HEAD_ROW)
    return text_digest("note", comment.text) in written
