"""What `tracker publish` says about itself to the published screen: that it runs, or since when it fails."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from tracker.site.release import write_state

HEARTBEAT_SECONDS: Final = 30.0
"""Seconds between two notes that the publisher runs; the screen misses it after five minutes."""


class PublisherState(NamedTuple):
    """The file that the screen reads; nothing in it is about the data."""

    time: float  # when it was written, seconds since 1970
    watch: bool  # whether it is written again every `HEARTBEAT_SECONDS`
    problem: str | None = None  # "text": the data have errors; "failed": the site cannot be written
    since: str = ""  # of the problem, local time to the minute


def write_publisher_state(folder: Path, state: PublisherState) -> None:
    """For the screen of the site in ``folder``. A failure is left to the screen to notice."""
    with suppress(OSError):
        write_state(folder, json.dumps(state._asdict()).encode() + b"\n")


class Heartbeat:
    """Writes the publisher's state while it runs."""

    def __init__(self, folder: Path, clock: Callable[[], float]) -> None:
        self.folder = folder
        self.clock = clock
        self.problem: str | None = None
        self.since = ""
        self.written = 0.0  # time.monotonic()

    def beat(self, problem: str | None) -> None:
        """Write the state now, with the problem of the latest publication."""
        if problem != self.problem:
            self.problem = problem
            self.since = local_minute(self.clock()) if problem else ""
        self._write()

    def beat_if_due(self) -> None:
        """Write the state again if the last time was `HEARTBEAT_SECONDS` ago."""
        if time.monotonic() - self.written >= HEARTBEAT_SECONDS:
            self._write()

    def _write(self) -> None:
        state = PublisherState(round(self.clock(), 1), True, self.problem, self.since)
        write_publisher_state(self.folder, state)
        self.written = time.monotonic()


def local_minute(seconds: float) -> str:
    """Seconds since 1970 as local time to the minute."""
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))
