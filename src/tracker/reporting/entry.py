"""What is asked for in a report on one target: the names of its unit, and the unit of its money."""

from __future__ import annotations

from tracker.portfolio import model
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.portfolio.scalars import Amount
from tracker.reporting import parsing
from tracker.reporting.parsing import CellValue
from tracker.reporting.report import money_unit


def unit_names(target: Target) -> list[str]:
    """The names of the unit of a target's value; none for steps and statements."""
    if not isinstance(target.measure, model.Numeric):
        return []
    unit = target.measure.unit
    return [unit.zh, unit.en] if isinstance(unit, model.Bilingual) else [unit]


def entry_unit(portfolio: Portfolio, target_id: str) -> str | None:
    """The unit in which money is asked for: that of the last report with money, else of the budget, else
    of the file; None where none of them has one."""
    target = portfolio.by_id[target_id]
    reported = [update for update in target.updates if update.spent is not None]
    amounts = [max(reported, key=lambda update: update.date).spent] if reported else []
    if target.budget is not None:
        amounts.append(target.budget.approved)
    for amount in amounts:
        return amount.unit if isinstance(amount, Amount) else portfolio.header.money
    return money_unit(portfolio, target_id)


def parse_spent(
    portfolio: Portfolio, target_id: str, cell: CellValue, unit: str | None = None
) -> float | Amount | None:
    """An amount as entered, as a `Report` of the target has it.

    Without a unit of its own it is in ``unit``, by default `entry_unit`. CellError as of `parse_amount`.
    """
    unit = unit or entry_unit(portfolio, target_id)
    amount = parsing.parse_amount(cell, unit or "")
    if isinstance(amount, float) and unit and unit != money_unit(portfolio, target_id):
        return Amount(amount, unit)
    return amount
