"""The journal beside a file, where git does not record it: one JSON object a line, only ever appended.

The order is that of the lines, whatever the clock said.
"""

from __future__ import annotations

import errno
import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from tracker.store.atomic import sync_folder, write_all

_SUFFIX: Final = ".journal.jsonl"


def journal_path(file: Path) -> Path:
    """The journal of a file."""
    return file.with_name(file.name + _SUFFIX)


def file_of_journal(journal: Path) -> Path:
    """The file of a journal."""
    return journal.with_name(journal.name.removesuffix(_SUFFIX))


def read_journal(journal: Path) -> list[str]:
    """Its lines, oldest first; none where there is no journal. OSError where it cannot be read."""
    try:
        handle = os.open(journal, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would wait for a writer
    except FileNotFoundError:
        return []
    try:
        _require_regular(handle)
        with open(handle, "rb", closefd=False) as file:
            return file.read().decode("utf-8", "replace").split("\n")
    finally:
        os.close(handle)


def append_lines(journal: Path, lines: Mapping[str, str], *, mode: int, once: bool = False) -> None:
    """Append ``lines``, by the id in each, and sync; a new journal gets the file mode ``mode``.

    ``once``: leave out those already there, because an earlier attempt was cut off. OSError where it
    cannot be written: lines may then be there or not, and ``once`` completes them.
    """
    if once:
        known = set(map(_line_id, read_journal(journal)))
        lines = {id_: line for id_, line in lines.items() if id_ not in known}
    if not lines:
        return
    new = not journal.exists()
    handle = os.open(journal, os.O_RDWR | os.O_CREAT | os.O_APPEND, mode & 0o666)
    try:
        _require_regular(handle)
        if new:
            with suppress(PermissionError):
                os.fchmod(handle, mode & 0o666)
        size = os.fstat(handle).st_size
        torn = size > 0 and os.pread(handle, 1, size - 1) != b"\n"
        text = "".join(line + "\n" for line in lines.values())
        write_all(handle, (("\n" if torn else "") + text).encode("utf-8", "replace"))
        os.fsync(handle)
    finally:
        os.close(handle)
    if new:
        sync_folder(journal.parent)


def _require_regular(handle: int) -> None:
    mode = os.fstat(handle).st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(mode):
        raise OSError(errno.EINVAL, "Not a regular file")


def _line_id(line: str) -> object:
    """The id of a complete line; None for a torn or foreign one."""
    try:
        fields = json.loads(line)
    except ValueError:
        return None
    return fields.get("id") if isinstance(fields, dict) else None
