"""The frame of every page of the published site: head, navigation, languages, legend, as-of date.

Pages refer to files of their own site only, by relative links. Their content security policy forbids inline
scripts and styles and everything from elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.html import Html
from tracker.i18n import Lang, Translator, day, languages
from tracker.portfolio.header import Licence
from tracker.portfolio.texts import Text, localize
from tracker.templates import Markup, render
from tracker.views.layout import (
    LanguageLink,
    NavigationLink,
    sheet_line,
    title_beside_ribbon,
)
from tracker.views.links import IGNORED_PARAMS, PARAM_LABELS

CONTENT_SECURITY_POLICY: Final = Markup(
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
PAGES: Final = {
    "index": "page.targets",
    "timeline": "page.timeline",
    "budgets": "page.budgets",
    "data": "site.data",
}
"""The pages of the navigation in their order, with the keys of their labels."""


_OF_STREAMLIT: Final = ' target="_self"'
"""Of links on the dashboard, which would open another window; a tenth of a list. In a text the quotes are escaped."""


SITE_PICTURE: Final = "card.png"
"""The picture of the site's share card, by language."""


class Site(NamedTuple):
    """What all pages of a site share."""

    title: Text
    demonstration: bool
    as_of: dt.date
    licence: Licence | None = None
    base: str | None = None  # the URL of the site if it is known; ends with a slash
    screen: bool = False  # whether the site has a rotating screen
    kept: bool = False  # a past day in a folder of the current site
    charts: bool = False  # whether the chart of each target is an SVG file
    drawn: bool = False  # whether the charts are pictures for share cards too
    pictured: bool = False  # whether the charts of all targets are pictures


def lang_folder(lang: Lang) -> str:
    """The folder of a language's pages: the root for the first language, ``LANG/`` for the others."""
    return "" if lang == languages()[0] else f"{lang}/"


def relative_root(path: str) -> str:
    """The relative link from a page to the root of the site."""
    return "../" * path.count("/")


def as_of_words(site: Site, t: Translator, *notes: str) -> str:
    """The line below a page's heading: the as-of date and further notes."""
    return " · ".join((as_of_text(site, t), *notes))


def as_of_text(site: Site, t: Translator) -> str:
    """The day that the site speaks of, in words."""
    return t("chart.as_of", day=day(site.as_of))


def licence_text(site: Site, t: Translator) -> str:
    if site.licence is None:
        return t("site.licence.none")
    return t("site.licence", name=site.licence.name)


def full_title(site: Site, t: Translator, title: str) -> str:
    """The title of a document: that of the page, of the site, and whether it is a demonstration."""
    site_title = localize(site.title, t.lang)
    full_title = title if title == site_title else f"{title} · {site_title}"
    is_marked = not site.demonstration or t("demo.in_title") in site_title
    return full_title if is_marked else f"{t('demo.ribbon')} · {full_title}"


def demonstration_words(site: Site, t: Translator) -> str:
    """What says that the figures are made up; "" for real ones."""
    return t("demo.ribbon") if site.demonstration else ""


class PageText(NamedTuple):
    """What a page says of itself in its frame."""

    title: str
    heading: str
    below: str  # the line below the heading
    description: str = ""  # for search engines and share cards


def render_document(template: str, t: Translator, title: str, **values: object) -> Html:
    """An HTML file from a template that extends `document.html`; ``title`` is that of the browser's tab."""
    return render(
        "site",
        template,
        lang_code=t("lang.code"),
        policy=CONTENT_SECURITY_POLICY,
        title=title,
        **values,
    )


def render_page(
    site: Site,
    t: Translator,
    path: str,
    page: PageText,
    content: Html,
    *,
    active: str = "",
    picture: str = "",
) -> Html:
    """A complete page; ``path`` is relative to the site, ``active`` the key in `PAGES` to highlight.

    ``picture`` is the path of the picture of its share card, that of the site if there is none.
    """
    root = relative_root(path)
    name = path.removeprefix(lang_folder(t.lang))
    return render_document(
        "page.html",
        t,
        full_title(site, t, page.title),
        alternates=_alternates(site.base or root, name),
        canonical=site.base + path if site.base else "",
        share=share_card(site, t, path, page.title, page.description, picture=picture),
        frame=frame(site, t.lang, root, active),
        languages=_languages(t, root, name),
        heading=page.heading,
        below=page.below,
        content=Markup(content.replace(_OF_STREAMLIT, "")),
    )


def _alternates(start: str, name: str) -> dict[str, str]:
    """The address of a page in every language, and that of the first one for readers of any other."""
    hrefs = {
        Translator(lang)("lang.code"): start + lang_folder(lang) + name for lang in languages()
    }
    return hrefs | {"x-default": start + name}


def _languages(t: Translator, root: str, name: str) -> list[LanguageLink]:
    """The links to a page in the other languages."""
    links = []
    for lang in languages():
        other = Translator(lang)
        href = "" if lang == t.lang else f"{root}{lang_folder(lang)}{name}"
        links.append(LanguageLink(other("lang.name"), other("lang.code"), href))
    return links


class ShareCard(NamedTuple):
    """What other sites show of a link to a page (Open Graph)."""

    description: str  # of the page itself; "" for none
    properties: Mapping[str, str]
    card: str  # its form on some of them


def share_card(
    site: Site, t: Translator, path: str, title: str, description: str, *, picture: str = ""
) -> ShareCard:
    """The share card of a page, with absolute addresses."""
    fields = {
        "og:title": full_title(site, t, title),
        "og:description": description or as_of_text(site, t),
        "og:type": "website",
        "og:site_name": localize(site.title, t.lang),
        "og:locale": t("lang.code").replace("-", "_"),
    }
    if site.base:
        fields["og:url"] = site.base + path
        if site.drawn:
            fields["og:image"] = site.base + (picture or f"{lang_folder(t.lang)}{SITE_PICTURE}")
            fields["og:image:alt"] = f"{title} · {as_of_text(site, t)}"
    return ShareCard(description, fields, "summary_large_image" if site.drawn else "summary")


class Frame(NamedTuple):
    """What the pages of one language, folder and section have in common."""

    links: Markup  # of the head, to styles, scripts and the feed
    skip: str
    navigation: Markup
    notices: Markup
    footer: Markup


@lru_cache(maxsize=64)
def frame(site: Site, lang: Lang, root: str, active: str) -> Frame:
    """The frame of pages with a link ``root`` to the site; ``active`` is the key in `PAGES` to highlight."""
    t, folder = Translator(lang), root + lang_folder(lang)
    return Frame(
        links=Markup(render("site", "links.html", root=root, folder=folder, feed=t("site.feed"))),
        skip=t("site.skip"),
        navigation=Markup(_navigation(site, t, root, active)),
        notices=Markup(_notices(site, t, root)),
        footer=Markup(_footer(site, t, folder)),
    )


def _navigation(site: Site, t: Translator, root: str, active: str) -> Html:
    folder = root + lang_folder(t.lang)
    pages = [
        NavigationLink(t(key), f"{folder}{name}.html", name == active)
        for name, key in PAGES.items()
    ]
    if site.screen:
        query = "" if t.lang == languages()[0] else f"?lang={t.lang}"
        pages.append(
            NavigationLink(t("site.screen"), f"{root}screen.html{query}", is_current=False)
        )
    title = localize(site.title, t.lang)
    if site.demonstration:
        title = title_beside_ribbon(title, t)
    return render(
        "site", "navigation.html", folder=folder, title=title, label=t("site.nav"), pages=pages
    )


def _notices(site: Site, t: Translator, root: str) -> Html:
    """What every page has above its content, and the words that `site.js` needs there."""
    kept = {
        "words": t("site.kept", day=day(site.as_of)),
        "href": f"{root}../../{lang_folder(t.lang)}",
        "current": t("site.kept.current"),
    }
    unknown = {
        "day": day(site.as_of),
        "ignored": IGNORED_PARAMS,
        "missing": t("filter.unknown", field="{field}", asked="{asked}"),
        "unused": t("link.unused", field="{field}", asked="{asked}"),
        "target": t("target.unknown", id="{asked}"),
        "other-day": t("link.day", day=day(site.as_of), asked="{asked}"),
        "parameter": t("link.parameter", asked="{asked}"),
        **{name: t(key) for name, key in PARAM_LABELS.items()},
    }
    return render(
        "site",
        "notices.html",
        sheet_line=Markup(sheet_line(t, localize(site.title, t.lang), site.as_of)),
        demonstration=demonstration_words(site, t),
        kept=kept if site.kept else None,
        unknown=unknown,
    )


def _footer(site: Site, t: Translator, folder: str) -> Html:
    return render(
        "site",
        "footer.html",
        folder=folder,
        as_of=as_of_text(site, t),
        legend=t("site.legend"),
        statuses=[Markup(html.status_lamp(status, t)) for status in STATUSES],
        note=t("site.legend.note") + t("sub.grey"),
        data=t("site.data"),
        feed=t("site.feed"),
        calendar=t("site.calendar"),
        licence=licence_text(site, t),
    )
