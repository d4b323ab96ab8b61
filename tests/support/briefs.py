"""Briefs of made-up text, and how they look as files."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import shutil
import subprocess
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from PIL import Image, ImageChops
from pypdf import PdfReader
from support.waiting import PATIENCE

from tracker.brief.document import (
    Block,
    Document,
    Drawing,
    Heading,
    Note,
    Paragraph,
    Table,
)
from tracker.brief.fonts import OFFICIAL
from tracker.i18n import Lang

DAY: Final = dt.date(2026, 11, 28)
RUNNING: Final = {"zh": "截至2026年11月28日", "en": "As of 28 November 2026"}
HOSTILE: Final = '#read("/etc/passwd") *_$[]`<b>& | \\ </w:t> {{x}} ![a](b) =1+1'
SVG: Final = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="100" viewBox="0 0 400 100">'
    '<rect width="400" height="100" fill="#fff"/><path d="M10 90L390 10" stroke="#000"/>'
    '<text x="20" y="30" font-family="Noto Sans CJK SC" font-size="14">走势</text></svg>'
)
LINE: Final = {
    "zh": "各部门按季度填报进展，",
    "en": "Each department reports its progress every quarter, ",
}


def document(lang: Lang, blocks: Sequence[Block]) -> Document:
    title = {"zh": "示例区政策目标进展简报", "en": "Sample District policy targets: brief"}
    subtitle = {"zh": "（2026年9月25日至11月28日）", "en": "25 September to 28 November 2026"}
    return Document(lang, [title[lang]], subtitle[lang], RUNNING[lang], DAY, blocks)


def every_block(lang: Lang) -> Document:
    """Two pages or so with a block of each kind, hostile text in every one of them."""
    line = LINE[lang]
    return document(
        lang,
        [
            Heading(1, "Overall 总体情况"),
            Paragraph(line * 12),
            Heading(2, HOSTILE),
            Paragraph(line * 3, "Lifts 加装电梯. ", 3),
            Paragraph(HOSTILE, HOSTILE, 3),
            Paragraph(line * 2, "", 4),
            Heading(1, "Money 资金"),
            Table(["Target", "Why"], [["Lifts", line * 2], [HOSTILE, HOSTILE]], [1, 3]),
            Drawing(SVG, f"Chart {HOSTILE}"),
            Paragraph(line * 12),
            Note(HOSTILE),
        ],
    )


class Sheet(NamedTuple):
    """A page of a PDF file."""

    text: str
    picture: Image.Image


def sheets(pdf: bytes, folder: Path) -> list[Sheet]:
    """The pages with their pictures, 72 dots an inch."""
    file = folder / "brief.pdf"
    file.write_bytes(pdf)
    command = ["pdftoppm", "-r", "72", "-png", file, folder / "page"]
    subprocess.run(command, check=True, timeout=PATIENCE)
    pictures = sorted(folder.glob("page-*.png"))
    texts = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return [
        Sheet(text, Image.open(picture).convert("L"))
        for text, picture in zip(texts, pictures, strict=True)
    ]


def bare(text: str) -> str:
    """``text`` without blanks and lines, in the characters that PDF readers give."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def whole_text(made: Sequence[Sheet], running: str) -> str:
    """The `bare` text of all pages without what is on each of them."""
    return "".join(
        bare(sheet.text).replace(bare(running), "").replace(f"—{number}—", "")
        for number, sheet in enumerate(made, 1)
    )


def ink(picture: Image.Image) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is on a page, in millimetres from its left upper corner."""
    box = ImageChops.invert(picture).point(lambda value: 255 * (value > 40)).getbbox()
    left, top, right, bottom = (25.4 * edge / 72 for edge in box)
    return left, top, right, bottom


_FONTS: Final = (
    '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
    '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
    + "".join(
        f"<alias binding='same'><family>{role.named}</family>"
        f"<prefer><family>Noto Serif CJK SC</family></prefer></alias>"
        for role in OFFICIAL.values()
    )
    + "</fontconfig>"
)
"""A Chinese font in place of each that an official document names: the usual one has wide Western letters."""


def printed_by_libreoffice(files: Mapping[str, bytes], folder: Path) -> dict[str, bytes]:
    """Files for an office program as PDF, by name: its start takes ten times as long as a file."""
    program = shutil.which("soffice")
    assert program, "`make test` installs LibreOffice Writer and Calc"
    for name, content in files.items():
        (folder / name).write_bytes(content)
    settings = folder / "fonts.conf"
    settings.write_text(_FONTS, encoding="utf-8")
    command = [program, f"-env:UserInstallation=file://{folder}/office", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", folder, *(folder / name for name in files)]
    environment = {**os.environ, "FONTCONFIG_FILE": str(settings)}
    subprocess.run(command, check=True, timeout=PATIENCE, capture_output=True, env=environment)
    return {name: (folder / name).with_suffix(".pdf").read_bytes() for name in files}
