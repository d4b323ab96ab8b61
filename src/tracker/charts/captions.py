"""What a figure of one target says in words: its goal, the gap, and the whole as a text alternative."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from tracker.analysis.curves import ProgressSeries
from tracker.analysis.series import Gap
from tracker.i18n import STATUS_SHAPES, Lang, day, number
from tracker.portfolio.model import QUANTITY_KINDS, RATE_KINDS

Translate = Callable[[str], str]
DECIMAL_PLACES: Final = 4
"""Decimals of a value; shares and gaps have one."""


class HasGoal(Protocol):
    """What `goal_caption` reads: of a `PathData` or a `ProgressSeries`."""

    @property
    def kind(self) -> str: ...
    @property
    def goal(self) -> float: ...
    @property
    def high(self) -> float: ...
    @property
    def above_met(self) -> bool: ...
    @property
    def approximate(self) -> bool: ...


def amount(value: float, unit: str, lang: Lang) -> str:
    """12 户, but 5.5%."""
    return number(value, lang, DECIMAL_PLACES) + (unit if unit == "%" else f" {unit}".rstrip())


def goal_caption(data: HasGoal, t: Translate, lang: Lang, unit: str = "") -> str:
    """The goal or bound in words, with its unit if one is given."""
    high = amount(data.high, unit, lang)
    goal = amount(data.goal, "" if data.kind == "range" else unit, lang)
    if data.kind in RATE_KINDS:
        key = "range.above" if data.above_met else data.kind
        return t(f"chart.{key}").format(goal=goal, high=high)
    return t("chart.goal.about" if data.approximate else "chart.goal").format(goal=goal)


def gap_caption(gap: Gap, kind: str, t: Translate, lang: Lang) -> str:
    """Shape and gap; an empty text for a figure on plan."""
    if gap.gap_pp == 0:
        return ""
    key = "ahead" if gap.gap_pp < 0 else "short" if kind in RATE_KINDS else "behind"
    points = number(abs(gap.gap_pp), lang, 1)
    return f"{STATUS_SHAPES[gap.status]} " + t(f"chart.gap.{key}").format(gap=points)


def alt_text(curve: ProgressSeries, t: Translate, lang: Lang) -> str:
    """The figure in two sentences: the plan, the latest figure and how far it was from plan."""
    if curve.empty:
        return t("chart.alt.none")
    unit = curve.unit(lang)
    if curve.kind in RATE_KINDS:
        plan = t("chart.alt.path.bound").format(bound=goal_caption(curve, t, lang, unit))
    elif curve.planned:
        first, last = curve.planned[0], curve.planned[-1]
        plan = t("chart.alt.path.plan").format(
            start=day(first.date),
            first=number(first.value, lang, DECIMAL_PLACES),
            due=day(last.date),
            last=amount(last.value, unit, lang),
        )
    elif curve.kind in QUANTITY_KINDS:
        plan = t("chart.alt.path.goal").format(goal=amount(curve.goal, unit, lang))
    else:
        plan = t("chart.alt.path.none")
    counting = [figure for figure in curve.actual if figure.state == "counts"]
    latest = t("chart.alt.path.silent")
    if counting:
        latest = t("chart.alt.path.latest").format(
            count=len(counting),
            day=day(counting[-1].date),
            value=amount(counting[-1].value, unit, lang),
        )
    gap = gap_caption(curve.gap, curve.kind, t, lang) if curve.gap else ""
    apart = t("chart.comma") + gap.partition(" ")[2] if gap else ""
    title = t("chart.alt.path").format(title=curve.title(lang))
    space = " " if lang == "en" else ""
    return f"{title}{space}{plan}{latest}{apart}{t('chart.stop')}"
