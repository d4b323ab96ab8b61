"""How long a client may keep a connection waiting, and how much it may send at once.

uvicorn waits without end for a request that arrives in drops and for a client that does not read, and
Streamlit takes messages of 200 MB: a thousand such connections, or six such messages, put a server out.
"""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar, Final, cast

import h11
from uvicorn.config import Config
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

REQUEST_SECONDS: Final = 20.0
"""From the start of a connection, or the end of a response, to the end of the next request."""
READING_SECONDS: Final = 60.0
"""How long a client may read nothing of a response."""
MAX_WAITING: Final = 400
"""Connections that wait for their client at a time; a process has 1,024 files by default."""
MAX_MESSAGE_BYTES: Final = 2_000_000
"""Of one message to the websocket; a page with every text at its bound sends a tenth of it."""


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 that ends connections whose client keeps it waiting, those that wait longest first."""

    _waiting: ClassVar[dict[BoundedProtocol, None]] = {}  # in the order in which they began to wait

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        config.ws_max_size = MAX_MESSAGE_BYTES
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(cast("asyncio.Transport", transport))
        self._wait(REQUEST_SECONDS)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._has_request() and not self.flow.write_paused:
            self.go_on()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._wait(REQUEST_SECONDS)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._wait(READING_SECONDS)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._has_request():
            self.go_on()
        else:
            self._wait(REQUEST_SECONDS)

    def handle_websocket_upgrade(self, event: h11.Request) -> None:
        self.go_on()  # the websocket has pings of its own
        super().handle_websocket_upgrade(event)

    def connection_lost(self, exc: Exception | None) -> None:
        self.go_on()
        super().connection_lost(exc)

    def _has_request(self) -> bool:
        return self.conn.their_state not in (h11.IDLE, h11.SEND_BODY)

    def _wait(self, seconds: float) -> None:
        self.go_on()
        self._timer = self.loop.call_later(seconds, self.transport.abort)
        self._waiting[self] = None
        if len(self._waiting) > MAX_WAITING:
            longest = next(iter(self._waiting))
            longest.go_on()
            longest.transport.abort()

    def go_on(self) -> None:
        """The connection waits for its client no longer."""
        self._waiting.pop(self, None)
        if self._timer is not None:
            self._timer.cancel()
