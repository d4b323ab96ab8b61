"""The settings of a portfolio: thresholds, reporting, the public screen, ratings, the licence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from tracker.i18n import Lang, languages
from tracker.portfolio.entries import Review
from tracker.portfolio.scalars import (
    MAX_TITLE_LENGTH,
    Day,
    MoneyUnit,
    NonEmptyStr,
    NonNegativeInt,
    Number,
    Url,
    YesNo,
)
from tracker.portfolio.texts import StrictModel, Title

Frequency = Literal["month", "quarter", "half_year", "year", "never"]
MONTHS_PER_PERIOD: Final[dict[str, int]] = {
    "month": 1,
    "quarter": 3,
    "half_year": 6,
    "year": 12,
    "never": 0,
}


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

    def with_override(self, override: ReportingOverride | None) -> ReportingSchedule:
        """The schedule of a target that has an override of its own, or none."""
        if override is None:
            return self
        return self.model_copy(update=override.model_dump(exclude_none=True))


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


class Rating(StrictModel):
    """A rating on the reporters' own scale, such as "feasible"."""

    title: Title
    status: Literal["achieved", "on_track", "at_risk", "off_track", "missed"] | None = Field(
        default=None,
        description="与本系统哪一状态相当;来源未说明时不填 — the status it stands for; left out where no source says so",
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
