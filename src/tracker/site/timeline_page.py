"""The timeline page of the published site: every target with a date, on one axis of years."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from math import isnan
from typing import NamedTuple

from tracker import html
from tracker.charts import svg_timeline
from tracker.charts.svg_timeline import TimelineBar
from tracker.html import Html, prose, tag, text
from tracker.i18n import Lang, day, percent
from tracker.portfolio.model import RATE_KINDS
from tracker.site.layout import Site, lang_folder, render_page, target_link
from tracker.views.context import PageContext
from tracker.views.details import TargetDetails


class TimelineRow(NamedTuple):
    """What the timeline needs of a target."""

    id: str
    theme: str
    title: Mapping[Lang, str]
    bar: TimelineBar
    html_cache: dict[
        object, Html
    ]  # as it was drawn, by language and years: drawn once for many sites


def timeline(site: Site, view: PageContext, dated: Sequence[TimelineRow]) -> Html:
    """A table a theme: each row has its bar on one axis of time, and the same in words."""
    t, lang = view.t, view.lang
    years = svg_timeline.year_range((one.bar for one in dated), site.as_of)
    with_day = [one for one in dated if one.bar.start or one.bar.due]
    over = sum(one.bar.due is not None and one.bar.due < site.as_of for one in with_day)
    due = sum(one.bar.due is not None for one in with_day)
    themes: dict[str, list[TimelineRow]] = {}
    for one in with_day:
        themes.setdefault(one.theme, []).append(one)
    cards = [
        html.card(
            _timeline_table(site, view, found, years, view.theme(theme)), heading=view.theme(theme)
        )
        for theme, found in themes.items()
    ]
    rest = [one for one in dated if not (one.bar.start or one.bar.due)]
    if rest:
        items = (
            tag(
                "li",
                target_link(one.id, one.title[lang]),
                " ",
                html.status_lamp(one.bar.status, t),
            )
            for one in rest
        )
        note = tag("p", text(t("timeline.undated.note")), class_="quiet")
        cards.append(
            html.card(
                note,
                tag("ul", *items, class_="columns"),
                heading=t("timeline.undated", count=len(rest)),
            )
        )
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}timeline.html",
        t("page.timeline"),
        tag("h1", text(t("timeline.answer", dated=due, over=over))),
        tag(
            "p",
            prose(f"{t('chart.as_of', day=day(site.as_of))} · {t('site.timeline.note')}"),
            class_="sub",
        ),
        tag("div", *cards, class_="stack"),
        active="timeline",
    )


def _timeline_table(
    site: Site,
    view: PageContext,
    found: Sequence[TimelineRow],
    years: tuple[dt.date, dt.date],
    caption: str,
) -> Html:
    t, lang = view.t, view.lang
    rows = []
    for one in found:
        if (lang, years) not in one.html_cache:
            one.html_cache[lang, years] = _timeline_row(site, view, one, years)
        rows.append(one.html_cache[lang, years])
    head = [
        t("chart.column.title"),
        svg_timeline.year_axis(years, f"{years[0].year} – {years[1].year}"),
        t("promise.period"),
        t("chart.column.status"),
        t("chart.column.progress"),
    ]
    return _table(head, rows, caption, "spans")


def _timeline_row(
    site: Site, view: PageContext, one: TimelineRow, years: tuple[dt.date, dt.date]
) -> Html:
    t, lang, bar = view.t, view.lang, one.bar
    done = sum(is_done for _, is_done in bar.steps)
    known = "" if isnan(bar.actual) else percent(bar.actual, lang)
    steps = f"{t('step.heading')} {done}/{len(bar.steps)}" if bar.steps else ""
    said = " · ".join(part for part in (known, steps) if part)
    period = f"{day(bar.start)} – {day(bar.due)}"
    cells = (
        target_link(one.id, one.title[lang]),
        svg_timeline.bar_row(bar, years, site.as_of, f"{period} {said}".strip()),
        prose(period),
        html.status_lamp(bar.status, t),
        text(said),
    )
    return tag("tr", *(tag("td", cell) for cell in cells))


def _table(head: Sequence[str], rows: Sequence[Html], caption: str, class_: str) -> Html:
    """A table whose second column is a drawing, as is that column's head."""
    cells = [
        tag("th", name if place == 1 else text(name), scope="col")
        for place, name in enumerate(head)
    ]
    made = tag(
        "table",
        tag("caption", text(caption), class_="unseen"),
        tag("thead", tag("tr", *cells)),
        tag("tbody", "\n".join(rows)),
        class_=class_,
    )
    return tag("div", made, class_="scroll", tabindex="0", role="region", aria_label=caption)


def bar_of(dossier: TargetDetails) -> TimelineBar:
    """A step without a day of its own stands on its target's due day."""
    row = dossier.row
    known = row.judged_on is not None
    running = row.kind in RATE_KINDS and row.status != "achieved"
    actual = float("nan") if running or not known else min(max(row.actual, 0.0), 1.0)
    steps = [(step.due or row.due, step.milestone in dossier.done) for step in dossier.steps]
    dated = sorted((on, is_done) for on, is_done in steps if on is not None)
    return TimelineBar(row.start, row.due, actual, known, row.status, tuple(dated))
