"""Calendars in iCalendar format (RFC 5545): due dates of targets, milestones and decisions, and reports due.

An event keeps its UID for good, and its SEQUENCE grows whenever its day changes, by a revision or without one, so that
a calendar program moves it (RFC 5546, section 2.1.4).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

import pandas as pd
from icalendar import Calendar, Event
from icalendar.prop import vDDDTypes, vInt, vText, vUri

from tracker.analysis.decisions import known_decisions
from tracker.analysis.details import TargetDetails
from tracker.analysis.rows import DecisionRow
from tracker.analysis.status_words import status_label
from tracker.html import without_forbidden
from tracker.i18n import Lang, Translator, day
from tracker.site.atom import authority
from tracker.site.layout import lang_folder
from tracker.views.context import PageContext
from tracker.views.target_issues import decision_words
from tracker.views.target_row import is_assumed, is_assumed_step

FILE: Final = "calendar.ics"
_PUBLISHED: Final = re.compile(
    r"^DTSTART;VALUE=DATE:(\d{8})\r\n(?:(?!END:).*\r\n)*?UID:(.*)\r\n(?:(?!END:).*\r\n)*?SEQUENCE:(\d{1,9})\r\n",
    re.MULTILINE,
)
"""Day, UID and SEQUENCE of an event, in the order in which icalendar writes them."""


class CalendarEvent(NamedTuple):
    """An event of the published calendar."""

    uid: str
    on: str  # the day as iCalendar writes it: 20261231
    sequence: int  # how often its day was revised
    text: str


class PublishedEvent(NamedTuple):
    """What an earlier publication had of an event."""

    on: str
    sequence: int


def target_events(
    view: PageContext, details: TargetDetails, base: str | None
) -> list[CalendarEvent]:
    """Events for the due dates of a target and of its milestones, unless it ended, and of its decisions."""
    t, row = view.t, details.row
    title, host = t.localized(row, "title"), authority(base)
    url = f"{base}{lang_folder(view.lang)}targets/{row.id}.html" if base else None
    ribbon = f"{t('demo.ribbon')}\n" if view.portfolio.header.demonstration else ""
    events = []
    is_pursued = row.status != "ended"
    if is_pursued and row.due is not None:
        events.append(
            _all_day_event(
                uid=f"due-{row.id}@{host}",
                as_of=view.as_of,
                on=row.due,
                summary=t(
                    "calendar.due.assumed" if is_assumed(view, row.id, "due") else "calendar.due",
                    target=title,
                ),
                description=f"{ribbon}{status_label(row, t)}\n{t.localized(row, 'why')}",
                url=url,
                sequence=sum(change.field == "due" for change in details.revisions),
            )
        )
    for step in details.steps if is_pursued else ():
        if step.due is None:
            continue
        done_on = details.done.get(step.milestone)
        assumed = is_assumed_step(view, row.id, step.due)
        state = t("step.done", day=day(done_on)) if done_on else t("step.open")
        events.append(
            _all_day_event(
                uid=f"step-{row.id}-{step.milestone}@{host}",
                as_of=view.as_of,
                on=step.due,
                summary=t(
                    "calendar.step.assumed" if assumed else "calendar.step",
                    target=title,
                    step=t.localized(step, "title"),
                ),
                description=f"{ribbon}{state}",
                url=url,
            )
        )
    events += _decision_events(view, details.decisions, host)
    return [_published_form(event) for event in events]


def general_events(view: PageContext, base: str | None) -> list[CalendarEvent]:
    """Events for the decisions on no target in particular that have a due date."""
    decisions = [one for one in known_decisions(view.tables, view.as_of) if one.id is None]
    return [_published_form(event) for event in _decision_events(view, decisions, authority(base))]


def _decision_events(view: PageContext, decisions: Iterable[DecisionRow], host: str) -> list[Event]:
    t = view.t
    ribbon = f"{t('demo.ribbon')}\n" if view.portfolio.header.demonstration else ""
    return [
        _all_day_event(
            uid=f"decision-{decision.decision}@{host}",
            as_of=view.as_of,
            on=decision.due,
            summary=decision_summary(t, decision),
            description=f"{ribbon}{t.localized(decision, 'review')}\n{decision_words(t, decision, view.as_of)}",
        )
        for decision in decisions
        if decision.due is not None
    ]


def decision_summary(t: Translator, decision: DecisionRow) -> str:
    """What was decided and who acts."""
    text, owner = t.localized(decision, "text"), t.localized(decision, "owner")
    return (
        t("calendar.decision.owner", text=text, owner=owner)
        if owner
        else t("calendar.decision", text=text)
    )


def published_events(site: Path | None) -> dict[str, PublishedEvent]:
    """By UID, what the site in a folder has; nothing before the first publication."""
    if site is None or not (file := site / FILE).is_file():
        return {}
    text = file.read_bytes().decode("utf-8", "replace").replace("\r\n ", "")
    return {
        uid: PublishedEvent(on, int(sequence)) for on, uid, sequence in _PUBLISHED.findall(text)
    }


def targets_calendar(
    view: PageContext,
    events: Iterable[CalendarEvent],
    published: Mapping[str, PublishedEvent],
) -> str:
    """A calendar of `target_events` and `general_events`; ``published`` are those of the last publication."""
    title = view.title
    if view.portfolio.header.demonstration:
        title = f"{title} · {view.t('demo.ribbon')}"
    calendar = _calendar("public commitments", title)
    calendar.add("method", "PUBLISH")
    calendar.add("refresh-interval", dt.timedelta(hours=12), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT12H")
    head, end, tail = calendar.to_ical().decode("utf-8").partition("END:VCALENDAR")
    texts = (_numbered(event, published.get(event.uid)) for event in events)
    return f"{head}{''.join(texts)}{end}{tail}"


def _numbered(event: CalendarEvent, before: PublishedEvent | None) -> str:
    """The event with a SEQUENCE that is higher than before where its day is another one."""
    if before is None:
        return event.text
    sequence = max(event.sequence, before.sequence + (before.on != event.on))
    if sequence == event.sequence:
        return event.text
    line = "\r\nSEQUENCE:{}\r\n"
    return event.text.replace(line.format(event.sequence), line.format(sequence), 1)


def reports_calendar(
    reports: pd.DataFrame,
    name: str,
    leads: Mapping[str, str],
    as_of: dt.date,
    lang: Lang,
    *,
    decisions: Iterable[DecisionRow] = (),
) -> bytes:
    """One all-day event per report due, on the last day it is on time, and per decision on its due day.

    ``reports`` is `agenda.reports_due`, ``name`` the name of the calendar, ``leads`` the names of
    organisations by key. The same rows and day give the same bytes. An event keeps its UID as long as the
    report is due, so a calendar program that reads the file again replaces the event.
    """
    t = Translator(lang)
    events = [_report_event(row, t, leads, as_of) for row in reports.itertuples()]
    events += [
        _all_day_event(
            uid=f"decision-{decision.decision}@tracker",
            as_of=as_of,
            on=decision.due,
            summary=decision_summary(t, decision),
            description=decision_words(t, decision, as_of),
        )
        for decision in decisions
        if decision.due is not None
    ]
    calendar = _calendar("owed reports", name)
    for event in events:
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _report_event(row: Any, t: Translator, leads: Mapping[str, str], as_of: dt.date) -> Event:
    lead = leads.get(row.lead, row.lead) if isinstance(row.lead, str) else t("lead.none")
    last_day, period_end = row.last_day.date(), row.period_end.date()
    late = t("owed.late", count=int(row.days_late)) if row.days_late else ""
    return _all_day_event(
        uid=f"{row.id}-{period_end:%Y%m%d}@tracker",
        as_of=as_of,
        on=last_day,
        summary=t("owed.event", title=t.localized(row, "title"), lead=lead),
        description=t("owed.about", id=row.id, period=day(period_end), last=day(last_day)) + late,
    )


def _published_form(event: Event) -> CalendarEvent:
    text = event.to_ical(sorted=False).decode("utf-8")
    return CalendarEvent(
        event.uid, event.DTSTART.isoformat().replace("-", ""), event.sequence, text
    )


def _calendar(product: str, name: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//tracker//{product}//ZH")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", without_forbidden(name))
    return calendar


def _all_day_event(
    *,
    uid: str,
    as_of: dt.date,
    on: dt.date,
    summary: str,
    description: str,
    url: str | None = None,
    sequence: int = 0,
) -> Event:
    end = min(on, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
    event = Event()
    # values of the types and in the order of icalendar: it would look for both, in a third of the time
    event["SUMMARY"] = vText(without_forbidden(summary))
    event["DTSTART"] = vDDDTypes(on)
    event["DTEND"] = vDDDTypes(end)
    event["DTSTAMP"] = vDDDTypes(dt.datetime.combine(as_of, dt.time(), dt.UTC))
    event["UID"] = vText(uid)
    event["SEQUENCE"] = vInt(sequence)
    event["DESCRIPTION"] = vText(without_forbidden(description))
    event["TRANSP"] = vText("TRANSPARENT")  # a deadline does not block the day
    if url:
        event["URL"] = vUri(url)
    return event
