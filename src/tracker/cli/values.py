"""Values of a record on the command line: days, numbers, amounts, persons."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from tracker.cli.parameters import Value
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY, Amount
from tracker.reporting import parsing
from tracker.reporting.parsing import CellError, CellValue
from tracker.store.access import Person

_MAX_DIGITS: Final = 15  # more would be rounded
_PERSON_PATTERN: Final = re.compile(r"\s*([^<>]+?)\s*(?:<\s*([^<>\s]+@[^<>\s]+)\s*>)?\s*")


def parse_day(text: str) -> dt.date | None:
    """YYYY-MM-DD as a day that a record may have."""
    try:
        day = dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a calendar day
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None


def parse_number(text: str) -> float | None:
    """A number of at most 15 digits: 240, 12.5, -3; None for anything else, nan and 1e3 too."""
    try:
        number = parsing.parse_number(CellValue(text))
    except CellError:
        return None
    digits = re.sub("[^0-9]", "", text).strip("0")
    return number if len(digits) <= _MAX_DIGITS else None


def parse_amount(text: str) -> float | Amount | None:
    """An amount as a record writes it: 12.5 or ``1200 万元``."""
    try:
        return parsing.parse_amount(CellValue(text), "")
    except CellError:
        return None


def parse_person(text: str) -> Person | None:
    """A name, or ``Name <mail>`` as git writes it."""
    match = _PERSON_PATTERN.fullmatch(text)
    return Person(match[1], match[2] or "") if match else None


DAY: Final = Value(parse_day, "cli.metavar.day", "cli.value.day", first=FIRST_DAY, last=LAST_DAY)
NUMBER: Final = Value(parse_number, "cli.metavar.number", "cli.value.number")
AMOUNT: Final = Value(parse_amount, "cli.metavar.amount", "cli.value.amount")
PERSON: Final = Value(parse_person, "cli.metavar.person", "cli.value.person")
