"""The list of targets: which fit the filters, and a row for each, by theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.html import Html, tag, text
from tracker.i18n import STATUS_SHAPES
from tracker.views.context import PageContext, iter_rows
from tracker.views.target_row import progress_row

FILTERS: Final = ("theme", "plan", "lead", "status")
"""Columns one value of which may be asked for; each is a parameter of the URL too."""
NO_LEAD: Final = "none"
"""Stands in the URL for targets whose source names no responsible organisation."""


def headline(view: PageContext) -> tuple[str, str]:
    """The first line of the page, and the one below it."""
    return view.t("list.answer", count=len(view.assessed)), view.t("list.sub")


def filter_options(view: PageContext) -> dict[str, dict[str, str]]:
    """By filter, what there is to choose: value -> wording."""
    rows, t = view.rows, view.t
    leads = {key: view.lead(key) for key in rows["lead"].dropna().unique()}
    if rows["lead"].isna().any():
        leads[NO_LEAD] = view.lead(None)
    present = set(rows["status"])
    return {
        "theme": {key: view.theme(key) for key in rows["theme"].unique()},
        "plan": {key: view.plan(key) for key in rows["plan"].dropna().unique()},
        "lead": leads,
        "status": {
            status: f"{STATUS_SHAPES[status]} {t(f'status.{status}')}"
            for status in STATUSES
            if status in present
        },
    }


def filter_targets(
    view: PageContext, wanted: Mapping[str, str | None], search: str
) -> pd.DataFrame:
    """The rows that fit every filter, and whose words hold every word of ``search``.

    A target's words: id, title and promise in both languages, and the names of its theme, plan, lead.
    """
    rows = view.rows
    for name in FILTERS:
        value = wanted.get(name)
        if value == NO_LEAD and name == "lead":
            rows = rows[rows["lead"].isna()]
        elif value:
            rows = rows[rows[name] == value]
    words = search.casefold().split()
    if words and len(rows):
        texts = ["id", "title_zh", "title_en", "promise_zh", "promise_en"]
        haystack = rows[texts].fillna("").agg(" ".join, axis=1)
        for column, named in (("theme", view.theme), ("plan", view.plan), ("lead", view.lead)):
            names = [named(key) if isinstance(key, str) else "" for key in rows[column]]
            haystack += pd.Series(names, rows.index, dtype="str").radd(" ")
        haystack = haystack.str.casefold()
        for word in words:
            rows = rows[haystack.loc[rows.index].str.contains(word, regex=False)]
    return rows


def listing(view: PageContext, wanted: tuple[tuple[str, str], ...], search: str) -> Html:
    """Rows by theme; their links carry the filters on, so the way back leads here."""
    rows = filter_targets(view, dict(wanted), search)
    if rows.empty:
        return html.page(html.card(tag("p", text(view.t("list.none")))))
    found = ""
    if wanted or search:
        said = view.t("list.found", count=len(rows), total=len(view.rows))
        found = tag("p", text(said), class_="quiet", role="status")
    carried: dict[str, str | None] = {**dict(wanted), "q": search or None}
    cards = [
        html.card(
            *(progress_row(view, row, **carried) for row in iter_rows(group)),
            heading=view.theme(str(theme)),
        )
        for theme, group in rows.groupby("theme", sort=False)
    ]
    return html.page(found, tag("div", *cards, class_="stack"))
