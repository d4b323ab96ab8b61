"""The open data page of the published site: what may be downloaded, and under which licence."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from tracker import html
from tracker.html import Html, tag, text
from tracker.i18n import Translator, day
from tracker.numbers import number
from tracker.site import dcat, kept_days
from tracker.site.coverage import Coverage
from tracker.site.data_package import FILE_FORMATS, DatasetInfo
from tracker.site.data_schema import TABLE_LABELS
from tracker.site.data_workbook import WORKBOOK
from tracker.site.layout import (
    PageText,
    Site,
    as_of_words,
    lang_folder,
    licence_text,
    relative_root,
    render_page,
)
from tracker.templates import Markup, render
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
    note = t("site.data.note")
    below = as_of_words(site, t, updated_text(t, about.updated), note)
    content = render(
        "site",
        "data.html",
        tables=Markup(_tables(view, row_counts, root)),
        files=[
            FileLink(t("site.data.workbook"), WORKBOOK, f"{root}data/{WORKBOOK}"),
            FileLink(t("site.data.package"), "datapackage.json", f"{root}data/datapackage.json"),
            FileLink(t("site.data.dcat"), dcat.PATH, f"{root}{dcat.PATH}"),
            FileLink(t("site.feed"), "feed.xml", "feed.xml"),
            FileLink(t("site.calendar"), "calendar.ics", "calendar.ics"),
        ],
        licence=_licence(site, t),
        kept=t("site.data.kept"),
        days=[(day(one), f"{root}{kept_days.address(one)}{lang_folder(lang)}") for one in days],
        embed=t("site.embed"),
        embed_note=t("site.embed.note"),
    )
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}data.html",
        PageText(t("site.data"), t("site.data"), below, note),
        content + dcat.dataset_script(about, coverage, paths, t, root),
        active="data",
    )


class FileLink(NamedTuple):
    """A file of the site and what it is."""

    name: str
    label: str
    href: str


def _tables(view: PageContext, row_counts: Mapping[str, int], root: str) -> Html:
    """Every table with the number of its rows and a link to each of its files."""
    t = view.t
    rows = [
        [
            text(t(label)),
            text(number(row_counts[table], view.lang)),
            " ".join(  # a dot between them would break the line on a phone
                tag("a", text(extension.upper()), href=f"{root}data/{table}.{extension}")
                for extension in FILE_FORMATS
            ),
        ]
        for table, label in TABLE_LABELS.items()
    ]
    head = [t("site.data.table"), t("site.data.rows"), t("site.data.files")]
    return html.table(head, rows, t("site.data.caption"), numbers=(1,))


def _licence(site: Site, t: Translator) -> dict[str, str]:
    url = site.licence.url if site.licence is not None else None
    return {
        "label": t("site.data.licence"),
        "words": licence_text(site, t),
        "link": Markup(html.external_link(url, url)) if url else "",
    }
