"""The open data page of the published site: what may be downloaded, and under which licence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracker import html
from tracker.html import Html, prose, tag, text
from tracker.i18n import day, number
from tracker.site.data_schema import TABLES
from tracker.site.layout import Site, lang_folder, render_page
from tracker.views.context import PageContext

FILE_FORMATS: Final = ("csv", "json")


def data(site: Site, view: PageContext, rows: Mapping[str, int]) -> Html:
    """What others may take: tables, feed, calendar, badges; ``rows`` by table."""
    t, lang = view.t, view.lang
    root = "../" if lang_folder(lang) else ""
    lines = [
        [
            text(t(f"site.data.{table}")),
            text(number(rows[table], lang)),
            " · ".join(
                tag("a", text(form.upper()), href=f"{root}data/{table}.{form}")
                for form in FILE_FORMATS
            ),
        ]
        for table in TABLES
    ]
    head = [t("site.data.table"), t("site.data.rows"), t("site.data.files")]
    made = html.table(head, lines, t("site.data.caption"), numbers=(1,))
    licence = text(t("site.licence.none"))
    if site.licence is not None:
        licence = text(t("site.licence", name=site.licence.name))
        if site.licence.url:
            licence += " " + html.external_link(site.licence.url, site.licence.url)
    others = [
        (
            t("site.data.package"),
            tag("a", text("datapackage.json"), href=f"{root}data/datapackage.json"),
        ),
        (t("site.feed"), tag("a", text("feed.xml"), href="feed.xml")),
        (t("site.calendar"), tag("a", text("calendar.ics"), href="calendar.ics")),
        (t("site.data.licence"), licence),
        (t("site.embed"), text(t("site.embed.note"))),
    ]
    return render_page(
        site,
        t,
        f"{lang_folder(lang)}data.html",
        t("site.data"),
        tag("h1", text(t("site.data"))),
        tag(
            "p",
            prose(f"{t('chart.as_of', day=day(site.as_of))} · {t('site.data.note')}"),
            class_="sub",
        ),
        tag("div", html.card(made), html.card(html.definition_list(others)), class_="stack"),
        active="data",
    )
