"""Changes as an Atom feed: updates and revisions by the day they became known or were entered, if later.

The site does not know when an entry was entered; the first publication that has it does (`entry_dates`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from tracker.analysis.amounts import measure_scale
from tracker.analysis.details import TargetDetails
from tracker.analysis.rows import RevisionRow, UpdateRow
from tracker.html import Html, tag, text, without_forbidden
from tracker.i18n import day
from tracker.units import Scale
from tracker.views.context import PageContext
from tracker.views.target_words import (
    completed_steps,
    revised_value,
    revision_label,
    update_summary,
)

MAX_ENTRIES: Final = 200
"""The newest entries that a feed contains."""


class FeedEntry(NamedTuple):
    """One update or revision of a target, in one language."""

    updated: dt.date
    id: str  # target, kind and dates: the same in every publication
    title: str
    summary: str
    page: str  # relative to the feed


def entries(view: PageContext, details: TargetDetails) -> list[FeedEntry]:
    """One entry for each known update and revision of a target."""
    page = f"targets/{details.row.id}.html"
    scale = measure_scale(view.t, details.row)
    return [
        FeedEntry(
            _known_on(item),
            name,
            *(
                _of_update(view, details, item, scale)
                if isinstance(item, UpdateRow)
                else _of_revision(view, details, item)
            ),
            page,
        )
        for name, item in _changes(details)
    ]


def _changes(details: TargetDetails) -> Iterator[tuple[str, UpdateRow | RevisionRow]]:
    """The known updates and revisions of a target, each with the id of its entry."""
    changes: list[tuple[str, UpdateRow | RevisionRow]] = [
        (f"update/{update.date}/{update.reported}", update)
        for update in sorted(details.updates, key=lambda one: one.number)
    ]
    changes += [
        (f"revision/{revision.date}/{revision.field}", revision)
        for revision in sorted(details.revisions, key=lambda one: one.number)
    ]
    counts = Counter[str]()
    for kind, item in changes:
        counts[kind] += 1
        suffix = f"-{counts[kind]}" if counts[kind] > 1 else ""
        yield f"{details.row.id}/{kind}{suffix}", item


def _known_on(item: UpdateRow | RevisionRow) -> dt.date:
    return item.reported if isinstance(item, UpdateRow) else item.date


def _of_update(
    view: PageContext, details: TargetDetails, update: UpdateRow, scale: Scale
) -> tuple[str, str]:
    """Title and summary of its entry."""
    t = view.t
    steps = completed_steps(view, details, update)
    content = update_summary(view, scale, update, steps) or t("update.note")
    by, note = t.localized(update, "by"), t.localized(update, "note")
    parts = (day(update.date), by, note, *_evidence(view, update))
    title = t("feed.update", target=t.localized(details.row, "title"), update=content)
    return title, " · ".join(part for part in parts if part)


def _of_revision(
    view: PageContext, details: TargetDetails, revision: RevisionRow
) -> tuple[str, str]:
    """Title and summary of its entry."""
    t = view.t
    title = t(
        "feed.revision",
        target=t.localized(details.row, "title"),
        field=revision_label(t, revision),
        before=revised_value(view, revision, "from"),
        after=revised_value(view, revision, "to"),
    )
    reasons = (t.localized(revision, "reason"), *_evidence(view, revision))
    return title, " · ".join(part for part in reasons if part)


def _evidence(view: PageContext, item: UpdateRow | RevisionRow) -> tuple[str, str]:
    """Title and grade of the evidence, or that there is none."""
    t = view.t
    title = t.localized(item, "evidence")
    if not title:
        return t("evidence.none"), ""
    return title, t("evidence.grade", grade=item.grade) if item.grade else t("evidence.ungraded")


def entry_days(details: TargetDetails) -> dict[str, str]:
    """The day on which each of the `entries` of a target became known, by its id, as text."""
    return {name: _known_on(item).isoformat() for name, item in _changes(details)}


def entry_dates(
    known: Mapping[str, str], seen: Mapping[str, str] | None, today: dt.date
) -> dict[str, str]:
    """The day of each entry by its id: of an entry that is new since the last publication, today if later.

    ``known`` are the `entry_days` of all targets. ``seen`` has the days of the entries of earlier publications; None:
    there are none.
    """
    if seen is None:
        return dict(known)
    new = today.isoformat()
    return {name: max(day, seen.get(name, new)) for name, day in known.items()}


def newest(days: Mapping[str, str]) -> list[str]:
    """The ids of the newest `MAX_ENTRIES` by day, newest first; entries of one day in the order of their ids."""
    earliest = min(sorted(days.values(), reverse=True)[:MAX_ENTRIES], default="")
    recent = sorted(name for name, day in days.items() if day >= earliest)
    return sorted(recent, key=days.__getitem__, reverse=True)[:MAX_ENTRIES]


def target_of(entry_id: str) -> str:
    """The id of the target of an entry."""
    return entry_id.partition("/")[0]


def authority(base: str | None) -> str:
    """The authority of ids (RFC 4151): the host of the site, or a reserved name if it is not known."""
    return (urlsplit(base).hostname if base else None) or "tracker.invalid"


def feed(
    view: PageContext,
    shown: Sequence[FeedEntry],
    dates: Mapping[str, str],
    base: str | None,
    path: str,
) -> str:
    """The feed of the `newest` entries; ``path`` is relative to the site, ``base`` the URL of the site if it is known.

    It was updated on the latest of ``dates``, also where that entry is gone since: the day never goes back.
    """
    t = view.t
    tag_uri = f"tag:{authority(base)},2022:{view.lang}/"
    url = f"{base}{path}" if base else "feed.xml"  # relative to the feed itself
    folder = url.removesuffix("feed.xml")
    title = view.title
    if view.portfolio.header.demonstration:
        title = f"{title} · {t('demo.ribbon')}"
    latest = max(dates.values()) if shown else view.as_of.isoformat()
    parts = [
        tag("id", text(f"{tag_uri}feed")),
        tag("title", text(title)),
        tag("subtitle", text(t("chart.as_of", day=day(view.as_of)))),
        tag("updated", f"{latest}T00:00:00Z"),
        tag("author", tag("name", text(view.title))),
        tag("generator", "tracker"),
        f'<link rel="self" type="application/atom+xml" href="{text(url)}"/>',
        f'<link rel="alternate" type="text/html" href="{text(folder)}index.html"/>',
        *(_entry_xml(entry, tag_uri, folder) for entry in shown),
    ]
    return without_forbidden(
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{t("lang.code")}">\n'
        + "\n".join(parts)
        + "\n</feed>\n"
    )


def _entry_xml(entry: FeedEntry, tag_uri: str, folder: str) -> Html:
    return tag(
        "entry",
        tag("id", text(tag_uri + entry.id)),
        tag("title", text(entry.title), type="text"),
        tag("updated", f"{entry.updated}T00:00:00Z"),
        f'<link rel="alternate" type="text/html" href="{text(folder + entry.page)}"/>',
        tag("summary", text(entry.summary), type="text"),
    )
