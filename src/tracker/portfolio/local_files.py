"""Files that a record names beside the portfolio: photos, the emblem, the outlines of the map.

They lie within the portfolio's folder, symlinks resolved. Pictures are shown in a copy that is smaller, turned as the
camera was, and without the metadata of the original, such as where it was taken.
"""

from __future__ import annotations

import hashlib
import io
import json
import warnings
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from PIL import Image, ImageOps, UnidentifiedImageError

from tracker.i18n import LocalizedError, Message

MAX_PICTURE_MB: Final = 30
MAX_PIXELS: Final = 80_000_000
MAX_OUTLINES_MB: Final = 5
PICTURE_TYPES: Final = ("JPEG", "PNG", "WEBP")
PHOTO_SIZE: Final = (1600, 1200)
EMBLEM_SIZE: Final = (400, 200)
_MB: Final = 1_000_000


class LocalFileError(LocalizedError):
    """A file that a record names cannot be used."""


class Picture(NamedTuple):
    """A picture as it is shown; ``name`` changes with its content."""

    name: str
    content: bytes
    media_type: str


def local_file(root: str, name: str) -> Path:
    """The path of a file of the portfolio in ``root``; `LocalFileError` where it is missing or lies elsewhere."""
    base = Path(root).resolve()
    if Path(name).is_absolute() or "\\" in name or "\0" in name:
        raise LocalFileError(Message("check.file.outside", file=name))
    path = (base / name).resolve()  # of symlinks as well
    if not path.is_relative_to(base):
        raise LocalFileError(Message("check.file.outside", file=name))
    if not path.is_file():
        raise LocalFileError(Message("check.file.missing", file=name))
    return path


def photo(root: str, name: str) -> Picture:
    """A photo of the portfolio as it is shown; `LocalFileError` where it cannot be."""
    return _picture(root, name, PHOTO_SIZE, "JPEG")


def emblem(root: str, name: str) -> Picture:
    """The emblem of the portfolio as it is shown; `LocalFileError` where it cannot be."""
    return _picture(root, name, EMBLEM_SIZE, "PNG")


def _picture(root: str, name: str, size: tuple[int, int], made: str) -> Picture:
    path = local_file(root, name)
    stat = path.stat()
    return _resized(path, name, (stat.st_mtime_ns, stat.st_size), size, made)


@lru_cache(maxsize=64)
def _resized(
    path: Path, name: str, stamp: tuple[int, int], size: tuple[int, int], made: str
) -> Picture:
    if stamp[1] > MAX_PICTURE_MB * _MB:
        raise LocalFileError(Message("check.file.size", file=name, most=MAX_PICTURE_MB))
    try:
        with warnings.catch_warnings(), Image.open(path, formats=PICTURE_TYPES) as original:
            warnings.simplefilter("ignore")  # of a size that is refused below
            if original.width * original.height > MAX_PIXELS:
                raise LocalFileError(
                    Message("check.file.pixels", file=name, most=MAX_PIXELS // _MB)
                )
            shown = ImageOps.exif_transpose(original)
            shown.thumbnail(size)
            raw = io.BytesIO()
            if made == "JPEG":
                shown.convert("RGB").save(raw, "JPEG", quality=82, optimize=True)
            else:
                shown.convert("RGBA").save(raw, "PNG", optimize=True)
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        SyntaxError,
        ValueError,
    ) as error:
        message = Message("check.file.picture", file=name, types=PICTURE_TYPES)
        raise LocalFileError(message) from error
    content = raw.getvalue()
    suffix, media_type = (".jpg", "image/jpeg") if made == "JPEG" else (".png", "image/png")
    return Picture(hashlib.sha256(content).hexdigest()[:20] + suffix, content, media_type)


Ring = tuple[tuple[float, float], ...]
"""A line of points, each longitude and latitude in degrees."""


def outlines(root: str, name: str) -> tuple[Ring, ...]:
    """The lines of a GeoJSON file in WGS 84; `LocalFileError` where there are none."""
    path = local_file(root, name)
    stat = path.stat()
    return _outlines(path, name, (stat.st_mtime_ns, stat.st_size))


@lru_cache(maxsize=4)
def _outlines(path: Path, name: str, stamp: tuple[int, int]) -> tuple[Ring, ...]:
    if stamp[1] > MAX_OUTLINES_MB * _MB:
        raise LocalFileError(Message("check.file.size", file=name, most=MAX_OUTLINES_MB))
    try:
        rings = tuple(_rings(json.loads(path.read_bytes())))
    except (OSError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise LocalFileError(Message("check.file.map", file=name)) from error
    if not rings:
        raise LocalFileError(Message("check.file.map", file=name))
    return rings


_DEPTHS: Final = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
"""By type of geometry, how deep its lines lie in ``coordinates``."""


def _rings(item: Any) -> list[Ring]:
    kind = item["type"]
    if kind == "FeatureCollection":
        return [ring for each in item["features"] for ring in _rings(each)]
    if kind == "Feature":
        return _rings(item["geometry"]) if item["geometry"] else []
    if kind == "GeometryCollection":
        return [ring for each in item["geometries"] for ring in _rings(each)]
    if kind not in _DEPTHS:
        return []
    lines = [item["coordinates"]]
    for _ in range(_DEPTHS[kind]):
        lines = [line for each in lines for line in each]
    rings = [tuple((float(point[0]), float(point[1])) for point in line) for line in lines]
    if any(not (-180 <= x <= 180 and -90 <= y <= 90) for ring in rings for x, y in ring):
        raise ValueError("no degrees of longitude and latitude")
    return rings
