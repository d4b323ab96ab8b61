"""Why a save did not happen, in words ready to be shown; nothing is then written."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from tracker.portfolio.edit import Edit
from tracker.portfolio.problems import Problem


class StoreError(Exception):
    """A save that did not happen. ``str(error)`` says where, what was found and what to do."""


class BusyError(StoreError):
    """Someone else was saving all the time that was waited."""


class ForbiddenError(StoreError):
    """This person may not report for that organisation, or this process may not write."""


class InvalidChangeError(StoreError):
    """The edit would bring errors into the data; ``problems`` are those."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        told = "\n".join(map(str, self.problems))
        super().__init__(f"not saved, the data would have errors they have not now:\n{told}")


@dataclass(frozen=True)
class Conflict:
    """What a person wanted to change and someone else has changed since."""

    target: str
    edits: tuple[Edit, ...]
    current: Mapping[str, Any]  # the target's record as the file has it now; empty where it is gone


class ConflictError(StoreError):
    """Targets changed since the person saw them. Show both, and save again with what is ``seen`` now."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        names = ", ".join(conflict.target for conflict in self.conflicts)
        super().__init__(
            f"not saved, someone else changed this meanwhile: {names}; "
            "look at what is there now, then save again or leave it"
        )


_DISK_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_PERMISSION_DENIED: Final = (errno.EACCES, errno.EPERM, errno.EROFS)


def write_error(error: OSError, place: str) -> StoreError:
    """What the system said, with what to do; ``place`` where it names none itself."""
    where = error.filename or place
    if error.errno in _DISK_FULL:
        advice = "there is no room on the disk (or a quota is used up): make room, then save again"
    elif error.errno in _PERMISSION_DENIED:
        advice = (
            "this process may not write there: saving needs write permission for the file and for "
            "its folder"
        )
    else:
        advice = "see that the folder is there and can be written, then save again"
    return StoreError(
        f"{where}: not saved, nothing was changed: {error.strerror or error}; {advice}"
    )
