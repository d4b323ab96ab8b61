"""The Timeline page: its answer in words, every dated target on one axis of years, and the others.

Targets past due that nobody reported as achieved are overdue. They come first in their group, those due
longest ago foremost; then what is under way by due date, what has no due date, and what is achieved. Groups
with most overdue targets come first, the others in the order of the file.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from math import isnan, nan
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis import agenda, rollup
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.status_words import status_marks, status_word
from tracker.analysis.timeline import ScheduledTarget, schedule
from tracker.charts import svg_timeline
from tracker.charts.svg_timeline import Step, TimelineBar
from tracker.charts.time_axis import TimeAxis, omitted_text, time_axis
from tracker.html import Html
from tracker.i18n import Translator, day
from tracker.numbers import percent
from tracker.templates import Markup, render
from tracker.views.context import PageContext
from tracker.views.download_links import download_links
from tracker.views.folds import ALL, FOLD_PARAM, Folds, fair_share
from tracker.views.group_table import GROUP_PARAM, GROUPING_KEYS
from tracker.views.groups import group_name
from tracker.views.links import GROUPINGS, ToolLink, explore_link
from tracker.views.selections import DAYS_AHEAD
from tracker.views.target_index import NONE

MAX_UNFOLDED: Final = 60
"""With more rows, groups without an overdue target are folded."""
MAX_ROWS: Final = 250
"""Of a page; the rows that are left out are in the list of targets, to which their group leads."""
_MAX_UNDATED: Final = 60
_MAX_DAYS_SHOWN: Final = 366  # beyond them the due date alone says more
_MAX_STEPS_NAMED: Final = 12


class _Row(NamedTuple):
    title: str
    href: str
    label: str  # the bar in words
    bar: Markup
    due: str
    days: str  # left, or since the due date
    is_overdue: bool
    status: Markup
    progress: str


class _Group(NamedTuple):
    name: str
    size: str
    overdue: str
    toggle: str  # the link that folds or unfolds it; "" where the browser does so
    is_open: bool
    rows: Sequence[_Row]
    more: ToolLink | None  # to the list with all its targets, where some are left out


class _Choice(NamedTuple):
    label: str
    href: str
    is_chosen: bool


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page and the line below it."""
    t = view.t
    coming = agenda.due_within(view.snapshot, DAYS_AHEAD)
    first = headline_text(t, list(view.by_id.values()))
    if len(coming):
        return first, t("timeline.next", count=len(coming), day=day(coming["date"].iloc[0]))
    return first, t("timeline.quiet", days=DAYS_AHEAD)


def headline_text(t: Translator, rows: Sequence[AssessedTarget]) -> str:
    """The number of targets with a due date, of those past it, and of those not reported as achieved then."""
    past = sum(row.past_due for row in rows)
    overdue = sum(map(is_overdue, rows))
    clauses = [
        t("timeline.answer", count=sum(row.due is not None for row in rows)),
        t("timeline.overdue", count=past),
    ]
    if overdue:
        clauses.append(t("timeline.overdue.open", count=overdue))
    return t("chart.comma").join(clauses)


def is_overdue(row: AssessedTarget) -> bool:
    """Whether the due date is past and nobody reported the target as achieved."""
    return row.past_due and row.status != "achieved"


def timeline_bar(t: Translator, target: ScheduledTarget) -> TimelineBar:
    """The bar of a target; a milestone without a due date is placed at the target's due date."""
    row = target.row
    has_figure = row.judged_on is not None
    return TimelineBar(
        row.start,
        row.due,
        row.actual if has_figure else nan,
        has_figure,
        row.status,
        is_overdue(row),
        tuple(Step(step.date, step.done, t.localized(step, "title")) for step in target.steps),
    )


def drawing(view: PageContext) -> Html:
    """The chart with all targets of the portfolio."""
    return chart(view, schedule(view.snapshot), chosen_grouping(view))


def chosen_grouping(view: PageContext) -> rollup.GroupBy:
    """The grouping in the URL, else by theme."""
    asked = view.query.get(GROUP_PARAM)
    choices = GROUPINGS["timeline"]
    return next((by for by in choices if by == asked), choices[0])


def chart(
    view: PageContext,
    targets: Sequence[ScheduledTarget],
    by: rollup.GroupBy,
    *,
    is_interactive: bool = True,
) -> Html:
    """Every dated target in its group on one axis, and the others as a list.

    Without ``is_interactive`` the browser folds the groups, and there is no chart to explore: the page is a file.
    """
    t = view.t
    dated = [one for one in targets if one.row.start or one.row.due]
    undated = [one.row for one in targets if not (one.row.start or one.row.due)]
    bars = {one.row.id: timeline_bar(t, one) for one in dated}
    axis = time_axis([bar.dates for bar in bars.values()], view.as_of)
    groups_of = grouped(dated, by)
    is_long = len(dated) > MAX_UNFOLDED
    defaults = {name: is_long and not _overdue(rows) for name, rows in groups_of.items()}
    folds = Folds.parse(view.query.get(FOLD_PARAM, "") if is_interactive else "")
    is_open = {
        name: not folds.is_folded(_fold_name(name), by_default=folded)
        for name, folded in defaults.items()
    }
    sizes = [len(rows) for name, rows in groups_of.items() if is_open[name] or not is_interactive]
    limit = fair_share(sizes, MAX_ROWS)
    groups = []
    for name, rows in groups_of.items():
        toggle = ""
        if is_interactive:
            fold = folds.toggled(_fold_name(name), by_default=defaults[name])
            toggle = view.href("timeline", **{**view.query, FOLD_PARAM: fold})
        shown = rows[:limit] if is_open[name] or not is_interactive else []
        groups.append(
            _Group(
                name=group_name(view, by, name),
                size=t("group.size", count=len(rows)),
                overdue=t("timeline.overdue.group", count=count)
                if (count := _overdue(rows))
                else "",
                toggle=toggle,
                is_open=is_open[name],
                rows=[_row(view, one, bars[one.row.id], axis) for one in shown],
                more=_more(view, by, name, len(rows)) if shown and len(shown) < len(rows) else None,
            )
        )
    return render(
        "views",
        "timeline.html",
        label=t("timeline.caption", first=axis.years[0], last=axis.years[1]),
        tabs_label=t("timeline.by"),
        tabs=_tabs(view, by),
        tools=_tools(view, groups) if is_interactive else [],
        files=download_links(view, "timeline"),
        note=t("timeline.note"),
        omitted=omitted_text(axis, t),
        axis=Markup(svg_timeline.axis_labels(axis)),
        grid=Markup(svg_timeline.grid(axis, view.as_of)),
        columns=[
            t("chart.column.title"),
            t("chart.column.due"),
            t("chart.column.status"),
            t("chart.column.completion"),
        ],
        groups=groups,
        nothing=t("chart.alt.none"),
        undated=_undated(view, undated),
    )


def _overdue(targets: Sequence[ScheduledTarget]) -> int:
    return sum(is_overdue(one.row) for one in targets)


def grouped(
    targets: Sequence[ScheduledTarget], by: rollup.GroupBy
) -> dict[str, list[ScheduledTarget]]:
    """By key, "" for none, in the order of the page."""
    groups: dict[str, list[ScheduledTarget]] = {}
    for one in targets:
        groups.setdefault(getattr(one.row, by) or "", []).append(one)
    ordered = sorted(groups, key=lambda name: (-_overdue(groups[name]), name == ""))
    return {name: sorted(groups[name], key=_place) for name in ordered}


def _place(target: ScheduledTarget) -> tuple[int, dt.date]:
    row = target.row
    if row.status == "achieved":
        rank = 3
    elif row.due is None:
        rank = 2
    else:
        rank = 0 if is_overdue(row) else 1
    return rank, row.due or row.start or dt.date.max


def _fold_name(group: str) -> str:
    return group or NONE


def _tabs(view: PageContext, by: rollup.GroupBy) -> list[_Choice]:
    return [
        _Choice(
            view.t(GROUPING_KEYS[name]),
            view.href("timeline", **{**view.query, GROUP_PARAM: name, FOLD_PARAM: None}),
            name == by,
        )
        for name in GROUPINGS["timeline"]
    ]


def _tools(view: PageContext, groups: Sequence[_Group]) -> list[ToolLink]:
    """Fold or unfold all, and the interactive chart."""
    links = [explore_link(view, "timeline")] if groups else []
    if len(groups) > 1:
        fold = ALL if any(group.is_open for group in groups) else f"-{ALL}"
        key = "timeline.fold" if fold == ALL else "timeline.unfold"
        href = view.href("timeline", **{**view.query, FOLD_PARAM: fold})
        links.insert(0, ToolLink(href, view.t(key)))
    return links


def _more(view: PageContext, by: rollup.GroupBy, name: str, size: int) -> ToolLink:
    return ToolLink(view.href("targets", **{by: name or NONE}), view.t("timeline.more", count=size))


def _row(view: PageContext, target: ScheduledTarget, bar: TimelineBar, axis: TimeAxis) -> _Row:
    t, row = view.t, target.row
    completion = "" if isnan(bar.actual) else percent(bar.actual, t.lang)
    steps = f"◆ {sum(step.is_done for step in bar.steps)}/{len(bar.steps)}" if bar.steps else ""
    marks = status_marks(row, t, short=True)
    return _Row(
        title=t.localized(row, "title"),
        href=view.href("targets", id=row.id),
        label=_bar_label(t, row, bar, completion),
        bar=Markup(svg_timeline.bar_row(bar, axis, view.as_of)),
        due=day(row.due),
        days=_days_text(t, row, view.as_of),
        is_overdue=bar.is_overdue,
        status=Markup(html.status_lamp(row.status, t, word=status_word(row, t), marks=marks)),
        progress=" ".join(filter(None, (completion, steps))),
    )


def _bar_label(t: Translator, row: AssessedTarget, bar: TimelineBar, completion: str) -> str:
    """The bar in words: from when to when, status, completion, and the milestones with their days."""
    start, due = (day(on) if on else "…" for on in (bar.start, bar.due))
    parts = [f"{start} – {due}", status_word(row, t)]
    if completion:
        parts.append(f"{t('chart.physical')} {completion}")
    parts += [
        t(
            "timeline.step.done" if step.is_done else "timeline.step",
            day=day(step.on),
            title=step.title,
        )
        for step in bar.steps[:_MAX_STEPS_NAMED]
    ]
    if len(bar.steps) > _MAX_STEPS_NAMED:
        parts.append("…")
    return t("list.semicolon").join(parts)


def _days_text(t: Translator, row: AssessedTarget, as_of: dt.date) -> str:
    if row.due is None or row.status == "achieved":
        return ""
    days = (row.due - as_of).days
    if days < 0:
        return t("row.days_past", count=-days)
    return t("row.days_left", count=days) if days <= _MAX_DAYS_SHOWN else ""


class _Undated(NamedTuple):
    heading: str
    note: str
    targets: Sequence[tuple[str, str, Markup]]  # title, link, status
    more: ToolLink | None


def _undated(view: PageContext, rows: Sequence[AssessedTarget]) -> _Undated | None:
    """Targets with neither start nor due date, which the chart cannot show."""
    if not rows:
        return None
    t = view.t
    targets = [
        (
            t.localized(row, "title"),
            view.href("targets", id=row.id),
            Markup(html.status_lamp(row.status, t, word=status_word(row, t))),
        )
        for row in rows[:_MAX_UNDATED]
    ]
    more = ToolLink(view.href("targets"), t("timeline.more", count=len(rows)))
    return _Undated(
        t("timeline.undated", count=len(rows)),
        t("timeline.undated.note"),
        targets,
        more if len(rows) > _MAX_UNDATED else None,
    )
