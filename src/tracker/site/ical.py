"""Calendars in iCalendar format (RFC 5545): due dates of targets, milestones and decisions, and reports due.

Written without a library, which took as long for an event as a chart takes; the tests read them with one. An event
keeps its UID for good, and its SEQUENCE grows when its day was revised, so that a calendar program moves it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from tracker.analysis.decisions import known_decisions
from tracker.analysis.details import TargetDetails
from tracker.analysis.rows import DecisionRow
from tracker.analysis.status_words import status_label
from tracker.i18n import Lang, Translator, day
from tracker.site.atom import authority
from tracker.site.layout import lang_folder
from tracker.views.context import PageContext
from tracker.views.spreadsheet import without_forbidden
from tracker.views.target_issues import decision_words
from tracker.views.target_row import is_assumed, is_assumed_step


def target_events(view: PageContext, details: TargetDetails, base: str | None) -> str:
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
    return "".join(events)


def general_events(view: PageContext, base: str | None) -> str:
    """Events for the decisions on no target in particular that have a due date."""
    decisions = [one for one in known_decisions(view.tables, view.as_of) if one.id is None]
    return "".join(_decision_events(view, decisions, authority(base)))


def _decision_events(view: PageContext, decisions: Iterable[DecisionRow], host: str) -> list[str]:
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


def targets_calendar(view: PageContext, events: Iterable[str]) -> str:
    """A calendar of `target_events` and `general_events`."""
    title = view.title
    if view.portfolio.header.demonstration:
        title = f"{title} · {view.t('demo.ribbon')}"
    again = "METHOD:PUBLISH\r\nREFRESH-INTERVAL;VALUE=DURATION:PT12H\r\nX-PUBLISHED-TTL:PT12H\r\n"
    return _calendar("public commitments", title, again, events)


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
    return _calendar("owed reports", name, "", events).encode()


def _report_event(row: Any, t: Translator, leads: Mapping[str, str], as_of: dt.date) -> str:
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


def _calendar(product: str, name: str, properties: str, events: Iterable[str]) -> str:
    """``properties`` are further lines of the calendar itself."""
    return "".join(
        (
            f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//tracker//{product}//ZH\r\n",
            properties,
            _text_line("X-WR-CALNAME", name),
            *events,
            "END:VCALENDAR\r\n",
        )
    )


def _all_day_event(
    *,
    uid: str,
    as_of: dt.date,
    on: dt.date,
    summary: str,
    description: str,
    url: str | None = None,
    sequence: int = 0,
) -> str:
    end = min(on, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1)
    return "".join(
        (
            "BEGIN:VEVENT\r\n",
            _folded(f"UID:{uid}"),
            f"DTSTAMP:{_day(as_of)}T000000Z\r\nSEQUENCE:{sequence}\r\n",
            f"DTSTART;VALUE=DATE:{_day(on)}\r\nDTEND;VALUE=DATE:{_day(end)}\r\n",
            _text_line("SUMMARY", summary),
            _text_line("DESCRIPTION", description),
            "TRANSP:TRANSPARENT\r\n",  # a deadline does not block the day
            _folded(f"URL:{url}") if url else "",
            "END:VEVENT\r\n",
        )
    )


def _day(on: dt.date) -> str:
    return on.isoformat().replace("-", "")  # strftime has no leading zeros before the year 1000


_ESCAPED: Final = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
_MAX_OCTETS: Final = 75


def _text_line(name: str, value: str) -> str:
    return _folded(f"{name}:{without_forbidden(value).translate(_ESCAPED)}")


def _folded(line: str) -> str:
    """A content line, folded into lines of at most 75 octets; no character is cut."""
    if len(line.encode()) <= _MAX_OCTETS:
        return line + "\r\n"
    parts, start, used = [], 0, 0
    for position, character in enumerate(line):
        octets = len(character.encode())
        if used + octets > _MAX_OCTETS:
            parts.append(line[start:position])
            start, used = position, 1  # the space that continues a line
        used += octets
    return "\r\n ".join([*parts, line[start:]]) + "\r\n"
