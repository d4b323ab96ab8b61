"""The records of a portfolio file and the JSON Schema.

The reader returns text; the types are defined here and in `texts`, `measures`, `entries`, `header` and
`scalars`, by strict patterns. Editors show the descriptions on hover, Chinese first.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from pydantic import ConfigDict, Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails

from tracker.portfolio.entries import (
    Acceptance,
    Context,
    Ending,
    Evidence,
    Issue,
    Public,
    Revision,
    Update,
)
from tracker.portfolio.header import Header, ReportingOverride
from tracker.portfolio.measures import Measure
from tracker.portfolio.money import Amount
from tracker.portfolio.scalars import (
    Contact,
    Day,
    Money,
    NonEmptyStr,
    NonNegativeInt,
    Number,
    PartialDate,
    Slug,
    Url,
)
from tracker.portfolio.texts import StrictModel, Text, Title


class TargetImage(StrictModel):
    """A photo of a target."""

    file: NonEmptyStr = Field(
        description="照片文件,相对于数据文件所在文件夹 — a JPEG, PNG or WebP file, relative to the portfolio's folder"
    )
    alt: Text = Field(description="画面内容 — what it shows, for those who do not see it")
    credit: Text | None = Field(default=None, description="摄影或来源 — who took it")
    date: PartialDate | None = Field(default=None, description="拍摄时间 — when it was taken")


class Place(StrictModel):
    """Where a target is."""

    name: Title
    lat: Annotated[Number, Field(ge=-90, le=90)] = Field(
        description="纬度,WGS 84 — degrees of latitude"
    )
    lon: Annotated[Number, Field(ge=-180, le=180)] = Field(
        description="经度,WGS 84 — degrees of longitude"
    )


class SourceDocument(StrictModel):
    title: Title
    publisher: Text | None = None
    published: PartialDate | None = Field(
        default=None, description="年、年月或日期 — a year, a month or a day"
    )
    url: Url | None = None
    note: Text | None = None


class Source(StrictModel):
    document: NonEmptyStr = Field(description="文献编号 — a key of documents")
    article: NonNegativeInt | None = Field(default=None, description="第几篇 — article on the page")
    paragraph: NonNegativeInt | None = Field(
        default=None, description="第几段 — paragraph of the article"
    )


class TrajectoryPoint(StrictModel):
    date: Day
    value: Number


class Milestone(StrictModel):
    id: Slug
    title: Title
    due: Day | None = None
    weight: Annotated[Number, Field(gt=0)] = 1.0


class Budget(StrictModel):
    """An approved amount, or one announced without a word on its approval: never both."""

    model_config = ConfigDict(
        json_schema_extra={"oneOf": [{"required": ["approved"]}, {"required": ["announced"]}]}
    )

    approved: Money | None = Field(default=None, description="批复金额 — the approved amount")
    announced: Money | None = Field(
        default=None,
        description="安排金额:公布过,未见批复,与 approved 二选一 — a sum announced where nobody says that it was approved; instead of approved",
    )
    on: Day | None = Field(
        default=None, description="批复或公布之日 — the day of approval or announcement"
    )
    note: Text | None = None
    evidence: Evidence | None = Field(
        default=None, description="金额的佐证 — the source of the amount"
    )

    @model_validator(mode="before")
    @classmethod
    def _needs_an_amount(cls, data: Any) -> Any:
        if isinstance(data, dict) and not {"approved", "announced"} & data.keys():
            missing = InitErrorDetails(type="missing", loc=("approved",), input=data)
            raise ValidationError.from_exception_data(cls.__name__, [missing])
        return data

    @property
    def amount_key(self) -> Literal["approved", "announced"]:
        """The field that has the amount."""
        return "announced" if self.approved is None and self.announced is not None else "approved"

    @property
    def amount(self) -> float | Amount | None:
        """The amount, approved or announced; None only in an invalid budget."""
        return self.announced if self.approved is None else self.approved


class Target(StrictModel):
    """One commitment as the file states it; immutable."""

    id: Slug = Field(description="固定编号,不重复使用 — stable, never reused")
    title: Title
    promise: Text | None = Field(
        default=None, description="承诺内容,用自己的话 — the commitment in our words"
    )
    plan: NonEmptyStr | None = Field(
        default=None, description="所属专项 — the programme it belongs to"
    )
    theme: NonEmptyStr = Field(description="领域 — a key of themes")
    lead: NonEmptyStr | None = Field(
        default=None, description="责任单位 — a key of organisations, null if not stated"
    )
    owner: Text | None = Field(
        default=None, description="责任岗位,不写姓名 — the responsible post, not a person's name"
    )
    measure: Measure
    start: Day | None = None
    due: Day | None = None
    assumed: dict[str, Text] = Field(
        default={}, description="整理者的推定及理由 — assumptions of the curator, with reasons"
    )
    source: Source
    trajectory: tuple[TrajectoryPoint, ...] = Field(
        default=(), description="计划进度 — planned points"
    )
    milestones: tuple[Milestone, ...] = ()
    budget: Budget | None = None
    report: ReportingOverride | None = None
    updates: tuple[Update, ...] = Field(default=(), description="进展填报 — only ever appended")
    context: tuple[Context, ...] = Field(default=(), description="相关情况 — related facts")
    revisions: tuple[Revision, ...] = Field(default=(), description="目标调整 — changed goals")
    issues: tuple[Issue, ...] = Field(default=(), description="问题 — what stands in the way")
    ended: Ending | None = Field(
        default=None, description="不再推进:撤销、并入或被取代 — no longer pursued"
    )
    accepted: Acceptance | None = Field(default=None, description="核验 — acceptance")
    images: tuple[TargetImage, ...] = Field(default=(), description="照片 — photos")
    place: Place | None = Field(
        default=None, description="地点,用于地图 — where it is, for the map"
    )
    public: Public = True


def evidence_of(target: Target) -> Iterator[tuple[tuple[str | int, ...], Evidence]]:
    """Every piece of evidence in a target, with its path within the target."""
    for name in EVIDENCE_LISTS:
        for n, item in enumerate(getattr(target, name)):
            if item.evidence is not None:
                yield (name, n, "evidence"), item.evidence
    for name in EVIDENCE_BLOCKS:
        single = getattr(target, name)
        if single is not None and single.evidence is not None:
            yield (name, "evidence"), single.evidence


EVIDENCE_LISTS: Final = ("updates", "context", "revisions", "issues")
"""The lists of a target whose items may have evidence."""
EVIDENCE_BLOCKS: Final = ("budget", "ended", "accepted")
"""The blocks of a target that may have evidence."""


class Organisation(StrictModel):
    """An organisation with the address for questions and corrections; without one, its title alone."""

    title: Title
    contact: Contact = Field(
        description="公众反映问题的邮箱或网页 — where the public reports an error: mailto:, http: or https:"
    )


class PortfolioFile(StrictModel):
    """One file. In a folder, the first file with a ``portfolio`` block names the portfolio."""

    portfolio: Header | None = None
    themes: dict[str, Title] = Field(default={})
    plans: dict[str, Title] = Field(default={})
    organisations: dict[str, Title | Organisation] = Field(default={})
    documents: dict[str, SourceDocument] = Field(default={})
    targets: tuple[Target, ...] = ()


def json_schema() -> str:
    """The JSON Schema of a portfolio file, as text, for editors and other tools."""
    schema = PortfolioFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "政策目标 — policy targets"
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
