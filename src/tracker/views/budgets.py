"""The budgets page: totals, time, progress and money of each target, targets without amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Final

import pandas as pd

from tracker import html
from tracker.analysis.earned_value import Totals, totals
from tracker.analysis.rows import typed_rows
from tracker.html import Html, tag, text
from tracker.i18n import Lang, Translator
from tracker.numbers import as_rounded, number, percent, rounded_together
from tracker.units import Scale
from tracker.views.context import PageContext
from tracker.views.target_budget import COLUMN_KEYS

_NOTE_KEYS: Final[Mapping[str, str]] = {
    "approved": "budget.approved.note",
    "announced": "budget.announced.note",
    "spent": "budget.spent.note",
    "execution": "budget.execution.note",
    "spi": "budget.spi.note",
    "cpi": "budget.cpi.note",
    "eac": "budget.eac.note",
}
"""What has a total, with its definition."""


_AMOUNTS: Final = ("approved", "announced", "spent")
_INDICES: Final = ("spi", "cpi", "eac")


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page and the line below it."""
    t, rows = view.t, view.budget_status
    unit = money_scale(view, rows).unit
    if rows.empty:
        return t("budget.answer.none"), t("budget.sub", unit=unit)
    first = totals_sentence(view, rows)
    if flagged := int(rows["flagged"].sum()):
        first += t("budget.answer.flagged", count=flagged)
    return first, t("budget.sub", unit=unit)


def totals_sentence(view: PageContext, rows: pd.DataFrame) -> str:
    """Approved and spent in one sentence; announced amounts apart, as nobody says that they were approved.

    ``rows`` are those of `earned_value.budget_status`.
    """
    t, money, total = view.t, view.tables.money, overall(rows)
    with_announced = int(rows["announced"].notna().sum())
    announced = t(
        "budget.answer.announced",
        announced=t.money(money, total.announced),
        count=with_announced,
    )
    if with_announced == total.rows and not total.with_spent:
        return announced
    sentence = t(
        _answer_key(total),
        approved=t.money(money, total.approved),
        spent=t.money(money, total.spent),
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


def overall(rows: pd.DataFrame) -> Totals:
    return next(typed_rows(totals(rows), Totals))


def as_read(rows: pd.DataFrame, shift: int) -> pd.DataFrame:
    """``rows`` with each EAC as the page shows it, so that a total is the sum of the figures above it."""
    return rows.assign(eac=[as_rounded(eac, shift=shift) for eac in rows["eac"]])


def total_tiles(view: PageContext) -> Html:
    """A card for each total over the targets that give the amounts."""
    t, lang = view.t, view.lang
    rows = view.budget_status
    if rows.empty:
        return ""
    shift, unit = money_scale(view, rows)
    in_all = overall(as_read(rows, shift))
    values = [
        *((name, number(getattr(in_all, name), lang, shift)) for name in amount_columns(rows)),
        ("execution", percent(in_all.execution, lang, 1)),
        *((name, index_texts([getattr(in_all, name)], name, lang, shift)[0]) for name in _INDICES),
    ]
    cards = [
        tag(
            "div",
            tag("span", text(value), class_="number n"),
            tag("span", text(_tile_label(t, name, unit)), class_="quiet"),
            title=t(_NOTE_KEYS[name]),
            class_="card count",
        )
        for name, value in values
    ]
    known = t("budget.known", spent=in_all.with_spent, ev=in_all.with_ev, rows=in_all.rows)
    return html.page(
        tag("div", *cards, class_="counts six"), tag("p", text(known), class_="quiet under")
    )


def _tile_label(t: Translator, name: str, unit: str) -> str:
    label = t(COLUMN_KEYS[name])
    return t("budget.amount", name=label, unit=unit) if name in (*_AMOUNTS, "eac") else label


def index_texts(values: Sequence[float], name: str, lang: Lang, shift: int) -> list[str]:
    """SPI, CPI or EAC of some totals; different ones differ."""
    if name == "eac":
        return [number(value, lang, shift) for value in values]
    return rounded_together(values, lang, beside=(1,))


def targets_without_budget(view: PageContext) -> Html:
    """Targets without amounts, which do not count as free of charge."""
    t = view.t
    with_amounts = set(view.budget_status["id"])
    rest = [row for key, row in view.by_id.items() if key not in with_amounts]
    if not rest:
        return ""
    items = [
        tag("li", html.link(t.localized(row, "title"), view.href("targets", id=row.id)))
        for row in rest
    ]
    note = tag("p", text(t("budget.without.note")), class_="quiet")
    heading = t("budget.without", count=len(rest))
    return html.page(html.card(note, tag("ul", *items, class_="columns"), heading=heading))


def money_scale(view: PageContext, rows: pd.DataFrame) -> Scale:
    """How all amounts of ``rows`` are shown: in the unit of their total."""
    total = overall(rows)
    return view.t.money_scale(view.tables.money, total.approved, total.announced, total.spent)
