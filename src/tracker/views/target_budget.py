"""The money of one target: amounts, indices, and shares of time, progress and money as bars."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from math import isnan, nan
from typing import Final

from tracker import html
from tracker.analysis.details import TargetDetails, details_of
from tracker.analysis.earned_value import BudgetStatus
from tracker.charts.bars import bar
from tracker.html import Html, prose, tag, text
from tracker.i18n import Translator, day
from tracker.numbers import index, percents, points
from tracker.views.context import PageContext

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


def target_budget(view: PageContext, target_id: str) -> Html:
    """The money of one target."""
    return html.page(budget_card(view, details_of(view.snapshot, target_id)))


def budget_card(view: PageContext, details: TargetDetails) -> Html:
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
        _gauge_row(_dated_label(t, name, dates[name]), share, value)
        for (name, share), value in zip(shares.items(), texts, strict=True)
    ]
    columns = tag("div", html.definition_list(pairs), tag("div", *gauges), class_="half")
    return html.card(spending_flag(view, status), columns, heading=t("budget.heading"))


def _gauge_row(name: str, share: float, value: str) -> Html:
    return tag(
        "div",
        tag("span", text(name), class_="quiet"),
        bar("accent", share, nan, f"{name} {value}"),
        tag("span", text(value), class_="n"),
        class_="clock",
    )


def spending_flag(view: PageContext, row: BudgetStatus) -> Html:
    """That spending is ahead of progress; nothing where it is not."""
    if not row.flagged:
        return ""
    flag = view.t("budget.flag", points=points(row.ahead_pp, view.lang))
    return tag("span", text(flag), class_="flag")


def _dated_label(t: Translator, name: str, on: dt.date | None) -> str:
    label = t(COLUMN_KEYS[name])
    return f"{label} · {day(on)}" if on else label
