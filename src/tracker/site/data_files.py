"""Tables for other tools: targets, updates, milestones and budgets as CSV and JSON, with their schema.

The schema is that of a Frictionless data package. CSV opens in a spreadsheet as it is: it begins with a
byte order mark, without which Excel reads Chinese as something else, and a text that a spreadsheet would
take for a formula has an apostrophe before it. JSON has every text as it was written.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from tracker.i18n import Translator
from tracker.portfolio import model
from tracker.site.data_schema import TABLES
from tracker.views.context import PageContext
from tracker.views.details import TargetDetails

DataValue = str | float | bool | dt.date | None
DataRow = tuple[DataValue, ...]


def table_rows(view: PageContext, dossier: TargetDetails) -> dict[str, list[DataRow]]:
    """One target's rows of every table."""
    clock = dossier.budget_status
    return {
        "targets": [_target_row(view, dossier)],
        "updates": [_update_row(update, dossier) for update in reversed(dossier.updates)],
        "milestones": [
            (
                step.id,
                step.milestone,
                step.title_zh,
                step.title_en,
                step.due,
                step.weight,
                dossier.done.get(step.milestone),
            )
            for step in dossier.steps
        ],
        "budgets": []
        if clock is None
        else [
            (
                clock.id,
                view.tables.money,
                clock.approved,
                clock.approved_on,
                clock.spent,
                clock.spent_on,
                clock.execution,
                clock.elapsed,
                clock.physical,
                clock.spi,
                clock.cpi,
                clock.eac,
                dossier.budget_note_zh,
                dossier.budget_note_en,
            )
        ],
    }


def _target_row(view: PageContext, dossier: TargetDetails) -> DataRow:
    row, portfolio = dossier.row, view.portfolio
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
        row.value,
        row.judged_on,
        row.planned,
        row.actual,
        row.gap_pp,
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


def _update_row(update: Any, dossier: TargetDetails) -> DataRow:
    return (
        update.id,
        update.date,
        update.reported,
        update.value,
        update.spent,
        " ".join(dossier.steps_by_update.get(update.Index, ())) or None,
        update.corrects,
        update.note_zh,
        update.note_en,
        update.by_zh,
        update.by_en,
        update.evidence_zh,
        update.evidence_en,
        update.publisher_zh,
        update.publisher_en,
        update.published,
        update.url,
        update.grade,
        update.caveat_zh,
        update.caveat_en,
    )


_FORMULA_PREFIXES: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_lines(rows: Iterable[DataRow]) -> str:
    """Rows as CSV, without a head."""
    written = io.StringIO()
    csv.writer(written).writerows([_csv_cell(value) for value in row] for row in rows)
    return written.getvalue()


def csv_head(table: str) -> str:
    return "\ufeff" + ",".join(column.name for column in TABLES[table]) + "\r\n"


def _csv_cell(value: DataValue) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA_PREFIXES) else value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date):
        return value.isoformat()
    value = _number(value)
    return "" if value is None else repr(value)


def _number(value: float | None) -> float | None:
    """Whole numbers without a point; None for what is not known."""
    if value is None or value != value:  # noqa: PLR0124 -- not a number
        return None
    return int(value) if value == int(value) and abs(value) < 1e15 else value


def json_lines(table: str, rows: Iterable[DataRow]) -> str:
    """Rows as JSON objects, a line each, without the list around them."""
    names = [column.name for column in TABLES[table]]
    return ",\n".join(
        json.dumps(dict(zip(names, map(_json_value, row), strict=True)), ensure_ascii=False)
        for row in rows
    )


def _json_value(value: DataValue) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, (str, bool)) else _number(value)


class DatasetInfo(NamedTuple):
    """What is said of the data as a whole."""

    title: model.Text
    as_of: dt.date
    demonstration: bool
    licence: model.Licence | None
    documents: Mapping[str, model.SourceDocument]
    url: str | None


def json_file(about: DatasetInfo, lines: Iterable[str]) -> str:
    """A table's lines of all targets with what is to be known of them."""
    head = json.dumps(_metadata(about), ensure_ascii=False, indent=2).removesuffix("\n}")
    body = ",\n".join(line for line in lines if line)
    return f'{head},\n  "data": [\n{body}\n]\n}}\n'


def _metadata(about: DatasetInfo) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": model.localize(about.title, "zh"),
        "title_en": model.localize(about.title, "en"),
        "as_of": about.as_of.isoformat(),
        "demonstration": about.demonstration,
    }
    if about.demonstration:
        found["notice"] = _notice()
    return found


def _notice() -> str:
    return " / ".join(Translator(lang)("demo.ribbon") for lang in model.DATA_LANGS)


class FileDigest(NamedTuple):
    """A data file as it was written."""

    bytes: int
    sha256: str


def data_package(about: DatasetInfo, files: Mapping[str, FileDigest]) -> str:
    """``datapackage.json``; ``files`` by their path beside it."""
    notice = f"{_notice()}。" if about.demonstration else ""
    described = (
        f"{notice}截至 {about.as_of} 的目标、进展、节点和预算；空白表示没有数据，不代表零。"
        f" — Targets, updates, milestones and budgets as of {about.as_of}; empty means no data, "
        "not zero. In CSV, a text that begins with one of = + - @ has an apostrophe before it."
    )
    found: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": "policy-targets",
        **_metadata(about),
        "description": described,
        "created": f"{about.as_of}T00:00:00Z",
        "sources": [_source(document) for document in about.documents.values()],
    }
    if not found["sources"]:  # a list without an item is no list to the standard
        del found["sources"]
    if about.url:
        found["homepage"] = about.url
    if about.licence is not None:
        found["licenses"] = [_licence(about.licence)]
    found["resources"] = [_resource(about, path, files[path]) for path in files]
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def _source(document: model.SourceDocument) -> dict[str, str]:
    source = {"title": model.localize(document.title, "zh")}
    return source | ({"path": document.url} if document.url else {})


def _licence(licence: model.Licence) -> dict[str, str]:
    found = {"name": licence.name}
    if licence.title is not None:
        found["title"] = model.localize(licence.title, "zh")
    return found | ({"path": licence.url} if licence.url else {})


def _resource(about: DatasetInfo, path: str, written: FileDigest) -> dict[str, Any]:
    table, _, form = path.partition(".")
    fields = []
    for column in TABLES[table]:
        field: dict[str, Any] = {
            "name": column.name,
            "type": column.type,
            "description": column.description,
        }
        if column.choices:
            field["constraints"] = {"enum": list(column.choices)}
        fields.append(field)
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table == "targets":
        schema["primaryKey"] = ["id"]
    else:
        reference = {"resource": f"targets-{form}", "fields": ["id"]}
        schema["foreignKeys"] = [{"fields": ["id"], "reference": reference}]
    found = {
        "name": f"{table}-{form}",
        "profile": "tabular-data-resource",
        "path": path,
        "format": form,
        "mediatype": "text/csv" if form == "csv" else "application/json",
        "encoding": "utf-8",
        "bytes": written.bytes,
        "hash": f"sha256:{written.sha256}",
        **_metadata(about),
        "schema": schema,
    }
    if form == "json":
        found["dialect"] = {"json": {"property": "data"}}
    return found
