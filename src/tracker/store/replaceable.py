"""Files that cannot be replaced by a new one without harm: write-protected, mounted, of several names."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from tracker.i18n import Message
from tracker.store.errors import StoreError

_MOUNTS: Final = Path("/proc/self/mountinfo")
_OCTAL: Final = re.compile(r"\\([0-7]{3})")


def require_replaceable(path: Path) -> None:
    """`StoreError` with advice where a save cannot, or must not, put a new file in place of ``path``."""
    if is_mount_point(path):
        raise StoreError(Message("store.mounted_file", path=str(path), folder=str(path.parent)))
    if not os.access(path, os.W_OK):
        raise StoreError(Message("store.write_protected", path=str(path)))
    if (names := path.stat().st_nlink) > 1:  # the other names would keep the old text
        raise StoreError(Message("store.hard_link", path=str(path), names=names))


def is_mount_point(path: Path) -> bool:
    """Whether a file system, or a single file of one, is mounted at ``path``; False off Linux."""
    try:
        lines = os.fsdecode(_MOUNTS.read_bytes()).splitlines()
    except OSError:
        return False
    points = (line.split(" ")[4] for line in lines if line.count(" ") > 4)
    return str(path) in (_OCTAL.sub(lambda match: chr(int(match[1], 8)), point) for point in points)
