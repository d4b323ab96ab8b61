"""The list of targets: the filters and a row for each target that fits, by theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tracker import html
from tracker.analysis.assessment import STATUSES
from tracker.analysis.rows import AssessedTarget
from tracker.html import Html, tag, text
from tracker.views.context import PageContext
from tracker.views.selections import SELECTION_KEYS, SELECTION_PARAM, selection
from tracker.views.target_row import progress_row

FILTER_LABELS: Final = {
    "theme": "filter.theme",
    "plan": "filter.plan",
    "lead": "filter.lead",
    "year": "filter.year",
    "status": "filter.status",
    SELECTION_PARAM: "filter.show",
}
"""Fields of which one value may be asked for, with the keys of their labels; each is a parameter of the URL."""
FILTERS: Final = tuple(FILTER_LABELS)
NONE: Final = "none"
"""The value in the URL for targets without a responsible organisation, plan or due date."""


def headline(view: PageContext) -> tuple[str, str]:
    """The heading of the page, which is that of the filters in the URL, and the line below it."""
    t = view.t
    wanted, search = filters_of(view), view.query.get("q", "")
    if not wanted and not search:
        return t("list.answer", count=len(view.assessed)), t("list.sub")
    rows = filter_targets(view, wanted, search)
    if not rows:
        return t("list.none"), t("list.sub")
    return t("list.found", count=len(rows), total=len(view.by_id)), t("list.sub")


def filters_of(view: PageContext) -> dict[str, str]:
    """The filters in the URL whose values exist."""
    options = filter_options(view)
    asked = {name: view.query[name] for name in FILTERS if name in view.query}
    return {name: value for name, value in asked.items() if value in options[name]}


def filter_options(view: PageContext) -> dict[str, dict[str, str]]:
    """By filter, the values to choose from with their labels; every status, because the counts link to each."""
    rows = view.by_id.values()
    leads = {row.lead: view.lead(row.lead) for row in rows if row.lead is not None}
    if any(row.lead is None for row in rows):
        leads[NONE] = view.lead(None)
    plans = {row.plan: view.plan(row.plan) for row in rows if row.plan is not None}
    if any(row.plan is None for row in rows):
        plans[NONE] = view.t("group.no_plan")
    years = {year: year for year in sorted({str(row.due.year) for row in rows if row.due})}
    if any(row.due is None for row in rows):
        years[NONE] = view.t("row.no_due")
    return {
        "theme": {row.theme: view.theme(row.theme) for row in rows},
        "plan": plans,
        "lead": leads,
        "year": years,
        "status": {status: view.t.status_label(status) for status in STATUSES},
        SELECTION_PARAM: {name: view.t(key) for name, key in SELECTION_KEYS.items()},
    }


def filter_targets(
    view: PageContext, wanted: Mapping[str, str | None], search: str
) -> list[AssessedTarget]:
    """The targets that fit every filter and contain every word of ``search``.

    Searched are id, title and promise in both languages, and the names of theme, plan and lead.
    """
    words = search.casefold().split()
    name = wanted.get(SELECTION_PARAM)
    selected = selection(view, name) if name else view.by_id
    return [
        row
        for row in view.by_id.values()
        if row.id in selected
        and all(_fits(row, name, wanted.get(name)) for name in FILTERS if name != SELECTION_PARAM)
        and (not words or _contains(view, row, words))
    ]


def _fits(row: AssessedTarget, name: str, value: str | None) -> bool:
    if not value:
        return True
    if name == "year":
        return (str(row.due.year) if row.due else NONE) == value
    field = getattr(row, name)
    return bool((NONE if field is None else field) == value)


def _contains(view: PageContext, row: AssessedTarget, words: list[str]) -> bool:
    parts = [row.id, row.title_zh, row.title_en, row.promise_zh, row.promise_en]
    parts += [
        view.theme(row.theme),
        None if row.plan is None else view.plan(row.plan),
        None if row.lead is None else view.lead(row.lead),
    ]
    searched = " ".join(part or "" for part in parts).casefold()
    return all(word in searched for word in words)


def listing(view: PageContext, wanted: tuple[tuple[str, str], ...], search: str) -> Html:
    """Rows by theme; their links keep the filters, so that the way back leads to the same list."""
    rows = filter_targets(view, dict(wanted), search)
    if not rows:
        return html.page(html.card(tag("p", text(view.t("list.none")))))
    count = ""
    if wanted or search:
        words = view.t("list.found", count=len(rows), total=len(view.by_id))
        count = tag("p", text(words), class_="quiet", role="status")
    carried: dict[str, str | None] = {**dict(wanted), "q": search or None}
    themes: dict[str, list[AssessedTarget]] = {}
    for row in rows:
        themes.setdefault(row.theme, []).append(row)
    cards = [
        html.card(
            *(progress_row(view, row, view.href("targets", id=row.id, **carried)) for row in group),
            heading=view.theme(theme),
        )
        for theme, group in themes.items()
    ]
    return html.page(count, tag("div", *cards, class_="stack"))
