"""The screen under Streamlit, without a browser: which data is shown, and which scene."""

import datetime as dt
import json

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest
from support.looking import HOSTILE, ROOT, parsed
from support.samples import portfolio_text, target, updates
from support.waiting import PATIENCE

from tracker.app import screen
from tracker.app.screen import RotationState, advance, load_screen_data
from tracker.screen.photos import photo_of
from tracker.store import config

NOW = dt.datetime(2026, 11, 23, 14, 32, tzinfo=dt.UTC)
LATER = NOW.replace(hour=15)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "targets.yaml"
    path.write_text(portfolio_text(target("title: One")), encoding="utf-8")
    return path


def title(data: screen.ScreenData) -> object:
    return data.portfolio.targets[0].title


def test_a_file_with_errors_leaves_the_last_valid_figures(file):
    """The screen says since when the file has had errors, until it is valid again."""
    assert load_screen_data(str(file), NOW).stale_since == ""
    file.write_text("targets: [", encoding="utf-8")
    data = load_screen_data(str(file), NOW)
    assert (title(data), data.stale_since, data.is_partial) == ("One", "2026-11-23 14:32", False)
    file.write_text("targets: [[", encoding="utf-8")
    assert load_screen_data(str(file), LATER).stale_since == "2026-11-23 14:32"
    file.unlink()
    assert (
        title(load_screen_data(str(file), LATER)),
        load_screen_data(str(file), LATER).stale_since,
    ) == ("One", data.stale_since)
    file.write_text(portfolio_text(target("title: Two")), encoding="utf-8")
    data = load_screen_data(str(file), LATER)
    assert (title(data), data.stale_since) == ("Two", "")


def test_a_file_with_errors_at_the_start_shows_its_valid_part(tmp_path):
    """Without earlier valid figures the screen shows what it can read, and says so."""
    path = tmp_path / "targets.yaml"
    path.write_text(portfolio_text(target("title: One"), target("id: b\ndue: soon")), "utf-8")
    data = load_screen_data(str(path), NOW)
    assert (title(data), data.is_partial, bool(data.stale_since)) == ("One", True, True)


def test_files_that_did_not_change_are_not_read_again(file):
    """Each check reads the time stamps of the files only."""
    assert load_screen_data(str(file), NOW) is load_screen_data(str(file), LATER)


def test_a_photo_that_changes_alone_is_shown(file, monkeypatch):
    """Its address changes with its content; one that is missing is an error until it is there."""
    photo = "images: [{file: homes.jpg, alt: Homes}]\n" + updates(("2022-12-31", 5))
    file.write_text(portfolio_text(target(photo)), encoding="utf-8")
    monkeypatch.setenv(config.DATA_ENV, str(file))
    app = AppTest.from_file(str(ROOT / "pages" / "screen.py"), default_timeout=PATIENCE)
    seen = [load_screen_data(str(file), NOW)]
    assert (seen[0].is_partial, photo_of(seen[0].portfolio, "homes")) == (True, None)
    hrefs = []
    for colour in ("red", "blue"):
        Image.new("RGB", (90, 60), colour).save(file.parent / "new.jpg")
        (file.parent / "new.jpg").replace(file.parent / "homes.jpg")
        seen.append(load_screen_data(str(file), NOW))
        assert seen[-1] is load_screen_data(str(file), NOW)
        assert seen[-1].stamps != seen[-2].stamps
        assert not seen[-1].stale_since
        hrefs.append(photo_of(seen[-1].portfolio, "homes").href)
        shown = "".join(element.proto.body for element in app.run().main.get("html"))
        assert [href in shown for href in hrefs] == [False] * (len(hrefs) - 1) + [True]
    assert len(set(hrefs)) == 2


def test_a_new_day_reloads_the_data(file):
    """Statuses change at midnight, with or without a new figure."""
    assert load_screen_data(str(file), NOW + dt.timedelta(days=1)).today == dt.date(2026, 11, 24)


def test_only_public_data_is_cached(file):
    """The cache that all screens share contains nothing else."""
    hidden = target("id: hidden\ntitle: Secret\npublic: false")
    file.write_text(portfolio_text(target("title: One"), hidden), encoding="utf-8")
    assert "Secret" not in repr(load_screen_data(str(file), NOW))


@pytest.mark.parametrize(
    ("rotation", "url_step", "expected"),
    [
        (None, None, 0),
        (None, "3", 3),
        (None, "12", 2),
        (None, "-1", 0),
        (None, "x", 0),
        (None, "9" * 400, 0),
        (RotationState(4, 95.0), "1", 4),
        (RotationState(4, 90.0), None, 5),
        (RotationState(9, 0.0), None, 0),
        (RotationState(40, 99.0), None, 0),
    ],
)
def test_the_step_that_is_due(rotation, url_step, expected):
    """A session rotates by its own clock; a new one continues at the step of the URL."""
    assert advance(rotation, url_step, 10, 10.0, 100.0).step == expected


def test_the_page_sends_every_scene_once_and_its_state(file, monkeypatch):
    """Two languages, no sidebar, the state in an element of its own; an invalid parameter is no error.

    The script is a constant, and tags of the data stay text.
    """
    record = target(f"title: {json.dumps(HOSTILE)}")
    file.write_text(portfolio_text(record, title=json.dumps(HOSTILE)), encoding="utf-8")
    monkeypatch.setenv(config.DATA_ENV, str(file))
    app = AppTest.from_file(str(ROOT / "pages" / "screen.py"), default_timeout=PATIENCE)
    app.query_params["lang"] = "zh,en"
    app.query_params["scenes"] = "whole,unknown"
    app.query_params["seconds"] = "soon"
    app.query_params["scene"] = "2"
    app.run()
    assert not app.exception
    assert not app.sidebar.children
    scenes, state, script = (element.proto for element in app.main.get("html")[-3:])
    assert scenes.body.count("<section") == 4
    assert "seconds=soon" in scenes.body
    assert "<script" not in scenes.body + state.body
    assert HOSTILE in parsed(scenes.body).text
    assert 'data-step="2"' in state.body
    assert [html.unsafe_allow_javascript for html in (scenes, state, script)] == [
        False,
        False,
        True,
    ]
    assert script.body == screen.screen_assets()[1]
