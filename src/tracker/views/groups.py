"""Counts and mean completion of all targets together, by theme, and by plan, lead and year."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isnan
from typing import Final

from tracker import html
from tracker.analysis import rollup
from tracker.analysis.rows import typed_rows
from tracker.html import Html, tag, text
from tracker.i18n import Translator
from tracker.numbers import percent, percents
from tracker.views.context import PageContext

BUCKET_KEYS: Final[Mapping[str, str]] = {
    "finished": "bucket.finished",
    "ahead": "bucket.ahead",
    "on_plan": "bucket.on_plan",
    "behind": "bucket.behind",
    "other": "bucket.other",
}
"""By bucket of `rollup`."""
_GROUPING_KEYS: Final[Mapping[rollup.GroupBy, str]] = {
    "plan": "group.plan",
    "lead": "group.lead",
    "year": "group.year",
}


def progress_summary(view: PageContext) -> str:
    """All targets by bucket, as inspection reports count them, and their mean completion."""
    t, lang = view.t, view.lang
    total = rollup.overall(view.snapshot)
    summary = " · ".join(f"{t(key)} {getattr(total, name)}" for name, key in BUCKET_KEYS.items())
    if not isnan(total.completion_reported):
        summary += t("pace.reported", share=percent(total.completion_reported, lang, 1))
    if not isnan(total.completion_known):
        summary += t("pace.known", share=percent(total.completion_known, lang, 1))
    return summary


def themes(view: PageContext) -> Html:
    """A strip of statuses for each theme."""
    lines = [
        theme_line(
            view.t,
            view.theme(group.group),
            group.by_status,
            view.href("targets", theme=group.group),
            html.strip,
        )
        for group in typed_rows(rollup.by_group(view.snapshot, "theme"), rollup.Group)
    ]
    return html.card(*lines, heading=view.t("themes.heading"))


StripRenderer = Callable[[Mapping[str, int], str], Html]
"""Draws a strip from counts by status and a label, as `html.strip` does."""


def theme_line(
    t: Translator, name: str, counts: Mapping[str, int], href: str, draw: StripRenderer
) -> Html:
    """A theme with a strip of its targets by status and their number, as a link to ``href``."""
    return tag(
        "a",
        tag("span", text(name)),
        draw(counts, f"{name}: {t.status_counts(counts)}"),
        tag("span", text(t("count.targets", count=sum(counts.values()))), class_="quiet n"),
        href=href,
        target="_self",
        class_="theme",
    )


def other_groupings(view: PageContext) -> Html:
    """The counts by plan, responsible organisation and year, on demand."""
    t, lang = view.t, view.lang
    head = [
        t("bucket.group"),
        t("bucket.total"),
        *map(t, BUCKET_KEYS.values()),
        t("bucket.progress"),
    ]
    names: dict[rollup.GroupBy, Callable[[str], str]] = {
        "plan": lambda key: view.plan(key) if key else t("group.no_plan"),
        "lead": lambda key: view.lead(key or None),
        "year": lambda key: key or t("row.no_due"),
    }
    tables = []
    for by, name in names.items():
        groups = list(typed_rows(rollup.by_group(view.snapshot, by), rollup.Group))
        progress = percents([group.completion_reported for group in groups], lang)
        lines = [
            [
                text(name(group.group)),
                text(group.total),
                *(text(getattr(group, bucket)) for bucket in BUCKET_KEYS),
                text(share),
            ]
            for group, share in zip(groups, progress, strict=True)
        ]
        label = t(_GROUPING_KEYS[by])
        tables.append(html.collapsible(label, html.table(head, lines, label, numbers=range(1, 8))))
    return html.card(*tables, heading=t("group.heading"))
