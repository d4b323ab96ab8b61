"""Further pages of the published site: the timeline, the budgets, the data for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker import html
from tracker.analysis.earned_value import BUDGET_STATUS_COLUMNS, totals
from tracker.charts import svg, svg_timeline
from tracker.charts.svg_timeline import TimelineBar
from tracker.html import Html, prose, tag, text
from tracker.i18n import Lang, day, number, percent
from tracker.portfolio.model import RATE_KINDS
from tracker.site.data_schema import TABLES
from tracker.site.layout import LANG_FOLDERS, Site, render_page
from tracker.views.context import PageContext
from tracker.views.details import TargetDetails


class TimelineRow(NamedTuple):
    """What the timeline needs of a target."""

    id: str
    theme: str
    title: Mapping[Lang, str]
    bar: TimelineBar
    html_cache: dict[
        object, Html
    ]  # as it was drawn, by language and years: drawn once for many sites


def timeline(site: Site, view: PageContext, dated: Sequence[TimelineRow]) -> Html:
    """A table a theme: each row has its bar on one axis of time, and the same in words."""
    t, lang = view.t, view.lang
    years = svg_timeline.year_range((one.bar for one in dated), site.as_of)
    with_day = [one for one in dated if one.bar.start or one.bar.due]
    over = sum(one.bar.due is not None and one.bar.due < site.as_of for one in with_day)
    due = sum(one.bar.due is not None for one in with_day)
    themes: dict[str, list[TimelineRow]] = {}
    for one in with_day:
        themes.setdefault(one.theme, []).append(one)
    cards = [
        html.card(
            _timeline_table(site, view, found, years, view.theme(theme)), heading=view.theme(theme)
        )
        for theme, found in themes.items()
    ]
    rest = [one for one in dated if not (one.bar.start or one.bar.due)]
    if rest:
        items = (
            tag(
                "li",
                _target_link(one.id, one.title[lang]),
                " ",
                html.status_lamp(one.bar.status, t),
            )
            for one in rest
        )
        note = tag("p", text(t("timeline.undated.note")), class_="quiet")
        cards.append(
            html.card(
                note,
                tag("ul", *items, class_="columns"),
                heading=t("timeline.undated", count=len(rest)),
            )
        )
    return render_page(
        site,
        t,
        f"{LANG_FOLDERS[lang]}timeline.html",
        t("page.timeline"),
        tag("h1", text(t("timeline.answer", dated=due, over=over))),
        tag(
            "p",
            prose(f"{t('chart.as_of', day=day(site.as_of))} · {t('site.timeline.note')}"),
            class_="sub",
        ),
        tag("div", *cards, class_="stack"),
        active="timeline",
    )


def _timeline_table(
    site: Site,
    view: PageContext,
    found: Sequence[TimelineRow],
    years: tuple[dt.date, dt.date],
    caption: str,
) -> Html:
    t, lang = view.t, view.lang
    rows = []
    for one in found:
        if (lang, years) not in one.html_cache:
            one.html_cache[lang, years] = _timeline_row(site, view, one, years)
        rows.append(one.html_cache[lang, years])
    head = [
        t("chart.column.title"),
        svg_timeline.year_axis(years, f"{years[0].year} – {years[1].year}"),
        t("promise.period"),
        t("chart.column.status"),
        t("chart.column.progress"),
    ]
    return _table(head, rows, caption, "spans")


def _timeline_row(
    site: Site, view: PageContext, one: TimelineRow, years: tuple[dt.date, dt.date]
) -> Html:
    t, lang, bar = view.t, view.lang, one.bar
    done = sum(is_done for _, is_done in bar.steps)
    known = "" if isnan(bar.actual) else percent(bar.actual, lang)
    steps = f"{t('step.heading')} {done}/{len(bar.steps)}" if bar.steps else ""
    said = " · ".join(part for part in (known, steps) if part)
    period = f"{day(bar.start)} – {day(bar.due)}"
    cells = (
        _target_link(one.id, one.title[lang]),
        svg_timeline.bar_row(bar, years, site.as_of, f"{period} {said}".strip()),
        prose(period),
        html.status_lamp(bar.status, t),
        text(said),
    )
    return tag("tr", *(tag("td", cell) for cell in cells))


def _table(head: Sequence[str], rows: Sequence[Html], caption: str, class_: str) -> Html:
    """A table whose second column is a drawing, as is that column's head."""
    cells = [
        tag("th", name if place == 1 else text(name), scope="col")
        for place, name in enumerate(head)
    ]
    made = tag(
        "table",
        tag("caption", text(caption), class_="unseen"),
        tag("thead", tag("tr", *cells)),
        tag("tbody", "\n".join(rows)),
        class_=class_,
    )
    return tag("div", made, class_="scroll", tabindex="0", role="region", aria_label=caption)


def _target_link(name: str, title: str) -> Html:
    return tag("a", text(title), href=f"targets/{name}.html")


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
        _target_link(clock.id, t.localized(dossier.row, "title")),
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
    path = f"{LANG_FOLDERS[lang]}budgets.html"
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


FILE_FORMATS: Final = ("csv", "json")


def data(site: Site, view: PageContext, rows: Mapping[str, int]) -> Html:
    """What others may take: tables, feed, calendar, badges; ``rows`` by table."""
    t, lang = view.t, view.lang
    root = "../" if LANG_FOLDERS[lang] else ""
    lines = [
        [
            text(t(f"site.data.{table}")),
            text(number(rows[table], lang)),
            " · ".join(
                tag("a", text(form.upper()), href=f"{root}data/{table}.{form}")
                for form in FILE_FORMATS
            ),
        ]
        for table in TABLES
    ]
    head = [t("site.data.table"), t("site.data.rows"), t("site.data.files")]
    made = html.table(head, lines, t("site.data.caption"), numbers=(1,))
    licence = text(t("site.licence.none"))
    if site.licence is not None:
        licence = text(t("site.licence", name=site.licence.name))
        if site.licence.url:
            licence += " " + html.external_link(site.licence.url, site.licence.url)
    others = [
        (
            t("site.data.package"),
            tag("a", text("datapackage.json"), href=f"{root}data/datapackage.json"),
        ),
        (t("site.feed"), tag("a", text("feed.xml"), href="feed.xml")),
        (t("site.calendar"), tag("a", text("calendar.ics"), href="calendar.ics")),
        (t("site.data.licence"), licence),
        (t("site.embed"), text(t("site.embed.note"))),
    ]
    return render_page(
        site,
        t,
        f"{LANG_FOLDERS[lang]}data.html",
        t("site.data"),
        tag("h1", text(t("site.data"))),
        tag(
            "p",
            prose(f"{t('chart.as_of', day=day(site.as_of))} · {t('site.data.note')}"),
            class_="sub",
        ),
        tag("div", html.card(made), html.card(html.definition_list(others)), class_="stack"),
        active="data",
    )


def bar_of(dossier: TargetDetails) -> TimelineBar:
    """A step without a day of its own stands on its target's due day."""
    row = dossier.row
    known = row.judged_on is not None
    running = row.kind in RATE_KINDS and row.status != "achieved"
    actual = float("nan") if running or not known else min(max(row.actual, 0.0), 1.0)
    steps = [(step.due or row.due, step.milestone in dossier.done) for step in dossier.steps]
    dated = sorted((on, is_done) for on, is_done in steps if on is not None)
    return TimelineBar(row.start, row.due, actual, known, row.status, tuple(dated))
