"""Everything known about each target on a day, its rows gathered once for all targets."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import pandas as pd

from tracker.analysis.as_of import known_updates, steps_done
from tracker.analysis.curves import EffectiveUpdate, ProgressSeries, progress_series
from tracker.portfolio import model
from tracker.views.context import PageContext


class TargetDetails(NamedTuple):
    """Rows have the columns of their tables as attributes: days are ``datetime.date``, texts ``str``; ``None`` is neither."""

    row: Any  # of `View.rows`
    target: model.Target
    updates: Sequence[Any]  # known on the day, the latest first
    steps: Sequence[Any]
    steps_by_update: Mapping[
        int, Sequence[str]
    ]  # by `Index` of an update the steps it says are done
    done: Mapping[str, dt.date]  # by step the first day it was said to be done
    context: Sequence[Any]  # the latest first
    revisions: Sequence[Any]  # the latest first
    budget_status: Any | None  # of `money.clocks`
    budget_note_zh: str | None  # on the budget, in each language
    budget_note_en: str | None
    series: ProgressSeries


def target_details(view: PageContext) -> Iterator[TargetDetails]:
    """One a target, in the order of the portfolio; the same whatever the language of ``view``."""
    tables, as_of = view.tables, view.as_of
    of_record = {target.id: target for target in view.portfolio.targets}
    updates = _group_by_id(tables.updates, lambda one: one.reported <= as_of)
    points, steps = _group_by_id(tables.trajectory), _group_by_id(tables.milestones)
    context = _group_by_id(tables.context, lambda fact: fact.reported <= as_of)
    revisions = _group_by_id(tables.revisions, lambda change: change.date <= as_of)
    budgets, clocks = _group_by_id(tables.budgets), _group_by_id(view.budget_status)
    known = known_updates(tables, as_of)
    alive = {
        index: EffectiveUpdate(value, said)
        for index, value, said in zip(
            known.index.tolist(), known["value"].tolist(), known["steps"].tolist(), strict=True
        )
    }
    done = _steps_done(view, known)
    said: dict[int, list[str]] = defaultdict(list)
    for step in plain_rows(tables.done):
        said[step.update].append(step.milestone)
    for row in plain_rows(view.rows):
        own = row.id
        mine, budget = updates.get(own, ()), budgets.get(own, ())
        yield TargetDetails(
            row,
            of_record[own],
            sorted(mine, key=lambda one: (one.date, one.rank, one.reported), reverse=True),
            steps.get(own, ()),
            said,
            done.get(own, {}),
            sorted(context.get(own, ()), key=lambda fact: fact.date, reverse=True),
            sorted(revisions.get(own, ()), key=lambda change: change.date, reverse=True),
            clocks.get(own, (None,))[0],
            budget[0].note_zh if budget else None,
            budget[0].note_en if budget else None,
            progress_series(
                row,
                as_of,
                points=points.get(own, ()),
                steps=steps.get(own, ()),
                updates=mine,
                known=alive,
                done=done.get(own, {}),
            ),
        )


def _steps_done(view: PageContext, known: pd.DataFrame) -> dict[str, dict[str, dt.date]]:
    ids = view.tables.targets["id"].tolist()
    found: dict[str, dict[str, dt.date]] = defaultdict(dict)
    for step in plain_rows(steps_done(view.tables, known)):
        found[ids[step.row]][step.milestone] = step.date
    return found


def _group_by_id(
    frame: pd.DataFrame, wanted: Callable[[Any], bool] = lambda _: True
) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in plain_rows(frame):
        if wanted(row):
            found.setdefault(row.id, []).append(row)
    return found


def plain_rows(frame: pd.DataFrame) -> Iterator[Any]:
    """The rows of a table with plain values, many times quicker than `DataFrame.itertuples`."""
    columns = [frame.index.tolist(), *(_plain_values(frame[name]) for name in frame.columns)]
    return map(_row_type(tuple(frame.columns))._make, zip(*columns, strict=True))


@cache
def _row_type(columns: tuple[str, ...]) -> Any:
    return namedtuple("Row", ("Index", *columns))  # noqa: PYI024 -- the columns are known at run time


def _plain_values(column: pd.Series[Any]) -> list[Any]:
    if column.dtype.kind == "M":
        days: list[Any] = column.to_numpy(dtype="datetime64[D]").tolist()
        return days
    if column.dtype == "str":
        return [value if isinstance(value, str) else None for value in column.tolist()]
    values: list[Any] = column.tolist()
    return values
