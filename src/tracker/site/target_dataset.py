"""One target for search engines: its reports as a dataset, a part of that of the site (schema.org)."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, Final

from tracker.analysis.details import TargetDetails
from tracker.html import Html
from tracker.i18n import Lang, Translator, shorten
from tracker.portfolio.texts import localize
from tracker.site.context import target_csv
from tracker.site.layout import Site, lang_folder, relative_root
from tracker.views.context import PageContext

_MAX_DESCRIPTION: Final = 160
"""Columns; a search engine shows about as many."""
_MAX_NAME: Final = 90


def script(site: Site, view: PageContext, details: TargetDetails, status: str) -> Html:
    """The dataset as data in the page of the target, described by ``status``; "" where nothing was reported."""
    t, row = view.t, details.row
    if not details.updates:
        return ""
    root = site.base or relative_root(f"{lang_folder(t.lang)}targets/")
    name = shorten(t.localized(row, "title"), _MAX_NAME)
    days = [update.date for update in details.updates]
    words = t("site.target.dataset", title=name, status=status)
    variable = {"@type": "PropertyValue", "name": name}
    if unit := t.localized(row, "unit"):
        variable["unitText"] = unit
    dataset: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "name": name,
        "description": shorten(words, _MAX_DESCRIPTION),
        "dateModified": str(max(update.reported for update in details.updates)),
        "temporalCoverage": f"{min(days)}/{max(days)}",
        "variableMeasured": variable,
        "distribution": {
            "@type": "DataDownload",
            "encodingFormat": "text/csv",
            "contentUrl": root + target_csv(row.id),
        },
        **_of_site(site, t.lang, root),
    }
    content = json.dumps(dataset, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{content}</script>\n'


@lru_cache(maxsize=64)
def _of_site(site: Site, lang: Lang, root: str) -> dict[str, Any]:
    """What the datasets of all targets have in common."""
    title = shorten(localize(site.title, lang), _MAX_NAME)
    whole = {"@type": "Dataset", "name": title, "url": f"{root}{lang_folder(lang)}data.html"}
    common: dict[str, Any] = {"isPartOf": whole, "isAccessibleForFree": True}
    if site.demonstration:
        common["disambiguatingDescription"] = Translator(lang)("demo.ribbon")
    if site.licence is not None:
        common["license"] = site.licence.url or site.licence.name
    return common
