"""The public screen under Streamlit: every scene is sent once, a small fragment says which one is due.

The fragment beats every few seconds: it looks whether the files have changed, moves the rotation on, and
writes the hour into the page, by which the page's own script knows that the server is there.
"""

from __future__ import annotations

import datetime as dt
import math
import time
from typing import Final, NamedTuple

import streamlit as st

from tracker.analysis.snapshot import Snapshot
from tracker.checks.run import check
from tracker.html import Html, tag
from tracker.portfolio.load import FileStamp, Portfolio, file_stamps, load
from tracker.portfolio.model import localize
from tracker.portfolio.problems import errors_only
from tracker.portfolio.redaction import redact
from tracker.screen import render
from tracker.screen.scenes import build_scenes
from tracker.screen.settings import ScreenSettings
from tracker.store import config
from tracker.views.context import PageContext

POLL_SECONDS: Final = 3.0  # seconds between two looks at the files, at most
SCENE_PARAM: Final = "scene"  # the URL's parameter, so that a screen goes on where it was
_ROTATION_KEY: Final = "screen_turned"  # the session's: which scene, and since when


class ScreenData(NamedTuple):
    """What one look at the files gave, for everybody's eyes."""

    portfolio: Portfolio
    stamps: tuple[tuple[str, FileStamp], ...]
    today: dt.date
    changed_at: float  # when the figures shown were written, seconds since 1970
    stale_since: str = ""  # since when the files have errors
    is_partial: bool = False  # errors from the first look on: what can be read is shown


class RotationState(NamedTuple):
    step: int
    since: float  # time.monotonic()


def show() -> None:
    """The whole page."""
    seen = load_screen_data(config.data_path(), _now())
    header = seen.portfolio.header
    settings = ScreenSettings.from_query(
        header.screen, st.query_params.to_dict(), seen.portfolio.themes
    )
    st.set_page_config(
        page_title=localize(header.title, settings.langs[0]),
        layout="wide",
        initial_sidebar_state="collapsed",
    )
    style, script = _assets()
    st.html(style)
    made, count = _build_screen(seen.portfolio.digest, seen.today, settings, seen.portfolio)
    st.html(made)
    every = settings.seconds / math.ceil(settings.seconds / POLL_SECONDS)
    st.fragment(_poll, run_every=every)(seen, settings.seconds, count, every)
    st.html(script, unsafe_allow_javascript=True)  # a constant: no data enters it


@st.cache_resource(show_spinner=False)
def _assets() -> tuple[Html, Html]:
    """The look, and the script that turns the scenes."""
    style, script = (file.read_text(encoding="utf-8") for file in (render.CSS, render.JS))
    return f"<style>{style}</style>", f"<script>{script}</script>"


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


def _poll(seen: ScreenData, seconds: int, count: int, every: float) -> None:
    now = _now()
    if file_stamps(config.data_path()) != seen.stamps or now.date() != seen.today:
        st.rerun()
    held = st.session_state.get(_ROTATION_KEY)
    step = advance(
        held, st.query_params.get(SCENE_PARAM), count, seconds - every / 2, time.monotonic()
    )
    st.session_state[_ROTATION_KEY] = step
    if str(step.step) != st.query_params.get(SCENE_PARAM, "0"):
        st.query_params[SCENE_PARAM] = str(step.step)
    state = tag(
        "i",
        class_="screen-state",
        hidden="",
        data_step=step.step,
        data_clock=f"{now.timestamp():.3f}",
        data_date=now.strftime("%Y-%m-%d"),
        data_time=now.strftime("%H:%M"),
        data_changed=f"{min(seen.changed_at, now.timestamp()):.0f}",
        data_kept=seen.stale_since or None,
        data_partly="1" if seen.is_partial else None,
    )
    st.html(state)


def advance(
    held: RotationState | None, asked: str | None, count: int, seconds: float, now: float
) -> RotationState:
    """The step due ``now``: the held one, the next after ``seconds``; a new session asks the URL."""
    if held is None:
        known = asked is not None and asked.isascii() and asked.isdigit() and len(asked) < 10
        return RotationState(int(asked or 0) % count if known else 0, now)
    if now - held.since < seconds:
        return held._replace(step=held.step % count)
    return RotationState((held.step + 1) % count, now)


@st.cache_resource(show_spinner=False)
def _latest_data() -> dict[str, ScreenData]:
    """By path, the latest look, shared by all screens."""
    return {}


def load_screen_data(path: str, now: dt.datetime) -> ScreenData:
    """What to show; where the files have errors, what was shown before them stays."""
    held, today = _latest_data(), now.date()
    before, found = held.get(path), file_stamps(path)
    if before and (before.stamps, before.today) == (found, today):
        return before
    portfolio = load(path)
    faulty = bool(errors_only(check(portfolio, today)))
    since = (before.stale_since if before else "") or now.strftime("%Y-%m-%d %H:%M")
    if faulty and before and not before.is_partial:
        seen = before._replace(stamps=found, today=today, stale_since=since)
    else:
        written = max((stamp[2] / 1e9 for _, stamp in found if stamp), default=now.timestamp())
        kept = since if faulty else ""
        seen = ScreenData(redact(portfolio), found, today, written, kept, is_partial=faulty)
    held[path] = seen
    return seen


@st.cache_data(max_entries=32, show_spinner=False)
def _build_screen(
    digest: str,  # noqa: ARG001 -- stands for the portfolio in the cache's key
    today: dt.date,
    settings: ScreenSettings,
    _portfolio: Portfolio,
) -> tuple[Html, int]:
    """The screen and how many steps it takes to go round."""
    snapshot = Snapshot.at(_portfolio, today)
    views = [PageContext(snapshot, today, lang) for lang in settings.langs]
    parts = [render.LocalizedScreen(view, build_scenes(view, settings)) for view in views]
    return render.screen_html(parts, settings), sum(len(part.scenes) for part in parts)
