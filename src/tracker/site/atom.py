"""What changed, as an Atom feed: figures reported and goals revised, by the day each became known."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from heapq import nsmallest
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tracker.html import Html, tag, text
from tracker.i18n import day
from tracker.site.sanitize import sanitize_text
from tracker.views.context import PageContext
from tracker.views.details import TargetDetails
from tracker.views.target import field_label, revised_value, update_summary

MAX_ENTRIES: Final = 200
"""The newest so many."""


class FeedEntry(NamedTuple):
    updated: dt.date
    id: str  # of the target, kind, days; the same on every day it is published
    title: str
    summary: str
    page: str  # beside the feed


def entries(view: PageContext, dossier: TargetDetails) -> list[FeedEntry]:
    """Of one target; of each update and revision known on the day one."""
    t, row = view.t, dossier.row
    title, page = t.localized(row, "title"), f"targets/{row.id}.html"
    names = {step.milestone: t.localized(step, "title") for step in dossier.steps}
    found, seen = [], Counter[str]()

    def add(known: dt.date, kind: str, headline: str, summary: str) -> None:
        seen[kind] += 1
        nth = f"-{seen[kind]}" if seen[kind] > 1 else ""
        found.append(FeedEntry(known, f"{row.id}/{kind}{nth}", headline, summary, page))

    for update in sorted(dossier.updates, key=lambda update: update.Index):
        steps = [names.get(step, step) for step in dossier.steps_by_update.get(update.Index, ())]
        said = update_summary(view, row, update, steps) or t("update.note")
        by, note = t.localized(update, "by"), t.localized(update, "note")
        evidence = t.localized(update, "evidence")
        summary = " · ".join(part for part in (day(update.date), by, note, evidence) if part)
        kind = f"update/{update.date}/{update.reported}"
        add(update.reported, kind, t("feed.update", target=title, said=said), summary)
    for change in sorted(dossier.revisions, key=lambda change: change.number):
        sides = {
            "before": revised_value(view, change, "from"),
            "after": revised_value(view, change, "to"),
        }
        named = field_label(view, change.field)
        headline = t("feed.revision", target=title, field=named, **sides)
        kind = f"revision/{change.date}/{change.field}"
        add(change.date, kind, headline, t.localized(change, "reason"))
    return found


def newest(found: Iterable[FeedEntry]) -> list[FeedEntry]:
    """The latest first; of one day in the order of their ids."""
    return nsmallest(MAX_ENTRIES, found, key=lambda entry: (-entry.updated.toordinal(), entry.id))


def authority(base: str | None) -> str:
    """In whose name ids are given: the site's host; a reserved name where that is not known."""
    return (urlsplit(base).hostname if base else None) or "tracker.invalid"


def document(view: PageContext, found: Iterable[FeedEntry], base: str | None, path: str) -> str:
    """The feed; ``path`` is its place on the site, ``base`` the site's address where it is known."""
    t, shown = view.t, newest(found)
    lang = "zh-CN" if view.lang == "zh" else "en"
    name = f"tag:{authority(base)},2022:"
    here = f"{base or ''}{path}"
    folder = here.removesuffix("feed.xml")
    title = view.title
    if view.portfolio.header.demonstration:
        title = f"{title} · {t('demo.ribbon')}"
    latest = shown[0].updated if shown else view.as_of
    parts = [
        tag("id", text(f"{name}{view.lang}/feed")),
        tag("title", text(title)),
        tag("subtitle", text(t("chart.as_of", day=day(view.as_of)))),
        tag("updated", _timestamp(latest)),
        tag("author", tag("name", text(view.title))),
        tag("generator", "tracker"),
        f'<link rel="self" type="application/atom+xml" href="{text(here)}"/>',
        f'<link rel="alternate" type="text/html" href="{text(folder)}index.html"/>',
        *(_entry_xml(entry, f"{name}{view.lang}/", folder) for entry in shown),
    ]
    head = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">\n'
    return sanitize_text(
        f'<?xml version="1.0" encoding="utf-8"?>\n{head}' + "\n".join(parts) + "\n</feed>\n"
    )


def _entry_xml(entry: FeedEntry, name: str, folder: str) -> Html:
    return tag(
        "entry",
        tag("id", text(name + entry.id)),
        tag("title", text(entry.title), type="text"),
        tag("updated", _timestamp(entry.updated)),
        f'<link rel="alternate" type="text/html" href="{text(folder + entry.page)}"/>',
        tag("summary", text(entry.summary), type="text"),
    )


def _timestamp(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
