"""The context of the published pages: links lead to files of the site instead of pages of the dashboard."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from tracker.site.layout import lang_folder, relative_root
from tracker.views.context import PageContext
from tracker.views.download_links import PNG_OF_SVG
from tracker.views.links import GROUPINGS
from tracker.views.target_index import NONE

_FILES: Final = {"": "index", "targets": "index", "timeline": "timeline", "budgets": "budgets"}
"""By page of the dashboard, the file that shows the same."""
_DATA_FILES: Final = ("targets.csv", "targets.xlsx", "budgets.csv", "budgets.xlsx")
"""Downloads of the dashboard whose rows a file of that name in ``data/`` has."""
_LIST_FILTERS: Final = ("q", "theme", "plan", "lead", "status")
"""The parameters that `site.js` understands, on the index page."""


def drawing_name(name: str, by: str | None = None) -> str:
    """The file of a drawing beside its page, without its extension: ``timeline-lead`` for a grouping of the timeline."""
    return f"{name}-{by}" if by in GROUPINGS.get(name, ())[1:] else name


def target_csv(target_id: str | None) -> str:
    """The path of the file with the reports of one target."""
    return f"data/targets/{target_id}.csv"


@dataclass(frozen=True)
class SiteContext(PageContext):
    """A page of the site, which has one day and one language a file."""

    prefix: str = ""  # from the page to the folder of its language: "../" in a target's page
    charts: bool = False  # whether the charts with a mark for each target are SVG files of the site
    drawn: bool = False  # whether the charts of the page are PNG files too

    def href(self, page: str = "", /, **params: str | None) -> str:
        """A relative link to the file of a target, or to that of a page, with the filters that exist there."""
        if page == "targets" and params.get("id"):
            return f"{self.prefix}targets/{params['id']}.html"
        name = _FILES[page]
        by = params.get("by")
        if name == "timeline":
            name = drawing_name(name, by)
        wanted = {key: params.get(key) for key in _LIST_FILTERS} if name == "index" else {}
        query = urlencode({key: value for key, value in wanted.items() if value})
        return f"{self.prefix}{name}.html" + (f"?{query}#list" if query else "")

    def list_href(self, **filters: str) -> str | None:
        """A link to the list with ``filters``; None where the page has no such filter or no such value of one."""
        missing = (name != "lead" and value == NONE for name, value in filters.items())
        if not set(_LIST_FILTERS).issuperset(filters) or any(missing):
            return None
        return self.href("targets", **filters)

    def download_href(self, file: str, **params: str | None) -> str | None:
        """A relative link to a data file of the site, which has whole tables, or to one of a target."""
        root = f"{self.prefix}{relative_root(lang_folder(self.lang))}"
        target_id = params.get("id")
        name, _, extension = file.partition(".")
        if (name, extension) == ("events", "csv"):
            return f"{root}{target_csv(target_id)}" if target_id else None
        if extension in ("svg", "png"):
            of_target = f"charts/{target_id}" if name == "progress" else ""
            drawing = self.prefix + (of_target or drawing_name(name, params.get("by")))
            if not self.charts and name != "groups":
                return None
            is_file = extension == "svg" or self.drawn
            return f"{drawing}.{extension}" if is_file else f"{drawing}.svg{PNG_OF_SVG}"
        return f"{root}data/{file}" if file in _DATA_FILES else None

    @property
    def past_errors(self) -> None:
        """None: with them every finished target would change the page of every other one."""
        return None
