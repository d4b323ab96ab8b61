"""How the screen rotates: which scenes, how long, in which languages; asked for in the file or by URL."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Final, NamedTuple, TypeVar

from tracker.i18n import Lang, languages
from tracker.portfolio import model

PALETTES: Final = ("dark", "light")
PARAMETERS: Final = ("scenes", "seconds", "lang", "palette", "themes")
"""What a screen's URL may ask for; lists are written with commas."""
MIN_SECONDS, MAX_SECONDS = 1, 3600
MAX_NOTE_LENGTH: Final = 40

T = TypeVar("T")


class ScreenSettings(NamedTuple):
    scenes: tuple[str, ...]  # of model.SCENES, in the order they are shown
    seconds: int
    langs: tuple[Lang, ...]
    palette: str
    themes: tuple[str, ...] | None  # whose scenes are shown; None: every theme's
    url: str | None
    invalid_params: tuple[
        str, ...
    ] = ()  # what the URL asked for and does not exist, as ``name=value``

    @classmethod
    def from_query(
        cls,
        screen: model.Screen,
        params: Mapping[str, str] | None = None,
        themes: Collection[str] | None = None,
    ) -> ScreenSettings:
        """What the URL asks for; for what it does not, or asks wrongly, what the file says.

        ``themes`` are the keys there are; None takes every key for one.
        """
        asked = {name: value.strip() for name, value in (params or {}).items() if value.strip()}
        notes: list[str] = []

        def chosen(name: str, known: Collection[T] | None, default: tuple[T, ...]) -> tuple[T, ...]:
            words = [word.strip() for word in asked.get(name, "").split(",") if word.strip()]
            found = [word for word in words if known is None or word in known]
            wrong = [word for word in words if word not in found]
            if wrong:
                notes.append(_note(name, ",".join(wrong)))
            return tuple(dict.fromkeys(found)) or default  # type: ignore[arg-type]  # a word that is known is a T

        seconds = screen.seconds
        if "seconds" in asked:
            given = asked["seconds"]
            digits = given.isascii() and given.isdigit() and len(given) <= len(str(MAX_SECONDS))
            if digits and MIN_SECONDS <= int(given) <= MAX_SECONDS:
                seconds = int(given)
            else:
                notes.append(_note("seconds", given))
        of_file = screen.themes and tuple(
            key for key in screen.themes if themes is None or key in themes
        )
        return cls(
            scenes=chosen("scenes", model.SCENE_NAMES, screen.scenes or model.SCENE_NAMES),
            seconds=seconds,
            langs=chosen("lang", languages(), screen.lang),
            palette=chosen("palette", PALETTES, (screen.palette,))[0],
            themes=chosen("themes", themes, of_file or ()) or None,
            url=screen.url,
            invalid_params=tuple(notes),
        )


def _note(name: str, value: str) -> str:
    value = value if len(value) <= MAX_NOTE_LENGTH else value[: MAX_NOTE_LENGTH - 1] + "…"
    return f"{name}={value}"


def paginate(items: Sequence[T], size: int, pages: int) -> list[Sequence[T]]:
    """``items`` in even portions of at most ``size``, at most ``pages`` of them: the rest is left."""
    items = items[: size * pages]
    count = -(-len(items) // size)
    if not count:
        return []
    short, more = divmod(len(items), count)
    ends = [0]
    for number in range(count):
        ends.append(ends[-1] + short + (number < more))
    return [items[start:end] for start, end in pairwise(ends)]
