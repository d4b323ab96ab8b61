"""The sheet of owner, acceptance and end of each target: its rows as they go out, and in a returned workbook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from tracker.i18n import Message, Translator
from tracker.portfolio.entries import Acceptance, Ending
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.portfolio.texts import DATA_LANGS, Bilingual, StrictModel
from tracker.reporting import parsing
from tracker.reporting.issues import organisation_key
from tracker.reporting.parsing import CellValue
from tracker.reporting.remarks import new_findings, with_update
from tracker.reporting.report import update_from_fields
from tracker.reporting.sheet_entries import EntriesParser, ImportedEntry
from tracker.reporting.sheet_issues import parse_choice
from tracker.reporting.sheet_layout import DECIDED, bilingual
from tracker.reporting.sheet_leftovers import CellProblem
from tracker.reporting.sheet_locked import locked_text
from tracker.reporting.sheet_reader import TableRow
from tracker.reporting.target_record import (
    ENDINGS,
    DecidedError,
    DecidedField,
    decide_target,
    set_owner,
)
from tracker.store.changes import TargetChange
from tracker.store.history_words import decided_words
from tracker.store.targets import fingerprint

_CELLS: Final[Mapping[DecidedField, Mapping[str, str]]] = {
    "owner": {"owner": "new_post"},
    "accepted": {"on": "accepted_on", "by": "accepted_by", "how": "accepted_how"},
    "ended": {
        "as": "ended_as",
        "on": "ended_on",
        "into": "ended_into",
        "reason": "ended_reason",
    },
}
"""The column of each field of a record."""
_REQUIRED: Final[Mapping[str, str]] = {
    "accepted_on": "sheet.bad.half_acceptance",
    "accepted_by": "sheet.bad.half_acceptance",
    "ended_as": "sheet.bad.half_end",
    "ended_on": "sheet.bad.half_end",
    "ended_reason": "sheet.bad.half_end",
}
"""Columns that a record cannot do without, with the message."""
_COLUMN_OF: Final[Mapping[tuple[str | int, ...], str]] = {
    ("accepted",): "accepted_on",
    ("accepted", "by"): "accepted_by",
    ("ended",): "ended_into",
    ("ended", "into"): "ended_into",
    ("updates",): "ended_on",  # of a later day
}
"""The column to correct, by the beginning of a finding's path."""


def decided_fields(portfolio: Portfolio, leads: frozenset[str] | None) -> list[DecidedField]:
    """What a workbook for these organisations (None: for all) takes: nobody accepts or ends their own targets."""
    if leads is not None:
        return ["owner"]
    return ["owner", "accepted", "ended"] if portfolio.header.acceptance else ["owner", "ended"]


def decided_row(portfolio: Portfolio, target: Target) -> dict[str, Any]:
    """The row of one target, by column; what was decided takes no entry."""
    owner = target.owner
    if isinstance(owner, str):
        owner = portfolio.organisations.get(owner, owner)
    row: dict[str, Any] = {"id": target.id, "title": bilingual(target.title)}
    row["post"] = bilingual(owner) if owner else None
    closed: list[str] = []
    for field, record in (("accepted", target.accepted), ("ended", target.ended)):
        if record is not None:
            values = record.model_dump(by_alias=True)
            texts = (
                decided_words(field, values, portfolio.organisations, t)
                for t in map(Translator, DATA_LANGS)
            )
            row[field] = "\n".join(dict.fromkeys(texts))
            closed += (column for column in DECIDED.keys if column.startswith(f"{field}_"))
    return row | {"without": closed}


def ending_words() -> dict[str, str]:
    """How a target ends, by the words in both languages, which the workbook offers."""
    return {f"{text.zh} {text.en}": key for key, text in _ending_texts().items()}


def _ending_texts() -> dict[str, Bilingual]:
    zh, en = map(Translator, DATA_LANGS)
    return {key: Bilingual(zh=zh(words), en=en(words)) for key, words in ENDINGS.items()}


class DecidedParser(EntriesParser):
    """Reads the rows of the sheet, whichever of its columns the table has."""

    sheet = DECIDED.sheet

    def _read_rows(self) -> None:
        seen: dict[str, str] = {}
        for row in self.table.rows:
            filled = {
                column.key
                for column in DECIDED.columns
                if column.entry
                and column.key in row.contents
                and not row.contents[column.key].is_empty
            }
            if not filled:
                continue
            self._note_hidden(row, sorted(filled))
            name = locked_text(row.contents["id"])
            if name in seen:
                self._add(row, "id", Message("sheet.bad.twice", id=name, other=seen[name]))
            else:
                seen[name] = row.addresses["id"]
                self._read_row(row, filled)

    def _read_row(self, row: TableRow, filled: set[str]) -> None:
        before = len(self.problems)
        target = self._find_target(row)
        is_same = target is not None and self._is_same(target)
        if target is not None and is_same:
            self._check_title(row, target)
        decided = {
            field: values
            for field, columns in _CELLS.items()
            if not filled.isdisjoint(columns.values()) and (values := self._values(row, columns))
        }
        if target is None or len(self.problems) > before:
            return
        known = {field for field in decided if _is_known(target, field, decided[field])}
        self.already += [
            self._entry(row, TargetChange(target.id)) for field in decided if field in known
        ]
        new = {field: decided[field] for field in decided if field not in known}
        changes = list(self._changes(row, target, new))
        if len(self.problems) > before or not new:
            return
        if not is_same:
            self._add(row, "id", Message("sheet.bad.changed", id=target.id))
        elif self._add_findings(row, target, new):
            self.entries += [self._entry(row, change) for change in changes]

    def _is_same(self, target: Target) -> bool:
        """Whether the target's record has not changed since the workbook was written."""
        return fingerprint(self.portfolio, target.id) == self.metadata.get(target.id)

    def _values(self, row: TableRow, columns: Mapping[str, str]) -> dict[str, Any]:
        """The fields of a record that are filled in."""
        before = len(self.problems)
        readers = {
            "on": parsing.parse_date,
            "as": lambda cell: parse_choice(cell, ending_words(), _ending_texts()),
            "owner": self._organisation,
            "by": self._organisation,
        }
        values = {
            name: value
            for name, column in columns.items()
            if (value := self._cell(row, column, readers.get(name, parsing.parse_text)))
        }
        if len(self.problems) == before:
            missing = [
                column
                for name, column in columns.items()
                if column in _REQUIRED and name not in values
            ]
            if missing:
                self._add(row, missing[0], Message(_REQUIRED[missing[0]]))
        return values

    def _organisation(self, cell: CellValue) -> str:
        return organisation_key(self.portfolio, parsing.parse_text(cell))

    def _changes(
        self, row: TableRow, target: Target, new: Mapping[DecidedField, Mapping[str, Any]]
    ) -> Iterator[TargetChange]:
        """What to save, with a problem for what was decided already."""
        for field, values in new.items():
            if field != "owner":
                try:
                    yield decide_target(self.portfolio, target.id, field, values)
                except DecidedError as error:
                    self._add(row, f"{field}_on", error.message)
            else:
                yield set_owner(self.portfolio, target.id, values["owner"])

    def _add_findings(
        self, row: TableRow, target: Target, new: Mapping[DecidedField, Mapping[str, Any]]
    ) -> bool:
        """Add what the rules find, given the reports of the workbook; whether there is no error."""
        before = self._with_reports(target)
        after = before.model_copy(
            update={
                "owner": new.get("owner", {}).get("owner", target.owner),
                "accepted": _record(Acceptance, new.get("accepted")) or target.accepted,
                "ended": _record(Ending, new.get("ended")) or target.ended,
            }
        )
        is_valid = True
        for rule, (path, message, _) in new_findings(self.portfolio, before, after, self.today):
            column = _COLUMN_OF.get(path[:2]) or _COLUMN_OF.get(path[:1], "id")
            cell = row.addresses[column]
            self.problems.append(CellProblem(self.sheet, cell, rule.level, message))
            is_valid &= rule.level != "error"
        return is_valid

    def _with_reports(self, target: Target) -> Target:
        for report in self.reports:
            if report.target == target.id:
                update = update_from_fields(self.portfolio, target.id, report.update())
                target = target if update is None else with_update(target, update)
        return target

    def _entry(self, row: TableRow, change: TargetChange) -> ImportedEntry:
        return ImportedEntry(change, self.sheet, row.addresses["id"], change.target)


def _is_known(target: Target, field: DecidedField, values: Mapping[str, Any]) -> bool:
    """Whether a target has this already; its evidence, which the sheet has no columns for, does not matter."""
    record = getattr(target, field)
    if isinstance(record, (Acceptance, Ending)):
        return record.model_dump(by_alias=True, exclude_none=True, exclude={"evidence"}) == values
    return field == "owner" and record == values["owner"]


def _record(model: type[StrictModel], values: Mapping[str, Any] | None) -> Any:
    """A record for the rules to judge: the save validates it."""
    return model.model_construct(**values) if values else None
