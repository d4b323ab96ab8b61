"""Briefs as PDF: the page of GB/T 9704-2012, standards, fonts, and texts that are nothing but text."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

import pytest
import typst
from pypdf import PdfReader
from support.briefs import (
    DAY,
    HOSTILE,
    LINE,
    RUNNING,
    bare,
    document,
    every_block,
    ink,
    sheets,
    whole_text,
)

from tracker.brief import typesetting
from tracker.brief.document import Heading, Paragraph
from tracker.brief.fonts import stand_in
from tracker.brief.pdf import pages, pdf

LANGUAGES = ["zh", "en"]


def test_a_page_has_22_lines_of_28_characters():
    """The grid that GB/T 9704-2012 asks for."""
    blocks = [Paragraph("国" * 3000)]
    reader = PdfReader(io.BytesIO(pdf(document("zh", blocks))))
    lines = [line for line in reader.pages[1].extract_text().splitlines() if "国" in line]
    assert [len(line.strip()) for line in lines] == [28] * 22


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_brief_has_the_same_bytes(lang):
    """Nothing of the time or the machine's state is in the file."""
    brief = every_block(lang)
    assert pdf(brief) == pdf(brief)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_file_can_be_archived_and_read_aloud(lang):
    """It says of itself that it is PDF/A-2b and PDF/UA-1, has title and language, and the as-of day as its date."""
    reader = PdfReader(io.BytesIO(pdf(every_block(lang))))
    stated = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert "<pdfaid:part>2</pdfaid:part>" in stated
    assert "<pdfaid:conformance>B</pdfaid:conformance>" in stated
    assert "<pdfuaid:part>1</pdfuaid:part>" in stated
    assert reader.metadata.title == document(lang, []).whole_title
    assert reader.trailer["/Root"]["/Lang"].startswith(lang)
    assert reader.metadata.creation_date.date() == DAY


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_font_is_in_the_file(lang):
    """It looks the same on a machine without them."""
    reader = PdfReader(io.BytesIO(pdf(every_block(lang))))
    fonts = [
        font.get_object()["/DescendantFonts"][0].get_object()
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    ]
    assert fonts
    embedded = {"/FontFile", "/FontFile2", "/FontFile3"}
    assert all(embedded & set(font["/FontDescriptor"].get_object()) for font in fonts)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_page_has_its_number_and_the_day_and_nothing_in_its_margins(lang, tmp_path):
    """Numbers of odd pages are right, of even ones left, a character within the type area."""
    blocks = [*every_block(lang).blocks, *every_block(lang).blocks]
    made = sheets(pdf(document(lang, blocks)), tmp_path)
    assert len(made) > 2
    assert pages(document(lang, blocks)) == len(made)
    for number, sheet in enumerate(made, 1):
        assert bare(RUNNING[lang]) in bare(sheet.text)
        assert f"—{number}—" in bare(sheet.text)
        left, top, right, bottom = ink(sheet.picture)
        assert left >= 27.5
        assert right <= 184.5
        assert top >= 36.5
        assert bottom <= 280
        footer = sheet.picture.crop((0, int(263 / 25.4 * 72), *sheet.picture.size))
        left, _, right, _ = ink(footer)
        indent = 5 if lang == "zh" else 3.5
        number_side = 184 - right if number % 2 else left - 28
        assert abs(number_side - indent) < 1.5


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_text_is_never_read_as_markup(lang, tmp_path):
    """What looks like code of the compiler is printed as it stands, in every block that has text."""
    text = whole_text(sheets(pdf(every_block(lang)), tmp_path), RUNNING[lang])
    assert "root:" not in text
    assert text.count(bare(HOSTILE)) == 6


def test_the_compiler_reads_no_file_of_the_machine():
    """Not even where our own source asks for one."""
    with pytest.raises(typesetting.TypesettingError, match="not found"):
        typesetting.compile_pdf('#read("/etc/passwd")', {}, DAY)


def test_a_character_that_no_font_has_is_marked_and_named():
    """Printers set 〓 in its place; the brief says what it stands for, and is made all the same."""
    blocks = [Heading(1, "龘"), Paragraph("a\U00016e40b")]
    text = PdfReader(io.BytesIO(pdf(document("zh", blocks)))).pages[0].extract_text()
    assert "a〓b" in text
    assert "U+16E40" in text


def test_the_font_in_place_of_fangsong_is_named(monkeypatch):
    """A Chinese brief whose text is in another font says in which."""
    installed = typesetting.installed_families()
    without = frozenset(family for family in installed if "FangSong" not in family)
    monkeypatch.setattr(typesetting, "installed_families", lambda: without)
    brief = document("zh", [Paragraph(LINE["zh"])])
    text = PdfReader(io.BytesIO(pdf(brief))).pages[0].extract_text()
    assert stand_in("zh", without) in text


def test_a_machine_without_chinese_fonts_says_so(monkeypatch):
    """Instead of pages of marks, with what to install."""
    own = typst.Fonts(include_system_fonts=False)
    monkeypatch.setattr(typesetting, "_fonts", lambda: own)
    monkeypatch.setattr(typesetting, "installed_families", lambda: frozenset(own.families()))
    with pytest.raises(typesetting.TypesettingError, match="fonts-noto-cjk"):
        pdf(document("zh", [Paragraph(LINE["zh"])]))
    assert pdf(document("en", [Paragraph(LINE["en"])]))


def test_briefs_are_made_in_threads():
    """As the server of the pages makes them: none mixes with another."""
    briefs = [document("en", [Paragraph(f"number {number}")]) for number in range(8)]
    with ThreadPoolExecutor(4) as threads:
        made = list(threads.map(pdf, briefs))
    assert made == [pdf(brief) for brief in briefs]
