"""Problems of a report before it is saved: the rules of `tracker.checks`, and hints for the person reporting.

Form, sheet and command all fill in a `Report`; whatever they say about it comes from here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

from tracker.checks import run
from tracker.checks.plausibility import confirmed_by
from tracker.checks.rule import Finding, Rule, amount_param, as_param
from tracker.i18n import Message
from tracker.portfolio.edit import insert_position
from tracker.portfolio.entries import Update
from tracker.portfolio.load import Portfolio
from tracker.portfolio.measures import Cumulative, LevelMeasure
from tracker.portfolio.model import Target
from tracker.portfolio.money import Amount
from tracker.portfolio.problems import Level
from tracker.portfolio.updates import EffectiveFigure, ReportedField, effective_figures
from tracker.portfolio.validation import update_problems
from tracker.reporting.report import (
    FIGURES,
    Report,
    is_recorded,
    money_unit,
    trimmed,
    update_from_fields,
)

DOUBTS: Final = frozenset({"doubtful-value", "doubtful-spent"})
"""Rules about doubtful figures, which a report must confirm (`Report.confirmed`); the caller says how."""
_BLOCKING: Final = frozenset({"value-kind", "corrects-nothing", *DOUBTS})
"""Rules that only warn about records, but prevent a new report."""
_HINTED: Final = frozenset({"same-update", "two-figures"})
"""Rules about two records; of a new report, a hint says what to do."""
_FIELDS: Final[Mapping[str, str]] = {
    "no-evidence": "evidence",
    "no-grade": "evidence.grade",
    "evidence": "evidence.title",
}
"""Fields to correct, for rules whose findings are on a whole update or its evidence."""


@dataclass(frozen=True)
class Remark:
    """One problem of a report. An error prevents saving it, a warning asks for a second look.

    ``field`` is one of `Report`, such as ``value`` or ``evidence.url``; "" for the report as a whole.
    ``rule`` is the rule that found it; "" for hints, which exist only until the report is saved.
    """

    level: Level
    field: str
    message: Message
    rule: str = ""


def remarks(portfolio: Portfolio, report: Report, today: date) -> tuple[Remark, ...]:
    """Everything to say about a report, errors first."""
    target = portfolio.by_id.get(report.target)
    if target is None:
        return (Remark("error", "target", Message("remark.no_target", id=report.target)),)
    fields = report.update()
    invalid = list(_invalid_fields(portfolio, report.target, fields))
    for path, _ in invalid:
        _remove(fields, path)
    problems = [remark for _, remark in invalid]
    update = None if "date" not in fields else update_from_fields(portfolio, report.target, fields)
    if update is not None:
        taken = {remark.field for remark in problems}
        problems += [
            remark
            for remark in _new_problems(portfolio, target, update, today)
            if remark.field not in taken
        ]
    problems += _hints(portfolio, target, report, update)
    return tuple(sorted(dict.fromkeys(problems), key=lambda remark: remark.level != "error"))


def is_doubtful(about: Iterable[Remark]) -> bool:
    """Whether some remarks ask to confirm a figure."""
    return any(remark.rule in DOUBTS for remark in about)


# --- rules ----------------------------------------------------------------------------------------


def _invalid_fields(
    portfolio: Portfolio, target_id: str, fields: Mapping[str, Any]
) -> Iterator[tuple[tuple[str | int, ...], Remark]]:
    """Fields that are no valid record, by their path in the update."""
    document = portfolio.raw_targets[target_id][0].document
    for path, problem in update_problems(document, fields):
        yield path, Remark("error", _field_name(path), problem.message, problem.rule)


def _field_name(path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, path[:2] if path[0] == "evidence" else path[:1]))


def _remove(fields: Any, path: tuple[str | int, ...]) -> None:
    """Take an invalid field out, so that the rules can judge the others."""
    if path[0] == "evidence" and len(path) > 1:
        fields["evidence"].pop(path[1], None)
    else:
        fields.pop(path[0], None)


def _new_problems(
    portfolio: Portfolio, target: Target, update: Update, today: date
) -> Iterator[Remark]:
    """What the rules find with the update and did not find without it."""
    for rule, finding in new_findings(portfolio, target, with_update(target, update), today):
        name = rule.name
        if name in _HINTED:
            continue
        path = finding.path[2:] if finding.path[0] == "updates" else ()
        field = _FIELDS.get(name) or ".".join(part for part in path if isinstance(part, str))
        level: Level = "error" if name in _BLOCKING else rule.level
        message = confirmed_by(finding.message, "") if name in DOUBTS else finding.message
        yield Remark(level, field, message, name)


def with_update(target: Target, update: Update) -> Target:
    """A target with one more update, where a save would put it."""
    place = insert_position([str(one.date) for one in target.updates], str(update.date))
    updates = (*target.updates[:place], update, *target.updates[place:])
    return target.model_copy(update={"updates": updates})


def new_findings(
    portfolio: Portfolio, before: Target, after: Target, today: date
) -> Iterator[tuple[Rule, Finding]]:
    """What the rules find in a target after a change and did not find before it."""
    context = run.rule_context(portfolio, today)
    known = Counter(
        (rule.name, finding.message) for rule, finding in run.target_findings(before, context)
    )
    for rule, finding in run.target_findings(after, context):
        if known[rule.name, finding.message]:
            known[rule.name, finding.message] -= 1
        else:
            yield rule, finding


# --- hints ----------------------------------------------------------------------------------------


def _hints(
    portfolio: Portfolio, target: Target, report: Report, update: Update | None
) -> Iterator[Remark]:
    """What no rule says: a record may have it, or it makes no sense only in a new report."""
    if target.start is not None and report.date < target.start:
        message = Message("remark.before_start", day=report.date, start=target.start)
        yield Remark("warning", "date", message)
    if report.spent is not None:
        yield from _spending_hints(portfolio, report)
    if all(getattr(report, name) is None for name in FIGURES):
        if not trimmed(report.note) and report.corrects is None:
            yield Remark("error", "", Message("remark.nothing"))
        return
    if (known := _withdrawn_on(target, report)) is not None:
        message = Message("remark.withdrawn", day=report.date, known=known)
        yield Remark("error", "corrects", message)
    elif is_recorded(portfolio, report):
        yield Remark("error", "", Message("remark.recorded", day=report.date))
    elif report.corrects != report.date:
        yield from _duplicate_hints(portfolio, target, report)
    if update is not None and update.value is not None:
        yield from _value_hints(target, update)


def _spending_hints(portfolio: Portfolio, report: Report) -> Iterator[Remark]:
    spent = report.spent
    if not isinstance(spent, Amount) and money_unit(portfolio, report.target) is None:
        message = Message("check.money-unit", amount=as_param(spent))
        yield Remark("error", "spent", message, "money-unit")


def _withdrawn_on(target: Target, report: Report) -> date | None:
    """When figures of the day were corrected or withdrawn, if that makes this report ineffective."""
    mine = report.reported or report.date, report.date
    for update in target.updates:
        if update.corrects != report.date or (update.known_on, update.date) <= mine:
            continue
        names = [name for name in FIGURES if getattr(update, name) is not None]
        if not names or any(getattr(report, name) is not None for name in names):
            return update.known_on
    return None


def _duplicate_hints(portfolio: Portfolio, target: Target, report: Report) -> Iterator[Remark]:
    names: tuple[ReportedField, ...] = ("value", "spent")
    for name in names:
        if getattr(report, name) is None:
            continue
        for figure in effective_figures(target.updates, name):
            if figure.date == report.date:
                unit = money_unit(portfolio, report.target) if name == "spent" else None
                known = amount_param(figure.value, unit)
                message = Message("remark.again", day=report.date, figure=known)
                yield Remark("warning", name, message)
                break


def _value_hints(target: Target, update: Update) -> Iterator[Remark]:
    measure, value = target.measure, update.value
    if value is None or not isinstance(measure, (Cumulative, LevelMeasure)):
        return
    direction = 1 if measure.target >= measure.baseline else -1
    last = _previous_value(target, update) if measure.kind == "level" else None
    if last and (value - last.value) * direction < 0:
        message = Message("remark.backwards", value=value, day=last.date, last=last.value)
        yield Remark("warning", "value", message)
    if (value - measure.target) * direction > 0:
        message = Message("remark.beyond", value=value, goal=measure.target)
        yield Remark("warning", "value", message)


def _previous_value(target: Target, update: Update) -> EffectiveFigure | None:
    """The value in force before that of the update; None for a correction."""
    figures = effective_figures((*target.updates, update), "value")
    for before, figure in pairwise(figures):
        if figure.update_index == len(target.updates) and update.corrects is None:
            return before
    return None
