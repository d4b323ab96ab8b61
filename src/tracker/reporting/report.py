"""One report: what a person fills in, whichever way, and how it is written into the file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tracker.portfolio import model
from tracker.portfolio.edit import AppendUpdate
from tracker.portfolio.load import Portfolio
from tracker.portfolio.model import Target, Update
from tracker.portfolio.scalars import Amount
from tracker.portfolio.updates import supersedes
from tracker.store.changes import TargetChange

EVIDENCE_FIELDS: Final = tuple(model.Evidence.model_fields)


@dataclass(frozen=True)
class Report:
    """One report on one target. ``spent``, where it names no unit, is in `money_unit` of the target."""

    target: str
    date: dt.date
    reported: dt.date | None = None
    value: float | None = None
    done: tuple[str, ...] | None = None  # () says that no step is done; None says nothing of steps
    spent: float | Amount | None = None
    note: str | Mapping[str, str] = ""  # Chinese and English, where it is no plain text
    by: str | Mapping[str, str] = ""  # a key of the portfolio's organisations, or a name
    corrects: dt.date | None = None
    evidence: Mapping[str, Any] | None = None

    def update(self) -> dict[str, Any]:
        """The fields as they shall be written, in the order of the schema, without empty ones."""
        given: dict[str, Any] = {
            "date": self.date,
            "reported": self.reported if self.reported != self.date else None,
            "value": _int_if_whole(self.value),
            "done": None if self.done is None else list(dict.fromkeys(self.done)),
            "spent": _int_if_whole(self.spent),
            "note": trimmed(self.note),
            "by": trimmed(self.by),
            "corrects": self.corrects,
            "evidence": clean_evidence(self.evidence),
        }
        return {name: value for name, value in given.items() if value not in (None, "", {})}

    def change(self, fingerprint: str | None = None) -> TargetChange:
        """What to save; ``fingerprint`` is the target's as the person saw it, None for no comparison."""
        return TargetChange(self.target, (AppendUpdate(self.target, self.update()),), fingerprint)


def clean_evidence(given: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields that say something, in the order of the schema; unknown ones last."""
    given = given or {}
    names = [
        *(name for name in EVIDENCE_FIELDS if name in given),
        *(n for n in given if n not in EVIDENCE_FIELDS),
    ]
    said = {name: trimmed(given[name]) for name in names}
    return {name: value for name, value in said.items() if value not in (None, "")}


def trimmed(value: Any) -> Any:
    """A text without blanks around it; anything else as it is."""
    return value.strip() if isinstance(value, str) else value


def _int_if_whole(value: float | Amount | None) -> Any:
    """240 rather than 240.0, in an amount too."""
    if isinstance(value, Amount):
        return Amount(_int_if_whole(value.value), value.unit)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def find_target(portfolio: Portfolio, target_id: str) -> Target | None:
    """The sound record of a target; None where there is none of that id."""
    return portfolio.by_id.get(target_id)


def money_unit(portfolio: Portfolio, target_id: str) -> str | None:
    """The unit of an amount that names none, in the file this target stands in; None if not stated."""
    part = portfolio.raw_targets[target_id][0] if target_id in portfolio.raw_targets else None
    return (part and part.header and part.header.money) or portfolio.header.money


def last_period_end(today: dt.date, months: int) -> dt.date:
    """The last day of the last reporting period of so many months that is over; today for none.

    Periods are those of the calendar year, so a year's ends on 31 December and a quarter's on the
    last of March, June, September and December.
    """
    if months <= 0:
        return today
    month = today.month - 1 - (today.month - 1) % months  # months before the period that runs
    return dt.date(today.year, 1 + month, 1) - dt.timedelta(days=1)


def is_recorded(portfolio: Portfolio, report: Report) -> bool:
    """Whether the record holds this very report (the day it became known aside) and it still stands."""
    target, mine = find_target(portfolio, report.target), as_update(portfolio, report)
    if target is None or mine is None:
        return False
    same = {"reported": None}
    held = target.updates
    return any(
        update.model_copy(update=same) == mine.model_copy(update=same)
        and not any(supersedes(held, by, n) for by in range(len(held)))
        for n, update in enumerate(held)
    )


def as_update(portfolio: Portfolio, report: Report) -> Update | None:
    """The report as a record, its amount in a unit that holds in the whole portfolio; None if faulty."""
    try:
        update = Update.model_validate(report.update())
    except ValueError:
        return None
    unit = money_unit(portfolio, report.target)
    if isinstance(update.spent, float) and unit and unit != portfolio.header.money:
        return update.model_copy(update={"spent": Amount(update.spent, unit)})
    return update
