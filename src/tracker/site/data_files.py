"""Tables for other tools: the whole record and how it was assessed, as CSV, JSON and Excel workbooks.

CSV and workbooks escape what a spreadsheet would evaluate (`tracker.views.spreadsheet`); the JSON files contain every
text unchanged.
"""

from __future__ import annotations

import datetime as dt
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from math import isnan
from typing import Any, NamedTuple

from tracker.analysis.decisions import known_decisions
from tracker.analysis.details import TargetDetails
from tracker.analysis.rows import AssessedTarget, RevisionRow
from tracker.i18n import Translator
from tracker.numbers import denoised, json_text
from tracker.portfolio.load import Portfolio
from tracker.portfolio.texts import DATA_LANGS, Text, localize
from tracker.site import dcat
from tracker.site.coverage import Coverage
from tracker.site.data_package import (
    DatasetInfo,
    FileDigest,
    data_package,
    licence_text,
    metadata,
)
from tracker.site.data_schema import BUDGET_SOURCE, NAMES, TABLES, DataRow
from tracker.site.data_workbook import row_xml, workbooks
from tracker.site.last_results import LastResults
from tracker.site.release import digest
from tracker.views.context import PageContext
from tracker.views.spreadsheet import BYTE_ORDER_MARK, Value, csv_rows


def table_rows(view: PageContext, details: TargetDetails) -> dict[str, list[DataRow]]:
    """The rows of one target, by table."""
    target, budget = details.target, details.budget_status
    completed = {number: " ".join(ids) for number, ids in details.steps_by_update.items()}
    noted = {name: getattr(details.budget, name, None) for name in BUDGET_SOURCE}
    of_budget = {"money": view.tables.money, **noted}
    return {
        "targets": [_row("targets", details.row, _names(view.portfolio, details.row))],
        "updates": [
            _row("updates", update, {"done": completed.get(update.number) or None})
            for update in reversed(details.updates)
        ],
        "milestones": [
            _row("milestones", step, {"done_on": details.done.get(step.milestone)})
            for step in details.steps
        ],
        "budgets": [] if budget is None else [_row("budgets", budget, of_budget)],
        "trajectory": [(target.id, point.date, point.value) for point in target.trajectory],
        "assumed": [
            (target.id, field, *(localize(reason, lang) for lang in DATA_LANGS))
            for field, reason in target.assumed.items()
        ],
        "context": [_row("context", fact) for fact in reversed(details.context)],
        "revisions": [
            _row("revisions", change, _of_revision(view, details.row, change))
            for change in reversed(details.revisions)
        ],
        "issues": [
            _row("issues", issue) for issue in sorted(details.issues, key=lambda one: one.number)
        ],
        "decisions": [
            _row("decisions", decision)
            for decision in sorted(details.decisions, key=lambda one: (one.review, one.number))
        ],
    }


def rows_of_no_target(view: PageContext) -> dict[str, list[DataRow]]:
    """The rows that belong to no target, by table: decisions on none in particular."""
    rows: dict[str, list[DataRow]] = {table: [] for table in TABLES}
    rows["decisions"] = [
        _row("decisions", decision)
        for decision in known_decisions(view.tables, view.as_of)
        if decision.id is None
    ]
    return rows


def _row(table: str, record: object, others: Mapping[str, Value] | None = None) -> DataRow:
    """The columns of a table: those in ``others``, the rest from fields of ``record`` of that name."""
    others = others or {}
    return tuple(others[name] if name in others else getattr(record, name) for name in NAMES[table])


def _of_revision(view: PageContext, row: AssessedTarget, revision: RevisionRow) -> dict[str, Value]:
    """The title of a target, the year and the unit of what a revision changed; dates have none."""
    field = revision.field
    values: dict[str, Value] = {"year": None if isnan(revision.year) else int(revision.year)}
    for lang in DATA_LANGS:
        values[f"title_{lang}"] = getattr(row, f"title_{lang}")
        unit = getattr(row, f"unit_{lang}")
        if field == "budget":
            unit = Translator(lang).money_unit(view.tables.money)
        values[f"unit_{lang}"] = None if field in ("start", "due") else unit
    return values


def _names(portfolio: Portfolio, row: AssessedTarget) -> dict[str, Value]:
    """What the keys in a target's row stand for; None for a key that it does not have."""
    source = portfolio.documents.get(row.source)
    texts: dict[str, Text | None] = {
        "theme": portfolio.themes.get(row.theme, row.theme),
        "plan": row.plan and portfolio.plans.get(row.plan, row.plan),
        "lead": row.lead and portfolio.organisations.get(row.lead, row.lead),
        "source": source.title if source else row.source,
    }
    names: dict[str, Value] = {
        f"{name}_{lang}": None if text is None else localize(text, lang)
        for name, text in texts.items()
        for lang in DATA_LANGS
    }
    return {**names, "source_url": source.url if source else None}


def csv_header(table: str) -> str:
    """A byte order mark and the column names."""
    return BYTE_ORDER_MARK + ",".join(NAMES[table]) + "\r\n"


def _number(value: float) -> float | None:
    """Whole numbers without a decimal point, computed ones without noise; None for a missing value."""
    if math.isnan(value):
        return None
    value = denoised(value)
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def json_rows(table: str, rows: Iterable[DataRow]) -> str:
    """Rows as JSON objects separated by commas, one per line, without the enclosing list."""
    names = NAMES[table]
    return ",\n".join(
        json_text(dict(zip(names, map(_json_value, row), strict=True))) for row in rows
    )


def _json_value(value: Value) -> Any:
    if value is None or isinstance(value, (str, bool)):
        return value
    return value.isoformat() if isinstance(value, dt.date) else _number(value)


def json_file(about: DatasetInfo, rows: Iterable[bytes]) -> bytes:
    """The JSON file of a table: metadata, and `json_rows` of all targets under ``data``.

    Rows are joined as text: serialising the rows of 10,000 targets again takes ten times as long, for
    every changed target.
    """
    lines = [
        f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}"
        for name, value in metadata(about).items()
    ]
    start = "{\n" + ",\n".join([*lines, '  "data": [\n'])
    return start.encode() + b",\n".join(filter(None, rows)) + b"\n]\n}\n"


def _texts(table: str, parts: Sequence[TableParts], about: DatasetInfo) -> dict[str, bytes]:
    return {
        f"{table}.csv": csv_header(table).encode() + b"".join(part.csv for part in parts),
        f"{table}.json": json_file(about, (part.json for part in parts)),
    }


class TableParts(NamedTuple):
    """The rows of one target, or of none, in each format: `spreadsheet.csv_rows` and `json_rows` in UTF-8, `row_xml`."""

    csv: bytes
    json: bytes
    xlsx: Sequence[str]


def table_parts(table: str, rows: Sequence[DataRow]) -> TableParts:
    """Rows of a table in each format."""
    return TableParts(
        csv_rows(rows).encode(), json_rows(table, rows).encode(), row_xml(table, rows)
    )


def data_files(
    about: DatasetInfo,
    coverage: Coverage,
    tables: Mapping[str, Sequence[TableParts]],
    last: LastResults,
) -> Iterator[tuple[str, bytes]]:
    """Path and content of every data file and of the catalogue, from the rows of all targets by table.

    What was built of tables without a change is taken from ``last``.
    """
    files: dict[str, bytes] = {}
    for table, parts in tables.items():
        build = partial(_texts, table, parts, about)
        files |= last.get_or_build(table, (parts, about), build)
    rows = {table: [one.xlsx for one in parts] for table, parts in tables.items()}
    files |= workbooks(metadata(about) | {"licence": licence_text(about)}, rows, last)
    digests = {path: FileDigest(len(raw), digest(raw)) for path, raw in files.items()}
    files["datapackage.json"] = data_package(about, digests).encode()
    yield from ((f"data/{path}", raw) for path, raw in files.items())
    yield dcat.PATH, dcat.catalogue(about, coverage, digests).encode()
