"""What stands around every page of the published site: head, links, language, legend, day.

A page refers to nothing but its own site, by relative links; it forbids itself scripts and styles that
stand in the page or come from elsewhere.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.assessment import LAMPS
from tracker.html import Html, tag, text
from tracker.i18n import LANGS, Lang, Say, day
from tracker.portfolio import model

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'"
)
CODES: Final[dict[Lang, str]] = {"zh": "zh-CN", "en": "en"}
FOLDERS: Final[dict[Lang, str]] = {"zh": "", "en": "en/"}
"""Where the pages of a language stand."""


class Site(NamedTuple):
    """What all pages of a site share."""

    title: model.Text
    demonstration: bool
    as_of: dt.date
    licence: model.Licence | None = None
    base: str | None = None  # its address, where that is known; ends with a slash
    screen: bool = False  # whether it has a rotating screen


def to_root(path: str) -> str:
    """From a page to the folder of the site."""
    return "../" * path.count("/")


def page(
    site: Site,
    say: Say,
    path: str,
    title: str,
    *inner: Html,
    description: str = "",
    active: str = "",
) -> Html:
    """A whole page; ``path`` is its place within the site, ``active`` the link that leads to it."""
    lang, root = say.lang, to_root(path)
    own = FOLDERS[lang]
    name = path.removeprefix(own)
    head, foot = _around(site, lang, root, active)
    return "".join(
        (
            f'<!doctype html>\n<html lang="{CODES[lang]}">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{text(_full_title(site, say, title))}</title>\n",
            f'<meta name="description" content="{text(description)}">\n' if description else "",
            *(
                f'<link rel="alternate" hreflang="{CODES[other]}" href="{root}{FOLDERS[other]}{name}">\n'
                for other in LANGS
            ),
            f'<link rel="canonical" href="{text(site.base + path)}">\n' if site.base else "",
            head,
            _languages(say, root, name),
            "</header>\n",
            '<main id="content">\n',
            _ribbon(site, say),
            *inner,
            "\n</main>\n",
            foot,
        )
    )


def _full_title(site: Site, say: Say, title: str) -> str:
    whole = model.words(site.title, say.lang)
    said = title if title == whole else f"{title} · {whole}"
    return f"{say('demo.ribbon')} · {said}" if site.demonstration else said


def _ribbon(site: Site, say: Say) -> Html:
    if not site.demonstration:
        return ""
    return tag("div", text(say("demo.ribbon")), class_="ribbon", role="note") + "\n"


def _languages(say: Say, root: str, name: str) -> Html:
    links = [
        tag("strong", text(say(f"lang.{lang}")), lang=CODES[lang])
        if lang == say.lang
        else tag(
            "a", text(say(f"lang.{lang}")), href=f"{root}{FOLDERS[lang]}{name}", lang=CODES[lang],
            hreflang=CODES[lang],
        )
        for lang in LANGS
    ]  # fmt: skip
    return tag("p", " · ".join(links), class_="languages") + "\n"


@lru_cache(maxsize=64)
def _around(site: Site, lang: Lang, root: str, active: str) -> tuple[Html, Html]:
    """The rest of the head with the links above the page, and all that stands below it."""
    say, own = Say(lang), root + FOLDERS[lang]
    feed = say("site.feed")
    pages = [("index", "targets"), ("timeline", "timeline"), ("budgets", "budgets")]
    links = [
        tag("a", text(say(f"page.{key}")), href=f"{own}{name}.html",
            aria_current="page" if name == active else None)
        for name, key in pages
    ]  # fmt: skip
    links.append(
        tag("a", text(say("site.data")), href=f"{own}data.html",
            aria_current="page" if active == "data" else None)
    )  # fmt: skip
    if site.screen:
        href = f"{root}screen.html{'' if lang == 'zh' else '?lang=en'}"
        links.append(tag("a", text(say("site.screen")), href=href))
    brand = tag("a", text(model.words(site.title, lang)), href=f"{own}index.html", class_="brand")
    head = (
        f'<link rel="stylesheet" href="{root}assets/look.css">\n'
        f'<link rel="stylesheet" href="{root}assets/site.css">\n'
        f'<link rel="icon" href="{root}assets/icon.svg" type="image/svg+xml">\n'
        f'<link rel="alternate" type="application/atom+xml" title="{text(feed)}" href="{own}feed.xml">\n'
        '</head>\n<body class="tracker">\n'
        f'<a class="skip" href="#content">{text(say("site.skip"))}</a>\n'
        f'<header class="top">{brand}\n' + tag("nav", *links, aria_label=say("site.nav")) + "\n"
    )
    return head, _foot(site, say, own)


def _foot(site: Site, say: Say, own: str) -> Html:
    lamps = [html.lamp(lamp, say) for lamp in LAMPS]
    licence = say("site.licence.none")
    if site.licence is not None:
        licence = say("site.licence", name=site.licence.name)
    foot = tag(
        "footer",
        tag("p", text(say("chart.as_of", day=day(site.as_of))), class_="as-of"),
        tag("h2", text(say("site.legend"))),
        tag("p", *(f"{lamp}\n" for lamp in lamps), class_="legend"),
        tag("p", text(f"{say('site.legend.note')}{say('sub.grey')}"), class_="quiet"),
        tag(
            "p",
            html.link(say("site.data"), f"{own}data.html"),
            " · ",
            html.link(say("site.feed"), f"{own}feed.xml"),
            " · ",
            html.link(say("site.calendar"), f"{own}calendar.ics"),
            text(f" · {licence}"),
            class_="quiet",
        ),
        class_="foot",
    )
    return f"{foot}\n</body>\n</html>\n"
