"""Values of a record on the command line: days, numbers, amounts, persons."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from tracker.cli.parameters import Value
from tracker.portfolio.money import Amount
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY
from tracker.reporting import parsing
from tracker.reporting.parsing import CellError, CellValue
from tracker.store.access import Person

EXPLAINED: Final = frozenset(
    {
        "sheet.bad.ambiguous",
        "sheet.bad.about",
        "sheet.bad.unit",
        "sheet.bad.words",
        "sheet.bad.direction",
        "sheet.bad.increase",
    }
)
"""Errors whose message says more than that of the option."""
_PERSON_PATTERN: Final = re.compile(r"\s*([^<>]+?)\s*(?:<\s*([^<>\s]+@[^<>\s]+)\s*>)?\s*")


def parse_day(text: str) -> dt.date | None:
    """A day that a record may have, however it is written; CellError for one with two readings."""
    return _or_none(lambda: parsing.parse_date(CellValue(text)))


def parse_number(text: str, units: Sequence[str] = ()) -> float | None:
    """A number of at most 15 digits: 240, 1,200, -3, 1.2万; None for anything else, nan and 1e3 too.

    CellError where it has two readings or another unit.
    """
    return _or_none(lambda: parsing.parse_number(CellValue(text), units))


def parse_amount(text: str) -> float | Amount | None:
    """An amount: 12.5, ``1200 万元``, 0.27亿, RMB 5000; None for anything else."""
    return _or_none(lambda: parsing.parse_amount(CellValue(text), ""))


T = TypeVar("T")


def _or_none(parse: Callable[[], T]) -> T | None:
    """The value; None instead of an error, except one whose message says more than the option's."""
    try:
        return parse()
    except CellError as error:
        if error.message.key in EXPLAINED:
            raise
        return None


def _text_if(parse: Callable[[str], object]) -> Callable[[str], str | None]:
    """Leaves a text as it is if ``parse`` accepts it in some unit: the command parses it in the target's."""

    def text_if_parsed(text: str) -> str | None:
        try:
            return None if parse(text) is None else text
        except CellError:
            return text

    return text_if_parsed


def parse_person(text: str) -> Person | None:
    """A name, or ``Name <mail>`` as git writes it."""
    match = _PERSON_PATTERN.fullmatch(text)
    return Person(match[1], match[2] or "") if match else None


DAY: Final = Value(parse_day, "cli.metavar.day", "cli.value.day", first=FIRST_DAY, last=LAST_DAY)
FIGURE: Final = Value(_text_if(parse_number), "cli.metavar.number", "cli.value.number")
AMOUNT: Final = Value(_text_if(parse_amount), "cli.metavar.amount", "cli.value.amount")
PERSON: Final = Value(parse_person, "cli.metavar.person", "cli.value.person")
