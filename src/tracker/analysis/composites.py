"""Targets composed of others: their plan, progress and status follow from those of their parts.

Each part counts by its weight, at its own latest figure. A part that is achieved counts in full on both
sides, so that its lead of then does not hide the delay of the others. Completion is limited to 0..1: a part
cannot make up for another. Parts that ended are left out with their weight.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from tracker.analysis.columns import AnyArray, Columns, TableColumns, is_in, table_of
from tracker.analysis.rows import PartRow
from tracker.portfolio.measures import RATE_KINDS

REACHED: Final = ("achieved", "to_verify")
_FINAL: Final = (*REACHED, "missed")


class Standing(NamedTuple):
    """What a composite takes from a part, and what is known of it itself."""

    status: str
    rule: str
    planned: float = math.nan
    actual: float = math.nan
    judged_on: dt.date | None = None
    start: dt.date | None = None
    due: dt.date | None = None
    reached_on: dt.date | None = None
    planned_now: float = math.nan
    pro_rata: bool = False
    only_grade_c: bool = False
    gap_pp: float = math.nan
    parts: int = 0  # those that have not ended
    parts_known: int = 0  # with a figure that is not overdue, or not started yet
    parts_reached: int = 0
    parts_ended: int = 0


class _Composite(NamedTuple):
    id: str
    status: str
    start: dt.date | None
    due: dt.date | None
    amber: float
    red: float


_ENDED: Final = Standing("ended", "ended")
_UNJUDGED: Final = Standing("not_judged", "parts_unjudged")


def composite_standings(
    assessed: Columns, tables: TableColumns, as_of: dt.date
) -> Mapping[str, Standing]:
    """By id, the standing of every composite, from the assessed rows of all other targets.

    A part that is not in the tables, and one that contains its own whole, can never be judged.
    """
    chosen = assessed["kind"] == "parts"
    if not chosen.any():
        return {}
    thresholds = {name: tables.targets[name] for name in ("amber", "red")}
    composites = {
        row.id: row for row in assessed.replaced(thresholds).take(chosen).rows(_Composite)
    }
    parts: dict[str, list[PartRow]] = {key: [] for key in composites}
    for part in tables.parts.rows(PartRow):
        if part.id in parts:
            parts[part.id].append(part)
    ids = {part.part for listed in parts.values() for part in listed}
    others = assessed.take(~chosen & is_in(assessed["id"], ids))
    known = {row.id: row.standing for row in others.rows(_Part)}
    known |= {key: _ENDED for key, row in composites.items() if row.status == "ended"}
    pursued = {
        key: [part.part for part in listed if part.part in parts and part.part not in known]
        for key, listed in parts.items()
        if key not in known
    }
    in_circle = {key for key, within in pursued.items() if key in _reachable(within, pursued)}
    for key in _parts_first(parts):
        if key in pursued:
            of_parts = [
                (None if part.part in in_circle else known.get(part.part), part.weight)
                for part in parts[key]
            ]
            known[key] = _standing(composites[key], of_parts, as_of)
    return {key: known[key] for key, row in composites.items() if row.status != "ended"}


def judge_composites(
    assessed: Mapping[str, AnyArray], tables: TableColumns, as_of: dt.date
) -> None:
    """Write the `composite_standings` into the rows of composites.

    No report is owed for them: their parts owe them.
    """
    standings = composite_standings(table_of(assessed), tables, as_of)
    if not standings:
        return
    rows = tables.row_numbers(standings)
    for name, values in zip(Standing._fields, zip(*standings.values(), strict=True), strict=True):
        column = assessed[name]
        column[rows] = np.array(values, dtype=column.dtype)
    assessed["reported_late_days"][rows] = np.nan
    assessed["next_report"][rows] = np.datetime64("NaT")
    assessed["last_status"][rows] = None
    assessed["past_due"][rows] = assessed["due"][rows] < np.datetime64(as_of, "D")


def affected_by(tables: TableColumns, ids: Collection[str]) -> tuple[set[str], set[str]]:
    """Some targets with the composites that contain one of them; and with all parts of these as well."""
    parts: dict[str, list[str]] = {}
    wholes: dict[str, list[str]] = {}
    for whole, part in zip(tables.parts["id"].tolist(), tables.parts["part"].tolist(), strict=True):
        parts.setdefault(whole, []).append(part)
        wholes.setdefault(part, []).append(whole)
    affected = _reachable(ids, wholes)
    return affected, _reachable(affected, parts)


def _reachable(ids: Collection[str], steps: Mapping[str, Sequence[str]]) -> set[str]:
    found, waiting = set(ids), list(ids)
    while waiting:
        further = [key for key in steps.get(waiting.pop(), ()) if key not in found]
        found.update(further)
        waiting += further
    return found


class _Part(NamedTuple):
    id: str
    kind: str
    status: str
    rule: str
    planned: float
    actual: float
    judged_on: dt.date | None
    start: dt.date | None
    due: dt.date | None
    reached_on: dt.date | None
    planned_now: float
    pro_rata: bool
    only_grade_c: bool

    @property
    def standing(self) -> Standing:
        if self.kind in RATE_KINDS and self.status != "ended":
            return _UNJUDGED
        return Standing(*self[2:])


_TAKEN: Final = _Part._fields


def _parts_first(parts: Mapping[str, Sequence[PartRow]]) -> Sequence[str]:
    """The composites in an order in which each comes after those among its parts.

    Those of a circle come in some order.
    """
    order: list[str] = []
    seen: set[str] = set()
    for key in parts:
        waiting = [(key, False)]
        while waiting:
            current, is_done = waiting.pop()
            if is_done:
                order.append(current)
            elif current not in seen:
                seen.add(current)
                waiting.append((current, True))
                waiting += [(part.part, False) for part in parts[current] if part.part in parts]
    return order


def _standing(
    composite: _Composite, parts: Sequence[tuple[Standing | None, float]], as_of: dt.date
) -> Standing:
    alive = [(part, weight) for part, weight in parts if part is None or part.status != "ended"]
    standings = [part for part, _ in alive if part is not None]
    dates = [part.start for part in standings], [part.due for part in standings]
    start = composite.start or min((day for day in dates[0] if day), default=None)
    due = composite.due or max((day for day in dates[1] if day), default=None)
    basis = _UNJUDGED._replace(
        start=start,
        due=due,
        parts=len(alive),
        parts_known=sum(part.status != "unreported" for part in standings),
        parts_reached=sum(part.status in REACHED for part in standings),
        parts_ended=len(parts) - len(alive),
    )
    if not alive or len(standings) < len(alive):
        return basis
    if any(part.status == "not_judged" for part in standings):
        return basis
    reached_days = [part.reached_on for part in standings if part.reached_on is not None]
    if basis.parts_reached == basis.parts:
        reached_on = max(reached_days, default=None)
        late = reached_on is not None and due is not None and reached_on > due
        rule, status = ("reached_late" if late else "reached"), "achieved"
        if any(part.status == "to_verify" for part in standings):
            rule, status = "to_verify", "to_verify"
        basis = basis._replace(reached_on=reached_on, rule=rule, status=status)
        return _with_progress(basis, alive, composite)
    if (start is not None and as_of < start) or all(
        part.status == "not_started" for part in standings
    ):
        return basis._replace(rule="before_start", status="not_started")
    if basis.parts_known < basis.parts:
        return basis._replace(rule="parts_unreported", status="unreported")
    judged = _with_progress(basis, alive, composite)
    if due is not None and as_of > due and all(part.status in _FINAL for part in standings):
        return judged._replace(rule="not_reached", status="missed")
    return judged


def _with_progress(
    basis: Standing, parts: Sequence[tuple[Standing | None, float]], composite: _Composite
) -> Standing:
    """With plan, progress and gap, and the status that these give where there is none yet."""
    known = [(part, weight) for part, weight in parts if part is not None]
    total = sum(weight for _, weight in known)
    planned, actual, planned_now = (
        sum(weight * value(part) for part, weight in known) / total
        for value in (_planned, _actual, _planned_now)
    )
    gap = round(100 * (planned - actual), 9)
    if math.isnan(gap):
        return basis
    still = [part.judged_on for part, _ in known if part.status not in _FINAL and part.judged_on]
    final = [part.judged_on for part, _ in known if part.judged_on]
    standing = basis._replace(
        planned=planned,
        actual=actual,
        planned_now=planned_now,
        gap_pp=gap,
        judged_on=min(still, default=max(final, default=None)),
        pro_rata=any(part.pro_rata for part, _ in known),
        only_grade_c=all(part.only_grade_c for part, _ in known),
    )
    if standing.rule != "parts_unjudged":
        return standing
    for limit, rule, status in (
        (composite.amber, "gap_small", "on_track"),
        (composite.red, "gap_amber", "at_risk"),
        (math.inf, "gap_red", "off_track"),
    ):
        if gap <= limit:
            return standing._replace(rule=rule, status=status)
    return basis


def _planned(part: Standing) -> float:
    if part.status in REACHED:
        return 1.0
    return 0.0 if part.status == "not_started" else _clipped(part.planned)


def _actual(part: Standing) -> float:
    if part.status in REACHED:
        return 1.0
    return 0.0 if part.status == "not_started" else _clipped(part.actual)


def _planned_now(part: Standing) -> float:
    return 1.0 if part.status in REACHED else _clipped(part.planned_now)


def _clipped(share: float) -> float:
    return share if math.isnan(share) else min(max(share, 0.0), 1.0)
