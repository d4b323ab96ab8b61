"""The document of a page that is opened by its address."""

import asyncio

import pytest
from starlette.responses import PlainTextResponse

from tracker.app.entry import EntryDocument


def answered(path: str, accept: str = "text/html", method: str = "GET") -> str:
    """The body of the answer; "streamlit" where the request is passed on."""
    sent = []
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [(b"accept", accept.encode())],
    }

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    app = EntryDocument(PlainTextResponse("streamlit"))
    asyncio.run(app(scope, receive, send))
    return b"".join(message.get("body", b"") for message in sent).decode()


@pytest.mark.parametrize("path", ["/targets", "/timeline", "/update", "/screen"])
def test_a_page_says_where_its_server_is_before_anything_else(path):
    body = answered(path)
    assert body.index("window.__streamlit") < body.index("<script type=")
    assert body.count("window.__streamlit") == 1


@pytest.mark.parametrize(
    ("path", "accept", "method"),
    [
        ("/", "text/html", "GET"),
        ("/timeline/", "text/html", "GET"),  # redirected by Streamlit
        ("/elsewhere", "text/html", "GET"),
        ("/_stcore/health", "text/html", "GET"),
        ("/timeline", "image/png", "GET"),
        ("/timeline", "text/html", "HEAD"),
    ],
)
def test_everything_else_is_left_to_streamlit(path, accept, method):
    assert answered(path, accept, method) in ("streamlit", "")
