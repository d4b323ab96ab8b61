"""The index page of the published site, what changed and what needs attention, and the list of all targets.

A long list is on pages of its own. All of it can be read without JavaScript; `site.js` only filters: the rows of
a short list, or the targets of `list_search.search_index`, which has those of all pages.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.html import Html, tag, text
from tracker.site.layout import Site, as_of_line, lang_folder, render_page
from tracker.site.list_row import ListRow
from tracker.site.list_search import SEARCH_INDEX, filters, search_index
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
    contents = _contents(view, shown) if len(shown) > 1 else ""
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
                title,
                tag("h1", text(title)),
                as_of_line(site, t),
                *_sections(view, page_rows),
                contents,
                active="index",
            ),
        )
    if contents:
        yield SEARCH_INDEX, search_index(view, ordered)


def page_name(number: int) -> str:
    """The file of a page of the list, counted from 1."""
    return "index.html" if number == 1 else f"list-{number}.html"


def _index(
    site: Site,
    view: PageContext,
    rows: Sequence[ListRow],
    first: Sequence[ListRow],
    *,
    contents: Html,
    updated: dt.date | None,
) -> Html:
    t, lang = view.t, view.lang
    counts = _status_count(rows)
    headline = headline_text(t, counts)
    overview = (
        status_tally(t, counts, lambda status: view.list_href(status=status)),
        tag(
            "div",
            changed(view),
            attention(view, max_printed=MAX_ROWS),
            group_table(view, "theme"),
            class_="stack",
        ),
    )
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}index.html",
        view.title,
        tag("h1", text(headline)),
        as_of_line(site, t, unknown_text(t, view.by_id.values(), updated)),
        *(overview if rows else [html.card(tag("p", text(t("site.empty"))))]),
        tag("div", filters(view, rows, is_paged=bool(contents)), id="list"),
        *_sections(view, first),
        contents,
        description=summary_text(view),
        active="index",
    )


def _sections(view: PageContext, rows: Sequence[ListRow]) -> list[Html]:
    """Rows by theme, in whose order they come."""
    themes = dict.fromkeys(row.theme for row in rows)
    return [_section(view, key, [row for row in rows if row.theme == key]) for key in themes]


def _contents(view: PageContext, shown: Sequence[Sequence[ListRow]]) -> Html:
    """Links to the pages of the list, by theme."""
    numbers: dict[str, list[int]] = {}
    for number, rows in enumerate(shown, 1):
        for theme in dict.fromkeys(row.theme for row in rows):
            numbers.setdefault(theme, []).append(number)
    items = [
        (
            view.theme(theme),
            " ".join(tag("a", str(number), href=page_name(number)) for number in pages_of_theme),
        )
        for theme, pages_of_theme in numbers.items()
    ]
    heading = view.t("site.list.pages")
    links = tag("nav", html.definition_list(items), aria_label=heading)
    return html.card(links, heading=heading, class_="contents") + "\n"


def _status_count(rows: Iterable[ListRow]) -> dict[str, int]:
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in STATUSES}


def _section(view: PageContext, theme: str, rows: Iterable[ListRow]) -> Html:
    return (
        f'<section class="card list" data-theme="{text(theme)}">\n'
        f"{tag('h2', text(view.theme(theme)))}\n"
        + "\n".join(row.html[view.lang] for row in rows)
        + "\n</section>\n"
    )
