"""The pictures of the screen: ``/photos/homes.jpg``, of the public part of the data alone."""

from __future__ import annotations

import datetime as dt
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from tracker.app.missing_page import address_of
from tracker.store import config

FOLDER: Final = "photos/"
_HEADERS: Final = {
    "Cache-Control": "max-age=86400",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


class Photos:
    """ASGI middleware around Streamlit, whose own routes ignore the server's base path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        address = address_of(scope) if scope["type"] == "http" else ""
        if not address.startswith(FOLDER):
            await self._app(scope, receive, send)
            return
        response: Response = PlainTextResponse("", 405, {"Allow": "GET, HEAD"})
        if scope["method"] in ("GET", "HEAD"):
            response = await run_in_threadpool(_picture_response, address)
        await response(scope, receive, send)


def _picture_response(address: str) -> Response:
    from tracker.app import screen  # noqa: PLC0415 -- the server starts without waiting for the pages
    from tracker.screen.photos import picture_at  # noqa: PLC0415 -- likewise

    data = screen.load_screen_data(config.data_path(), dt.datetime.now().astimezone())
    picture = picture_at(data.portfolio, address)
    if picture is None:
        return PlainTextResponse("", 404, _HEADERS)
    return Response(picture.content, headers={**_HEADERS, "Content-Type": picture.media_type})
