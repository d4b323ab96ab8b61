"""When a screen leaves its page, and what a published screen says of its publisher."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Page, Route
from support.looking import TODAY, demonstration, look, portfolio
from support.samples import TARGET, updates, write
from support.screens import in_turn, until, until_asked
from support.screens import write as write_screen
from support.served import dashboard, new_context, wait_for

from tracker.portfolio.header import Screen
from tracker.portfolio.load import load
from tracker.screen.render import localized_screen
from tracker.screen.settings import ScreenSettings
from tracker.site import publish as publishing
from tracker.site.release import STATE_FILE
from tracker.site.screen_page import VERSION_FILE

Answer = tuple[int, str, bytes]
GATEWAY: Final = b"<!doctype html><html><body><h1>Sign in to the network</h1></body></html>"


class Server:
    """A folder, with other answers in place of some paths."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.instead: dict[str, Callable[[], Answer]] = {}
        self.requests: list[str] = []
        self.url = ""

    def answer(self, path: str) -> Answer:
        path = path.partition("?")[0].removeprefix("/")
        self.requests.append(path)
        if path in self.instead:
            return self.instead[path]()
        file = self.folder / path
        kind = {"html": "text/html", "js": "text/javascript", "css": "text/css"}
        if not file.is_file():
            return 404, "text/plain", b""
        return 200, kind.get(path.rpartition(".")[2], "application/json"), file.read_bytes()


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    ours = Server(folder)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = ours.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Log nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ours.url = f"http://127.0.0.1:{server.server_port}"
        yield ours
        server.shutdown()


def opened(browser: Browser, url: str) -> Page:
    page = new_context(browser, viewport={"width": 1920, "height": 1080}).new_page()
    page.clock.install(time="2026-11-23T12:00:00")
    page.goto(url)
    page.wait_for_selector(".scene.on")
    page.evaluate("window.same = true")
    return page


def cut(server: Server, path: str) -> Answer:
    """The first half of a file, as of a connection that broke behind a proxy."""
    raw = (server.folder / path).read_bytes()
    return 200, "text/html", raw[: len(raw) // 2]


BAD_ANSWERS: Final[dict[str, tuple[str, Callable[[Server], Answer]]]] = {
    "502": ("screen.html", lambda _: (502, "text/html", GATEWAY)),
    "gateway page with 200": ("screen.html", lambda _: (200, "text/html", GATEWAY)),
    "empty": ("screen.html", lambda _: (200, "text/html", b"")),
    "half": ("screen.html", lambda server: cut(server, "screen.html")),
    "script missing": ("screen.js", lambda _: (404, "text/html", GATEWAY)),
    "gateway page for the script": ("screen.js", lambda _: (200, "text/html", GATEWAY)),
    "style missing": ("screen.css", lambda _: (503, "text/plain", b"")),
}


def test_a_screen_stays_while_its_page_cannot_be_had(browser, tmp_path):
    """At the nightly reload whatever is not our complete page, with scripts and styles, is not shown."""
    write_screen(tmp_path, portfolio("title: One"))
    with serving(tmp_path) as server:
        page = opened(browser, f"{server.url}/screen.html?seconds=3600")
        wait = "16:00:00"  # until after the nightly reload
        for name, (path, bad) in BAD_ANSWERS.items():
            server.instead = {path: partial(bad, server)}
            before = server.requests.count(path)
            page.clock.fast_forward(wait)
            wait_for(page, lambda: server.requests.count(path) > before)  # noqa: B023 -- waits here
            page.wait_for_load_state("networkidle")
            assert page.evaluate("window.same") is True, name
            assert page.is_visible(".scene.on"), name
            wait = "00:11:00"  # it tries again every ten minutes
        server.instead.clear()
        with page.expect_navigation():
            page.clock.fast_forward("00:11:00")
        page.wait_for_selector(".scene.on")
        page.context.close()


@pytest.mark.parametrize("name", ["502", "gateway page with 200", "half"])
def test_a_change_is_swapped_in_only_as_a_whole(browser, tmp_path, name):
    """The version file says that the page has changed, and something else comes instead of it."""
    write_screen(tmp_path, portfolio("title: One"), "1")
    with serving(tmp_path) as server:
        page = opened(browser, f"{server.url}/screen.html?seconds=3600&scenes=unknown")
        path, bad = BAD_ANSWERS[name]
        server.instead[path] = lambda: bad(server)
        write_screen(tmp_path, portfolio("title: Two"), "2")
        before = server.requests.count(path)
        page.clock.fast_forward(6_000)
        wait_for(page, lambda: server.requests.count(path) > before)
        page.wait_for_load_state("networkidle")
        assert page.inner_text(".scene.on li span") == "One"
        server.instead.clear()
        page.clock.fast_forward(6_000)
        until(page, "document.querySelector('.scene.on li span').textContent === 'Two'")
        page.context.close()


def test_scenes_that_come_later_are_recognised(browser, tmp_path):
    """Those of another version are not taken; the screen shows the others and asks again."""
    write_screen(tmp_path, demonstration())
    later = tmp_path / "rest.json"
    ours = later.read_bytes()
    later.write_bytes(ours.replace(b'"screen": "1"', b'"screen": "0"'))
    scenes = "document.querySelectorAll('.scene').length"
    with serving(tmp_path) as server:
        page = opened(browser, f"{server.url}/screen.html?seconds=3600")
        until_asked(page, lambda: server.requests.count("rest.json") >= 2)
        count = page.evaluate(scenes)
        assert page.is_visible(".scene.on")
        later.write_bytes(ours)
        until_asked(page, lambda: page.evaluate(scenes) > count)
        page.context.close()


def stale(page: Page, lang: str) -> str:
    return page.evaluate(f"document.querySelector('.foot[lang={lang}] .stale').textContent")


def says(page: Page, lang: str, words: str) -> bool:
    """Whether the notice has these words; without words, whether there is none."""
    text = stale(page, lang)
    return words in text if words else text == ""


def read(page: Page, server: Server, path: str) -> None:
    """Wait until the screen has read a file and acted on it, which it does before it asks again."""
    expected = server.requests.count(path) + 2

    until_asked(page, lambda: server.requests.count(path) >= expected)


def test_a_published_screen_reports_its_publisher(browser, tmp_path):
    """Broken data, a site that cannot be written, a publisher that is gone; in both languages."""
    data = write(tmp_path, TARGET)
    site = tmp_path / "site"
    publishing.publish(site, load(data), dt.date(2026, 11, 28))

    def say(**state: Any) -> None:
        known = {"time": time.time(), "watch": True, "problem": None, "since": ""}
        (site / STATE_FILE).write_text(json.dumps(known | state), encoding="utf-8")

    say()
    with serving(site) as server:
        page = opened(browser, f"{server.url}/screen.html?seconds=3600")
        since = "2026-11-20 08:15"
        cases: list[tuple[dict[str, Any], str, str]] = [
            (
                {"problem": "text", "since": since},
                f"数据文件自 {since} 起有错误",
                f"errors since {since}",
            ),
            (
                {"problem": "failed", "since": since},
                f"{since} 起无法发布",
                f"published since {since}",
            ),
            ({"time": time.time() - 86_400}, "发布程序自", "The publisher has not run since"),
            ({}, "", ""),
            ({"time": time.time() - 86_400}, "发布程序自", "The publisher has not run since"),
            ({"time": time.time() - 86_390}, "", ""),  # it runs; its clock is wrong
            ({"time": time.time() - 86_400, "watch": False}, "", ""),
        ]
        for state, zh, en in cases:
            say(**state)
            page.clock.fast_forward(6_000)

            for lang, words in (("zh-CN", zh), ("en", en)):
                wait_for(page, partial(says, page, lang, words), partial(stale, page, lang))
        for answer in ((404, "text/plain", b""), (200, "application/json", b"[]")):
            say()
            read(page, server, STATE_FILE)
            # read again by itself if the clock of the test has run past the patience with the last answer
            wait_for(page, partial(says, page, "en", ""), partial(stale, page, "en"))
            server.instead[STATE_FILE] = partial(tuple, answer)
            page.clock.fast_forward(310_000)
            dead = partial(says, page, "en", "The publisher has not run since")
            wait_for(page, dead, partial(stale, page, "en"))
            server.instead.clear()
        page.context.close()


def test_another_file_in_place_of_the_version_is_no_sign_of_life(browser, tmp_path):
    """A gateway that answers with JSON of its own: after a minute the screen says since when it is alone."""
    write_screen(tmp_path, portfolio("title: One"))
    with serving(tmp_path) as server:
        page = opened(browser, f"{server.url}/screen.html?seconds=3600")
        server.instead[VERSION_FILE] = lambda: (200, "application/json", b'{"status": "ok"}')
        page.clock.fast_forward(70_000)
        page.wait_for_selector(".lost:not([hidden])")
        server.instead.clear()
        page.clock.fast_forward(6_000)
        page.wait_for_selector(".lost", state="hidden")
        page.context.close()


def test_a_served_screen_stays_while_its_page_cannot_be_had(browser, tmp_path):
    """Under Streamlit too: the server is healthy, and a gateway answers in place of the page."""
    data = write(tmp_path, TARGET)
    with dashboard(data, tmp_path / "served") as served:
        page = opened(browser, f"{served.url}/screen?seconds=3600")
        asked: list[str] = []

        def gateway(route: Route) -> None:
            asked.append(route.request.url)
            route.fulfill(status=200, content_type="text/html", body=GATEWAY)

        page.route("**/screen*", gateway)
        page.clock.fast_forward("16:00:00")
        wait_for(page, lambda: asked)
        assert page.evaluate("window.same") is True
        assert page.is_visible(".scene.on")
        page.unroute("**/screen*")
        with page.expect_navigation():
            page.clock.fast_forward("00:11:00")
        page.wait_for_selector(".scene.on")
        page.context.close()


def test_all_of_200_targets_of_a_theme_are_shown(browser, tmp_path):
    """A published screen plays the same order as a served one, and none is missing."""
    figure = updates(("2026-10-31", 400))
    data = portfolio(
        *(
            f"id: t{n}\ntitle: T{n}\nstart: 2026-01-01\ndue: 2027-06-30\n{figure}"
            for n in range(200)
        )
    )
    write_screen(tmp_path, data)
    wanted = "theme,headline"
    with serving(tmp_path) as server:
        page = opened(browser, f"{server.url}/screen.html?seconds=3600&scenes={wanted}&lang=en")
        until(page, "!document.querySelector('.screen').dataset.rest")
        titles = in_turn(page, "document.querySelector('.scene.on').ariaLabel")
        text = page.evaluate("document.querySelector('.frame').textContent")
        page.context.close()
    assert {f"T{n}" for n in range(200)} <= set(re.findall(r"T\d+", text))
    settings = ScreenSettings.from_query(Screen(), {"scenes": wanted})
    screen = localized_screen(look(data, "en", TODAY), settings)
    assert titles == [screen.scenes[place].title for place in screen.order]
