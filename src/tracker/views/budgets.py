"""Budgets in words and tables: the sums, three clocks a target, and who gives no money data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker import html
from tracker.analysis.earned_value import totals
from tracker.html import Html, prose, tag, text
from tracker.i18n import day, number, percent
from tracker.views.context import PageContext, iter_rows
from tracker.views.target_row import BarRenderer


def headline(view: PageContext) -> tuple[str, str]:
    """The first line of the page, and the one below it."""
    t, rows = view.t, view.budget_status
    if rows.empty:
        return t("budget.answer.none"), t("budget.sub", unit=_money_unit(view))
    in_all = totals(rows).iloc[0]
    key = "budget.answer.spent" if in_all["with_spent"] else "budget.answer.unspent"
    first = t(
        key,
        approved=number(in_all["approved"], view.lang),
        spent=number(in_all["spent"], view.lang),
        rate=percent(in_all["execution"], view.lang, 1),
        unit=_money_unit(view),
        count=in_all["rows"],
    )
    if flagged := int(rows["flagged"].sum()):
        first += t("budget.answer.flagged", count=flagged)
    return first, t("budget.sub", unit=_money_unit(view))


def total_tiles(view: PageContext) -> Html:
    """Cards with the sums of all targets that give the amounts."""
    t, lang = view.t, view.lang
    rows = view.budget_status
    if rows.empty:
        return ""
    in_all = totals(rows).iloc[0]
    values = [
        ("approved", number(in_all["approved"], lang)),
        ("spent", number(in_all["spent"], lang)),
        ("execution", percent(in_all["execution"], lang, 1)),
        ("spi", number(in_all["spi"], lang)),
        ("cpi", number(in_all["cpi"], lang)),
        ("eac", number(in_all["eac"], lang)),
    ]
    cards = [
        tag(
            "div",
            tag("span", text(value), class_="number n"),
            tag("span", text(t(f"budget.{name}")), class_="quiet"),
            title=t(f"budget.{name}.note"),
            class_="card count",
        )
        for name, value in values
    ]
    known = t("budget.known", spent=in_all["with_spent"], ev=in_all["with_ev"], rows=in_all["rows"])
    return html.page(
        tag("div", *cards, class_="counts six"), tag("p", text(known), class_="quiet under")
    )


def by_theme(view: PageContext) -> Html:
    t, lang, rows = view.t, view.lang, view.budget_status
    if rows.empty:
        return ""
    groups = rows["id"].map(view.rows["theme"])
    lines = [
        (
            text(view.theme(str(line["group"]))),
            text(number(line["approved"], lang)),
            text(number(line["spent"], lang)),
            text(percent(line["execution"], lang, 1)),
            text(number(line["spi"], lang)),
            text(number(line["cpi"], lang)),
            text(number(line["eac"], lang)),
        )
        for line in totals(rows, groups).to_dict("records")
    ]
    head = [t("field.theme"), *(t(f"budget.{name}") for name in _TOTAL_COLUMNS)]
    caption = t("budget.by_theme", unit=_money_unit(view))
    return html.page(html.card(html.table(head, lines, caption, numbers=range(1, 7))))


_TOTAL_COLUMNS = ("approved", "spent", "execution", "spi", "cpi", "eac")


def per_target(view: PageContext) -> Html:
    """Time, progress and money of each target, and its earned value: the charts as a table."""
    t, rows = view.t, view.budget_status
    if rows.empty:
        return ""
    names = ("approved", "spent", "execution", "time", "physical", "spi", "cpi", "eac", "remark")
    head = [t("field.title"), t("field.status"), *(t(f"budget.{name}") for name in names)]
    caption = t("budget.per_target", unit=_money_unit(view))
    lines = [_target_cells(view, row) for row in iter_rows(rows)]
    made = html.table(head, lines, caption, numbers=range(2, 10))
    note = tag("p", text(t("budget.formula")), class_="quiet under")
    return html.page(html.card(made, note))


def _target_cells(view: PageContext, row: Any) -> list[Html]:
    lang, target = view.lang, view.row(row.id)
    values = [
        number(row.approved, lang),
        view.t("budget.unreported") if pd.isna(row.spent) else number(row.spent, lang),
        percent(row.execution, lang),
        percent(row.elapsed, lang),
        percent(row.physical, lang),
        number(row.spi, lang),
        number(row.cpi, lang),
        number(row.eac, lang),
    ]
    return [
        html.link(view.t.localized(target, "title"), view.href("targets", id=row.id)),
        html.status_lamp(target.status, view.t),
        *(text(value) for value in values),
        _spending_flag(view, row),
    ]


def _spending_flag(view: PageContext, row: Any) -> Html:
    if not row.flagged:
        return ""
    said = view.t("budget.flag", points=number(row.ahead_pp, view.lang, 1))
    return tag("span", text(said), class_="flag")


def target_budget(view: PageContext, target_id: str) -> Html:
    """The money of one target; that there is none is said, too."""
    rows = view.budget_status
    found = next(iter_rows(rows[rows["id"] == target_id]), None)
    note = view.tables.budgets.set_index("id")[f"note_{view.lang}"].get(target_id)
    return html.page(budget_card(view, found, note))


def budget_card(view: PageContext, found: Any, note: Any, draw: BarRenderer = html.bar) -> Html:
    """The money of one target: its row of `money.clocks`, None for one without, and its note."""
    t, lang = view.t, view.lang
    if found is None:
        nothing = tag("p", text(t("budget.none")), class_="quiet")
        return html.card(nothing, heading=t("budget.heading"))
    dated = {
        "approved": (found.approved, found.approved_on),
        "spent": (found.spent, found.spent_on),
    }
    pairs = [
        (
            t(f"budget.{name}"),
            prose(
                f"{number(amount, lang)} {_money_unit(view)}"
                + ("" if pd.isna(on) else f" · {day(on)}")
            ),
        )
        for name, (amount, on) in dated.items()
        if not pd.isna(amount)
    ]
    if pd.isna(found.spent):
        pairs.append((t("budget.spent"), text(t("budget.unreported"))))
    if isinstance(note, str):
        pairs.append((t("budget.note"), text(note)))
    indices = {name: number(getattr(found, name), lang) for name in ("spi", "cpi", "eac")}
    pairs.append((t("budget.indices"), text(t("budget.three", **indices))))
    three = (("time", found.elapsed), ("physical", found.physical), ("execution", found.execution))
    clocks = [_gauge_row(view, t(f"budget.{name}"), share, draw) for name, share in three]
    columns = tag("div", html.definition_list(pairs), tag("div", *clocks), class_="half")
    return html.card(_spending_flag(view, found), columns, heading=t("budget.heading"))


def _gauge_row(view: PageContext, name: str, share: float, draw: BarRenderer) -> Html:
    value = percent(share, view.lang)
    return tag(
        "div",
        tag("span", text(name), class_="quiet"),
        draw("accent", share, float("nan"), f"{name} {value}"),
        tag("span", text(value), class_="n"),
        class_="clock",
    )


def targets_without_budget(view: PageContext) -> Html:
    """Targets that say nothing of money: named, so that nobody takes them for free."""
    t = view.t
    have = set(view.budget_status["id"])
    rest = view.rows[~view.rows["id"].isin(have)]
    if rest.empty:
        return ""
    items = [
        tag("li", html.link(t.localized(row, "title"), view.href("targets", id=row.id)))
        for row in iter_rows(rest)
    ]
    note = tag("p", text(t("budget.without.note")), class_="quiet")
    heading = t("budget.without", count=len(rest))
    return html.page(html.card(note, tag("ul", *items, class_="columns"), heading=heading))


def _money_unit(view: PageContext) -> str:
    return view.t.money_unit(view.tables.money)
