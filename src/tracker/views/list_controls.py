"""What moves through the list of targets: filters with counts, those in force, orders, and pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tracker.views import targets
from tracker.views.context import PageContext
from tracker.views.target_index import SORTS, Found
from tracker.views.targets import FILTER_LABELS, PAGE_PARAM, SEARCH_PARAM, SORT_PARAM

SORT_KEYS: Final[Mapping[str, str]] = {
    "status": "filter.status",
    "title": "field.title",
    "lead": "filter.lead",
    "due": "list.due",
    "gap": "list.gap",
    "late": "list.late",
}
"""By order of the list, the key of its label; the column that it belongs to has the same name or heads it."""


_LARGEST_FIRST: Final = ("gap", "late")
"""Orders that a reader wants backwards: the widest gap first."""


_PAGES_AROUND: Final = 2
"""Pages that have a link on either side of the one shown."""


class _Choice(NamedTuple):
    value: str
    label: str
    is_chosen: bool


class _Filter(NamedTuple):
    name: str
    label: str
    choices: Sequence[_Choice]


class _Chip(NamedTuple):
    label: str
    href: str


class _Heading(NamedTuple):
    """The link in a column's heading that sorts by it."""

    name: str
    label: str
    href: str
    direction: str | None  # the value of aria-sort


class _PageLink(NamedTuple):
    number: int
    href: str | None  # None for the page shown
    has_break_before: bool


def filter_choices(view: PageContext, found: Found) -> Iterator[_Filter]:
    """Those that have something to choose, each choice with the number of targets it would leave."""
    t, wanted = view.t, targets.filters_of(view)
    for name, options in targets.filter_options(view).items():
        if len(options) < 2 and name not in wanted:
            continue
        counts = found.counts[name]
        choices = [
            _Choice(
                value,
                t("list.choice", label=label, count=counts.get(value, 0)),
                wanted.get(name) == value,
            )
            for value, label in options.items()
        ]
        yield _Filter(name, t(FILTER_LABELS[name]), choices)


def active_chips(view: PageContext) -> Iterator[_Chip]:
    """The filters in force, each with the link to the list without it."""
    t, options = view.t, targets.filter_options(view)
    for name, value in targets.filters_of(view).items():
        label = t("list.chip", field=t(FILTER_LABELS[name]), value=options[name][value])
        yield _Chip(label, targets.list_href(view, **{name: None}))
    if search := view.query.get(SEARCH_PARAM, "").strip():
        label = t("list.chip", field=t("filter.search"), value=search)
        yield _Chip(label, targets.list_href(view, **{SEARCH_PARAM: None}))


def order_choices(view: PageContext) -> list[_Choice]:
    """What the list may be sorted by, for where it has no column headings."""
    t, shown = view.t, targets.sort_of(view)
    orders = [_Choice(_first_order(name), t(key), False) for name, key in SORT_KEYS.items()]
    if shown not in [order.value for order in orders]:
        label = t("list.sort.reversed", label=t(SORT_KEYS[shown.removeprefix("-")]))
        orders.append(_Choice(shown, label, True))
    return [
        _Choice(_order_param(order.value), order.label, order.value == shown) for order in orders
    ]


def _first_order(name: str) -> str:
    return f"-{name}" if name in _LARGEST_FIRST else name


def _order_param(order: str) -> str:
    """An order as the parameter of a link; "" for the one of a link without it."""
    return "" if order == SORTS[0] else order


def sort_heading(view: PageContext, name: str) -> _Heading:
    """Sorts by the column, and where the list is sorted by it, the other way round."""
    shown, order = targets.sort_of(view), _first_order(name)
    direction = None
    if shown.removeprefix("-") == name:
        direction = "descending" if shown.startswith("-") else "ascending"
        if shown == order:
            order = name if order.startswith("-") else f"-{name}"
    href = targets.list_href(view, **{SORT_PARAM: _order_param(order)})
    return _Heading(name, view.t(SORT_KEYS[name]), href, direction)


def page_links(view: PageContext, shown: targets.Page) -> Iterator[_PageLink]:
    """The first page, the last one, and those around the one shown; none where there is one page alone."""
    if shown.pages == 1:
        return
    nearby = range(shown.number - _PAGES_AROUND, shown.number + _PAGES_AROUND + 1)
    before = 0
    for number_ in sorted({1, shown.pages, *nearby} & set(range(1, shown.pages + 1))):
        href = None if number_ == shown.number else page_href(view, number_)
        yield _PageLink(number_, href, has_break_before=number_ > before + 1)
        before = number_


def page_href(view: PageContext, page: int) -> str:
    return targets.list_href(view, **{PAGE_PARAM: str(page) if page > 1 else None})
