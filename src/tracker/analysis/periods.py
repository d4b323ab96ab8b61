"""Reporting periods on the calendar: which one the next report covers, and the first that is owed."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.analysis.columns import Bools, Days
from tracker.analysis.goals import Goals


def add_months(day: Days, months: npt.NDArray[np.int64]) -> Days:
    """``day`` plus whole months, ``datetime64[D]``; NaT stays NaT.

    From the last day of a month to the last day of a month: the quarter after 30 September ends on
    31 December, as reporting periods do. A day that the month does not have becomes its last one, as
    with Oracle's ``ADD_MONTHS``.
    """
    month = day.astype("datetime64[M]")
    offset = day - month.astype("datetime64[D]")
    then = month + months.astype("timedelta64[M]")
    last = (then + 1).astype("datetime64[D]") - 1
    same = np.minimum(then.astype("datetime64[D]") + offset, last)
    was_last = day == (month + 1).astype("datetime64[D]") - 1
    result: Days = np.where(was_last, last, same)
    return result


def next_period_end(judged_on: Days, in_force: Goals, every: Any, past_due: Bools) -> Days:
    """The day that the next report covers; the target is unreported once its grace is over.

    One reporting period after the latest figure, or after the eve of the start where there is none.
    A target with ``every: never`` still needs a final report after its due date.
    """
    since = np.where(np.isnat(judged_on), in_force.start - np.timedelta64(1, "D"), judged_on)
    periodic: Days = add_months(since, every)
    at_due = np.where(past_due, in_force.due, np.datetime64("NaT"))
    ends: Days = np.where((every > 0) & ~np.isnat(periodic), periodic, at_due)
    return ends


def first_owed_period_end(ends: Days, every: Any, owed_from: Days) -> Days:
    """``ends``, or the first later period end that is on or after ``owed_from`` (NaT: all are owed).

    Without regular reports nothing is owed where the only period ended before that day.
    """
    months = (owed_from.astype("datetime64[M]") - ends.astype("datetime64[M]")).astype("int64")
    early = ends < owed_from  # False where either is NaT
    step = np.maximum(every, 1)
    ahead = np.where(early & (every > 0), -(-months // step) * step, 0)
    later: Days = add_months(ends, ahead)
    later = np.where(later < owed_from, add_months(ends, ahead + step), later)
    owed: Days = np.where(early, np.where(every > 0, later, np.datetime64("NaT")), ends)
    return owed
