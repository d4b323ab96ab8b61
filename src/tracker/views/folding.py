"""Text folded for searching and for an order by name, so that writing habits make no difference."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path
from typing import Final

_TABLE: Final = Path(__file__).with_name("simplified.txt")


def folded(text: str) -> str:
    """``text`` in one width and one case, in simplified characters: "ＧＤＰ" is "gdp", "區" is "区"."""
    folded_text = unicodedata.normalize("NFKC", text).casefold()
    return folded_text if folded_text.isascii() else folded_text.translate(_simplified())


def name_key(text: str) -> bytes:
    """A sort key: latin letters first, then Chinese by pinyin.

    GB 18030 numbers the 3,755 characters of everyday use (GB 2312, level 1) in the order of their pinyin;
    rarer ones follow by radical. A character with several readings has the place of its commonest.
    """
    return folded(text).encode("gb18030")


@cache
def _simplified() -> dict[int, str]:
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    pairs = "".join(line for line in lines if not line.startswith("#"))
    return dict(zip(map(ord, pairs[::2]), pairs[1::2], strict=True))
