"""The parts around every page: demonstration ribbon, errors in the file, heading, as-of dates."""

from __future__ import annotations

import datetime as dt

from tracker import html
from tracker.analysis import agenda
from tracker.html import Html, tag, text
from tracker.i18n import Translator, day, languages
from tracker.templates import render
from tracker.views.context import PageContext

MAX_PROBLEMS = 20
HIDDEN_FIELD_PREFIX = "keep_"
"""A prefix of the names of hidden fields: the browser's sanitiser removes fields named like a property of
the form, ``lang`` and ``id`` among them."""


def ribbon(view: PageContext) -> Html:
    if not view.portfolio.header.demonstration:
        return ""
    return tag("div", text(view.t("demo.ribbon")), class_="ribbon", role="note")


def banner(view: PageContext) -> Html:
    """The errors in the file, a line each."""
    t, problems = view.t, view.problems
    if not problems:
        if not view.has_errors:
            return ""
        words = t("banner.public.kept" if view.stale else "banner.public.first")
        return tag("div", tag("strong", text(words)), class_="banner", role="alert")
    lines = [tag("li", tag("code", text(problem.text(t)))) for problem in problems[:MAX_PROBLEMS]]
    if len(problems) > MAX_PROBLEMS:
        lines.append(tag("li", text(t("banner.more", count=len(problems) - MAX_PROBLEMS))))
    summary = t("banner.kept" if view.stale else "banner.first", count=len(problems))
    return tag(
        "div", tag("strong", text(summary)), " ", tag("ul", *lines), class_="banner", role="alert"
    )


def head(view: PageContext, page: str, heading: str, below: str, *, choices: bool = True) -> Html:
    """The heading, the line below it, and the as-of dates."""
    title = tag("div", tag("h1", text(heading)), tag("p", text(below), class_="sub"))
    note = tag("div", text(view.note), class_="ribbon", role="note") if view.note else ""
    days = as_of_picker(view, page) if choices else ""
    # shown by framework.css while the browser has no connection, in place of the framework's dialog
    offline = tag("div", text(view.t("page.offline")), class_="offline", role="status")
    sheet = sheet_line(view.t, view.title, view.as_of)
    parts = sheet, ribbon(view), banner(view), note, tag("div", title, days, class_="head"), offline
    return html.page(*parts)


def sheet_line(t: Translator, portfolio: str, as_of: dt.date) -> Html:
    """What `print.js` puts on every printed page: the portfolio, the as-of date and the words around page numbers."""
    day_text = t("chart.as_of", day=day(as_of))
    pages = t("print.pages", page="{page}", pages="{pages}")
    return render("views", "sheet.html", portfolio=portfolio, day=day_text, pages=pages)


def as_of_picker(view: PageContext, page: str) -> Html:
    """Three frequent dates as links and any date as a form, so that the URL has the date."""
    t = view.t
    if view.as_of == view.today:
        latest = view.snapshot.latest_report
    else:
        latest = agenda.latest_report(view.tables, view.today)
    year_end = dt.date(view.today.year - 1, 12, 31)
    choices = [("asof.today", view.today), ("asof.latest", latest), ("asof.year_end", year_end)]
    chips = [
        html.link(
            t(key),
            view.href(
                page, **{**view.query, "asof": None if choice == view.today else day(choice)}
            ),
            class_="chip on" if choice == view.as_of else "chip",
            aria_current="date" if choice == view.as_of else None,
            title=day(choice),
        )
        for key, choice in choices
        if choice is not None
    ]
    carried = [
        tag("input", type="hidden", name=HIDDEN_FIELD_PREFIX + name, value=value)
        for name, value in {**view.params, **view.query}.items()
        if name != "asof"
    ]
    field = tag(
        "input",
        type="date",
        name="asof",
        value=day(view.as_of),
        max=day(view.today),
        aria_label=t("asof.label"),
    )
    button = tag("button", text(t("asof.go")), type="submit")
    form = tag("form", field, *carried, button, method="get", action=page or "./")
    return tag(
        "nav",
        tag("span", text(t("asof.label"))),
        *chips,
        form,
        class_="asof",
        aria_label=t("asof.label"),
    )


def language_links(view: PageContext, page: str) -> Html:
    links = [
        tag("strong", text(Translator(lang)("lang.name")))
        if lang == view.lang
        else tag(
            "a",
            text(Translator(lang)("lang.name")),
            href=view.href(page, **{**view.query, "lang": lang}),
            target="_self",
            lang=Translator(lang)("lang.code"),
        )
        for lang in languages()
    ]
    return html.page(tag("p", " · ".join(links)))


def brand(view: PageContext) -> Html:
    """The portfolio's name, above the links."""
    return html.page(tag("p", text(view.title), class_="brand"))


def back_link(label: str, href: str) -> Html:
    return html.page(html.link(label, href, class_="back"))


def unknown_target(view: PageContext, asked: str) -> Html:
    note = text(view.t("target.unknown", id=asked))
    return html.page(tag("div", note, class_="ribbon", role="note"))
