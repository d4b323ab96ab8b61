"""QR codes: an inline image that needs no request, black on white in both palettes so that phones can read it."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urljoin

import segno

from tracker.html import Html, tag
from tracker.i18n import Lang, languages


def target_link(site: str, lang: Lang, target_id: str) -> str:
    """The page of a target on the published site at ``site``, or the site's first page for no target."""
    folder = "" if lang == languages()[0] else f"{lang}/"
    return urljoin(site, f"{folder}targets/{target_id}.html" if target_id else folder or ".")


@lru_cache(maxsize=1024)
def qr_code(link: str, label: str) -> Html:
    """``link`` as a QR code, one pixel a module: the style sheet enlarges it."""
    code = segno.make(link, error="l", boost_error=False, micro=False)
    return tag("img", src=code.png_data_uri(border=2), alt=label, class_="qr")
