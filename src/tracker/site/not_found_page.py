"""``404.html``: the page that a web server shows for an address that the site does not have.

It is served at any depth, so its links start at the root of the server: those of all other pages are
relative. In every language, because nothing says which one the reader followed a link in.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from tracker.html import Html
from tracker.i18n import Translator, languages
from tracker.site.layout import (
    Site,
    demonstration_words,
    frame,
    full_title,
    lang_folder,
    render_document,
)

PATH: Final = "404.html"


def not_found(site: Site) -> Html:
    """`site.js` fills in the address; without it the page points to the address bar."""
    root = urlsplit(site.base).path if site.base else "/"
    t = Translator(languages()[0])
    return render_document(
        "not_found.html",
        t,
        full_title(site, t, t("site.missing")),
        frame=frame(site, t.lang, root, ""),
        demonstration=demonstration_words(site, t),
        parts=[_part(Translator(lang), root) for lang in languages()],
    )


def _part(t: Translator, root: str) -> dict[str, str]:
    """What the page says in one language."""
    return {
        "code": t("lang.code"),
        "heading": t("site.missing"),
        "asked": t("site.missing.asked"),
        "address_bar": t("site.missing.address_bar"),
        "why": t("site.missing.why"),
        "href": f"{root}{lang_folder(t.lang)}index.html",
        "list": t("site.missing.list"),
    }
