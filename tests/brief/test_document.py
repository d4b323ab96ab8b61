"""The numbers of headings, and what becomes of texts before any renderer sees them."""

from __future__ import annotations

import pytest
from support.briefs import document

from tracker.brief.document import (
    Block,
    Heading,
    Paragraph,
    chinese_number,
    laid_out,
    one_line,
    texts_of,
)
from tracker.brief.fonts import stacks, stand_in

BLOCKS: list[Block] = [
    Heading(1, "A"),
    Heading(2, "B"),
    Paragraph("c", "C ", 3),
    Paragraph("d", "", 4),
    Paragraph("e", "", 4),
    Paragraph("f", "F ", 3),
    Heading(2, "G"),
    Paragraph("h", "H ", 3),
    Heading(1, "I"),
    Heading(2, "J"),
]


@pytest.mark.parametrize(
    ("lang", "numbered"),
    [
        (
            "zh",
            "一、A （一）B 1. C c （1） d （2） e 2. F f （二）G 1. H h 二、I （一）J",
        ),
        ("en", "1. A (1) B 1) C c 1 – d 2 – e 2) F f (2) G 1) H h 2. I (1) J"),
    ],
)
def test_levels_are_numbered_as_the_language_numbers_them(lang, numbered):
    """一、（一）1.（1）; each level starts anew below the one above."""
    made = laid_out(document(lang, BLOCKS))
    texts = [text.strip() for text in list(texts_of(made))[3:] if text]
    assert " ".join(texts) == numbered


def test_chinese_numbers():
    """One to ninety-nine."""
    numbers = [1, 9, 10, 11, 20, 35, 90, 99]
    shown = ["一", "九", "十", "十一", "二十", "三十五", "九十", "九十九"]
    assert [chinese_number(number) for number in numbers] == shown


def test_chinese_text_has_no_space_beside_a_number():
    """Nothing that a justified line would stretch; other languages and other spaces stay."""
    paragraph = Paragraph("9月30日为 639 处，差 12.5 个百分点；A 3 B，25% 左右")
    (closed,) = laid_out(document("zh", [paragraph])).blocks
    assert closed == Paragraph("9月30日为639处，差12.5个百分点；A 3 B，25%左右")
    assert laid_out(document("en", [paragraph])).blocks == [paragraph]


def test_a_text_stays_on_its_line_and_in_its_direction():
    """Line breaks, control characters and marks that turn the direction of text do nothing."""
    assert one_line(" a\n\tb\u202e\u200bc\x00 ") == "a bc\ufffd"


def test_a_brief_says_which_font_stands_in_for_the_one_that_is_asked_for():
    """仿宋 of either name is what the text of an official document is set in."""
    others = {"Noto Serif CJK SC", "Libertinus Serif"}
    assert stand_in("zh", {*others, "FangSong"}) is None
    assert stand_in("zh", {*others, "FangSong_GB2312"}) is None
    assert stand_in("zh", others) == "Noto Serif CJK SC"
    assert stand_in("en", others) is None
    assert stacks("zh", others)["heading1"] == ["Noto Serif CJK SC", "Libertinus Serif"]
