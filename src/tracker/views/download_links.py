"""Links from a chart or table to the files of it; `views.downloads` makes the files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tracker.views.context import PageContext
from tracker.views.targets import LIST_PARAMS

FORMATS: Final[Mapping[str, tuple[str, ...]]] = {
    "targets": ("csv", "xlsx"),
    "groups": ("svg", "png", "csv", "xlsx"),
    "budgets": ("svg", "png", "csv", "xlsx"),
    "budget-totals": ("csv", "xlsx"),
    "timeline": ("svg", "png", "csv", "xlsx"),
    "progress": ("svg", "png", "csv", "xlsx"),
    "events": ("csv", "xlsx"),
    "issues": ("csv", "xlsx"),
    "decisions": ("csv", "xlsx"),
}
"""The extensions of the files of each chart or table, by its name."""
BRIEF: Final = "brief"
BRIEF_FORMATS: Final = ("docx", "pdf", "xlsx", "md")
"""The extensions of the files of a brief, which `tracker.brief` makes."""
BRIEF_QUERY: Final = ("since", "pages", "lead", "theme", "plan")
"""What a brief depends on besides day and language."""
QUERY: Final[Mapping[str, tuple[str, ...]]] = {
    "targets": LIST_PARAMS,
    "groups": ("by",),
    "timeline": ("by",),
    "progress": ("id",),
    "events": ("id",),
    "issues": ("id",),
    "decisions": ("id",),
}
"""By name, the parameters of the page that the files depend on besides day and language."""
OF_ALL: Final = frozenset({"issues", "decisions"})
"""Files with the parameter ``id`` that are of all targets without it."""
_LABELS: Final = {
    "svg": "SVG",
    "png": "PNG",
    "csv": "CSV",
    "xlsx": "Excel",
    "docx": "Word",
    "pdf": "PDF",
    "md": "Markdown",
}
_TITLE_KEYS: Final = {
    "svg": "download.svg",
    "png": "download.png",
    "csv": "download.csv",
    "xlsx": "download.xlsx",
}
PNG_OF_SVG: Final = "#png"
"""The end of a link to an SVG file that the script of the page saves as PNG."""
_BRIEF_KEYS: Final = {
    "docx": "download.brief.docx",
    "pdf": "download.brief.pdf",
    "xlsx": "download.brief.xlsx",
    "md": "download.brief.md",
}


class DownloadLink(NamedTuple):
    """A link to a file."""

    href: str
    label: str  # the format
    title: str  # what the file is

    @property
    def needs_script(self) -> bool:
        """Whether the link is hidden until a script makes the file."""
        return self.href.endswith(PNG_OF_SVG)


class Downloads(NamedTuple):
    """What stands beside a chart or table; for the macro of ``downloads.html``."""

    label: str
    links: Sequence[DownloadLink]


def download_links(
    view: PageContext, name: str, label: str = "", **params: str | None
) -> Downloads:
    """The links to the files of a chart or table, a key of `FORMATS`; ``params`` replace those of the page.

    ``label`` says what they are of, where that is not what they stand beside.
    """
    query = {key: view.query.get(key) for key in QUERY.get(name, ())} | params
    hrefs = {key: view.download_href(f"{name}.{key}", **query) for key in FORMATS[name]}
    links = [
        DownloadLink(
            href, _LABELS[key], " · ".join(filter(None, (label, view.t(_TITLE_KEYS[key]))))
        )
        for key, href in hrefs.items()
        if href is not None
    ]
    return Downloads(label or view.t("download"), links)


def entry_file_links(view: PageContext, target_id: str) -> Sequence[Downloads]:
    """The links to the files of the issues of a target and of the decisions on it."""
    names = {"issues": "review.issues.heading", "decisions": "issues.decided"}
    return [download_links(view, name, view.t(key), id=target_id) for name, key in names.items()]


def brief_links(view: PageContext, since: dt.date) -> Downloads:
    """The links to the brief from ``since`` to the day of the view, of the targets that the page shows."""
    query = {name: view.query.get(name) for name in BRIEF_QUERY} | {"since": since.isoformat()}
    hrefs = {key: view.download_href(f"{BRIEF}.{key}", **query) for key in BRIEF_FORMATS}
    links = [
        DownloadLink(href, _LABELS[key], view.t(_BRIEF_KEYS[key]))
        for key, href in hrefs.items()
        if href is not None
    ]
    return Downloads(view.t("download.brief"), links)
