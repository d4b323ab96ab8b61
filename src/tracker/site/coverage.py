"""What the published dataset speaks of: themes, years, places, and whom to ask about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from tracker.portfolio.load import Portfolio
from tracker.portfolio.local_files import LocalFileError, outlines
from tracker.portfolio.model import Place
from tracker.portfolio.texts import Text

MAX_PLACES: Final = 50
"""More places than these are named by the box around them alone."""


class Contact(NamedTuple):
    """Whom to ask about the data."""

    name: Text
    address: str  # mailto: or a web page


class Box(NamedTuple):
    """The area between two meridians and two parallels, in degrees of WGS 84."""

    west: float
    south: float
    east: float
    north: float


class Coverage(NamedTuple):
    """What the dataset speaks of."""

    themes: Sequence[Text]
    start: dt.date | None  # of the earliest target
    end: dt.date | None  # the latest due date
    contacts: Sequence[Contact]
    places: Sequence[Place]  # of targets, each once
    box: Box | None  # around the outlines of the map, or around places that are too many to list


def coverage_of(portfolio: Portfolio) -> Coverage:
    """Of a public portfolio."""
    starts = [target.start for target in portfolio.targets if target.start]
    ends = [target.due for target in portfolio.targets if target.due]
    places = list(dict.fromkeys(target.place for target in portfolio.targets if target.place))
    box = _box_of_map(portfolio)
    if len(places) > MAX_PLACES:
        box = box or _box((place.lon, place.lat) for place in places)
        places = []
    return Coverage(
        [
            portfolio.themes.get(key, key)
            for key in dict.fromkeys(t.theme for t in portfolio.targets)
        ],
        min(starts, default=None),
        max(ends, default=None),
        [
            Contact(portfolio.organisations[key], address)
            for key, address in portfolio.contacts.items()
        ],
        places,
        box,
    )


def _box_of_map(portfolio: Portfolio) -> Box | None:
    if portfolio.header.map is None:
        return None
    with suppress(LocalFileError):  # the file was there when the data was checked
        rings = outlines(portfolio.root, portfolio.header.map)
        return _box(point for ring in rings for point in ring)
    return None


def _box(points: Iterable[tuple[float, float]]) -> Box:
    longitudes, latitudes = zip(*points, strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))
