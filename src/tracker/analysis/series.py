"""One target over time, in its own unit: the planned points, the reported figures, the gap.

Plain lists, not tables: a published site draws thousands of targets, and a table of three rows takes
pandas as long as one of three thousand.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from math import isnan
from typing import Final, NamedTuple, Protocol, TypeVar

from tracker.analysis.planned_points import (
    OriginalGoal,
    PlannedPoint,
    original_goal,
    planned_milestone_points,
    planned_points,
)
from tracker.analysis.reported_points import (
    EffectiveUpdate,
    ReportedPoint,
    reported_milestone_points,
    reported_points,
)
from tracker.analysis.rows import (
    GOAL_FIELDS,
    AssessedTarget,
    MilestoneRow,
    RevisionRow,
    TrajectoryRow,
    UpdateRow,
    YearGoalRow,
)
from tracker.i18n import Lang
from tracker.portfolio.measures import COUNTED_KINDS, RATE_KINDS


class Gap(NamedTuple):
    """The figure the status is based on, beside the plan of its day."""

    on: dt.date
    planned: float  # in the figure's unit; for a rate the bound it is compared with
    actual: float
    gap_pp: float  # percentage points behind; NaN for a rate
    shortfall: float  # of a rate: its distance from the bound in its unit
    status: str

    @property
    def is_behind(self) -> bool:
        return self.gap_pp > 0 or self.shortfall > 0

    @property
    def is_none(self) -> bool:
        """Exactly on plan, or a rate that holds."""
        return self.gap_pp == 0 or self.shortfall == 0


class OutlookRange(NamedTuple):
    """Where the due date will be with the slowest and with the fastest pace between two reports."""

    on: dt.date  # the latest figure, from which both are counted
    value: float
    due: dt.date
    slowest: float  # the value of the due date
    fastest: float


class ProgressSeries(NamedTuple):
    """A target over time, in its unit; milestones in %."""

    kind: str
    title_zh: str
    title_en: str
    unit_zh: str  # milestones are counted in %
    unit_en: str
    approximate: bool
    start: dt.date | None
    due: dt.date | None
    as_of: dt.date
    goal: float  # the last planned value, or the bound of a rate (the lower one of a range)
    high: float  # the upper bound of a range
    above_met: bool  # a figure above the range is as good as one within
    planned: tuple[PlannedPoint, ...]  # by date; straight between them, or steps for milestones
    actual: tuple[ReportedPoint, ...]  # by date
    pro_rata: bool  # `planned` is a straight line by time elapsed that the record does not give
    gap: Gap | None
    revisions: tuple[RevisionRow, ...]  # of the goal, the start and the due date, by date
    original: OriginalGoal | None  # None: not revised
    outlook: OutlookRange | None  # None: too early for an outlook, or there is none
    empty: bool  # nothing was reported, and nothing or a single milestone is planned
    shift: int = 0  # places that the decimal point was moved, for the unit of a language

    @property
    def counting(self) -> list[ReportedPoint]:
        """The figures that count, by date."""
        return [point for point in self.actual if point.state == "counts"]

    def title(self, lang: Lang) -> str:
        return self.title_zh if lang == "zh" else self.title_en

    def unit(self, lang: Lang) -> str:
        return self.unit_zh if lang == "zh" else self.unit_en


def progress_series(
    row: AssessedTarget,
    as_of: dt.date,
    *,
    points: Sequence[TrajectoryRow],
    steps: Sequence[MilestoneRow],
    updates: Sequence[UpdateRow],
    effective: Mapping[int, EffectiveUpdate],
    done: Mapping[str, dt.date],
    revisions: Sequence[RevisionRow] = (),
    outlook: OutlookRange | None = None,
    years: Sequence[YearGoalRow] = (),
) -> ProgressSeries:
    """The plan in force, the plan before all revisions, and every figure reported by ``as_of``, in the measure's unit.

    A count runs from (start, baseline) over the points of the file to (due, goal), a flow from zero to the goal
    of each of its ``years``; a milestone target
    climbs by the weight of its milestones, in %; a rate has its bounds. Without a start or a due date
    there is no plan unless the file gives points. Of several figures for one day the one that counts is
    chosen as in `assessment`: by grade, then the later report, then the less favourable figure.

    ``updates`` are in the order of the file, ``effective`` those known on the day by their number,
    ``done`` the day each milestone was first reported as done; ``revisions`` those known on the day, and
    ``outlook`` the range of the outlook of the day.
    """
    kind = row.kind
    if not isnan(row.counted_from):  # the plan leads from the baseline of the figure's season
        row = row._replace(baseline=row.counted_from)
    planned: tuple[PlannedPoint, ...] = ()
    actual: tuple[ReportedPoint, ...] = ()
    if kind == "milestones":
        planned = planned_milestone_points(row, steps)
        actual = reported_milestone_points(steps, updates, effective, done)
    elif kind not in ("statement", "parts"):
        planned = planned_points(row, points, years)
        actual = reported_points(row, as_of, updates, effective)
    of_goal = tuple(
        sorted((r for r in revisions if r.field in GOAL_FIELDS), key=_order_of_revision)
    )
    in_percent = kind == "milestones"
    unplanned = in_percent and not planned
    # one milestone alone is no path: its day says as much as a drawing
    undrawn = in_percent and (len(planned) < 2 or len(steps) == 1)
    return ProgressSeries(
        kind=kind,
        title_zh=row.title_zh,
        title_en=row.title_en,
        unit_zh="%" if in_percent else row.unit_zh or "",
        unit_en="%" if in_percent else row.unit_en or "",
        approximate=row.approximate,
        start=row.start,
        due=row.due,
        as_of=as_of,
        goal=100.0 if in_percent else row.goal,
        high=row.high,
        above_met=row.above_met,
        planned=planned,
        actual=actual,
        pro_rata=row.pro_rata,
        gap=None if unplanned else _gap(row),
        revisions=of_goal,
        original=original_goal(row, of_goal, points, steps, years) if of_goal else None,
        outlook=outlook,
        empty=kind in ("statement", "parts") or (undrawn and not actual),
    )


def _order_of_revision(revision: RevisionRow) -> tuple[dt.date, int]:
    return revision.date, revision.number


def _gap(row: AssessedTarget) -> Gap | None:
    """None too for an unreported target, whose gap of today is not known."""
    if (
        row.status == "unreported"
        or row.judged_on is None
        or (isnan(row.gap_pp) and isnan(row.shortfall))
    ):
        return None
    planned, actual = row.planned, row.actual
    if row.kind == "milestones":
        planned, actual = 100 * planned, 100 * actual
    else:
        actual = row.value
        if row.kind in COUNTED_KINDS:
            planned = row.baseline + planned * (row.goal - row.baseline)
        else:
            above = row.kind == "range" and not row.above_met and actual > row.high
            planned = row.high if above else row.goal
    return Gap(row.judged_on, planned, actual, row.gap_pp, row.shortfall, row.status)


class SeriesPoint(Protocol):
    """A planned or a reported point."""

    @property
    def date(self) -> dt.date: ...

    @property
    def value(self) -> float: ...


_Point = TypeVar("_Point", bound=SeriesPoint)


def pieces(kind: str, points: Iterable[_Point]) -> list[list[_Point]]:
    """The points that one line joins: of a flow those of a year, which begins at zero again."""
    if kind != "flow":
        return [list(points)]
    return [list(of_year) for _, of_year in groupby(points, key=lambda point: point.date.year)]


class SeriesRow(NamedTuple):
    """A row of the chart's data table."""

    date: dt.date
    planned: float
    actual: float
    state: str  # as in `ReportedPoint`; empty for a planned point alone


_NAN: Final = float("nan")


@lru_cache(maxsize=16)  # a page asks for each of its places, and a site for each language
def series_rows(series: ProgressSeries) -> tuple[SeriesRow, ...]:
    """The chart's data, by date: a row for each planned point and each reported figure."""
    reported = {point.date for point in series.actual}
    planned = {point.date for point in series.planned}
    if series.kind in RATE_KINDS:
        planned = {end for end in (series.start, series.due) if end is not None}
    rows = [SeriesRow(on, planned_on(series, on), _NAN, "") for on in planned - reported]
    rows += [
        SeriesRow(point.date, planned_on(series, point.date), point.value, point.state)
        for point in series.actual
    ]
    return tuple(sorted(rows, key=lambda row: row.date))


def planned_on(series: ProgressSeries, on: dt.date) -> float:
    """The planned value of a day, NaN where nothing is planned."""
    if series.kind in RATE_KINDS:
        return _NAN if series.start is not None and on < series.start else series.goal
    if not series.planned:
        return _NAN
    dates = [point.date for point in series.planned]
    after = bisect_right(dates, on)
    if series.kind == "milestones":
        return series.planned[after - 1].value if after else 0.0
    if after == 0:  # without a start date nothing is known of the time before the first point
        return series.planned[0].value if series.start is not None else _NAN
    if after == len(dates):
        return series.planned[-1].value
    left, right = series.planned[after - 1], series.planned[after]
    share = (on - left.date) / (right.date - left.date)
    return left.value + share * (right.value - left.value)
