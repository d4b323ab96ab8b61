"""The public screen as HTML: every scene of every language, and the footers below them.

`screen.js` rotates the scenes, `screen.css` lays them out. Everything the script needs, wording included,
is in ``data-`` attributes, so both files are constants.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import segno

from tracker.charts import bars
from tracker.html import Html, tag, text
from tracker.i18n import Lang, Translator, day, languages
from tracker.portfolio import model
from tracker.screen.scene_html import scene_section
from tracker.screen.scenes import PAGES_PER_ROTATION, Scene, build_scenes
from tracker.screen.settings import ScreenSettings
from tracker.views.context import PageContext
from tracker.views.links import IGNORED_PARAMS
from tracker.views.overview import updated_text

_STYLES: Final = (Path(bars.__file__).with_suffix(".css"), Path(__file__).with_name("screen.css"))
JS: Final = Path(__file__).with_name("screen.js")


@cache
def stylesheet() -> str:
    """Bars and strips as everywhere, then the screen."""
    return "".join(path.read_text(encoding="utf-8") for path in _STYLES)


class LocalizedScreen(NamedTuple):
    """One language of the screen."""

    view: PageContext
    scenes: tuple[Scene, ...]


def screen_html(
    parts: Iterable[LocalizedScreen], settings: ScreenSettings, **data: str | int | None
) -> Html:
    """The scenes and the footer of each of ``parts``; ``data`` becomes additional ``data-`` attributes."""
    inner: list[Html] = []
    for view, scenes in parts:
        updated = updated_text(view.t, view.snapshot.latest_report)
        inner += [scene_section(view, scene, n, updated) for n, scene in enumerate(scenes)]
        inner.append(footer(view, settings))
    lost = tag("div", class_="lost", role="status", hidden="", data_text=_connection_lost_text())
    return tag(
        "div",
        tag("div", *inner, class_="frame"),
        lost,
        class_="screen",
        data_scenes=",".join(settings.scenes),
        data_seconds=settings.seconds,
        data_ignored=IGNORED_PARAMS,
        data_langs=",".join(settings.langs),
        data_palette=settings.palette,
        data_most=json.dumps(PAGES_PER_ROTATION),
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
    all_scenes = settings._replace(scenes=model.SCENE_NAMES, themes=None)
    parts = [LocalizedScreen(view, build_scenes(view, all_scenes)) for view in views.values()]
    return screen_html(parts, settings, version=version, poll=poll, state=state)


def footer(view: PageContext, settings: ScreenSettings) -> Html:
    """Legend, position in the rotation, day of the data, and the QR code of the site."""
    t = view.t
    legend = tag(
        "p",
        tag("span", tag("i", class_="tick"), text(t("screen.legend.tick")), class_="of_bar"),
        tag("span", tag("i", class_="part"), text(t("screen.legend.run")), class_="of_run"),
        tag("span", tag("i", class_="hatch"), text(t("screen.legend.grey"))),
        class_="legend",
    )
    notes = [t("screen.note", asked=param) for param in settings.invalid_params]
    state = tag(
        "p",
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
        class_="state",
    )
    code = ""
    if settings.url:
        caption = tag("span", text(t("screen.qr")))
        code = tag("p", caption, qr_image(settings.url, settings.url), class_="code")
    return tag(
        "footer",
        tag("div", legend, state),
        code,
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


def qr_image(url: str, label: str) -> Html:
    """``url`` as a QR code: an inline SVG image, black on white in both palettes so that phones can read it."""
    code = segno.make(url, error="m", micro=False)
    source = code.svg_data_uri(border=2, light="#fff", dark="#000", nl=False, omitsize=True)
    return tag("img", src=source, alt=label, class_="qr")
