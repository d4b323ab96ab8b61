"""What a cell of a workbook shows: its number in its number format.

Only what changes the reading is rendered: texts around the number, thousands cut off, rounding, dates.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Final

_PARTS: Final = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_PLACEHOLDERS: Final = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?,*")
_DATE_LETTERS: Final = re.compile(r"[ymdhs]", re.IGNORECASE)


def shown_number(value: float, number_format: str) -> str | None:
    """The text that a cell shows, ungrouped; None where its format is not rendered here."""
    section, is_signed = _section(value, number_format)
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        text = next((one for one in match.groups() if one), "")
        if not text:
            return ""
        literals.append(text)
        return chr(0xE000 + len(literals) - 1)  # private use: stands for the text

    pattern = _PARTS.sub(keep, section)
    body = _PLACEHOLDERS.search(pattern.replace("General", "#.###############"))
    if body is None or re.search(r"[eE/@]", pattern.replace("General", "")) or len(literals) > 99:
        return None
    whole = pattern.replace("General", "#.###############")
    before, after = whole[: body.start()], whole[body.end() :]
    if _PLACEHOLDERS.search(after):  # 000-0000: a code, not a number
        return None
    try:
        number = Decimal(repr(float(value)))
    except InvalidOperation:
        return None
    digits = body[0].rstrip(",")
    number = number.scaleb(-3 * (len(body[0]) - len(digits)) + 2 * whole.count("%"))
    decimals = len(digits.partition(".")[2])
    try:
        number = number.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    except InvalidOperation:  # more digits than a spreadsheet shows
        return None
    text = format(abs(number) if is_signed or number >= 0 else number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    before, after = (_with_literals(side, literals) for side in (before, after))
    return f"{before.strip()}{text}{after.strip()}".strip()


def is_same_number(shown: str, value: float) -> bool:
    """Whether a text is this number, to the digits that a spreadsheet keeps."""
    try:
        return float(shown) == float(f"{value:.15g}")
    except ValueError:
        return False


def shows_no_day(number_format: str) -> bool:
    """Whether a format of dates shows a month alone, such as yyyy"年"m"月"."""
    letters = set("".join(_DATE_LETTERS.findall(_PARTS.sub("", number_format))).lower())
    return "m" in letters and "y" in letters and "d" not in letters


def _section(value: float, number_format: str) -> tuple[str, bool]:
    """The part of the format for the number's sign, and whether that part shows the sign itself."""
    parts = re.findall(r'(?:"[^"]*"|\\.|[^;"\\])+', number_format) or ["General"]
    if value < 0 and len(parts) > 1:
        return parts[1], True
    if value == 0 and len(parts) > 2:
        return parts[2], True
    return parts[0], False


def _with_literals(text: str, literals: list[str]) -> str:
    return "".join(
        literals[ord(one) - 0xE000] if 0xE000 <= ord(one) < 0xE000 + len(literals) else one
        for one in text
    )
