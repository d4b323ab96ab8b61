"""One target over time, in its own unit: the planned points, the reported figures, the gap.

Plain lists, not tables: a published site draws thousands of targets, and a table of three rows takes
pandas as long as one of three thousand.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis.rows import (
    GOAL_FIELDS,
    AssessedTarget,
    MilestoneRow,
    RevisionRow,
    TrajectoryRow,
    UpdateRow,
    YearGoalRow,
)
from tracker.analysis.season import same_period_a_year_earlier
from tracker.i18n import Lang
from tracker.portfolio.measures import COUNTED_KINDS, QUANTITY_KINDS, RATE_KINDS


class PlannedPoint(NamedTuple):
    date: dt.date
    value: float


class ReportedPoint(NamedTuple):
    date: dt.date
    value: float
    state: str  # counts; other: a different figure for the same day; corrected


def comparable_pairs(
    row: AssessedTarget, figures: Sequence[ReportedPoint]
) -> Iterator[tuple[ReportedPoint, ReportedPoint]]:
    """Each figure after the one that it is compared with; none for a figure that compares with no other.

    The one before; of a seasonal target that of the same period a year earlier, of a flow the one before
    in the same year.
    """
    for position, figure in enumerate(figures):
        if position == 0:
            continue
        if row.season is not None:
            days = ((point.date, point) for point in figures[:position])
            if (found := same_period_a_year_earlier(days, figure.date)) is not None:
                yield found[1], figure
        elif row.kind != "flow" or figures[position - 1].date.year == figure.date.year:
            yield figures[position - 1], figure


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


class OriginalGoal(NamedTuple):
    """The goal and dates as first published, where they were revised."""

    goal: float
    high: float
    start: dt.date | None
    due: dt.date | None
    planned: tuple[PlannedPoint, ...]  # as `ProgressSeries.planned`


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

    @property
    def counting(self) -> list[ReportedPoint]:
        """The figures that count, by date."""
        return [point for point in self.actual if point.state == "counts"]

    def title(self, lang: Lang) -> str:
        return self.title_zh if lang == "zh" else self.title_en

    def unit(self, lang: Lang) -> str:
        return self.unit_zh if lang == "zh" else self.unit_en


class EffectiveUpdate(NamedTuple):
    """What later corrections left of an update; NaN and False where they took the figure out."""

    value: float
    steps: bool


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
        planned = _planned_milestone_points(row, steps)
        actual = _reported_milestone_points(steps, updates, effective, done)
    elif kind not in ("statement", "parts"):
        planned = _planned_points(row, points, years)
        actual = _reported_points(row, as_of, updates, effective)
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
        original=_original_goal(row, of_goal, points, steps, years) if of_goal else None,
        outlook=outlook,
        empty=kind in ("statement", "parts") or (undrawn and not actual),
    )


def _planned_points(
    row: AssessedTarget, points: Sequence[TrajectoryRow], years: Sequence[YearGoalRow]
) -> tuple[PlannedPoint, ...]:
    if row.kind == "flow":
        return _planned_points_of_years(row, points, years)
    if row.kind not in QUANTITY_KINDS or (not points and not (row.start and row.due)):
        return ()
    values = {point.date: point.value for point in points}
    for on, value in ((_start_of_plan(row), row.baseline), (row.due, row.goal)):
        # a point of the file replaces an end; where start and due are one day, the goal counts
        if on is not None and not isnan(value) and (not points or on not in values):
            values[on] = value
    return tuple(PlannedPoint(on, values[on]) for on in sorted(values))


def _start_of_plan(row: AssessedTarget) -> dt.date | None:
    """None where the goal was due before the start, as may be before a revision."""
    is_reversed = row.start is not None and row.due is not None and row.due < row.start
    return None if is_reversed else row.start


def _planned_points_of_years(
    row: AssessedTarget, points: Sequence[TrajectoryRow], years: Sequence[YearGoalRow]
) -> tuple[PlannedPoint, ...]:
    """From zero on the first day of each year to its goal on the last, within the term."""
    values: dict[dt.date, float] = {}
    for year in years:
        first, last = dt.date(year.year, 1, 1), dt.date(year.year, 12, 31)
        first, last = max(first, _start_of_plan(row) or first), min(last, row.due or last)
        if first <= last:
            values |= {first: 0.0, last: year.goal}
    values |= {point.date: point.value for point in points}
    return tuple(PlannedPoint(on, values[on]) for on in sorted(values))


def _order_of_revision(revision: RevisionRow) -> tuple[dt.date, int]:
    return revision.date, revision.number


def _original_goal(
    row: AssessedTarget,
    revisions: Sequence[RevisionRow],
    points: Sequence[TrajectoryRow],
    steps: Sequence[MilestoneRow],
    years: Sequence[YearGoalRow],
) -> OriginalGoal:
    """What the first revision of each field replaced; ``revisions`` are by date.

    The record has no points of a former plan: the file's points count as far as the first due date, as
    they do for the status against the original goal.
    """
    for revision in reversed(revisions):
        if revision.field == "start":
            row = row._replace(start=revision.from_day)
        elif revision.field == "due":
            row = row._replace(due=revision.from_day)
        elif not isnan(revision.year):
            before = revision.from_value
            years = [
                each._replace(goal=before) if each.year == revision.year else each for each in years
            ]
            if row.goal_year == revision.year:
                row = row._replace(goal=before)
        else:
            row = row._replace(goal=revision.from_value, high=revision.from_high)
    if row.kind == "milestones":
        planned = _planned_milestone_points(row, steps)
        return OriginalGoal(100.0, row.high, row.start, row.due, planned)
    due = row.due or dt.date.max
    points = [point for point in points if point.date <= due]
    planned = _planned_points(row, points, years)
    return OriginalGoal(row.goal, row.high, row.start, row.due, planned)


def _planned_milestone_points(
    row: AssessedTarget, steps: Sequence[MilestoneRow]
) -> tuple[PlannedPoint, ...]:
    """The planned share of all weights, in %, on the days it changes."""
    by_day: dict[dt.date, float] = {}
    for step in steps:
        on = step.due or row.due  # a milestone without a date is due with its target
        if on is not None:
            by_day[on] = by_day.get(on, 0.0) + step.weight
    if not by_day:
        return ()
    all_weights = sum(step.weight for step in steps)
    points, so_far = [], 0.0
    for on in sorted(by_day):
        so_far += by_day[on]
        points.append(PlannedPoint(on, round(so_far * (100 / all_weights), 9)))
    if row.start is not None and row.start < points[0].date:
        points.insert(0, PlannedPoint(row.start, 0.0))
    if row.due is not None and row.due > points[-1].date:
        points.append(PlannedPoint(row.due, points[-1].value))
    return tuple(points)


def _reported_milestone_points(
    steps: Sequence[MilestoneRow],
    updates: Sequence[UpdateRow],
    effective: Mapping[int, EffectiveUpdate],
    done: Mapping[str, dt.date],
) -> tuple[ReportedPoint, ...]:
    """The completed share of all weights, in %, on each day an update is about milestones."""
    dates = {
        update.date
        for update in updates
        if update.number in effective and effective[update.number].steps
    }
    if not dates or not steps:
        return ()
    by_day: dict[dt.date, float] = {}
    for step in steps:
        if (on := done.get(step.milestone)) is not None:
            by_day[on] = by_day.get(on, 0.0) + step.weight
    all_weights = sum(step.weight for step in steps)
    points, so_far = [], 0.0
    for on in sorted(dates):
        so_far += by_day.get(on, 0.0)
        points.append(ReportedPoint(on, round(so_far * (100 / all_weights), 9), "counts"))
    return tuple(points)


def _reported_points(
    row: AssessedTarget,
    as_of: dt.date,
    updates: Sequence[UpdateRow],
    effective: Mapping[int, EffectiveUpdate],
) -> tuple[ReportedPoint, ...]:
    """Every figure known on the day; one equal to an earlier figure of its day is left out."""
    figures = [
        update
        for update in updates
        if not isnan(update.value) and update.reported <= as_of and update.date <= as_of
    ]
    in_effect = {
        update.number
        for update in figures
        if update.number in effective and not isnan(effective[update.number].value)
    }
    best: dict[dt.date, tuple[tuple[int, dt.date, float, int], int]] = {}
    for update in figures:
        if update.number in in_effect:
            favourability = _favourability(row, update.value)
            key = (update.rank, update.reported, -favourability, update.number)
            if update.date not in best or key > best[update.date][0]:
                best[update.date] = key, update.number
    counting = {number for _, number in best.values()}
    points: dict[tuple[dt.date, float], ReportedPoint] = {}
    for update in sorted(figures, key=lambda update: (update.date, update.number not in counting)):
        state = "other" if update.number in in_effect else "corrected"
        state = "counts" if update.number in counting else state
        point = ReportedPoint(update.date, update.value, state)
        points.setdefault((update.date, update.value), point)
    return tuple(points.values())


def _favourability(row: AssessedTarget, value: float) -> float:
    """How favourable a figure is to its target; of use for comparing only."""
    if row.kind in COUNTED_KINDS:
        return value if row.kind == "flow" or row.goal >= row.baseline else -value
    if row.kind == "ceiling":
        return -max(value - row.goal, 0.0)
    shortfall = max(row.goal - value, 0.0) / (abs(row.goal) or 1.0)
    if row.kind == "range" and not row.above_met:
        shortfall = max(shortfall, max(value - row.high, 0.0) / (abs(row.high) or 1.0))
    return -shortfall


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


class SeriesRow(NamedTuple):
    """A row of the chart's data table."""

    date: dt.date
    planned: float
    actual: float
    state: str  # as in `ReportedPoint`; empty for a planned point alone


_NAN: Final = float("nan")


def series_rows(series: ProgressSeries) -> list[SeriesRow]:
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
    return sorted(rows, key=lambda row: row.date)


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
