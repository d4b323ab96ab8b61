"""The parts around every page: demonstration ribbon, errors in the file, heading, as-of dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from tracker import html
from tracker.analysis import agenda
from tracker.html import Html, tag, text
from tracker.i18n import Translator, day, languages, shorten
from tracker.templates import Markup, render
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
    if not problems and not view.has_errors:
        return ""
    if problems:
        summary = t("banner.kept" if view.stale else "banner.first", count=len(problems))
    else:
        summary = t("banner.public.kept" if view.stale else "banner.public.first")
    more = len(problems) - MAX_PROBLEMS
    return render(
        "views",
        "banner.html",
        summary=summary,
        lines=[problem.text(t) for problem in problems[:MAX_PROBLEMS]],
        more=t("banner.more", count=more) if more > 0 else "",
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
    request = as_of_picker(view, page) + share_links(view, page) if choices else ""
    return render(
        "views",
        "head.html",
        sheet_line=Markup(sheet_line(view.t, view.title, view.as_of)),
        ribbon=Markup(ribbon(view)),
        banner=Markup(banner(view)),
        note=view.note,
        above=Markup(above),
        heading=heading,
        below=below,
        request=Markup(request),
        offline=view.t("page.offline"),
    )


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
    return render(
        "views",
        "as_of.html",
        label=t("asof.label"),
        chips=[
            DateChip(
                t(key),
                view.href(
                    page, **{**view.query, "asof": None if choice == view.today else day(choice)}
                ),
                day(choice),
                is_on=choice == view.as_of,
            )
            for key, choice in choices
            if choice is not None
        ],
        action=page or "./",
        as_of=day(view.as_of),
        today=day(view.today),
        carried={
            HIDDEN_FIELD_PREFIX + name: value
            for name, value in {**view.params, **view.query}.items()
            if name != "asof"
        },
        go=t("asof.go"),
    )


class DateChip(NamedTuple):
    """A link to the page as of a day."""

    label: str
    href: str
    day: str
    is_on: bool


def share_links(view: PageContext, page: str) -> Html:
    """The link to this view on its day, which client.js copies, and the button that prints."""
    t = view.t
    return render(
        "views",
        "share.html",
        href=view.href(page, **{**view.query, "asof": day(view.as_of)}),
        copy=t("share.copy"),
        copied=t("share.copied"),
        print=t("share.print"),
    )


class NavigationLink(NamedTuple):
    label: str
    href: str
    is_current: bool


class LanguageLink(NamedTuple):
    """A language of the page; without a link the one that it is in."""

    label: str
    code: str
    href: str


def navigation(view: PageContext, page: str, pages: Mapping[str, str]) -> Html:
    """The portfolio's name, the links to the ``pages`` (labels by path) and to the languages."""
    is_demonstration = view.portfolio.header.demonstration
    return render(
        "views",
        "navigation.html",
        brand=title_beside_ribbon(view.title, view.t) if is_demonstration else view.title,
        label=view.t("site.nav"),
        pages=[
            NavigationLink(label, view.href(path), path == page) for path, label in pages.items()
        ],
        languages=[
            LanguageLink(
                Translator(lang)("lang.name"),
                Translator(lang)("lang.code"),
                "" if lang == view.lang else view.href(page, **{**view.query, "lang": lang}),
            )
            for lang in languages()
        ],
    )


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
