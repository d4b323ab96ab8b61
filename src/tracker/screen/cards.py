"""One target as a card: title, latest figure, goal, and the reason for its status in one short line."""

from __future__ import annotations

import math
from collections.abc import Collection
from typing import Final, NamedTuple

from tracker.analysis.amounts import measure_scale
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.status_words import status_marks, status_word
from tracker.i18n import Translator, day, shorten
from tracker.numbers import number, percent, percents
from tracker.portfolio.measures import RATE_KINDS
from tracker.views.context import PageContext
from tracker.views.target_row import due_day, due_text, last_figure, rate_gap

MAX_TITLE_WIDTH: Final = 84
"""Columns of a title; a longer one ends with an ellipsis."""
MAX_NAMES: Final = 2
"""Targets named of a status, or of a day on which others fall due as well."""
PROMISE_WIDTH: Final = 130
_NAME_WIDTH: Final = 48
_RULE_EXPLANATIONS: Final = {
    "statement": "screen.why.statement",
    "no_due": "screen.why.no_due",
    "no_plan": "screen.why.no_plan",
    "before_start": "screen.why.before_start",
    "no_update": "screen.why.no_update",
    "reached_late": "screen.why.reached_late",
    "to_verify": "screen.why.to_verify",
    "ended": "screen.why.ended",
    "year_open": "screen.why.flow.short",
    "no_baseline": "screen.why.no_baseline",
    "parts_unreported": "screen.why.parts",
    "parts_unjudged": "screen.why.parts_unjudged",
}
"""Explanations of the rules that need one sentence for every kind of measure."""
_BOUNDS: Final = {
    "floor": "screen.of.floor",
    "ceiling": "screen.of.ceiling",
    "range": "screen.of.range",
}


class ScreenCard(NamedTuple):
    """What the screen says about one target, in one language."""

    id: str
    title: str
    theme: str
    status: str
    status_word: str
    marks: str  # what a reader must know before relying on the status; "" mostly
    short_marks: str  # where there is no room for ``marks``
    value: str  # the latest figure; "–" if there is none, "" if the kind of measure has no figure
    goal: str  # the goal with its unit
    completion: float  # a share, below 0 or above 1 where the figure is; NaN for a rate
    planned: float  # planned completion on the date of the figure, without one on the as-of date; NaN for a rate
    pro_rata: bool  # `planned` is by time elapsed
    bounds: tuple[float, ...]  # of a rate, what it must hold; () for other kinds
    explanation: str
    due: str
    day: str  # of the figure; "" without one


def tick_legend(t: Translator, pro_rata: Collection[bool]) -> str:
    """What the ticks of bars stand for, each by the time elapsed, which is no plan, or by a plan; "" without bars."""
    if not pro_rata:
        return ""
    if len(set(pro_rata)) > 1:
        return t("screen.legend.tick.both")
    return t("screen.legend.tick.pro_rata" if True in pro_rata else "screen.legend.tick")


def card_title(view: PageContext, row: AssessedTarget) -> str:
    """The title of a target, cut to `MAX_TITLE_WIDTH`."""
    return shorten(view.t.localized(row, "title"), MAX_TITLE_WIDTH)


def short_title(view: PageContext, row: AssessedTarget) -> str:
    """The title where several stand in one line."""
    return shorten(view.t.localized(row, "title"), _NAME_WIDTH)


def lone_figure(view: PageContext, row: AssessedTarget) -> str:
    """The latest figure without its goal, of steps those done of all: "652 户", "3 / 4 个节点"."""
    if row.kind == "milestones":
        return view.t("list.figure.steps", done=row.steps_done, count=row.steps)
    return last_figure(view, row)


def screen_card(view: PageContext, row: AssessedTarget) -> ScreenCard:
    """The card of one target."""
    value, goal = _value_and_goal(view, row)
    planned = row.planned_now if math.isnan(row.actual) else row.planned
    return ScreenCard(
        id=row.id,
        title=card_title(view, row),
        theme=view.theme(row.theme),
        status=row.status,
        status_word=status_word(row, view.t),
        marks=status_marks(row, view.t),
        short_marks=status_marks(row, view.t, short=True),
        value=value,
        goal=goal,
        completion=row.actual,
        planned=planned,
        pro_rata=row.pro_rata,
        bounds=tuple(bound for bound in (row.goal, row.high) if not math.isnan(bound))
        if row.kind in RATE_KINDS
        else (),
        explanation=_explanation(view, row),
        due="" if row.due is None else due_text(view, row),
        day="" if row.judged_on is None else day(row.judged_on),
    )


def _value_and_goal(view: PageContext, row: AssessedTarget) -> tuple[str, str]:
    t, lang = view.t, view.lang
    if row.kind == "statement":
        return "", ""
    if row.kind == "milestones":
        if not row.steps:
            return "", ""
        steps_done = "–" if row.judged_on is None else str(row.steps_done)
        return steps_done, t("screen.of.steps", count=row.steps)
    if row.kind == "parts":
        goal = t("screen.of.parts", reached=row.parts_reached, count=row.parts)
        return percent(row.actual, lang), goal
    shift, unit = measure_scale(t, row)
    value, goal = number(row.value, lang, shift), number(row.goal, lang, shift)
    value_in_percent = value + unit if unit == "%" and value != "–" else value
    high = number(row.high, lang, shift)
    unit_after_number = t.unit_after(high if row.kind == "range" else goal, unit)
    if row.kind in RATE_KINDS:
        return value_in_percent, t(_BOUNDS[row.kind], goal=goal, high=high, unit=unit_after_number)
    if row.kind == "level":
        key = "screen.of.level_about" if row.approximate else "screen.of.level"
        return value_in_percent, t(key, goal=goal, unit=unit_after_number)
    if row.kind == "flow":
        key = "screen.of.flow_about" if row.approximate else "screen.of.flow"
        return value, t(key, goal=goal, unit=unit_after_number, year=row.goal_year)
    # of a count that did not begin at 0 the share that is done is not that of the goal
    baseline = number(row.baseline, lang, shift)
    if row.baseline:
        key = "screen.of.grown_about" if row.approximate else "screen.of.grown"
    else:
        key = "screen.of.cumulative_about" if row.approximate else "screen.of.cumulative"
    return value, t(key, goal=goal, unit=unit_after_number, baseline=baseline)


def _explanation(view: PageContext, row: AssessedTarget) -> str:
    planned, actual = percents((row.planned, row.actual), view.lang)
    words = view.t(
        _explanation_key(row),
        planned=planned,
        actual=actual,
        reached=day(row.reached_on),
        due=due_day(view, row.id),
        start=day(row.start),
        short=rate_gap(view.t, row),
        last=day(row.judged_on),
        years=row.years,
        reached_years=row.years_reached,
        parts=row.parts,
        known=row.parts_known,
        ended=day(row.ended_on),
    )
    words = words.replace("） ", "）")  # a full-width bracket has its own space
    return words + view.t("explanation.conflicting") if row.conflicting_figures else words


def _explanation_key(row: AssessedTarget) -> str:
    rule, is_rate = row.rule, row.kind in RATE_KINDS
    if rule == "reached":
        if is_rate:
            return "screen.why.held.above" if _is_above(row) else "screen.why.held"
        early = row.due and row.reached_on and row.reached_on < row.due
        return "screen.why.early" if early else "screen.why.reached"
    if rule in ("gap_small", "gap_amber", "gap_red"):
        if row.actual < 0:
            return "screen.why.away.pro_rata" if row.pro_rata else "screen.why.away"
        return "screen.why.share.pro_rata" if row.pro_rata else "screen.why.share"
    if rule == "holds":
        return "screen.why.holding.above" if _is_above(row) else "screen.why.holding"
    if rule in ("short", "far_short"):
        return "screen.why.failing"
    if rule == "not_reached" and row.kind == "flow":
        return "screen.why.flow.short"
    if rule == "not_reached":
        if is_rate:
            return "screen.why.not_held"
        return "screen.why.not_done" if math.isnan(row.actual) else "screen.why.not_reached"
    if rule == "stale":
        return "screen.why.stale_over" if row.past_due else "screen.why.stale"
    return _RULE_EXPLANATIONS[rule]


def _is_above(row: AssessedTarget) -> bool:
    """Whether the figure of a rate that holds is above its range: beside the range alone it reads as if it did not."""
    return row.kind == "range" and row.value > row.high
