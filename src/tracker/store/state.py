"""Files that the tracker keeps beside the data: in a folder of this account, readable by it alone."""

from __future__ import annotations

import os
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from tracker.store.atomic import replace_file

STATE_ENV: Final = "TRACKER_STATE"
_PRIVATE_FOLDER: Final = 0o700
_PRIVATE_FILE: Final = 0o600


def state_folder(environ: Mapping[str, str]) -> Path:
    """``$TRACKER_STATE``, else systemd's ``$STATE_DIRECTORY``, else that of the XDG base directories.

    A relative ``$XDG_STATE_HOME`` is ignored, as the XDG specification asks. OSError where this account
    has no home folder.
    """
    if folder := environ.get(STATE_ENV) or environ.get("STATE_DIRECTORY", "").partition(":")[0]:
        return Path(folder)
    state = Path(environ.get("XDG_STATE_HOME", ""))
    if state.is_absolute():
        return state / "tracker"
    try:
        return Path.home() / ".local" / "state" / "tracker"
    except RuntimeError as error:
        raise OSError(str(error)) from error


def path_digest(data: str) -> str:
    """A name of fixed length for a data path, relative or absolute."""
    absolute = os.path.abspath(data)  # noqa: PTH100 -- resolve() would follow a link that may be switched
    return text_digest(absolute)


def text_digest(text: str) -> str:
    """32 hexadecimal digits of the SHA-256 of a text."""
    return sha256(os.fsencode(text)).hexdigest()[:32]


def make_private_folder(folder: Path) -> None:
    """Create a folder, and those above it, for this account alone. OSError where it cannot."""
    for level in (*reversed(folder.parents), folder):
        if not level.exists():
            level.mkdir(mode=_PRIVATE_FOLDER, exist_ok=True)


def write_private(path: Path, raw: bytes) -> None:
    """Make ``raw`` the content of ``path``, whole or not at all. OSError where it cannot be written."""
    replace_file(path, raw, f".{path.name}.{os.urandom(8).hex()}.tmp", mode=_PRIVATE_FILE)
