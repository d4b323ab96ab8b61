"""A value that its type refuses -> the value that was probably meant, and the character that is wrong.

Full-width digits and punctuation, thousands separators and other notations of dates; the type decides
whether the corrected value is valid.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from tracker.i18n import Message
from tracker.portfolio.characters import describe_character, first_odd, to_ascii
from tracker.portfolio.line_slips import correct_line, first_difference, slip_message
from tracker.portfolio.months import month_end
from tracker.portfolio.positions import LINE_BREAK, line_start
from tracker.portfolio.problems import Problem, closest
from tracker.portfolio.reader import Document
from tracker.portfolio.scalars import MAX_SLUG_LENGTH, SLUG

KeyPath = Sequence[str | int]

_IN_BRACES: Final = re.compile(
    r":[ ]+(([-+]?[0-9]{1,3}(?:, ?[0-9]{3})+(?:\.[0-9]+)?|[-+]?[0-9]+(,)(?:[0-9]{1,2}|[0-9]{4,}))"
    r"(?: ?(元|万元|亿元|万|亿|[A-Z]{3}))?)(?=\s*[,}])"
)

_GROUPED: Final = re.compile(r"[-+]?[0-9]{1,3}(?:[,_' ][0-9]{3})+(?:\.[0-9]+)?")
_NUMBER: Final = re.compile(r"[-+]?[0-9]+(?:\.[0-9]+)?")
_WITH_WORDS: Final = re.compile(r"([^\d]*?)([-+]?[0-9][0-9,_' ]*(?:\.[0-9]+)?)([^\d]*)")
_MULTIPLIER: Final = re.compile("[十百千万亿]|thousand|million|billion", re.IGNORECASE)
_AMOUNT: Final = re.compile(r"([-+]?[0-9][0-9,_' ]*(?:\.[0-9]+)?) ?(元|万元|亿元|万|亿|[A-Z]{3})?")
_YUAN_FIRST: Final = re.compile("(?:¥|RMB|CNY|人民币) ?(?=[-+]?[0-9])", re.IGNORECASE)
_ENGLISH_AMOUNT: Final = re.compile(
    r"([-+]?[0-9][0-9,]*(?:\.[0-9]+)?) (million|billion) (?:yuan|RMB|CNY)", re.IGNORECASE
)
_ENGLISH_UNITS: Final = {"million": (100, "万元"), "billion": (10, "亿元")}
_YEAR: Final = r"([12][0-9]{3})"
_DAY: Final = re.compile(rf"{_YEAR} ?[-年/.] ?([0-9]{{1,2}}) ?[-月/.] ?([0-9]{{1,2}}) ?[日号]?")
_DAY_FIRST: Final = re.compile(rf"([0-9]{{1,2}}) ?[-/.] ?([0-9]{{1,2}}) ?[-/.] ?{_YEAR}")
_MONTH_NAME: Final = "(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?"
_MONTHS: Final = _MONTH_NAME[1 : _MONTH_NAME.index(")")].split("|")
_ENGLISH_DAY: Final = re.compile(
    rf"(?:([0-9]{{1,2}}) {_MONTH_NAME}|{_MONTH_NAME} ([0-9]{{1,2}})),? {_YEAR}", re.IGNORECASE
)
_COMPACT_DAY: Final = re.compile(rf"{_YEAR}([0-9]{{2}})([0-9]{{2}})")
_TIME: Final = re.compile(r"(?<=[0-9])[T ]\s*[0-9]{1,2}:[0-9:.]+Z?$")
_MONTH: Final = re.compile(rf"{_YEAR} ?[-年/.] ?([0-9]{{1,2}}) ?月?")
_YES: Final = ("yes", "y", "on", "true", "是")
_NO: Final = ("no", "n", "off", "false", "否")


def explain_value(document: Document, path: KeyPath, value: Any, problem: Problem) -> Problem:
    """``problem`` with the wrong character and the corrected value, where those are clear."""
    if not isinstance(value, str) or "\n" in value:
        return problem
    names = problem.message.params.get("names", ())
    corrected = _corrected(value, problem.message.key, names)
    if corrected is None and problem.message.key == "read.slug":
        return _foreign_letter(document, path, value, problem)
    if corrected is None or corrected == value:
        hint = _hint(to_ascii(value).strip(" \"';,"), problem.message)
        return problem if hint is None else problem._replace(message=hint)
    odd = first_odd(value)
    if odd is None and problem.rule == "choice":
        return problem  # its suggestion says it
    if odd is None:
        message = Message("read.write_instead", reason=problem.message, correction=corrected)
        return problem._replace(message=message)
    return _at_character(document, path, value[odd], _named(problem, value[odd], corrected))


def explain_reference(document: Document, path: KeyPath, problem: Problem, names: Any) -> Problem:
    """A reference that is a defined name but for a character that only looks like the plain one."""
    value: Any = document.data
    for part in path:
        value = value[part]
    if not isinstance(value, str):
        return problem
    corrected = re.split(r"\s#", to_ascii(value))[0].strip(" \"';,.")
    odd = first_odd(value) if corrected in (names or ()) else None
    if odd is None:
        return _foreign_letter(document, path, value, problem)
    return _at_character(document, path, value[odd], _named(problem, value[odd], corrected))


def _named(problem: Problem, character: str, correction: str) -> Problem:
    """``problem`` with the wrong character by name, and what to write."""
    message = Message(
        "read.character_in_value",
        reason=problem.message,
        character=describe_character(character),
        correction=correction,
    )
    return problem._replace(message=message)


def _foreign_letter(
    document: Document, path: KeyPath, value: str, problem: Problem, *, key: bool = False
) -> Problem:
    """An id or a key with a letter of another script, which may look like a Latin one."""
    letter = next((each for each in value if not each.isascii() and not _is_chinese(each)), "")
    if not letter:
        return problem
    message = Message(
        "read.foreign_letter", reason=problem.message, character=describe_character(letter)
    )
    return _at_character(document, path, letter, problem._replace(message=message), key=key)


def _is_chinese(character: str) -> bool:
    return unicodedata.name(character, "").startswith("CJK ")


def explain_key(
    document: Document, path: KeyPath, problem: Problem, names: Sequence[str]
) -> Problem:
    """An unknown key with a character that only looks like the plain one of ``names``, or like a space."""
    explained = explain_line(document, path, problem)
    if explained != problem:
        return explained
    key = str(path[-1])
    odd = first_odd(key)
    if odd is None:
        return _foreign_letter(document, path, key, problem, key=True)
    correction = closest(to_ascii(key).replace(" ", ""), names) or to_ascii(key)
    return _at_character(document, path, key[odd], _named(problem, key[odd], correction), key=True)


def explain_line(document: Document, path: KeyPath, problem: Problem, word: str = "") -> Problem:
    """A missing or unknown key, or a text in place of a block: the slip in its lines, if there is one.

    ``word`` is the missing key, "" where the problem has a line of its own.
    """
    text = document.text
    start, end = document.positions.span(document.data, path)
    if word:
        match = re.compile(rf"(?<![\w-]){re.escape(word)}\s*[：﹕︰]").search(text, start, end)
        if match is None:
            return problem
        start = match.start()
    line_from = line_start(text, start)
    line_end = LINE_BREAK.search(text, start)
    line = text[line_from : line_end.start() if line_end else len(text)]
    corrected = correct_line(line)
    if corrected == line.rstrip(" \t"):
        return problem
    column = first_difference(line, corrected)
    number, _ = document.positions.line_column(line_from)
    return problem._replace(
        line=number, column=column + 1, message=slip_message(line, column, corrected)
    )


def grouped_number(document: Document, problem: Problem) -> Problem:
    """A key that is digits: the rest of a number with separators within braces."""
    lines = LINE_BREAK.split(document.text)
    line = lines[problem.line - 1]
    for match in _IN_BRACES.finditer(line):
        if match.start(1) < problem.column - 1 < match.end(1):
            figure, separator = match[2], ""
            if match[3]:  # a decimal comma
                separator = "."
            correction = re.sub(", ?", separator, figure) + (f" {match[4]}" if match[4] else "")
            key = "read.decimal_comma" if separator else "read.grouped"
            return problem._replace(
                column=match.start(1) + 1,
                message=Message(key, value=match[1], correction=correction),
            )
    return problem


def _at_character(
    document: Document, path: KeyPath, character: str, problem: Problem, *, key: bool = False
) -> Problem:
    """``problem`` at the character in the value at ``path``, or in its key."""
    start, end = document.positions.span(document.data, path)
    if key:
        start, end = document.positions.index(document.data, path, key=True), start
    index = document.text.find(character, start, end)
    if index < 0:  # written as an escape, or a value that is not in the file
        return problem
    line, column = document.positions.line_column(index)
    return problem._replace(line=line, column=column)


# --- corrections ----------------------------------------------------------------------------------


def _corrected(value: str, key: str, names: Sequence[str]) -> str | None:
    """The corrected value for the message's key, which names the type; None where none is clear."""
    text = to_ascii(value).strip(" \"';,")
    if key == "read.choice":
        return next((name for name in names if str(name).lower() == text.lower()), None)
    correct = _CORRECTIONS.get(key)
    return correct(text) if correct else None


def _hint(text: str, reason: Message) -> Message | None:
    """What to write, where there is no one corrected value."""
    if reason.key in ("read.number", "read.whole_number"):
        match = _WITH_WORDS.fullmatch(text)
        has_words = match and re.search(r"[^\W\d_]", match[1] + match[3])
        return Message("read.number_alone", reason=reason) if has_words else None
    if reason.key not in ("read.day", "read.partial_date"):
        return None
    if readings := _day_readings(text):
        return Message("read.either", reason=reason, one=readings[0], other=readings[1])
    if match := _DAY.fullmatch(text):
        year, month, _ = map(int, match.groups())
        if 1 <= month <= 12:  # 31 November
            last = month_end(year, month).isoformat()
            return Message("read.no_such_day", reason=reason, last=last)
    return None


def _day_readings(text: str) -> list[str]:
    """Both days that a text may mean; none where it means one or no day."""
    if match := _DAY_FIRST.fullmatch(text):
        first, second, year = map(int, match.groups())
        pairs = {(first, second), (second, first)}
        days = [day for pair in pairs if (day := _iso(year, *pair))]
        return sorted(days) if len(days) > 1 else []
    if (match := _MONTH.fullmatch(text)) and 1 <= int(match[2]) <= 12:
        end = month_end(int(match[1]), int(match[2]))
        return [end.replace(day=1).isoformat(), end.isoformat()]
    return []


def _iso(year: int, month: int, of_month: int) -> str | None:
    try:
        return dt.date(year, month, of_month).isoformat()
    except ValueError:
        return None


def _number(text: str) -> str | None:
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
    text = _TIME.sub("", text)
    if match := _DAY.fullmatch(text) or _COMPACT_DAY.fullmatch(text):
        year, month, of_month = map(int, match.groups())
        return _iso(year, month, of_month)
    if match := _ENGLISH_DAY.fullmatch(text):
        month = _MONTHS.index((match[2] or match[3]).lower()) + 1
        return _iso(int(match[5]), month, int(match[1] or match[4]))
    if match := _DAY_FIRST.fullmatch(text):
        first, second, year = map(int, match.groups())
        days = {day for pair in ((first, second), (second, first)) if (day := _iso(year, *pair))}
        return days.pop() if len(days) == 1 else None
    return None


def _partial_date(text: str) -> str | None:
    if (day := _day(text)) is not None:
        return day
    if (match := _MONTH.fullmatch(text)) and 1 <= int(match[2]) <= 12:
        return f"{match[1]}-{int(match[2]):02}"
    match = re.fullmatch(rf"{_YEAR} ?年?", text)
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
