"""The public screen over a long time: hundreds of scenes, a server that hangs and one that restarts.

Both forms run, the page of the dashboard and the file of the published site, for a quarter of an hour each.
They are not run with the tests: ``make soak``, or ``python tests/soak/screen_soak.py 50 published`` for fewer turns
of one form.
Prints its measurements; exits with 1 if a promise is broken.
"""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import psutil
from playwright.sync_api import Page
from support.served import TRACKER, chromium, free_port, new_page, wait_for_port

from tracker.demo import generate

TURNS = 500
HANGS = 90  # seconds
FAULTS: list[str] = []


def tell(what: str) -> None:
    sys.stdout.write(what + "\n")
    sys.stdout.flush()


def promise(fulfilled: bool, what: str) -> None:
    tell(f"{'ok  ' if fulfilled else 'FAIL'}  {what}")
    if not fulfilled:
        FAULTS.append(what)


def served(data: Path, port: int) -> list[str]:
    """The command that serves the screen of the dashboard."""
    return [str(TRACKER), "serve", str(data), "--port", str(port)]


def published(data: Path, port: int) -> list[str]:
    """The command that serves a site published now, as any server of files does."""
    site = data.parent / "site"
    subprocess.run([str(TRACKER), "publish", "--data", str(data), str(site)], check=True)
    http_server = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1"]
    return [*http_server, "--directory", str(site), str(port)]


FORMS: Final = {"served": (served, "screen"), "published": (published, "screen.html")}
"""The command of each form and the path of its screen."""


def started(command: list[str], log: Path, port: int) -> psutil.Process:
    known = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "TRACKER_"))}
    with log.open("ab") as file:
        process = psutil.Popen(
            command,
            cwd=log.parent,
            env=known,
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    wait_for_port(process, port, log)
    return process


def within(page: Page, seconds: float, true: Callable[[], Any]) -> float | None:
    """Seconds until the condition is true; None if it is not true in time."""
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        if true():
            return time.monotonic() - begun
        page.wait_for_timeout(200)
    return None


def heap(page: Page) -> float:
    """The page's script memory after a collection, in MB."""
    session = page.context.new_cdp_session(page)
    session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")["usedSize"]
    session.detach()
    return float(used) / 1e6


def nodes(page: Page) -> int:
    return int(page.evaluate("document.querySelectorAll('*').length"))


def memory(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


def main(turns: int, form: str) -> None:
    tell(f"the {form} screen")
    folder = Path(tempfile.mkdtemp())
    today = dt.date.today()  # noqa: DTZ011 -- the day where it runs
    log, port = folder / "log", free_port()
    to_command, path = FORMS[form]
    command = to_command(generate.write_portfolio(folder / "data", today), port)
    server = started(command, log, port)
    try:
        with chromium() as browser:
            page = new_page(browser, viewport={"width": 1920, "height": 1080})
            page.goto(f"http://127.0.0.1:{port}/{path}?seconds=1&lang=zh,en")
            page.wait_for_selector(".scene.on")
            server = soak(page, server, turns, lambda: started(command, log, port))
    finally:
        server.kill()
        server.wait(10)


def soak(
    page: Page, server: psutil.Process, turns: int, start: Callable[[], psutil.Process]
) -> psutil.Process:
    turn(page, server, turns)
    hang(page, server)
    return restart(page, server, start)


def scene(page: Page) -> str:
    shown = "(({dataset, lang}) => `${dataset.place} ${lang}`)(document.querySelector('.scene.on'))"
    return str(page.evaluate(shown))


def lost(page: Page) -> bool:
    return page.is_visible(".lost")


def turn(page: Page, server: psutil.Process, turns: int) -> None:
    count = page.evaluate("document.querySelectorAll('.scene').length")
    page.wait_for_timeout(min(count, turns) * 1000)  # each scene has been fitted once
    heap_before, rss_before, nodes_before = heap(page), memory(server), nodes(page)
    tell(
        f"after one round: heap {heap_before:.1f} MB, server {rss_before:.0f} MB, {nodes_before} nodes"
    )
    turned, last, begun = 0, scene(page), time.monotonic()
    while turned < turns and time.monotonic() - begun < 2 * turns + 60:
        page.wait_for_timeout(250)
        if (now := scene(page)) != last:
            turned, last = turned + 1, now
    heap_after, rss_after, nodes_after = heap(page), memory(server), nodes(page)
    took = time.monotonic() - begun
    tell(
        f"after {turned} turns in {took:.0f} s: heap {heap_after:.1f} MB, server {rss_after:.0f} MB, {nodes_after} nodes"
    )
    promise(turned >= turns, f"{turns} turns")
    promise(heap_after < heap_before + 5, "the browser's heap grows by less than 5 MB")
    promise(rss_after < rss_before + 25, "the server grows by less than 25 MB")
    promise(abs(nodes_after - nodes_before) < 50, "the page does not grow")


def hang(page: Page, server: psutil.Process) -> None:
    tell(f"the server hangs for {HANGS} s (SIGSTOP)")
    server.suspend()
    begun = time.monotonic()
    after = within(page, HANGS - 5, lambda: lost(page))
    promise(after is not None and 50 < after < 75, f"the screen says so after a minute ({after} s)")
    promise(
        "没有应答" in page.inner_text(".lost") and "answered" in page.inner_text(".lost"),
        "in both languages",
    )
    at = scene(page)
    promise(
        within(page, 10, lambda: scene(page) != at) is not None, "the rotation goes on meanwhile"
    )
    promise(not page.is_visible("[data-testid=stDialog]"), "no card of the framework's")
    page.wait_for_timeout(max(0, HANGS - (time.monotonic() - begun)) * 1000)
    server.resume()
    back = within(page, 45, lambda: not lost(page))
    promise(back is not None, f"the mark goes when the server answers again ({back} s)")


def restart(
    page: Page, server: psutil.Process, start: Callable[[], psutil.Process]
) -> psutil.Process:
    tell("the server is killed, and comes back after 70 s")
    server.kill()
    server.wait(10)
    after = within(page, 75, lambda: lost(page))
    promise(after is not None, f"the screen says so ({after} s)")
    promise(not page.is_visible("[data-testid=stDialog]"), "no card of the framework's")
    server = start()
    back = within(page, 60, lambda: page.query_selector(".scene.on") and not lost(page))
    promise(back is not None, f"it turns again by itself ({back} s)")
    at = scene(page)
    promise(within(page, 10, lambda: scene(page) != at) is not None, "and goes on")
    return server


if __name__ == "__main__":
    for form in sys.argv[2:] or FORMS:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else TURNS, form)
    tell(f"{len(FAULTS)} promises broken")
    sys.exit(1 if FAULTS else 0)
