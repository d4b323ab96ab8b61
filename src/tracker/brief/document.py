"""A brief before it has a format: title, days, numbered text, tables, drawings and notes.

The renderers (`pdf`, `word`, `markdown`) take nothing but a `Document`. Its texts are data: whatever stands in
them is shown as it stands, never read as markup.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from tracker.html import without_forbidden
from tracker.i18n import Lang, Translator, width


@dataclass(frozen=True)
class Heading:
    """A heading on a line of its own, numbered within its level."""

    level: int  # 1 or 2
    text: str


@dataclass(frozen=True)
class Paragraph:
    """Running text. ``lead`` are its first words, set apart; ``level`` 3 or 4 numbers it, 0 does not."""

    text: str
    lead: str = ""
    level: int = 0


@dataclass(frozen=True)
class Table:
    """Rows under a head. ``widths`` are shares of the page's width."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[int]


@dataclass(frozen=True)
class Drawing:
    """A drawing as SVG; ``alt`` says in words what it shows."""

    svg: str
    alt: str


@dataclass(frozen=True)
class Note:
    """Small print."""

    text: str


Block = Heading | Paragraph | Table | Drawing | Note


@dataclass(frozen=True)
class Document:
    """A whole brief."""

    lang: Lang
    title: Sequence[str]  # its lines
    subtitle: str  # the two days, below the title
    running: str  # the as-of day, on every page
    as_of: dt.date
    blocks: Sequence[Block]

    @property
    def whole_title(self) -> str:
        """The title on one line."""
        return ("" if self.lang == "zh" else ": ").join(self.title)


_CHINESE_DIGITS: Final = "零一二三四五六七八九"
_LEVELS: Final = 4
_SPACE: Final = re.compile(r"\s+")
_HAN: Final = "\u4e00-\u9fff"
_BY_NUMBER: Final = re.compile(rf"(?<=[{_HAN}]) (?=[0-9])|(?<=[0-9%]) (?=[{_HAN}])")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
"""Characters without a picture, of which some turn the direction of the text around them."""


def laid_out(document: Document) -> Document:
    """The document with its numbers in the texts, and each text on one line without control characters."""
    counts = [0] * _LEVELS
    t = Translator(document.lang)
    return replace(
        document,
        title=_one_line(document.title),
        subtitle=one_line(document.subtitle),
        running=one_line(document.running),
        blocks=[_laid_out(block, counts, t) for block in document.blocks],
    )


def _laid_out(block: Block, counts: list[int], t: Translator) -> Block:
    match block:
        case Heading(level, text):
            return Heading(level, _number(level, counts, t) + one_line(text))
        case Paragraph(text, lead, level):
            lead = one_line(lead)
            text = closed_up(text) if t.lang == "zh" else text
            if lead and width(lead[-1]) == 1:  # a full-width stop has its space within
                lead += " "
            if level:
                lead = _number(level, counts, t) + lead
            return Paragraph(one_line(text), lead, level)
        case Table(head, rows, widths):
            return Table(_one_line(head), [_one_line(row) for row in rows], widths)
        case Drawing(svg, alt):
            return Drawing(without_forbidden(svg), one_line(alt))
        case Note(text):
            return Note(one_line(text))


def _number(level: int, counts: list[int], t: Translator) -> str:
    """The next number of a level; those below it start anew."""
    counts[level - 1] += 1
    counts[level:] = [0] * (len(counts) - level)
    number = counts[level - 1]
    keys = ("brief.number.1", "brief.number.2", "brief.number.3", "brief.number.4")
    in_words = t.lang == "zh" and level < 3
    return t(keys[level - 1], number=chinese_number(number) if in_words else str(number))


def chinese_number(number: int) -> str:
    """1 to 9,999 as headings count: 一, 十, 十一, 二十, 一百零一."""
    text = ""
    for digit, unit in zip(f"{number:04d}", ("千", "百", "十", ""), strict=True):
        if digit != "0":
            text += _CHINESE_DIGITS[int(digit)] + unit
        elif text and not text.endswith("零"):
            text += "零"
    text = text.rstrip("零")
    return text.removeprefix("一") if 10 <= number < 20 else text


def one_line(text: str) -> str:
    """A text without line breaks and characters that have no picture."""
    return _SPACE.sub(" ", _INVISIBLE.sub("", without_forbidden(text))).strip()


def closed_up(text: str) -> str:
    """Chinese running text without spaces between numbers and words: Word would stretch them in a justified line."""
    return _BY_NUMBER.sub("", text)


def _one_line(texts: Sequence[str]) -> list[str]:
    return [one_line(text) for text in texts]


def texts_of(document: Document) -> Iterator[str]:
    """Every text that is shown; of a drawing its whole source."""
    yield from (*document.title, document.subtitle, document.running)
    for block in document.blocks:
        match block:
            case Heading(_, text) | Note(text):
                yield text
            case Paragraph(text, lead, _):
                yield from (lead, text)
            case Table(head, rows, _):
                yield from head
                for row in rows:
                    yield from row
            case Drawing(svg, alt):
                yield from (svg, alt)
