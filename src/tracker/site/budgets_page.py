"""The budgets page of the published site: sums by theme, and the amounts of every target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any, NamedTuple

import pandas as pd

from tracker import html
from tracker.analysis.earned_value import BUDGET_STATUS_COLUMNS, totals
from tracker.charts import svg
from tracker.html import Html, tag, text
from tracker.i18n import Lang, day, number, percent
from tracker.site.layout import Site, lang_folder, render_page, target_link
from tracker.views.context import PageContext
from tracker.views.details import TargetDetails


class BudgetRow(NamedTuple):
    """What the budgets need of a target."""

    theme: str
    budget_status: Any  # a row of `money.clocks`
    html: Mapping[Lang, Html]


def budget_row_html(view: PageContext, dossier: TargetDetails) -> Html:
    """One target's money in a row, where it has any: spent of approved, the time gone as a tick."""
    t, lang = view.t, view.lang
    clock: Any = dossier.budget_status
    label = t(
        "site.budgets.bar", spent=percent(clock.execution, lang), time=percent(clock.elapsed, lang)
    )
    flag = t("budget.flag", points=number(clock.ahead_pp, lang, 1)) if clock.flagged else ""
    cells = (
        target_link(clock.id, t.localized(dossier.row, "title")),
        svg.gauge("accent", clock.execution, clock.elapsed, label),
        text(number(clock.approved, lang)),
        text(t("budget.unreported") if isnan(clock.spent) else number(clock.spent, lang)),
        text(percent(clock.execution, lang)),
        text(percent(clock.physical, lang)),
        tag("span", text(flag), class_="flag") if flag else "",
    )
    numbers = range(2, 6)
    return tag(
        "tr",
        *(tag("td", cell, class_="n" if n in numbers else None) for n, cell in enumerate(cells)),
    )


def budgets(site: Site, view: PageContext, found: Sequence[BudgetRow]) -> Html:
    """The sums, by theme and all in all, and every target with amounts, the largest first."""
    t, lang = view.t, view.lang
    unit = t.money_unit(view.tables.money)
    path = f"{lang_folder(lang)}budgets.html"
    below = tag(
        "p",
        text(f"{t('chart.as_of', day=day(site.as_of))} · {t('site.budgets.note', unit=unit)}"),
        class_="sub",
    )
    if not found:
        first = t("budget.answer.none")
        return render_page(
            site, t, path, t("page.budgets"), tag("h1", text(first)), below, active="budgets"
        )
    clocks = pd.DataFrame(
        [one.budget_status for one in found], columns=["Index", *BUDGET_STATUS_COLUMNS]
    )
    in_all = totals(clocks).iloc[0]
    key = "budget.answer.spent" if in_all["with_spent"] else "budget.answer.unspent"
    first = t(
        key,
        approved=number(in_all["approved"], lang),
        spent=number(in_all["spent"], lang),
        rate=percent(in_all["execution"], lang, 1),
        unit=unit,
        count=in_all["rows"],
    )
    themes = pd.Series([one.theme for one in found], dtype="str")
    lines = [
        [
            text(view.theme(str(line["group"]))),
            *(text(number(line[name], lang)) for name in ("approved", "spent")),
            text(percent(line["execution"], lang, 1)),
        ]
        for line in totals(clocks, themes).to_dict("records")
    ]
    names = ("approved", "spent", "execution")
    by_theme = html.table(
        [t("field.theme"), *(t(f"budget.{name}") for name in names)],
        lines,
        t("budget.by_theme", unit=unit),
        numbers=(1, 2, 3),
    )
    largest = sorted(
        found,
        key=lambda one: -(0 if isnan(one.budget_status.approved) else one.budget_status.approved),
    )
    head = [
        t("field.title"),
        t("site.budgets.spent"),
        *(t(f"budget.{name}") for name in names),
        t("budget.physical"),
        t("budget.remark"),
    ]
    cells = [tag("th", text(name), scope="col") for name in head]
    caption = t("budget.per_target", unit=unit)
    made = tag(
        "table",
        tag("caption", text(caption)),
        tag("thead", tag("tr", *cells)),
        tag("tbody", "\n".join(one.html[lang] for one in largest)),
        class_="paid",
    )
    per_target = tag("div", made, class_="scroll", tabindex="0", role="region", aria_label=caption)
    return render_page(
        site,
        t,
        path,
        t("page.budgets"),
        tag("h1", text(first)),
        below,
        tag("div", html.card(by_theme), html.card(per_target), class_="stack"),
        active="budgets",
    )
