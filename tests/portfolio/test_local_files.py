"""Files that a record names beside the portfolio: within its folder, and shown in a copy of their own."""

import io
import json
from pathlib import Path

import pytest
from PIL import Image

from tracker.portfolio import local_files
from tracker.portfolio.local_files import LocalFileError


@pytest.fixture
def folder(tmp_path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def save(path: Path, size=(3000, 1500), **options) -> Path:
    Image.new("RGB", size, (90, 120, 70)).save(path, **options)
    return path


@pytest.mark.parametrize(
    "name",
    ["../secret.jpg", "link.jpg", "folder/secret.jpg", "/etc/hostname", "..\\secret.jpg", "a\0b"],
)
def test_nothing_outside_the_folder_is_read(folder, name):
    """Neither by its path nor by a symlink to a file or to a folder."""
    secret = save(folder.parent / "secret.jpg")
    (folder / "link.jpg").symlink_to(secret)
    (folder / "folder").symlink_to(folder.parent)
    with pytest.raises(LocalFileError) as error:
        local_files.photo(str(folder), name)
    assert error.value.message.key == "check.file.outside"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (None, "check.file.missing"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "check.file.picture",
        ),
        (b"\xff\xd8\xff\xe0 cut", "check.file.picture"),
        (b"0" * 31_000_000, "check.file.size"),
    ],
)
def test_what_is_no_picture_is_refused(folder, content, key):
    """With a message that says what is expected."""
    if content is not None:
        (folder / "a.jpg").write_bytes(content)
    with pytest.raises(LocalFileError) as error:
        local_files.photo(str(folder), "a.jpg")
    assert error.value.message.key == key


def test_a_picture_of_too_many_pixels_is_refused(folder, monkeypatch):
    """A small file may unpack to gigabytes."""
    save(folder / "a.png")
    monkeypatch.setattr(local_files, "MAX_PIXELS", 1_000_000)
    with pytest.raises(LocalFileError) as error:
        local_files.photo(str(folder), "a.png")
    assert error.value.message.key == "check.file.pixels"


def test_a_photo_is_shown_smaller_upright_and_without_metadata(folder):
    """Where it was taken stays with the original."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "taken at home"  # orientation, description
    save(folder / "a.jpg", exif=exif)
    shown = local_files.photo(str(folder), "a.jpg")
    with Image.open(io.BytesIO(shown.content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (600, 1200))
        assert not picture.getexif()
    assert b"taken at home" not in shown.content


RING = [[121.4, 31.1], [121.5, 31.1], [121.5, 31.2], [121.4, 31.1]]


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Polygon", "coordinates": [RING]},
        {"type": "MultiPolygon", "coordinates": [[RING]]},
        {"type": "LineString", "coordinates": RING},
        {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "coordinates": [RING]}]},
    ],
)
def test_outlines_are_read_from_geojson(folder, geometry):
    """Lines and polygons, alone or as features."""
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    collection = {"type": "FeatureCollection", "features": [feature]}
    for name, content in (("a.geojson", geometry), ("b.geojson", collection)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
        assert local_files.outlines(str(folder), name) == (tuple(map(tuple, RING)),)


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "[]",
        '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "LineString", "coordinates": [[360000, 3500000], [360001, 3500000]]}',
        '{"type": "LineString", "coordinates": [[]]}',
        "[" * 5000,
    ],
)
def test_what_has_no_outlines_is_refused(folder, content):
    """Coordinates in metres as well."""
    (folder / "a.geojson").write_text(content, encoding="utf-8")
    with pytest.raises(LocalFileError) as error:
        local_files.outlines(str(folder), "a.geojson")
    assert error.value.message.key == "check.file.map"
