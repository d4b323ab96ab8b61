"""Further pages of the published site: the timeline, the budgets, the data for others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import isnan
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker import html
from tracker.analysis.earned_value import CLOCKS, totals
from tracker.charts import svg, svg_timeline
from tracker.charts.svg_timeline import Bar
from tracker.html import Html, prose, tag, text
from tracker.i18n import Lang, day, number, percent
from tracker.portfolio.model import RATES
from tracker.site.data_schema import TABLES
from tracker.site.layout import FOLDERS, Site, page
from tracker.views.context import View
from tracker.views.details import Dossier


class Dated(NamedTuple):
    """What the timeline needs of a target."""

    id: str
    theme: str
    title: Mapping[Lang, str]
    bar: Bar
    rows: dict[object, Html]  # as it was drawn, by language and years: drawn once for many sites


def timeline(site: Site, view: View, dated: Sequence[Dated]) -> Html:
    """A table a theme: each row has its bar on one axis of time, and the same in words."""
    say, lang = view.say, view.lang
    years = svg_timeline.span((one.bar for one in dated), site.as_of)
    with_day = [one for one in dated if one.bar.start or one.bar.due]
    over = sum(one.bar.due is not None and one.bar.due < site.as_of for one in with_day)
    due = sum(one.bar.due is not None for one in with_day)
    themes: dict[str, list[Dated]] = {}
    for one in with_day:
        themes.setdefault(one.theme, []).append(one)
    cards = [
        html.card(_spans(site, view, found, years, view.theme(theme)), heading=view.theme(theme))
        for theme, found in themes.items()
    ]
    rest = [one for one in dated if not (one.bar.start or one.bar.due)]
    if rest:
        items = (
            tag("li", _link(one.id, one.title[lang]), " ", html.lamp(one.bar.lamp, say))
            for one in rest
        )
        note = tag("p", text(say("timeline.undated.note")), class_="quiet")
        cards.append(
            html.card(note, tag("ul", *items, class_="columns"),
                        heading=say("timeline.undated", count=len(rest)))
        )  # fmt: skip
    return page(
        site, say, f"{FOLDERS[lang]}timeline.html", say("page.timeline"),
        tag("h1", text(say("timeline.answer", dated=due, over=over))),
        tag("p", prose(f"{say('chart.as_of', day=day(site.as_of))} · {say('site.timeline.note')}"), class_="sub"),
        tag("div", *cards, class_="stack"),
        active="timeline",
    )  # fmt: skip


def _spans(
    site: Site, view: View, found: Sequence[Dated], years: tuple[dt.date, dt.date], caption: str
) -> Html:
    say, lang = view.say, view.lang
    rows = []
    for one in found:
        if (lang, years) not in one.rows:
            one.rows[lang, years] = _row(site, view, one, years)
        rows.append(one.rows[lang, years])
    head = [
        say("chart.column.title"), svg_timeline.axis(years, f"{years[0].year} – {years[1].year}"),
        say("promise.period"), say("chart.column.lamp"), say("chart.column.progress"),
    ]  # fmt: skip
    return _table(head, rows, caption, "spans")


def _row(site: Site, view: View, one: Dated, years: tuple[dt.date, dt.date]) -> Html:
    say, lang, bar = view.say, view.lang, one.bar
    done = sum(is_done for _, is_done in bar.steps)
    known = "" if isnan(bar.actual) else percent(bar.actual, lang)
    steps = f"{say('step.heading')} {done}/{len(bar.steps)}" if bar.steps else ""
    said = " · ".join(part for part in (known, steps) if part)
    period = f"{day(bar.start)} – {day(bar.due)}"
    cells = (
        _link(one.id, one.title[lang]),
        svg_timeline.row(bar, years, site.as_of, f"{period} {said}".strip()),
        prose(period),
        html.lamp(bar.lamp, say),
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


def _link(name: str, title: str) -> Html:
    return tag("a", text(title), href=f"targets/{name}.html")


class Paid(NamedTuple):
    """What the budgets need of a target."""

    theme: str
    clock: Any  # a row of `money.clocks`
    row: Mapping[Lang, Html]


def paid(view: View, dossier: Dossier) -> Html:
    """One target's money in a row, where it has any: spent of approved, the time gone as a tick."""
    say, lang = view.say, view.lang
    clock: Any = dossier.clock
    label = say(
        "site.budgets.bar", spent=percent(clock.execution, lang), time=percent(clock.elapsed, lang)
    )
    flag = say("budget.flag", points=number(clock.ahead_pp, lang, 1)) if clock.flagged else ""
    cells = (
        _link(clock.id, say.pick(dossier.row, "title")),
        svg.gauge("accent", clock.execution, clock.elapsed, label),
        text(number(clock.approved, lang)),
        text(say("budget.unreported") if isnan(clock.spent) else number(clock.spent, lang)),
        text(percent(clock.execution, lang)),
        text(percent(clock.physical, lang)),
        tag("span", text(flag), class_="flag") if flag else "",
    )
    numbers = range(2, 6)
    return tag(
        "tr",
        *(tag("td", cell, class_="n" if n in numbers else None) for n, cell in enumerate(cells)),
    )


def budgets(site: Site, view: View, found: Sequence[Paid]) -> Html:
    """The sums, by theme and all in all, and every target with amounts, the largest first."""
    say, lang = view.say, view.lang
    unit = say.money(view.tables.money)
    path = f"{FOLDERS[lang]}budgets.html"
    below = tag(
        "p",
        text(f"{say('chart.as_of', day=day(site.as_of))} · {say('site.budgets.note', unit=unit)}"),
        class_="sub",
    )
    if not found:
        first = say("budget.answer.none")
        return page(
            site, say, path, say("page.budgets"), tag("h1", text(first)), below, active="budgets"
        )
    clocks = pd.DataFrame([one.clock for one in found], columns=["Index", *CLOCKS])
    in_all = totals(clocks).iloc[0]
    key = "budget.answer.spent" if in_all["with_spent"] else "budget.answer.unspent"
    first = say(
        key, approved=number(in_all["approved"], lang), spent=number(in_all["spent"], lang),
        rate=percent(in_all["execution"], lang, 1), unit=unit, count=in_all["rows"],
    )  # fmt: skip
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
        [say("field.theme"), *(say(f"budget.{name}") for name in names)], lines,
        say("budget.by_theme", unit=unit), numbers=(1, 2, 3),
    )  # fmt: skip
    largest = sorted(
        found, key=lambda one: -(0 if isnan(one.clock.approved) else one.clock.approved)
    )
    head = [
        say("field.title"), say("site.budgets.spent"), *(say(f"budget.{name}") for name in names),
        say("budget.physical"), say("budget.remark"),
    ]  # fmt: skip
    cells = [tag("th", text(name), scope="col") for name in head]
    caption = say("budget.per_target", unit=unit)
    made = tag(
        "table", tag("caption", text(caption)), tag("thead", tag("tr", *cells)),
        tag("tbody", "\n".join(one.row[lang] for one in largest)), class_="paid",
    )  # fmt: skip
    per_target = tag("div", made, class_="scroll", tabindex="0", role="region", aria_label=caption)
    return page(
        site, say, path, say("page.budgets"), tag("h1", text(first)), below,
        tag("div", html.card(by_theme), html.card(per_target), class_="stack"), active="budgets",
    )  # fmt: skip


FORMS: Final = ("csv", "json")


def data(site: Site, view: View, rows: Mapping[str, int]) -> Html:
    """What others may take: tables, feed, calendar, badges; ``rows`` by table."""
    say, lang = view.say, view.lang
    root = "../" if FOLDERS[lang] else ""
    lines = [
        [
            text(say(f"site.data.{table}")),
            text(number(rows[table], lang)),
            " · ".join(
                tag("a", text(form.upper()), href=f"{root}data/{table}.{form}") for form in FORMS
            ),
        ]
        for table in TABLES
    ]
    head = [say("site.data.table"), say("site.data.rows"), say("site.data.files")]
    made = html.table(head, lines, say("site.data.caption"), numbers=(1,))
    licence = text(say("site.licence.none"))
    if site.licence is not None:
        licence = text(say("site.licence", name=site.licence.name))
        if site.licence.url:
            licence += " " + html.outside(site.licence.url, site.licence.url)
    others = [
        (say("site.data.package"), tag("a", text("datapackage.json"), href=f"{root}data/datapackage.json")),
        (say("site.feed"), tag("a", text("feed.xml"), href="feed.xml")),
        (say("site.calendar"), tag("a", text("calendar.ics"), href="calendar.ics")),
        (say("site.data.licence"), licence),
        (say("site.embed"), text(say("site.embed.note"))),
    ]  # fmt: skip
    return page(
        site, say, f"{FOLDERS[lang]}data.html", say("site.data"),
        tag("h1", text(say("site.data"))),
        tag("p", prose(f"{say('chart.as_of', day=day(site.as_of))} · {say('site.data.note')}"), class_="sub"),
        tag("div", html.card(made), html.card(html.facts(others)), class_="stack"),
        active="data",
    )  # fmt: skip


def bar_of(dossier: Dossier) -> Bar:
    """A step without a day of its own stands on its target's due day."""
    row = dossier.row
    known = row.judged_on is not None
    running = row.kind in RATES and row.lamp != "achieved"
    actual = float("nan") if running or not known else min(max(row.actual, 0.0), 1.0)
    steps = [(step.due or row.due, step.milestone in dossier.done) for step in dossier.steps]
    dated = sorted((on, is_done) for on, is_done in steps if on is not None)
    return Bar(row.start, row.due, actual, known, row.lamp, tuple(dated))
