"""Projects with their milestones: which are done and which is next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker.analysis.as_of import known_updates, steps_done, target_rows
from tracker.i18n import shorten
from tracker.screen.cards import ScreenCard, screen_card
from tracker.views.context import PageContext, iter_rows

PROJECTS_PER_PAGE: Final = 3
MAX_STEPS: Final = 6
"""Milestones shown per project: of more, those around the next one."""
_STEP_TITLE_WIDTH: Final = 48


class Step(NamedTuple):
    title: str
    state: str  # done, next or open; unknown if no update ever mentioned milestones
    month: str  # when it was done or is due, or "was due ..."; "" if it has no date


class Project(NamedTuple):
    card: ScreenCard
    steps: tuple[Step, ...]
    hidden_before: int  # milestones not shown before and after ``steps``
    hidden_after: int


def targets_with_steps(view: PageContext) -> pd.DataFrame:
    """The rows of `PageContext.rows` with milestones: those assessed by them first, achieved ones last."""
    rows = view.rows[view.rows["id"].isin(view.tables.milestones["id"])]
    order = 2 * (rows["status"] == "achieved").astype("int64") + (rows["kind"] != "milestones")
    return rows.loc[order.sort_values(kind="stable").index]


def build_projects(view: PageContext, ids: Sequence[str]) -> dict[str, Project]:
    """Projects by target id."""
    tables = view.tables
    updates = known_updates(tables, view.as_of)
    reported_rows = set(updates.loc[updates["steps"], "row"])
    done = steps_done(tables, updates)
    keys = zip(done["row"], done["milestone"], strict=True)
    done_dates = dict(zip(keys, done["date"], strict=True))
    steps = tables.milestones[tables.milestones["id"].isin(ids)]
    steps = steps.assign(row=target_rows(steps["id"], tables.targets))
    by_id = {str(key): group for key, group in steps.groupby("id", sort=False)}
    return {
        target_id: _build_project(view, target_id, by_id[target_id], done_dates, reported_rows)
        for target_id in ids
    }


def _build_project(
    view: PageContext,
    target_id: str,
    rows: pd.DataFrame,
    done_dates: Mapping[Any, pd.Timestamp],
    reported_rows: set[Any],
) -> Project:
    steps = [
        _build_step(
            view,
            row,
            done_dates.get((row.row, row.milestone)),
            reported=row.row in reported_rows,
        )
        for row in iter_rows(rows)
    ]
    upcoming = next((n for n, step in enumerate(steps) if step.state != "done"), len(steps))
    if upcoming < len(steps) and steps[upcoming].state == "open":
        steps[upcoming] = steps[upcoming]._replace(state="next")
    first = min(max(upcoming - MAX_STEPS // 2, 0), max(len(steps) - MAX_STEPS, 0))
    shown = tuple(steps[first : first + MAX_STEPS])
    card = screen_card(view, view.by_id[target_id])
    return Project(card, shown, first, len(steps) - first - len(shown))


def _build_step(
    view: PageContext, row: Any, done_on: pd.Timestamp | None, *, reported: bool
) -> Step:
    month = ""
    if done_on is not None:
        month = done_on.strftime("%Y-%m")
    elif not pd.isna(row.due):
        month = row.due.strftime("%Y-%m")
        if row.due < pd.Timestamp(view.as_of):
            month = view.t("screen.step.late", month=month)
    return Step(
        title=shorten(view.t.localized(row, "title"), _STEP_TITLE_WIDTH),
        state="done" if done_on is not None else "open" if reported else "unknown",
        month=month,
    )
