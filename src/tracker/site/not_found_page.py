"""``404.html``: the page that a web server shows for an address that the site does not have.

It is served at any depth, so its links start at the root of the server: those of all other pages are
relative. In every language, because nothing says which one the reader followed a link in.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from tracker.html import Html, tag, text
from tracker.i18n import Translator, languages
from tracker.site.layout import (
    Site,
    demonstration_ribbon,
    document_start,
    full_title,
    head_and_footer,
    lang_folder,
)

PATH: Final = "404.html"


def not_found(site: Site) -> Html:
    """`site.js` fills in the address; without it the page points to the address bar."""
    root = urlsplit(site.base).path if site.base else "/"
    t = Translator(languages()[0])
    head, footer = head_and_footer(site, t.lang, text(root), "")
    return "".join(
        (
            document_start(t, full_title(site, t, t("site.missing"))),
            '<meta name="robots" content="noindex">\n',
            head,
            "</header>\n",
            '<main id="content">\n',
            demonstration_ribbon(site, t),
            *(_section(Translator(lang), root, first=lang == t.lang) for lang in languages()),
            "</main>\n",
            footer,
        )
    )


def _section(t: Translator, root: str, *, first: bool) -> Html:
    address = tag("code", text(t("site.missing.address_bar")), class_="missing")
    index = f"{root}{lang_folder(t.lang)}index.html"
    return tag(
        "section",
        tag("h1" if first else "h2", text(t("site.missing"))),
        tag("p", text(t("site.missing.asked")), address),
        tag("p", text(t("site.missing.why"))),
        tag("p", tag("a", text(t("site.missing.list")), href=index, class_="whole")),
        class_="card",
        lang=t("lang.code"),
    )
