"""Why the system did not read or write a file, in every language."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Final

from tracker.i18n import Message

_KEYS: Final[Mapping[int, str]] = {
    errno.ENOENT: "system.missing",
    errno.ENOTDIR: "system.missing",
    errno.EISDIR: "system.folder",
    errno.EACCES: "system.denied",
    errno.EPERM: "system.denied",
    errno.EROFS: "system.read_only",
    errno.ENOSPC: "system.full",
    errno.EDQUOT: "system.quota",
    errno.EFBIG: "system.too_large",
    errno.EPIPE: "system.pipe",
    errno.ENAMETOOLONG: "system.long_name",
    errno.EMFILE: "system.open_files",
    errno.ENFILE: "system.open_files",
    errno.EIO: "system.broken",
}


def system_reason(error: OSError) -> Message:
    """The reason without the path; a rare one in the words of the system, which are English."""
    if key := _KEYS.get(error.errno or 0):
        return Message(key)
    return Message("system.other", text=error.strerror or str(error))
