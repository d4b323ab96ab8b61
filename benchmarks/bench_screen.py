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
from playwright.sync_api import Browser
from stage import Scene, empty_page
from support.served import Served, chromium, dashboard, free_port, get, nginx

from tracker.demo import generate
from tracker.portfolio.load import load as load_portfolio
from tracker.site.publish import publish

SHOWN = ".screen .scene.on h1"
REACH, REACH_BYTES = 1.5, 300_000
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
            sent = _bytes(browser, scenes["published"])
            size = f"{sent / 1000:.0f} kB sent, at most {REACH_BYTES / 1000:.0f} kB"
            screen, empty = "published screen", "empty page"
            yield Row(
                f"{screen}, cold ({size})", cold["published"], f"{empty}, cold", cold["empty"]
            )
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


def _bytes(browser: Browser, scene: Scene) -> int:
    """Bytes transferred for a first visit."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="zh-CN")
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto(scene.url, wait_until="load")
    page.wait_for_selector(scene.marker)
    context.close()
    return int(sum(sizes))
