"""Due dates and steps for calendars, as iCalendar; folding and escaping are the library's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event

from tracker.i18n import SHAPES, day
from tracker.site.atom import authority
from tracker.site.sanitize import clean
from tracker.views.context import View
from tracker.views.details import Dossier


def events(view: View, dossier: Dossier, base: str | None) -> str:
    """The target's due day and those of its steps; a step without a day of its own is due with it."""
    say, row = view.say, dossier.row
    title, host = say.pick(row, "title"), authority(base)
    lamp = f"{SHAPES[row.lamp]} {say(f'lamp.{row.lamp}')}"
    page = f"{base}{'' if view.lang == 'zh' else 'en/'}targets/{row.id}.html" if base else None
    found = []
    if row.due is not None:
        about = f"{lamp}\n{say.pick(row, 'why')}"
        said = say("calendar.due", target=title)
        found.append(_event(view, f"due-{row.id}@{host}", row.due, said, about=about, page=page))
    for step in dossier.steps:
        if step.due is None:
            continue
        said = say("calendar.step", target=title, step=say.pick(step, "title"))
        done = dossier.done.get(step.milestone)
        state = say("step.done", day=day(done)) if done else say("step.open")
        uid = f"step-{row.id}-{step.milestone}@{host}"
        found.append(_event(view, uid, step.due, said, about=state, page=page))
    return "".join(found)


def _event(view: View, uid: str, on: dt.date, said: str, *, about: str, page: str | None) -> str:
    event = Event()
    if view.portfolio.header.demonstration:
        about = f"{view.say('demo.ribbon')}\n{about}"
    event.add("uid", uid)
    event.add("dtstamp", dt.datetime.combine(view.as_of, dt.time(), dt.UTC))
    event.add("dtstart", on)
    event.add("dtend", min(on, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1))
    event.add("summary", clean(said))
    event.add("description", clean(about))
    event.add("transp", "TRANSPARENT")
    if page:
        event.add("url", page)
    return str(event.to_ical().decode("utf-8"))


def document(view: View, found: Iterable[str]) -> str:
    """A calendar of such events."""
    calendar = Calendar()
    title = view.title
    if view.portfolio.header.demonstration:
        title = f"{title} · {view.say('demo.ribbon')}"
    calendar.add("prodid", "-//tracker//public commitments//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", clean(title))
    head, end, tail = calendar.to_ical().decode("utf-8").partition("END:VCALENDAR")
    return f"{head}{''.join(found)}{end}{tail}"
