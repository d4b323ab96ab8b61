"""One file in another's place: the old text or the new one stands there, and never a part.

A name that begins with a dot is none that `tracker.load` reads.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

TEMP_PATTERN: Final = re.compile(r"\.tracker\.[0-9a-f]+\.[0-9]+\.tmp")
"""The names of files not yet in their place: nothing else is called so, and each may go."""


def digest(raw: bytes) -> str:
    """SHA-256 of a file's bytes, as `tracker.load` gives it for each part."""
    return hashlib.sha256(raw).hexdigest()


def file_digest(path: Path) -> str | None:
    """The digest of the file that stands at ``path`` now; None where there is none."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return None


def temp_name(save: str, number: int) -> str:
    """The name of the ``number``-th file that a save, an id of hexadecimal digits, puts down."""
    return f".tracker.{save}.{number}.tmp"


def write_temp(path: Path, raw: bytes, name: str, like: Path | None = None) -> Path:
    """Write ``raw`` into a new file ``name`` in the folder of ``path``, down to the disk.

    It looks like ``path``, or else like ``like``, where that is there: its mode; its extended
    attributes (access lists among them), its group and its owner as far as this process may give
    them. Who is not root cannot give a file away, so the file then belongs to the one who saved it.
    A hard link to the old file keeps the old text. OSError where it cannot be written; nothing is
    then left of it.
    """
    temporary = path.with_name(name)
    model = path if path.exists() or like is None else like
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    handle = os.open(temporary, flags, 0o600 if model.exists() else 0o666)
    try:
        try:
            write_all(handle, raw)
            if model.exists():
                _copy_metadata(handle, model)
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        remove(temporary)
        raise
    return temporary


def write_all(handle: int, raw: bytes) -> None:
    """All of ``raw``: a write may take less than it was given."""
    rest = memoryview(raw)
    while rest:
        rest = rest[os.write(handle, rest) :]


def _copy_metadata(handle: int, path: Path) -> None:
    old, new = path.stat(), os.fstat(handle)
    if (old.st_uid, old.st_gid) != (new.st_uid, new.st_gid):
        try:
            os.fchown(handle, old.st_uid, old.st_gid)
        except PermissionError:
            with suppress(PermissionError):
                os.fchown(handle, -1, old.st_gid)
    os.fchmod(handle, stat.S_IMODE(old.st_mode))
    if hasattr(os, "listxattr"):
        with suppress(OSError):  # a file system without them
            for name in os.listxattr(path):
                with suppress(OSError):  # one that only the system itself may set
                    os.setxattr(handle, name, os.getxattr(path, name))


def replace_file(path: Path, raw: bytes, name: str, like: Path | None = None) -> None:
    """``raw`` as the whole of ``path``, which need not be there yet; ``name`` is used in between."""
    temporary = write_temp(path, raw, name, like)
    try:
        os.replace(temporary, path)  # noqa: PTH105 -- the tests that kill a save count calls of os
    except BaseException:
        remove(temporary)
        raise
    sync_folder(path.parent)


def remove(path: Path) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108 -- as above


def sync_folder(folder: Path) -> None:
    """What was renamed in a folder or taken from it outlives a power cut from here on."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
