"""The columns of the published tables: name, type and meaning of each, Chinese first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tracker.analysis.assessment import LAMPS
from tracker.portfolio import model


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
