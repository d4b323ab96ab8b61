"""The last version of the data without errors, on disk: it survives a restart while the files have errors.

One file per data path, in a folder of this account: ``$TRACKER_STATE``, else systemd's
``$STATE_DIRECTORY``, else ``$XDG_STATE_HOME/tracker``, else ``~/.local/state/tracker``. It is replaced as a
whole, and it holds everything, hidden records too, so that nobody else may read it.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final

from tracker.portfolio.load import Portfolio, load_texts
from tracker.store.atomic import replace_file

STATE_ENV: Final = "TRACKER_STATE"
_FORMAT: Final = 1


def state_folder(environ: Mapping[str, str]) -> Path:
    if folder := environ.get(STATE_ENV) or environ.get("STATE_DIRECTORY", "").partition(":")[0]:
        return Path(folder)
    if state := environ.get("XDG_STATE_HOME"):
        return Path(state) / "tracker"
    return Path.home() / ".local" / "state" / "tracker"


def write_last_valid(data: str, portfolio: Portfolio, folder: Path) -> None:
    """Store the files of ``portfolio``, which has no errors, as the last valid version of ``data``.

    Does nothing if one of them has changed since it was read. OSError where it cannot be written.
    """
    files = {}
    for part in portfolio.parts:
        raw = Path(part.document.file).read_bytes()
        if sha256(raw).hexdigest() != part.digest:
            return
        files[part.document.file] = raw.decode("utf-8")
    stored = {"format": _FORMAT, "digest": portfolio.digest, "files": files}
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _path(data, folder)
    if not path.exists():
        path.touch(mode=0o600)  # its mode is copied to every later version
    name = f".{path.name}.{os.getpid()}.{threading.get_ident()}.tmp"
    replace_file(path, json.dumps(stored, ensure_ascii=False).encode(), name)


def read_last_valid(data: str, folder: Path) -> Portfolio | None:
    """The stored version of ``data``; None if there is none or the file is damaged."""
    try:
        stored = json.loads(_path(data, folder).read_bytes())
        if stored["format"] != _FORMAT:
            return None
        portfolio = load_texts(stored["files"])
        return portfolio if portfolio.digest == stored["digest"] else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _path(data: str, folder: Path) -> Path:
    """Named by a digest of the absolute path: a name of fixed length for any path."""
    absolute = os.path.abspath(data)  # noqa: PTH100 -- resolve() would follow a link that may be switched
    return folder / f"{sha256(os.fsencode(absolute)).hexdigest()[:32]}.json"
