"""What the public screen shows, scene by scene: the data, apart from drawing it.

The portfolio is the public one (`tracker.public`). A scene with nothing to say is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker.analysis import agenda, earned_value, rollup
from tracker.analysis.assessment import GREY, LAMPS
from tracker.i18n import day, number, percent
from tracker.portfolio.model import RATES
from tracker.screen import projects as screen_projects
from tracker.screen import timeline
from tracker.screen.cards import Item, item
from tracker.screen.projects import Project
from tracker.screen.settings import Settings as Settings  # noqa: PLC0414 -- callers find it here
from tracker.screen.settings import paged
from tracker.screen.timeline import Timeline
from tracker.views.context import View, each
from tracker.views.overview import answer

ITEMS: Final = 6
PAGES: Final = {"themes": 10, "timeline": 3, "projects": 4, "done": 2, "short": 5}
"""At most so many pages of a kind, of a theme; what is beyond them is counted aloud."""
DAYS_AHEAD: Final = 90
_SHORT: Final = ("at_risk", "off_track", "missed")


class Figure(NamedTuple):
    number: str
    words: str


class Whole(NamedTuple):
    counts: dict[str, int]  # by lamp, those that occur
    figures: tuple[Figure, ...]


class Items(NamedTuple):
    items: tuple[Item, ...]
    themed: bool  # each item names its theme


class Projects(NamedTuple):
    projects: tuple[Project, ...]


class Nothing(NamedTuple):
    """Said kindly, where there is nothing else to show."""


class Scene(NamedTuple):
    name: str  # of model.SCENES
    theme: str  # the theme's key, for the scenes of a theme
    title: str
    below: str
    page: int
    pages: int
    body: Whole | Items | Timeline | Projects | Nothing


def scenes(view: View, settings: Settings) -> tuple[Scene, ...]:
    """All scenes of one language in their order; at least one."""
    if view.assessed.empty:
        return (_nothing(view),)
    made = [scene for name in settings.scenes for scene in _MADE[name](view, settings)]
    return tuple(made) or (_nothing(view),)


def _nothing(view: View) -> Scene:
    say = view.say
    below = say("screen.nothing.below" if view.assessed.empty else "screen.nothing.chosen")
    return Scene("whole", "", view.title, below, 1, 1, Nothing())


def _whole(view: View, _: Settings) -> Iterator[Scene]:
    first, _below = answer(view)
    found = view.assessed["lamp"].value_counts()
    counts = {lamp: int(found[lamp]) for lamp in LAMPS if lamp in found}
    yield Scene("whole", "", first, view.title, 1, 1, Whole(counts, tuple(_figures(view))))


def _figures(view: View) -> Iterator[Figure]:
    """The figures that matter: how far on average, the money, what is next."""
    say, lang = view.say, view.lang
    share = rollup.overall(view.tables, view.assessed)["progress_reported"]
    if not pd.isna(share):
        silent = view.assessed["lamp"].isin([*GREY, "not_started"])
        count = int((view.assessed["actual"].notna() & ~silent).sum())
        yield Figure(percent(share, lang), say("screen.figure.progress", count=count))
    total = next(each(earned_value.totals(view.clocks)))
    unit = say.money(view.portfolio.money)
    if not pd.isna(total.execution):
        words = say(
            "screen.figure.spent",
            spent=number(total.spent, lang, 1),
            approved=number(total.approved, lang, 1),
            unit=unit,
        )
        yield Figure(percent(total.execution, lang), words)
    coming = agenda.due_within(view.tables, view.assessed, view.as_of, DAYS_AHEAD)
    if len(coming):
        on = day(coming["date"].iloc[0])
        key = "screen.figure.due" if len(coming) > 1 else "screen.figure.due_one"
        yield Figure(str(len(coming)), say(key, days=DAYS_AHEAD, day=on))


def _themes(view: View, settings: Settings) -> Iterator[Scene]:
    say = view.say
    for key, rows in view.rows.groupby("theme", sort=False):
        if settings.themes is not None and key not in settings.themes:
            continue
        lamps = rows["lamp"]
        counts = {
            "total": len(rows),
            "fine": int(lamps.isin(["achieved", "on_track"]).sum()),
            "behind": int(lamps.isin(_SHORT).sum()),
            "waiting": int((lamps == "not_started").sum()),
            "silent": int((lamps == "unreported").sum()),
            "unjudged": int((lamps == "not_judged").sum()),
        }
        told = [say(f"screen.theme.{name}", count=count) for name, count in counts.items() if count]
        below = say("chart.comma").join(told)
        yield from _pages(view, "themes", view.theme(str(key)), below, rows, theme=str(key))


def _done(view: View, _: Settings) -> Iterator[Scene]:
    rows = view.rows[view.rows["lamp"] == "achieved"]
    on = rows["reached_on"].mask(rows["kind"].isin(RATES), rows["due"])  # a rate is kept to its end
    rows = rows.loc[on.sort_values(ascending=False, kind="stable", na_position="last").index]
    below = view.say("screen.done.below", count=len(rows))
    yield from _pages(view, "done", view.say("screen.done"), below, rows)


def _short(view: View, _: Settings) -> Iterator[Scene]:
    """What fell short, and apart from it what nobody reported: that may be done or not."""
    say = view.say
    rows = view.rows.loc[agenda.worst_first(view.assessed)["id"]]
    silent = rows["lamp"] == "unreported"
    counts = rows["lamp"].value_counts()
    said = [f"{say(f'lamp.{name}')} {counts[name]}" for name in _SHORT if name in counts]
    yield from _pages(view, "short", say("screen.short"), " · ".join(said), rows[~silent])
    below = say("screen.short.silent.below", count=int(silent.sum()))
    yield from _pages(view, "short", say("screen.short.silent"), below, rows[silent])


def _timeline(view: View, _: Settings) -> Iterator[Scene]:
    say = view.say
    found = timeline.spans(view)
    portions = paged(found.spans, ITEMS, PAGES["timeline"])
    over = sum(span.over for span in found.spans)
    counts = {"coming": len(found.spans) - over, "over": over}
    told = [say(f"screen.timeline.{name}", count=count) for name, count in counts.items() if count]
    below = say("chart.comma").join(told)
    below += _rest(view, len(found.spans), portions)
    for page, spans in enumerate(portions, 1):
        body = found._replace(spans=tuple(spans))
        yield Scene("timeline", "", say("screen.timeline"), below, page, len(portions), body)


def _projects(view: View, _: Settings) -> Iterator[Scene]:
    say = view.say
    rows = screen_projects.with_steps(view)
    portions = paged(list(rows["id"]), screen_projects.PROJECTS, PAGES["projects"])
    below = say("screen.projects.below", count=len(rows)) + _rest(view, len(rows), portions)
    projects = screen_projects.projects(view, [key for portion in portions for key in portion])
    for page, portion in enumerate(portions, 1):
        body = Projects(tuple(projects[key] for key in portion))
        yield Scene("projects", "", say("screen.projects"), below, page, len(portions), body)


def _pages(
    view: View, name: str, title: str, below: str, rows: pd.DataFrame, *, theme: str = ""
) -> Iterator[Scene]:
    """``rows`` in portions of `ITEMS`."""
    portions = paged(list(rows["id"]), ITEMS, PAGES[name])
    below += _rest(view, len(rows), portions)
    for page, portion in enumerate(portions, 1):
        items = tuple(item(view, view.by_id[key]) for key in portion)
        body = Items(items, themed=not theme)
        yield Scene(name, theme, title, below, page, len(portions), body)


def _rest(view: View, count: int, portions: Sequence[Sequence[Any]]) -> str:
    left = count - sum(map(len, portions))
    return view.say("screen.rest", count=left) if left else ""


_MADE: Final[dict[str, Callable[[View, Settings], Iterable[Scene]]]] = {
    "whole": _whole,
    "themes": _themes,
    "timeline": _timeline,
    "projects": _projects,
    "done": _done,
    "short": _short,
}
