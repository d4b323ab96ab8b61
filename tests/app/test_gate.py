"""What a server refuses, asked over real connections."""

from __future__ import annotations

import asyncio
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import Headers
from starlette.types import Message
from streamlit import net_util
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_websocket import _is_origin_allowed
from support.documents import ROOT
from support.samples import TARGET, updates, write
from support.served import TRACKER, Served, get, serving
from support.waiting import PATIENCE
from support.wire import guard_environment, messages_of_run, websocket
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tracker.app import gate, missing_page

pytestmark = pytest.mark.server


class Guarded(NamedTuple):
    served: Served
    outbound: Path

    @property
    def url(self) -> str:
        return self.served.url

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


@pytest.fixture(scope="module")
def guarded(tmp_path_factory) -> Iterator[Guarded]:
    """A server whose connections to other machines are recorded and never answered."""
    folder = tmp_path_factory.mktemp("guarded")
    data = write(folder, TARGET + updates(("2022-06-30", 480)))
    environment = guard_environment(folder / "guard")
    command = [str(TRACKER), "serve", str(data), "--port"]
    with serving(command, folder / "served", env=environment) as served:
        yield Guarded(served, folder / "guard" / "outbound.log")


NAMES = st.text("aé.:@/?#[]1-\\ %\t\0", max_size=6) | st.sampled_from(
    ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.0.0.1.", "0.0.0.0", "[::1]", "evil.example"]
)  # fmt: skip
PORTS = st.sampled_from(["", ":8501", ":", ":99999", ":x", "."])
HOSTS = st.none() | st.tuples(NAMES, PORTS).map("".join)
SCHEMES = st.sampled_from(["http://", "https://", "HTTP://", "file://", "//", ""])
ORIGINS = st.none() | st.tuples(SCHEMES, HOSTS).map(lambda parts: f"{parts[0]}{parts[1]}")


@given(ORIGINS, HOSTS, st.booleans())
def test_streamlit_knows_every_page_that_passes(origin, host, same):
    """Whatever a client sends as Origin and Host, Streamlit never asks the network whether they agree."""
    if same and host is not None:
        origin = f"http://{host}"
    named = {"origin": origin, "host": host}
    headers = Headers({name: value for name, value in named.items() if value is not None})
    if gate.is_known_page(headers):
        with (
            patch.object(net_util, "get_internal_ip", side_effect=AssertionError),
            patch.object(net_util, "get_external_ip", side_effect=AssertionError),
        ):
            assert _is_origin_allowed(origin, host)


@pytest.mark.parametrize("name", ["origin", "host"])
def test_a_header_that_is_there_twice_is_refused(name):
    raw = {"origin": [b"http://here"], "host": [b"here"]}
    raw[name] = [b"http://here", b"http://evil.example"]
    headers = Headers(
        raw=[(key.encode(), value) for key, values in raw.items() for value in values]
    )
    assert not gate.is_known_page(headers)


def accepted(addresses: Sequence[str]) -> list[bool]:
    """Which of these clients may open a websocket, one after the other, while the others stay."""
    done = asyncio.Event()
    answers: list[bool] = []

    def answer(is_open: bool) -> None:
        answers.append(is_open)
        if len(answers) == len(addresses):
            done.set()

    async def page(*_: object) -> None:
        answer(True)
        await done.wait()

    async def refused(message: Message) -> None:
        answer(message["type"] != "websocket.close")

    async def connect_all() -> None:
        ours = gate.Gate(page)
        async with asyncio.TaskGroup() as tasks:
            for address in addresses:
                scope = {"type": "websocket", "headers": [], "client": (address, 5)}
                tasks.create_task(ours(scope, asyncio.Event().wait, refused))

    asyncio.run(connect_all())
    return answers


def test_websockets_are_limited_in_all_and_by_address(monkeypatch):
    """One client cannot take all places; at this machine there may be a proxy."""
    monkeypatch.setattr(gate, "MAX_CONNECTIONS", 6)
    monkeypatch.setattr(gate, "MAX_CONNECTIONS_PER_ADDRESS", 2)
    assert accepted(["10.0.0.1"] * 3 + ["10.0.0.2"]) == [True, True, False, True]
    assert accepted(["127.0.0.1"] * 7) == [True] * 6 + [False]


FOREIGN_ORIGINS = [
    "http://evil.example",
    "https://evil.example:8443",
    "http://203.0.113.7",
    "null",
    "http://localhost.evil.example",
    "http://localhost.",
    "http://[::1",
]


def _is_refused(url: str, **headers: str | None) -> bool:
    try:
        with websocket(url, **headers):
            return False
    except InvalidStatus as error:
        return error.response.status_code == 403


def test_foreign_origins_cause_no_outgoing_connection_and_no_delay(guarded):
    """Six at once are refused at once, and meanwhile the server answers everybody else."""
    refused: list[bool] = []

    def knock(origin: str) -> None:
        refused.append(_is_refused(guarded.url, Origin=origin))

    threads = [threading.Thread(target=knock, args=(origin,)) for origin in FOREIGN_ORIGINS]
    for thread in threads:
        thread.start()
    slowest = 0.0
    while any(thread.is_alive() for thread in threads) or not slowest:
        start = time.monotonic()
        assert get(guarded.port, "/_stcore/health")[0] == 200
        slowest = max(slowest, time.monotonic() - start)
    assert refused == [True] * len(FOREIGN_ORIGINS)
    assert slowest < 10  # the guard holds every outgoing connection for 30 s
    assert guarded.outbound.read_text() == ""


def test_the_guard_records_outgoing_connections(tmp_path):
    """The check of the check: a process under the guard that asks outside leaves a line."""
    import subprocess
    import sys

    environment = guard_environment(tmp_path / "guard")
    code = (
        "import time; time.sleep = lambda s: None\n"
        "from streamlit import net_util; net_util.get_external_ip()"
    )
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, capture_output=True)
    assert "checkip.amazonaws.com" in (tmp_path / "guard" / "outbound.log").read_text()


@pytest.mark.parametrize("page", ["", "targets", "budgets", "timeline", "update", "screen"])
def test_no_page_causes_an_outgoing_connection(guarded, page):
    """Each page runs to its end with the network closed, and names no folder of the server."""
    with websocket(guarded.url) as connection:
        sent = b"".join(messages_of_run(connection, page))
    assert str(ROOT).encode() not in sent
    assert str(guarded.outbound.parents[1]).encode() not in sent
    assert guarded.outbound.read_text() == ""


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a@localhost", "[", ""])
def test_other_host_names_are_refused(guarded, host):
    """A name that resolves to this machine reads nothing, by HTTP or websocket."""
    assert get(guarded.port, "/", Host=host)[0] in (400, 403)
    assert get(guarded.port, "/_stcore/health", Host=f"{host}:{guarded.port}")[0] in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "LOCALHOST", "localhost."])
def test_names_of_this_machine_are_accepted(guarded, host):
    assert get(guarded.port, "/", Host=f"{host}:{guarded.port}")[0] == 200


@pytest.mark.parametrize(
    "path",
    [
        "/auth/login",
        "/auth/logout",
        "/oauth2callback",
        "/auth/login?provider=x",
        "/oauth2callback?state=x&error=y",
        "/_stcore/metrics",
        "/_stcore/agent/openapi.json",
        "/_stcore/agent/mcp",
    ],
)
def test_closed_routes(guarded, path):
    """Without sign-in its routes do not exist, nor do those that no page uses; nothing is logged."""
    before = guarded.served.log.read_text()
    assert get(guarded.port, path)[0] == 404
    assert get(guarded.port, path, method="POST")[0] == 404
    assert guarded.served.log.read_text() == before


def test_the_host_config_names_no_site(guarded):
    """No other site is trusted to control the page from a frame around it."""
    assert b'"allowedOrigins":[]' in get(guarded.port, "/_stcore/host-config")[2]


@pytest.mark.parametrize("kind", ["clear_cache", "load_git_info", "set_run_on_save"])
def test_messages_of_no_page_are_ignored(guarded, kind):
    """Caches stay, git data is not sent, and the connection still serves the page."""
    with websocket(guarded.url) as connection:
        messages_of_run(connection)
        connection.send(BackMsg(**{kind: True}).SerializeToString())
        answers = messages_of_run(connection)
    kinds = {ForwardMsg.FromString(raw).WhichOneof("type") for raw in answers}
    assert "git_info_changed" not in kinds
    assert "script_finished" in kinds


def test_a_query_has_a_bound(guarded):
    """Pages quote what they were asked for, and are kept: what is beyond 8,192 characters is not read."""
    with websocket(guarded.url) as connection:
        query = "lang=en&q=" + "x" * 400_000
        sent = b"".join(messages_of_run(connection, "targets", query))
    assert b"x" * 8_000 in sent
    assert b"x" * gate.MAX_QUERY_LENGTH not in sent


@pytest.mark.parametrize("frame", ["text", b"\xff\xfe", b"\x08"])
def test_a_malformed_message_ends_its_connection_only(guarded, frame):
    """Nothing is logged for it, and the server serves on."""
    before = guarded.served.log.read_text()
    with websocket(guarded.url) as connection:
        connection.send(frame)
        while True:
            try:
                connection.recv(timeout=PATIENCE)
            except ConnectionClosed:
                break
    assert guarded.served.log.read_text() == before
    with urllib.request.urlopen(f"{guarded.url}/_stcore/health") as answer:
        assert answer.status == 200


def test_a_message_that_is_too_large_is_refused_before_it_arrives(guarded):
    """The connection ends at the length of the frame; nothing of it is kept."""
    with websocket(guarded.url) as connection:
        connection.socket.sendall(b"\x82\xff" + (150_000_000).to_bytes(8, "big") + bytes(4))
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv(timeout=PATIENCE)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1009


@pytest.mark.parametrize(
    ("asked", "location"),
    [
        ("/nope?lang=en", "./?page=nope&lang=en"),
        ("/targets/gone?theme=a&page=x", "../?page=targets%2Fgone&theme=a"),
        ("/a/b/?q=%E5%8C%BA", "../../?page=a%2Fb&q=%E5%8C%BA"),
        ("/targets.html", "./?page=targets.html"),
    ],
)
def test_the_address_of_no_page_leads_to_the_overview(guarded, asked, location):
    """With the rest of the link, for a browser's own request."""
    status, headers, _ = get(guarded.port, asked, Accept="text/html,*/*;q=0.8")
    assert (status, headers["location"]) == (307, location)
    assert get(guarded.port, asked, Accept="*/*")[0] != 307


def test_existing_addresses_are_answered(guarded):
    """Every page, and what Streamlit itself serves."""
    scripts = {path.stem for path in (Path(__file__).parents[2] / "pages").glob("*.py")}
    assert set(missing_page.PAGES) == {"", *scripts}
    for address in (*missing_page.PAGES, "_stcore/health"):
        assert get(guarded.port, f"/{address}", Accept="text/html")[0] == 200
