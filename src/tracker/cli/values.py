"""Values of a record on the command line: days, numbers, amounts, persons. Refused in the reader's language."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any, Final

import click

from tracker.cli.language import translator
from tracker.cli.parameters import refuse
from tracker.portfolio.model import Budget
from tracker.portfolio.scalars import FIRST_DAY, LAST_DAY, MAX_MAGNITUDE, Amount
from tracker.store.access import Person

_NUMBER_PATTERN: Final = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_PERSON_PATTERN: Final = re.compile(r"\s*([^<>]+?)\s*(?:<\s*([^<>\s]+@[^<>\s]+)\s*>)?\s*")


class _Day(click.ParamType[dt.date]):
    name = "day"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        return translator(ctx)("cli.metavar.day")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> dt.date:
        day = parse_day(value)
        if day is None:
            refuse("cli.value.day", param, ctx, found=value)
        if not FIRST_DAY <= day <= LAST_DAY:
            refuse("cli.value.day_range", param, ctx, found=value, first=FIRST_DAY, last=LAST_DAY)
        return day


class _Number(click.ParamType[float]):
    name = "number"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        return translator(ctx)("cli.metavar.number")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        number = parse_number(value)
        if number is None:
            refuse("cli.value.number", param, ctx, found=value)
        return number


class _Amount(click.ParamType[float | Amount]):
    name = "amount"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        return translator(ctx)("cli.metavar.amount")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float | Amount:
        amount = parse_amount(value)
        if amount is None:
            refuse("cli.value.amount", param, ctx, found=value)
        return amount


class _Person(click.ParamType[Person]):
    name = "person"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:  # noqa: ARG002 -- as click calls it
        return translator(ctx)("cli.metavar.person")

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Person:
        match = _PERSON_PATTERN.fullmatch(value)
        if match is None:
            refuse("cli.value.person", param, ctx, found=value)
        return Person(match[1], match[2] or "")


DAY: Final = _Day()
NUMBER: Final = _Number()
AMOUNT: Final = _Amount()
PERSON: Final = _Person()


def parse_day(text: str) -> dt.date | None:
    """YYYY-MM-DD as a day; None for anything else."""
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a calendar day
    except ValueError:
        return None


def parse_number(text: str) -> float | None:
    """A plain number of at most 15 digits: 240, 12.5, -3; None for anything else, nan and 1e3 too."""
    if not _NUMBER_PATTERN.fullmatch(text):
        return None
    value = float(text)
    exact = Decimal(text) == Decimal(repr(value)) and abs(value) <= MAX_MAGNITUDE
    return value if exact else None


def parse_amount(text: str) -> float | Amount | None:
    """An amount as a record writes it, 12.5 or ``1200 万元``; None for anything else."""
    try:
        return Budget.model_validate({"approved": text}).approved
    except ValueError:
        return None
