"""Decisions of reviews as known on a day: open, overdue or done."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from tracker.analysis.rows import DecisionRow
from tracker.analysis.tables import Tables

DecisionState = Literal["open", "overdue", "kept", "kept_late"]


def known_decisions(tables: Tables, as_of: dt.date) -> list[DecisionRow]:
    """The decisions of reviews held by a day, by review; one done later is still open then.

    A note says how a decision was carried out and has no date of its own: it is known once that is done.
    """
    return [
        decision
        if decision.closed and decision.closed <= as_of
        else decision._replace(closed=None, note_zh=None, note_en=None)
        for decision in tables.columns.decisions.rows(DecisionRow)
        if decision.review <= as_of
    ]


def decision_state(decision: DecisionRow, as_of: dt.date) -> DecisionState:
    """Whether a known decision was done by a day, and in time.

    One without a due date is never late. It is overdue from the day after its due date.
    """
    if decision.closed is not None and decision.closed <= as_of:
        late = decision.due is not None and decision.closed > decision.due
        return "kept_late" if late else "kept"
    return "overdue" if decision.due is not None and decision.due < as_of else "open"


def open_decisions(tables: Tables, as_of: dt.date) -> list[DecisionRow]:
    """The decisions not done by a day, overdue ones included: by due date, those without one last."""
    still_open = [one for one in known_decisions(tables, as_of) if one.closed is None]
    return sorted(still_open, key=lambda one: (one.due or dt.date.max, one.review))
