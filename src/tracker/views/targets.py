"""The list of targets: which of them the URL asks for, in which order and on which page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Final, NamedTuple

from tracker.analysis.assessment import STATUSES
from tracker.views.context import PageContext
from tracker.views.selections import SELECTION_KEYS, SELECTION_PARAM
from tracker.views.target_index import FILTERS, NONE, SORTS, STATUS_ORDER, Found, target_index

FILTER_LABELS: Final = {
    "theme": "filter.theme",
    "plan": "filter.plan",
    "lead": "filter.lead",
    "year": "filter.year",
    "status": "filter.status",
    SELECTION_PARAM: "filter.show",
}
"""By filter, the key of its label."""
SEARCH_PARAM: Final = "q"
SORT_PARAM: Final = "sort"
PAGE_PARAM: Final = "page"
LIST_PARAMS: Final = (*FILTERS, SEARCH_PARAM, SORT_PARAM)
"""Parameters of the URL that decide which targets the list has, and in which order."""
PAGE_SIZE: Final = 100


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page, which has the number of hits, and below it their statuses."""
    t, rows = view.t, found(view).rows
    by_status = Counter(row.status for row in rows)
    below = t.status_counts({status: by_status[status] for status in STATUS_ORDER})
    if not filters_of(view) and not view.query.get(SEARCH_PARAM):
        return t("list.answer", count=len(rows)), below or t("sub.never")
    if not rows:
        return t("list.none"), t("list.widen")
    return t("list.found", count=len(rows), total=len(view.by_id)), below


def filters_of(view: PageContext) -> dict[str, str]:
    """The filters in the URL whose values exist."""
    options = filter_options(view)
    asked = {name: view.query[name] for name in FILTERS if name in view.query}
    return {name: value for name, value in asked.items() if value in options[name]}


def sort_of(view: PageContext) -> str:
    """The order in the URL, by status unless it exists; reversed with a hyphen before it."""
    asked = view.query.get(SORT_PARAM, "")
    return asked if asked.removeprefix("-") in SORTS else SORTS[0]


def found(view: PageContext) -> Found:
    """The targets that the URL asks for, in its order."""
    words = view.query.get(SEARCH_PARAM, "").split()
    return target_index(view).find(filters_of(view), words, sort_of(view), view.lang)


def list_ids(view: PageContext) -> list[str]:
    """The ids of the targets that the URL asks for, in the order of the list, on whatever page of it."""
    return [row.id for row in found(view).rows]


class Page(NamedTuple):
    """A page of the list."""

    number: int  # from 1
    pages: int


def page_shown(view: PageContext) -> Page:
    """The page in the URL, the nearest one if there is no such page, the first one by default."""
    asked = view.query.get(PAGE_PARAM, "")
    pages = max(1, -(-len(found(view).rows) // PAGE_SIZE))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < _MAX_DIGITS else 1
    return Page(min(max(number, 1), pages), pages)


_MAX_DIGITS: Final = 9


def filter_options(view: PageContext) -> dict[str, dict[str, str]]:
    """By filter, the values to choose from with their labels; every status, because the counts link to each."""
    t, values = view.t, target_index(view).values
    names: dict[str, Callable[[str], str]] = {
        "theme": view.theme,
        "plan": view.plan,
        "lead": view.lead,
        "year": str,
    }
    none = {"plan": t("group.no_plan"), "lead": view.lead(None), "year": t("row.no_due")}
    options = {
        name: {value: none[name] if value == NONE else label(value) for value in values[name]}
        for name, label in names.items()
    }
    options["status"] = {status: t.status_label(status) for status in STATUSES}
    options[SELECTION_PARAM] = {name: t(key) for name, key in SELECTION_KEYS.items()}
    return options


def target_href(view: PageContext, target_id: str) -> str:
    """The link to a target, with the parameters of the list, so that the way back leads to it."""
    carried = {name: view.query.get(name) for name in LIST_PARAMS}
    return view.href("targets", id=target_id, **carried)


def list_href(view: PageContext, **changed: str | None) -> str:
    """The link to the list with its parameters, some of them changed; to its first page unless that is one of them."""
    carried = {name: view.query.get(name) for name in LIST_PARAMS}
    return view.href("targets", **{**carried, **changed})


def back_href(view: PageContext, target_id: str) -> str:
    """The link to the page of the list that a target is on."""
    ids = list_ids(view)
    number = ids.index(target_id) // PAGE_SIZE + 1 if target_id in ids else 1
    return list_href(view, **{PAGE_PARAM: str(number) if number > 1 else None})
