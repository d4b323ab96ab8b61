"""Servers as processes, and pages in the system's Chromium without a window."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

import psutil
from playwright.sync_api import Browser, BrowserContext, Page, WebSocket, expect, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from support.waiting import PATIENCE, wait_until

MILLISECONDS: Final = PATIENCE * 1000
POLL_MILLISECONDS: Final = 50
expect.set_options(timeout=MILLISECONDS)

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
"""True once Streamlit's script has finished and the page is completely drawn."""


class Served(NamedTuple):
    url: str
    process: psutil.Process
    log: Path


@contextmanager
def dashboard(data: Path, folder: Path) -> Iterator[Served]:
    """``tracker serve`` on ``data``, started in ``folder``, outside the checkout."""
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
        wait_for_port(process, port, log)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{health}", timeout=PATIENCE):
            pass
        yield Served(f"http://127.0.0.1:{port}", process, log)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except psutil.TimeoutExpired:
            process.kill()
            process.wait(10)


def free_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return bound.getsockname()[1]


def wait_for_port(process: psutil.Popen, port: int, log: Path) -> None:
    """Waits until ``process`` listens on ``port``; an error if it ends before."""

    def listens() -> bool:
        assert process.poll() is None, f"ended with {process.returncode}\n{log.read_text()}"
        return any(
            connection.laddr.port == port and connection.status == psutil.CONN_LISTEN
            for connection in process.net_connections("tcp")
        )

    wait_until(listens, log.read_text)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium without a window; an error if it is not installed.

    The headless shell draws and prints as Chromium does, in half the processor time.
    """
    path = shutil.which("chromium-headless-shell")
    if path is None:
        raise AssertionError(
            "no chromium-headless-shell on the PATH; `make browser` or `apt-get install` it"
        )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield browser
        finally:
            browser.close()


def new_context(browser: Browser, **options: Any) -> BrowserContext:
    """A browser context whose pages wait up to `PATIENCE` and record Streamlit's script runs.

    Nothing moves in it unless asked for: each step of a movement is drawn, and a click in between may miss.
    """
    context = browser.new_context(**{"reduced_motion": "reduce", **options})
    context.set_default_timeout(MILLISECONDS)
    context.on("page", _watch)
    return context


def new_page(browser: Browser, **options: Any) -> Page:
    """A page in a context of its own."""
    return new_context(browser, **options).new_page()


@contextmanager
def first_page(context: BrowserContext) -> Iterator[Page]:
    """A page of a browser that was nowhere before but has the files of servers in its cache.

    A new context for each test would load, unpack and compile Streamlit's scripts again.
    """
    try:
        yield context.new_page()
    finally:
        context.clear_cookies()
        for page in context.pages:
            address = urlsplit(page.url)
            kept = {
                "origin": f"{address.scheme}://{address.netloc}",
                "storageTypes": "local_storage",
            }
            context.new_cdp_session(page).send("Storage.clearDataForOrigin", kept)
            page.close()


class ScriptRuns:
    """Streamlit's script runs as a page's websocket reports them."""

    def __init__(self) -> None:
        self.requested = 0
        self.finished = 0
        self.running = False

    def sent(self, payload: str | bytes) -> None:
        if isinstance(payload, bytes) and BackMsg.FromString(payload).HasField("rerun_script"):
            self.requested += 1
            self.running = True

    def received(self, payload: str | bytes) -> None:
        if not isinstance(payload, bytes):
            return
        message = ForwardMsg.FromString(payload)
        if (
            message.HasField("script_finished")
            and message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN
        ):
            self.finished += 1
            self.running = False


_RUNS: Final[WeakKeyDictionary[Page, ScriptRuns]] = WeakKeyDictionary()


def _watch(page: Page) -> None:
    runs = _RUNS[page] = ScriptRuns()

    def listen(socket: WebSocket) -> None:
        if "/_stcore/stream" in socket.url:
            socket.on("framesent", runs.sent)
            socket.on("framereceived", runs.received)

    page.on("websocket", listen)


def script_runs(page: Page) -> ScriptRuns:
    """The script runs of a page made by `new_context`."""
    return _RUNS[page]


@contextmanager
def rerun(page: Page) -> Iterator[None]:
    """Wraps an action that makes Streamlit run its script, and waits until the result is drawn."""
    runs = script_runs(page)
    before = runs.requested
    yield
    wait_for(page, lambda: runs.requested > before and not runs.running)
    drawn(page)


def wait_for(
    page: Page, condition: Callable[[], object], explain: Callable[[], object] = lambda: ""
) -> None:
    """`wait_until` that handles the page's events meanwhile."""
    wait_until(condition, explain, lambda seconds: page.wait_for_timeout(seconds * 1000))


def drawn(page: Page) -> Page:
    """``page`` once it is completely drawn."""
    page.wait_for_function(DRAWN, timeout=MILLISECONDS, polling=POLL_MILLISECONDS)
    return page


_FRAMEWORK_PARTS: Final = (
    "stMainMenu",
    "stAppDeployButton",
    "stToolbarActions",
    "stStatusWidget",
    "stToast",
    "stDialog",
    "stDecoration",
)


def framework_parts(page: Page) -> list[str]:
    """Streamlit's menus, notices and dialogs that can be seen on ``page``."""
    return [
        part
        for part in _FRAMEWORK_PARTS
        if page.locator(f"[data-testid={part}]:visible").count() > 0
    ]


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
    """nginx with ``config``, for the duration of the block."""
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
            wait_until(partial(_answers, port))
        yield
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    try:
        get(port, "/nothing-here")
    except OSError:
        return False
    return True


def get(
    port: int, path: str, method: str = "GET", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of a response."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    link.request(method, path, headers=named)
    answer = link.getresponse()
    body = answer.read()
    link.close()
    return answer.status, dict(answer.getheaders()), body
