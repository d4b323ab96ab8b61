"""How groups of targets stand: all in all, by theme, and by programme, lead and year."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from tracker import html
from tracker.analysis import rollup
from tracker.analysis.assessment import STATUSES
from tracker.html import Html, tag, text
from tracker.i18n import percent
from tracker.views.context import PageContext


def progress_summary(view: PageContext) -> str:
    """How all targets together stand against plan, as inspection reports count them."""
    t, lang = view.t, view.lang
    all_in_all = rollup.overall(view.snapshot)
    parts = [f"{t(f'bucket.{name}')} {all_in_all[name]}" for name in rollup.BUCKETS]
    said = " · ".join(parts)
    for name in ("reported", "known"):
        share = all_in_all[f"progress_{name}"]
        if not pd.isna(share):
            said += t(f"pace.{name}", share=percent(share, lang, 1))
    return said


def counts_text(view: PageContext, of: Mapping[str, int]) -> str:
    return ", ".join(
        f"{view.t(f'status.{status}')} {count}" for status, count in of.items() if count
    )


def themes(view: PageContext) -> Html:
    lines = []
    for group in rollup.by_group(view.snapshot, "theme").to_dict("records"):
        of = {status: int(group[status]) for status in STATUSES}
        name = view.theme(str(group["group"]))
        label = f"{name}: {counts_text(view, of)}"
        lines.append(
            tag(
                "a",
                tag("span", text(name)),
                html.strip(of, label),
                tag("span", text(view.t("count.targets", count=group["total"])), class_="quiet n"),
                href=view.href("targets", theme=str(group["group"])),
                target="_self",
                class_="theme",
            )
        )
    return html.card(*lines, heading=view.t("themes.heading"))


def other_groupings(view: PageContext) -> Html:
    """The same counts by programme, responsible organisation and year, on demand."""
    t, lang = view.t, view.lang
    head = [t(f"bucket.{name}") for name in ("group", "total", *rollup.BUCKETS, "progress")]
    named: dict[rollup.GroupBy, Callable[[str], str]] = {
        "plan": lambda key: view.plan(key) if key else t("group.no_plan"),
        "lead": lambda key: view.lead(key or None),
        "year": lambda key: key or t("row.no_due"),
    }
    folded = []
    for by, name in named.items():
        lines = [
            [
                text(name(group["group"])),
                *(text(group[column]) for column in ("total", *rollup.BUCKETS)),
                text(percent(group["progress_reported"], lang)),
            ]
            for group in rollup.by_group(view.snapshot, by).to_dict("records")
        ]
        label = t(f"group.{by}")
        folded.append(html.collapsible(label, html.table(head, lines, label, numbers=range(1, 8))))
    return html.card(*folded, heading=t("group.heading"))
