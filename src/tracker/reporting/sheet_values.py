"""The locked cells of the workbook: what is known of a target, what was planned, and its open steps."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from tracker.analysis.as_of import known_figures, steps_done
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.snapshot import Snapshot
from tracker.i18n import day
from tracker.numbers import number as grouped
from tracker.numbers import percent, plain_number
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import Numeric
from tracker.portfolio.model import Milestone, Target
from tracker.portfolio.texts import localize
from tracker.reporting.entry import entry_unit, last_spending
from tracker.reporting.sheet_layout import bilingual, spending_unit, value_unit


def row_values(portfolio: Portfolio, target: Target, assessed: AssessedTarget) -> dict[str, object]:
    """The row of one target, by column."""
    numeric = isinstance(target.measure, Numeric)
    lead = portfolio.organisations.get(target.lead or "")
    steps = f"{assessed.steps_done}/{assessed.steps}"
    return {
        "id": target.id,
        "title": bilingual(target.title),
        "unit": value_unit(target),
        "last_date": assessed.judged_on,
        "last": _figure_or_none(assessed.value) if numeric else steps,
        "last_spent": _last_spent(portfolio, target),
        "money": spending_unit(entry_unit(portfolio, target.id)),
        "by": localize(lead, "zh") if lead else None,
        "without": () if numeric else ("value",),
    }


def planned_cell(row: AssessedTarget, on: dt.date) -> object:
    """What was planned for the day of the row; nothing without a deadline."""
    match row.kind:
        case "floor":
            return f"≥ {plain_number(row.goal)}"
        case "ceiling":
            return f"≤ {plain_number(row.goal)}"
        case "range":
            return f"{plain_number(row.goal)} – {plain_number(row.high)}"
    completion = row.planned_now
    if row.due is None:
        completion = math.nan
    elif row.start is not None and on < row.start:
        completion = 0.0
    if row.kind == "milestones":
        return percent(completion, "zh")
    return _planned_value(completion, row.baseline, row.goal_now)


def open_steps(snapshot: Snapshot, targets: Iterable[Target]) -> list[tuple[Target, Milestone]]:
    """Every step that no report known today has as done."""
    tables = snapshot.tables.columns
    done = steps_done(tables, known_figures(tables, snapshot.as_of))
    ids = tables.targets["id"]
    known = {(ids[row], milestone) for row, milestone in done}
    return [
        (target, step)
        for target in targets
        for step in target.milestones
        if (target.id, step.id) not in known
    ]


def step_values(target: Target, step: Milestone) -> dict[str, object]:
    """The row of one open step, by column."""
    return {
        "id": target.id,
        "title": bilingual(target.title),
        "step": step.id,
        "step_title": bilingual(step.title),
        "step_due": step.due or target.due,
    }


def _last_spent(portfolio: Portfolio, target: Target) -> str | None:
    """The latest spending as it was written, its unit and its day."""
    if (last := last_spending(portfolio, target.id)) is None:
        return None
    date, amount = last
    return f"{grouped(amount.value, 'en')} {amount.unit}".strip() + f"\n{day(date)}"


def _figure_or_none(value: float) -> float | None:
    return None if math.isnan(value) else float(value)


def _planned_value(completion: float, baseline: float, goal: float) -> float | None:
    """Baseline and goal as written; a value between them to a millionth of the way."""
    way = goal - baseline
    if completion in (0.0, 1.0) or way == 0:
        return _figure_or_none(goal if completion == 1.0 else baseline)
    value = baseline + completion * way
    if math.isnan(value):
        return None
    return round(value, 6 - math.ceil(math.log10(abs(way))))
