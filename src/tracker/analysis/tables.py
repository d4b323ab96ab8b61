"""`Portfolio` -> tidy tables, the columns of which are named in `rows`.

Days are ``datetime64[us]``, missing ones ``NaT``; numbers are ``float64``, missing ones ``NaN``; amounts
are in the portfolio's money unit; texts have a column for each language, ``…_zh`` and ``…_en``. ``id``
joins every table to ``targets`` and ``number`` is the position of an item in its record. Importing this
module sets pandas' option ``mode.string_storage`` to ``python``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from tracker.analysis import rows
from tracker.analysis.columns import TableColumns, columns_of_rows, frame_of
from tracker.analysis.row_values import (
    budget_row,
    context_row,
    decision_row,
    issue_row,
    revision_row,
    target_row,
    update_row,
    zh_en,
)
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import Flow, Parts


class Tables:
    """A portfolio in tables, whatever the day: one row an item, in the order of the files.

    A status is judged from ``columns``; each frame is built from them when it is first asked for.
    """

    targets: pd.DataFrame  # `rows.TARGET_COLUMNS`
    updates: pd.DataFrame  # `rows.UpdateRow`
    milestones: pd.DataFrame  # `rows.MilestoneRow`
    budgets: pd.DataFrame  # `rows.BudgetRow`
    context: pd.DataFrame  # `rows.ContextRow`
    revisions: pd.DataFrame  # `rows.RevisionRow`
    trajectory: pd.DataFrame  # `rows.TrajectoryRow`
    done: pd.DataFrame  # `rows.CompletedMilestoneRow`: a milestone that an update reports as done
    years: pd.DataFrame  # `rows.YearGoalRow`
    parts: pd.DataFrame  # `rows.PartRow`
    issues: pd.DataFrame  # `rows.IssueRow`
    reviews: pd.DataFrame  # `rows.ReviewRow`, by date
    decisions: pd.DataFrame  # `rows.DecisionRow`, by date of their review

    def __init__(self, columns: TableColumns, money: str) -> None:
        self.columns = columns
        self.money = money  # the unit of every amount

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in _DTYPES:
            raise AttributeError(name)
        frame = frame_of(getattr(self.columns, name), _DTYPES[name])
        setattr(self, name, frame)
        return frame

    def of_target(self, target_id: str) -> Tables:
        """The rows of one target, under the labels they have here."""
        return self.of_targets([target_id])

    def of_targets(self, ids: Iterable[str]) -> Tables:
        """The rows of some targets, under the labels they have here."""
        return Tables(self.columns.of_targets(set(ids)), self.money)


_DTYPES: Final[Mapping[str, Mapping[str, str]]] = {
    "targets": rows.dtypes(rows.AssessedTarget, rows.TARGET_COLUMNS),
    "updates": rows.dtypes(rows.UpdateRow),
    "milestones": rows.dtypes(rows.MilestoneRow),
    "budgets": rows.dtypes(rows.BudgetRow),
    "context": rows.dtypes(rows.ContextRow),
    "revisions": rows.dtypes(rows.RevisionRow),
    "trajectory": rows.dtypes(rows.TrajectoryRow),
    "done": rows.dtypes(rows.CompletedMilestoneRow),
    "years": rows.dtypes(rows.YearGoalRow),
    "parts": rows.dtypes(rows.PartRow),
    "issues": rows.dtypes(rows.IssueRow),
    "reviews": rows.dtypes(rows.ReviewRow),
    "decisions": rows.dtypes(rows.DecisionRow),
}
"""The columns of each table and their dtypes."""
FRAMES: Final = tuple(_DTYPES)
"""The names of the tables."""


def tables(portfolio: Portfolio) -> Tables:
    """The valid targets of ``portfolio`` as tables, one row an item, in the order of the files.

    Dates are ``datetime64[us]`` (``NaT`` if missing), numbers ``float64`` (``NaN`` if missing), amounts
    in ``Tables.money``. ``id`` joins every table to ``targets``.
    """
    values: dict[str, list[tuple[Any, ...]]] = {name: [] for name in _DTYPES}
    for target in portfolio.targets:
        key = target.id
        values["targets"].append(target_row(target, portfolio))
        for number, update in enumerate(target.updates):
            position = len(values["updates"])
            values["updates"].append(update_row(key, number, update, portfolio))
            values["done"] += [(key, number, position, step) for step in update.done or ()]
        values["milestones"] += [
            (key, number, step.id, *zh_en(step.title), step.due, step.weight)
            for number, step in enumerate(target.milestones)
        ]
        if target.budget is not None:
            values["budgets"].append(budget_row(key, target.budget, portfolio))
        values["context"] += [
            context_row(key, number, fact, portfolio) for number, fact in enumerate(target.context)
        ]
        values["revisions"] += [
            revision_row(key, number, revision, portfolio)
            for number, revision in enumerate(target.revisions)
        ]
        values["trajectory"] += [(key, point.date, point.value) for point in target.trajectory]
        if isinstance(measure := target.measure, Flow):
            values["years"] += [(key, int(year), goal) for year, goal in measure.years.items()]
        elif isinstance(measure, Parts):
            values["parts"] += [
                (key, number, part.target, part.weight) for number, part in enumerate(measure.parts)
            ]
        values["issues"] += [
            issue_row(key, number, issue, portfolio) for number, issue in enumerate(target.issues)
        ]
    for review in sorted(portfolio.header.reviews, key=lambda review: review.date):
        values["reviews"].append((review.date, *zh_en(review.title)))
        values["decisions"] += [
            decision_row(review, number, decision, portfolio)
            for number, decision in enumerate(review.decisions)
        ]
    columns = {name: columns_of_rows(lines, _DTYPES[name]) for name, lines in values.items()}
    return Tables(TableColumns(columns), portfolio.money)
