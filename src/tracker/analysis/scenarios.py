"""What if: the statuses under other thresholds or other days of grace. The record stays as it is."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final, NamedTuple

from tracker.analysis.snapshot import Snapshot
from tracker.i18n import LocalizedError, Message
from tracker.portfolio.load import Portfolio

MAX_GRACE: Final = 3660


class ScenarioError(LocalizedError):
    """Values that no portfolio may have."""


class Scenario(NamedTuple):
    """Values in place of those of the portfolio's header; None: that of the header."""

    amber: float | None = None
    red: float | None = None
    grace: int | None = None

    def __bool__(self) -> bool:
        return any(value is not None for value in self)


class Flip(NamedTuple):
    """A target whose status is another one under the scenario."""

    id: str
    before: str
    after: str


def flips(snapshot: Snapshot, scenario: Scenario) -> list[Flip]:
    """The targets of ``snapshot`` whose status differs under ``scenario``, in their order."""
    other = Snapshot.at(with_scenario(snapshot.portfolio, scenario), snapshot.as_of)
    after = dict(zip(other.assessed["id"], other.assessed["status"], strict=True))
    pairs = zip(snapshot.assessed["id"], snapshot.assessed["status"], strict=True)
    return [Flip(key, before, after[key]) for key, before in pairs if before != after[key]]


def with_scenario(portfolio: Portfolio, scenario: Scenario) -> Portfolio:
    """A copy with the scenario's values in the header; targets and files with days of grace of their own keep them.

    `ScenarioError` for thresholds that do not ascend or are out of range.
    """
    header = portfolio.header
    thresholds = header.thresholds.model_copy(update=_given(amber=scenario.amber, red=scenario.red))
    amber, red = thresholds.amber, thresholds.red
    if not (math.isfinite(red) and 0 <= amber <= red):
        raise ScenarioError(Message("scenario.thresholds", amber=amber, red=red))
    if scenario.grace is not None and not 0 <= scenario.grace <= MAX_GRACE:
        raise ScenarioError(Message("scenario.grace", grace=scenario.grace, most=MAX_GRACE))
    report = header.report.model_copy(update=_given(grace_days=scenario.grace))
    changed = header.model_copy(update={"thresholds": thresholds, "report": report})
    return replace(portfolio, header=changed)


def _given(**values: float | None) -> dict[str, float]:
    return {name: value for name, value in values.items() if value is not None}
