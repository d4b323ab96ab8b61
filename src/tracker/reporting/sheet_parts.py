"""What a sheet has besides the cells that are read: comments, text boxes, hidden and merged places, cells far out.

Reads the packed XML: openpyxl, when it streams cells, knows nothing of these.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from html import unescape
from typing import Any, Final, NamedTuple

from openpyxl.utils.cell import column_index_from_string, range_boundaries
from openpyxl.xml.functions import fromstring

from tracker.reporting.sheet_layout import LAST_ROW

MAX_COLUMN: Final = 60  # columns beyond it were added by others

_MERGED: Final = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?ref=["']([A-Z0-9:$]{1,30})["']""")
_HIDDEN: Final = re.compile(rb"""<(?:\w+:)?(row|col)\s[^>]*?\bhidden=["'](?:1|true)["'][^>]*""")
_NUMBER: Final = rb"""\b%s=["']([0-9]{1,7})["']"""
_FAR: Final = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*?\br=["']([A-Z]{2,3}(?=[0-9])|[A-Z](?=[0-9]{6}))([0-9]{1,7})["'][^>]*(?<!/)>(?!</)"""
)
_PAGE_TEXT: Final = re.compile(
    rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)>([^<]+)</", re.IGNORECASE
)
_PAGE_CODE: Final = re.compile(r"""&(?:"[^"]*"|K[0-9A-F]{6}|[0-9]+|[A-Z])""", re.IGNORECASE)
_NO_ZEROS: Final = re.compile(rb"""\bshowZeros=["'](?:0|false)""")
_HEAD_BYTES: Final = 10_000  # of a sheet's XML, before its cells
_OBJECT: Final = re.compile(rb"""ObjectType=["'](?!Note)\w""")
_TEXT_TAGS: Final = frozenset({"sp", "graphicFrame", "pic", "cxnSp"})


class Comment(NamedTuple):
    """A comment ("note") on a cell."""

    cell: str  # B7
    text: str


class Extras(NamedTuple):
    """What somebody added to a sheet that is not in a cell."""

    comments: tuple[Comment, ...]
    texts: tuple[str, ...]  # of text boxes, headers and footers
    has_objects: bool  # pictures, charts, controls


class HiddenPlaces(NamedTuple):
    """Rows and columns that are not shown, filtered ones among them; numbers from 1."""

    rows: frozenset[int]
    columns: frozenset[int]


class SheetParts:
    """The XML of one sheet and of the parts that it refers to. Any exception where a part is damaged."""

    def __init__(self, archive: zipfile.ZipFile, path: str) -> None:
        self._archive = archive
        self._path = path.lstrip("/")
        self._xml = archive.read(self._path) if self._path in archive.namelist() else b""
        self.hides_zeros = _NO_ZEROS.search(self._xml[:_HEAD_BYTES]) is not None

    def merged_ranges(self) -> Iterator[tuple[str, int, int, int]]:
        """Each merged range with its first and last column and its last row."""
        for match in _MERGED.finditer(self._xml):
            name = match[1].decode().replace("$", "")
            try:
                left, _, right, bottom = range_boundaries(name)
            except ValueError:
                continue
            yield name, left or 1, right or 16_384, bottom or LAST_ROW

    def hidden_places(self) -> HiddenPlaces:
        """The rows and columns that are not shown."""
        rows: set[int] = set()
        columns: set[int] = set()
        for match in _HIDDEN.finditer(self._xml):
            if match[1] == b"row":
                rows |= {int(number) for number in re.findall(_NUMBER % b"r", match[0])}
            else:
                first, last = (re.search(_NUMBER % name, match[0]) for name in (b"min", b"max"))
                if first and last:
                    columns |= set(range(int(first[1]), min(int(last[1]), MAX_COLUMN) + 1))
        return HiddenPlaces(frozenset(rows), frozenset(columns))

    def far_cells(self) -> list[str]:
        """Cells with content beyond the rows and columns that are read."""
        found = []
        for match in _FAR.finditer(self._xml):
            letters, row = match[1].decode(), match[2].decode()
            if column_index_from_string(letters) > MAX_COLUMN or int(row) > LAST_ROW:
                found.append(f"{letters}{row}")
        return found

    def extras(self) -> Extras:
        """Comments, texts outside cells, and whether there are pictures, charts or controls."""
        comments: dict[str, str] = {}
        texts = [*self._page_texts()]
        has_objects = False
        for kind, part in self._related():
            if kind == "comments":
                comments = {**dict(_comments(fromstring(part))), **comments}
            elif kind == "threadedComment":  # the comment beside it has a notice, not the text
                comments |= dict(_threaded_comments(fromstring(part)))
            elif kind == "drawing":
                for shape in fromstring(part).iter():
                    if _name(shape) in _TEXT_TAGS:
                        text = _joined_text(shape)
                        texts += [text] if text else []
                        has_objects |= not text
            elif kind == "vmlDrawing":
                has_objects |= _OBJECT.search(part) is not None
        return Extras(
            tuple(Comment(cell, text) for cell, text in comments.items() if text.strip()),
            tuple(dict.fromkeys(texts)),
            has_objects,
        )

    def _page_texts(self) -> Iterator[str]:
        """Texts in headers and footers, without the codes for page numbers and fonts."""
        for match in _PAGE_TEXT.finditer(self._xml):
            text = unescape(match[1].decode("utf-8", "replace"))
            text = _PAGE_CODE.sub("", text).strip()
            if re.search(r"\w", text):
                yield text

    def _related(self) -> Iterator[tuple[str, bytes]]:
        """Kind and content of every part that the sheet refers to, comments before threaded ones."""
        folder, name = posixpath.split(self._path)
        names = set(self._archive.namelist())
        index = f"{folder}/_rels/{name}.rels"
        if index not in names:
            return
        found = []
        for one in fromstring(self._archive.read(index)).iter():
            target = str(one.get("Target", ""))
            path = posixpath.normpath(posixpath.join(f"/{folder}", target)).lstrip("/")
            if one.get("TargetMode") != "External" and path in names:
                found.append((str(one.get("Type", "")).rpartition("/")[2], path))
        for kind, path in sorted(found):
            yield kind, self._archive.read(path)


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _joined_text(element: Any) -> str:
    """The paragraphs of a shape or a comment."""
    lines: list[str] = []
    for one in element.iter():
        if _name(one) == "p":
            lines.append("")
        elif _name(one) == "t":
            lines = lines or [""]
            lines[-1] += one.text or ""
    return "\n".join(line for line in lines if line.strip()).strip()


def _comments(root: Any) -> Iterator[tuple[str, str]]:
    for one in root.iter():
        if _name(one) == "comment":
            yield str(one.get("ref", "")), _joined_text(one)


def _threaded_comments(root: Any) -> Iterator[tuple[str, str]]:
    """Each cell's comment and the replies to it."""
    replies: dict[str, list[str]] = {}
    for one in root.iter():
        if _name(one) == "threadedComment":
            text = "".join(part.text or "" for part in one.iter() if _name(part) == "text")
            replies.setdefault(str(one.get("ref", "")), []).append(text)
    for cell, lines in replies.items():
        yield cell, "\n".join(lines)
