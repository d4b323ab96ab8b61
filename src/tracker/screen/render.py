"""The public screen as HTML: every scene of every language, and the footers below them.

`screen.js` rotates the scenes, `screen.css` lays them out. Everything the script needs, wording included,
is in ``data-`` attributes, so both files are constants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple

from tracker.charts import bars
from tracker.html import Html, tag, text
from tracker.i18n import Lang, Translator, day, languages
from tracker.portfolio import model
from tracker.screen.order import choose, play_order
from tracker.screen.qr import target_link
from tracker.screen.scene_html import scene_section
from tracker.screen.scenes import Scene, build_scenes, empty_scene, is_chosen
from tracker.screen.settings import ScreenSettings
from tracker.views.context import PageContext
from tracker.views.links import IGNORED_PARAMS

_STYLES: Final = (Path(bars.__file__).with_suffix(".css"), Path(__file__).with_name("screen.css"))
JS: Final = Path(__file__).with_name("screen.js")


@cache
def stylesheet() -> str:
    """Bars and strips as everywhere, then the screen."""
    return "".join(path.read_text(encoding="utf-8") for path in _STYLES)


class LocalizedScreen(NamedTuple):
    """One language of the screen: its scenes, and their positions in the order of play."""

    view: PageContext
    scenes: tuple[Scene, ...]
    order: tuple[int, ...]


def localized_screen(view: PageContext, settings: ScreenSettings) -> LocalizedScreen:
    """The scenes that the settings ask for; a notice where none of them has content."""
    scenes = build_scenes(view)
    order = choose(play_order(scenes), scenes, partial(is_chosen, settings=settings))
    if not order:
        return LocalizedScreen(view, (empty_scene(view),), (0,))
    shown = sorted(set(order))
    positions = {old: new for new, old in enumerate(shown)}
    return LocalizedScreen(
        view, tuple(scenes[old] for old in shown), tuple(positions[old] for old in order)
    )


def screen_html(
    parts: Iterable[LocalizedScreen], settings: ScreenSettings, **data: str | int | None
) -> Html:
    """The scenes and the footer of each of ``parts``; ``data`` becomes additional ``data-`` attributes."""
    inner: list[Html] = []
    parts = tuple(parts)
    for view, scenes, _ in parts:
        for place, scene in enumerate(scenes):
            link = target_link(settings.url, view.lang, scene.target) if settings.url else ""
            inner.append(scene_section(view, scene, place, link))
        inner.append(footer(view, settings))
    lost = tag("div", class_="lost", role="status", hidden="", data_text=_connection_lost_text())
    return tag(
        "div",
        tag("div", *inner, class_="frame"),
        lost,
        class_="screen",
        data_scenes=",".join(settings.scenes),
        data_names=",".join(model.SCENE_NAMES),
        data_order=",".join(map(str, parts[0].order)),
        data_seconds=settings.seconds,
        data_ignored=IGNORED_PARAMS,
        data_langs=",".join(settings.langs),
        data_palette=settings.palette,
        data_themes=",".join(settings.themes) if settings.themes is not None else None,
        **{f"data_{name}": value for name, value in data.items()},
    )


def static_screen_html(
    views: Mapping[Lang, PageContext],
    settings: ScreenSettings,
    version: str,
    poll: str,
    state: str | None = None,
) -> Html:
    """The screen of a static page: every scene in each of ``views``; its URL chooses among them.

    ``version`` is any text that changes with the screen; ``poll`` the URL of a JSON file with
    ``{"screen": version}``. When the version changes, the script fetches the page and replaces the screen.
    ``state`` is the URL of the publisher's state (`site.publisher_state.PublisherState`), if there is one.
    """
    every = settings._replace(scenes=model.SCENE_NAMES, themes=None)
    parts = [localized_screen(view, every) for view in views.values()]
    return screen_html(parts, settings, version=version, poll=poll, state=state)


def footer(view: PageContext, settings: ScreenSettings) -> Html:
    """Position in the rotation, day of the data, and what is wrong with it."""
    t = view.t
    notes = [t("screen.note", asked=param) for param in settings.invalid_params]
    return tag(
        "footer",
        tag("span", class_="dots", aria_hidden="true"),
        tag("span", class_="beat n", data_fresh=_updated_text(view)),
        tag(
            "span",
            class_="stale",
            data_text=t("screen.stale"),
            data_partial=t("screen.partial"),
            data_failed=t("screen.failed"),
            data_dead=t("screen.dead"),
        ),
        tag("span", text(" ".join(notes)), class_="note", data_text=t("screen.note")),
        class_="foot",
        lang=t("lang.code"),
    )


def _updated_text(view: PageContext) -> str:
    """The day of the latest report: the data's own, not that of a file. ``{time}`` is for the script."""
    reported = view.snapshot.latest_report
    if reported is None:
        return view.t("screen.beat.none", time="{time}")
    return view.t("screen.beat", updated=day(reported), time="{time}")


def _connection_lost_text() -> str:
    """In every language at once, whichever language the screen shows."""
    return " · ".join(Translator(lang)("screen.lost") for lang in languages())
