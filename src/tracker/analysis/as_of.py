"""The data as of a day: the updates known then, and which of them count.

A past as-of date uses only what had been reported by then. Updates that a later one corrects no
longer count. Where sources disagree about one day, the better grade of evidence counts (an official
publisher with the same measure, A, before a related one, B, before a secondary source, C); of equal
grades the later report.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from tracker.analysis.columns import (
    AnyArray,
    Bools,
    Columns,
    Days,
    Floats,
    RowNumbers,
    TableColumns,
    is_missing,
)
from tracker.analysis.tables import Tables


def known_figures(tables: TableColumns, as_of: dt.date) -> Columns:
    """The updates known on a day, without the figures that were corrected by then.

    Columns as in ``tables.updates``, and ``position``, the number of the row there. A correcting update
    removes the fields it has itself (value, spent, steps) from earlier reports for the day it corrects;
    reports of the same day are earlier where they are above it in the file, to which updates are only
    ever appended. A correcting update with none of the fields removes all three.
    """
    day = np.datetime64(as_of, "D")
    updates = tables.updates
    positions = np.flatnonzero((updates["reported"] <= day) & (updates["date"] <= day))
    known = updates.take(positions).replaced({"position": positions})
    pairs = _corrected_by(known)
    if not pairs:
        return known
    corrected, corrections = np.array(pairs, dtype=np.intp).T
    withdraws = known["withdraws"][corrections]
    columns = {name: known[name].copy() for name in CORRECTED}
    for name in ("value", "spent"):
        gives = ~np.isnan(known[name][corrections])
        columns[name][corrected[gives | withdraws]] = np.nan
    columns["steps"][corrected[known["steps"][corrections] | withdraws]] = False
    declares = ~is_missing(known["declared"][corrections])
    for name in _DECLARED:
        columns[name][corrected[declares | withdraws]] = None
    return known.replaced(columns)


_DECLARED: Final = ("declared", "declared_status", "declared_zh", "declared_en")
CORRECTED: Final = ("value", "spent", "steps", *_DECLARED)
"""The columns of updates that a correction empties."""


def withdrawn_days(tables: TableColumns, known: Columns) -> Days:
    """By row of ``targets``, the latest day of which a figure or milestones were taken out of ``known``.

    ``known`` are the `known_figures`. NaT where none were.
    """
    reported = tables.updates.take(known["position"])
    is_out = ~np.isnan(reported["value"]) & np.isnan(known["value"])
    is_out |= reported["steps"] & ~known["steps"]
    days: Days = np.full(len(tables.targets), "NaT", dtype="datetime64[D]")
    np.fmax.at(days, known["row"][is_out], known["date"][is_out])
    return days


def _corrected_by(known: Columns) -> list[tuple[int, int]]:
    """Positions of each known update and of a later one that corrects it."""
    corrections = np.flatnonzero(~np.isnat(known["corrects"]))
    if not len(corrections):
        return []
    by_day: dict[tuple[int, dt.date], list[int]] = {}
    for position in corrections.tolist():
        day: dt.date = known["corrects"][position].item()
        by_day.setdefault((int(known["row"][position]), day), []).append(position)
    told = list(zip(known["reported"].tolist(), known["number"].tolist(), strict=True))
    days = zip(known["row"].tolist(), known["date"].tolist(), strict=True)
    return [
        (position, later)
        for position, of_day in enumerate(days)
        for later in by_day.get(of_day, ())
        if told[position] < told[later]
    ]


def known_updates(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """The `known_figures` as a frame: columns and index as in ``tables.updates``, and ``row``, the target's row number."""
    known = known_figures(tables.columns, as_of)
    updates = tables.updates
    if len(known) < len(updates):
        updates = updates.iloc[known["position"]]
    corrected = {
        name: known[name] if name not in _DECLARED else pd.array(known[name], dtype="str")
        for name in CORRECTED
        if len(known)
    }
    return updates.assign(row=known["row"], **corrected)


def known_reports(tables: Tables, as_of: dt.date) -> pd.DataFrame:
    """The `known_updates` that report a figure, milestones or spending that nobody has corrected."""
    updates = known_updates(tables, as_of)
    return updates[updates["value"].notna() | updates["spent"].notna() | updates["steps"]]


def steps_done(tables: TableColumns, known: Columns) -> Mapping[tuple[int, str], dt.date]:
    """Milestones done according to `known_figures`: by row of the target and milestone the day of the first report."""
    about_steps = known.take(known["steps"])
    days = zip(about_steps["row"].tolist(), about_steps["date"].tolist(), strict=True)
    reports = dict(zip(about_steps["label"].tolist(), days, strict=True))
    done: dict[tuple[int, str], dt.date] = {}
    updates, milestones = tables.done["update"].tolist(), tables.done["milestone"].tolist()
    for update, milestone in zip(updates, milestones, strict=True):
        if update in reports:
            row, day = reports[update]
            done[row, milestone] = min(day, done.get((row, milestone), day))
    return done


def best_per_day(updates: Columns, *, prefer_lower: Floats | None = None) -> RowNumbers:
    """Positions of the updates that count, by target and day: the best grade, then the last report.

    ``prefer_lower`` has a number for each update; the lower one breaks a last tie, so that the order of
    the file does not matter.
    """
    row, day = updates["row"], updates["date"]
    lower = np.zeros(len(row)) if prefer_lower is None else prefer_lower
    order = np.lexsort((-lower, updates["reported"], updates["rank"], day, row))
    return order[_run_ends(row[order]) | _run_ends(day[order])]


def latest_per_target(
    updates: Columns, size: int, *, prefer_lower: Floats | None = None
) -> tuple[RowNumbers, Columns]:
    """For each target the update of its latest day that counts (`best_per_day`).

    Returns the targets' row numbers and their updates.
    """
    best = best_per_day(updates, prefer_lower=prefer_lower)
    last = np.full(size, -1)
    last[updates["row"][best]] = best  # in the order of days, so that the last one remains
    rows = np.flatnonzero(last >= 0)
    return rows, updates.take(last[rows])


def _run_ends(column: AnyArray) -> Bools:
    """True at the last item of each run of equal items."""
    ends = np.ones(len(column), dtype=bool)
    ends[:-1] = column[1:] != column[:-1]
    return ends
