"""The budgets page of the published site: sums by theme, and the amounts of every target."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import isnan
from typing import NamedTuple

import pandas as pd

from tracker import html
from tracker.analysis.details import TargetDetails
from tracker.analysis.earned_value import BUDGET_STATUS_COLUMNS, BudgetStatus, Totals, totals
from tracker.analysis.rows import AssessedTarget, typed_rows
from tracker.charts.bars import bar
from tracker.html import Html, tag, text
from tracker.i18n import Lang
from tracker.numbers import number, percents
from tracker.site.layout import (
    Site,
    as_of_line,
    drawing_table,
    lang_folder,
    render_page,
    target_link,
)
from tracker.views.budgets import amount_columns, money_scale, totals_sentence
from tracker.views.context import PageContext
from tracker.views.overview import updated_text
from tracker.views.target_budget import COLUMN_KEYS, spending_flag


class BudgetRow(NamedTuple):
    """What the budgets page needs to know about a target."""

    theme: str
    budget_status: BudgetStatus
    html: Mapping[Lang, Html]


def budget_row(views: Mapping[Lang, PageContext], details: TargetDetails) -> BudgetRow | None:
    """The row of one target in every language; None for a target without amounts."""
    if details.budget_status is None:
        return None
    rows = {
        lang: _row_html(view, details.row, details.budget_status) for lang, view in views.items()
    }
    return BudgetRow(details.row.theme, details.budget_status, rows)


def _row_html(view: PageContext, target: AssessedTarget, budget: BudgetStatus) -> Html:
    """The amounts of one target: spent of approved as a bar, with a tick at the time elapsed."""
    t, lang = view.t, view.lang
    execution, elapsed, physical = percents(
        (budget.execution, budget.elapsed, budget.physical), lang
    )
    label = t("site.budgets.bar", spent=execution, time=elapsed)
    # amounts with their units: the row of a target does not depend on those of others
    cells = (
        target_link(budget.id, t.localized(target, "title")),
        bar("accent", budget.execution, budget.elapsed, label),
        text(_budget_text(view, budget)),
        text(
            t("budget.unreported")
            if isnan(budget.spent)
            else t.money(view.tables.money, budget.spent)
        ),
        text(execution),
        text(physical),
        spending_flag(view, budget),
    )
    numbers = range(2, 6)
    return tag(
        "tr",
        *(tag("td", cell, class_="n" if n in numbers else None) for n, cell in enumerate(cells)),
    )


def _budget_text(view: PageContext, budget: BudgetStatus) -> str:
    """The approved amount, or the announced one marked as such: a row is the same whatever the others have."""
    t, money = view.t, view.tables.money
    if isnan(budget.announced):
        return t.money(money, budget.approved)
    return t("budget.announced.amount", amount=t.money(money, budget.announced))


def budgets(
    site: Site, view: PageContext, rows: Sequence[BudgetRow], updated: dt.date | None
) -> Html:
    """The sums by theme, and every target with amounts, the largest first."""
    t = view.t
    heading, cards = t("budget.answer.none"), ""
    if rows:
        budget_status = pd.DataFrame(
            [row.budget_status for row in rows], columns=BUDGET_STATUS_COLUMNS
        )
        themes = pd.Series([row.theme for row in rows], dtype="str")
        heading = totals_sentence(view, budget_status)
        cards = tag(
            "div",
            html.card(_by_theme(view, budget_status, themes)),
            html.card(_per_target(view, rows)),
            class_="stack",
        )
    return render_page(
        site,
        t,
        f"{lang_folder(view.lang)}budgets.html",
        t("page.budgets"),
        tag("h1", text(heading)),
        as_of_line(site, t, updated_text(t, updated), t("site.budgets.note")),
        cards,
        active="budgets",
    )


def _by_theme(view: PageContext, budget_status: pd.DataFrame, themes: pd.Series[str]) -> Html:
    """The amounts of each theme, and spent of approved."""
    t, lang, amounts = view.t, view.lang, amount_columns(budget_status)
    shift, unit = money_scale(view, budget_status)
    by_theme = totals(budget_status, themes)
    shares = percents(by_theme["execution"].tolist(), lang, 1)
    lines = [
        (
            text(view.theme(line.group)),
            *(text(number(getattr(line, name), lang, shift)) for name in amounts),
            text(share),
        )
        for line, share in zip(typed_rows(by_theme, Totals), shares, strict=True)
    ]
    head = [t("filter.theme"), *(t(COLUMN_KEYS[name]) for name in (*amounts, "execution"))]
    return html.table(head, lines, t("budget.by_theme", unit=unit), numbers=range(1, len(head)))


def _per_target(view: PageContext, rows: Sequence[BudgetRow]) -> Html:
    t = view.t

    def amount(row: BudgetRow) -> float:
        amounts = (row.budget_status.approved, row.budget_status.announced)
        return next((amount for amount in amounts if not isnan(amount)), 0.0)

    any_announced = any(not isnan(row.budget_status.announced) for row in rows)
    head = [
        t("field.title"),
        t("site.budgets.spent"),
        t("budget.approved_or_announced" if any_announced else "budget.approved"),
        t("budget.spent"),
        t("budget.execution"),
        t("budget.physical"),
        t("budget.remark"),
    ]
    largest_first = sorted(rows, key=amount, reverse=True)
    return drawing_table(
        [text(name) for name in head],
        [row.html[view.lang] for row in largest_first],
        t("site.budgets.per_target"),
        "paid",
        show_caption=True,
    )
