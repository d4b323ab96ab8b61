"""The status of one target: the figure beside today's goal, what it was judged from, and a revised goal."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, nan
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.amounts import measure_scale
from tracker.analysis.assessment import JUDGED
from tracker.analysis.changes import comparison_day
from tracker.analysis.details import TargetDetails
from tracker.analysis.reported_points import comparable_pairs
from tracker.analysis.rows import GOAL_FIELDS, AssessedTarget
from tracker.analysis.status_words import status_marks, status_word
from tracker.charts.captions import in_natural_unit
from tracker.charts.progress_table import planned_amounts
from tracker.html import prose, text
from tracker.i18n import day, plural_count
from tracker.numbers import UNKNOWN, difference, number, percents, points
from tracker.portfolio.measures import COUNTED_KINDS
from tracker.templates import Markup
from tracker.views.changes import completion_before, previous_status
from tracker.views.context import PageContext, reporting_rule
from tracker.views.target_promise import GoalChange, goal_changes, goal_text
from tracker.views.target_row import (
    has_last_figure,
    last_figure,
    progress_bar,
    rate_gap,
    signed_amount,
)
from tracker.views.target_words import GRADE_KEYS

RULE_KEYS: Final[Mapping[str, str]] = {
    "ended": "rule.ended",
    "statement": "rule.statement",
    "to_verify": "rule.to_verify",
    "reached": "rule.reached",
    "reached_late": "rule.reached_late",
    "before_start": "rule.before_start",
    "no_due": "rule.no_due",
    "no_plan": "rule.no_plan",
    "not_reached": "rule.not_reached",
    "year_open": "rule.year_open",
    "parts_unreported": "rule.parts_unreported",
    "parts_unjudged": "rule.parts_unjudged",
    "no_baseline": "rule.no_baseline",
    "no_update": "rule.no_update",
    "stale": "rule.stale",
    "gap_small": "rule.gap_small",
    "gap_amber": "rule.gap_amber",
    "gap_red": "rule.gap_red",
    "holds": "rule.holds",
    "short": "rule.short",
    "far_short": "rule.far_short",
}
"""By rule of `assessment`."""
MAX_REASONS: Final = 3
_MAX_LARGE: Final = 10


class Cell(NamedTuple):
    """One input of the judgement."""

    label: str
    value: str  # text, or HTML as `Markup`
    note: str = ""


class Figure(NamedTuple):
    """The latest figure, large, beside what it is measured against."""

    value: str  # a dash where none was reported
    of: str

    @property
    def is_long(self) -> bool:
        return len(self.value) > _MAX_LARGE


class Move(NamedTuple):
    """A goal that was revised: each field from the first promise to today, and every reason."""

    changes: list[GoalChange]
    reasons: list[str]  # the latest `MAX_REASONS`
    more: str  # that there are more
    original: str  # the status against the original goal


def verdict(view: PageContext, details: TargetDetails) -> dict[str, object]:
    """The values of `target_verdict.html`."""
    t, row = view.t, details.row
    change = view.snapshot.change(row.id)
    next_report = row.next_report is not None
    return {
        "heading": t("why.heading"),
        "figure": _figure(view, row),
        "status": Markup(
            html.status_lamp(
                row.status, t, word=status_word(row, t), marks=status_marks(row, t, short=True)
            )
        ),
        "previous": Markup(previous_status(t, change)),
        "since": t("change.since", day=day(comparison_day(view.as_of))) if change.previous else "",
        "explanation": Markup(prose(view.explanation(row))),
        "bar": Markup(progress_bar(view, row, completion_before(view, row))),
        "moved_heading": t("verdict.moved"),
        "moved": _move(view, details),
        "cells": _cells(view, details),
        "basis": [
            (t("why.as_of"), Markup(prose(day(view.as_of)))),
            (t("why.rule"), t(RULE_KEYS[row.rule])),
            *_declared(view, details),
            *([(t("why.next_report"), Markup(prose(day(row.next_report))))] if next_report else []),
        ],
        "reporting_rule": reporting_rule(t, row.report_from) if next_report else "",
    }


def _declared(view: PageContext, details: TargetDetails) -> list[tuple[str, Markup]]:
    """The status that the reporters declared last, beside the computed one."""
    declared, t = details.declared, view.t
    if declared is None:
        return []
    word = declared.word(t)
    status = html.status_lamp(declared.status, t, word=word) if declared.status else text(word)
    about = [t("chart.as_of", day=day(declared.on)), t.localized(declared, "by")]
    words = prose(" · ".join(one for one in about if one))
    return [(t("why.declared"), Markup(f"{status} {words}"))]


def _figure(view: PageContext, row: AssessedTarget) -> Figure | None:
    """None for a promise without a number."""
    t = view.t
    if row.kind == "statement":
        return None
    if has_last_figure(row):
        return _figure(view, row._replace(value=nan, judged_on=None))
    if row.kind == "milestones":
        done = UNKNOWN if row.judged_on is None else str(row.steps_done)
        return Figure(done, t("verdict.steps", count=row.steps))
    if row.kind == "parts":
        if not row.parts:  # all ended
            return None
        return Figure(str(row.parts_reached), t("verdict.parts", count=row.parts))
    scale = measure_scale(t, row)
    value = number(row.value, view.lang, scale.shift)
    if row.kind in COUNTED_KINDS:
        about = t("goal.about") if row.approximate else ""
        goal = number(row.goal, view.lang, scale.shift)
        unit = t.unit_after(goal, scale.unit)
        return Figure(value, t("verdict.of", goal=about + goal, unit=unit))
    bound = t("chart.alt.path.bound", bound=goal_text(view, row))
    if scale.unit == "%":
        return Figure(value if isnan(row.value) else f"{value}%", bound)
    return Figure(value, f"{t.unit_after(value, scale.unit).strip()} · {bound}")


def _cells(view: PageContext, details: TargetDetails) -> list[Cell]:
    """What the status was judged from; without a figure what was planned by now.

    Of an unreported target the last figure and the status then, and no gap.
    """
    t, lang, row = view.t, view.lang, details.row
    cells = [Cell(t("why.judged_on"), Markup(prose(day(row.judged_on))))]
    if row.judged_on is not None:
        grade = t("evidence.grade", grade=row.grade) if row.grade else t("evidence.ungraded")
        meaning = t(GRADE_KEYS[row.grade]) if row.grade else ""
        cells.append(Cell(t("verdict.evidence"), grade, meaning))
    if has_last_figure(row):
        cells.append(Cell(t("why.last_value"), last_figure(view, row)))
        if row.last_status is not None:
            status = text(t.status_label(row.last_status))
            cells.append(Cell(t("why.last_status"), Markup(status)))
        cells += _planned_now(view, row)
    elif not isnan(row.shortfall):
        bands = t("why.rate_bands", amber=number(row.amber, lang))
        gap = rate_gap(view.t, row) or t("shortfall.none")
        cells += [
            Cell(t("why.value"), _value(view, row), _since_last(view, details)),
            Cell(t("why.gap"), gap),
            Cell(t("why.limits"), bands),
        ]
    elif not isnan(row.gap_pp):
        planned, actual = percents((row.planned, row.actual), lang, 1)
        gap = points(abs(row.gap_pp), lang, (row.amber, row.red))
        gap = t(_gap_key(row.gap_pp), gap=gap, count=plural_count(gap))
        bands = t("why.bands", amber=number(row.amber, lang), red=number(row.red, lang))
        plan = t("why.pro_rata" if row.pro_rata else "why.planned")
        cells += [
            Cell(plan, planned, _planned_amount(view, details)),
            Cell(t("why.actual"), actual, _since_last(view, details)),
            Cell(t("why.gap"), gap),
            Cell(t("why.limits"), bands),
        ]
    else:
        if not isnan(row.value):
            cells.append(Cell(t("why.value"), _value(view, row), _since_last(view, details)))
        cells += _planned_now(view, row)
    return cells


def _planned_now(view: PageContext, row: AssessedTarget) -> list[Cell]:
    if isnan(row.planned_now):
        return []
    key = "why.pro_rata_now" if row.pro_rata else "why.planned_now"
    planned = percents((row.planned_now,), view.lang, 1)[0]
    return [Cell(view.t(key), planned)]


def _value(view: PageContext, row: AssessedTarget) -> str:
    scale = measure_scale(view.t, row)
    return view.t.amount(number(row.value, view.lang, scale.shift), scale.unit)


def _gap_key(gap: float) -> str:
    if gap == 0:
        return "why.points"
    return "chart.gap.ahead" if gap < 0 else "chart.gap.behind"


def _planned_amount(view: PageContext, details: TargetDetails) -> str:
    """The plan of the figure's day in the unit of the target."""
    if details.row.kind not in COUNTED_KINDS or details.row.judged_on is None:
        return ""
    planned = planned_amounts(in_natural_unit(details.series, view.t), view.lang)
    return planned.get(details.row.judged_on, "")


def _since_last(view: PageContext, details: TargetDetails) -> str:
    """The difference to the figure that the latest one is compared with, and its day."""
    if details.row.kind == "milestones":
        return ""
    pairs = comparable_pairs(details.row, details.series.counting)
    before, last = next(
        ((before, last) for before, last in pairs if last.date == details.row.judged_on),
        (None, None),
    )
    if before is None or last is None:
        return ""
    scale = measure_scale(view.t, details.row)
    change = signed_amount(view.t, difference(last.value, before.value), scale)
    return view.t("verdict.change", change=change, day=day(before.date))


def _move(view: PageContext, details: TargetDetails) -> Move | None:
    """None where neither goal nor dates were revised."""
    t, row = view.t, details.row
    if row.original_status is None:
        return None
    revisions = [each for each in details.revisions if each.field in GOAL_FIELDS]
    reasons = [f"{day(each.date)} · {t.localized(each, 'reason')}" for each in revisions]
    if not revisions:  # of a composite a part was revised
        return None
    status = t.status_label(row.original_status) if row.original_status in JUDGED else ""
    return Move(
        changes=goal_changes(view, details.revisions),
        reasons=reasons[:MAX_REASONS],
        more=t("verdict.moved.more", count=len(reasons) - MAX_REASONS)
        if len(reasons) > MAX_REASONS
        else "",
        original=t("verdict.original", status=status) if status else "",
    )
