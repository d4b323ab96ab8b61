"""What both drawings of one target share: the unit, the labels, the text alternative."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import isnan
from typing import Final, NamedTuple

from tracker.analysis.amounts import decimals
from tracker.analysis.planned_points import OriginalGoal, PlannedPoint
from tracker.analysis.rows import RevisionRow
from tracker.analysis.series import ProgressSeries, pieces
from tracker.analysis.shortfall import shortfall_text
from tracker.i18n import STATUS_SHAPES, Lang, Translator, day, plural_count
from tracker.numbers import is_same, number, percent, points, rounded_together, shifted
from tracker.portfolio.entries import GOAL_FIELD_KEYS
from tracker.portfolio.measures import COUNTED_KINDS, RATE_KINDS

STATE_KEYS: Final[Mapping[str, str]] = {
    "counts": "chart.state.counts",
    "other": "chart.state.other",
    "corrected": "chart.state.corrected",
}
"""By state of a reported point."""


def in_natural_unit(series: ProgressSeries, t: Translator) -> ProgressSeries:
    """The series in the unit that the language has for its size: 640 万平方米 is 6.4 million m²."""
    first = series.planned[0].value if series.planned else series.goal
    shift, unit = t.unit_scale(series.unit(t.lang), series.goal, series.high, first)
    if not shift:
        return series
    gap, original, outlook = series.gap, series.original, series.outlook
    return series._replace(
        unit_zh=unit,
        unit_en=unit,
        shift=shift,
        goal=shifted(series.goal, shift),
        high=shifted(series.high, shift),
        planned=_shifted_points(series.planned, shift),
        original=original
        and original._replace(
            goal=shifted(original.goal, shift),
            high=shifted(original.high, shift),
            planned=_shifted_points(original.planned, shift),
        ),
        revisions=tuple(
            each._replace(
                from_value=shifted(each.from_value, shift),
                from_high=shifted(each.from_high, shift),
                to_value=shifted(each.to_value, shift),
                to_high=shifted(each.to_high, shift),
            )
            for each in series.revisions
        ),
        actual=tuple(each._replace(value=shifted(each.value, shift)) for each in series.actual),
        outlook=outlook
        and outlook._replace(
            value=shifted(outlook.value, shift),
            slowest=shifted(outlook.slowest, shift),
            fastest=shifted(outlook.fastest, shift),
        ),
        gap=gap
        and gap._replace(planned=shifted(gap.planned, shift), actual=shifted(gap.actual, shift)),
    )


def _shifted_points(points: tuple[PlannedPoint, ...], shift: int) -> tuple[PlannedPoint, ...]:
    return tuple(each._replace(value=shifted(each.value, shift)) for each in points)


class GoalLabel(NamedTuple):
    """The place of the goal's label: at the last planned point, or beside the bound of a rate."""

    on: dt.date | None  # None: beside a bound, which has no date
    value: float
    above: bool  # the label is above its line


def goal_label(series: ProgressSeries) -> GoalLabel | None:
    """None for milestones, and where there is no goal in numbers."""
    if series.kind in COUNTED_KINDS and series.planned:
        last = series.planned[-1]
        if series.kind == "flow" and series.actual:  # the goal is that of the latest figure's year
            year = max(point.date.year for point in series.counting or series.actual)
            year = max(year, series.planned[0].date.year)  # a figure may be from before the start
            last = [point for point in series.planned if point.date.year <= year][-1]
        return GoalLabel(last.date, last.value, last.value >= series.planned[0].value)
    if isnan(series.goal) or series.kind == "milestones":
        return None
    # beside a bound, on the side where a good figure is not
    return GoalLabel(None, series.goal, series.kind not in ("floor", "range"))


def amount(value: float, unit: str, t: Translator) -> str:
    """12 户, but 5.5%."""
    return t.amount(number(value, t.lang), unit)


def value_text(series: ProgressSeries, value: float, t: Translator) -> str:
    """A value reported; of milestones the share of all weights, which is computed."""
    if series.kind == "milestones":
        return percent(value / 100, t.lang, 1)
    return amount(value, series.unit(t.lang), t)


def goal_caption(series: ProgressSeries, t: Translator, unit: str = "") -> str:
    """The goal or bound in words, with its unit if one is given."""
    high = amount(series.high, unit, t)
    goal = amount(series.goal, "" if series.kind == "range" else unit, t)
    if series.kind in RATE_KINDS:
        key = "chart.range.above" if series.above_met else _BOUND_KEYS[series.kind]
        return t(key, goal=goal, high=high)
    return t("chart.goal.about" if series.approximate else "chart.goal", goal=goal)


_BOUND_KEYS: Final[Mapping[str, str]] = {
    "floor": "chart.floor",
    "ceiling": "chart.ceiling",
    "range": "chart.range",
}


def original_captions(series: ProgressSeries, original: OriginalGoal, t: Translator) -> list[str]:
    """The goal as first published, or the date where that was revised alone: in words, and without."""
    if is_same(series.goal, original.goal) and is_same(series.high, original.high):
        if series.due == original.due:
            first = day(original.start)
            return [t("chart.original.start", day=first), first]
        first = day(original.due)
        return [t("chart.original.due", day=first), first]
    goal = number(original.goal, t.lang)
    if not isnan(original.high):
        goal += f"–{number(original.high, t.lang)}"
    return [t("chart.original", goal=goal), goal]


def revised_values(revision: RevisionRow, lang: Lang, shift: int = 0) -> tuple[str, str]:
    """What a revision of the goal replaced and what it put there: numbers, ranges or days."""
    if revision.field in ("start", "due"):
        return day(revision.from_day), day(revision.to_day)
    sides = (revision.from_value, revision.from_high), (revision.to_value, revision.to_high)
    before, after = (
        number(low, lang, shift) + ("" if isnan(high) else f"–{number(high, lang, shift)}")
        for low, high in sides
    )
    return before, after


def revision_captions(series: ProgressSeries, t: Translator) -> dict[dt.date, str]:
    """By the day of a revision, by date: "target 300 → 240"."""
    changes: dict[dt.date, list[str]] = {}
    for revision in series.revisions:
        before, after = revised_values(revision, t.lang)
        words = f"{t(GOAL_FIELD_KEYS[revision.field])} {before} → {after}"
        changes.setdefault(revision.date, []).append(words)
    return {on: t("list.comma").join(words) for on, words in changes.items()}


def gap_caption(series: ProgressSeries, t: Translator) -> str:
    """Shape and gap; an empty text without one, for a figure on plan and for a rate that holds."""
    gap = series.gap
    if gap is None or gap.is_none:
        return ""
    if series.kind in RATE_KINDS:
        unit = series.unit(t.lang)
        bounds = series.goal, series.high
        words = shortfall_text(t, series.kind, gap.actual, bounds, unit)
    else:
        key = "chart.gap.ahead" if gap.gap_pp < 0 else "chart.gap.behind"
        figure = points(abs(gap.gap_pp), t.lang)
        words = t(key, gap=figure, count=plural_count(figure))
    return f"{STATUS_SHAPES[gap.status]} {words}"


def plan_label(series: ProgressSeries, t: Translator) -> str:
    """The name of the line a figure is compared with; one that nobody planned is called pro rata."""
    if series.kind in RATE_KINDS:
        return t("chart.bound")
    return t("chart.pro_rata" if series.pro_rata else "chart.planned")


def original_label(series: ProgressSeries, t: Translator) -> str:
    """The name of the line that stood before all revisions."""
    return t("chart.original.bound" if series.kind in RATE_KINDS else "chart.original.plan")


def outlook_caption(series: ProgressSeries, t: Translator) -> str:
    """The range of the outlook in a sentence; an empty text without one."""
    outlook = series.outlook
    if outlook is None:
        return ""
    ends = (outlook.slowest, outlook.fastest)
    places = decimals((series.goal, *ends), series.shift)
    slowest, fastest = rounded_together(ends, t.lang, places, beside=(series.goal,))
    unit = series.unit(t.lang)
    return t(
        "chart.alt.path.outlook",
        due=day(outlook.due),
        slowest=t.amount(slowest, unit),
        fastest=t.amount(fastest, unit),
    )


def alt_text(series: ProgressSeries, t: Translator) -> str:
    """The chart in a few sentences: the plan, its revisions, the latest figure and its gap."""
    if series.empty:
        return t("chart.alt.none")
    series, lang = in_natural_unit(series, t), t.lang
    unit = series.unit(lang)
    if series.kind in RATE_KINDS:
        plan = t("chart.alt.path.bound", bound=goal_caption(series, t, unit))
    elif series.kind == "flow" and series.planned:
        ends = [piece[-1] for piece in pieces(series.kind, series.planned)]
        goals = (f"{end.date.year} {amount(end.value, unit, t)}" for end in ends)
        plan = t("chart.alt.path.years", goals=t("list.comma").join(goals))
    elif series.planned:
        first, last = series.planned[0], series.planned[-1]
        plan_key = "chart.alt.path.pro_rata" if series.pro_rata else "chart.alt.path.plan"
        plan = t(
            "chart.alt.path.plan.once" if first is last else plan_key,
            start=day(first.date),
            first=number(first.value, lang),
            due=day(last.date),
            last=amount(last.value, unit, t),
        )
    elif series.kind in COUNTED_KINDS:
        plan = t("chart.alt.path.goal", goal=amount(series.goal, unit, t))
    else:
        plan = t("chart.alt.path.none")
    latest = t("chart.alt.path.silent")
    if counting := series.counting:
        latest = t(
            "chart.alt.path.latest",
            count=len(counting),
            day=day(counting[-1].date),
            value=value_text(series, counting[-1].value, t),
        )
    gap = gap_caption(series, t)
    gap = t("chart.comma") + gap.partition(" ")[2] if gap else ""
    words = t("chart.alt.path", title=series.title(lang), plan=plan, latest=latest, gap=gap)
    words += outlook_caption(series, t)
    revisions = revision_captions(series, t).items()
    return words + "".join(
        t("chart.alt.path.revised", day=day(on), changes=changes) for on, changes in revisions
    )
