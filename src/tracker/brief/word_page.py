"""The page of a Word file: styles with named fonts, margins, grid and footers of GB/T 9704-2012."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph as WordParagraph

from tracker.brief.document import Document
from tracker.brief.fonts import roles
from tracker.brief.pdf import look_of

TYPE_AREA: Final = Mm(156)
_MARGINS: Final = {"top": Mm(37), "left": Mm(28), "right": Mm(26), "bottom": Mm(35)}
_FOOTER: Final = Mm(23)  # from the foot of the page: the page number is 7 mm below the type area
_GRID: Final = {"w:type": "linesAndChars", "w:linePitch": "579", "w:charSpace": "-842"}
"""22 lines of 28 characters of 16 pt: 28.95 pt a line, and 0.2 pt less for each character."""
_TRACKING: Final = -6
"""Twentieths of a point: the first whole number with which 28 characters of 16 pt fit in 156 mm."""
_LANGUAGES: Final[Mapping[str, str]] = {"zh": "zh-CN", "en": "en-GB"}


class PageLayout:
    """What the template gets before it has a text."""

    def __init__(self, word: WordDocument, document: Document) -> None:
        self._word = word
        self._document = document
        self._look = look_of(document.lang)
        self._fonts = {name: role.named for name, role in roles(document.lang).items()}
        self._language = _LANGUAGES.get(document.lang, document.lang)

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


def name_fonts(word: WordDocument, lang: str) -> None:
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


def _page_number(paragraph: WordParagraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 -- python-docx has no fields
