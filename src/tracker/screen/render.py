"""The public screen as HTML: every scene of every language, and the footers below them.

`screen.js` rotates the scenes, `screen.css` lays them out. Everything the script needs, wording included,
is in ``data-`` attributes, so both files are constants.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache, partial
from pathlib import Path
from typing import Final, NamedTuple

from tracker.charts import bars
from tracker.html import Html
from tracker.i18n import Lang, Translator, day, languages
from tracker.portfolio.header import SCENE_NAMES
from tracker.screen.order import choose, play_order
from tracker.screen.qr import target_link
from tracker.screen.scene_html import scene_section
from tracker.screen.scenes import Scene, build_scenes, empty_scene, is_chosen
from tracker.screen.settings import ScreenSettings
from tracker.templates import Markup, render
from tracker.views.context import PageContext
from tracker.views.links import IGNORED_PARAMS

_STYLES: Final = (Path(bars.__file__).with_suffix(".css"), Path(__file__).with_name("screen.css"))
JS: Final = Path(__file__).with_name("screen.js")
FIRST_VIEW: Final = 70_000
"""Bytes of the scenes that a static page has itself."""


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
    parts: Sequence[LocalizedScreen], settings: ScreenSettings, **data: str | int | None
) -> Html:
    """The scenes and the footer of each of ``parts``; ``data`` becomes additional ``data-`` attributes."""
    scenes = [_sections(part, settings) for part in parts]
    return _screen(parts, scenes, settings, data)


class StaticScreen(NamedTuple):
    """The screen of a static page, and the scenes that it fetches once it is shown; "" for none."""

    page: Html
    rest: Html


def static_screen(
    views: Mapping[Lang, PageContext],
    settings: ScreenSettings,
    version: str,
    *,
    poll: str,
    rest: str,
    state: str | None = None,
) -> StaticScreen:
    """The screen of a static page: every scene in each of ``views``; its URL chooses among them.

    ``version`` is any text that changes with the screen; ``poll`` the URL of a JSON file with
    ``{"screen": version}``. When the version changes, the script fetches the page and replaces the screen.
    The page has the scenes that are shown first, about `FIRST_VIEW` bytes, so that it appears at once; the script
    fetches the others from the URL ``rest``, `rest_file`. ``state`` is the URL of the publisher's state
    (`site.publisher_state.PublisherState`), if there is one.
    """
    every = settings._replace(scenes=SCENE_NAMES, themes=None)
    parts = [localized_screen(view, every) for view in views.values()]
    sections = [_sections(part, settings) for part in parts]
    first: set[int] = set()
    size = 0
    for place in dict.fromkeys(parts[0].order):
        size += sum(len(scenes[place].encode()) for scenes in sections)
        if first and size > FIRST_VIEW:
            break
        first.add(place)
    shown = [[one for n, one in enumerate(scenes) if n in first] for scenes in sections]
    others = [one for scenes in sections for n, one in enumerate(scenes) if n not in first]
    data = {"version": version, "poll": poll, "state": state, "rest": rest if others else None}
    return StaticScreen(
        _screen(parts, shown, settings, data),
        "".join(others),
    )


def rest_file(version: str, scenes: Html, *, demonstration: bool = False) -> str:
    """The scenes that the page does not have, as a JSON file that is of use to its script alone."""
    content = {"screen": version, "demonstration": demonstration, "scenes": scenes}
    return json.dumps(content, ensure_ascii=False) + "\n"


def _sections(part: LocalizedScreen, settings: ScreenSettings) -> list[Html]:
    view, scenes, _ = part
    sections = []
    for place, scene in enumerate(scenes):
        link = target_link(settings.url, view.lang, scene.target) if settings.url else ""
        sections.append(scene_section(view, scene, place, link))
    return sections


def _screen(
    parts: Sequence[LocalizedScreen],
    scenes: Sequence[Sequence[Html]],
    settings: ScreenSettings,
    data: Mapping[str, str | int | None],
) -> Html:
    asked: Mapping[str, str | int | None] = {
        "scenes": ",".join(settings.scenes),
        "names": ",".join(SCENE_NAMES),
        "order": ",".join(map(str, parts[0].order)),
        "seconds": settings.seconds,
        "ignored": IGNORED_PARAMS,
        "langs": ",".join(settings.langs),
        "palette": settings.palette,
        "themes": ",".join(settings.themes) if settings.themes is not None else None,
    }
    return render(
        "screen",
        "screen.html",
        data={name: value for name, value in {**asked, **data}.items() if value is not None},
        parts=[
            {"scenes": Markup("".join(sections)), **_footer(part.view, settings)}
            for part, sections in zip(parts, scenes, strict=True)
        ],
        lost=_connection_lost_text(),
    )


def _footer(view: PageContext, settings: ScreenSettings) -> dict[str, object]:
    """The date of the latest report, and warnings: stale data, no connection, bad parameters."""
    t = view.t
    return {
        "lang_code": t("lang.code"),
        "updated": _updated_text(view),
        "warnings": {
            "text": t("screen.stale"),
            "partial": t("screen.partial"),
            "failed": t("screen.failed"),
            "dead": t("screen.dead"),
        },
        "note": t("screen.note"),
        "notes": " ".join(t("screen.note", asked=param) for param in settings.invalid_params),
    }


def _updated_text(view: PageContext) -> str:
    """The day of the latest report: the data's own, not that of a file. ``{time}`` is for the script."""
    reported = view.snapshot.latest_report
    if reported is None:
        return view.t("screen.beat.none", time="{time}")
    return view.t("screen.beat", updated=day(reported), time="{time}")


def _connection_lost_text() -> str:
    """In every language at once, whichever language the screen shows."""
    return " · ".join(Translator(lang)("screen.lost") for lang in languages())
