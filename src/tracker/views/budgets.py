"""Budgets in sentences and totals: what the targets with an amount add up to, and their order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import isnan
from typing import Final
from weakref import WeakKeyDictionary

import pandas as pd

from tracker.analysis.earned_value import BudgetStatus, Totals, totals
from tracker.analysis.rows import AssessedTarget, typed_rows
from tracker.analysis.snapshot import Snapshot
from tracker.i18n import Lang
from tracker.numbers import as_rounded, number, percent, rounded_together
from tracker.units import Scale
from tracker.views.context import PageContext


@dataclass(frozen=True, eq=False)
class Budgets:
    """The targets of a page, and the amounts of those that have any."""

    frame: pd.DataFrame  # of `earned_value.budget_status`
    targets: Mapping[str, AssessedTarget]

    @property
    def rows(self) -> list[BudgetStatus]:
        return list(typed_rows(self.frame, BudgetStatus))

    @property
    def without(self) -> list[AssessedTarget]:
        """Targets without amounts, which do not count as free of charge."""
        with_amounts = set(self.frame["id"])
        return [row for key, row in self.targets.items() if key not in with_amounts]

    @cached_property
    def total(self) -> Totals:
        return next(typed_rows(totals(self.frame), Totals))

    def scale(self, view: PageContext) -> Scale:
        """How all amounts are shown: in the unit of their total."""
        return view.t.money_scale(view.tables.money, *self._largest)

    def places(self, view: PageContext) -> int:
        """The decimals of a computed amount in the unit of the total."""
        return view.t.money_places(view.tables.money, *self._largest)

    @property
    def _largest(self) -> tuple[float, ...]:
        return self.total.approved, self.total.announced, self.total.spent

    def as_read(self, view: PageContext) -> pd.DataFrame:
        """`frame` with each EAC as the page shows it, so that a total is the sum of the figures above it."""
        places, shift = self.places(view), self.scale(view).shift
        eac = [as_rounded(eac, places, shift) for eac in self.frame["eac"]]
        return self.frame.assign(eac=eac)


def budgets_of(view: PageContext) -> Budgets:
    """The budgets of all targets; the same object for a snapshot, with what was computed of it."""
    if view.snapshot not in _BUDGETS:
        _BUDGETS[view.snapshot] = Budgets(view.budget_status, view.by_id)
    return _BUDGETS[view.snapshot]


_BUDGETS: Final[WeakKeyDictionary[Snapshot, Budgets]] = WeakKeyDictionary()


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page and the line below it."""
    return heading(view, budgets_of(view))


def heading(view: PageContext, budgets: Budgets) -> tuple[str, str]:
    """`headline` of any targets."""
    t, frame = view.t, budgets.frame
    if frame.empty:
        return t("budget.answer.none"), t("budget.none")
    first = totals_sentence(view, budgets)
    if flagged := int(frame["flagged"].sum()):
        first += t("budget.answer.flagged", count=flagged)
    without, counted = len(budgets.targets) - len(frame), budgets.total.rows
    below = t(
        "budget.sub" if without or not counted else "budget.sub.all",
        unit=budgets.scale(view).unit,
        count=counted,
        spent=budgets.total.with_spent,
        without=without,
    )
    if ended := len(frame) - counted:
        below += t("budget.sub.ended", count=ended)
    return first, below


def in_order(rows: Iterable[BudgetStatus]) -> list[BudgetStatus]:
    """Those whose money runs ahead by how far, the others by their amounts."""
    return sorted(rows, key=_concern)


def _concern(row: BudgetStatus) -> tuple[bool, float]:
    if row.flagged:
        return False, -row.ahead_pp
    amounts = (row.approved, row.announced)
    return True, -next((amount for amount in amounts if not isnan(amount)), 0.0)


def totals_sentence(view: PageContext, budgets: Budgets) -> str:
    """Approved and spent in one sentence; announced amounts apart, as nobody says that they were approved.

    A sum is rounded, the amount of one target is not.
    """
    t, money, total = view.t, view.tables.money, budgets.total
    if not total.rows:
        return t("budget.answer.ended")
    frame = budgets.frame
    with_announced = int(frame.loc[frame["is_counted"], "announced"].notna().sum())
    announced = t(
        "budget.answer.announced",
        announced=t.money(money, total.announced, is_computed=with_announced > 1),
        count=with_announced,
    )
    if with_announced == total.rows and not total.with_spent:
        return announced
    sentence = t(
        _answer_key(total),
        approved=t.money(money, total.approved, is_computed=total.rows - with_announced > 1),
        spent=t.money(money, total.spent, is_computed=total.with_spent > 1),
        rate=percent(total.execution, t.lang, 1),
        count=total.rows - with_announced,
    )
    return t("list.semicolon").join([sentence, announced]) if with_announced else sentence


def _answer_key(total: Totals) -> str:
    """The sentence whose amounts are those that its rate is of."""
    if not total.with_spent:
        return "budget.answer.unspent"
    if isnan(total.execution):
        return "budget.answer.spent.alone" if isnan(total.approved) else "budget.answer.spent.apart"
    is_of_all = (total.spent, total.approved) == (total.spent_of_both, total.approved_of_both)
    return "budget.answer.spent" if is_of_all else "budget.answer.spent.partial"


def amount_columns(rows: pd.DataFrame) -> tuple[str, ...]:
    """The columns of amounts that have any: most portfolios have no announced ones, and some no others."""
    columns = [name for name in ("approved", "announced") if rows[name].notna().any()]
    return (*(columns or ["approved"]), "spent")


def index_texts(values: Sequence[float], name: str, lang: Lang, shift: int) -> list[str]:
    """SPI, CPI or EAC of some totals; different ones differ."""
    if name == "eac":
        return [number(value, lang, shift) for value in values]
    return rounded_together(values, lang, beside=(1,))
