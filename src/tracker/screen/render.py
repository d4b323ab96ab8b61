"""The public screen as HTML: every scene of every language, and the foot below them.

`screen.js` beside this file turns the scenes; `screen.css` is how they look. What the script needs stands in
``data-`` attributes, wording included, so that both files are constants.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

import segno

from tracker.analysis import agenda
from tracker.html import Html, tag, text
from tracker.i18n import Lang, Translator, languages
from tracker.portfolio import model
from tracker.screen.scene_html import scene_section
from tracker.screen.scenes import Scene, build_scenes
from tracker.screen.settings import ScreenSettings
from tracker.views.context import PageContext

CSS: Final = Path(__file__).with_name("screen.css")
JS: Final = Path(__file__).with_name("screen.js")
_AGE_UNITS: Final = ("now", "minutes", "hours", "days")


class LocalizedScreen(NamedTuple):
    """One language of the screen."""

    view: PageContext
    scenes: tuple[Scene, ...]


def scenes_html(view: PageContext, scenes: Iterable[Scene], settings: ScreenSettings) -> Html:
    """All scenes of one language, and its foot."""
    latest = agenda.latest_update(view.tables, view.as_of)
    made = [scene_section(view, scene, place, latest) for place, scene in enumerate(scenes)]
    return "".join(made) + footer(view, settings)


def screen_html(
    parts: Iterable[LocalizedScreen], settings: ScreenSettings, **data: str | int | None
) -> Html:
    """The whole screen: each language's scenes. ``data`` becomes ``data-`` attributes as well."""
    inner = [scenes_html(part.view, part.scenes, settings) for part in parts]
    lost = tag("div", class_="lost", role="status", hidden="", data_text=_connection_lost_text())
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


def static_screen_html(
    views: Mapping[Lang, PageContext], settings: ScreenSettings, version: str, poll: str
) -> Html:
    """The screen for a static page: every scene in each of ``views``, so that its URL may choose.

    ``version`` is any text that differs when the screen does; ``poll`` the address of a JSON file with
    ``{"screen": version}``. When that changes, the script fetches the page anew and swaps the screen.
    """
    whole = settings._replace(scenes=model.SCENE_NAMES, themes=None)
    parts = [LocalizedScreen(view, build_scenes(view, whole)) for view in views.values()]
    return screen_html(parts, settings, version=version, poll=poll)


def footer(view: PageContext, settings: ScreenSettings) -> Html:
    """What the marks mean, where in the rotation we are, how fresh it is, where to read more."""
    t = view.t
    legend = tag(
        "p",
        tag("span", tag("i", class_="tick"), text(t("screen.legend.tick")), class_="of_bar"),
        tag("span", tag("i", class_="part"), text(t("screen.legend.run")), class_="of_run"),
        tag("span", tag("i", class_="hatch"), text(t("screen.legend.grey"))),
        class_="legend",
    )
    told = [t("screen.note", asked=note) for note in settings.invalid_params]
    beat = tag(
        "p",
        tag("span", class_="dots", aria_hidden="true"),
        tag("span", class_="beat n", data_fresh=t("screen.beat"), data_ages=_age_texts(t)),
        tag("span", class_="kept", data_text=t("screen.kept"), data_partly=t("screen.partly")),
        tag("span", text(" ".join(told)), class_="note", data_text=t("screen.note")),
        class_="state",
    )
    code = ""
    if settings.url:
        words = tag("span", text(t("screen.qr")))
        code = tag("p", words, qr_image(settings.url, settings.url), class_="code")
    return tag(
        "footer",
        tag("div", legend, beat),
        code,
        class_="foot",
        lang=view.t("lang.code"),
    )


def _age_texts(t: Translator) -> str:
    return json.dumps({name: t(f"screen.age.{name}") for name in _AGE_UNITS}, ensure_ascii=False)


def _connection_lost_text() -> str:
    """In both languages at once: whoever stands before a silent screen should know."""
    return " · ".join(Translator(lang)("screen.lost") for lang in languages())


def qr_image(url: str, label: str) -> Html:
    """``url`` as a QR code: an inline SVG image, black on white in both palettes so that phones can read it."""
    code = segno.make(url, error="m", micro=False)
    source = code.svg_data_uri(border=2, light="#fff", dark="#000", nl=False, omitsize=True)
    return tag("img", src=source, alt=label, class_="qr")
