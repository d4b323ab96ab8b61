"""One target as a row of the timeline: its bar, and start, due date and milestones in words."""

from __future__ import annotations

import datetime as dt
from math import isnan, nan
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.assessment import OVER
from tracker.analysis.status_words import status_marks, status_word
from tracker.analysis.timeline import ScheduledTarget
from tracker.charts import svg_timeline
from tracker.charts.svg_timeline import Step, TimelineBar
from tracker.charts.time_axis import TimeAxis
from tracker.i18n import Translator, day
from tracker.numbers import UNKNOWN, percent
from tracker.portfolio.measures import RATE_KINDS
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.timeline_order import is_overdue, overdue_as

_MAX_DAYS_SHOWN: Final = 366  # beyond them the due date alone says more
_MAX_STEPS_NAMED: Final = 12


class TimelineRow(NamedTuple):
    """A target on the timeline, in words and as a bar."""

    title: str
    href: str
    label: str  # the bar in words
    bar: Markup
    due: str
    days: str  # left, or since the due date
    is_overdue: bool  # the days since the due date count
    status: Markup
    progress: str


def timeline_bar(t: Translator, target: ScheduledTarget) -> TimelineBar:
    """The bar of a target; a milestone without a due date is placed at the target's due date."""
    row = target.row
    has_figure = row.judged_on is not None and row.status != "unreported"
    return TimelineBar(
        row.start,
        row.due,
        row.actual if has_figure else nan,
        has_figure,
        row.status,
        # the period of a rate is over: no later day can change its result
        overdue_as(row) in ("late", "silent") and row.kind not in RATE_KINDS,
        tuple(Step(step.date, step.done, t.localized(step, "title")) for step in target.steps),
    )


def timeline_row(view: PageContext, target: ScheduledTarget, axis: TimeAxis) -> TimelineRow:
    """The row of a dated target."""
    t, row, bar = view.t, target.row, timeline_bar(view.t, target)
    completion = "" if isnan(bar.actual) else percent(bar.actual, t.lang)
    done = UNKNOWN if row.status == "unreported" else str(sum(one.is_done for one in bar.steps))
    steps = f"◆\u00a0{done}/{len(bar.steps)}" if bar.steps else ""
    marks = status_marks(row, t, short=True)
    return TimelineRow(
        title=t.localized(row, "title"),
        href=view.href("targets", id=row.id),
        label=_bar_label(t, target, completion),
        bar=Markup(svg_timeline.bar_row(bar, axis, view.as_of)),
        due=_due_text(t, target),
        days=_days_text(t, target, view.as_of),
        is_overdue=is_overdue(target),
        status=Markup(html.status_lamp(row.status, t, word=status_word(row, t), marks=marks)),
        progress=" ".join(filter(None, (completion, steps))),
    )


def _bar_label(t: Translator, target: ScheduledTarget, completion: str) -> str:
    """The bar in words: from when to when, status, completion, and the milestones with their days."""
    row = target.row
    start = day(row.start) if row.start else "…"
    due = _due_text(t, target) if row.due else "…"
    parts = [f"{start} – {due}", status_word(row, t)]
    if completion:
        parts.append(f"{t('chart.physical')} {completion}")
    parts += [
        t(
            "timeline.step.done" if step.done else "timeline.step",
            day=t("step.assumed", day=day(step.date)) if step.assumed else day(step.date),
            title=t.localized(step, "title"),
        )
        for step in target.steps[:_MAX_STEPS_NAMED]
    ]
    if len(target.steps) > _MAX_STEPS_NAMED:
        parts.append("…")
    return t("list.semicolon").join(parts)


def _due_text(t: Translator, target: ScheduledTarget) -> str:
    due = day(target.row.due)
    return t("step.assumed", day=due) if target.due_assumed else due


def _days_text(t: Translator, target: ScheduledTarget, as_of: dt.date) -> str:
    """Days to the due date, or since it where a report is overdue or it was within a year.

    Not of a result that is final, and not since a day that is assumed: the count would be more exact than the day.
    """
    row = target.row
    if row.due is None or row.status in OVER:
        return ""
    days = (row.due - as_of).days
    if days >= 0:
        return t("row.days_left", count=days) if days <= _MAX_DAYS_SHOWN else ""
    is_over = row.kind in RATE_KINDS or target.due_assumed
    if is_over or (overdue_as(row) != "late" and -days > _MAX_DAYS_SHOWN):
        return ""
    return t("row.days_past", count=-days)
