"""What secrets.toml says about editing: sign-in, how long it lasts, the table of editors.

Half a lock is none: where a part is missing or wrong, nothing is returned and nobody edits.
"""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tracker.store import access
from tracker.store.access import AccessError

SECRETS_FILE: Final = Path(".streamlit", "secrets.toml")
_MIN_SECRET_LENGTH: Final = 32  # characters of a cookie_secret: who guesses it is whoever they like
_REQUIRED: Final = (
    "redirect_uri",
    "cookie_secret",
    "client_id",
    "client_secret",
    "server_metadata_url",
)


@dataclass(frozen=True)
class AuthConfig:
    """Whether people sign in, and what holds for them."""

    enabled: bool = False
    editors: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    hours: float = access.DEFAULT_HOURS
    address: str = ""  # the dashboard's own, scheme and host, where a sign-in comes back to


def secrets_files(given: Path | None, here: Path, home: Path) -> list[Path]:
    """The files that count, by full path: the one given, else the home folder's and this folder's.

    They need not be there; of two, the later one overrides tables of the earlier one.
    """
    if given is not None:
        return [(here / given).resolve()]
    return [home / SECRETS_FILE, here / SECRETS_FILE]


def read_config(paths: Iterable[str | Path]) -> AuthConfig:
    """What these files say now; a file that is not there says nothing.

    AccessError where one cannot be read, or says what cannot be.
    """
    found: dict[str, object] = {}
    for path in map(Path, paths):
        if path.suffix != ".toml":
            raise AccessError(f"{path}: secrets are expected in a file whose name ends in .toml")
        try:
            found |= tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:  # ValueError: no TOML, no UTF-8
            raise AccessError(f"{path} cannot be read: {error}") from error
    return parse_config(found)


def parse_config(secrets: Mapping[str, object]) -> AuthConfig:
    """What the tables of a secrets.toml say; without ``[auth]`` there is no sign-in.

    AccessError says which table, what was expected and what was found.
    """
    for name in secrets:
        if name.upper().startswith("TRACKER_"):  # Streamlit would put it into the environment
            raise AccessError(f"{name} stands in secrets.toml; set it in the environment instead")
    if "auth" not in secrets:
        if "editors" in secrets:
            raise AccessError("[editors] is there, [auth] is not; add [auth], see docs/sign-in.md")
        return AuthConfig()
    address = _parse_auth(secrets["auth"])
    listed = access.parse_editors(secrets.get("editors", {}))
    return AuthConfig(True, listed, _parse_hours(secrets.get("sign_in", {})), address)


def _parse_auth(table: object) -> str:
    """The dashboard's own address, where all is there that Streamlit needs for sign-in.

    Streamlit does not ask for one thing: a cookie_secret that nobody guesses.
    """
    if not isinstance(table, Mapping):
        raise AccessError(f"[auth]: a table is expected, found a {type(table).__name__}")
    for name in _REQUIRED:
        if not isinstance(table.get(name), str) or not table[name]:
            raise AccessError(f"[auth] has no {name}; it needs {', '.join(_REQUIRED)}")
    for name in ("redirect_uri", "server_metadata_url"):
        if urlsplit(table[name]).scheme not in ("http", "https"):
            raise AccessError(f"[auth] {name}: expected an http(s) address, found {table[name]!r}")
    own = urlsplit(table["redirect_uri"])
    if own.path.rsplit("/", 1)[-1] != "oauth2callback":
        raise AccessError(
            "[auth] redirect_uri: expected the dashboard's own address with /oauth2callback at its "
            f"end, found {table['redirect_uri']!r}"
        )
    if len(table["cookie_secret"]) < _MIN_SECRET_LENGTH:  # its length is told, never the secret
        raise AccessError(
            f"[auth] cookie_secret: expected at least {_MIN_SECRET_LENGTH} random characters, found "
            f"{len(table['cookie_secret'])}; make one with: "
            'python -c "import secrets; print(secrets.token_hex())"'
        )
    return f"{own.scheme}://{own.netloc}"


def _parse_hours(table: object) -> float:
    if not isinstance(table, Mapping) or set(table) - {"hours"}:
        raise AccessError(f"[sign_in]: a table with hours is expected, found {table!r}")
    hours = table.get("hours", access.DEFAULT_HOURS)
    if isinstance(hours, bool) or not isinstance(hours, (int, float)):
        raise AccessError(f"[sign_in] hours: a number is expected, found {hours!r}")
    if not 0 < hours <= access.MAX_HOURS:
        raise AccessError(
            f"[sign_in] hours: expected more than 0 and up to {access.MAX_HOURS:g}, found {hours!r}"
        )
    return float(hours)


def security_warnings(paths: Iterable[Path], said: AuthConfig) -> list[str]:
    """What is risky and not wrong: secrets that other accounts can read, sign-in without TLS."""
    told = [
        f"warning: other accounts on this machine can read {path}; chmod 600 it"
        for path in paths
        if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    own = urlsplit(said.address)
    if own.scheme == "http" and not access.is_loopback(own.hostname):
        told.append(
            f"warning: {said.address} is no https address: who can listen on the network can take "
            "over a sign-in; put the dashboard behind a proxy with TLS"
        )
    return told
