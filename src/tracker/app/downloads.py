"""The files of charts and tables: ``/download/targets.csv``, with the query of the page.

What the pages hide is hidden here too: both read the same data. Files are made in threads, few at a time.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Scope

from tracker.app.folder import SAFE_HEADERS, Folder
from tracker.i18n import Lang, LocalizedError, Message, Translator, choose_language

MAX_QUERY_LENGTH: Final = 8192
_AT_A_TIME: Final = 2
"""Files made at one time: 10,000 targets take a second of a core."""
_HEADERS: Final = {
    **SAFE_HEADERS,
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
}


class Downloads(Folder):
    name = "download/"

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self._turns = asyncio.Semaphore(_AT_A_TIME)

    async def _response(self, scope: Scope, address: str) -> Response:
        query = scope["query_string"].decode("latin-1")
        if len(query) > MAX_QUERY_LENGTH:
            return PlainTextResponse("", 414, _HEADERS)
        asked = dict(parse_qsl(query))
        preferred = Headers(scope=scope).get("accept-language", "")
        lang = choose_language(asked.get("lang"), preferred.partition(",")[0].partition(";")[0])
        async with self._turns:
            return await run_in_threadpool(
                _file_response, address.removeprefix(self.name), asked, lang
            )


def _file_response(file: str, asked: Mapping[str, str], lang: Lang) -> Response:
    from tracker.app import request  # noqa: PLC0415 -- the server starts without waiting for the pages
    from tracker.brief.download import brief_download  # noqa: PLC0415 -- likewise
    from tracker.brief.typesetting import picture  # noqa: PLC0415 -- likewise
    from tracker.views import downloads  # noqa: PLC0415 -- likewise
    from tracker.views.download_links import BRIEF, BRIEF_FORMATS  # noqa: PLC0415 -- likewise

    t = Translator(lang)
    today = dt.date.today()  # noqa: DTZ011 -- the calendar day at the server
    as_of, note = request.parse_as_of(asked.get(request.AS_OF_PARAM), today, t)
    if note:  # a page says so and shows today; a file could not
        return _refusal(t, Message("download.day", asked=asked[request.AS_OF_PARAM][:60]), 400)
    name, _, extension = file.rpartition(".")
    view = request.context(asked, lang, as_of, today)
    try:
        if name == BRIEF and extension in BRIEF_FORMATS:
            made = brief_download(view, extension, asked)
        else:
            made = downloads.build(view, file, picture)
    except LocalizedError as error:
        return _refusal(t, error.message, 404)
    disposition = (
        f"attachment; filename=\"{made.plain_name}\"; filename*=UTF-8''{quote(made.name, safe='')}"
    )
    headers = {**_HEADERS, "Content-Disposition": disposition, "Content-Type": made.media_type}
    return Response(made.content, headers=headers)


def _refusal(t: Translator, message: Message, status: int) -> Response:
    return PlainTextResponse(t.message(message) + "\n", status, _HEADERS)
