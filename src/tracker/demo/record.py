"""Generates the record of one invented target from its row in `demo.topics`, with three years of updates."""

from __future__ import annotations

import datetime as dt
import math
import random
import re
from itertools import pairwise
from typing import Any, Final

from tracker.demo import topics
from tracker.demo.dates import DemoCalendar, period_ends

RecordDict = dict[str, Any]


def bilingual(zh: str, en: str) -> RecordDict:
    return {"zh": zh, "en": en}


def body(text: str) -> str | RecordDict:
    """A key of an organisation, or a post in both languages: "区长 = District head"."""
    zh, _, en = (part.strip() for part in text.partition("="))
    return bilingual(zh, en) if en else zh


_PERIOD_MONTHS: Final = {"month": 1, "half_year": 6, "year": 12}
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


class TargetGenerator:
    """Generates the record of one target, from a seed that does not depend on other targets."""

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
        self.months = next((n for name, n in _PERIOD_MONTHS.items() if name in self.traits), 3)
        approved, _, pace = self.traits.get("money", "0*0").partition("*")
        self.approved, self.pace = float(approved.removesuffix("万元")), float(pace)
        self.steps = [
            cells[1:] for cells in topics.parse_table(topics.STEPS) if cells[0] == spec.id
        ]
        self.start, self.due = self.span()
        self.is_seasonal = "season" in self.traits
        self.dates = self.report_dates(float(outcome[2]) if outcome[2] else None)

    def span(self) -> tuple[dt.date | None, dt.date | None]:
        if self.spec.span == "next":
            year = self.calendar.today.year + 1
            return dt.date(year, 1, 1), dt.date(year + 2, 12, 31)
        start, _, due = self.spec.span.partition("-")
        first = self.calendar.begin(float(start)) if start else None
        return first, self.calendar.end(float(due)) if due else None

    def report_dates(self, at: float | None) -> list[dt.date]:
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

    def planned(self, date: dt.date) -> float:
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
            final = self.planned(self.dates[-1]) - rng.uniform(*_LAG_RANGES[self.outcome])
        else:
            final = 1 + rng.uniform(0, 0.02) if self.outcome == "achieved" else self.outcome_value
        if self.is_seasonal:
            weights = [0.0 if self.start and date < self.start else 1.0 for date in self.dates]
        return [final * sum(weights[: n + 1]) / sum(weights) for n in range(len(weights))]

    def values(self, completions: list[float]) -> list[float]:
        """The figure of each update."""
        if self.kind == "flow":
            return [self.total_of_year(date) for date in self.dates]
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

    def total_of_year(self, date: dt.date) -> float:
        """The total of a flow since the beginning of the year; one of the first years falls short."""
        number = date.year - self.calendar.year
        reached = 0.94 if number == 1 else 1.03
        return float(round(self.numbers[number] * reached * date.month / 12))

    def updates(self) -> list[RecordDict]:
        if not self.dates:
            return []
        completions, completed = self.completions(), self.completed_steps()
        values = self.values(completions) if self.numbers else []
        updates: list[RecordDict] = []
        for n, (date, completion) in enumerate(zip(self.dates, completions, strict=True)):
            steps = completed.get(date, [] if self.kind == "milestones" else None)
            spent_share = min(0.99, self.pace * min(completion, 1) ** 0.9)
            update: RecordDict = {
                "date": date,
                "reported": self.reported(date),
                "value": values[n] if values else None,
                "done": steps,
                "spent": self.amount(self.approved * spent_share) if self.approved else None,
                "by": None if self.spec.lead == "-" else self.spec.lead,
                "note": self.note(date, steps),
                "corrects": None,
                "evidence": self.evidence(date),
            }
            updates.append(update)
        for number, declared in self.topic_rows(topics.DECLARED):
            updates[-int(number)]["declared"] = declared
        for number, factor in self.topic_rows(topics.CORRECTIONS):
            wrong, following = updates[int(number)], updates[int(number) + 1]
            correction: RecordDict = {
                "reported": following["date"] + dt.timedelta(days=25),
                "spent": None,
                "corrects": wrong["date"],
                "note": bilingual(*topics.PHRASES["corrected"]),
            }
            updates.insert(int(number) + 2, wrong | correction)
            wrong["value"] = float(round(wrong["value"] * float(factor), self.digits))
        for number, factor in self.topic_rows(topics.OTHER_SOURCES):
            official = updates[int(number)]
            caveat = bilingual(*topics.PHRASES["newspaper"])
            other = {
                "date": official["date"],
                "reported": official["date"] + dt.timedelta(days=5),
                "value": float(round(official["value"] * float(factor), self.digits)),
                "evidence": {"document": "daily", "grade": "C", "caveat": caveat},
            }
            updates.insert(updates.index(official), other)
        return [{k: v for k, v in update.items() if v is not None} for update in updates]

    def topic_rows(self, text: str) -> list[list[str]]:
        """The rows of a table of `topics` about this target, without its id."""
        return [cells[1:] for cells in topics.parse_table(text) if cells[0] == self.spec.id]

    def reported(self, date: dt.date) -> dt.date | None:
        """When the update of a date was reported; None if on the same day."""
        if self.months == 1:
            return date + dt.timedelta(days=self.rng.randint(3, 9))
        lag = self.rng.choice((0, *range(7, 20)))
        if "lag" in self.traits and date.month == 12:
            lag = int(self.traits["lag"]) + lag // 7
        return min(date + dt.timedelta(days=lag), self.calendar.today) if lag else None

    def note(self, date: dt.date, steps: list[str] | None) -> RecordDict | None:
        if date == self.dates[-1]:
            if notes := self.topic_rows(topics.NOTES):
                return bilingual(*notes[0])
            if self.outcome == "achieved" and self.kind in ("cumulative", "milestones"):
                return bilingual(*topics.PHRASES["reached"])
        elif steps == [] and date.month == 12:
            return bilingual(*topics.PHRASES["no_step"])
        elif "year_end" in self.traits and "money" in self.traits and date.month == 12:
            return bilingual(*topics.PHRASES["year_end"])
        return None

    def evidence(self, date: dt.date) -> RecordDict:
        name = "statistics" if "lag" in self.traits and date.month == 12 else "progress"
        grade = self.traits.get("grade", "A")
        evidence: RecordDict = {"document": f"{name}-{date.year}", "grade": grade}
        if grade != "A":
            evidence["caveat"] = bilingual(*topics.PHRASES["related"])
        return evidence

    def amount(self, amount: float) -> float | str:
        if "万元" in self.traits["money"]:
            return f"{round(amount)} 万元"
        return round(amount, 2)

    def measure(self) -> RecordDict:
        measure: RecordDict = {"kind": self.kind}
        if self.numbers:
            measure["unit"] = bilingual(self.unit, self.unit_en) if self.unit_en else self.unit
        if self.kind == "flow" and self.start and self.due:
            years = range(self.start.year, self.due.year + 1)
            measure["years"] = {
                str(year): goal for year, goal in zip(years, self.numbers, strict=False)
            }
        elif self.kind == "parts":
            measure["parts"] = [
                {"target": part} | ({} if weight == "1" else {"weight": float(weight)})
                for part, weight in self.topic_rows(topics.PARTS)
            ]
        elif self.is_quantity:
            measure["baseline"], measure["target"] = self.numbers
        elif self.numbers:
            measure[self.kind] = self.numbers if self.kind == "range" else self.numbers[0]
        if "met" in self.traits:
            measure["above"] = "met"
        if "about" in self.traits:
            measure["approximate"] = True
        if self.is_seasonal:
            measure["season"] = "quarter"
        return measure

    def issues(self) -> list[RecordDict]:
        """What stands in the way, known from the end of a period on."""
        return [
            {"id": key, "opened": self.calendar.end(float(opened)), "cause": cause}
            | {"text": bilingual(zh, en)}
            | ({} if self.spec.lead == "-" else {"owner": self.spec.lead})
            | ({} if raised_to == "-" else {"raised_to": body(raised_to)})
            | ({} if closed == "-" else {"closed": self.calendar.end(float(closed))})
            for key, opened, closed, cause, raised_to, zh, en in self.topic_rows(topics.ISSUES)
        ]

    def accepted(self) -> RecordDict | None:
        for (days,) in self.topic_rows(topics.ACCEPTED):
            return {
                "on": self.dates[-1] + dt.timedelta(days=int(days)),
                "by": bilingual(*topics.PHRASES["accepted_by"]),
                "how": bilingual(*topics.PHRASES["accepted_how"]),
            }
        return None

    def ended(self) -> RecordDict | None:
        for when, how, into, *reason in self.topic_rows(topics.ENDED):
            on = self.calendar.begin(float(when))
            evidence = {"document": f"adjustments-{on.year}", "grade": "A"}
            ending = {"as": how, "on": on, "into": into, "reason": bilingual(*reason)}
            return ending | {"evidence": evidence}
        return None

    def revisions(self) -> list[RecordDict]:
        revisions = []
        for when, field, before, *reason in self.topic_rows(topics.REVISIONS):
            numbers = [float(number) for number in before.split()]
            old: Any = numbers[0]
            new: Any
            if field == "range":
                old, new = numbers, self.numbers
            elif field == "due":
                old, new = self.calendar.end(old), self.due
            elif field == "budget":
                old, new = self.amount(old), self.amount(self.approved)
            else:
                new = self.numbers[-1]
            date = self.calendar.begin(float(when))
            evidence = {"document": f"adjustments-{date.year}", "grade": "A"}
            revision = {"date": date, "field": field, "from": old, "to": new}
            revisions.append(revision | {"reason": bilingual(*reason), "evidence": evidence})
        return revisions

    def record(self) -> RecordDict:
        spec, start = self.spec, self.start
        revisions = self.revisions()
        original: RecordDict = {revision["field"]: revision["from"] for revision in revisions}
        number = original.get("target", original.get(self.kind, (self.numbers or [0])[-1]))
        due = original.get("due", self.due)
        promise = [
            text.format(n=f"{number:{form}}" if "{n}" in text else "", due=due and due.year)
            for text, form in zip(spec.promise, ("g", ",g"), strict=True)
        ]
        plan = None if spec.plan == "-" else spec.plan
        year = start.year if start else self.calendar.year
        source = {"document": plan or f"work-report-{year}", "paragraph": self.rng.randint(2, 14)}
        every = next((name for name in _PERIOD_MONTHS if name in self.traits), None)
        grace = {"grace_days": 75} if "lag" in self.traits else {}
        base = self.numbers[0] if self.is_quantity else 0.0
        record: RecordDict = {
            "id": spec.id,
            "title": bilingual(*spec.title),
            "promise": bilingual(*promise),
            "plan": plan,
            "theme": spec.theme,
            "lead": None if spec.lead == "-" else spec.lead,
            "owner": next((bilingual(*post) for post in self.topic_rows(topics.OWNERS)), None),
            "measure": self.measure(),
            "start": start,
            "due": self.due,
            "assumed": {"start": bilingual(*topics.PHRASES["assumed"])}
            if "assumed" in self.traits
            else None,
            "source": source,
            "trajectory": [
                {"date": date, "value": float(round(base + share * (self.numbers[1] - base), 1))}
                for date, share in self.planned_path()[1:-1]
            ],
            "milestones": [
                {"id": step, "title": bilingual(zh, en)}
                | ({"due": self.calendar.end(float(planned))} if planned != "-" else {})
                | ({"weight": float(weight)} if weight != "1" else {})
                for step, zh, en, weight, planned, _ in self.steps
            ],
            "budget": {"approved": self.amount(self.approved), "on": start + dt.timedelta(days=40)}
            if self.approved and start
            else None,
            "report": {"every": every} | grace if every else grace,
            "updates": self.updates(),
            "context": [
                {
                    "date": self.calendar.end(float(when)),
                    "text": bilingual(*words[:2]),
                    "evidence": {
                        "document": "daily",
                        "grade": "C",
                        "caveat": bilingual(*words[2:]),
                    },
                }
                for when, *words in self.topic_rows(topics.CONTEXT)
            ],
            "revisions": revisions,
            "issues": self.issues(),
            "accepted": self.accepted(),
            "ended": self.ended(),
        }
        required = ("lead", "start", "due")
        return {key: value for key, value in record.items() if value or key in required}
