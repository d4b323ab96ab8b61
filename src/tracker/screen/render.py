"""The public screen as HTML: every scene of every language, and the foot below them.

`screen.js` beside this file turns the scenes; `screen.css` is how they look. What the script needs stands in
``data-`` attributes, wording included, so that both files are constants.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from tracker.analysis import agenda
from tracker.html import Html, tag, text
from tracker.i18n import Lang, Say
from tracker.portfolio import model
from tracker.screen import qr
from tracker.screen.scene_html import LANGUAGES, section
from tracker.screen.scenes import Scene, scenes
from tracker.screen.settings import Settings
from tracker.views.context import View

CSS: Final = Path(__file__).with_name("screen.css")
JS: Final = Path(__file__).with_name("screen.js")
_AGES: Final = ("now", "minutes", "hours", "days")


class Part(NamedTuple):
    """One language of the screen."""

    view: View
    scenes: tuple[Scene, ...]


def screen(view: View, scenes: Iterable[Scene], settings: Settings) -> Html:
    """All scenes of one language, and its foot."""
    latest = agenda.latest_update(view.tables, view.as_of)
    made = [section(view, scene, place, latest) for place, scene in enumerate(scenes)]
    return "".join(made) + foot(view, settings)


def stage(parts: Iterable[Part], settings: Settings, **data: str | int | None) -> Html:
    """The whole screen: each language's scenes. ``data`` becomes ``data-`` attributes as well."""
    inner = [screen(part.view, part.scenes, settings) for part in parts]
    lost = tag("div", class_="lost", role="status", hidden="", data_text=_lost())
    return tag(
        "div",
        tag("div", *inner, class_="frame"),
        lost,
        class_="screen",
        data_scenes=",".join(settings.scenes),
        data_seconds=settings.seconds,
        data_langs=",".join(settings.langs),
        data_palette=settings.palette,
        data_themes=",".join(settings.themes) if settings.themes is not None else None,
        **{f"data_{name}": value for name, value in data.items()},
    )


def published(views: Mapping[Lang, View], settings: Settings, version: str, poll: str) -> Html:
    """The screen for a static page: every scene in each of ``views``, so that its URL may choose.

    ``version`` is any text that differs when the screen does; ``poll`` the address of a JSON file with
    ``{"screen": version}``. When that changes, the script fetches the page anew and swaps the screen.
    """
    whole = settings._replace(scenes=model.SCENES, themes=None)
    parts = [Part(view, scenes(view, whole)) for view in views.values()]
    return stage(parts, settings, version=version, poll=poll)


def foot(view: View, settings: Settings) -> Html:
    """What the marks mean, where in the rotation we are, how fresh it is, where to read more."""
    say = view.say
    legend = tag(
        "p",
        tag("span", tag("i", class_="tick"), text(say("screen.legend.tick")), class_="of_bar"),
        tag("span", tag("i", class_="part"), text(say("screen.legend.run")), class_="of_run"),
        tag("span", tag("i", class_="hatch"), text(say("screen.legend.grey"))),
        class_="legend",
    )
    told = [say("screen.note", asked=note) for note in settings.notes]
    beat = tag(
        "p",
        tag("span", class_="dots", aria_hidden="true"),
        tag("span", class_="beat n", data_fresh=say("screen.beat"), data_ages=_ages(say)),
        tag("span", class_="kept", data_text=say("screen.kept"), data_partly=say("screen.partly")),
        tag("span", text(" ".join(told)), class_="note", data_text=say("screen.note")),
        class_="state",
    )
    code = ""
    if settings.url:
        words = tag("span", text(say("screen.qr")))
        code = tag("p", words, qr.picture(settings.url, settings.url), class_="code")
    return tag(
        "footer",
        tag("div", legend, beat),
        code,
        class_="foot",
        lang=LANGUAGES[view.lang],
    )


def _ages(say: Say) -> str:
    return json.dumps({name: say(f"screen.age.{name}") for name in _AGES}, ensure_ascii=False)


def _lost() -> str:
    """In both languages at once: whoever stands before a silent screen should know."""
    return " · ".join(Say(lang)("screen.lost") for lang in LANGUAGES)
