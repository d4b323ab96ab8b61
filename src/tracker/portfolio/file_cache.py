"""Files as read, by name and stamp, so that an unchanged file is not read again."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from pathlib import Path

from tracker.portfolio.records import PortfolioPart

FileStamp = tuple[int, int, int, int] | None
"""Inode, size and times of a file; None where there is none."""


def file_stamp(file: str) -> FileStamp:
    """The stamp of a file as it is now."""
    try:
        stat = Path(file).stat()
    except OSError:
        return None
    return stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns


class FileCache:
    """The parts read last, at most ``SIZE`` of them.

    Files written just before they were read are left out: a file system's clock is coarse, and a second
    write could leave the same stamp.
    """

    SETTLED_NS = 100_000_000  # since the last change of a file, in nanoseconds
    SIZE = 512

    def __init__(self) -> None:
        self.parts: OrderedDict[str, tuple[FileStamp, PortfolioPart]] = OrderedDict()
        self.lock = threading.Lock()

    def get(self, file: str, stamp: FileStamp) -> PortfolioPart | None:
        known, part = self.parts.get(file, (None, None))
        return part if known is not None and known == stamp else None

    def last(self, file: str) -> PortfolioPart | None:
        """The part last kept of a file, whatever its stamp."""
        _, part = self.parts.get(file, (None, None))
        return part

    def put(self, file: str, part: PortfolioPart, before: FileStamp, after: FileStamp) -> None:
        """Keep a part unless the file changed while it was read, or just before."""
        if after is None or after != before:
            return
        if time.time_ns() - max(after[2:]) < self.SETTLED_NS:
            return
        with self.lock:
            self.parts[file] = after, part
            self.parts.move_to_end(file)
            while len(self.parts) > self.SIZE:
                self.parts.popitem(last=False)
