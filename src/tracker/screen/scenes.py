"""What the public screen shows, scene by scene: the data, apart from drawing it.

The portfolio is the public one (`tracker.public`). A scene with nothing to say is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

import pandas as pd

from tracker.analysis import agenda, earned_value, rollup
from tracker.analysis.assessment import STATUSES, UNASSESSED
from tracker.i18n import day, number, percent
from tracker.portfolio.model import RATE_KINDS
from tracker.screen import projects as screen_projects
from tracker.screen import timeline
from tracker.screen.cards import ScreenCard, screen_card
from tracker.screen.projects import Project
from tracker.screen.settings import ScreenSettings as Settings
from tracker.screen.settings import paginate
from tracker.screen.timeline import TimelineBody
from tracker.views.context import PageContext, iter_rows
from tracker.views.overview import headline

CARDS_PER_PAGE: Final = 6
MAX_PAGES: Final = {"themes": 10, "timeline": 3, "projects": 4, "done": 2, "short": 5}
"""At most so many pages of a kind, of a theme; what is beyond them is counted aloud."""
DAYS_AHEAD: Final = 90
_BEHIND_STATUSES: Final = ("at_risk", "off_track", "missed")


class KeyFigure(NamedTuple):
    number: str
    caption: str


class OverviewBody(NamedTuple):
    counts: dict[str, int]  # by status, those that occur
    figures: tuple[KeyFigure, ...]


class CardsBody(NamedTuple):
    items: tuple[ScreenCard, ...]
    show_theme: bool  # each item names its theme


class ProjectsBody(NamedTuple):
    projects: tuple[Project, ...]


class EmptyBody(NamedTuple):
    """Said kindly, where there is nothing else to show."""


class Scene(NamedTuple):
    name: str  # of model.SCENES
    theme: str  # the theme's key, for the scenes of a theme
    title: str
    subtitle: str
    page: int
    pages: int
    body: OverviewBody | CardsBody | TimelineBody | ProjectsBody | EmptyBody


def build_scenes(view: PageContext, settings: Settings) -> tuple[Scene, ...]:
    """All scenes of one language in their order; at least one."""
    if view.assessed.empty:
        return (_empty_scene(view),)
    made = [scene for name in settings.scenes for scene in _SCENE_BUILDERS[name](view, settings)]
    return tuple(made) or (_empty_scene(view),)


def _empty_scene(view: PageContext) -> Scene:
    t = view.t
    below = t("screen.nothing.below" if view.assessed.empty else "screen.nothing.chosen")
    return Scene("whole", "", view.title, below, 1, 1, EmptyBody())


def _overview(view: PageContext, _: Settings) -> Iterator[Scene]:
    first, _below = headline(view)
    found = view.assessed["status"].value_counts()
    counts = {status: int(found[status]) for status in STATUSES if status in found}
    yield Scene(
        "whole", "", first, view.title, 1, 1, OverviewBody(counts, tuple(_key_figures(view)))
    )


def _key_figures(view: PageContext) -> Iterator[KeyFigure]:
    """The figures that matter: how far on average, the money, what is next."""
    t, lang = view.t, view.lang
    share = rollup.overall(view.snapshot)["progress_reported"]
    if not pd.isna(share):
        silent = view.assessed["status"].isin([*UNASSESSED, "not_started"])
        count = int((view.assessed["actual"].notna() & ~silent).sum())
        yield KeyFigure(percent(share, lang), t("screen.figure.progress", count=count))
    total = next(iter_rows(earned_value.totals(view.budget_status)))
    unit = t.money_unit(view.portfolio.money)
    if not pd.isna(total.execution):
        words = t(
            "screen.figure.spent",
            spent=number(total.spent, lang, 1),
            approved=number(total.approved, lang, 1),
            unit=unit,
        )
        yield KeyFigure(percent(total.execution, lang), words)
    coming = agenda.due_within(view.snapshot, DAYS_AHEAD)
    if len(coming):
        on = day(coming["date"].iloc[0])
        key = "screen.figure.due" if len(coming) > 1 else "screen.figure.due_one"
        yield KeyFigure(str(len(coming)), t(key, days=DAYS_AHEAD, day=on))


def _themes(view: PageContext, settings: Settings) -> Iterator[Scene]:
    t = view.t
    for key, rows in view.rows.groupby("theme", sort=False):
        if settings.themes is not None and key not in settings.themes:
            continue
        statuses = rows["status"]
        counts = {
            "total": len(rows),
            "fine": int(statuses.isin(["achieved", "on_track"]).sum()),
            "behind": int(statuses.isin(_BEHIND_STATUSES).sum()),
            "waiting": int((statuses == "not_started").sum()),
            "silent": int((statuses == "unreported").sum()),
            "unjudged": int((statuses == "not_judged").sum()),
        }
        told = [t(f"screen.theme.{name}", count=count) for name, count in counts.items() if count]
        below = t("chart.comma").join(told)
        yield from _card_pages(view, "themes", view.theme(str(key)), below, rows, theme=str(key))


def _achieved(view: PageContext, _: Settings) -> Iterator[Scene]:
    rows = view.rows[view.rows["status"] == "achieved"]
    on = rows["reached_on"].mask(
        rows["kind"].isin(RATE_KINDS), rows["due"]
    )  # a rate is kept to its end
    rows = rows.loc[on.sort_values(ascending=False, kind="stable", na_position="last").index]
    below = view.t("screen.done.below", count=len(rows))
    yield from _card_pages(view, "done", view.t("screen.done"), below, rows)


def _behind(view: PageContext, _: Settings) -> Iterator[Scene]:
    """What fell short, and apart from it what nobody reported: that may be done or not."""
    t = view.t
    rows = view.rows.loc[agenda.worst_first(view.assessed)["id"]]
    silent = rows["status"] == "unreported"
    counts = rows["status"].value_counts()
    said = [f"{t(f'status.{name}')} {counts[name]}" for name in _BEHIND_STATUSES if name in counts]
    yield from _card_pages(view, "short", t("screen.short"), " · ".join(said), rows[~silent])
    below = t("screen.short.silent.below", count=int(silent.sum()))
    yield from _card_pages(view, "short", t("screen.short.silent"), below, rows[silent])


def _timeline(view: PageContext, _: Settings) -> Iterator[Scene]:
    t = view.t
    found = timeline.build_timeline(view)
    portions = paginate(found.bars, CARDS_PER_PAGE, MAX_PAGES["timeline"])
    over = sum(span.is_overdue for span in found.bars)
    counts = {"coming": len(found.bars) - over, "over": over}
    told = [t(f"screen.timeline.{name}", count=count) for name, count in counts.items() if count]
    below = t("chart.comma").join(told)
    below += _remainder(view, len(found.bars), portions)
    for page, spans in enumerate(portions, 1):
        body = found._replace(bars=tuple(spans))
        yield Scene("timeline", "", t("screen.timeline"), below, page, len(portions), body)


def _projects(view: PageContext, _: Settings) -> Iterator[Scene]:
    t = view.t
    rows = screen_projects.targets_with_steps(view)
    portions = paginate(list(rows["id"]), screen_projects.PROJECTS_PER_PAGE, MAX_PAGES["projects"])
    below = t("screen.projects.below", count=len(rows)) + _remainder(view, len(rows), portions)
    projects = screen_projects.build_projects(
        view, [key for portion in portions for key in portion]
    )
    for page, portion in enumerate(portions, 1):
        body = ProjectsBody(tuple(projects[key] for key in portion))
        yield Scene("projects", "", t("screen.projects"), below, page, len(portions), body)


def _card_pages(
    view: PageContext, name: str, title: str, below: str, rows: pd.DataFrame, *, theme: str = ""
) -> Iterator[Scene]:
    """``rows`` in portions of `CARDS_PER_PAGE`."""
    portions = paginate(list(rows["id"]), CARDS_PER_PAGE, MAX_PAGES[name])
    below += _remainder(view, len(rows), portions)
    for page, portion in enumerate(portions, 1):
        items = tuple(screen_card(view, view.by_id[key]) for key in portion)
        body = CardsBody(items, show_theme=not theme)
        yield Scene(name, theme, title, below, page, len(portions), body)


def _remainder(view: PageContext, count: int, portions: Sequence[Sequence[Any]]) -> str:
    left = count - sum(map(len, portions))
    return view.t("screen.rest", count=left) if left else ""


_SCENE_BUILDERS: Final[dict[str, Callable[[PageContext, Settings], Iterable[Scene]]]] = {
    "whole": _overview,
    "themes": _themes,
    "timeline": _timeline,
    "projects": _projects,
    "done": _achieved,
    "short": _behind,
}
