"""Who may edit: read-only processes, editing on one's own machine, sign-in, the table of editors. No I/O.

Whatever is not plainly allowed is refused, and every refusal has a name that a page can put in words.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import ipaddress
import json
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import urlsplit

READONLY_ENV: Final = "TRACKER_READONLY"
"""The environment variable of a process that cannot write, whatever else is set."""
EDIT_ENV: Final = "TRACKER_EDIT"
"""The environment variable that allows editing without sign-in: ``local``; `tracker serve` sets it."""

DEFAULT_HOURS: Final = 8.0
"""How long a sign-in lasts: a working day. Streamlit's cookie itself would do for 30 days."""
MAX_HOURS: Final = 30 * 24.0  # hours: what Streamlit's cookie lasts
_CLOCK_SKEW: Final = dt.timedelta(minutes=5)  # how far the provider's clock may be ahead of ours

EditMode = Literal["off", "local", "login"]
DenialReason = Literal[
    "readonly",
    "off",
    "settings",
    "elsewhere",
    "address",
    "signed_out",
    "ended",
    "expired",
    "no_email",
    "unverified",
    "not_listed",
]


class AccessError(ValueError):
    """The settings that say who may edit are not as they must be; nobody edits until they are."""


@dataclass(frozen=True)
class Person:
    """Someone who may report. ``leads`` None: for every target, those without a lead among them."""

    name: str
    email: str = ""
    leads: frozenset[str] | None = None

    def may_report_for(self, lead: str | None) -> bool:
        """Whether this person may report for a target of this organisation (None: it names none)."""
        return self.leads is None or (lead is not None and lead in self.leads)


@dataclass(frozen=True)
class AccessDenial:
    """Why nobody edits here now; ``detail`` is an address or a message, to be shown as plain text."""

    reason: DenialReason
    detail: str = ""


# --- the process ----------------------------------------------------------------------------------


def is_readonly(environ: Mapping[str, str]) -> bool:
    """Whether this process must not write: any value but an empty one, ``0`` and ``false``."""
    return environ.get(READONLY_ENV, "").strip().lower() not in ("", "0", "false")


def edit_mode(environ: Mapping[str, str], has_auth: bool) -> EditMode:
    """How editing in a browser is allowed; sign-in, where it is set up, is never gone round."""
    if is_readonly(environ):
        return "off"
    if has_auth:
        return "login"
    return "local" if environ.get(EDIT_ENV) == "local" else "off"


def is_loopback(host: str | None) -> bool:
    """Whether a host or address is this machine's own: localhost, 127.0.0.0/8 or ::1."""
    if host is None:
        return False
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def is_local_browser(headers: Mapping[str, str]) -> bool:
    """Whether a connection comes from a page of ours in a browser on this machine.

    ``headers`` are those of the websocket's first request. Not so for one that a proxy passed on
    (its headers, or a host that is not ours), one that another page opened (its Origin), one from
    within another site's frame (there, browsers send no SameSite cookie, and Streamlit sets one on
    every page), and one that says nothing about itself.
    """
    sent = {name.lower(): value for name, value in headers.items()}
    if any(name in _PROXY_HEADERS or name.startswith("x-forwarded-") for name in sent):
        return False
    host, origin = sent.get("host", ""), sent.get("origin", "")
    try:
        named, page = urlsplit(f"//{host}"), urlsplit(origin)
        return (
            f"{_XSRF_COOKIE}=" in sent.get("cookie", "")
            and is_loopback(named.hostname)
            and named.username is None  # evil.com@localhost is no Host that a browser sends
            and page.scheme in _WEB_SCHEMES
            and page.netloc == host
        )
    except ValueError:  # brackets that do not close
        return False


_PROXY_HEADERS: Final = frozenset(("forwarded", "via", "x-real-ip", "x-original-host"))
_WEB_SCHEMES: Final = ("http", "https")
_XSRF_COOKIE: Final = "_streamlit_xsrf"


# --- the table of editors ------------------------------------------------------------------------


def parse_editors(table: object) -> Mapping[str, frozenset[str] | None]:
    """The ``[editors]`` table: e-mail address -> the organisations reported for; None for all.

    >>> parse_editors({"Wang@x.cn": "all", "li@x.cn": ["water-bureau"]})
    {'wang@x.cn': None, 'li@x.cn': frozenset({'water-bureau'})}

    AccessError for anything but "all" or a list of organisations' ids.
    """
    if not isinstance(table, Mapping):
        raise AccessError(f'[editors]: a table "address" = [...] is expected, found {table!r}')
    found: dict[str, frozenset[str] | None] = {}
    for address, leads in table.items():
        email = _lower_ascii(str(address))
        local, at, domain = email.partition("@")
        if not (local and at and domain) or "@" in domain or any(map(str.isspace, email)):
            raise AccessError(f"[editors] {address!r}: an e-mail address in quotes is expected")
        if email in found:
            raise AccessError(f"[editors] {address!r} is there twice; keep one line")
        found[email] = _parse_leads(address, leads)
    return found


def _parse_leads(address: object, leads: object) -> frozenset[str] | None:
    if leads == "all":
        return None
    if (
        not isinstance(leads, (list, tuple))
        or not leads
        or not all(isinstance(lead, str) and lead and lead != "all" for lead in leads)
    ):
        raise AccessError(
            f'[editors] {address!r}: expected "all" or a list of organisations such as '
            f'["water-bureau"], found {leads!r}'
        )
    return frozenset(leads)


_ASCII_LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def _lower_ascii(email: str) -> str:
    """Lower case in ASCII alone: beyond it, two addresses could become one (the Kelvin sign a k)."""
    return email.translate(_ASCII_LOWER)


# --- the sign-in ----------------------------------------------------------------------------------


def authorize(
    claims: Mapping[str, object],
    listed: Mapping[str, frozenset[str] | None],
    now: dt.datetime,
    hours: float = DEFAULT_HOURS,
) -> Person | AccessDenial:
    """Who the provider's claims speak of, if the table of editors lists that person.

    A sign-in holds for ``hours``; ``now`` bears a time zone.

    The claims are those of the ID token (OpenID Connect Core 1.0, sections 2 and 5.1), as
    Streamlit has checked and kept them: it looks at neither their age nor `email_verified`.
    """
    if claims.get("is_logged_in") is not True:
        return AccessDenial("signed_out")
    email = claims.get("email")
    if not isinstance(email, str) or not email:
        return AccessDenial("no_email", _str_or_empty(claims.get("name") or claims.get("sub")))
    if claims.get("email_verified", True) not in (True, "true", "True"):  # not every provider says
        return AccessDenial("unverified", email)
    ends = sign_in_expiry(claims, hours)
    if ends is None or now >= ends or now + _CLOCK_SKEW < ends - dt.timedelta(hours=hours):
        return AccessDenial("expired", email)
    if _lower_ascii(email) not in listed:
        return AccessDenial("not_listed", email)
    name = claims.get("name")
    shown = " ".join(name.split()) if isinstance(name, str) else ""  # one line: it signs a commit
    return Person(shown or email, _lower_ascii(email), listed[_lower_ascii(email)])


def sign_in_expiry(claims: Mapping[str, object], hours: float) -> dt.datetime | None:
    """When a sign-in ends; None where the claims do not say when it was."""
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, (int, float)):
        return None
    try:
        return dt.datetime.fromtimestamp(issued, dt.UTC) + dt.timedelta(hours=hours)
    except (OverflowError, OSError, ValueError):
        return None


def sign_in_digest(claims: Mapping[str, object]) -> str:
    """A mark of one sign-in, the same in every tab of the browser that it was made in."""
    own = [claims.get(name) for name in ("iss", "sub", "aud", "iat", "nonce", "at_hash")]
    return hashlib.sha256(json.dumps(own, default=str).encode()).hexdigest()


def _str_or_empty(value: object) -> str:
    return value if isinstance(value, str) else ""
