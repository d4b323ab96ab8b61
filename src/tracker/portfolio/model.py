"""The records of a portfolio file, their types and units, and the JSON Schema.

The reader returns text; the types are defined here and in `tracker.portfolio.scalars`, by strict
patterns. Editors show the descriptions on hover, Chinese first.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
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
    Contact,
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
    Year,
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
PublicOnRequest = Annotated[
    YesNo,
    Field(
        description="true:可在公开网站及其文件中公布,默认不公布 — true: may be published; by default it is not"
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
_Scene = Literal["headline", "lately", "story", "theme", "map", "coming", "short", "unknown"]
SCENE_NAMES: Final[tuple[str, ...]] = get_args(_Scene)
FORMER_SCENES: Final[Mapping[str, str]] = {
    "whole": "headline",
    "themes": "theme",
    "timeline": "coming",
    "projects": "story",
    "done": "lately",
}
"""Names of scenes until 2026-11, which settings and URLs of screens in use may still have."""
SceneName = Annotated[_Scene, BeforeValidator(lambda name: FORMER_SCENES.get(str(name), name))]


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
        default=("headline", "lately", "story", "theme", "map", "coming", "short", "unknown"),
        max_length=_MAX_CHOICES,
        description="轮播画面:总体、近期进展、单项目标、分领域、地图、近期期限、未达之处、尚不明确 — the scenes that take turns",
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


class Rating(StrictModel):
    """A rating on the reporters' own scale, such as "feasible"."""

    title: Title
    status: Literal["achieved", "on_track", "at_risk", "off_track", "missed"] | None = Field(
        default=None,
        description="与本系统哪一状态相当;来源未说明时不填 — the status it stands for; left out where no source says so",
    )


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
    acceptance: YesNo = Field(
        default=False,
        description="达到目标后须经核验,此前为完成(待核验) — a reached goal counts as completed once somebody else has accepted it",
    )
    ratings: dict[NonEmptyStr, Rating] = Field(
        default={},
        description="填报单位自己的评定等级,可用于 declared — the reporters' own scale, for declared",
    )
    causes: dict[NonEmptyStr, Title] = Field(
        default={}, description="增加的问题成因 — further causes of issues"
    )
    reviews: tuple[Review, ...] = Field(
        default=(), description="督查会及议定事项 — review meetings and their decisions"
    )
    licence: Licence | None = Field(
        default=None, description="公开数据的使用许可 — licence of the published data"
    )
    screen: Screen = Field(default=Screen(), description="公共大屏 — the public screen")
    emblem: NonEmptyStr | None = Field(
        default=None,
        description="徽标图片文件,相对于数据文件所在文件夹 — a picture file, relative to the portfolio's folder",
    )
    map: NonEmptyStr | None = Field(
        default=None,
        description="地图轮廓,GeoJSON 文件 — outlines of the map, a GeoJSON file in WGS 84",
    )


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


class Seasonal(Numeric):
    season: Literal["quarter", "term"] | None = Field(
        default=None,
        description="随季度或学期波动,只与上年同期比较 — varies by quarter or school term: compared with the same period a year earlier",
    )


class Cumulative(Numeric):
    kind: Literal["cumulative"] = Field(description="累计数 — a running total")
    baseline: Number = 0.0
    target: Number


class LevelMeasure(Seasonal):
    kind: Literal["level"] = Field(
        description="到期应达到的水平 — a level to reach by the due date"
    )
    baseline: Number
    target: Number


class Floor(Seasonal):
    kind: Literal["floor"] = Field(description="不低于 — a rate that must not fall below")
    floor: Number


class Ceiling(Seasonal):
    kind: Literal["ceiling"] = Field(description="不高于 — a rate that must not rise above")
    ceiling: Number


class Range(Seasonal):
    kind: Literal["range"] = Field(description="区间 — a rate that must stay within")
    range: tuple[Number, Number]
    above: Literal["met"] | None = Field(
        default=None, description="高于上限也算达到 — above the range counts as met"
    )


class Flow(Numeric):
    kind: Literal["flow"] = Field(
        description="按年计数,每年从零开始 — a count of its year, which starts at zero every year"
    )
    years: dict[Year, Number] = Field(
        min_length=1, description="各年度目标 — the goal of each calendar year"
    )


class Part(StrictModel):
    target: NonEmptyStr = Field(description="目标编号 — the id of a target")
    weight: Annotated[Number, Field(gt=0)] = 1.0


class Parts(StrictModel):
    kind: Literal["parts"] = Field(description="由其它目标合成 — composed of other targets")
    parts: tuple[Part, ...] = Field(description="各组成目标及权重 — the targets and their weights")


class MilestoneMeasure(StrictModel):
    kind: Literal["milestones"] = Field(description="按节点 — judged by milestones")


class Statement(StrictModel):
    kind: Literal["statement"] = Field(description="表态,不考核 — never judged")


Measure = Annotated[
    Cumulative
    | LevelMeasure
    | Floor
    | Ceiling
    | Range
    | Flow
    | Parts
    | MilestoneMeasure
    | Statement,
    Field(discriminator="kind"),
]
MEASURES: Final[Mapping[str, type[BaseModel]]] = {
    get_args(measure.model_fields["kind"].annotation)[0]: measure
    for measure in get_args(get_args(Measure)[0])
}
"""The classes of measures by their kind."""
KINDS: Final = tuple(MEASURES)
QUANTITY_KINDS: Final = ("cumulative", "level")
COUNTED_KINDS: Final = (*QUANTITY_KINDS, "flow")
"""The kinds with a goal in figures and a completion."""
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
    themes: dict[str, Title] = {}
    plans: dict[str, Title] = {}
    organisations: dict[str, Title | Organisation] = {}
    documents: dict[str, SourceDocument] = {}
    targets: tuple[Target, ...] = ()


def json_schema() -> str:
    """The JSON Schema of a portfolio file, as text, for editors and other tools."""
    schema = PortfolioFile.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "政策目标 — policy targets"
    return json.dumps(schema, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
