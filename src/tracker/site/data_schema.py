"""The columns of the published tables: name, type and description, in Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, get_args

from tracker.analysis.assessment import STATUSES
from tracker.portfolio.entries import Ending, Revision
from tracker.portfolio.measures import KINDS
from tracker.views.spreadsheet import Value

DataRow = tuple[Value, ...]


class DataColumn(NamedTuple):
    """A column of a table; ``type`` is one of Frictionless' Table Schema."""

    name: str
    type: str
    description: str
    choices: tuple[str, ...] = ()
    computed: bool = False  # of a number: nobody wrote it, so its digits may be rounded for reading


def _text(name: str, zh: str, en: str, choices: tuple[str, ...] = ()) -> DataColumn:
    return DataColumn(name, "string", f"{zh} — {en}", choices)


def _day(name: str, zh: str, en: str) -> DataColumn:
    return DataColumn(name, "date", f"{zh} — {en}")


def _flag(name: str, zh: str, en: str) -> DataColumn:
    return DataColumn(name, "boolean", f"{zh} — {en}")


def _number(name: str, zh: str, en: str) -> DataColumn:
    return DataColumn(name, "number", f"{zh} — {en}")


def _computed(name: str, zh: str, en: str) -> DataColumn:
    return DataColumn(name, "number", f"{zh} — {en}", computed=True)


def _bilingual(name: str, zh: str, en: str) -> list[DataColumn]:
    return [
        DataColumn(f"{name}_zh", "string", f"{zh}（中文）"),
        DataColumn(f"{name}_en", "string", f"{en} (English)"),
    ]


_ID = _text("id", "目标编号", "id of the target")
_EVIDENCE = [
    *_bilingual("evidence", "佐证", "evidence"),
    *_bilingual("publisher", "发布机构", "publisher of the evidence"),
    _text(
        "published", "佐证发布时间，年、年月或日期", "date of publication: a year, a month or a day"
    ),
    _text("url", "佐证链接", "link to the evidence"),
    _text("grade", "佐证等级", "grade of the evidence", ("A", "B", "C")),
    *_bilingual("caveat", "使用说明", "caveat"),
]
_BUDGET_SOURCE = [*_bilingual("note", "说明", "note"), *_EVIDENCE]
BUDGET_SOURCE: Final = tuple(column.name for column in _BUDGET_SOURCE)
"""The columns on where an amount comes from."""
_REVISED_FIELDS: Final = get_args(Revision.model_fields["field"].annotation)
_ENDINGS: Final = get_args(Ending.model_fields["as_"].annotation)
TABLES: Final[Mapping[str, Sequence[DataColumn]]] = {
    "targets": [
        _ID,
        *_bilingual("title", "名称", "title"),
        *_bilingual("promise", "承诺内容", "commitment"),
        _text("theme", "领域", "key of the theme"),
        *_bilingual("theme", "领域名称", "name of the theme"),
        _text("plan", "专项", "key of the plan"),
        *_bilingual("plan", "专项名称", "name of the plan"),
        _text("lead", "责任单位", "key of the responsible organisation"),
        *_bilingual("lead", "责任单位名称", "name of the responsible organisation"),
        *_bilingual("owner", "责任岗位", "responsible post"),
        _text("kind", "指标类型", "kind of measure", KINDS),
        *_bilingual("unit", "计量单位", "unit"),
        _flag("approximate", "原文为约数", "whether the source gives the goal as approximate"),
        _number("baseline", "基期值", "baseline"),
        _number("goal", "目标值，或速率的下限、上限", "current goal, or the bound of a rate"),
        _number("high", "区间上限", "upper bound of a range"),
        _day("start", "起始日", "current start date"),
        _day("due", "期限", "current due date"),
        _text("status", "状态", "status", STATUSES),
        _text(
            "original_status",
            "对照原目标的状态，未调整的为空",
            "status against the goal first promised; empty if not revised",
            STATUSES,
        ),
        _flag(
            "only_grade_c",
            "状态仅据 C 级佐证",
            "whether the status rests on grade C evidence alone",
        ),
        _number("value", "采用的数据", "the figure assessed"),
        _day("judged_on", "采用数据的日期", "date of that figure"),
        _computed(
            "planned",
            "当日计划完成度，没有 trajectory 的按时间推算，1 为完成，比率类为空",
            "planned completion on that date, pro rata where there is no trajectory, 1 is complete; empty for rates",
        ),
        _computed(
            "actual",
            "当日实际完成度，1 为完成，比率类为空",
            "actual completion on that date, 1 is complete; empty for rates",
        ),
        _computed(
            "gap_pp",
            "落后百分点，负数为超前，比率类为空",
            "percentage points behind plan, negative: ahead; empty for rates",
        ),
        _computed(
            "shortfall",
            "比率类指标离限值的差距，以其计量单位计，0 为达到",
            "distance of a rate from its bound, in its unit; 0: it holds",
        ),
        _text("rule", "判定规则", "the rule that decided the status"),
        *_bilingual("why", "状态判定依据", "explanation of the status"),
        _day("next_report", "下次填报期限", "due date of the next report"),
        _day("accepted_on", "核验之日", "the day it was accepted as reached"),
        *_bilingual("accepted_by", "核验单位", "who accepted it"),
        _text("ended_as", "终止方式", "how it ended", _ENDINGS),
        _day("ended_on", "终止之日", "the day it ended"),
        _text("ended_into", "后续目标编号", "id of the target that goes on"),
        *_bilingual("ended_reason", "终止理由", "why it ended"),
        _text("source", "来源文献编号", "key of the source"),
        *_bilingual("source", "来源文献", "title of the source"),
        _text("source_url", "来源链接", "link to the source"),
        DataColumn("article", "integer", "第几篇 — number of the article on the page"),
        DataColumn("paragraph", "integer", "第几段 — number of the paragraph in the article"),
    ],
    "updates": [
        _ID,
        _day("date", "数据所属日期", "date of the figure"),
        _day("reported", "可知日期（报送、公布或查到之日）", "the day it became known"),
        _number("value", "数值", "value in the target's unit"),
        _number("spent", "累计支出", "spent to date, in the unit of budgets"),
        _text("done", "已完成节点，以空格分隔", "ids of completed milestones, separated by spaces"),
        _day("corrects", "所更正填报的日期", "date of the update it corrects"),
        *_bilingual("note", "说明", "note"),
        *_bilingual("by", "填报单位", "reporting organisation"),
        _text(
            "declared",
            "填报单位自报的状态或等级",
            "the reporter's own status, or a key of their own scale",
        ),
        *_bilingual("declared", "等级名称", "title on their own scale"),
        *_EVIDENCE,
    ],
    "milestones": [
        _ID,
        _text("milestone", "节点编号", "id of the milestone"),
        *_bilingual("title", "节点名称", "title of the milestone"),
        _day("due", "计划日期", "due date"),
        _number("weight", "权重", "weight"),
        _day("done_on", "首次填报完成的日期", "date it was first reported as completed"),
    ],
    "budgets": [
        _ID,
        _text("money", "金额单位", "unit of the amounts"),
        _number("approved", "批复金额", "current approved amount"),
        _day("approved_on", "批复日期", "date of approval"),
        _number("announced", "安排金额，未见批复", "announced amount, not known to be approved"),
        _day("announced_on", "公布日期", "date of announcement"),
        _number("spent", "累计支出", "latest reported spending to date"),
        _day("spent_on", "支出数据日期", "date of that figure"),
        _computed("execution", "支出/批复", "spent / approved"),
        _computed("elapsed", "时间进度，截至 elapsed_on", "share of time elapsed by elapsed_on"),
        _day(
            "elapsed_on",
            "时间进度的日期，即所用数据中较晚的日期",
            "date of the later of the figures used",
        ),
        _computed("physical", "实际进度", "actual completion"),
        DataColumn("spi", "number", "SPI = EV / PV", computed=True),
        DataColumn("cpi", "number", "CPI = EV / AC", computed=True),
        DataColumn("eac", "number", "EAC = approved / CPI", computed=True),
        *_BUDGET_SOURCE,
    ],
    "trajectory": [
        _ID,
        _day("date", "日期", "day"),
        _number("value", "当日计划值", "planned value in the target's unit"),
    ],
    "assumed": [
        _ID,
        _text("field", "来源未写明、由整理者推定的字段", "field that the source leaves open"),
        *_bilingual("reason", "推定理由", "reason for the assumption"),
    ],
    "context": [
        _ID,
        _day("date", "事实所属日期", "the day the fact speaks of"),
        _day("reported", "可知日期（公布或查到之日）", "the day it became known"),
        *_bilingual("text", "相关情况，不计为进展", "related fact, not counted as progress"),
        *_EVIDENCE,
    ],
    "revisions": [
        _ID,
        *_bilingual("title", "目标名称", "title of the target"),
        _day("date", "调整生效日", "the day the change took effect"),
        _text("field", "调整的内容", "what was changed", _REVISED_FIELDS),
        DataColumn(
            "year",
            "integer",
            "所调整的是哪一年的目标，仅逐年目标有此项 — of yearly goals the year whose goal was changed; else empty",
        ),
        *(
            DataColumn(f"{side}_{part}", kind, f"{zh}{zh_part} — {en_part} {en} the change")
            for side, zh, en in (("from", "调整前", "before"), ("to", "调整后", "after"))
            for part, kind, zh_part, en_part in (
                (
                    "value",
                    "number",
                    "数值，区间为下限",
                    "number (a range: its lower bound)",
                ),
                ("high", "number", "区间上限", "upper bound of a range"),
                ("day", "date", "日期", "day"),
            )
        ),
        *_bilingual(
            "unit",
            "数值的单位，预算为金额单位，日期为空",
            "unit of the numbers; of a budget that of money, of a date empty",
        ),
        *_bilingual("reason", "理由", "reason"),
        *_EVIDENCE,
    ],
    "issues": [
        _ID,
        _text("issue", "问题编号", "id of the issue within its target"),
        _day("opened", "提出之日", "the day it was raised"),
        _day("closed", "解决之日，未解决的为空", "the day it was resolved; empty: open"),
        _text("cause", "成因", "cause"),
        *_bilingual("text", "问题", "what is in the way"),
        *_bilingual("owner", "由谁解决", "who resolves it"),
        *_bilingual("raised_to", "提请谁协调", "to whom it was raised"),
        *_bilingual("note", "如何解决", "how it was resolved"),
        *_EVIDENCE,
    ],
    "decisions": [
        _text(
            "id",
            "所涉目标编号，不限于某一目标的为空",
            "id of the target; empty: none in particular",
        ),
        _text("decision", "议定事项编号", "id of the decision"),
        _day("review", "会议日期", "the day of the review meeting"),
        *_bilingual("review", "会议名称", "title of the meeting"),
        *_bilingual("text", "议定内容", "what was decided"),
        *_bilingual("owner", "由谁办理", "who acts"),
        _day("due", "办结期限", "to be done by"),
        _day("closed", "办结之日，未办结的为空", "the day it was done; empty: open"),
        *_bilingual("note", "办理情况", "remark"),
    ],
}
NAMES: Final = {
    table: tuple(column.name for column in columns) for table, columns in TABLES.items()
}
"""The names of the columns of each table."""
TABLE_LABELS: Final = {
    "targets": "site.data.targets",
    "updates": "site.data.updates",
    "milestones": "site.data.milestones",
    "budgets": "site.data.budgets",
    "trajectory": "site.data.trajectory",
    "assumed": "site.data.assumed",
    "context": "site.data.context",
    "revisions": "site.data.revisions",
    "issues": "site.data.issues",
    "decisions": "site.data.decisions",
}
"""The tables of `TABLES` with the keys of their labels."""
