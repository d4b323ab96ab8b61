"""Clients that send or read in drops, against a real server with short times."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest
import uvicorn
from support.waiting import PATIENCE, wait_until

from tracker.app import connections

LARGE = b"x" * 20_000_000


async def answer(scope, receive, send):
    """``/large`` is more than the buffers of both ends hold; ``/slow`` takes longer than a request may."""
    if scope["path"] == "/slow":
        await asyncio.sleep(4 * connections.REQUEST_SECONDS)
    body = LARGE if scope["path"] == "/large" else b"answer"
    while scope["method"] == "POST" and (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for start in range(0, len(body), 100_000):
        await send(
            {
                "type": "http.response.body",
                "body": body[start : start + 100_000],
                "more_body": True,
            }
        )
    await send({"type": "http.response.body", "body": b""})


@pytest.fixture
def server(monkeypatch) -> Iterator[uvicorn.Server]:
    monkeypatch.setattr(connections, "REQUEST_SECONDS", 0.2)
    monkeypatch.setattr(connections, "READING_SECONDS", 0.2)
    config = uvicorn.Config(
        answer, port=0, http=connections.BoundedProtocol, lifespan="off", log_config=None
    )
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run)
    thread.start()
    wait_until(lambda: running.started)
    yield running
    running.should_exit = True
    thread.join(PATIENCE)


@contextmanager
def client(server: uvicorn.Server) -> Iterator[socket.socket]:
    address = server.servers[0].sockets[0].getsockname()
    with closing(socket.create_connection(address, timeout=PATIENCE)) as connected:
        yield connected


def is_closed(connected: socket.socket) -> bool:
    """Whether the server ends the connection; an error if it keeps it."""
    try:
        while connected.recv(65536):
            pass
    except ConnectionResetError:
        pass
    return True


def is_closed_after(connected: socket.socket, drop: bytes) -> bool:
    """Whether the server has ended the connection some time after one more drop."""
    try:
        connected.sendall(drop)
        return connected.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


@pytest.mark.server
@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTT",
        b"GET / HTTP/1.1\r\nHost: here\r\nX: ",
        b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nhalf",
        b"GET / HTTP/1.1\r\nHost: here\r\n\r\nGET / HTTP/1.1\r\nHo",
    ],
    ids=["nothing", "line", "headers", "body", "second request"],
)
def test_half_a_request_ends_its_connection(server, sent):
    with client(server) as connected:
        connected.sendall(sent)
        assert is_closed(connected)


def test_a_request_sent_in_drops_ends_its_connection(server):
    """However often a byte comes, the whole request has one time limit."""
    with client(server) as connected:
        connected.sendall(b"GET / HTTP/1.1\r\n")
        connected.settimeout(connections.REQUEST_SECONDS / 10)
        wait_until(lambda: is_closed_after(connected, b"X: y\r\n"))


def test_a_client_that_does_not_read_loses_its_connection(server):
    with client(server) as connected:
        connected.sendall(b"GET /large HTTP/1.1\r\nHost: here\r\n\r\n")
        wait_until(lambda: server.server_state.connections)
        wait_until(lambda: not server.server_state.connections)


@pytest.mark.server
@pytest.mark.parametrize("path", [b"/", b"/slow", b"/large"])
def test_whoever_sends_and_reads_is_served(server, path):
    """A page that takes long to answer is not the client's fault."""
    with client(server) as connected:
        connected.sendall(b"GET %s HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n" % path)
        received = b""
        while part := connected.recv(1_000_000):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert len(body) >= (len(LARGE) if path == b"/large" else len(b"answer"))


def test_many_that_wait_leave_room_for_others(server, monkeypatch):
    """The connection that has waited longest makes way; a whole request is answered at once."""
    monkeypatch.setattr(connections, "REQUEST_SECONDS", PATIENCE)
    monkeypatch.setattr(connections, "MAX_WAITING", 3)
    with ExitStack() as stack:
        waiting = [stack.enter_context(client(server)) for _ in range(4)]
        assert is_closed(waiting[0])
        with client(server) as connected:
            connected.sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
            assert connected.recv(12) == b"HTTP/1.1 200"
        waiting[-1].sendall(b"GET / HTTP/1.1\r\nHost: here\r\n\r\n")
        assert waiting[-1].recv(12) == b"HTTP/1.1 200"
