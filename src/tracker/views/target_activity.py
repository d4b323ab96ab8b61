"""Everything that happened to one target, in one list by date: reports with their evidence, corrections,
milestones, revisions, related facts, acceptance, end, and the document of the promise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Mapping
from math import isnan
from typing import Final, NamedTuple

from tracker import html
from tracker.analysis.amounts import measure_scale
from tracker.analysis.assessment import JUDGED
from tracker.analysis.declared import declared_word
from tracker.analysis.details import TargetDetails
from tracker.analysis.reported_points import comparable_pairs
from tracker.analysis.rows import (
    GOAL_FIELDS,
    ContextRow,
    RevisionRow,
    UpdateRow,
)
from tracker.analysis.shortfall import PERCENT_SIGNS
from tracker.charts.captions import STATE_KEYS
from tracker.html import prose, text
from tracker.i18n import Translator, day
from tracker.numbers import difference, signed
from tracker.portfolio import model
from tracker.portfolio.texts import localize
from tracker.templates import Markup
from tracker.units import Scale
from tracker.views.context import PageContext
from tracker.views.download_links import download_links
from tracker.views.evidence import Evidence, evidence
from tracker.views.target_row import signed_amount
from tracker.views.target_words import (
    KIND_KEYS,
    completed_steps,
    ending_text,
    is_submitted,
    kind_key,
    revised_value,
    revision_label,
    update_kind,
    update_summary,
)

MAX_UNFOLDED: Final = 9
"""Entries of the list above those that are folded; more where the one that counts is further down."""
_FEWEST_FOLDED: Final = 3
_MARKS: Final[Mapping[str, str]] = {
    "report": "●",
    "correction": "↻",
    "withdrawal": "×",
    "milestone": "✔",
    "note": "¶",
    "revision": "↺",
    "fact": "○",
    "document": "§",
    "acceptance": "✓",
    "end": "⊘",
}
"""By kind of entry, the sign before it."""


class Event(NamedTuple):
    """One entry of the list."""

    date: dt.date  # of what it speaks of, which orders the list
    on: str
    kind: str
    mark: str
    kind_label: str
    words: str  # text, or HTML as `Markup`; so are the details and the note
    anchor: str | None = None  # where a mark of the chart leads to
    counts: bool = False  # the status is judged from it
    struck: bool = False  # no longer counts
    badges: tuple[str, ...] = ()
    details: str = ""  # in the line of the evidence
    note: str = ""
    evidence: Evidence | None = None


def events(view: PageContext, details: TargetDetails) -> dict[str, object]:
    """The values of `target_events.html`: the latest first, beyond `MAX_UNFOLDED` folded."""
    t = view.t
    listed = [
        *_with_anchors(_updates(view, details)),
        *_with_anchors(_revision(view, change) for change in details.revisions),
        *(_fact(view, fact) for fact in details.context),
        *_decided(view, details),
        *_document(view, details.target.source),
    ]
    listed.sort(key=lambda event: event.date, reverse=True)  # of one day in the order of above
    judged = next((nth for nth, event in enumerate(listed, 1) if event.counts), 0)
    unfolded = max(MAX_UNFOLDED, judged)
    if len(listed) < unfolded + _FEWEST_FOLDED:
        unfolded = len(listed)
    return {
        "heading": t("events.heading"),
        "below": t("events.sub"),
        "files": download_links(view, "events", id=details.row.id),
        "nothing": "" if details.updates else t("updates.none"),
        "latest": listed[:unfolded],
        "earlier": listed[unfolded:],
        "more": t("events.more", count=len(listed) - unfolded),
        "facts_note": t("context.note") if details.context else "",
    }


def _with_anchors(listed: Iterable[Event]) -> list[Event]:
    """Entries of which the first with an anchor keeps it: an id is unique on the page."""
    seen: set[str | None] = set()
    result = []
    for event in listed:
        result.append(event._replace(anchor=None) if event.anchor in seen else event)
        seen.add(event.anchor)
    return result


def _updates(view: PageContext, details: TargetDetails) -> list[Event]:
    """The latest figure first; of one day the one that counts."""
    scale = measure_scale(view.t, details.row)
    gains = _gains(view, details, scale)
    others = {(one.date, one.value) for one in details.series.actual if one.state == "other"}
    return [
        _update(view, details, update, gains, others, scale=scale) for update in details.updates
    ]


def _gains(
    view: PageContext, details: TargetDetails, scale: Scale
) -> dict[tuple[dt.date, float], str]:
    """By day and figure that counts, the difference to the one that it is compared with; not for milestones, whose figure is computed."""
    if details.row.kind == "milestones":
        return {}
    key = "events.gain" if details.row.season is None else "events.gain.season"
    gains = {}
    for before, after in comparable_pairs(details.row, details.series.counting):
        change = difference(after.value, before.value)
        words = signed(change, view.lang, scale.shift)  # behind a figure that has the unit
        if scale.unit in PERCENT_SIGNS:  # a change in points, not in %
            words = signed_amount(view.t, change, scale)
        gains[after.date, after.value] = view.t(key, change=words)
    return gains


def _update(
    view: PageContext,
    details: TargetDetails,
    update: UpdateRow,
    gains: Mapping[tuple[dt.date, float], str],
    others: Collection[tuple[dt.date, float]],
    *,
    scale: Scale,
) -> Event:
    t, row, on = view.t, details.row, day(update.date)
    steps = completed_steps(view, details, update)
    struck = _is_superseded(details, update)
    gain = "" if struck else gains.get((update.date, update.value), "")
    words = update_summary(view, scale, update, steps, gain)
    kind = update_kind(update, steps)
    counts = not struck and update.date == row.judged_on and update.value == row.value
    badges: tuple[str, ...] = ()
    if struck:
        badges = (t(STATE_KEYS["corrected"]),)
    elif counts:
        badges = (t("update.counts" if row.status in JUDGED else "update.latest"),)
    elif (update.date, update.value) in others:
        badges = (t(STATE_KEYS["other"]),)
    lines = []
    if update.reported != update.date:
        known_key = "update.reported" if is_submitted(update) else "update.known"
        lines.append(t(known_key, day=day(update.reported)))
    if update.corrects is not None:
        lines.append(t("update.corrects", day=day(update.corrects)))
    if by := t.localized(update, "by"):
        lines.append(by)
    if update.declared is not None:
        lines.append(t("events.declared", status=declared_word(update, t)))
    note = t.localized(update, "note")
    return Event(
        date=update.date,
        on=on,
        kind=kind,
        mark=_MARKS[kind],
        kind_label=t(kind_key(kind, update)),
        words=Markup(prose(words)),
        anchor=f"report-{on}",
        counts=counts,
        struck=struck,
        badges=badges,
        details=Markup(prose(" · ".join(lines))),
        note=note,
        evidence=evidence(view, update),
    )


def _is_superseded(details: TargetDetails, update: UpdateRow) -> bool:
    """Whether later corrections took out all of the progress that an update reports."""
    left = details.effective.get(update.number)
    if left is None or update.withdraws:
        return False
    reports_value, reports_steps = not isnan(update.value), update.steps
    if not (reports_value or reports_steps):
        return False
    return (not reports_value or isnan(left.value)) and (not reports_steps or not left.steps)


def _revision(view: PageContext, change: RevisionRow) -> Event:
    t = view.t
    label = text(revision_label(t, change))
    before, after = (text(revised_value(view, change, side)) for side in ("from", "to"))
    reason = t.localized(change, "reason")
    return Event(
        date=change.date,
        on=day(change.date),
        kind="revision",
        mark=_MARKS["revision"],
        kind_label=t(KIND_KEYS["revision"]),
        words=Markup(f"{label} <del>{before}</del> → {after}"),
        anchor=f"revision-{day(change.date)}" if change.field in GOAL_FIELDS else None,
        note=Markup(prose(reason)),
        evidence=evidence(view, change),
    )


def _fact(view: PageContext, fact: ContextRow) -> Event:
    t = view.t
    late = fact.reported != fact.date
    return Event(
        date=fact.date,
        on=day(fact.date),
        kind="fact",
        mark=_MARKS["fact"],
        kind_label=t(KIND_KEYS["fact"]),
        words=Markup(prose(t.localized(fact, "text"))),
        badges=(t("events.fact.badge"),),
        details=Markup(prose(t("update.known", day=day(fact.reported)) if late else "")),
        evidence=evidence(view, fact),
    )


def _decided(view: PageContext, details: TargetDetails) -> Iterator[Event]:
    """The acceptance and the end, once they are known; the card of the promise has their evidence."""
    t, row, ending = view.t, details.row, details.target.ended
    if row.accepted_on is not None and row.accepted_on <= view.as_of:
        parts = (t.localized(row, "accepted_by"), t.localized(row, "accepted_how"))
        words = t("list.semicolon").join(filter(None, parts))
        yield _decided_event(t, row.accepted_on, "acceptance", words)
    if ending is not None and ending.on <= view.as_of:
        words = ending_text(t, ending.as_, t.localized(row, "successor"))
        yield _decided_event(t, ending.on, "end", words, localize(ending.reason, view.lang))


def _decided_event(t: Translator, on: dt.date, kind: str, words: str, reason: str = "") -> Event:
    return Event(
        date=on,
        on=day(on),
        kind=kind,
        mark=_MARKS[kind],
        kind_label=t(KIND_KEYS[kind]),
        words=Markup(prose(words)),
        note=Markup(prose(reason)),
    )


def _document(view: PageContext, source: model.Source) -> list[Event]:
    """The document of the promise, if it is known when that was published: a year, a month or a day."""
    t, document = view.t, view.portfolio.documents.get(source.document)
    if document is None or not document.published:
        return []
    date = dt.date.fromisoformat(f"{document.published}-01-01"[: len("2022-01-01")])
    if date > view.as_of:
        return []
    title = html.external_link(localize(document.title, view.lang), document.url)
    return [
        Event(
            date=date,
            on=document.published,
            kind="document",
            mark=_MARKS["document"],
            kind_label=t(KIND_KEYS["document"]),
            words=Markup(title),
            details=t("events.promised"),
        )
    ]
