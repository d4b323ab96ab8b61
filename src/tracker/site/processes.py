"""Builds the parts of a large site in as many processes as the machine has processors.

The processes are forks: they have the portfolio without a copy of it being sent to them. They have the lock of the
site as well, so that none may outlive the publisher.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import get_context
from typing import Any, Final, TypeVar

_Part = TypeVar("_Part")
_BUILDERS: Final[list[Callable[[Any], Any]]] = []
"""The function that the forks call: they inherit it, as it cannot be sent."""


def processors() -> int:
    """How many processes can build at a time; 1 where forks are not safe."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def in_processes(
    build: Callable[[int], _Part], arguments: Sequence[int], workers: int
) -> Iterator[_Part]:
    """``build`` of each argument, in no particular order; an exception in a process is raised here."""
    _BUILDERS[:] = [build]
    try:
        with get_context("fork").Pool(workers, _end_with, [os.getpid()]) as pool:
            yield from pool.imap_unordered(_build, arguments)
    finally:
        _BUILDERS.clear()


_PR_SET_PDEATHSIG: Final = 1


def _end_with(parent: int) -> None:
    """Let the kernel end this process with its parent, however that ends."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _build(argument: int) -> Any:
    return _BUILDERS[0](argument)
