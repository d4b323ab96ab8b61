"""A brief as a Word file: named fonts, the page of GB/T 9704-2012, drawings as SVG with a picture beside them.

Word and WPS lay the text out with their own fonts. The same document gives the same bytes: the entries of the
archive have one date, and the properties name the as-of day instead of the time of writing.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Mapping, Sequence
from itertools import zip_longest
from typing import Any, Final

import docx
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

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
from tracker.brief.fonts import roles
from tracker.brief.pdf import look_of
from tracker.brief.typesetting import pictures

TYPE_AREA: Final = Mm(156)
_MARGINS: Final = {"top": Mm(37), "left": Mm(28), "right": Mm(26), "bottom": Mm(35)}
_FOOTER: Final = Mm(23)  # from the foot of the page: the page number is 7 mm below the type area
_GRID: Final = {"w:type": "linesAndChars", "w:linePitch": "579", "w:charSpace": "-842"}
"""22 lines of 28 characters of 16 pt: 28.95 pt a line, and 0.2 pt less for each character."""
_TRACKING: Final = -6
"""Twentieths of a point: the first whole number with which 28 characters of 16 pt fit in 156 mm."""
_CELL_MARGIN: Final = 80  # twentieths of a point, left and right in a cell
_LANGUAGES: Final[Mapping[str, str]] = {"zh": "zh-CN", "en": "en-GB"}
_SVG_EXTENSION: Final = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_SVG_NAMESPACE: Final = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_FIRST_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that an archive can have


def word_file(document: Document) -> bytes:
    """The file."""
    made = laid_out(document)
    word = docx.Document()
    _drop_thumbnail(word)
    _name_fonts(word, document.lang)
    writer = _Writer(word, made)
    writer.styles()
    writer.page()
    writer.write()
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


def _name_fonts(word: WordDocument, lang: str) -> None:
    """The font table, which says what to take where a font is missing."""
    fonts = "".join(
        f'<w:font w:name="{role.named}">'
        + (f'<w:altName w:val="{role.instead}"/>' if role.instead else "")
        + "</w:font>"
        for role in {role.named: role for role in roles(lang).values()}.values()
    )
    table = f'<w:fonts xmlns:w="{nsmap["w"]}">{fonts}</w:fonts>'
    relations = word.part.rels
    for key in [key for key, one in relations.items() if one.reltype.endswith("/fontTable")]:
        old = relations[key].target_part
        relations.pop(key)
        part = Part(old.partname, old.content_type, table.encode(), word.part.package)
        word.part.relate_to(part, RELATIONSHIP_TYPE.FONT_TABLE)


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
        self._look = look_of(document.lang)
        self._fonts = {name: role.named for name, role in roles(document.lang).items()}
        self._language = _LANGUAGES.get(document.lang, document.lang)
        drawings = [block.svg for block in document.blocks if isinstance(block, Drawing)]
        self._pictures = pictures(drawings)
        self._drawings = 0

    # --- styles and page ---

    def styles(self) -> None:
        look = self._look
        normal = self._style("Normal", "text", look["size"], look["pitch"])
        normal.paragraph_format.space_after = Pt(look["gap"])
        normal.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        normal.paragraph_format.widow_control = False
        title = self._style("Title", "title", look["title"], look["title-pitch"])
        title.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        title.paragraph_format.space_after = Pt(look["pitch"] - look["size"])
        title.font.bold = look["title-weight"] == "bold"
        subtitle = self._style("Subtitle", "heading2", look["size"], look["pitch"])
        subtitle.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        subtitle.paragraph_format.space_after = Pt(look["above"])
        for level, role in ((1, "heading1"), (2, "heading2")):
            heading = self._style(f"Heading {level}", role, look["size"], look["pitch"])
            heading.paragraph_format.space_before = Pt(look["above"])
            heading.paragraph_format.space_after = Pt(look["gap"])
            heading.paragraph_format.keep_with_next = True
            heading.font.bold = look["heading-weight"] == "bold"
            self._indent(heading)
        small = self._style("Brief Small", "text", look["small"], look["small"] * 1.4)
        small.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
        head = self._style("Brief Head", "heading1", look["small"], look["small"] * 1.4)
        head.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.LEFT
        body = self._style("Body Text", "text", look["size"], look["pitch"])
        body.paragraph_format.space_after = Pt(look["gap"])
        body.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
        self._indent(body)
        drawing = self._style("Brief Drawing", "text", look["size"], None)
        drawing.paragraph_format.space_before = Pt(6)
        self._style("Footer", "page", look["footer"], None)
        lead = self._word.styles.add_style("Brief Lead", WD_STYLE_TYPE.CHARACTER)
        _set_fonts(lead.element.get_or_add_rPr(), self._fonts["heading2"])
        if look["lead-weight"] == "bold":
            lead.element.get_or_add_rPr().append(OxmlElement("w:b"))

    def _style(self, name: str, role: str, size: float, pitch: float | None) -> ParagraphStyle:
        """A paragraph style, black and without what the template gives it; ``pitch`` is its exact line height."""
        styles = self._word.styles
        names = [one.name for one in styles]
        style = styles[name] if name in names else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        if not isinstance(style, ParagraphStyle):
            raise TypeError(name)
        element = style.element
        for tag in ("w:pPr", "w:rPr"):
            for part in element.findall(qn(tag)):
                element.remove(part)
        if name.startswith("Heading"):
            outline = OxmlElement("w:outlineLvl")
            outline.set(qn("w:val"), str(int(name[-1]) - 1))
            element.get_or_add_pPr().append(outline)
        style.font.size = Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        _set_fonts(element.get_or_add_rPr(), self._fonts[role])
        lang = OxmlElement("w:lang")
        # numbers are Western text, which does not break within a word
        lang.set(qn("w:val"), "en-US" if self._document.lang == "zh" else self._language)
        lang.set(qn("w:eastAsia"), "zh-CN")
        run = element.get_or_add_rPr()
        for part in (*self._spacing(name), _off("w:snapToGrid"), lang):
            run.append(part)
        for part in (_off("w:snapToGrid"), _off("w:overflowPunct")):
            element.get_or_add_pPr().append(part)
        form = style.paragraph_format
        form.space_before = form.space_after = Pt(0)
        if pitch is not None:
            form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            form.line_spacing = Pt(pitch)
        return style

    def _spacing(self, name: str) -> list[Any]:
        """The characters of running text closer together, so that 28 fit in a line."""
        if not self._look["tracking"] or name not in (
            "Normal",
            "Body Text",
            "Heading 1",
            "Heading 2",
        ):
            return []
        spacing = OxmlElement("w:spacing")
        spacing.set(qn("w:val"), str(_TRACKING))
        return [spacing]

    def _indent(self, style: ParagraphStyle) -> None:
        """Two characters before the first line, by characters so that another size keeps it."""
        if not self._look["indent"]:
            return
        style.paragraph_format.first_line_indent = Pt(self._look["indent"] * self._look["size"])
        indent = style.element.get_or_add_pPr().find(qn("w:ind"))
        indent.set(qn("w:firstLineChars"), str(100 * self._look["indent"]))

    def page(self) -> None:
        section = self._word.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        section.top_margin, section.bottom_margin = _MARGINS["top"], _MARGINS["bottom"]
        section.left_margin, section.right_margin = _MARGINS["left"], _MARGINS["right"]
        section.footer_distance = _FOOTER
        if self._document.lang == "zh":
            properties = section._sectPr  # noqa: SLF001 -- python-docx has no other way to the grid
            for grid in properties.findall(qn("w:docGrid")):
                properties.remove(grid)
            grid = OxmlElement("w:docGrid")
            for name, value in _GRID.items():
                grid.set(qn(name), value)
            properties.append(grid)
        spacing = OxmlElement("w:characterSpacingControl")
        spacing.set(qn("w:val"), "compressPunctuation")
        settings = self._word.settings.element
        for before in settings.findall(qn("w:characterSpacingControl")):
            settings.replace(before, spacing)
        self._word.settings.odd_and_even_pages_header_footer = True
        self._footer(section.footer.paragraphs[0], number_last=True)
        self._footer(section.even_page_footer.paragraphs[0], number_last=False)
        properties = self._word.core_properties
        day = dt.datetime.combine(self._document.as_of, dt.time(12))
        properties.created = properties.modified = properties.last_printed = day
        properties.title = self._document.whole_title
        properties.author = properties.last_modified_by = properties.comments = ""
        properties.language = self._language
        properties.revision = 1

    def _footer(self, paragraph: WordParagraph, *, number_last: bool) -> None:
        """The as-of day and the page number, which stands outside, one character in."""
        paragraph.style = self._word.styles["Footer"]
        stops = paragraph.paragraph_format.tab_stops
        edge = TYPE_AREA - Pt(self._look["footer"])
        running = self._document.running
        if number_last:
            stops.add_tab_stop(edge, WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run(f"{running}\t— ")
            _page_number(paragraph)
            paragraph.add_run(" —")
        else:
            stops.add_tab_stop(TYPE_AREA, WD_TAB_ALIGNMENT.RIGHT)
            paragraph.paragraph_format.left_indent = Pt(self._look["footer"])
            paragraph.add_run("— ")
            _page_number(paragraph)
            paragraph.add_run(f" —\t{running}")

    # --- content ---

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


def _set_fonts(properties: Any, name: str) -> None:
    """One font for all scripts, instead of those of the template's theme."""
    for fonts in properties.findall(qn("w:rFonts")):
        properties.remove(fonts)
    fonts = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)
    properties.insert(0, fonts)


def _off(name: str) -> Any:
    """A setting that is off: exact heights and spacings instead of the grid, which programs read
    differently, and no punctuation in the margin."""
    element = OxmlElement(name)
    element.set(qn("w:val"), "0")
    return element


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


def _page_number(paragraph: WordParagraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 -- python-docx has no fields
