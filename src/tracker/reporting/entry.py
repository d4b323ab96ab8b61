"""What is asked for in a report on one target: the names of its unit, the unit of its money, and its last figures."""

from __future__ import annotations

import datetime as dt
from typing import Final

from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import RATE_KINDS, Numeric
from tracker.portfolio.model import Target
from tracker.portfolio.money import Amount
from tracker.portfolio.texts import Bilingual
from tracker.portfolio.updates import effective_figures
from tracker.reporting import parsing
from tracker.reporting.parsing import CellValue
from tracker.reporting.report import money_unit
from tracker.reporting.typed_units import normalized_unit

_SHARES: Final = frozenset({"%", "‰", "百分点", "个百分点", "percentagepoints", "pp"})


def unit_names(target: Target) -> list[str]:
    """The names of the unit of a target's value; none for steps and statements."""
    if not isinstance(target.measure, Numeric):
        return []
    unit = target.measure.unit
    return [unit.zh, unit.en] if isinstance(unit, Bilingual) else [unit]


def may_have_plus(target: Target) -> bool:
    """Whether +6.25 can only be the figure itself: the rates in percent, such as growth.

    Of anything else it may be a change: 200 more than before.
    """
    is_share = any(normalized_unit(name) in _SHARES for name in unit_names(target))
    return is_share and target.measure.kind in RATE_KINDS


def parse_value(target: Target, cell: CellValue) -> float | None:
    """A value as entered, in the unit of its target. CellError as of `parse_number`, and for a change."""
    if not may_have_plus(target):
        parsing.refuse_increase(cell)
    return parsing.parse_number(cell, unit_names(target))


def last_spending(portfolio: Portfolio, target_id: str) -> tuple[dt.date, Amount] | None:
    """The latest spending on record and its day, as it was written; "" where it has no unit at all."""
    figures = effective_figures(portfolio.by_id[target_id].updates, "spent")
    if not figures:
        return None
    return figures[-1].date, _with_unit(portfolio, figures[-1].value)


def entry_unit(portfolio: Portfolio, target_id: str) -> str | None:
    """The unit in which money is asked for: that of the latest spending, else of the budget, else of the
    file; None where none of them has one."""
    if (last := last_spending(portfolio, target_id)) is not None:
        return last[1].unit or None
    budget = portfolio.by_id[target_id].budget
    if budget is not None and budget.amount is not None:
        return _with_unit(portfolio, budget.amount).unit or None
    return money_unit(portfolio, target_id)


def has_money(target: Target) -> bool:
    """Whether the record of a target has an amount, from which `entry_unit` takes the unit."""
    is_budgeted = target.budget is not None and target.budget.amount is not None
    return is_budgeted or bool(effective_figures(target.updates, "spent"))


def _with_unit(portfolio: Portfolio, amount: float | Amount) -> Amount:
    """An amount of a loaded record, which has a unit of its own where its file has another one."""
    return amount if isinstance(amount, Amount) else Amount(amount, portfolio.header.money or "")


def parse_spent(
    portfolio: Portfolio, target_id: str, cell: CellValue, unit: str | None = None
) -> float | Amount | None:
    """An amount as entered, as a `Report` of the target has it.

    Without a unit of its own it is in ``unit``, by default `entry_unit`. CellError as of `parse_amount`,
    and for a change.
    """
    parsing.refuse_increase(cell)
    unit = unit or entry_unit(portfolio, target_id)
    amount = parsing.parse_amount(cell, unit or "")
    if isinstance(amount, float) and unit and unit != money_unit(portfolio, target_id):
        return Amount(amount, unit)
    return amount
