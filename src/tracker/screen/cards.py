"""One target in words that people in front of a screen know: name, figure, and why in one short line."""

from __future__ import annotations

import math
import unicodedata
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker.i18n import day, number, percent
from tracker.portfolio.model import QUANTITY_KINDS, RATE_KINDS
from tracker.views.context import PageContext

MAX_TITLE_WIDTH: Final = 84
"""Columns of a title; a longer one is cut at its end, for it would fill its card."""
_SIZE_BREAKPOINTS: Final = (26, 40, 58)
"""Columns from which a text is set one step smaller."""


class ScreenCard(NamedTuple):
    id: str
    title: str
    theme: str
    status: str
    value: str  # the latest figure, "–" where there is none, "" for what has no figure
    goal: str  # what it is held against, with the unit
    is_stale: bool  # the figure is the last one before the reports stopped
    completion: float  # of the way, 0..1; missing for a rate, which holds or does not
    planned: float  # where the plan was on the day of the figure
    explanation: str
    due: str


def screen_card(view: PageContext, row: Any) -> ScreenCard:
    """``row`` is one of `View.rows`."""
    value, goal = _value_and_goal(view, row)
    measured = row.kind in QUANTITY_KINDS or row.kind == "milestones"
    silent = row.status == "unreported"
    planned = row.planned_now if silent else row.planned
    return ScreenCard(
        id=str(row.id),
        title=shorten(view.t.localized(row, "title")),
        theme=view.theme(str(row.theme)),
        status=str(row.status),
        value=value,
        goal=goal,
        is_stale=silent and value != "–",
        completion=min(max(float(row.actual), 0.0), 1.0) if measured else math.nan,
        planned=float(planned) if measured else math.nan,
        explanation=_explanation(view, row),
        due="" if pd.isna(row.due) else view.t("row.due", day=day(row.due)),
    )


def _value_and_goal(view: PageContext, row: Any) -> tuple[str, str]:
    """The figure and what it is held against."""
    t, lang = view.t, view.lang
    if row.kind == "statement":
        return "", ""
    if row.kind == "milestones":
        if not row.steps:
            return "", ""
        done = "–" if pd.isna(row.judged_on) else str(row.steps_done)
        return done, t("screen.of.step" if row.steps == 1 else "screen.of.steps", steps=row.steps)
    unit = t.localized(row, "unit")
    close = unit if unit == "%" else f" {unit}"
    value = number(row.value, lang)
    known = value != "–"
    goal = number(row.goal, lang)
    if row.kind in RATE_KINDS:
        bound = t(
            f"screen.of.{row.kind}", goal=goal, high=number(row.high, lang), unit=close.rstrip()
        )
        return (value + unit if unit == "%" and known else value), bound
    if row.kind == "level":
        key = "screen.of.level_about" if row.approximate else "screen.of.level"
        value += unit if unit == "%" and known else ""
        return value, t(key, goal=goal, unit=close.rstrip())
    about = t("goal.about") if row.approximate else ""
    return value, t("screen.of.cumulative", about=about, goal=goal, unit=close.rstrip())


def _explanation(view: PageContext, row: Any) -> str:
    key, rate = str(row.rule), row.kind in RATE_KINDS
    if key == "reached":
        early = not pd.isna(row.due) and row.reached_on < row.due
        key = "held" if rate else "early" if early else "reached"
    elif key in ("gap_small", "gap_amber", "gap_red"):
        key = "share" if not rate else "holding" if row.gap_pp <= 0 else "failing"
    elif key == "not_reached":
        key = "not_held" if rate else "not_reached" if not pd.isna(row.actual) else "not_done"
    elif key == "stale" and row.past_due:
        key = "stale_over"
    return view.t(
        f"screen.why.{key}",
        planned=percent(row.planned, view.lang),
        actual=percent(row.actual, view.lang),
        reached=day(row.reached_on),
        due=day(row.due),
        start=day(row.start),
        last=day(row.judged_on),
    )


def width(text: str) -> int:
    """Columns; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def shorten(text: str, columns: int = MAX_TITLE_WIDTH) -> str:
    """``text`` in at most ``columns``, on one line."""
    text = " ".join(text.split())
    if width(text) <= columns:
        return text
    while width(text) >= columns:
        text = text[:-1]
    return text.rstrip() + "…"


def size_step(text: str) -> int:
    """How many steps smaller ``text`` is set: 0 to 3."""
    return sum(width(text) > step for step in _SIZE_BREAKPOINTS)
