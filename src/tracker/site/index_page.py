"""The index page of the published site, what changed and what needs attention, and the list of all targets.

A long list is on pages of its own. All of it can be read without JavaScript; `site.js` only filters: the rows of
a short list, or the targets of `list_search.search_index`, which has those of all pages.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from tracker.analysis.assessment import STATUSES
from tracker.html import Html
from tracker.site.layout import PageText, Site, as_of_words, lang_folder, render_page
from tracker.site.list_row import ListRow
from tracker.site.list_search import SEARCH_INDEX, filters, search_index
from tracker.templates import Markup, render
from tracker.views.attention import MAX_ROWS, attention
from tracker.views.context import PageContext
from tracker.views.group_table import group_table
from tracker.views.news import changed
from tracker.views.overview import headline_text, status_tally, summary_text, unknown_text

PAGE_SIZE: Final = 100
"""Targets on the index page and on each further page of the list."""


def pages(
    site: Site, view: PageContext, rows: Sequence[ListRow], updated: dt.date | None
) -> Iterator[tuple[str, str]]:
    """Path in the folder of the language and content of the index page, and of what a long list needs besides.

    ``view`` is of all targets; ``updated`` is the day of the latest report, None if there is none.
    """
    by_theme: dict[str, list[ListRow]] = {}
    for row in rows:
        by_theme.setdefault(row.theme, []).append(row)
    ordered = [row for theme_rows in by_theme.values() for row in theme_rows]
    shown = [ordered[first : first + PAGE_SIZE] for first in range(0, len(ordered), PAGE_SIZE)]
    contents = _contents(view, shown) if len(shown) > 1 else []
    yield (
        "index.html",
        _index(site, view, rows, shown[0] if shown else [], contents=contents, updated=updated),
    )
    t, folder = view.t, lang_folder(view.lang)
    for number, page_rows in enumerate(shown[1:], 2):
        title = t("site.list.page", page=number, pages=len(shown))
        yield (
            page_name(number),
            render_page(
                site,
                t,
                f"{folder}{page_name(number)}",
                PageText(title, title, as_of_words(site, t)),
                _list(view, page_rows, contents),
                active="index",
            ),
        )
    if contents:
        yield SEARCH_INDEX, search_index(view, ordered)


def page_name(number: int) -> str:
    """The file of a page of the list, counted from 1."""
    return "index.html" if number == 1 else f"list-{number}.html"


_Contents = Sequence[tuple[str, Sequence[tuple[int, str]]]]
"""The name of each theme, with the number and file of each page that lists targets of it."""


def _index(
    site: Site,
    view: PageContext,
    rows: Sequence[ListRow],
    first: Sequence[ListRow],
    *,
    contents: _Contents,
    updated: dt.date | None,
) -> Html:
    t = view.t
    counts = _status_count(rows)
    tally = status_tally(t, counts, lambda status: view.list_href(status=status))
    overview = {
        "tally": Markup(tally),
        "changed": Markup(changed(view)),
        "attention": Markup(attention(view, max_printed=MAX_ROWS)),
        "groups": Markup(group_table(view, "theme")),
    }
    content = render(
        "site",
        "index.html",
        overview=overview if rows else None,
        empty=t("site.empty"),
        filters=filters(view, rows, is_paged=bool(contents)),
    )
    below = as_of_words(site, t, unknown_text(t, view.by_id.values(), updated))
    return render_page(
        site,
        t,
        f"{lang_folder(view.lang)}index.html",
        PageText(view.title, headline_text(t, counts), below, summary_text(view)),
        content + _list(view, first, contents),
        active="index",
    )


class Section(NamedTuple):
    """Rows of one theme."""

    theme: str
    heading: str
    rows: Markup


def _list(view: PageContext, rows: Sequence[ListRow], contents: _Contents) -> Html:
    """Rows by theme, in whose order they come, and links to all pages of the list."""
    by_theme: dict[str, list[Html]] = {}
    for row in rows:
        by_theme.setdefault(row.theme, []).append(row.html[view.lang])
    return render(
        "site",
        "list.html",
        sections=[
            Section(theme, view.theme(theme), Markup("\n".join(of_theme)))
            for theme, of_theme in by_theme.items()
        ],
        contents=contents,
        contents_heading=view.t("site.list.pages"),
    )


def _contents(view: PageContext, shown: Sequence[Sequence[ListRow]]) -> _Contents:
    """The pages of the list, by theme."""
    pages_of: dict[str, list[tuple[int, str]]] = {}
    for number, rows in enumerate(shown, 1):
        for theme in dict.fromkeys(row.theme for row in rows):
            pages_of.setdefault(theme, []).append((number, page_name(number)))
    return [(view.theme(theme), links) for theme, links in pages_of.items()]


def _status_count(rows: Iterable[ListRow]) -> dict[str, int]:
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in STATUSES}
