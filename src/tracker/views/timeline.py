"""The Timeline page: its answer in words, every dated target on one axis of years, and the others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis import agenda, rollup
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.status_words import status_word
from tracker.analysis.timeline import ScheduledTarget, schedule
from tracker.charts import svg_timeline
from tracker.charts.time_axis import TimeAxis, omitted_text, time_axis
from tracker.html import Html
from tracker.i18n import Translator, day
from tracker.templates import Markup, render
from tracker.views.context import PageContext
from tracker.views.download_links import Downloads, download_links
from tracker.views.folds import ALL, FOLD_PARAM, Folds, fair_share
from tracker.views.group_table import GROUP_PARAM, GROUPING_KEYS
from tracker.views.groups import group_name
from tracker.views.links import GROUPINGS, ToolLink, explore_link
from tracker.views.news import is_assumed_due
from tracker.views.selections import DAYS_AHEAD
from tracker.views.target_index import NONE
from tracker.views.timeline_order import (
    grouped,
    overdue_as,
    overdue_texts,
    split_overdue,
)
from tracker.views.timeline_row import TimelineRow, timeline_row

MAX_UNFOLDED: Final = 60
"""With more rows, groups without a target past due that was missed or has no data are folded."""
MAX_ROWS: Final = 250
"""Of a page; the rows that are left out are in the list of targets, to which their group leads."""
_MAX_UNDATED: Final = 60


class _Group(NamedTuple):
    name: str
    size: str
    overdue: str  # how many were missed or have an overdue report
    silent: str  # how many others are past due, by an assumed date or without data
    toggle: str  # the link that folds or unfolds it; "" where the browser does so
    is_open: bool
    rows: Sequence[TimelineRow]
    more: ToolLink | None  # to the list with all its targets, where some are left out


class _Choice(NamedTuple):
    label: str
    href: str
    is_chosen: bool


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page and the line below it."""
    t = view.t
    coming = agenda.due_within(view.snapshot, DAYS_AHEAD)
    first = headline_text(t, schedule(view.snapshot))
    if coming:
        return first, t("timeline.next", count=len(coming), day=first_due_text(view, coming[0]))
    return first, t("timeline.quiet", days=DAYS_AHEAD)


def first_due_text(view: PageContext, item: agenda.DueItem) -> str:
    """The day on which something falls due, marked where it is assumed."""
    on = day(item.date)
    return view.t("step.assumed", day=on) if is_assumed_due(view, item) else on


def headline_text(t: Translator, targets: Sequence[ScheduledTarget]) -> str:
    """The number of targets with a due date, of those past it, and of what is known of these."""
    past = [one for one in targets if one.row.past_due]
    assumed = sum(one.due_assumed for one in past)
    clauses = [
        t("timeline.answer", count=sum(one.row.due is not None for one in targets)),
        t("timeline.overdue", count=len(past))
        + (t("timeline.overdue.assumed", count=assumed) if assumed else ""),
        *overdue_texts(t, past),
    ]
    return t("chart.comma").join(clauses)


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
    axis: TimeAxis | None = None,
) -> Html:
    """Every dated target in its group on one axis, and the others as a list.

    Without ``is_interactive`` the browser folds the groups, and there is no chart to explore: the page is a file.
    ``axis`` is passed where that of the targets is known already.
    """
    t = view.t
    dated = [one for one in targets if one.row.start or one.row.due]
    undated = [one.row for one in targets if not (one.row.start or one.row.due)]
    axis = axis or time_axis([one.dates for one in dated], view.as_of)
    groups_of = grouped(dated, by)
    is_long = len(dated) > MAX_UNFOLDED
    defaults = {
        name: is_long and not any(overdue_as(one.row) for one in rows)
        for name, rows in groups_of.items()
    }
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
        red, grey = split_overdue(rows)
        shown = rows[:limit] if is_open[name] or not is_interactive else []
        groups.append(
            _Group(
                name=group_name(view, by, name),
                size=t("group.size", count=len(rows)),
                overdue=t("chart.comma").join(overdue_texts(t, red)),
                silent=t("chart.comma").join(overdue_texts(t, grey)),
                toggle=toggle,
                is_open=is_open[name],
                rows=[timeline_row(view, one, axis) for one in shown],
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
        files=download_links(view, "timeline", by=by) if dated else Downloads("", ()),
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


class _Undated(NamedTuple):
    heading: str
    note: str
    targets: Sequence[tuple[ToolLink, Markup]]  # with their status
    more: ToolLink | None


def _undated(view: PageContext, rows: Sequence[AssessedTarget]) -> _Undated | None:
    """Targets with neither start nor due date, which the chart cannot show."""
    if not rows:
        return None
    t = view.t
    targets = [
        (
            ToolLink(view.href("targets", id=row.id), t.localized(row, "title")),
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
