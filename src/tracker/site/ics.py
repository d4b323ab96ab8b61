"""Reports that are due -> a calendar that other programs subscribe to (RFC 5545)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pandas as pd
from icalendar import Calendar, Event

from tracker.i18n import Lang, Translator, day


def reports_calendar(
    owed: pd.DataFrame, name: str, leads: Mapping[str, str], as_of: dt.date, lang: Lang
) -> bytes:
    """One all-day event a report, on the last day it is in time; rows as `owed.owed` gives them.

    ``name`` is the calendar's, ``leads`` the organisations' names. The same rows and day give the same
    bytes, and an event keeps its UID as long as the same report is owed, so a program that reads the
    calendar again replaces what it has.
    """
    t = Translator(lang)
    made = Calendar()
    made.add("prodid", "-//tracker//owed reports//ZH")
    made.add("version", "2.0")
    made.add("x-wr-calname", name)
    for row in owed.itertuples():
        made.add_component(_report_event(row, t, leads, as_of))
    return bytes(made.to_ical())


def _report_event(row: Any, t: Translator, leads: Mapping[str, str], as_of: dt.date) -> Event:
    lead = leads.get(row.lead, row.lead) if isinstance(row.lead, str) else t("lead.none")
    last_day, period_end = row.last_day.date(), row.period_end.date()
    title = t.localized(row, "title")
    event = Event()
    event.add("uid", f"{row.id}-{period_end:%Y%m%d}@tracker")
    event.add("dtstamp", dt.datetime.combine(as_of, dt.time(), dt.UTC))
    event.add("dtstart", last_day)
    event.add("dtend", last_day + dt.timedelta(days=1))
    event.add("summary", t("owed.event", title=title, lead=lead))
    late = t("owed.late", days=row.days_late) if row.days_late else ""
    event.add(
        "description",
        t("owed.about", id=row.id, period=day(period_end), last=day(last_day)) + late,
    )
    event.add("transp", "TRANSPARENT")  # a deadline takes no time of the day
    return event
