"""The day that pages and commands take for today."""

from __future__ import annotations

import datetime as dt


def today() -> dt.date:
    """The calendar day here, asked for where it is needed: a run of all tests may last over midnight."""
    return dt.date.today()  # noqa: DTZ011 -- as pages and commands have it
