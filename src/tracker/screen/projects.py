"""Projects with their steps: which are done, which is next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker.analysis.as_of import known_updates, steps_done, target_rows
from tracker.screen.cards import ScreenCard, screen_card, shorten
from tracker.views.context import PageContext, iter_rows

PROJECTS_PER_PAGE: Final = 3  # a scene
MAX_STEPS: Final = 6  # a project; of more, those around the next one are shown
_STEP_TITLE_WIDTH: Final = 48


class Step(NamedTuple):
    title: str
    state: str  # done, next, open; unknown where nobody ever reported on the steps
    month: str  # the month it was done or is due, or was to be done; "" where nobody said


class Project(NamedTuple):
    card: ScreenCard
    steps: tuple[Step, ...]
    hidden_before: int  # steps not shown, before and after those that are
    hidden_after: int


def targets_with_steps(view: PageContext) -> pd.DataFrame:
    """The rows of `View.rows` that have steps: judged by them first, what is achieved last."""
    rows = view.rows[view.rows["id"].isin(view.tables.milestones["id"])]
    order = 2 * (rows["status"] == "achieved").astype("int64") + (rows["kind"] != "milestones")
    return rows.loc[order.sort_values(kind="stable").index]


def build_projects(view: PageContext, ids: Sequence[str]) -> dict[str, Project]:
    """By target id."""
    tables = view.tables
    updates = known_updates(tables, view.as_of)
    told = set(updates.loc[updates["steps"], "row"])
    done = steps_done(tables, updates)
    days = dict(zip(zip(done["row"], done["milestone"], strict=True), done["date"], strict=True))
    steps = tables.milestones[tables.milestones["id"].isin(ids)]
    steps = steps.assign(row=target_rows(steps["id"], tables.targets))
    own = {str(key): group for key, group in steps.groupby("id", sort=False)}
    return {key: _build_project(view, key, own[key], days, told) for key in ids}


def _build_project(
    view: PageContext, key: str, steps: pd.DataFrame, days: dict[Any, pd.Timestamp], told: set[Any]
) -> Project:
    made = []
    for step in iter_rows(steps):
        on = days.get((step.row, step.milestone))
        when = step.due if on is None else on
        made.append(
            Step(
                title=shorten(view.t.localized(step, "title"), _STEP_TITLE_WIDTH),
                state="done" if on is not None else "open" if step.row in told else "unknown",
                month=_month_text(view, when, late=on is None and when < pd.Timestamp(view.as_of)),
            )
        )
    coming = next((place for place, step in enumerate(made) if step.state != "done"), len(made))
    if coming < len(made) and made[coming].state == "open":
        made[coming] = made[coming]._replace(state="next")
    first = min(max(coming - MAX_STEPS // 2, 0), max(len(made) - MAX_STEPS, 0))
    shown = tuple(made[first : first + MAX_STEPS])
    return Project(screen_card(view, view.by_id[key]), shown, first, len(made) - first - len(shown))


def _month_text(view: PageContext, on: pd.Timestamp, *, late: bool) -> str:
    if pd.isna(on):
        return ""
    month = on.strftime("%Y-%m")
    return view.t("screen.step.late", month=month) if late else month
