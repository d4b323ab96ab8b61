"""Recognises files that are saved in another encoding than UTF-8, or in a format that is no text."""

from __future__ import annotations

import codecs
from typing import Final

_MARKS: Final = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
_FORMATS: Final = (
    (b"PK\x03\x04", "ZIP (.xlsx, .docx)"),
    (b"\xd0\xcf\x11\xe0", "OLE (.xls, .doc)"),
    (b"%PDF-", "PDF"),
)
"""First bytes of files that people take for the data."""
_SAMPLE: Final = 4000  # bytes without a byte order mark that are looked at
_COMMON: Final = 0.8  # share of a Chinese text's characters that are in the first level of GB 2312


def other_format(raw: bytes) -> str:
    """The format of a workbook, archive or PDF; "" for others."""
    return next((name for first, name in _FORMATS if raw.startswith(first)), "")


def wide_encoding(raw: bytes) -> str:
    """UTF-16 or UTF-32, by the byte order mark or the zero bytes of ASCII characters; "" for neither."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return name
    sample = raw[: min(_SAMPLE, len(raw)) // 4 * 4]
    zeros = [sample[place::4].count(0) / max(len(sample) // 4, 1) for place in range(4)]
    if sum(zeros) < 0.5:
        return ""
    if sum(share > 0.9 for share in zeros) >= 2 and max(zeros) > 0.9 and min(zeros) < 0.5:
        return (
            "UTF-32" if sum(share > 0.9 for share in zeros) == 3 or _is(raw, "utf-32") else "UTF-16"
        )
    even, odd = zeros[0] + zeros[2], zeros[1] + zeros[3]
    return "UTF-16" if min(even, odd) < 0.2 * max(even, odd) else ""


def _is(raw: bytes, encoding: str) -> bool:
    for name in (f"{encoding}-le", f"{encoding}-be"):
        try:
            raw.decode(name)
        except UnicodeDecodeError:
            continue
        return True
    return False


def chinese_encoding(raw: bytes) -> str:
    """GBK, GB 18030 or Big5, if the bytes are a Chinese text in it; "" for others.

    Almost any two bytes are a character of GBK. A text is taken for one if most of its characters are
    common ones.
    """
    for name, codec, common in (
        ("GBK", "gbk", _is_common_in_gb),
        ("GB 18030", "gb18030", _is_common_in_gb),
        ("Big5", "big5", _is_common_in_big5),
    ):
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        foreign = [character for character in text if ord(character) > 0x7F]
        if foreign and sum(map(common, foreign)) >= _COMMON * len(foreign):
            return name
    return ""


def _is_common_in_gb(character: str) -> bool:
    try:
        lead = character.encode("gb2312")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= lead <= 0xA3 or 0xB0 <= lead <= 0xD7  # punctuation; the 3,755 common characters


def _is_common_in_big5(character: str) -> bool:
    try:
        lead = character.encode("big5")[0]
    except UnicodeEncodeError:
        return False
    return 0xA1 <= lead <= 0xC6  # punctuation; the 5,401 common characters
