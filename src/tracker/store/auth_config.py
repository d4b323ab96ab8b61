"""The settings of sign-in in secrets.toml: whether people sign in, for how long, and who may edit.

Fails closed: if any setting is missing or invalid, editing stays off.
"""

from __future__ import annotations

import stat
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from tracker.i18n import Message
from tracker.portfolio.system_errors import system_reason
from tracker.store import access, origins
from tracker.store.access import AccessError

SECRETS_FILE: Final = Path(".streamlit", "secrets.toml")
_MIN_SECRET_LENGTH: Final = (
    32  # characters of a cookie_secret; whoever guesses it can sign in as anyone
)
_REQUIRED: Final = (
    "redirect_uri",
    "cookie_secret",
    "client_id",
    "client_secret",
    "server_metadata_url",
)


@dataclass(frozen=True)
class AuthConfig:
    """Whether people sign in, and the settings of sign-in.

    ``editors`` maps lower-case e-mail addresses to the keys of the organisations they may report for
    (None: all). ``hours`` is how long a sign-in is valid. ``address`` is the dashboard's own, scheme
    and host without a path, where the provider sends people back to; ``{port}`` in it is the server's.
    """

    enabled: bool = False
    editors: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    hours: float = access.DEFAULT_HOURS
    address: str = ""


def secrets_files(option: Path | None, here: Path, home: Path) -> list[Path]:
    """The full paths of the files to read: ``option``, else the home folder's and this folder's.

    They need not exist; tables of the later one override those of the earlier one.
    """
    if option is not None:
        return [(here / option).resolve()]
    return [home / SECRETS_FILE, here / SECRETS_FILE]


def read_config(paths: Iterable[str | Path]) -> AuthConfig:
    """The settings in these files; missing files are skipped.

    AccessError where one cannot be read or has invalid settings.
    """
    tables: dict[str, object] = {}
    for path in map(Path, paths):
        if path.suffix != ".toml":
            raise AccessError(Message("auth.file_name", path=str(path)))
        try:
            tables |= tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:  # ValueError: not TOML, not UTF-8
            reason = system_reason(error) if isinstance(error, OSError) else str(error)
            raise AccessError(Message("auth.unreadable", path=str(path), reason=reason)) from error
    return parse_config(tables)


def parse_config(secrets: Mapping[str, object]) -> AuthConfig:
    """The settings in the tables of a secrets.toml; without ``[auth]`` there is no sign-in.

    AccessError names the table, what was expected and what was found.
    """
    for name in secrets:
        if name.upper().startswith("TRACKER_"):  # Streamlit would put it into the environment
            raise AccessError(Message("auth.environment", name=name))
    if "auth" not in secrets:
        if "editors" in secrets:
            raise AccessError(Message("auth.missing"))
        return AuthConfig()
    address = _parse_auth(secrets["auth"])
    editors = access.parse_editors(secrets.get("editors", {}))
    return AuthConfig(True, editors, _parse_hours(secrets.get("sign_in", {})), address)


def _parse_auth(table: object) -> str:
    """The dashboard's own address, once everything is there that Streamlit needs for sign-in.

    Streamlit itself does not check that the cookie_secret is long enough.
    """
    if not isinstance(table, Mapping):
        raise AccessError(Message("auth.table", found=type(table).__name__))
    for name in _REQUIRED:
        if not isinstance(table.get(name), str) or not table[name]:
            raise AccessError(Message("auth.setting", name=name, settings=list(_REQUIRED)))
    for name in ("redirect_uri", "server_metadata_url"):
        if urlsplit(table[name]).scheme not in ("http", "https"):
            raise AccessError(Message("auth.address", name=name, found=table[name]))
    redirect = urlsplit(table["redirect_uri"])
    if redirect.path.rsplit("/", 1)[-1] != "oauth2callback":
        raise AccessError(Message("auth.redirect", found=table["redirect_uri"]))
    length = len(table["cookie_secret"])
    if length < _MIN_SECRET_LENGTH:  # the message has its length, never the secret
        raise AccessError(Message("auth.cookie_secret", limit=_MIN_SECRET_LENGTH, length=length))
    return f"{redirect.scheme}://{redirect.netloc}"


def _parse_hours(table: object) -> float:
    if not isinstance(table, Mapping) or set(table) - {"hours"}:
        raise AccessError(Message("auth.sign_in", found=repr(table)))
    hours = table.get("hours", access.DEFAULT_HOURS)
    if isinstance(hours, bool) or not isinstance(hours, (int, float)):
        raise AccessError(Message("auth.hours_number", found=repr(hours)))
    if not 0 < hours <= access.MAX_HOURS:
        raise AccessError(Message("auth.hours", limit=access.MAX_HOURS, found=repr(hours)))
    return float(hours)


def security_warnings(paths: Iterable[Path], config: AuthConfig) -> list[Message]:
    """What is risky but valid: secrets that other accounts can read, sign-in without TLS."""
    warnings = [
        Message("auth.readable", path=str(path))
        for path in paths
        if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)
    ]
    address = urlsplit(config.address)
    if address.scheme == "http" and not origins.is_loopback(address.hostname):
        warnings.append(Message("auth.no_tls", address=config.address))
    return warnings
