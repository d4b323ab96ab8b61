"""Selections of targets that a page counts and links to, beyond the value of one field."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from tracker.analysis import agenda
from tracker.analysis.assessment import UNASSESSED
from tracker.analysis.rollup import BEHIND
from tracker.views.context import PageContext

SELECTION_PARAM: Final = "show"
DAYS_AHEAD: Final = 90
SELECTION_KEYS: Final[Mapping[str, str]] = {
    "attention": "show.attention",
    "late": "show.late",
    "coming": "show.coming",
    "revised": "show.revised",
    "unassessed": "show.unassessed",
    "reported": "show.reported",
    "no_report": "show.no_report",
    "no_figure": "show.no_figure",
    "no_measure": "show.no_measure",
    "budget": "show.budget",
}
"""The values of the parameter, with the keys of their labels."""


def selection(view: PageContext, name: str) -> Collection[str]:
    """The ids of the targets in a selection of `SELECTION_KEYS`; none for another name."""
    return _SELECT[name](view) if name in _SELECT else ()


def _attention(view: PageContext) -> Collection[str]:
    """Behind, far behind or missed."""
    return {key for key, row in view.by_id.items() if row.status in BEHIND}


def _late(view: PageContext) -> Collection[str]:
    """A report is overdue."""
    return {key for key, row in view.by_id.items() if row.reported_late_days}


def _coming(view: PageContext) -> Collection[str]:
    """The target or one of its milestones falls due soon."""
    return {item.id for item in agenda.due_within(view.snapshot, DAYS_AHEAD)}


def _revised(view: PageContext) -> Collection[str]:
    """The goal, the start or the due date was changed by the day."""
    return {key for key, row in view.by_id.items() if row.original_status is not None}


def _unassessed(view: PageContext) -> Collection[str]:
    """Not judged or not reported."""
    return {key for key, row in view.by_id.items() if row.status in UNASSESSED}


def _reported(view: PageContext) -> Collection[str]:
    """Something was reported by the day."""
    return view.snapshot.latest_reports.keys()


def _no_report(view: PageContext) -> Collection[str]:
    """The target has started, and nothing was reported by the day."""
    begun = (row for row in view.by_id.values() if row.status not in ("not_started", "ended"))
    started = {row.id for row in begun if row.kind != "parts"}
    return started.difference(_reported(view))


def _no_figure(view: PageContext) -> Collection[str]:
    """Something was reported, but no figure that can be judged: too old, or from before the start."""
    without = {key for key, row in view.by_id.items() if row.rule in ("stale", "no_update")}
    return without.intersection(_reported(view))


def _no_measure(view: PageContext) -> Collection[str]:
    """Neither number nor milestone."""
    return {key for key, row in view.by_id.items() if row.kind == "statement"}


def _budget(view: PageContext) -> Collection[str]:
    """An amount or spending is known."""
    return set(view.budget_status["id"])


_SELECT: Final[Mapping[str, Callable[[PageContext], Collection[str]]]] = {
    "attention": _attention,
    "late": _late,
    "coming": _coming,
    "revised": _revised,
    "unassessed": _unassessed,
    "reported": _reported,
    "no_report": _no_report,
    "no_figure": _no_figure,
    "no_measure": _no_measure,
    "budget": _budget,
}
