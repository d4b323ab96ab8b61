"""The screen under Streamlit, without a browser: what is shown of which file, and whose turn it is."""

import datetime as dt

import pytest
from streamlit.testing.v1 import AppTest
from support.looking import ROOT
from support.samples import portfolio_text, target
from support.waiting import PATIENCE

from tracker.app import screen
from tracker.app.screen import RotationState, advance, load_screen_data
from tracker.store import config

NOW = dt.datetime(2026, 11, 23, 14, 32, tzinfo=dt.UTC)
LATER = NOW.replace(hour=15)


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "targets.yaml"
    path.write_text(portfolio_text(target("title: One")), encoding="utf-8")
    return path


def title(seen: screen.ScreenData) -> object:
    return seen.portfolio.targets[0].title


def test_a_broken_file_leaves_the_last_good_figures_and_says_since_when(file):
    """The hour is that of the first look that found it broken, until a good one comes."""
    assert load_screen_data(str(file), NOW).stale_since == ""
    file.write_text("targets: [", encoding="utf-8")
    seen = load_screen_data(str(file), NOW)
    assert (title(seen), seen.stale_since, seen.is_partial) == ("One", "2026-11-23 14:32", False)
    file.write_text("targets: [[", encoding="utf-8")
    assert load_screen_data(str(file), LATER).stale_since == "2026-11-23 14:32"
    file.unlink()
    assert (
        title(load_screen_data(str(file), LATER)),
        load_screen_data(str(file), LATER).stale_since,
    ) == ("One", seen.stale_since)
    file.write_text(portfolio_text(target("title: Two")), encoding="utf-8")
    seen = load_screen_data(str(file), LATER)
    assert (title(seen), seen.stale_since) == ("Two", "")


def test_a_file_broken_from_the_first_look_on_shows_what_can_be_read(tmp_path):
    """There are no last good figures then, and nothing says there were."""
    path = tmp_path / "targets.yaml"
    path.write_text(portfolio_text(target("title: One"), target("id: b\ndue: soon")), "utf-8")
    seen = load_screen_data(str(path), NOW)
    assert (title(seen), seen.is_partial, bool(seen.stale_since)) == ("One", True, True)


def test_files_that_did_not_change_are_not_read_again(file):
    """A beat every few seconds costs a look at the files' stamps."""
    assert load_screen_data(str(file), NOW) is load_screen_data(str(file), LATER)


def test_a_new_day_is_looked_at_anew(file):
    """Statuses change at midnight, with or without a new figure."""
    assert load_screen_data(str(file), NOW + dt.timedelta(days=1)).today == dt.date(2026, 11, 24)


def test_only_what_is_public_is_kept(file):
    """Nothing else is in the memory the screens share."""
    hidden = target("id: hidden\ntitle: Secret\npublic: false")
    file.write_text(portfolio_text(target("title: One"), hidden), encoding="utf-8")
    assert "Secret" not in repr(load_screen_data(str(file), NOW))


@pytest.mark.parametrize(
    ("held", "asked", "expected"),
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
def test_whose_turn_it_is(held, asked, expected):
    """A session turns by its own clock and goes round; a new one goes on where the address says."""
    assert advance(held, asked, 10, 10.0, 100.0).step == expected


def test_the_page_sends_every_scene_once_and_a_beat(file, monkeypatch):
    """Two languages, no sidebar, the state in an element of its own; a wrong wish is no error."""
    monkeypatch.setenv(config.DATA_ENV, str(file))
    app = AppTest.from_file(str(ROOT / "pages" / "screen.py"), default_timeout=PATIENCE)
    app.query_params["lang"] = "zh,en"
    app.query_params["scenes"] = "whole,themes"
    app.query_params["seconds"] = "soon"
    app.query_params["scene"] = "2"
    app.run()
    assert not app.exception
    assert not app.sidebar.children
    stage, beat, script = (one.proto for one in app.main.get("html")[-3:])
    assert stage.body.count("<section") == 4
    assert "seconds=soon" in stage.body
    assert 'data-step="2"' in beat.body
    assert [one.unsafe_allow_javascript for one in (stage, beat, script)] == [False, False, True]
    assert script.body == screen._assets()[1]  # a constant
