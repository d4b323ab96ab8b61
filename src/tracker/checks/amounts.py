"""Rules for amounts: their unit and currency, and spending held against what was approved."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tracker.checks.rule import (
    FileFinding,
    Finding,
    PortfolioRule,
    Rule,
    RuleContext,
    format_value,
    portfolio_rule,
    rule,
)
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.portfolio.records import PortfolioPart
from tracker.portfolio.scalars import Amount, convert_amount, currency_of
from tracker.portfolio.updates import effective_figures, has_decrease
from tracker.portfolio.validation import KeyPath

MoneyValue = float | Amount


def target_amounts(target: Target) -> Iterator[tuple[KeyPath, MoneyValue]]:
    """Every amount of a target and where it stands."""
    if target.budget is not None:
        yield ("budget", "approved"), target.budget.approved
    for n, update in enumerate(target.updates):
        if update.spent is not None:
            yield ("updates", n, "spent"), update.spent
    for n, revision in enumerate(target.revisions):
        if revision.field == "budget":
            for name, side in (("from", revision.from_), ("to", revision.to)):
                if isinstance(side, (float, Amount)):
                    yield ("revisions", n, name), side


def to_common_unit(
    amount: MoneyValue, other: MoneyValue, unit: str | None
) -> tuple[float, float] | None:
    """Two amounts in the unit of the second; None where they cannot be compared.

    ``unit`` is that of an amount that names none.
    """
    units = [each.unit if isinstance(each, Amount) else unit for each in (amount, other)]
    if units[0] == units[1]:
        return _value(amount), _value(other)
    if units[0] is None or units[1] is None:
        return None
    try:
        return convert_amount(Amount(_value(amount), units[0]), units[1]), _value(other)
    except ValueError:
        return None


def _value(amount: MoneyValue) -> float:
    return amount.value if isinstance(amount, Amount) else amount


def exceeds(amount: MoneyValue, other: MoneyValue, unit: str | None) -> bool:
    if type(amount) is float and type(other) is float:
        return amount > other
    pair = to_common_unit(amount, other, unit)
    return pair is not None and pair[0] > pair[1]


@rule("overspent")
def spending_stays_within_budget(target: Target, around: RuleContext) -> Iterator[Finding]:
    """What is spent does not exceed what was approved; said where it first does.

    Passes:
        budget: {approved: 12.5}
        updates:
          - {date: 2022-03-31, spent: 21000 万元, evidence: {title: Bulletin, grade: A}}

    Fails:
        budget: {approved: 12.5}
        updates:
          - {date: 2022-03-31, spent: 210000 万元, evidence: {title: Bulletin, grade: A}}
    """
    if target.budget is None:
        return
    approved, unit = target.budget.approved, around.unit
    if not any(u.spent is not None and exceeds(u.spent, approved, unit) for u in target.updates):
        return
    for spent in effective_figures(target.updates, "spent"):
        if exceeds(spent.value, approved, unit):
            yield Finding(
                ("updates", spent.update_index, "spent"),
                f"spent {format_value(spent.value)} by {spent.date}, more than the "
                f"{format_value(approved)} approved; expected at most that: check both and their units, "
                "or raise the budget with a revision",
                "warning",
            )
            return


@rule("spent-falling", needs=("updates",))
def spending_does_not_fall(target: Target, around: RuleContext) -> Iterator[Finding]:
    """Spending to date does not fall, unless a correction says so.

    Passes:
        updates:
          - {date: 2022-03-31, spent: 2.1, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, spent: 30000 万元, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, spent: 2.1, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, spent: 1.8, evidence: {title: Bulletin, grade: A}}
    """
    if not has_decrease(target.updates, "spent", lambda one, two: exceeds(one, two, around.unit)):
        return
    for before, now in pairwise(effective_figures(target.updates, "spent")):
        is_correction = target.updates[now.update_index].corrects is not None
        if not is_correction and exceeds(before.value, now.value, around.unit):
            yield Finding(
                ("updates", now.update_index, "spent"),
                f"spending to date falls from {format_value(before.value)} on {before.date} to "
                f"{format_value(now.value)} on {now.date}; expected no less: give the sum to date, "
                f"or add an update with corrects: {before.date}",
                "warning",
            )


@rule("currency")
def amounts_share_a_currency(target: Target, around: RuleContext) -> Iterator[Finding]:
    """An amount that names its unit names one of the portfolio's currency.

    Passes:
        budget: {approved: 125000 万元}

    Fails:
        budget: {approved: 12.5 EUR}
    """
    if around.money is None:
        return
    currency = currency_of(around.money)
    for path, amount in target_amounts(target):
        if isinstance(amount, Amount) and currency_of(amount.unit) != currency:
            yield Finding(
                path,
                f"an amount in {amount.unit}; expected {currency} as in portfolio.money "
                f"({around.money}): convert it, and say at which rate in a note",
            )


@portfolio_rule("money-unit")
def amounts_have_a_unit(around: RuleContext) -> Iterator[FileFinding]:
    """A bare amount takes its unit from the portfolio; said once a file.

    Passes:
        portfolio: {title: Homes, money: 亿元}
        budget: {approved: 12.5}

    Fails:
        portfolio: {title: Homes}
        budget: {approved: 12.5}
    """
    if around.money is None:
        return
    for part in around.portfolio.parts:
        if default_unit(part, around.portfolio) is not None:
            continue
        bare = [
            (path, amount)
            for entry in part.entries
            for within, amount in target_amounts(entry.target)
            if isinstance(amount, float) and (path := entry.path(within)) is not None
        ]
        if bare:
            path, amount = bare[0]
            others = f" and {len(bare) - 1} more in this file" if len(bare) > 1 else ""
            message = (
                f"the amount {format_value(amount)}{others} without a unit; expected portfolio.money, "
                "such as money: 亿元, or a unit behind the amount"
            )
            yield FileFinding(part.document, Finding(path, message))


@portfolio_rule("currency")
def files_share_a_currency(around: RuleContext) -> Iterator[FileFinding]:
    """All files count in one currency, each in the unit it likes.

    Passes:
        portfolio: {title: Homes, money: 亿元}
        ---
        portfolio: {title: Roads, money: 万元}

    Fails:
        portfolio: {title: Homes, money: 亿元}
        ---
        portfolio: {title: Roads, money: EUR}
    """
    if around.money is None:
        return
    currency = currency_of(around.money)
    for part in around.portfolio.parts:
        money = part.header.money if part.header else None
        if money is not None and currency_of(money) != currency:
            message = (
                f"money {money} in a portfolio that counts in {around.money}; expected a unit of "
                f"{currency} in every file: convert the amounts, or keep a portfolio of its own"
            )
            yield FileFinding(part.document, Finding(("portfolio", "money"), message))


def default_unit(part: PortfolioPart, portfolio: Portfolio) -> str | None:
    """The unit of an amount in this file that names none."""
    return (part.header and part.header.money) or portfolio.header.money


RULES: Final[tuple[Rule, ...]] = (
    spending_stays_within_budget,
    spending_does_not_fall,
    amounts_share_a_currency,
)
PORTFOLIO_RULES: Final[tuple[PortfolioRule, ...]] = (amounts_have_a_unit, files_share_a_currency)
