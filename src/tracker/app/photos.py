"""The pictures of the screen: ``/photos/homes.jpg``, of the public part of the data alone."""

from __future__ import annotations

import datetime as dt
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from tracker.app.folder import SAFE_HEADERS, Folder
from tracker.store import config

_HEADERS: Final = {
    **SAFE_HEADERS,
    "Cache-Control": "max-age=86400",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}


class Photos(Folder):
    name = "photos/"

    async def _response(self, scope: Scope, address: str) -> Response:  # noqa: ARG002 -- as of any folder
        return await run_in_threadpool(_picture_response, address)


def _picture_response(address: str) -> Response:
    from tracker.app import screen  # noqa: PLC0415 -- the server starts without waiting for the pages
    from tracker.screen.photos import picture_at  # noqa: PLC0415 -- likewise

    data = screen.load_screen_data(config.data_path(), dt.datetime.now().astimezone())
    picture = picture_at(data.portfolio, address)
    if picture is None:
        return PlainTextResponse("", 404, _HEADERS)
    return Response(picture.content, headers={**_HEADERS, "Content-Type": picture.media_type})
