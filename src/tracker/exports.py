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
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from tracker import model
from tracker.dossiers import Dossier
from tracker.progress import LAMPS
from tracker.text import LANGS, Say
from tracker.view import View

Value = str | float | bool | dt.date | None


class Column(NamedTuple):
    name: str
    type: str
    description: str
    choices: tuple[str, ...] = ()


def _both(name: str, zh: str, en: str) -> list[Column]:
    return [
        Column(f"{name}_zh", "string", f"{zh}（中文）"),
        Column(f"{name}_en", "string", f"{en} (English)"),
    ]


_ID = Column("id", "string", "目标编号 — the target's id")
_EVIDENCE = [
    *_both("evidence", "佐证", "evidence"),
    *_both("publisher", "发布机构", "publisher of the evidence"),
    Column("published", "string", "佐证发布时间，年、年月或日期 — when the evidence was published"),
    Column("url", "string", "佐证链接 — link to the evidence"),
    Column("grade", "string", "佐证等级 — grade of the evidence", ("A", "B", "C")),
    *_both("caveat", "使用时须注意", "what to bear in mind"),
]
TABLES: Final[Mapping[str, Sequence[Column]]] = {
    "targets": [
        _ID,
        *_both("title", "名称", "title"),
        *_both("promise", "承诺内容", "what was promised"),
        Column("theme", "string", "领域 — key of the theme"),
        *_both("theme", "领域名称", "name of the theme"),
        Column("plan", "string", "专项 — key of the programme"),
        *_both("plan", "专项名称", "name of the programme"),
        Column("lead", "string", "责任单位 — key of the responsible organisation"),
        *_both("lead", "责任单位名称", "name of the responsible organisation"),
        Column("kind", "string", "指标类型 — kind of measure", model.KINDS),
        *_both("unit", "计量单位", "unit"),
        Column("approximate", "boolean", "原文为约数 — the source says about"),
        Column("baseline", "number", "基期值 — baseline"),
        Column("goal", "number", "目标值，或速率的下限、上限 — goal in force, or the bound of a rate"),
        Column("high", "number", "区间上限 — upper bound of a range"),
        Column("start", "date", "起始日 — start in force"),
        Column("due", "date", "期限 — due date in force"),
        Column("lamp", "string", "状态灯 — status", LAMPS),
        Column("value", "number", "采用的数据 — the figure that counts"),
        Column("judged_on", "date", "采用数据的日期 — the day of that figure"),
        Column("planned", "number", "当日计划进度，1 为目标 — planned share of the way on that day"),
        Column("actual", "number", "当日实际进度，1 为目标 — actual share of the way on that day"),
        Column("gap_pp", "number", "落后百分点，负数为超前 — percentage points behind plan"),
        Column("rule", "string", "判定规则 — the rule that decided"),
        *_both("why", "状态说明", "why this status"),
        Column("next_report", "date", "下次填报期限 — the next report is due"),
        Column("source", "string", "来源文献编号 — key of the source"),
        *_both("source", "来源文献", "title of the source"),
        Column("source_url", "string", "来源链接 — link to the source"),
        Column("article", "integer", "第几篇 — article on the page"),
        Column("paragraph", "integer", "第几段 — paragraph of the article"),
    ],
    "updates": [
        _ID,
        Column("date", "date", "数据所属日期 — the day the figure speaks of"),
        Column("reported", "date", "公布日期 — the day it became known"),
        Column("value", "number", "数值 — value in the target's unit"),
        Column("spent", "number", "累计支出 — spent to date, in the unit of budgets"),
        Column("done", "string", "已完成节点，以空格分隔 — ids of steps done, separated by spaces"),
        Column("corrects", "date", "更正哪一天的填报 — the day it corrects"),
        *_both("note", "说明", "note"),
        *_both("by", "填报单位", "who reports"),
        *_EVIDENCE,
    ],
    "milestones": [
        _ID,
        Column("milestone", "string", "节点编号 — id of the step"),
        *_both("title", "节点名称", "title of the step"),
        Column("due", "date", "计划日期 — planned day"),
        Column("weight", "number", "权重 — weight"),
        Column("done_on", "date", "首次报告完成的日期 — the day it was first said to be done"),
    ],
    "budgets": [
        _ID,
        Column("money", "string", "金额单位 — unit of the amounts"),
        Column("approved", "number", "批复金额 — approved amount in force"),
        Column("approved_on", "date", "批复日期 — day of approval"),
        Column("spent", "number", "累计支出 — latest reported spending to date"),
        Column("spent_on", "date", "支出数据日期 — the day of that figure"),
        Column("execution", "number", "支出/批复 — spent / approved"),
        Column("elapsed", "number", "时间进度 — share of the time gone"),
        Column("physical", "number", "实际进度 — actual progress"),
        Column("spi", "number", "SPI = EV / PV"),
        Column("cpi", "number", "CPI = EV / AC"),
        Column("eac", "number", "EAC = approved / CPI"),
        *_both("note", "说明", "note"),
    ],
}  # fmt: skip

Row = tuple[Value, ...]


def rows(view: View, dossier: Dossier) -> dict[str, list[Row]]:
    """One target's rows of every table."""
    clock = dossier.clock
    return {
        "targets": [_target(view, dossier)],
        "updates": [_update(update, dossier) for update in reversed(dossier.updates)],
        "milestones": [
            (
                step.id, step.milestone, step.title_zh, step.title_en, step.due, step.weight,
                dossier.done.get(step.milestone),
            )
            for step in dossier.steps
        ],
        "budgets": []
        if clock is None
        else [
            (
                clock.id, view.tables.money, clock.approved, clock.approved_on, clock.spent,
                clock.spent_on, clock.execution, clock.elapsed, clock.physical, clock.spi,
                clock.cpi, clock.eac, dossier.note, dossier.note_en,
            )
        ],
    }  # fmt: skip


def _target(view: View, dossier: Dossier) -> Row:
    row, portfolio = dossier.row, view.portfolio
    source = portfolio.documents.get(row.source)
    return (
        row.id, row.title_zh, row.title_en, row.promise_zh, row.promise_en,
        row.theme, *_names(portfolio.themes, row.theme),
        row.plan, *_names(portfolio.plans, row.plan),
        row.lead, *_names(portfolio.organisations, row.lead),
        row.kind, row.unit_zh, row.unit_en, row.approximate, row.baseline, row.goal, row.high,
        row.start, row.due, row.lamp, row.value, row.judged_on, row.planned, row.actual,
        row.gap_pp, row.rule, row.why_zh, row.why_en, row.next_report, row.source,
        *(model.words(source.title, lang) if source else row.source for lang in LANGS),
        source.url if source else None, row.article, row.paragraph,
    )  # fmt: skip


def _names(names: Mapping[str, model.Text], key: str | None) -> tuple[str | None, ...]:
    return tuple(None if key is None else model.words(names.get(key, key), lang) for lang in LANGS)


def _update(update: Any, dossier: Dossier) -> Row:
    return (
        update.id, update.date, update.reported, update.value, update.spent,
        " ".join(dossier.said.get(update.Index, ())) or None, update.corrects,
        update.note_zh, update.note_en, update.by_zh, update.by_en,
        update.evidence_zh, update.evidence_en, update.publisher_zh, update.publisher_en,
        update.published, update.url, update.grade, update.caveat_zh, update.caveat_en,
    )  # fmt: skip


_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_lines(rows: Iterable[Row]) -> str:
    """Rows as CSV, without a head."""
    written = io.StringIO()
    csv.writer(written).writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue()


def csv_head(table: str) -> str:
    return "\ufeff" + ",".join(column.name for column in TABLES[table]) + "\r\n"


def _cell(value: Value) -> str:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
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


def json_lines(table: str, rows: Iterable[Row]) -> str:
    """Rows as JSON objects, a line each, without the list around them."""
    names = [column.name for column in TABLES[table]]
    return ",\n".join(
        json.dumps(dict(zip(names, map(_plain, row), strict=True)), ensure_ascii=False)
        for row in rows
    )


def _plain(value: Value) -> Any:
    if isinstance(value, dt.date):
        return value.isoformat()
    return value if isinstance(value, (str, bool)) else _number(value)


class About(NamedTuple):
    """What is said of the data as a whole."""

    title: model.Text
    as_of: dt.date
    demonstration: bool
    licence: model.Licence | None
    documents: Mapping[str, model.SourceDocument]
    url: str | None


def json_file(about: About, lines: Iterable[str]) -> str:
    """A table's lines of all targets with what is to be known of them."""
    head = json.dumps(_metadata(about), ensure_ascii=False, indent=2).removesuffix("\n}")
    body = ",\n".join(line for line in lines if line)
    return f'{head},\n  "data": [\n{body}\n]\n}}\n'


def _metadata(about: About) -> dict[str, Any]:
    found: dict[str, Any] = {
        "title": model.words(about.title, "zh"),
        "title_en": model.words(about.title, "en"),
        "as_of": about.as_of.isoformat(),
        "demonstration": about.demonstration,
    }
    if about.demonstration:
        found["notice"] = _notice()
    return found


def _notice() -> str:
    return " / ".join(Say(lang)("demo.ribbon") for lang in LANGS)


class Written(NamedTuple):
    """A data file as it was written."""

    bytes: int
    sha256: str


def package(about: About, files: Mapping[str, Written]) -> str:
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
    source = {"title": model.words(document.title, "zh")}
    return source | ({"path": document.url} if document.url else {})


def _licence(licence: model.Licence) -> dict[str, str]:
    found = {"name": licence.name}
    if licence.title is not None:
        found["title"] = model.words(licence.title, "zh")
    return found | ({"path": licence.url} if licence.url else {})


def _resource(about: About, path: str, written: Written) -> dict[str, Any]:
    table, _, form = path.partition(".")
    fields = []
    for column in TABLES[table]:
        field: dict[str, Any] = {
            "name": column.name, "type": column.type, "description": column.description,
        }  # fmt: skip
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
