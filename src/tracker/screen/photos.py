"""The pictures of the public screen: the latest photo of a target, and the emblem; by their addresses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from tracker.portfolio import local_files, model
from tracker.portfolio.load import Portfolio
from tracker.portfolio.local_files import LocalFileError, Picture

FOLDER: Final = "photos/"
EMBLEM: Final = f"{FOLDER}emblem.png"
_SUFFIX: Final = ".jpg"


class Photo(NamedTuple):
    """A photo on a scene."""

    href: str
    image: model.TargetImage


def photo_of(portfolio: Portfolio, target_id: str) -> Photo | None:
    """The last photo of a target; None for a target without one that can be shown."""
    images = portfolio.by_id[target_id].images
    picture = picture_at(portfolio, f"{FOLDER}{target_id}{_SUFFIX}")
    if picture is None:
        return None
    return Photo(_versioned(f"{FOLDER}{target_id}{_SUFFIX}", picture), images[-1])


def emblem_href(portfolio: Portfolio) -> str:
    """The address of the emblem; "" without one that can be shown."""
    picture = picture_at(portfolio, EMBLEM)
    return "" if picture is None else _versioned(EMBLEM, picture)


def picture_at(portfolio: Portfolio, address: str) -> Picture | None:
    """The picture at an address such as ``photos/homes.jpg``; None where a public portfolio has none.

    An address names a target and no file, so that it leads to nothing that no record names.
    """
    with suppress(LocalFileError):
        if address == EMBLEM and portfolio.header.emblem is not None:
            return local_files.emblem(portfolio.root, portfolio.header.emblem)
        target = portfolio.by_id.get(address.removeprefix(FOLDER).removesuffix(_SUFFIX))
        if target is not None and target.images and address == f"{FOLDER}{target.id}{_SUFFIX}":
            return local_files.photo(portfolio.root, target.images[-1].file)
    return None


def pictures(portfolio: Portfolio) -> Iterator[tuple[str, bytes]]:
    """Address and content of every picture of a public portfolio."""
    for address in (EMBLEM, *(f"{FOLDER}{target.id}{_SUFFIX}" for target in portfolio.targets)):
        if (picture := picture_at(portfolio, address)) is not None:
            yield address, picture.content


def _versioned(address: str, picture: Picture) -> str:
    return f"{address}?v={hashlib.sha256(picture.content).hexdigest()[:12]}"
