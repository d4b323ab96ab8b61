"""What a cell of a workbook shows: its number in its number format.

Only what changes the reading is rendered: texts around the number, thousands cut off, rounding, dates.
"""

from __future__ import annotations

import math
import operator
import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction
from typing import Final

from tracker.numbers import plain_number

_PARTS: Final = re.compile(r'"([^"]*)"|\\(.)|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|_.|\*.')
_PLACEHOLDERS: Final = re.compile(r"[0#?][0#?,]*(?:\.[0#?]*)?,*")
_CONDITION: Final = re.compile(r"\[(<=|>=|<>|[<>=])(-?[0-9]+(?:\.[0-9]+)?)\]")
_COMPARISONS: Final = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}
_DATE_LETTERS: Final = re.compile(r"[ymdhs]", re.IGNORECASE)


def shown_number(value: float, number_format: str) -> str | None:
    """The text that a cell shows, ungrouped, "" for nothing; None where its format is not rendered here."""
    if not math.isfinite(value):
        return None
    section, is_signed = _section(value, number_format)
    if not section:
        return ""
    if section.strip() == "@":
        section = "General"
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        text = next((one for one in match.groups() if one), "")
        if not text:
            return ""
        literals.append(text)
        return chr(0xE000 + len(literals) - 1)  # private use: stands for the text

    pattern = _PARTS.sub(keep, section)
    body = _PLACEHOLDERS.search(pattern.replace("General", "#.###############"))
    special = re.search(r"[eE/@]", pattern.replace("General", ""))
    if body is not None and special is not None and not literals:
        return _special(value, pattern, special[0])
    if body is None or special is not None or len(literals) > 99:
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


def shows_no_text(number_format: str) -> bool:
    """Whether a format leaves texts out, as ;;; does."""
    parts = _parts(number_format)
    return len(parts) > 3 and not parts[3]


def shows_no_day(number_format: str) -> bool:
    """Whether a format of dates shows a month alone, such as yyyy"年"m"月"."""
    letters = set("".join(_DATE_LETTERS.findall(_PARTS.sub("", number_format))).lower())
    return "m" in letters and "y" in letters and "d" not in letters


def _parts(number_format: str) -> list[str]:
    """The parts of a format for positive numbers, negative ones, zero and texts."""
    parts = [""]
    for piece in re.findall(r'"[^"]*"|\\.|\[[^\]]*\]|[^"\\\[]|.', number_format):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _section(value: float, number_format: str) -> tuple[str, bool]:
    """The part of the format for the number, and whether that part shows the sign itself."""
    parts = _parts(number_format)
    conditions = [_CONDITION.search(part) for part in parts[:2]]
    if any(conditions):
        for part, condition in zip(parts, conditions, strict=False):
            if condition is None or _COMPARISONS[condition[1]](value, float(condition[2])):
                return part, False
        return parts[2] if len(parts) > 2 else "General", False
    if len(parts) > 1 and value < 0:
        return parts[1], True
    if len(parts) > 2 and value == 0:
        return parts[2], True
    return parts[0] or ("General" if len(parts) == 1 else ""), False


def _special(value: float, pattern: str, sign: str) -> str | None:
    """A number in powers of ten or as a fraction, as its digits in a format leave it."""
    if sign in "eE":
        places = re.search(r"\.([0#?]*)", pattern)
        return plain_number(float(f"{value:.{len(places[1]) if places else 0}e}"))
    denominator = re.search(r"/\s*([0#?]+|[1-9][0-9]*)", pattern)
    if sign != "/" or denominator is None:
        return None
    digits = denominator[1]
    if digits.isdecimal() and int(digits):
        fraction = Fraction(round(value * int(digits)), int(digits))
    else:
        fraction = Fraction(value).limit_denominator(10 ** len(digits) - 1)
    return plain_number(float(fraction))


def _with_literals(text: str, literals: list[str]) -> str:
    return "".join(
        literals[ord(one) - 0xE000] if 0xE000 <= ord(one) < 0xE000 + len(literals) else one
        for one in text
    )
