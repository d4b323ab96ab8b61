"""Tables for other tools: the whole record and how it was assessed, as CSV, JSON and an Excel workbook.

The CSV files open in a spreadsheet: they start with a byte order mark, without which Excel does not
recognise UTF-8, and a text that a spreadsheet would evaluate as a formula is prefixed with an apostrophe.
The JSON files contain every text unchanged.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from tracker.analysis.details import TargetDetails
from tracker.analysis.rows import UpdateRow
from tracker.numbers import denoised, json_text, plain_number
from tracker.portfolio import model
from tracker.site.data_package import (
    WORKBOOK,
    DatasetInfo,
    FileDigest,
    data_package,
    licence_text,
    metadata,
)
from tracker.site.data_schema import FORMULA_PREFIXES, TABLES, DataRow, DataValue
from tracker.site.data_workbook import workbook
from tracker.site.release import digest
from tracker.views.context import PageContext


def table_rows(view: PageContext, details: TargetDetails) -> dict[str, list[DataRow]]:
    """The rows of one target, by table."""
    budget = details.budget_status
    return {
        "targets": [_target_row(view, details)],
        "updates": [_update_row(update, details) for update in reversed(details.updates)],
        "milestones": [
            (
                step.id,
                step.milestone,
                step.title_zh,
                step.title_en,
                step.due,
                step.weight,
                details.done.get(step.milestone),
            )
            for step in details.steps
        ],
        "budgets": []
        if budget is None
        else [
            (
                budget.id,
                view.tables.money,
                budget.approved,
                budget.approved_on,
                budget.announced,
                budget.announced_on,
                budget.spent,
                budget.spent_on,
                budget.execution,
                budget.elapsed,
                budget.elapsed_on,
                budget.physical,
                budget.spi,
                budget.cpi,
                budget.eac,
                details.budget_note_zh,
                details.budget_note_en,
            )
        ],
        "trajectory": [
            (details.target.id, point.date, point.value) for point in details.target.trajectory
        ],
        "assumed": [
            (
                details.target.id,
                field,
                *(model.localize(reason, lang) for lang in model.DATA_LANGS),
            )
            for field, reason in details.target.assumed.items()
        ],
        "context": [
            (fact.id, fact.date, fact.reported, fact.text_zh, fact.text_en, *_evidence(fact))
            for fact in reversed(details.context)
        ],
        "revisions": [
            (
                change.id,
                change.date,
                change.field,
                change.from_value,
                change.from_high,
                change.from_day,
                change.to_value,
                change.to_high,
                change.to_day,
                change.reason_zh,
                change.reason_en,
                *_evidence(change),
            )
            for change in reversed(details.revisions)
        ],
    }


def _target_row(view: PageContext, details: TargetDetails) -> DataRow:
    row, portfolio = details.row, view.portfolio
    source = portfolio.documents.get(row.source)
    return (
        row.id,
        row.title_zh,
        row.title_en,
        row.promise_zh,
        row.promise_en,
        row.theme,
        *_localized_names(portfolio.themes, row.theme),
        row.plan,
        *_localized_names(portfolio.plans, row.plan),
        row.lead,
        *_localized_names(portfolio.organisations, row.lead),
        row.kind,
        row.unit_zh,
        row.unit_en,
        row.approximate,
        row.baseline,
        row.goal,
        row.high,
        row.start,
        row.due,
        row.status,
        row.original_status,
        row.only_grade_c,
        row.value,
        row.judged_on,
        row.planned,
        row.actual,
        row.gap_pp,
        row.shortfall,
        row.rule,
        row.why_zh,
        row.why_en,
        row.next_report,
        row.source,
        *(
            model.localize(source.title, lang) if source else row.source
            for lang in model.DATA_LANGS
        ),
        source.url if source else None,
        row.article,
        row.paragraph,
    )


def _localized_names(names: Mapping[str, model.Text], key: str | None) -> tuple[str | None, ...]:
    return tuple(
        None if key is None else model.localize(names.get(key, key), lang)
        for lang in model.DATA_LANGS
    )


def _update_row(update: UpdateRow, details: TargetDetails) -> DataRow:
    return (
        update.id,
        update.date,
        update.reported,
        update.value,
        update.spent,
        " ".join(details.steps_by_update.get(update.number, ())) or None,
        update.corrects,
        update.note_zh,
        update.note_en,
        update.by_zh,
        update.by_en,
        *_evidence(update),
    )


def _evidence(row: Any) -> DataRow:
    return (
        row.evidence_zh,
        row.evidence_en,
        row.publisher_zh,
        row.publisher_en,
        row.published,
        row.url,
        row.grade,
        row.caveat_zh,
        row.caveat_en,
    )


def csv_rows(rows: Iterable[DataRow]) -> str:
    """Rows as CSV, without a header."""
    buffer = io.StringIO()
    csv.writer(buffer).writerows([_csv_cell(value) for value in row] for row in rows)
    return buffer.getvalue()


def csv_header(table: str) -> str:
    """A byte order mark and the column names."""
    return "\ufeff" + ",".join(column.name for column in TABLES[table]) + "\r\n"


def _csv_cell(value: DataValue) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA_PREFIXES) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    value = _number(value)
    return "" if value is None else plain_number(value)


def _number(value: float | None) -> float | None:
    """Whole numbers without a decimal point, computed ones without noise; None for a missing value."""
    if value is None or math.isnan(value):
        return None
    value = denoised(value)
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def json_rows(table: str, rows: Iterable[DataRow]) -> str:
    """Rows as JSON objects separated by commas, one per line, without the enclosing list."""
    names = [column.name for column in TABLES[table]]
    return ",\n".join(
        json_text(dict(zip(names, map(_json_value, row), strict=True))) for row in rows
    )


def _json_value(value: DataValue) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, (str, bool)) else _number(value)


def json_file(about: DatasetInfo, rows: Iterable[str]) -> str:
    """The JSON file of a table: metadata, and `json_rows` of all targets under ``data``.

    Rows are joined as text: serialising the rows of 10,000 targets again takes ten times as long, for
    every changed target.
    """
    lines = [
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in metadata(about).items()
    ]
    data = ",\n".join(text for text in rows if text)
    return "{\n" + ",\n".join([*lines, f'  "data": [\n{data}\n]']) + "\n}\n"


def data_files(
    about: DatasetInfo,
    csv_texts: Mapping[str, Sequence[str]],
    json_texts: Mapping[str, Sequence[str]],
    xlsx_rows: Mapping[str, Sequence[Sequence[str]]],
) -> Iterator[tuple[str, bytes]]:
    """Path and content of every data file, from the rows of all targets by table.

    They are written by `csv_rows`, `json_rows` and `data_workbook.row_xml`.
    """
    files = {
        f"{table}.{extension}": text.encode()
        for table in TABLES
        for extension, text in (
            ("csv", csv_header(table) + "".join(csv_texts[table])),
            ("json", json_file(about, json_texts[table])),
        )
    }
    files[WORKBOOK] = workbook(metadata(about) | {"licence": licence_text(about)}, xlsx_rows)
    digests = {path: FileDigest(len(raw), digest(raw)) for path, raw in files.items()}
    files["datapackage.json"] = data_package(about, digests).encode()
    yield from ((f"data/{path}", raw) for path, raw in files.items())
