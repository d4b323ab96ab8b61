"""Serves the dashboard with the demonstration and an empty Streamlit page, and starts a Chromium."""

from __future__ import annotations

import datetime as dt
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from playwright.sync_api import Browser, Page
from support.served import Served, chromium, dashboard, serving

from tracker.demo import generate
from tracker.portfolio.load import load

ROOT = Path(__file__).parent.parent
EMPTY = 'import streamlit as st\n\nst.write("empty")\n'


class Scene(NamedTuple):
    """A page to open, and an element that exists once it is drawn."""

    served: Served
    path: str
    marker: str
    streamlit: bool = True  # a Streamlit page, which says when its script has ended

    @property
    def url(self) -> str:
        return self.served.url + self.path


class Stage(NamedTuple):
    browser: Browser
    empty: Scene
    pages: dict[str, Scene]


@contextmanager
def stage() -> Iterator[Stage]:
    with TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        today = dt.date.today()  # noqa: DTZ011 -- the day the served pages take for today
        data = generate.write_portfolio(folder / "demo", today)
        with dashboard(data, folder) as ours, empty_page(folder / "empty") as floor:
            empty = Scene(floor, "/", "[data-testid=stMarkdownContainer]")
            yield Stage(browser, empty, _pages(ours, data))


def _pages(served: Served, data: Path) -> dict[str, Scene]:
    opened = max(
        load(data).targets, key=lambda target: (len(target.updates), target.budget is not None)
    ).id
    paths = {
        "Overview": "/",
        "Targets": "/targets",
        "One target": f"/targets?id={opened}",
        "Budgets": "/budgets",
        "Timeline": "/timeline",
        "Review": "/review",
    }
    drawing = "[data-testid=stMain] .tracker svg"  # there as soon as the page's own part is
    return {name: Scene(served, path, drawing) for name, path in paths.items()}


@contextmanager
def empty_page(folder: Path) -> Iterator[Served]:
    """An empty page with our settings, started as `tracker serve` does."""
    folder.mkdir()
    (folder / "empty.py").write_text(EMPTY, encoding="utf-8")
    shutil.copytree(ROOT / ".streamlit", folder / ".streamlit")
    settings = ["--server.address=127.0.0.1", "--server.headless=true", "--server.port"]
    with serving(
        [sys.executable, "-m", "streamlit", "run", "empty.py", *settings], folder
    ) as served:
        yield served


PROBE = """({marker, streamlit}) => {
  if (window.probe) return;
  const probe = window.probe = {drawn: null};
  let still = 0, last = 0;
  new MutationObserver(() => { still = 0; last = performance.now(); }).observe(
    document, {subtree: true, childList: true, attributes: true, characterData: true});
  const look = () => {
    const app = document.querySelector('[data-testid=stApp]');
    const idle = !streamlit || app?.dataset.testScriptState === 'notRunning';
    const done = idle && document.querySelector(marker)
      && !document.querySelector('[data-testid=stSkeleton]');
    still = done ? still + 1 : 0;
    if (still > 2) probe.drawn = last; else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""
"""Records when the page last changed, once the script has ended, the marker exists, and two frames have
passed without a change."""


def probe(page: Page, scene: Scene) -> None:
    """Make every document of ``page`` record when it is drawn."""
    streamlit = str(scene.streamlit).lower()
    wanted = f"{{marker: {scene.marker!r}, streamlit: {streamlit}}}"
    page.add_init_script(f"({PROBE})({wanted})")


def drawn(page: Page) -> float:
    """Seconds from the start of the navigation until everything is drawn."""
    end = time.monotonic() + 60
    while time.monotonic() < end:  # the policy of a published page forbids wait_for_function
        taken = page.evaluate("() => window.probe?.drawn ?? null")
        if taken is not None:
            return taken / 1000
        time.sleep(0.02)
    raise AssertionError(f"{page.url} is not drawn within a minute")
