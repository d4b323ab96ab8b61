"""Nothing of the framework's own is on our pages: no welcome, tip, toast, menu, or link to another site."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, expect
from support.samples import TARGET, updates, write
from support.served import TRACKER, Served, drawn, framework_parts, new_context, serving

from tracker.i18n import Translator

AGENT_FOLDERS: Final = (".claude", ".cursor", ".codex", ".gemini", ".agents", ".copilot")
"""Folders of a home that make Streamlit advertise its tools to a developer."""
WORDS: Final = ("streamlit", "agents", "deploy", "install", "welcome", "rerun", "clear cache")
OUTSIDE_LINKS: Final = """() => [...document.querySelectorAll('a[href], iframe[src], form[action]')]
  .map((one) => one.href || one.src || one.action)
  .filter((url) => /^https?:/.test(url) && new URL(url).host !== location.host)"""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("home")
    for name in AGENT_FOLDERS:
        (folder / name).mkdir()
    return folder


@pytest.fixture(scope="module", params=[["--open"], ["--edit"]], ids=["open", "edit"])
def served(request, home, tmp_path_factory) -> Iterator[Served]:
    """Started at a desk, by somebody who writes software there."""
    folder = tmp_path_factory.mktemp("served")
    data = write(folder, TARGET + updates(("2022-06-30", 480)))
    environment = {"HOME": str(home), "BROWSER": "true", "DISPLAY": ":0", "CLAUDECODE": "1"}
    command = [str(TRACKER), "serve", str(data), *request.param, "--port"]
    with serving(command, folder / "log", env=environment) as served:
        yield served


def test_this_home_would_bring_the_notice(home):
    """The check of the check: Streamlit finds somebody to advertise to."""
    code = (
        "import json; from streamlit import config; from streamlit.web import skills;"
        "config.set_option('server.headless', False);"
        "print(json.dumps([skills.agent_harness_present(), skills.nudge_suppression_reason('/')]))"
    )
    environment = {**os.environ, "HOME": str(home)}
    result = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(result.stdout.splitlines()[-1]) == [True, ""]


@pytest.mark.parametrize("page_path", ["", "update", "screen"])  # the others: test_dashboard.py
def test_no_part_of_the_framework_is_on_a_page(browser: Browser, served, page_path):
    page = new_context(browser, viewport={"width": 1400, "height": 1000}).new_page()
    page.goto(f"{served.url}/{page_path}?lang=en")
    if page_path == "screen":
        page.wait_for_selector(".scene.on")
    else:
        drawn(page)
    assert framework_parts(page) == []
    assert page.evaluate(OUTSIDE_LINKS) == []
    seen = page.locator("body").inner_text().lower()
    for word in WORDS:
        assert word not in seen, word
    page.context.close()


def test_the_terminal_shows_no_notice(served):
    """Its own address and nothing of the framework's offers."""
    log = served.log.read_text().lower()
    assert served.url.rpartition(":")[2] in log
    for word in ("help agents", "you can now view", "external url", "network url", "welcome"):
        assert word not in log


def test_a_lost_connection_is_named_in_the_language_of_the_page(browser: Browser, tmp_path):
    """By a line of ours instead of the framework's dialog."""
    data = write(tmp_path, TARGET)
    page = new_context(browser).new_page()
    command = [str(TRACKER), "serve", str(data), "--port"]
    with serving(command, tmp_path / "log") as served:
        page.goto(f"{served.url}/?lang=zh")
        drawn(page)
        notice = page.get_by_text(Translator("zh")("page.offline"))
        expect(notice).to_be_hidden()
    expect(notice).to_be_visible()
    assert framework_parts(page) == []
    page.context.close()
