"""The scenes of the public screen, each of which says one thing; `scene_html` draws them.

Expects the public part of a portfolio (`portfolio.redaction`). A scene without content is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from tracker.analysis import agenda, rollup
from tracker.analysis.changes import comparison_day
from tracker.analysis.details import details_of_some
from tracker.analysis.rows import AssessedTarget
from tracker.html import NO_DATA
from tracker.i18n import day
from tracker.screen.cards import tick_legend
from tracker.screen.coming import ComingBody, coming
from tracker.screen.headline import HeadlineBody, headline_body
from tracker.screen.lately import LatelyBody, lately
from tracker.screen.map_pages import MapBody, map_pages
from tracker.screen.settings import ScreenSettings
from tracker.screen.shortfalls import SHORT_PER_PAGE, ShortBody, shortfalls
from tracker.screen.story import StoryBody, stories, story
from tracker.screen.theme_pages import ThemeBody, theme_pages
from tracker.screen.unknown import UnknownBody, unknown_counts, unknown_pages
from tracker.views.context import PageContext
from tracker.views.overview import headline
from tracker.views.target_row import has_bar

MAX_PAGES: Final = 400
"""Pages of a kind of scene, which is what fits into a day; what is beyond is shown as "12 more"."""

Body = (
    HeadlineBody
    | LatelyBody
    | StoryBody
    | ThemeBody
    | ComingBody
    | ShortBody
    | UnknownBody
    | MapBody
)


class Scene(NamedTuple):
    """One page of one scene in one language."""

    name: str  # of model.SCENE_NAMES
    title: str
    subtitle: str
    body: Body | None  # None: a title and a subtitle only
    themes: tuple[str, ...] = ()  # whose targets it shows alone; () where it is not about themes
    target: str = ""  # the one it is about


def build_scenes(view: PageContext) -> tuple[Scene, ...]:
    """Every scene of one language; at least one. The same number in each language."""
    if not _shown(view):
        return (empty_scene(view),)
    return tuple(scene for build in _SCENE_BUILDERS.values() for scene in build(view))


def is_chosen(scene: Scene, settings: ScreenSettings) -> bool:
    """Whether the settings ask for a scene; `screen.js` decides likewise."""
    if scene.name not in settings.scenes:
        return False
    return (
        settings.themes is None or not scene.themes or bool(set(scene.themes) & {*settings.themes})
    )


def _shown(view: PageContext) -> list[AssessedTarget]:
    return [row for row in view.by_id.values() if row.status != "ended"]


def empty_scene(view: PageContext) -> Scene:
    t = view.t
    subtitle = t("screen.nothing.chosen" if _shown(view) else "screen.nothing.below")
    return Scene("headline", view.title, subtitle, None)


def _headline(view: PageContext) -> Iterator[Scene]:
    title, unknown = headline(view)
    yield Scene("headline", title, unknown, headline_body(view, _shown(view)))


def _lately(view: PageContext) -> Iterator[Scene]:
    if body := lately(view, _shown(view)):
        below = view.t("screen.since", day=day(comparison_day(view.as_of)))
        yield Scene("lately", view.t("screen.lately"), below, body)


def _stories(view: PageContext) -> Iterator[Scene]:
    ids = [row.id for row in stories(view, _shown(view))]
    for details in details_of_some(view.snapshot, ids):
        body, row = story(view, details), details.row
        yield Scene("story", body.title, "", body, (row.theme,), row.id)


def _themes(view: PageContext) -> Iterator[Scene]:
    judged = [row for row in _shown(view) if row.status not in NO_DATA]
    for page in theme_pages(view, judged, MAX_PAGES):
        yield Scene("theme", page.title, page.legend, page.body, page.themes)


def _map(view: PageContext) -> Iterator[Scene]:
    for body in map_pages(view, _shown(view), MAX_PAGES):
        yield Scene("map", view.t("screen.map"), "", body)


def _coming(view: PageContext) -> Iterator[Scene]:
    if body := coming(view):
        rows = [view.row(each.target) for each in body.dates]
        bars = [row.pro_rata for row in rows if has_bar(row)]
        yield Scene("coming", view.t("screen.coming"), tick_legend(view.t, bars), body)


def _short(view: PageContext) -> Iterator[Scene]:
    """Targets behind or missed, worst first."""
    t = view.t
    worst = [view.row(key) for key in agenda.worst_first(view.assessed)["id"]]
    rows = [row for row in worst if row.status in rollup.BEHIND]
    subtitle = t.status_counts(rollup.status_counts(rows, rollup.BEHIND))
    if left_out := len(rows[SHORT_PER_PAGE * MAX_PAGES :]):
        subtitle += t("list.semicolon") + t("screen.rest", count=left_out)
    for body in shortfalls(view, rows, MAX_PAGES):
        target = body.items[0].card.id if len(body.items) == 1 else ""
        yield Scene("short", t("screen.short"), subtitle, body, (), target)


def _unknown(view: PageContext) -> Iterator[Scene]:
    """Every target without a status of its own."""
    subtitle = unknown_counts(view, _shown(view))
    for body in unknown_pages(view, _shown(view), MAX_PAGES):
        yield Scene("unknown", view.t("screen.unknown"), subtitle, body)


_SCENE_BUILDERS: Final[dict[str, Callable[[PageContext], Iterable[Scene]]]] = {
    "headline": _headline,
    "lately": _lately,
    "story": _stories,
    "theme": _themes,
    "map": _map,
    "coming": _coming,
    "short": _short,
    "unknown": _unknown,
}
