"""Briefs for Word: fonts by name, the page of GB/T 9704-2012, fields, drawings, and how LibreOffice prints them."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from itertools import pairwise

import docx
import pytest
from docx.oxml.ns import qn
from pypdf import PdfReader
from support.briefs import (
    DAY,
    HOSTILE,
    LINE,
    RUNNING,
    SVG,
    bare,
    document,
    every_block,
    ink,
    printed_by_libreoffice,
    sheets,
    whole_text,
)

from tracker.brief.document import Paragraph
from tracker.brief.word import word_file

LANGUAGES = ["zh", "en"]


@cache
def written(lang):
    """The file with every block."""
    return word_file(every_block(lang))


def opened(lang):
    return docx.Document(io.BytesIO(written(lang)))


def test_the_page_is_that_of_an_official_document():
    """Margins, type area and grid of GB/T 9704-2012: 22 lines of 28 characters, 28.95 pt a line."""
    word = opened("zh")
    section = word.sections[0]
    assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
    assert (section.top_margin.mm, section.bottom_margin.mm) == pytest.approx((37, 35), abs=0.1)
    assert (section.left_margin.mm, section.right_margin.mm) == pytest.approx((28, 26), abs=0.1)
    grid = word.element.find(f".//{qn('w:docGrid')}")
    stated = {name: grid.get(qn(f"w:{name}")) for name in ("type", "linePitch", "charSpace")}
    assert stated == {"type": "linesAndChars", "linePitch": "579", "charSpace": "-842"}
    assert word.styles["Body Text"].paragraph_format.line_spacing.pt == pytest.approx(28.95)


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Body Text", "仿宋_GB2312", 16),
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
        ("Footer", "宋体", 14),
    ],
)
def test_fonts_are_named_for_chinese_too(style, font, size):
    """Word takes the font of Chinese characters from `w:eastAsia` alone; the template's theme names none."""
    found = opened("zh").styles[style]
    fonts = found.element.rPr.find(qn("w:rFonts"))
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia")} == {font}
    assert not [name for name in fonts.attrib if "Theme" in name]
    assert found.font.size.pt == size


def test_word_knows_what_to_take_where_a_font_is_missing():
    """Newer systems have 仿宋 and 楷体 by other names."""
    package = opened("zh").part.package
    (table,) = [part for part in package.iter_parts() if part.partname.endswith("fontTable.xml")]
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in table.blob.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_brief_has_the_same_bytes(lang):
    """The entries of the archive have one date, the properties name the as-of day."""
    brief = every_block(lang)
    content = word_file(brief)
    assert content == word_file(brief)
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert {properties.created.date(), properties.modified.date()} == {DAY}
    assert properties.title == brief.whole_title
    assert properties.author == ""


def test_headings_are_headings():
    """They are in the navigation of Word, in order of level."""
    paragraphs = opened("zh").paragraphs
    names = [one.style.name for one in paragraphs if one.style.name.startswith(("Title", "Head"))]
    assert names == ["Title", "Heading 1", "Heading 2", "Heading 1"]


def test_a_drawing_is_there_twice():
    """As SVG for Word from 2016 on and as a picture for others, with words for those who do not see it."""
    content = written("zh")
    blip = docx.Document(io.BytesIO(content)).element.find(f".//{qn('a:blip')}")
    (svg,) = [one for one in blip.iter() if one.tag.endswith("}svgBlip")]
    word = docx.Document(io.BytesIO(content)).part
    assert word.related_parts[svg.get(qn("r:embed"))].blob == SVG.encode()
    assert word.related_parts[blip.get(qn("r:embed"))].blob.startswith(b"\x89PNG")
    (described,) = docx.Document(io.BytesIO(content)).element.iter(qn("wp:docPr"))
    assert described.get("descr") == f"Chart {HOSTILE}"
    assert not [name for name in zipfile.ZipFile(io.BytesIO(content)).namelist() if "thumb" in name]


def test_properties_stand_in_the_order_of_the_schema():
    """Word refuses some files in which they do not."""
    order = ["rStyle", "rFonts", "b", "snapToGrid", "color", "spacing", "sz", "lang"]
    word = opened("en")
    seen = 0
    for properties in (*word.styles.element.iter(qn("w:rPr")), *word.element.iter(qn("w:rPr"))):
        names = [one.tag.partition("}")[2] for one in properties]
        places = [order.index(name) for name in names if name in order]
        assert all(before < after for before, after in pairwise(places))
        seen += len(places)
    assert seen


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> dict[str, bytes]:
    """What LibreOffice prints of a page full of characters, and of every block in each language."""
    briefs = {"grid": document("zh", [Paragraph("国" * 3000)])} | {
        lang: document(lang, [*every_block(lang).blocks, *every_block(lang).blocks])
        for lang in LANGUAGES
    }
    files = {f"{name}.docx": word_file(brief) for name, brief in briefs.items()}
    return printed_by_libreoffice(files, tmp_path_factory.mktemp("printed"))


@pytest.mark.process
def test_libreoffice_prints_22_lines_of_28_characters(printed):
    """The page is the same where the grid is read in another way than Word reads it."""
    pages = PdfReader(io.BytesIO(printed["grid.docx"])).pages
    lines = [line for line in pages[1].extract_text().splitlines() if "国" in line]
    assert [len(line.strip()) for line in lines] == [28] * 22


@pytest.mark.process
@pytest.mark.parametrize("lang", LANGUAGES)
def test_libreoffice_prints_every_page_with_number_and_day(lang, printed, tmp_path):
    """Nothing is in the margins, and every text is on paper as it stands."""
    made = sheets(printed[f"{lang}.docx"], tmp_path)
    assert len(made) > 2
    text = whole_text(made, RUNNING[lang])
    assert text.count(bare(HOSTILE)) == 12
    assert text.count(bare(LINE[lang]) * 3) >= 4
    for number, sheet in enumerate(made, 1):
        assert bare(RUNNING[lang]) in bare(sheet.text)
        assert f"—{number}—" in bare(sheet.text)
        left, top, right, bottom = ink(sheet.picture)
        assert left >= 27.5
        assert right <= 187  # LibreOffice sets a comma into the margin, whatever the file says
        assert top >= 36.5
        assert bottom <= 280
