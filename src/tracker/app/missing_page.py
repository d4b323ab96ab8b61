"""The address of a page that does not exist leads to the overview, which says so and keeps the rest of the link.

Streamlit shows a dialog of its own for one, in English, and nothing at all for an address with two parts.
"""

from __future__ import annotations

from typing import Final
from urllib.parse import parse_qsl, urlencode

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

PAGES: Final = ("", "targets", "budgets", "timeline", "review", "update", "screen")
"""The addresses that Streamlit derives from the names of the scripts."""
PAGE_PARAM: Final = "page"
"""Of the overview: the address that was asked for; `views.links`, which is slow to import, has it, too."""
_FRAMEWORK_PATHS: Final = (
    "_stcore",
    "app",
    "auth",
    "component",
    "media",
    "oauth2callback",
    "static",
)
"""First parts of the addresses that are Streamlit's own."""


class MissingPage:
    """ASGI middleware around Streamlit."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        overview = _overview_instead(scope) if scope["type"] == "http" else ""
        answer = RedirectResponse(overview) if overview else self._app
        await answer(scope, receive, send)


def _overview_instead(scope: Scope) -> str:
    """The address of the overview for a browser that asks for a page that does not exist; "" for others."""
    address = address_of(scope)
    exists = address in PAGES or address.partition("/")[0] in _FRAMEWORK_PATHS
    if exists or "text/html" not in Headers(scope=scope).get("accept", ""):
        return ""
    asked = parse_qsl(scope["query_string"].decode("latin-1"))
    query = urlencode([(PAGE_PARAM, address), *(pair for pair in asked if pair[0] != PAGE_PARAM)])
    # relative, because a proxy may have put a folder before it
    depth = _below_base(scope).count("/")
    return f"{'../' * depth or './'}?{query}"


def address_of(scope: Scope) -> str:
    """The path of a request below the server's base path, such as ``targets``."""
    return _below_base(scope).rstrip("/")


def _below_base(scope: Scope) -> str:
    base: str = st.get_option("server.baseUrlPath").strip("/")
    return str(scope["path"]).lstrip("/").removeprefix(base).lstrip("/")
