"""What a link asks for and a page cannot show, in words; the rest of the link counts."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from tracker.analysis.rollup import GroupBy
from tracker.i18n import choose_language, day, languages, shorten
from tracker.views.context import PageContext
from tracker.views.folds import FOLD_PARAM, Folds
from tracker.views.group_table import GROUP_PARAM, GROUPING_KEYS
from tracker.views.review_params import REVIEW_PARAMS
from tracker.views.target_index import NONE
from tracker.views.targets import (
    FILTER_LABELS,
    PAGE_PARAM,
    SORT_PARAM,
    filter_options,
    page_shown,
    sort_of,
)

PARAM_LABELS: Final = {
    **FILTER_LABELS,
    "q": "filter.search",
    "id": "field.id",
    "asof": "asof.label",
}
"""Parameters of links to pages, with the keys of their labels."""
_UNKNOWN_KEYS: Final = {
    "explore": "link.no_chart",
    "by": "link.no_grouping",
    "fold": "link.no_part",
}
"""Parameters that name something of a page, with the keys of a sentence for where the page has no such thing."""
IGNORED_PARAMS: Final = "|".join(
    (
        r"utm_\w+",
        r"share_\w+",
        *("fbclid", "gclid", "spm", "from", "isappinstalled", "nsukey"),
        *("embed", "embed_options"),
    )
)
"""A pattern of what services that pass links on append, and of Streamlit's own parameters."""
EXPLORE_PARAM: Final = "explore"
"""The chart that is shown as an interactive one."""
CHART_PAGES: Final = {"budgets": "budgets", "progress": "targets", "timeline": "timeline"}
"""Charts, and the pages that show them."""
_APPLIED: Final[Mapping[str, Collection[str]]] = {
    "targets": ("q", "id", "asof"),
    "update": ("id",),
    "review": ("asof", *REVIEW_PARAMS),
}
"""By page, the parameters that it reads itself; other pages read the as-of date."""
GROUPINGS: Final[Mapping[str, tuple[GroupBy, ...]]] = {
    "": tuple(GROUPING_KEYS),
    "timeline": ("theme", "lead", "plan"),
}
"""By page, the values of ``by=``, the first one without it on the timeline."""
MISSING_PAGE_PARAM: Final = "page"
"""Of the overview: the address of a page that does not exist, which led there."""
MAX_QUOTED: Final = 60  # columns of a value in a note


def link_notes(view: PageContext, page: str, asked: Mapping[str, str]) -> list[str]:
    """A sentence for each parameter in ``asked`` that ``page`` does not have, or whose value does not exist.

    Unknown targets, and days that are none, are left to the page, which names them in their place.
    """
    t = view.t
    options = filter_options(view) if page == "targets" else {}
    applied = _APPLIED.get(page, ("asof",))
    notes = []
    for name, value in asked.items():
        quoted = shorten(value, MAX_QUOTED)
        if not value or name in applied or re.fullmatch(IGNORED_PARAMS, name):
            continue
        if name == EXPLORE_PARAM and CHART_PAGES.get(value) == page:
            continue
        if name == GROUP_PARAM and value in GROUPINGS.get(page, ()):
            continue
        if name == FOLD_PARAM and not unknown_folds(view, page, value):
            continue
        if page == "targets" and name in (SORT_PARAM, PAGE_PARAM):
            notes += _list_note(view, name, value)
        elif name in options:
            if value not in options[name]:
                notes.append(t("filter.unknown", field=t(PARAM_LABELS[name]), asked=quoted))
        elif name == "asof":
            if view.as_of != view.today:
                notes.append(t("link.day", day=day(view.today), asked=quoted))
        elif name == MISSING_PAGE_PARAM and page == "":
            notes.append(t("link.page", asked=quoted))
        elif name in _UNKNOWN_KEYS:
            notes.append(t(_UNKNOWN_KEYS[name], asked=quoted))
        elif name in PARAM_LABELS:
            notes.append(t("link.unused", field=t(PARAM_LABELS[name]), asked=quoted))
        elif name != "lang" or not _is_language(value):
            notes.append(t("link.parameter", asked=shorten(f"{name}={value}", MAX_QUOTED)))
    return notes


def _list_note(view: PageContext, name: str, value: str) -> list[str]:
    """That the list has no such order or page, if so."""
    quoted, shown = shorten(value, MAX_QUOTED), page_shown(view)
    if name == SORT_PARAM and value != sort_of(view):
        return [view.t("list.sort.unknown", asked=quoted)]
    if name == PAGE_PARAM and value != str(shown.number):
        return [view.t("list.page.unknown", asked=quoted, shown=shown.number)]
    return []


class ToolLink(NamedTuple):
    """A link that stands by itself, such as one beside a chart."""

    href: str
    label: str


def explore_link(view: PageContext, chart: str, **params: str | None) -> ToolLink:
    """The link to the interactive chart, or from there back to the drawing."""
    is_open = view.query.get(EXPLORE_PARAM) == chart
    query = {**view.query, **params, EXPLORE_PARAM: None if is_open else chart}
    label = view.t("chart.explore.back" if is_open else "chart.explore")
    return ToolLink(view.href(CHART_PAGES[chart], **query), label)


_FOLDING_PARTS: Final[Mapping[str, Collection[str]]] = {"budgets": ("without", "method")}
"""By page, the ``data-fold`` of its parts."""


def unknown_folds(view: PageContext, page: str, value: str) -> set[str]:
    """The names in ``fold=`` that are no part of the page, nor a group of the timeline by any grouping."""
    names = set(_FOLDING_PARTS.get(page, ()))
    if page == "timeline":
        rows = view.by_id.values()
        names = {getattr(row, by) or NONE for row in rows for by in GROUPINGS[page]}
    return set(Folds.parse(value).named) - names


def _is_language(text: str) -> bool:
    """Whether it decides the language, whatever the browser prefers."""
    return len({choose_language(text, browser) for browser in languages()}) == 1
