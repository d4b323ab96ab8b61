"""The text of a cell in one form, and names of units in one form: ３００ is 300, ㎡ is m2."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from tracker.i18n import LocalizedError, Message
from tracker.units import without_sign

MAX_QUOTED: Final = 40  # columns of an entry in a message

_SAME_UNITS: Final = {
    "平方米": "m2",
    "平米": "m2",
    "平方": "m2",
    "sqm": "m2",
    "立方米": "m3",
    "公里": "km",
    "千米": "km",
    "percent": "%",
    "yuan": "元",
    "圆": "元",
    "块": "元",
    "块钱": "元",
    "人民币": "元",
    "元人民币": "元",
    "元整": "元",
    "rmb": "元",
    "cny": "元",
}
_DIRECTIONS: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


class CellError(LocalizedError):
    """Input that cannot be read, or a file that is not a workbook of ours."""


def half_width(text: str) -> str:
    """Half-width, without blanks at the ends: ３００ is 300, ， is a comma; ², ① and ㏠ are unchanged.

    CellError where characters that cannot be seen change the order in which the text is shown.
    """
    if _DIRECTIONS.search(text):
        raise CellError(Message("sheet.bad.direction"))
    text = "".join(map(_half_width, unicodedata.normalize("NFC", text))).replace(
        "\N{MINUS SIGN}", "-"
    )
    text = re.sub(r"^[\N{EN DASH}\N{HYPHEN}\N{FIGURE DASH}](?=\s*[0-9])", "-", text)
    return "".join(one for one in text if unicodedata.category(one) != "Cf").strip()


def _half_width(character: str) -> str:
    """A character's plain form; no digit appears where none was typed."""
    plain = unicodedata.normalize("NFKC", character)
    has_digits = any(one.isdecimal() for one in plain)
    return character if has_digits and not character.isdecimal() else plain


def normalized_unit(text: str) -> str:
    """One form for a unit: ㎡, m², m2 and 平方米 are the same."""
    name = unicodedata.normalize("NFKC", half_width(text)).casefold().replace(" ", "")
    name = re.sub(r"^ug(?=/|$)", "\N{GREEK SMALL LETTER MU}g", name).replace("每", "/")
    return _SAME_UNITS.get(name, name)


def join_units(units: Iterable[str]) -> str:
    """The names of a unit for a message: 户 / households; a dash for none."""
    return " / ".join(dict.fromkeys(map(without_sign, units))) or "–"
