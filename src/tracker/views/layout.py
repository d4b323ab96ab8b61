"""The parts around every page: demonstration ribbon, errors in the file, heading, as-of dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from tracker import html
from tracker.analysis import agenda
from tracker.html import Html, prose, tag, text
from tracker.i18n import Translator, day, languages, shorten
from tracker.templates import render
from tracker.views.context import PageContext
from tracker.views.links import MAX_QUOTED, ToolLink

MAX_PROBLEMS = 20
HIDDEN_FIELD_PREFIX = "keep_"
"""A prefix of the names of hidden fields: the browser's sanitiser removes fields named like a property of
the form, ``lang`` and ``id`` among them."""


def ribbon(view: PageContext) -> Html:
    if not view.portfolio.header.demonstration:
        return ""
    return tag("div", text(view.t("demo.ribbon")), class_="ribbon", role="note")


def title_beside_ribbon(title: str, t: Translator) -> str:
    """The title of a demonstration where the ribbon stands beside it, which says the same as the remark in the title."""
    return title.removesuffix(t("demo.in_title")).rstrip() or title


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


def head(
    view: PageContext,
    page: str,
    heading: str,
    below: str,
    *,
    above: Html = "",
    choices: bool = True,
) -> Html:
    """The heading, the lines above and below it, and the as-of dates."""
    title = tag("div", tag("h1", prose(heading)), tag("p", prose(below), class_="sub"))
    note = tag("div", text(view.note), class_="ribbon", role="note") if view.note else ""
    request = ""
    if choices:
        request = tag("div", as_of_picker(view, page), share_links(view, page), class_="request")
    # shown by framework.css while the browser has no connection, in place of the framework's dialog
    offline = tag("div", text(view.t("page.offline")), class_="offline", role="status")
    sheet = sheet_line(view.t, view.title, view.as_of)
    headed = tag("div", title, request, class_="head")
    parts = sheet, ribbon(view), banner(view), note, above, headed, offline
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


def share_links(view: PageContext, page: str) -> Html:
    """The link to this view on its day, which client.js copies, and the button that prints."""
    pinned = view.href(page, **{**view.query, "asof": day(view.as_of)})
    return tag(
        "div",
        html.link(view.t("share.copy"), pinned, data_copied=view.t("share.copied")),
        tag("button", text(view.t("share.print")), type="button", data_print=""),
        tag("span", role="status"),
        class_="share",
    )


def navigation(view: PageContext, page: str, pages: Mapping[str, str]) -> Html:
    """The portfolio's name, the links to the ``pages`` (labels by path) and to the languages."""
    links = [
        html.link(label, view.href(path), aria_current="page" if path == page else None)
        for path, label in pages.items()
    ]
    is_demonstration = view.portfolio.header.demonstration
    brand = title_beside_ribbon(view.title, view.t) if is_demonstration else view.title
    return html.page(
        tag("p", text(brand), class_="brand"),
        tag("nav", *links, class_="pages", aria_label=view.t("site.nav")),
        tag("p", html.DOT.join(_language_links(view, page)), class_="languages"),
    )


def _language_links(view: PageContext, page: str) -> list[Html]:
    return [
        tag("strong", text(Translator(lang)("lang.name")))
        if lang == view.lang
        else html.link(
            Translator(lang)("lang.name"),
            view.href(page, **{**view.query, "lang": lang}),
            lang=Translator(lang)("lang.code"),
        )
        for lang in languages()
    ]


def tab_title(view: PageContext, page: str) -> str:
    """The title of the browser's tab: the opened target, the page and the portfolio."""
    opened = view.by_id.get(view.query.get("id", ""))
    parts = [view.t.localized(opened, "title") if opened else "", page, view.title]
    return " · ".join(part for part in parts if part)


def actions(links: Iterable[ToolLink]) -> Html:
    """Links above a heading to what can be done on the page."""
    return tag(
        "p", *(html.link(one.label, one.href, class_="action") for one in links), class_="walk"
    )


def back_link(label: str, href: str) -> Html:
    return html.page(html.link(label, href, class_="back"))


def unknown_target(view: PageContext, asked: str) -> Html:
    note = text(view.t("target.unknown", id=shorten(asked, MAX_QUOTED)))
    return html.page(tag("div", note, class_="ribbon", role="note"))
