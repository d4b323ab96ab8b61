"""The last version of the data without errors, on disk: it survives a restart while the files have errors.

One file per data path, in the state folder. It is replaced as a whole, and it holds everything, hidden
records too, so that nobody else may read it.
"""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Final

from tracker.portfolio.load import Portfolio, load_texts
from tracker.store.state import make_private_folder, path_digest, write_private

_FORMAT: Final = 1


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
    make_private_folder(folder)
    write_private(_path(data, folder), json.dumps(stored, ensure_ascii=False).encode())


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
    return folder / f"{path_digest(data)}.json"
