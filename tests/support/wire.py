"""A browser's side of Streamlit's websocket, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from support.waiting import PATIENCE
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

OUTBOUND_GUARD: Final = '''\
"""Records every connection to another machine and never answers it, as a closed network does."""
import os, socket, time

def _is_here(address):
    return not isinstance(address, tuple) or address[0] in ("127.0.0.1", "::1", "localhost", "", None)

def _guard(name, owner, host):
    real = getattr(owner, name)
    def guarded(*args, **kwargs):
        if not _is_here(host(args)):
            with open(os.environ["OUTBOUND_LOG"], "a") as log:
                log.write(f"{name} {host(args)}\\\\n")
            time.sleep(30)
            raise OSError("unreachable")
        return real(*args, **kwargs)
    setattr(owner, name, guarded)

for name in ("connect", "connect_ex"):
    _guard(name, socket.socket, lambda args: args[1])
for name in ("getaddrinfo", "gethostbyname"):
    _guard(name, socket, lambda args: (args[0],))
'''.replace("\\\\n", "\\n")
"""A `sitecustomize` module for a served process."""


def guard_environment(folder: Path) -> dict[str, str]:
    """The variables of a process under `OUTBOUND_GUARD`, whose log is ``outbound.log``."""
    import os

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sitecustomize.py").write_text(OUTBOUND_GUARD, encoding="utf-8")
    paths = [str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]
    log = folder / "outbound.log"
    log.touch()
    return {"PYTHONPATH": os.pathsep.join(paths), "OUTBOUND_LOG": str(log)}


@contextmanager
def websocket(url: str, **headers: str | None) -> Iterator[ClientConnection]:
    """A connection to a dashboard; ``headers`` may replace Origin and Host."""
    extra = {name: value for name, value in headers.items() if value and name != "Origin"}
    origin = headers.get("Origin", url)
    with connect(
        url.replace("http", "ws", 1) + "/_stcore/stream",
        origin=Origin(origin) if origin else None,
        subprotocols=[Subprotocol("streamlit")],
        additional_headers=extra,
        open_timeout=PATIENCE,
        max_size=None,
        proxy=None,
    ) as connection:
        yield connection


def messages_of_run(connection: ClientConnection, page: str = "", query: str = "") -> list[bytes]:
    """What the server sends for one run of a page, up to its end."""
    request = BackMsg()
    request.rerun_script.page_name = page
    request.rerun_script.query_string = query
    connection.send(request.SerializeToString())
    messages = []
    while True:
        raw = connection.recv(timeout=PATIENCE)
        assert isinstance(raw, bytes)
        messages.append(raw)
        if ForwardMsg.FromString(raw).HasField("script_finished"):
            return messages
