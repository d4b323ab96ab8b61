"""Issues as known on a day: what stands in the way of a target, and since when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Final

import numpy as np

from tracker.analysis.rows import IssueRow
from tracker.analysis.tables import Tables
from tracker.i18n import Translator

OTHER_CAUSE: Final = "other"
CAUSE_KEYS: Final[Mapping[str, str]] = {
    "funding": "cause.funding",
    "land": "cause.land",
    "approvals": "cause.approvals",
    "contractor": "cause.contractor",
    "staff": "cause.staff",
    "weather": "cause.weather",
    "dependency": "cause.dependency",
    OTHER_CAUSE: "cause.other",
}
"""The wording of the causes that every portfolio has."""


def known_issues(tables: Tables, as_of: dt.date) -> list[IssueRow]:
    """The issues raised by a day, in the order of the files; one resolved later is still open then."""
    return [
        issue._replace(closed=None, note_zh=None, note_en=None)
        if issue.closed and issue.closed > as_of
        else issue
        for issue in tables.columns.issues.rows(IssueRow)
        if issue.opened <= as_of
    ]


def open_issues(tables: Tables, as_of: dt.date) -> list[IssueRow]:
    """The issues not resolved by a day, the longest open first; without those of ended targets."""
    targets = tables.columns.targets
    ended_ids = set(targets["id"][targets["ended_on"] <= np.datetime64(as_of, "D")].tolist())
    still_open = [
        issue
        for issue in known_issues(tables, as_of)
        if issue.closed is None and issue.id not in ended_ids
    ]
    return sorted(still_open, key=lambda issue: issue.opened)


def cause_word(issue: IssueRow, t: Translator) -> str:
    """The cause of an issue in words: a built-in one, or one that the portfolio adds."""
    if issue.cause_zh is not None:
        return t.localized(issue, "cause")
    return t(CAUSE_KEYS[issue.cause]) if issue.cause in CAUSE_KEYS else issue.cause
