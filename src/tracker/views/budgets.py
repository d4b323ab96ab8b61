"""Budgets in words and tables: the sums, three clocks a target, and who gives no money data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from tracker import html
from tracker.analysis.earned_value import totals
from tracker.html import Html, prose, tag, text
from tracker.i18n import day, number, percent
from tracker.views.context import View, each
from tracker.views.target_row import Bar


def money_clocks(view: View) -> pd.DataFrame:
    return view.clocks


def answer(view: View) -> tuple[str, str]:
    """The first line of the page, and the one below it."""
    say, rows = view.say, money_clocks(view)
    if rows.empty:
        return say("budget.answer.none"), say("budget.sub", unit=_unit(view))
    in_all = totals(rows).iloc[0]
    key = "budget.answer.spent" if in_all["with_spent"] else "budget.answer.unspent"
    first = say(
        key,
        approved=number(in_all["approved"], view.lang),
        spent=number(in_all["spent"], view.lang),
        rate=percent(in_all["execution"], view.lang, 1),
        unit=_unit(view),
        count=in_all["rows"],
    )
    if flagged := int(rows["flagged"].sum()):
        first += say("budget.answer.flagged", count=flagged)
    return first, say("budget.sub", unit=_unit(view))


def sums(view: View) -> Html:
    """Cards with the sums of all targets that give the amounts."""
    say, lang = view.say, view.lang
    rows = money_clocks(view)
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
            tag("span", text(say(f"budget.{name}")), class_="quiet"),
            title=say(f"budget.{name}.note"),
            class_="card count",
        )
        for name, value in values
    ]
    known = say(
        "budget.known", spent=in_all["with_spent"], ev=in_all["with_ev"], rows=in_all["rows"]
    )
    return html.page(
        tag("div", *cards, class_="counts six"), tag("p", text(known), class_="quiet under")
    )


def by_theme(view: View) -> Html:
    say, lang, rows = view.say, view.lang, money_clocks(view)
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
    head = [say("field.theme"), *(say(f"budget.{name}") for name in _SUMS)]
    caption = say("budget.by_theme", unit=_unit(view))
    return html.page(html.card(html.table(head, lines, caption, numbers=range(1, 7))))


_SUMS = ("approved", "spent", "execution", "spi", "cpi", "eac")


def per_target(view: View) -> Html:
    """Time, progress and money of each target, and its earned value: the charts as a table."""
    say, rows = view.say, money_clocks(view)
    if rows.empty:
        return ""
    names = ("approved", "spent", "execution", "time", "physical", "spi", "cpi", "eac", "remark")
    head = [say("field.title"), say("field.lamp"), *(say(f"budget.{name}") for name in names)]
    caption = say("budget.per_target", unit=_unit(view))
    lines = [_line(view, row) for row in each(rows)]
    made = html.table(head, lines, caption, numbers=range(2, 10))
    note = tag("p", text(say("budget.formula")), class_="quiet under")
    return html.page(html.card(made, note))


def _line(view: View, row: Any) -> list[Html]:
    lang, target = view.lang, view.row(row.id)
    values = [
        number(row.approved, lang),
        view.say("budget.unreported") if pd.isna(row.spent) else number(row.spent, lang),
        percent(row.execution, lang),
        percent(row.elapsed, lang),
        percent(row.physical, lang),
        number(row.spi, lang),
        number(row.cpi, lang),
        number(row.eac, lang),
    ]
    return [
        html.link(view.say.pick(target, "title"), view.href("targets", id=row.id)),
        html.lamp(target.lamp, view.say),
        *(text(value) for value in values),
        _flag(view, row),
    ]


def _flag(view: View, row: Any) -> Html:
    if not row.flagged:
        return ""
    said = view.say("budget.flag", points=number(row.ahead_pp, view.lang, 1))
    return tag("span", text(said), class_="flag")


def of_target(view: View, target_id: str) -> Html:
    """The money of one target; that there is none is said, too."""
    rows = money_clocks(view)
    found = next(each(rows[rows["id"] == target_id]), None)
    note = view.tables.budgets.set_index("id")[f"note_{view.lang}"].get(target_id)
    return html.page(one(view, found, note))


def one(view: View, found: Any, note: Any, draw: Bar = html.bar) -> Html:
    """The money of one target: its row of `money.clocks`, None for one without, and its note."""
    say, lang = view.say, view.lang
    if found is None:
        nothing = tag("p", text(say("budget.none")), class_="quiet")
        return html.card(nothing, heading=say("budget.heading"))
    dated = {
        "approved": (found.approved, found.approved_on),
        "spent": (found.spent, found.spent_on),
    }
    pairs = [
        (
            say(f"budget.{name}"),
            prose(
                f"{number(amount, lang)} {_unit(view)}" + ("" if pd.isna(on) else f" · {day(on)}")
            ),
        )
        for name, (amount, on) in dated.items()
        if not pd.isna(amount)
    ]
    if pd.isna(found.spent):
        pairs.append((say("budget.spent"), text(say("budget.unreported"))))
    if isinstance(note, str):
        pairs.append((say("budget.note"), text(note)))
    indices = {name: number(getattr(found, name), lang) for name in ("spi", "cpi", "eac")}
    pairs.append((say("budget.indices"), text(say("budget.three", **indices))))
    three = (
        ("time", found.elapsed), ("physical", found.physical), ("execution", found.execution)
    )  # fmt: skip
    clocks = [_clock(view, say(f"budget.{name}"), share, draw) for name, share in three]
    columns = tag("div", html.facts(pairs), tag("div", *clocks), class_="half")
    return html.card(_flag(view, found), columns, heading=say("budget.heading"))


def _clock(view: View, name: str, share: float, draw: Bar) -> Html:
    value = percent(share, view.lang)
    return tag(
        "div",
        tag("span", text(name), class_="quiet"),
        draw("accent", share, float("nan"), f"{name} {value}"),
        tag("span", text(value), class_="n"),
        class_="clock",
    )


def without(view: View) -> Html:
    """Targets that say nothing of money: named, so that nobody takes them for free."""
    say = view.say
    have = set(money_clocks(view)["id"])
    rest = view.rows[~view.rows["id"].isin(have)]
    if rest.empty:
        return ""
    items = [
        tag("li", html.link(say.pick(row, "title"), view.href("targets", id=row.id)))
        for row in each(rest)
    ]
    note = tag("p", text(say("budget.without.note")), class_="quiet")
    heading = say("budget.without", count=len(rest))
    return html.page(html.card(note, tag("ul", *items, class_="columns"), heading=heading))


def _unit(view: View) -> str:
    return view.say.money(view.tables.money)
