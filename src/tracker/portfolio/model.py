"""The records of a portfolio file, their types and units, and the JSON Schema.

The reader returns text; the types are defined here and in `tracker.portfolio.scalars`, by strict
patterns. Editors show the descriptions on hover, Chinese first.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StringConstraints,
    ValidationError,
    model_validator,
)
from pydantic_core import CoreSchema, InitErrorDetails, PydanticCustomError, core_schema

from tracker.i18n import Lang, languages
from tracker.portfolio.money import Amount
from tracker.portfolio.scalars import (
    MAX_TEXT_LENGTH,
    MAX_TITLE_LENGTH,
    Day,
    LongStr,
    Money,
    MoneyUnit,
    NonEmptyStr,
    NonNegativeInt,
    Number,
    PartialDate,
    RevisedValue,
    Slug,
    Url,
    YesNo,
)


class StrictModel(BaseModel):
    # a bound of a scalar type stands in `Annotated`: beside the default the type would replace it
    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_name=True)


class Bilingual(StrictModel):
    zh: LongStr
    en: LongStr


class BilingualTitle(Bilingual):
    zh: NonEmptyStr
    en: NonEmptyStr


class _TextType:
    """A plain text, or one in each language."""

    def __init__(self, max_length: int, both: type[Bilingual]) -> None:
        self.max_length, self.both = max_length, both

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        plain = core_schema.str_schema(
            min_length=1, max_length=self.max_length, strip_whitespace=True
        )
        return core_schema.tagged_union_schema(
            {"text": plain, "both": handler.generate_schema(self.both)},
            discriminator=lambda value: "both" if isinstance(value, (dict, Bilingual)) else "text",
        )

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        both = handler(schema["choices"]["both"])
        plain = {"type": "string", "minLength": 1, "maxLength": self.max_length}
        return {"anyOf": [plain, both]}


Text = Annotated[str | Bilingual, _TextType(MAX_TEXT_LENGTH, Bilingual)]
Title = Annotated[str | Bilingual, _TextType(MAX_TITLE_LENGTH, BilingualTitle)]


DATA_LANGS: Final = ("zh", "en")
"""The languages a record is written in; readers of another language get English."""


def localize(text: str | Bilingual, lang: str) -> str:
    """``text`` in ``lang``, or in English where a record has no such language."""
    if isinstance(text, Bilingual):
        return text.zh if lang == "zh" else text.en
    return text


Public = Annotated[
    YesNo,
    Field(
        description="false:不上公共大屏、公开网站及其文件 — false: never on the public screen, the "
        "published site or in its files"
    ),
]
Frequency = Literal["month", "quarter", "half_year", "year", "never"]
MONTHS_PER_PERIOD: Final[dict[str, int]] = {
    "month": 1,
    "quarter": 3,
    "half_year": 6,
    "year": 12,
    "never": 0,
}
Grade = Literal["A", "B", "C"]
GRADE_RANKS: Final[dict[Grade | None, int]] = {"A": 3, "B": 2, "C": 1, None: 0}
"""Rank of evidence by grade: of several figures of one day the highest rank counts."""


class Thresholds(StrictModel):
    amber: Number = Field(
        default=10.0, description="落后多少个百分点起为滞后 — points behind plan: at risk"
    )
    red: Number = Field(
        default=30.0, description="落后多少个百分点起为严重滞后 — points behind plan: off track"
    )


_OwedFrom = Annotated[
    Day | None,
    Field(
        alias="from",
        description="自这一天起才须填报,此前不算逾期 — reports are owed from this day on; "
        "no day before it is overdue",
    ),
]


class ReportingSchedule(StrictModel):
    every: Frequency = Field(default="quarter", description="填报周期 — the reporting period")
    grace_days: Annotated[NonNegativeInt, Field(le=3660)] = Field(
        default=30, description="宽限天数 — days of grace after the period"
    )
    from_: _OwedFrom = None


class ReportingOverride(StrictModel):
    every: Frequency | None = Field(default=None, description="填报周期 — the reporting period")
    grace_days: Annotated[NonNegativeInt, Field(le=3660)] | None = Field(
        default=None, description="宽限天数 — days of grace"
    )
    from_: _OwedFrom = None


_MAX_CHOICES: Final = 100  # of a list in the settings of the screen
SceneName = Literal["whole", "themes", "timeline", "projects", "done", "short"]
SCENE_NAMES: Final[tuple[str, ...]] = get_args(SceneName)


class Licence(StrictModel):
    """The licence of the published data."""

    name: Annotated[
        str, StringConstraints(pattern=r"^[-a-zA-Z0-9._]+$", max_length=MAX_TITLE_LENGTH)
    ] = Field(description="许可简称,如 CC-BY-4.0 — its short name, such as CC-BY-4.0")
    title: Title | None = None
    url: Url | None = None


def _known_language(value: str) -> str:
    if value not in languages():
        raise PydanticCustomError("literal_error", "", {"expected": ", ".join(languages())})
    return value


def _list_languages(schema: dict[str, Any]) -> None:
    schema["enum"] = list(languages())


ScreenLanguage = Annotated[
    Lang, AfterValidator(_known_language), Field(json_schema_extra=_list_languages)
]
"""The code of a language that has a catalogue."""


class Screen(StrictModel):
    """Settings of the public screen; the URL of a screen may override them."""

    scenes: tuple[SceneName, ...] = Field(
        default=("whole", "themes", "timeline", "projects", "done", "short"),
        max_length=_MAX_CHOICES,
        description="轮播画面:总体、分领域、时间线、项目节点、最近完成、未达之处 — scenes, in this order",
    )
    seconds: Annotated[NonNegativeInt, Field(ge=3, le=3600)] = Field(
        default=12, description="每个画面停留秒数 — seconds per scene"
    )
    lang: tuple[ScreenLanguage, ...] = Field(
        default=("zh",),
        min_length=1,
        max_length=_MAX_CHOICES,
        description="语言,列出两种则轮流 — languages, in turn",
    )
    palette: Literal["dark", "light"] = Field(
        default="dark", description="深色或浅色 — dark or light"
    )
    themes: tuple[NonEmptyStr, ...] | None = Field(
        default=None,
        max_length=_MAX_CHOICES,
        description="只显示这些领域 — keys of themes; all if not given",
    )
    url: Url | None = Field(
        default=None,
        description="公开网站地址,大屏二维码指向它 — address of the published site, for the QR code",
    )


class Header(StrictModel):
    title: Title = Field(description="名称 — the portfolio's name")
    money: MoneyUnit | None = Field(
        default=None, description="金额单位 — unit of amounts without one"
    )
    thresholds: Thresholds = Field(
        default=Thresholds(), description="状态判定标准 — thresholds of the status"
    )
    report: ReportingSchedule = Field(
        default=ReportingSchedule(), description="填报要求 — how often progress is reported"
    )
    commit: YesNo = Field(default=False, description="每次保存提交到 git — commit each save to git")
    demonstration: YesNo = Field(
        default=False, description="演示数据,每页标明 — made-up data, marked on every page"
    )
    licence: Licence | None = Field(
        default=None, description="公开数据的使用许可 — licence of the published data"
    )
    screen: Screen = Field(default=Screen(), description="公共大屏 — the public screen")


class SourceDocument(StrictModel):
    title: Title
    publisher: Text | None = None
    published: PartialDate | None = Field(
        default=None, description="年、年月或日期 — a year, a month or a day"
    )
    url: Url | None = None
    note: Text | None = None


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


class Source(StrictModel):
    document: NonEmptyStr = Field(description="文献编号 — a key of documents")
    article: NonNegativeInt | None = Field(default=None, description="第几篇 — article on the page")
    paragraph: NonNegativeInt | None = Field(
        default=None, description="第几段 — paragraph of the article"
    )


class Numeric(StrictModel):
    unit: Text = Field(description="计量单位 — unit of the value")
    approximate: YesNo = Field(
        default=False, description="原文为约数 — the source gives an approximate figure"
    )
    basis: Text | None = Field(
        default=None,
        description="判定所用的口径,状态旁注明 — the basis of the figures that are judged, shown beside the status",
    )


class Cumulative(Numeric):
    kind: Literal["cumulative"] = Field(description="累计数 — a running total")
    baseline: Number = 0.0
    target: Number


class LevelMeasure(Numeric):
    kind: Literal["level"] = Field(
        description="到期应达到的水平 — a level to reach by the due date"
    )
    baseline: Number
    target: Number


class Floor(Numeric):
    kind: Literal["floor"] = Field(description="不低于 — a rate that must not fall below")
    floor: Number


class Ceiling(Numeric):
    kind: Literal["ceiling"] = Field(description="不高于 — a rate that must not rise above")
    ceiling: Number


class Range(Numeric):
    kind: Literal["range"] = Field(description="区间 — a rate that must stay within")
    range: tuple[Number, Number]
    above: Literal["met"] | None = Field(
        default=None, description="高于上限也算达到 — above the range counts as met"
    )


class MilestoneMeasure(StrictModel):
    kind: Literal["milestones"] = Field(description="按节点 — judged by milestones")


class Statement(StrictModel):
    kind: Literal["statement"] = Field(description="表态,不考核 — never judged")


Measure = Annotated[
    Cumulative | LevelMeasure | Floor | Ceiling | Range | MilestoneMeasure | Statement,
    Field(discriminator="kind"),
]
MEASURES: Final[Mapping[str, type[BaseModel]]] = {
    get_args(measure.model_fields["kind"].annotation)[0]: measure
    for measure in get_args(get_args(Measure)[0])
}
"""The classes of measures by their kind."""
KINDS: Final = tuple(MEASURES)
QUANTITY_KINDS: Final = ("cumulative", "level")
RATE_KINDS: Final = ("floor", "ceiling", "range")


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
    from_: RevisedValue = Field(alias="from")
    to: RevisedValue
    reason: Text
    evidence: Evidence | None = None
    public: Public = True


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
    public: Public = True


class PortfolioFile(StrictModel):
    """One file. In a folder, the first file with a ``portfolio`` block names the portfolio."""

    portfolio: Header | None = None
    themes: dict[str, Title] = {}
    plans: dict[str, Title] = {}
    organisations: dict[str, Title] = {}
    documents: dict[str, SourceDocument] = {}
    targets: tuple[Target, ...] = ()


def json_schema() -> str:
    """The JSON Schema of a portfolio file, as text, for editors and other tools."""
    schema = PortfolioFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "政策目标 — policy targets"
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
