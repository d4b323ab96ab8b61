"""A row of a returned workbook -> a report, or the cells that cannot be read."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from tracker.i18n import Message, Translator
from tracker.numbers import plain_number
from tracker.portfolio.entries import DECLARABLE
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.portfolio.money import MONEY_UNITS, Amount
from tracker.portfolio.texts import Text, localize
from tracker.reporting import parsing
from tracker.reporting.entry import entry_unit, parse_spent, parse_value
from tracker.reporting.parsing import CellError, CellValue
from tracker.reporting.report import Report
from tracker.reporting.sheet_issues import declared_words, parse_choice
from tracker.reporting.sheet_locked import locked_text
from tracker.reporting.sheet_reader import TableRow

_HEAD_UNIT: Final = re.compile(rf"[（(]({'|'.join(MONEY_UNITS)}|[A-Z]{{3}})[）)]")
"""The unit in the head of spending, which had it in workbooks of earlier versions."""


class RowParser:
    """Parses rows; ``problems`` are those of the last one: each cell that cannot be read, and why."""

    def __init__(
        self, portfolio: Portfolio, heads: Mapping[str, str], today: dt.date, by: str
    ) -> None:
        self.portfolio = portfolio
        self.heads = heads
        self.today = today
        self.by = by
        self.problems: list[tuple[str, Message]] = []
        self.names = {
            localize(text, lang): key
            for key, text in portfolio.organisations.items()
            for lang in ("en", "zh")
        }

    def report(
        self, row: TableRow, target: Target, done: Sequence[str] | None, *, is_same: bool
    ) -> Report | None:
        """The report of a row; None without a date. ``done`` are the steps ticked in the other table.

        ``is_same``: the target's record has not changed since the workbook was written.
        """
        self.problems = []
        day = self._cell(row, "date", parsing.parse_date)
        value = self._cell(row, "value", lambda cell: parse_value(target, cell))
        spent = self._cell(
            row, "spent", lambda cell: self._spent(row, target, cell, is_same=is_same)
        )
        note = self._cell(row, "note", parsing.parse_text)
        by = self._cell(row, "by", parsing.parse_text)
        title = self._cell(row, "evidence", parsing.parse_text)
        url = self._cell(row, "url", parsing.parse_text)
        grade = self._cell(row, "grade", parsing.parse_grade)
        declared = (
            self._cell(row, "declared", self._declared) if "declared" in row.contents else None
        )
        confirmed = "confirm" in row.contents and self._cell(
            row, "confirm", lambda cell: parsing.parse_bool(cell, "sheet.bad.confirm")
        )
        if row.contents["date"].is_empty:
            self.problems.append((row.addresses["date"], Message("sheet.bad.no_date")))
        if day is None:
            return None
        is_document = title in self.portfolio.documents
        evidence = {"document" if is_document else "title": title, "url": url, "grade": grade}
        return Report(
            target.id,
            day,
            reported=self.today,  # what arrives today was not known before
            value=value,
            spent=spent,
            note=note or "",
            by=self.names.get(by, by) or self.by,
            declared=declared or None,
            done=None if done is None else tuple(done),
            evidence=evidence if any(evidence.values()) else None,
            confirmed=bool(confirmed),
        )

    def _declared(self, cell: CellValue) -> str:
        ratings = self.portfolio.header.ratings
        titles: dict[str, Text] = {key: rating.title for key, rating in ratings.items()}
        titles = titles or {key: Translator("en").status(key) for key in DECLARABLE}
        return parse_choice(cell, declared_words(self.portfolio), titles)

    def _spent(
        self, row: TableRow, target: Target, cell: CellValue, *, is_same: bool
    ) -> float | Amount | None:
        """Spending in the unit beside it. CellError where a number has none, or more than one."""
        unit, shown = entry_unit(self.portfolio, target.id) or "", self._shown_unit(row)
        if not is_same and (shown in MONEY_UNITS or re.fullmatch("[A-Z]{3}", shown)):
            unit = shown  # in which the person saw the row; the unit used last may be another one since
        bare = None if cell.percent else parsing.parse_amount(cell, "")
        if isinstance(bare, float) and shown != unit:
            one, other = (f"{plain_number(bare)} {name}".strip() for name in (unit, shown))
            if not shown:
                raise CellError(Message("sheet.bad.no_money_unit", amount=one))
            raise CellError(Message("sheet.bad.money_unit", one=one, other=other))
        return parse_spent(self.portfolio, target.id, cell, unit)

    def _shown_unit(self, row: TableRow) -> str:
        """The unit of money that a person saw: in the row, in earlier versions in the head of the column."""
        named = _HEAD_UNIT.search(self.heads["spent"])
        if named:
            return named[1]
        if "money" in row.contents:
            return locked_text(row.contents["money"]).partition("\n")[0].strip()
        return self.portfolio.money

    def _cell(self, row: TableRow, key: str, parse: Callable[[CellValue], Any]) -> Any:
        try:
            return parse(row.contents[key])
        except CellError as error:
            self.problems.append((row.addresses[key], error.message))
            return None
