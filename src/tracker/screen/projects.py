"""Projects with their milestones: which are done and which is next."""

from __future__ import annotations

import datetime as dt
from typing import Final, NamedTuple

from tracker.analysis.details import details_of
from tracker.analysis.rows import AssessedTarget, MilestoneRow
from tracker.i18n import shorten
from tracker.screen.cards import ScreenCard, screen_card
from tracker.views.context import PageContext
from tracker.views.target_row import is_assumed_step

PROJECTS_PER_PAGE: Final = 3
MAX_STEPS: Final = 6
"""Milestones shown per project: of more, those around the next one."""
_STEP_TITLE_WIDTH: Final = 48


class Step(NamedTuple):
    """One milestone of a project."""

    title: str
    state: str  # done, next or open; unknown if no current update mentions milestones
    month: str  # when it was done or is due, or "was due ..."; "" if it has no date


class Project(NamedTuple):
    """A target with as many of its milestones as the screen has room for."""

    card: ScreenCard
    steps: tuple[Step, ...]
    hidden_before: int  # milestones not shown before and after ``steps``
    hidden_after: int


def targets_with_steps(view: PageContext) -> list[AssessedTarget]:
    """Targets with milestones: those assessed by them first, achieved ones last."""
    rows = [row for row in view.by_id.values() if row.steps]
    return sorted(rows, key=lambda row: (row.status == "achieved", row.kind != "milestones"))


def build_project(view: PageContext, target_id: str) -> Project:
    """A target with its milestones."""
    details = details_of(view.snapshot, target_id)
    is_current = details.row.status != "unreported"
    reported = is_current and any(update.steps for update in details.effective.values())
    steps = [
        _build_step(view, step, details.done.get(step.milestone), reported=reported)
        for step in details.steps
    ]
    upcoming = next((n for n, step in enumerate(steps) if step.state != "done"), len(steps))
    if upcoming < len(steps) and steps[upcoming].state == "open":
        steps[upcoming] = steps[upcoming]._replace(state="next")
    first = min(max(upcoming - MAX_STEPS // 2, 0), max(len(steps) - MAX_STEPS, 0))
    shown = tuple(steps[first : first + MAX_STEPS])
    card = screen_card(view, details.row)
    return Project(card, shown, first, len(steps) - first - len(shown))


def _build_step(
    view: PageContext, step: MilestoneRow, done_on: dt.date | None, *, reported: bool
) -> Step:
    month = ""
    if done_on is not None:
        month = f"{done_on:%Y-%m}"
    elif step.due is not None:
        month = f"{step.due:%Y-%m}"
        if is_assumed_step(view, step.id, step.due):
            month = view.t("screen.step.assumed", month=month)
        elif step.due < view.as_of:
            month = view.t("screen.step.late", month=month)
    return Step(
        title=shorten(view.t.localized(step, "title"), _STEP_TITLE_WIDTH),
        state="done" if done_on is not None else "open" if reported else "unknown",
        month=month,
    )
