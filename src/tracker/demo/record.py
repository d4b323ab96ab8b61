"""One made-up target: a row of `tracker.demo_topics` -> its record, with three years of reports."""

from __future__ import annotations

import datetime as dt
import math
import random
import re
from itertools import pairwise
from typing import Any, Final, NamedTuple

from tracker.demo import topics

RecordDict = dict[str, Any]


def bilingual(zh: str, en: str) -> RecordDict:
    return {"zh": zh, "en": en}


def _month_end(number: int) -> dt.date:
    """The last day of a month, months counted from January of the year 0."""
    return dt.date((number + 1) // 12, (number + 1) % 12 + 1, 1) - dt.timedelta(days=1)


def _period_ends(start: dt.date, last: dt.date, months: int) -> list[dt.date]:
    """The ends of the reporting periods from start to last."""
    numbers = range(start.year * 12 + start.month - 1, last.year * 12 + last.month)
    ends = (_month_end(number) for number in numbers if (number + 1) % months == 0)
    return [day for day in ends if day <= last]


class DemoCalendar(NamedTuple):
    """The days of a demonstration, counted in years from its first 1 January."""

    today: dt.date
    year: int
    latest: dt.date  # the end of the last quarter whose figures are out

    @classmethod
    def at(cls, today: dt.date) -> DemoCalendar:
        out = today - dt.timedelta(days=21)
        latest = _period_ends(out - dt.timedelta(days=150), out, 3)[-1]
        return cls(today, latest.year - (2 if latest.month == 12 else 3), latest)

    def end(self, years: float) -> dt.date:
        return _month_end(self.year * 12 + round(years * 12) - 1)

    def begin(self, years: float) -> dt.date:
        return self.end(years) + dt.timedelta(days=1)


# ── one target ──

_PERIOD_MONTHS: Final = {"month": 1, "half_year": 6, "year": 12}
_DECIMAL_UNITS: Final = (
    "%",
    "亿元",
    "公里",
    "公顷",
    "万平方米",
    "微克/立方米",
    "点",
)  # take a decimal
_LAG_RANGES: Final = {
    "on_track": (-0.05, 0.07),
    "stale": (-0.03, 0.06),
    "at_risk": (0.13, 0.24),
    "off_track": (0.34, 0.42),
}
_QUARTER_WEIGHTS: Final = {
    3: 0.5,
    6: 0.8,
    9: 1.0,
    12: 1.8,
}  # how much gets finished in which quarter


class TargetGenerator:
    """Makes the record of one target, from a seed of its own: others may change around it."""

    def __init__(self, row: topics.TargetSpec, clock: DemoCalendar, seed: int) -> None:
        self.row, self.clock = row, clock
        self.rng = random.Random(f"{seed} {row.id}")  # noqa: S311 -- made-up figures, not secrets
        self.traits = dict(trait.partition("=")[::2] for trait in row.traits.split())
        measure = re.fullmatch(r"(\w+)((?: [\d.]+)*)(?: (.+))?", row.measure)
        fate = re.fullmatch(r"([a-z_]+)(?:@([\d.]+))?(?::([\d.]+))?", row.outcome)
        if measure is None or fate is None:
            raise ValueError(f"{row.id}: {row.measure} | {row.outcome}")
        self.kind, self.numbers = measure[1], [float(number) for number in measure[2].split()]
        self.is_quantity = self.kind in ("cumulative", "level")
        self.unit, _, self.unit_en = str(measure[3] or "").partition("=")
        self.digits = 1 if self.unit in _DECIMAL_UNITS else None
        self.outcome, self.outcome_value = fate[1], float(fate[3] or 0)
        self.months = next((n for name, n in _PERIOD_MONTHS.items() if name in self.traits), 3)
        approved, _, pace = self.traits.get("money", "0*0").partition("*")
        self.approved, self.pace = float(approved.removesuffix("万元")), float(pace)
        self.steps = [cells[1:] for cells in topics.parse_table(topics.STEPS) if cells[0] == row.id]
        self.start, self.due = self.span()
        self.days = self.report_dates(float(fate[2]) if fate[2] else None)

    def span(self) -> tuple[dt.date | None, dt.date | None]:
        if self.row.span == "next":
            year = self.clock.today.year + 1
            return dt.date(year, 1, 1), dt.date(year + 2, 12, 31)
        start, _, due = self.row.span.partition("-")
        first = self.clock.begin(float(start)) if start else None
        return first, self.clock.end(float(due)) if due else None

    def report_dates(self, at: float | None) -> list[dt.date]:
        """The days that are reported on, up to the one where the story ends."""
        if self.start is None or self.outcome == "never" or self.row.span == "next":
            return []
        last = self.clock.latest
        if at is not None:
            last = self.clock.end(at)
        elif self.outcome == "missed" and self.due:
            last = self.due
        elif self.outcome == "stale":
            last = _period_ends(self.start, last, 3)[-1 - int(self.outcome_value)]
        elif self.months == 1:
            last = self.clock.today - dt.timedelta(days=10)
        return _period_ends(self.start, last, self.months)

    def planned_path(self) -> list[tuple[dt.date, float]]:
        """Planned shares of the way, straight in between."""
        if self.start is None or self.due is None:
            return []
        shares = [float(share) for share in self.traits.get("path", "").split(",") if share]
        points = [(dt.date(self.start.year + n, 12, 31), share) for n, share in enumerate(shares)]
        return [(self.start, 0.0), *points, (self.due, 1.0)]

    def planned(self, day: dt.date) -> float:
        for (before, low), (after, high) in pairwise(self.planned_path()):
            if day <= after:
                return low + (high - low) * ((day - before) / (after - before))
        return 1.0

    def done(self) -> dict[dt.date, list[str]]:
        """Steps finished, by the report that says so."""
        found: dict[dt.date, list[str]] = {}
        for step, *_, when in self.steps:
            if when != "-":
                day = self.days[-1] if when == "latest" else self.clock.end(float(when))
                found.setdefault(day, []).append(step)
        return found

    def completions(self) -> list[float]:
        """The share of the way at each report: the shape of the work, scaled to where it ends."""
        rng, weights, path = self.rng, [], self.planned_path()
        for number, day in enumerate(self.days):
            weight = 1.0
            if "s" in self.traits:
                gone = min((day - path[0][0]) / (path[-1][0] - path[0][0]), 1.0)
                weight = 0.25 + math.sin(math.pi * gone)
            elif "year_end" in self.traits:
                weight = _QUARTER_WEIGHTS[day.month]
            elif "slow" in self.traits:
                weight = 1.0 + number
            weights.append(weight * rng.lognormvariate(0, 0.25))
        if self.kind == "milestones":
            worth = {step: float(weight) for step, _, _, weight, *_ in self.steps}
            final = sum(worth[step] for steps in self.done().values() for step in steps)
            final /= sum(worth.values())
        elif self.outcome in _LAG_RANGES:
            final = self.planned(self.days[-1]) - rng.uniform(*_LAG_RANGES[self.outcome])
        else:
            final = 1 + rng.uniform(0, 0.02) if self.outcome == "achieved" else self.outcome_value
        return [final * sum(weights[: n + 1]) / sum(weights) for n in range(len(weights))]

    def values(self, shares: list[float]) -> list[float]:
        if self.is_quantity:
            base, goal = self.numbers
            wobble = 0.03 if self.kind == "level" and self.unit == "%" else 0.0
            moved = [share + self.rng.gauss(0, wobble) for share in shares[:-1]] + shares[-1:]
            values = [float(round(base + share * (goal - base), self.digits)) for share in moved]
            return [*values[:-1], max(values[-1], goal)] if self.outcome == "achieved" else values
        low, high = self.numbers[0], self.numbers[-1]
        first = {"floor": 1.03 * low, "ceiling": 0.97 * low}.get(self.kind, (low + high) / 2)
        steps = len(self.days) - 1
        return [
            round(
                first + (self.outcome_value - first) * n / steps + self.rng.gauss(0, 0.01) * low, 1
            )
            for n in range(steps)
        ] + [self.outcome_value]

    def updates(self) -> list[RecordDict]:
        if not self.days:
            return []
        shares, done = self.completions(), self.done()
        values = self.values(shares) if self.numbers else []
        updates: list[RecordDict] = []
        for n, (day, share) in enumerate(zip(self.days, shares, strict=True)):
            steps = done.get(day, [] if self.kind == "milestones" else None)
            update: RecordDict = {
                "date": day,
                "reported": self.reported(day),
                "value": values[n] if values else None,
                "done": steps,
                "spent": self.amount(self.approved * min(0.99, self.pace * min(share, 1) ** 0.9))
                if self.approved
                else None,
                "by": None if self.row.lead == "-" else self.row.lead,
                "note": self.note(day, steps),
                "corrects": None,
                "evidence": self.evidence(day),
            }
            updates.append(update)
        for number, factor in self.topic_rows(topics.CORRECTIONS):
            wrong, after = updates[int(number)], updates[int(number) + 1]
            reported = after["date"] + dt.timedelta(days=25)
            mended: RecordDict = {"reported": reported, "spent": None, "corrects": wrong["date"]}
            mended["note"] = bilingual(*topics.PHRASES["corrected"])
            updates.insert(int(number) + 2, wrong | mended)
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
        """What a table of the vocabulary says of this target."""
        return [cells[1:] for cells in topics.parse_table(text) if cells[0] == self.row.id]

    def reported(self, day: dt.date) -> dt.date | None:
        if self.months == 1:
            return day + dt.timedelta(days=self.rng.randint(3, 9))
        lag = self.rng.choice((0, *range(7, 20)))
        if "lag" in self.traits and day.month == 12:
            lag = int(self.traits["lag"]) + lag // 7
        return min(day + dt.timedelta(days=lag), self.clock.today) if lag else None

    def note(self, day: dt.date, steps: list[str] | None) -> RecordDict | None:
        found: list[list[str]] | list[tuple[str, str]] = []
        if day == self.days[-1]:
            found = self.topic_rows(topics.NOTES)
            if (
                self.outcome == "achieved"
                and not found
                and self.kind in ("cumulative", "milestones")
            ):
                found = [topics.PHRASES["reached"]]
        elif steps == [] and day.month == 12:
            found = [topics.PHRASES["no_step"]]
        elif "year_end" in self.traits and "money" in self.traits and day.month == 12:
            found = [topics.PHRASES["year_end"]]
        return bilingual(*found[0]) if found else None

    def evidence(self, day: dt.date) -> RecordDict:
        name = "statistics" if "lag" in self.traits and day.month == 12 else "progress"
        found: RecordDict = {
            "document": f"{name}-{day.year}",
            "grade": self.traits.get("grade", "A"),
        }
        if found["grade"] != "A":
            found["caveat"] = bilingual(*topics.PHRASES["related"])
        return found

    def amount(self, amount: float) -> float | str:
        if "万元" in self.traits["money"]:
            return f"{round(amount)} 万元"
        return round(amount, 2)

    def measure(self) -> RecordDict:
        found: RecordDict = {"kind": self.kind}
        if self.numbers:
            found["unit"] = bilingual(self.unit, self.unit_en) if self.unit_en else self.unit
        if self.is_quantity:
            found["baseline"], found["target"] = self.numbers
        elif self.numbers:
            found[self.kind] = self.numbers if self.kind == "range" else self.numbers[0]
        if "met" in self.traits:
            found["above"] = "met"
        if "about" in self.traits:
            found["approximate"] = True
        return found

    def revisions(self) -> list[RecordDict]:
        found = []
        for when, field, before, *reason in self.topic_rows(topics.REVISIONS):
            numbers = [float(number) for number in before.split()]
            then: Any = numbers if field == "range" else numbers[0]
            now: Any = self.numbers if field == "range" else self.numbers[-1:]
            if field == "due":
                then, now = self.clock.end(then), self.due
            elif field == "budget":
                then, now = self.amount(then), self.amount(self.approved)
            elif field != "range":
                now = now[0]
            day = self.clock.begin(float(when))
            evidence = {"document": f"adjustments-{day.year}", "grade": "A"}
            revision = {"date": day, "field": field, "from": then, "to": now}
            found.append(revision | {"reason": bilingual(*reason), "evidence": evidence})
        return found

    def record(self) -> RecordDict:
        row, start = self.row, self.start
        revisions = self.revisions()
        before: RecordDict = {revision["field"]: revision["from"] for revision in revisions}
        number = before.get("target", before.get(self.kind, (self.numbers or [0])[-1]))
        due = before.get("due", self.due)
        said = [
            promise.format(n=f"{number:{form}}" if "{n}" in promise else "", due=due and due.year)
            for promise, form in zip(row.promise, ("g", ",g"), strict=True)
        ]
        plan = None if row.plan == "-" else row.plan
        year = start.year if start else self.clock.year
        source = {"document": plan or f"work-report-{year}", "paragraph": self.rng.randint(2, 14)}
        every = next((name for name in _PERIOD_MONTHS if name in self.traits), None)
        grace = {"grace_days": 75} if "lag" in self.traits else {}
        base = self.numbers[0] if self.is_quantity else 0.0
        record: RecordDict = {
            "id": row.id,
            "title": bilingual(*row.title),
            "promise": bilingual(*said),
            "plan": plan,
            "theme": row.theme,
            "lead": None if row.lead == "-" else row.lead,
            "measure": self.measure(),
            "start": start,
            "due": self.due,
            "assumed": {"start": bilingual(*topics.PHRASES["assumed"])}
            if "assumed" in self.traits
            else None,
            "source": source,
            "trajectory": [
                {"date": day, "value": float(round(base + share * (self.numbers[1] - base), 1))}
                for day, share in self.planned_path()[1:-1]
            ],
            "milestones": [
                {"id": step, "title": bilingual(zh, en)}
                | ({"due": self.clock.end(float(planned))} if planned != "-" else {})
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
                    "date": self.clock.end(float(when)),
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
        }
        keep = ("lead", "start", "due")
        return {key: value for key, value in record.items() if value or key in keep}
