"""The public screen under Streamlit: sends every scene once; a small fragment says which one is due.

The fragment runs every few seconds: it checks for changed files, advances the rotation, and writes the time
into the page, which tells the page's script that the server is running.
"""

from __future__ import annotations

import datetime as dt
import math
import time
from typing import Final, NamedTuple

import streamlit as st

from tracker.analysis.snapshot import Snapshot
from tracker.app.current import load_current
from tracker.app.drawings import drawings_script, pack_drawings
from tracker.html import Html, tag
from tracker.portfolio.file_cache import FileStamp
from tracker.portfolio.load import Portfolio, file_stamps, load
from tracker.portfolio.redaction import redact
from tracker.portfolio.texts import localize
from tracker.screen import render
from tracker.screen.settings import ScreenSettings
from tracker.store import config
from tracker.views.context import PageContext

POLL_SECONDS: Final = 3.0  # at most, between two checks for changed files
SCENE_PARAM: Final = "scene"  # parameter of the URL, so that a restarted screen continues
_ROTATION_KEY: Final = "screen_rotation"  # session key: the step shown, and since when


class ScreenData(NamedTuple):
    """What the screen shows after one check of the files."""

    portfolio: Portfolio  # its public part
    named: tuple[str, ...]  # the paths of photos and other files that the data names
    stamps: tuple[tuple[str, FileStamp], ...]  # of the data and of these
    today: dt.date
    stale_since: str = ""  # since when the files have had errors
    is_partial: bool = False  # errors since the first check: the valid part is shown


class RotationState(NamedTuple):
    """The step that a session shows, and since when."""

    step: int
    since: float  # time.monotonic()


def show() -> None:
    """The whole page."""
    data = load_screen_data(config.data_path(), _now())
    header = data.portfolio.header
    query = {name: value for name, value in st.query_params.items() if name != SCENE_PARAM}
    settings = ScreenSettings.from_query(header.screen, query, data.portfolio.themes)
    st.set_page_config(
        page_title=localize(header.title, settings.langs[0]),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    style, script = screen_assets()
    st.html(style)
    screen, steps = _build_screen(
        (data.portfolio.digest, data.stamps), data.today, settings, data.portfolio
    )
    st.html(screen)
    interval = settings.seconds / math.ceil(settings.seconds / POLL_SECONDS)
    st.fragment(_poll, run_every=interval)(data, settings.seconds, steps, interval)
    st.html(script, unsafe_allow_javascript=True)  # a constant without data


@st.cache_resource(show_spinner=False)
def screen_assets() -> tuple[Html, Html]:
    """The stylesheet, and the script that rotates the scenes."""
    script = drawings_script() + render.JS.read_text(encoding="utf-8")
    return f"<style>{render.stylesheet()}</style>", f"<script>{script}</script>"


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


def _poll(data: ScreenData, seconds: int, steps: int, interval: float) -> None:
    now = _now()
    if file_stamps([config.data_path(), *data.named]) != data.stamps or now.date() != data.today:
        st.rerun()
    rotation = advance(
        st.session_state.get(_ROTATION_KEY),
        st.query_params.get(SCENE_PARAM),
        steps,
        seconds - interval / 2,
        time.monotonic(),
    )
    st.session_state[_ROTATION_KEY] = rotation
    if str(rotation.step) != st.query_params.get(SCENE_PARAM, "0"):
        st.query_params[SCENE_PARAM] = str(rotation.step)
    state = tag(
        "i",
        class_="screen-state",
        hidden="",
        data_step=rotation.step,
        data_clock=f"{now.timestamp():.3f}",
        data_date=now.strftime("%Y-%m-%d"),
        data_time=now.strftime("%H:%M"),
        data_stale=data.stale_since or None,
        data_partial="1" if data.is_partial else None,
    )
    st.html(state)


def advance(
    rotation: RotationState | None, url_step: str | None, steps: int, seconds: float, now: float
) -> RotationState:
    """The step due at ``now``: the next one after ``seconds``. A new session starts at ``url_step``."""
    if rotation is None:
        first = 0
        if url_step and url_step.isascii() and url_step.isdigit() and len(url_step) < 10:
            first = int(url_step) % steps
        return RotationState(first, now)
    if now - rotation.since < seconds:
        return rotation._replace(step=rotation.step % steps)
    return RotationState((rotation.step + 1) % steps, now)


_latest_data: Final[dict[str, ScreenData]] = {}
"""The latest check by path, shared by all screens; not in Streamlit's caches, which clients can clear."""


def load_screen_data(path: str, now: dt.datetime) -> ScreenData:
    """What to show at ``now``; while the files have errors, the last valid data stays."""
    today = now.date()
    previous = _latest_data.get(path)
    if previous and (previous.stamps, previous.today) == (
        file_stamps([path, *previous.named]),
        today,
    ):
        return previous
    named = load(path).local_files  # of the files as they are, also where they have errors
    stamps = file_stamps([path, *named])
    current = load_current(path, today)
    has_errors = current.has_errors
    since = (previous.stale_since if previous else "") or now.strftime("%Y-%m-%d %H:%M")
    if has_errors and previous and not previous.is_partial:
        data = previous._replace(named=named, stamps=stamps, today=today, stale_since=since)
    else:
        data = ScreenData(
            redact(current.portfolio),
            named,
            stamps,
            today,
            stale_since=since if has_errors else "",
            is_partial=has_errors and not current.is_stale,
        )
    _latest_data[path] = data
    return data


@st.cache_data(max_entries=32, show_spinner=False)
def _build_screen(
    version: object,  # noqa: ARG001 -- the cache key for the portfolio and its photos
    today: dt.date,
    settings: ScreenSettings,
    _portfolio: Portfolio,
) -> tuple[Html, int]:
    """The screen, and how many steps its rotation has."""
    snapshot = Snapshot.at(_portfolio, today)
    views = [PageContext(snapshot, today, lang) for lang in settings.langs]
    parts = [render.localized_screen(view, settings) for view in views]
    screen = pack_drawings(render.screen_html(parts, settings))
    return screen, sum(len(part.order) for part in parts)
