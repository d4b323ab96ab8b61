"""A served dashboard: the real command in a process of its own, and a Chromium to open it with."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import psutil
from playwright.sync_api import Browser, Page, sync_playwright

TRACKER: Final = Path(sys.executable).with_name("tracker")
FLAGS: Final = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",  # the world outside does not exist
)

DRAWN: Final = """() => {
  const app = document.querySelector('[data-testid=stApp]');
  const charts = [...document.querySelectorAll('[data-testid=stPlotlyChart]')];
  return app?.dataset.testScriptState === 'notRunning' && document.querySelector('h1')
    && !document.querySelector('[data-testid=stSkeleton]')
    && charts.every(chart => chart.querySelector('svg.main-svg'));
}"""
"""No script runs, and everything it sent is on the page."""


class Served(NamedTuple):
    url: str
    process: psutil.Process
    log: Path


@contextmanager
def dashboard(data: Path, folder: Path) -> Iterator[Served]:
    """``tracker serve`` on ``data``, started from ``folder``, where nothing of ours is."""
    with serving([str(TRACKER), "serve", str(data.resolve()), "--port"], folder) as served:
        yield served


@contextmanager
def serving(
    command: Sequence[str],
    folder: Path,
    *,
    env: Mapping[str, str] | None = None,
    health: str = "/_stcore/health",
) -> Iterator[Served]:
    """``command`` with a free port as its last word; ended with the block, its log kept in ``folder``.

    It serves once ``health`` answers.
    """
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    log = folder / f"serve-{port}.log"
    known = {k: v for k, v in os.environ.items() if not k.startswith(("STREAMLIT_", "TRACKER_"))}
    with log.open("wb") as file:
        process = psutil.Popen(
            [*command, str(port)],
            cwd=folder,
            env={**known, **(env or {})},
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait(process, port, log, health)
        yield Served(f"http://127.0.0.1:{port}", process, log)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(10)


def free_port() -> int:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]


def _wait(process: psutil.Popen, port: int, log: Path, health: str, seconds: float = 60) -> None:
    """Until ``process`` answers on ``port``; that another one does is an error like no answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            break
        if port in _listening(process):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{health}", timeout=30):
                return
        time.sleep(0.05)
    raise AssertionError(f"nothing of ours answers on port {port}\n{log.read_text()}")


def _listening(process: psutil.Popen) -> set[int]:
    found = process.net_connections("tcp")
    return {link.laddr.port for link in found if link.status == psutil.CONN_LISTEN}


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, which must be there."""
    path = shutil.which("chromium")
    if path is None:
        raise AssertionError(
            "no chromium on the PATH; `make browser` or `apt-get install chromium`"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def drawn(page: Page) -> Page:
    """``page`` once everything is on it."""
    page.wait_for_function(DRAWN, timeout=30_000)
    return page


NGINX: Final = """\
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/error.log; {user}
events {{ worker_connections 128; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  include {folder}/site.conf;
}}
"""


@contextmanager
def nginx(folder: Path, config: str) -> Iterator[None]:
    """nginx with one of our configurations, ended with the block."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    assert program, "no nginx; `make browser` or `apt-get install nginx-light`"
    folder.mkdir()
    (folder / "site.conf").write_text(config, encoding="utf-8")
    user = "user root;" if Path("/proc/self").stat().st_uid == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(folder=folder, user=user), encoding="utf-8")
    command = [program, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "[warn]" not in tested.stderr
    process = subprocess.Popen(command)
    try:
        ports = [int(port) for port in re.findall(r"listen 127\.0\.0\.1:(\d+)", config)]
        for port in ports:
            for _ in range(100):
                try:
                    get(port, "/nothing-here")
                    break
                except OSError:
                    time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(10)


def get(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    link.request(method, path, headers=named)
    answer = link.getresponse()
    body = answer.read()
    link.close()
    return answer.status, dict(answer.getheaders()), body
