"""Rules for amounts: unit and currency, and spending compared with the approved budget."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from tracker.checks.rule import (
    FileFinding,
    Finding,
    RuleContext,
    amount_param,
    portfolio_rule,
    rule,
)
from tracker.i18n import Message
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target
from tracker.portfolio.money import Amount, convert_amount, currency_of
from tracker.portfolio.records import PortfolioPart
from tracker.portfolio.updates import effective_figures, has_decrease
from tracker.portfolio.validation import KeyPath

MoneyValue = float | Amount


def target_amounts(target: Target) -> Iterator[tuple[KeyPath, MoneyValue]]:
    """Every amount of a target with its path."""
    if target.budget is not None and target.budget.amount is not None:
        yield ("budget", target.budget.amount_key), target.budget.amount
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

    ``unit`` is the default for an amount that names none.
    """
    units = [side.unit if isinstance(side, Amount) else unit for side in (amount, other)]
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
    """Whether one amount is more than another; False where they cannot be compared."""
    if type(amount) is float and type(other) is float:
        return amount > other
    pair = to_common_unit(amount, other, unit)
    return pair is not None and pair[0] > pair[1]


@rule("budget")
def budget_has_one_amount(target: Target, _: RuleContext) -> Iterator[Finding]:
    """A budget is approved or announced, not both: an approval is recorded as a revision.

    Passes:
        budget: {announced: 12.5, on: 2022-01-20}

    Fails:
        budget: {approved: 12, announced: 12.5}
    """
    budget = target.budget
    if budget is not None and budget.approved is not None and budget.announced is not None:
        yield Finding(("budget", "announced"), Message("check.budget"), key=True)


@rule("negative-budget")
def budget_is_not_negative(target: Target, context: RuleContext) -> Iterator[Finding]:
    """A budget is never below zero.

    Passes:
        budget: {approved: 12.5, on: 2022-01-20}

    Fails:
        budget: {approved: -12.5, on: 2022-01-20}
    """
    budget = target.budget
    for name in ("approved", "announced"):
        amount = getattr(budget, name, None)
        if amount is not None and _value(amount) < 0:
            message = Message("check.negative-budget", amount=amount_param(amount, context.unit))
            yield Finding(("budget", name), message)


@rule("negative-spent")
def spending_is_not_negative(target: Target, context: RuleContext) -> Iterator[Finding]:
    """Spending to date is never below zero.

    Passes:
        updates:
          - {date: 2022-03-31, spent: 0, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, spent: -3 万元, evidence: {title: Bulletin, grade: A}}
    """
    for n, update in enumerate(target.updates):
        if update.spent is not None and _value(update.spent) < 0:
            message = Message(
                "check.negative-spent", amount=amount_param(update.spent, context.unit)
            )
            yield Finding(("updates", n, "spent"), message)


@rule("overspent", level="warning")
def spending_stays_within_budget(target: Target, context: RuleContext) -> Iterator[Finding]:
    """Spending does not exceed the approved budget; reported where it first does.

    Passes:
        budget: {approved: 12.5}
        updates:
          - {date: 2022-03-31, spent: 21000 万元, evidence: {title: Bulletin, grade: A}}

    Fails:
        budget: {approved: 12.5}
        updates:
          - {date: 2022-03-31, spent: 210000 万元, evidence: {title: Bulletin, grade: A}}
    """
    if target.budget is None or target.budget.approved is None:
        return
    approved, unit = target.budget.approved, context.unit
    if not any(u.spent is not None and exceeds(u.spent, approved, unit) for u in target.updates):
        return
    for spent in effective_figures(target.updates, "spent"):
        if exceeds(spent.value, approved, unit):
            yield Finding(
                ("updates", spent.update_index, "spent"),
                Message(
                    "check.overspent",
                    spent=amount_param(spent.value, unit),
                    date=spent.date,
                    approved=amount_param(approved, unit),
                ),
            )
            return


@rule("spent-falling", level="warning", needs=("updates",))
def spending_does_not_fall(target: Target, context: RuleContext) -> Iterator[Finding]:
    """Spending to date does not fall, except by a correction.

    Passes:
        updates:
          - {date: 2022-03-31, spent: 2.1, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, spent: 30000 万元, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, spent: 2.1, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, spent: 1.8, evidence: {title: Bulletin, grade: A}}
    """
    if not has_decrease(target.updates, "spent", lambda one, two: exceeds(one, two, context.unit)):
        return
    for before, now in pairwise(effective_figures(target.updates, "spent")):
        is_correction = target.updates[now.update_index].corrects is not None
        if not is_correction and exceeds(before.value, now.value, context.unit):
            yield Finding(
                ("updates", now.update_index, "spent"),
                Message(
                    "check.spent-falling",
                    before=amount_param(before.value, context.unit),
                    before_date=before.date,
                    spent=amount_param(now.value, context.unit),
                    date=now.date,
                ),
            )


@rule("currency")
def amounts_share_a_currency(target: Target, context: RuleContext) -> Iterator[Finding]:
    """An amount with a unit is in the portfolio's currency.

    Passes:
        budget: {approved: 125000 万元}

    Fails:
        budget: {approved: 12.5 EUR}
    """
    if context.money is None:
        return
    currency = currency_of(context.money)
    for path, amount in target_amounts(target):
        if isinstance(amount, Amount) and currency_of(amount.unit) != currency:
            yield Finding(
                path,
                Message(
                    "check.currency.amount",
                    unit=amount.unit,
                    currency=currency,
                    money=context.money,
                ),
            )


@portfolio_rule("money-unit")
def amounts_have_a_unit(context: RuleContext) -> Iterator[FileFinding]:
    """Amounts without a unit need one in the portfolio; reported once a file.

    Passes:
        portfolio: {title: Homes, money: 亿元}
        budget: {approved: 12.5}

    Fails:
        portfolio: {title: Homes}
        budget: {approved: 12.5}
    """
    if context.money is None:
        return
    for part in context.portfolio.parts:
        if default_unit(part, context.portfolio) is not None:
            continue
        bare = [
            (path, amount)
            for entry in part.entries
            for within, amount in target_amounts(entry.target)
            if isinstance(amount, float) and (path := entry.path(within)) is not None
        ]
        if bare:
            path, amount = bare[0]
            message = (
                Message("check.money-unit.more", amount=amount, count=len(bare) - 1)
                if len(bare) > 1
                else Message("check.money-unit", amount=amount)
            )
            yield FileFinding(part.document, Finding(path, message))


@portfolio_rule("currency")
def files_share_a_currency(context: RuleContext) -> Iterator[FileFinding]:
    """All files use one currency; each may have its own unit of it.

    Passes:
        portfolio: {title: Homes, money: 亿元}
        ---
        portfolio: {title: Roads, money: 万元}

    Fails:
        portfolio: {title: Homes, money: 亿元}
        ---
        portfolio: {title: Roads, money: EUR}
    """
    if context.money is None:
        return
    currency = currency_of(context.money)
    for part in context.portfolio.parts:
        money = part.header.money if part.header else None
        if money is not None and currency_of(money) != currency:
            message = Message(
                "check.currency.file", unit=money, money=context.money, currency=currency
            )
            yield FileFinding(part.document, Finding(("portfolio", "money"), message))


def default_unit(part: PortfolioPart, portfolio: Portfolio) -> str | None:
    """The unit of amounts in this file that name none."""
    return (part.header and part.header.money) or portfolio.header.money
