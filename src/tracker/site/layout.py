"""What stands around every page of the published site: head, links, language, legend, day.

A page refers to nothing but its own site, by relative links; it forbids itself scripts and styles that
stand in the page or come from elsewhere.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.html import Html, tag, text
from tracker.i18n import Lang, Translator, day, languages
from tracker.portfolio import model

CONTENT_SECURITY_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)


def lang_folder(lang: Lang) -> str:
    """Where a language's pages lie: the first language at the root, another under its code."""
    return "" if lang == languages()[0] else f"{lang}/"


"""Where the pages of a language stand."""


class Site(NamedTuple):
    """What all pages of a site share."""

    title: model.Text
    demonstration: bool
    as_of: dt.date
    licence: model.Licence | None = None
    base: str | None = None  # its address, where that is known; ends with a slash
    screen: bool = False  # whether it has a rotating screen


def relative_root(path: str) -> str:
    """From a page to the folder of the site."""
    return "../" * path.count("/")


def target_link(name: str, title: str) -> Html:
    return tag("a", text(title), href=f"targets/{name}.html")


def render_page(
    site: Site,
    t: Translator,
    path: str,
    title: str,
    *inner: Html,
    description: str = "",
    active: str = "",
) -> Html:
    """A whole page; ``path`` is its place within the site, ``active`` the link that leads to it."""
    lang, root = t.lang, relative_root(path)
    own = lang_folder(lang)
    name = path.removeprefix(own)
    head, foot = _head_and_footer(site, lang, root, active)
    return "".join(
        (
            f'<!doctype html>\n<html lang="{Translator(lang)("lang.code")}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{CONTENT_SECURITY_POLICY}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{text(_full_title(site, t, title))}</title>\n",
            f'<meta name="description" content="{text(description)}">\n' if description else "",
            *(
                f'<link rel="alternate" hreflang="{Translator(other)("lang.code")}" href="{root}{lang_folder(other)}{name}">\n'
                for other in languages()
            ),
            f'<link rel="canonical" href="{text(site.base + path)}">\n' if site.base else "",
            head,
            _language_links(t, root, name),
            "</header>\n",
            '<main id="content">\n',
            _ribbon(site, t),
            *inner,
            "\n</main>\n",
            foot,
        )
    )


def _full_title(site: Site, t: Translator, title: str) -> str:
    whole = model.localize(site.title, t.lang)
    said = title if title == whole else f"{title} · {whole}"
    return f"{t('demo.ribbon')} · {said}" if site.demonstration else said


def _ribbon(site: Site, t: Translator) -> Html:
    if not site.demonstration:
        return ""
    return tag("div", text(t("demo.ribbon")), class_="ribbon", role="note") + "\n"


def _language_links(t: Translator, root: str, name: str) -> Html:
    links = [
        tag("strong", text(Translator(lang)("lang.name")), lang=Translator(lang)("lang.code"))
        if lang == t.lang
        else tag(
            "a",
            text(Translator(lang)("lang.name")),
            href=f"{root}{lang_folder(lang)}{name}",
            lang=Translator(lang)("lang.code"),
            hreflang=Translator(lang)("lang.code"),
        )
        for lang in languages()
    ]
    return tag("p", " · ".join(links), class_="languages") + "\n"


@lru_cache(maxsize=64)
def _head_and_footer(site: Site, lang: Lang, root: str, active: str) -> tuple[Html, Html]:
    """The rest of the head with the links above the page, and all that stands below it."""
    t, own = Translator(lang), root + lang_folder(lang)
    feed = t("site.feed")
    pages = [("index", "targets"), ("timeline", "timeline"), ("budgets", "budgets")]
    links = [
        tag(
            "a",
            text(t(f"page.{key}")),
            href=f"{own}{name}.html",
            aria_current="page" if name == active else None,
        )
        for name, key in pages
    ]
    links.append(
        tag(
            "a",
            text(t("site.data")),
            href=f"{own}data.html",
            aria_current="page" if active == "data" else None,
        )
    )
    if site.screen:
        href = f"{root}screen.html{'' if lang == 'zh' else '?lang=en'}"
        links.append(tag("a", text(t("site.screen")), href=href))
    brand = tag(
        "a", text(model.localize(site.title, lang)), href=f"{own}index.html", class_="brand"
    )
    head = (
        f'<link rel="stylesheet" href="{root}assets/look.css">\n'
        f'<link rel="stylesheet" href="{root}assets/site.css">\n'
        f'<link rel="icon" href="{root}assets/icon.svg" type="image/svg+xml">\n'
        f'<link rel="alternate" type="application/atom+xml" title="{text(feed)}" href="{own}feed.xml">\n'
        '</head>\n<body class="tracker">\n'
        f'<a class="skip" href="#content">{text(t("site.skip"))}</a>\n'
        f'<header class="top">{brand}\n' + tag("nav", *links, aria_label=t("site.nav")) + "\n"
    )
    return head, _footer(site, t, own)


def _footer(site: Site, t: Translator, own: str) -> Html:
    statuses = [html.status_lamp(status, t) for status in STATUSES]
    licence = t("site.licence.none")
    if site.licence is not None:
        licence = t("site.licence", name=site.licence.name)
    foot = tag(
        "footer",
        tag("p", text(t("chart.as_of", day=day(site.as_of))), class_="as-of"),
        tag("h2", text(t("site.legend"))),
        tag("p", *(f"{status}\n" for status in statuses), class_="legend"),
        tag("p", text(f"{t('site.legend.note')}{t('sub.grey')}"), class_="quiet"),
        tag(
            "p",
            html.link(t("site.data"), f"{own}data.html"),
            " · ",
            html.link(t("site.feed"), f"{own}feed.xml"),
            " · ",
            html.link(t("site.calendar"), f"{own}calendar.ics"),
            text(f" · {licence}"),
            class_="quiet",
        ),
        class_="foot",
    )
    return f"{foot}\n</body>\n</html>\n"
