"""The Timeline page: its answer in words, every dated target on one axis of years, and the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import isnan, nan
from typing import NamedTuple

import pandas as pd

from tracker import html
from tracker.analysis import agenda
from tracker.analysis.details import TargetDetails, target_details
from tracker.charts import svg_timeline
from tracker.charts.svg_timeline import TimelineBar
from tracker.html import Html, tag, text
from tracker.i18n import Translator, day
from tracker.numbers import percent
from tracker.templates import Markup, render
from tracker.views.context import PageContext
from tracker.views.links import explore_link
from tracker.views.target_row import status_lamp

DAYS_AHEAD = 90


class _Row(NamedTuple):
    title: str
    href: str
    bar: Markup
    label: str  # the bar in words
    period: str
    status: Markup
    progress: str


class _Group(NamedTuple):
    heading: str
    size: str
    rows: Sequence[_Row]


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page and the line below it."""
    t, due = view.t, view.assessed["due"]
    overdue = int((due < pd.Timestamp(view.as_of)).sum())
    coming = agenda.due_within(view.snapshot, DAYS_AHEAD)
    first = headline_text(t, int(due.notna().sum()), overdue)
    if len(coming):
        return first, t("timeline.next", count=len(coming), day=day(coming["date"].iloc[0]))
    return first, t("timeline.quiet", days=DAYS_AHEAD)


def headline_text(t: Translator, dated: int, overdue: int) -> str:
    """The number of targets with a due date and of those past it."""
    clauses = t("timeline.answer", count=dated), t("timeline.overdue", count=overdue)
    return t("chart.comma").join(clauses)


def timeline_bar(details: TargetDetails) -> TimelineBar:
    """The bar of a target; a milestone without a due date is placed at the target's due date."""
    row = details.row
    has_figure = row.judged_on is not None
    steps = [(step.due or row.due, step.milestone in details.done) for step in details.steps]
    dated = sorted((on, is_done) for on, is_done in steps if on is not None)
    completion = row.actual if has_figure else nan
    return TimelineBar(row.start, row.due, completion, has_figure, row.status, tuple(dated))


def bar_texts(t: Translator, bar: TimelineBar) -> tuple[str, str]:
    """The period of a bar, and completion and milestones done."""
    completion = "" if isnan(bar.actual) else percent(bar.actual, t.lang)
    steps_done = sum(is_done for _, is_done in bar.steps)
    steps = f"{t('step.heading')} {steps_done}/{len(bar.steps)}" if bar.steps else ""
    progress = " · ".join(part for part in (completion, steps) if part)
    start, due = (day(on) if on else "…" for on in (bar.start, bar.due))
    return f"{start} – {due}", progress


def chart(view: PageContext) -> Html:
    """Every dated target in groups of a theme, by due date; "" where none has a date."""
    t = view.t
    bars = {
        details.row.id: timeline_bar(details)
        for details in target_details(view.snapshot)
        if details.row.start or details.row.due
    }
    if not bars:
        return ""
    years = svg_timeline.year_range(bars.values(), view.as_of)
    by_theme: dict[str, list[str]] = {theme: [] for theme in view.portfolio.themes}
    for target_id in bars:
        by_theme.setdefault(view.row(target_id).theme, []).append(target_id)
    return render(
        "views",
        "timeline.html",
        caption=t("timeline.caption", first=years[0].year, last=years[1].year),
        explore=explore_link(view, "timeline"),
        note=t("site.timeline.note"),
        axis=Markup(svg_timeline.year_axis(years, f"{years[0].year} – {years[1].year}")),
        columns={
            "title": t("chart.column.title"),
            "period": t("promise.period"),
            "status": t("chart.column.status"),
            "completion": t("chart.column.completion"),
        },
        groups=[
            _Group(
                view.theme(theme),
                t("group.size", count=len(ids)),
                [
                    _row(view, target_id, bars[target_id], years)
                    for target_id in sorted(ids, key=lambda one: bars[one].due or dt.date.max)
                ],
            )
            for theme, ids in by_theme.items()
            if ids
        ],
    )


def _row(
    view: PageContext, target_id: str, bar: TimelineBar, years: tuple[dt.date, dt.date]
) -> _Row:
    target = view.row(target_id)
    period, progress = bar_texts(view.t, bar)
    label = f"{period} {progress}".strip()
    return _Row(
        title=view.t.localized(target, "title"),
        href=view.href("targets", id=target_id),
        bar=Markup(svg_timeline.bar_row(bar, years, view.as_of, label)),
        label=label,
        period=period,
        status=Markup(status_lamp(target, view.t)),
        progress=progress,
    )


def undated(view: PageContext) -> Html:
    """Targets with neither start nor due date, which the chart cannot show."""
    rows = [row for row in view.by_id.values() if row.start is None and row.due is None]
    if not rows:
        return ""
    t = view.t
    links = [
        (
            html.link(t.localized(row, "title"), view.href("targets", id=row.id)),
            status_lamp(row, t),
        )
        for row in rows
    ]
    return html.page(undated_card(t, links))


def undated_card(t: Translator, targets: Sequence[tuple[Html, Html]]) -> Html:
    """A list of targets without a date: the link and the status of each."""
    items = [tag("li", link, " ", lamp) for link, lamp in targets]
    note = tag("p", text(t("timeline.undated.note")), class_="quiet")
    heading = t("timeline.undated", count=len(targets))
    return html.card(note, tag("ul", *items, class_="columns"), heading=heading)
