"""The Targets page's list: the form of filters, the filters in force, a row a target, and the pages."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis import agenda
from tracker.analysis.amounts import measure_scale
from tracker.analysis.assessment import OVER
from tracker.analysis.details import known_revisions, reported_values
from tracker.analysis.rows import AssessedTarget
from tracker.charts.sparkline import sparkline
from tracker.html import Html, status_class
from tracker.i18n import day
from tracker.numbers import number
from tracker.templates import Markup, render
from tracker.views import targets
from tracker.views.changes import completion_before, completion_gain, previous_status, since
from tracker.views.context import PageContext
from tracker.views.download_links import download_links
from tracker.views.layout import HIDDEN_FIELD_PREFIX
from tracker.views.list_controls import (
    SORT_KEYS,
    active_chips,
    filter_choices,
    order_choices,
    page_href,
    page_links,
    sort_heading,
)
from tracker.views.selections import DAYS_AHEAD, SELECTION_PARAM
from tracker.views.target_promise import goal_changes_text
from tracker.views.target_row import (
    due_day,
    figure_text,
    gap_text,
    is_assumed,
    progress_bar,
    short_status_lamp,
)
from tracker.views.targets import PAGE_SIZE, SEARCH_PARAM, SORT_PARAM

_SPARSE: Final = ("gap", "spark", "late")
"""Columns that are left out where no target of the page has anything in them."""


class _Line(NamedTuple):
    title: str
    href: str
    below: str
    status: Markup
    was: Markup
    bar: Markup
    figure: str
    revised: str  # how the goal was changed, where the list is of such targets
    gap: str
    is_behind: bool
    spark: Markup
    change: str
    due: str
    has_due: bool
    days: str
    is_over: bool
    steps: Sequence[str]  # milestones that fall due soon, where the list is of those
    late: str


def listing(view: PageContext) -> Html:
    """Everything below the page's head."""
    t = view.t
    if not view.by_id:
        return html.page(html.card(html.tag("p", html.text(t("empty.portfolio")))))
    found, shown = targets.found(view), targets.page_shown(view)
    first = (shown.number - 1) * PAGE_SIZE
    rows = found.rows[first : first + PAGE_SIZE]
    chips, lines = list(active_chips(view)), list(_lines(view, rows))
    page = render(
        "views",
        "targets.html",
        filters=list(filter_choices(view, found)),
        search=view.query.get(SEARCH_PARAM, ""),
        orders=order_choices(view),
        kept={HIDDEN_FIELD_PREFIX + name: value for name, value in view.params.items()},
        has_form=len(view.by_id) > 1 or bool(chips),
        chips=chips,
        clear=view.href("targets", **{SORT_PARAM: view.query.get(SORT_PARAM)}),
        sort={name: sort_heading(view, name) for name in SORT_KEYS},
        lines=lines,
        columns={name: any(getattr(line, name) for line in lines) for name in _SPARSE},
        empty=t("list.none"),
        since=since(view),
        range=t("list.range", first=first + 1, last=first + len(rows), total=len(found.rows)),
        pages=list(page_links(view, shown)),
        before=page_href(view, shown.number - 1) if shown.number > 1 else None,
        after=page_href(view, shown.number + 1) if shown.number < shown.pages else None,
        files=download_links(view, "targets"),
        labels={name: t(key) for name, key in _LABEL_KEYS.items()},
    )
    return _BETWEEN_TAGS.sub("><", page)


_BETWEEN_TAGS: Final = re.compile(r">\n\s*<")
"""Indentation of the template, of which the browser would make ten nodes a row."""


_LABEL_KEYS: Final = {
    "all": "filter.all",
    "apply": "list.apply",
    "remove": "list.clear",
    "clear_all": "list.clear_all",
    "filters": "list.filters",
    "hint": "filter.search.hint",
    "pages": "list.pages",
    "previous": "list.previous",
    "next": "list.next",
    "progress": "list.progress",
    "search": "filter.search",
    "sort": "list.sort",
    "table": "page.targets",
    "trend": "list.trend",
}


def _lines(view: PageContext, rows: Sequence[AssessedTarget]) -> Iterator[_Line]:
    ids = [row.id for row in rows]
    values = reported_values(view.snapshot, ids)
    chosen = targets.filters_of(view).get(SELECTION_PARAM)
    steps = _steps_due(view) if chosen == "coming" else {}
    revisions = known_revisions(view.snapshot, ids) if chosen == "revised" else {}
    for row in rows:
        yield _line(view, row, values[row.id])._replace(
            steps=steps.get(row.id, ()),
            revised=goal_changes_text(view, revisions.get(row.id, ())),
        )


def _steps_due(view: PageContext) -> Mapping[str, Sequence[str]]:
    """By target id, its milestones that fall due soon, each with its day."""
    t = view.t
    steps: dict[str, list[str]] = {}
    for item in agenda.due_within(view.snapshot, DAYS_AHEAD):
        if item.milestone is not None:
            date = day(item.date)
            if is_assumed(view, item.id, "milestones"):
                date = t("step.assumed", day=date)
            title = t.localized(item, "title")
            steps.setdefault(item.id, []).append(t("list.step", day=date, title=title))
    return steps


def _line(view: PageContext, row: AssessedTarget, values: Sequence[tuple[dt.date, float]]) -> _Line:
    t, change = view.t, view.snapshot.change(row.id)
    below = view.theme(row.theme)
    if row.lead is not None:
        below = f"{view.lead(row.lead)} · {below}"
    left = (row.due - view.as_of).days if row.due else 0
    is_over = left < 0 and row.status not in OVER
    days = ""
    if is_over and is_assumed(view, row.id, "due"):
        is_over = False  # the number of days would be more exact than the date
    elif is_over:
        days = t("row.days_past", count=-left)
    elif row.due and left >= 0 and row.status not in OVER:
        days = t("row.days_left", count=left)
    return _Line(
        title=t.localized(row, "title"),
        href=targets.target_href(view, row.id),
        below=below,
        status=Markup(short_status_lamp(row, t)),
        was=Markup(previous_status(t, change) or _last_status(view, row)),
        bar=Markup(progress_bar(view, row, completion_before(view, row))),
        figure=figure_text(view, row),
        revised="",
        gap=gap_text(view, row),
        is_behind=row.status in ("at_risk", "off_track"),
        spark=Markup(_spark(view, row, values)),
        change=completion_gain(t, change),
        due=_due(view, row),
        has_due=row.due is not None,
        days=days,
        is_over=is_over
        and bool(row.reported_late_days),  # nobody is called late before a report is
        steps=(),
        late=t("list.days", count=row.reported_late_days) if row.reported_late_days else "",
    )


def _last_status(view: PageContext, row: AssessedTarget) -> Html:
    """The status that the latest figure of an unreported target would give; "" for others."""
    if row.status != "unreported" or row.last_status is None:
        return ""
    status = view.t.status_label(row.last_status)
    words = view.t("list.last", day=day(row.judged_on), status=status)
    return html.tag("span", html.text(words), class_="was")


def _due(view: PageContext, row: AssessedTarget) -> str:
    if row.due is None:
        return view.t("row.no_due")
    return due_day(view, row.id)


def _spark(view: PageContext, row: AssessedTarget, values: Sequence[tuple[dt.date, float]]) -> Html:
    if len(values) < 2:
        return ""
    scale = measure_scale(view.t, row)
    last = number(values[-1][1], view.lang, scale.shift)
    unit = "%" if row.kind == "milestones" else scale.unit
    label = view.t(
        "list.trend.label",
        count=len(values),
        first=number(values[0][1], view.lang, scale.shift),
        last=last,
        unit=view.t.unit_after(last, unit),
        since=day(values[0][0]),
        until=day(values[-1][0]),
    )
    return sparkline(
        values, view.as_of, status_class(row.status), label, is_yearly=row.kind == "flow"
    )
