"""Texts that differ in width, case or the form of their characters alone are one text."""

from __future__ import annotations

import pytest

from tracker.views.folding import folded, name_key


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("ＧＤＰ", "gdp"),
        ("３９", "39"),
        ("區", "区"),
        ("樓", "楼"),
        ("臺灣", "台湾"),
        ("㎡", "m2"),
        ("Straße", "STRASSE"),
        ("ﾃﾞｰﾀ", "データ"),
        ("５．５％", "5.5%"),
    ],
)
def test_both_are_folded_to_one(typed: str, written: str) -> None:
    """Whichever of the two is searched for, the other one is found."""
    assert folded(typed) == folded(written)


def test_different_texts_stay_different() -> None:
    """A search must not find what was not asked for."""
    words = ["区", "楼", "gdp", "39", "旧改", "修缮", "土地", "士地"]
    assert len({folded(word) for word in words}) == len(words)


def test_folding_twice_changes_nothing() -> None:
    """A character that is simplified has no other simplified form."""
    every = "".join(map(chr, range(0x4E00, 0xA000)))
    assert folded(folded(every)) == folded(every)


def test_chinese_names_are_in_the_order_of_their_pinyin() -> None:
    """Latin letters come first; a traditional character has the place of its simplified form."""
    names = ["住房", "GDP", "安全", "水务", "經濟", "交通", "b", "教育"]
    assert sorted(names, key=name_key) == [
        "b",
        "GDP",
        "安全",
        "交通",
        "教育",
        "經濟",
        "水务",
        "住房",
    ]
