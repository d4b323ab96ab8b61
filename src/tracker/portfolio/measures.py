"""The kinds of measures: what is counted or judged, and the goal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Final, Literal, get_args

from pydantic import BaseModel, Field

from tracker.portfolio.scalars import NonEmptyStr, Number, Year, YesNo
from tracker.portfolio.texts import StrictModel, Text


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
MAX_SEASON_SHIFT: Final = 45
"""Days by which the same period of two years may differ: half the distance between two quarters."""
