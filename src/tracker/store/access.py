"""Who may edit: read-only processes, editing on one's own machine, sign-in, the table of editors. No I/O.

Whatever is not explicitly allowed is refused, with a reason that a page can explain.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from tracker.i18n import LocalizedError, Message

READONLY_ENV: Final = "TRACKER_READONLY"
"""The environment variable that makes a process read-only, whatever else is set."""
PUBLIC_ENV: Final = "TRACKER_PUBLIC"
"""The environment variable of a process for the public: public data only, read-only; `tracker serve` sets it."""
EDIT_ENV: Final = "TRACKER_EDIT"
"""The environment variable that allows editing without sign-in: ``local``; `tracker serve` sets it."""

DEFAULT_HOURS: Final = 8.0
"""How long a sign-in lasts: a working day. Streamlit's cookie itself is valid for 30 days."""
MAX_HOURS: Final = 30 * 24.0  # hours: the lifetime of Streamlit's cookie
_CLOCK_SKEW: Final = dt.timedelta(minutes=5)  # how far the provider's clock may be ahead of ours

EditMode = Literal["off", "local", "login"]
DenialReason = Literal[
    "public",
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


class AccessError(LocalizedError):
    """The settings of who may edit are invalid; nobody may edit until they are corrected."""


@dataclass(frozen=True)
class Person:
    """Someone who may report, on targets whose lead is one of ``leads``; None: on all targets."""

    name: str
    email: str = ""
    leads: frozenset[str] | None = None

    def may_report_for(self, lead: str | None) -> bool:
        """Whether this person may report on a target with this lead (None: it names no lead)."""
        return self.leads is None or (lead is not None and lead in self.leads)


@dataclass(frozen=True)
class AccessDenial:
    """Why nobody may edit here now; ``detail`` is an address to show as plain text, or ""."""

    reason: DenialReason
    detail: str = ""


# --- the process ----------------------------------------------------------------------------------


def is_readonly(environ: Mapping[str, str]) -> bool:
    """Whether this process must not write: any value except an empty one, ``0`` and ``false``."""
    return _is_set(environ, READONLY_ENV) or is_public(environ)


def is_public(environ: Mapping[str, str]) -> bool:
    """Whether this process shows public data only."""
    return _is_set(environ, PUBLIC_ENV)


def _is_set(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "").strip().lower() not in ("", "0", "false")


def edit_mode(environ: Mapping[str, str], has_auth: bool) -> EditMode:
    """How editing in a browser is allowed; a configured sign-in cannot be bypassed."""
    if is_readonly(environ):
        return "off"
    if has_auth:
        return "login"
    return "local" if environ.get(EDIT_ENV) == "local" else "off"


# --- the table of editors ------------------------------------------------------------------------


def parse_editors(table: object) -> Mapping[str, frozenset[str] | None]:
    """The ``[editors]`` table: e-mail address -> the organisations to report for; None for all.

    >>> parse_editors({"Wang@x.cn": "all", "li@x.cn": ["water-bureau"]})
    {'wang@x.cn': None, 'li@x.cn': frozenset({'water-bureau'})}

    AccessError for anything but "all" or a list of organisations' ids.
    """
    if not isinstance(table, Mapping):
        raise AccessError(Message("auth.editors", found=repr(table)))
    editors: dict[str, frozenset[str] | None] = {}
    for address, leads in table.items():
        email = _lower_ascii(str(address))
        local, at, domain = email.partition("@")
        if not (local and at and domain) or "@" in domain or any(map(str.isspace, email)):
            raise AccessError(Message("auth.email", address=str(address)))
        if email in editors:
            raise AccessError(Message("auth.email_twice", address=str(address)))
        editors[email] = _parse_leads(address, leads)
    return editors


def _parse_leads(address: object, leads: object) -> frozenset[str] | None:
    if leads == "all":
        return None
    if (
        not isinstance(leads, (list, tuple))
        or not leads
        or not all(isinstance(lead, str) and lead and lead != "all" for lead in leads)
    ):
        raise AccessError(Message("auth.leads", address=str(address), found=repr(leads)))
    return frozenset(leads)


_ASCII_LOWER: Final = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


def _lower_ascii(email: str) -> str:
    """Lower case for ASCII only: otherwise two addresses could become one (the Kelvin sign is no k)."""
    return email.translate(_ASCII_LOWER)


# --- the sign-in ----------------------------------------------------------------------------------


def authorize(
    claims: Mapping[str, object],
    editors: Mapping[str, frozenset[str] | None],
    now: dt.datetime,
    hours: float = DEFAULT_HOURS,
) -> Person | AccessDenial:
    """The person that the provider's claims name, if the table of ``editors`` lists them.

    A sign-in is valid for ``hours`` from its ``iat``; ``now`` has a time zone.

    The claims are those of the ID token (OpenID Connect Core 1.0, sections 2 and 5.1) as Streamlit
    verified and stored them; it checks neither their age nor `email_verified`.
    """
    if claims.get("is_logged_in") is not True:
        return AccessDenial("signed_out")
    email = claims.get("email")
    if not isinstance(email, str) or not email:
        return AccessDenial("no_email", _str_or_empty(claims.get("name") or claims.get("sub")))
    if claims.get("email_verified", True) not in (True, "true", "True"):  # some omit it
        return AccessDenial("unverified", email)
    ends = sign_in_expiry(claims, hours)
    if ends is None or now >= ends or now + _CLOCK_SKEW < ends - dt.timedelta(hours=hours):
        return AccessDenial("expired", email)
    if _lower_ascii(email) not in editors:
        return AccessDenial("not_listed", email)
    name = claims.get("name")
    one_line = " ".join(name.split()) if isinstance(name, str) else ""  # it signs a commit
    return Person(one_line or email, _lower_ascii(email), editors[_lower_ascii(email)])


def sign_in_expiry(claims: Mapping[str, object], hours: float) -> dt.datetime | None:
    """When a sign-in ends; None where the claims have no valid ``iat``."""
    issued = claims.get("iat")
    if isinstance(issued, bool) or not isinstance(issued, (int, float)):
        return None
    try:
        return dt.datetime.fromtimestamp(issued, dt.UTC) + dt.timedelta(hours=hours)
    except (OverflowError, OSError, ValueError):
        return None


def sign_in_digest(claims: Mapping[str, object]) -> str:
    """SHA-256 that identifies one sign-in; the same in every tab of the browser."""
    identifying = [claims.get(name) for name in ("iss", "sub", "aud", "iat", "nonce", "at_hash")]
    return hashlib.sha256(json.dumps(identifying, default=str).encode()).hexdigest()


def _str_or_empty(value: object) -> str:
    return value if isinstance(value, str) else ""
