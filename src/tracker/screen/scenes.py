"""The contents of the public screen, scene by scene; `scene_html` renders them.

Expects the public part of a portfolio (`portfolio.redaction`). A scene without content is left out.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import isnan
from typing import Any, Final, NamedTuple

from tracker.analysis import agenda, earned_value, rollup
from tracker.analysis.assessment import STATUSES, UNASSESSED
from tracker.analysis.rows import AssessedTarget, typed_rows
from tracker.numbers import number, percent
from tracker.portfolio.model import RATE_KINDS
from tracker.screen import projects as screen_projects
from tracker.screen import timeline
from tracker.screen.cards import ScreenCard, screen_card
from tracker.screen.projects import Project
from tracker.screen.settings import ScreenSettings, paginate
from tracker.screen.timeline import TimelineBody
from tracker.views.context import PageContext
from tracker.views.overview import headline
from tracker.views.selections import DAYS_AHEAD
from tracker.views.timeline import first_due_text

CARDS_PER_PAGE: Final = 6
PAGES_PER_ROTATION: Final = {"themes": 10, "timeline": 3, "projects": 4, "done": 2, "short": 5}
"""Pages per scene, and per theme, in one rotation; the next rotation shows the following ones."""
MAX_PAGES: Final = 100
"""Pages per scene in all rotations; the remainder is shown as "12 more"."""
_THEME_COUNTS: Final = {
    "screen.theme.fine": ("achieved", "on_track"),
    "screen.theme.behind": rollup.BEHIND,
    "screen.theme.waiting": ("not_started",),
    "screen.theme.silent": ("unreported",),
    "screen.theme.unjudged": ("not_judged",),
}
"""The statuses that each phrase of a theme's subtitle counts."""


class KeyFigure(NamedTuple):
    number: str
    caption: str


class OverviewBody(NamedTuple):
    counts: dict[str, int]  # by status, without zeros
    figures: tuple[KeyFigure, ...]


class CardsBody(NamedTuple):
    items: tuple[ScreenCard, ...]
    show_theme: bool  # whether each card names its theme


class ProjectsBody(NamedTuple):
    projects: tuple[Project, ...]


class Scene(NamedTuple):
    """One page of one scene in one language."""

    name: str  # of model.SCENE_NAMES
    theme: str  # key of the theme, "" for other scenes
    title: str
    subtitle: str
    page: int
    pages: int
    body: (
        OverviewBody | CardsBody | TimelineBody | ProjectsBody | None
    )  # None: a title and a subtitle only


def build_scenes(view: PageContext, settings: ScreenSettings) -> tuple[Scene, ...]:
    """All scenes of one language in order; at least one."""
    if view.assessed.empty:
        return (_empty_scene(view),)
    scenes = [scene for name in settings.scenes for scene in _SCENE_BUILDERS[name](view, settings)]
    return tuple(scenes) or (_empty_scene(view),)


def play_order(scenes: Sequence[Scene]) -> list[Scene]:
    """The scenes of as many rotations as it takes to show every page; `screen.js` does the same."""
    groups: dict[tuple[str, str], int] = Counter((scene.name, scene.theme) for scene in scenes)
    windows = {
        group: -(-size // PAGES_PER_ROTATION.get(group[0], size)) for group, size in groups.items()
    }
    order = []
    for rotation in range(max(windows.values(), default=0)):
        seen: Counter[tuple[str, str]] = Counter()
        for scene in scenes:
            group = scene.name, scene.theme
            window = seen[group] // PAGES_PER_ROTATION.get(scene.name, groups[group])
            seen[group] += 1
            if window == rotation % windows[group]:
                order.append(scene)
    return order


def _empty_scene(view: PageContext) -> Scene:
    t = view.t
    subtitle = t("screen.nothing.below" if view.assessed.empty else "screen.nothing.chosen")
    return Scene("whole", "", view.title, subtitle, 1, 1, None)


def _overview(view: PageContext, _: ScreenSettings) -> Iterator[Scene]:
    title = headline(view)[0]
    counts = _status_counts(view.by_id.values(), STATUSES)
    body = OverviewBody(counts, tuple(_key_figures(view)))
    yield Scene("whole", "", title, view.title, 1, 1, body)


def _status_counts(rows: Iterable[AssessedTarget], statuses: Iterable[str]) -> dict[str, int]:
    """Counts in the order of ``statuses``, without zeros."""
    counts = Counter(row.status for row in rows)
    return {status: counts[status] for status in statuses if status in counts}


def _key_figures(view: PageContext) -> Iterator[KeyFigure]:
    """Average progress, spending, and what is due next."""
    t, lang = view.t, view.lang
    share = rollup.overall(view.snapshot).completion_reported
    if not isnan(share):
        without_figure = view.assessed["status"].isin([*UNASSESSED, "not_started"])
        count = int((view.assessed["actual"].notna() & ~without_figure).sum())
        yield KeyFigure(percent(share, lang), t("screen.figure.progress", count=count))
    total = next(typed_rows(earned_value.totals(view.budget_status), earned_value.Totals))
    spent, approved = total.spent_of_both, total.approved_of_both
    scale = t.money_scale(view.portfolio.money, approved, spent)
    if not isnan(total.execution):
        caption = t(
            "screen.figure.spent",
            spent=number(spent, lang, scale.shift),
            approved=number(approved, lang, scale.shift),
            unit=scale.unit,
        )
        yield KeyFigure(percent(total.execution, lang), caption)
    upcoming = agenda.due_within(view.snapshot, DAYS_AHEAD)
    if count := len(upcoming):
        first = first_due_text(view, upcoming)
        caption = t("screen.figure.due", count=count, days=DAYS_AHEAD, day=first)
        yield KeyFigure(str(count), caption)


def _themes(view: PageContext, settings: ScreenSettings) -> Iterator[Scene]:
    t = view.t
    themes: dict[str, list[AssessedTarget]] = {}
    for row in view.by_id.values():
        themes.setdefault(row.theme, []).append(row)
    for key, rows in themes.items():
        if settings.themes is not None and key not in settings.themes:
            continue
        phrases = [t("screen.theme.total", count=len(rows))]
        for phrase, statuses in _THEME_COUNTS.items():
            if count := sum(row.status in statuses for row in rows):
                phrases.append(t(phrase, count=count))
        subtitle = t("chart.comma").join(phrases)
        yield from _card_pages(view, "themes", view.theme(key), subtitle, rows, theme=key)


def _achieved(view: PageContext, _: ScreenSettings) -> Iterator[Scene]:
    rows = [row for row in view.by_id.values() if row.status == "achieved"]
    newest_first = sorted(rows, key=_achieved_on, reverse=True)
    subtitle = view.t("screen.done.below", count=len(rows))
    yield from _card_pages(view, "done", view.t("screen.done"), subtitle, newest_first)


def _achieved_on(row: AssessedTarget) -> dt.date:
    """A rate is achieved at the end of its period."""
    on = row.due if row.kind in RATE_KINDS else row.reached_on
    return on or dt.date.min


def _behind(view: PageContext, _: ScreenSettings) -> Iterator[Scene]:
    """Targets that fall short, then unreported ones, whose progress is not known."""
    t = view.t
    rows = [view.row(key) for key in agenda.worst_first(view.assessed)["id"]]
    behind = [row for row in rows if row.status != "unreported"]
    unreported = [row for row in rows if row.status == "unreported"]
    subtitle = t.status_counts(_status_counts(rows, rollup.BEHIND))
    yield from _card_pages(view, "short", t("screen.short"), subtitle, behind)
    subtitle = t("screen.short.silent.below", count=len(unreported))
    yield from _card_pages(view, "short", t("screen.short.silent"), subtitle, unreported)


def _timeline(view: PageContext, _: ScreenSettings) -> Iterator[Scene]:
    t = view.t
    whole = timeline.build_timeline(view)
    pages = paginate(whole.bars, CARDS_PER_PAGE, MAX_PAGES)
    overdue = sum(span.is_overdue for span in whole.bars)
    phrases = []
    if upcoming := len(whole.bars) - overdue:
        phrases.append(t("screen.timeline.coming", count=upcoming))
    if overdue:
        phrases.append(t("screen.timeline.over", count=overdue))
    subtitle = t("chart.comma").join(phrases) + _remainder(view, len(whole.bars), pages)
    for page, spans in enumerate(pages, 1):
        body = whole._replace(bars=tuple(spans))
        yield Scene("timeline", "", t("screen.timeline"), subtitle, page, len(pages), body)


def _projects(view: PageContext, _: ScreenSettings) -> Iterator[Scene]:
    t = view.t
    rows = screen_projects.targets_with_steps(view)
    pages = paginate(rows, screen_projects.PROJECTS_PER_PAGE, MAX_PAGES)
    subtitle = t("screen.projects.below", count=len(rows)) + _remainder(view, len(rows), pages)
    for page, portion in enumerate(pages, 1):
        projects = (screen_projects.build_project(view, row.id) for row in portion)
        body = ProjectsBody(tuple(projects))
        yield Scene("projects", "", t("screen.projects"), subtitle, page, len(pages), body)


def _card_pages(
    view: PageContext,
    name: str,
    title: str,
    subtitle: str,
    rows: Sequence[AssessedTarget],
    *,
    theme: str = "",
) -> Iterator[Scene]:
    """The cards of ``rows``, at most `CARDS_PER_PAGE` per page."""
    pages = paginate(rows, CARDS_PER_PAGE, MAX_PAGES)
    subtitle += _remainder(view, len(rows), pages)
    for page, portion in enumerate(pages, 1):
        items = tuple(screen_card(view, row) for row in portion)
        body = CardsBody(items, show_theme=not theme)
        yield Scene(name, theme, title, subtitle, page, len(pages), body)


def _remainder(view: PageContext, count: int, pages: Sequence[Sequence[Any]]) -> str:
    remainder = count - sum(map(len, pages))
    return view.t("screen.rest", count=remainder) if remainder else ""


_SCENE_BUILDERS: Final[dict[str, Callable[[PageContext, ScreenSettings], Iterable[Scene]]]] = {
    "whole": _overview,
    "themes": _themes,
    "timeline": _timeline,
    "projects": _projects,
    "done": _achieved,
    "short": _behind,
}
