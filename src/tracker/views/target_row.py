"""One target in one row: name, status, progress against plan, and why in a line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import isnan, nan
from typing import Final

from tracker import html
from tracker.analysis.amounts import measure_scale
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.shortfall import PERCENT_SIGNS, shortfall_text
from tracker.analysis.status_words import status_marks, status_word
from tracker.charts.bars import bar
from tracker.html import Html, prose, tag
from tracker.i18n import Translator, day, plural_count
from tracker.numbers import UNKNOWN, number, percents, points, shifted, signed
from tracker.portfolio.measures import RATE_KINDS
from tracker.units import Scale
from tracker.views.context import PageContext


def progress_row(view: PageContext, row: AssessedTarget, href: str, **attributes: object) -> Html:
    """Name, lead and due date; status; bar and explanation. The name leads to ``href``.

    ``attributes`` are those of the row's element.
    """
    t = view.t
    name = tag(
        "div",
        html.link(t.localized(row, "title"), href),
        tag("p", prose(view.lead(row.lead)), html.DOT, prose(due_text(view, row))),
    )
    explanation = tag("div", progress_bar(view, row), tag("p", prose(view.explanation(row))))
    return tag("article", name, status_lamp(row, t), explanation, **attributes)


def due_text(view: PageContext, row: AssessedTarget) -> str:
    """The due date in words; whether the curator assumed it."""
    if row.due is None:
        return view.t("row.no_due")
    key = "row.due.assumed" if is_assumed(view, row.id, "due") else "row.due"
    return view.t(key, day=day(row.due))


def due_day(view: PageContext, target_id: str) -> str:
    """The due date, marked where the curator assumed it."""
    due = day(view.row(target_id).due)
    return view.t("step.assumed", day=due) if is_assumed(view, target_id, "due") else due


def is_assumed(view: PageContext, target_id: str, field: str) -> bool:
    """Whether the curator added a field of the record that the source does not state."""
    return field in view.portfolio.by_id[target_id].assumed


def is_assumed_step(view: PageContext, target_id: str, due: dt.date | None) -> bool:
    """Whether the curator chose the day of a milestone: its own, or the due date of its target."""
    of_target = due in (None, view.row(target_id).due) and is_assumed(view, target_id, "due")
    return of_target or is_assumed(view, target_id, "milestones")


def status_lamp(row: AssessedTarget, t: Translator) -> Html:
    """Shape and word of a target's status, with its marks."""
    return html.status_lamp(row.status, t, word=status_word(row, t), marks=status_marks(row, t))


def short_status_lamp(row: AssessedTarget, t: Translator) -> Html:
    """`status_lamp` for a narrow column."""
    marks = status_marks(row, t, short=True)
    return html.status_lamp(row.status, t, word=status_word(row, t), marks=marks)


def signed_amount(t: Translator, change: float, scale: Scale) -> str:
    """A change of a figure with its sign and unit; of percentages in percentage points."""
    amount = signed(change, t.lang, scale.shift)
    if scale.unit in PERCENT_SIGNS:
        return t("shortfall.points", amount=amount, count=plural_count(amount))
    return t.amount(amount, scale.unit)


def rate_gap(t: Translator, row: AssessedTarget) -> str:
    """How far a rate is from its bound, in its own unit; "" where it holds, and for other kinds."""
    if isnan(row.shortfall) or row.shortfall == 0:
        return ""
    scale = measure_scale(t, row)
    value, goal, high = (shifted(each, scale.shift) for each in (row.value, row.goal, row.high))
    return shortfall_text(t, row.kind, value, (goal, high), scale.unit)


def has_bar(row: AssessedTarget) -> bool:
    """Whether the target is judged by a share: a rate holds or does not hold."""
    unjudged = ("not_judged", "not_started", "ended")
    return row.status not in unjudged and row.kind not in RATE_KINDS


def progress_bar(view: PageContext, row: AssessedTarget, previous: float = nan) -> Html:
    """Actual against planned, hatched with today's plan without a figure; ``previous`` is an earlier completion.

    Nothing without `has_bar`.
    """
    if not has_bar(row):
        return ""
    actual = nan if has_last_figure(row) else row.actual  # what was then is not known of today
    planned = row.planned_now if isnan(actual) else row.planned
    actual_text, planned_text = percents((actual, planned), view.lang)
    key = "bar.label.pro_rata" if row.pro_rata else "bar.label"
    label = view.t(key, actual=actual_text, planned=planned_text)
    return bar(row.status, actual, planned, label, previous)


_BOUND_KEYS: Final[Mapping[str, str]] = {
    "floor": "list.figure.floor",
    "ceiling": "list.figure.ceiling",
    "range": "list.figure.range",
}


def figure_text(view: PageContext, row: AssessedTarget) -> str:
    """The figure beside its goal in a few words: "378 / 640 万平方米"; the goal alone without a figure.

    Of an unreported target the current figure is not known: the last one has its day.
    """
    t = view.t
    if not has_last_figure(row):
        return _figure_text(view, row)
    now = _figure_text(view, row._replace(value=nan, judged_on=None))
    last = last_figure(view, row)
    return t("list.figure.last", figure=now, day=day(row.judged_on), value=last) if now else ""


def has_last_figure(row: AssessedTarget) -> bool:
    """Whether the figure of a target is one from before its reports stopped."""
    return row.status == "unreported" and row.judged_on is not None


def last_figure(view: PageContext, row: AssessedTarget) -> str:
    """The figure alone, without the goal: "377.7 万平方米", "0 / 4"."""
    if row.kind == "milestones":
        return f"{row.steps_done} / {row.steps}"
    scale = measure_scale(view.t, row)
    value = number(row.value, view.lang, scale.shift)
    return view.t.amount(value, scale.unit)


def _figure_text(view: PageContext, row: AssessedTarget) -> str:
    t, lang = view.t, view.lang
    if row.kind == "statement":
        return t("show.no_measure")
    if row.kind == "milestones":
        if not row.steps:
            return ""
        done = row.steps_done if row.judged_on else UNKNOWN
        return t("list.figure.steps", done=done, count=row.steps)
    if row.kind == "parts":
        return t("list.figure.parts", done=row.parts_reached, count=row.parts) if row.parts else ""
    scale = measure_scale(t, row)
    value, goal, high = (
        number(each, lang, scale.shift) for each in (row.value, row.goal, row.high)
    )
    unit = t.unit_after(high if row.kind == "range" else goal, scale.unit)
    if row.kind in RATE_KINDS:
        bound = t(_BOUND_KEYS[row.kind], goal=goal, high=high, unit=unit)
        return (
            bound
            if isnan(row.value)
            else t("list.figure.rate", value=t.amount(value, scale.unit), bound=bound)
        )
    if isnan(row.value):
        key = "list.figure.goal_about" if row.approximate else "list.figure.goal"
        return t(key, goal=goal, unit=unit)
    goal = (t("goal.about") if row.approximate else "") + goal
    if row.kind == "flow":
        return t("list.figure.flow", value=value, goal=goal, unit=unit, year=row.goal_year)
    key = "list.figure.level" if row.kind == "level" else "list.figure"
    return t(key, value=value, goal=goal, unit=unit)


def gap_text(view: PageContext, row: AssessedTarget) -> str:
    """How far behind or ahead of plan a target is that still counts; of a rate, how far from its bound."""
    return distance_text(view.t, row) if row.status in WITH_GAP else ""


def distance_text(t: Translator, row: AssessedTarget) -> str:
    """How far a target is behind or ahead of plan, in points; how far a rate is from its bound; "" where unknown."""
    if row.kind in RATE_KINDS:
        return "" if isnan(row.shortfall) else rate_gap(t, row) or t("shortfall.none")
    if isnan(row.gap_pp):
        return ""
    if row.gap_pp == 0:
        return t("list.gap.none")
    key = "chart.gap.behind" if row.gap_pp > 0 else "chart.gap.ahead"
    gap = points(abs(row.gap_pp), t.lang, (row.amber, row.red))
    return t(key, gap=gap, count=plural_count(gap))


WITH_GAP: Final = ("on_track", "at_risk", "off_track", "missed")
