"""The columns of the published tables: name, type and meaning of each, Chinese first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tracker.analysis.assessment import STATUSES
from tracker.portfolio import model


class DataColumn(NamedTuple):
    name: str
    type: str
    description: str
    choices: tuple[str, ...] = ()


def _bilingual(name: str, zh: str, en: str) -> list[DataColumn]:
    return [
        DataColumn(f"{name}_zh", "string", f"{zh}（中文）"),
        DataColumn(f"{name}_en", "string", f"{en} (English)"),
    ]


_ID = DataColumn("id", "string", "目标编号 — the target's id")
_EVIDENCE = [
    *_bilingual("evidence", "佐证", "evidence"),
    *_bilingual("publisher", "发布机构", "publisher of the evidence"),
    DataColumn(
        "published", "string", "佐证发布时间，年、年月或日期 — when the evidence was published"
    ),
    DataColumn("url", "string", "佐证链接 — link to the evidence"),
    DataColumn("grade", "string", "佐证等级 — grade of the evidence", ("A", "B", "C")),
    *_bilingual("caveat", "使用时须注意", "what to bear in mind"),
]
TABLES: Final[Mapping[str, Sequence[DataColumn]]] = {
    "targets": [
        _ID,
        *_bilingual("title", "名称", "title"),
        *_bilingual("promise", "承诺内容", "what was promised"),
        DataColumn("theme", "string", "领域 — key of the theme"),
        *_bilingual("theme", "领域名称", "name of the theme"),
        DataColumn("plan", "string", "专项 — key of the programme"),
        *_bilingual("plan", "专项名称", "name of the programme"),
        DataColumn("lead", "string", "责任单位 — key of the responsible organisation"),
        *_bilingual("lead", "责任单位名称", "name of the responsible organisation"),
        DataColumn("kind", "string", "指标类型 — kind of measure", model.KINDS),
        *_bilingual("unit", "计量单位", "unit"),
        DataColumn("approximate", "boolean", "原文为约数 — the source says about"),
        DataColumn("baseline", "number", "基期值 — baseline"),
        DataColumn(
            "goal", "number", "目标值，或速率的下限、上限 — goal in force, or the bound of a rate"
        ),
        DataColumn("high", "number", "区间上限 — upper bound of a range"),
        DataColumn("start", "date", "起始日 — start in force"),
        DataColumn("due", "date", "期限 — due date in force"),
        DataColumn("status", "string", "状态灯 — status", STATUSES),
        DataColumn("value", "number", "采用的数据 — the figure that counts"),
        DataColumn("judged_on", "date", "采用数据的日期 — the day of that figure"),
        DataColumn(
            "planned", "number", "当日计划进度，1 为目标 — planned share of the way on that day"
        ),
        DataColumn(
            "actual", "number", "当日实际进度，1 为目标 — actual share of the way on that day"
        ),
        DataColumn("gap_pp", "number", "落后百分点，负数为超前 — percentage points behind plan"),
        DataColumn("rule", "string", "判定规则 — the rule that decided"),
        *_bilingual("why", "状态说明", "why this status"),
        DataColumn("next_report", "date", "下次填报期限 — the next report is due"),
        DataColumn("source", "string", "来源文献编号 — key of the source"),
        *_bilingual("source", "来源文献", "title of the source"),
        DataColumn("source_url", "string", "来源链接 — link to the source"),
        DataColumn("article", "integer", "第几篇 — article on the page"),
        DataColumn("paragraph", "integer", "第几段 — paragraph of the article"),
    ],
    "updates": [
        _ID,
        DataColumn("date", "date", "数据所属日期 — the day the figure speaks of"),
        DataColumn("reported", "date", "公布日期 — the day it became known"),
        DataColumn("value", "number", "数值 — value in the target's unit"),
        DataColumn("spent", "number", "累计支出 — spent to date, in the unit of budgets"),
        DataColumn(
            "done", "string", "已完成节点，以空格分隔 — ids of steps done, separated by spaces"
        ),
        DataColumn("corrects", "date", "更正哪一天的填报 — the day it corrects"),
        *_bilingual("note", "说明", "note"),
        *_bilingual("by", "填报单位", "who reports"),
        *_EVIDENCE,
    ],
    "milestones": [
        _ID,
        DataColumn("milestone", "string", "节点编号 — id of the step"),
        *_bilingual("title", "节点名称", "title of the step"),
        DataColumn("due", "date", "计划日期 — planned day"),
        DataColumn("weight", "number", "权重 — weight"),
        DataColumn("done_on", "date", "首次报告完成的日期 — the day it was first said to be done"),
    ],
    "budgets": [
        _ID,
        DataColumn("money", "string", "金额单位 — unit of the amounts"),
        DataColumn("approved", "number", "批复金额 — approved amount in force"),
        DataColumn("approved_on", "date", "批复日期 — day of approval"),
        DataColumn("spent", "number", "累计支出 — latest reported spending to date"),
        DataColumn("spent_on", "date", "支出数据日期 — the day of that figure"),
        DataColumn("execution", "number", "支出/批复 — spent / approved"),
        DataColumn("elapsed", "number", "时间进度 — share of the time gone"),
        DataColumn("physical", "number", "实际进度 — actual progress"),
        DataColumn("spi", "number", "SPI = EV / PV"),
        DataColumn("cpi", "number", "CPI = EV / AC"),
        DataColumn("eac", "number", "EAC = approved / CPI"),
        *_bilingual("note", "说明", "note"),
    ],
}
