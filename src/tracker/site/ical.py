"""Due dates and steps for calendars, as iCalendar; folding and escaping are the library's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from icalendar import Calendar, Event

from tracker.i18n import STATUS_SHAPES, day
from tracker.site.atom import authority
from tracker.site.sanitize import sanitize_text
from tracker.views.context import PageContext
from tracker.views.details import TargetDetails


def target_events(view: PageContext, dossier: TargetDetails, base: str | None) -> str:
    """The target's due day and those of its steps; a step without a day of its own is due with it."""
    t, row = view.t, dossier.row
    title, host = t.localized(row, "title"), authority(base)
    status = f"{STATUS_SHAPES[row.status]} {t(f'status.{row.status}')}"
    page = f"{base}{'' if view.lang == 'zh' else 'en/'}targets/{row.id}.html" if base else None
    found = []
    if row.due is not None:
        about = f"{status}\n{t.localized(row, 'why')}"
        said = t("calendar.due", target=title)
        found.append(
            _target_event(view, f"due-{row.id}@{host}", row.due, said, about=about, page=page)
        )
    for step in dossier.steps:
        if step.due is None:
            continue
        said = t("calendar.step", target=title, step=t.localized(step, "title"))
        done = dossier.done.get(step.milestone)
        state = t("step.done", day=day(done)) if done else t("step.open")
        uid = f"step-{row.id}-{step.milestone}@{host}"
        found.append(_target_event(view, uid, step.due, said, about=state, page=page))
    return "".join(found)


def _target_event(
    view: PageContext, uid: str, on: dt.date, said: str, *, about: str, page: str | None
) -> str:
    event = Event()
    if view.portfolio.header.demonstration:
        about = f"{view.t('demo.ribbon')}\n{about}"
    event.add("uid", uid)
    event.add("dtstamp", dt.datetime.combine(view.as_of, dt.time(), dt.UTC))
    event.add("dtstart", on)
    event.add("dtend", min(on, dt.date.max - dt.timedelta(days=1)) + dt.timedelta(days=1))
    event.add("summary", sanitize_text(said))
    event.add("description", sanitize_text(about))
    event.add("transp", "TRANSPARENT")
    if page:
        event.add("url", page)
    return str(event.to_ical().decode("utf-8"))


def targets_calendar(view: PageContext, found: Iterable[str]) -> str:
    """A calendar of such events."""
    calendar = Calendar()
    title = view.title
    if view.portfolio.header.demonstration:
        title = f"{title} · {view.t('demo.ribbon')}"
    calendar.add("prodid", "-//tracker//public commitments//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", sanitize_text(title))
    head, end, tail = calendar.to_ical().decode("utf-8").partition("END:VCALENDAR")
    return f"{head}{''.join(found)}{end}{tail}"
