"""Waiting for events, with a limit that only a hung program reaches: a busy machine is no failure."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 180.0
"""Seconds after which a test gives up on an event, a subprocess or a page."""
POLL: Final = 0.02
"""Seconds until a condition is looked at again; half as much more each time, up to `SLOWEST`, as looking takes time too."""
SLOWEST: Final = 0.1


def wait_until(
    condition: Callable[[], object],
    explain: Callable[[], object] = lambda: "",
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Return once ``condition()`` is true; after `PATIENCE` seconds fail with ``explain()``.

    ``pause`` takes seconds; a browser's page needs one that handles its events meanwhile.
    """
    end, seconds = time.monotonic() + PATIENCE, POLL
    while not condition():
        assert time.monotonic() < end, f"not within {PATIENCE:.0f} s: {explain()}"
        pause(seconds)
        seconds = min(1.5 * seconds, SLOWEST)
