"""Reporting periods on the calendar."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Days = npt.NDArray[np.datetime64]


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
