"""The published screen behind nginx, compared with an empty Streamlit page and with our Streamlit screen."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from bench_pages import LOADS, load
from measure import Row
from playwright.sync_api import Browser, Response
from stage import Scene, empty_page
from support.served import Served, chromium, dashboard, free_port, get, nginx

from tracker.demo import generate
from tracker.portfolio.load import load as load_portfolio
from tracker.site.publish import publish

SHOWN = ".screen .scene.on h1"
REACH = 1.5
FIRST_VIEW_KB = 150
"""Page, style and script, unpacked; photos and the scenes shown later are not needed for it."""
REQUESTS = 2_000
CONFIG = Path(__file__).parent.parent / "docs" / "deploy" / "nginx-site.conf"


def rows() -> Iterator[Row]:
    with TemporaryDirectory() as name, chromium() as browser:
        folder = Path(name)
        today = dt.date.today()  # noqa: DTZ011 -- the day the served pages take for today
        data = generate.write_portfolio(folder / "demo", today)
        publish(folder / "site", load_portfolio(data), today)
        with (
            dashboard(data, folder) as ours,
            empty_page(folder / "empty") as floor,
            _site(folder) as port,
        ):
            published = Served(f"http://127.0.0.1:{port}", ours.process, ours.log)
            scenes = {
                "empty": Scene(floor, "/", "[data-testid=stMarkdownContainer]"),
                "published": Scene(published, "/screen.html", SHOWN, streamlit=False),
                "streamlit": Scene(ours, "/screen", SHOWN),
            }
            for scene in scenes.values():
                load(browser, scene)
            taken = [
                {name: load(browser, scene) for name, scene in scenes.items()} for _ in range(LOADS)
            ]
            cold, warm = (
                {name: median(loads[name][visit] for loads in taken) for name in scenes}
                for visit in (0, 1)
            )
            screen, empty = "published screen", "empty page"
            yield Row(
                f"first view of the {screen}, cold",
                cold["published"],
                f"{empty}, cold",
                cold["empty"],
                1,
            )
            size = _first_view_bytes(browser, scenes["published"]) / 1000
            what = "bytes of that view without photos, unpacked"
            yield Row(what, size, "the limit", FIRST_VIEW_KB, 1, "kB")
            yield Row(f"{screen}, warm", warm["published"], f"{empty}, warm", warm["empty"], REACH)
            yield Row(
                f"{screen}, warm",
                warm["published"],
                "our Streamlit screen, warm",
                warm["streamlit"],
            )
            yield Row(
                "our Streamlit screen, warm", warm["streamlit"], f"{empty}, warm", warm["empty"]
            )
            nginx_time, streamlit_time = _request(port, "/index.html"), _request(_port(ours), "/")
            what = f"one request to nginx ({1 / nginx_time:.0f} per second, one client)"
            yield Row(what, nginx_time, "Streamlit's first page", streamlit_time)


@contextmanager
def _site(folder: Path) -> Iterator[int]:
    port = free_port()
    config = CONFIG.read_text(encoding="utf-8").replace("/srv/targets/site", str(folder / "site"))
    config = re.sub(r"listen 80 default_server", f"listen 127.0.0.1:{port}", config)
    with nginx(folder / "nginx", config):
        yield port


def _port(served: Served) -> int:
    return int(served.url.rpartition(":")[2])


def _request(port: int, path: str) -> float:
    """Seconds per request, over many requests, each on a new connection."""
    start = time.perf_counter()
    for _ in range(REQUESTS):
        status, _, _ = get(port, path, Accept_Encoding="gzip")
        assert status == 200
    return (time.perf_counter() - start) / REQUESTS


def _first_view_bytes(browser: Browser, scene: Scene) -> int:
    """Of page, style sheets and scripts on a first visit, unpacked."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page = context.new_page()
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 -- playwright marks the function
    page.goto(scene.url, wait_until="load")
    page.wait_for_selector(scene.marker)
    needed = [
        answer
        for answer in answers
        if answer.request.resource_type in ("document", "stylesheet", "script")
    ]
    size = sum(len(answer.body()) for answer in needed)
    context.close()
    return size
