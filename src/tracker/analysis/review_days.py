"""The two days of a review, and from which day on a target and a meeting are known."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from tracker.i18n import LocalizedError, Message
from tracker.portfolio.entries import Review
from tracker.portfolio.load import Portfolio
from tracker.portfolio.months import first_day, previous_quarter_end


class ReviewDaysError(LocalizedError):
    """Two days between which nothing can be reviewed."""


def meetings(portfolio: Portfolio, as_of: dt.date) -> Sequence[Review]:
    """The review meetings before ``as_of``, the latest first."""
    reviews = portfolio.header.reviews
    return sorted((each for each in reviews if each.date < as_of), key=_day, reverse=True)


def _day(meeting: Review) -> dt.date:
    return meeting.date


def default_since(portfolio: Portfolio, as_of: dt.date) -> dt.date:
    """The day of the latest review meeting before ``as_of``, else the previous quarter end."""
    held = meetings(portfolio, as_of)
    return held[0].date if held else previous_quarter_end(as_of)


def check_days(since: dt.date, as_of: dt.date) -> None:
    """`ReviewDaysError` unless ``since`` is before ``as_of``."""
    if since >= as_of:
        raise ReviewDaysError(Message("review.days.order", since=since, as_of=as_of))


def published_after(portfolio: Portfolio, day: dt.date) -> frozenset[str]:
    """The documents that were certainly published after a day: of a month or a year its first day counts.

    A target is known from the publication of its source on. One whose source has no date is known on every
    day. The first day, because a target of this year's programme would else be left out until its end.
    """
    dates = {key: document.published for key, document in portfolio.documents.items()}
    return frozenset(key for key, date in dates.items() if date and first_day(date) > day)
