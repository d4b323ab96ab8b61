"""The map and the photos of the screen, from files beside the portfolio."""

import asyncio
import datetime as dt
import json
from collections.abc import MutableMapping
from typing import Any

import pytest
from PIL import Image
from support.looking import look, parsed
from support.samples import portfolio_text, target, updates

from tracker.app.photos import Photos
from tracker.checks.run import check
from tracker.portfolio.load import load
from tracker.portfolio.redaction import redact
from tracker.screen.photos import pictures
from tracker.screen.scene_html import scene_section
from tracker.screen.scenes import build_scenes
from tracker.site import publish
from tracker.store import config

DAY = dt.date(2022, 7, 1)
RING = [[121.4, 31.1], [121.5, 31.1], [121.5, 31.2], [121.4, 31.2], [121.4, 31.1]]
PHOTO = "images: [{file: homes.jpg, alt: {zh: 新居, en: New homes}, credit: Office, date: 2022-06}]"


@pytest.fixture
def file(tmp_path):
    """Four targets: two close to each other, one without a place, one that is private."""
    folder = tmp_path / "data"
    folder.mkdir()
    Image.new("RGB", (800, 600), (90, 120, 70)).save(folder / "homes.jpg")
    Image.new("RGBA", (90, 90), (200, 40, 40, 255)).save(folder / "emblem.png")
    (folder / "area.geojson").write_text(
        json.dumps({"type": "Polygon", "coordinates": [RING]}), encoding="utf-8"
    )
    place = "place: {{name: {}, lat: {}, lon: {}}}\n"
    figure = updates(("2022-06-30", 400))
    (folder / "targets.yaml").write_text(
        portfolio_text(
            target(f"id: a\n{place.format('North', 31.19, 121.42)}{PHOTO}\n{figure}"),
            target(f"id: c\n{place.format('South', 31.1101, 121.4701)}"),
            target(f"id: b\n{place.format('South', 31.11, 121.47)}{figure}"),
            target(f"id: d\n{figure}"),
            target(f"id: hidden\n{PHOTO}\n{place.format('Secret', 31.15, 121.45)}public: false"),
            map="area.geojson",
            emblem="emblem.png",
        ),
        encoding="utf-8",
    )
    return folder / "targets.yaml"


def test_marks_stand_on_the_outlines_and_close_ones_together(file):
    """From north to south, in the colour of the gravest status; nothing of a private target."""
    assert check(load(file), DAY) == ()
    view = look(redact(load(file)), "en", DAY, DAY)
    (scene,) = (scene for scene in build_scenes(view) if scene.name == "map")
    north, south = scene.body.located
    assert (north.place, north.status) == ("North", "on_track")
    assert (south.place, len(south.titles), south.status) == ("South", 2, "on_track")
    first, second = scene.body.clusters
    assert first.y < second.y
    assert first.x < second.x
    drawing = parsed(scene_section(view, scene, 0, ""))
    assert [one.text for one in drawing.all("text")] == ["1", "2"]
    assert "Secret" not in drawing.text


def test_without_outlines_there_is_no_map(file):
    """Places alone are not drawn, and a file that has gone since does not stop the screen."""
    portfolio = load(file)
    (file.parent / "area.geojson").unlink()
    assert "map" not in {scene.name for scene in build_scenes(look(portfolio, "en", DAY, DAY))}
    (problem,) = check(portfolio, DAY)
    assert (problem.rule, problem.message.key) == ("file", "check.file.missing")


def test_a_story_shows_the_photo_of_its_target(file):
    """With what it shows and who took it; the emblem stands in every scene."""
    view = look(redact(load(file)), "en", DAY, DAY)
    scenes = [scene for scene in build_scenes(view) if scene.name == "story"]
    shown = {scene.target: parsed(scene_section(view, scene, 0, "")) for scene in scenes}
    (photo,) = (img for img in shown["a"].all("img") if "emblem" not in img.attributes["src"])
    assert photo.attributes["alt"] == "New homes"
    assert photo.attributes["src"].startswith("photos/a.jpg?v=")
    assert "Photo: Office · 2022-06" in shown["a"].text
    for tree in shown.values():
        assert tree.all("img", "emblem")


def test_pictures_are_published_and_served(file, tmp_path, monkeypatch):
    """Those of public targets, under the same addresses; nothing else that lies beside the data."""
    addresses = {"photos/emblem.png", "photos/a.jpg"}
    assert {address for address, _ in pictures(redact(load(file)))} == addresses
    publish.publish(tmp_path / "site", load(file), DAY)
    assert {f"photos/{path.name}" for path in (tmp_path / "site" / "photos").iterdir()} == addresses
    monkeypatch.setenv(config.DATA_ENV, str(file))
    for address in addresses:
        status, headers, content = answer(f"/{address}")
        assert (status, headers[b"x-content-type-options"]) == (200, b"nosniff")
        assert content == (tmp_path / "site" / address).read_bytes()
    for name in ("hidden.jpg", "homes.jpg", "../targets.yaml", "a/../../targets.yaml", "a.png"):
        assert answer(f"/photos/{name}")[0] == 404
    assert answer("/photos/a.jpg", "POST")[0] == 405


def answer(path: str, method: str = "GET") -> tuple[int, dict[bytes, bytes], bytes]:
    """Status, headers and body of a request to the middleware alone."""
    sent: list[MutableMapping[str, Any]] = []

    async def app(*_: object) -> None:
        raise AssertionError(path)

    async def receive() -> MutableMapping[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": method, "path": path, "headers": [], "query_string": b""}
    asyncio.run(Photos(app)(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return sent[0]["status"], dict(sent[0]["headers"]), body
