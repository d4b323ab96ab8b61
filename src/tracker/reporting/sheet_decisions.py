"""The sheet of new decisions: the reviews that it offers, and its rows in a returned workbook."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from tracker.i18n import Message, shorten
from tracker.portfolio.load import Portfolio
from tracker.portfolio.problems import suggest
from tracker.portfolio.texts import DATA_LANGS, Text, localize
from tracker.reporting import parsing
from tracker.reporting.issues import new_decision, organisation_key
from tracker.reporting.parsing import CellValue
from tracker.reporting.sheet_entries import EntriesParser, ImportedEntry
from tracker.reporting.sheet_layout import DECISIONS
from tracker.reporting.sheet_reader import TableData, TableRow
from tracker.reporting.sheet_style import MAX_CHOICES

_MAX_TITLE: Final = 24  # columns of a review's title in the list


def review_words(portfolio: Portfolio) -> dict[str, dt.date]:
    """The day of each review by its words in the list: day and title, the latest first, as many as fit."""
    words: dict[str, dt.date] = {}
    length = 0
    for review in sorted(portfolio.header.reviews, key=lambda one: one.date, reverse=True):
        title = " ".join(re.sub('[,"]', " ", localize(review.title, "zh")).split())
        text = f"{review.date} {shorten(title, _MAX_TITLE)}"
        length += len(text) + 1
        if length > MAX_CHOICES:
            break
        words[text] = review.date
    return words


def _review_titles(portfolio: Portfolio) -> dict[str, dt.date]:
    """The day of each review by its title, where only one has it."""
    days: dict[str, set[dt.date]] = {}
    for review in portfolio.header.reviews:
        for lang in DATA_LANGS:
            days.setdefault(localize(review.title, lang), set()).add(review.date)
    return {title: min(dates) for title, dates in days.items() if len(dates) == 1}


class _Row(NamedTuple):
    """The cells of a row that can be read."""

    row: TableRow
    review: dt.date
    title: str
    text: str
    target: str
    owner: str
    due: dt.date | None


class DecisionsParser(EntriesParser):
    """Reads the rows of the sheet of decisions."""

    sheet = DECISIONS.sheet

    def __init__(
        self, table: TableData, portfolio: Portfolio, metadata: Mapping[str, str], today: dt.date
    ) -> None:
        super().__init__(table, portfolio, metadata, today)
        self.words = _review_titles(portfolio) | review_words(portfolio)
        self.reviews = {review.date: review for review in portfolio.header.reviews}

    def _read_rows(self) -> None:
        rows = list(self._readable_rows())
        titles: dict[dt.date, str] = {}
        for one in rows:
            if one.title and one.review not in self.reviews:
                titles.setdefault(one.review, one.title)
        first_at: dict[tuple[dt.date, str, str], str] = {}
        for one in rows:
            key = one.review, one.target, one.text
            if key in first_at:
                message = Message("sheet.bad.same_decision", other=first_at[key])
                self._add(one.row, "decided", message)
                continue
            first_at[key] = one.row.addresses["decided"]
            if self._is_possible(one, titles.get(one.review, "")):
                self._take(one, titles.get(one.review, ""))

    def _readable_rows(self) -> Iterator[_Row]:
        for row in self.table.rows:
            self._note_hidden(row, DECISIONS.keys)
            before = len(self.problems)
            review = self._cell(row, "review", self._review)
            title, text, target, owner = (
                self._cell(row, key, parsing.parse_text)
                for key in ("meeting", "decided", "concerns", "acts")
            )
            due = self._cell(row, "finish_by", parsing.parse_date)
            if row.contents["review"].is_empty or text == "":
                key = "review" if row.contents["review"].is_empty else "decided"
                self._add(row, key, Message("sheet.bad.half_decision"))
            if len(self.problems) == before:
                yield _Row(row, review, title, text, target, owner, due)

    def _review(self, cell: CellValue) -> dt.date | None:
        """The day of a review, as the list has it, by its title or typed."""
        typed = parsing.parse_text(cell) if isinstance(cell.value, str) else ""
        return self.words[typed] if typed in self.words else parsing.parse_date(cell)

    def _is_possible(self, one: _Row, new_title: str) -> bool:
        """Whether the checks of the record allow the decision; ``new_title`` is that of a new review."""
        before = len(self.problems)
        known = self.reviews.get(one.review)
        if one.review > self.today:
            message = Message("check.day-ahead", date=one.review, today=self.today)
            self._add(one.row, "review", message)
        elif known is None and not new_title:
            latest = [str(date) for date in sorted(self.reviews)[-3:]] or ["–"]
            message = Message("sheet.bad.no_meeting", date=one.review, known=latest)
            self._add(one.row, "meeting", message)
        title: Text = new_title if known is None else known.title
        if one.title and one.title not in {localize(title, lang) for lang in DATA_LANGS}:
            words = localize(title, "zh")
            message = Message("sheet.bad.other_meeting", date=one.review, title=words)
            self._add(one.row, "meeting", message)
        if one.target and one.target not in self.portfolio.by_id:
            named = (
                key
                for key, target in self.portfolio.by_id.items()
                if one.target in {localize(target.title, lang) for lang in DATA_LANGS}
            )
            near = suggest(next(named, one.target), list(self.portfolio.by_id))
            found = shorten(one.target, parsing.MAX_QUOTED)
            message = Message("check.decision-target", id=found, suggestion=near)
            self._add(one.row, "concerns", message)
        if one.due is not None and one.due < one.review:
            message = Message("check.decision-dates", date=one.due, review=one.review)
            self._add(one.row, "finish_by", message)
        return len(self.problems) == before

    def _take(self, one: _Row, new_title: str) -> None:
        fields = {
            "text": one.text,
            "target": one.target,
            "owner": organisation_key(self.portfolio, one.owner),
            "due": one.due,
        }
        change = new_decision(one.review, new_title, fields)
        cell, name = one.row.addresses["review"], f"{one.review} {one.target}".strip()
        entry = ImportedEntry(change, self.sheet, cell, name)
        known = self.reviews.get(one.review)
        is_known = known is not None and any(
            (decision.text, decision.target or "") == (one.text, one.target)
            for decision in known.decisions
        )
        (self.already if is_known else self.entries).append(entry)
