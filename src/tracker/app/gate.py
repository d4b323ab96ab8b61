"""What the server refuses before Streamlit sees it.

Streamlit answers a websocket of another origin by asking an outside address for the server's own IP,
which stalls every visitor; it clears everybody's caches for any client that asks; and it ends a sign-in
for any page that links to its sign-out. None of these has a setting, so they are refused here.
"""

from __future__ import annotations

import asyncio
import os
import re
import webbrowser
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tracker.app import uploads
from tracker.app.downloads import Downloads
from tracker.app.entry import EntryDocument
from tracker.app.missing_page import MissingPage
from tracker.app.photos import Photos
from tracker.store import access, auth_config, config, origins

MAX_CONNECTIONS: Final = 400
"""Websockets open at a time; each costs about 1 MB."""
MAX_CONNECTIONS_PER_ADDRESS: Final = 200
"""Of them, from one address; at this machine there may be a proxy, with everybody behind it."""
MAX_QUERY_LENGTH: Final = 8192
"""Characters of a page's query that are read; pages that quote it are kept in memory."""
_CLIENT_MESSAGES: Final = (
    "rerun_script",
    "stop_script",
    "app_heartbeat",
    "file_urls_request",
    "deferred_file",
)
"""What our pages send. Others clear the caches of all visitors or ask for the server's git data."""
_CLOSED_PATHS: Final = ("/_stcore/metrics", "/_stcore/agent/", "/_stcore/script-health-check")
_UPLOAD_PATH: Final = "/_stcore/upload_file/"
_SIGN_IN_PATHS: Final = ("/auth/login", "/auth/logout", "/oauth2callback")
_SIGN_OUT_PATH: Final = "/auth/logout"
_LOCAL_PAGE: Final = re.compile(r"https?://(?:localhost|127\.0\.0\.1)(?::[0-9]{1,5})?")
"""Origins that Streamlit accepts at any port; it takes ``localhost.`` for another machine."""
_FRAME_POLICY: Final = (b"content-security-policy", b"frame-ancestors 'self'")
_POLICY_VIOLATION, _UNSUPPORTED_DATA, _TRY_AGAIN_LATER = 1008, 1003, 1013
"""Websocket close codes of RFC 6455, section 7.4."""


class Gate:
    """ASGI middleware around Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._connections: Counter[str] = Counter()  # by address of the client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = _refusal_status(scope)
        if status:
            allow = {"Allow": "POST"} if status == 405 else {}
            await PlainTextResponse("", status, allow)(scope, receive, send)
            return
        if scope["path"].endswith(_SIGN_OUT_PATH):
            scope = {**scope, "method": "GET"}  # Streamlit's route knows no other
        await self._app(scope, receive, _with_frame_policy(send) if _may_edit() else send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not (_is_known_host(headers) and is_known_page(headers)):
            await send({"type": "websocket.close", "code": _POLICY_VIOLATION})
            return
        address = str((scope.get("client") or ("",))[0])
        if self._has_too_many(address):
            await send({"type": "websocket.close", "code": _TRY_AGAIN_LATER})
            return
        self._connections[address] += 1
        try:
            await self._app(scope, _page_messages_only(receive), _without_script_path(send))
        finally:
            self._connections[address] -= 1
            self._connections += Counter()  # without addresses that are gone

    def _has_too_many(self, address: str) -> bool:
        if self._connections.total() >= MAX_CONNECTIONS:
            return True
        is_here = origins.is_loopback(address)
        return not is_here and self._connections[address] >= MAX_CONNECTIONS_PER_ADDRESS


def _refusal_status(scope: Scope) -> int:
    """The HTTP status of a refused request, 0 for any other."""
    headers, path = Headers(scope=scope), str(scope["path"])
    if not _is_known_host(headers):
        return 403
    if any(closed in path for closed in _CLOSED_PATHS):
        return 404
    if _UPLOAD_PATH in path and not _may_upload(path):
        return 404
    if path.endswith(_SIGN_IN_PATHS) and not _has_sign_in():
        return 404
    if path.endswith(_SIGN_OUT_PATH):
        if scope["method"] != "POST":
            return 405  # any site can link to it
        if "origin" not in headers or not origins.is_same_origin(headers):
            return 403
    return 0


def _is_known_host(headers: Headers) -> bool:
    """Another name that resolves to this machine (DNS rebinding) is refused."""
    known: list[str] = st.get_option("server.allowedHosts")
    return not known or origins.host_name(headers.get("host", "")) in known


def is_known_page(headers: Headers) -> bool:
    """Whether Streamlit accepts the page that opens a websocket without a look at the network.

    A page at another port of this machine, such as a proxy's, may read; it may not report.
    """
    if any(len(headers.getlist(name)) > 1 for name in ("origin", "host")):
        return False  # which of them counts is anybody's guess
    return origins.is_same_origin(headers) or _LOCAL_PAGE.fullmatch(headers["origin"]) is not None


def _may_upload(path: str) -> bool:
    session_id = path.partition(_UPLOAD_PATH)[2].partition("/")[0]
    return not access.is_readonly(os.environ) and uploads.is_allowed(session_id)


def _may_edit() -> bool:
    return access.edit_mode(os.environ, _has_sign_in()) != "off"


def _has_sign_in() -> bool:
    if access.is_readonly(os.environ):
        return False
    try:
        return auth_config.read_config(st.get_option("secrets.files")).enabled
    except access.AccessError:
        return False


def _kind(message: BackMsg) -> str | None:
    kind: str | None = message.WhichOneof("type")
    if kind == "backend_operation_request":
        kind = message.backend_operation_request.WhichOneof("payload")
    return kind


def _page_messages_only(receive: Receive) -> Receive:
    """``receive`` without messages that none of our pages sends."""

    async def receive_page_message() -> Message:
        while True:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            raw = message.get("bytes")
            if raw is None:  # Streamlit would log an error
                return {"type": "websocket.disconnect", "code": _UNSUPPORTED_DATA}
            try:
                back = BackMsg.FromString(raw)
            except Exception:  # noqa: BLE001 -- protobuf documents no class; Streamlit would log an error
                return {"type": "websocket.disconnect", "code": _UNSUPPORTED_DATA}
            if len(back.rerun_script.query_string) > MAX_QUERY_LENGTH:
                query = back.rerun_script.query_string[:MAX_QUERY_LENGTH]
                back.rerun_script.query_string = query
                message = {**message, "bytes": back.SerializeToString()}
            if _kind(back) in _CLIENT_MESSAGES:
                return message

    return receive_page_message


def _with_frame_policy(send: Send) -> Send:
    """``send``, where no other page may frame a response: one at another port gets our cookies too."""

    async def send_with_policy(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [*message.get("headers", ()), _FRAME_POLICY]
            message = {**message, "headers": headers}
        await send(message)

    return send_with_policy


def _without_script_path(send: Send) -> Send:
    """``send``, where the start of a session names the script without its folder on the server."""
    folder = str(Path.cwd()).encode()

    async def send_without_path(message: Message) -> None:
        raw = message.get("bytes")
        if raw is not None and folder in raw:
            forward = ForwardMsg.FromString(raw)
            if forward.HasField("new_session"):
                session = forward.new_session
                session.main_script_path = Path(session.main_script_path).name
                message = {**message, "bytes": forward.SerializeToString()}
        await send(message)

    return send_without_path


MIDDLEWARE: Final = [
    Middleware(Gate),
    Middleware(Downloads),
    Middleware(Photos),
    Middleware(MissingPage),
    Middleware(EntryDocument),
]


@asynccontextmanager
async def lifespan(_: object) -> AsyncIterator[None]:
    """Opens a browser if `tracker serve --open` asked for one; the socket listens by now."""
    if url := os.environ.pop(config.OPEN_ENV, ""):
        await asyncio.to_thread(webbrowser.open, url)
    yield
