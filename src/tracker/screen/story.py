"""One target as a scene of its own: its number, the promise, the curve, what was done, source and grade."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from math import isnan, nan
from typing import Final, NamedTuple

from tracker.analysis.amounts import measure_scale
from tracker.analysis.details import TargetDetails
from tracker.analysis.outlook import Outlook
from tracker.analysis.outlook_words import outlook_sentence
from tracker.analysis.recorded_reasons import recorded_reason
from tracker.analysis.rollup import BEHIND
from tracker.analysis.rows import AssessedTarget
from tracker.analysis.series import ProgressSeries
from tracker.analysis.status_words import status_word
from tracker.charts.captions import revised_values
from tracker.i18n import day, shorten
from tracker.portfolio.measures import Parts
from tracker.portfolio.texts import localize
from tracker.screen.cards import PROMISE_WIDTH, ScreenCard, screen_card
from tracker.screen.photos import Photo, photo_of
from tracker.screen.reasons import next_words, reason_words
from tracker.views.context import PageContext
from tracker.views.target_row import figure_text
from tracker.views.target_words import completed_steps, update_summary

PER_DAY: Final = 12
"""Stories of one day."""
_FIXED: Final = 6
"""Of them, those that say most; the others take turns day by day, so that each is shown in time."""
_WEIGHTS: Final = ("missed", "off_track", "achieved", "to_verify", "at_risk", "on_track")
_TITLE_WIDTH: Final = 120
_EVENT_WIDTH: Final = 48
_SOURCE_WIDTH: Final = 70
_BRIEF_WIDTH: Final = 36
MAX_EVENTS: Final = 3
"""Of a target behind one, which leaves room for the reason; none where that is the note of the last report."""


MAX_PARTS: Final = 5


class Event(NamedTuple):
    """What was done or reported on a day."""

    date: str
    words: str


class StoryPart(NamedTuple):
    """A target that a composite is composed of."""

    status: str
    word: str  # of the status
    title: str
    figure: str


class StoryBody(NamedTuple):
    """One target; ``outlook`` is there only with a verdict."""

    card: ScreenCard
    title: str
    theme: str
    promise: str
    former: str  # the goal and dates first promised, where they were revised
    series: ProgressSeries
    outlook: Outlook | None
    outlook_words: str
    reason: str  # why it falls short after the record; "" for a target that does not
    brief_reason: str  # the same where there is little room
    next: str
    events: tuple[Event, ...]
    source: str
    photo: Photo | None
    parts: tuple[StoryPart, ...]  # of a composite, the first ones
    parts_in_all: int


def stories(view: PageContext, rows: Sequence[AssessedTarget]) -> list[AssessedTarget]:
    """The targets that have a story today: those with the latest news and the gravest status, then by turns.

    A target without a status of its own has none: the scene of what is not known names it.
    """
    latest = view.snapshot.latest_reports

    def rank(row: AssessedTarget) -> tuple[int, int]:
        months = (view.as_of - latest.get(row.id, dt.date.min)).days // 31
        return months, _WEIGHTS.index(row.status)

    judged = (row for row in rows if row.status in _WEIGHTS and row.judged_on is not None)
    ranked = sorted(judged, key=rank)
    first, others = ranked[:_FIXED], ranked[_FIXED:]
    room = PER_DAY - _FIXED
    if len(others) > room:
        start = view.as_of.toordinal() * room % len(others)
        others = (others + others)[start : start + room]
    return first + others


def story(view: PageContext, details: TargetDetails) -> StoryBody:
    """The story of a target that has a figure."""
    t, row = view.t, details.row
    outlook = view.snapshot.outlook(row.id)
    has_verdict = outlook.verdict in ("reached", "missed")
    parts = tuple(_parts(view, details))
    card, is_behind, most = screen_card(view, row), row.status in BEHIND, MAX_EVENTS
    if is_behind:
        reason = recorded_reason(details)
        most = 0 if reason is not None and reason.source == "note" else 1
    return StoryBody(
        card=card,
        title=shorten(t.localized(row, "title"), _TITLE_WIDTH),
        theme=view.theme(row.theme),
        promise=shorten(t.localized(row, "promise"), PROMISE_WIDTH),
        former=_former(view, details),
        series=details.series,
        outlook=outlook if has_verdict else None,
        outlook_words=outlook_sentence(outlook, row, t) if has_verdict else "",
        reason=reason_words(view, details) if is_behind else "",
        brief_reason=reason_words(view, details, _BRIEF_WIDTH) if is_behind else "",
        next=next_words(view, details) if is_behind else "",
        events=tuple(_events(view, details)[:most]),
        source=_source(view, details),
        photo=photo_of(view.portfolio, row.id),
        parts=parts[:MAX_PARTS],
        parts_in_all=len(parts),
    )


def _parts(view: PageContext, details: TargetDetails) -> Iterator[StoryPart]:
    """The public ones."""
    measure = details.target.measure
    for part in measure.parts if isinstance(measure, Parts) else ():
        if row := view.by_id.get(part.target):
            title = shorten(view.t.localized(row, "title"), _EVENT_WIDTH)
            word = status_word(row, view.t)
            yield StoryPart(row.status, word, title, figure_text(view, row))


def _former(view: PageContext, details: TargetDetails) -> str:
    """What the goal, the due date and the start were before their first revisions, and until when."""
    t, scale = view.t, measure_scale(view.t, details.row)
    words: dict[tuple[str, str], str] = {}
    for revision in details.series.revisions:  # by date
        year = "" if isnan(revision.year) else str(int(revision.year))
        key = _FORMER_KEYS.get(revision.field, _FORMER_GOALS[bool(year)])
        before = revised_values(revision, view.lang, scale.shift)[0]
        if revision.field not in _FORMER_KEYS:
            before = t.amount(before, scale.unit)
        words.setdefault((key, year), t(key, before=before, day=day(revision.date), year=year))
    return " · ".join(words.values())


_FORMER_KEYS: Final = {"due": "screen.former.due", "start": "screen.former.start"}
_FORMER_GOALS: Final = ("screen.former.goal", "screen.former.goal_of_year")


def _events(view: PageContext, details: TargetDetails) -> list[Event]:
    """The latest reports that count, the newest first."""
    events: list[Event] = []
    scale = measure_scale(view.t, details.row)
    counting = {(point.date, point.value) for point in details.series.counting}
    for update in details.updates:
        if update.withdraws or update.number not in details.effective:
            continue
        if not isnan(update.value) and (update.date, update.value) not in counting:
            continue
        words = update_summary(
            view,
            scale,
            update._replace(spent=nan),
            completed_steps(view, details, update),
        ) or view.t.localized(update, "note")
        if words:
            events.append(Event(day(update.date), shorten(words, _EVENT_WIDTH)))
        if len(events) == MAX_EVENTS:
            break
    return events


def _source(view: PageContext, details: TargetDetails) -> str:
    """Where the latest figure is from and its grade; where it names no source, where the target was promised."""
    t, row = view.t, details.row
    for update in details.updates:
        if update.date == row.judged_on and (title := t.localized(update, "evidence")):
            grade = t("latest.grade", grade=update.grade) if update.grade else ""
            # a title alone would pass a private site's figure off as an official one
            publisher = t.localized(update, "publisher") if update.grade != "A" else ""
            words = (shorten(part, _SOURCE_WIDTH) for part in (title, publisher) if part)
            return t(
                "screen.source", source=t("screen.source.comma").join(filter(None, (*words, grade)))
            )
    document = view.portfolio.documents.get(row.source)
    title = "" if document is None else localize(document.title, view.lang)
    return t("screen.source.promise", source=shorten(title, _SOURCE_WIDTH)) if title else ""
