"""A value that its type refuses -> the value that was probably meant, as text.

Thousands separators, units beside a number, amounts in words and other notations of dates.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from tracker.i18n import Message
from tracker.portfolio.characters import to_ascii
from tracker.portfolio.months import month_end
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY, MAX_SLUG_LENGTH, SLUG
from tracker.portfolio.written_dates import day_readings, month_read, period_read, year_month_day

_GROUPED: Final = re.compile(r"[-+]?[0-9]{1,3}(?:[,_' ][0-9]{3})+(?:\.[0-9]+)?")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_WITH_WORDS: Final = re.compile(r"([^\d]*?)([-+]?[0-9][0-9,_' ]*(?:\.[0-9]+)?)([^\d]*)")
_LETTER_DIGITS: Final = re.compile(
    r"(?<=[0-9Oo])[Oo](?![A-NP-Za-np-z])|(?<![A-Za-z])[Oo](?=[0-9.])|(?<=[0-9])[lI](?=[0-9])"
)
_MULTIPLIER: Final = re.compile("[十百千万亿]|thousand|million|billion", re.IGNORECASE)
_AMOUNT: Final = re.compile(r"([-+]?[0-9][0-9,_' ]*(?:\.[0-9]+)?) ?(元|万元|亿元|万|亿|[A-Z]{3})?")
_YUAN_FIRST: Final = re.compile("(?:¥|RMB|CNY|人民币) ?(?=[-+]?[0-9])", re.IGNORECASE)
_ENGLISH_AMOUNT: Final = re.compile(
    r"([-+]?[0-9][0-9,]*(?:\.[0-9]+)?) (million|billion) (?:yuan|RMB|CNY)", re.IGNORECASE
)
_ENGLISH_UNITS: Final = {"million": (100, "万元"), "billion": (10, "亿元")}
_TIME: Final = re.compile(r"(?<=[0-9])[T ]\s*[0-9]{1,2}:[0-9:.]+Z?$")
_YES: Final = ("yes", "y", "on", "true", "是")
_NO: Final = ("no", "n", "off", "false", "否")


def corrected_text(value: str, key: str, names: Sequence[str]) -> str | None:
    """The corrected value for the message's key, which names the type; None where none is clear."""
    text = to_ascii(value).strip(" \"';,")
    if key == "read.choice":
        return next((name for name in names if str(name).lower() == text.lower()), None)
    correct = _CORRECTIONS.get(key)
    return correct(text) if correct else None


def digits_for_letters(text: str) -> str:
    """``text`` with 0 and 1 for letters among digits that look like them: 4OO is 400."""
    return _LETTER_DIGITS.sub(lambda match: "0" if match[0] in "Oo" else "1", text)


def hint_for(text: str, reason: Message) -> Message | None:
    """What to write, where there is no one corrected value."""
    if reason.key in ("read.number", "read.whole_number"):
        match = _WITH_WORDS.fullmatch(text)
        has_words = match and re.search(r"[^\W\d_]", match[1] + match[3])
        return Message("read.number_alone", reason=reason) if has_words else None
    if reason.key not in ("read.day", "read.partial_date"):
        return None
    if readings := _either_day(text):
        return Message("read.either", reason=reason, one=readings[0], other=readings[1])
    if (numbers := year_month_day(text)) and 1 <= numbers[1] <= 12:  # 31 November
        last = month_end(*numbers[:2]).isoformat()
        return Message("read.no_such_day", reason=reason, last=last)
    return None


def _either_day(text: str) -> list[str]:
    """Both days that a text may mean; none where it means one or no day."""
    days = day_readings(text)
    if not days and (period := period_read(text)):
        days = list(period)
    return [day.isoformat() for day in days] if len(days) > 1 else []


def _number(text: str) -> str | None:
    text = digits_for_letters(text)
    match = _WITH_WORDS.fullmatch(text)
    if match and not match[1] and not _MULTIPLIER.search(match[3]):  # 210 户
        text = match[2].strip()
    if _GROUPED.fullmatch(text):
        return re.sub("[,_' ]", "", text)
    return text if _NUMBER.fullmatch(text) else None


def _whole_number(text: str) -> str | None:
    number = _number(text)
    return number if number is not None and number.isdigit() else None


def _amount(text: str) -> str | None:
    text = _YUAN_FIRST.sub("", text)
    if match := _ENGLISH_AMOUNT.fullmatch(text):
        times, unit = _ENGLISH_UNITS[match[2].lower()]
        return f"{(Decimal(match[1].replace(',', '')) * times).normalize():f} {unit}"
    match = _AMOUNT.fullmatch(text)
    if match is None or (number := _number(match[1].strip())) is None:
        return None
    unit = {"万": "万元", "亿": "亿元"}.get(match[2] or "", match[2])
    return f"{number} {unit}" if unit else number


def _day(text: str) -> str | None:
    days = day_readings(_TIME.sub("", text))
    return days[0].isoformat() if len(days) == 1 and FIRST_DAY <= days[0] <= LAST_DAY else None


def _partial_date(text: str) -> str | None:
    if (day := _day(text)) is not None:
        return day
    if (month := month_read(text)) is not None:
        return month.isoformat()[:7]
    match = re.fullmatch("([12][0-9]{3}) ?年?", text)
    return match[1] if match else None


def _slug(text: str) -> str | None:
    slug = re.sub(r"[ _.]+", "-", text.lower()).strip("-")
    return slug if re.fullmatch(SLUG, slug) and len(slug) <= MAX_SLUG_LENGTH else None


def _yes_no(text: str) -> str | None:
    word = text.lower()
    return "true" if word in _YES else "false" if word in _NO else None


def _url(text: str) -> str | None:
    return text if re.fullmatch(r"https?://[^\s<>\"']+", text) else None


def _unit(text: str) -> str | None:
    text = {"万": "万元", "亿": "亿元"}.get(text, text)
    return text if re.fullmatch("元|万元|亿元|[A-Z]{3}", text) else None


def _goal(text: str) -> str | None:
    return _number(text) or _day(text) or _amount(text)


_CORRECTIONS: Final[dict[str, Callable[[str], str | None]]] = {
    "read.number": _number,
    "read.whole_number": _whole_number,
    "read.amount": _amount,
    "read.day": _day,
    "read.partial_date": _partial_date,
    "read.slug": _slug,
    "read.yes_no": _yes_no,
    "read.url": _url,
    "read.money_unit": _unit,
    "read.goal": _goal,
}
