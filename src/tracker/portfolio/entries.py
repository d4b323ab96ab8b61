"""What is entered in the course of time: updates, revisions, issues, decisions, ends, and their evidence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import Field

from tracker.portfolio.scalars import (
    Day,
    Money,
    NonEmptyStr,
    Number,
    PartialDate,
    RevisedValue,
    Slug,
    Url,
    Year,
    YesNo,
)
from tracker.portfolio.texts import StrictModel, Text, Title

Public = Annotated[
    YesNo,
    Field(
        description="false:不上公共大屏、公开网站及其文件 — false: never on the public screen, the "
        "published site or in its files"
    ),
]
PublicOnRequest = Annotated[
    YesNo,
    Field(
        description="true:可在公开网站及其文件中公布,默认不公布 — true: may be published; by default it is not"
    ),
]
Grade = Literal["A", "B", "C"]
GRADE_RANKS: Final[dict[Grade | None, int]] = {"A": 3, "B": 2, "C": 1, None: 0}
"""Rank of evidence by grade: of several figures of one day the highest rank counts."""


GOAL_FIELD_KEYS: Final[Mapping[str, str]] = {
    "target": "field.target",
    "floor": "field.floor",
    "ceiling": "field.ceiling",
    "range": "field.range",
    "start": "field.start",
    "due": "field.due",
}
"""By field of a revision of the goal, the key of its name."""
DECLARABLE: Final = ("achieved", "on_track", "at_risk", "off_track", "missed")
"""The statuses that a reporter may declare."""
CAUSES: Final = (
    "funding",
    "land",
    "approvals",
    "contractor",
    "staff",
    "weather",
    "dependency",
    "other",
)
"""The causes of issues that every portfolio has; `Header.causes` adds to them."""


class Decision(StrictModel):
    """What a review decided: who does what by when."""

    id: Slug = Field(description="固定编号,不重复使用 — stable, never reused")
    text: Text = Field(description="议定内容 — what was decided")
    target: NonEmptyStr | None = Field(
        default=None, description="所涉目标的编号 — the id of the target it concerns"
    )
    owner: Text | None = Field(
        default=None,
        description="由谁办理:organisations 中的键或岗位 — who acts: a key of organisations or a post",
    )
    due: Day | None = Field(default=None, description="办结期限 — to be done by")
    closed: Day | None = Field(default=None, description="办结之日 — the day it was done")
    note: Text | None = Field(
        default=None,
        description="办理情况,办结后显示 — how it was carried out; shown once it is closed",
    )
    public: PublicOnRequest = False


class Review(StrictModel):
    """A review meeting and its decisions, known from its date on."""

    date: Day = Field(description="会议日期 — the day of the meeting")
    title: Title
    decisions: tuple[Decision, ...] = ()


class Evidence(StrictModel):
    """The source of a figure: a document of the portfolio, or a title."""

    document: NonEmptyStr | None = Field(default=None, description="文献编号 — a key of documents")
    title: Text | None = None
    publisher: Text | None = None
    published: PartialDate | None = None
    url: Url | None = None
    grade: Grade | None = Field(
        default=None,
        description="A 官方且同口径;B 官方或可靠但口径相关;C 二手 — A official, same measure; B official or reputable, related measure; C secondary",
    )
    caveat: Text | None = Field(default=None, description="使用时须注意 — a caveat")


class Update(StrictModel):
    """A report for one day."""

    date: Day = Field(description="数据所属日期 — day of the figure")
    reported: Day | None = Field(default=None, description="公布日期,默认同上 — day of publication")
    value: Number | None = None
    done: tuple[NonEmptyStr, ...] | None = Field(
        default=None, description="已完成的节点 — milestones done by then"
    )
    spent: Money | None = Field(default=None, description="累计支出 — spent to date")
    note: Text | None = None
    by: Text | None = Field(default=None, description="填报单位 — reporting organisation")
    declared: NonEmptyStr | None = Field(
        default=None,
        description="填报单位自报的状态:achieved、on_track、at_risk、off_track、missed 或 portfolio.ratings 中的键 — the reporter's own status: one of these or a key of portfolio.ratings",
    )
    corrects: Day | None = Field(
        default=None, description="更正哪一天的填报 — day of the corrected report"
    )
    confirmed: YesNo = Field(
        default=False,
        description="数据异常但已核实无误 — the figures are unusual, but were checked",
    )
    evidence: Evidence | None = None
    public: Public = True

    @property
    def known_on(self) -> dt.date:
        """The day from which the update is known."""
        return self.reported or self.date

    @property
    def is_empty(self) -> bool:
        """Whether it has no figure, milestone, spending or declared status: a note at most."""
        fields = (self.value, self.done, self.spent, self.declared)
        return all(field is None for field in fields)


class Context(StrictModel):
    """A related published fact that does not count as progress."""

    date: Day = Field(description="事实所属日期 — day of the fact")
    reported: Day | None = Field(
        default=None,
        description="公布日期,默认取佐证的发布日期 — day of publication; by default that of the evidence",
    )
    text: Text
    evidence: Evidence | None = None
    public: Public = True


class Revision(StrictModel):
    """A change of the goal. The record itself has the current goal."""

    date: Day = Field(description="调整生效日 — day the change took effect")
    field: Literal["target", "floor", "ceiling", "range", "start", "due", "budget"]
    year: Year | None = Field(
        default=None,
        description="按年计数的目标:调整哪一年 — of a flow: the year whose goal changed",
    )
    from_: RevisedValue = Field(alias="from")
    to: RevisedValue
    reason: Text
    evidence: Evidence | None = None
    public: Public = True


class Issue(StrictModel):
    """What stands in the way of a target, known from `opened` on."""

    id: Slug = Field(description="在本目标内唯一的编号 — unique within the target")
    opened: Day = Field(description="提出之日 — the day it was raised")
    cause: NonEmptyStr = Field(
        description="成因:funding、land、approvals、contractor、staff、weather、dependency、other 或 portfolio.causes 中的键 — one of these or a key of portfolio.causes"
    )
    text: Text = Field(description="问题 — what is in the way")
    owner: Text | None = Field(
        default=None,
        description="由谁解决:organisations 中的键或岗位 — who resolves it: a key of organisations or a post",
    )
    raised_to: Text | None = Field(
        default=None,
        description="提请谁协调:organisations 中的键或岗位 — to whom it was raised: a key of organisations or a post",
    )
    closed: Day | None = Field(default=None, description="解决之日 — the day it was resolved")
    note: Text | None = Field(default=None, description="如何解决 — how it was resolved")
    evidence: Evidence | None = None
    public: PublicOnRequest = False


class Ending(StrictModel):
    """The end of a target that is no longer pursued, in force from `on`."""

    as_: Literal["withdrawn", "merged", "superseded"] = Field(
        alias="as",
        description="撤销、并入或由其它目标取代 — withdrawn, merged into or superseded by another",
    )
    on: Day = Field(description="自哪天起 — from this day on")
    into: NonEmptyStr | None = Field(
        default=None, description="并入或取代它的目标的编号 — the id of the target that goes on"
    )
    reason: Text
    evidence: Evidence | None = None


class Acceptance(StrictModel):
    """The acceptance of a reached goal by somebody other than its reporter."""

    on: Day = Field(description="核验之日 — the day of acceptance")
    by: Text = Field(description="核验单位 — who accepted it")
    how: Text | None = Field(default=None, description="核验方式 — how it was verified")
    evidence: Evidence | None = None
