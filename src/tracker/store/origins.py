"""Where a request comes from: this machine, a page of this server, or elsewhere. No I/O."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_PROXY_HEADERS: Final = frozenset(("forwarded", "via", "x-real-ip", "x-original-host"))
_WEB_SCHEMES: Final = ("http", "https")
_XSRF_COOKIE: Final = "_streamlit_xsrf"


def is_loopback(host: str | None) -> bool:
    """Whether a host or address is this machine: localhost, 127.0.0.0/8 or ::1."""
    if host is None:
        return False
    if host.lower() == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def is_local_browser(headers: Mapping[str, str]) -> bool:
    """Whether a connection comes from our own page in a browser on this machine.

    ``headers`` are those of the websocket's first request. False for one that a proxy passed on
    (its headers, or a foreign host), one that another page opened (its Origin), one from within
    another site's frame (there, browsers send no SameSite cookie, and Streamlit sets one on every
    page), and one without these headers.
    """
    values = {name.lower(): value for name, value in headers.items()}
    if any(name in _PROXY_HEADERS or name.startswith("x-forwarded-") for name in values):
        return False
    host, origin = values.get("host", ""), values.get("origin", "")
    try:
        server, page = urlsplit(f"//{host}"), urlsplit(origin)
        return (
            f"{_XSRF_COOKIE}=" in values.get("cookie", "")
            and is_loopback(server.hostname)
            and server.username is None  # no browser sends evil.com@localhost as Host
            and page.scheme in _WEB_SCHEMES
            and page.netloc == host
        )
    except ValueError:  # brackets that do not close
        return False


def host_name(host: str) -> str:
    """The name in a Host header, lower case, without port and final dot; "" for a malformed one.

    >>> host_name("LOCALHOST.:8501"), host_name("[::1]:80"), host_name("a@localhost")
    ('localhost', '::1', '')
    """
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port  # ValueError if it is no number
    except ValueError:
        return ""
    if parts.netloc != host or "@" in host:
        return ""
    return (parts.hostname or "").rstrip(".")


def is_same_origin(headers: Mapping[str, str]) -> bool:
    """Whether a request comes from a page of this server, or from no page: browsers name the Origin.

    ``headers`` have lower-case names. A page of a malformed Host is never the same.
    """
    origin, host = headers.get("origin"), headers.get("host", "")
    if origin is None:
        return True
    return host_name(host) != "" and origin in (f"{scheme}://{host}" for scheme in _WEB_SCHEMES)
