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
from tracker.site.sanitize import clean
from tracker.views.context import View
from tracker.views.details import Dossier
from tracker.views.target import field, goal_side, reported

ENTRIES: Final = 200
"""The newest so many."""


class Entry(NamedTuple):
    known: dt.date
    id: str  # of the target, kind, days; the same on every day it is published
    title: str
    summary: str
    page: str  # beside the feed


def entries(view: View, dossier: Dossier) -> list[Entry]:
    """Of one target; of each update and revision known on the day one."""
    say, row = view.say, dossier.row
    title, page = say.pick(row, "title"), f"targets/{row.id}.html"
    names = {step.milestone: say.pick(step, "title") for step in dossier.steps}
    found, seen = [], Counter[str]()

    def add(known: dt.date, kind: str, headline: str, summary: str) -> None:
        seen[kind] += 1
        nth = f"-{seen[kind]}" if seen[kind] > 1 else ""
        found.append(Entry(known, f"{row.id}/{kind}{nth}", headline, summary, page))

    for update in sorted(dossier.updates, key=lambda update: update.Index):
        steps = [names.get(step, step) for step in dossier.said.get(update.Index, ())]
        said = reported(view, row, update, steps) or say("update.note")
        by, note = say.pick(update, "by"), say.pick(update, "note")
        evidence = say.pick(update, "evidence")
        summary = " · ".join(part for part in (day(update.date), by, note, evidence) if part)
        kind = f"update/{update.date}/{update.reported}"
        add(update.reported, kind, say("feed.update", target=title, said=said), summary)
    for change in sorted(dossier.revisions, key=lambda change: change.number):
        sides = {
            "before": goal_side(view, change, "from"), "after": goal_side(view, change, "to")
        }  # fmt: skip
        named = field(view, change.field)
        headline = say("feed.revision", target=title, field=named, **sides)
        kind = f"revision/{change.date}/{change.field}"
        add(change.date, kind, headline, say.pick(change, "reason"))
    return found


def newest(found: Iterable[Entry]) -> list[Entry]:
    """The latest first; of one day in the order of their ids."""
    return nsmallest(ENTRIES, found, key=lambda entry: (-entry.known.toordinal(), entry.id))


def authority(base: str | None) -> str:
    """In whose name ids are given: the site's host; a reserved name where that is not known."""
    return (urlsplit(base).hostname if base else None) or "tracker.invalid"


def document(view: View, found: Iterable[Entry], base: str | None, path: str) -> str:
    """The feed; ``path`` is its place on the site, ``base`` the site's address where it is known."""
    say, shown = view.say, newest(found)
    lang = "zh-CN" if view.lang == "zh" else "en"
    name = f"tag:{authority(base)},2022:"
    here = f"{base or ''}{path}"
    folder = here.removesuffix("feed.xml")
    title = view.title
    if view.portfolio.header.demonstration:
        title = f"{title} · {say('demo.ribbon')}"
    latest = shown[0].known if shown else view.as_of
    parts = [
        tag("id", text(f"{name}{view.lang}/feed")),
        tag("title", text(title)),
        tag("subtitle", text(say("chart.as_of", day=day(view.as_of)))),
        tag("updated", _moment(latest)),
        tag("author", tag("name", text(view.title))),
        tag("generator", "tracker"),
        f'<link rel="self" type="application/atom+xml" href="{text(here)}"/>',
        f'<link rel="alternate" type="text/html" href="{text(folder)}index.html"/>',
        *(_entry(entry, f"{name}{view.lang}/", folder) for entry in shown),
    ]
    head = f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">\n'
    return clean(
        f'<?xml version="1.0" encoding="utf-8"?>\n{head}' + "\n".join(parts) + "\n</feed>\n"
    )


def _entry(entry: Entry, name: str, folder: str) -> Html:
    return tag(
        "entry",
        tag("id", text(name + entry.id)),
        tag("title", text(entry.title), type="text"),
        tag("updated", _moment(entry.known)),
        f'<link rel="alternate" type="text/html" href="{text(folder + entry.page)}"/>',
        tag("summary", text(entry.summary), type="text"),
    )


def _moment(day: dt.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
