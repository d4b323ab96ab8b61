"""The timeline of the screen: due dates and milestones on one axis of years."""

from __future__ import annotations

import datetime as dt
import math
from typing import Final, NamedTuple

from tracker.analysis.rows import AssessedTarget, typed_rows
from tracker.analysis.status_words import status_marks, status_word
from tracker.analysis.timeline import DatedMilestone, TimelineTarget, timeline_data
from tracker.i18n import day, shorten
from tracker.screen.cards import MAX_TITLE_WIDTH
from tracker.views.context import PageContext
from tracker.views.target_row import due_text, is_assumed

MAX_YEAR_LABELS: Final = 7
YEARS_BACK: Final = 4
YEARS_AHEAD: Final = 6


class Span(NamedTuple):
    """One target on the axis; positions are shares of its length, 0 to 1."""

    id: str
    title: str
    status: str
    status_word: str
    marks: str  # what a reader must know before relying on the status; "" mostly
    start: float  # positions on the axis, 0..1
    due: float
    completion: float  # 0..1; NaN without a figure
    steps: tuple[tuple[float, bool], ...]  # position, and whether it is done
    due_on: str  # in words
    is_overdue: bool


class TimelineBody(NamedTuple):
    """The axis with its years, each with its position, and the targets on it."""

    bars: tuple[Span, ...]
    years: tuple[tuple[str, float], ...]
    today: float


def build_timeline(view: PageContext) -> TimelineBody:
    """Targets with a due date that are neither achieved nor missed: next due first, overdue ones last."""
    rows = view.assessed
    is_open = ~rows["status"].isin(["achieved", "missed"])
    data = timeline_data(view.snapshot.select(is_open & rows["due"].notna()))
    bars = sorted(
        typed_rows(data.bars, TimelineTarget), key=lambda bar: _due_order(bar, view.as_of)
    )
    if not bars:
        return TimelineBody((), (), math.nan)
    starts = [bar.start for bar in bars if bar.start is not None]
    dues = [bar.due for bar in bars if bar.due is not None]
    first = min([*starts, *dues, view.as_of]) if starts else view.as_of
    last = max([*dues, view.as_of])
    begin = max(first.year, view.as_of.year - YEARS_BACK)
    end = min(last.year, view.as_of.year + YEARS_AHEAD) + 1
    begin = min(begin, end - 1)
    axis = _Axis(dt.date(begin, 1, 1), dt.date(end, 1, 1))
    steps: dict[str, list[tuple[float, bool]]] = {}
    for step in typed_rows(data.milestones, DatedMilestone):
        steps.setdefault(step.id, []).append((axis.position(step.date), step.done))
    interval = -(-(end - begin) // MAX_YEAR_LABELS)
    years = [
        (str(year), axis.position(dt.date(year, 1, 1))) for year in range(begin, end, interval)
    ]
    spans = [_build_span(view, bar, axis, tuple(steps.get(bar.id, ()))) for bar in bars]
    return TimelineBody(tuple(spans), tuple(years), axis.position(view.as_of))


def _due_order(bar: TimelineTarget, as_of: dt.date) -> tuple[bool, dt.date]:
    """Next due first, overdue ones last."""
    due = bar.due or dt.date.max
    return due < as_of, due


class _Axis(NamedTuple):
    first: dt.date
    last: dt.date

    def position(self, on: dt.date) -> float:
        position = (on - self.first) / (self.last - self.first)
        return min(max(position, 0.0), 1.0)


def _past_due_text(view: PageContext, row: AssessedTarget) -> str:
    is_stated = not is_assumed(view, row.id, "due")
    return view.t("screen.due.over" if is_stated else "screen.due.over.assumed", day=day(row.due))


def _build_span(
    view: PageContext, bar: TimelineTarget, axis: _Axis, steps: tuple[tuple[float, bool], ...]
) -> Span:
    due = bar.due or view.as_of
    row = view.row(bar.id)
    return Span(
        id=bar.id,
        title=shorten(view.t.localized(bar, "title"), MAX_TITLE_WIDTH),
        status=bar.status,
        status_word=status_word(row, view.t),
        marks=status_marks(row, view.t, short=True),
        start=0.0 if bar.start is None else axis.position(min(bar.start, due)),
        due=axis.position(due),
        completion=bar.actual,
        steps=steps,
        due_on=_past_due_text(view, row) if due < view.as_of else due_text(view, row),
        is_overdue=due < view.as_of,
    )
