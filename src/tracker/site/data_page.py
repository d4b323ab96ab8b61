"""The open data page of the published site: what may be downloaded, and under which licence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from tracker import html
from tracker.html import Html, tag, text
from tracker.i18n import Lang, day
from tracker.numbers import number
from tracker.site import dcat, kept_days
from tracker.site.coverage import Coverage
from tracker.site.data_package import FILE_FORMATS, DatasetInfo
from tracker.site.data_schema import TABLE_LABELS
from tracker.site.data_workbook import WORKBOOK
from tracker.site.layout import (
    Site,
    as_of_line,
    lang_folder,
    licence_text,
    relative_root,
    render_page,
)
from tracker.views.context import PageContext
from tracker.views.overview import updated_text


def data(
    site: Site,
    view: PageContext,
    row_counts: Mapping[str, int],
    dataset: tuple[DatasetInfo, Coverage],
    days: Sequence[dt.date] = (),
) -> Html:
    """Tables, feed, calendar and badges; ``row_counts`` by table, ``days`` are the past ones that are kept."""
    t, lang = view.t, view.lang
    root = relative_root(lang_folder(lang))
    about, coverage = dataset
    paths = [WORKBOOK, *(f"{table}.{one}" for table in TABLE_LABELS for one in FILE_FORMATS)]
    rows = [
        [
            text(t(label)),
            text(number(row_counts[table], lang)),
            " ".join(  # a dot between them would break the line on a phone
                tag("a", text(extension.upper()), href=f"{root}data/{table}.{extension}")
                for extension in FILE_FORMATS
            ),
        ]
        for table, label in TABLE_LABELS.items()
    ]
    head = [t("site.data.table"), t("site.data.rows"), t("site.data.files")]
    tables = html.table(head, rows, t("site.data.caption"), numbers=(1,))
    licence = text(licence_text(site, t))
    if site.licence is not None and site.licence.url:
        licence += " " + html.external_link(site.licence.url, site.licence.url)
    others = [
        (
            t("site.data.workbook"),
            tag("a", text(WORKBOOK), href=f"{root}data/{WORKBOOK}"),
        ),
        (
            t("site.data.package"),
            tag("a", text("datapackage.json"), href=f"{root}data/datapackage.json"),
        ),
        (t("site.data.dcat"), tag("a", text(dcat.PATH), href=f"{root}{dcat.PATH}")),
        (t("site.feed"), tag("a", text("feed.xml"), href="feed.xml")),
        (t("site.calendar"), tag("a", text("calendar.ics"), href="calendar.ics")),
        (t("site.data.licence"), licence),
        *([(t("site.data.kept"), _kept(days, lang))] if days else []),
        (t("site.embed"), text(t("site.embed.note"))),
    ]
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}data.html",
        t("site.data"),
        tag("h1", text(t("site.data"))),
        as_of_line(site, t, updated_text(t, about.updated), t("site.data.note")),
        tag("div", html.card(tables), html.card(html.definition_list(others)), class_="stack"),
        dcat.dataset_script(about, coverage, paths, t, root),
        description=t("site.data.note"),
        active="data",
    )


def _kept(days: Sequence[dt.date], lang: Lang) -> Html:
    """Links to the past days of the site, the latest first."""
    root = relative_root(lang_folder(lang))
    return " · ".join(
        tag("a", text(day(one)), href=f"{root}{kept_days.address(one)}{lang_folder(lang)}")
        for one in days
    )
