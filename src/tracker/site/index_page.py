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
from tracker.charts.bars import strip
from tracker.html import Html, prose, tag, text
from tracker.i18n import Lang, Translator
from tracker.portfolio.model import DATA_LANGS
from tracker.site.layout import Site, as_of_line, lang_folder, render_page
from tracker.views.context import PageContext, reporting_rule
from tracker.views.overview import headline_text, status_tally, updated_text
from tracker.views.target_row import progress_row


class IndexRow(NamedTuple):
    """What the index page needs to know about a target."""

    theme: str
    plan: str | None
    lead: str | None
    status: str
    html: Mapping[str, Html]  # by language


class _Theme(NamedTuple):
    anchor: str
    name: str
    rows: Sequence[IndexRow]


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


def index(site: Site, view: PageContext, rows: Sequence[IndexRow], updated: dt.date | None) -> Html:
    """``updated`` is the day of the latest report, None if there is none."""
    t, lang = view.t, view.lang
    counts = _status_count(rows)
    headline = headline_text(t, counts)
    by_theme: dict[str, list[IndexRow]] = {}
    for row in rows:
        by_theme.setdefault(row.theme, []).append(row)
    themes = [
        _Theme(f"theme-{n}", view.theme(key), theme_rows)
        for n, (key, theme_rows) in enumerate(by_theme.items())
    ]
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}index.html",
        view.title,
        tag("h1", text(headline)),
        as_of_line(site, t, updated_text(t, updated), t("sub.grey")),
        status_tally(t, counts, lambda status: f"?status={status}#list"),
        _themes(view, themes),
        _filters(view, rows, by_theme),
        *(_section(theme, lang) for theme in themes),
        tag("p", prose(reporting_rule(t, view.portfolio)), class_="quiet")
        if counts["unreported"]
        else "",
        "" if rows else html.card(tag("p", text(t("site.empty")))),
        description=headline,
        active="index",
    )


def _themes(view: PageContext, themes: Sequence[_Theme]) -> Html:
    """One line per theme with a link to its section of the list."""
    lines = [_theme_line(view.t, theme, _status_count(theme.rows)) for theme in themes]
    heading = view.t("themes.heading")
    return html.card(*lines, heading=heading, class_="themes") if lines else ""


def _theme_line(t: Translator, theme: _Theme, counts: Mapping[str, int]) -> Html:
    return tag(
        "a",
        tag("span", text(theme.name)),
        strip(counts, f"{theme.name}: {t.status_counts(counts)}"),
        tag("span", text(t("count.targets", count=len(theme.rows))), class_="quiet n"),
        href=f"#{theme.anchor}",
        target="_self",
        class_="theme",
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
        id="list",
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


def _section(theme: _Theme, lang: Lang) -> Html:
    return (
        f'<section class="card list" id="{theme.anchor}">\n{tag("h2", text(theme.name))}\n'
        + "\n".join(row.html[lang] for row in theme.rows)
        + "\n</section>\n"
    )
