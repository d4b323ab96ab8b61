"""One report, whether from the form, a sheet or a command, and the update that it becomes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, get_args

from tracker.portfolio.edit import AppendUpdate
from tracker.portfolio.entries import Evidence, Grade, Update
from tracker.portfolio.load import Portfolio
from tracker.portfolio.money import Amount
from tracker.portfolio.months import month_end
from tracker.portfolio.updates import superseded
from tracker.store.changes import TargetChange

FIGURES: Final = ("value", "spent", "done", "declared")
"""The fields that a correction replaces."""
GRADES: Final[tuple[str, ...]] = get_args(Grade)
_EVIDENCE_FIELDS: Final = tuple(Evidence.model_fields)


@dataclass(frozen=True)
class Report:
    """One report on one target.

    ``value`` is in the target's unit; ``spent`` is the amount to date, in `money_unit` of the target
    where it names no unit. ``reported`` None: known on ``date``.
    """

    target: str
    date: dt.date
    reported: dt.date | None = None
    value: float | None = None
    done: tuple[str, ...] | None = None  # (): no step is done; None: nothing about steps
    spent: float | Amount | None = None
    note: str | Mapping[str, str] = ""  # a text, or one for each of zh and en
    by: str | Mapping[str, str] = ""  # a key of the portfolio's organisations, or a name
    declared: str | None = None  # the reporter's own status: one of `model.DECLARABLE` or a rating
    corrects: dt.date | None = None
    evidence: Mapping[str, Any] | None = None
    confirmed: bool = False  # the figures are right, although they look doubtful

    def update(self) -> dict[str, Any]:
        """The fields to write, in the order of the schema, without empty ones."""
        fields: dict[str, Any] = {
            "date": self.date,
            "reported": self.reported if self.reported != self.date else None,
            "value": _int_if_whole(self.value),
            "done": None if self.done is None else list(dict.fromkeys(self.done)),
            "spent": _int_if_whole(self.spent),
            "note": trimmed(self.note),
            "by": trimmed(self.by),
            "declared": trimmed(self.declared),
            "corrects": self.corrects,
            "confirmed": self.confirmed or None,
            "evidence": _clean_evidence(self.evidence),
        }
        return {name: value for name, value in fields.items() if value not in (None, "", {})}

    def change(self, fingerprint: str | None = None) -> TargetChange:
        """What to save; ``fingerprint`` is the target's as the person saw it, None for no comparison."""
        return TargetChange(self.target, (AppendUpdate(self.target, self.update()),), fingerprint)


def _clean_evidence(evidence: Mapping[str, Any] | None) -> dict[str, Any]:
    """The fields that are not empty, in the order of the schema; unknown ones last."""
    evidence = evidence or {}
    names = [
        *(name for name in _EVIDENCE_FIELDS if name in evidence),
        *(name for name in evidence if name not in _EVIDENCE_FIELDS),
    ]
    fields = {name: trimmed(evidence[name]) for name in names}
    return {name: value for name, value in fields.items() if value not in (None, "")}


def trimmed(value: Any) -> Any:
    """A text without blanks around it; anything else unchanged."""
    return value.strip() if isinstance(value, str) else value


def _int_if_whole(value: float | Amount | None) -> Any:
    """240 rather than 240.0, also within an amount."""
    if isinstance(value, Amount):
        return Amount(_int_if_whole(value.value), value.unit)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def money_unit(portfolio: Portfolio, target_id: str) -> str | None:
    """The unit of amounts without one in the target's file; None if not stated."""
    part = portfolio.raw_targets[target_id][0] if target_id in portfolio.raw_targets else None
    return (part and part.header and part.header.money) or portfolio.header.money


def last_period_end(today: dt.date, months: int) -> dt.date:
    """The last day of the last completed period of so many months; today for 0 months.

    Periods follow the calendar year: a year ends on 31 December, a quarter on the last day of March,
    June, September or December.
    """
    if months <= 0:
        return today
    month = today.month - 1 - (today.month - 1) % months  # months before the current period
    return month_end(today.year, month)


def is_recorded(portfolio: Portfolio, report: Report) -> bool:
    """Whether an identical report (whenever it became known) is on record and not superseded."""
    target, mine = portfolio.by_id.get(report.target), as_update(portfolio, report)
    if target is None or mine is None:
        return False
    ignored = {"reported": None, "confirmed": False}
    corrected = superseded(target.updates)
    return any(
        update.date == mine.date
        and n not in corrected
        and update.model_copy(update=ignored) == mine.model_copy(update=ignored)
        for n, update in enumerate(target.updates)
    )


def as_update(portfolio: Portfolio, report: Report) -> Update | None:
    """The report as a record of the portfolio; None if it is invalid."""
    return update_from_fields(portfolio, report.target, report.update())


def update_from_fields(
    portfolio: Portfolio, target_id: str, fields: Mapping[str, Any]
) -> Update | None:
    """An update with its amount in a unit valid in the whole portfolio; None if it is invalid."""
    try:
        update = Update.model_validate(fields)
    except ValueError:
        return None
    unit = money_unit(portfolio, target_id)
    if isinstance(update.spent, float) and unit and unit != portfolio.header.money:
        return update.model_copy(update={"spent": Amount(update.spent, unit)})
    return update
