"""The fonts of a brief: the names an official document asks for, and those that stand in for them.

GB/T 9704-2012 asks for 仿宋 in the text, 小标宋 for the title, 黑体 and 楷体 for headings, 宋体 for page
numbers. A Word file names them; a PDF embeds what is installed, in the order below.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple


class Role(NamedTuple):
    """A use of type: the name in a Word file, families for a PDF, of which the first one installed wins."""

    named: str
    families: Sequence[str]
    instead: str = (
        ""  # what Word takes where it lacks the named one: newer systems have it by this name
    )


_CHINESE: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "SimSun", "Songti SC")
_CHINESE_SANS: Final = ("Noto Sans CJK SC", "Source Han Sans SC", "Microsoft YaHei", "PingFang SC")
_LAST: Final = ("Droid Sans Fallback", "Libertinus Serif", "DejaVu Sans Mono")
"""Wherever the others lack a character; the last two come with typst."""
_FANGSONG: Final = ("FangSong_GB2312", "FangSong", "STFangsong")

_XIAOBIAOSONG: Final = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05")

OFFICIAL: Final[Mapping[str, Role]] = {
    "text": Role("仿宋_GB2312", (*_FANGSONG, *_CHINESE, *_CHINESE_SANS), "仿宋"),
    "title": Role(
        "方正小标宋简体",
        (*_XIAOBIAOSONG, *_CHINESE, *_CHINESE_SANS),
        "华文中宋",
    ),
    "heading1": Role("黑体", ("SimHei", "STHeiti", *_CHINESE_SANS, *_CHINESE)),
    "heading2": Role(
        "楷体_GB2312",
        ("KaiTi_GB2312", "KaiTi", "STKaiti", "LXGW WenKai", *_CHINESE, *_CHINESE_SANS),
        "楷体",
    ),
    "page": Role("宋体", ("SimSun", *_CHINESE, *_CHINESE_SANS)),
}
"""By role, in a Chinese brief."""

_SERIF: Final = ("Times New Roman", "Liberation Serif", "Nimbus Roman", "Libertinus Serif")
_SANS: Final = ("Arial", "Liberation Sans", "Nimbus Sans", "DejaVu Sans", "Libertinus Serif")
WESTERN: Final[Mapping[str, Role]] = {
    "text": Role("Times New Roman", (*_SERIF, *_CHINESE, *_CHINESE_SANS)),
    "title": Role("Times New Roman", (*_SERIF, *_CHINESE, *_CHINESE_SANS)),
    "heading1": Role("Arial", (*_SANS, *_CHINESE_SANS, *_CHINESE)),
    "heading2": Role("Times New Roman", (*_SERIF, *_CHINESE, *_CHINESE_SANS)),
    "page": Role("Times New Roman", (*_SERIF, *_CHINESE, *_CHINESE_SANS)),
}
"""By role, in any other language; Chinese names in it take the Chinese families."""


def roles(lang: str) -> Mapping[str, Role]:
    return OFFICIAL if lang == "zh" else WESTERN


def stacks(lang: str, installed: Collection[str]) -> dict[str, list[str]]:
    """By role, the families that are installed, in order of preference."""
    return {
        name: [family for family in (*role.families, *_LAST) if family in installed]
        for name, role in roles(lang).items()
    }


def stand_in(lang: str, installed: Collection[str]) -> str | None:
    """The family that stands in for 仿宋 in the text of a Chinese PDF; None where that is installed."""
    if lang != "zh":
        return None
    first = stacks(lang, installed)["text"][0]
    return None if first in _FANGSONG else first


def is_heavy(family: str) -> bool:
    """Whether a family is as heavy as a title is to be, without being bold."""
    return family in _XIAOBIAOSONG
