"""Projects with their steps: which are done, which is next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker.analysis.as_of import known_updates, rows_of, steps_done
from tracker.screen.cards import Item, item, shortened
from tracker.views.context import View, each

PROJECTS: Final = 3  # a scene
STEPS: Final = 6  # a project; of more, those around the next one are shown
_STEP_COLUMNS: Final = 48


class Step(NamedTuple):
    title: str
    state: str  # done, next, open; unknown where nobody ever reported on the steps
    when: str  # the month it was done or is due, or was to be done; "" where nobody said


class Project(NamedTuple):
    item: Item
    steps: tuple[Step, ...]
    before: int  # steps not shown, before and after those that are
    after: int


def with_steps(view: View) -> pd.DataFrame:
    """The rows of `View.rows` that have steps: judged by them first, what is achieved last."""
    rows = view.rows[view.rows["id"].isin(view.tables.milestones["id"])]
    order = 2 * (rows["lamp"] == "achieved").astype("int64") + (rows["kind"] != "milestones")
    return rows.loc[order.sort_values(kind="stable").index]


def projects(view: View, ids: Sequence[str]) -> dict[str, Project]:
    """By target id."""
    tables = view.tables
    updates = known_updates(tables, view.as_of)
    told = set(updates.loc[updates["steps"], "row"])
    done = steps_done(tables, updates)
    days = dict(zip(zip(done["row"], done["milestone"], strict=True), done["date"], strict=True))
    steps = tables.milestones[tables.milestones["id"].isin(ids)]
    steps = steps.assign(row=rows_of(steps["id"], tables.targets))
    own = {str(key): group for key, group in steps.groupby("id", sort=False)}
    return {key: _project(view, key, own[key], days, told) for key in ids}


def _project(
    view: View, key: str, steps: pd.DataFrame, days: dict[Any, pd.Timestamp], told: set[Any]
) -> Project:
    made = []
    for step in each(steps):
        on = days.get((step.row, step.milestone))
        when = step.due if on is None else on
        made.append(
            Step(
                title=shortened(view.say.pick(step, "title"), _STEP_COLUMNS),
                state="done" if on is not None else "open" if step.row in told else "unknown",
                when=_when(view, when, late=on is None and when < pd.Timestamp(view.as_of)),
            )
        )
    coming = next((place for place, step in enumerate(made) if step.state != "done"), len(made))
    if coming < len(made) and made[coming].state == "open":
        made[coming] = made[coming]._replace(state="next")
    first = min(max(coming - STEPS // 2, 0), max(len(made) - STEPS, 0))
    shown = tuple(made[first : first + STEPS])
    return Project(item(view, view.by_id[key]), shown, first, len(made) - first - len(shown))


def _when(view: View, on: pd.Timestamp, *, late: bool) -> str:
    if pd.isna(on):
        return ""
    month = on.strftime("%Y-%m")
    return view.say("screen.step.late", month=month) if late else month
