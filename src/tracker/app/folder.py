"""Files below one folder of the server's address, beside the pages."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import ClassVar, Final

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.app.missing_page import address_of

SAFE_HEADERS: Final[Mapping[str, str]] = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Of every response with a file."""


class Folder(ABC):
    """ASGI middleware around Streamlit, whose own routes ignore the server's base path."""

    name: ClassVar[str]  # with a slash behind it

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = address_of(scope) if scope["type"] == "http" else ""
        if not address.startswith(self.name):
            await self._app(scope, receive, send)
            return
        response: Response = PlainTextResponse("", 405, {"Allow": "GET, HEAD"})
        if scope["method"] in ("GET", "HEAD"):
            response = await self._response(scope, address)
        await response(scope, receive, send)

    @abstractmethod
    async def _response(self, scope: Scope, address: str) -> Response:
        """The file at ``address``, which begins with the name of the folder."""
