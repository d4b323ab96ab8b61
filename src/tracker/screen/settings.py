"""Settings of the screen: scenes, speed, languages and colours, from the portfolio file and the URL."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

from tracker.i18n import Lang, languages, shorten
from tracker.portfolio.header import FORMER_SCENES, SCENE_NAMES, Screen
from tracker.views.links import IGNORED_PARAMS

PALETTES: Final = ("dark", "light")
PARAMETERS: Final = ("scenes", "seconds", "lang", "palette", "themes")
"""Parameters of the screen's URL; lists are separated by commas."""
MIN_SECONDS, MAX_SECONDS = 1, 3600
MAX_NOTE_WIDTH: Final = 40  # columns of a parameter and of its value

T = TypeVar("T")


class ScreenSettings(NamedTuple):
    """What one screen shows, and how."""

    scenes: tuple[str, ...]  # of model.SCENE_NAMES
    seconds: int
    langs: tuple[Lang, ...]
    palette: str
    themes: tuple[str, ...] | None  # themes with scenes of their own; None means all
    url: str | None
    invalid_params: tuple[str, ...] = ()  # unknown or invalid parameters of the URL, ``name=value``

    @classmethod
    def from_query(
        cls,
        screen: Screen,
        params: Mapping[str, str] | None = None,
        themes: Collection[str] | None = None,
    ) -> ScreenSettings:
        """The settings of the URL, or of the file where the URL has no valid one.

        ``themes`` are the keys of the portfolio's themes; None accepts any key.
        """
        query = {name: value.strip() for name, value in (params or {}).items() if value.strip()}
        invalid: list[str] = []

        def choose(
            name: str, known: Collection[str] | None, default: Sequence[str]
        ) -> tuple[str, ...]:
            values = [value.strip() for value in query.get(name, "").split(",") if value.strip()]
            if name == "scenes":
                values = [FORMER_SCENES.get(value, value) for value in values]
            valid = [value for value in values if known is None or value in known]
            unknown = [value for value in values if value not in valid]
            if unknown:
                invalid.append(_invalid_param(name, ",".join(unknown)))
            return tuple(dict.fromkeys(valid or default))

        seconds = screen.seconds
        if "seconds" in query:
            value = query["seconds"]
            is_number = value.isascii() and value.isdigit() and len(value) <= len(str(MAX_SECONDS))
            if is_number and MIN_SECONDS <= int(value) <= MAX_SECONDS:
                seconds = int(value)
            else:
                invalid.append(_invalid_param("seconds", value))
        for name, value in query.items():
            if name not in PARAMETERS and not re.fullmatch(IGNORED_PARAMS, name):
                invalid.append(_invalid_param(name, value))
        file_themes = [key for key in screen.themes or () if themes is None or key in themes]
        return cls(
            scenes=choose("scenes", SCENE_NAMES, screen.scenes or SCENE_NAMES),
            seconds=seconds,
            langs=choose("lang", languages(), screen.lang),
            palette=choose("palette", PALETTES, (screen.palette,))[0],
            themes=choose("themes", themes, file_themes) or None,
            url=screen.url,
            invalid_params=tuple(invalid),
        )


def _invalid_param(name: str, value: str) -> str:
    return f"{shorten(name, MAX_NOTE_WIDTH)}={shorten(value, MAX_NOTE_WIDTH)}"


def paginate(items: Sequence[T], size: int, max_pages: int) -> list[Sequence[T]]:
    """``items`` in pages of even length, at most ``size`` each; items beyond ``max_pages`` are left out."""
    items = items[: size * max_pages]
    pages = -(-len(items) // size)
    if not pages:
        return []
    shorter, longer_pages = divmod(len(items), pages)
    ends = [0]
    for page in range(pages):
        ends.append(ends[-1] + shorter + (page < longer_pages))
    return [items[start:end] for start, end in pairwise(ends)]
