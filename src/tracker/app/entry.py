"""The document of a page that is opened by its address, which tells the browser where the server is.

Streamlit's own document leaves that to be found out: for ``/timeline`` its script first asks
``/timeline/_stcore/health``, waits after the answer that there is no such address, and only then asks
one folder higher. That takes longer than drawing the page.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import file_util

from tracker.app.missing_page import PAGES

_SCRIPT: Final = (
    "<script>window.__streamlit = "
    '{BACKEND_BASE_URL: location.origin + location.pathname.replace(/[^/]*\\/?$/, "")}</script>'
)
"""Streamlit's name for the address of its server; the folder of the page, whatever a proxy put before it."""
_PLACE: Final = "<head>"


class EntryDocument:
    """ASGI middleware around Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = self._app
        if scope["type"] == "http" and scope["method"] == "GET" and _is_page(scope):
            answer = HTMLResponse(_document(), headers={"Cache-Control": "no-cache"})
        await answer(scope, receive, send)


def _is_page(scope: Scope) -> bool:
    """Whether a browser asks for a page other than the one at the root, where Streamlit asks rightly at once."""
    base: str = st.get_option("server.baseUrlPath").strip("/")
    path = str(scope["path"])
    address = path.strip("/").removeprefix(base).strip("/")
    is_page = (
        bool(address) and address in PAGES and not path.endswith("/")
    )  # Streamlit redirects those
    return is_page and "text/html" in Headers(scope=scope).get("accept", "")


@cache
def _document() -> str:
    """Streamlit's document with the script before all others."""
    document = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    return document.replace(_PLACE, _PLACE + _SCRIPT, 1)
