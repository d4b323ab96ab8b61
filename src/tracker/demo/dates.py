"""The dates of the demonstration, relative to the day it is generated."""

from __future__ import annotations

import datetime as dt
from typing import NamedTuple

from tracker.portfolio.months import month_end


def period_ends(start: dt.date, last: dt.date, months: int) -> list[dt.date]:
    """The ends of the reporting periods of so many ``months`` between ``start`` and ``last``."""
    count = 12 * (last.year - start.year) + last.month
    ends = (
        month_end(start.year, month)
        for month in range(start.month, count + 1)
        if month % months == 0
    )
    return [end for end in ends if end <= last]


class DemoCalendar(NamedTuple):
    """The dates of a demonstration, in years since its first 1 January."""

    today: dt.date
    year: int
    latest: dt.date  # the end of the last quarter with published figures

    @classmethod
    def at(cls, today: dt.date) -> DemoCalendar:
        published = today - dt.timedelta(days=21)
        latest = period_ends(published - dt.timedelta(days=150), published, 3)[-1]
        return cls(today, latest.year - (2 if latest.month == 12 else 3), latest)

    def end(self, years: float) -> dt.date:
        return month_end(self.year, round(years * 12))

    def begin(self, years: float) -> dt.date:
        return self.end(years) + dt.timedelta(days=1)
