"""The record of one invented target: its course as updates, and what `demo.topics` has about it besides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tracker.demo import topics
from tracker.demo.course import PERIOD_MONTHS, Course
from tracker.demo.dates import DemoCalendar

RecordDict = dict[str, Any]


def bilingual(zh: str, en: str) -> RecordDict:
    return {"zh": zh, "en": en}


def body(text: str) -> str | RecordDict:
    """A key of an organisation, or a post in both languages: "区长 = District head"."""
    zh, _, en = (part.strip() for part in text.partition("="))
    return bilingual(zh, en) if en else zh


class TargetGenerator:
    """Generates the record of one target."""

    def __init__(self, spec: topics.TargetSpec, calendar: DemoCalendar, seed: int) -> None:
        self.spec, self.calendar = spec, calendar
        self.course = Course(spec, calendar, seed)

    def updates(self) -> list[RecordDict]:
        course = self.course
        if not course.dates:
            return []
        completions, completed = course.completions(), course.completed_steps()
        values = course.values(completions) if course.numbers else []
        updates: list[RecordDict] = []
        for n, (date, completion) in enumerate(zip(course.dates, completions, strict=True)):
            steps = completed.get(date, [] if course.kind == "milestones" else None)
            spent_share = min(0.99, course.pace * min(completion, 1) ** 0.9)
            update: RecordDict = {
                "date": date,
                "reported": self.reported(date),
                "value": values[n] if values else None,
                "done": steps,
                "spent": self.amount(course.approved * spent_share) if course.approved else None,
                "by": None if self.spec.lead == "-" else self.spec.lead,
                "note": self.note(date, steps),
                "corrects": None,
                "evidence": self.evidence(date),
            }
            updates.append(update)
        for number, declared in topics.rows_about(self.spec.id, topics.DECLARED):
            updates[-int(number)]["declared"] = declared
        for number, factor in topics.rows_about(self.spec.id, topics.CORRECTIONS):
            wrong, following = updates[int(number)], updates[int(number) + 1]
            correction: RecordDict = {
                "reported": following["date"] + dt.timedelta(days=25),
                "spent": None,
                "corrects": wrong["date"],
                "note": bilingual(*topics.PHRASES["corrected"]),
            }
            updates.insert(int(number) + 2, wrong | correction)
            wrong["value"] = float(round(wrong["value"] * float(factor), course.digits))
        for number, factor in topics.rows_about(self.spec.id, topics.OTHER_SOURCES):
            official = updates[int(number)]
            caveat = bilingual(*topics.PHRASES["newspaper"])
            other = {
                "date": official["date"],
                "reported": official["date"] + dt.timedelta(days=5),
                "value": float(round(official["value"] * float(factor), course.digits)),
                "evidence": {"document": "daily", "grade": "C", "caveat": caveat},
            }
            updates.insert(updates.index(official), other)
        return [{k: v for k, v in update.items() if v is not None} for update in updates]

    def reported(self, date: dt.date) -> dt.date | None:
        """When the update of a date was reported; None if on the same day."""
        course = self.course
        if course.months == 1:
            return date + dt.timedelta(days=course.rng.randint(3, 9))
        lag = course.rng.choice((0, *range(7, 20)))
        if "lag" in course.traits and date.month == 12:
            lag = int(course.traits["lag"]) + lag // 7
        return min(date + dt.timedelta(days=lag), self.calendar.today) if lag else None

    def note(self, date: dt.date, steps: list[str] | None) -> RecordDict | None:
        course = self.course
        if date == course.dates[-1]:
            if notes := topics.rows_about(self.spec.id, topics.NOTES):
                return bilingual(*notes[0])
            if course.outcome == "achieved" and course.kind in ("cumulative", "milestones"):
                return bilingual(*topics.PHRASES["reached"])
        elif steps == [] and date.month == 12:
            return bilingual(*topics.PHRASES["no_step"])
        elif "year_end" in course.traits and "money" in course.traits and date.month == 12:
            return bilingual(*topics.PHRASES["year_end"])
        return None

    def evidence(self, date: dt.date) -> RecordDict:
        name = "statistics" if "lag" in self.course.traits and date.month == 12 else "progress"
        grade = self.course.traits.get("grade", "A")
        evidence: RecordDict = {"document": f"{name}-{date.year}", "grade": grade}
        if grade != "A":
            evidence["caveat"] = bilingual(*topics.PHRASES["related"])
        return evidence

    def amount(self, amount: float) -> float | str:
        if "万元" in self.course.traits["money"]:
            return f"{round(amount)} 万元"
        return round(amount, 2)

    def measure(self) -> RecordDict:
        course = self.course
        measure: RecordDict = {"kind": course.kind}
        if course.numbers:
            measure["unit"] = (
                bilingual(course.unit, course.unit_en) if course.unit_en else course.unit
            )
        if course.kind == "flow" and course.start and course.due:
            years = range(course.start.year, course.due.year + 1)
            measure["years"] = {
                str(year): goal for year, goal in zip(years, course.numbers, strict=False)
            }
        elif course.kind == "parts":
            measure["parts"] = [
                {"target": part} | ({} if weight == "1" else {"weight": float(weight)})
                for part, weight in topics.rows_about(self.spec.id, topics.PARTS)
            ]
        elif course.is_quantity:
            measure["baseline"], measure["target"] = course.numbers
        elif course.numbers:
            measure[course.kind] = course.numbers if course.kind == "range" else course.numbers[0]
        if "met" in course.traits:
            measure["above"] = "met"
        if "about" in course.traits:
            measure["approximate"] = True
        if course.is_seasonal:
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
            for key, opened, closed, cause, raised_to, zh, en in topics.rows_about(
                self.spec.id, topics.ISSUES
            )
        ]

    def accepted(self) -> RecordDict | None:
        for (days,) in topics.rows_about(self.spec.id, topics.ACCEPTED):
            return {
                "on": self.course.dates[-1] + dt.timedelta(days=int(days)),
                "by": bilingual(*topics.PHRASES["accepted_by"]),
                "how": bilingual(*topics.PHRASES["accepted_how"]),
            }
        return None

    def ended(self) -> RecordDict | None:
        for when, how, into, *reason in topics.rows_about(self.spec.id, topics.ENDED):
            on = self.calendar.begin(float(when))
            evidence = {"document": f"adjustments-{on.year}", "grade": "A"}
            ending = {"as": how, "on": on, "into": into, "reason": bilingual(*reason)}
            return ending | {"evidence": evidence}
        return None

    def revisions(self) -> list[RecordDict]:
        course = self.course
        revisions = []
        for when, field, before, *reason in topics.rows_about(self.spec.id, topics.REVISIONS):
            numbers = [float(number) for number in before.split()]
            old: Any = numbers[0]
            new: Any
            if field == "range":
                old, new = numbers, course.numbers
            elif field == "due":
                old, new = self.calendar.end(old), course.due
            elif field == "budget":
                old, new = self.amount(old), self.amount(course.approved)
            else:
                new = course.numbers[-1]
            date = self.calendar.begin(float(when))
            evidence = {"document": f"adjustments-{date.year}", "grade": "A"}
            revision = {"date": date, "field": field, "from": old, "to": new}
            revisions.append(revision | {"reason": bilingual(*reason), "evidence": evidence})
        return revisions

    def record(self) -> RecordDict:
        course = self.course
        spec, start = self.spec, course.start
        revisions = self.revisions()
        original: RecordDict = {revision["field"]: revision["from"] for revision in revisions}
        number = original.get("target", original.get(course.kind, (course.numbers or [0])[-1]))
        due = original.get("due", course.due)
        promise = [
            text.format(n=f"{number:{form}}" if "{n}" in text else "", due=due and due.year)
            for text, form in zip(spec.promise, ("g", ",g"), strict=True)
        ]
        plan = None if spec.plan == "-" else spec.plan
        year = start.year if start else self.calendar.year
        source = {"document": plan or f"work-report-{year}", "paragraph": course.rng.randint(2, 14)}
        every = next((name for name in PERIOD_MONTHS if name in course.traits), None)
        grace = {"grace_days": 75} if "lag" in course.traits else {}
        base = course.numbers[0] if course.is_quantity else 0.0
        record: RecordDict = {
            "id": spec.id,
            "title": bilingual(*spec.title),
            "promise": bilingual(*promise),
            "plan": plan,
            "theme": spec.theme,
            "lead": None if spec.lead == "-" else spec.lead,
            "owner": next(
                (bilingual(*post) for post in topics.rows_about(self.spec.id, topics.OWNERS)), None
            ),
            "measure": self.measure(),
            "start": start,
            "due": course.due,
            "assumed": {"start": bilingual(*topics.PHRASES["assumed"])}
            if "assumed" in course.traits
            else None,
            "source": source,
            "trajectory": [
                {"date": date, "value": float(round(base + share * (course.numbers[1] - base), 1))}
                for date, share in course.planned_path()[1:-1]
            ],
            "milestones": [
                {"id": step, "title": bilingual(zh, en)}
                | ({"due": self.calendar.end(float(planned))} if planned != "-" else {})
                | ({"weight": float(weight)} if weight != "1" else {})
                for step, zh, en, weight, planned, _ in course.steps
            ],
            "budget": {
                "approved": self.amount(course.approved),
                "on": start + dt.timedelta(days=40),
            }
            if course.approved and start
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
                for when, *words in topics.rows_about(self.spec.id, topics.CONTEXT)
            ],
            "revisions": revisions,
            "issues": self.issues(),
            "accepted": self.accepted(),
            "ended": self.ended(),
        }
        required = ("lead", "start", "due")
        return {key: value for key, value in record.items() if value or key in required}
