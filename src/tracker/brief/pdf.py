"""A brief as PDF: PDF/A-2b and PDF/UA-1, typeset by typst, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from tracker.brief import typesetting
from tracker.brief.document import (
    Block,
    Document,
    Drawing,
    Heading,
    Note,
    Paragraph,
    Table,
    laid_out,
    texts_of,
)
from tracker.brief.fonts import is_heavy, stacks, stand_in
from tracker.brief.typesetting import TypesettingError
from tracker.i18n import Message, Translator

OFFICIAL_LOOK: Final[Mapping[str, Any]] = {
    "size": 16,  # 3号
    "pitch": 28.95,  # 22 lines in 225 mm
    "tracking": -0.22,  # 28 characters in 156 mm
    "indent": 2,
    "gap": 0,
    "above": 0,
    "title": 22,  # 2号
    "title-pitch": 36,
    "title-weight": "regular",
    "heading-weight": "regular",
    "lead-weight": "regular",
    "small": 10.5,  # 5号
    "footer": 14,  # 4号
}
"""Sizes in points, after GB/T 9704-2012."""
WESTERN_LOOK: Final[Mapping[str, Any]] = {
    **OFFICIAL_LOOK,
    "size": 12,
    "pitch": 16.5,
    "tracking": 0,
    "indent": 0,
    "gap": 5,
    "above": 7,
    "title": 18,
    "title-pitch": 23,
    "title-weight": "bold",
    "heading-weight": "bold",
    "lead-weight": "bold",
    "small": 9.5,
    "footer": 10,
}


def look_of(lang: str) -> Mapping[str, Any]:
    return OFFICIAL_LOOK if lang == "zh" else WESTERN_LOOK


def pdf(document: Document) -> bytes:
    """The file. `TypesettingError` where no font of this machine has most of its characters."""
    return typesetting.compile_pdf(_source(), _inputs(document), document.as_of)


def pages(document: Document, spare: float = 0) -> int:
    """How many pages the file has, with ``spare`` points left free below the text."""
    return int(typesetting.query(_source(), _inputs(document, spare), "pages"))


def pictures(document: Document, ppi: float = 96) -> list[bytes]:
    """Its pages as PNG."""
    return typesetting.compile_png(_source(), _inputs(document), ppi)


@cache
def _source() -> str:
    return (files("tracker.brief") / "layout.typ").read_text("utf-8")


def _inputs(document: Document, spare: float = 0) -> dict[str, str]:
    made = laid_out(document)
    installed = typesetting.installed_families()
    fonts = stacks(document.lang, installed)
    used = stand_in(document.lang, installed)
    t = Translator(document.lang)
    look = dict(look_of(document.lang))
    if document.lang == "zh" and not is_heavy(fonts["title"][0]):
        look["title-weight"] = "bold"  # as heavy as 小标宋
    notes: list[str] = []
    if used is not None:
        notes.append(t("brief.font", used=used))
    characters = set("".join(texts_of(made)))
    missing = typesetting.without_glyph(characters, fonts["text"])
    if 2 * len(missing) > len(characters):
        raise TypesettingError(Message("brief.no_font"))
    if missing:
        listed = " ".join(f"U+{ord(one):04X}" for one in sorted(missing))
        notes.append(t("brief.glyphs", characters=listed, mark=_mark(fonts["text"])))
    made = replace(made, blocks=_with_notes(made.blocks, notes, "" if made.lang == "zh" else " "))
    content = {
        "lang": made.lang,
        "region": {"region": "cn"} if made.lang == "zh" else {},
        "title": made.whole_title,
        "lines": made.title,
        "subtitle": made.subtitle,
        "running": made.running,
        "look": look,
        "spare": spare,
        "fonts": fonts,
        "blocks": [_data(block) for block in made.blocks],
    }
    text = json.dumps(content, ensure_ascii=False)
    for one in missing:
        text = text.replace(one, _mark(fonts["text"]))
    return {"brief": text}


def _with_notes(blocks: Sequence[Block], notes: Sequence[str], space: str) -> list[Block]:
    """Notes after the last one of the text, so that they take no line of their own."""
    *rest, last = blocks or [Note("")]
    if isinstance(last, Note):
        return [*rest, Note(space.join(filter(None, (last.text, *notes))))]
    return [*blocks, *([Note(space.join(notes))] if notes else [])]


@cache
def _mark_of(families: tuple[str, ...]) -> str:
    return (
        typesetting.PLAIN
        if typesetting.without_glyph({typesetting.GETA}, families)
        else typesetting.GETA
    )


def _mark(families: Sequence[str]) -> str:
    return _mark_of(tuple(families))


def _data(block: Block) -> dict[str, Any]:
    match block:
        case Heading(level, text):
            return {"kind": "heading", "level": level, "text": text}
        case Paragraph(text, lead, _):
            return {"kind": "paragraph", "lead": lead, "text": text}
        case Table(head, rows, widths):
            return {"kind": "table", "head": head, "rows": rows, "widths": widths}
        case Drawing(svg, alt):
            return {"kind": "drawing", "svg": svg, "alt": alt}
        case Note(text):
            return {"kind": "note", "text": text}
