"""A range for an outlook from the errors of earlier outlooks of the same portfolio.

Reference-class forecasting with the portfolio's own class: from `MIN_TARGETS` finished targets on, the errors
that their outlooks had at the same stage of the term, as shares of the way from baseline to goal. The range is
the split conformal one of 80 %; how often it would have had the value is tried by leaving out one target after
the other, because targets of one portfolio are not exchangeable and the promise need not hold.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from tracker.analysis.backtest import Trial
from tracker.analysis.outlook import Outlook
from tracker.analysis.rows import AssessedTarget

MIN_TARGETS: Final = 10
CONFIDENCE: Final = 0.8
_STAGES: Final = 10  # of a term, by the share elapsed


class PastErrors(NamedTuple):
    targets: int  # finished ones with outlooks
    by_stage: Sequence[Mapping[str, float]]  # by tenth of the term: the error of each target, by id
    coverage: (
        float  # the share of past outlooks whose outcome was within the range of the other targets
    )


def past_errors(tried: Sequence[Trial]) -> PastErrors | None:
    """The errors of finished targets; None below `MIN_TARGETS` of them.

    A target has one error at each stage: that of its outlook nearest to it.
    """
    by_target: dict[str, list[Trial]] = defaultdict(list)
    for trial in tried:
        if trial.is_finished:
            by_target[trial.id].append(trial)
    if len(by_target) < MIN_TARGETS:
        return None
    by_stage = []
    for stage in range(_STAGES):
        middle = (stage + 0.5) / _STAGES
        nearest = {
            key: min(each, key=lambda trial: abs(trial.elapsed - middle))
            for key, each in by_target.items()
        }
        by_stage.append({key: trial.errors["outlook"] for key, trial in nearest.items()})
    held = []
    for key, of_target in by_target.items():
        for trial in of_target:
            others = [e for other, e in by_stage[_stage(trial.elapsed)].items() if other != key]
            low, high = _interval(others)
            held.append(low <= trial.errors["outlook"] <= high)
    return PastErrors(len(by_target), by_stage, sum(held) / len(held))


def error_range(
    errors: PastErrors, outlook: Outlook, row: AssessedTarget
) -> tuple[float, float] | None:
    """The values between which the due date's lies if this outlook errs as the past ones did; the lower first."""
    if outlook.destatis is None or outlook.theil_sen is None or outlook.on is None:
        return None
    if row.start is None or row.due is None:
        return None
    elapsed = (outlook.on - row.start) / (row.due - row.start)
    low, high = _interval(list(errors.by_stage[_stage(elapsed)].values()))
    middle = (outlook.destatis.at_due + outlook.theil_sen.at_due) / 2
    width = outlook.goal - row.baseline
    first, second = sorted((middle - high * width, middle - low * width))
    return first, second


def _stage(elapsed: float) -> int:
    return min(max(int(elapsed * _STAGES), 0), _STAGES - 1)


def _interval(errors: Sequence[float]) -> tuple[float, float]:
    """The order statistics that leave out at most (1 - `CONFIDENCE`) / 2 on either side."""
    ordered, count = sorted(errors), len(errors)
    outside = math.floor((1 - CONFIDENCE) / 2 * (count + 1) + 1e-9)
    return ordered[max(outside - 1, 0)], ordered[min(count - outside, count - 1)]
