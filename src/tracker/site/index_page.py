"""The index page of the published site, what changed and what needs attention, and the list of all targets.

A long list is on pages of its own. All of it can be read without JavaScript; `site.js` only filters: the rows of
a short list, or the targets of `search_index`, which has those of all pages.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.analysis.details import TargetDetails
from tracker.html import Html, tag, text
from tracker.i18n import STATUS_SHAPES, Lang, Translator, day
from tracker.portfolio.texts import DATA_LANGS
from tracker.site.layout import Site, as_of_line, lang_folder, render_page
from tracker.views.attention import MAX_ROWS, attention
from tracker.views.context import PageContext
from tracker.views.group_table import group_table
from tracker.views.news import changed
from tracker.views.overview import headline_text, status_tally, unknown_text
from tracker.views.target_row import progress_row

PAGE_SIZE: Final = 100
"""Targets on the index page and on each further page of the list."""
SEARCH_INDEX: Final = "search.json"


class IndexRow(NamedTuple):
    """What the index page needs to know about a target."""

    theme: str
    plan: str | None
    lead: str | None
    status: str
    html: Mapping[str, Html]  # by language, as is the next
    search: Mapping[str, str]  # the beginning of a row of the search index


def index_row(views: Mapping[Lang, PageContext], details: TargetDetails) -> IndexRow:
    """The row of one target in every language."""
    row = details.row
    rows = {lang: _row_html(view, details) for lang, view in views.items()}
    search = {lang: _search_row(view, details) for lang, view in views.items()}
    return IndexRow(row.theme, row.plan, row.lead, row.status, rows, search)


def _row_html(view: PageContext, details: TargetDetails) -> Html:
    """Title, status, progress against plan, and the reason for the status.

    Search words that the row does not show are in ``data-more``; the id is in the link, the theme that of the section.
    """
    row = details.row
    return progress_row(
        view,
        row,
        f"targets/{row.id}.html",
        data_plan=row.plan,
        data_lead=row.lead,
        data_status=row.status,
        data_more=_search_words(view, details) or None,
    )


def _search_words(view: PageContext, details: TargetDetails) -> str:
    row = details.row
    title = view.t.localized(row, "title")
    words = (
        *sorted({getattr(row, f"title_{lang}") for lang in DATA_LANGS} - {title}),
        view.t.localized(row, "promise"),
        row.plan and view.plan(row.plan),
    )
    return " ".join(word for word in words if word)


def _search_row(view: PageContext, details: TargetDetails) -> str:
    row = details.row
    cells = (
        row.id,
        view.t.localized(row, "title"),
        _search_words(view, details),
        day(row.due) if row.due else "",
    )
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":")).removesuffix("]")


def pages(
    site: Site, view: PageContext, rows: Sequence[IndexRow], updated: dt.date | None
) -> Iterator[tuple[str, str]]:
    """Path in the folder of the language and content of the index page, and of what a long list needs besides.

    ``view`` is of all targets; ``updated`` is the day of the latest report, None if there is none.
    """
    by_theme: dict[str, list[IndexRow]] = {}
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
        yield SEARCH_INDEX, _search_index(view, ordered)


def page_name(number: int) -> str:
    """The file of a page of the list, counted from 1."""
    return "index.html" if number == 1 else f"list-{number}.html"


def _index(
    site: Site,
    view: PageContext,
    rows: Sequence[IndexRow],
    first: Sequence[IndexRow],
    *,
    contents: Html,
    updated: dt.date | None,
) -> Html:
    t, lang = view.t, view.lang
    counts = _status_count(rows)
    headline = headline_text(t, counts)
    late = sum(bool(row.reported_late_days) for row in view.by_id.values())
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
        as_of_line(site, t, unknown_text(t, counts, late, updated)),
        *(overview if rows else [html.card(tag("p", text(t("site.empty"))))]),
        tag("div", _filters(view, rows, is_paged=bool(contents)), id="list"),
        *_sections(view, first),
        contents,
        description=headline,
        active="index",
    )


def _sections(view: PageContext, rows: Sequence[IndexRow]) -> list[Html]:
    """Rows by theme, in whose order they come."""
    themes = dict.fromkeys(row.theme for row in rows)
    return [_section(view, key, [row for row in rows if row.theme == key]) for key in themes]


def _contents(view: PageContext, shown: Sequence[Sequence[IndexRow]]) -> Html:
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


def _search_index(view: PageContext, rows: Sequence[IndexRow]) -> str:
    """Every target of the list in one file: id, title, further words, due date, and the positions of its keys.

    The keys are those of theme, plan, lead and status; -1 for none.
    """
    t = view.t
    keys = {
        "theme": list(dict.fromkeys(row.theme for row in rows)),
        "plan": list(dict.fromkeys(row.plan for row in rows if row.plan)),
        "lead": list(dict.fromkeys(row.lead for row in rows if row.lead)),
        "status": list(STATUSES),
    }
    positions = {
        name: {key: nth for nth, key in enumerate(listed)} for name, listed in keys.items()
    }
    about = {
        "keys": keys,
        "leads": [view.lead(key) for key in keys["lead"]],
        "no_lead": view.lead(None),
        "statuses": [
            (STATUS_SHAPES[status], t.status(status), html.status_class(status))
            for status in STATUSES
        ],
    }
    lines = [
        f"{row.search[view.lang]},{positions['theme'][row.theme]},"
        f"{positions['plan'].get(row.plan or '', -1)},{positions['lead'].get(row.lead or '', -1)},"
        f"{positions['status'][row.status]}]"
        for row in rows
    ]
    head = json.dumps(about, ensure_ascii=False, separators=(",", ":")).removesuffix("}")
    return head + ',"targets":[\n' + ",\n".join(lines) + "\n]}\n"


def _status_count(rows: Iterable[IndexRow]) -> dict[str, int]:
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in STATUSES}


def _filters(view: PageContext, rows: Sequence[IndexRow], *, is_paged: bool) -> Html:
    """The filter form, hidden until `site.js` runs; folded on a phone.

    Where the list is on several pages, `site.js` loads the search index for it.
    """
    t = view.t
    themes = dict.fromkeys(row.theme for row in rows)
    plans = dict.fromkeys(row.plan for row in rows if row.plan is not None)
    leads = dict.fromkeys(row.lead or "" for row in rows)
    selects = [
        _select(t, "theme", t("filter.theme"), [(key, view.theme(key)) for key in themes]),
        *(
            [_select(t, "plan", t("filter.plan"), [(key, view.plan(key)) for key in plans])]
            if plans
            else []
        ),
        _select(
            t,
            "lead",
            t("filter.lead"),
            [(key or "none", view.lead(key or None)) for key in leads],
        ),
        _select(
            t,
            "status",
            t("filter.status"),
            [(status, t.status_label(status)) for status in STATUSES],
        ),
    ]
    search = tag(
        "label",
        tag("span", text(t("filter.search"))),
        tag("input", type="search", name="q", placeholder=t("filter.search.hint"), maxlength=100),
    )
    result = tag(
        "p",
        class_="quiet found",
        role="status",
        data_found=t("list.found", count="{count}", total=len(rows)),
        data_none=t("list.none"),
    )
    narrow = tag(
        "details",
        tag("summary", text(t("site.filters"))),
        tag("div", *selects),
        class_="narrow",
        open="",
    )
    form = tag(
        "form",
        search,
        narrow,
        tag("button", text(t("site.reset")), type="reset"),
        result,
        class_="filters",
        hidden="",
        data_index=SEARCH_INDEX if is_paged else None,
        data_first=t("site.list.first", count=PAGE_SIZE) if is_paged else None,
        data_failed=t("site.list.failed") if is_paged else None,
        data_heading=t("site.list.all") if is_paged else None,
    )
    return f"\n{form}\n"


def _select(t: Translator, name: str, label: str, options: Iterable[tuple[str, str]]) -> Html:
    return tag(
        "label",
        tag("span", text(label)),
        tag(
            "select",
            tag("option", text(t("filter.all")), value=""),
            *(tag("option", text(option), value=value) for value, option in options),
            name=name,
        ),
    )


def _section(view: PageContext, theme: str, rows: Iterable[IndexRow]) -> Html:
    return (
        f'<section class="card list" data-theme="{text(theme)}">\n'
        f"{tag('h2', text(view.theme(theme)))}\n"
        + "\n".join(row.html[view.lang] for row in rows)
        + "\n</section>\n"
    )
