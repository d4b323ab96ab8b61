"""The frame of every page of the published site: head, navigation, languages, legend, as-of date.

Pages refer to files of their own site only, by relative links. Their content security policy forbids inline
scripts and styles and everything from elsewhere.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.html import Html, prose, tag, text
from tracker.i18n import Lang, Translator, day, languages
from tracker.portfolio.header import Licence
from tracker.portfolio.texts import Text, localize
from tracker.views.layout import sheet_line, title_beside_ribbon
from tracker.views.links import IGNORED_PARAMS, PARAM_LABELS

CONTENT_SECURITY_POLICY: Final = (
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


def as_of_line(site: Site, t: Translator, *notes: str) -> Html:
    """The line below a page's heading: the as-of date and further notes."""
    return tag("p", prose(" · ".join((as_of_text(site, t), *notes))), class_="sub")


def licence_text(site: Site, t: Translator) -> str:
    if site.licence is None:
        return t("site.licence.none")
    return t("site.licence", name=site.licence.name)


def document_start(t: Translator, title: str) -> Html:
    """The beginning of an HTML document up to its title."""
    return (
        f'<!doctype html>\n<html lang="{t("lang.code")}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)}</title>\n"
    )


def render_page(
    site: Site,
    t: Translator,
    path: str,
    title: str,
    *inner: Html,
    description: str = "",
    active: str = "",
    picture: str = "",
) -> Html:
    """A complete page; ``path`` is relative to the site, ``active`` the key in `PAGES` to highlight.

    ``picture`` is the path of the picture of its share card, that of the site if there is none.
    """
    root = relative_root(path)
    name = path.removeprefix(lang_folder(t.lang))
    head, footer = head_and_footer(site, t.lang, root, active)
    page = "".join(
        (
            document_start(t, full_title(site, t, title)),
            _addresses(site, path, name, root),
            share_card(site, t, path, title=title, description=description, picture=picture),
            head,
            _language_links(t, root, name),
            "</header>\n",
            '<main id="content">\n',
            _notices(site, t.lang, root),
            *inner,
            "\n</main>\n",
            footer,
        )
    )
    return page.replace(_OF_STREAMLIT, "")


def _addresses(site: Site, path: str, name: str, root: str) -> Html:
    """The page in every language, the first one for readers of any other, and its one address."""
    start = text(site.base) if site.base else root
    hrefs = {Translator(lang)("lang.code"): lang_folder(lang) + text(name) for lang in languages()}
    hrefs["x-default"] = text(name)
    links = [
        f'<link rel="alternate" hreflang="{code}" href="{start}{href}">\n'
        for code, href in hrefs.items()
    ]
    canonical = f'<link rel="canonical" href="{text(site.base + path)}">\n' if site.base else ""
    return "".join(links) + canonical


def share_card(
    site: Site, t: Translator, path: str, *, title: str, description: str, picture: str = ""
) -> Html:
    """The description of a page and what other sites show of a link to it (Open Graph), with absolute addresses."""
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
    metas = (f'<meta property="{key}" content="{text(value)}">\n' for key, value in fields.items())
    card = "summary_large_image" if site.drawn else "summary"
    described = f'<meta name="description" content="{text(description)}">\n' if description else ""
    return "".join((described, *metas, f'<meta name="twitter:card" content="{card}">\n'))


@lru_cache(maxsize=64)
def _notices(site: Site, lang: Lang, root: str) -> Html:
    """What every page of a language has above its content."""
    t = Translator(lang)
    return "".join(
        (
            sheet_line(t, localize(site.title, lang), site.as_of),
            demonstration_ribbon(site, t),
            _kept_ribbon(site, t, root),
            _link_notice(site, t),
        )
    )


def _link_notice(site: Site, t: Translator) -> Html:
    """The place where `site.js` names what a link asks for and the page does not have."""
    labels = {f"data_{name}": t(key) for name, key in PARAM_LABELS.items()}
    notice = tag(
        "p",
        class_="ribbon unknown",
        role="note",
        hidden="",
        data_day=day(site.as_of),
        data_ignored=IGNORED_PARAMS,
        data_missing=t("filter.unknown", field="{field}", asked="{asked}"),
        data_unused=t("link.unused", field="{field}", asked="{asked}"),
        data_target=t("target.unknown", id="{asked}"),
        data_other_day=t("link.day", day=day(site.as_of), asked="{asked}"),
        data_parameter=t("link.parameter", asked="{asked}"),
        **labels,
    )
    return notice + "\n"


def as_of_text(site: Site, t: Translator) -> str:
    """The day that the site speaks of, in words."""
    return t("chart.as_of", day=day(site.as_of))


def demonstration_ribbon(site: Site, t: Translator) -> Html:
    if not site.demonstration:
        return ""
    return tag("div", text(t("demo.ribbon")), class_="ribbon", role="note") + "\n"


def _kept_ribbon(site: Site, t: Translator, root: str) -> Html:
    """That the page is of a past day and does not change, and the link to the current site."""
    if not site.kept:
        return ""
    current = tag("a", text(t("site.kept.current")), href=f"{root}../../{lang_folder(t.lang)}")
    words = text(t("site.kept", day=day(site.as_of)))
    return tag("p", words, " ", current, class_="ribbon kept", role="note") + "\n"


def full_title(site: Site, t: Translator, title: str) -> str:
    """The title of a document: that of the page, of the site, and whether it is a demonstration."""
    site_title = localize(site.title, t.lang)
    full_title = title if title == site_title else f"{title} · {site_title}"
    is_marked = not site.demonstration or t("demo.in_title") in site_title
    return full_title if is_marked else f"{t('demo.ribbon')} · {full_title}"


def _language_links(t: Translator, root: str, name: str) -> Html:
    links = []
    for lang in languages():
        other = Translator(lang)
        label, code = text(other("lang.name")), other("lang.code")
        if lang == t.lang:
            links.append(tag("strong", label, lang=code))
        else:
            href = f"{root}{lang_folder(lang)}{name}"
            links.append(tag("a", label, href=href, lang=code, hreflang=code))
    return tag("p", " · ".join(links), class_="languages") + "\n"


@lru_cache(maxsize=64)
def head_and_footer(site: Site, lang: Lang, root: str, active: str) -> tuple[Html, Html]:
    """The rest of the head with the navigation, and the footer."""
    t, folder = Translator(lang), root + lang_folder(lang)
    links = [
        tag(
            "a",
            text(t(key)),
            href=f"{folder}{name}.html",
            aria_current="page" if name == active else None,
        )
        for name, key in PAGES.items()
    ]
    if site.screen:
        query = "" if lang == languages()[0] else f"?lang={lang}"
        links.append(tag("a", text(t("site.screen")), href=f"{root}screen.html{query}"))
    title = localize(site.title, lang)
    if site.demonstration:
        title = title_beside_ribbon(title, t)
    brand = tag("a", text(title), href=f"{folder}index.html", class_="brand")
    head = (
        f'<link rel="stylesheet" href="{root}assets/look.css">\n'
        f'<link rel="stylesheet" href="{root}assets/site.css">\n'
        f'<link rel="icon" href="{root}assets/icon.svg" type="image/svg+xml">\n'
        f'<link rel="apple-touch-icon" href="{root}assets/touch-icon.png">\n'
        f'<script src="{root}assets/print.js" defer></script>\n'
        f'<script src="{root}assets/site.js" defer></script>\n'
        f'<link rel="alternate" type="application/atom+xml" title="{text(t("site.feed"))}" '
        f'href="{folder}feed.xml">\n'
        '</head>\n<body class="tracker">\n'
        f'<a class="skip" href="#content">{text(t("site.skip"))}</a>\n'
        f'<header class="top">{brand}\n' + tag("nav", *links, aria_label=t("site.nav")) + "\n"
    )
    return head, _footer(site, t, folder)


def _footer(site: Site, t: Translator, folder: str) -> Html:
    statuses = [html.status_lamp(status, t) for status in STATUSES]
    footer = tag(
        "footer",
        tag("p", text(as_of_text(site, t)), class_="as-of"),
        tag("h2", text(t("site.legend"))),
        tag("p", *(f"{status}\n" for status in statuses), class_="legend"),
        tag("p", text(f"{t('site.legend.note')}{t('sub.grey')}"), class_="quiet"),
        tag(
            "p",
            html.link(t("site.data"), f"{folder}data.html"),
            " · ",
            html.link(t("site.feed"), f"{folder}feed.xml"),
            " · ",
            html.link(t("site.calendar"), f"{folder}calendar.ics"),
            text(f" · {licence_text(site, t)}"),
            class_="quiet",
        ),
        class_="foot",
    )
    return f"{footer}\n</body>\n</html>\n"
