"""What an earlier version of the portfolio promised and reported, and a later one changed without saying so.

A published goal, date or budget changes by a revision alone, a report by a later one. The two versions are
compared target by target; new targets, reports and revisions are what a later version is for.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import Any, Final

from tracker.checks.amounts import to_common_unit
from tracker.checks.rule import as_param
from tracker.i18n import Message
from tracker.portfolio.entries import Revision, Update
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import Flow
from tracker.portfolio.model import Target
from tracker.portfolio.money import Amount
from tracker.portfolio.problems import Problem, sort_unique
from tracker.portfolio.records import TargetEntry
from tracker.portfolio.scalars import SLUG
from tracker.portfolio.validation import KeyPath

_RETIRED: Final = re.compile(r"(?m)#[ \t]*retired:(.*)$")
_BOUNDS: Final[Mapping[str, str]] = {
    "cumulative": "target",
    "level": "target",
    "floor": "floor",
    "ceiling": "ceiling",
    "range": "range",
}
"""By kind of measure, the field of its goal."""


def unrecorded_changes(before: Portfolio, after: Portfolio, revision: str) -> tuple[Problem, ...]:
    """What ``after`` changed of ``before`` without a revision or a later report, at its line in ``after``.

    ``revision`` names the earlier version in the messages. Targets that were invalid in either version are not
    compared, and none is missing where a file could not be read to its end.
    """
    is_whole = not any(part.document.truncated for part in after.parts)
    entries = {entry.target.id: entry for part in after.parts for entry in part.entries}
    problems: list[Problem] = []
    for target in before.targets:
        entry = entries.get(target.id) or _renamed(target, before, after, entries)
        if entry is None:
            if is_whole and target.id not in _known_ids(after):
                problems.append(_removed(target, before, after, revision))
        elif (current := after.by_id.get(entry.target.id)) is not None:
            comparison = _Comparison(target, current, (before.money, after.money), revision)
            for path, message, name in comparison.problems():
                in_file = entry.path(path) or ("targets", entry.position)
                problems.append(entry.document.problem(in_file, message, name))
    return sort_unique(problems)


def _known_ids(portfolio: Portfolio) -> set[str]:
    """The ids of all targets, also invalid ones, and of those that a comment retires."""
    known = set(portfolio.raw_targets)
    for part in portfolio.parts:
        for comment in _RETIRED.findall(part.document.text):
            known.update(re.findall(SLUG, comment))
    return known


def _renamed(
    target: Target, before: Portfolio, after: Portfolio, entries: Mapping[str, TargetEntry]
) -> TargetEntry | None:
    """The same target under a new id: the only new one with its title and source."""
    alike = [
        entry
        for key, entry in entries.items()
        if key not in before.by_id
        and (entry.target.title, entry.target.source) == (target.title, target.source)
    ]
    return alike[0] if len(alike) == 1 and target.id not in after.raw_targets else None


def _removed(target: Target, before: Portfolio, after: Portfolio, revision: str) -> Problem:
    file = next(
        part.document.file
        for part in before.parts
        if any(entry.target.id == target.id for entry in part.entries)
    )
    documents = [part.document for part in after.parts]
    document = next((each for each in documents if each.file == file), documents[0])
    message = Message("against.removed", id=target.id, revision=revision)
    return document.problem(("targets",), message, "against-removed", key=True)


Found = tuple[KeyPath, Message, str]


class _Comparison:
    """One target in both versions."""

    def __init__(
        self, before: Target, after: Target, money: tuple[str, str], revision: str
    ) -> None:
        self.before, self.after = before, after
        self.money, self.revision = money, revision
        kept = Counter(map(_identity, before.revisions))
        self.new_revisions = [each for each in after.revisions if not _take(kept, _identity(each))]

    def problems(self) -> Iterator[Found]:
        yield from self._goals()
        yield from self._plan()
        yield from self._revisions()
        yield from self._updates()

    def _goals(self) -> Iterator[Found]:
        """Values that a revision may change."""
        before, after = self.before, self.after
        for field in ("start", "due"):
            if field not in before.assumed:  # the curator's assumption is nobody's promise
                sides = getattr(before, field), getattr(after, field)
                yield from self._changed(field, (field,), *sides)
        if before.measure.kind == after.measure.kind:
            yield from self._bounds()
        amounts = [
            Amount(amount, money) if isinstance(amount, float) else amount
            for each, money in zip((before, after), self.money, strict=True)
            for amount in [each.budget.amount if each.budget else None]
        ]
        key = after.budget.amount_key if after.budget else None
        if amounts[0] is not None:
            path: KeyPath = ("budget", key) if key else ()
            yield from self._changed("budget", path, amounts[0], amounts[1])

    def _bounds(self) -> Iterator[Found]:
        before, after = self.before.measure, self.after.measure
        if isinstance(before, Flow) and isinstance(after, Flow):
            for year, goal in before.years.items():
                path = ("measure", "years", year) if year in after.years else ("measure", "years")
                yield from self._changed("target", path, goal, after.years.get(year), year)
        elif (field := _BOUNDS.get(before.kind)) is not None:
            sides = getattr(before, field), getattr(after, field)
            yield from self._changed(field, ("measure", field), *sides)

    def _changed(
        self, field: str, path: KeyPath, before: Any, after: Any, year: str | None = None
    ) -> Iterator[Found]:
        """A value that differs, unless new revisions lead from the one to the other."""
        if _is_equal(before, after, self.money[1]):
            return
        chain = [each for each in self.new_revisions if (each.field, each.year) == (field, year)]
        chain.sort(key=lambda each: each.date)
        unit = self.money[1]
        if (
            chain
            and _is_equal(chain[0].from_, before, unit)
            and _is_equal(chain[-1].to, after, unit)
        ):
            return
        message = Message(
            "against.goal",
            field=field if year is None else f"{field} {year}",
            before=as_param(before),
            after=as_param(after),
            revision=self.revision,
        )
        yield path, message, "against-goal"

    def _plan(self) -> Iterator[Found]:
        """What no revision names, and what may change only together with a revised goal."""
        if self.new_revisions:
            return
        before, after = self.before, self.after
        compared: list[tuple[KeyPath, Any, Any]] = [
            (("promise",), before.promise, after.promise),
            (("measure", "kind"), before.measure.kind, after.measure.kind),
            (("trajectory",), before.trajectory, after.trajectory),
        ]
        for name in ("unit", "baseline", "parts", "season"):
            if "baseline" not in before.assumed or name != "baseline":
                sides = getattr(before.measure, name, None), getattr(after.measure, name, None)
                compared.append((("measure", name), *sides))
        if before.assumed.keys().isdisjoint(("milestones",)):
            compared.append((("milestones",), _steps(before), _steps(after)))
        for path, was, now in compared:
            if was != now and (was or path != ("promise",)):  # a promise may be added
                field = ".".join(map(str, path))
                message = Message("against.plan", field=field, revision=self.revision)
                yield path, message, "against-plan"

    def _revisions(self) -> Iterator[Found]:
        """Revisions that are no longer as they were."""
        left = Counter(map(_identity, self.after.revisions))
        for each in self.before.revisions:
            if not _take(left, _identity(each)):
                places = [(one.date, one.field) for one in self.after.revisions]
                path = _place("revisions", places, (each.date, each.field))
                message = Message(
                    "against.revision", field=each.field, date=each.date, revision=self.revision
                )
                yield path, message, "against-revision"

    def _updates(self) -> Iterator[Found]:
        """Reports that are no longer as they were."""
        left = Counter(map(self._facts, self.after.updates, [1] * len(self.after.updates)))
        for each in self.before.updates:
            if not _take(left, self._facts(each, 0)):
                path = _place("updates", [one.date for one in self.after.updates], each.date)
                message = Message("against.update", date=each.date, revision=self.revision)
                yield path, message, "against-update"

    def _facts(self, update: Update, version: int) -> Hashable:
        """What an update reports; a note, evidence that was missing and marks may be added later."""
        spent = update.spent
        if isinstance(spent, float):
            spent = Amount(spent, self.money[version])
        return (
            update.date,
            update.known_on,
            update.value,
            update.done,
            spent,
            update.declared,
            update.corrects,
        )


def _steps(target: Target) -> Sequence[Hashable]:
    return [(step.id, step.due, step.weight) for step in target.milestones]


def _identity(revision: Revision) -> Hashable:
    """Evidence may be added later."""
    return (
        revision.date,
        revision.field,
        revision.year,
        str(revision.from_),
        str(revision.to),
        str(revision.reason),
    )


def _take(counts: Counter[Hashable], item: Hashable) -> bool:
    """Whether the item is among those counted; it is counted once less."""
    if counts[item] <= 0:
        return False
    counts[item] -= 1
    return True


def _place(name: str, items: Sequence[Any], wanted: Any) -> KeyPath:
    """The path of the item of a list that is like the one wanted, else of the list."""
    return (name, items.index(wanted)) if wanted in items else (name,)


def _is_equal(one: Any, other: Any, unit: str) -> bool:
    if isinstance(one, (float, Amount)) and isinstance(other, (float, Amount)):
        pair = to_common_unit(one, other, unit)
        return pair is not None and math.isclose(*pair, rel_tol=1e-9, abs_tol=1e-12)
    return bool(one == other)
