"""The timeline of the screen: due dates and milestones on one axis of years."""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker.analysis.timeline import timeline_data
from tracker.i18n import day, shorten
from tracker.screen.cards import MAX_TITLE_WIDTH
from tracker.views.context import PageContext, iter_rows

MAX_YEAR_LABELS: Final = 7
YEARS_BACK: Final = 4
YEARS_AHEAD: Final = 6


class Span(NamedTuple):
    id: str
    title: str
    status: str
    start: float  # positions on the axis, 0..1
    due: float
    completion: float  # 0..1; NaN without a figure
    steps: tuple[tuple[float, bool], ...]  # position, and whether it is done
    due_on: str
    is_overdue: bool


class TimelineBody(NamedTuple):
    bars: tuple[Span, ...]
    years: tuple[tuple[str, float], ...]
    today: float


def build_timeline(view: PageContext) -> TimelineBody:
    """Targets with a due date that are neither achieved nor missed: next due first, overdue ones last."""
    rows = view.assessed
    is_open = ~rows["status"].isin(["achieved", "missed"])
    data = timeline_data(view.snapshot.select(is_open & rows["due"].notna()))
    overdue = data.bars["due"] < pd.Timestamp(view.as_of)
    bars = data.bars.assign(is_overdue=overdue).sort_values(["is_overdue", "due"], kind="stable")
    if bars.empty:
        return TimelineBody((), (), math.nan)
    first = min(bars["start"].min(), bars["due"].min(), pd.Timestamp(view.as_of))
    last = max(bars["due"].max(), pd.Timestamp(view.as_of))
    begin = max(first.year if not pd.isna(first) else view.as_of.year, view.as_of.year - YEARS_BACK)
    end = min(last.year, view.as_of.year + YEARS_AHEAD) + 1
    begin = min(begin, end - 1)
    axis = _Axis(pd.Timestamp(begin, 1, 1), pd.Timestamp(end, 1, 1))
    steps = {
        str(key): tuple((axis.position(step.date), bool(step.done)) for step in iter_rows(group))
        for key, group in data.milestones.groupby("id", sort=False)
    }
    interval = -(-(end - begin) // MAX_YEAR_LABELS)
    years = [
        (str(year), axis.position(pd.Timestamp(year, 1, 1))) for year in range(begin, end, interval)
    ]
    spans = [_build_span(view, row, axis, steps.get(row.id, ())) for row in iter_rows(bars)]
    return TimelineBody(tuple(spans), tuple(years), axis.position(pd.Timestamp(view.as_of)))


class _Axis(NamedTuple):
    first: pd.Timestamp
    last: pd.Timestamp

    def position(self, on: pd.Timestamp) -> float:
        position: float = (on - self.first) / (self.last - self.first)
        return min(max(position, 0.0), 1.0)


def _build_span(
    view: PageContext, row: Any, axis: _Axis, steps: tuple[tuple[float, bool], ...]
) -> Span:
    return Span(
        id=str(row.id),
        title=shorten(view.t.localized(row, "title"), MAX_TITLE_WIDTH),
        status=str(row.status),
        start=0.0 if pd.isna(row.start) else axis.position(min(row.start, row.due)),
        due=axis.position(row.due),
        completion=float(row.actual),
        steps=steps,
        due_on=day(row.due),
        is_overdue=bool(row.is_overdue),
    )
