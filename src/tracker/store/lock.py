"""Whether this process may write, and one writer at a time: file locks on folders."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from tracker.i18n import Message
from tracker.store.access import READONLY_ENV, is_readonly
from tracker.store.errors import BusyError, ForbiddenError
from tracker.store.intent_log import linked_folders

LOCK_FILE: Final = ".tracker.lock"
WAIT: Final = 30.0  # seconds for the locks of others, unless the caller says otherwise


def require_writable() -> None:
    """`ForbiddenError` where TRACKER_READONLY is set."""
    if is_readonly(os.environ):
        raise ForbiddenError(Message("store.readonly", variable=READONLY_ENV))


@contextmanager
def lock_folders(folders: set[Path], wait: float) -> Iterator[set[Path]]:
    """Lock ``folders`` and those that share an unfinished save with them; gives all of them.

    They are locked in the order of their names, so that two saves cannot block each other. Threads of
    one process exclude each other as processes do; the system frees the locks of a process that dies.
    `BusyError` where the locks were not acquired within ``wait`` seconds.
    """
    end = time.monotonic() + wait
    wanted = linked_folders(folders)
    while True:
        with ExitStack() as stack:
            for folder in sorted(wanted):
                stack.enter_context(_lock(folder, max(0.0, end - time.monotonic()), wait))
            if (linked := linked_folders(folders)) <= wanted:
                yield wanted
                return
        wanted = linked


@contextmanager
def _lock(folder: Path, timeout: float, wait: float) -> Iterator[None]:
    mode = stat.S_IMODE(folder.stat().st_mode) & 0o666 | 0o600  # whoever may write there may lock
    lock = FileLock(folder / LOCK_FILE, timeout=timeout, mode=mode, thread_local=False)
    try:
        lock.acquire(poll_interval=0.01)
    except Timeout as error:
        raise BusyError(Message("store.busy", folder=str(folder), seconds=f"{wait:g}")) from error
    try:
        yield
    finally:
        lock.release()
