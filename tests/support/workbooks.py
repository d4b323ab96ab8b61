"""Workbooks as departments fill them in, and what the import makes of them."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from support.samples import target, updates

from tracker.analysis.snapshot import Snapshot
from tracker.portfolio.load import Portfolio
from tracker.reporting import sheet_export, sheet_import
from tracker.reporting.sheet_import import ImportResult
from tracker.reporting.sheet_layout import FIRST_ROW, FORM, STEPS

TODAY = dt.date(2022, 7, 15)
QUARTER = dt.date(2022, 6, 30)
HOMES = target(
    "title: {zh: 旧改, en: Homes}\nmeasure: {kind: cumulative, unit: {zh: 户, en: households}, target: 1000}\n"
    "budget: {approved: 12.5}\n" + updates(("2022-03-31", 210))
)
ROAD = target(
    "id: road\ntitle: =HYPERLINK(1)\nlead: null\nmeasure: {kind: milestones}\n"
    "milestones:\n  - {id: signed, title: 签约, due: 2022-03-31}\n  - {id: built, title: '@Built'}\n"
    "updates:\n  - {date: 2022-03-31, done: [signed], evidence: {title: Gazette, grade: A}}"
)
RATE = target("id: growth\nmeasure: {kind: floor, unit: '%', floor: 5.5}")
VOW = target("id: vow\nmeasure: {kind: statement}")


def written(portfolio: Portfolio, leads: frozenset[str] | None = None, date=QUARTER) -> bytes:
    """The workbook of a portfolio, built once for the same one."""
    key = (portfolio.digest, leads, date)
    if key not in _WRITTEN:
        snapshot = Snapshot.at(portfolio, TODAY)
        _WRITTEN[key] = sheet_export.build_workbook(snapshot, leads=leads, date=date)
    return _WRITTEN[key]


_WRITTEN: dict[tuple[str, frozenset[str] | None, dt.date | None], bytes] = {}


class Filled:
    """A workbook as a department fills it in."""

    def __init__(self, data: bytes) -> None:
        self.book = openpyxl.load_workbook(io.BytesIO(data))
        self.form = self.book[FORM.sheet]
        self.steps = self.book[STEPS.sheet] if STEPS.sheet in self.book.sheetnames else None

    def at(self, target_id: str, key: str) -> str:
        rows = {
            self.form.cell(row, 1).value: row for row in range(FIRST_ROW, self.form.max_row + 1)
        }
        return f"{get_column_letter(FORM.keys.index(key) + 1)}{rows[target_id]}"

    def put(self, target_id: str, **values: Any) -> Filled:
        for key, value in values.items():
            self.form[self.at(target_id, key)].value = value
        return self

    def tick(self, step: str, value: Any = "是") -> str:
        for row in range(FIRST_ROW, self.steps.max_row + 1):
            if self.steps.cell(row, 3).value == step:
                self.steps.cell(row, 6).value = value
                return f"F{row}"
        raise KeyError(step)

    def saved(self) -> bytes:
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


def back(portfolio: Portfolio, filled: Filled) -> ImportResult:
    return sheet_import.read_workbook(filled.saved(), portfolio, TODAY)


def problem_keys(read: ImportResult, level: str = "error") -> list[tuple[str, str]]:
    """Place and key of each problem."""
    return [
        (problem.place, problem.message.key) for problem in read.problems if problem.level == level
    ]


EVIDENCE = {"evidence": "季度报表", "grade": "A"}


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/"), data)
    return out.getvalue()


def rezipped(data: bytes, name: str, change) -> bytes:
    """A workbook with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            text = old.read(part)
            new.writestr(part.filename, change(text) if part.filename == name else text)
    return out.getvalue()
