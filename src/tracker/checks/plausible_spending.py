"""The rule for sums that are valid but doubtful: 万元 for 亿元, say; confirmed as in `plausibility`."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Sequence
from typing import Final

from tracker.checks.amounts import MoneyValue, target_amounts, to_common_unit
from tracker.checks.plausibility import (
    ABOUT,
    FACTORS,
    IN_FILE,
    PLAN_TOLERANCE,
    about_factor,
)
from tracker.checks.rule import Finding, RuleContext, amount_param, rule
from tracker.i18n import Message
from tracker.portfolio.model import Target
from tracker.portfolio.updates import EffectiveFigure, effective_figures

_MUCH_MORE_MONEY: Final = 50  # times the last sum: 万元 for 亿元 is 10,000 times, fen for yuan 100


@rule("doubtful-spent", level="warning", needs=("updates",))
def spending_is_plausible(target: Target, context: RuleContext) -> Iterator[Finding]:
    """A sum spent is of the order of the sums before it and of the budget; otherwise somebody confirms it.

    Passes:
        updates:
          - {date: 2022-03-31, spent: 2100 万元, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, spent: 0.27 亿元, evidence: {title: Bulletin, grade: A}}

    Fails:
        updates:
          - {date: 2022-03-31, spent: 2100 万元, evidence: {title: Bulletin, grade: A}}
          - {date: 2022-06-30, spent: 2700 亿元, evidence: {title: Bulletin, grade: A}}
    """
    accepted: list[EffectiveFigure] = []
    budgets = [amount for path, amount in target_amounts(target) if path[0] != "updates"]
    for figure in effective_figures(target.updates, "spent"):
        is_confirmed = target.updates[figure.update_index].confirmed
        message = (
            None
            if is_confirmed
            else _spending_doubt(target, budgets, accepted, figure, context.unit)
        )
        if message is None:
            accepted.append(figure)
        else:
            yield Finding(("updates", figure.update_index, "spent"), message)


def _spending_doubt(
    target: Target,
    amounts: Sequence[MoneyValue],
    accepted: Sequence[EffectiveFigure],
    figure: EffectiveFigure,
    unit: str | None,
) -> Message | None:
    """Why a sum is doubtful; None where it is plausible."""
    spent: MoneyValue = figure.value
    ratios = [
        (pair[0] / pair[1], amount)
        for amount in amounts
        if (pair := to_common_unit(spent, amount, unit)) is not None and pair[1] > 0
    ]
    exceeds_budgets = all(ratio > 1 for ratio, _ in ratios)  # also where there is no budget
    for last in reversed(accepted):
        if (pair := to_common_unit(spent, last.value, unit)) is None or not pair[1]:
            break
        ratio = abs(pair[0] / pair[1])
        factor = about_factor(*pair)
        is_doubtful = (
            ratio >= _MUCH_MORE_MONEY and not _spending_follows_time(target, last, figure, ratio)
        ) or (factor is not None and (factor < 1 or exceeds_budgets))
        if not is_doubtful:
            break
        if not target.updates[last.update_index].confirmed:
            return Message(
                "check.doubtful-spent.last" if ratio >= 1 else "check.doubtful-spent.less",
                spent=amount_param(spent, unit),
                date=figure.date,
                last=amount_param(last.value, unit),
                last_date=last.date,
                how=IN_FILE,
            )
    ratio, budget = min(ratios, key=operator.itemgetter(0), default=(0.0, 0.0))  # of the highest
    if ratio >= ABOUT[0] * FACTORS[0]:
        return Message(
            "check.doubtful-spent.budget",
            spent=amount_param(spent, unit),
            date=figure.date,
            budget=amount_param(budget, unit),
            how=IN_FILE,
        )
    return None


def _spending_follows_time(
    target: Target, last: EffectiveFigure, figure: EffectiveFigure, ratio: float
) -> bool:
    """Whether so much more time has passed since the start: a first payment may be a small one."""
    if not target.start or last.date <= target.start:
        return False
    elapsed = (figure.date - target.start).days / (last.date - target.start).days
    return ratio <= PLAN_TOLERANCE * elapsed
