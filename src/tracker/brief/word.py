"""A brief as a Word file: named fonts, the page of GB/T 9704-2012, drawings as SVG with a picture beside them.

Word and WPS lay the text out with their own fonts. The same document gives the same bytes: the entries of the
archive have one date, and the properties name the as-of day instead of the time of writing.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from itertools import zip_longest
from typing import Any, Final

import docx
from docx.document import Document as WordDocument
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from tracker.brief.document import (
    Block,
    Document,
    Drawing,
    Heading,
    Note,
    Paragraph,
    Table,
    laid_out,
)
from tracker.brief.typesetting import pictures
from tracker.brief.word_page import TYPE_AREA, PageLayout, name_fonts

_CELL_MARGIN: Final = 80  # twentieths of a point, left and right in a cell
_SVG_EXTENSION: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG_NAMESPACE: Final = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_FIRST_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can have


def word_file(document: Document) -> bytes:
    """The file."""
    made = laid_out(document)
    word = docx.Document()
    _drop_thumbnail(word)
    name_fonts(word, document.lang)
    layout = PageLayout(word, made)
    layout.styles()
    layout.page()
    _Writer(word, made).write()
    for root in (word.element, word.styles.element):
        _in_schema_order(root)
    buffer = io.BytesIO()
    word.save(buffer)
    return _dated(buffer.getvalue())


def _drop_thumbnail(word: WordDocument) -> None:
    """The template has a picture of itself."""
    relations = word.part.package.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        relations.pop(key)


def _dated(content: bytes) -> bytes:
    """The same archive with one date for all entries."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(buffer, "w") as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _FIRST_DATE)
            entry.create_system = 3  # the same wherever it is written
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return buffer.getvalue()


class _Writer:
    def __init__(self, word: WordDocument, document: Document) -> None:
        self._word = word
        self._document = document
        drawings = [block.svg for block in document.blocks if isinstance(block, Drawing)]
        self._pictures = pictures(drawings)
        self._drawings = 0

    def write(self) -> None:
        self._word.add_paragraph("\n".join(self._document.title), "Title")
        if self._document.subtitle:
            self._word.add_paragraph(self._document.subtitle, "Subtitle")
        blocks = self._document.blocks
        for block, following in zip_longest(blocks, blocks[1:]):
            self._write(block, is_followed=isinstance(following, Drawing))

    def _write(self, block: Block, *, is_followed: bool) -> None:
        """A block; one that is followed by its drawing stays on the page of that."""
        word = self._word
        match block:
            case Heading(level, text):
                word.add_paragraph(text, f"Heading {level}")
            case Paragraph(text, lead, _):
                paragraph = word.add_paragraph(style="Body Text")
                if lead:
                    paragraph.add_run(lead, "Brief Lead")
                paragraph.add_run(text)
                if is_followed:
                    paragraph.paragraph_format.keep_with_next = True
            case Table(head, rows, widths):
                self._table(head, rows, widths)
            case Drawing():
                self._drawing(block)
            case Note(text):
                word.add_paragraph(text, "Brief Small")

    def _table(
        self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]
    ) -> None:
        table = self._word.add_table(1, len(head), self._word.styles["Table Grid"])
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), str(_CELL_MARGIN))
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption")  # noqa: SLF001 -- no other way
        for cell, text in zip(table.rows[0].cells, head, strict=True):
            cell.paragraphs[0].style = self._word.styles["Brief Head"]
            cell.paragraphs[0].add_run(text)
        table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001 -- no other way
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                cell.paragraphs[0].style = self._word.styles["Brief Small"]
                cell.paragraphs[0].add_run(text)
        for line in table.rows:
            line._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001 -- no other way
        for column, share in zip(table.columns, widths, strict=True):
            column.width = TYPE_AREA * share // sum(widths)
            for cell in column.cells:
                cell.width = column.width

    def _drawing(self, drawing: Drawing) -> None:
        """The SVG for Word from 2016 on, and a picture of it for all others."""
        self._drawings += 1
        paragraph = self._word.add_paragraph(style="Brief Drawing")
        shown = paragraph.add_run().add_picture(io.BytesIO(next(self._pictures)), width=TYPE_AREA)
        properties = shown._inline.docPr  # noqa: SLF001 -- python-docx has no other way to the description
        properties.set("descr", drawing.alt)
        properties.set("name", f"Drawing {self._drawings}")
        part = Part(
            PackURI(f"/word/media/drawing{self._drawings}.svg"),
            "image/svg+xml",
            drawing.svg.encode(),
            self._word.part.package,
        )
        key = self._word.part.relate_to(part, RELATIONSHIP_TYPE.IMAGE)
        blip = shown._inline.find(f".//{qn('a:blip')}")  # noqa: SLF001 -- as above
        blip.append(
            parse_xml(
                '<a:extLst xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
                f'<a:ext uri="{_SVG_EXTENSION}"><asvg:svgBlip xmlns:asvg="{_SVG_NAMESPACE}" '
                'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
                f'r:embed="{key}"/></a:ext></a:extLst>'
            )
        )


_ORDERS: Final = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers "
    "pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE "
    "autoSpaceDN bidi adjustRightInd snapToGrid spacing ind contextualSpacing mirrorIndents "
    "suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle rPr "
    "sectPr pPrChange",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint "
    "noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect "
    "bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath",
}
"""The order of properties that ECMA-376 gives for paragraphs and runs."""


def _in_schema_order(root: Any) -> None:
    for name, listed in _ORDERS.items():
        order = {qn(f"w:{one}"): place for place, one in enumerate(listed.split())}
        for properties in root.iter(qn(f"w:{name}")):
            properties[:] = sorted(properties, key=lambda one: order.get(one.tag, len(order)))
