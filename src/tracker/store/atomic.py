"""Atomic replacement of a file: readers see its old or new content, never a part of it.

Files whose names begin with a dot are not read by `tracker.load`.
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
"""The names of new files that have not replaced the old ones yet; no other files match it."""


def digest(raw: bytes) -> str:
    """SHA-256 of a file's bytes, as `tracker.load` gives it for each part."""
    return hashlib.sha256(raw).hexdigest()


def file_digest(path: Path) -> str | None:
    """The digest of the file that is at ``path`` now; None where there is none."""
    try:
        return digest(path.read_bytes())
    except FileNotFoundError:
        return None


def temp_name(save: str, number: int) -> str:
    """The name of the ``number``-th new file of a save; ``save`` is its id in hexadecimal digits."""
    return f".tracker.{save}.{number}.tmp"


def write_temp(
    path: Path, raw: bytes, name: str, like: Path | None = None, *, mode: int | None = None
) -> Path:
    """Write ``raw`` to a new file ``name`` in the folder of ``path`` and sync it to disk.

    It gets the file mode ``mode``; without one it copies the metadata of ``path``, else of ``like``,
    where that exists: the mode, and as far as this process may set them the extended attributes (with
    access lists), group and owner. Without root, the owner becomes whoever saved. OSError where it
    cannot be written; the new file is then removed.
    """
    temporary = path.with_name(name)
    model = path if path.exists() or like is None else like
    is_copy = mode is None and model.exists()
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    try:
        handle = os.open(temporary, flags, mode or (0o600 if is_copy else 0o666))
    except OSError as error:
        error.filename = str(path)  # nobody knows a file by its temporary name
        raise
    try:
        try:
            write_all(handle, raw)
            if is_copy:
                _copy_metadata(handle, model)
            os.fsync(handle)
        finally:
            os.close(handle)
    except BaseException:
        remove(temporary)
        raise
    return temporary


def write_all(handle: int, raw: bytes) -> None:
    """Write all of ``raw``; one system call may write less than it was asked to."""
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


def replace_file(
    path: Path, raw: bytes, name: str, like: Path | None = None, *, mode: int | None = None
) -> None:
    """Make ``raw`` the content of ``path``, which may be new. The rest is as in `write_temp`."""
    temporary = write_temp(path, raw, name, like, mode=mode)
    try:
        temporary.replace(path)
    except BaseException:
        remove(temporary)
        raise
    sync_folder(path.parent)


def remove(path: Path) -> None:
    path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames and removals in a folder survive a power cut."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
