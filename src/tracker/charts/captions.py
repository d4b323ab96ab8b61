"""What a figure of one target says in words: its goal, the gap, and the whole as a text alternative."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from tracker.analysis.curves import Curve
from tracker.analysis.series import Gap
from tracker.i18n import SHAPES, Lang, day, number
from tracker.portfolio.model import COUNTED, RATES

Words = Callable[[str], str]
PLACES: Final = 4
"""Decimals of a value; shares and gaps have one."""


class HasGoal(Protocol):
    """What `goal_words` reads: of a `PathData` or a `Curve`."""

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
    return number(value, lang, PLACES) + (unit if unit == "%" else f" {unit}".rstrip())


def goal_words(data: HasGoal, say: Words, lang: Lang, unit: str = "") -> str:
    """The goal or bound in words, with its unit if one is given."""
    high = amount(data.high, unit, lang)
    goal = amount(data.goal, "" if data.kind == "range" else unit, lang)
    if data.kind in RATES:
        key = "range.above" if data.above_met else data.kind
        return say(f"chart.{key}").format(goal=goal, high=high)
    return say("chart.goal.about" if data.approximate else "chart.goal").format(goal=goal)


def gap_words(gap: Gap, kind: str, say: Words, lang: Lang) -> str:
    """Shape and gap; an empty text for a figure on plan."""
    if gap.points == 0:
        return ""
    key = "ahead" if gap.points < 0 else "short" if kind in RATES else "behind"
    points = number(abs(gap.points), lang, 1)
    return f"{SHAPES[gap.lamp]} " + say(f"chart.gap.{key}").format(gap=points)


def alt(curve: Curve, say: Words, lang: Lang) -> str:
    """The figure in two sentences: the plan, the latest figure and how far it was from plan."""
    if curve.empty:
        return say("chart.alt.none")
    unit = curve.unit(lang)
    if curve.kind in RATES:
        plan = say("chart.alt.path.bound").format(bound=goal_words(curve, say, lang, unit))
    elif curve.planned:
        first, last = curve.planned[0], curve.planned[-1]
        plan = say("chart.alt.path.plan").format(
            start=day(first.date), first=number(first.value, lang, PLACES),
            due=day(last.date), last=amount(last.value, unit, lang),
        )  # fmt: skip
    elif curve.kind in COUNTED:
        plan = say("chart.alt.path.goal").format(goal=amount(curve.goal, unit, lang))
    else:
        plan = say("chart.alt.path.none")
    counting = [figure for figure in curve.actual if figure.state == "counts"]
    latest = say("chart.alt.path.silent")
    if counting:
        latest = say("chart.alt.path.latest").format(
            count=len(counting), day=day(counting[-1].date),
            value=amount(counting[-1].value, unit, lang),
        )  # fmt: skip
    gap = gap_words(curve.gap, curve.kind, say, lang) if curve.gap else ""
    apart = say("chart.comma") + gap.partition(" ")[2] if gap else ""
    title = say("chart.alt.path").format(title=curve.title(lang))
    space = " " if lang == "en" else ""
    return f"{title}{space}{plan}{latest}{apart}{say('chart.stop')}"
