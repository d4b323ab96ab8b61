"""The timeline page of the published site: every target with a date, on one axis of years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker import html
from tracker.analysis.details import TargetDetails
from tracker.charts import svg_timeline
from tracker.charts.svg_timeline import TimelineBar
from tracker.html import Html, prose, tag, text
from tracker.i18n import Lang
from tracker.site.layout import (
    Site,
    as_of_line,
    drawing_table,
    lang_folder,
    render_page,
    target_link,
)
from tracker.views.context import PageContext
from tracker.views.overview import updated_text
from tracker.views.target_row import status_lamp
from tracker.views.timeline import bar_texts, headline_text, timeline_bar, undated_card

YearRange = tuple[dt.date, dt.date]


class TimelineRow(NamedTuple):
    """What the timeline page needs to know about a target."""

    id: str
    theme: str
    titles: Mapping[Lang, str]
    lamps: Mapping[Lang, Html]
    bar: TimelineBar
    html_cache: dict[tuple[Lang, YearRange], Html]  # drawn once for many publications


def timeline_row(views: Mapping[Lang, PageContext], details: TargetDetails) -> TimelineRow:
    """The row of one target in every language."""
    row = details.row
    titles = {lang: view.t.localized(row, "title") for lang, view in views.items()}
    lamps = {lang: status_lamp(row, view.t) for lang, view in views.items()}
    return TimelineRow(row.id, row.theme, titles, lamps, timeline_bar(details), {})


def timeline(
    site: Site, view: PageContext, rows: Sequence[TimelineRow], updated: dt.date | None
) -> Html:
    """One table per theme, with a bar on the axis of years and the same in words for each target."""
    t, lang = view.t, view.lang
    years = svg_timeline.year_range((row.bar for row in rows), site.as_of)
    dated = [row for row in rows if row.bar.start or row.bar.due]
    undated = [row for row in rows if not (row.bar.start or row.bar.due)]
    due_dates = [row.bar.due for row in dated if row.bar.due is not None]
    overdue = sum(due < site.as_of for due in due_dates)
    by_theme: dict[str, list[TimelineRow]] = {}
    for row in dated:
        by_theme.setdefault(row.theme, []).append(row)
    cards = [
        html.card(
            _table(site, view, theme_rows, years, view.theme(theme)), heading=view.theme(theme)
        )
        for theme, theme_rows in by_theme.items()
    ]
    if undated:
        links = [(target_link(row.id, row.titles[lang]), row.lamps[lang]) for row in undated]
        cards.append(undated_card(t, links))
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}timeline.html",
        t("page.timeline"),
        tag("h1", text(headline_text(t, len(due_dates), overdue))),
        as_of_line(site, t, updated_text(t, updated), t("site.timeline.note")),
        tag("div", *cards, class_="stack"),
        active="timeline",
    )


def _table(
    site: Site, view: PageContext, rows: Sequence[TimelineRow], years: YearRange, caption: str
) -> Html:
    t, lang = view.t, view.lang
    row_htmls = []
    for row in rows:
        if (lang, years) not in row.html_cache:
            row.html_cache[lang, years] = _row_html(site, view, row, years)
        row_htmls.append(row.html_cache[lang, years])
    head = [
        text(t("chart.column.title")),
        svg_timeline.year_axis(years, f"{years[0].year} – {years[1].year}"),
        text(t("promise.period")),
        text(t("chart.column.status")),
        text(t("chart.column.completion")),
    ]
    return drawing_table(head, row_htmls, caption, "spans", show_caption=False)


def _row_html(site: Site, view: PageContext, row: TimelineRow, years: YearRange) -> Html:
    t, lang, bar = view.t, view.lang, row.bar
    period, progress = bar_texts(t, bar)
    cells = (
        target_link(row.id, row.titles[lang]),
        svg_timeline.bar_row(bar, years, site.as_of, f"{period} {progress}".strip()),
        prose(period),
        row.lamps[lang],
        text(progress),
    )
    return tag("tr", *(tag("td", cell) for cell in cells))
