"""The rotating screen on the published site: one page with every scene, and a file with its version."""

from __future__ import annotations

import json
from collections.abc import Mapping

from tracker.i18n import Lang, languages
from tracker.portfolio.texts import localize
from tracker.screen import render
from tracker.screen.settings import ScreenSettings
from tracker.site.layout import Site, full_title, render_document, share_card
from tracker.site.release import STATE_FILE, digest
from tracker.templates import Markup
from tracker.views.context import PageContext
from tracker.views.overview import summary_text

VERSION_FILE, VERSION_ATTRIBUTE = "version.json", "data-version"
REST_FILE = "screen.json"
"""The scenes that are not shown first, for the script of the screen."""
_PLACEHOLDER = "-" * 16
"""In place of the version while the screen is rendered: the version is a digest of the result."""


def files(site: Site, views: Mapping[Lang, PageContext]) -> dict[str, str]:
    """``screen.html``, ``version.json``, and the scenes that the screen fetches later, if there are any."""
    first = views[languages()[0]]
    portfolio, t = first.portfolio, first.t
    settings = ScreenSettings.from_query(portfolio.header.screen, themes=portfolio.themes)
    if settings.url is None:
        settings = settings._replace(url=site.base)
    screen, rest = render.static_screen(
        views, settings, _PLACEHOLDER, poll=VERSION_FILE, rest=REST_FILE, state=STATE_FILE
    )
    version = digest((screen + rest).encode("utf-8", "replace"))[: len(_PLACEHOLDER)]
    screen = screen.replace(
        f'{VERSION_ATTRIBUTE}="{_PLACEHOLDER}"', f'{VERSION_ATTRIBUTE}="{version}"', 1
    )
    title = localize(site.title, first.lang)
    page = render_document(
        "screen_page.html",
        t,
        full_title(site, t, title),
        share=share_card(site, t, "screen.html", title, summary_text(first)),
        screen=Markup(screen),
    )
    state = {"screen": version, "as_of": site.as_of.isoformat()}
    files = {"screen.html": page, VERSION_FILE: json.dumps(state) + "\n"}
    if rest:
        files[REST_FILE] = render.rest_file(version, rest, demonstration=site.demonstration)
    return files
