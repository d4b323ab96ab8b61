"""The index page of the published site: counts by status and the list of all targets.

The list is complete without JavaScript; `site.js` only filters it.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.analysis.details import TargetDetails
from tracker.html import Html, tag, text
from tracker.i18n import Lang, Translator
from tracker.portfolio.model import DATA_LANGS
from tracker.site.layout import Site, as_of_line, lang_folder, render_page
from tracker.views.attention import attention
from tracker.views.context import PageContext
from tracker.views.group_table import group_table
from tracker.views.overview import headline_text, status_tally, unknown_text
from tracker.views.target_row import progress_row


class IndexRow(NamedTuple):
    """What the index page needs to know about a target."""

    theme: str
    plan: str | None
    lead: str | None
    status: str
    html: Mapping[str, Html]  # by language


def index_row(views: Mapping[Lang, PageContext], details: TargetDetails) -> IndexRow:
    """The row of one target in every language."""
    row = details.row
    rows = {lang: _row_html(view, details) for lang, view in views.items()}
    return IndexRow(row.theme, row.plan, row.lead, row.status, rows)


def _row_html(view: PageContext, details: TargetDetails) -> Html:
    """Title, status, progress against plan, and the reason for the status.

    Search words that the row does not show are in ``data-more``.
    """
    row = details.row
    title = view.t.localized(row, "title")
    other_titles = {getattr(row, f"title_{lang}") for lang in DATA_LANGS} - {title}
    search_words = (
        row.id,
        *other_titles,
        view.t.localized(row, "promise"),
        row.plan and view.plan(row.plan),
    )
    return progress_row(
        view,
        row,
        f"targets/{row.id}.html",
        data_theme=row.theme,
        data_plan=row.plan or "",
        data_lead=row.lead or "",
        data_status=row.status,
        data_more=" ".join(words for words in search_words if words),
    )


def index(
    site: Site,
    view: PageContext,
    rows: Sequence[IndexRow],
    updated: dt.date | None,
) -> Html:
    """``view`` is of all targets; ``updated`` is the day of the latest report, None if there is none."""
    t, lang = view.t, view.lang
    counts = _status_count(rows)
    headline = headline_text(t, counts)
    late = sum(bool(row.reported_late_days) for row in view.by_id.values())
    by_theme: dict[str, list[IndexRow]] = {}
    for row in rows:
        by_theme.setdefault(row.theme, []).append(row)
    overview = (
        status_tally(t, counts, lambda status: view.list_href(status=status)),
        tag("div", attention(view), group_table(view, "theme"), class_="stack"),
    )
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}index.html",
        view.title,
        tag("h1", text(headline)),
        as_of_line(site, t, unknown_text(t, counts, late, updated)),
        *(overview if rows else [html.card(tag("p", text(t("site.empty"))))]),
        tag("div", _filters(view, rows, by_theme), id="list"),
        *(_section(view.theme(key), theme_rows, lang) for key, theme_rows in by_theme.items()),
        description=headline,
        active="index",
    )


def _status_count(rows: Iterable[IndexRow]) -> dict[str, int]:
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in STATUSES}


def _filters(view: PageContext, rows: Sequence[IndexRow], themes: Iterable[str]) -> Html:
    """The filter form, hidden until `site.js` runs."""
    t = view.t
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
    form = tag(
        "form",
        search,
        *selects,
        tag("button", text(t("site.reset")), type="reset"),
        result,
        class_="filters",
        hidden="",
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


def _section(theme: str, rows: Iterable[IndexRow], lang: Lang) -> Html:
    return (
        f'<section class="card list">\n{tag("h2", text(theme))}\n'
        + "\n".join(row.html[lang] for row in rows)
        + "\n</section>\n"
    )
