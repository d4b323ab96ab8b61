"""The course of one invented target from its row in `demo.topics`: when it is reported, what was planned, what came."""

from __future__ import annotations

import datetime as dt
import math
import random
import re
from itertools import pairwise
from typing import Final

from tracker.demo import topics
from tracker.demo.dates import DemoCalendar, period_ends

PERIOD_MONTHS: Final = {"month": 1, "half_year": 6, "year": 12}
_DECIMAL_UNITS: Final = ("%", "亿元", "公里", "公顷", "万平方米", "微克/立方米", "点")
"""Units whose figures have one decimal."""
_LAG_RANGES: Final = {
    "on_track": (-0.05, 0.07),
    "stale": (-0.03, 0.06),
    "at_risk": (0.13, 0.24),
    "off_track": (0.34, 0.42),
}
"""How far behind plan the last figure is, by outcome: a range of shares of the whole."""
_QUARTER_WEIGHTS: Final = {3: 0.5, 6: 0.8, 9: 1.0, 12: 1.8}
"""How much is completed in the quarter that ends with a month, for targets with a year-end rush."""

_SEASON_FACTORS: Final = {3: 0.93, 6: 1.03, 9: 0.99, 12: 1.05}
"""The figure of a quarter, by the month it ends with, as a multiple of the yearly mean."""


class Course:
    """The dates, the plan and the figures of one target, from a seed that does not depend on other targets."""

    def __init__(self, spec: topics.TargetSpec, calendar: DemoCalendar, seed: int) -> None:
        self.spec, self.calendar = spec, calendar
        self.rng = random.Random(f"{seed} {spec.id}")  # noqa: S311 -- invented figures, not secrets
        self.traits = dict(trait.partition("=")[::2] for trait in spec.traits.split())
        measure = re.fullmatch(r"(\w+)((?: [\d.]+)*)(?: (.+))?", spec.measure)
        outcome = re.fullmatch(r"([a-z_]+)(?:@([\d.]+))?(?::([\d.]+))?", spec.outcome)
        if measure is None or outcome is None:
            raise ValueError(f"{spec.id}: {spec.measure} | {spec.outcome}")
        self.kind, self.numbers = measure[1], [float(number) for number in measure[2].split()]
        self.is_quantity = self.kind in ("cumulative", "level")
        self.unit, _, self.unit_en = str(measure[3] or "").partition("=")
        self.digits = 1 if self.unit in _DECIMAL_UNITS else None
        self.outcome, self.outcome_value = outcome[1], float(outcome[3] or 0)
        self.months = next((n for name, n in PERIOD_MONTHS.items() if name in self.traits), 3)
        approved, _, pace = self.traits.get("money", "0*0").partition("*")
        self.approved, self.pace = float(approved.removesuffix("万元")), float(pace)
        self.steps = topics.rows_about(spec.id, topics.STEPS)
        self.start, self.due = self._span()
        self.is_seasonal = "season" in self.traits
        self.dates = self._report_dates(float(outcome[2]) if outcome[2] else None)

    def _span(self) -> tuple[dt.date | None, dt.date | None]:
        if self.spec.span == "next":
            year = self.calendar.today.year + 1
            return dt.date(year, 1, 1), dt.date(year + 2, 12, 31)
        start, _, due = self.spec.span.partition("-")
        first = self.calendar.begin(float(start)) if start else None
        return first, self.calendar.end(float(due)) if due else None

    def _report_dates(self, at: float | None) -> list[dt.date]:
        """The dates of the updates, up to the outcome of the target; ``at`` is the last one in years."""
        if self.start is None or self.outcome == "never" or self.spec.span == "next":
            return []
        last = self.calendar.latest
        if at is not None:
            last = self.calendar.end(at)
        elif self.outcome == "missed" and self.due:
            last = self.due
        elif self.outcome == "stale":
            last = period_ends(self.start, last, 3)[-1 - int(self.outcome_value)]
        elif self.months == 1:
            last = self.calendar.today - dt.timedelta(days=10)
        first = self.start
        if self.is_seasonal:  # a year of figures from before the start
            first = first.replace(year=first.year - 1)
        return period_ends(first, last, self.months)

    def planned_path(self) -> list[tuple[dt.date, float]]:
        """Planned completion by date, with straight lines in between."""
        if self.start is None or self.due is None:
            return []
        planned = [float(share) for share in self.traits.get("path", "").split(",") if share]
        points = [(dt.date(self.start.year + n, 12, 31), share) for n, share in enumerate(planned)]
        return [(self.start, 0.0), *points, (self.due, 1.0)]

    def _planned(self, date: dt.date) -> float:
        """Planned completion on a date."""
        for (start, low), (end, high) in pairwise(self.planned_path()):
            if date <= end:
                return low + (high - low) * ((date - start) / (end - start))
        return 1.0

    def completed_steps(self) -> dict[dt.date, list[str]]:
        """Completed milestones by the date of the update that reports them."""
        steps: dict[dt.date, list[str]] = {}
        for step, *_, when in self.steps:
            if when != "-":
                date = self.dates[-1] if when == "latest" else self.calendar.end(float(when))
                steps.setdefault(date, []).append(step)
        return steps

    def completions(self) -> list[float]:
        """The completion at each update: a curve of work per period, scaled to the outcome."""
        rng, weights, path = self.rng, [], self.planned_path()
        for number, date in enumerate(self.dates):
            weight = 1.0
            if "s" in self.traits:
                elapsed = min((date - path[0][0]) / (path[-1][0] - path[0][0]), 1.0)
                weight = 0.25 + math.sin(math.pi * elapsed)
            elif "year_end" in self.traits:
                weight = _QUARTER_WEIGHTS[date.month]
            elif "slow" in self.traits:
                weight = 1.0 + number
            weights.append(weight * rng.lognormvariate(0, 0.25))
        if self.kind == "milestones":
            step_weights = {step: float(weight) for step, _, _, weight, *_ in self.steps}
            completed = [step for steps in self.completed_steps().values() for step in steps]
            final = sum(step_weights[step] for step in completed) / sum(step_weights.values())
        elif self.outcome in _LAG_RANGES:
            final = self._planned(self.dates[-1]) - rng.uniform(*_LAG_RANGES[self.outcome])
        else:
            final = 1 + rng.uniform(0, 0.02) if self.outcome == "achieved" else self.outcome_value
        if self.is_seasonal:
            weights = [0.0 if self.start and date < self.start else 1.0 for date in self.dates]
        return [final * sum(weights[: n + 1]) / sum(weights) for n in range(len(weights))]

    def values(self, completions: list[float]) -> list[float]:
        """The figure of each update."""
        if self.kind == "flow":
            return [self._total_of_year(date) for date in self.dates]
        if self.is_seasonal:
            return [
                round(base + share * (self.numbers[1] - base), 2)
                for date, share in zip(self.dates, completions, strict=True)
                for base in (self.numbers[0] * _SEASON_FACTORS[date.month],)
            ]
        if self.is_quantity:
            base, goal = self.numbers
            noise = 0.03 if self.kind == "level" and self.unit == "%" else 0.0
            noisy = [share + self.rng.gauss(0, noise) for share in completions[:-1]]
            values = [
                float(round(base + share * (goal - base), self.digits))
                for share in noisy + completions[-1:]
            ]
            return [*values[:-1], max(values[-1], goal)] if self.outcome == "achieved" else values
        low, high = self.numbers[0], self.numbers[-1]
        first = {"floor": 1.03 * low, "ceiling": 0.97 * low}.get(self.kind, (low + high) / 2)
        highest = 100.0 if self.unit == "%" else math.inf
        steps = len(self.dates) - 1
        values = [
            first + (self.outcome_value - first) * n / steps + self.rng.gauss(0, 0.01) * low
            for n in range(steps)
        ]
        return [round(min(value, highest), 1) for value in values] + [self.outcome_value]

    def _total_of_year(self, date: dt.date) -> float:
        """The total of a flow since the beginning of the year; one of the first years falls short."""
        number = date.year - self.calendar.year
        reached = 0.94 if number == 1 else 1.03
        return float(round(self.numbers[number] * reached * date.month / 12))
