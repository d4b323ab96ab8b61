"""Links from a chart or table to the files of it; `views.downloads` makes the files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tracker.views.context import PageContext
from tracker.views.targets import LIST_PARAMS

FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "targets": ("csv", "xlsx"),
    "groups": ("svg", "csv", "xlsx"),
    "budgets": ("svg", "csv", "xlsx"),
    "budget-totals": ("csv", "xlsx"),
    "timeline": ("svg", "csv", "xlsx"),
    "progress": ("svg", "csv", "xlsx"),
    "events": ("csv", "xlsx"),
}
"""The extensions of the files of each chart or table, by its name."""
QUERY: Final[Mapping[str, tuple[str, ...]]] = {
    "targets": LIST_PARAMS,
    "groups": ("by",),
    "timeline": ("by",),
    "progress": ("id",),
    "events": ("id",),
}
"""By name, the parameters of the page that the files depend on besides day and language."""
_LABELS: Final = {"svg": "SVG", "csv": "CSV", "xlsx": "Excel"}
_TITLE_KEYS: Final = {"svg": "download.svg", "csv": "download.csv", "xlsx": "download.xlsx"}


class DownloadLink(NamedTuple):
    """A link to a file."""

    href: str
    label: str  # the format
    title: str  # what the file is


class Downloads(NamedTuple):
    """What stands beside a chart or table; for the macro of ``downloads.html``."""

    label: str
    links: Sequence[DownloadLink]


def download_links(view: PageContext, name: str, **params: str | None) -> Downloads:
    """The links to the files of a chart or table, a key of `FORMATS`; ``params`` replace those of the page."""
    query = {key: view.query.get(key) for key in QUERY.get(name, ())} | params
    hrefs = {key: view.download_href(f"{name}.{key}", **query) for key in FORMATS[name]}
    links = [
        DownloadLink(href, _LABELS[key], view.t(_TITLE_KEYS[key]))
        for key, href in hrefs.items()
        if href is not None
    ]
    return Downloads(view.t("download"), links)
