"""Budgets in words and tables: totals, time, progress and money of each target, targets without amounts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from math import isnan
from typing import Final

import pandas as pd

from tracker import html
from tracker.analysis.details import TargetDetails, details_of
from tracker.analysis.earned_value import BudgetStatus, Totals, totals
from tracker.analysis.rows import typed_rows
from tracker.html import Html, prose, tag, text
from tracker.i18n import Translator, day
from tracker.numbers import as_rounded, index, number, percent, percents, points, rounded
from tracker.units import Scale
from tracker.views.context import PageContext
from tracker.views.target_row import BarRenderer, status_lamp

COLUMN_KEYS: Final[Mapping[str, str]] = {
    "approved": "budget.approved",
    "announced": "budget.announced",
    "spent": "budget.spent",
    "execution": "budget.execution",
    "time": "budget.time",
    "physical": "budget.physical",
    "spi": "budget.spi",
    "cpi": "budget.cpi",
    "eac": "budget.eac",
    "remark": "budget.remark",
}
"""Amounts, shares and indices of a target, in the order of the table."""
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


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page and the line below it."""
    t, rows = view.t, view.budget_status
    unit = _money_scale(view).unit
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
    t, money, total = view.t, view.tables.money, _overall(rows)
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


def _overall(rows: pd.DataFrame) -> Totals:
    return next(typed_rows(totals(rows), Totals))


def _as_read(rows: pd.DataFrame, shift: int) -> pd.DataFrame:
    """``rows`` with each EAC as the page shows it, so that a total is the sum of the figures above it."""
    return rows.assign(eac=[as_rounded(eac, shift=shift) for eac in rows["eac"]])


def total_tiles(view: PageContext) -> Html:
    """A card for each total over the targets that give the amounts."""
    t, lang = view.t, view.lang
    rows = view.budget_status
    if rows.empty:
        return ""
    shift = _money_scale(view).shift
    in_all = _overall(_as_read(rows, shift))
    values = [
        *((name, number(getattr(in_all, name), lang, shift)) for name in amount_columns(rows)),
        ("execution", percent(in_all.execution, lang, 1)),
        ("spi", index(in_all.spi, lang)),
        ("cpi", index(in_all.cpi, lang)),
        ("eac", number(in_all.eac, lang, shift)),
    ]
    cards = [
        tag(
            "div",
            tag("span", text(value), class_="number n"),
            tag("span", text(_tile_label(view, name)), class_="quiet"),
            title=t(_NOTE_KEYS[name]),
            class_="card count",
        )
        for name, value in values
    ]
    known = t("budget.known", spent=in_all.with_spent, ev=in_all.with_ev, rows=in_all.rows)
    return html.page(
        tag("div", *cards, class_="counts six"), tag("p", text(known), class_="quiet under")
    )


def _tile_label(view: PageContext, name: str) -> str:
    label = view.t(COLUMN_KEYS[name])
    if name in (*_AMOUNTS, "eac"):
        return view.t("budget.amount", name=label, unit=_money_scale(view).unit)
    return label


def by_theme(view: PageContext) -> Html:
    """The totals of each theme."""
    t, lang, rows = view.t, view.lang, view.budget_status
    if rows.empty:
        return ""
    amounts = amount_columns(rows)
    shift, unit = _money_scale(view)
    themes = rows["id"].map({key: row.theme for key, row in view.by_id.items()})
    lines = [
        (
            text(view.theme(line.group)),
            *(text(number(getattr(line, name), lang, shift)) for name in amounts),
            text(percent(line.execution, lang, 1)),
            text(index(line.spi, lang)),
            text(index(line.cpi, lang)),
            text(number(line.eac, lang, shift)),
        )
        for line in typed_rows(totals(_as_read(rows, shift), themes), Totals)
    ]
    names = (*amounts, "execution", "spi", "cpi", "eac")
    head = [t("filter.theme"), *(t(COLUMN_KEYS[name]) for name in names)]
    caption = t("budget.by_theme", unit=unit)
    return html.page(html.card(html.table(head, lines, caption, numbers=range(1, len(head)))))


def per_target(view: PageContext) -> Html:
    """Time, progress, money and earned value of each target: the charts as a table."""
    t, rows = view.t, view.budget_status
    if rows.empty:
        return ""
    amounts = amount_columns(rows)
    names = (*amounts, *(name for name in COLUMN_KEYS if name not in _AMOUNTS))
    head = [t("field.title"), t("field.status"), *(t(COLUMN_KEYS[name]) for name in names)]
    shift, unit = _money_scale(view)
    caption = t("budget.per_target", unit=unit)
    lines = [_target_cells(view, row, amounts, shift) for row in typed_rows(rows, BudgetStatus)]
    note = tag("p", text(t("budget.formula")), class_="quiet under")
    return html.page(
        html.card(html.table(head, lines, caption, numbers=range(2, len(head) - 1)), note)
    )


_AMOUNTS: Final = ("approved", "announced", "spent")


def _amount_text(t: Translator, row: BudgetStatus, name: str, shift: int) -> str:
    """An amount in a table; spending that nobody reported is named as such."""
    amount = getattr(row, name)
    if name == "spent" and isnan(amount):
        return t("budget.unreported")
    return number(amount, t.lang, shift)


def _target_cells(
    view: PageContext, row: BudgetStatus, amounts: Iterable[str], shift: int
) -> list[Html]:
    lang, target = view.lang, view.row(row.id)
    values = [
        *(_amount_text(view.t, row, name, shift) for name in amounts),
        *percents((row.execution, row.elapsed, row.physical), lang),
        index(row.spi, lang),
        index(row.cpi, lang),
        rounded(row.eac, lang, shift=shift),
    ]
    return [
        html.link(view.t.localized(target, "title"), view.href("targets", id=row.id)),
        status_lamp(target, view.t),
        *(text(value) for value in values),
        _spending_flag(view, row),
    ]


def _spending_flag(view: PageContext, row: BudgetStatus) -> Html:
    if not row.flagged:
        return ""
    flag = view.t("budget.flag", points=points(row.ahead_pp, view.lang))
    return tag("span", text(flag), class_="flag")


def _dated_label(t: Translator, name: str, on: dt.date | None) -> str:
    label = t(COLUMN_KEYS[name])
    return f"{label} · {day(on)}" if on else label


def target_budget(view: PageContext, target_id: str) -> Html:
    """The money of one target."""
    return html.page(budget_card(view, details_of(view.snapshot, target_id)))


def budget_card(view: PageContext, details: TargetDetails, draw: BarRenderer = html.bar) -> Html:
    """The money of one target, or that its source gives no amount."""
    t, lang, status = view.t, view.lang, details.budget_status
    if status is None:
        nothing = tag("p", text(t("budget.none")), class_="quiet")
        return html.card(nothing, heading=t("budget.heading"))
    money = view.tables.money
    dated = (
        ("approved", status.approved, status.approved_on),
        ("announced", status.announced, status.announced_on),
        ("spent", status.spent, status.spent_on),
    )
    pairs = [
        (
            t(COLUMN_KEYS[name]),
            prose(t.money(money, amount) + (f" · {day(on)}" if on else "")),
        )
        for name, amount, on in dated
        if not isnan(amount)
    ]
    if isnan(status.spent):
        pairs.append((t("budget.spent"), text(t("budget.unreported"))))
    if note := t.localized(details, "budget_note"):
        pairs.append((t("budget.note"), text(note)))
    indices = {
        "spi": index(status.spi, lang),
        "cpi": index(status.cpi, lang),
        "eac": t.money(money, status.eac, is_computed=True),
    }
    pairs.append((t("budget.indices"), text(t("budget.three", **indices))))
    shares = {
        "time": status.elapsed,
        "physical": status.physical,
        "execution": status.execution,
    }
    dates = {
        "time": status.elapsed_on,
        "physical": details.row.judged_on,
        "execution": status.spent_on,
    }
    texts = percents(list(shares.values()), lang)
    gauges = [
        _gauge_row(_dated_label(t, name, dates[name]), share, value, draw)
        for (name, share), value in zip(shares.items(), texts, strict=True)
    ]
    columns = tag("div", html.definition_list(pairs), tag("div", *gauges), class_="half")
    return html.card(_spending_flag(view, status), columns, heading=t("budget.heading"))


def _gauge_row(name: str, share: float, value: str, draw: BarRenderer) -> Html:
    return tag(
        "div",
        tag("span", text(name), class_="quiet"),
        draw("accent", share, float("nan"), f"{name} {value}"),
        tag("span", text(value), class_="n"),
        class_="clock",
    )


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


def _money_scale(view: PageContext) -> Scale:
    """How all amounts of the page are shown: in the unit of the total."""
    total = _overall(view.budget_status)
    return view.t.money_scale(view.tables.money, total.approved, total.announced, total.spent)
