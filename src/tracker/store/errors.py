"""Why a save did not happen, in every language; nothing was changed then."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from tracker.i18n import LocalizedError, Message, Translator
from tracker.portfolio.problems import Problem
from tracker.portfolio.system_errors import system_reason


class StoreError(LocalizedError):
    """A save that did not happen. ``problems`` are errors in the data that prevent it, if any."""

    def __init__(self, message: Message, problems: Iterable[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)

    def text(self, t: Translator) -> str:
        """The message and one line for each problem."""
        return "\n".join([t.message(self.message), *(problem.text(t) for problem in self.problems)])


class BusyError(StoreError):
    """The lock was not acquired in time."""


class ForbiddenError(StoreError):
    """This person may not report for that organisation, or this process may not write."""


class InvalidChangeError(StoreError):
    """The edit would bring new errors into the data: ``problems``."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__(Message("store.invalid"), problems)


@dataclass(frozen=True)
class Conflict:
    """A target that someone else has changed since the person saw it."""

    target: str
    current: Mapping[str, Any]  # its record as the file has it now; empty where it is gone


class ConflictError(StoreError):
    """Targets changed since the person saw them.

    Show what the person entered beside ``current``, then save again with the fingerprint of now.
    """

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        targets = [conflict.target for conflict in self.conflicts]
        super().__init__(Message("store.conflict", targets=targets))


_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PERMISSION_DENIED: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


def write_error(error: OSError, path: str) -> StoreError:
    """The system's error with what to do about it; ``path`` where it names no file itself."""
    if error.errno in _DISK_FULL:
        key = "store.disk_full"
    elif error.errno == errno.EBUSY:  # a mount point cannot be replaced
        path = str(error.filename2 or error.filename or path)
        return StoreError(Message("store.mounted_file", path=path, folder=str(Path(path).parent)))
    elif error.errno in _PERMISSION_DENIED:
        key = "store.permission"
    else:
        key = "store.write_failed"
    path = str(error.filename or path)
    return StoreError(Message(key, path=path, reason=system_reason(error)))
