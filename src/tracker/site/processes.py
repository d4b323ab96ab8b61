"""Builds the parts of a large site in as many processes as the machine has processors.

The processes are forks: they have the portfolio without a copy of it being sent to them. They have the lock of the
site as well, so that none may outlive the publisher.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from threading import Thread
from typing import Any, TypeVar

from tracker.i18n import Message
from tracker.site.release import PublishError

_Part = TypeVar("_Part")


def processors() -> int:
    """How many processes can build at a time; 1 where a fork is not safe."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else 1


def in_processes(
    build: Callable[[int], _Part], arguments: Sequence[int], workers: int
) -> Iterator[_Part]:
    """``build`` of each argument, in their order, in so many processes.

    An exception in a process is raised here; `PublishError` if a process was ended. Nothing is built far ahead
    of what is taken: the parts are large.
    """
    executor = ProcessPoolExecutor(workers, get_context("fork"), _start, (build,))
    waiting: deque[Future[_Part]] = deque()
    try:
        for argument in arguments:
            waiting.append(executor.submit(_build, argument))
            if len(waiting) > 2 * workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool as error:
        raise PublishError(Message("publish.process_ended")) from error
    except BaseException:  # an interrupt too: nobody waits for parts that nobody takes
        for process in active_children():
            process.kill()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


_builder: Callable[[int], Any]
"""What a process builds with: it inherits the function, as it cannot be sent."""


def _start(build: Callable[[int], Any]) -> None:
    """Prepare a process: it ends with the publisher, however that ends, and leaves the interrupt key to it.

    When it is asked to end, it ends; the publisher may have a handler that it inherits.
    """
    global _builder  # noqa: PLW0603 -- of this process alone
    _builder = build
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with_publisher, daemon=True).start()


def _end_with_publisher() -> None:
    if publisher := parent_process():
        publisher.join()
    os._exit(1)


def _build(argument: int) -> Any:
    return _builder(argument)
