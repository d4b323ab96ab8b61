"""The drawings of a page as files of their own: title, answer, legend, drawing and source, as SVG."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan
from typing import Final

from tracker.analysis import rollup
from tracker.analysis.details import TargetDetails, details_of
from tracker.analysis.earned_value import BudgetStatus
from tracker.analysis.rows import typed_rows
from tracker.analysis.status_words import status_word
from tracker.analysis.timeline import schedule
from tracker.charts import svg_progress, svg_timeline
from tracker.charts.bars import strip
from tracker.charts.captions import alt_text, in_natural_unit
from tracker.charts.progress_layout import layout
from tracker.charts.progress_plot import LEFT_STEP
from tracker.charts.rail import rail, rail_end
from tracker.charts.time_axis import time_axis
from tracker.html import Html
from tracker.i18n import Translator, day
from tracker.numbers import number, percents
from tracker.views import (
    budgets,
    overview,
    timeline,
    timeline_order,
)
from tracker.views.budget_rails import legend, shares_of
from tracker.views.context import PageContext
from tracker.views.group_table import GROUPING_KEYS, chosen_grouping, ordered
from tracker.views.groups import group_name
from tracker.views.svg_file import Caption, Line, many_drawings, one_drawing
from tracker.views.target_row import due_day
from tracker.views.timeline_row import timeline_bar


def _source_line(view: PageContext) -> str:
    line = view.t("download.source", title=view.title, day=day(view.as_of))
    return f"{view.t('demo.ribbon')} · {line}" if view.portfolio.header.demonstration else line


def _progress(view: PageContext) -> str:
    """The chart of one target."""
    chart = progress_chart(view, details_of(view.snapshot, view.query["id"]))
    return "" if chart is None else one_drawing(*chart)


def progress_chart(
    view: PageContext, details: TargetDetails
) -> tuple[Html, Caption, str, float] | None:
    """The chart of one target, as `svg_file` places it; None without plan and figures."""
    t, series = view.t, details.series
    if series.empty:
        return None
    plot = layout(in_natural_unit(series, t), t)
    evidence = _evidence_line(t, details)
    caption = Caption(
        series.title(view.lang),
        view.explanation(details.row),
        alt_text(series, t),
        " · ".join(filter(None, (evidence, _source_line(view)))),
        svg_progress.legend(series, t),
    )
    return svg_progress.image(plot), caption, "chart", LEFT_STEP * plot.left


def site_card(view: PageContext) -> str:
    """The picture of a whole site: its name, the answer, and the strips of its groups; "" without targets."""
    return _group_strips(view, view.title)


def _evidence_line(t: Translator, details: TargetDetails) -> str:
    """Publisher and grade of the evidence for the latest figure; "" without a figure."""
    row = details.row
    if row.judged_on is None:
        return ""
    reports = [
        update
        for update in details.updates
        if update.date == row.judged_on
        and update.grade == row.grade
        and update.number in details.effective
    ]
    same = [one for one in reports if details.effective[one.number].value == row.value]
    publishers = dict.fromkeys(t.localized(one, "publisher") for one in same or reports)
    grade = t("latest.grade", grade=row.grade) if row.grade else t("evidence.ungraded")
    evidence = t("list.comma").join(filter(None, (*publishers, grade)))
    return t("download.evidence", day=day(row.judged_on), evidence=evidence)


def _groups(view: PageContext) -> str:
    """A strip of statuses for each group."""
    t = view.t
    title = f"{t('group.heading')} · {t(GROUPING_KEYS[chosen_grouping(view)])}"
    return _group_strips(view, title)


def _group_strips(view: PageContext, title: str) -> str:
    t, by = view.t, chosen_grouping(view)
    groups = ordered(rollup.by_group(view.snapshot, by), by)
    if not groups:
        return ""
    total = rollup.overall(view.snapshot).by_status
    shown = [status for status, count in total.items() if count and status != "ended"]
    lines = [
        Line(
            group_name(view, by, group.group),
            strip(group.by_status, label=""),
            t("count.targets", count=group.total),
        )
        for group in groups
    ]
    subtitle = " · ".join(filter(None, overview.headline(view)))
    legend = [(_swatch(status), f"{t.status(status)} {total[status]}") for status in shown]
    words = "\n".join(
        t("list.colon", label=line.label, words=t.status_counts(group.by_status))
        for line, group in zip(lines, groups, strict=True)
    )
    return many_drawings(lines, Caption(title, subtitle, words, _source_line(view), legend))


def _swatch(status: str) -> Html:
    """A mark of a strip's legend."""
    return strip({status: 1}, "")


def _budgets(view: PageContext) -> str:
    """The three shares of each target with an amount on a rail."""
    t = view.t
    rows = budgets.in_order(typed_rows(view.budget_status, BudgetStatus))
    if not rows:
        return ""
    shares = {row.id: shares_of(row) for row in rows}
    end = rail_end(list(shares.values()))
    lines = [Line("", _rail_axis(end))]
    lines += [
        Line(
            t.localized(view.row(row.id), "title"),
            rail(shares[row.id], end, is_ahead=row.flagged),
            _amounts(view, row),
        )
        for row in rows
    ]
    first, below = budgets.headline(view)
    words = "\n".join(t("list.colon", label=line.label, words=line.note) for line in lines[1:])
    caption = Caption(first, below, words, _source_line(view), legend(t))
    return many_drawings(lines, caption)


def _rail_axis(end: float) -> Html:
    """0 and 100 % above the rails."""
    whole = (
        f'<text class="quiet small" x="{100 / end:.2f}%" y="15" text-anchor="middle">100%</text>'
    )
    return f'<svg height="20"><text class="quiet small" y="15" text-anchor="middle">0</text>{whole}</svg>'


def _amounts(view: PageContext, row: BudgetStatus) -> str:
    """Spent of approved in words, in one unit."""
    t = view.t
    whole = row.announced if isnan(row.approved) else row.approved
    scale = t.money_scale(view.tables.money, whole, row.spent)
    of = f"{number(whole, view.lang, scale.shift)} {scale.unit}"
    if isnan(row.spent):
        return f"{t('budget.unreported')} / {of}"
    (execution,) = percents([row.execution], view.lang)
    return f"{number(row.spent, view.lang, scale.shift)} / {of} · {execution}"


def _timeline(view: PageContext) -> str:
    """The bars of all dated targets, in the groups of the page."""
    t, by = view.t, timeline.chosen_grouping(view)
    dated = [one for one in schedule(view.snapshot) if one.row.start or one.row.due]
    if not dated:
        return ""
    axis = time_axis([one.dates for one in dated], view.as_of)
    lines = [Line("", svg_timeline.axis_labels(axis))]
    for name, rows in timeline_order.grouped(dated, by).items():
        lines.append(Line(group_name(view, by, name)))
        for one in rows:
            drawn = svg_timeline.bar_row(timeline_bar(t, one), axis, view.as_of)
            note = t("list.comma").join((due_day(view, one.row.id), status_word(one.row, t)))
            lines.append(Line(t.localized(one.row, "title"), drawn, note))
    first, below = timeline.headline(view)
    words = "\n".join(
        t("list.colon", label=line.label, words=line.note) for line in lines if line.note
    )
    caption = Caption(first, below, words, _source_line(view))
    return many_drawings(lines, caption, svg_timeline.grid(axis, view.as_of))


DRAWINGS: Final[Mapping[str, Callable[[PageContext], str]]] = {
    "progress": _progress,
    "groups": _groups,
    "budgets": _budgets,
    "timeline": _timeline,
}
"""By the name of the file."""
