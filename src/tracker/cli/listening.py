"""Whether a server can listen on an address: told before the server starts, which knows English alone."""

from __future__ import annotations

import errno
import socket
from typing import Final

from tracker.i18n import Message

_NOT_OURS: Final = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)


def obstacle(address: str, port: int) -> Message | None:
    """Why nothing can listen there now; None where it can, or where the server itself must find out."""
    is_ipv6 = ":" in address  # as Streamlit tells them apart
    try:
        with socket.socket(socket.AF_INET6 if is_ipv6 else socket.AF_INET) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if is_ipv6:
                probe.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            probe.bind((address, port))
    except (socket.gaierror, UnicodeError):
        return Message("cli.serve.no_address", address=address)
    except OSError as error:
        if error.errno in _NOT_OURS:
            return Message("cli.serve.no_address", address=address)
        if error.errno == errno.EADDRINUSE:
            return Message("cli.serve.port_taken", port=port)
        if error.errno == errno.EACCES:
            return Message("cli.serve.port_denied", port=port)
    return None
